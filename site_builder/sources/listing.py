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
from site_builder.text import shortened, split_lines

KIND = "listing"
"""What :attr:`Record.source` says of these records."""
MAX_LINE = 50_000
"""Characters. A longer line is no title and no abstract, whatever else it may be."""
_DATE_LENGTH = 30
"""Characters. A line of so many or more is no date."""
_SURELY_ABSTRACT = 250
"""Characters. In the five listings of the default survey titles have at most 165 and abstracts at least 407."""
_SENTENCE = 80
"""Characters from which a short line that ends like a sentence is taken for a short abstract."""

_MASTHEAD = re.compile(
    r"Daily Papers|Trending Papers|by ?AK(?: and the research community)?"
    r"|Get trending papers in your email inbox(?: once a day)?!?",
    re.IGNORECASE,
)
_CHROME = re.compile(rf"new|Subscribe|{_MASTHEAD.pattern}", re.IGNORECASE)
# "Subscriber", "Subscribed" and "Subscribe to" are words of a title; what else follows at once is a title of its own.
_GLUED = re.compile(r"^Subscribe(?=[^\W_]|[\"'“‘«($\[{¿¡\\`])(?!(?:d|r|rs|s)\b)")
_AUTHORS = re.compile(
    r"(?:[•·*-] ?)?(?P<count>[0-9]{1,5}|[0-9]{1,3}(?:,[0-9]{3})+) authors?(?: ?[·•|] ?(?P<date>\S.*))?"
)
_SEPARATOR = re.compile(r"[·•|]")
_LED = re.compile(r"[·•|]\s*")
_SENTENCE_END = re.compile(r"[.!…。！][\"'”’)\]]*$")
# How pages saved as HTML or XML begin, and files of BibTeX, which may have comments above their first reference.
_FOREIGN = re.compile(r"\s*(?:<[!?A-Za-z]|(?:%[^\n]*\n\s*)*@[A-Za-z]+\s*[{(])")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    kind: str
    """``blank``, ``chrome``, ``authors``, ``separator``, ``date``, ``long`` or ``text``."""
    text: str


@dataclass(frozen=True, slots=True)
class _Paired:
    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    kinds: Counter[str]


def is_listing(text: str) -> bool:
    """Whether the text has a listing's masthead, or a short line that is followed by a long one, blank lines aside.

    HTML and BibTeX are no listings, whatever they are called.
    """
    if _FOREIGN.match(text):
        return False
    previous = _SURELY_ABSTRACT
    for line in text.split("\n"):
        length = len(line.strip())
        if length >= _SURELY_ABSTRACT > previous or (length < 60 and _MASTHEAD.fullmatch(_plain(line))):
            return True
        previous = length or previous
    return False


def parse_listing(text: str, path: str, listed: Date | None = None) -> ParsedSource:
    """Parse a listing. ``listed``, the day it was saved, gives dates without a year their year."""
    lines = list(_tell_lines_apart(text))
    kinds = Counter({"long": "unrecognised"}.get(line.kind, line.kind) for line in lines if line.kind in _ALONE)
    problems = [_long_line(path, line) for line in lines if line.kind == "long"]
    paired = _pair(_with_places([line for line in lines if line.kind not in _ALONE]), path, listed)
    kinds += paired.kinds
    problems.extend(paired.problems)
    if not paired.records and not problems:
        hint = "Save the page again when its papers are there, or remove the file."
        problems.append(warning("no-papers", Origin(path, 0), "this listing has no papers in it", hint))
    account = FileAccount(path, KIND, dict(sorted(kinds.items())), len(lines), len(paired.records))
    return ParsedSource(paired.records, tuple(problems), account)


_ALONE = ("blank", "chrome", "long")


