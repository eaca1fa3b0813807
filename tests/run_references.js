// Runs static/references.js outside a browser, for test_references_two_languages.py.
// Argument: references.js. Standard input: {papers, scripts}, objects of CSL-JSON or texts of data/references/*.js
// with slugs to look up in them.
"use strict";

const fs = require("node:fs");
const vm = require("node:vm");

const question = JSON.parse(fs.readFileSync(0, "utf8"));

// A document whose script elements run the text of their file at once.
const scripts = question.scripts || {};
const page = {
  currentScript: { src: "file:///site/assets/references.js" },
  createElement: () => {
    const listeners = {};
    return { addEventListener: (name, listener) => { listeners[name] = listener; }, listeners, remove: () => {} };
  },
  head: {
    append: (element) => {
      const text = scripts[element.src.replace("file:///site/", "")];
      if (text === undefined) return queueMicrotask(element.listeners.error);
      vm.runInContext(text, context);
      return queueMicrotask(element.listeners.load);
    },
  },
};
const context = vm.createContext({ document: page, URL, console, queueMicrotask });
context.window = context;
vm.runInContext(fs.readFileSync(process.argv[2], "utf8"), context, { filename: process.argv[2] });

const { surveyReferences } = context;

async function main() {
  const papers = question.slugs ? await surveyReferences.load(question.slugs) : question.papers;
  const formats = ["bibtex", "ris", "csl", "markdown"].map((format) => [format, surveyReferences[format](papers)]);
  process.stdout.write(JSON.stringify(Object.fromEntries(formats)));
}

main().catch((error) => {
  process.stdout.write(JSON.stringify({ error: error.message }));
});
