// The list of a theme's page: a box and filters that hide what does not fit. The search loads when they are first used.
(function () {
  "use strict";

  const named = (name) => document.getElementById(name);
  const form = named("theme-filter");
  if (!form) return;
  const [input, status, opener] = ["filter-input", "filter-status", "filters-opener"].map(named);
  const { load } = window.surveySearch;
  const MORE_SCRIPTS = ["search-list.js", "search-panel.js"];
  const OWN = [...document.querySelectorAll("#filters-list > [data-facet]")].map(({ dataset }) => dataset.facet);
  const THEMES = "hasSubthemes" in form.dataset ? ["theme"] : []; // else all have the same
  const OFFERED = [...THEMES, "year", "kind", "code", "task", "dataset", ...OWN];
  const LISTS = [...THEMES, "kind", "task", "dataset", ...OWN].join("|");
  const FILTERED = new RegExp(`[?&](?:q|from|to|code|(?:not-)?(?:${LISTS}))=`); // in an address: a part of the list
  const PAUSE = 60; // milliseconds without a key before the list follows
  const items = [...document.querySelectorAll(".papers > li[data-place]")];
  const places = Int32Array.from(items, (item) => Number(item.dataset.place)).sort();

  let [state, panel, latest, timer, isSettled] = [null, null, null, 0, true];
  let request = new AbortController();

  // ---- The list: papers that do not fit are hidden, and years of which none is left, with the links to them.

  function showList(fitting) {
    const left = new Set(fitting);
    for (const item of items) item.hidden = !left.has(Number(item.dataset.place));
    for (const shelf of document.querySelectorAll(".shelf")) {
      const count = shelf.querySelectorAll("li[data-place]:not([hidden])").length;
      shelf.hidden = !count;
      const link = document.querySelector(`.letters a[href$="#${shelf.id}"]`);
      if (!link) continue;
      link.parentElement.hidden = !count;
      link.querySelector(".count").textContent = count;
    }
  }

  function say({ note }, fitting, papers) {
    const isCut = fitting.length < items.length;
    const count = isCut ? `${fitting.length.toLocaleString("en")} of ${papers(items.length)}.` : "";
    status.textContent = `${note} ${count}`.trim();
  }

  // What fails leaves the whole list, and says why.
  function tell(error) {
    const isKnown = error.name === "SearchDataError";
    const titles = document.querySelector('nav a[href$="titles.html"]').getAttribute("href");
    const link = Object.assign(document.createElement("a"), { href: titles, textContent: "A to Z" });
    showList(places);
    const words = isKnown ? error.message : "The search failed.";
    status.replaceChildren(words, " Every paper is listed from ", link, ".");
    if (!isKnown) throw error;
  }

  // ---- From the state to the list. What a newer question overtakes is given up.

  function readHere() {
    const read = surveySearch.facets.readState(location.search);
    if (!THEMES.length) read.chosen.theme = read.ruledOut.theme = [];
    return { ...read, sort: "" };
  }

  async function begin() {
    const search = await load(...MORE_SCRIPTS);
    const { order } = await search.data.manifest();
    if (order !== form.dataset.order) {
      const words = "The survey has changed since this page was loaded: reload the page to filter it.";
      throw Object.assign(new Error(words), { name: "SearchDataError" });
    }
    search.finder.offered = OFFERED;
    state ||= readHere();
    panel ||= search.controls.makePanel(change, () => showCounts(request.signal).catch(tell));
    return search;
  }

  async function run(isTyping, signal) {
    const { elements, finder } = await begin();
    latest = await finder.ask(state, places, { isTyping, signal });
    const fitting = await finder.pass(latest, state, signal);
    if (!fitting) return;
    showList(fitting);
    say(latest, fitting, elements.papers);
    if (panel.showChips(state, finder.columns)) input.focus();
    await showCounts(signal);
  }

  async function showCounts(signal) {
    if (!panel.isInSight()) return;
    const { finder } = await begin();
    const found = latest || (await finder.ask(state, places, { signal }));
    const counted = await finder.count(found, state, signal);
    if (counted) panel.show(state, finder.columns, counted, state.q);
  }

  // ---- The address follows the state; what is typed after a settled query is a new step of the history.

  function remember(how, { readState, writeState }) {
    const address = writeState(state);
    if (address === writeState(readState(location.search))) return;
    try {
      history[how](null, "", (address || location.pathname) + location.hash);
    } catch (error) {
      if (error.name !== "SecurityError") throw error; // some browsers pin the address of a page opened from disk
    }
  }

  async function change(next, isTyping = false) {
    clearTimeout(timer);
    request.abort();
    request = new AbortController();
    const { signal } = request;
    try {
      const { facets } = await begin();
      if (signal.aborted) return;
      state = next(state);
      remember(isSettled || !isTyping ? "pushState" : "replaceState", facets);
      isSettled = !isTyping;
      await run(isTyping, signal);
    } catch (error) {
      if (!signal.aborted) tell(error);
    }
  }

  const withQuery = (now) => (now.q === input.value ? now : { ...now, q: input.value, isAsTyped: false });

  function follow() {
    input.value = new URLSearchParams(location.search).get("q") || "";
    change(readHere);
  }

  form.addEventListener("input", (event) => {
    if (event.target !== input) return;
    clearTimeout(timer);
    timer = setTimeout(() => change(withQuery, true), PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    change(withQuery);
  });
  input.addEventListener("focus", () => begin().catch(() => {}), { once: true }); // told when the reader types
  opener.addEventListener("click", async () => {
    if (panel) return; // it answers by itself
    try {
      await begin();
      panel.open(true);
    } catch (error) {
      tell(error);
    }
  });
  addEventListener("popstate", follow);

  form.hidden = opener.hidden = false;
  if (FILTERED.test(location.search)) follow();
})();
