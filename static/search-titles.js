// Papers that are asked for by what they are called, and phrases.
(function () {
  "use strict";

  const api = globalThis.surveySearch;
  const { data, query: queries } = api;
  const { spaced } = api.words;

  const FEW = 10; // matches of which the cards are looked at, as they will be shown anyway
  const MOST_TITLES = 20; // papers of which the whole title is compared
  const SOME_LEAVES = 4; // of titles and pairs that are loaded for a beginning
  const KEY = 24; // letters of a title that the index has
  const LONGEST_RUN = 5; // words of which it is asked whether they stand side by side in a title
  const RANKS = [5, 4, 3]; // of the kinds of titles: whole, opening, short name
  const IN_TITLE = [[0], [4]]; // the fields of pairs where words side by side bring a paper forward

  // Papers that have all pairs of a phrase in one field; for two words that is the phrase itself.
  function addPhrase(mask, pairs, fields) {
    for (const field of fields) {
      const lists = pairs.map((pair) => pair && pair.places[field]);
      if (!lists.length || !lists.every(Boolean)) continue;
      const counts = new Uint16Array(mask.length);
      for (const places of lists) for (let i = 0; i < places.length; i += 1) counts[places[i]] += 1;
      for (const place of lists[0]) if (counts[place] === lists.length) mask[place] = 1;
    }
  }

  function placesIn(mask) {
    const found = [];
    for (let place = mask.indexOf(1); place >= 0; place = mask.indexOf(1, place + 1)) found.push(place);
    return found;
  }

  // ---- Titles. Typing a paper's title, its short name or the beginning of its title must bring that paper first; then
  // come those that bear the words side by side in their title, venue or identifier.

  function dense(text) {
    return text.replace(/ /g, "");
  }

  function rankOfCard({ title, name, texts }, asked) {
    const isAsked = (text) => dense(spaced(text)) === dense(asked);
    const whole = spaced(title);
    if (isAsked(title)) return RANKS[0];
    if (isAsked(title.split(/:|\s[-–—]\s/)[0])) return RANKS[1];
    if (name.split(/[(),/]/).some(isAsked)) return RANKS[2];
    if (!asked.trim().includes(" ")) return 0;
    if (whole.startsWith(asked.trimEnd())) return 2;
    return Number(whole.includes(asked.trimEnd()) || spaced(texts.facts).includes(asked));
  }

  async function ranksByTitles(asked, chosen) {
    const whole = dense(asked);
    const key = whole.slice(0, /[\ud800-\udbff]/.test(whole[KEY - 1]) ? KEY - 1 : KEY);
    const isOneWord = !asked.trim().includes(" ");
    const found = isOneWord ? await data.find("titles", [key]) : await data.range("titles", key, SOME_LEAVES);
    const ranks = new Map();
    const unsure = new Set();
    for (const [other, values] of found) {
      for (const { kind, length, place } of values) {
        if (!chosen[place]) continue;
        const isExact = other === key && length === whole.length;
        const rank = isExact ? RANKS[kind] : Number(!isOneWord && kind === 0 && length > whole.length) * 2;
        if (rank && whole.length > KEY) unsure.add(place);
        else if (rank > (ranks.get(place) || 0)) ranks.set(place, rank);
      }
    }
    const cards = unsure.size && unsure.size <= MOST_TITLES ? await data.cards([...unsure]) : [];
    for (const card of cards) ranks.set(card.place, rankOfCard(card, asked));
    return ranks;
  }

  // Papers that have the words of the query side by side in a title, or as venue or identifier; the last word of a title
  // may still be typed.
  async function addNeighbours(ranks, asked, chosen, lexicon) {
    const words = asked.trim().split(" ");
    if (words.length < 2 || words.length > LONGEST_RUN) return;
    const [before, last] = words.slice(-2);
    const [begun] = await Promise.all([
      data.range("pairs", before + last, SOME_LEAVES), lexicon.learnPairs(queries.pairKeys(words)),
    ]);
    const pairs = words.slice(1).map((word, i) => lexicon.pair(words[i], word));
    const ends = [...begun.values()].flat().filter(({ split }) => split === before.length);
    const mask = new Uint8Array(chosen.length);
    for (const fields of IN_TITLE) {
      for (const end of fields[0] ? pairs.slice(-1) : ends) addPhrase(mask, [...pairs.slice(0, -1), end], fields);
    }
    for (const place of placesIn(mask)) if (chosen[place] && !ranks.has(place)) ranks.set(place, 1);
  }

  async function titleRanks(asked, places, chosen, lexicon) {
    if (places.length < 2 || !dense(asked)) return new Map();
    if (places.length <= FEW) {
      const cards = await data.cards(places);
      return new Map(cards.map((card) => [card.place, rankOfCard(card, asked)]));
    }
    const ranks = await ranksByTitles(asked, chosen);
    await addNeighbours(ranks, asked, chosen, lexicon);
    return ranks;
  }

  api.titles = { titleRanks, ranksByTitles, addPhrase, placesIn };
})();
