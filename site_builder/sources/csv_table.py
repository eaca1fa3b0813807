"""Tables of papers, one a row, as CSV: from forms, spreadsheets, Zotero and databases, into records."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from site_builder.columns import Columns, find_columns, propose
from site_builder.locators import parse_edition, parse_locator
from site_builder.model import ColumnNames, FileAccount, Locator, ParsedSource, Record, Unparsed
from site_builder.people import split_names
from site_builder.problems import Origin, Problem, error, info, warning
from site_builder.reference_fields import (
    Given,
    ended,
    loose_date,
    make_record,
    month_and_year,
    split_keywords,
    unparsed,
)
from site_builder.text import shortened, split_lines

KIND = "csv"
"""What :attr:`Record.source` says of these records."""
_MARKS = (",", ";", "\t", "|")
"""What may part the cells of a row."""
_TELLING = 3
"""So many cells tell a row of a table from a line of text with a comma in it."""
_MOST_ABOVE = 10
"""So many lines may stand above the columns' names."""
_NOTHING = frozenset(("nan", "none", "null", "n/a", "na", "-", "—"))
"""What programs and people write where there is nothing to say."""
_QUOTED = re.compile(r"(?P<sign>['\"])(?P<text>(?:(?!(?P=sign)).){1,500}?)(?P=sign)(?=\s*[],])")
_NAMED = re.compile(r"['\"](?:display_)?name['\"]:\s*(?P<sign>['\"])(?P<text>(?:(?!(?P=sign)).){1,500}?)(?P=sign)")
_GLUED = re.compile(
    r"(?!(?:Mc|Mac|De|Del|Di|Du|La|Le|Van|Von|Al|El|Fitz|Ben|Abd|O)[A-Z])([^\W\d_][^\W\d_A-Z]*[a-z])(?=[A-Z])"
)
"""The end of a name that the next one begins at, in lists of Springer."""
_CITED = re.compile(r"\d{4}[^;]{0,20};(?P<volume>\w{1,9})(?:\((?P<number>[^()]{1,20})\))?:(?P<pages>[\w-]{1,20})")
_QUOTED_CELL = re.compile(r'^"(.*)"$')
_MOST_FAULTS = 100
"""After so many rows that cannot be read, the rest of a file is taken for no table."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the table: its cells, or None with the reason why they cannot be told."""

    first: int
    """The line it begins on."""
    last: int
    cells: list[str] | None
    fault: str


def parse_csv(text: str, path: str, columns: ColumnNames) -> ParsedSource:
    """Parse a table. ``columns`` maps fields to names of columns where these do not tell for themselves."""
    lines = split_lines(text)
    start, mark = _heading(lines, columns)
    rows = _rows(lines, start, mark)
    heading = next(rows, None)
    names = [name.strip() for name in heading.cells or []] if heading else []
    found = find_columns(names, columns)
    problems = _faults_of_heading(Origin(path, start + 1), names, columns, found)
    kinds = ["blank" if not line.strip() else "content" if n >= start else "chrome" for n, line in enumerate(lines)]
    records: list[Record] = []
    lost: list[Unparsed] = []
    for row in rows if "title" in found.places and not any(p.code == "unknown-column" for p in problems) else ():
        if row.cells is not None and not "".join(row.cells).strip():
            continue
        record, reason = None, row.fault
        if (
            row.cells is not None
            and len(row.cells) > len(names)
            and any(cell.strip() for cell in row.cells[len(names) :])
        ):
            reason = f"this row has {len(row.cells)} cells, where the heading has {len(names)}"
        elif row.cells is not None:
            record, faults = make_record(_given(row, found, path))
            problems += faults
            reason = "this row says nothing of a paper"
        if record is not None:
            records.append(record)
            continue
        hint = "A cell with the sign that parts cells, or with a line end, needs quotation marks around it."
        stretch, problem = unparsed(path, row.first, "\n".join(lines[row.first - 1 : row.last]), reason, hint)
        kinds[row.first - 1 : row.last] = ["unrecognised"] * len(kinds[row.first - 1 : row.last])
        lost.append(stretch)
        problems.append(problem)
    if not records and not problems:
        problems.append(warning("no-papers", Origin(path, 0), "this table has no rows"))
    if "title" not in found.places:
        kinds = ["blank" if kind == "blank" else "unrecognised" for kind in kinds]
    account = FileAccount(path, KIND, dict(sorted(Counter(kinds).items())), len(lines), len(records))
    return ParsedSource(tuple(records), tuple(problems), account, tuple(lost))


def _heading(lines: Sequence[str], columns: ColumnNames) -> tuple[int, str]:
    """The number, from 0, of the line with the columns' names, and what parts them.

    Databases and spreadsheets may put a notice, blank lines or ``sep=;`` above.
    """
    filled = [number for number, line in enumerate(lines[:_MOST_ABOVE]) if line.strip(" ,;\t|")]
    said = next((line[4:5] for line in lines[:1] if line.startswith("sep=") and len(line) < len("sep=;;")), "")
    for number in filled:
        mark = said or _mark(lines[number])
        names = next(_rows(lines, number, mark)).cells or []
        if len(names) > 1 and "title" in find_columns([name.strip() for name in names], columns).places:
            return number, mark
    first = next((number for number in filled if not (said and number == 0)), 0)
    return first, said or _mark(lines[first] if lines else "")


def _mark(line: str) -> str:
    return max(_MARKS, key=lambda sign: (line.count(sign), -_MARKS.index(sign)))


