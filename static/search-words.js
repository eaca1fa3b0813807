// Words of search: each function has a twin of the same name in site_builder/search_terms.py; tests compare them.
// Comes after lunr.js, of which it takes the stemmer, and before all other scripts of search.
(function () {
  "use strict";

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
  // Words that need not be there: a title without an abstract may lack any of them.
  const STOP = new Set(("a an and are as at be by for from has have how in into is it its of on or that the their " +
    "this to via was we were what when where which who why with").split(" "));

  const PATIENCE = 12; // milliseconds of work before what the reader types gets its turn
  const stems = new Map(); // to mark the words of a result each is stemmed, and most come again and again

  function fold(text) {
    const plain = text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();
    return plain.replace(/[ßςøłđðþæœı×]/g, (letter) => LETTERS[letter]);
  }

  function spelling(word) {
    if (!STEMMED.test(word)) return word;
    return SPELLINGS.reduce((found, [pattern, replacement]) => found.replace(pattern, replacement), word);
  }

  function stem(word) {
    if (!STEMMED.test(word)) return word;
    if (!stems.has(word)) stems.set(word, lunr.stemmer(new lunr.Token(spelling(word), {})).toString());
    return stems.get(word);
  }

  function chunks(text) {
    return fold(text).split(SEPARATORS);
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
    for (const chunk of chunks(text)) {
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

  // The words of a line in one spelling with spaces around each, so that a phrase is a part of it.
  function spaced(text) {
    return ` ${chunkAtoms(fold(text)).map(spelling).join(" ")} `;
  }

  const words = {
    fold, spelling, stem, chunks, chunkAtoms, joined, parts, terms, term, spaced, isStop: (chunk) => STOP.has(chunk),
  };
  // ---- What all scripts of search share.

  function pause() {
    return new Promise((resolve) => {
      if (typeof MessageChannel === "undefined") return void setTimeout(resolve, 0);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => { port1.close(); resolve(); };
      port2.postMessage(0);
    });
  }

  // Lets what the reader types have its turn when work has gone on for a while, and stops what nobody waits for any more.
  function breather(signal) {
    let last = performance.now();
    return async () => {
      signal?.throwIfAborted();
      if (performance.now() - last < PATIENCE) return;
      await pause();
      last = performance.now();
      signal?.throwIfAborted();
    };
  }

  // Who asks before search-engine.js has come waits for it.
  let start;
  const engine = new Promise((resolve) => { start = resolve; });
  const ask = (query, options) => engine.then((search) => search(query, options));
  globalThis.surveySearch = Object.assign(ask, globalThis.surveySearch, { words, pause, breather, start });
})();
