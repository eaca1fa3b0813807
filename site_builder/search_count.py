"""What the papers of a survey say, counted for search: terms, neighbouring words, titles and written words.

Each family comes out sorted, as keys with the packed values that :mod:`site_builder.search_shards` describes. Terms
are numbered and counted as lunr's own builder does it, but each distinct piece of text is turned into terms once, and
what is counted is packed at once, since a survey may have tens of millions of words.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from operator import itemgetter, sub
from typing import Any, NamedTuple

from site_builder.search_packing import ENDING, PackedNumbers, in_order, order_of, pack, units
from site_builder.search_terms import spelt_words, words_of

Line = str
Keyed = Iterable[tuple[str, str]]
"""Sorted keys, each with a packed value; a key that has several stands there as often."""

_MOST_TIMES = 9999
_DIGITS = 4
"""Digits of a number of terms that are kept until it is known how many are needed; 60**4 terms are 80 MB of text."""
_WORD_BITS, _FIELD_BITS = 32, 3
_WORD_MASK, _FIELD_MASK = (1 << _WORD_BITS) - 1, (1 << _FIELD_BITS) - 1
_AT_MOST_ADDED = 1_000_000
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

    size: int
    """How many papers."""
    averages: tuple[float, ...]
    """The average number of terms of each field."""
    digits: tuple[int, ...]
    """How many digits to the base of 60 the largest number of terms of each field has."""
    terms: Keyed
    pairs: Keyed
    words: Keyed


class _Posting:
    """Where one field has one term, packed as the papers are read.

    What is alike stands together, steps with steps and lengths with lengths digit by digit, since a server's gzip then
    needs a sixth less for a common term than where the numbers of one paper stand together.
    """

    __slots__ = ("last", "lengths", "papers", "steps", "times")

    def __init__(self) -> None:
        self.last = -1
        self.papers = 0
        self.steps = bytearray()
        self.times = bytearray()
        self.lengths = bytearray()

    def written(self, digits: int) -> str:
        lengths = [self.lengths[digit::_DIGITS] for digit in range(digits)]
        return pack(self.papers) + b"".join([self.steps, self.times, *lengths]).decode()


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


class _PackedBytes(dict[int, bytes]):
    def __missing__(self, number: int) -> bytes:
        packed = self[number] = pack(number).encode()
        return packed


class _Lengths(dict[int, bytes]):
    """A field's number of terms to its digits, the lowest first."""

    def __missing__(self, total: int) -> bytes:
        rest = min(total, ENDING**_DIGITS - 1)
        digits = bytearray()
        for _ in range(_DIGITS):
            rest, digit = divmod(rest, ENDING)
            digits += pack(digit).encode()
        written = self[total] = bytes(digits)
        return written


def _digits_of(total: int) -> int:
    return 1 + len([digit for digit in range(1, _DIGITS) if total >= ENDING**digit])


class _Followers:
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


def count_papers(papers: Iterable[Said], fields: int) -> Counted:
    """Count what papers say in so many fields; their places are those in which they come."""
    packed = _PackedBytes()
    words = _Words()
    terms = _Terms(words)
    postings: list[dict[int, _Posting]] = [defaultdict(_Posting) for _ in range(fields)]
    totals = [0] * fields
    lengths = [_Lengths() for _ in range(fields)]
    pieces: list[Counter[str]] = [Counter() for _ in range(fields)]
    followers = _Followers()
    count = 0
    for place, said in enumerate(papers):
        count = place + 1
        for number, text in enumerate(said.fields):
            found = text.split()
            if found:
                pieces[number].update(found)
                numbers = map(terms.__getitem__, found)
                totals[number] += _add_terms(postings[number], place, numbers, packed, lengths[number])
        for number, lines in enumerate(said.lines):
            base = (place << _FIELD_BITS) | number
            for line in lines:
                followers.add(base, list(chain.from_iterable(map(words.__getitem__, line.split()))))
    digits = tuple(_digits_of(max(known, default=0)) for known in lengths)
    return Counted(
        count,
        tuple(total / max(count, 1) for total in totals),
        digits,
        _keyed_terms(terms.numbers, postings, digits),
        _keyed_pairs(list(words.numbers), followers, count),
        _keyed_words(pieces, terms.written),
    )


def _add_terms(
    postings: Mapping[int, _Posting],
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


def _keyed_terms(
    numbers: Mapping[str, int], postings: Sequence[Mapping[int, _Posting]], digits: Sequence[int]
) -> Iterator[tuple[str, str]]:
    none = pack(0)
    for term in in_order(numbers):
        number = numbers[term]
        value = pack(number)
        for found, most in zip(postings, digits, strict=True):
            posting = found.get(number)
            value += posting.written(most) if posting else none
        yield term, value


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


def _keyed_pairs(words: Sequence[str], followers: _Followers, papers: int) -> Iterator[tuple[str, str]]:
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
        place, field = divmod(code, 1 << _FIELD_BITS)
        written = self[code] = pack(1 << field) + pack(0) + pack(place)
        return written


class _Places:
    """Writes where a pair is when that is in several places: the mask of fields, then for each field its papers."""

    def __init__(self, papers: int) -> None:
        self.numbers = PackedNumbers()
        # From one code to the next of the same field; nothing else is a key here.
        self.gaps = {(gap + 1) << _FIELD_BITS: pack(gap) for gap in range(papers)}

    def written(self, codes: Sequence[int]) -> str:
        """What is written for codes as :class:`_OnlyPlace` has them, ascending by place and then by field."""
        first = codes[0]
        try:
            gaps = "".join(map(self.gaps.__getitem__, map(sub, codes[1:], codes)))
        except KeyError:
            return self._of_several_fields(codes)
        numbers = self.numbers
        return numbers[1 << (first & _FIELD_MASK)] + numbers[len(codes) - 1] + numbers[first >> _FIELD_BITS] + gaps

    def _of_several_fields(self, codes: Sequence[int]) -> str:
        """The same where the field changes, or a paper says it twice."""
        fields: defaultdict[int, list[int]] = defaultdict(list)
        for code in dict.fromkeys(codes):
            fields[code & _FIELD_MASK].append(code >> _FIELD_BITS)
        numbers = self.numbers
        value = numbers[sum(1 << field for field in fields)]
        for field in sorted(fields):
            places = fields[field]
            gaps = [place - before - 1 for before, place in pairwise([-1, *places])]
            value += numbers[len(places) - 1] + "".join(map(numbers.__getitem__, gaps))
        return value
