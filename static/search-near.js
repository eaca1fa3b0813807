// Which words could be spelt nearly as another: what comes with corrections and with operators.
(function () {
  "use strict";

  const LONGEST_WORD = 30; // characters of a word that is corrected or fuzzy; time grows with their square

  // Whether a word could be within some edits of another: each edit makes up for one letter too many or too few.
  function nearTest(word, edits) {
    const left = new Map();
    for (let i = 0; i < word.length; i += 1) left.set(word.charCodeAt(i), (left.get(word.charCodeAt(i)) || 0) + 1);
    return (other) => {
      if (Math.abs(other.length - word.length) > edits) return false;
      const taken = [];
      for (let i = 0; i < other.length; i += 1) {
        const letter = other.charCodeAt(i);
        const times = left.get(letter);
        if (times) {
          left.set(letter, times - 1);
          taken.push(letter);
        }
      }
      for (const letter of taken) left.set(letter, left.get(letter) + 1);
      return Math.max(other.length, word.length) - taken.length <= edits;
    };
  }

  globalThis.surveySearch.near = { nearTest, LONGEST_WORD };
})();
