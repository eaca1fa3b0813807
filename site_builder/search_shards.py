"""Sorted keys into the parts of which a search page loads those that it needs: the format, as it lies in a site."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

from site_builder.search_packing import NOTHING_SHARED, front_coded, shared_start

FOLDER = "assets/search"
MANIFEST = f"{FOLDER}/manifest.js"
"""The one file of search whose name never changes."""
FORMAT = 1

LEAF = 6_000
VOCABULARY_LEAF = 32_000
"""About how many characters a leaf has."""
LEAVES_OF_A_BLOCK = 128

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_HASH_LENGTH = 10

Node = tuple[int, str]
"""What the manifest has of a family: the level, and the bounds of its blocks or leaves."""


def cut_family(name: str, keyed: Iterable[tuple[str, str]], size: int = LEAF) -> tuple[Node, dict[str, str]]:
    """Cut sorted keys with their packed values into leaves; the family's node, and its parts as JSON by name."""
    parts: dict[str, str] = {}
    bounds: list[str] = []
    keys: list[str] = []
    values: list[str] = []
    length = 0
    before = ""
    for key, value in keyed:
        start, shared = shared_start(key, before)
        added = len(key) - start + 2 + len(value)
        if length + added > size and key != before and keys:
            parts[f"{name}/{len(parts)}"] = _leaf(keys, values)
            keys, values, length = [], [], 0
        if keys:
            keys.append(shared + key[start:])
        else:
            bounds.append(_bound(key, before) if bounds else "")
            keys.append(NOTHING_SHARED + key)
        values.append(value)
        length += added
        before = key
    if keys:
        parts[f"{name}/{len(parts)}"] = _leaf(keys, values)
    node, blocks = _node(name, bounds)
    return node, {**parts, **blocks}


def _bound(key: str, before: str) -> str:
    """The shortest beginning of a key by which it stands behind the one before it."""
    end = 1
    while before.startswith(key[:end]):
        end += 1
    return key[:end]


def _leaf(keys: Sequence[str], values: Sequence[str]) -> str:
    # Keys are letters and figures, and packed numbers have neither quote nor backslash: JSON writes them as they are.
    return f'["{" ".join(keys)}","{"".join(values)}"]'


def _node(name: str, bounds: Sequence[str]) -> tuple[Node, dict[str, str]]:
    level = 0
    folder = name
    parts: dict[str, str] = {}
    while len(bounds) > LEAVES_OF_A_BLOCK:
        level += 1
        folder += "/bounds"
        starts = range(0, len(bounds), LEAVES_OF_A_BLOCK)
        for number, at in enumerate(starts):
            parts[f"{folder}/{number}"] = _json(front_coded(bounds[at : at + LEAVES_OF_A_BLOCK]))
        bounds = [bounds[at] for at in starts]
    return (level, front_coded(bounds)), parts


def search_files(parts: Mapping[str, str], manifest: Mapping[str, object]) -> dict[str, bytes]:
    """The files of a site: all parts under an address that tells what they are, and the manifest that names it."""
    digest = hashlib.sha256()
    for name in sorted(parts):
        digest.update(f"{name}\n{parts[name]}\n".encode())
    build = digest.hexdigest()[:_HASH_LENGTH]
    files = {
        f"{FOLDER}/{build}/{name}.js": f'surveySearchPart("{build}","{name}",{_as_script(parts[name])});\n'.encode()
        for name in sorted(parts)
    }
    head = _as_script(_json({"format": FORMAT, "build": build, **manifest}))
    return {MANIFEST: f"surveySearchManifest({head});\n".encode(), **files}


def _as_script(data: str) -> str:
    # JSON may hold these two line ends as they are; JavaScript of before 2019 may not.
    return data.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
