"""What reference files of every kind have in common: their fields, once parsed, into a record."""

from __future__ import annotations

import calendar
import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from site_builder.dates import parse_date
from site_builder.latex import plain_latex
from site_builder.model import Date, Link, Locator, Record, Unparsed
from site_builder.problems import Origin, Problem, info, warning
from site_builder.record_fields import parse_arxiv, parse_doi
from site_builder.references_venue import PREPRINT, parse_venue
from site_builder.text import CONTROLS, shortened
from site_builder.urls import arxiv_address, doi_address, web_address

MAX_RAW = 10_000
"""Characters that are kept of a stretch that could not be parsed."""


@dataclass(frozen=True, slots=True)
class Given:
    """What one reference of a file says, before it is made a record. Texts are as they stand in the file."""

    kind: str
    origin: Origin
    """The line of the title, or of the reference where it has none."""
    name: str = ""
    """What the file calls the reference: a citation key, an accession number."""
    title: str = ""
    abstract: str = ""
    authors: tuple[str, ...] = ()
    """As printed, in order."""
    date: Date | None = None
    venue: str = ""
    arxiv: tuple[str, ...] = ()
    """Texts that are arXiv ids, each alone."""
    dois: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    note: str = ""
    note_line: int = 0
    locator: Locator = field(default_factory=Locator)
    edition: str = ""


_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
# Tags that reference managers write into titles and abstracts; all other angle brackets are signs.
_TAG = re.compile(
    r"</?(?:i|b|u|em|strong|italic|bold|sc|scp|small|nocase|title|p|sec|jats:[a-z-]{1,20})(?:\s[^<>]{0,200})?/?>"
    r"|</?(?:inline-formula|disp-formula|alternatives|formula|tex|tex-math|math|mml:[a-z]{1,12}|m[ionst]|mrow|mtext|msub"
    r"|msup|msubsup|mfrac|mspace|mathml|div|h[1-6]|ul|li|bold-italic|underline|roman|ext-link|xref)(?:\s[^<>]{0,300})?/?>"
    r"|<span(?:\s[^<>]{0,200})?>|</span>|<br\s{0,2}/?>"
)
_SCRIPT = re.compile(
    r"<(?:jats:)?(?P<kind>su[bp]|inf)>(?P<inner>[^<>]{0,40})</(?:jats:)?(?:su[bp]|inf)>", re.IGNORECASE
)
_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def clean(text: str) -> str:
    """One line of plain text: no tags, entities or control characters, single spaces. ``<i>E. coli</i>`` is E. coli."""
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)  # exports escape twice
    if "<" in text:
        text = _TAG.sub(lambda tag: " " if "p>" in tag[0] or "br" in tag[0] else "", _SCRIPT.sub(_script, text))
    text = " ".join(text.split())
    return text if text.isprintable() else " ".join(CONTROLS.sub(" ", _LONE_SURROGATE.sub("\ufffd", text)).split())


def _script(found: re.Match[str]) -> str:
    table = _RAISED if found["kind"].lower() == "sup" else _LOWERED
    is_known = all(ord(char) in table for char in found["inner"])
    return found["inner"].translate(table) if is_known else found["inner"]


_FULL_STOP = re.compile(r"(?<=\w{4})\.$|(?<=\w\))\.$")
_NO_ABSTRACT = re.compile(
    r"\W*(?:no abstract(?: is| was)?(?: available| provided)?|abstract not available)\W*", re.IGNORECASE
)
"""What databases write where there is none."""


_TRANSLATED = re.compile(r"\[(?P<title>[^][]{10,})\]\.?")


def ended(title: str) -> str:
    """A title without the full stop that databases end it with, and the brackets around one that was translated."""
    title = title.strip()
    translated = _TRANSLATED.fullmatch(title)
    return translated["title"] if translated else _FULL_STOP.sub("", title)


def split_keywords(text: str, *, by_comma: bool = False) -> tuple[str, ...]:
    """Keywords in one field: parted by semicolons, or where there are none and ``by_comma`` says so, by commas."""
    mark = "," if by_comma and ";" not in text else ";"
    return tuple(keyword for part in text.split(mark) if (keyword := clean(part).strip("., ")))


