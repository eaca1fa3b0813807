// The facets that a reader sees, with counts: values to choose or rule out, and years. What a filter means is decided
// in search-facets.js.
(function () {
  "use strict";

  const { depthOf, offered, toggled } = surveySearch.facets;
  const { make, papers } = surveySearch.elements;
  const LABELS = {
    theme: ["Theme", "themes"], year: ["Year", "years"], kind: ["Kind", "kinds"], code: ["Code", ""],
    task: ["Task", "tasks"], dataset: ["Data set", "data sets"],
    venue: ["Venue", "venues"],
  };
  const ORDER = ["theme", "year", "kind", "code", "task", "dataset"];
  for (const { dataset, textContent } of document.querySelectorAll("#filters-list > [data-facet]")) {
    LABELS[dataset.facet] ||= [textContent, "values"]; // a facet of the survey's own
    ORDER.push(dataset.facet);
  }
  const AT_FIRST = 7; // values of a facet before the reader asks for all
  const SEARCHED_FROM = 25; // values from which on a full list has a box to find one
  const MOST = 200; // values of a full list that are shown at once
  const SVG = "http://www.w3.org/2000/svg";

  function setAll(element, attributes) {
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  }

  // What a value is called: themes have titles, code is there or not, all else is its own name.
  function titleOf(facet, value, columns) {
    if (facet === "code") return "With code";
    const column = columns[facet];
    const at = column && column.titles ? column.names.indexOf(value) : -1;
    const title = at < 0 ? value : column.titles[at];
    return title.charAt(0).toLocaleUpperCase() + title.slice(1);
  }

  // ---- One value: a box to choose it, a button to rule it out.

  function makeChoice(facet, value, title, change) {
    const box = make("input", { type: "checkbox" });
    const count = make("span", { className: "count" });
    const sign = make("span", { className: "sign", "aria-hidden": "true", text: "−" });
    const words = `Exclude ${title}`;
    const out = make("button", { type: "button", className: "out", "aria-label": words, title: words }, sign);
    const label = make("label", {}, box, make("span", { className: "value", text: title }), count);
    box.addEventListener("change", () => change((state) => toggled(state, facet, value, false)));
    out.addEventListener("click", () => change((state) => toggled(state, facet, value, true)));
    const item = make("li", { className: "choice", dataset: { value } }, label, out);
    const show = (state, number) => {
      const isOut = state.ruledOut[facet].includes(value);
      box.checked = state.chosen[facet].includes(value);
      out.setAttribute("aria-pressed", String(isOut));
      item.classList.toggle("is-out", isOut);
      item.classList.toggle("is-none", !number);
      const [figure, ...noun] = papers(number).split(" ");
      count.replaceChildren(figure, make("span", { className: "unseen", text: ` ${noun}` }));
    };
    return { item, show };
  }

  function makeFold(facet, ...children) {
    const summary = make("summary", { text: LABELS[facet][0] });
    return make("details", { className: "facet", open: true, dataset: { facet } }, summary, ...children);
  }

  function makeFacet(facet, change) {
    const [name, many] = LABELS[facet];
    const list = make("ul", { "aria-label": name });
    const all = make("button", { type: "button", className: "all", "aria-expanded": "false", hidden: true });
    const words = `Find among the ${many}`;
    const find = make("input", { type: "search", "aria-label": words, placeholder: words, hidden: true });
    const rest = make("p", { className: "meta", hidden: true });
    const element = makeFold(facet, find, list, rest, all);
    const rows = new Map();
    let [isAll, order, last] = [false, [], null];

    function fill() {
      const { state, column, counts, titles, set } = last;
      const sought = isAll ? find.value.trim().toLocaleLowerCase() : "";
      const fitting = sought ? order.filter((at) => titles[at].toLocaleLowerCase().includes(sought)) : order;
      const ofSet = fitting.filter((at) => set.has(column.names[at]));
      const shown = isAll ? fitting.slice(0, MOST) : [...new Set([...fitting.slice(0, AT_FIRST), ...ofSet])];
      const unknown = [...set].filter((value) => !column.names.includes(value)).map((value) => [value, value, 0]);
      const choices = [...shown.map((at) => [column.names[at], titles[at], counts[at]]), ...unknown];
      const items = choices.map(([value, title, number]) => {
        if (!rows.has(value)) rows.set(value, makeChoice(facet, value, title, change));
        const depth = Math.min(3, depthOf(column, column.names.indexOf(value)));
        if (depth) rows.get(value).item.classList.add(`part-${depth}`);
        rows.get(value).show(state, number);
        return rows.get(value).item;
      });
      if (items.length !== list.children.length || items.some((item, at) => item !== list.children[at])) {
        const focused = list.contains(document.activeElement) ? document.activeElement : null;
        list.replaceChildren(...items);
        if (focused) focused.focus();
      }
      all.hidden = order.length <= AT_FIRST + 1;
      all.textContent = isAll ? "Fewer" : `All ${order.length.toLocaleString("en")} ${many}`;
      all.setAttribute("aria-expanded", String(isAll));
      find.hidden = !isAll || order.length < SEARCHED_FROM;
      rest.hidden = !isAll || fitting.length <= MOST;
      rest.textContent = `${MOST} of ${fitting.length.toLocaleString("en")} are shown; type above to find others.`;
      element.hidden = !items.length;
    }

    all.addEventListener("click", () => {
      isAll = !isAll;
      find.value = "";
      fill();
    });
    find.addEventListener("input", fill);
    find.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());

    // While only filters change, values keep their places: what moves under the pointer is clicked by mistake.
    function show(state, columns, counts, isNew) {
      const column = columns[facet];
      const titles = (column.shown ||= column.names.map((value) => titleOf(facet, value, columns)));
      const set = new Set([...state.chosen[facet], ...state.ruledOut[facet]]);
      last = { state, column, counts, titles, set };
      if (isNew || !order.length) order = offered(column, titles, counts, set);
      fill();
    }
    return { element, show };
  }

  // ---- The years: a bar for each, and from which to which.

  function makeYears(change) {
    const svg = document.createElementNS(SVG, "svg");
    setAll(svg, { class: "bars", "aria-hidden": "true", preserveAspectRatio: "none" });
    const ends = make("p", { className: "ends", "aria-hidden": "true" });
    const from = make("select", { "aria-label": "From year" });
    const to = make("select", { "aria-label": "To year" });
    const range = make("div", { className: "range" }, make("label", {}, "From", from), make("label", {}, "to", to));
    const element = makeFold("year", svg, ends, range);
    let span = null;

    const read = (select) => Number(select.value) || null;
    const inOrder = (one, other) => (one && other && one > other ? [other, one] : [one, other]);
    for (const select of [from, to]) {
      select.addEventListener("change", () => change((state) => {
        const [first, last] = inOrder(read(from), read(to));
        return { ...state, from: first, to: last };
      }));
    }
    svg.addEventListener("click", (event) => {
      const bar = event.target.closest("g");
      const year = bar && Number(bar.dataset.year);
      const isIt = (state) => state.from === year && state.to === year;
      if (year) change((state) => ({ ...state, from: isIt(state) ? null : year, to: isIt(state) ? null : year }));
    });

    function prepare({ first, count }) {
      const years = Array.from({ length: count }, (_, at) => first + count - 1 - at);
      const option = (value, text = value) => make("option", { value, text });
      from.replaceChildren(option("", "first"), ...years.map((year) => option(year)));
      to.replaceChildren(option("", "last"), ...years.map((year) => option(year)));
      ends.replaceChildren(make("span", { text: first }), make("span", { text: first + count - 1 }));
      svg.setAttribute("viewBox", `0 0 ${count * 10} 40`);
      svg.replaceChildren(...years.reverse().map((year, at) => {
        const group = document.createElementNS(SVG, "g");
        const [area, bar, title] = ["rect", "rect", "title"].map((name) => document.createElementNS(SVG, name));
        setAll(area, { class: "area", x: at * 10, y: 0, width: 10, height: 40 });
        setAll(bar, { x: at * 10 + 1, width: 8 });
        group.dataset.year = year;
        group.append(title, area, bar);
        return group;
      }));
      span = { first, count };
    }

    function show(state, columns, counts) {
      const { first, count } = columns.year;
      element.hidden = count < 2;
      if (!span) prepare(columns.year);
      const most = Math.max(1, ...counts);
      [...svg.children].forEach((group, at) => {
        const [title, , bar] = group.children;
        const [year, number] = [first + at, counts[at]];
        const height = number ? Math.max(1.5, 40 * (number / most)) : 0;
        setAll(bar, { height, y: 40 - height });
        const isBefore = state.from !== null && year < state.from;
        bar.classList.toggle("outside", isBefore || (state.to !== null && year > state.to));
        title.textContent = `${year}: ${papers(number)}`;
      });
      for (const [select, year] of [[from, state.from], [to, state.to]]) {
        select.value = year === null ? "" : String(year);
        if (select.selectedIndex >= 0) continue;
        select.append(make("option", { value: year, text: year })); // an address may name a year without papers
        select.value = String(year);
      }
    }
    return { element, show };
  }

  // ---- All facets of a list.

  function makeFacets(place, columns, change) {
    const facets = ORDER.filter((name) => columns[name]).map((name) => ({
      name, ...(name === "year" ? makeYears(change) : makeFacet(name, change)),
    }));
    place.replaceChildren(...facets.map(({ element }) => element));
    return (state, found, isNew) => {
      for (const { name, show } of facets) {
        show(state, columns, name === "year" ? found.years : found.counts[name], isNew);
      }
    };
  }

  surveySearch.controls = { LABELS, ORDER, titleOf, makeFacets };
})();
