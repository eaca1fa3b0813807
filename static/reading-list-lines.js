// The lines of the reading list. Each is made once and then follows what is kept, so that nobody who is writing a note
// is interrupted.
//
//   surveyListLines(page)  {show(list)}; `page` is the one that reading-list-page.js makes
(function () {
  "use strict";

  const PAUSE = 400; // milliseconds without a key before a note is kept
  const { papers, change } = window.surveyReadingList;
  const { tidy } = window.surveyListTexts;
  const lines = document.getElementById("list-papers");
  let dragged = null; // the line that follows the pointer
  let page = null;

  const placeOf = (slug) => page.slugsOf(papers()).indexOf(slug);

  // ---- What the controls of a line do.

  function edit(slug, values) {
    change((list) => list.map((one) => (one.slug === slug ? { ...one, ...values } : one)));
  }

  function move(slug, to) {
    const [from, last] = [placeOf(slug), papers().length - 1];
    const place = Math.max(0, Math.min(last, to));
    if (from < 0 || place === from) return;
    change((list) => {
      const rest = list.filter((one) => one.slug !== slug);
      return [...rest.slice(0, place), list.find((one) => one.slug === slug), ...rest.slice(place)];
    });
    page.say(`Now ${place + 1} of ${last + 1}.`);
  }

  function remove(line, paper) {
    const next = line.nextElementSibling || line.previousElementSibling;
    page.alter(`Taken off: ${page.titleOf(paper)}.`, (list) => list.filter(({ slug }) => slug !== paper.slug));
    (next ? next.querySelector(".off") : document.getElementById("list-undo")).focus();
  }

  // As many rows as the note has lines, for browsers in which the style sheet cannot see to it.
  function fit(field) {
    field.rows = Math.max(1, field.value.split("\n").length);
  }

  function noteField(slug) {
    const field = page.make("textarea", { className: "note", rows: 1, placeholder: "Add a note" });
    let timer = 0;
    const keep = () => {
      clearTimeout(timer);
      const now = papers().find((one) => one.slug === slug);
      if (now && now.note !== tidy(field.value)) edit(slug, { note: tidy(field.value) });
    };
    field.addEventListener("input", () => {
      fit(field);
      clearTimeout(timer);
      timer = setTimeout(keep, PAUSE);
    });
    field.addEventListener("change", keep);
    addEventListener("pagehide", keep);
    return field;
  }

  // ---- A line.

  function button(className, words, sign, act) {
    const { make } = page;
    const parts = [make("span", { "aria-hidden": "true", textContent: sign }),
      make("span", { className: "unseen words", "data-words": words })];
    const made = make("button", { type: "button", className, title: words }, ...parts);
    made.addEventListener("click", act);
    return made;
  }

  function lineOf(paper) {
    const { make } = page;
    const { slug } = paper;
    const tick = make("input", { type: "checkbox" });
    tick.addEventListener("change", () => edit(slug, { isRead: tick.checked }));
    const line = make("li", { "data-paper": slug },
      make("span", { className: "grip", draggable: true, "aria-hidden": "true", title: "Drag to another place" }),
      make("div", { className: "kept-paper" },
        make("a", { className: "title", href: `papers/${slug}.html` }), make("p", { className: "meta" }),
        noteField(slug), make("p", { className: "note-printed" })),
      make("label", { className: "read" }, tick, "Read"),
      make("div", { className: "moves" },
        button("up", "Move up", "↑", () => move(slug, placeOf(slug) - 1)),
        button("down", "Move down", "↓", () => move(slug, placeOf(slug) + 1)),
        button("off", "Take off the list", "×", () => remove(line, paper))));
    return line;
  }

  function showFacts(place, paper) {
    const [facts, source] = [page.factsOf(paper), page.sourceOf(paper)];
    const parts = [facts, source].filter(Boolean).flatMap((part, at) => (at ? [" · ", part] : [part]));
    const isNew = place.textContent !== parts.map((part) => part.textContent || part).join("");
    if (isNew) place.replaceChildren(...parts);
  }

  function follow(line, paper, at, last) {
    const title = page.titleOf(paper);
    const field = line.querySelector("textarea");
    const isWriting = document.activeElement === field;
    line.classList.toggle("is-read", paper.isRead);
    line.classList.toggle("is-gone", page.isGone(paper.slug));
    line.querySelector(".title").textContent = title;
    showFacts(line.querySelector(".meta"), paper);
    line.querySelector("input").checked = paper.isRead;
    line.querySelector("input").setAttribute("aria-label", `Read: ${title}`);
    for (const words of line.querySelectorAll(".words")) words.textContent = `${words.dataset.words}: ${title}`;
    line.querySelector(".up").setAttribute("aria-disabled", String(at === 0));
    line.querySelector(".down").setAttribute("aria-disabled", String(at === last));
    field.setAttribute("aria-label", `Note on ${title}`);
    if (!isWriting && tidy(field.value) !== paper.note) field.value = paper.note;
    if (!isWriting) fit(field);
    line.querySelector(".note-printed").textContent = paper.note;
  }

  function show(list) {
    if (dragged) return;
    const there = new Map([...lines.children].map((line) => [line.dataset.paper, line]));
    const focused = document.activeElement;
    list.forEach((paper, at) => {
      const line = there.get(paper.slug) || lineOf(paper);
      there.delete(paper.slug);
      if (lines.children[at] !== line) lines.insertBefore(line, lines.children[at] || null);
      follow(line, paper, at, list.length - 1);
    });
    for (const line of there.values()) line.remove();
    if (focused !== document.activeElement && lines.contains(focused)) focused.focus(); // a line that moves loses it
  }

  // ---- Dragging: the line follows the pointer, and letting go keeps the place.

  lines.addEventListener("dragstart", (event) => {
    if (!event.target.matches(".grip")) return;
    dragged = event.target.closest("li");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.querySelector(".title").textContent);
    event.dataTransfer.setDragImage(dragged, 8, 8);
    dragged.classList.add("is-dragged");
  });
  lines.addEventListener("dragover", (event) => {
    if (!dragged) return;
    event.preventDefault();
    const over = event.target.closest("#list-papers > li");
    if (!over || over === dragged) return;
    const { top, height } = over.getBoundingClientRect();
    over[event.clientY < top + height / 2 ? "before" : "after"](dragged);
  });
  lines.addEventListener("drop", (event) => {
    if (dragged) event.preventDefault();
  });
  lines.addEventListener("dragend", (event) => {
    const [line, isLeft] = [dragged, event.dataTransfer.dropEffect === "none"]; // Escape leaves all as it was
    if (!line) return;
    dragged = null;
    line.classList.remove("is-dragged");
    if (!isLeft) move(line.dataset.paper, [...lines.children].indexOf(line));
    show(papers());
  });

  window.surveyListLines = (served) => {
    page = served;
    return { show };
  };
})();
