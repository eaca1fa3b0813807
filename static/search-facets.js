// Which papers the reader's filters leave, how many each further filter would leave, and the address that says so.
// Nothing in here touches a page or loads anything.
(function () {
  "use strict";

  const LISTS = ["theme", "kind", "code", "task", "dataset"]; // facets whose values can be chosen and ruled out, and
  // those that the page names besides
  const GIVEN = [...LISTS];
  const NOT = "not-"; // before a facet's name in an address, where a value is ruled out
  const SORTS = ["newest", "oldest"];
  const SLICE = 2048; // papers between two looks at the clock
  const PATIENCE = 12; // milliseconds of work before what the reader types gets its turn

  const alphabet = new Intl.Collator();

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

  // A value is chosen, ruled out, or neither: asking for what it already is takes that back.
  function toggled(state, facet, value, isOut) {
    const next = structuredClone(state);
    const [wanted, other] = isOut ? [next.ruledOut, next.chosen] : [next.chosen, next.ruledOut];
    const had = wanted[facet].includes(value);
    other[facet] = other[facet].filter((one) => one !== value);
    wanted[facet] = had ? wanted[facet].filter((one) => one !== value) : [...wanted[facet], value];
    return next;
  }

  function unfiltered(state) {
    return { ...emptyState(state.q), isAsTyped: state.isAsTyped, sort: state.sort };
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

  function everyPlace(count) {
    return Int32Array.from({ length: count }, (_, place) => place);
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

  (globalThis.surveySearch ||= {}).facets = {
    LISTS, emptyState, readState, writeState, countFilters, toggled, unfiltered,
    tidyColumn, tidyYears, narrow, sorted, everyPlace, offered, depthOf,
  };
})();
