// Queries into papers. Which papers have what a query asks for is decided with the postings and the pairs of words; what
// they score search-score.js asks of lunr; papers whose title is asked for come first.
(function () {
  "use strict";

  const api = globalThis.surveySearch;
  const { data, query: queries, breather } = api;
  const { spaced, stem } = api.words;
  const { askLunr, inOrder } = api.scoring;
  const { titleRanks, ranksByTitles, addPhrase, placesIn } = api.titles;

  const BEGINNING = 0.3; // what a word counts of which only the beginning was typed
  const MOST_SCORED = 150; // terms of one pattern that add to the score, the most frequent
  const MOST_CHECKED = 100; // papers of which the texts are read for a long phrase
  const MOST_IDS = 200; // results whose ids are taken from cards and not from the column of all
  const LOOSE = "No paper has all of this; these have some of it.";
  const PAIR_FIELDS = { title: [0], text: [1, 4], author: [2], theme: [3], year: [] };

  // ---- Which papers meet a group: one byte for each paper.

  function addTerm(mask, entry, group, names) {
    entry.postings.forEach(({ places }, at) => {
      if (group.fields && !group.fields.includes(names[at])) return;
      for (let i = 0; i < places.length; i += 1) mask[places[i]] = 1;
    });
  }

  function maskOf(group, lexicon, { count, fields }) {
    const names = fields.map(([name]) => name);
    const mask = new Uint8Array(count);
    const inPairs = (group.fields || names).flatMap((name) => PAIR_FIELDS[name]);
    for (const { terms, phrase } of group.ways) {
      if (phrase) addPhrase(mask, phrase.slice(1).map((word, i) => lexicon.pair(phrase[i], word)), inPairs);
      else for (const word of terms) addTerm(mask, lexicon.term(word), group, names);
    }
    for (const word of group.beginnings) addTerm(mask, lexicon.term(word), group, names);
    return mask;
  }

  function only(mask, places) {
    mask.fill(0);
    for (const place of places) mask[place] = 1;
  }

  // Whether all pairs of a long phrase stand in one row is told by the texts, where few papers are left to be read.
  async function checkPhrases(groups, chosen, fields) {
    const long = groups.filter(({ isPhrase, ways }) => isPhrase && ways.some(({ phrase }) => phrase && phrase.length > 2));
    const places = long.length ? placesIn(chosen) : [];
    if (!places.length || places.length > MOST_CHECKED) return;
    const has = (card, { fields: inFields, ways }) => ways.some(({ phrase }) =>
      data.linesOf(card, inFields || fields).some((line) => spaced(line).includes(` ${phrase.join(" ")} `)));
    const cards = await Promise.all((await data.cards(places)).map((card) => card.whole()));
    only(chosen, cards.filter((card) => long.every((group) => has(card, group))).map(({ place }) => place));
  }

  // ---- Scores.

  function termsOf(group) {
    return new Set(group.ways.flatMap((way) => way.terms));
  }

  // Clauses for lunr: every word only adds to the score, as which papers are wanted has been decided.
  async function scored(groups, lexicon, chosen, manifest, signal) {
    const names = manifest.fields.map(([name]) => name);
    const clauses = [];
    const entries = new Map();
    const add = (word, group, boost) => {
      clauses.push({ term: word, fields: group.fields || names, boost, presence: lunr.Query.presence.OPTIONAL });
      entries.set(word, { term: word, entry: lexicon.term(word) });
    };
    for (const group of groups) {
      const exact = new Set(queries.mostFrequent([...termsOf(group)], lexicon, MOST_SCORED));
      for (const word of exact) add(word, group, group.boost);
      for (const word of group.beginnings) if (!exact.has(word)) add(word, group, BEGINNING);
    }
    // Where nothing adds to the score lunr is asked for what it is asked for a query that only excludes.
    if (!clauses.length) {
      clauses.push({ term: "", fields: names, boost: 1, presence: lunr.Query.presence.PROHIBITED });
    }
    const found = await askLunr(clauses, [...entries.values()], chosen, !entries.size, signal);
    if (!found.scores.has(0)) found.scores.set(0, 0); // papers that only have terms beyond those
    return inOrder(found);
  }

  // Papers of a higher tier come first; within a tier all stays as it was.
  function raised({ places, scores }, ranks, shares) {
    if (!ranks.size && !shares) return { places, scores };
    const tiers = new Int32Array(places.length);
    for (let i = 0; i < places.length; i += 1) tiers[i] = (ranks.get(places[i]) || 0) + 10 * (shares ? shares[places[i]] : 0);
    const found = { places: new Int32Array(places.length), scores: new Float64Array(places.length) };
    let length = 0;
    for (const tier of [...new Set(tiers)].sort((one, other) => other - one)) {
      for (let i = tiers.indexOf(tier); i >= 0; i = tiers.indexOf(tier, i + 1)) {
        found.places[length] = places[i];
        found.scores[length] = scores[i];
        length += 1;
      }
    }
    return found;
  }

  // ---- Searching.

  async function correct(groups, lexicon, manifest) {
    if (!groups.length) return [];
    await data.bring("correct");
    return api.corrections.read(groups, lexicon, manifest);
  }

  function saidOf(corrections, query) {
    return corrections.length ? api.corrections.saidOf(corrections, query) : { note: "", correction: null };
  }

  function isFirm(group) {
    return group.sign === "+" || group.isPhrase;
  }

  function allOf(masks, count) {
    const [first = new Uint8Array(count).fill(1), ...others] = masks;
    for (const mask of others) for (let place = 0; place < count; place += 1) first[place] &= mask[place];
    return first;
  }

  function without(chosen, masks) {
    for (const mask of masks) for (let place = 0; place < chosen.length; place += 1) if (mask[place]) chosen[place] = 0;
    return chosen;
  }

  // The papers that meet all groups that must be met. Who writes a + says what is required; the other words then only
  // add to the score, as in lunr.
  async function askStrictly(asked, lexicon, manifest) {
    const { wanted, unwanted } = asked;
    const isSigned = wanted.some((group) => group.sign === "+");
    const required = wanted.filter((group) => isFirm(group) || (!isSigned && !group.isOptional));
    const masks = (groups) => groups.map((group) => maskOf(group, lexicon, manifest));
    const chosen = without(allOf(masks(required), manifest.count), masks(unwanted));
    await checkPhrases(required, chosen, manifest.fields.map(([name]) => name));
    return { chosen, groups: wanted, shares: null };
  }

  // The papers that meet some groups where none meets all; what is signed with + or quoted still must be there. Those
  // that meet less than half as many as others do are left out.
  async function askLoosely(asked, lexicon, manifest) {
    // A part of an identifier is none of its words.
    const partsOf = (group) => group.atoms.filter((atom) => /\p{L}/u.test(atom)).map(stem);
    const { wanted, unwanted } = asked;
    await lexicon.learn(wanted.flatMap(partsOf));
    const loose = wanted.map((group) => (group.isPlain
      ? { ...group, ways: queries.oneOf([...termsOf(group), ...partsOf(group).filter(lexicon.has)]) } : group));
    const shares = new Uint8Array(manifest.count);
    const firm = [];
    for (const group of loose) {
      const mask = maskOf(group, lexicon, manifest);
      if (isFirm(group)) firm.push(mask);
      if (!group.isOptional) for (let place = 0; place < mask.length; place += 1) shares[place] += mask[place];
    }
    const chosen = without(allOf(firm, manifest.count), unwanted.map((group) => maskOf(group, lexicon, manifest)));
    await checkPhrases(loose.filter(isFirm), chosen, manifest.fields.map(([name]) => name));
    const best = shares.reduce((most, share, place) => (chosen[place] ? Math.max(most, share) : most), 0);
    for (let place = 0; place < shares.length; place += 1) if (!shares[place] || shares[place] * 2 < best) chosen[place] = 0;
    return { chosen, groups: loose, shares };
  }

  // Papers whose title or name is written together, as `deepresiduallearning`, where the survey has no such word.
  async function askTitles(asked, line, manifest) {
    const ranks = await ranksByTitles(line, new Uint8Array(manifest.count).fill(1));
    const chosen = new Uint8Array(manifest.count);
    only(chosen, ranks.keys());
    return { chosen, groups: asked.wanted, shares: null };
  }

  // What to show for some groups: the papers that meet all, those for other spellings, or those that meet some.
  async function choose(asked, lexicon, manifest, isVerbatim) {
    const unknown = asked.wanted.filter((group) => group.atoms.length === 1 && !group.isPhrase
      && !group.beginnings.length && !lexicon.has(stem(group.word)));
    const strange = unknown.filter((group) => !group.ways.length);
    const isMissing = (group) => group.isPlain && !group.ways.length && !group.beginnings.length;
    if (asked.line && asked.wanted.some(isMissing)) {
      const found = await askTitles(asked, asked.line, manifest);
      if (found.chosen.includes(1)) return { ...found, read: [] };
    }
    let read = isVerbatim ? [] : await correct(strange, lexicon, manifest);
    let found = await askStrictly(asked, lexicon, manifest);
    if (found.chosen.includes(1)) return { ...found, read };
    if (!isVerbatim && unknown.length > strange.length) {
      read = await correct(unknown, lexicon, manifest);
      found = await askStrictly(asked, lexicon, manifest);
      if (found.chosen.includes(1)) return { ...found, read };
    }
    return { ...await askLoosely(asked, lexicon, manifest), read };
  }

  async function search(query, { typing: isTyping = true, verbatim = false, signal } = {}) {
    const breathe = breather(signal);
    const manifest = await data.manifest();
    const text = queries.tidy(query);
    const names = manifest.fields.map(([name]) => name);
    const { groups, lexicon } = await queries.parse(text, names, isTyping);
    signal?.throwIfAborted();
    const empty = { places: new Int32Array(0), scores: new Float64Array(0) };
    const base = { query, build: manifest.build, isEmpty: !groups.length, ...saidOf([], query), groups: [], isLoose: false };
    if (!groups.length || !manifest.count) return { ...base, ...empty };
    const isUnwanted = (group) => group.sign === "-";
    const isPlain = groups.every((group) => group.isPlain || (group.isPhrase && !group.sign && !group.fields));
    const line = isPlain ? spaced(text) : "";
    const asked = { line, wanted: groups.filter((group) => !isUnwanted(group)), unwanted: groups.filter(isUnwanted) };
    const found = await choose(asked, lexicon, manifest, verbatim);
    await breathe();
    const matches = await scored(found.groups, lexicon, found.chosen, manifest, signal);
    const readAs = found.read.reduce((words, one) => words.replace(` ${one.asked} `, ` ${one.word} `), line);
    const ranks = await titleRanks(readAs, matches.places, found.chosen, lexicon);
    signal?.throwIfAborted();
    const { shares } = found;
    const shown = asked.wanted.filter((group) => !group.isOptional);
    const isLoose = Boolean(shares && matches.places.length);
    return {
      ...base, ...raised(matches, ranks, shares),
      ...saidOf(matches.places.length ? found.read : [], query), ...(isLoose ? { note: LOOSE } : {}),
      groups: shown.map((group) => [...termsOf(group), ...group.beginnings]), isLoose,
    };
  }

  // Where the site was rebuilt meanwhile, what was found so far is of the old build: all is asked again.
  async function matches(query, options) {
    try {
      const found = await search(query, options);
      if (found.build === (await data.manifest()).build) return found;
    } catch (error) {
      if (!error.isStale) throw error;
    }
    return search(query, options);
  }

  async function idsOf(places, build) {
    if (places.length <= MOST_IDS) return (await data.cards(places, build)).map(({ slug }) => slug);
    const slugs = await data.slugs();
    return Array.from(places, (place) => slugs[place]);
  }

  api.matches = matches;
  api.start(async (query, { limit = 30, ...options } = {}) => {
    const { places, scores, note, correction, build } = await matches(query, options);
    const ids = await idsOf(places.subarray(0, limit), build);
    return { total: places.length, note, correction, results: ids.map((id, i) => ({ id, score: scores[i] })) };
  });
})();
