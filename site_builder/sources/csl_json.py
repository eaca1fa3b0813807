"""CSL-JSON, as Zotero, pandoc and Crossref write it, into records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from site_builder.locators import parse_locator
from site_builder.model import ColumnNames, Date, Locator, ParsedSource, Record, Unparsed
from site_builder.people import joined_name, printed_name, split_names
from site_builder.problems import Origin, Problem, error, info, warning
from site_builder.record_fields import account_of_lines
from site_builder.reference_fields import Given, clean, ended, loose_date, make_record, split_keywords, unparsed
from site_builder.text import shortened

KIND = "csl-json"
"""What :attr:`Record.source` says of these records."""
_MOST_FAULTS = 100
"""After so many references that cannot be read, the rest of a file is taken for one stretch of no JSON."""

_SPACE = re.compile(r"[\s,]*")
_LIST = re.compile(r"\s*(?:\{[^\[\]{}]{0,500}\"(?:items|references)\"\s*:\s*)?\[")
_NEXT = re.compile(r"\n[ \t]*\{")
_TITLE = re.compile(r"\"title\"\s*:")
_END = re.compile(r"\s*\](?:\s*,[^\[\]]{0,100000}\})?[\s}]*")
_WRAPPERS = (
    "items",
    "references",
    "message",
    "results",
    "data",
    "papers",
    "publications",
    "works",
    "records",
    "entries",
)
"""Under what services and programs put the list of references."""
_MOST_WRAPPERS = 4
"""One in the other."""
_DATES = (
    *("issued", "published-print", "published", "published-online", "event-date", "original-date", "submitted"),
    *("date", "publication_date", "publicationDate", "publication_year", "year"),
)
_VENUES = (
    *("container-title", "publicationTitle", "proceedingsTitle", "bookTitle", "journal", "venue", "booktitle"),
    *("conferenceName", "conference", "event-title", "event", "collection-title", "publisher", "archive"),
)
_FAR = 100_000
"""Characters from one title to the next; beyond them its line is not looked for."""
_NO_PAPERS = ("attachment", "note", "annotation")
_ARXIV = ("arxiv", "arxiv_id", "arxivId")
_IN_ISSUES = ("article-journal", "article-magazine", "journal-article", "article", "")
"""Types of which a number is that of an issue."""
_URLS = ("URL", "url", "link", "pdf", "code")
_KEYWORDS = ("keyword", "keywords", "categories", "tags")
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One element of the list: a value, or None with the reason why it is none."""

    start: int
    end: int
    value: Any
    fault: str


def parse_csl_json(text: str, path: str, columns: ColumnNames) -> ParsedSource:
    """Parse a list of CSL-JSON references, alone or under ``items``; a faulty one is kept as it stands."""
    records: list[Record] = []
    lost: list[Unparsed] = []
    problems: list[Problem] = []
    line, counted = 1, 0
    for piece in _pieces(text):
        line += text.count("\n", counted, piece.start)
        counted = piece.start
        raw = text[piece.start : piece.end]
        inner = inner_items(piece.value)
        if inner is None:
            lost.append(_lost(path, line, raw, piece.fault or "this is no reference", problems))
            continue
        at, below = 0, 0
        for item in inner:
            place = _place(raw, item, at)
            below += raw.count("\n", at, place)
            at = place
            origin = Origin(path, line + below)
            if item.get("itemType") in _NO_PAPERS:
                problems.append(info("no-paper", origin, f"this is a `{item['itemType']}` and no paper"))
                continue
            record, found = make_record(_given(item, origin, problems))
            problems.extend(found)
            if record is not None:
                records.append(record)
            else:
                shown = raw if len(inner) == 1 else json.dumps(item, ensure_ascii=False)
                lost.append(_lost(path, line, shown, "this reference says nothing of a paper", problems))
    if not records and not lost:
        problems.append(warning("no-papers", Origin(path, 0), "this file has no references in it"))
    elif not records:
        problems.append(error("malformed-json", Origin(path, 1), "none of this file can be read as CSL-JSON"))
    account = account_of_lines(text, path, KIND, "content", len(records))
    return ParsedSource(tuple(records), tuple(problems), account, tuple(lost))


