"""The values that travel along the straight line: records, papers, themes, the catalogue, pages.

All are frozen and constructed complete. The line is
``sources -> Record* -> Paper* -> Catalogue -> Page* -> files``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from site_builder.problems import Origin, Problem


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A date as far as it is known. ``Date("Dec 12", None, 12, 12)`` is a day whose year nobody wrote down."""

    text: str
    """The date as the source gives it."""
    year: int | None
    month: int | None = None
    """1 to 12."""
    day: int | None = None
    """1 to 31; None when ``month`` is None."""

    @property
    def iso(self) -> str | None:
        """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; None when the year is unknown."""
        if self.year is None:
            return None
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
            if self.day is not None:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """An address outside the site that belongs to a paper."""

    label: str
    """What stands on the link: ``arXiv``, ``DOI``, ``Code``, ``Project``..."""
    url: str
    """Absolute, with the scheme http or https."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the editor decided about a paper in its note or YAML record; the defaults decide nothing."""

    slug: str | None = None
    """The paper's address, where the editor fixes it; a note's file name otherwise."""
    themes: tuple[str, ...] | None = None
    """Theme ids that replace what the rules say, the primary one first; None leaves it to the rules."""
    add_themes: tuple[str, ...] = ()
    remove_themes: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    """References to papers (slug, ``arxiv:…``, ``doi:…`` or exact title) that this record must be merged with."""
    distinct_from: tuple[str, ...] = ()
    """References to papers that this record must never be merged with."""
    exclude: str | None = None
    """Why the editor leaves the paper out; None keeps it in."""
    places: Mapping[str, Origin] = field(default_factory=dict)
    """Name of a decision (``themes``, ``same_as``...) to the line where it is written."""


@dataclass(frozen=True, slots=True)
class Record:
    """One reference as one source gives it."""

    source: str
    """The kind of source: ``listing``, ``note`` or ``yaml``."""
    origin: Origin
    """The line of the title."""
    title: str
    """As the source gives it, to the character, without surrounding white space."""
    abstract: str | None = None
    """As the source gives it; None where there is none."""
    abstract_sha256: str | None = None
    """The first 12 hex digits of the SHA-256 of the abstract, where a note names an abstract that it does not carry."""
    authors: tuple[str, ...] = ()
    """Names in order, as printed."""
    author_count: int | None = None
    """The number of authors where the source states it."""
    date: Date | None = None
    """When the paper first appeared."""
    venue: str | None = None
    arxiv: str | None = None
    """arXiv id without version, such as ``1403.6382`` or ``cs/0112017``."""
    doi: str | None = None
    """Lower-case DOI without the resolver's address."""
    links: tuple[Link, ...] = ()
    """Links that the source gives in fields of their own."""
    note: str = ""
    """Markdown written for the survey; empty where there is none."""
    note_line: int = 0
    """The line where ``note`` begins in its file."""
    decisions: Decisions = field(default_factory=Decisions)


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: what its records say together, under an address that never changes."""

    slug: str
    """The name of its page, ``papers/<slug>.html``: lower-case ASCII letters, digits and single hyphens."""
    title: str
    abstract: str | None
    authors: tuple[str, ...]
    author_count: int | None
    """As stated by a source; the length of ``authors`` where that is known instead; None when nobody says."""
    date: Date | None
    venue: str | None
    arxiv: str | None
    doi: str | None
    links: tuple[Link, ...]
    """All links of all records, arXiv and DOI first, without repeats."""
    note: str
    """Markdown; empty where the survey has no note."""
    note_origin: Origin | None
    decisions: Decisions
    origins: tuple[Origin, ...]
    """Where each record stands, the leading one first."""
    sources: tuple[str, ...]
    """The kind of source of each origin, in the same order."""
    added: Date | None
    """The day the survey first held the paper; None when no date was known then."""

    @property
    def year(self) -> int | None:
        """The year the paper first appeared; None when unknown."""
        return self.date.year if self.date else None


@dataclass(frozen=True, slots=True)
class Rule:
    """A phrase that speaks for or against a theme."""

    phrase: str
    """Words as one writes them; a ``*`` at the end of a word stands for any ending."""
    weight: float
    """Points for a paper that has the phrase; negative points count against."""
    origin: Origin


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of the survey, from ``themes/<id>.md``."""

    id: str
    """Its file name, and the name of its page, ``themes/<id>.html``."""
    title: str
    order: int
    """Where it stands among the themes; ties go by id."""
    scope: str
    """One sentence: what belongs here."""
    rules: tuple[Rule, ...]
    text: str
    """Markdown; may be empty."""
    text_line: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class Evidence:
    """One phrase found in one paper: the reason behind points."""

    phrase: str
    """The rule's phrase."""
    found: str
    """The words as they stand in the paper at the first place."""
    where: str
    """``title``, ``abstract`` or ``note``: the weightiest place it was found in."""
    count: int
    """How often it was found in all places together."""
    points: float
    """What it adds to the theme's score; negative when it counts against."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A paper's place in a theme, and why."""

    theme: str
    """The theme's id."""
    score: float | None
    """The points of the rules; None where the rules say nothing and the editor decided."""
    because: tuple[Evidence, ...]
    """Strongest first."""
    by_editor: bool
    """Whether the note decided (``themes`` or ``add_themes``) rather than the rules."""


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
    origin: Origin


