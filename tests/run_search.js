// Runs static/search.js and stock lunr.js outside a browser, for test_search_two_languages.py.
// Arguments: lunr.js, search.js and optionally the site's search-index.js. Standard input: {kind, ...} as below.
"use strict";

const fs = require("node:fs");
const vm = require("node:vm");

function load(paths) {
  const page = { getElementById: () => null };
  const context = vm.createContext({ window: {}, document: page, module: undefined, console });
  for (const path of paths) vm.runInContext(fs.readFileSync(path, "utf8"), context, { filename: path });
  return context;
}

const question = JSON.parse(fs.readFileSync(0, "utf8"));
const context = load(process.argv.slice(2).filter(Boolean));
const { surveySearch } = context.window;

const answers = {
  // Each word through each of the functions named.
  words: () => Object.fromEntries(question.functions.map((name) => [name, question.words.map(surveySearch.words[name])])),
  // Stock lunr.js over a serialised index: refs and scores, or null for a query that it cannot parse.
  lunr: () => {
    const label = "surveyTerm";
    if (!(label in context.lunr.Pipeline.registeredFunctions)) {
      const term = (token) => { const found = surveySearch.words.term(token.toString()); return found ? token.update(() => found) : null; };
      context.lunr.Pipeline.registerFunction(term, label);
    }
    const index = context.lunr.Index.load(JSON.parse(question.index));
    return question.queries.map((query) => {
      try {
        return index.search(query).map(({ ref, score }) => [ref, score]);
      } catch (error) {
        if (error instanceof context.lunr.QueryParseError) return null;
        throw error;
      }
    });
  },
  // The page's own search: number of results and the first ones' slugs.
  search: () => Promise.all(question.queries.map((query) => surveySearch(query, { limit: question.limit }))),
};

Promise.resolve(answers[question.kind]()).then((answer) => process.stdout.write(JSON.stringify(answer)));
