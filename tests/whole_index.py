"""The whole index as lunr's own builder makes it, equal to the last digit, but faster: for tests of what shards give.

Each distinct piece of text is turned into terms once, terms are counted first, and each vector is written once. A test
compares the two on random documents.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import lunr

from site_builder.search import Field
from site_builder.search_terms import LABEL, terms

_B = 0.75
_K1 = 1.2
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class _TermIds(dict[str, list[int]]):
    """A piece of text to the numbers of its terms; terms are numbered in the order in which they are first met."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def __missing__(self, piece: str) -> list[int]:
        found = [self.numbers.setdefault(term, len(self.numbers)) for term in terms(piece)]
        self[piece] = found
        return found


class _Counted(NamedTuple):
    """The terms of one field in all documents."""

    field: Field
    frequencies: list[dict[int, int]]
    """For each document, number of a term to how often the field has it."""
    lengths: list[int]
    """For each document, the number of terms of the field."""


def serialise_index(fields: Sequence[Field], documents: Iterable[Mapping[str, str]]) -> str:
    """Make the JSON text of a lunr index in which a document's reference is its number, counted from 0.

    A document that lacks a field is one whose field is empty. No documents at all make an index that finds nothing.
    """
    ids = _TermIds()
    counted = [_Counted(field, [], []) for field in fields]
    for document in documents:
        for field, frequencies, lengths in counted:
            # White space ends a chunk whatever stands around it, so that pieces may be turned into terms one by one.
            found = Counter(chain.from_iterable(map(ids.__getitem__, document.get(field.name, "").split())))
            frequencies.append(found)
            lengths.append(found.total())
    postings = [_postings(frequencies) for _, frequencies, _ in counted]
    head = {"version": lunr.__TARGET_JS_VERSION__, "fields": [field.name for field in fields]}
    return (
        f"{_json(head)[:-1]},"
        f'"fieldVectors":[{",".join(_vectors(counted, postings, len(ids.numbers)))}],'
        f'"invertedIndex":[{",".join(_inverted(counted, postings, ids.numbers))}],'
        f'"pipeline":{_json([LABEL])}}}'
    )


def _postings(frequencies: Sequence[Mapping[int, int]]) -> Mapping[int, Sequence[int]]:
    """For each term that a field has anywhere, the numbers of the documents that have it there, ascending."""
    postings: defaultdict[int, list[int]] = defaultdict(list)
    for number, found in enumerate(frequencies):
        for term in found:
            postings[term].append(number)
    return postings


def _vectors(counted: Sequence[_Counted], postings: Sequence[Mapping[int, Sequence[int]]], size: int) -> list[str]:
    """Each document's fields with the weights of their terms, documents first, as lunr's builder meets them."""
    count = len(counted[0].lengths)
    # lunr's document frequency adds up the fields, so that it can exceed the number of documents.
    frequency = [sum(len(found.get(term, ())) for found in postings) for term in range(size)]
    idf = [math.log(1 + abs((count - found + 0.5) / (found + 0.5))) for found in frequency]
    averages = [sum(lengths) / max(count, 1) for _, _, lengths in counted]
    rows: list[str] = []
    for number in range(count):
        for (field, frequencies, lengths), average in zip(counted, averages, strict=True):
            found = frequencies[number]
            # An empty field has no weights, and where all are empty the average would be a division by zero.
            norm = _K1 * (1 - _B + _B * (lengths[number] / average)) if found else 0.0
            boost = field.boost
            weights = [
                f"{term},{round(idf[term] * ((_K1 + 1) * times) / (norm + times) * boost, 3)}"
                for term, times in sorted(found.items())
            ]
            rows.append(f'["{field.name}/{number}",[{",".join(weights)}]]')
    return rows


def _inverted(
    counted: Sequence[_Counted], postings: Sequence[Mapping[int, Sequence[int]]], numbers: Mapping[str, int]
) -> list[str]:
    """Each term with the documents that have it, field by field, in the order in which lunr.js compares strings."""
    documents = [f'"{number}":{{}}' for number in range(len(counted[0].lengths))]
    rows: list[str] = []
    for term in sorted(numbers, key=_utf16):
        number = numbers[term]
        lists = []
        for (field, _, _), found in zip(counted, postings, strict=True):
            lists.append(f'"{field.name}":{{{",".join([documents[place] for place in found.get(number, ())])}}}')
        rows.append(f'[{_json(term)},{{{",".join(lists)},"_index":{number}}}]')
    return rows


def _utf16(term: str) -> bytes:
    return term.encode("utf-16-be", "surrogatepass")
