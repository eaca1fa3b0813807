// Search in the browser: stock lunr.js scores, over the index that site_builder/search.py wrote.
// The first half turns a query into results and touches no page; the second half is the search page.
(function () {
  "use strict";

  // ---- Words. Each function has a twin of the same name in site_builder/search_terms.py; tests compare them.

  const LETTERS = {
    "ß": "ss", "ς": "σ", "ø": "o", "ł": "l", "đ": "d", "ð": "d",
    "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "×": "x",
  };
  const SEPARATORS = /(?:[\s\x1c-\x1f\x85\ufeff,;:!?"“”„«»—|]|\.\.)+/u;
  const CHARACTER = "[\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff]";
  const ATOM = new RegExp(`${CHARACTER}|(?:(?!${CHARACTER})[\\p{L}\\p{N}])+(?:\\+\\+|#(?![\\p{L}\\p{N}]))?`, "gu");
  const VERSIONED = /^([\p{L}\p{Nl}\p{No}]{2,})([0-9]+[\p{L}\p{Nl}\p{No}]{0,2})$/u;

  function fold(text) {
    const plain = text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();
    return plain.replace(/[ßςøłđðþæœı×]/g, (letter) => LETTERS[letter]);
  }

  function stem(word) {
    return /^[a-z]{3,}$/.test(word) ? lunr.stemmer(new lunr.Token(word, {})).toString() : word;
  }

  function chunkAtoms(chunk) {
    return chunk.match(ATOM) || [];
  }

  function joined(atoms) {
    const word = atoms.join("");
    const isJoined = atoms.length > 1 && atoms.length <= 5 && [...word].length <= 40 && !/^\p{Nd}+$/u.test(word);
    return isJoined ? word : null;
  }

  function parts(atom) {
    const found = VERSIONED.exec(atom);
    if (found) {
      const [, name, version] = found;
      const isMarked = name.endsWith("v") && [...name].length > 2;
      return isMarked ? [name.slice(0, -1), "v" + version, name, version] : [name, version];
    }
    const bare = atom.replace(/[+#]+$/, "");
    return bare === atom ? [] : [bare];
  }

  function terms(text) {
    const found = [];
    for (const chunk of fold(text).split(SEPARATORS)) {
      const atoms = chunkAtoms(chunk);
      for (const atom of atoms) found.push(stem(atom), ...parts(atom).map(stem));
      const together = joined(atoms);
      if (together) found.push(stem(together));
    }
    return found;
  }

  function term(text) {
    return stem(chunkAtoms(fold(text)).join(""));
  }

  function pipelineTerm(token) {
    const found = term(token.toString());
    return found ? token.update(() => found) : null;
  }

  // ---- The index, made when the first query comes.

  const FIELDS = ["title", "text", "author", "theme", "year"];
  let engine = null;

  function load() {
    if (engine) return engine;
    lunr.Pipeline.registerFunction(pipelineTerm, "surveyTerm");
    const data = surveySearchData;
    const papers = data.papers.map(([slug, title, authors, hasMore, year, themes, text]) => ({
      slug, title, authors, hasMore, year, text, themes: themes.map((number) => data.themes[number]),
    }));
    const vocabulary = data.index.invertedIndex.map(([word]) => word);
    engine = { index: lunr.Index.load(data.index), papers, vocabulary };
    return engine;
  }

  function isKnown(word) {
    return word in load().index.invertedIndex;
  }

  function expand(tokenSet) {
    return load().index.tokenSet.intersect(tokenSet).toArray();
  }

  // ---- A query becomes groups. A paper has what a group asks for when it has one of the group's ways: all terms of
  // it, and its phrase where it has one.

  // Words that need not be there: a title without an abstract may lack any of them.
  const STOP = new Set(("a an and are as at be by for from has have how in into is it its of on or that the their " +
    "this to via was we were what when where which who why with").split(" "));
  const OPERATOR = /^[+-]|^(?:title|text|author|theme|year):|\*|[~^]\d{1,2}$/;
  const TOKEN = /([+-]?)(?:(title|text|author|theme|year):)?"([^"]*)"?|(\S+)/g;
  // What may still follow while a word is being typed: `convolutio` must find what `convolution` is indexed as.
  const ENDINGS = ("e d s l y r n t es on ng ed er ly al ic ty or nt ss ce ve ze ing ion ers ity ive ent ess ble ism " +
    "ions ings tion ness ment able ance ence ation ional ments izing ition ization ational").split(" ");
  const BEGINNING = 0.3; // what a word counts of which only the beginning was typed
  const LONGEST_QUERY = 1000; // characters that are looked at
  const LONGEST_WORD = 30; // characters of a word that is cut in two or corrected; time grows with their square
  const GROUP = {
    fields: null, boost: 1, sign: "", isPhrase: false, isOptional: false, isPlain: false, word: "", atoms: [], ways: [],
    beginnings: [],
  };

  function prefixTerms(word) {
    const found = new Set(ENDINGS.map((ending) => stem(word + ending)).filter(isKnown));
    const { vocabulary } = load();
    let low = 0;
    for (let high = vocabulary.length; low < high;) {
      const middle = (low + high) >> 1;
      if (vocabulary[middle] < word) low = middle + 1;
      else high = middle;
    }
    for (; low < vocabulary.length && vocabulary[low].startsWith(word); low += 1) found.add(vocabulary[low]);
    return [...found];
  }

  function nearTerms(word) {
    if (word.length < 4 || word.length > LONGEST_WORD) return [];
    return expand(lunr.TokenSet.fromFuzzyString(word, word.length < 8 ? 1 : 2));
  }

  // lunr's time grows manyfold with each further edit, and with the length of the word.
  function mostEdits(word) {
    if (word.length > LONGEST_WORD) return 0;
    return word.length > 12 ? 2 : 3;
  }

  function inRow(words) {
    return { terms: words.map(stem), phrase: words.length > 1 ? words.join(" ") : null };
  }

  function oneOf(found) {
    return found.map((word) => ({ terms: [word], phrase: null }));
  }

  // How the survey may write what stands in one chunk: joined, in a row, or, when it knows neither, cut in two.
  function waysOf(atoms) {
    const together = joined(atoms);
    const ways = [atoms, ...(together ? [[together]] : [])].map(inRow).filter((way) => way.terms.every(isKnown));
    if (ways.length || atoms.length > 1) return ways;
    const [word] = atoms;
    if (word.length > LONGEST_WORD) return [];
    const cuts = parts(word).length ? [parts(word).slice(0, 2)] : [];
    for (let at = 2; at <= word.length - 2; at += 1) cuts.push([word.slice(0, at), word.slice(at)]);
    return cuts.map(inRow).filter((way) => way.terms.every(isKnown));
  }

  function plainGroups(token) {
    const groups = [];
    for (const chunk of fold(token).split(SEPARATORS)) {
      const atoms = chunkAtoms(chunk);
      if (!atoms.length) continue;
      const words = { atoms, word: atoms.join(""), ways: waysOf(atoms) };
      groups.push({ ...GROUP, ...words, isPlain: true, isOptional: STOP.has(chunk) });
    }
    return groups;
  }

  // One word with operators, as lunr's own parser reads it; null when lunr cannot read it.
  function operatorGroups(token) {
    const query = new lunr.Query(FIELDS);
    try {
      new lunr.QueryParser(token[0] + token.slice(1).replace(/-/g, "\\-"), query).parse();
    } catch (error) {
      if (error instanceof lunr.QueryParseError) return null;
      throw error;
    }
    if (query.clauses.length !== 1) return null;
    const clause = query.clauses[0];
    const sign = { [lunr.Query.presence.REQUIRED]: "+", [lunr.Query.presence.PROHIBITED]: "-" }[clause.presence] || "";
    const fields = clause.fields.length < FIELDS.length ? clause.fields : null;
    const group = { ...GROUP, sign, fields, boost: clause.boost, word: term(clause.term) };
    if (!group.word) return [];
    if (!clause.usePipeline) {
      const pattern = fold(clause.term).split("*").map((part) => chunkAtoms(part).join("")).join("*");
      const found = expand(lunr.TokenSet.fromString(pattern));
      const isPrefix = pattern.indexOf("*") === pattern.length - 1;
      group.ways = oneOf(found.length || !isPrefix ? found : prefixTerms(pattern.slice(0, -1)));
    } else if ("editDistance" in clause) {
      const distance = Math.min(clause.editDistance, mostEdits(group.word));
      group.ways = oneOf(expand(lunr.TokenSet.fromFuzzyString(group.word, distance)));
    } else {
      group.ways = waysOf(chunkAtoms(fold(clause.term)));
    }
    return [group];
  }

  function phraseGroup(sign, field, text) {
    const way = inRow(chunkAtoms(fold(text)));
    const ways = way.terms.every(isKnown) ? [way] : [];
    return { ...GROUP, sign, fields: field ? [field] : null, isPhrase: true, ways };
  }

  function parseQuery(text) {
    const groups = [];
    for (const [token, sign, field, phrase, word] of text.replace(/[“”„]/g, '"').matchAll(TOKEN)) {
      if (phrase !== undefined) {
        if (chunkAtoms(fold(phrase)).length) groups.push(phraseGroup(sign, field, phrase));
        continue;
      }
      groups.push(...((OPERATOR.test(word) && operatorGroups(token)) || plainGroups(token)));
    }
    const isAllStop = groups.every((group) => group.isOptional || group.sign === "-");
    for (const group of groups) group.isOptional = group.isOptional && !isAllStop;
    joinNeighbours(groups);
    const last = groups[groups.length - 1];
    if (last && last.isPlain && !last.isOptional && last.word.length > 1 && /[\p{L}\p{N}]$/u.test(text)) {
      last.beginnings = prefixTerms(last.word);
    }
    return groups;
  }

  // `r cnn` and `yolo v4` must find what is written `R-CNN` and `YOLOv4`.
  function joinNeighbours(groups) {
    for (let first = 0; first < groups.length; first += 1) {
      for (let end = first + 2; end <= Math.min(first + 3, groups.length); end += 1) {
        const run = groups.slice(first, end);
        const together = stem(run.map((group) => group.word).join(""));
        if (!run.every((group) => group.isPlain) || !isKnown(together)) continue;
        for (const group of run) group.ways = [...group.ways, ...oneOf([together])];
      }
    }
  }

  // ---- Groups become results.

  function spaced(text) {
    return ` ${chunkAtoms(fold(text)).join(" ")} `;
  }

  function hasPhrase(phrase, inFields, paper) {
    const fields = {
      title: paper.title, text: paper.text, year: String(paper.year || ""),
      author: paper.authors.join(" \n "), theme: paper.themes.map((theme) => theme[1]).join(" \n "),
    };
    const lines = (inFields || FIELDS).flatMap((field) => fields[field].split("\n"));
    return lines.some((line) => spaced(line).includes(` ${phrase} `));
  }

  function isMet(group, match) {
    const hasTerm = (word) => word in match.terms
      && (!group.fields || group.fields.some((field) => field in match.terms[word]));
    const hasWay = (way) => way.terms.every(hasTerm)
      && (!way.phrase || hasPhrase(way.phrase, group.fields, match.paper));
    return group.ways.some(hasWay) || group.beginnings.some(hasTerm);
  }

  function termsOf(group) {
    return new Set(group.ways.flatMap((way) => way.terms));
  }

  // lunr finds and scores what has any of the terms; which groups a paper must meet is decided afterwards.
  function askLunr(groups) {
    const { index, papers } = load();
    const wanted = groups.filter((group) => group.sign !== "-");
    const unwanted = groups.filter((group) => group.sign === "-");
    const { OPTIONAL, PROHIBITED } = lunr.Query.presence;
    const found = index.query((query) => {
      const add = (word, group, boost, presence) =>
        query.clause({ term: word, fields: group.fields || FIELDS, boost, presence, usePipeline: false });
      for (const group of wanted) {
        const exact = termsOf(group);
        for (const word of exact) add(word, group, group.boost, OPTIONAL);
        for (const word of group.beginnings) if (!exact.has(word)) add(word, group, BEGINNING, OPTIONAL);
      }
      for (const group of unwanted) {
        for (const way of group.ways) if (!way.phrase) add(way.terms[0], group, 1, PROHIBITED);
      }
      // A query that only excludes is answered from all papers, even where the survey lacks the excluded word.
      if (!wanted.length && !query.clauses.length) add("", GROUP, 1, PROHIBITED);
    });
    const isUnwanted = (paper) => unwanted.some((group) =>
      group.ways.some((way) => way.phrase && hasPhrase(way.phrase, group.fields, paper)));
    return found
      .map(({ ref, score, matchData: { metadata } }) =>
        ({ number: Number(ref), paper: papers[ref], score, terms: metadata }))
      .filter((match) => !isUnwanted(match.paper));
  }

  // Typing a paper's title, its short name or the beginning of its title must bring that paper first.
  function titleRank(paper, asked) {
    paper.names ||= [paper.title, paper.title.split(/:|\s[-–—]\s/)[0]].map(spaced);
    const [whole, short] = paper.names;
    const key = asked.replace(/ /g, "");
    if (whole.replace(/ /g, "") === key) return 4;
    if (short.replace(/ /g, "") === key) return 3;
    if (!asked.trim().includes(" ")) return 0;
    return whole.startsWith(asked.trimEnd()) ? 2 : Number(whole.includes(asked.trimEnd()));
  }

  // Words that the survey does not have are read as those spelt nearly so; returns what to say of it.
  function correct(groups) {
    const corrected = [];
    for (const group of groups) {
      const near = oneOf(nearTerms(stem(group.word)));
      if (near.length) corrected.push(`“${group.word}”`);
      group.ways = [...group.ways, ...near];
    }
    return corrected.length ? `No paper has ${corrected.join(" or ")}; these have words spelt alike.` : "";
  }

  // The papers that meet some groups where none meets all; what is signed with + or quoted still must be there.
  function askLoosely(groups, isFirm) {
    const loose = groups.map((group) => (group.isPlain
      ? { ...group, ways: oneOf([...termsOf(group), ...group.atoms.map(stem).filter(isKnown)]) } : group));
    const wanted = loose.filter((group) => group.sign !== "-");
    return askLunr(loose).filter((match) => {
      const met = wanted.filter((group) => isMet(group, match));
      match.share = met.filter((group) => !group.isOptional).length;
      return match.share > 0 && wanted.every((group) => !isFirm(group) || met.includes(group));
    });
  }

  function search(query) {
    const text = query.slice(0, LONGEST_QUERY);
    const groups = parseQuery(text);
    if (!groups.length) return { matches: [], wanted: [], note: "" };
    const wanted = groups.filter((group) => group.sign !== "-");
    // Who writes a + says what is required; the other words then only add to the score, as in lunr.
    const isSigned = groups.some((group) => group.sign === "+");
    const isFirm = (group) => group.sign === "+" || group.isPhrase;
    const required = wanted.filter((group) => isFirm(group) || (!isSigned && !group.isOptional));
    const askStrictly = () => askLunr(groups).filter((match) => required.every((group) => isMet(group, match)));
    const unknown = wanted.filter((group) =>
      group.atoms.length === 1 && !group.beginnings.length && !isKnown(stem(group.word)));
    let note = correct(unknown.filter((group) => !group.ways.length));
    let matches = askStrictly();
    if (!matches.length && unknown.some((group) => group.ways.length)) {
      note = correct(unknown);
      matches = askStrictly();
    }
    if (!matches.length) {
      matches = askLoosely(groups, isFirm);
      note = matches.length ? "No paper has all of this; these have some of it." : "";
    }
    const isPlain = groups.every((group) => group.isPlain || (group.isPhrase && !group.sign && !group.fields));
    const asked = spaced(text);
    for (const match of matches) match.rank = isPlain ? titleRank(match.paper, asked) : 0;
    const order = (a, b) => b.rank - a.rank || b.score - a.score || a.number - b.number;
    matches.sort((a, b) => (b.share || 0) - (a.share || 0) || order(a, b));
    return { matches, wanted, note };
  }

  window.surveySearch = (query, { limit = 30 } = {}) => Promise.resolve().then(() => {
    const { matches } = search(query);
    const results = matches.slice(0, limit).map(({ paper, score }) => ({ id: paper.slug, score }));
    return { total: matches.length, results };
  });
  // For the tests that compare these with their twins in Python.
  window.surveySearch.words = { fold, stem, parts, terms, term };

  // ---- The search page.

  const SHOWN = 30;
  const WINDOW = 36; // words of a snippet
  const PAUSE = 120; // milliseconds without a key before the results follow
  const HINT = "Type a few words: a title, a name, a theme, a year.";
  const named = (name) => document.getElementById(`search-${name}`);
  const page = { form: named("form"), input: named("input"), status: named("status"), results: named("results") };
  if (!page.form || !page.input || !page.status || !page.results) return;

  const more = Object.assign(document.createElement("button"), { type: "button", id: "search-more", hidden: true });
  page.results.after(more);
  let latest = { matches: [], wanted: [], note: "" };
  let timer = 0;
  let isSettled = true;

  function make(name, className, ...children) {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children);
    return element;
  }

  // The terms that a match is shown for: what the query asks for, without the words that only fill it.
  function shownTerms(match) {
    const groups = latest.wanted.filter((group) => !group.isOptional);
    const asked = groups.flatMap((group) => [...termsOf(group), ...group.beginnings]);
    return new Set(asked.filter((word) => word in match.terms));
  }

  function marked(words, wanted) {
    const nodes = [];
    for (const word of words) {
      if (nodes.length) nodes.push(" ");
      const [, before, middle, after] = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}+#]*)$/su.exec(word);
      if (terms(word).some((found) => wanted.has(found))) nodes.push(before, make("mark", "", middle), after);
      else nodes.push(word);
    }
    return nodes;
  }

  // The stretch of a text that has the most different words of the query, the first such.
  function snippet(text, wanted) {
    const words = text.split(" ");
    const hits = words.map((word) => terms(word).filter((found) => wanted.has(found)));
    let start = 0;
    let most = 0;
    hits.forEach((hit, at) => {
      if (!hit.length) return;
      const distinct = new Set(hits.slice(at, at + WINDOW - 8).flat()).size;
      if (distinct > most) [most, start] = [distinct, Math.max(0, at - 6)];
    });
    const end = start + WINDOW;
    return [start > 0 ? "… " : "", ...marked(words.slice(start, end), wanted), end < words.length ? " …" : ""];
  }

  function resultItem(match) {
    const { paper } = match;
    const wanted = shownTerms(match);
    const link = make("a", "", ...marked(paper.title.split(" "), wanted));
    link.href = `papers/${paper.slug}.html`;
    const names = paper.authors.slice(0, 3).join(", ");
    const hasMore = paper.authors.length > 3 || (names && paper.hasMore);
    const themes = paper.themes.map(([, title]) => title).join(", ");
    const meta = [hasMore ? `${names} et al.` : names, String(paper.year || ""), themes].filter(Boolean).join(" · ");
    const item = make("li", "result", make("h2", "", link));
    item.dataset.paper = paper.slug;
    if (meta) item.append(make("p", "result-meta", ...marked(meta.split(" "), wanted)));
    if (paper.text) item.append(make("p", "result-snippet", ...snippet(paper.text, wanted)));
    return item;
  }

  function showMore() {
    const shown = page.results.children.length;
    page.results.append(...latest.matches.slice(shown, shown + SHOWN).map(resultItem));
    const left = latest.matches.length - page.results.children.length;
    more.hidden = left <= 0;
    more.textContent = `Show ${Math.min(left, SHOWN)} more`;
    return page.results.children[shown];
  }

  function allPapers() {
    return [" Every paper is listed from ", Object.assign(make("a", "", "A to Z"), { href: "titles.html" }), "."];
  }

  function show(query) {
    clearTimeout(timer);
    page.results.replaceChildren();
    more.hidden = true;
    if (!query.trim()) {
      page.status.textContent = HINT;
      return;
    }
    if (typeof lunr === "undefined" || typeof surveySearchData === "undefined") {
      page.status.replaceChildren("The search index did not load.", ...allPapers());
      return;
    }
    latest = search(query);
    const count = latest.matches.length;
    if (count) page.status.textContent = `${latest.note} ${count} ${count === 1 ? "paper" : "papers"}.`.trim();
    else page.status.replaceChildren(`No paper matches “${query.trim()}”.`, ...allPapers());
    showMore();
  }

  function queryInAddress() {
    return new URLSearchParams(location.search).get("q") || "";
  }

  // The address follows the query. What is typed after a settled query is a new step of the history, so that the back
  // button leads from query to query and not from letter to letter.
  function remember(query) {
    if (query === queryInAddress()) return;
    const address = query.trim() ? `?q=${encodeURIComponent(query)}` : location.pathname;
    try {
      history[isSettled ? "pushState" : "replaceState"](null, "", address);
      isSettled = false;
    } catch (error) {
      if (error.name !== "SecurityError") throw error; // some browsers pin the address of a page opened from disk
    }
  }

  function follow() {
    clearTimeout(timer);
    isSettled = true;
    page.input.value = queryInAddress();
    show(page.input.value);
  }

  page.input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      remember(page.input.value);
      show(page.input.value);
    }, PAUSE);
  });
  page.form.addEventListener("submit", (event) => {
    event.preventDefault();
    remember(page.input.value);
    isSettled = true;
    show(page.input.value);
  });
  window.addEventListener("popstate", follow);
  more.addEventListener("click", () => showMore().querySelector("a").focus());

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const links = [...page.results.querySelectorAll("h2 a")];
    const at = links.indexOf(document.activeElement);
    const isInBox = document.activeElement === page.input;
    if (event.key === "Escape" && at >= 0) page.input.focus();
    else if (event.key === "ArrowDown" && (at >= 0 || isInBox)) (links[at + 1] || document.activeElement).focus();
    else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] || page.input).focus();
    else return;
    event.preventDefault();
  });

  follow();
})();
