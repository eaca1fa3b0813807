"""The values at the right of the line: themes, the catalogue of all that was decided, pages, and the site's files.

All are frozen and constructed complete.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from site_builder.citation_styles import Formatted
from site_builder.facets import Facet, FacetChoices
from site_builder.model import Date, FileAccount, Paper, Unparsed
from site_builder.problems import Origin
from site_builder.references import Reference, make_references
from site_builder.references_bibtex import bibtex_record
from site_builder.terms import OtherNames, Term
from site_builder.themes import Assignment, Theme, make_trails
from site_builder.urls import ABOUT, HOME, METHODS, paper_path, theme_path


@dataclass(frozen=True, slots=True)
class Survey:
    """What ``survey.yaml`` says of the survey as a whole."""

    title: str
    subtitle: str
    description: str
    """One or two sentences for the home page and for search engines."""
    language: str
    """A BCP 47 tag, such as ``en``."""
    editors: tuple[str, ...]
    updated: Date | None
    """The date of the content: the only "today" a build knows, unless SOURCE_DATE_EPOCH is set."""
    base_url: str | None
    """Where the site is published, ending in ``/``; None keeps every address relative."""
    retrieved: Mapping[str, Date]
    """File name of a listing to the day it was saved, which gives its partial dates their year."""
    licence: str
    """Under what terms the survey's own text may be used; empty when it does not say."""
    repository: str
    """Where the survey's content is kept, for "how it was made"; empty when it does not say."""
    home: str
    """Markdown of ``pages/home.md``; empty without one."""
    about: str
    """Markdown of ``pages/about.md``; empty without one."""
    methods: str
    """Markdown of ``pages/methods.md``; empty without one."""
    page_origins: Mapping[str, Origin]
    """Name of each of these texts that there is to its file and first line."""
    origin: Origin
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """File name, or the empty name for all files, to the names of columns and keys by what they say of a paper."""
    other_names: OtherNames = field(default_factory=dict)
    """The other names of tasks and data sets."""
    copy_of: str | None = None
    """Where the survey goes on, if this is a dated copy of it (empty if nobody says where); None if it is no copy."""
    citation_styles: tuple[str, ...] = ()
    """The styles that references are formatted in, keys of ``citation_styles.LABELS``."""
    offline: bool | None = None
    """Whether browsers keep the published site for reading offline; None where the survey says nothing of it."""
    facets: FacetChoices | None = field(default_factory=dict)
    """What is said of the facets that keywords make; None where they are to make none."""
    corrections: str = ""
    """The pattern of the address by which readers tell of a mistake; empty without one. See ``corrections.py``."""


@dataclass(frozen=True, slots=True)
class Account:
    """The sum that must come out: ``records == papers + merged + excluded``, beside what is no record at all."""

    files: tuple[FileAccount, ...]
    merged_by_file: Mapping[str, int]
    """Path of a file to how many of its records were merged into a paper that another record leads."""
    records: int
    papers: int
    merged: int
    excluded: int
    unparsed: tuple[Unparsed, ...] = ()
    """References that no record could be made of, in the order of the files."""

    @property
    def is_even(self) -> bool:
        """Whether every record is a paper, merged or excluded, and every line of every file has its kind."""
        lines_even = all(sum(file.lines.values()) == file.line_count for file in self.files)
        return lines_even and self.records == self.papers + self.merged + self.excluded


@dataclass(frozen=True, slots=True)
class Departed:
    """A published paper, theme, task or data set that is here no more, and of which its old address still tells."""

    title: str
    reason: str | None
    """Why the editor left it out; None where it only ceased to be."""


@dataclass(frozen=True, slots=True)
class OwnText:
    """A Markdown text of the editor's."""

    text: str
    origin: Origin
    """Its file and first line."""
    page: str
    """The page it is written for, from where its relative links lead."""


