// What papers score: stock lunr.js says so, asked over small indexes that hold only the terms of the query. A score is the
// product of the query's vector and the paper's, in which all other terms count nothing, so it is that of the whole index.
(function () {
  "use strict";

  const api = globalThis.surveySearch;
  const { data, query: queries, breather } = api;

  const SLICE = 1500; // different papers in one of the small indexes
  const MOST_WEIGHTS = 10000; // and weights of all of them
  const [K1, B] = [1.2, 0.75];
  const NOTHING = Object.freeze({});

  // ---- Weights, as lunr's builder makes them.

  // To three decimals as Python rounds: by the exact value, and a true half, which only a sixteenth can be, to even.
  function rounded(value) {
    const thousand = value * 1000;
    const fraction = thousand - Math.floor(thousand);
    if (Math.abs(fraction - 0.5) > 1e-6) return Math.round(thousand);
    if (Math.abs(value * 16) % 2 === 1) return 2 * Math.round(thousand / 2);
    return Math.round(Number(value.toFixed(3)) * 1000);
  }

  // For each field the weights of a term in thousandths, in the order of its papers.
  function weightsOf(entry, { count, fields, averages }) {
    const found = queries.frequency(entry);
    const idf = Math.log(1 + Math.abs((count - found + 0.5) / (found + 0.5)));
    return entry.postings.map((posting, at) => {
      const { times, lengths } = posting;
      const boost = fields[at][1];
      posting.weights ||= Int32Array.from(times, (tf, i) => {
        const norm = K1 * (1 - B + B * (lengths[i] / averages[at]));
        return rounded(((idf * ((K1 + 1) * tf)) / (norm + tf)) * boost);
      });
      return posting.weights;
    });
  }

  function countOf(chosen) {
    let count = 0;
    for (let place = 0; place < chosen.length; place += 1) count += chosen[place];
    return count;
  }

  // ---- Asking lunr. Papers that have the same terms with the same weights score the same: lunr is asked once for each
  // class of them, and class 0 are the papers that have none of the terms.

  async function classify(entries, chosen, manifest, breathe) {
    const classOf = new Int32Array(manifest.count);
    const classes = { parent: [-1], slot: [-1], weight: [0], size: [chosen ? countOf(chosen) : manifest.count] };
    const slots = [];
    for (const { term, entry } of entries) {
      await breathe();
      const weights = weightsOf(entry, manifest);
      entry.postings.forEach(({ places }, at) => {
        const next = new Map();
        for (let i = 0; i < places.length; i += 1) {
          const place = places[i];
          if (chosen && !chosen[place]) continue;
          const before = classOf[place];
          const key = before * 0x400000 + weights[at][i];
          let made = next.get(key);
          if (made === undefined) {
            made = classes.parent.push(before) - 1;
            classes.slot.push(slots.length);
            classes.weight.push(weights[at][i]);
            classes.size.push(0);
            next.set(key, made);
          }
          classes.size[before] -= 1;
          classes.size[made] += 1;
          classOf[place] = made;
        }
        slots.push({ term, order: entry.order, field: manifest.fields[at][0] });
      });
    }
    return { classOf, classes, slots };
  }

  // What lunr.Index.load would make of a whole index of these papers that has no other terms.
  function makeIndex(entries, fields, { classes, slots }, numbers) {
    const invertedIndex = Object.create(null);
    for (const { term, entry } of entries) {
      invertedIndex[term] = { _index: entry.order };
      for (const field of fields) invertedIndex[term][field] = {};
    }
    const fieldVectors = {};
    numbers.forEach((number, ref) => {
      const elements = {};
      for (let at = number; at > 0; at = classes.parent[at]) {
        const { term, order, field } = slots[classes.slot[at]];
        invertedIndex[term][field][ref] = NOTHING;
        (elements[field] ||= []).unshift(order, classes.weight[at] / 1000);
      }
      if (!number) elements[fields[0]] = [];
      for (const field in elements) fieldVectors[`${field}/${ref}`] = new lunr.Vector(elements[field]);
    });
    const tokenSet = lunr.TokenSet.fromArray(entries.map(({ term }) => term).sort());
    return new lunr.Index({ invertedIndex, fieldVectors, tokenSet, fields, pipeline: new lunr.Pipeline() });
  }

  // The scores that lunr gives to each class, for clauses that need no pipeline any more.
  async function askLunr(clauses, entries, chosen, isNegated, signal) {
    const manifest = await data.manifest();
    const fields = manifest.fields.map(([name]) => name);
    entries.sort((one, other) => one.entry.order - other.entry.order);
    const breathe = breather(signal);
    const found = await classify(entries, chosen, manifest, breathe);
    const { classes } = found;
    const scores = new Map();
    let tokenSet = null;
    const used = [...classes.size.keys()].filter((number) => classes.size[number] && (number || isNegated));
    for (const numbers of sliced(used, classes)) {
      await breathe();
      const index = makeIndex(entries, fields, found, numbers);
      tokenSet = index.tokenSet;
      const answers = index.query((query) => {
        for (const clause of clauses) query.clause({ ...clause, usePipeline: false });
      });
      for (const { ref, score } of answers) scores.set(numbers[ref], score);
    }
    return { ...found, scores, tokenSet, chosen };
  }

  // Classes in slices that lunr answers in some milliseconds each; at least one.
  function sliced(numbers, { parent }) {
    const sizes = new Int32Array(parent.length);
    for (let number = 1; number < parent.length; number += 1) sizes[number] = sizes[parent[number]] + 1;
    const slices = [[]];
    let weights = 0;
    for (const number of numbers) {
      weights += sizes[number];
      if (slices[slices.length - 1].length >= SLICE || weights > MOST_WEIGHTS) {
        slices.push([]);
        weights = sizes[number];
      }
      slices[slices.length - 1].push(number);
    }
    return slices;
  }

  // All papers whose classes lunr found, best first, with their scores; those of equal score by the rank of their class,
  // then by place.
  function inOrder({ classOf, classes, scores, chosen }, rankOf = () => 0) {
    const numbers = [...scores.keys()].map((number) => ({ number, score: scores.get(number), rank: rankOf(number) }));
    numbers.sort((one, other) => other.score - one.score || one.rank - other.rank);
    const bucketOf = new Int32Array(classes.size.length).fill(-1);
    const [scoreOf, ends] = [[], []]; // of each bucket; where it ends is first where it begins, and moves as it is filled
    let length = 0;
    numbers.forEach(({ number, score, rank }, i) => {
      const last = numbers[i - 1];
      if (!last || last.score !== score || last.rank !== rank) {
        scoreOf.push(score);
        ends.push(length);
      }
      bucketOf[number] = scoreOf.length - 1;
      length += classes.size[number];
    });
    const found = { places: new Int32Array(length), scores: new Float64Array(length) };
    for (let place = 0; place < classOf.length; place += 1) {
      const bucket = chosen && !chosen[place] ? -1 : bucketOf[classOf[place]];
      if (bucket < 0) continue;
      found.places[ends[bucket]] = place;
      found.scores[ends[bucket]] = scoreOf[bucket];
      ends[bucket] += 1;
    }
    return found;
  }

  api.scoring = { askLunr, inOrder };
})();
