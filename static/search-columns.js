// What papers are narrowed by: loads the columns that filters need, and lets through what passes.
(function () {
  "use strict";

  const { facets, data, finder, breather } = surveySearch;
  const SLICE = 2000; // papers of a column between two looks at the clock
  const EMPTY = Object.freeze([]);
  const columns = {}; // those loaded so far, by facet
  let loadedOf = null; // the build of the site they come from

  // For each place one number; the columns not named here have a list for each.
  const NUMBERS = {
    year: (number, [first]) => (number ? number + first - 1 : 0),
    kind: (number) => number - 1,
    code: (number) => number,
  };

  function listOf(size, next) {
    const list = [];
    while (list.length < size) list.push(next());
    return list;
  }

  function column(name) {
    return data.part(`columns/${name}`, async ([names, packed], { count }) => {
      const next = data.reader(packed);
      const read = NUMBERS[name];
      const values = read ? new Int32Array(count) : Array(count).fill(EMPTY);
      const breathe = breather();
      for (let place = 0; place < count; place += 1) {
        if (place % SLICE === 0) await breathe();
        const number = next();
        if (read) values[place] = read(number, names);
        else if (number) values[place] = listOf(number, next);
      }
      return { names, values };
    });
  }

  async function loadColumns() {
    const { columns: names, years, build } = await data.manifest();
    if (build !== loadedOf) for (const name of Object.keys(columns)) delete columns[name];
    loadedOf = build;
    const isNew = (name) => names.includes(name) && !(name in columns);
    await Promise.all(finder.offered.filter(isNew).map(async (name) => {
      const found = await column(name);
      if (name !== "year") columns[name] = facets.tidyColumn(name, found);
      else if (years) columns.year = facets.tidyYears(found, years);
    }));
    return columns;
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

  Object.assign(finder, { columns, pass, count });
})();
