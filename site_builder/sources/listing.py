"""Listing text, the saved text of a paper listing on the web, into records.

A listing is a run of papers, each a title line, an abstract line and perhaps an author count and a date, with lines
of the page's own furniture ("chrome") around them. Blank lines may stand anywhere or nowhere. Each line gets exactly
one kind, and a line that fits nowhere is a problem: nothing is dropped in silence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from site_builder.dates import parse_date, with_year_of
from site_builder.model import Date, FileAccount, ParsedSource, Record
from site_builder.problems import Origin, Problem, error, warning

KIND = "listing"
"""What :attr:`Record.source` says of these records."""
MAX_LINE = 50_000
"""Characters. A longer line is no title and no abstract, whatever else it may be."""
_SURELY_ABSTRACT = 250
"""Characters. In the five listings of the default survey titles have at most 165 and abstracts at least 407."""
_SENTENCE = 80
"""Characters from which a short line that ends like a sentence is taken for a short abstract."""

_CHROME = re.compile(
    r"new|Subscribe|Daily Papers|Trending Papers|by ?AK and the research community"
    r"|Get trending papers in your email inbox(?: once a day)?!?",
    re.IGNORECASE,
)
_GLUED = re.compile(r"^Subscribe(?=[^\W_])(?!(?:d|r|rs|s)\b)")
_AUTHORS = re.compile(r"[•·*-] ?(?P<count>\d{1,5}) authors?(?: ?[·•] ?(?P<date>\S.*))?")
_SEPARATOR = re.compile(r"[·•|]")
_SENTENCE_END = re.compile(r"[.!…][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    kind: str
    """``blank``, ``chrome``, ``authors``, ``separator``, ``date``, ``long`` or ``text``."""
    text: str


def is_listing(text: str) -> bool:
    """Whether the text has at least one short line that is followed by a long one, blank lines aside."""
    previous = _SURELY_ABSTRACT
    for line in text.split("\n"):
        length = len(line.strip())
        if length >= _SURELY_ABSTRACT > previous:
            return True
        previous = length or previous
    return False


def parse_listing(text: str, path: str, listed: Date | None = None) -> ParsedSource:
    """Parse a listing. ``listed``, the day it was saved, gives dates without a year their year."""
    records: list[Record] = []
    problems: list[Problem] = []
    kinds: Counter[str] = Counter()
    lines = list(_read_lines(text))
    kinds.update(line.kind for line in lines if line.kind in ("blank", "chrome"))
    for line in lines:
        if line.kind == "long":
            kinds["unrecognised"] += 1
            message = f"a line of {len(line.text):,} characters is neither a title nor an abstract"
            problems.append(error("long-line", Origin(path, line.number), message, f"It begins: {line.text[:60]}"))
    marks = [line for line in lines if line.kind not in ("blank", "chrome", "long")]
    title: _Line | None = None
    is_open = False  # whether the last record may still get an author count and a date
    for index, line in enumerate(marks):
        if line.kind == "text":
            if title is None and len(line.text) >= _SURELY_ABSTRACT:
                kinds["unrecognised"] += 1
                problems.append(_unpaired(path, line, "abstract-without-title", "an abstract without a title"))
                is_open = False
            elif title is None:
                title, is_open = line, False
            elif _is_abstract(line, marks[index + 1 : index + 2]):
                kinds.update(("title", "abstract"))
                records.append(Record(KIND, Origin(path, title.number), title.text, abstract=line.text))
                title, is_open = None, True
            else:
                kinds["unrecognised"] += 1
                problems.append(_unpaired(path, title, "title-without-abstract", "a title without an abstract"))
                title = line
        elif is_open and title is None:
            kinds["metadata"] += 1
            records[-1], found = _with_metadata(records[-1], line, listed, path)
            problems.extend(found)
        elif line.kind == "date" and not records and title is None:
            kinds["chrome"] += 1  # the day of the listing, above its first paper
        else:
            kinds["unrecognised"] += 1
            problems.append(_unpaired(path, line, "stray-metadata", "an author count or date that follows no abstract"))
    if title is not None:
        kinds["unrecognised"] += 1
        problems.append(_unpaired(path, title, "title-without-abstract", "a title without an abstract"))
    account = FileAccount(path, KIND, dict(sorted(kinds.items())), len(lines), len(records))
    return ParsedSource(tuple(records), tuple(problems), account)


def _read_lines(text: str) -> Iterable[_Line]:
    """Tell the lines apart by their own look; a date just below chrome is the listing's own and so chrome."""
    below_chrome = True
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()  # what follows the last line's end is no line
    for number, raw in enumerate(lines, start=1):
        line = raw.strip()
        if not line:
            yield _Line(number, "blank", "")
            continue
        if len(line) > MAX_LINE:
            kind = "long"
        elif _CHROME.fullmatch(line):
            kind = "chrome"
        elif _AUTHORS.fullmatch(line):
            kind = "authors"
        elif _SEPARATOR.fullmatch(line):
            kind = "separator"
        elif len(line) < 30 and parse_date(line) is not None and not line.isdigit():
            kind = "chrome" if below_chrome else "date"
        else:
            kind, line = "text", (_GLUED.sub("", line) if below_chrome else line)
        below_chrome = kind == "chrome"
        yield _Line(number, kind, line)


def _is_abstract(line: _Line, following: Sequence[_Line]) -> bool:
    """Whether a line below a title is its abstract rather than a second title."""
    if len(line.text) >= _SURELY_ABSTRACT:
        return True
    if not _SENTENCE_END.search(line.text):
        return bool(following) and following[0].kind == "authors"
    next_is_abstract = bool(following) and following[0].kind == "text" and len(following[0].text) >= _SURELY_ABSTRACT
    return len(line.text) >= _SENTENCE or not next_is_abstract


def _with_metadata(record: Record, line: _Line, listed: Date | None, path: str) -> tuple[Record, tuple[Problem, ...]]:
    """Add what one metadata line says to the record above it; a second count or date is a problem."""
    if line.kind == "separator":
        return record, ()
    counted = _AUTHORS.fullmatch(line.text)
    date_text = counted["date"] if counted else line.text
    repeated = (counted and record.author_count is not None) or (date_text and record.date is not None)
    if repeated:
        return record, (
            warning("repeated-metadata", Origin(path, line.number), f"a second `{line.text}` for one paper"),
        )
    if counted:
        record = replace(record, author_count=int(counted["count"]))
    if date_text:
        date = parse_date(date_text)
        if date is None:
            return record, (error("bad-date", Origin(path, line.number), f"`{date_text}` is not a date"),)
        record = replace(record, date=with_year_of(date, listed))
    return record, ()


def _unpaired(path: str, line: _Line, code: str, what: str) -> Problem:
    shown = line.text if len(line.text) <= 100 else line.text[:99] + "…"
    hint = "A paper in a listing is a title line and, below it, its abstract in one line."
    return error(code, Origin(path, line.number), f"{what}: {shown}", hint)