@dataclass(frozen=True, slots=True)
class SourceText:
    """A source file as read: text with ``\\n`` line ends and no byte order mark."""

    path: str
    """As shown in messages."""
    text: str


@dataclass(frozen=True, slots=True)
class FileAccount:
    """What became of each line of one source file."""

    path: str
    kind: str
    """The kind of source, as in :attr:`Record.source`."""
    lines: Mapping[str, int]
    """Lines by kind: title, abstract, metadata, chrome, blank, unrecognised; for YAML and notes: content, blank."""
    line_count: int
    """All lines of the file: the sum of ``lines``."""
    records: int


@dataclass(frozen=True, slots=True)
class ParsedSource:
    """What one source file holds."""

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    account: FileAccount


@dataclass(frozen=True, slots=True)
class Account:
    """The sum that must come out: ``records == papers + merged + excluded``."""

    files: tuple[FileAccount, ...]
    merged_by_file: Mapping[str, int]
    """Path of a file to how many of its records were merged into a paper that another record leads."""
    records: int
    papers: int
    merged: int
    excluded: int

    @property
    def is_even(self) -> bool:
        """Whether every record is a paper, merged or excluded, and every line of every file has its kind."""
        lines_even = all(sum(file.lines.values()) == file.line_count for file in self.files)
        return lines_even and self.records == self.papers + self.merged + self.excluded


@dataclass(frozen=True)
class Catalogue:
    """The whole survey, decided: what pages and search are made of."""

    survey: Survey
    themes: tuple[Theme, ...]
    """By ``order``, then id."""
    papers: tuple[Paper, ...]
    """By slug."""
    assignments: Mapping[str, tuple[Assignment, ...]]
    """Slug to its themes, the primary one first; an empty tuple for an unsorted paper."""
    redirects: Mapping[str, str] = field(default_factory=dict)
    """Retired slug to the slug that took its place."""
    account: Account | None = None
    """None only in tests and previews that start from papers."""

    @cached_property
    def theme_by_id(self) -> Mapping[str, Theme]:
        """Theme id to theme."""
        return {theme.id: theme for theme in self.themes}

    @cached_property
    def papers_by_theme(self) -> Mapping[str, tuple[Paper, ...]]:
        """Theme id to its papers, in the order of ``papers``; every theme is a key."""
        found: dict[str, list[Paper]] = {theme.id: [] for theme in self.themes}
        for paper in self.papers:
            for assignment in self.assignments[paper.slug]:
                found[assignment.theme].append(paper)
        return {theme: tuple(papers) for theme, papers in found.items()}

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
