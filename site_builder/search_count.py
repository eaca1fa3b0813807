"""What the papers of a survey say, counted for search: terms, neighbouring words, titles and written words.

Each family comes out sorted, as keys with the packed values that :mod:`site_builder.search_shards` describes. Terms
are numbered and counted as lunr's own builder does it, but each distinct piece of text is turned into terms once, and
what is counted is packed at once, since a survey may have tens of millions of words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from site_builder.search_packing import in_order, pack
from site_builder.search_pairs import FIELD_BITS, Followers, keyed_pairs
from site_builder.search_postings import FieldSize, Lengths, PackedBytes, Posting, add_terms, digits_of, write_term
from site_builder.search_terms import spelt_words, words_of

Line = str
Keyed = Iterable[tuple[str, str]]
"""Sorted keys, each with a packed value; a key that has several stands there as often."""

_MOST_TIMES = 9999


class Said(NamedTuple):
    """What one paper says, for each field."""

    fields: tuple[str, ...]
    """The texts that lunr would be given."""
    lines: tuple[tuple[Line, ...], ...]
    """The lines across which no phrase is found, for each field of phrases; they hold no piece that ``fields`` lack."""


class Counted(NamedTuple):
    """All that is found by words."""

    size: int
    """How many papers."""
    sizes: tuple[FieldSize, ...]
    terms: Keyed
    pairs: Keyed
    words: Keyed


class _Numbers(dict[str, int]):
    """Terms or words to their numbers, given as they are first met."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


class _Words(dict[str, list[int]]):
    """A piece of text to the numbers of its words as phrases know them."""

    def __init__(self) -> None:
        self.numbers = _Numbers()

    def __missing__(self, piece: str) -> list[int]:
        return self.learn(piece, spelt_words(piece))

    def learn(self, piece: str, words: Iterable[str]) -> list[int]:
        """Remember the words of a piece."""
        found = self[piece] = list(map(self.numbers.__getitem__, words))
        return found


class _Terms(dict[str, list[int]]):
    """A piece of text to the numbers of its terms; what it has besides is kept on the way."""

    def __init__(self, words: _Words) -> None:
        self.numbers = _Numbers()
        self.words = words
        self.written: dict[str, list[str]] = {}

    def __missing__(self, piece: str) -> list[int]:
        found = words_of(piece)
        self.words.learn(piece, found.spelt)
        self.written[piece] = found.written
        numbers = self[piece] = list(map(self.numbers.__getitem__, found.terms))
        return numbers


def count_papers(papers: Iterable[Said], boosts: Sequence[int]) -> Counted:
    """Count what papers say in fields with these boosts; their places are those in which they come."""
    fields = len(boosts)
    packed = PackedBytes()
    words = _Words()
    terms = _Terms(words)
    postings: list[dict[int, Posting]] = [defaultdict(Posting) for _ in range(fields)]
    totals = [0] * fields
    longest = [0] * fields
    lengths = Lengths()
    pieces: list[Counter[str]] = [Counter() for _ in range(fields)]
    followers = Followers()
    count = 0
    for place, said in enumerate(papers):
        count = place + 1
        for number, text in enumerate(said.fields):
            found = text.split()
            if found:
                pieces[number].update(found)
                total = add_terms(postings[number], place, map(terms.__getitem__, found), packed, lengths)
                totals[number] += total
                longest[number] = max(longest[number], total)
        for number, lines in enumerate(said.lines):
            base = (place << FIELD_BITS) | number
            for line in lines:
                followers.add(base, list(chain.from_iterable(map(words.__getitem__, line.split()))))
    averages = [total / max(count, 1) for total in totals]
    sizes = tuple(map(FieldSize, boosts, averages, map(digits_of, longest)))
    return Counted(
        count,
        sizes,
        _keyed_terms(terms.numbers, postings, sizes, count),
        keyed_pairs(list(words.numbers), followers, count),
        _keyed_words(pieces, terms.written),
    )


def _keyed_terms(
    numbers: Mapping[str, int], postings: Sequence[Mapping[int, Posting]], sizes: Sequence[FieldSize], papers: int
) -> Iterator[tuple[str, str]]:
    for term in in_order(numbers):
        number = numbers[term]
        yield term, write_term(number, [found.get(number) for found in postings], sizes, papers)


def _keyed_words(
    pieces: Sequence[Mapping[str, int]], written: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str]]:
    masks: defaultdict[str, int] = defaultdict(int)
    times: defaultdict[str, int] = defaultdict(int)
    for number, found in enumerate(pieces):
        for piece, often in found.items():
            for word in written[piece]:
                masks[word] |= 1 << number
                times[word] += often
    for word in in_order(masks):
        yield word, pack(masks[word]) + pack(min(times[word], _MOST_TIMES))
