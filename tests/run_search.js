// Runs the scripts of search and stock lunr.js outside a browser.
// Arguments: the scripts in order. Standard input: {kind, folder, ...} as below; `folder` is a site's assets/search/.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const question = JSON.parse(fs.readFileSync(0, "utf8"));
const context = vm.createContext({ console, setTimeout, clearTimeout, performance });
context.window = context;
const run = (file) => vm.runInContext(fs.readFileSync(file, "utf8"), context, { filename: file });
const loaded = []; // the files that were asked for, in order

context.surveySearchLoader = (name) => {
  loaded.push(name);
  if ((question.hanging || []).some((part) => name.includes(part))) return new Promise(() => {});
  return run(path.join(question.folder, name));
};
if (question.patience) context.setTimeout = (act, time) => setTimeout(act, Math.min(time, question.patience));
for (const script of process.argv.slice(2)) run(script);
const { surveySearch, lunr } = context;

// Whatever a query ends in: what it was answered, or what kind of error it is and what that says.
function settled(promise) {
  return promise.catch((error) => ({ error: error.name, message: error.message }));
}

async function inTurn(queries, ask) {
  const found = [];
  for (const query of queries) found.push(await ask(query));
  return found;
}

const answers = {
  // Each word through each of the functions named.
  words: () => Object.fromEntries(question.functions.map((name) => [name, question.words.map(surveySearch.words[name])])),
  // Stock lunr.js over a serialised index: refs and scores, or null for a query that it cannot parse.
  lunr: () => {
    const label = "surveyTerm";
    const term = (token) => { const found = surveySearch.words.term(token.toString()); return found ? token.update(() => found) : null; };
    lunr.Pipeline.registerFunction(term, label);
    const index = lunr.Index.load(JSON.parse(fs.readFileSync(question.index, "utf8")));
    return question.queries.map((query) => {
      try {
        return index.search(query).map(({ ref, score }) => [ref, score]);
      } catch (error) {
        if (error instanceof lunr.QueryParseError) return null;
        throw error;
      }
    });
  },
  // lunr's own language over the shards, in the same form.
  shards: () => inTurn(question.queries, (query) => surveySearch.lunr(query)
    .then((found) => found.map(({ ref, score }) => [ref, score]))
    .catch((error) => {
      if (error instanceof lunr.QueryParseError) return null;
      throw error;
    })),
  // The page's own search: number of results and the first ones' slugs.
  search: () => Promise.all(question.queries.map((query) => settled(surveySearch(query, { limit: 30, ...question.options })))),
  // The same, one after the other, with the milliseconds that each took, cold and then warm, and what was loaded.
  timed: () => inTurn(question.queries, async (query) => {
    const before = loaded.length;
    const times = [];
    for (let i = 0; i < 4; i += 1) {
      const start = performance.now();
      await surveySearch.matches(query, question.options);
      times.push(performance.now() - start);
    }
    return { query, cold: times[0], warm: Math.min(...times.slice(1)), loaded: loaded.slice(before) };
  }),
};

Promise.resolve(answers[question.kind]()).then((answer) => {
  process.stdout.write(JSON.stringify(answer), () => process.exit(0));
});
