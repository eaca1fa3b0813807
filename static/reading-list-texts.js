// The reading list as text, and texts that name papers into a list. Knows nothing of the page or of what is kept.
//
//   surveyListTexts.tidy(note)        a note as it is kept: without blank lines around it
//   surveyListTexts.markdown(rows, {heading, addressOf})  rows of {slug, title, facts, source, isRead, note} as Markdown
//   surveyListTexts.parse(text)       {papers, sought}: papers named by their slugs, with marks and notes, from such
//                                     Markdown or from a link; references in BibTeX, RIS or CSL-JSON, still to be found
//   surveyListTexts.look(sought)      promises {found, missing}: which papers of the survey these references are
(function () {
  "use strict";

  const MARKED = /[\\`*_[\]<>]/g;
  const LINE = /^[-*+] (?:\[([ xX])\] )?\[((?:\\.|[^\\\]])*)\]\(<?[^)>\s]*papers\/([a-z0-9-]+)\.html>?\)/u;
  const PAGE = /papers\/([a-z0-9-]+)\.html/g;
  const LIST = /#papers=([a-z0-9,%-]+)/gi;
  const RECORD = /^@(?=\w+\s*[{(])/m; // of BibTeX
  const ARXIV = /(\d{4}\.\d{4,5}|[a-z-]+\/\d{7})(?:v\d+)?$/i;

  function tidy(note) {
    return note.replace(/\r\n?/g, "\n").replace(/^(?:[^\S\n]*\n)+/, "").replace(/\s+$/, "");
  }

  // ---- Markdown. A note stands below its paper, two spaces in, so that no line of it can pass for a paper.

  function markdown(rows, { heading, addressOf }) {
    const plain = (text) => text.replace(MARKED, "\\$&");
    const indented = (note) => note.split("\n").map((line) => (line ? `  ${line}` : "")).join("\n");
    return `# ${plain(heading)}\n\n${rows.map(({ slug, title, facts, source, isRead, note }) => {
      const line = `- [${isRead ? "x" : " "}] [${plain(title || slug)}](<${addressOf(slug)}>)`;
      const kept = tidy(note);
      const more = `${facts ? `. ${plain(facts)}` : ""}${source ? ` <${source}>` : ""}`;
      return `${line}${more}\n${kept ? `\n${indented(kept)}\n\n` : ""}`;
    }).join("")}`;
  }

  function parseMarkdown(text) {
    const papers = [];
    let lines = null; // of the note of the last paper
    for (const line of text.split("\n")) {
      const [whole, mark = " ", title, slug] = LINE.exec(line) || [];
      if (whole && surveyReadingList.isSlug(slug)) {
        lines = [];
        papers.push({ slug, title: title.replace(/\\(.)/gu, "$1"), isRead: mark !== " ", lines });
      } else if (lines && (!line || line.startsWith("  "))) lines.push(line.slice(2));
      else {
        lines = null;
        for (const [, named] of line.matchAll(PAGE)) if (surveyReadingList.isSlug(named)) papers.push({ slug: named });
        for (const [, list] of line.matchAll(LIST)) papers.push(...slugsIn(list).map((one) => ({ slug: one })));
      }
    }
    return papers.map(({ lines: note = [], title = "", isRead = false, slug }) =>
      ({ slug, title: title === slug ? "" : title, isRead, note: tidy(note.join("\n")) }));
  }

  // The slugs of an address such as #papers=one,two.
  function slugsIn(list) {
    let plain = list;
    try {
      plain = decodeURIComponent(list);
    } catch (error) {
      if (!(error instanceof URIError)) throw error;
    }
    return plain.split(",").filter((slug) => surveyReadingList.isSlug(slug));
  }

  // ---- References: what tells which paper each is.

  function idsOf(...texts) {
    return texts.filter(Boolean).map(String).map((text) => {
      const arxiv = /arxiv|^\d{4}\.\d{4,5}/i.test(text) && ARXIV.exec(text.trim());
      const doi = /10\.\d{4,}\/\S+/.exec(text);
      return arxiv ? arxiv[1] : doi ? doi[0].toLowerCase() : "";
    }).filter(Boolean);
  }

  function parseCsl(text) {
    const read = JSON.parse(text);
    const listed = [read, read.items, [read]].find(Array.isArray);
    return listed.filter((one) => one && typeof one === "object").map((one) => ({
      title: String(one.title || ""), ids: idsOf(one.DOI, one.number, one.URL, one.archive_location),
    }));
  }

  function parseRis(text) {
    return text.split(/^TY {2}- ?/m).slice(1).map((record) => {
      const value = (tags) => (new RegExp(`^(?:${tags}) {2}- (.*)$`, "m").exec(record) || ["", ""])[1].trim();
      return { title: value("TI|T1|CT"), ids: idsOf(value("DO"), value("AN"), value("UR")) };
    });
  }

  // The value that begins at a place of BibTeX: in braces that match, in quotes, or bare.
  function valueAt(text, start) {
    const close = { "{": "}", '"': '"' }[text[start]];
    if (!close) return /^[^,}\s]*/.exec(text.slice(start))[0];
    let depth = 0;
    for (let at = start + 1; at < text.length; at += 1) {
      if (text[at] === "\\") at += 1;
      else if (text[at] === close && depth === 0) return text.slice(start + 1, at);
      else if (text[at] === "{") depth += 1;
      else if (text[at] === "}") depth -= 1;
    }
    return text.slice(start + 1);
  }

  function plainLatex(text) {
    return text
      .replace(/\\[`'^"~=.]\s*\{?\\?([A-Za-z])\}?/g, "$1")
      .replace(/\\[uvHcdbkrt]\s*\{\\?([A-Za-z])\}/g, "$1")
      .replace(/\\(?:text|math)[a-z]+\s*/g, "")
      .replace(/\\([A-Za-z]+)\s*/g, "$1")
      .replace(/\\(.)/g, "$1")
      .replace(/[{}$]/g, "")
      .replace(/~/g, " ");
  }

  function parseBibtex(text) {
    return text.split(RECORD).slice(1).filter((record) => !/^(?:string|preamble|comment)\b/i.test(record))
      .map((record) => {
        const value = (name) => {
          const found = new RegExp(`[,\\s]${name}\\s*=\\s*`, "i").exec(record);
          return found ? valueAt(record, found.index + found[0].length) : "";
        };
        const eprint = value("eprint");
        return {
          title: plainLatex(value("title")).replace(/\s+/g, " "),
          ids: idsOf(eprint && `arXiv:${eprint}`, value("doi"), value("url")),
        };
      });
  }

  function parse(text) {
    const plain = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
    if (/^\s*(?:\[\s*\{|\{\s*"|\[\s*\]\s*$)/.test(plain)) return { papers: [], sought: parseCsl(plain) };
    if (/^TY {2}-/m.test(plain)) return { papers: [], sought: parseRis(plain) };
    if (RECORD.test(plain)) return { papers: [], sought: parseBibtex(plain) };
    return { papers: parseMarkdown(plain), sought: [] };
  }

  // ---- References into papers, by the search: it finds a title without loading all of them.

  async function look(sought) {
    const search = await surveySearch.load();
    const letters = (text) => search.words.spaced(text).replace(/ /g, "");
    async function first(query, isIt) {
      if (!query) return null;
      const { places, build } = await search.matches(query, { typing: false, verbatim: true });
      return (await search.data.cards([...places.slice(0, 8)], build)).find(isIt) || null;
    }
    const [found, missing] = [[], []];
    for (const { title, ids } of sought) {
      const wanted = letters(title);
      const words = ({ texts }) => texts.facts.toLowerCase().split(/[\s·:]+/);
      let card = null;
      for (const id of ids) card ||= await first(`"${id}"`, (one) => words(one).includes(id.toLowerCase()));
      card ||= await first(search.words.spaced(title).trim(), (one) => wanted === letters(one.title));
      if (card) found.push({ slug: card.slug, title: card.title, isRead: false, note: "" });
      else missing.push(title || ids[0] || "a reference without a title");
    }
    return { found, missing };
  }

  window.surveyListTexts = { tidy, markdown, parse, look, slugsIn };
})();
