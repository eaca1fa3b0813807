"""Words that stand side by side, which phrases and words written together are found by: gathered, then in order."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import itemgetter, sub
from typing import Any

from site_builder.search_packing import PackedNumbers, order_of, pack, units

FIELD_BITS = 3
"""Bits of a field's number behind a place in one number."""

_FIELD_MASK = (1 << FIELD_BITS) - 1
_WORD_BITS = 32
_WORD_MASK = (1 << _WORD_BITS) - 1
_AT_MOST_ADDED = 1_000_000
_PENDING = 50_000
"""So many pairs are sorted at once."""


class Followers:
    """Which words stand behind each word, and where: a place with its field, and the word, in one number.

    A list of numbers is quick to add to and an array is small, so that lists become arrays from time to time.
    """

    def __init__(self) -> None:
        self.added: defaultdict[int, list[int]] = defaultdict(list)
        self.kept: dict[int, array[int]] = {}
        self.count = 0

    def add(self, base: int, words: Sequence[int]) -> None:
        """Add the pairs of one line; ``base`` is its place with its field."""
        base <<= _WORD_BITS
        added = self.added
        for first, second in pairwise(words):
            added[first].append(base + second)
        self.count += len(words)
        if self.count > _AT_MOST_ADDED:
            self._keep()

    def of(self, first: int) -> Mapping[int, list[int]]:
        """For each word that stands behind this one, where that is, ascending. It can be asked for once."""
        groups: defaultdict[int, list[int]] = defaultdict(list)
        for codes in (self.kept.pop(first, ()), self.added.pop(first, ())):
            for code in codes:
                groups[code & _WORD_MASK].append(code >> _WORD_BITS)
        return groups

    def _keep(self) -> None:
        for first, codes in self.added.items():
            if first in self.kept:
                self.kept[first].extend(codes)
            else:
                self.kept[first] = array("Q", codes)
        self.added.clear()
        self.count = 0


def keyed_pairs(words: Sequence[str], followers: Followers, papers: int) -> Iterator[tuple[str, str]]:
    """The pairs in order of what they are when written together.

    In order of their two words, pairs stand nearly so: `net` before `works` belongs behind `network` before `in`. So
    some are kept back until no first word to come can stand before them.
    """
    order = order_of(words)
    key_of: Callable[[tuple[str, str]], Any] = itemgetter(0) if order is None else lambda pair: order(pair[0])
    ranked = sorted(range(len(words)), key=words.__getitem__ if order is None else lambda number: order(words[number]))
    ranks = array("I", bytes(4 * len(words)))
    for rank, number in enumerate(ranked):
        ranks[number] = rank
    single, several = _OnlyPlace(), _Places(papers)
    pending: list[tuple[str, str]] = []
    for rank, number in enumerate(ranked):
        word = words[number]
        length = pack(units(word))
        groups = followers.of(number)
        pending += [
            (word + words[second], length + (single[codes[0]] if len(codes) == 1 else several.written(codes)))
            for second, codes in [(second, groups[second]) for second in sorted(groups, key=ranks.__getitem__)]
        ]
        is_last = rank == len(ranked) - 1
        if len(pending) >= _PENDING or is_last:
            pending.sort(key=key_of)
            coming = ("", "") if is_last else (words[ranked[rank + 1]], "")
            ready = len(pending) if is_last else bisect_left(pending, key_of(coming), key=key_of)
            yield from pending[:ready]
            del pending[:ready]


class _OnlyPlace(dict[int, str]):
    """A place with its field, as one number, to what is written of a pair that is there and nowhere else."""

    def __missing__(self, code: int) -> str:
        place, field = divmod(code, 1 << FIELD_BITS)
        written = self[code] = pack(1 << field) + pack(0) + pack(place)
        return written


class _Places:
    """Writes where a pair is when that is in several places: the mask of fields, then for each field its papers."""

    def __init__(self, papers: int) -> None:
        self.numbers = PackedNumbers()
        # From one code to the next of the same field; nothing else is a key here.
        self.gaps = {(gap + 1) << FIELD_BITS: pack(gap) for gap in range(papers)}

    def written(self, codes: Sequence[int]) -> str:
        """What is written for codes as :class:`_OnlyPlace` has them, ascending by place and then by field."""
        first = codes[0]
        try:
            gaps = "".join(map(self.gaps.__getitem__, map(sub, codes[1:], codes)))
        except KeyError:
            return self._of_several_fields(codes)
        numbers = self.numbers
        return numbers[1 << (first & _FIELD_MASK)] + numbers[len(codes) - 1] + numbers[first >> FIELD_BITS] + gaps

    def _of_several_fields(self, codes: Sequence[int]) -> str:
        """The same where the field changes, or a paper says it twice."""
        fields: defaultdict[int, list[int]] = defaultdict(list)
        for code in dict.fromkeys(codes):
            fields[code & _FIELD_MASK].append(code >> FIELD_BITS)
        numbers = self.numbers
        value = numbers[sum(1 << field for field in fields)]
        for field in sorted(fields):
            places = fields[field]
            gaps = [place - before - 1 for before, place in pairwise([-1, *places])]
            value += numbers[len(places) - 1] + "".join(map(numbers.__getitem__, gaps))
        return value
