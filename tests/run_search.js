// Runs the scripts of search and stock lunr.js outside a browser.
// Arguments: the scripts in order. Standard input: {kind, folder, ...} as below; `folder` is a site's assets/search/.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const question = JSON.parse(fs.readFileSync(0, "utf8"));

// A page with the scripts of search. `changed` gives some files another text, or null for one that does not load or
// "hang" for one that never does either; `first` does so only when they are asked for the first time.
function open({ changed = {}, first = {} } = {}) {
  const context = vm.createContext({ console, setTimeout, clearTimeout, performance, loaded: [] });
  context.window = context;
  if (question.patience) context.setTimeout = (act, time, ...given) => setTimeout(act, Math.min(time, question.patience), ...given);
  const run = (text, filename) => vm.runInContext(text, context, { filename });
  const texts = { ...first };
  context.surveySearchLoader = (name) => {
    context.loaded.push(name);
    const text = name in texts ? texts[name] : changed[name];
    delete texts[name];
    if (text === "hang") return new Promise(() => {});
    if (text === null) throw new Error("does not load");
    try {
      return run(text === undefined ? fs.readFileSync(path.join(question.folder, name), "utf8") : text, name);
    } catch (error) {
      if (error.name === "SyntaxError") return null; // the element of a broken script tells that it has loaded
      throw error;
    }
  };
  for (const script of process.argv.slice(2)) run(fs.readFileSync(script, "utf8"), script);
  return context;
}

async function inTurn(queries, ask) {
  const found = [];
  for (const query of queries) found.push(await ask(query));
  return found;
}

// lunr's results in short, or null for a query that it cannot parse.
function shortened(lunr, find) {
  return Promise.resolve().then(find).then((found) => found.map(({ ref, score }) => [ref, score])).catch((error) => {
    if (error instanceof lunr.QueryParseError) return null;
    throw error;
  });
}

const answers = {
  // Each word through each of the functions named.
  words() {
    const { words } = open().surveySearch;
    return Object.fromEntries(question.functions.map((name) => [name, question.words.map((word) => words[name](word))]));
  },
  // Stock lunr.js over a serialised index: refs and scores.
  lunr() {
    const { lunr, surveySearch } = open();
    const term = (token) => {
      const found = surveySearch.words.term(token.toString());
      return found ? token.update(() => found) : null;
    };
    lunr.Pipeline.registerFunction(term, "surveyTerm");
    const index = lunr.Index.load(JSON.parse(fs.readFileSync(question.index, "utf8")));
    return inTurn(question.queries, (query) => shortened(lunr, () => index.search(query)));
  },
  // lunr's own language over the shards, in the same form.
  shards() {
    const { lunr, surveySearch } = open();
    return inTurn(question.queries, (query) => shortened(lunr, () => surveySearch.lunr(query)));
  },
  // The page's own search, all queries at once.
  search() {
    const { surveySearch } = open();
    return Promise.all(question.queries.map((query) => surveySearch(query, question.options)));
  },
  // The same with what went wrong: for each case, in a page of its own, the total or the error of each query in turn.
  cases: () => inTurn(question.cases, (given) => {
    const { surveySearch } = open(given);
    return inTurn(given.queries || question.queries, (query) => surveySearch(query, question.options)
      .then(({ total }) => total, ({ name, message }) => ({ name, message })));
  }),
  // The page's own search for each query in turn: milliseconds cold and warm, and the files that were loaded.
  timed() {
    const { surveySearch, loaded } = open();
    return inTurn(question.queries, async (query) => {
      const before = loaded.length;
      const times = [];
      for (let i = 0; i < 4; i += 1) {
        const start = performance.now();
        await surveySearch.matches(query, question.options);
        times.push(performance.now() - start);
      }
      return { query, cold: times[0], warm: Math.min(...times.slice(1)), loaded: loaded.slice(before) };
    });
  },
};

Promise.resolve(answers[question.kind]()).then((answer) => {
  process.stdout.write(JSON.stringify(answer), () => process.exit(0));
});
