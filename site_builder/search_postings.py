"""Where one field has one term, packed as the papers are read: what the value of a term is made of.

What is alike stands together, steps with steps and lengths with lengths digit by digit, since a server's gzip then
needs a sixth less for a common term than where the numbers of one paper stand together. Of a term that most papers
have, the browser is given the weights themselves: rounded to three decimals they are far fewer different numbers than
what they are worked out from, and take up to a third less.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from site_builder.search_packing import CHARACTERS, ENDING, pack, unpack

_K1, _B = 1.2, 0.75
"""What lunr weighs terms with unless it is told otherwise."""
_DIGITS = 4
"""Digits of a number of terms that are kept until it is known how many are needed; 60**4 terms are 80 MB of text."""
_VALUES = bytes.maketrans(CHARACTERS[:ENDING].encode(), bytes(range(ENDING)))
"""What the characters of digits are worth."""


class FieldSize(NamedTuple):
    """How long a field is in the papers of a survey."""

    boost: int
    average: float
    """Terms that a paper has in it."""
    digits: int
    """Digits to the base of 60 of the most terms that a paper has in it."""


class Posting:
    """The papers that have a term in a field, in the order of their places."""

    __slots__ = ("last", "lengths", "papers", "steps", "times")

    def __init__(self) -> None:
        self.last = -1
        """The place of the last one."""
        self.papers = 0
        self.steps = bytearray()
        """For each the gap since the one before, doubled, plus 1 when its field has the term more than once; packed."""
        self.times = bytearray()
        """For each of those how often beyond 2; packed."""
        self.lengths = bytearray()
        """For each what :class:`Lengths` has for the number of its field's terms."""

    def written(self, size: FieldSize) -> str:
        """The papers with what the browser works weights out from."""
        return pack(2 * self.papers) + b"".join([self.steps, self.times, *self._columns(size)]).decode()

    def _columns(self, size: FieldSize) -> list[bytearray]:
        """Of the lengths for all papers the lowest digit, then for all the next, as many as the field has."""
        return [self.lengths[digit::_DIGITS] for digit in range(size.digits)]

    def weighed(self, size: FieldSize, idf: float) -> str | None:
        """The papers with their weights; None where lengths are fewer different numbers, and so take less."""
        digits = [column.translate(_VALUES) for column in self._columns(size)]
        lengths = [sum(value * ENDING**at for at, value in enumerate(own)) for own in zip(*digits, strict=True)]
        steps = unpack(self.steps)
        repeats = iter(unpack(self.times))
        times = [next(repeats) + 2 if step & 1 else 1 for step in steps]
        found = list(zip(times, lengths, strict=True))
        weights = {pair: _weight(idf, *pair, size) for pair in set(found)}
        least = min(weights.values())
        most = digits_of(max(weights.values()) - least)
        if most > size.digits or len(set(weights.values())) > len(set(lengths)):
            return None
        packed = {pair: _digits(weight - least, most) for pair, weight in weights.items()}
        columns = zip(*map(packed.__getitem__, found), strict=True)
        gaps = [pack(step >> 1) for step in steps]
        return "".join([pack(2 * self.papers + 1), *gaps, pack(least), pack(most), *map("".join, columns)])


def _weight(idf: float, times: int, length: int, size: FieldSize) -> int:
    """What lunr's builder weighs a term with, in thousandths."""
    norm = _K1 * (1 - _B + _B * (length / size.average))
    return round(1_000 * round(idf * ((_K1 + 1) * times) / (norm + times) * size.boost, 3))


def add_terms(
    postings: Mapping[int, Posting],
    place: int,
    numbers: Iterable[list[int]],
    packed: Mapping[int, bytes],
    lengths: Mapping[int, bytes],
) -> int:
    """Add what one field of one paper has, and tell how many terms that is."""
    found = Counter(chain.from_iterable(numbers))
    total = found.total()
    length = lengths[total]
    for term, times in found.items():
        posting = postings[term]
        twice = 2 * (place - posting.last - 1)
        posting.last = place
        posting.papers += 1
        posting.lengths += length
        if times == 1:
            posting.steps += packed[twice]
        else:
            posting.steps += packed[twice + 1]
            posting.times += packed[times - 2]
    return total


def write_term(number: int, postings: Sequence[Posting | None], sizes: Sequence[FieldSize], papers: int) -> str:
    """The value of a term with this number, of its postings in each field, in a survey of so many papers.

    Only what more than half of all papers have is weighed here: the weights of rarer terms are too many different ones.
    """
    value = pack(number)
    for posting, size in zip(postings, sizes, strict=True):
        if posting is None:
            value += pack(0)
        else:
            is_common = 2 * posting.papers > papers
            weighed = posting.weighed(size, _idf(postings, papers)) if is_common else None
            value += weighed or posting.written(size)
    return value


def _idf(postings: Sequence[Posting | None], papers: int) -> float:
    having = sum(posting.papers for posting in postings if posting)
    return math.log(1 + abs((papers - having + 0.5) / (having + 0.5)))


class PackedBytes(dict[int, bytes]):
    """Numbers to their packed form, each worked out once."""

    def __missing__(self, number: int) -> bytes:
        packed = self[number] = pack(number).encode()
        return packed


class Lengths(dict[int, bytes]):
    """A number of terms to its digits, the lowest first, as many as are kept."""

    def __missing__(self, total: int) -> bytes:
        written = self[total] = _digits(min(total, ENDING**_DIGITS - 1), _DIGITS).encode()
        return written


def digits_of(number: int) -> int:
    """How many digits to the base of 60 a number has, of those that are kept."""
    return 1 + len([digit for digit in range(1, _DIGITS) if number >= ENDING**digit])


def _digits(number: int, most: int) -> str:
    return "".join(CHARACTERS[number // ENDING**digit % ENDING] for digit in range(most))
