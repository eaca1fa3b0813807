// Operators: what lunr's language has beyond words and phrases. Comes with the first query that has any.
(function () {
  "use strict";

  const api = globalThis.surveySearch;
  const { data, near, scoring, breather, query: queries } = api;
  const { fold, chunkAtoms, term } = api.words;

  const SLICE = 2000; // terms of the vocabulary that are looked through at once

  // ---- Words with operators into groups.

  function parseLunr(text, fields) {
    const query = new lunr.Query(fields);
    new lunr.QueryParser(text, query).parse();
    return query.clauses;
  }

  // One word with operators, as lunr's own parser reads it; null when lunr cannot read it.
  function groupsOf(token, fields) {
    let clauses;
    try {
      clauses = parseLunr(token[0] + token.slice(1).replace(/-/g, "\\-"), fields);
    } catch (error) {
      if (error instanceof lunr.QueryParseError) return null;
      throw error;
    }
    if (clauses.length !== 1) return null;
    const [clause] = clauses;
    const { REQUIRED, PROHIBITED } = lunr.Query.presence;
    const sign = { [REQUIRED]: "+", [PROHIBITED]: "-" }[clause.presence] || "";
    const limited = clause.fields.length < fields.length ? clause.fields : null;
    const group = { ...queries.GROUP, sign, fields: limited, boost: clause.boost, word: term(clause.term) };
    if (!group.word) return [];
    if (!clause.usePipeline || "editDistance" in clause) group.clause = clause;
    else group.atoms = chunkAtoms(fold(clause.term));
    return [group];
  }

  // ---- Patterns: terms with wildcards, and terms that are nearly so.

  // The terms that a clause of lunr's stands for, among which lunr decides in the end. Wildcards and fuzzy terms alone
  // need more than a look at the term itself: the neighbours of a beginning, or the whole vocabulary.
  async function expand(word, edits) {
    const star = word.indexOf("*");
    if (star < 0 && !edits) return [word];
    if (star > 1) {
      const escaped = word.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".*");
      const pattern = new RegExp(`^${escaped}$`, "s");
      const keys = [...(await data.range("terms", word.slice(0, star))).keys()];
      return star === word.length - 1 ? keys : keys.filter((key) => pattern.test(key));
    }
    const wanted = star < 0 ? lunr.TokenSet.fromFuzzyString(word, edits) : lunr.TokenSet.fromString(word);
    const isNearly = star < 0 ? near.nearTest(word, edits) : () => true;
    const vocabulary = [...(await data.everything("vocabulary")).keys()];
    const breathe = breather();
    const found = [];
    for (let at = 0; at < vocabulary.length; at += SLICE) {
      await breathe();
      const some = vocabulary.slice(at, at + SLICE).filter(isNearly);
      found.push(...lunr.TokenSet.fromArray(some).intersect(wanted).toArray());
    }
    return found.sort((one, other) => (one < other ? -1 : 1));
  }

  // lunr's time grows manyfold with each further edit, and with the length of the word.
  function mostEdits(word) {
    if (word.length > near.LONGEST_WORD) return 0;
    return word.length > 12 ? 2 : 3;
  }

  async function expandGroup(group, lexicon) {
    const { clause } = group;
    if (clause.usePipeline) {
      const edits = Math.min(clause.editDistance, mostEdits(group.word));
      group.ways = queries.oneOf(await expand(group.word, edits));
    } else {
      const pattern = fold(clause.term).split("*").map((part) => chunkAtoms(part).join("")).join("*");
      let found = await expand(pattern, 0);
      const isPrefix = pattern.indexOf("*") === pattern.length - 1;
      if (!found.length && isPrefix) found = (await queries.beginningsOf(pattern.slice(0, -1), lexicon)).keys;
      group.ways = queries.oneOf(found);
    }
    await lexicon.learn(group.ways.flatMap((way) => way.terms));
    group.ways = group.ways.filter((way) => way.terms.every(lexicon.has));
  }

  // ---- lunr's own language, with lunr's own meaning.

  async function lunrSearch(text, { signal } = {}) {
    const manifest = await data.manifest();
    const fields = manifest.fields.map(([name]) => name);
    const lexicon = queries.makeLexicon();
    const clauses = parseLunr(text, fields)
      .map((clause) => (clause.usePipeline ? { ...clause, term: api.words.term(clause.term) } : clause))
      .filter((clause) => clause.term || !clause.usePipeline);
    const lists = await Promise.all(clauses.map((clause) => expand(clause.term, clause.editDistance)));
    await lexicon.learn(lists.flat());
    const terms = [...new Set(lists.flat())].filter(lexicon.has);
    const { PROHIBITED } = lunr.Query.presence;
    const isNegated = clauses.every(({ presence }) => presence === PROHIBITED);
    const entries = terms.map((term) => ({ term, entry: lexicon.term(term) }));
    const found = await scoring.askLunr(clauses, entries, null, isNegated, signal);
    const rankOf = firstMet(clauses.filter(({ presence }) => presence !== PROHIBITED), found);
    const { places, scores } = scoring.inOrder(found, isNegated ? undefined : rankOf);
    return Array.from(places, (place, i) => ({ ref: String(place), score: scores[i] }));
  }

  // lunr lists papers of equal score in the order in which it met them: clause by clause, term by term, field by field.
  function firstMet(clauses, { classes, slots, tokenSet }) {
    const order = new Map();
    for (const clause of clauses) {
      for (const term of tokenSet.intersect(lunr.TokenSet.fromClause(clause)).toArray()) {
        for (const field of clause.fields) if (!order.has(`${term}/${field}`)) order.set(`${term}/${field}`, order.size);
      }
    }
    const ranks = slots.map(({ term, field }) => order.get(`${term}/${field}`) ?? Infinity);
    return (number) => {
      let least = Infinity;
      for (let at = number; at > 0; at = classes.parent[at]) least = Math.min(least, ranks[classes.slot[at]]);
      return least;
    };
  }

  api.operators = { groupsOf, expandGroup };
  api.lunr = lunrSearch;
})();