_YEAR = re.compile(r"(?<!\d)(?:1[4-9]|20|21)\d\d(?!\d)")
_NUMBERS = re.compile(r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2})(?!\d))?")
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_MONTH = re.compile(
    rf"(?<![^\W\d_])(?:(?<!\d)(?P<before>\d{{1,2}})[ .~-]{{1,3}})?(?P<name>{'|'.join(_MONTHS)})[a-z]*"
    r"(?:[ .~-]{1,3}(?P<after>\d{1,2})(?!\d))?",
    re.IGNORECASE,
)


def loose_date(text: str, year: int | None = None) -> Date | None:
    """A date in whatever form exports have it, as far as it can be told; ``year`` where another field says it.

    ``2016/09//``, ``DEC 16 2020``, ``2017 Nov-Dec`` and ``Spring 2019`` are dates; None where no year is known.
    """
    text = clean(text)[:100]
    found = _NUMBERS.search(text)
    if found:
        for parts in ((found["year"], found["month"], found["day"]), (found["year"], found["month"]), (found["year"],)):
            date = parse_date("-".join(parts)) if all(parts) else None
            if date:
                return Date(text, date.year, date.month, date.day)
    stated = _YEAR.search(text)
    year = int(stated[0]) if stated else year
    if year is None:
        return None
    named = _MONTH.search(text)
    month = _MONTHS[named["name"].lower()] if named else None
    day = int(named["before"] or named["after"] or 0) if named else 0
    is_day = month is not None and 1 <= day <= calendar.monthrange(year, month)[1]
    return Date(text if stated else str(year), year, month, day if is_day else None)


def month_and_year(month: str, year: str) -> Date | None:
    """The date of two fields, where the month may be a number or a name, or be missing."""
    return loose_date(f"{year[:4]}-{month}" if month.isdigit() else f"{month} {year}")


_ARXIV_INSIDE = re.compile(
    r"(?:arxiv(?:\.org/(?:abs|pdf|html)/|[\s:]{1,3}|\.)|\babs/)(?P<id>[0-9]{4}\.[0-9]{4,5}|[a-z-]{1,20}(?:\.[A-Z]{2})?/[0-9]{7})",
    re.IGNORECASE,
)
_ARXIV_VENUE = re.compile(r"\s*(?:arxiv|corr)\b", re.IGNORECASE)
_DOI_INSIDE = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s\"<>;]+", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|www\.|[^/]*\s")
_PARTS_OF_URLS = re.compile(r"\s+|;(?=https?://)|,(?=https?://)")
_CODE_HOSTS = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org")
_DOI_HOSTS = ("doi.org", "dx.doi.org", "www.doi.org")


_FORMULA = re.compile(r"(?<![\\$])\$(?=[^\s$])[^$]{0,300}[\\^_][^$]{0,300}(?<![\s\\])\$(?![\d$])")


def _plain(formula: re.Match[str]) -> str:
    return plain_latex(formula[0])


def make_record(given: Given) -> tuple[Record | None, tuple[Problem, ...]]:
    """A record of what a reference says, and what is wrong with it; None when it says nothing to know a paper by."""
    problems: list[Problem] = []
    urls = [part for text in given.urls for part in _PARTS_OF_URLS.split(clean(text)) if part]
    doi = _doi(given, urls, problems)
    arxiv, is_preprint = _arxiv(given, doi, urls)
    links = _links(given, urls, doi, arxiv, problems)
    title = clean(given.title)
    name = f"doi:{doi}" if doi else f"arXiv:{arxiv}" if arxiv else links[0].url if links else clean(given.name)
    if not title and not name:
        return None, tuple(problems)
    if not title:
        hint = "Add its title to the file, or leave the paper out in a note with `exclude`."
        problems.append(warning("no-title", given.origin, f"this reference has no title: {shortened(name)}", hint))
    venue = clean(given.venue)
    if is_preprint and _ARXIV_VENUE.match(venue):
        venue = ""
    is_without_volumes = (is_preprint and not venue) or bool(venue and parse_venue(venue).kind == PREPRINT)
    abstract = clean(given.abstract)
    if given.kind != "bibtex":
        title, abstract = (_FORMULA.sub(_plain, text) if "$" in text else text for text in (title, abstract))
    return Record(
        source=given.kind,
        origin=given.origin,
        title=title or f"Untitled ({name})",
        abstract=None if not abstract or _NO_ABSTRACT.fullmatch(abstract) else abstract,
        authors=tuple(name for author in given.authors if (name := clean(author))),
        date=given.date,
        venue=venue or None,
        arxiv=arxiv,
        doi=doi,
        links=links,
        keywords=tuple(dict.fromkeys(given.keywords)),
        is_untitled=not title,
        note=given.note,
        note_line=given.note_line,
        keys=tuple(filter(None, [clean(given.name)])),
        # Of a preprint it is what its server calls it: a volume such as abs/1403.6382.
        locator=Locator()
        if is_without_volumes
        else Locator(*map(clean, (given.locator.volume, given.locator.number, given.locator.pages))),
        edition=given.edition,
    ), tuple(problems)


