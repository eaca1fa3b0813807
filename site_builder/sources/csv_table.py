"""Tables of papers, one a row, as CSV: from forms, spreadsheets, Zotero and databases, into records."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from site_builder.columns import Columns, find_columns, propose
from site_builder.model import ColumnNames, FileAccount, ParsedSource, Record, Unparsed
from site_builder.problems import Origin, Problem, error, info, warning
from site_builder.reference_fields import Given, loose_date, make_record, split_keywords, split_names, unparsed
from site_builder.text import shortened, split_lines

KIND = "csv"
"""What :attr:`Record.source` says of these records."""
_MARKS = (",", ";", "\t", "|")
"""What may part the cells of a row."""
_TELLING = 3
"""So many cells tell a row of a table from a line of text with a comma in it."""
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
    rows = _rows(text)
    heading = next(rows, None)
    names = [name.strip() for name in heading.cells or []] if heading else []
    found = find_columns(names, columns)
    problems = _faults_of_heading(path, names, columns, found)
    kinds = ["blank" if not line.strip() else "content" for line in lines]
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


def _faults_of_heading(path: str, names: Sequence[str], told: ColumnNames, found: Columns) -> list[Problem]:
    """What the heading leaves open: an error with a mapping to paste where nobody can tell the column of titles."""
    place = Origin(path, 1)
    proposal = propose(PurePosixPath(path).name, names, found)
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


def _rows(text: str) -> Iterator[_Row]:
    """The rows one by one; one that cannot be read goes on to the next line that is a whole row by itself."""
    lines = text.split("\n")
    mark = max(_MARKS, key=lambda sign: (lines[0].count(sign), -_MARKS.index(sign)))
    width, start, faults = 0, 0, 0
    while start < len(lines):
        reader = csv.reader((f"{lines[number]}\n" for number in range(start, len(lines))), delimiter=mark, strict=True)
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
    cells = row.cells or []

    def every(field: str) -> list[str]:
        return [cells[index].strip() for index in columns.places.get(field, ()) if index < len(cells)]

    def say(field: str) -> str:
        return next(iter(every(field)), "")

    date, year = loose_date(say("date")), loose_date(f"{say('month')} {say('year')}")
    return Given(
        kind=KIND,
        origin=Origin(path, row.first),
        name=say("key"),
        title=say("title"),
        abstract=say("abstract"),
        authors=split_names(say("authors")),
        date=date or year,
        venue=say("venue"),
        arxiv=tuple(filter(None, every("arxiv"))),
        dois=tuple(filter(None, every("doi"))),
        urls=tuple(filter(None, [*every("url"), *every("code")])),
        keywords=tuple(word for text in every("keywords") for word in split_keywords(text, by_comma=True)),
    )
