// The page of the reading list: what the survey knows of the papers on it, what is said, and lists that links bring.
(function () {
  "use strict";

  const named = (name) => document.getElementById(name);
  const { papers, change, onChange, keeps, toggle } = window.surveyReadingList;
  const { slugsIn } = window.surveyListTexts;
  const [status, undo] = ["list-status", "list-undo"].map(named);
  const LASTING = 15_000; // milliseconds for which something is said that cannot be taken back
  const PATIENCE = 1_500; // milliseconds after which the list is shown without what the survey knows of its papers
  const known = new Map(); // slug to its reference, null for a paper that the survey does not have
  const asked = new Set();
  let quiet = 0; // the timer after which the page says nothing
  let back = null; // makes of a list what it was before the last change

  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (/^(?:aria|data)-/.test(key)) element.setAttribute(key, value);
      else element[key] = value;
    }
    element.append(...children);
    return element;
  }

  const counted = (count) => `${count.toLocaleString("en")} ${count === 1 ? "paper" : "papers"}`;
  const slugsOf = (list) => list.map(({ slug }) => slug);
  const isGone = (slug) => known.get(slug) === null;

  // ---- What is said of a paper: what the survey knows; while that loads, and where it knows nothing, what was kept.

  function titleOf({ slug, title }) {
    const paper = known.get(slug);
    return (paper && paper.title) || title || slug;
  }

  function factsOf({ slug }) {
    const paper = known.get(slug);
    if (!paper) return paper === null ? "Not in this survey any more" : "";
    const names = (paper.author || []).map((name) => name.literal
      || [name.given, name["non-dropping-particle"], name.family, name.suffix].filter(Boolean).join(" "));
    const isCut = names.length > 3 || names.includes("others");
    const authors = names.filter((name) => name !== "others").slice(0, 3).join(", ") + (isCut ? " et al." : "");
    const year = paper.issued ? String(paper.issued["date-parts"][0][0]) : "";
    const venue = paper["container-title"] || (paper.number ? "" : paper.publisher) || ""; // a preprint has an id
    return [authors, [venue, venue.includes(year) ? "" : year].filter(Boolean).join(" ")].filter(Boolean).join(" · ");
  }

  // Where the paper itself is: a link, or nothing.
  function sourceOf({ slug }) {
    const { URL: address = "", archive_location: id = "" } = known.get(slug) || {};
    if (!/^https?:/.test(address)) return null;
    const name = id && address.endsWith(id) ? `arXiv:${id}` : new URL(address).hostname.replace(/^www\./, "");
    return make("a", { href: address, rel: "noopener", textContent: name });
  }

  // Loads what is not known yet. A paper that has another slug now is kept under that one.
  async function learn(slugs) {
    const wanted = slugs.filter((slug) => !asked.has(slug));
    if (!wanted.length) return;
    for (const slug of wanted) asked.add(slug);
    let found = [];
    try {
      found = await surveyReferences.find(wanted);
    } catch (error) {
      say("The survey’s data did not load: papers stand here under the titles that were kept with them.");
      return;
    }
    const now = new Map();
    found.forEach(({ slug, paper }, at) => {
      known.set(wanted[at], paper);
      known.set(slug, paper);
      if (paper) now.set(wanted[at], { slug, title: paper.title });
    });
    const isNew = ({ slug, title }) => now.has(slug) && (now.get(slug).slug !== slug || !title);
    if (papers().some(isNew)) change((list) => list.map((one) => (isNew(one) ? { ...one, ...now.get(one.slug) } : one)));
    else show();
  }

  // ---- What is said, and what can be taken back.

  function say(words, takeBack = null) {
    clearTimeout(quiet);
    if (!takeBack && words) quiet = setTimeout(say, LASTING, "");
    status.textContent = words;
    back = takeBack;
    undo.hidden = !back;
    named("list-said").classList.toggle("is-shown", Boolean(words));
  }

  // A list after something was done to it, as it was before that: what was taken away stands in its place again, what
  // was brought is gone. Whatever else happened meanwhile, here or in another tab, stays.
  function restored(list, before, after) {
    const [old, now] = [before, after].map((state) => new Map(state.map((one) => [one.slug, one])));
    const left = list.filter(({ slug }) => old.has(slug) || !now.has(slug)).map((one) => {
      const [then, later] = [old.get(one.slug), now.get(one.slug)];
      if (!then || !later) return one;
      const isLeft = one.note === later.note && one.isRead === later.isRead;
      return isLeft ? { ...one, note: then.note, isRead: then.isRead } : one;
    });
    const there = new Set(slugsOf(left));
    before.forEach((one, at) => {
      if (!there.has(one.slug)) left.splice(at, 0, one);
    });
    return left;
  }

  function alter(words, next) {
    const before = papers();
    change(next);
    const after = papers();
    say(words, (list) => restored(list, before, after));
  }

  undo.addEventListener("click", () => {
    const there = new Set(slugsOf(papers()));
    const takeBack = back;
    say("Taken back.");
    change(takeBack);
    const lines = [...named("list-papers").children];
    const line = lines.find(({ dataset }) => !there.has(dataset.paper));
    (line ? line.querySelector(".title") : named("mine-title")).focus();
  });

  // ---- A list from a link stands before one's own, until it is put away or all of it is on one's own.

  function sharedSlugs() {
    const [, list = ""] = /^#papers=(.*)$/.exec(location.hash) || [];
    return [...new Set(slugsIn(list))];
  }

  function closeShared() {
    try {
      history.replaceState(null, "", location.pathname + location.search);
    } catch (error) {
      if (error.name !== "SecurityError") throw error; // some browsers pin the address of a page opened from disk
      location.hash = "";
    }
    show();
  }

  function showShared(list) {
    const slugs = sharedSlugs();
    const own = new Set(slugsOf(list));
    const missing = slugs.filter((slug) => !own.has(slug)).length;
    const some = missing === slugs.length ? "none of them on your list" : `${missing} not on your list`;
    named("shared").hidden = !slugs.length;
    named("mine-title").classList.toggle("unseen", !slugs.length);
    named("shared-add").hidden = !missing;
    named("shared-count").textContent = `${counted(slugs.length)}, ${missing ? some : "all on your list"}.`;
    const lines = slugs.map((slug) => {
      const title = titleOf({ slug });
      const link = make("a", { className: "title", href: `papers/${slug}.html`, textContent: title });
      return make("li", {}, make("div", { className: "linked" }, link, toggle(slug, title)),
        make("p", { className: "meta", textContent: factsOf({ slug }) }));
    });
    const place = [...document.querySelectorAll("#shared-papers .keep")].indexOf(document.activeElement);
    named("shared-papers").replaceChildren(...lines);
    if (place >= 0) lines[place].querySelector(".keep").focus();
  }

  named("shared-add").addEventListener("click", () => {
    const slugs = sharedSlugs();
    alter("Added the list from the link to yours.", (list) => {
      const own = new Set(slugsOf(list));
      return [...list, ...slugs.filter((slug) => !own.has(slug)).map((slug) => ({ slug, title: titleOf({ slug }) }))];
    });
    closeShared();
    named("mine-title").focus();
  });
  named("shared-close").addEventListener("click", () => {
    closeShared();
    named("mine-title").focus();
  });

  // ---- The page.

  const page = { make, titleOf, factsOf, sourceOf, isGone, counted, slugsOf, say, alter };
  const lines = window.surveyListLines(page);

  function show() {
    const list = papers();
    const read = list.filter(({ isRead }) => isRead).length;
    lines.show(list);
    showShared(list);
    named("list-count").textContent = list.length ? `${counted(list.length)}${read ? `, ${read} read` : ""}.` : "";
    named("list-empty").hidden = list.length > 0;
    named("list-away").hidden = named("list-end").hidden = !list.length;
    return learn([...slugsOf(list), ...sharedSlugs()]);
  }

  function appear() {
    named("reading-list").classList.remove("is-waiting");
  }

  if (!keeps()) {
    named("list-trouble").textContent = "This browser keeps nothing for this site: its settings forbid it, or there is no "
      + "room left. What you do here lasts until you leave the page; to have it later, save the list or copy its link.";
    named("list-trouble").hidden = false;
  }
  window.surveyListAway(page);
  named("reading-list").classList.add("is-waiting");
  named("reading-list").hidden = false;
  const own = new Set(slugsOf(papers()));
  if (/^#papers=/.test(location.hash) && sharedSlugs().every((slug) => own.has(slug))) closeShared();
  show().then(appear);
  setTimeout(appear, PATIENCE);
  onChange(show);
  addEventListener("hashchange", show);
})();
