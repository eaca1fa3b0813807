// The filters that a reader sees: facets with counts, and the chips of what is set. Used by the search page and by the
// pages of themes; what a filter means is decided in search-facets.js.
(function () {
  "use strict";

  const { countFilters, offered, toggled, unfiltered } = surveySearch.facets;
  const LABELS = {
    theme: ["Theme", "themes"], year: ["Year", "years"], kind: ["Kind", "kinds"], code: ["Code", ""],
    task: ["Task", "tasks"], dataset: ["Data set", "data sets"],
  };
  const ORDER = ["theme", "year", "kind", "code", "task", "dataset"];
  const AT_FIRST = 7; // values of a facet before the reader asks for all
  const SEARCHED_FROM = 25; // values from which on a full list has a box to find one
  const MOST = 200; // values of a full list that are shown at once
  const SVG = "http://www.w3.org/2000/svg";

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
    const out = make("button", { type: "button", className: "out", "aria-label": `Exclude ${title}`, title: `Exclude ${title}`, text: "−" });
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
      count.replaceChildren(number.toLocaleString("en"), make("span", { className: "unseen", text: number === 1 ? " paper" : " papers" }));
    };
    return { item, show };
  }

  function makeFacet(facet, change) {
    const [name, many] = LABELS[facet];
    const list = make("ul", { "aria-label": name });
    const all = make("button", { type: "button", className: "all", "aria-expanded": "false", hidden: true });
    const find = make("input", { type: "search", "aria-label": `Find among the ${many}`, placeholder: `Find among the ${many}`, autocomplete: "off", hidden: true });
    const rest = make("p", { className: "meta", hidden: true });
    const element = make("details", { className: "facet", open: true, dataset: { facet } }, make("summary", { text: name }), find, list, rest, all);
    const rows = new Map();
    let [isAll, order, last] = [false, [], null];

    function fill() {
      const { state, column, counts, titles } = last;
      const isSet = (value) => state.chosen[facet].includes(value) || state.ruledOut[facet].includes(value);
      const sought = isAll ? find.value.trim().toLocaleLowerCase() : "";
      const unknown = [...state.chosen[facet], ...state.ruledOut[facet]].filter((value) => !column.names.includes(value));
      const fitting = sought ? order.filter((at) => titles[at].toLocaleLowerCase().includes(sought)) : order;
      const set = fitting.filter((at) => isSet(column.names[at]));
      const shown = isAll ? fitting.slice(0, MOST) : [...new Set([...fitting.slice(0, AT_FIRST), ...set])];
      const choices = [...shown.map((at) => [column.names[at], titles[at], counts[at]]), ...unknown.map((value) => [value, value, 0])];
      const items = choices.map(([value, title, number]) => {
        if (!rows.has(value)) rows.set(value, makeChoice(facet, value, title, change));
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
      const titles = column.names.map((value) => titleOf(facet, value, columns));
      const isSet = (value) => state.chosen[facet].includes(value) || state.ruledOut[facet].includes(value);
      last = { state, column, counts, titles };
      if (isNew || !order.length) order = offered(column.names, titles, counts, isSet);
      fill();
    }
    return { element, show };
  }

  // ---- The years: a bar for each, and from which to which.

  function makeYears(change) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "bars");
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("preserveAspectRatio", "none");
    const ends = make("p", { className: "ends", "aria-hidden": "true" });
    const from = make("select", { name: "from" });
    const to = make("select", { name: "to" });
    const range = make("div", { className: "range" }, make("label", {}, "From", from), make("label", {}, "to", to));
    const element = make("details", { className: "facet", open: true, dataset: { facet: "year" } }, make("summary", { text: LABELS.year[0] }), svg, ends, range);
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
      const year = Number(event.target.dataset.year);
      if (year) change((state) => (state.from === year && state.to === year ? { ...state, from: null, to: null } : { ...state, from: year, to: year }));
    });

    function prepare({ first, count }) {
      const years = Array.from({ length: count }, (_, at) => first + count - 1 - at);
      for (const [select, any] of [[from, "first"], [to, "last"]]) {
        select.replaceChildren(make("option", { value: "", text: any }), ...years.map((year) => make("option", { value: year, text: year })));
      }
      ends.replaceChildren(make("span", { text: first }), ...(count > 1 ? [make("span", { text: first + count - 1 })] : []));
      svg.setAttribute("viewBox", `0 0 ${count * 10} 40`);
      svg.replaceChildren(...years.reverse().map((year, at) => {
        const group = document.createElementNS(SVG, "g");
        const [area, bar, title] = ["rect", "rect", "title"].map((name) => document.createElementNS(SVG, name));
        for (const [key, value] of Object.entries({ class: "area", x: at * 10, y: 0, width: 10, height: 40 })) area.setAttribute(key, value);
        for (const [key, value] of Object.entries({ x: at * 10 + 1, width: 8 })) bar.setAttribute(key, value);
        for (const one of [area, bar]) one.dataset.year = year;
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
        bar.setAttribute("height", height);
        bar.setAttribute("y", 40 - height);
        bar.classList.toggle("outside", (state.from !== null && year < state.from) || (state.to !== null && year > state.to));
        title.textContent = `${year}: ${papers(number)}`;
      });
      for (const [select, year] of [[from, state.from], [to, state.to]]) {
        const isKnown = year === null || (year >= first && year < first + count);
        if (!isKnown && ![...select.options].some((option) => Number(option.value) === year)) select.append(make("option", { value: year, text: year }));
        select.value = year === null ? "" : String(year);
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
      for (const { name, show } of facets) show(state, columns, name === "year" ? found.years : found.counts[name], isNew);
    };
  }

  // ---- The chips of what is set. A click takes one back; the focus goes on to the next.

  function yearsInWords({ from, to }) {
    if (from === to) return `${from}`;
    if (from === null) return `to ${to}`;
    return to === null ? `from ${from}` : `${from}–${to}`;
  }

  function filtersOf(state, columns) {
    const found = [];
    for (const facet of ORDER) {
      const [name] = LABELS[facet];
      if (facet === "year") {
        const words = `Year: ${yearsInWords(state)}`;
        if (state.from !== null || state.to !== null) found.push([words, false, (now) => ({ ...now, from: null, to: null })]);
        continue;
      }
      for (const isOut of [false, true]) {
        for (const value of (isOut ? state.ruledOut : state.chosen)[facet]) {
          const title = titleOf(facet, value, columns);
          const words = facet === "code" ? (isOut ? "Without code" : title) : `${isOut ? "Not " : ""}${isOut ? name.toLowerCase() : name}: ${title}`;
          found.push([words, isOut, (now) => toggled(now, facet, value, isOut)]);
        }
      }
    }
    return found;
  }

  function showChips(list, state, columns, change) {
    const hadFocus = list.contains(document.activeElement);
    const at = [...list.children].findIndex((item) => item.contains(document.activeElement));
    const chips = filtersOf(state, columns).map(([words, isOut, takeBack]) => {
      const button = make("button", { type: "button", className: isOut ? "chip is-out" : "chip" }, words, make("span", { className: "cross", "aria-hidden": "true", text: "×" }));
      button.setAttribute("aria-label", `Remove the filter ${words}`);
      button.addEventListener("click", () => change(takeBack));
      return make("li", {}, button);
    });
    if (countFilters(state) > 1) {
      const clear = make("button", { type: "button", className: "clear", text: "Clear all" });
      clear.addEventListener("click", () => change(unfiltered));
      chips.push(make("li", {}, clear));
    }
    list.replaceChildren(...chips);
    list.hidden = !chips.length;
    const next = list.children[Math.min(at, list.children.length - 1)];
    if (hadFocus && next) next.firstChild.focus();
    return hadFocus && !next; // whether the focus has nowhere to go here
  }

  // ---- The panel that holds them. Where there is no room beside the list it is folded away behind a button.

  function makePanel(change, opened) {
    const [opener, panel, list, done, chips] =
      ["filters-opener", "filters", "filters-list", "filters-done", "filters-chips"].map((id) => document.getElementById(id));
    let [showFacets, query] = [null, null];
    opener.hidden = panel.hidden = false;

    function open(isOpen) {
      panel.classList.toggle("is-open", isOpen);
      opener.setAttribute("aria-expanded", String(isOpen));
      if (isOpen) opened();
    }

    opener.addEventListener("click", () => open(opener.getAttribute("aria-expanded") === "false"));
    done.addEventListener("click", () => {
      open(false);
      opener.focus();
      opener.scrollIntoView({ block: "start" });
    });
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !opener.getClientRects().length || event.target.value) return;
      open(false);
      opener.focus();
    });
    return {
      list,
      open,
      isInSight: () => panel.getClientRects().length > 0,
      show(state, columns, found, asked) {
        showFacets ||= makeFacets(list, columns, change);
        showFacets(state, found, asked !== query);
        query = asked;
        done.textContent = `Show ${papers(found.places.length)}`;
      },
      showChips(state, columns) {
        const count = countFilters(state);
        opener.querySelector(".count").textContent = count ? `${count} set` : "";
        return showChips(chips, state, columns, change);
      },
    };
  }

  surveySearch.controls = { make, papers, makePanel };
})();
