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

  const SPELLINGS = [
    [/(arm|behavi|cand|clam|col|endeav|fav|flav|glam|harb|hon|hum|lab|neighb|od|rig|rum|sav|splend|tum|vap|vig)our/,
      "$1or"],
    [new RegExp("^(?!.*(?:advert|chand|chem|dem|expert|parad|prem|prom|treat)is)([a-z]{2,}(?:[dglmnst]|ic|[aeotu]r))" +
      "is(able|ability|ations?|ational|e|ed|er|ers|es|ing|ings)$"), "$1iz$2"],
    [/lyz(able|e|ed|er|ers|es|ing)$/, "lys$1"],
    [/^([a-z]*[aeiou][a-z]*[ae]l)l(ed|er|ers|ing|ings)$/, "$1$2"],
    [/(cent|lit|met|spect|theat)r(?:e(s?)|(ed|ing))$/, "$1er$2$3"],
    [/(calib|fib)re(s?)$/, "$1er$2"],
    [/^(def|lic|off)ence(s?)$/, "$1ense$2"],
    [/(ana|cata|dia)logue(s?)$/, "$1log$2"],
    [/gramme(s?)$/, "gram$1"],
    [/^grey/, "gray"],
    [/^artefact/, "artifact"],
    [/^ageing$/, "aging"],
    [/(an|h|isch)aem/, "$1em"],
    [/anaesth/, "anesth"],
    [/paed(?=[io])/, "ped"],
    [/oe(dem|soph|strog)/, "e$1"],
  ];
  const STEMMED = /^[a-z]{3,}$/;

  function fold(text) {
    const plain = text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();
    return plain.replace(/[ßςøłđðþæœı×]/g, (letter) => LETTERS[letter]);
  }

  function spelling(word) {
    if (!STEMMED.test(word)) return word;
    return SPELLINGS.reduce((found, [pattern, replacement]) => found.replace(pattern, replacement), word);
  }

  function stem(word) {
    return STEMMED.test(word) ? lunr.stemmer(new lunr.Token(spelling(word), {})).toString() : word;
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
  const TEXTS = ["gist", "note", "abstract", "terms", "facts"];
  let engine = null;

  function load() {
    if (engine) return engine;
    lunr.Pipeline.registerFunction(pipelineTerm, "surveyTerm");
    const data = surveySearchData;
    const papers = data.papers.map(([slug, title, authors, hasMore, year, themes, name, texts]) => ({
      slug, title, authors, hasMore, year, themes: themes.map((number) => data.themes[number]), name,
      texts: Object.fromEntries(TEXTS.map((text, at) => [text, texts[at]])),
    }));
    const vocabulary = data.index.invertedIndex.map(([word]) => word);
    engine = { index: lunr.Index.load(data.index), papers, vocabulary, spellings: {} };
    return engine;
  }

  // What each field of the index holds of a paper: lines, across which no phrase is found.
  function linesOf(paper, fields) {
    const lines = {
      title: [paper.title, paper.name], text: Object.values(paper.texts), author: paper.authors,
      theme: paper.themes.flat(), year: [String(paper.year || "")],
    };
    return fields.flatMap((field) => lines[field]);
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
  const ADDRESS = /(?:https?:\/\/)?(?:www\.)?(?:arxiv\.org\/(?:abs|html|pdf)\/|(?:dx\.)?doi\.org\/)/gi;
  const VERSION = /\b(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?\b/gi; // of an arXiv id
  const APART = /^\s*((?:title|text|author|theme|year):)\s+/; // a field and its word, written apart
  const OPEN_FIELD = /(^|\s)(title|text|author|theme|year):\s*$/; // while its word is still to come
  const LONGEST_QUERY = 1000; // characters that are looked at
  const LONGEST_WORD = 30; // characters of a word that is cut in two or corrected; time grows with their square
  const GROUP = {
    fields: null, boost: 1, sign: "", isPhrase: false, isOptional: false, isPlain: false, word: "", atoms: [], ways: [],
    beginnings: [], readAs: null,
  };

  function prefixTerms(word) {
    const found = new Set(ENDINGS.map((ending) => stem(word + ending)).filter(isKnown));
    const { vocabulary } = load();
    for (const beginning of new Set([word, spelling(word)])) {
      let low = 0;
      for (let high = vocabulary.length; low < high;) {
        const middle = (low + high) >> 1;
        if (vocabulary[middle] < beginning) low = middle + 1;
        else high = middle;
      }
      for (; low < vocabulary.length && vocabulary[low].startsWith(beginning); low += 1) found.add(vocabulary[low]);
    }
    return [...found];
  }

  // The words of some fields as they are written, with how often they are; made when the first unknown word comes.
  function spellings(fields) {
    const made = load().spellings;
    if (made[fields]) return made[fields];
    const pieces = new Map();
    for (const paper of load().papers) {
      for (const piece of linesOf(paper, fields).join(" ").split(" ")) pieces.set(piece, (pieces.get(piece) || 0) + 1);
    }
    const words = new Map();
    for (const [piece, times] of pieces) {
      for (const chunk of fold(piece).split(SEPARATORS)) {
        const atoms = chunkAtoms(chunk);
        for (const word of [...atoms, joined(atoms) || ""]) {
          if (/^\p{L}[\p{L}\p{N}]{2,}$/u.test(word)) words.set(word, (words.get(word) || 0) + times);
        }
      }
    }
    made[fields] = [...words];
    return made[fields];
  }

  // Letters to leave out, put in, replace or exchange with the next to make one word of the other; Infinity beyond most.
  function editsBetween(word, other, most) {
    if (Math.abs(word.length - other.length) > most) return Infinity;
    let [before, last] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
    for (let i = 1; i <= word.length; i += 1) {
      const row = [i];
      for (let j = 1; j <= other.length; j += 1) {
        const isSame = word[i - 1] === other[j - 1];
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + Number(!isSame));
        const isExchanged = i > 1 && j > 1 && word[i - 1] === other[j - 2] && word[i - 2] === other[j - 1];
        if (isExchanged) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      if (Math.min(...row) > most) return Infinity;
      [before, last] = [last, row];
    }
    return last[other.length] > most ? Infinity : last[other.length];
  }

  // The survey's word that is spelt most nearly so, of several the most frequent; a first letter is seldom mistyped, and
  // another figure is another name.
  function nearestWord(word, fields) {
    if (word.length < 4 || word.length > LONGEST_WORD || !/\p{L}/u.test(word)) return null;
    const most = word.length < 8 ? 1 : 2;
    const figures = word.replace(/\P{N}/gu, "");
    let best = { cost: 4, times: 0, other: null };
    for (const [other, times] of spellings(fields)) {
      const cost = 2 * editsBetween(word, other, most) + Number(other[0] !== word[0]);
      if (cost > best.cost || (cost === best.cost && times <= best.times)) continue;
      if (other.replace(/\P{N}/gu, "") === figures) best = { cost, times, other };
    }
    return best.other;
  }

  // lunr's time grows manyfold with each further edit, and with the length of the word.
  function mostEdits(word) {
    if (word.length > LONGEST_WORD) return 0;
    return word.length > 12 ? 2 : 3;
  }

  function inRow(words) {
    return { terms: words.map(stem), phrase: words.length > 1 ? words.map(spelling).join(" ") : null };
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
      const atoms = chunkAtoms(fold(clause.term));
      group.ways = waysOf(atoms);
      if (!sign) group.atoms = atoms;
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
    return ` ${chunkAtoms(fold(text)).map(spelling).join(" ")} `;
  }

  function hasPhrase(phrase, inFields, paper) {
    return linesOf(paper, inFields || FIELDS).some((line) => spaced(line).includes(` ${phrase} `));
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

  // Typing a paper's title, its short name or the beginning of its title must bring that paper first; then come those
  // that bear the words side by side in their title, venue or identifier.
  function titleRank(paper, asked) {
    const { title, name, texts } = paper;
    paper.keys ||= {
      title: spaced(title), opening: spaced(title.split(/:|\s[-–—]\s/)[0]), names: name.split(/[(),/]/).map(spaced),
      facts: spaced(texts.facts),
    };
    const keys = paper.keys;
    const isAsked = (key) => key.replace(/ /g, "") === asked.replace(/ /g, "");
    if (isAsked(keys.title)) return 5;
    if (isAsked(keys.opening)) return 4;
    if (keys.names.some(isAsked)) return 3;
    if (!asked.trim().includes(" ")) return 0;
    if (keys.title.startsWith(asked.trimEnd())) return 2;
    return Number(keys.title.includes(asked.trimEnd()) || keys.facts.includes(asked));
  }

  // Words that the survey does not have are read as the one spelt most nearly so; returns what to say of it.
  function correct(groups) {
    const asked = [];
    const shown = [];
    for (const group of groups) {
      const word = nearestWord(group.atoms[0], group.fields || FIELDS);
      if (!word) continue;
      group.ways = oneOf([stem(word)]);
      group.readAs = word;
      asked.push(`“${group.atoms[0]}”`);
      shown.push(`“${word}”`);
    }
    return asked.length ? `No paper has ${asked.join(" or ")}; showing ${shown.join(" and ")}.` : "";
  }

  // The papers that meet some groups where none meets all; what is signed with + or quoted still must be there.
  function askLoosely(groups, isFirm) {
    // A part of an identifier is none of its words.
    const partsOf = (group) => group.atoms.filter((atom) => /\p{L}/u.test(atom)).map(stem).filter(isKnown);
    const loose = groups.map((group) => (group.isPlain
      ? { ...group, ways: oneOf([...termsOf(group), ...partsOf(group)]) } : group));
    const wanted = loose.filter((group) => group.sign !== "-");
    return askLunr(loose).filter((match) => {
      const met = wanted.filter((group) => isMet(group, match));
      match.share = met.filter((group) => !group.isOptional).length;
      return match.share > 0 && wanted.every((group) => !isFirm(group) || met.includes(group));
    });
  }

  function search(query) {
    const text = query.slice(0, LONGEST_QUERY).replace(ADDRESS, " ").replace(VERSION, "$1").replace(OPEN_FIELD, "$1")
      .replace(APART, "$1");
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
    const asked = groups.reduce((found, { atoms, readAs }) =>
      (readAs ? found.replace(` ${atoms[0]} `, ` ${readAs} `) : found), spaced(text));
    for (const match of matches) match.rank = isPlain ? titleRank(match.paper, asked) : 0;
    const order = (a, b) => b.rank - a.rank || b.score - a.score || a.number - b.number;
    matches.sort((a, b) => (b.share || 0) - (a.share || 0) || order(a, b));
    return { matches, wanted, note };
  }

  window.surveySearch = (query, { limit = 30 } = {}) => Promise.resolve().then(() => {
    const { matches, note } = search(query);
    const results = matches.slice(0, limit).map(({ paper, score }) => ({ id: paper.slug, score }));
    return { total: matches.length, note, results };
  });
  // For the tests that compare these with their twins in Python.
  window.surveySearch.words = { fold, spelling, stem, parts, terms, term };

  // ---- The search page.

  const SHOWN = 30;
  const WINDOW = 36; // words of a snippet
  const LONGEST_ECHO = 60; // characters of a query that a message repeats
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

  // The terms that a match is shown for, group by group, without the words that only fill the query.
  function shownTerms(match) {
    return latest.wanted.filter((group) => !group.isOptional).map((group) =>
      [...termsOf(group), ...group.beginnings].filter((word) => word in match.terms));
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
  function stretch(text, wanted) {
    const words = text.split(" ");
    const hits = words.map((word) => terms(word).filter((found) => wanted.has(found)));
    const best = { words, start: 0, most: 0 };
    hits.forEach((hit, at) => {
      if (!hit.length) return;
      const distinct = new Set(hits.slice(at, at + WINDOW - 8).flat()).size;
      if (distinct > best.most) Object.assign(best, { most: distinct, start: Math.max(0, at - 6) });
    });
    return best;
  }

  // The gist, and what else of the paper's texts shows words that neither the gist nor the lines above it have.
  function passages(paper, seen, groups, wanted) {
    const { gist, ...others } = paper.texts;
    const line = (...children) => make("p", "result-snippet", ...children);
    const lines = gist ? [line(...marked(gist.split(" "), wanted))] : [];
    const visible = new Set(terms(`${seen} ${gist}`));
    const missing = groups.filter((group) => !group.some((word) => visible.has(word))).flat();
    if (gist && !missing.length) return lines;
    const found = Object.entries(others).filter(([, text]) => text)
      .map(([kind, text]) => ({ kind, ...stretch(text, wanted), isNew: stretch(text, new Set(missing)).most > 0 }))
      .filter((other) => other.isNew || !gist)
      .sort((one, other) => other.isNew - one.isNew || other.most - one.most)[0];
    if (!found) return lines;
    const { kind, words, start } = found;
    const end = start + WINDOW;
    const label = kind === "abstract" ? [make("span", "result-label", "Abstract: ")] : [];
    const text = [start > 0 ? "… " : "", ...marked(words.slice(start, end), wanted), end < words.length ? " …" : ""];
    return [...lines, line(...label, ...text)];
  }

  function resultItem(match) {
    const { paper } = match;
    const groups = shownTerms(match);
    const wanted = new Set(groups.flat());
    const link = make("a", "", ...marked(paper.title.split(" "), wanted));
    link.href = `papers/${paper.slug}.html`;
    const inTitle = new Set(terms(paper.title));
    const isSaid = terms(paper.name).every((word) => inTitle.has(word));
    if (!isSaid) link.append(" ", make("span", "name", ...marked(paper.name.split(" "), wanted)));
    const names = paper.authors.slice(0, 3).join(", ");
    const hasMore = paper.authors.length > 3 || (names && paper.hasMore);
    const themes = paper.themes.map(([, title]) => title);
    const facts = [hasMore ? `${names} et al.` : names, String(paper.year || ""), ...themes];
    const meta = facts.filter(Boolean).join(" · ");
    const item = make("li", "result", make("h2", "", link));
    item.dataset.paper = paper.slug;
    if (meta) item.append(make("p", "result-meta", ...marked(meta.split(" "), wanted)));
    const ids = paper.themes.map(([id]) => id).join(" ");
    item.append(...passages(paper, `${paper.title} ${paper.name} ${meta} ${ids}`, groups, wanted));
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

  function shortened(text) {
    const letters = [...text];
    return letters.length > LONGEST_ECHO ? `${letters.slice(0, LONGEST_ECHO).join("")}…` : text;
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
    const open = OPEN_FIELD.exec(query);
    if (open && !query.slice(0, open.index).trim()) {
      page.status.textContent = `Add a word after “${open[2]}:” to search by ${open[2]} alone.`;
      return;
    }
    latest = search(query);
    const count = latest.matches.length;
    if (count) page.status.textContent = `${latest.note} ${count} ${count === 1 ? "paper" : "papers"}.`.trim();
    else page.status.replaceChildren(`No paper matches “${shortened(query.trim())}”.`, ...allPapers());
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