def _pair(marks: Sequence[_Line], path: str, listed: Date | None) -> _Paired:
    """Titles with the abstracts and the metadata below them; what has no partner is unrecognised and a problem."""
    records: list[Record] = []
    problems: list[Problem] = []
    kinds: Counter[str] = Counter()
    title: _Line | None = None
    is_open = False  # whether the last record may still get an author count and a date

    def lone(line: _Line, code: str, what: str) -> None:
        kinds["unrecognised"] += 1
        hint = "A paper in a listing is a title line and, below it, its abstract in one line." if not problems else ""
        problems.append(error(code, Origin(path, line.number), f"{what} “{shortened(line.text)}”", hint))

    for index, line in enumerate(marks):
        if line.kind == "text":
            if title is None and len(line.text) >= _SURELY_ABSTRACT:
                lone(line, "abstract-without-title", "no title stands above")
                is_open = False
            elif title is None:
                title, is_open = line, False
            elif _is_abstract(line, marks[index + 1 : index + 2]):
                kinds.update(("title", "abstract"))
                records.append(Record(KIND, Origin(path, title.number), title.text, abstract=line.text))
                title, is_open = None, True
            else:
                lone(title, "title-without-abstract", "no abstract follows")
                title = line
        elif is_open and title is None:
            kinds["metadata"] += 1
            records[-1], found = _with_metadata(records[-1], line, listed, path)
            problems.extend(found)
        elif line.kind == "date" and not records and title is None:
            kinds["chrome"] += 1  # the day of the listing, above its first paper
        else:
            lone(line, "stray-metadata", "no abstract stands above")
    if title is not None:
        lone(title, "title-without-abstract", "no abstract follows")
    return _Paired(tuple(records), tuple(problems), kinds)


def _tell_lines_apart(text: str) -> Iterable[_Line]:
    """The lines, each of the kind it has by its look; a date just below chrome is the listing's own and so chrome."""
    below_chrome = True
    for number, raw in enumerate(split_lines(text), start=1):
        line = raw.strip()
        plain = "" if len(line) > MAX_LINE else _plain(line)
        kind = "long" if len(line) > MAX_LINE else _kind_of(plain)
        if kind == "blank":
            yield _Line(number, kind, "")
            continue
        if kind == "date" and below_chrome:
            kind = "chrome"
        if kind in ("long", "text", "date"):
            plain = _GLUED.sub("", line) if below_chrome else line  # a title keeps its every character
        below_chrome = kind == "chrome"
        yield _Line(number, kind, plain)


def _plain(line: str) -> str:
    """A line as it looks, to tell its kind by: without invisible characters, with plain spaces."""
    return " ".join(_INVISIBLE.sub("", line).split())


def _kind_of(plain: str) -> str:
    if not plain:
        return "blank"
    if _CHROME.fullmatch(plain):
        return "chrome"
    if _AUTHORS.fullmatch(plain):
        return "authors"
    if _SEPARATOR.fullmatch(plain):
        return "separator"
    is_date = len(plain) < _DATE_LENGTH and not plain.isdigit() and parse_date(_LED.sub("", plain)) is not None
    return "date" if is_date else "text"


def _with_places(marks: Sequence[_Line]) -> list[_Line]:
    """Let a line's place overrule its look.

    A date right between two abstracts, without the marks of an author count, is a title; a short line that the
    separator of an author count announces is a date, though perhaps a bad one, unless its abstract follows.
    """
    found = list(marks)
    for index in range(2, len(found)):
        kinds = [line.kind for line in found[index - 2 : index + 1]]
        if kinds == ["authors", "separator", "text"] and len(found[index].text) < _DATE_LENGTH:
            below = found[index + 1 : index + 3]
            is_title = bool(below) and below[0].kind == "text" and _is_abstract(below[0], below[1:])
            found[index] = found[index] if is_title else replace(found[index], kind="date")
    for index in range(1, len(found) - 1):
        before, line, after = found[index - 1 : index + 2]
        if {before.kind, after.kind} == {"text"} and line.kind == "date" and not _LED.match(line.text):
            is_between = min(len(before.text), len(after.text)) >= _SURELY_ABSTRACT
            found[index] = replace(line, kind="text") if is_between else line
    return found


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
    date_text = counted["date"] if counted else _LED.sub("", _plain(line.text))
    repeated = (counted and record.author_count is not None) or (date_text and record.date is not None)
    if repeated:
        return record, (
            warning("repeated-metadata", Origin(path, line.number), f"a second `{line.text}` for one paper"),
        )
    if counted:
        record = replace(record, author_count=int(counted["count"].replace(",", "")))
    if date_text:
        date = parse_date(date_text)
        if date is None:
            hint = "Known forms: 2014-03-23, Mar 23, 2014, 23 Mar 2014, Mar 2014, Mar 23."
            message = f"`{shortened(date_text)}` is not a date"
            return record, (error("bad-date", Origin(path, line.number), message, hint),)
        record = replace(record, date=with_year_of(date, listed))
    return record, ()


def _long_line(path: str, line: _Line) -> Problem:
    message = f"a line of {len(line.text):,} characters is neither a title nor an abstract"
    return error("long-line", Origin(path, line.number), message, f"It begins: {line.text[:60]}")
