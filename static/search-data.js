// The data of search: loads the parts that site_builder wrote under assets/search/, each once, and decodes them.
// Parts are classic scripts that hand over their value, so that all of this works from a folder on a disk as well.
(function () {
  "use strict";

  const api = globalThis.surveySearch;
  const FORMAT = 3;
  const PATIENCE = 15000; // milliseconds for a script that neither loads nor fails
  const LATE = Symbol("late");
  const BLOCK = 32; // bounds in a block
  const ENDING = 60; // characters that end a packed number
  const LAST = "\uffff"; // behind all that begins alike
  const APART = 1; // in place of an abstract that is in a part of its own
  const TEXTS = ["gist", "note", "abstract", "terms", "facts"];
  const own = typeof document === "undefined" ? null : document.currentScript;
  const folder = own && own.src ? new URL(".", own.src).href : ""; // a single file has no folder but a loader
  const received = new Map();

  // What a reader is told when the data cannot be had.
  class SearchDataError extends Error {
    constructor(message, isStale = false) {
      super(message);
      this.name = "SearchDataError";
      this.isStale = isStale;
    }
  }

  globalThis.surveySearchManifest = (manifest) => received.set("manifest", manifest);
  globalThis.surveySearchPart = (build, name, value) => received.set(name, { build, value });

  // ---- Loading.

  // Runs a script of the site, and those of a single file once all of them are there.
  function run(path) {
    return new Promise((resolve, reject) => {
      if (!folder) return void (document.readyState === "loading" ? addEventListener("DOMContentLoaded", resolve) : resolve());
      const script = Object.assign(document.createElement("script"), { src: folder + path, async: true });
      const settle = (done) => () => { script.remove(); done(); };
      script.onload = settle(resolve);
      script.onerror = settle(() => reject(new SearchDataError("A part of this page did not load.")));
      document.head.append(script);
    });
  }

  async function inTime(loading, failure) {
    let timer;
    const late = new Promise((resolve) => { timer = setTimeout(resolve, PATIENCE, LATE); });
    try {
      if (await Promise.race([loading, late]) === LATE) throw LATE;
    } catch (error) {
      throw Object.assign(new SearchDataError(`${failure} did not load.`), { isLate: error === LATE });
    } finally {
      clearTimeout(timer);
    }
  }

  async function load(path, name, failure) {
    const loader = globalThis.surveySearchLoader;
    await inTime(loader ? Promise.resolve(path).then(loader) : run(`search/${path}`), failure);
    const value = received.get(name);
    received.delete(name);
    if (value === undefined) throw new SearchDataError(`${failure} is damaged.`);
    return value;
  }

  // The scripts that only some queries need, by what they add to the search.
  const BROUGHT = { correct: "corrections", operators: "operators" };

  async function bring(name) {
    if (!api[BROUGHT[name]]) await inTime(run(`search-${name}.js`), "A part of the search");
    if (!api[BROUGHT[name]]) throw new SearchDataError("A part of the search is damaged.");
  }

  async function openSite(path = "manifest.js") {
    const manifest = await load(path, "manifest", "The search index");
    if (!manifest || manifest.format !== FORMAT || !manifest.families) {
      throw new SearchDataError("The search index was made by another version of this site's scripts. Reload the page.");
    }
    return { manifest, parts: new Map(), made: new Map() };
  }

  let opening = null;
  let looking = null;

  function site() {
    if (!opening) {
      opening = openSite();
      opening.catch(() => { opening = null; });
    }
    return opening;
  }

  // A part that is missing or of another build may be so because the site was rebuilt under an older manifest.
  function lookAgain(old) {
    if (!looking) {
      const path = globalThis.surveySearchLoader ? "manifest.js" : `manifest.js?again=${Date.now()}`;
      looking = openSite(path).then((fresh) => {
        if (fresh.manifest.build === old.manifest.build) return false;
        opening = Promise.resolve(fresh);
        return true;
      }, () => false).finally(() => { looking = null; });
    }
    return looking;
  }

  async function loadPart(open, name) {
    const { build } = open.manifest;
    try {
      const part = await load(`${build}/${name}.js`, name, `A part of the search index (${name})`);
      if (part.build !== build) throw new SearchDataError(`A part of the search index (${name}) is of another build.`);
      return part.value;
    } catch (error) {
      const isStale = !error.isLate && await lookAgain(open);
      throw isStale ? new SearchDataError("The site was rebuilt while this page was open. Search again.", true) : error;
    }
  }

  // Remembers what was loaded or made under a name, unless it failed.
  function once(memory, name, make) {
    if (!memory.has(name)) {
      const made = make();
      memory.set(name, made);
      made.catch(() => memory.delete(name));
    }
    return memory.get(name);
  }

  // A part, decoded. What cannot be decoded is damaged, whatever broke in it.
  function decoded(open, name, decode) {
    return once(open.made, name, async () => {
      const value = await once(open.parts, name, () => loadPart(open, name));
      open.parts.delete(name);
      try {
        return await decode(value, open.manifest);
      } catch {
        throw new SearchDataError(`A part of the search index (${name}) is damaged.`);
      }
    });
  }

  // ---- Decoding: packed numbers, and keys that share their beginning with the key before.

  function reader(text) {
    let at = 0;
    return function next() {
      let [sum, times] = [0, ENDING];
      for (;;) {
        const code = text.charCodeAt(at);
        at += 1;
        const index = code > 92 ? code - 36 : code - 35;
        if (index < ENDING) return sum + index;
        if (!(index <= 90)) throw new RangeError("the packed numbers end too early");
        sum += (index - ENDING) * times;
        times *= 31;
      }
    };
  }

  function decodeKeys(text) {
    const keys = [];
    let last = "";
    for (const piece of text ? text.split(" ") : []) {
      const code = piece.charCodeAt(0);
      const shared = code > 92 ? code - 36 : code - 35;
      if (!(shared >= 0 && shared <= last.length)) throw new RangeError("a key shares more than there is");
      last = last.slice(0, shared) + piece.slice(1);
      keys.push(last);
    }
    return keys;
  }

  function decodePlaces(next, size, count) {
    if (size > count) throw new RangeError("more postings than papers");
    const places = new Int32Array(size);
    for (let i = 0, last = -1; i < size; i += 1) {
      last += next() + 1;
      places[i] = last;
    }
    return places;
  }

  // Numbers to the base of 60: for all of them the lowest digit, then for all the next, and so on.
  function decodeDigits(next, size, digits, least) {
    const numbers = new Int32Array(size).fill(least);
    for (let digit = 0, worth = 1; digit < digits; digit += 1, worth *= ENDING) {
      for (let i = 0; i < size; i += 1) numbers[i] += next() * worth;
    }
    return numbers;
  }

  // The papers of a term in a field with what its weights are worked out from, or with the weights.
  function decodePosting(next, digits, count) {
    const head = next();
    const size = head >>> 1;
    if (head & 1) {
      const places = decodePlaces(next, size, count);
      const least = next();
      return { places, weights: decodeDigits(next, size, next(), least) };
    }
    if (size > count) throw new RangeError("more postings than papers");
    const [places, times] = [new Int32Array(size), new Int32Array(size)];
    for (let i = 0, last = -1; i < size; i += 1) {
      const step = next();
      last += (step >>> 1) + 1;
      places[i] = last;
      times[i] = step & 1;
    }
    for (let i = 0; i < size; i += 1) times[i] = times[i] ? next() + 2 : 1;
    return { places, times, lengths: decodeDigits(next, size, digits, 0) };
  }

  const VALUES = {
    terms: (next, { count, digits }) => ({ order: next(), postings: digits.map((most) => decodePosting(next, most, count)) }),
    pairs(next, { count }) {
      const split = next();
      const mask = next();
      const places = [0, 1, 2, 3, 4].map((bit) => (mask & (1 << bit) ? decodePlaces(next, next() + 1, count) : null));
      return { split, places };
    },
    titles: (next) => ({ kind: next(), length: next(), place: next() }),
    words: (next) => ({ mask: next(), times: next() }),
    vocabulary: () => null,
  };

  function decodeLeaf(family, [keys, values], manifest) {
    const next = reader(values);
    const found = new Map();
    for (const key of decodeKeys(keys)) {
      const value = VALUES[family](next, manifest);
      if (found.has(key)) found.get(key).push(value);
      else found.set(key, [value]);
    }
    return found;
  }

  // ---- The families' search trees.

  // Which of some stretches have keys between two, each stretch reaching from its bound to before the next one.
  function spanned(bounds, from, to) {
    const found = [];
    for (let i = 0; i < bounds.length && bounds[i] <= to; i += 1) {
      if (i + 1 === bounds.length || bounds[i + 1] > from) found.push(i);
    }
    return found;
  }

  async function leavesBetween(open, family, from, to) {
    const [level, top] = open.manifest.families[family];
    const root = await once(open.made, `${family}/bounds`, async () => decodeKeys(top));
    let numbers = spanned(root, from, to);
    for (let depth = level; depth > 0; depth -= 1) {
      const names = numbers.map((number) => `${family}/${"bounds/".repeat(depth)}${number}`);
      const blocks = await Promise.all(names.map((name) => decoded(open, name, decodeKeys)));
      numbers = blocks.flatMap((bounds, i) => spanned(bounds, from, to).map((leaf) => BLOCK * numbers[i] + leaf));
    }
    return numbers;
  }

  function leaf(open, family, number) {
    return decoded(open, `${family}/${number}`, (value, manifest) => decodeLeaf(family, value, manifest));
  }

  // The values of those keys that a family has.
  async function find(family, keys) {
    const open = await site();
    const found = new Map();
    await Promise.all([...new Set(keys)].map(async (key) => {
      const [number] = await leavesBetween(open, family, key, key);
      const values = number === undefined ? undefined : (await leaf(open, family, number)).get(key);
      if (values) found.set(key, values);
    }));
    return found;
  }

  // All keys that begin with a prefix, in order; of the leaves that have any only the first `most`.
  async function range(family, prefix, most = Infinity) {
    const open = await site();
    const numbers = (await leavesBetween(open, family, prefix, prefix + LAST)).slice(0, most);
    const found = new Map();
    for (const keys of await Promise.all(numbers.map((number) => leaf(open, family, number)))) {
      for (const [key, values] of keys) if (key.startsWith(prefix)) found.set(key, values);
    }
    return found;
  }

  async function leafCount(family, prefix) {
    return (await leavesBetween(await site(), family, prefix, prefix + LAST)).length;
  }

  // ---- What results show.

  async function itemOf(open, name, at, decode) {
    const items = await decoded(open, name, decode);
    if (!items[at]) throw new SearchDataError(`A part of the search index (${name}) is damaged.`);
    return items[at];
  }

  // Cards; `whole` is for the same card with an abstract that stands apart.
  async function cards(places, build) {
    const open = await site();
    if (build && build !== open.manifest.build) throw new SearchDataError("The site was rebuilt. Search again.", true);
    const { perPart, themes } = open.manifest;
    const read = (rows, part) => rows.map(([slug, title, authors, hasMore, year, numbers, name, given], i) => {
      const texts = Object.fromEntries(TEXTS.map((text, at) => [text, given[at]]));
      const isApart = texts.abstract === APART;
      const card = {
        place: part * perPart + i, slug, title, authors, hasMore, year, themes: numbers.map((number) => themes[number]), name,
        texts: isApart ? { ...texts, abstract: "" } : texts,
      };
      card.whole = async () => {
        if (!isApart) return card;
        const abstract = await itemOf(open, `abstracts/${part}`, i, (abstracts) => abstracts.map(String));
        return { ...card, texts: { ...texts, abstract } };
      };
      return card;
    });
    return Promise.all([...places].map((place) => {
      const part = Math.floor(place / perPart);
      return itemOf(open, `papers/${part}`, place % perPart, (rows) => read(rows, part));
    }));
  }

  async function slugs() {
    return decoded(await site(), "columns/slug", ([names]) => names.split(" "));
  }

  // What each field of the index holds of a paper: lines, across which no phrase is found.
  function linesOf(card, fields) {
    const lines = {
      title: [card.title, card.name], text: Object.values(card.texts), author: card.authors,
      theme: card.themes.flat(), year: [String(card.year || "")],
    };
    return fields.flatMap((field) => lines[field]);
  }

  api.data = {
    manifest: () => site().then((open) => open.manifest), find, range, leafCount, cards, slugs, linesOf, run, bring, reader,
    part: async (name, decode) => decoded(await site(), name, decode),
    everything: async (family) => {
      const { made } = await site();
      return once(made, `${family}/all`, () => range(family, ""));
    },
  };
})();
