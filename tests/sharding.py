"""Search files read back in Python, as slowly and plainly as can be, for tests to compare with what was meant."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from lunr.builder import Builder
from lunr.token import Token

from site_builder.search import FIELDS
from site_builder.search_terms import pipeline_term, terms

CHARACTERS = [chr(code) for code in range(35, 127) if code != 92]
PART = re.compile(r'surveySearchPart\("([0-9a-f]{10})","([^"]+)",(.*)\);\n', re.DOTALL)
MANIFEST = re.compile(r"surveySearchManifest\((.*)\);\n", re.DOTALL)


def unpack(packed: str) -> list[int]:
    numbers, rest, weight = [], 0, 60
    for char in packed:
        index = CHARACTERS.index(char)
        if index < 60:
            numbers.append(rest + index)
            rest, weight = 0, 60
        else:
            rest += (index - 60) * weight
            weight *= 31
    assert weight == 60, "a number without an end"
    return numbers


def unfront(coded: str) -> list[str]:
    keys: list[str] = []
    for piece in coded.split(" ") if coded else []:
        before = keys[-1].encode("utf-16-le") if keys else b""
        shared = before[: 2 * CHARACTERS.index(piece[0])]
        keys.append(shared.decode("utf-16-le") + piece[1:])
    return keys


def as_in_javascript(key: str) -> bytes:
    return key.encode("utf-16-be")


@dataclass(frozen=True)
class Shards:
    manifest: Mapping[str, object]
    parts: Mapping[str, object]
    """The JSON of each part by its name."""

    def leaves(self, family: str) -> list[tuple[str, list[str], list[int]]]:
        """The bound, the keys and the numbers of each leaf, found from the manifest on."""
        level, bounds = self.manifest["families"][family]
        folder = family + "/bounds" * level
        found = unfront(bounds)
        for _ in range(level):
            blocks = [unfront(self.parts[f"{folder}/{number}"]) for number in range(len(found))]
            assert [block[0] for block in blocks] == found
            assert all(len(block) == 32 for block in blocks[:-1])
            found = [bound for block in blocks for bound in block]
            folder = folder.removesuffix("/bounds")
        leaves = [self.parts[f"{family}/{number}"] for number in range(len(found))]
        return [(bound, unfront(keys), unpack(values)) for bound, (keys, values) in zip(found, leaves, strict=True)]

    def flat(self, family: str) -> tuple[list[str], list[int]]:
        leaves = self.leaves(family)
        return [key for _, keys, _ in leaves for key in keys], [number for _, _, own in leaves for number in own]


def read_shards(files: Mapping[str, bytes]) -> Shards:
    """Read search files, each of which must be the statement that the format names, in its place."""
    (head,) = MANIFEST.fullmatch(files["assets/search/manifest.js"].decode()).groups()
    manifest = json.loads(head)
    parts = {}
    for path, data in files.items():
        if path.startswith("assets/search/") and not path.endswith("/manifest.js"):
            build, name, value = PART.fullmatch(data.decode()).groups()
            assert path == f"assets/search/{build}/{name}.js"
            assert build == manifest["build"]
            parts[name] = json.loads(value)
    return Shards(manifest, parts)


@dataclass(frozen=True)
class Having:
    """What the index tells of one paper that has a term in a field: two numbers, or the weight alone."""

    times: int = 0
    length: int = 0
    weight: int | None = None


@dataclass(frozen=True)
class TermOfShards:
    order: int
    fields: tuple[dict[int, Having], ...]
    """For each field, places of papers."""


def read_terms(keys: Sequence[str], numbers: Sequence[int], digits: Sequence[int]) -> dict[str, TermOfShards]:
    """The terms, where lengths in a field have so many digits."""
    stream = iter(numbers)
    found = {key: TermOfShards(next(stream), tuple(_postings(stream, most) for most in digits)) for key in keys}
    assert next(stream, None) is None
    return found


def _postings(stream: Iterator[int], digits: int) -> dict[int, Having]:
    papers, is_weighed = divmod(next(stream), 2)
    if is_weighed:
        gaps = [next(stream) for _ in range(papers)]
        least, most = next(stream), next(stream)
        values = [Having(weight=least + beyond) for beyond in _digits(stream, papers, most)]
    else:
        steps = [divmod(next(stream), 2) for _ in range(papers)]
        gaps = [gap for gap, _ in steps]
        times = [next(stream) + 2 if is_repeated else 1 for _, is_repeated in steps]
        values = list(map(Having, times, _digits(stream, papers, digits)))
    places = [place - 1 for place in accumulate(gap + 1 for gap in gaps)]
    return dict(zip(places, values, strict=True))


def _digits(stream: Iterator[int], count: int, digits: int) -> list[int]:
    numbers = [0] * count
    for digit in range(digits):
        numbers = [number + next(stream) * 60**digit for number in numbers]
    return numbers


def read_pairs(keys: Sequence[str], numbers: Sequence[int]) -> list[tuple[str, int, dict[int, list[int]]]]:
    """Key, length of its first word, and for each field the places of the papers that have the pair there."""
    stream = iter(numbers)
    found = []
    for key in keys:
        length, mask = next(stream), next(stream)
        fields = {}
        for field in range(5):
            if mask >> field & 1:
                places = [-1]
                places += [next(stream) for _ in range(next(stream) + 1)]
                for at in range(1, len(places)):
                    places[at] += places[at - 1] + 1
                fields[field] = places[1:]
        found.append((key, length, fields))
    assert next(stream, None) is None
    return found


def vectors_of(found: Mapping[str, TermOfShards], averages: Sequence[float], count: int) -> dict[str, list[float]]:
    """Every field vector of the index, with weights worked out as the browser does, to the format's own rules."""
    vectors: dict[str, list[tuple[int, float]]] = {f"{f.name}/{n}": [] for n in range(count) for f in FIELDS}
    for one in found.values():
        frequency = sum(map(len, one.fields))
        idf = math.log(1 + abs((count - frequency + 0.5) / (frequency + 0.5)))
        for field, average, places in zip(FIELDS, averages, one.fields, strict=True):
            for place, having in places.items():
                if having.weight is not None:
                    weight = having.weight / 1000
                else:
                    norm = 1.2 * (1 - 0.75 + 0.75 * (having.length / average))
                    weight = round(idf * ((1.2 + 1) * having.times) / (norm + having.times) * field.boost, 3)
                vectors[f"{field.name}/{place}"].append((one.order, weight))
    return {name: [number for pair in sorted(found) for number in pair] for name, found in vectors.items()}


def lunrs_builder(documents: Sequence[Mapping[str, str]]) -> Builder:
    """lunr's own builder after it has been given documents, which may lack fields."""

    def expand(token, position=None, tokens=None):
        return [Token(found) for found in terms(token.string)]

    expand.label = "expand"
    builder = Builder()
    builder.ref("ref")
    for field in FIELDS:
        builder.field(field.name, field.boost)
    builder.pipeline.add(expand)
    builder.search_pipeline.add(pipeline_term)
    for number, document in enumerate(documents):
        words = {field.name: document.get(field.name, "").split() for field in FIELDS}
        builder.add({"ref": str(number), **words})
    return builder
