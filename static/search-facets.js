// Which papers the reader's filters leave, and how many each further filter would leave.
// Nothing in here touches a page or loads anything.
(function () {
  "use strict";

  const { facets } = globalThis.surveySearch;
  const { LISTS } = facets;
  const SLICE = 2048; // papers between two looks at the clock
  const PATIENCE = 12; // milliseconds of work before what the reader types gets its turn

  const alphabet = new Intl.Collator();

  // A value is chosen, ruled out, or neither: asking for what it already is takes that back.
  function toggled(state, facet, value, isOut) {
    const next = structuredClone(state);
    const [wanted, other] = isOut ? [next.ruledOut, next.chosen] : [next.chosen, next.ruledOut];
    const had = wanted[facet].includes(value);
    other[facet] = other[facet].filter((one) => one !== value);
    wanted[facet] = had ? wanted[facet].filter((one) => one !== value) : [...wanted[facet], value];
    return next;
  }

  // ---- Papers by their places, and columns that say of each place what the paper there has.

  // A column as it is loaded into one in which every facet looks alike: names, titles where values have other words for
  // readers, and `valuesAt(place)`, the numbers of the names that the paper there has.
  function tidyColumn(facet, { names, values }) {
    if (facet === "code") return { names: ["yes"], valuesAt: (place) => ONE_OR_NONE[values[place]] };
    if (facet === "kind") {
      const lists = [[], ...names.map((_, number) => [number])];
      return { names, valuesAt: (place) => lists[values[place] + 1] };
    }
    if (!Array.isArray(names[0])) return { names, valuesAt: (place) => values[place] };
    const [titles, parents] = [names.map(([, title]) => title), names.map(([, , parent = -1]) => parent)];
    return { names: names.map(([id]) => id), titles, parents, valuesAt: (place) => values[place] };
  }

  function tidyYears({ values }, [first, last]) {
    return { first, count: last - first + 1, values };
  }

  // Does the work in slices; gives false when the reader has meanwhile asked for something else.
  async function inSlices(count, work, isWanted) {
    let began = performance.now();
    for (let from = 0; from < count; from += SLICE) {
      if (performance.now() - began > PATIENCE) {
        await surveySearch.pause();
        if (!isWanted()) return false;
        began = performance.now();
      }
      work(from, Math.min(from + SLICE, count));
    }
    return true;
  }

  const ONE_OR_NONE = [[], [0]];
  const CHOSEN = 1;
  const RULED_OUT = 2;

  function marksOf(state, facet, column) {
    const marks = new Uint8Array(column.names.length);
    const number = new Map(column.names.map((name, at) => [name, at]));
    const mark = (values, as) => values.forEach((value) => {
      if (number.has(value)) marks[number.get(value)] = as;
    });
    mark(state.chosen[facet], CHOSEN);
    mark(state.ruledOut[facet], RULED_OUT);
    return marks;
  }

  // Of some places those that pass all filters, in the order given; and for every value how many papers would be listed
  // under it with the other facets left as they are. A paper that only one facet holds back still counts in that facet.
  async function narrow(places, state, columns, isWanted = () => true) {
    const facets = LISTS.filter((facet) => columns[facet]).map((facet) => ({
      ...columns[facet], facet, marks: marksOf(state, facet, columns[facet]), needsOne: state.chosen[facet].length > 0,
      counts: new Int32Array(columns[facet].names.length),
    }));
    const { first = 0, values: yearOf = [], count: span = 0 } = columns.year || {};
    const years = new Int32Array(span); // papers of each year, from the first
    const [from, to] = [state.from === null ? 1 : state.from, state.to === null ? Infinity : state.to];
    const isRange = Boolean(columns.year) && (state.from !== null || state.to !== null);
    const kept = new Int32Array(places.length);
    let length = 0;

    function look(place) {
      let [failed, failedIn, struck, struckIn] = [0, null, 0, null];
      for (const one of facets) {
        let isMet = !one.needsOne;
        for (const value of one.valuesAt(place)) {
          const mark = one.marks[value];
          if (mark === CHOSEN) isMet = true;
          else if (mark === RULED_OUT) {
            struck += 1;
            struckIn = one;
          }
        }
        if (!isMet) {
          failed += 1;
          failedIn = one;
        }
      }
      const year = yearOf[place] || 0;
      if (isRange && (year < from || year > to)) {
        failed += 1;
        failedIn = years;
      }
      if (failed > 1 || struck > 1 || (failed && struck && failedIn !== struckIn)) return;
      if (!failed && !struck) kept[length++] = place;
      for (const one of facets) {
        if ((failed && failedIn !== one) || (struck && struckIn !== one)) continue;
        for (const value of one.valuesAt(place)) {
          if (!struck || one.marks[value] === RULED_OUT) one.counts[value] += 1;
        }
      }
      if (year && !struck && (!failed || failedIn === years)) years[year - first] += 1;
    }

    const isDone = await inSlices(places.length, (begin, end) => {
      for (let at = begin; at < end; at += 1) look(places[at]);
    }, isWanted);
    if (!isDone) return null;
    const counts = Object.fromEntries(facets.map((one) => [one.facet, one.counts]));
    return { places: kept.subarray(0, length), counts, years };
  }

  // Places are numbered from the newest year to the oldest, those without a year at the end.
  function sorted(places, sort, columns) {
    if (!sort) return places;
    const newest = Int32Array.from(places).sort();
    if (sort === "newest") return newest;
    const yearOf = columns.year ? columns.year.values : [];
    let dated = newest.length;
    while (dated > 0 && !yearOf[newest[dated - 1]]) dated -= 1;
    newest.subarray(0, dated).reverse();
    return newest;
  }

  // The values to offer: those that are chosen or ruled out, then the most frequent, by name where they are alike; each
  // is followed by its parts.
  function offered({ names, parents = [] }, titles, counts, set) {
    const numbers = names.map((_, number) => number).filter((number) => counts[number] || set.has(names[number]));
    const order = (a, b) => counts[b] - counts[a] || alphabet.compare(titles[a], titles[b]);
    numbers.sort((a, b) => set.has(names[b]) - set.has(names[a]) || order(a, b));
    if (!parents.some((parent) => parent >= 0)) return numbers;
    const parts = new Map([-1, ...numbers].map((number) => [number, []]));
    for (const number of numbers) parts.get(parts.has(parents[number]) ? parents[number] : -1).push(number);
    const inTurn = (number) => parts.get(number).flatMap((part) => [part, ...inTurn(part)]);
    return inTurn(-1);
  }

  // How deep a value lies among those that it is a part of.
  function depthOf({ parents = [] }, number) {
    return parents[number] >= 0 ? 1 + depthOf({ parents }, parents[number]) : 0;
  }

  Object.assign(facets, { toggled, tidyColumn, tidyYears, narrow, sorted, offered, depthOf });
})();
