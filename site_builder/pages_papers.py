"""The page of each paper."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from site_builder import urls
from site_builder.catalogue import Page
from site_builder.citation_styles import Formatted
from site_builder.facets import Facet
from site_builder.model import Appearance, Link, Paper
from site_builder.pages_findings import FindingsView, citations_in, findings_view
from site_builder.pages_views import Head, Ref, Views, make_page
from site_builder.pages_wording import (
    as_sentences,
    citation,
    count_words,
    date_words,
    locator_words,
    place_words,
    points_words,
    record_kind_words,
    with_capital,
)
from site_builder.text import readable
from site_builder.themes import LISTED, Assignment, Evidence
from site_builder.venues import venue_search

_BLANK_LINE = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Reason:
    """One phrase that decided about a theme."""

    found: str
    phrase: str
    """The rule's own phrase where it differs from what was found; empty otherwise."""
    where: str
    count: int
    points: str


@dataclass(frozen=True, slots=True)
class Filing:
    """A paper's place in a theme, in words."""

    theme: Ref
    place: str
    """The theme's page at the line of this paper."""
    trail: tuple[Ref, ...]
    """The themes that the theme is a part of, the outermost first."""
    why: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class OutsideLink:
    """A link to a paper elsewhere."""

    label: str
    url: str
    detail: str
    """The identifier, or the host it leads to; empty when the label says it."""


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Where a record of the paper stands."""

    kind: str
    place: str


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper on its own page."""

    slug: str
    title: str
    authors: tuple[Ref, ...]
    authors_note: str
    """What is to be said of the authors besides their names; empty when the names say it all."""
    date: str
    venue: str
    locator: str
    """Volume, issue and pages in words; empty where nobody says them, or ``venue`` does."""
    venue_path: str
    """The search for all papers of the venue; empty where lists cannot be narrowed by it."""
    appearances: tuple[str, ...]
    """The places where it appeared, each with its date, where there are several."""
    links: tuple[OutsideLink, ...]
    filings: tuple[Filing, ...]
    findings: FindingsView
    facets: tuple[tuple[str, tuple[Ref, ...]], ...]
    """Label of each facet that its keywords name, with links to the search for its values."""
    note: str
    """Markdown."""
    abstract: tuple[str, ...]
    """Its paragraphs, plain text; empty when the survey does not hold it."""
    records: tuple[RecordPlace, ...]
    added: str
    citation: str
    formatted: tuple[Formatted, ...]
    bibtex: str
    data: str
    """The address of its reference's files, without the suffix of their format."""


Homes = Mapping[str, Mapping[str, str]]
"""Id of each theme whose list is cut, and slug of a paper, to the page that lists it."""


class PaperPages:
    """The pages of papers, each made when it is asked for, because all of them together are large.

    ``author_paths`` leads from a name as printed to where the authors' pages list it.
    """

    def __init__(self, views: Views, author_paths: Mapping[str, str], homes: Homes) -> None:
        self._views = views
        self._author_paths = author_paths
        self._homes = homes
        self._neighbours = _neighbours(views)
        self.sketches = tuple(_sketch(paper, views) for paper in views.catalogue.papers)
        """What there is to know of each page before it is made: its path and its canonical address."""
        self._bibtex = views.catalogue.bibtex  # made here, once for all processes that are forked later

    def finish(self, page: Page) -> Page:
        """The page of a sketch; any other page as it is."""
        slug = page.context.get("sketch_of")
        if slug is None:
            return page
        views = self._views
        paper, line = views.papers[slug], views.lines[slug]
        description = line.gist or as_sentences(line.title, line.authors, line.imprint, f"In: {views.site.title}")
        newer, older = self._neighbours.get(slug, (None, None))
        return make_page(
            views,
            line.path,
            "paper.html",
            (line.title, description, ""),
            paper=_paper_view(paper, views, self._author_paths, self._homes),
            citations=citations_in(views, paper.note),
            shelf=line.themes[0] if line.themes else None,
            trail=views.trails[chief[0].theme] if (chief := views.catalogue.assignments[slug]) else (),
            newer=newer,
            older=older,
        )


def _sketch(paper: Paper, views: Views) -> Page:
    line, base = views.lines[paper.slug], views.catalogue.survey.base_url
    head = Head(line.title, "", line.path, f"{base}{line.path}" if base else "")
    return Page(line.path, "paper.html", {"head": head, "sketch_of": paper.slug})


def _neighbours(views: Views) -> dict[str, tuple[Ref | None, Ref | None]]:
    """Slug to the papers before and after it among those whose primary theme is the same."""
    primary: dict[str, str] = {
        slug: assignments[0].theme for slug, assignments in views.catalogue.assignments.items() if assignments
    }
    found: dict[str, tuple[Ref | None, Ref | None]] = {}
    for theme, papers in views.shelves.items():
        own = [views.lines[paper.slug] for paper in papers if primary[paper.slug] == theme]
        refs = [None, *(Ref(line.title, line.path) for line in own), None]
        for at, line in enumerate(own):
            found[line.slug] = (refs[at], refs[at + 2])
    return found