@dataclass(frozen=True)
class Catalogue:
    """The whole survey, decided: what pages and search are made of."""

    survey: Survey
    themes: tuple[Theme, ...]
    """In the order of their tree: each followed by its parts, those side by side by ``order``, then id."""
    papers: tuple[Paper, ...]
    """By slug."""
    assignments: Mapping[str, tuple[Assignment, ...]]
    """Slug to its themes, the primary one first; an empty tuple for an unsorted paper."""
    account: Account
    """Where every record of the survey's sources went."""
    redirects: Mapping[str, str] = field(default_factory=dict)
    """Retired slug to the slug that took its place."""

    departed: Mapping[str, Departed] = field(default_factory=dict)
    """Published address of a page (``papers/old.html``) to what was there and has no successor."""
    theme_redirects: Mapping[str, str] = field(default_factory=dict)
    """Former id of a theme to its present one."""
    terms: tuple[Term, ...] = ()
    """All tasks and data sets that the papers name."""
    term_redirects: Mapping[str, str] = field(default_factory=dict)
    """Address of a former page of a task or data set to that of its present one."""
    unrecorded: tuple[str, ...] = ()
    """The slugs that the ledger does not remember, for no file of the content folder brings their papers."""
    formatted: Mapping[str, tuple[Formatted, ...]] = field(default_factory=dict)
    """Slug to its reference in the survey's citation styles; the empty slug is the survey itself."""
    facets: tuple[Facet, ...] = ()
    """What the keywords of papers are narrowed by, in the order in which pages show them."""
    venues: Facet | None = None
    """The conferences and journals, where papers can be narrowed by them."""

    @property
    def filters(self) -> tuple[Facet, ...]:
        """The facets of lists besides those that every survey has."""
        return (self.venues, *self.facets) if self.venues else self.facets

    @cached_property
    def theme_by_id(self) -> Mapping[str, Theme]:
        """Theme id to theme."""
        return {theme.id: theme for theme in self.themes}

    @cached_property
    def paper_by_slug(self) -> Mapping[str, Paper]:
        """Slug to paper."""
        return {paper.slug: paper for paper in self.papers}

    @cached_property
    def papers_by_theme(self) -> Mapping[str, tuple[Paper, ...]]:
        """Theme id to the papers filed in it, in the order of ``papers``; every theme is a key."""
        found: dict[str, list[Paper]] = {theme.id: [] for theme in self.themes}
        for paper in self.papers:
            for assignment in self.assignments[paper.slug]:
                found[assignment.theme].append(paper)
        return {theme: tuple(papers) for theme, papers in found.items()}

    @cached_property
    def papers_by_branch(self) -> Mapping[str, tuple[Paper, ...]]:
        """Theme id to the papers filed in it or in one of its parts, each once, in the order of ``papers``."""
        trails = self.trails
        if not any(trails.values()):
            return self.papers_by_theme
        found: dict[str, list[Paper]] = {theme.id: [] for theme in self.themes}
        for paper in self.papers:
            held = [assignment.theme for assignment in self.assignments[paper.slug]]
            for theme in dict.fromkeys((*held, *(above.id for one in held for above in trails[one]))):
                found[theme].append(paper)
        return {theme: tuple(papers) for theme, papers in found.items()}

    @cached_property
    def trails(self) -> Mapping[str, tuple[Theme, ...]]:
        """Theme id to the themes that it is a part of, the outermost first."""
        return make_trails(self.themes)

    @cached_property
    def references(self) -> Mapping[str, Reference]:
        """Slug to reference."""
        return make_references(self.papers)

    @cached_property
    def bibtex(self) -> Mapping[str, str]:
        """Slug to its reference as BibTeX, which pages show and files hold."""
        return {slug: bibtex_record(reference) for slug, reference in self.references.items()}

    @cached_property
    def texts(self) -> tuple[OwnText, ...]:
        """All Markdown of the survey: texts of pages, themes and notes."""
        survey, pages = self.survey, {"home": HOME, "about": ABOUT, "methods": METHODS}
        said = {"home": survey.home, "about": survey.about, "methods": survey.methods}
        found = [
            OwnText(said[name], survey.page_origins.get(name, survey.origin), page) for name, page in pages.items()
        ]
        found += [
            OwnText(theme.text, Origin(theme.origin.path, theme.text_line), theme_path(theme.id))
            for theme in self.themes
        ]
        found += [
            OwnText(paper.note, paper.note_origin, paper_path(paper.slug))
            for paper in self.papers
            if paper.note_origin is not None
        ]
        return tuple(text for text in found if text.text.strip())

    @cached_property
    def newest_first(self) -> tuple[Paper, ...]:
        """The papers from the latest year to the earliest, those of one year by slug, those without a year at the end.

        Where a paper stands in this is its number in the search index.
        """
        return tuple(sorted(self.papers, key=lambda paper: (-(paper.year or 0), paper.slug)))

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Slug to place in ``newest_first``."""
        return {paper.slug: place for place, paper in enumerate(self.newest_first)}

    @cached_property
    def order_mark(self) -> str:
        """Ten hex digits made of ``newest_first``; pages and index carry it, so that a stale one is noticed."""
        return hashlib.sha256("\n".join(self.places).encode()).hexdigest()[:10]

    @cached_property
    def unsorted(self) -> tuple[Paper, ...]:
        """The papers without a theme."""
        return tuple(paper for paper in self.papers if not self.assignments[paper.slug])


@dataclass(frozen=True, slots=True)
class Page:
    """One page to render: where it goes, by which template, from what."""

    path: str
    """Relative to the site's root, forward slashes: ``themes/detection.html``."""
    template: str
    """File name in ``templates/``."""
    context: Mapping[str, Any]
    """The template's variables."""


Site = Mapping[str, bytes]
"""Path relative to the site's root (forward slashes) to content: what is checked and then written."""
