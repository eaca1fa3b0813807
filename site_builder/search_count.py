"""What the papers of a survey say, counted for search: terms, neighbouring words, titles and written words.

Each family comes out sorted, as keys with the packed values that :mod:`site_builder.search_shards` describes. Terms
are numbered and counted as lunr's own builder does it, but each distinct piece of text is turned into terms once, and
what is counted is packed at once, since a survey may have tens of millions of words.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from site_builder.search_packing import CHARACTERS, PackedNumbers, order_of, pack, units
from site_builder.search_terms import spelt_words, terms, written_words

Line = str
Keyed = Iterable[tuple[str, str]]
"""Sorted keys, each with a packed value; a key that has several stands there as often."""

_MOST_TIMES = 9999
_WORD_BITS = 32
_FIELD_BITS = 3
_PENDING = 50_000
"""So many pairs are sorted at once."""


class Said(NamedTuple):
    """What one paper says, for each field."""

    fields: tuple[str, ...]
    """The texts that lunr would be given."""
    lines: tuple[tuple[Line, ...], ...]
    """The lines across which no phrase is found, for each field of phrases; they hold no piece that ``fields`` lack."""


class Counted(NamedTuple):
    """All that is found by words."""

    count: int
    """How many papers."""
    averages: tuple[float, ...]
    """The average number of terms of each field."""
    terms: Keyed
    pairs: Keyed
    words: Keyed


class _Posting:
    """Where one field has one term, packed as the papers are read."""

    __slots__ = ("last", "packed", "papers")

    def __init__(self) -> None:
        self.last = -1
        self.papers = 0
        self.packed = bytearray()


class _Numbers(dict[str, list[int]]):
    """A piece of text to the numbers of its terms or words, which are numbered as they are first met."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def _numbered(self, piece: str, found: Iterable[str]) -> list[int]:
        numbers = self[piece] = [self.numbers.setdefault(one, len(self.numbers)) for one in found]
        return numbers


class _TermNumbers(_Numbers):
    def __missing__(self, piece: str) -> list[int]:
        return self._numbered(piece, terms(piece))


class _WordNumbers(_Numbers):
    def __missing__(self, piece: str) -> list[int]:
        return self._numbered(piece, spelt_words(piece))


def count_papers(papers: Iterable[Said], fields: int) -> Counted:
    """Count what papers say in so many fields; their places are those in which they come."""
    packed = PackedNumbers()
    term_numbers, word_numbers = _TermNumbers(), _WordNumbers()
    postings: list[dict[int, _Posting]] = [defaultdict(_Posting) for _ in range(fields)]
    totals = [0] * fields
    pieces: list[Counter[str]] = [Counter() for _ in range(fields)]
    followers: defaultdict[int, array[int]] = defaultdict(lambda: array("Q"))
    count = 0
    for place, said in enumerate(papers):
        count = place + 1
        for number, text in enumerate(said.fields):
            found = text.split()
            pieces[number].update(found)
            totals[number] += _add_terms(postings[number], place, map(term_numbers.__getitem__, found), packed)
        for number, lines in enumerate(said.lines):
            base = ((place << _FIELD_BITS) | number) << _WORD_BITS
            for line in lines:
                _add_pairs(followers, base, list(chain.from_iterable(map(word_numbers.__getitem__, line.split()))))
    return Counted(
        count,
        tuple(total / max(count, 1) for total in totals),
        _terms(term_numbers.numbers, postings),
        _pairs(list(word_numbers.numbers), followers, packed),
        _words(pieces),
    )


def _add_terms(
    postings: Mapping[int, _Posting], place: int, numbers: Iterable[list[int]], packed: Mapping[int, str]
) -> int:
    """Add what one field of one paper has, and tell how many terms that is."""
    found = Counter(chain.from_iterable(numbers))
    total = found.total()
    length = packed[total]
    for term, times in found.items():
        posting = postings[term]
        gap = place - posting.last - 1
        posting.last = place
        posting.papers += 1
        written = packed[gap * 2] if times == 1 else packed[gap * 2 + 1] + packed[times - 2]
        posting.packed += (written + length).encode()
    return total


def _add_pairs(followers: Mapping[int, array[int]], base: int, words: Sequence[int]) -> None:
    for first, second in pairwise(words):
        followers[first].append(base + second)


def _terms(numbers: Mapping[str, int], postings: Sequence[Mapping[int, _Posting]]) -> Iterator[tuple[str, str]]:
    none = pack(0)
    for term in sorted(numbers, key=order_of(numbers)):
        number = numbers[term]
        value = pack(number)
        for found in postings:
            posting = found.get(number)
            value += pack(posting.papers) + posting.packed.decode() if posting else none
        yield term, value


def _words(pieces: Sequence[Mapping[str, int]]) -> Iterator[tuple[str, str]]:
    masks: defaultdict[str, int] = defaultdict(int)
    times: defaultdict[str, int] = defaultdict(int)
    for number, found in enumerate(pieces):
        for piece, often in found.items():
            for word in written_words(piece):
                masks[word] |= 1 << number
                times[word] += often
    for word in sorted(masks, key=order_of(masks)):
        yield word, pack(masks[word]) + pack(min(times[word], _MOST_TIMES))


def _pairs(
    words: Sequence[str], followers: Mapping[int, array[int]], packed: Mapping[int, str]
) -> Iterator[tuple[str, str]]:
    """The pairs in order of what they are when written together, and those that are then equal by their first word.

    In order of their first words alone, pairs stand nearly so: `net` before `works` belongs behind `network` before
    `in`. So some are kept back until no first word to come can stand before them.
    """
    order = order_of(words)
    ranked = sorted(range(len(words)), key=lambda number: order(words[number]))
    pending: list[tuple[str, int, str]] = []
    for at, number in enumerate(ranked):
        pending += _pairs_of(number, words, followers.get(number, ()), packed)
        is_last = at == len(ranked) - 1
        if len(pending) >= _PENDING or is_last:
            pending.sort(key=lambda pair: (order(pair[0]), pair[1]))
            coming = order("" if is_last else words[ranked[at + 1]])
            ready = len(pending) if is_last else bisect_left(pending, coming, key=lambda pair: order(pair[0]))
            yield from ((key, value) for key, _, value in pending[:ready])
            del pending[:ready]


def _pairs_of(
    first: int, words: Sequence[str], codes: Iterable[int], packed: Mapping[int, str]
) -> Iterator[tuple[str, int, str]]:
    """Key, length of the first word, and the value with it, for all pairs that begin with one word."""
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for code in codes:
        groups[code & ((1 << _WORD_BITS) - 1)].append(code >> _WORD_BITS)
    word = words[first]
    length = units(word)
    for second, found in groups.items():
        yield word + words[second], length, packed[length] + _places(found, packed)


def _places(codes: Sequence[int], packed: Mapping[int, str]) -> str:
    """In which fields and papers a pair is: the mask of fields, then for each field its papers."""
    if len(codes) == 1:
        place, field = divmod(codes[0], 1 << _FIELD_BITS)
        return CHARACTERS[1 << field] + CHARACTERS[0] + packed[place]
    fields: dict[int, list[int]] = {}
    for code in codes:
        place, field = divmod(code, 1 << _FIELD_BITS)
        places = fields.setdefault(field, [])
        if not places or places[-1] != place:  # a paper may say it twice
            places.append(place)
    value = packed[sum(1 << field for field in fields)]
    for field in sorted(fields):
        places = fields[field]
        value += packed[len(places) - 1] + packed[places[0]]
        value += "".join([packed[place - before - 1] for before, place in pairwise(places)])
    return value
