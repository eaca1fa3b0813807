"""The catalogue as a course: a module for each theme, with its reading path first and its other papers after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from site_builder.catalogue import Catalogue
from site_builder.model import Paper
from site_builder.references import Reference
from site_builder.references_names import one_line
from site_builder.text import readable
from site_builder.themes import Theme
from site_builder.urls import UNSORTED, paper_path, present_slug, theme_path


@dataclass(frozen=True, slots=True)
class Reading:
    """A paper to read."""

    slug: str
    path: str
    """Its page, as seen from the site's root."""
    title: str
    authors: tuple[str, ...]
    has_more: bool
    """Whether there are authors whose names the survey does not know."""
    year: str
    venue: str
    arxiv: str
    doi: str
    why: str
    """Why it stands where it does in a reading path; the survey's one line about it otherwise; may be empty."""


@dataclass(frozen=True, slots=True)
class Module:
    """A theme, or the papers that are in none."""

    number: int
    """Where it stands in the course, from 1."""
    id: str
    """The theme's; empty for the papers that are in none."""
    path: str
    """Its page, as seen from the site's root."""
    title: str
    scope: str
    steps: tuple[Reading, ...]
    """Its reading path, in order; may be empty."""
    others: tuple[Reading, ...]
    """Its other papers, the newest first; those that only its subthemes have are in the modules of these."""
    parent: str = ""
    """The id of the module that it is a part of; empty where it is part of none."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A survey as a course."""

    title: str
    description: str
    language: str
    updated: str
    """As an ISO date; empty when the survey does not say."""
    base: str
    """Where the site is published; empty when the survey does not say."""
    modules: tuple[Module, ...]
    """Each followed by its parts."""

    def branch(self, module: Module) -> tuple[Module, ...]:
        """A module and its parts, and the parts of these."""
        held = {module.id}
        found = [module]
        for one in self.modules:
            if one.parent and one.parent in held:
                held.add(one.id)
                found.append(one)
        return tuple(found)


def make_outline(catalogue: Catalogue) -> Outline:
    """Every theme as a module, and the papers without a theme as a last one, if there are any."""
    survey = catalogue.survey
    readings = {paper.slug: _reading(paper, catalogue.references[paper.slug]) for paper in catalogue.papers}
    newest = catalogue.places
    modules = [
        _module(number, theme, catalogue, readings, newest.__getitem__)
        for number, theme in enumerate(catalogue.themes, 1)
    ]
    if catalogue.unsorted:
        left = sorted((paper.slug for paper in catalogue.unsorted), key=newest.__getitem__)
        papers = tuple(readings[slug] for slug in left)
        modules.append(Module(len(modules) + 1, "", UNSORTED, "In no theme yet", "", (), papers))
    return Outline(
        title=_line(survey.title),
        description=_line(survey.description or survey.subtitle),
        language=survey.language,
        updated=(survey.updated and survey.updated.iso) or "",
        base=survey.base_url or "",
        modules=tuple(modules),
    )


def _module(
    number: int, theme: Theme, catalogue: Catalogue, readings: Mapping[str, Reading], place: Callable[[str], int]
) -> Module:
    steps = {}
    for step in theme.path:
        reading = readings.get(present_slug(step.paper, catalogue.redirects))
        if reading is not None:
            steps[reading.slug] = replace(reading, why=_line(step.why))
    others = sorted((paper.slug for paper in catalogue.papers_by_theme[theme.id] if paper.slug not in steps), key=place)
    return Module(
        number=number,
        id=theme.id,
        path=theme_path(theme.id),
        title=_line(theme.title),
        scope=_line(theme.scope),
        steps=tuple(steps.values()),
        others=tuple(readings[slug] for slug in others),
        parent=next((above.id for above in catalogue.trails[theme.id][-1:]), ""),
    )


def _reading(paper: Paper, reference: Reference) -> Reading:
    return Reading(
        slug=paper.slug,
        path=paper_path(paper.slug),
        title=reference.title,
        authors=tuple(map(one_line, paper.authors)),
        has_more=(paper.author_count or 0) > len(paper.authors) > 0,
        year=str(paper.year) if paper.year is not None else "",
        venue=_line(paper.venue) if paper.venue else "",
        arxiv=paper.arxiv or "",
        doi=paper.doi or "",
        why=reference.gist,
    )


def _line(text: str) -> str:
    """Text as one line that every format can hold."""
    return one_line(readable(text))
