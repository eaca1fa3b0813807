"""The themes that papers are given without any points: by a list of papers, a keyword or a field in a theme's file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from site_builder.facets import keyword_key
from site_builder.given_lists import find_listed
from site_builder.model import Paper
from site_builder.problems import Problem
from site_builder.references_venue import parse_venue
from site_builder.terms import DATASET as DATASETS
from site_builder.terms import TASK as TASKS
from site_builder.terms import OtherNames
from site_builder.text import title_key
from site_builder.themes import (
    AUTHOR,
    DATASET,
    KEYWORD,
    KIND,
    LISTED,
    TASK,
    VENUE,
    YEAR,
    Given,
    GivenThemes,
    Theme,
    years_of,
)

_Mark = tuple[str, str]
"""A way of being given, and what a paper must have for it."""


def give_themes(
    papers: Sequence[Paper],
    themes: Sequence[Theme],
    redirects: Mapping[str, str] | None = None,
    other_names: OtherNames | None = None,
) -> tuple[GivenThemes, tuple[Problem, ...]]:
    """The themes that papers are given, each with why, the surest reason first.

    ``redirects`` lead from retired slugs to present ones, ``other_names`` are those of tasks and data sets. What a list
    names and no paper is, is a problem.
    """
    listed, problems = find_listed(themes, papers, redirects or {})
    marked: dict[_Mark, list[tuple[str, Given]]] = {}
    names = _Names(other_names or {}, {given.way for theme in themes for given in theme.givens})
    for theme in themes:
        for given in theme.givens:
            for mark in names.marks(given):
                marked.setdefault(mark, []).append((theme.id, given))
    found = {}
    for paper in papers if listed or marked else ():
        own: dict[str, dict[Given, None]] = {}
        said = [one for mark in names.marks_of(paper) for one in marked.get(mark, ())] if marked else []
        for theme_id, given in (*listed.get(paper.slug, {}).items(), *said):
            own.setdefault(theme_id, {})[given] = None
        if own:
            found[paper.slug] = {one: tuple(sorted(because, key=_rank)) for one, because in own.items()}
    return found, problems


def _rank(given: Given) -> int:
    return given.rank


class _Names:
    """What texts of theme files and of papers have in common when they mean the same."""

    def __init__(self, other_names: OtherNames, ways: Set[str]) -> None:
        self._ways = ways
        self._main = {
            (way, title_key(other)): title_key(name)
            for way, kind in ((TASK, TASKS), (DATASET, DATASETS))
            for name, others in other_names.get(kind, {}).items()
            for other in others
        }

    def _mark(self, way: str, text: str) -> _Mark:
        key = title_key(text)
        return way, self._main.get((way, key), key)

    def marks(self, given: Given) -> Iterator[_Mark]:
        """What a paper must have one of."""
        if given.way == YEAR:
            yield from ((YEAR, str(year)) for year in years_of(given.value))
        elif given.way == KEYWORD:
            yield KEYWORD, keyword_key(given.value)
        elif given.way != LISTED:
            yield self._mark(given.way, given.value)

    def marks_of(self, paper: Paper) -> Iterator[_Mark]:
        """What a paper has, of what themes are given by."""
        findings = paper.findings
        measured_on = (result.dataset for result in findings.results if result.dataset)
        named: dict[str, Iterable[str]] = {
            VENUE: filter(None, (paper.venue, *(place.venue for place in paper.appearances))),
            KIND: filter(None, (findings.kind,)),
            TASK: findings.tasks,
            DATASET: (*findings.datasets, *measured_on),
            AUTHOR: paper.authors,
        }
        if KEYWORD in self._ways:
            yield from ((KEYWORD, keyword_key(keyword)) for keyword in paper.keywords)
        for way in (way for way in named if way in self._ways):
            for name in named[way]:
                yield self._mark(way, name)
                if way == VENUE:
                    yield self._mark(way, parse_venue(name).name)
        if YEAR in self._ways:
            yield YEAR, str(paper.year)
