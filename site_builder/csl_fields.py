"""One reference of CSL-JSON, or of the JSON of a service such as Crossref or OpenAlex, into what it says of a paper."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from site_builder.locators import parse_edition, parse_locator
from site_builder.model import Date, Locator
from site_builder.people import joined_name, printed_name, split_names, without_homonym
from site_builder.problems import Origin, Problem, info
from site_builder.reference_fields import Given, clean, ended, loose_date, split_keywords
from site_builder.text import shortened

KIND = "csl-json"
"""What :attr:`Record.source` says of these records."""
_DATES = (
    *("issued", "published-print", "published", "published-online", "event-date", "original-date", "submitted"),
    *("date", "publication_date", "publicationDate", "publication_year", "year"),
)
_VENUES = (
    *("container-title", "publicationTitle", "proceedingsTitle", "bookTitle", "journal", "venue", "booktitle"),
    *("conferenceName", "conference", "event-title", "event", "collection-title", "publisher", "archive"),
)
_DIGITS = 8
"""No abstract has words at places of more."""
_INVERTED = "abstract_inverted_index"
_HEADING = re.compile(r"\s*<jats:title>\s*(?:abstract|summary)\s*</jats:title>", re.IGNORECASE)
"""Of an abstract, as publishers give it to Crossref."""
_ARXIV = ("arxiv", "arxiv_id", "arxivId")
_IN_ISSUES = ("article-journal", "article-magazine", "journal-article", "article", "")
"""Types of which a number is that of an issue."""
_URLS = ("URL", "url", "ee", "link", "pdf", "code", "openAccessPdf")
_KEYWORDS = ("keyword", "keywords", "categories", "tags")


def given_by_item(item: Mapping[str, Any], origin: Origin, problems: list[Problem]) -> Given:
    """What one reference says, in the fields of CSL or of the services that have their own; ``problems`` gather."""
    if isinstance(item.get("titles"), list) and "title" not in item:
        item = _of_inspire(item)
    date = next((date for name in _DATES if (date := _date(item.get(name)))), None)
    if date is None and any(item.get(name) for name in _DATES):
        shown = shortened(json.dumps(next(item[name] for name in _DATES if item.get(name)), ensure_ascii=False))
        problems.append(info("bad-date", origin, f"`{clean(shown)}` has no year in it: the paper stays undated"))
    title, subtitle = _first(item, "title", "display_name"), text_of(item.get("subtitle"))
    ids = item.get("externalIds")
    numbers = ids if isinstance(ids, dict) else {}
    return Given(
        kind=KIND,
        origin=origin,
        name=_first(item, "citation-key", "citationKey", "id", "key", "paperId"),
        title=ended(f"{title}: {subtitle}" if title and subtitle else title),
        abstract=_HEADING.sub("", _first(item, "abstract", "abstractNote")) or _in_order(item.get(_INVERTED)),
        authors=_authors(item),
        date=date,
        venue=next((text for name in _VENUES if (text := _label(item.get(name)))), "") or _source(item),
        arxiv=(
            *_arxiv(item),
            *filter(None, [_first(item, *_ARXIV), text_of(numbers.get("ArXiv"))]),
        ),
        dois=tuple(filter(None, [_first(item, "DOI", "doi") or text_of(numbers.get("DOI"))])),
        urls=tuple(filter(None, (_address(item.get(name)) for name in _URLS))),
        keywords=tuple(
            word
            for name in _KEYWORDS
            for text in _list(item.get(name))
            for word in split_keywords(_label(text), by_comma=True)
        ),
        locator=_locator(item),
        edition=parse_edition(_first(item, "edition"), _first(item, "version", "versionNumber")),
    )


def _of_inspire(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """A work of INSPIRE, whose fields are lists of objects, by the names that others have for them."""

    def say(field: str, *names: str) -> str:
        first = next(iter(_list(item.get(field))), None)
        return _first(first, *names) if isinstance(first, dict) else ""

    pages = [say("publication_info", name) for name in ("page_start", "page_end")]
    return {
        **item,
        "title": say("titles", "title"),
        "abstract": say("abstracts", "value"),
        "issued": say("publication_info", "year") or _first(item, "earliest_date", "preprint_date"),
        "container-title": say("publication_info", "journal_title"),
        "volume": say("publication_info", "journal_volume"),
        "issue": say("publication_info", "journal_issue"),
        "page": "-".join(filter(None, pages)) or say("publication_info", "artid"),
        "DOI": say("dois", "value"),
        "arxiv": say("arxiv_eprints", "value"),
        "keywords": [_first(word, "value") for word in _list(item.get("keywords")) if isinstance(word, dict)],
    }


def _locator(item: Mapping[str, Any]) -> Locator:
    """Volume, issue and pages: of the item itself, or of what Semantic Scholar and OpenAlex keep apart."""
    inner = [child for name in ("journal", "biblio", "journal-issue") if isinstance(child := item.get(name), dict)]

    def say(*names: str) -> str:
        return next((text for said in (item, *inner) if (text := _first(said, *names))), "")

    number = _first(item, "issue") or (_first(item, "number") if _first(item, "type") in _IN_ISSUES else "")
    pages = say("page", "pages", "first_page", "page-first", "article-number", "articleNumber")
    return parse_locator(say("volume"), number or say("issue"), pages, say("last_page"))


def _source(item: Mapping[str, Any]) -> str:
    """The venue of a work of OpenAlex."""
    place = item.get("primary_location")
    return _label(place.get("source")) if isinstance(place, dict) else ""


def _arxiv(item: Mapping[str, Any]) -> tuple[str, ...]:
    """Numbers of references that are in the arXiv by some field's word."""
    texts = [text_of(item.get(name)) for name in ("number", "note", "archive_location", "archive", "publisher")]
    is_there = any("arxiv" in text.lower() for text in texts)
    numbers = [part for text in texts for part in text.split()]
    return tuple(number for number in numbers if number.lower() != "arxiv") if is_there else ()


