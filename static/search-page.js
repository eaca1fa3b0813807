// The search page: what is typed and which filters are set become results, and the address says both.
(function () {
  "use strict";

  const named = (name) => document.getElementById(name);
  const [form, input, status, list] = ["search-form", "search-input", "search-status", "results"].map(named);
  const { facets, elements, finder, results, matches } = window.surveySearch;
  if (!matches || !finder || !results) {
    const link = Object.assign(document.createElement("a"), { href: "titles.html", textContent: "A to Z" });
    status.replaceChildren("The search did not load. Every paper is listed from ", link, ".");
    return;
  }

  const { data } = surveySearch;
  const { make, papers } = elements;
  const LATER = ["search-panel.js", "search-export.js"]; // for what was asked is seen first
  const AT_FIRST = 10; // results before the reader asks for more
  const MORE = 20;
  const PAUSE = 50; // milliseconds between two keys of somebody who types fast; then the results wait for the last
  const QUIET = 1200; // milliseconds after which a page that nobody asked anything shows its filters
  const REST = 100; // milliseconds that results are seen before the rest is loaded, and counted for who types no more
  const SLOW = 500; // milliseconds after which the page says that it is searching
  const TITLE = document.title;
  const LONGEST_ECHO = 60; // characters of a query that a message repeats
  const [sort, more, help, start, aside] =
    ["sort", "more", "help", "start", "instead"].map((part) => named(`search-${part}`));
  const [opener, taker] = ["filters-opener", "export-opener"].map(named);

  let state = facets.readState(location.search);
  let shown = AT_FIRST; // how many results there are to be at once
  let latest = { query: null, found: null, places: [] };
  let request = new AbortController();
  let [isSettled, timer, lastKey] = [true, 0, -PAUSE];
  let [panel, arriving] = [null, null];

  // ---- What is said.

  function shortened(text) {
    const letters = [...text];
    return letters.length > LONGEST_ECHO ? `${letters.slice(0, LONGEST_ECHO).join("")}…` : text;
  }

  function allPapers() {
    return [" Every paper is listed from ", make("a", { href: "titles.html", text: "A to Z" }), "."];
  }

  function say(...parts) {
    status.replaceChildren(...parts);
    aside.replaceChildren();
  }

  function offer(text, next) {
    const button = make("button", { type: "button", className: "plain", text });
    button.addEventListener("click", () => {
      input.focus();
      change(next);
    });
    aside.replaceChildren(button);
  }

  function sayFound({ note, correction, places: found }, kept) {
    const isCut = kept.length < found.length;
    const count = isCut ? `${kept.length.toLocaleString("en")} of ${papers(found.length)}.` : `${papers(kept.length)}.`;
    say(`${note} ${count}`.trim());
    if (!correction) return;
    offer(`Search instead for “${shortened(correction.asked)}”`, (now) => ({ ...now, isAsTyped: true }));
  }

  function sayNothing({ places: found }) {
    const open = surveySearch.OPEN_FIELD.exec(state.q);
    if (open && !state.q.slice(0, open.index).trim()) {
      say(`Add a word after “${open[2]}:” to search by ${open[2]} alone.`);
    } else if (found.length) {
      const words = found.length === 1 ? "the one paper found" : `all ${papers(found.length)} found`;
      say(`The filters hold back ${words}.`);
      offer("Clear the filters", facets.unfiltered);
    } else say(`No paper matches “${shortened(state.q.trim())}”.`, ...allPapers());
  }

  // What fails is told in the page, and leaves a way to every paper.
  function tell(error, place) {
    const isKnown = error.name === "SearchDataError";
    const words = [isKnown ? error.message : "The search failed.", ...allPapers()];
    if (place === status) {
      list.replaceChildren();
      more.hidden = true;
      say(...words);
    } else place.replaceChildren(make("p", { className: "notice" }, ...words));
    if (!isKnown) throw error;
  }

  // ---- From the state to results. A newer question ends the older one.

  function isAsked() {
    return state.q.trim() !== "" || facets.countFilters(state) > 0;
  }

  async function run(isTyping = false, isAgain = false) {
    clearTimeout(timer);
    request.abort();
    request = new AbortController();
    const { signal } = request;
    const waiting = setTimeout(() => signal.aborted || say("Searching…"), SLOW);
    try {
      await answer(isTyping, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (error.isStale && !isAgain) await run(isTyping, true); // the new index is in place now
      else tell(error, status);
    } finally {
      clearTimeout(waiting);
    }
  }

  async function answer(isTyping, signal) {
    if (!isAsked()) {
      latest = { query: "", found: null, places: [] };
      list.replaceChildren();
      say("Type a few words: a title, a name, a theme, a year. Or choose filters and see what they leave.");
      showState();
      setTimeout(() => showCounts(signal), QUIET);
      return;
    }
    const isNarrowed = facets.countFilters(state) > 0 || state.sort !== "";
    if (isNarrowed) await bringOthers(); // before anything is shown, or results would move when what is set is shown
    const found = await finder.ask(state, null, { isTyping, signal });
    const places = isNarrowed ? await finder.pass(found, state, signal) : found.places;
    if (!places) return;
    const items = await results.resultItems(places.slice(0, shown), found);
    if (signal.aborted) return;
    latest = { query: state.q, found, places };
    list.replaceChildren(...items);
    if (places.length) sayFound(found, places);
    else sayNothing(found);
    showState();
    setTimeout(() => showCounts(signal), REST);
  }

  function showState() {
    const left = latest.places.length - list.children.length;
    more.hidden = left <= 0;
    more.textContent = `Show ${Math.min(left, MORE)} more`;
    sort.closest("label").hidden = !isAsked();
    sort.options[0].hidden = !state.q.trim(); // nothing is relevant to no question
    sort.value = state.sort || (state.q.trim() ? "" : "newest");
    start.hidden = isAsked();
    help.classList.toggle("is-idle", !isAsked());
    document.title = state.q.trim() ? `${shortened(state.q.trim())} · ${TITLE}` : TITLE;
    if (!panel) taker.hidden = !latest.places.length;
    if (panel && panel.showChips(state, finder.columns)) input.focus();
    document.dispatchEvent(new CustomEvent("survey-results", { detail: latest })); // to search-export.js
  }

  // ---- What comes after the first results: the filters with their counts, and what takes papers away.

  // A style that fails leaves what works without it.
  function loadStyle(name) {
    const own = document.querySelector('link[href$="search.css"]');
    if (!own) return null; // a single file has every style
    return new Promise((resolve) => {
      const link = make("link", { rel: "stylesheet", href: new URL(name, own.href) });
      link.onload = link.onerror = resolve;
      own.after(link);
    });
  }

  async function loadOthers() {
    if (!surveySearch.controls) await Promise.all([...LATER.map(data.run), loadStyle("search-filters.css")]);
    panel = surveySearch.controls.makePanel(change, showCounts);
    showState();
    for (const name of ["correct", "operators"]) data.bring(name).catch(() => {}); // told when a query needs them
  }

  function bringOthers() {
    arriving ||= loadOthers();
    arriving.catch(() => { arriving = null; });
    return arriving;
  }

  // Where the filters are folded away, they are counted when they are unfolded.
  async function showCounts(signal = request.signal) {
    if (signal.aborted) return; // whoever has asked meanwhile waits for results alone
    try {
      await bringOthers();
      if (!panel.isInSight() || signal.aborted) return;
      const found = latest.found || await finder.ask(facets.emptyState(), null, { signal });
      const counted = await finder.count(found, state, signal);
      if (!counted) return;
      panel.show(state, finder.columns, counted, latest.query);
      panel.showChips(state, finder.columns);
    } catch (error) {
      if (!signal.aborted) tell(error, named("filters-list"));
    }
  }

  async function showMore() {
    const { signal } = request;
    const from = list.children.length;
    try {
      const items = await results.resultItems(latest.places.slice(from, from + MORE), latest.found);
      if (signal.aborted) return;
      list.append(...items);
      shown = list.children.length;
      keepPlace();
      showState();
      list.children[from].querySelector("a").focus();
    } catch (error) {
      if (signal.aborted) return;
      if (error.isStale) run();
      else tell(error, status);
    }
  }

  // ---- The address follows the state, and the history remembers how far the reader had come. What is typed after a
  // settled query is a new step, so that the back button leads from query to query and not from letter to letter.

  function write(how, address) {
    try {
      history[how]({ shown, top: Math.round(scrollY) }, "", address);
    } catch (error) {
      if (error.name !== "SecurityError") throw error; // some browsers pin the address of a page opened from disk
    }
  }

  function keepPlace() {
    const { shown: before, top } = history.state || {};
    if (before !== shown || top !== Math.round(scrollY)) write("replaceState", location.href);
  }

  function remember(how) {
    const address = facets.writeState(state);
    if (address === facets.writeState(facets.readState(location.search))) return;
    if (how === "pushState") keepPlace();
    shown = AT_FIRST;
    write(how, address || location.pathname);
  }

  function change(next) {
    state = next(state);
    remember("pushState");
    isSettled = true;
    run();
  }

  async function follow(event) {
    const { shown: before = AT_FIRST, top = 0 } = (event ? event.state : history.state) || {};
    state = facets.readState(location.search);
    [isSettled, shown] = [true, before];
    input.value = state.q;
    await run();
    if (list.children.length) scrollTo({ top, behavior: "instant" });
  }

  function runTyped() {
    state = { ...state, q: input.value, isAsTyped: false };
    remember(isSettled ? "pushState" : "replaceState");
    isSettled = false;
    run(true);
  }

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    const isFast = event.timeStamp - lastKey < PAUSE;
    lastKey = event.timeStamp;
    if (isFast) timer = setTimeout(runTyped, PAUSE);
    else runTyped();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (matchMedia("(pointer: coarse)").matches) input.blur(); // which puts the keyboard of a phone away
    change((now) => (now.q === input.value ? now : { ...now, q: input.value, isAsTyped: false }));
  });
  sort.addEventListener("change", () => change((now) => ({ ...now, sort: sort.value === "" ? "" : sort.value })));
  more.addEventListener("click", showMore);
  for (const button of [opener, taker]) {
    button.addEventListener("click", async () => {
      if (panel) return; // it answers by itself
      await showCounts();
      if (panel && button.getAttribute("aria-expanded") === "false") button.click(); // else its script came meanwhile
    });
  }
  named("found").parentElement.addEventListener("click", (event) => {
    const example = event.target.closest(".examples a");
    if (!example || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    help.open = false;
    input.value = new URL(example.href).searchParams.get("q");
    input.focus();
    change((now) => ({ ...facets.emptyState(input.value), sort: now.sort }));
  });
  let resting = 0;
  addEventListener("scroll", () => {
    clearTimeout(resting);
    resting = setTimeout(keepPlace, 200);
  }, { passive: true });
  addEventListener("popstate", follow);
  if ("scrollRestoration" in history) history.scrollRestoration = "manual";

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const links = [...list.querySelectorAll("h2 a")];
    const at = links.indexOf(document.activeElement);
    const isInBox = document.activeElement === input;
    if (event.key === "Escape" && at >= 0) input.focus();
    else if (event.key === "ArrowDown" && (at >= 0 || isInBox)) (links[at + 1] || document.activeElement).focus();
    else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] || input).focus();
    else return;
    event.preventDefault();
  });

  form.action = "search.html";
  opener.hidden = named("filters").hidden = false; // now, so that nothing moves when they come
  start.append(help.querySelector(".examples").cloneNode(true)); // shown where results will be, so that nothing moves
  follow();
})();
