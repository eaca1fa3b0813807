// What the query of a list finds, before it is narrowed by search-columns.js.
(function () {
  "use strict";

  const { data, facets } = surveySearch;

  function everyPlace(count) {
    return Int32Array.from({ length: count }, (_, place) => place);
  }

  // What the query alone finds. Without a query it is `all`, or every paper where that is not given.
  async function ask(state, all, { isTyping, signal }) {
    if (!state.q.trim()) {
      const { count: size, build } = await data.manifest();
      return { isEmpty: true, places: all || everyPlace(size), note: "", correction: null, groups: [], build };
    }
    const found = await surveySearch.matches(state.q, { typing: isTyping, verbatim: state.isAsTyped, signal });
    if (!all) return found;
    const among = new Set(all);
    return { ...found, places: found.places.filter((place) => among.has(place)) };
  }

  surveySearch.finder = { offered: [...facets.LISTS, "year"], ask };
})();