def _faults_of_heading(place: Origin, names: Sequence[str], told: ColumnNames, found: Columns) -> list[Problem]:
    """What the heading leaves open: an error with a mapping to paste where nobody can tell the column of titles."""
    proposal = propose(PurePosixPath(place.path).name, names, found)
    hint = f"Put into survey.yaml, with the right names:\n{_indented(proposal)}"
    if found.missing and any(field == "title" for field, _ in found.missing):
        shown = ", ".join(f"`{shortened(name)}`" for name in names[:20])
        message = f"there is no column `{shortened(told.own['title'])}`; there are {shown}"
        return [error("unknown-column", place, message, hint)]
    if "title" not in found.places:
        return [error("no-title-column", place, "which column has the titles cannot be told", hint)]
    problems = [
        warning(
            "unknown-column", place, f"there is no column `{shortened(name)}`, which survey.yaml names for `{field}`"
        )
        for field, name in found.missing
    ]
    if found.unused:
        shown = ", ".join(f"`{shortened(name)}`" for name in found.unused[:30])
        hint = "If one of them says something of a paper, name it under `columns` in survey.yaml."
        problems = [info("unused-columns", place, f"columns passed over: {shown}", hint), *problems]
    return problems


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.split("\n"))


def _rows(lines: Sequence[str], start: int, mark: str) -> Iterator[_Row]:
    """The rows one by one; one that cannot be read goes on to the next line that is a whole row by itself."""
    width, faults = 0, 0
    # Web of Science leaves quotation marks as they are, where spreadsheets double them.
    is_plain = mark == "\t" and lines[start].startswith("PT\t")
    quoting: Literal[0, 3] = csv.QUOTE_NONE if is_plain else csv.QUOTE_MINIMAL
    while start < len(lines):
        rest = (f"{lines[number]}\n" for number in range(start, len(lines)))
        reader = csv.reader(rest, delimiter=mark, quoting=quoting, strict=True)
        first, fault = start, ""
        try:
            for cells in reader:
                width = width or len(cells)
                yield _Row(first + 1, start + reader.line_num, cells, "")
                first = start + reader.line_num
        except csv.Error as found:
            fault = str(found)
        if not fault:
            return
        cells = lines[first].split(mark)
        if len(cells) == width >= _TELLING:  # a row in one line, with a quotation mark of its own
            yield _Row(first + 1, first + 1, [_QUOTED_CELL.sub(r"\1", cell.strip()) for cell in cells], "")
            start = first + 1
            continue
        faults += 1
        start = _next_row(lines, first + 1, mark, width) if faults < _MOST_FAULTS else len(lines)
        yield _Row(first + 1, start, None, f"this row cannot be read ({fault})")


def _next_row(lines: Sequence[str], start: int, mark: str, width: int) -> int:
    """The number, from 0, of the next line that is a whole row, which a piece of a long text hardly is."""
    for number in range(start, len(lines)):
        try:
            cells = next(csv.reader([lines[number]], delimiter=mark, strict=True), [])
        except csv.Error:
            continue
        if len(cells) == width >= _TELLING or (width < _TELLING and cells):
            return number
    return len(lines)


def _given(row: _Row, columns: Columns, path: str) -> Given:
    cells = ["" if cell.strip().lower() in _NOTHING else cell.strip() for cell in row.cells or []]

    def every(field: str) -> list[str]:
        return [cells[index] for index in columns.places.get(field, ()) if index < len(cells) and cells[index]]

    def say(field: str) -> str:
        return next(iter(every(field)), "")

    year = month_and_year(say("month"), say("year"))
    date = loose_date(say("date"), year.year if year else None) if say("date") else year
    if date and year and date.year != year.year:
        date = year  # the day it was put online, years after its publication
    return Given(
        kind=KIND,
        origin=Origin(path, row.first),
        name=say("key"),
        title=ended(say("title")),
        abstract=say("abstract"),
        authors=split_names(_unglued(_listed(say("authors")))),
        date=date or year,
        venue=say("venue"),
        arxiv=tuple(filter(None, every("arxiv"))),
        dois=tuple(filter(None, every("doi"))),
        urls=tuple(filter(None, [*every("url"), *every("code")])),
        keywords=tuple(word for text in every("keywords") for word in split_keywords(_listed(text), by_comma=True)),
        locator=_locator(say),
        edition=parse_edition(say("edition")),
    )


def _locator(say: Callable[[str], str]) -> Locator:
    """Volume, issue and pages: of columns of their own, or of a citation, ``J Lamps. 2019 Mar;12(3):45-67.``"""
    found = parse_locator(say("volume"), say("number"), say("pages"), say("last page"))
    cited = _CITED.search(say("citation")[:1000]) if found == Locator() else None
    return parse_locator(cited["volume"], cited["number"] or "", cited["pages"]) if cited else found


def _unglued(names: str) -> str:
    """Names without any sign between them, ``Ada JugBo Li``, parted by semicolons."""
    words = names.split()
    if len(words) < _TELLING or any(mark in names for mark in ",;|&"):
        return names
    inner = [_GLUED.sub(r"\1; ", word, count=1) if _GLUED.match(word) else word for word in words[1:-1]]
    return " ".join([words[0], *inner, words[-1]])


def _listed(text: str) -> str:
    """A cell that programs wrote a list into, ``['Ada', 'Bo']`` or one of ``{'name': 'Ada'}``, as people part names."""
    if not text.startswith("[") or not text.endswith("]"):
        return text.replace("|", ";") if ";" not in text else text
    named = [found["text"] for found in _NAMED.finditer(text)]
    return "; ".join(named or [found["text"] for found in _QUOTED.finditer(text)]) or text
