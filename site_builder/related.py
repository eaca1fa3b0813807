"""Papers that are alike: the words that are telling of each, and which papers share most of them.

A paper is taken for its few strongest words by tf-idf, as a vector of length 1. How alike two papers are is the cosine
of their vectors, so it is the same from either side, and what decided can be shown. Because a vector is short and the
commonest words lead to no candidates, the work grows about as fast as the survey does.
"""

from __future__ import annotations

import math
import string
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import neg
from typing import NamedTuple

from site_builder.model import Paper
from site_builder.text import fold, readable

MOST = 5
"""Related papers that a page shows."""

_READ = 800
"""Characters of an abstract and of a note that are read: what a paper is about is said at the beginning."""
_STRONGEST = 24
"""Words that a paper is taken for."""
_FEWEST = 8
"""A paper of fewer telling words is taken to have so many, or one word in common would make two papers equal."""
_RARE = 8
"""A word of fewer papers than this tells no more than one of so many: that few share it may be chance."""
_SHOWN = 4
"""Shared words that are told."""
_WEIGHS = 0.25
"""A shared word that adds less than this part of what the weightiest adds is not told."""
_LEAST = 0.1
"""Below this cosine two papers share words by chance."""
_LOOKS = 240
"""Times that a search for candidates meets a paper at most: what bounds the work for one paper in a large survey."""
_CANDIDATES = 10
"""Papers whose whole vectors are compared."""
_TITLE, _FIELD = 9, 4
"""So often a word is taken to stand in the text when it stands in the title, or in the gist or another field."""

_SIGNS = str.maketrans(dict.fromkeys(string.punctuation + "–—“”‘’…", " "))
# Words of every abstract, which a small survey has too few papers to find out by itself.
_SAYING_NOTHING = """
    about above achieve achieved achieves across after all also although among an and any applied apply approach
    approaches are as at based be because been before being best better between both but by can case cases code could
    deep demonstrate demonstrated demonstrates despite did different do does due each easily effective effectively
    either even every existing experiment experimental experiments explore extensive few find finding first five for
    found four from further furthermore given good has have here high higher how however if improve improved improves
    in including instead into is it its itself known large larger less like made main make makes many may method
    methods more moreover most much must need neither new no nor not novel obtain obtained of often on one only or
    other our out outperform outperforms over own paper papers perform performance present presents propose proposed
    proposes provide provides recent recently result results same second see several should show showed shown shows
    significant significantly simple since single small so some state still study such than that the their them then
    there therefore these they third this those three through thus to too two under up upon us use used uses using
    various very via was we well were what when where whereas whether which while who whose why will with within
    without work works would yet you
"""
_EMPTY = frozenset(_SAYING_NOTHING.split())


class Likeness(NamedTuple):
    """A paper that is like another."""

    slug: str
    cosine: float
    """Above 0, at most 1."""
    shared: tuple[str, ...]
    """The words that decided, the weightiest first."""


@dataclass(frozen=True, slots=True)
class Words:
    """The telling words of all papers, to look for papers that are alike."""

    slugs: tuple[str, ...]
    numbers: Mapping[str, int]
    """Slug to place in ``slugs`` and ``vectors``."""
    vectors: tuple[Mapping[str, float], ...]
    """Word to weight, the weightiest first; of length 1, shorter for a paper of few telling words."""
    shelves: Mapping[str, Mapping[int, float]]
    """Word to the papers whose vectors have it and its weight there; a word of one paper alone is left out."""
    spellings: Mapping[str, str]
    """Task or data set in lower case to how it is written."""

    def related(self, slug: str, most: int = MOST) -> tuple[Likeness, ...]:
        """The papers most like this one, the likest first."""
        own, vectors = self.numbers[slug], self.vectors
        vector = vectors[own]
        close = [(-likeness(vector, vectors[number]), self.slugs[number]) for number in self._candidates(own, most)]
        return tuple(
            Likeness(other, -cosine, self._shown(shared_words(vector, vectors[self.numbers[other]])))
            for cosine, other in sorted(close)[:most]
            if -cosine >= _LEAST
        )

    def _shown(self, words: Sequence[str]) -> tuple[str, ...]:
        return tuple(self.spellings.get(word, word) for word in words)

    def _candidates(self, own: int, most: int) -> list[int]:
        """The papers that seem most alike by the weightiest words that do not lead to too many."""
        scores: dict[int, float] = {own: 0.0}
        score, looks = scores.get, _LOOKS
        for word, weight in self.vectors[own].items():
            shelf = self.shelves.get(word, {})
            if len(shelf) <= looks:
                looks -= len(shelf)
                for number, other in shelf.items():
                    scores[number] = score(number, 0.0) + weight * other
        del scores[own]
        enough = max(_CANDIDATES, 2 * most)
        if len(scores) <= enough:
            return list(scores)
        least = sorted(scores.values())[-enough]
        return [number for number, found in scores.items() if found >= least]


