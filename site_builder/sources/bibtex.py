"""BibTeX and BibLaTeX files into records.

bibtexparser parts the file into blocks, keeps those it cannot read and knows the line of each; what their values mean
(macros, ``#``, inheritance, names, LaTeX) is told here, because it depends on what a survey wants to know.
"""

from __future__ import annotations

import calendar
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ExplicitComment,
    ImplicitComment,
    ParsingFailedBlock,
    Preamble,
    String,
)
from bibtexparser.splitter import Splitter

from site_builder.bibtex_values import find_addresses, parse_authors, parse_values, plain_address
from site_builder.latex import plain_latex
from site_builder.model import ColumnNames, FileAccount, ParsedSource, Record, Unparsed
from site_builder.problems import Origin, Problem, info, warning
from site_builder.record_fields import parse_arxiv
from site_builder.reference_fields import (
    Given,
    loose_date,
    make_record,
    split_keywords,
    unparsed,
)
from site_builder.text import shortened, split_lines

KIND = "bibtex"
"""What :attr:`Record.source` says of these records."""
# The package tells of each faulty block on standard error; here problems tell of it.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL + 1)

_JOINED = {"author": " and ", "keywords": "; ", "url": " "}
"""Fields that may stand several times, with what parts their values."""
_USED = ("title", "author", "year", "month", "date", "abstract", "doi", "journal", "booktitle", "eprint")
_INHERITED = ("booktitle", "journal", "year", "month", "date", "publisher", "organization", "series", "journaltitle")
_VENUES = ("journal", "journaltitle", "booktitle", "maintitle", "eventtitle")
_HOUSES = ("school", "institution", "organization", "howpublished", "series", "publisher")
"""What stands for the venue of reports, theses, books and software."""
_PARTS = ("article", "inproceedings", "conference")
_URLS = ("url", "link", "howpublished", "note", "ee", "code", "pdf", "website", "bdsk-url-1")
_KEYWORDS = ("keywords", "keyword", "author_keywords", "index_keywords", "mendeley-tags", "tags")
# The journals that NASA ADS writes as macros.
_JOURNALS = {
    **{"\\apj": "Astrophysical Journal", "\\apjl": "Astrophysical Journal Letters", "\\aj": "Astronomical Journal"},
    **{"\\apjs": "Astrophysical Journal Supplement", "\\aap": "Astronomy & Astrophysics", "\\nat": "Nature"},
    **{"\\mnras": "Monthly Notices of the Royal Astronomical Society", "\\prd": "Physical Review D"},
    **{"\\prl": "Physical Review Letters", "\\pasp": "Publications of the Astronomical Society of the Pacific"},
    **{"\\araa": "Annual Review of Astronomy and Astrophysics", "\\physrep": "Physics Reports"},
    **{"\\jcap": "Journal of Cosmology and Astroparticle Physics", "\\icarus": "Icarus"},
}

