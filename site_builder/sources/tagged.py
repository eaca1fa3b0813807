"""Tagged files into records: RIS, Web of Science, MEDLINE, EndNote and RefWorks. Each line begins with a field's tag.

The scanner is our own. rispy reads RIS well, but it tells no lines, drops what stands between records and refuses
both Web of Science files of the real inputs; a scanner of lines with their kinds is shorter than its repair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from site_builder.dialects import MEDLINE, REFER, REFWORKS, RIS, WOS, Dialect
from site_builder.locators import parse_edition, parse_locator
from site_builder.model import ColumnNames, Date, FileAccount, Locator, ParsedSource, Record, Unparsed
from site_builder.people import initials_first, printed_name
from site_builder.problems import Origin, Problem, info, warning
from site_builder.reference_fields import Given, clean, ended, loose_date, make_record, split_keywords, unparsed
from site_builder.text import shortened, split_lines

# What Ovid, EndNote and Web of Science write around records: numbers, links to themselves, and the file's own head.
_CHROME = re.compile(r"\d{1,7}\.?|<\d{1,7}>|Link to the (?:Ovid|External|Full).*|Provider:.*|Database:.*|Content:.*")
_HEADS = frozenset({"FN", "VR", "EF"})
_DOI_ALONE = re.compile(
    r"\s*(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+?)\s*(?:\[doi\])?\s*", re.IGNORECASE
)
_ABSTRACT = ("abstract", "summary", "abstract:")
_WHOLE_WORKS = ("BOOK", "EBOOK", "THES", "RPRT", "GEN", "ELEC", "COMP", "Book", "Thesis", "Report", "Generic")
"""Types of references of which a single number of pages tells how many there are."""
_ONE_LINE_FIELDS = frozenset({"AU", "A1", "AF", "CA", "UR", "KW", "A", "K", "U"})
"""Fields of which each line that goes on is a value of its own."""


@dataclass(slots=True)
class _Field:
    tag: str
    line: int
    parts: list[str]


@dataclass(slots=True)
class _Draft:
    """A record while its lines are read."""

    line: int
    end: int
    fields: list[_Field] = field(default_factory=list)


def parse_ris(text: str, path: str, columns: ColumnNames) -> ParsedSource:
    """Parse a RIS file of any dialect."""
    return _parse(text, path, RIS)


def parse_wos(text: str, path: str, columns: ColumnNames) -> ParsedSource:
    """Parse a tagged file of Web of Science or Zoological Record (``.txt``, ``.ciw``)."""
    return _parse(text, path, WOS)


def parse_medline(text: str, path: str, columns: ColumnNames) -> ParsedSource:
    """Parse a MEDLINE file, as PubMed saves it (``.nbib``)."""
    return _parse(text, path, MEDLINE)


def parse_refworks(text: str, path: str, columns: ColumnNames) -> ParsedSource:
    """Parse a file of RefWorks' tagged format, as some publishers offer it as well."""
    return _parse(text, path, REFWORKS)


def parse_refer(text: str, path: str, columns: ColumnNames) -> ParsedSource:
    """Parse a file of EndNote's tagged format (``.enw``), where a percent sign stands before each tag."""
    # Blank lines stand within abstracts as well; where no line tells the type, they alone part the references.
    has_types = re.search(r"(?m)^%0", text) is not None
    return _parse(text, path, replace(REFER, ends_at_blanks=not has_types))


def _parse(text: str, path: str, dialect: Dialect) -> ParsedSource:
    lines = split_lines(text)
    kinds: list[str] = []
    drafts = _drafts(lines, dialect, kinds)
    records: list[Record] = []
    lost, problems = _stray(lines, kinds, path)
    for draft in drafts:
        given, faults = _given(draft, dialect, path)
        record, found = make_record(given)
        problems += [*faults, *found]
        if record is None:
            raw = "\n".join(lines[draft.line - 1 : draft.end])
            stretch, problem = unparsed(path, draft.line, raw, "this reference says nothing of a paper")
            lost.append(stretch)
            problems.append(problem)
        else:
            records.append(record)
    counts = {kind: kinds.count(kind) for kind in ("content", "chrome", "blank", "unrecognised")}
    if not records and not problems:
        problems.append(warning("no-papers", Origin(path, 0), "this file has no references in it"))
    account = FileAccount(path, dialect.kind, counts, len(lines), len(records))
    return ParsedSource(tuple(records), tuple(problems), account, tuple(lost))


def _drafts(lines: Sequence[str], dialect: Dialect, kinds: list[str]) -> list[_Draft]:
    """Gather fields line by line. ``kinds`` is filled with the kind of each line."""
    drafts: list[_Draft] = []
    current: _Draft | None = None
    for number, line in enumerate(lines, start=1):
        found = dialect.tag.match(line)
        tag = found["tag"] if found else ""
        if not line.strip():
            kinds.append("blank")
            current = None if dialect.ends_at_blanks else current
        elif found and tag in dialect.last:
            kinds.append("content" if current else "chrome")
            current = None
        elif found and tag in _HEADS and current is None:
            kinds.append("chrome")
        elif found and (tag in dialect.first or (current is None and dialect is not MEDLINE)):
            current = _Draft(number, number, [_Field(tag, number, [found["value"] or ""])])
            drafts.append(current)
            kinds.append("content")
        elif current is not None:
            current.end = number
            kinds.append("content")
            if found:
                current.fields.append(_Field(tag, number, [found["value"] or ""]))
            else:
                current.fields[-1].parts.append(line.strip())
        else:
            kinds.append("chrome" if _CHROME.fullmatch(line.strip()) else "unrecognised")
    return drafts