def _lost(path: str, line: int, raw: str, reason: str, problems: list[Problem]) -> Unparsed:
    stretch, problem = unparsed(path, line, raw, reason)
    problems.append(problem)
    return stretch


def inner_items(value: object, depth: int = 0) -> Sequence[Mapping[str, Any]] | None:
    """The references in a value: itself, those of a service's answer, or those that a mapping names by their keys.

    None for a value that can hold no reference.
    """
    if not isinstance(value, dict):
        return None
    if "title" in value or "DOI" in value:
        return (value,)
    for name in _WRAPPERS:
        child = value.get(name)
        if isinstance(child, list) and child and all(isinstance(item, dict) for item in child):
            return child
        found = inner_items(child, depth + 1) if isinstance(child, dict) and depth < _MOST_WRAPPERS else None
        if found and found[0] is not child:
            return found
    if value and all(isinstance(item, dict) and "title" in item for item in value.values()):
        return tuple({"id": key, **item} for key, item in value.items())
    return (value,)


def _place(raw: str, item: Mapping[str, Any], start: int) -> int:
    """Where a reference's title stands, after that of the one before."""
    title = _text(item.get("title"))
    ways = (json.dumps(title, ensure_ascii=False), json.dumps(title)) if title else ()
    found = next((at for way in ways if (at := raw.find(way, start, start + _FAR)) >= 0), -1)
    key = _TITLE.search(raw, start, start + _FAR) if found < 0 else None
    return found if found >= 0 else key.start() if key else start


def _pieces(text: str) -> Iterator[_Piece]:
    """The elements of the list one by one, each with its place; after a faulty one, from the next that can be read."""
    opening = _LIST.match(text)
    at = opening.end() if opening else 0
    faults = 0
    while True:
        found = _SPACE.match(text, at)
        at = found.end() if found else at
        if at >= len(text):
            return
        if opening and _END.fullmatch(text, at):
            return
        value, end, fault = _decode(text, at)
        if not fault:
            yield _Piece(at, end, value, "")
            at = end
            continue
        faults += 1
        further = _NEXT.search(text, at + 1) if faults < _MOST_FAULTS else None
        stop = further.start() if further else len(text)
        yield _Piece(at, stop, None, fault)
        at = stop


def _decode(text: str, at: int) -> tuple[Any, int, str]:
    """The value that begins at ``at``, where it ends, and what is wrong with it."""
    try:
        value, end = _DECODER.raw_decode(text, at)
    except json.JSONDecodeError as fault:
        return None, at, f"this is not valid JSON: {fault.msg} in line {fault.lineno}"
    except RecursionError:
        return None, at, "this is nested too deeply"
    return value, end, ""


def _given(item: Mapping[str, Any], origin: Origin, problems: list[Problem]) -> Given:
    date = next((date for name in _DATES if (date := _date(item.get(name)))), None)
    if date is None and any(item.get(name) for name in _DATES):
        shown = shortened(json.dumps(next(item[name] for name in _DATES if item.get(name)), ensure_ascii=False))
        problems.append(info("bad-date", origin, f"`{clean(shown)}` has no year in it: the paper stays undated"))
    title, subtitle = _first(item, "title", "display_name"), _text(item.get("subtitle"))
    ids = item.get("externalIds")
    numbers = ids if isinstance(ids, dict) else {}
    return Given(
        kind=KIND,
        origin=origin,
        name=_first(item, "citation-key", "citationKey", "id", "key", "paperId"),
        title=ended(f"{title}: {subtitle}" if title and subtitle else title),
        abstract=_first(item, "abstract", "abstractNote"),
        authors=_authors(item),
        date=date,
        venue=next((text for name in _VENUES if (text := _label(item.get(name)))), ""),
        arxiv=(
            *_arxiv(item),
            *filter(None, [_first(item, "arxiv", "arxiv_id", "arxivId"), _text(numbers.get("ArXiv"))]),
        ),
        dois=tuple(filter(None, [_first(item, "DOI", "doi") or _text(numbers.get("DOI"))])),
        urls=tuple(filter(None, (_text(item.get(name)) for name in _URLS))),
        keywords=tuple(
            word
            for name in _KEYWORDS
            for text in _list(item.get(name))
            for word in split_keywords(_label(text), by_comma=True)
        ),
        locator=_locator(item),
    )