_LOST_REFERENCE = re.compile(r"^[ \t]*(?!%)(?:[A-Za-z]+[ \t]*=[ \t]*[\"{]|@?[A-Za-z]+\{)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Reference:
    """One reference with its values as texts of LaTeX, by field name in lower case."""

    type: str
    key: str
    line: int
    fields: Mapping[str, str]
    lines: Mapping[str, int]
    raw: str


def parse_bibtex(text: str, path: str, columns: ColumnNames) -> ParsedSource:
    """Parse a BibTeX file. A reference that cannot be read is kept as it stands, and the others are records."""
    lines = split_lines(text)
    blocks = [_whole(block) for block in Splitter(text).split().blocks]
    kinds = ["comment" if line.strip() else "blank" for line in lines]
    lost, problems = _lost(blocks, lines, kinds, path)
    macros: dict[str, str] = {}
    references = []
    for block in blocks:
        if isinstance(block, String):
            _mark(kinds, block, "definition")
            value, found = parse_values(block.value, macros, path, (block.start_line or 0) + 1)
            macros[block.key.lower()] = value[0][1]
            problems += found
        elif isinstance(block, Preamble):
            _mark(kinds, block, "definition")
        elif isinstance(block, Entry):
            _mark(kinds, block, "content")
            reference, found = _reference(block, macros, path)
            references.append(reference)
            problems += found
    records, more, found = _records(references, path)
    problems += found
    counts = {kind: kinds.count(kind) for kind in ("content", "definition", "comment", "blank", "unrecognised")}
    account = FileAccount(path, KIND, counts, len(lines), len(records))
    if not records and not problems:
        problems.append(warning("no-papers", Origin(path, 0), "this file has no references in it"))
    return ParsedSource(tuple(records), tuple(problems), account, (*lost, *more))


def _whole(block: Block) -> Block:
    """A reference or macro behind a repeated key or field, which is told elsewhere, or the block itself."""
    while isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
        inner = block.ignore_error_block
        if inner is None:
            break
        block = inner
    return block


def _mark(kinds: list[str], block: Block, kind: str) -> None:
    start = block.start_line or 0
    for number in range(start, min(len(kinds), start + (block.raw or "").count("\n") + 1)):
        if kinds[number] == "comment":
            kinds[number] = kind


def _lost(
    blocks: Sequence[Block], lines: Sequence[str], kinds: list[str], path: str
) -> tuple[list[Unparsed], list[Problem]]:
    """The stretches that are no reference and should be: blocks that do not close, and fields outside any block."""
    stretches, problems = [], []
    end = len(lines)
    for block in reversed(blocks):
        start = block.start_line or 0
        if isinstance(block, ExplicitComment | ImplicitComment):
            raw = block.raw or ""
            if not (isinstance(block, ImplicitComment) and _LOST_REFERENCE.search(raw)):
                continue
            reason = "fields stand outside any reference"
        elif isinstance(block, ParsingFailedBlock) and not (block.raw or "").lower().startswith("@comment"):
            reason = f"this reference cannot be read ({_reason(block)})"
        else:
            end = start
            continue
        hint = "Look for a brace, a quotation mark or a comma that is missing."
        stretch, problem = unparsed(path, start + 1, "\n".join(lines[start:end]), reason, hint)
        for number in range(start, end):
            kinds[number] = "unrecognised" if kinds[number] == "comment" else kinds[number]
        stretches.append(stretch)
        problems.append(problem)
        end = start
    return stretches[::-1], problems[::-1]


def _reason(block: ParsingFailedBlock) -> str:
    text = str(getattr(block.error, "abort_reason", block.error))
    return shortened(" ".join(text.split())).rstrip(". ")


def _reference(block: Entry, macros: Mapping[str, str], path: str) -> tuple[_Reference, list[Problem]]:
    """A block's fields with macros put in; a field that stands twice counts once, or is joined where it may."""
    fields: dict[str, str] = {}
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for field in block.fields:
        line = (field.start_line or 0) + 1
        values, found = parse_values(str(field.value), macros, path, line)
        problems += found
        for part, value in values:
            name = " ".join((part or field.key).lower().split())
            if part:
                hint = "Put a comma at the end of the field above."
                problems.append(
                    warning("missing-comma", Origin(path, line), f"a comma is missing before `{name}`", hint)
                )
            if name in _JOINED and fields.get(name, "").strip() and value.strip() not in ("", fields[name].strip()):
                fields[name] += _JOINED[name] + value
            elif name in _USED and fields.get(name, "").strip() and value.split() != fields[name].split():
                message = f"`{name}` stands here a second time with another text: the first is kept"
                problems.append(warning("repeated-field", Origin(path, line), message))
            elif not fields.get(name, "").strip():
                fields[name], places[name] = value, line
    return _Reference(
        block.entry_type.lower(), block.key.strip(), (block.start_line or 0) + 1, fields, places, block.raw or ""
    ), problems


def _records(references: Sequence[_Reference], path: str) -> tuple[list[Record], list[Unparsed], list[Problem]]:
    by_key: dict[str, _Reference] = {}
    records, lost, problems = [], [], []
    for reference in references:
        first = by_key.setdefault(reference.key.lower(), reference)
        if first is not reference and reference.key and first.fields != reference.fields:
            message = (
                f"the key `{shortened(reference.key)}` is also that of line {first.line}: both references are kept"
            )
            problems.append(warning("duplicate-key", Origin(path, reference.line), message, "Give one another key."))
    for reference in references:
        given, found = _given(reference, by_key, path)
        record, faults = make_record(given)
        problems += [*found, *faults]
        if record is None:
            stretch, problem = unparsed(path, reference.line, reference.raw, "this reference says nothing of a paper")
            lost.append(stretch)
            problems.append(problem)
        else:
            records.append(record)
    return records, lost, problems


def _given(reference: _Reference, by_key: Mapping[str, _Reference], path: str) -> tuple[Given, list[Problem]]:
    fields, problems = _with_parent(reference, by_key, path)
    say: Callable[[str], str] = lambda name: plain_latex(fields.get(name, ""))  # noqa: E731
    origin = Origin(path, reference.lines.get("title", reference.line))
    authors, found = parse_authors(fields, Origin(path, reference.lines.get("author", reference.line)))
    problems += found
    title, subtitle = say("title"), say("subtitle")
    venues = _VENUES if reference.type in _PARTS else (*_VENUES, *_HOUSES)
    venue = next((text for name in venues if (text := _venue(name, fields))), "")
    dating = fields.get("date") or f"{fields.get('day', '')} {_month(say('month'))} {say('year')}"
    date = loose_date(plain_latex(dating))
    if dating.strip() and date is None:
        message = f"`{shortened(' '.join(dating.split()))}` has no year in it: the paper stays undated"
        problems.append(info("bad-date", Origin(path, reference.lines.get("year", reference.line)), message))
    return Given(
        kind=KIND,
        origin=origin,
        name=reference.key,
        title=f"{title}: {subtitle}" if title and subtitle else title,
        abstract=say("abstract"),
        authors=authors,
        date=date,
        venue=venue,
        arxiv=_eprints(fields),
        dois=tuple(filter(None, [plain_address(fields.get("doi", ""))])),
        urls=tuple(url for name in _URLS for url in find_addresses(name, fields.get(name, ""))),
        keywords=tuple(word for name in _KEYWORDS for word in split_keywords(say(name), by_comma=True)),
    ), problems


def _with_parent(
    reference: _Reference, by_key: Mapping[str, _Reference], path: str
) -> tuple[dict[str, str], list[Problem]]:
    """A reference's fields with what it inherits by ``crossref``: where and when it came out, never what it is."""
    fields = {name: value for name, value in reference.fields.items() if value.strip()}
    wanted = fields.get("crossref", fields.get("xdata", "")).strip()
    if not wanted:
        return fields, []
    parent = by_key.get(wanted.lower())
    if parent is None or parent is reference:
        message = f"`crossref` names `{shortened(wanted)}`, which is no other reference of this file"
        return fields, [
            warning("unknown-crossref", Origin(path, reference.lines.get("crossref", reference.line)), message)
        ]
    inherited = {name: parent.fields[name] for name in _INHERITED if parent.fields.get(name, "").strip()}
    if "title" in parent.fields and reference.type.startswith("in"):
        inherited.setdefault("booktitle", parent.fields["title"])
    return inherited | fields, []


def _month(text: str) -> str:
    return calendar.month_abbr[int(text)] if text.isdigit() and len(text) < 3 and 0 < int(text) < 13 else text


def _venue(name: str, fields: Mapping[str, str]) -> str:
    raw = fields.get(name, "").strip()
    if name == "howpublished" and "://" in raw:
        return ""
    return _JOURNALS.get(raw, "") or plain_latex(raw)


def _eprints(fields: Mapping[str, str]) -> tuple[str, ...]:
    """The fields that are arXiv ids: of the arXiv by its name, or by their form where no archive is named."""
    archive = (fields.get("archiveprefix") or fields.get("eprinttype") or "").strip("{} ").lower()
    eprint = plain_address(fields.get("eprint", ""))
    found = [plain_address(fields.get(name, "")) for name in ("arxivid", "arxiv")]
    if archive in ("arxiv", "") and parse_arxiv(eprint):
        found.append(eprint)
    places = " ".join(fields.get(name, "") for name in ("institution", "publisher", "journal", "howpublished")).lower()
    if "arxiv" in places or "corr" in places.split():
        found += [fields.get(name, "").strip("{} ").removeprefix("abs/") for name in ("number", "volume")]
    return tuple(text for text in found if text)
