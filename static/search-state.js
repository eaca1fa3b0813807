// The state of a list: what is asked, which filters are set, the order, and the address that says so.
// Nothing in here touches a page or loads anything.
(function () {
  "use strict";

  const LISTS = ["theme", "kind", "code", "task", "dataset"]; // facets whose values can be chosen and ruled out, and
  // those that the page names besides
  const GIVEN = [...LISTS];
  const NOT = "not-"; // before a facet's name in an address, where a value is ruled out
  const SORTS = ["newest", "oldest"];

  // ---- The state of a list: the query, and whether its words are taken as typed, however they are spelt; the values
  // chosen and ruled out; the years; the order.

  function emptyState(q = "") {
    const lists = () => Object.fromEntries(LISTS.map((facet) => [facet, []]));
    return { q, isAsTyped: false, chosen: lists(), ruledOut: lists(), from: null, to: null, sort: "" };
  }

  function yearIn(text) {
    return /^\d{1,4}$/.test(text || "") ? Number(text) : null;
  }

  // What a value of the survey's own facets is known by, however it is written; `facets.py` makes the same of it.
  function keyOf(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[\s_-]+/g, " ").trim();
  }

  function readState(address) {
    const given = new URLSearchParams(address);
    const state = emptyState(given.get("q") || "");
    const valuesOf = (name, read = String) => [...new Set(given.getAll(name).map(read).filter(Boolean))];
    for (const facet of LISTS) {
      const read = GIVEN.includes(facet) ? String : keyOf;
      state.chosen[facet] = valuesOf(facet, read);
      state.ruledOut[facet] = valuesOf(NOT + facet, read).filter((value) => !state.chosen[facet].includes(value));
    }
    const [code] = valuesOf("code"); // it is asked for or not wanted, never both
    state.chosen.code = code === "yes" ? ["yes"] : [];
    state.ruledOut.code = code === "no" ? ["yes"] : [];
    state.isAsTyped = given.get("spelling") === "kept";
    state.from = yearIn(given.get("from"));
    state.to = yearIn(given.get("to"));
    state.sort = SORTS.includes(given.get("sort")) ? given.get("sort") : "";
    return state;
  }

  // The same state always makes the same address, so that two addresses can be compared.
  function writeState(state) {
    const made = new URLSearchParams();
    if (state.q.trim()) made.set("q", state.q);
    if (state.q.trim() && state.isAsTyped) made.set("spelling", "kept");
    for (const facet of LISTS) {
      for (const value of [...state.chosen[facet]].sort()) made.append(facet, value);
      const isCode = facet === "code";
      for (const value of [...state.ruledOut[facet]].sort()) {
        made.append(isCode ? facet : NOT + facet, isCode ? "no" : value);
      }
    }
    for (const name of ["from", "to", "sort"]) if (state[name]) made.set(name, state[name]);
    const text = made.toString();
    return text && `?${text}`;
  }

  function countFilters(state) {
    const lists = LISTS.reduce((sum, facet) => sum + state.chosen[facet].length + state.ruledOut[facet].length, 0);
    return lists + Number(state.from !== null || state.to !== null);
  }

  function unfiltered(state) {
    return { ...emptyState(state.q), isAsTyped: state.isAsTyped, sort: state.sort };
  }

  (globalThis.surveySearch ||= {}).facets = { LISTS, emptyState, readState, writeState, countFilters, unfiltered };
})();
