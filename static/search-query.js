// From the text of a query to groups. A paper has what a group asks for when it has one of the group's ways: the term of
// it, or its words side by side. Which terms, pairs and spellings the survey has is asked of search-data.js.
(function () {
  "use strict";

  const api = globalThis.surveySearch;
  const { data } = api;
  const { fold, spelling, stem, chunks, chunkAtoms, joined, parts, isStop } = api.words;

  const OPERATOR = /^[+-]|^(?:title|text|author|theme|year):|\*|[~^]\d{1,2}$/;
  const TOKEN = /([+-]?)(?:(title|text|author|theme|year):)?"([^"]*)"?|(\S+)/g;
  // What may still follow while a word is being typed: `convolutio` must find what `convolution` is indexed as.
  const ENDINGS = ("e d s l y r n t es on ng ed er ly al ic ty or nt ss ce ve ze ing ion ers ity ive ent ess ble ism " +
    "ions ings tion ness ment able ance ence ation ional ments izing ition ization ational").split(" ");
  const ADDRESS = /(?:https?:\/\/)?(?:www\.)?(?:arxiv\.org\/(?:abs|html|pdf)\/|(?:dx\.)?doi\.org\/)/gi;
  const VERSION = /\b(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?\b/gi; // of an arXiv id
  const APART = /^\s*((?:title|text|author|theme|year):)\s+/; // a field and its word, written apart
  const OPEN_FIELD = /(^|\s)(title|text|author|theme|year):\s*$/; // while its word is still to come
  const LONGEST_QUERY = 1000; // characters that are looked at
  const MANY_WORDS = 5; // from here on neighbours are only tried joined where the survey lacks one of them
  const MOST_BEGINNINGS = 150; // of the terms that begin as typed the most frequent
  const FEW_LEAVES = 1; // that are loaded for a beginning of two letters
  const SOME_LEAVES = 4; // and for a longer one
  const NONE = { keys: [], isCut: false };
  const GROUP = {
    fields: null, boost: 1, sign: "", isPhrase: false, isOptional: false, isPlain: false, word: "", atoms: [], ways: [],
    beginnings: [], readAs: null, clause: null,
  };

  // ---- What the survey has of the terms and pairs of one query.

  function makeLexicon() {
    const terms = new Map();
    const pairs = new Map();
    const missing = (known, keys) => [...new Set(keys)].filter((key) => !known.has(key));
    return {
      async learn(keys) {
        const asked = missing(terms, keys);
        const found = await data.find("terms", asked);
        for (const key of asked) terms.set(key, found.has(key) ? found.get(key)[0] : null);
      },
      // The keys of pairs are the two words together; a value tells where the second begins.
      async learnPairs(keys) {
        const asked = missing(pairs, keys);
        const found = await data.find("pairs", asked);
        for (const key of asked) pairs.set(key, found.get(key) || []);
      },
      // The terms that begin so, of the first leaves that have any, and whether there are more.
      async begin(prefix, most) {
        const [found, leaves] = await Promise.all([data.range("terms", prefix, most), data.leafCount("terms", prefix)]);
        for (const [key, [value]] of found) terms.set(key, value);
        return { keys: [...found.keys()], isCut: leaves > most };
      },
      has: (key) => Boolean(terms.get(key)),
      term: (key) => terms.get(key),
      pairsOf: (key) => pairs.get(key) || [],
      pair: (one, other) => (pairs.get(one + other) || []).find(({ split }) => split === one.length) || null,
    };
  }

  function pairKeys(words) {
    return words.slice(1).map((word, i) => words[i] + word);
  }

  function frequency(entry) {
    return entry.postings.reduce((sum, { places }) => sum + places.length, 0);
  }

  function mostFrequent(terms, lexicon, most) {
    if (terms.length <= most) return terms;
    const times = new Map(terms.map((key) => [key, frequency(lexicon.term(key))]));
    return [...terms].sort((one, other) => times.get(other) - times.get(one)).slice(0, most);
  }

  function inRow(words) {
    return { terms: words.map(stem), phrase: words.length > 1 ? words.map(spelling) : null };
  }

  function oneOf(found) {
    return found.map((word) => ({ terms: [word], phrase: null }));
  }

  // How the survey may write what stands in one chunk: joined, or in a row.
  function writings(atoms) {
    const together = joined(atoms);
    return [atoms, ...(together ? [[together]] : [])].filter((words) => words.length).map(inRow);
  }

  // ---- The text into drafts of groups.

  function plainGroups(token) {
    return chunks(token).map((chunk) => ({ chunk, atoms: chunkAtoms(chunk) })).filter(({ atoms }) => atoms.length)
      .map(({ chunk, atoms }) => ({ ...GROUP, atoms, word: atoms.join(""), isPlain: true, isOptional: isStop(chunk) }));
  }

  function phraseGroups(sign, field, text) {
    const atoms = chunkAtoms(fold(text));
    return atoms.length ? [{ ...GROUP, sign, fields: field ? [field] : null, isPhrase: true, atoms }] : [];
  }

  function tidy(query) {
    return query.slice(0, LONGEST_QUERY).replace(ADDRESS, " ").replace(VERSION, "$1").replace(OPEN_FIELD, "$1")
      .replace(APART, "$1").replace(/[“”„]/g, '"');
  }

  function hasOperators(text) {
    return [...text.matchAll(TOKEN)].some(([, , , , word]) => OPERATOR.test(word || ""));
  }

  function draft(text, fields) {
    const groups = [];
    for (const [token, sign, field, phrase, word] of text.matchAll(TOKEN)) {
      if (phrase !== undefined) groups.push(...phraseGroups(sign, field, phrase));
      else groups.push(...((OPERATOR.test(word) && api.operators.groupsOf(token, fields)) || plainGroups(token)));
    }
    const isAllStop = groups.every((group) => group.isOptional || group.sign === "-");
    for (const group of groups) group.isOptional = group.isOptional && !isAllStop;
    return groups;
  }

  // `r cnn` and `yolo v4` must find what is written `R-CNN` and `YOLOv4`.
  function runsOf(groups) {
    const runs = [];
    for (let first = 0; first < groups.length; first += 1) {
      for (let end = first + 2; end <= Math.min(first + 3, groups.length); end += 1) {
        const run = groups.slice(first, end);
        if (run.every((group) => group.isPlain)) runs.push({ run, word: stem(run.map((group) => group.word).join("")) });
      }
    }
    return runs;
  }

  // ---- Drafts into groups with their ways.

  async function resolve(groups, lexicon) {
    const whole = groups.filter((group) => !group.clause);
    const waysOf = (group) => (group.isPhrase ? [inRow(group.atoms)] : writings(group.atoms));
    const drafts = whole.map((group) => ({ group, ways: waysOf(group) }));
    const runs = runsOf(groups);
    const isShort = groups.length < MANY_WORDS;
    const words = drafts.flatMap(({ ways }) => ways.flatMap((way) => way.terms));
    const phrases = drafts.flatMap(({ ways }) => ways.flatMap(({ phrase }) => (phrase ? pairKeys(phrase) : [])));
    await Promise.all([
      lexicon.learn([...words, ...(isShort ? runs.map(({ word }) => word) : [])]),
      lexicon.learnPairs(phrases),
    ]);
    const isKnown = (way) => way.terms.every(lexicon.has) && (!way.phrase || isNear(way.phrase, lexicon));
    for (const { group, ways } of drafts) group.ways = ways.filter(isKnown);
    await Promise.all([
      ...whole.map((group) => (group.ways.length || group.atoms.length > 1 ? null : cutInTwo(group, lexicon))),
      ...groups.map((group) => group.clause && api.operators.expandGroup(group, lexicon)),
      isShort ? null : lexicon.learn(runs.filter(({ run }) => run.some(({ ways }) => !ways.length)).map((one) => one.word)),
    ]);
    for (const { run, word } of runs) {
      if (lexicon.has(word)) for (const group of run) group.ways = [...group.ways, ...oneOf([word])];
    }
  }

  function isNear(phrase, lexicon) {
    return phrase.slice(1).every((word, i) => lexicon.pair(phrase[i], word));
  }

  // A word that the survey does not write so may be two there: `fewshot` is found as "few shot".
  async function cutInTwo(group, lexicon) {
    const [word] = group.atoms;
    if (!word || group.isPhrase) return;
    const keys = [...new Set([word, spelling(word)])];
    const cuts = parts(word).length ? [parts(word).slice(0, 2)] : [];
    await lexicon.learnPairs([...keys, ...cuts.flatMap((cut) => pairKeys(cut.map(spelling)))]);
    for (const key of keys) {
      for (const { split } of lexicon.pairsOf(key)) {
        if (split > 1 && split < key.length - 1) cuts.push([key.slice(0, split), key.slice(split)]);
      }
    }
    const ways = cuts.map(inRow);
    await lexicon.learn(ways.flatMap((way) => way.terms));
    group.ways = ways.filter((way) => way.terms.every(lexicon.has) && (!way.phrase || isNear(way.phrase, lexicon)));
  }

  async function beginningsOf(word, lexicon) {
    const most = word.length < 3 ? FEW_LEAVES : SOME_LEAVES;
    const isCut = (found) => !found.startsWith(word); // `convolut` of `convolutio`: no beginning of it finds that
    const ended = ENDINGS.map((ending) => stem(word + ending)).filter(isCut);
    const [, ...found] = await Promise.all([
      lexicon.learn(ended), ...[...new Set([word, spelling(word)])].map((prefix) => lexicon.begin(prefix, most)),
    ]);
    const all = new Set([...ended.filter(lexicon.has), ...found.flatMap(({ keys }) => keys)]);
    return { keys: mostFrequent([...all], lexicon, MOST_BEGINNINGS), isCut: found.some(({ isCut }) => isCut) };
  }

  // ---- All of it.

  // Until it is long enough to tell what it begins, the last word is not asked for where other words are.
  function isVague(word, isCut, ways) {
    return word.length === 1 || (isCut && (word.length < 3 || !ways.length));
  }

  async function parse(text, fields, isTyping) {
    const lexicon = makeLexicon();
    if (hasOperators(text)) await data.bring("operators");
    const groups = draft(text, fields);
    const last = groups[groups.length - 1];
    const isOpen = last && last.isPlain && !last.isOptional && /[\p{L}\p{N}]$/u.test(text);
    const begin = () => (last.word.length > 1 ? beginningsOf(last.word, lexicon) : NONE);
    const [begun] = await Promise.all([isOpen && isTyping ? begin() : NONE, resolve(groups, lexicon)]);
    if (isOpen) {
      const { keys, isCut } = isTyping || last.ways.length ? begun : await begin();
      last.beginnings = keys;
      const others = groups.filter((group) => group !== last && !group.isOptional && group.sign !== "-");
      last.isOptional = isTyping && others.length > 0 && isVague(last.word, isCut, last.ways);
    }
    return { groups, lexicon };
  }

  api.OPEN_FIELD = OPEN_FIELD;
  api.query = {
    GROUP, tidy, parse, makeLexicon, pairKeys, frequency, mostFrequent, oneOf, beginningsOf,
  };
})();