def _doi(given: Given, urls: Sequence[str], problems: list[Problem]) -> str | None:
    """The DOI: of the fields for it, or else of an address of the resolver."""
    for text in given.dois:
        plain = clean(text)
        doi = parse_doi(plain)
        inside = None if doi else _DOI_INSIDE.search(unquote(plain))
        if inside:
            doi = parse_doi(inside[0].rstrip(").,"))
        if doi:
            return doi
        if plain:
            message = f"`{shortened(plain)}` is not a DOI such as 10.1000/182, and is passed over"
            problems.append(warning("bad-identifier", given.origin, message))
    return next((doi for url in urls if _host(url) in _DOI_HOSTS and (doi := parse_doi(url))), None)


def _arxiv(given: Given, doi: str | None, urls: Iterable[str]) -> tuple[str | None, bool]:
    """The arXiv id, and whether the venue is the arXiv rather than a place of publication."""
    said = next((found for text in given.arxiv if (found := parse_arxiv(clean(text)))), None)
    if said is None and doi and doi.startswith("10.48550/arxiv."):
        said = parse_arxiv(doi.removeprefix("10.48550/arxiv."))
    for text in (given.venue, *urls):
        inside = None if said else _ARXIV_INSIDE.search(text[:1000])
        said = parse_arxiv(inside["id"]) if inside else said
    return said, said is not None


def _links(
    given: Given, urls: Iterable[str], doi: str | None, arxiv: str | None, problems: list[Problem]
) -> tuple[Link, ...]:
    """The addresses that identifiers do not give already, labelled by where they lead."""
    derived = {doi and doi_address(doi), arxiv and arxiv_address(arxiv)}
    links = []
    for url in urls:
        address = web_address(f"https://{url}" if url.lower().startswith("www.") else url)
        if address is None:
            message = f"`{shortened(url)}` is not an address that can be linked to, and is passed over"
            tell = warning if _SCHEME.match(url) else info  # a path within some other site is no fault of the file
            problems.append(tell("bad-link", given.origin, message))
            continue
        host = _host(address)
        is_known = address in derived or (host in _DOI_HOSTS and parse_doi(address) == doi)
        if not is_known and not (host.endswith("arxiv.org") and "/abs/" in address and parse_arxiv(address) == arxiv):
            links.append(Link(_label(host, address), address))
    return tuple(dict.fromkeys(links))


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _label(host: str, address: str) -> str:
    if host.removeprefix("www.") in _CODE_HOSTS:
        return "Code"
    return "PDF" if address.lower().endswith(".pdf") or "arxiv.org/pdf/" in address else host.removeprefix("www.")


def unparsed(path: str, line: int, text: str, reason: str, hint: str = "") -> tuple[Unparsed, Problem]:
    """A stretch of a file that could not be parsed, to be shown as it stands, and the problem that tells of it."""
    raw = text.strip("\n")[:MAX_RAW]
    problem = warning("unparsed", Origin(path, line), f"{reason}: it is kept on the page of unsorted papers", hint)
    return Unparsed(Origin(path, line), raw), problem
