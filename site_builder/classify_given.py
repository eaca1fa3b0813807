"""What theme files say of papers besides rules: a keyword or a field that puts a paper into a theme by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from site_builder.facets import keyword_key
from site_builder.model import Paper
from site_builder.references_venue import parse_venue
from site_builder.text import title_key
from site_builder.themes import AUTHOR, DATASET, KEYWORD, KIND, LISTED, TASK, VENUE, YEAR, Given, Theme, years_of

Mark = tuple[str, str]
"""A way of being given, and what a paper must have for it."""

Givens = Mapping[Mark, Sequence[tuple[str, Given]]]
"""What papers may have to the ids of the themes that they are in then."""


def compile_givens(themes: Iterable[Theme]) -> Givens:
    """The keywords and fields of all themes, ready to be looked up."""
    found: dict[Mark, list[tuple[str, Given]]] = {}
    for theme in themes:
        for given in theme.givens:
            for mark in _marks(given):
                found.setdefault(mark, []).append((theme.id, given))
    return found


def _marks(given: Given) -> Iterator[Mark]:
    if given.way == YEAR:
        yield from ((YEAR, str(year)) for year in years_of(given.value))
    elif given.way == KEYWORD:
        yield KEYWORD, keyword_key(given.value)
    elif given.way != LISTED:
        yield given.way, title_key(given.value)


def given_themes(paper: Paper, givens: Givens, listed: Mapping[str, Given]) -> dict[str, tuple[Given, ...]]:
    """The themes that a paper is given, each with why, the strongest reason first.

    ``listed`` are those whose files list it. That was said of this one paper and is the strongest; a keyword was said
    of it too, and a field says the least.
    """
    found: dict[str, dict[Given, None]] = {theme: {given: None} for theme, given in listed.items()}
    for mark in _marks_of(paper) if givens else ():
        for theme, given in givens.get(mark, ()):
            found.setdefault(theme, {})[given] = None
    return {theme: tuple(sorted(because, key=strength)) for theme, because in found.items()}


def strength(given: Given) -> int:
    """How little a reason says of a paper: 0 for the strongest."""
    return (LISTED, KEYWORD).index(given.way) if given.way in (LISTED, KEYWORD) else 2


def _marks_of(paper: Paper) -> Iterator[Mark]:
    findings = paper.findings
    yield from ((KEYWORD, keyword_key(keyword)) for keyword in paper.keywords)
    for venue in filter(None, (paper.venue, *(place.venue for place in paper.appearances))):
        yield VENUE, title_key(venue)
        yield VENUE, title_key(parse_venue(venue).name)
    yield YEAR, str(paper.year)
    yield KIND, title_key(findings.kind or "")
    measured_on = (result.dataset for result in findings.results if result.dataset)
    named = ((TASK, findings.tasks), (DATASET, (*findings.datasets, *measured_on)), (AUTHOR, paper.authors))
    yield from ((way, title_key(name)) for way, names in named for name in names)