def _paper_view(paper: Paper, views: Views, author_paths: Mapping[str, str], homes: Homes) -> PaperView:
    assignments = views.catalogue.assignments[paper.slug]
    return PaperView(
        slug=paper.slug,
        title=readable(paper.title),
        authors=tuple(Ref(name, author_paths[name]) for name in paper.authors),
        authors_note=_authors_note(paper),
        date=date_words(paper.date),
        venue=paper.venue or "",
        locator=locator_words(paper),
        venue_path=venue_search(views.catalogue.venues, paper.slug),
        appearances=tuple(_appearance(place, paper) for place in paper.appearances),
        links=tuple(_outside_link(link, paper) for link in paper.links),
        filings=tuple(
            _filing(assignment, paper.slug, views, homes, is_primary=at == 0)
            for at, assignment in enumerate(assignments)
        ),
        findings=findings_view(paper, views),
        facets=tuple(_facet(facet, paper.slug) for facet in views.catalogue.facets if paper.slug in facet.values),
        note=paper.note,
        abstract=tuple(part.strip() for part in _BLANK_LINE.split(paper.abstract or "") if part.strip()),
        records=tuple(
            RecordPlace(record_kind_words(source), place_words(origin, views.catalogue.survey))
            for source, origin in zip(paper.sources, paper.origins, strict=True)
        ),
        added=date_words(paper.added),
        citation=citation(paper),
        formatted=views.catalogue.formatted.get(paper.slug, ()),
        bibtex=views.catalogue.bibtex[paper.slug],
        data=urls.paper_data(paper.slug),
    )


def _facet(facet: Facet, slug: str) -> tuple[str, tuple[Ref, ...]]:
    keys = facet.values[slug]
    return facet.label, tuple(Ref(with_capital(facet.titles[key]), urls.search_path(facet.id, key)) for key in keys)


def _appearance(place: Appearance, paper: Paper) -> str:
    locator = locator_words(paper) if place.venue == paper.venue else ""
    parts = (place.venue, locator, date_words(place.date), "preprint" * place.is_preprint)
    return ", ".join(part for part in parts if part)


def _authors_note(paper: Paper) -> str:
    named, total = len(paper.authors), paper.author_count or 0
    if not named and total:
        whose = "name is" if total == 1 else "names are"
        return f"{count_words(total, 'author', 'authors')}, whose {whose} not known to this survey"
    if not named:
        return "Authors: not known to this survey"
    if total > named:
        return f"and {count_words(total - named, 'other', 'others')} not named here"
    return ""


def _outside_link(link: Link, paper: Paper) -> OutsideLink:
    for identifier in (paper.arxiv, paper.doi):
        if identifier and link.url.endswith(identifier):
            return OutsideLink(link.label, link.url, identifier)
    host = (urlsplit(link.url).hostname or "").removeprefix("www.")
    return OutsideLink(link.label, link.url, host if host != link.label.lower() else "")


def _filing(assignment: Assignment, slug: str, views: Views, homes: Homes, *, is_primary: bool) -> Filing:
    theme = views.themes[assignment.theme]
    who = _who(assignment)
    score = ""
    if assignment.score is not None and assignment.because:
        score = f"; its words give {_in_points(assignment.score)}"
    lead = "Primary theme, filed" if is_primary else "Filed"
    reasons = tuple(_reason(evidence) for evidence in assignment.because)
    home = homes[assignment.theme][slug] if assignment.theme in homes else theme.path
    return Filing(theme, f"{home}#p-{slug}", views.trails[assignment.theme], f"{lead} {who}{score}.", reasons)


def _who(assignment: Assignment) -> str:
    if assignment.by_editor:
        return "by the survey’s editor"
    if not assignment.given:
        return "by the survey’s rules"
    if assignment.given[0].way == LISTED:
        return "by the survey’s editor, who lists it there"
    return "for its " + " and ".join(f"{given.way} “{given.value}”" for given in assignment.given)


def _in_points(score: float) -> str:
    words = points_words(score)
    return f"{words} point" if words in ("1", "−1") else f"{words} points"


def _reason(evidence: Evidence) -> Reason:
    is_same = evidence.found.casefold() == evidence.phrase.casefold()
    points = points_words(evidence.points)
    return Reason(
        found=evidence.found,
        phrase="" if is_same else evidence.phrase,
        where=evidence.where,
        count=evidence.count,
        points=points if evidence.points < 0 else f"+{points}",
    )
