// What the pages with a list of papers are made of: elements, and words for numbers.
(function () {
  "use strict";

  // Facets of the survey's own.
  for (const { dataset } of document.querySelectorAll("#filters-list > [data-facet]")) {
    surveySearch.facets.LISTS.push(dataset.facet);
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

  surveySearch.elements = { make, papers };
})();
