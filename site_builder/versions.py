"""The versions of what pages say: marks that stay the same as long as the content does, on every machine.

Whoever cites a page that goes on changing can say which state of it was meant. A mark is made of the values alone that
a page is made from, and of nothing else: no template, no version of the tool, no address. It is the first 12 hex digits
of a SHA-256.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from site_builder.catalogue import Catalogue
from site_builder.facets import parse_keyword
from site_builder.model import Date, Locator, Paper
from site_builder.themes import Theme
from site_builder.urls import present_slug

_LENGTH = 12
# Controls that no text of a survey holds: values cannot run into each other unnoticed.
_NEXT, _NEXT_LIST = "\x1f", "\x1e"


def theme_versions(catalogue: Catalogue) -> Mapping[str, str]:
    """Theme id to version: of its text and reading path, and of what the survey says of its papers."""
    papers = {paper.slug: _mark(_paper_values(paper)) for paper in catalogue.papers}
    return {
        theme.id: _mark(
            (
                *_theme_values(theme, catalogue.redirects),
                *(papers[paper.slug] for paper in catalogue.papers_by_branch[theme.id]),
                *(part.id for part in catalogue.themes if part.parent == theme.id),
            )
        )
        for theme in catalogue.themes
    }


def survey_version(catalogue: Catalogue, themes: Mapping[str, str]) -> str:
    """The version of the whole survey, abstracts included; ``themes`` is what :func:`theme_versions` says of it."""
    survey = catalogue.survey
    return _mark(
        (
            *(survey.title, survey.subtitle, survey.description, *survey.editors),
            *(survey.home, survey.about, survey.methods),
            *(part for pair in themes.items() for part in pair),
            *(_mark(_paper_values(paper)) for paper in catalogue.unsorted),
            *(paper.abstract or "" for paper in catalogue.papers),
        )
    )


def _mark(values: Iterable[str]) -> str:
    return hashlib.sha256(_NEXT.join(values).encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def _theme_values(theme: Theme, redirects: Mapping[str, str]) -> Iterable[str]:
    yield from (theme.id, theme.title, theme.scope, theme.text)
    for step in theme.path:
        yield from (present_slug(step.paper, redirects), step.why)


def _paper_values(paper: Paper) -> tuple[str, ...]:
    """What pages say of a paper besides its abstract."""
    findings = paper.findings
    results = (
        _NEXT_LIST.join((result.measure, result.value, result.dataset or "", result.setting or ""))
        for result in findings.results
    )
    return (
        *(paper.slug, paper.title, _NEXT_LIST.join(paper.authors), str(paper.author_count or ""), _day(paper.date)),
        *(paper.venue or "", paper.arxiv or "", paper.doi or ""),
        *((repr(paper.locator),) if paper.locator != Locator() else ()),
        *(f"{link.label}{_NEXT_LIST}{link.url}" for link in paper.links),
        *(paper.note, findings.gist or "", findings.name or "", findings.kind or ""),
        *(_NEXT_LIST.join(findings.tasks), _NEXT_LIST.join(findings.datasets)),
        *results,
        *(keyword for keyword in paper.keywords if parse_keyword(keyword)),
    )


def _day(date: Date | None) -> str:
    return (date.iso or date.text) if date else ""
