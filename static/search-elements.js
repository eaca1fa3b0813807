// What the pages with a list of papers are made of: elements, words for numbers, and the facets with their names.
(function () {
  "use strict";

  const { LISTS } = surveySearch.facets;
  const own = document.currentScript.src; // empty in a single file, which has every script
  const LABELS = {
    theme: ["Theme", "themes"], year: ["Year", "years"], kind: ["Kind", "kinds"], code: ["Code", ""],
    task: ["Task", "tasks"], dataset: ["Data set", "data sets"],
    venue: ["Venue", "venues"],
  };
  const ORDER = ["theme", "year", "kind", "code", "task", "dataset"];
  for (const { dataset, textContent } of document.querySelectorAll("#filters-list > [data-facet]")) {
    LABELS[dataset.facet] ||= [textContent, "values"]; // a facet of the survey's own
    for (const facets of [LISTS, ORDER]) facets.push(dataset.facet);
  }

  function make(name, given, ...children) {
    const { text, className, dataset, ...attributes } = given || {};
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    Object.assign(element.dataset, dataset);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === true) element.setAttribute(key, "");
      else if (value !== false) element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  }

  function papers(count) {
    return `${count.toLocaleString("en")} ${count === 1 ? "paper" : "papers"}`;
  }

  function loadScript(name) {
    return new Promise((resolve, reject) => {
      const script = make("script", { src: new URL(name, own) });
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => {
        script.remove();
        reject(Object.assign(new Error("A part of this page did not load."), { name: "SearchDataError" }));
      });
      document.head.append(script);
    });
  }

  surveySearch.elements = { LABELS, ORDER, make, papers, loadScript };
})();
