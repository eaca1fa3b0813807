// A list's state into the papers it leaves: asks the engine, loads the columns that the filters need, and narrows.
(function () {
  "use strict";

  const { facets, data } = surveySearch;
  const columns = {}; // those loaded so far, by facet
  let loadedOf = null; // the build of the site they come from

  async function loadColumns() {
    const { columns: names, years, build } = await data.manifest();
    if (build !== loadedOf) for (const name of Object.keys(columns)) delete columns[name];
    loadedOf = build;
    const wanted = surveySearch.finder.offered.filter((name) => names.includes(name) && !(name in columns));
    await Promise.all(wanted.map(async (name) => {
      const column = await data.column(name);
      if (name !== "year") columns[name] = facets.tidyColumn(name, column);
      else if (years) columns.year = facets.tidyYears(column, years);
    }));
    return columns;
  }

  // What the query alone finds. Without a query it is `all`, or every paper where that is not given.
  async function ask(state, all, { isTyping, signal }) {
    if (!state.q.trim()) {
      const { count: size, build } = await data.manifest();
      return { isEmpty: true, places: all || facets.everyPlace(size), note: "", correction: null, groups: [], build };
    }
    const found = await surveySearch.matches(state.q, { typing: isTyping, verbatim: state.isAsTyped, signal });
    if (!all) return found;
    const among = new Set(all);
    return { ...found, places: found.places.filter((place) => among.has(place)) };
  }

  // Of what was found, what passes the filters, in the order asked for; null when it is no longer wanted.
  async function pass(found, state, signal) {
    const needsColumns = facets.countFilters(state) > 0 || state.sort === "oldest";
    if (needsColumns) await loadColumns();
    const isWanted = () => !signal.aborted;
    const narrowed = needsColumns ? await facets.narrow(found.places, state, columns, isWanted) : found;
    return narrowed && isWanted() ? facets.sorted(narrowed.places, state.sort, columns) : null;
  }

  // How many papers each filter would leave; null when nobody wants to know any more.
  async function count(found, state, signal) {
    await loadColumns();
    return facets.narrow(found.places, state, columns, () => !signal.aborted);
  }

  surveySearch.finder = { offered: [...facets.LISTS, "year"], columns, ask, pass, count };
})();
