// The survey in one file: shows one of its pages at a time, which the fragment of the address names, and hands scripts
// the data that they would load. What they make for a site of many files, links above all, is put right here.
//
// Stands before all other scripts, because it has to hear of what happens first.
(function () {
  "use strict";

  const [HOME, SEARCH, LIST] = ["index.html", "search.html", "reading-list.html"];
  const BASE = "https://survey.invalid/"; // stands for the folder of a site, which a single file does not have
  const SHARED = /^#papers=/; // an address that carries a reading list
  const FORMATS = { ".bib": "bibtex", ".ris": "ris", ".csl.json": "csl" };
  const SAID = 2000; // milliseconds
  const root = document.documentElement;
  const named = (name) => document.getElementById(name);
  const leafOf = (path) => named(`/${path}`);
  const titleOfSurvey = document.title;

  root.classList.add("routed");
  window.surveySingleFile = { assets: `${BASE}assets/` };

  // ---- Data.

  let data = null;

  async function unpacked() {
    const bytes = Uint8Array.from(atob(named("survey-data").textContent), (sign) => sign.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  }

  function embedded() {
    data ||= unpacked();
    return data;
  }

  window.surveySearchLoader = async (path) => {
    const { manifest, parts } = (await embedded()).search;
    const name = path.slice(path.indexOf("/") + 1, -".js".length);
    if (path === "manifest.js") surveySearchManifest(manifest);
    else surveySearchPart(manifest.build, name, parts[name]);
  };
  window.surveyReferencesLoader = async (name) => {
    const value = (await embedded()).references[name];
    if (name === "parts") surveyReferences.parts(value);
    else surveyReferences.add(value);
  };

  // ---- Links that scripts make lead to files of a site; here they lead to places of this file.

  function inFile(address) {
    if (/^[?#]/.test(address)) return null;
    let url = null;
    try {
      url = new URL(address, BASE);
    } catch (error) {
      return null;
    }
    const path = url.pathname.slice(1) || HOME;
    if (!url.href.startsWith(BASE) || !leafOf(path)) return null;
    const anchor = decodeURIComponent(url.hash.slice(1));
    if (SHARED.test(url.hash) || (anchor && [SEARCH, LIST].includes(path))) return url.search + url.hash;
    return `${url.search}#${anchor ? `${leafOf(path).dataset.mark}:${anchor}` : `/${path}`}`;
  }

  function mend(link) {
    const address = inFile(link.getAttribute("href"));
    if (address) link.setAttribute("href", address);
  }

  const observer = new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        if (node.nodeType !== Node.ELEMENT_NODE) continue;
        if (node.matches("a[href]")) mend(node);
        node.querySelectorAll("a[href]").forEach(mend);
      }
    }
  });

  // ---- Which page is shown.

  let shown = null;

  function fragment() {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch (error) {
      if (!(error instanceof URIError)) throw error; // an address that was cut off or mistyped
      return "";
    }
  }

  function target() {
    if (SHARED.test(location.hash)) return leafOf(LIST);
    const found = fragment() && named(fragment());
    if (found && found.closest(".leaf")) return found;
    if (found && shown) return shown; // a place of the frame
    if (fragment() && !found) return leafOf(HOME);
    const kept = history.state && history.state.page;
    return leafOf(kept || (location.search ? SEARCH : HOME)) || leafOf(HOME);
  }

  const pathOf = (leaf) => leaf.id.slice(1);

  function markSection({ dataset, id }) {
    for (const link of document.querySelectorAll(".masthead a[href]")) {
      const isHere = link.hash === `#${id}` || (link.id === "reading-list-link" && pathOf({ id }) === LIST);
      if (isHere) link.setAttribute("aria-current", "page");
      else if (dataset.section && link.hash === dataset.section && link.closest("nav")) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  function show(leaf) {
    if (leaf === shown) return;
    for (const other of document.querySelectorAll(".leaf.now")) other.classList.remove("now");
    leaf.classList.add("now");
    document.body.className = leaf.dataset.kind;
    document.title = [leaf.dataset.title, titleOfSurvey].filter(Boolean).join(" · ");
    markSection(leaf);
    if (shown && document.activeElement) document.activeElement.blur(); // which closes what is offered below the box
    shown = leaf;
  }

  function settle(top) {
    const place = target();
    if (top !== undefined) scrollTo({ top, behavior: "instant" });
    else if (place === shown) scrollTo({ top: 0, behavior: "instant" });
    else place.scrollIntoView();
    if (place === shown && shown.contains(document.activeElement) === false) shown.focus({ preventScroll: true });
  }

  const isSearching = () => shown && pathOf(shown) === SEARCH;

  // What was asked belongs to the search page and leaves the address with it.
  function dropQuery() {
    if (location.search && !isSearching()) rewrite("replaceState", history.state, location.pathname + location.hash);
  }

  function rewrite(how, state, address) {
    try {
      history[how](state, "", address);
      return true;
    } catch (error) {
      if (error.name !== "SecurityError") throw error; // some browsers pin the address of a page opened from disk
      return false;
    }
  }

  for (const how of ["pushState", "replaceState"]) {
    const native = history[how].bind(history);
    history[how] = (state, title, address) => native({ ...state, page: shown ? pathOf(shown) : null }, title, address);
  }

  addEventListener("popstate", (event) => {
    show(target().closest(".leaf"));
    dropQuery();
    if (!isSearching()) event.stopImmediatePropagation(); // the search page follows the history while it is shown
    settle(event.state ? event.state.top || 0 : undefined);
  });
  addEventListener("hashchange", () => {
    if (!history.state || history.state.top === undefined) settle();
  });

  // To an address of this file whose query differs, which a browser would load anew.
  function go(address) {
    const { search, hash } = new URL(address, BASE);
    const page = named(decodeURIComponent(hash.slice(1)));
    if (!page) return;
    const isWritten = rewrite("pushState", null, search + hash);
    show(page.closest(".leaf"));
    settle();
    if (isWritten) rewrite("replaceState", null, search + hash); // now with the page that is shown
    if (!isSearching()) return;
    if (isWritten) dispatchEvent(new PopStateEvent("popstate", { state: null }));
    else ask(new URLSearchParams(search).get("q") || "");
  }

  function ask(query) {
    const input = named("search-input");
    input.value = query;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // ---- What a reader does.

  const nameOf = (leaf) => /([^/]*)\.html$/.exec(leaf.id)[1];

  // The papers that a file of the site holds: that of a paper, those of a theme, or all.
  function papersOf(stem) {
    const [, folder, name] = /^(?:(.*)\/)?(.*)$/.exec(stem);
    if (folder === "papers") return [name];
    if (!folder) return [...document.querySelectorAll(".leaf.paper")].map(nameOf).sort();
    const lines = leafOf(`${stem}.html`).querySelectorAll("[data-paper]");
    return [...new Set([...lines].map(({ dataset }) => dataset.paper))].sort();
  }

  async function takeAway({ dataset }) {
    const [, named, suffix] = /^([^.]*)(\..*)$/.exec(dataset.file);
    const [stem, format] = [named || pathOf(shown).replace(/\.html$/, ""), FORMATS[suffix]];
    const papers = await surveyReferences.load(papersOf(stem));
    surveyReferences.save(surveyReferences[format](papers), stem.split("/").pop(), format);
  }

  // Where the page that is shown, or a place of it, is published; where nobody says so, where it is in this file.
  function published(hash) {
    const base = document.body.dataset.published;
    if (!base) return location.href.split(/[?#]/)[0] + hash;
    return base + pathOf(shown) + hash.replace(/^#p\d+:/, "#");
  }

  function copyHere(here) {
    const tell = (words) => () => {
      here.dataset.said = words;
      setTimeout(() => { delete here.dataset.said; }, SAID);
    };
    surveyClipboard.copy(published(here.hash)).then(tell("Copied"), tell("Copy it from the address bar"));
  }

  function copyPage(button) {
    const label = button.textContent;
    const tell = (words) => () => {
      button.textContent = words;
      setTimeout(() => { button.textContent = label; }, SAID);
    };
    surveyClipboard.copy(published("")).then(tell("Copied"), tell("Not copied: select and copy by hand"));
  }

  function shareList() {
    const wanted = surveyReadingList.addressOf(surveyReadingList.papers());
    const base = document.body.dataset.published;
    const address = (base ? base + LIST : location.href.split(/[?#]/)[0]) + wanted;
    const tell = (words) => () => { named("list-status").textContent = words; };
    surveyClipboard.copy(address).then(tell("Copied a link to this list."), tell("The browser did not let it be copied."));
  }

  function onClick(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const find = (selector) => event.target.closest(selector);
    const [here, page] = [find("a.here"), find('[data-copy="address"]')];
    if (!here && !page && !find("#list-share")) return;
    event.stopPropagation();
    if (here) copyHere(here);
    else if (page) copyPage(page);
    else shareList();
  }

  function follow(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const find = (selector) => event.target.closest(selector);
    const link = find("a[href]");
    const file = find("[data-file]");
    if (file) takeAway(file);
    else if (link && link.id === "reading-list-link") location.hash = `/${LIST}`;
    else if (link && /^\?/.test(link.getAttribute("href"))) go(link.getAttribute("href"));
    else if (link && link.hash === location.hash && link.getAttribute("href").startsWith("#")) settle();
    else return;
    event.preventDefault();
  }

  function onKey(event) {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "/" && isPlain && isSearching() && !event.target.closest("input, textarea, select")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      named("search-input").select();
    } else if ((event.key === "Enter" || event.key === " ") && event.target.matches("[data-file]")) {
      event.preventDefault();
      takeAway(event.target);
    }
  }

  function submit(event) {
    if (event.defaultPrevented || event.target.id !== "site-search") return;
    event.preventDefault();
    const query = event.target.querySelector("input").value.trim();
    go(`${query ? `?q=${encodeURIComponent(query)}` : ""}#/${SEARCH}`);
  }

  addEventListener("click", onClick, true);
  document.addEventListener("click", follow);
  document.addEventListener("keydown", onKey);
  document.addEventListener("submit", submit);

  const early = fragment();
  if (location.search && early && early !== `/${SEARCH}`) rewrite("replaceState", history.state, location.pathname + location.hash);
  document.addEventListener("DOMContentLoaded", () => {
    observer.observe(root, { childList: true, subtree: true });
    document.querySelectorAll("#results a[href]").forEach(mend); // what was found meanwhile
    show(target().closest(".leaf"));
    if (location.hash) settle(history.state ? history.state.top : undefined);
    else rewrite("replaceState", history.state, location.href); // which notes the page that is shown
  });
})();