def _stray(lines: Sequence[str], kinds: Sequence[str], path: str) -> tuple[list[Unparsed], list[Problem]]:
    """Runs of lines that belong to no record."""
    lost, problems = [], []
    start: int | None = None
    for index in range(len(lines) + 1):
        is_stray = index < len(lines) and kinds[index] == "unrecognised"
        if is_stray and start is None:
            start = index
        elif not is_stray and start is not None:
            raw = "\n".join(lines[start:index])
            stretch, problem = unparsed(path, start + 1, raw, "these lines belong to no reference")
            lost.append(stretch)
            problems.append(problem)
            start = None
    return lost, problems


def _given(draft: _Draft, dialect: Dialect, path: str) -> tuple[Given, list[Problem]]:
    fields: dict[str, list[_Field]] = {}
    for one in draft.fields:
        fields.setdefault(one.tag, []).append(one)

    def first(tags: Sequence[str]) -> str:
        return next((text for tag in tags for one in fields.get(tag, ()) if (text := " ".join(one.parts).strip())), "")

    def every(tag: str) -> Iterator[str]:
        for one in fields.get(tag, ()):
            yield from one.parts if tag in _ONE_LINE_FIELDS else [" ".join(one.parts)]

    title = next((one for tag in dialect.titles for one in fields.get(tag, ()) if "".join(one.parts).strip()), None)
    people = next((tag for tag in dialect.authors if tag in fields), "")
    date, problems = _date(fields, dialect, Origin(path, draft.line))
    dois = [text for tag in dialect.dois for text in every(tag)]
    if not dois:
        alone = (_DOI_ALONE.fullmatch(text) for tag in dialect.maybe_dois for text in every(tag) if len(text) < 300)
        dois = [found[1] for found in alone if found][:1]
    urls = [text for tag in dialect.urls for text in every(tag) if not _DOI_ALONE.fullmatch(text[:300])]
    groups = [clean(name) for tag in dialect.groups for name in every(tag) if tag != "GP" or not people]
    authors = [*(printed_name(name) for name in every(people)), *groups]
    return Given(
        kind=dialect.kind,
        origin=Origin(path, title.line if title else draft.line),
        name=first(dialect.names),
        title=ended(" ".join(title.parts)) if title else "",
        abstract=_abstract(fields, dialect),
        authors=initials_first(tuple(filter(None, authors))),
        date=date,
        venue=first([tag for tag in dialect.venues if title is None or tag != title.tag]),
        arxiv=tuple(
            text for text in (*every("AN"), *every("M1"), *every("C7"), *every("M")) if "arxiv" in text.lower()
        ),
        dois=tuple(dois),
        urls=tuple(urls),
        keywords=tuple(word for tag in dialect.keywords for text in every(tag) for word in _keywords(tag, text)),
        edition=parse_edition(first(dialect.editions)),
        locator=_locator([first(tags) for tags in dialect.places], first(("TY", "0"))),
    ), problems


def _locator(said: Sequence[str], kind: str) -> Locator:
    volume, number, pages, last = said
    is_count = kind in _WHOLE_WORKS and not last and pages.isdigit()
    return parse_locator(volume, number, "" if is_count else pages, last)


def _abstract(fields: Mapping[str, Sequence[_Field]], dialect: Dialect) -> str:
    """The abstract, of several fields if need be, without the notices of copyright that databases add in one more."""
    every = [one.parts for tag in dialect.abstracts for one in fields.get(tag, ())]
    # ScienceDirect has the heading in a line of its own.
    bare = [parts[1:] if parts[1:] and parts[0].strip().lower() in _ABSTRACT else parts for parts in every]
    texts = [" ".join(parts).strip() for parts in bare]
    kept = [text for text in dict.fromkeys(texts) if text and not text.startswith("Copyright of ")]
    return " ".join(kept)


def _keywords(tag: str, text: str) -> tuple[str, ...]:
    """The keywords in a field; a heading of MeSH without the aspects behind its strokes."""
    words = split_keywords(text, by_comma=tag == "K")
    return tuple((word.split("/")[0] if tag == "MH" else word).strip("* ") for word in words)


def _date(
    fields: Mapping[str, Sequence[_Field]], dialect: Dialect, origin: Origin
) -> tuple[Date | None, list[Problem]]:
    """The date as exactly as the fields tell; month and day of a field without a year get that of another."""
    stated = [
        (tag, text) for tag in dialect.dates for one in fields.get(tag, ()) if (text := " ".join(one.parts).strip())
    ]
    year = next((date.year for tag, text in stated if tag not in dialect.days and (date := loose_date(text))), None)
    dates = [loose_date(text, year if tag in dialect.days else None) for tag, text in stated]
    known = [date for date in dates if date is not None and (year is None or date.year == year)]
    if stated and not known:
        message = f"`{shortened(stated[0][1])}` has no year in it: the paper stays undated"
        return None, [info("bad-date", origin, message)]
    best = max(known, key=lambda date: (date.month is not None) + (date.day is not None), default=None)
    return best, []
