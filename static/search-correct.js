// A word that no paper has is read as the word of the survey that is spelt most nearly so.
(function () {
  "use strict";

  const api = globalThis.surveySearch;
  const { data, query: queries } = api;
  const { stem } = api.words;
  const { nearTest, LONGEST_WORD } = api.near;
  const FEW_TIMES = 3; // that a word must be there not to be looked further for a better one
  const LONG = 7; // letters of a word that hardly has two others as near to it
  const FEW_LEAVES = 28; // of words: so many are looked through whole where need be

  // Letters to leave out, put in, replace or exchange with the next to make one word of the other; Infinity beyond most.
  function editsBetween(word, other, most) {
    let [start, end, otherEnd] = [0, word.length, other.length];
    if (Math.abs(end - otherEnd) > most) return Infinity;
    while (start < end && start < otherEnd && word[start] === other[start]) start += 1;
    while (end > start && otherEnd > start && word[end - 1] === other[otherEnd - 1]) [end, otherEnd] = [end - 1, otherEnd - 1];
    if (start === end || start === otherEnd) return end - start + otherEnd - start;
    return editsOfRest(word.slice(start, end), other.slice(start, otherEnd), most);
  }

  function editsOfRest(word, other, most) {
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

  // Beginnings among which to look, the likeliest first: a first letter is seldom mistyped, a second not often. In a
  // large survey not all words are looked through, and a typing error in the very first letters is not always found.
  async function* stretches(word) {
    const [first, second, third] = word;
    const [all, alike] = await Promise.all([data.leafCount("words", ""), data.leafCount("words", first)]);
    if (alike > FEW_LEAVES || word.length >= LONG) yield [first + second];
    yield alike > FEW_LEAVES ? [first + third, second + first] : [first];
    yield all > FEW_LEAVES ? [second + third, second + first] : [""];
  }

  // Of several that are as near the most frequent; another figure is another name.
  async function nearestWord(word, mask) {
    if (word.length < 4 || word.length > LONGEST_WORD || !/\p{L}/u.test(word)) return null;
    const most = word.length < 8 ? 1 : 2;
    const isNearly = nearTest(word, most);
    const figures = word.replace(/\P{N}/gu, "");
    let best = { cost: 5, times: 0, other: null };
    let least = 2; // what the words that are yet to come must cost, as they differ in their first letters
    for await (const prefixes of stretches(word)) {
      const found = await Promise.all(prefixes.map((prefix) => data.range("words", prefix)));
      for (const [other, [value]] of found.flatMap((words) => [...words])) {
        if (!(value.mask & mask) || !isNearly(other)) continue;
        const cost = 2 * editsBetween(word, other, most) + Number(other[0] !== word[0]);
        if (cost > best.cost || (cost === best.cost && value.times <= best.times)) continue;
        if (other.replace(/\P{N}/gu, "") === figures) best = { cost, times: value.times, other };
      }
      if (best.cost <= least && best.times >= FEW_TIMES) break;
      least = 3;
    }
    return best.other;
  }

  // Words that the survey does not have are read as the one spelt most nearly so; returns what was read as what.
  async function read(groups, lexicon, { fields }) {
    const tried = await Promise.all(groups.map(async (group) => {
      const isIn = ([name]) => !group.fields || group.fields.includes(name);
      const mask = fields.reduce((bits, field, at) => (isIn(field) ? bits | (1 << at) : bits), 0);
      const word = await nearestWord(group.atoms[0], mask);
      return word ? { group, asked: group.atoms[0], word } : null;
    }));
    const found = tried.filter(Boolean);
    await lexicon.learn(found.map(({ word }) => stem(word)));
    for (const { group, word } of found) {
      group.ways = queries.oneOf([stem(word)].filter(lexicon.has));
      group.readAs = word;
    }
    return found;
  }

  function saidOf(corrections, query) {
    const quoted = (words) => words.map((word) => `“${word}”`);
    const asked = quoted(corrections.map((one) => one.asked)).join(" or ");
    const note = `No paper has ${asked}; showing ${quoted(corrections.map(({ word }) => word)).join(" and ")}.`;
    const shown = corrections.reduce((text, one) => {
      const at = text.normalize("NFKC").toLowerCase().indexOf(one.asked);
      return at < 0 ? text.replace(one.asked, one.word) : text.slice(0, at) + one.word + text.slice(at + one.asked.length);
    }, query);
    return { note, correction: { asked: query, shown } };
  }

  api.corrections = { read, saidOf };
})();