def _locator(item: Mapping[str, Any]) -> Locator:
    """Volume, issue and pages: of the item itself, or of what Semantic Scholar and OpenAlex keep apart."""
    inner = [child for name in ("journal", "biblio", "journal-issue") if isinstance(child := item.get(name), dict)]

    def say(*names: str) -> str:
        return next((text for said in (item, *inner) if (text := _first(said, *names))), "")

    number = _first(item, "issue") or (_first(item, "number") if _first(item, "type") in _IN_ISSUES else "")
    pages = say("page", "pages", "first_page", "page-first", "article-number", "articleNumber")
    return parse_locator(say("volume"), number or say("issue"), pages, say("last_page"))


def _arxiv(item: Mapping[str, Any]) -> tuple[str, ...]:
    """Numbers of references that are in the arXiv by some field's word."""
    texts = [_text(item.get(name)) for name in ("number", "note", "archive_location", "archive", "publisher")]
    is_there = any("arxiv" in text.lower() for text in texts)
    numbers = [part for text in texts for part in text.split()]
    return tuple(number for number in numbers if number.lower() != "arxiv") if is_there else ()


def _first(item: Mapping[str, Any], *names: str) -> str:
    return next((text for name in names if (text := _text(item.get(name)))), "")


def _label(value: object) -> str:
    """A text, or that of an object with a name, such as ``{"tag": "lamps"}``."""
    return _first(value, "tag", "name", "display_name", "title") if isinstance(value, dict) else _text(value)


def _authors(item: Mapping[str, Any]) -> tuple[str, ...]:
    """The authors of CSL, or as the programming interfaces of libraries name them."""
    people = next((item[name] for name in ("author", "authors", "creators", "authorships") if item.get(name)), None)
    if isinstance(people, str):
        return split_names(people)
    written = (
        one for one in _list(people) if not isinstance(one, dict) or one.get("creatorType", "author") == "author"
    )
    return tuple(name for person in written if (name := _name(person)))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: object) -> str:
    """A field's text, which Crossref wraps in a list."""
    if isinstance(value, list):
        return _text(value[0]) if value and not isinstance(value[0], list) else ""
    return value.strip() if isinstance(value, str) else ""


def _name(person: object) -> str:
    """A name as printed: of its parts, or whole where it is an institution's."""
    if not isinstance(person, dict):
        return printed_name(_text(person))
    inner = person.get("author")
    if isinstance(inner, dict):
        person = inner
    whole = _first(person, "literal", "name", "display_name")
    if whole:
        return clean(whole)
    particles = [_text(person.get("dropping-particle")), _text(person.get("non-dropping-particle"))]
    family = " ".join(part for part in (*particles, _first(person, "family", "lastName", "last")) if part)
    suffix = _text(person.get("suffix"))
    name = joined_name(clean(_first(person, "given", "firstName", "first")), clean(family))
    return f"{name}, {suffix}" if suffix and name else name


def _date(value: object) -> Date | None:
    """``{"date-parts": [["2018", 10, 6]]}``, or a date in words under ``raw`` or ``literal``."""
    if isinstance(value, str):
        return loose_date(value)
    if not isinstance(value, dict):
        return None
    ranges = value.get("date-parts")
    first = ranges[0] if isinstance(ranges, list) and ranges and isinstance(ranges[0], list) else []
    parts = [part for part in first if isinstance(part, str) and part.strip()][:3]
    if parts:
        date = loose_date("-".join(part.strip().zfill(2) for part in parts))
        if date:
            return date
    return next((date for name in ("raw", "literal") if (date := loose_date(_text(value.get(name))))), None)
