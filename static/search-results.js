// What a result shows: title, names, year, themes, and the sentences that have the words asked for, which are marked.
(function () {
  "use strict";

  const { data, words } = surveySearch;
  const { make } = surveySearch.elements;
  const WINDOW = 36; // words of a snippet
  const MOST_KNOWN = 20000; // pieces of text whose terms are remembered: most are met again with the next key
  const known = new Map();

  function termsOf(piece) {
    let found = known.get(piece);
    if (!found) {
      if (known.size >= MOST_KNOWN) known.clear();
      found = words.terms(piece);
      known.set(piece, found);
    }
    return found;
  }

  function namesInShort({ authors, hasMore }) {
    const names = authors.slice(0, 3).join(", ");
    return authors.length > 3 || (names && hasMore) ? `${names} et al.` : names;
  }

  function marked(pieces, wanted) {
    const nodes = [];
    for (const piece of pieces) {
      if (nodes.length) nodes.push(" ");
      const [, before, middle, after] = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}+#]*)$/su.exec(piece);
      const isHit = termsOf(piece).some((found) => wanted.has(found));
      nodes.push(...(isHit ? [before, make("mark", { text: middle }), after] : [piece]));
    }
    return nodes;
  }

  // The stretch of a text that has the most different words of the query, the first such.
  function stretch(text, wanted) {
    const pieces = text.split(" ");
    const hits = pieces.map((piece) => termsOf(piece).filter((found) => wanted.has(found)));
    const best = { pieces, start: 0, most: 0 };
    hits.forEach((hit, at) => {
      if (!hit.length) return;
      const distinct = new Set(hits.slice(at, at + WINDOW - 8).flat()).size;
      if (distinct > best.most) Object.assign(best, { most: distinct, start: Math.max(0, at - 6) });
    });
    return best;
  }

  function line(...children) {
    return make("p", { className: "result-snippet" }, ...children);
  }

  // A stretch of the texts beside the gist that shows words which neither the gist nor the lines above it have.
  function passage({ gist, ...others }, missing, wanted) {
    const sought = new Set(missing);
    const found = Object.entries(others).filter(([, text]) => text)
      .map(([kind, text]) => ({ kind, ...stretch(text, wanted), isNew: stretch(text, sought).most > 0 }))
      .filter((other) => other.isNew || !gist)
      .sort((one, other) => other.isNew - one.isNew || other.most - one.most)[0];
    if (!found) return [];
    const { kind, pieces, start } = found;
    const end = start + WINDOW;
    const label = kind === "abstract" ? [make("span", { className: "result-label", text: "Abstract: " })] : [];
    const text = marked(pieces.slice(start, end), wanted);
    return [line(...label, start > 0 ? "… " : "", ...text, end < pieces.length ? " …" : "")];
  }

  // The groups of which a text has no word.
  function missingIn(text, groups) {
    const said = new Set(text.split(" ").flatMap(termsOf));
    return groups.filter((group) => !group.some((word) => said.has(word)));
  }

  // The gist, and a passage of the other texts where it is needed; an abstract that stands apart is fetched only where
  // a word is in none of them.
  async function passages(paper, seen, groups, wanted) {
    const { gist } = paper.texts;
    const missing = missingIn(`${seen} ${gist}`, groups);
    const lines = gist ? [line(...marked(gist.split(" "), wanted))] : [];
    if (gist && !missing.length) return lines;
    const unsaid = missingIn(Object.values(paper.texts).join(" "), missing);
    const { texts } = unsaid.length ? await paper.whole() : paper;
    return [...lines, ...passage(texts, missing.flat(), wanted)];
  }

  // A paper's card into a list item; `groups` are the terms asked for, those of one word together.
  async function resultItem(paper, groups) {
    const wanted = new Set(groups.flat());
    const link = make("a", { href: `papers/${paper.slug}.html` }, ...marked(paper.title.split(" "), wanted));
    const inTitle = new Set(words.terms(paper.title));
    const isSaid = words.terms(paper.name).every((word) => inTitle.has(word));
    if (!isSaid) link.append(" ", make("span", { className: "name" }, ...marked(paper.name.split(" "), wanted)));
    const facts = [namesInShort(paper), String(paper.year || ""), ...paper.themes.map(([, title]) => title)];
    const meta = facts.filter(Boolean).join(" · ");
    const item = make("li", { className: "result", dataset: { paper: paper.slug } }, make("h2", {}, link));
    if (meta) item.append(make("p", { className: "result-meta" }, ...marked(meta.split(" "), wanted)));
    const ids = paper.themes.map(([id]) => id).join(" ");
    item.append(...await passages(paper, `${paper.title} ${paper.name} ${meta} ${ids}`, groups, wanted));
    return item;
  }

  // The papers at these places into list items, for what was found.
  async function resultItems(places, { groups, build }) {
    return Promise.all((await data.cards(places, build)).map((card) => resultItem(card, groups)));
  }

  surveySearch.results = { resultItems };
})();
