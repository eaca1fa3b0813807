"""Terms into lunr's serialised index, equal to the last digit to what lunr's own builder makes, but faster.

lunr's builder runs every token of every document through its pipeline as an object, and inserts each weight into a
sorted list. Here each distinct piece of text is turned into terms once, terms are counted first, and each vector is
written once. A test compares the two on random documents.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import lunr

from site_builder.search_terms import LABEL, terms

_B = 0.75
_K1 = 1.2


class Field(NamedTuple):
    """A field of the index."""

    name: str
    boost: int
    """How much more a word counts here than in a field with boost 1."""


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
    postings = _postings(counted, len(ids.numbers))
    head = {"version": lunr.__TARGET_JS_VERSION__, "fields": [field.name for field in fields]}
    return (
        f"{_json(head)[:-1]},"
        f'"fieldVectors":[{",".join(_vectors(counted, postings))}],'
        f'"invertedIndex":[{",".join(_inverted(fields, ids.numbers, postings))}],'
        f'"pipeline":{_json([LABEL])}}}'
    )


def _postings(counted: Sequence[_Counted], size: int) -> list[list[list[int]]]:
    """For each field and each term, the numbers of the documents that have it, ascending."""
    postings: list[list[list[int]]] = []
    for _, frequencies, _ in counted:
        of_field: list[list[int]] = [[] for _ in range(size)]
        for number, found in enumerate(frequencies):
            for term in found:
                of_field[term].append(number)
        postings.append(of_field)
    return postings


def _vectors(counted: Sequence[_Counted], postings: Sequence[Sequence[Sequence[int]]]) -> list[str]:
    """Each document's fields with the weights of their terms, documents first, as lunr's builder meets them."""
    if not counted[0].lengths:
        return []
    count = len(counted[0].lengths)
    # lunr's document frequency adds up the fields, so that it can exceed the number of documents.
    frequency = [sum(map(len, lists)) for lists in zip(*postings, strict=True)]
    idf = [math.log(1 + abs((count - found + 0.5) / (found + 0.5))) for found in frequency]
    averages = [sum(lengths) / count for _, _, lengths in counted]
    rows: list[str] = []
    for number in range(count):
        for (field, frequencies, lengths), average in zip(counted, averages, strict=True):
            weights: list[float] = []
            if lengths[number]:
                norm = _K1 * (1 - _B + _B * (lengths[number] / average))
                for term, times in sorted(frequencies[number].items()):
                    weights.append(term)
                    weights.append(round(idf[term] * ((_K1 + 1) * times) / (norm + times) * field.boost, 3))
            rows.append(f'["{field.name}/{number}",{str(weights).replace(" ", "")}]')
    return rows


def _inverted(
    fields: Sequence[Field], numbers: Mapping[str, int], postings: Sequence[Sequence[Sequence[int]]]
) -> list[str]:
    """Each term with the documents that have it, field by field, in the order in which lunr.js compares strings."""
    rows: list[str] = []
    for term in sorted(numbers, key=_utf16):
        number = numbers[term]
        lists = []
        for field, of_field in zip(fields, postings, strict=True):
            documents = ",".join([f'"{document}":{{}}' for document in of_field[number]])
            lists.append(f'"{field.name}":{{{documents}}}')
        rows.append(f'[{_json(term)},{{{",".join(lists)},"_index":{number}}}]')
    return rows


def _utf16(term: str) -> bytes:
    return term.encode("utf-16-be", "surrogatepass")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