def _first(item: Mapping[str, Any], *names: str) -> str:
    return next((text for name in names if (text := text_of(item.get(name)))), "")


def _label(value: object) -> str:
    """A text, or that of an object with a name, such as ``{"tag": "lamps"}``."""
    return _first(value, "tag", "name", "display_name", "title") if isinstance(value, dict) else text_of(value)


def _authors(item: Mapping[str, Any]) -> tuple[str, ...]:
    """The authors of CSL, or as the programming interfaces of libraries name them."""
    people = next((item[name] for name in ("author", "authors", "creators", "authorships") if item.get(name)), None)
    if isinstance(people, str):
        return split_names(people)
    if isinstance(people, dict) and "author" in people:
        people = people["author"]  # of the DBLP
    written = (
        one for one in _list(people) if not isinstance(one, dict) or one.get("creatorType", "author") == "author"
    )
    return tuple(name for person in written if (name := _name(person)))


def _address(value: object) -> str:
    return _first(value, "url") if isinstance(value, dict) else text_of(value)


def _in_order(words: object) -> str:
    """The text of an abstract that OpenAlex keeps as words with their places."""
    if not isinstance(words, dict):
        return ""
    placed = [
        (int(at), word)
        for word, places in words.items()
        for at in _list(places)
        if isinstance(at, str) and at.isascii() and at.isdigit() and len(at) < _DIGITS
    ]
    return " ".join(word for _, word in sorted(placed))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def text_of(value: object) -> str:
    """A field's text, which Crossref wraps in a list."""
    if isinstance(value, list):
        return text_of(value[0]) if value and not isinstance(value[0], list) else ""
    return value.strip() if isinstance(value, str) else ""


def _name(person: object) -> str:
    """A name as printed: of its parts, or whole where it is an institution's."""
    if not isinstance(person, dict):
        return printed_name(text_of(person))
    inner = person.get("author")
    if isinstance(inner, dict):
        person = inner
    whole = _first(person, "literal", "name", "display_name", "text")
    if whole:
        return without_homonym(clean(whole))
    if turned := _first(person, "full_name"):
        return printed_name(turned)
    particles = [text_of(person.get("dropping-particle")), text_of(person.get("non-dropping-particle"))]
    family = " ".join(part for part in (*particles, _first(person, "family", "lastName", "last")) if part)
    suffix = text_of(person.get("suffix"))
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
    return next((date for name in ("raw", "literal") if (date := loose_date(text_of(value.get(name))))), None)
