"""Keywords of the form ``facet:value`` into the facets of a survey, by which its papers are narrowed.

``data_type:graph`` says that a paper has the value *graph* of the facet *Data type*. What stands before the colon is
one word, which begins with a letter; what stands behind it begins with a letter or a digit. So addresses
(``https://…``), times (``12:30``) and headings with a blank before their colon are plain keywords. Identifiers and the
codes of classifications (``arXiv:1234``, ``MSC:68T07``) make a facet only where ``survey.yaml`` names it: hardly two
papers share one. Case, accents, hyphens and underscores make no difference, in facets and in values.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from site_builder.model import Paper
from site_builder.problems import Origin, Problem, info
from site_builder.text import fold, shortened, slug_of, sort_key
from site_builder.yaml_fields import nearest

MOST = 12
"""So many facets at most, those of most papers, besides the ones that ``survey.yaml`` names."""

_KEYWORD = re.compile(r"([^\W\d_][\w-]{0,39}):\s*([^\W_].*)", re.DOTALL)
# What addresses of the search page mean already, and what every object of JavaScript has: such a facet is called
# ``keyword_task`` there.
_MEANT = frozenset(
    (
        *("theme", "year", "kind", "code", "task", "dataset", "venue"),
        *("slug", "q", "from", "to", "sort", "spelling", "constructor"),
    )
)
_RESERVED = "keyword_"
_BETWEEN = re.compile(r"[\s_-]+")
_UNDERSCORES = re.compile(r"[\s_]+")
_NAMED_ONLY = frozenset(
    (
        *("arxiv", "doi", "eprint", "hdl", "isbn", "issn", "mailto", "orcid", "pmcid", "pmid", "url", "urn"),
        *("acm", "bbk", "ccs", "ddc", "jel", "lcc", "lcsh", "mesh", "msc", "pacs", "udc"),
    )
)


class FacetValue(NamedTuple):
    """What one keyword says."""

    facet: str
    """The facet's id: ``data_type``."""
    key: str
    """What the value shares with every way of writing it."""
    name: str
    """What stands before the colon."""
    value: str
    """What stands behind it."""


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """What ``survey.yaml`` says of a facet."""

    label: str
    """What pages call it; empty for its usual name."""
    is_off: bool
    origin: Origin


FacetChoices = Mapping[str, FacetChoice]
"""Id of a facet to what is said of it, in the order in which pages show those that are on."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One of the survey's own facets."""

    id: str
    """Its name in addresses and data: lower-case ASCII letters, digits and underscores."""
    label: str
    titles: Mapping[str, str]
    """Key of each value to the value as it is written most often, from A to Z."""
    values: Mapping[str, tuple[str, ...]]
    """Slug of each paper that has any to the keys of its values, from A to Z."""


@lru_cache(maxsize=65536)
def parse_keyword(keyword: str) -> FacetValue | None:
    """What a keyword says of a facet, whether or not that is one of the survey's; None for a plain keyword."""
    found = _KEYWORD.fullmatch(keyword.strip()) if ":" in keyword else None
    if found is None:
        return None
    name, value = found[1], " ".join(found[2].split())
    return FacetValue(facet_id(name), _value_key(value), name, value)


@lru_cache(maxsize=4096)
def facet_id(name: str) -> str:
    """The id of a facet as it is written: ``Data-Type`` becomes ``data_type``."""
    plain = slug_of(name).replace("-", "_")
    return f"{_RESERVED}{plain}" if plain in _MEANT else plain


def keyword_key(keyword: str) -> str:
    """What two keywords share when they say the same."""
    found = parse_keyword(keyword)
    return f"{found.facet}:{found.key}" if found else _value_key(keyword)


@lru_cache(maxsize=16384)
def _value_key(text: str) -> str:
    return _BETWEEN.sub(" ", fold(text)).strip()


@dataclass(slots=True)
class _Gathered:
    names: Counter[str] = field(default_factory=Counter)
    spellings: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    papers: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))


def gather_facets(
    papers: Iterable[Paper], choices: FacetChoices | None, origin: Origin
) -> tuple[tuple[Facet, ...], tuple[Problem, ...]]:
    """The facets that the keywords of papers make: those that ``choices`` name in that order, then the others from A
    to Z; none where it is None.

    A facet that is named and that no paper has is told, as are those that :data:`MOST` leaves out, at ``origin``.
    """
    if choices is None:
        return (), ()
    found: dict[str, _Gathered] = {}
    for paper in papers:
        for keyword in paper.keywords:
            said = parse_keyword(keyword)
            if said and (said.facet in choices or said.facet not in _NAMED_ONLY):
                one = found.get(said.facet) or found.setdefault(said.facet, _Gathered())
                one.names[said.name] += 1
                one.spellings[said.key][said.value] += 1
                one.papers[paper.slug][said.key] = None
    problems = [_unused(name, choice, found) for name, choice in choices.items() if name not in found]
    named = [name for name, choice in choices.items() if name in found and not choice.is_off]
    others = sorted(found.keys() - choices.keys(), key=lambda name: (-len(found[name].papers), name))
    if others[MOST:]:
        left = shortened(", ".join(others[MOST:]))
        message = f"{MOST} facets are made of keywords, and {len(others) - MOST} more are not: {left}"
        problems.append(info("many-facets", origin, message, "Name under `facets` those that you want."))
    labels = {
        name: _label(found[name], choices.get(name), is_reserved=name.startswith(_RESERVED))
        for name in (*named, *others)
    }
    shown = (*named, *sorted(others[:MOST], key=lambda name: sort_key(labels[name])))
    return tuple(_facet(name, labels[name], found[name]) for name in shown), tuple(problems)


def _unused(name: str, choice: FacetChoice, found: Iterable[str]) -> Problem:
    close = nearest(name, found)
    hint = f"Did you mean `{close}`?" if close else f"A paper has it by a keyword such as `{name}:value`."
    return info("unknown-facet", choice.origin, f"no paper has a keyword of the facet `{name}`", hint)


def _label(gathered: _Gathered, choice: FacetChoice | None, *, is_reserved: bool) -> str:
    if choice and choice.label:
        return choice.label
    plain = _BETWEEN.sub(" ", _most_written(gathered.names)).strip()
    return f"{plain[:1].upper()}{plain[1:]}{', by keyword' if is_reserved else ''}"


def _facet(name: str, label: str, gathered: _Gathered) -> Facet:
    written = {key: _UNDERSCORES.sub(" ", _most_written(all_of)).strip() for key, all_of in gathered.spellings.items()}
    titles = dict(sorted(written.items(), key=lambda one: (sort_key(one[1]), one[0])))
    places = {key: place for place, key in enumerate(titles)}
    values = {slug: tuple(sorted(keys, key=places.__getitem__)) for slug, keys in gathered.papers.items()}
    return Facet(name, label, titles, values)


def _most_written(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))
