"""Papers as results show them, what lists of them are narrowed by, and the titles under which they are known."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from site_builder.search_packing import first_units, order_of, pack, units
from site_builder.search_terms import spelt_words
from site_builder.search_texts import PaperRow, PaperTexts, SearchRows, known_as
from site_builder.text import sort_key, title_key

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

_BYTES_OF_A_PART = 1200
_MOST_IN_A_PART = 16
_UNITS_OF_A_TITLE = 24
_APART = 1
"""What a card has instead of an abstract that stands apart."""
_NONE = _json("")

TitleKey = tuple[str, int, int, int]
"""What a paper is found by, with kind, whole length and place."""


class Card(NamedTuple):
    """What results show of a paper, as JSON."""

    head: str
    """What is there of every result."""
    abstract: str
    """What is fetched where a word that was asked for is not in the head."""


def make_card(paper: PaperTexts) -> Card:
    """The card of a paper. The abstract is in its head where there is neither gist nor note to show instead."""
    row = paper.row
    gist, note, abstract, *others = paper.texts
    is_apart = bool(abstract) and bool(gist or note)
    texts = [gist, note, _APART if is_apart else abstract, *others]
    more = int(row.has_more_authors)
    head = [row.slug, paper.title, row.authors, more, row.year, row.themes, row.name, texts]
    return Card(_json(head), _json(abstract) if is_apart else _NONE)


def cut_cards(cards: Sequence[Card]) -> tuple[int, dict[str, str]]:
    """Cards into parts of as many as make about 1,200 bytes with their abstracts; how many that are, and the parts."""
    average = sum(len(card.head.encode()) + len(card.abstract.encode()) for card in cards) / max(len(cards), 1)
    size = max(1, min(_MOST_IN_A_PART, round(_BYTES_OF_A_PART / max(average, 1))))
    parts = {}
    for number, at in enumerate(range(0, len(cards), size)):
        heads, abstracts = zip(*cards[at : at + size], strict=True)
        parts[f"papers/{number}"] = f"[{','.join(heads)}]"
        if set(abstracts) != {_NONE}:
            parts[f"abstracts/{number}"] = f"[{','.join(abstracts)}]"
    return size, parts


def title_keys(paper: PaperTexts, place: int) -> list[TitleKey]:
    """The keys under which a paper is found by its title, with kind, whole length and place."""
    found = []
    for kind, title in known_as(paper):
        whole = "".join(spelt_words(title))
        if whole:
            found.append((first_units(whole, _UNITS_OF_A_TITLE), kind, units(whole), place))
    return list(dict.fromkeys(found))


def sorted_titles(keys: Iterable[TitleKey]) -> list[tuple[str, str]]:
    """All papers' title keys in order, with their packed values."""
    keys = list(keys)
    order = order_of(key for key, *_ in keys) or str
    keys.sort(key=lambda found: (order(found[0]), *found[1:]))
    return [(key, pack(kind) + pack(length) + pack(place)) for key, kind, length, place in keys]


def make_columns(rows: SearchRows) -> dict[str, str]:
    """What lists of papers are narrowed by: name of the column to its JSON, without columns that are empty."""
    papers = rows.papers
    years = [paper.year for paper in papers if paper.year]
    first = min(years, default=0)
    kinds = sorted({paper.kind for paper in papers if paper.kind})
    columns = {
        "theme": _listed(_theme_names(rows), [(*paper.themes, *paper.above) for paper in papers]),
        "task": _named([paper.tasks for paper in papers]),
        "dataset": _named([paper.datasets for paper in papers]),
        "year": _column([first], [paper.year - first + 1 if paper.year else 0 for paper in papers]),
        "kind": _column(kinds, [kinds.index(paper.kind) + 1 if paper.kind else 0 for paper in papers]),
        "code": _column([], [int(paper.has_code) for paper in papers]),
        **{
            name: _listed(values, [paper.values[number] for paper in papers])
            for number, (name, values) in enumerate(rows.facets)
        },
        "slug": _json([" ".join(paper.slug for paper in papers), ""]),
    }
    is_used = {
        "theme": bool(rows.themes),
        "task": any(paper.tasks for paper in papers),
        "dataset": any(paper.datasets for paper in papers),
        "year": bool(years),
        "kind": bool(kinds),
        "code": any(paper.has_code for paper in papers),
        "slug": True,
    }
    return {name: column for name, column in columns.items() if is_used.get(name, True)}


def year_span(papers: Iterable[PaperRow]) -> list[int] | None:
    """The first and the last year; None when none is known."""
    years = [paper.year for paper in papers if paper.year]
    return [min(years), max(years)] if years else None


def _named(names: Sequence[Sequence[str]]) -> str:
    """A column of names; those that differ in no more than case, accents or punctuation are one, as on the pages."""
    written: dict[str, Counter[str]] = {}
    keys = [[title_key(name) for name in own] for own in names]
    for own, own_keys in zip(names, keys, strict=True):
        for name, key in zip(own, own_keys, strict=True):
            written.setdefault(key, Counter())[name] += 1
    shown = {key: min(found, key=lambda name: (-found[name], name)) for key, found in written.items()}
    ordered = sorted(shown, key=lambda key: sort_key(shown[key]))
    numbers = {key: number for number, key in enumerate(ordered)}
    return _listed([shown[key] for key in ordered], [[*dict.fromkeys(numbers[key] for key in own)] for own in keys])


def _theme_names(rows: SearchRows) -> list[tuple[str | int, ...]]:
    """Id and title of each theme, and the place of its parent where it has one."""
    parents = rows.parents or (None,) * len(rows.themes)
    return [
        (*theme, *(() if parent is None else (parent,))) for theme, parent in zip(rows.themes, parents, strict=True)
    ]


def _listed(names: object, numbers: Iterable[Sequence[int]]) -> str:
    return _column(names, [number for own in numbers for number in (len(own), *own)])


def _column(names: object, values: Iterable[int]) -> str:
    return _json([names, "".join(map(pack, values))])
