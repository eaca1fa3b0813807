"""What every page shows of the survey, its themes and its papers: plain values, without markup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from site_builder import urls
from site_builder.catalogue import Catalogue, Page
from site_builder.corrections import correction_address
from site_builder.model import Paper
from site_builder.pages_terms import Terms, sort_terms
from site_builder.pages_wording import (
    authors_in_short,
    date_words,
    filed_title,
    imprint,
    name_beside_title,
    short_venue,
)
from site_builder.prose_signs import typeset
from site_builder.text import readable, sort_key
from site_builder.themes import Theme

NAVIGATION = (
    ("Themes", urls.THEMES),
    ("Years", urls.YEARS),
    ("Authors", urls.AUTHORS),
    ("A to Z", urls.TITLES),
    ("Recent", urls.RECENT),
    ("About", urls.ABOUT),
)
"""Label and page of each section, in the order of the header."""

FEWEST_PICTURED = 10
"""A smaller survey has no page of pictures, which would show nothing that its lists do not."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A link to a page of the site, or bare words where it has no page."""

    title: str
    path: str
    """As seen from the site's root; may carry an anchor; empty where there is no page."""
    count: int = 0
    """How many papers lie behind it, where that is shown."""


@dataclass(frozen=True, slots=True)
class SiteView:
    """What all pages say of the survey."""

    title: str
    subtitle: str
    description: str
    language: str
    updated: str
    """In words; empty when the survey does not say."""
    licence: str
    paper_count: int
    theme_count: int
    unsorted_count: int
    task_count: int
    """How many tasks papers name; their pages exist when it is not 0."""
    dataset_count: int
    has_methods: bool
    """Whether there is a page on methods."""
    has_abstracts: bool
    """Whether the survey holds the abstract of any paper."""
    has_pictures: bool
    """Whether there is a page of pictures."""
    copy_of: str | None
    """Where the survey goes on, if this is a dated copy of it; empty if nobody says where; None if it is no copy."""
    is_offline: bool
    """Whether browsers are to keep the site for reading offline."""
    facets: tuple[tuple[str, str], ...]
    """Id and label of each facet that keywords make."""


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A section in the header."""

    title: str
    path: str
    current: str
    """The value of ``aria-current``: ``page``, ``true`` for a page further down in the section, or empty."""


@dataclass(frozen=True, slots=True)
class Masthead:
    """The header: equal for all pages that stand in one section."""

    title: str
    items: tuple[NavigationItem, ...]
    has_search: bool
    """False on the search page, which has a form of its own."""
    is_reading_list: bool
    """Whether the page is the reading list."""
    survey: str
    """What readers' browsers keep a reading list under: the survey's address, else its title."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says of itself."""

    title: str
    """Without the survey's title; empty on the home page."""
    description: str
    path: str
    canonical: str
    """The full address where it is published; empty when the survey does not say."""
    scripts: tuple[str, ...] = ()
    """Scripts besides the common one, in order."""
    correction: str = ""
    """Where readers tell of a mistake on the page; empty when the survey does not say."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paper in a list."""

    slug: str
    path: str
    title: str
    authors: str
    """In short; empty when not known."""
    year: str
    """Empty when not known."""
    venue: str
    """In short; empty when not known."""
    imprint: str
    """The venue and, unless it names one, the year."""
    themes: tuple[Ref, ...]
    """The primary one first."""
    name: str
    """The short name of its method, data set or tool; empty where there is none or the title has it."""
    gist: str
    """Empty when the survey's note has none."""
    addresses: tuple[str, ...] = ()
    """For print: of the paper elsewhere, and of its page where the survey says where it is published."""


@dataclass(frozen=True, slots=True)
class Group:
    """Papers under one heading of a list."""

    anchor: str
    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Views:
    """The catalogue as pages look at it, computed once."""

    catalogue: Catalogue
    site: SiteView
    lines: Mapping[str, Line]
    """By slug."""
    themes: Mapping[str, Ref]
    """By theme id, with the number of papers."""
    places: Mapping[str, int]
    """Slug to where the paper stands from A to Z, counted from 0."""
    shelves: Mapping[str, tuple[Paper, ...]]
    """Theme id to its papers and those of its parts, newest year first."""
    trails: Mapping[str, tuple[Ref, ...]]
    """Theme id to the themes that it is a part of, the outermost first."""
    years: range
    """From the earliest year of the survey to the latest; empty when no year is known."""
    terms: Terms
    """The tasks and data sets of the papers."""
    papers: Mapping[str, Paper]
    """By slug."""


