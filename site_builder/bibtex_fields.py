"""One reference of a BibTeX file, as its fields stand, into what it says of a paper."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from site_builder.bibtex_values import find_addresses, parse_authors, plain_address
from site_builder.latex import plain_latex
from site_builder.locators import parse_edition, parse_locator
from site_builder.model import Locator
from site_builder.problems import Origin, Problem, info, warning
from site_builder.record_fields import parse_arxiv
from site_builder.reference_fields import Given, ended, loose_date, split_keywords
from site_builder.text import shortened

KIND = "bibtex"
"""What :attr:`Record.source` says of these records."""
_INHERITED = (
    *("booktitle", "journal", "volume", "number", "issue", "year", "month", "date", "publisher", "organization"),
    *("series", "journaltitle"),
)
_DATED = ("year", "month", "date")
_VENUES = ("journal", "journaltitle", "booktitle", "maintitle", "eventtitle")
_HOUSES = ("school", "institution", "organization", "howpublished", "series", "publisher")
"""What stands for the venue of reports, theses, books and software."""
_PARTS = ("article", "inproceedings", "conference")
_URLS = ("url", "link", "howpublished", "note", "ee", "html", "code", "pdf", "website", "project", "bdsk-url-1")
_KEYWORDS = ("keywords", "keyword", "author_keywords", "index_keywords", "mendeley-tags", "tags")
_WHOLE_WORKS = ("proceedings", "mvproceedings", "book", "mvbook", "collection", "mvcollection", "periodical", "thesis")
_CHAPTER = re.compile(r"(?!chap|ch\.|part\b|sec)\D{6,}", re.IGNORECASE)
"""What is the name of a chapter rather than a number such as 12 or XVIII."""
_PAGES = ("pages", "page", "eid", "articleno", "article-number", "art_number")
_IN_ISSUES = ("article", "periodical", "suppperiodical", "inproceedings", "conference", "proceedings")
_NUMBERED = ("techreport", "report", "patent", "standard")
"""Types of which a number is their own."""
_MOST_DATA = 10
_OTHER_TITLES = ("shorttitle", "origtitle")
# The journals that NASA ADS writes as macros.
_JOURNALS = {
    **{"\\apj": "Astrophysical Journal", "\\apjl": "Astrophysical Journal Letters", "\\aj": "Astronomical Journal"},
    **{"\\apjs": "Astrophysical Journal Supplement", "\\aap": "Astronomy & Astrophysics", "\\nat": "Nature"},
    **{"\\mnras": "Monthly Notices of the Royal Astronomical Society", "\\prd": "Physical Review D"},
    **{"\\prl": "Physical Review Letters", "\\pasp": "Publications of the Astronomical Society of the Pacific"},
    **{"\\araa": "Annual Review of Astronomy and Astrophysics", "\\physrep": "Physics Reports"},
    **{"\\jcap": "Journal of Cosmology and Astroparticle Physics", "\\icarus": "Icarus"},
}


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference with its values as texts of LaTeX, by field name in lower case."""

    type: str
    key: str
    line: int
    fields: Mapping[str, str]
    lines: Mapping[str, int]
    raw: str


def given_by(reference: Reference, by_key: Mapping[str, Reference], path: str) -> tuple[Given, list[Problem]]:
    """What a reference says, with what it inherits from those of ``by_key`` (keys in lower case) that it names."""
    fields, problems = _with_parent(reference, by_key, path)
    say: Callable[[str], str] = lambda name: plain_latex(fields.get(name, ""))  # noqa: E731
    origin = Origin(path, reference.lines.get("title", reference.line))
    authors, found = parse_authors(fields, Origin(path, reference.lines.get("author", reference.line)))
    problems += found
    title, subtitle, venues = _title(reference.type, fields)
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
        title=ended(f"{title}: {subtitle}" if title and subtitle else title),
        abstract=say("abstract"),
        authors=authors,
        date=date,
        venue=venue,
        arxiv=_eprints(fields),
        dois=tuple(filter(None, [plain_address(fields.get("doi", ""))])),
        urls=tuple(url for name in _URLS for url in find_addresses(name, fields.get(name, ""))),
        keywords=tuple(word for name in _KEYWORDS for word in split_keywords(say(name), by_comma=True)),
        locator=_locator(reference.type, say),
        edition=parse_edition(say("edition"), say("version"), say("number") if reference.type in _NUMBERED else ""),
    ), problems


def _locator(kind: str, say: Callable[[str], str]) -> Locator:
    """Volume, issue and pages; the number of a report, a patent or a web page is none of an issue."""
    volume, number = say("volume"), say("number") or say("issue")
    pages = next((text for name in _PAGES if (text := say(name))), "")
    return parse_locator(volume, number if volume or kind in _IN_ISSUES else "", pages)


def _title(kind: str, fields: Mapping[str, str]) -> tuple[str, str, tuple[str, ...]]:
    """The title, its subtitle, and the fields that may tell the venue: of a chapter that has a name, its book."""
    venues: tuple[str, ...] = _VENUES if kind in _PARTS else (*_VENUES, *_HOUSES)
    title, subtitle = plain_latex(fields.get("title", "")), plain_latex(fields.get("subtitle", ""))
    chapter = plain_latex(fields.get("chapter", ""))
    if kind == "inbook" and "booktitle" not in fields and _CHAPTER.fullmatch(chapter) and chapter != title:
        return chapter, "", ("title", *venues)
    for name in _OTHER_TITLES if kind not in _WHOLE_WORKS else ("booktitle", "maintitle", *_OTHER_TITLES, "journal"):
        if not title:
            title = plain_latex(fields.get(name, ""))
            venues = tuple(venue for venue in venues if venue != name)
    return title, subtitle, venues


def _with_parent(
    reference: Reference, by_key: Mapping[str, Reference], path: str
) -> tuple[dict[str, str], list[Problem]]:
    """A reference's fields with what it inherits by ``crossref``: where and when it came out, never what it is."""
    fields = _with_data(reference.fields, by_key)
    wanted = fields.get("crossref", "").strip()
    if not wanted:
        return fields, []
    parent = by_key.get(wanted.lower())
    if parent is None or parent is reference:
        message = f"`crossref` names `{shortened(wanted)}`, which is no other reference of this file"
        return fields, [
            warning("unknown-crossref", Origin(path, reference.lines.get("crossref", reference.line)), message)
        ]
    theirs = _with_data(parent.fields, by_key)
    is_dated = "year" in fields or "date" in fields
    wanted_of = (name for name in _INHERITED if name in theirs and not (is_dated and name in _DATED))
    inherited = {name: theirs[name] for name in wanted_of}
    if "title" in theirs and reference.type.startswith("in"):
        inherited.setdefault("booktitle", theirs["title"])
    return inherited | fields, []


def _with_data(own: Mapping[str, str], by_key: Mapping[str, Reference]) -> dict[str, str]:
    """A reference's fields that say something, with all those of the ``@xdata`` that it names."""
    fields = {name: value for name, value in own.items() if value.strip()}
    for key in fields.get("xdata", "").split(",")[:_MOST_DATA]:
        data = by_key.get(key.strip().lower())
        if data is not None:
            fields = {name: value for name, value in data.fields.items() if value.strip()} | fields
    return fields


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
