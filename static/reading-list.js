// The reading list of every page: papers that the reader keeps in this browser and nowhere else. A small button behind
// each title puts a paper on the list and takes it off; the header says how many there are.
//
//   surveyReadingList.papers()       the papers in order, each {slug, title, isRead, note}
//   surveyReadingList.change(next)   makes the list next(list); false where the browser did not keep it
//   surveyReadingList.onChange(tell) calls tell() after each change, also one of another tab
//   surveyReadingList.keeps()        whether this browser keeps anything for the site
//   surveyReadingList.toggle(slug, title)   a button for this paper
//   surveyReadingList.addressOf(list)       the part of an address, after the page's name, that names these papers
(function () {
  "use strict";

  const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
  const LONGEST = 120; // characters of a slug
  const link = document.getElementById("reading-list-link");
  if (!link) return;
  const count = link.querySelector(".count");
  const icon = link.querySelector("svg");
  const key = `reading-list of ${link.dataset.survey}`;
  const listeners = [];
  let unkept = null; // the list of a browser that keeps nothing, or has no room left: it ends with the page

  // ---- What is kept. It is read anew before each change, because other tabs write it too.

  function storage() {
    try {
      return window.localStorage;
    } catch (error) {
      return null; // a browser that is told to keep nothing refuses even to be asked
    }
  }

  const isSlug = (slug) => typeof slug === "string" && slug.length <= LONGEST && SLUG.test(slug);

  function asPaper({ slug, title, isRead, note }) {
    const text = (value) => (typeof value === "string" ? value : "");
    return { slug, title: text(title), isRead: Boolean(isRead), note: text(note) };
  }

  // Any list into a sound one: no paper twice, nothing that is no paper.
  function sound(list) {
    const seen = new Set();
    const isNew = (one) => one && isSlug(one.slug) && !seen.has(one.slug) && seen.add(one.slug);
    return (Array.isArray(list) ? list : []).filter(isNew).map(asPaper);
  }

  function papers() {
    const kept = storage();
    if (unkept || !kept) return unkept || [];
    const text = kept.getItem(key);
    try {
      return sound(JSON.parse(text || "{}").papers);
    } catch (error) {
      kept.setItem(`${key}, unreadable`, text); // whatever it is, the next change must not destroy it
      return [];
    }
  }

  function write(list) {
    const kept = storage();
    try {
      if (kept) kept.setItem(key, JSON.stringify({ version: 1, papers: list }));
      unkept = kept ? null : list;
    } catch (error) {
      unkept = list; // there is no room left
    }
    return !unkept;
  }

  function change(next) {
    const isKept = write(sound(next(papers())));
    tellAll();
    return isKept;
  }

  function keeps() {
    const kept = storage();
    if (!kept) return false;
    try {
      kept.setItem(`${key}, probe`, "");
      kept.removeItem(`${key}, probe`);
      return true;
    } catch (error) {
      return false;
    }
  }

  // ---- The header.

  function addressOf(list) {
    return list.length ? `#papers=${list.map(({ slug }) => slug).join(",")}` : "";
  }

  function showCount(list) {
    count.textContent = list.length ? list.length.toLocaleString("en") : "";
    link.classList.toggle("is-empty", !list.length);
    // From disk some browsers keep a list for each file: then the address takes this page's list along.
    if (location.protocol === "file:" || !storage()) link.hash = addressOf(list);
  }

  // ---- The buttons.

  function show(button, slugs) {
    const isOn = slugs.has(button.dataset.keep);
    button.setAttribute("aria-pressed", String(isOn));
    button.title = isOn ? "Take it off the reading list" : "Add it to the reading list";
  }

  function press(button, title) {
    const slug = button.dataset.keep;
    const isOn = papers().some((paper) => paper.slug === slug);
    const next = (list) => (isOn ? list.filter((paper) => paper.slug !== slug) : [...list, { slug, title }]);
    const wanted = addressOf(next(papers()));
    if (!change(next)) location.assign(new URL(wanted, link.href)); // where it is told that nothing is kept
  }

  function arm(button, title) {
    button.type = "button";
    button.prepend(icon.cloneNode(true));
    button.addEventListener("click", () => press(button, title));
    button.hidden = false;
    return button;
  }

  const slugsOn = () => new Set(papers().map((paper) => paper.slug));

  function toggle(slug, title, on = slugsOn()) {
    const button = Object.assign(document.createElement("button"), { className: "keep" });
    button.dataset.keep = slug;
    const words = document.createElement("span");
    Object.assign(words, { className: "unseen", textContent: `Reading list: ${title}` });
    button.append(words);
    show(button, on);
    return arm(button, title);
  }

  // ---- Lists of papers: a button behind each title; in the lists of authors behind each line.

  const TITLES = ":is(.papers, .path) .title, .related li > a, .people li > a, .result h2 a";
  const PAPER = /\/papers\/([a-z0-9-]+)\.html$/;

  function wordsOf(title) {
    const isName = (node) => node.classList && node.classList.contains("name");
    return [...title.childNodes].filter((node) => !isName(node)).map((node) => node.textContent).join("").trim();
  }

  function addToggles(root) {
    const on = slugsOn();
    for (const title of root.querySelectorAll(TITLES)) {
      const [, slug] = PAPER.exec(title.href) || [];
      if (!slug) continue;
      const button = toggle(slug, wordsOf(title), on);
      const line = title.closest(".people li");
      const heading = title.closest("h2");
      if (line) line.append(button);
      else (heading || title).after(button);
    }
  }

  function tellAll() {
    const on = slugsOn();
    showCount(papers());
    for (const button of document.querySelectorAll("button[data-keep]")) show(button, on);
    for (const tell of listeners) tell();
  }

  window.surveyReadingList = {
    papers, change, keeps, toggle, isSlug, addressOf, onChange: (tell) => { listeners.push(tell); },
  };
  addToggles(document);
  for (const button of document.querySelectorAll("button[data-keep][hidden]")) {
    arm(button, button.closest("article").querySelector("h1").textContent.trim());
  }
  const results = document.getElementById("results");
  if (results) {
    new MutationObserver((changes) => {
      const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
      for (const node of added) if (node.querySelectorAll) addToggles(node);
    }).observe(results, { childList: true });
  }
  tellAll();
  addEventListener("storage", (event) => {
    if (event.key === key || event.key === null) tellAll();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) tellAll(); // the back button shows the page as it was left
  });
})();