def make_views(catalogue: Catalogue) -> Views:
    """Compute what pages share."""
    language = catalogue.survey.language
    ordered = sorted(
        catalogue.papers, key=lambda paper: (sort_key(filed_title(readable(paper.title), language)), paper.slug)
    )
    places = {paper.slug: place for place, paper in enumerate(ordered)}
    shelves = {theme: newest_first(papers, places) for theme, papers in catalogue.papers_by_branch.items()}
    themes = {
        theme.id: Ref(readable(theme.title), urls.theme_path(theme.id), len(shelves[theme.id]))
        for theme in catalogue.themes
    }
    lines = {paper.slug: _make_line(paper, catalogue, themes) for paper in catalogue.papers}
    known = [paper.year for paper in catalogue.papers if paper.year is not None]
    years = range(min(known), max(known) + 1) if known else range(0)
    terms = sort_terms(catalogue.terms)
    by_slug = {paper.slug: paper for paper in catalogue.papers}
    trails = {theme: tuple(themes[one.id] for one in trail) for theme, trail in catalogue.trails.items()}
    site = _make_site(catalogue, terms)
    return Views(catalogue, site, lines, themes, places, shelves, trails, years, terms, by_slug)


def _make_site(catalogue: Catalogue, terms: Terms) -> SiteView:
    survey = catalogue.survey
    return SiteView(
        title=survey.title,
        subtitle=typeset(survey.subtitle),
        description=typeset(survey.description),
        language=survey.language,
        updated=date_words(survey.updated),
        licence=survey.licence,
        paper_count=len(catalogue.papers),
        theme_count=len(catalogue.themes),
        unsorted_count=len(catalogue.unsorted),
        task_count=len(terms.tasks),
        dataset_count=len(terms.datasets),
        has_methods=bool(survey.methods),
        has_abstracts=any(paper.abstract for paper in catalogue.papers),
        has_pictures=len(catalogue.papers) >= FEWEST_PICTURED,
        copy_of=survey.copy_of,
        is_offline=bool(survey.offline),
        facets=tuple((facet.id, facet.label) for facet in catalogue.filters),
    )


def _make_line(paper: Paper, catalogue: Catalogue, themes: Mapping[str, Ref]) -> Line:
    base = catalogue.survey.base_url
    return Line(
        slug=paper.slug,
        path=urls.paper_path(paper.slug),
        title=readable(paper.title),
        authors=authors_in_short(paper),
        year=str(paper.year) if paper.year is not None else "",
        venue=short_venue(paper),
        imprint=imprint(paper),
        themes=tuple(themes[assignment.theme] for assignment in catalogue.assignments[paper.slug]),
        name=name_beside_title(paper),
        gist=typeset(paper.findings.gist or ""),
        addresses=(
            *(link.url for link in paper.links[:1]),
            *([f"{base}{urls.paper_path(paper.slug)}"] if base else []),
        ),
    )


def make_page(
    views: Views, path: str, template: str, head: tuple[str, str, str], scripts: Sequence[str] = (), **view: object
) -> Page:
    """A page with what all pages show; ``head`` is its title, description and section, ``view`` its own values."""
    title, description, section = head
    base = views.catalogue.survey.base_url
    # The page for lost readers is shown at any address and is the canonical one of none.
    canonical = f"{base}{'' if path == urls.HOME else path}" if base and path != urls.NOT_FOUND else ""
    pattern = views.catalogue.survey.corrections
    correction = correction_address(pattern, title or views.site.title, canonical or path) if pattern else ""
    page_head = Head(title, description, path, canonical, tuple(scripts), correction)
    place = path if path in (section, urls.SEARCH, urls.READING_LIST) else ""
    masthead = _masthead(views.site.title, section, place, base or views.site.title)
    return Page(path, template, {"site": views.site, "head": page_head, "masthead": masthead, **view})


@lru_cache(maxsize=64)
def _masthead(title: str, section: str, path: str, survey: str) -> Masthead:
    items = []
    for label, target in NAVIGATION:
        current = "page" if target == path else "true" if target == section else ""
        items.append(NavigationItem(label, target, current))
    return Masthead(title, tuple(items), path != urls.SEARCH, path == urls.READING_LIST, survey)


def newest_first(papers: Iterable[Paper], places: Mapping[str, int]) -> tuple[Paper, ...]:
    """By year from the latest to the earliest, the papers without a year at the end; by title within a year."""
    return tuple(sorted(papers, key=lambda paper: (-(paper.year or 0), places[paper.slug])))


def latest_first(papers: Iterable[Paper], places: Mapping[str, int]) -> tuple[Paper, ...]:
    """By full date from the latest to the earliest, then by title."""

    def order(paper: Paper) -> tuple[int, int, int, int]:
        date, place = paper.date, places[paper.slug]
        return (-(date.year or 0), -(date.month or 0), -(date.day or 0), place) if date else (0, 0, 0, place)

    return tuple(sorted(papers, key=order))


def groups_by_year(papers: Sequence[Paper], views: Views) -> tuple[Group, ...]:
    """Papers that are in order of years under a heading for each year."""
    by_year: dict[int | None, list[Line]] = {}
    for paper in papers:
        by_year.setdefault(paper.year, []).append(views.lines[paper.slug])
    return tuple(
        Group(f"y-{year}" if year else "y-undated", str(year) if year else "Undated", tuple(lines))
        for year, lines in by_year.items()
    )


def theme_number(theme: Theme, catalogue: Catalogue) -> int:
    """Where a theme stands among the themes, from 1."""
    return catalogue.themes.index(theme) + 1
