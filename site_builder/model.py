"""The values at the left of the line: source texts, their records, and the papers that records make together.

All are frozen and constructed complete. The line is
``SourceText -> Record* -> Paper* -> Catalogue -> Page* -> Site``; the last three are in ``catalogue.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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
class Locator:
    """Where in its venue a paper stands; what nobody says is empty."""

    volume: str = ""
    number: str = ""
    """Of the issue within the volume: ``3``, ``1-2``, ``Suppl 1``."""
    pages: str = ""
    """``249-259`` with a plain hyphen and both numbers in full; a single page or the number of an article."""


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
class Result:
    """One figure that a paper reports."""

    measure: str
    """What was measured, in standard terms: ``top-1 accuracy``."""
    value: str
    """As the paper states it, with its unit: ``78.8%``."""
    dataset: str | None
    """The data set it was measured on; None where none is named."""
    setting: str | None = None
    """What sets the figure apart from others of its measure: a model, a way of testing; None where nothing does."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a note says of a paper in fields, besides its text; the defaults say nothing."""

    gist: str | None = None
    """One line for lists and search results."""
    name: str | None = None
    """The short name of the method, data set or tool: ``SENet``."""
    kind: str | None = None
    """One of :data:`KINDS`."""
    tasks: tuple[str, ...] = ()
    """In standard terms: ``object detection``."""
    datasets: tuple[str, ...] = ()
    """The data sets it uses or brings: ``ImageNet``."""
    results: tuple[Result, ...] = ()


KINDS = ("method", "architecture", "study", "data set", "survey", "tool", "theory")
"""What a paper can mainly be."""


@dataclass(frozen=True, slots=True)
class Record:
    """One reference as one source gives it."""

    source: str
    """The kind of source, as the table in ``sources/__init__.py`` names it: ``listing``, ``note``, ``bibtex``..."""
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
    findings: Findings = field(default_factory=Findings)
    note: str = ""
    """Markdown written for the survey; empty where there is none."""
    note_line: int = 0
    """The line where ``note`` begins in its file."""
    decisions: Decisions = field(default_factory=Decisions)
    keywords: tuple[str, ...] = ()
    """As the source gives them."""
    is_untitled: bool = False
    """Whether the source gives no title, and ``title`` only says what the paper is known by."""
    keys: tuple[str, ...] = ()
    """What the source calls the reference: a citation key, an accession number."""
    locator: Locator = Locator()
    """As far as the source has fields for it."""
    edition: str = ""
    """``edition 2``, ``version 5`` or ``number tr12``: what tells a book, a program or a report from its likes."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """One of the places where a paper appeared: a preprint server, a conference, a journal."""

    venue: str
    date: Date | None
    is_preprint: bool


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
    findings: Findings
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
    keywords: tuple[str, ...] = ()
    """Those of all records, without repeats."""
    appearances: tuple[Appearance, ...] = ()
    """Where it appeared, preprints first, then by date; empty where its records tell of one place at most."""
    keys: tuple[str, ...] = ()
    """What its sources call it, without repeats."""
    locator: Locator = Locator()
    """Where in ``venue`` it stands."""
    reasons: tuple[str, ...] = ()
    """Why each record is one of this paper's, in the order of ``origins``; empty for the leading one."""

    @property
    def year(self) -> int | None:
        """The year the paper first appeared; None when unknown."""
        return self.date.year if self.date else None


@dataclass(frozen=True, slots=True)
class ColumnNames:
    """What ``survey.yaml`` says of the columns of a table or the keys of a front matter: fields to names."""

    own: Mapping[str, str] = field(default_factory=dict)
    """For this file."""
    shared: Mapping[str, str] = field(default_factory=dict)
    """For all files; one that lacks such a column is read by the names of its columns."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A source file as read: text with ``\\n`` line ends and no byte order mark."""

    path: str
    """As shown in messages."""
    text: str
    is_unread: bool = False
    """Whether the file could not be read as text, which a problem tells; ``text`` is empty then."""
    kind: str = ""
    """The kind of source where its folder decides that, as it does for notes; empty where the text does."""
    columns: ColumnNames = ColumnNames()


UNREAD = "unread"
"""What :attr:`FileAccount.kind` says of a file that could not be read."""


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
class Unparsed:
    """A reference that its file's parser could not make a record of."""

    origin: Origin
    """Its first line."""
    text: str
    """As it stands in the file; the beginning of it where it is very long."""


@dataclass(frozen=True, slots=True)
class ParsedSource:
    """What one source file holds."""

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    account: FileAccount
    unparsed: tuple[Unparsed, ...] = ()
    """What could not be parsed; a problem tells of each."""
