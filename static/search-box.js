// The search box of every page: with the first key it loads the search and offers the best results below the box.
// Sets `surveySearch(query, options)`, which loads the search when it is first called.
(function () {
  "use strict";

  const folder = new URL(".", document.currentScript.src || window.surveySingleFile.assets);
  const ENGINE = "search-engine.js";
  const OFFERED = 6;
  const PAUSE = 60; // milliseconds without a key before the results follow
  const site = new URL("..", folder);
  const asked = new Map();

  // ---- Loading. Scripts run in the order in which they are asked for, each once.

  function unloaded() {
    return Object.assign(new Error("The search did not load."), { name: "SearchDataError" });
  }

  function loadScript(name) {
    if (!asked.has(name)) {
      asked.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = new URL(name, folder);
        script.async = false;
        script.onload = resolve;
        script.onerror = () => {
          asked.delete(name);
          reject(unloaded());
        };
        document.head.append(script);
      }));
    }
    return asked.get(name);
  }

  async function load(...more) {
    const isThere = Boolean(window.surveySearch.matches); // its page names the script itself
    await Promise.all([...(isThere ? [] : [ENGINE]), ...more].map(loadScript));
    if (!window.surveySearch.matches) throw unloaded();
    return window.surveySearch;
  }

  function stub(query, options) {
    return load().then((search) => search(query, options));
  }

  window.surveySearch = Object.assign(stub, { load });

  // ---- Where the box leads: to the search page; without this script, to all titles from A to Z.

  const page = (name, query) => `${new URL(name, site)}${query ? `?q=${encodeURIComponent(query)}` : ""}`;
  const early = document.body.classList.contains("titles") && new URLSearchParams(location.search).get("q");
  if (early) location.replace(page("search.html", early)); // the box was quicker than this script

  const form = document.getElementById("site-search");
  if (!form) return;
  const input = form.querySelector("input");
  form.action = page("search.html");

  // ---- What is offered below the box.

  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  const list = make("div", { id: "site-found", role: "listbox", "aria-label": "Papers found", hidden: "" });
  const told = make("p", { class: "unseen", role: "status" });
  form.append(list, told);
  for (const [key, value] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list",
    autocapitalize: "none", spellcheck: "false",
  })) input.setAttribute(key, value);
  let [active, timer, turn] = [-1, 0, 0];

  function choose(at) {
    active = at;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  }

  function close() {
    turn += 1;
    clearTimeout(timer);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function open(options, words) {
    options.forEach((option, at) => Object.assign(option, { id: `site-found-${at}`, tabIndex: -1 }));
    list.replaceChildren(...options);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    choose(-1);
    told.textContent = words;
  }

  function option(address, className, ...children) {
    return make("a", { role: "option", "aria-selected": "false", href: address, class: className }, ...children);
  }

  function paperOption({ slug, title, authors, hasMore, year }) {
    const names = authors.slice(0, 2).join(", ") + (authors.length > 2 || hasMore ? " et al." : "");
    const facts = [authors.length ? names : "", year || ""].filter(Boolean).join(" · ");
    const lines = [make("span", { class: "title" }, title), make("span", { class: "meta" }, facts)];
    return option(page(`papers/${slug}.html`), "paper", lines[0], " ", lines[1]);
  }

  function lastLine(total, query) {
    if (!total) return option(page("titles.html"), "all", `No paper matches “${query}”. All papers from A to Z`);
    const count = total === 1 ? "The one result" : `All ${total.toLocaleString("en")} results`;
    return option(page("search.html", query), "all", `${count} for “${query}”`);
  }

  async function offer() {
    const query = input.value.trim();
    if (!query) {
      close();
      return;
    }
    const mine = ++turn;
    try {
      const search = await load();
      const { places, build } = await search.matches(query);
      const cards = await search.data.cards([...places.slice(0, OFFERED)], build);
      if (mine !== turn || document.activeElement !== input) return;
      const count = `${places.length.toLocaleString("en")} ${places.length === 1 ? "result" : "results"}`;
      open([...cards.map(paperOption), lastLine(places.length, query)], count);
    } catch (error) {
      if (mine !== turn) return;
      const isKnown = error.name === "SearchDataError";
      const words = `${isKnown ? error.message : "The search failed."} All papers from A to Z`;
      open([option(page("titles.html"), "all", words)], words);
      if (!isKnown) throw error;
    }
  }

  function prepare() {
    load().then((search) => search.data.manifest()).catch(() => {}); // told when the reader types
  }

  input.addEventListener("focus", prepare, { once: true });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(offer, PAUSE);
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  form.addEventListener("submit", (event) => {
    const chosen = list.children[active];
    if (!chosen) return;
    event.preventDefault();
    chosen.click();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const isOpen = !list.hidden;
    const count = list.children.length + 1; // with the box itself
    if (event.key === "Escape" && isOpen) close();
    else if (event.key === "ArrowDown" && isOpen) choose(((active + 2) % count) - 1);
    else if (event.key === "ArrowUp" && isOpen) choose(((active + count) % count) - 1);
    else if (event.key === "ArrowDown" && input.value.trim()) offer();
    else return;
    event.preventDefault();
  });
})();