def find_related(papers: Sequence[Paper]) -> dict[str, tuple[Likeness, ...]]:
    """Slug to the papers most like it, the likest first; papers that are like no other are left out."""
    words = weigh_words(papers)
    found = ((paper.slug, words.related(paper.slug)) for paper in papers)
    return {slug: likenesses for slug, likenesses in found if likenesses}


def likeness(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The cosine of two vectors, equal from either side to the last bit."""
    return math.fsum([one[word] * other[word] for word in one.keys() & other.keys()])


def shared_words(one: Mapping[str, float], other: Mapping[str, float], most: int = _SHOWN) -> tuple[str, ...]:
    """What two papers have in common and what weighs, the weightiest first; a phrase stands for its words."""
    weights = {word: one[word] * other[word] for word in one.keys() & other.keys()}
    least = max(weights.values(), default=0.0) * _WEIGHS
    common = sorted((-weight, word) for word, weight in weights.items() if weight >= least)
    phrases = {word: phrase for _, phrase in reversed(common) if " " in phrase for word in _split(phrase)}
    return tuple(dict.fromkeys(phrases.get(word, word) for _, word in common))[:most]


def weigh_words(papers: Sequence[Paper]) -> Words:
    """Find the telling words of each paper from its title, gist, note, abstract, tasks and data sets."""
    found = [_words_of(paper) for paper in papers]
    spread = Counter(chain.from_iterable(found))
    telling = _telling(spread, len(papers))
    vectors = [_vector(words, telling) for words in found]
    shelves: dict[str, dict[int, float]] = {}
    for number, vector in enumerate(vectors):
        for word, weight in vector.items():
            if word in shelves:
                shelves[word][number] = weight
            else:
                shelves[word] = {number: weight}
    slugs = tuple(paper.slug for paper in papers)
    shared = {word: shelf for word, shelf in shelves.items() if len(shelf) > 1}
    named = (term for paper in papers for term in (*paper.findings.tasks, *paper.findings.datasets))
    spellings = {fold(term): term for term in dict.fromkeys(named)}
    return Words(slugs, {slug: number for number, slug in enumerate(slugs)}, tuple(vectors), shared, spellings)


def _words_of(paper: Paper) -> dict[str, int]:
    """Each word with how often it is taken to stand in the text."""
    findings = paper.findings
    words: dict[str, int] = Counter(_split(f"{(paper.abstract or '')[:_READ]} {paper.note[:_READ]}"))
    words |= dict.fromkeys(_split(findings.gist or ""), _FIELD)
    words |= dict.fromkeys(_split(readable(paper.title)), _TITLE)
    words |= {fold(term): _FIELD for term in (*findings.tasks, *findings.datasets)}
    return words


def _split(text: str) -> list[str]:
    return fold(text).translate(_SIGNS).split()


def _telling(spread: Mapping[str, int], papers: int) -> dict[str, tuple[str, float]]:
    """Each word that tells something, to itself without the ending of a plural and to how rare it is."""
    says = [word for word in spread if len(word) > 1 and word not in _EMPTY and not word.isdigit()]
    plain = {word: short for word in says if (short := _singular(word, spread)) not in _EMPTY}
    counts: Counter[str] = Counter()
    for word, short in plain.items():
        counts[short] += spread[word]
    # A paper that has both numbers of a word is counted twice, which makes the word a little less telling.
    least = min(_RARE, papers / 4)
    rarity = {short: math.log(papers / max(count, least)) for short, count in counts.items() if 1 < count <= papers / 2}
    return {word: (short, rarity[short]) for word, short in plain.items() if short in rarity}


def _singular(word: str, known: Mapping[str, int]) -> str:
    """The word without the ending of a plural, where the survey has it so."""
    if word[-1] == "s" and len(word) > 3:
        for short in (word[:-1], f"{word[:-3]}y" if word.endswith("ies") else ""):
            if short in known:
                return short
    return word


def _vector(words: Mapping[str, int], telling: Mapping[str, tuple[str, float]]) -> dict[str, float]:
    """The strongest words with their weights; the square of a weight goes by how often a word is there and how rare."""
    squares: dict[str, float] = {}
    for word in words.keys() & telling.keys():
        short, rarity = telling[word]
        square = words[word] * rarity
        if short not in squares or squares[short] < square:
            squares[short] = square
    if len(squares) > _STRONGEST:
        least = sorted(squares.values())[-_STRONGEST]
        squares = {word: square for word, square in squares.items() if square >= least}
    strongest = sorted(zip(map(neg, squares.values()), squares, strict=True))[:_STRONGEST]
    missing = max(0, _FEWEST - len(strongest)) * strongest[-1][0] if strongest else 0.0
    whole = math.fsum([square for square, _ in strongest]) + missing
    return {word: math.sqrt(square / whole) for square, word in strongest}
