"""What is found by words, cut into parts of which a page loads those that a query needs: the format of search files.

All are classic scripts of one statement, so that they load from disk as well as from a server, and UTF-8:

- ``assets/search/manifest.js``, the one stable name: ``surveySearchManifest({...});``
- ``assets/search/<build>/<name>.js``: ``surveySearchPart("<build>","<name>",<JSON>);``, a *part*. Ten hex digits of a
  hash over all parts are the build, so that what lies under an address never changes and may be kept for ever, and
  who holds an old manifest meets a part that is missing, never one that does not fit.

Papers are known by *place*, their number from the latest year to the earliest (see ``Catalogue.newest_first``), which
is also the reference that lunr knows them by. Numbers and keys are written as ``search_packing`` tells.

**Families** are sorted keys with values. A family is cut into *leaves*, the parts ``<family>/<n>``, each ``[keys,
values]``: keys front-coded, values packed one after the other; a key with several values stands there as often, and
no leaf ends between them. The manifest has for each family ``[level, bounds]``. At level 0, bounds are front-coded
texts, of which the i-th is not greater than any key of leaf i and greater than all before; the first is empty. A
family of more than 128 leaves is of level 1: the manifest's bounds are those of blocks of 32 leaves, and block b, the
part ``<family>/bounds/<b>``, has the bounds of its leaves; level 2 repeats that in ``<family>/bounds/bounds/<b>`` when
there are more than 128 blocks.
A family without keys has no bounds at all. Strings are compared by UTF-16 units, as JavaScript does.

=============  ====================================================================================================
terms          lunr's inverted index. The value of a term is its number in the order in which lunr's builder first
               meets it; then for each field, in the manifest's order, its papers: how many, doubled, and plus 1 where
               weights follow. Without that: for each the gap since the paper before (0 for the next place), doubled,
               plus 1 when the field has the term more than once; for each of those that have it so how often beyond
               2; then the numbers of the field's terms as *digits*, as many as ``digits`` of the manifest says for
               the field: to the base of 60 for each paper the lowest, for each paper the next, and so on. With it:
               for each its gap; the least of the weights; of how many digits is what each has beyond that; and those.
               Weights are in thousandths, as below, and stand there where they are fewer different numbers than
               lengths are: for terms that most papers have
vocabulary     the terms again without values, to be looked through for near spellings and inner wildcards
pairs          two words side by side, written together: ``fewshot`` for few shot. Value: the length of the first
               word; a mask of the fields where they are; for each of those the number of papers less 1, and their
               gaps. No pair crosses a line, and its words are not stemmed (``search_terms.spelt_words``). Fields:
               0 title (title; name), 1 text (gist; note; abstract; tasks and data sets), 2 author (each one),
               3 theme (each id; each title), 4 facts (venue and identifiers, a part of the field text)
titles         what papers are called, as the words of a line written together, cut to 24 units. Value: 0 for a
               title, 1 for its opening, 2 for a short name; the length of the whole in units; the place
words          words as they are written, folded, for corrections. Value: a mask of lunr's fields; how often
=============  ====================================================================================================

The weight of a term in a field of a paper is what lunr makes of these: with N papers, d the sum of papers over all
fields of the term, t how often the field has it, l the field's length and a the manifest's average length of it,
``round(log(1 + abs((N - d + 0.5) / (d + 0.5))) * (2.2 * t) / (1.2 * (0.25 + 0.75 * l / a) + t) * boost, 3)``.

**Cards** are what results show: the part ``papers/<n>`` is a list of ``perPart`` of them, ``[slug, title, authors, 1
where there are more, year or null, [numbers of themes], short name, [gist, note, abstract, terms, facts]]``. The
abstract of a paper that has a gist or a note as well is 1 there, and is fetched where a result shows a passage of it:
it is in the part ``abstracts/<n>``, which has as many texts as ``papers/<n>`` has cards, the others empty.

**Columns** are what results are narrowed by, for all papers by place: ``columns/<name>`` is ``[names, packed]``. For
``theme``, ``task`` and ``dataset`` packed are the number of names and then their numbers (a theme that is part of
another has that one's number behind its title, and papers have both); for ``kind`` a number plus
1, or 0; for ``year``, whose only name is the first year, the years since that plus 1, or 0; for ``code`` 0 or 1.
``slug`` is ``[all slugs with a space between, ""]``. The facets that keywords make are columns under their own ids, as
``theme`` is: their names are ``[key, title]``. A column without any value does not exist.

**The manifest** has ``format``, ``build``, ``count`` of papers, ``order`` (the mark of their order, which pages carry
too), ``perPart``, ``fields`` with their boosts, their ``averages`` and ``digits`` of lengths, ``themes`` with their
titles, ``years`` (first and last, or null), ``families`` and the names of ``columns``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from site_builder.search_packing import NOTHING_SHARED, front_coded, shared_start

FOLDER = "assets/search"
MANIFEST = f"{FOLDER}/manifest.js"
"""The one file of search whose name never changes."""
FORMAT = 3

SMALLEST_LEAF = 400
LEAF = 3_000
VOCABULARY_LEAF = 32_000
"""About how many characters a leaf has."""
FEW_PAPERS = 2_000
"""In surveys of no more papers than this leaves of pairs have half as many, as they are not many files even so."""
MOST_BOUNDS = 128
"""Bounds of a family that the manifest has itself."""
LEAVES_OF_A_BLOCK = 32
_AIMED_AT = 108
"""Leaves of which those bounds are, with some to spare as leaves are seldom full."""

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_HASH_LENGTH = 10

Node = tuple[int, str]
"""What the manifest has of a family: the level, and the bounds of its blocks or leaves."""


def leaf_size(keyed: Iterable[tuple[str, str]]) -> int:
    """About how many characters the leaves of a family best have: as few as leave all its bounds in the manifest."""
    whole = sum(len(key) + len(value) for key, value in keyed)
    return min(LEAF, max(SMALLEST_LEAF, whole // _AIMED_AT))


def pairs_leaf_size(papers: int) -> int:
    """About how many characters the leaves of pairs have in a survey of so many papers."""
    return LEAF // 2 if papers <= FEW_PAPERS else LEAF


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
    while len(bounds) > MOST_BOUNDS:
        level += 1
        folder += "/bounds"
        starts = range(0, len(bounds), LEAVES_OF_A_BLOCK)
        for number, at in enumerate(starts):
            parts[f"{folder}/{number}"] = _json(front_coded(bounds[at : at + LEAVES_OF_A_BLOCK]))
        bounds = [bounds[at] for at in starts]
    return (level, front_coded(bounds)), parts


def search_files(parts: dict[str, str], manifest: Mapping[str, object]) -> Iterator[tuple[str, bytes]]:
    """The files of a site: all parts under an address that tells what they are, and the manifest that names it.

    Each part is taken out of ``parts`` as its file is made.
    """
    digest = hashlib.sha256()
    for name in sorted(parts):
        digest.update(f"{name}\n{parts[name]}\n".encode())
    build = digest.hexdigest()[:_HASH_LENGTH]
    head = _as_script(_json({"format": FORMAT, "build": build, **manifest}))
    yield MANIFEST, f"surveySearchManifest({head});\n".encode()
    for name in sorted(parts):
        part = _as_script(parts.pop(name))
        yield f"{FOLDER}/{build}/{name}.js", f'surveySearchPart("{build}","{name}",{part});\n'.encode()


def _as_script(data: str) -> str:
    # JSON may hold these two line ends as they are; JavaScript of before 2019 may not.
    return data.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
