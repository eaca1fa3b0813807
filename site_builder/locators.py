"""Volume, issue and pages: as sources write them into a :class:`Locator`, and whether two of them are of two papers.

``123--130``, ``123-30`` and ``S. 123–130`` are the same pages, ``Vol. 12`` and ``12`` the same volume. A volume that is
a year, an issue without a number, and pages that begin at 1 say nothing: databases count in their own ways there.
"""

from __future__ import annotations

import re

from site_builder.model import Locator, Record
from site_builder.references_venue import parse_venue

_DASH = re.compile(r"\s*(?:-{1,3}|[\u2010-\u2015\u2212])\s*")
_VOLUME_WORD = re.compile(r"(?:volume|vol|v|band|bd|tome)\b[.:]?\s*(?=\S)", re.IGNORECASE)
_NUMBER_WORD = re.compile(
    r"(?:number|no|nr|num|issue|iss|heft)\b[.:]?\s*(?=\d)|n[°º]\s*(?=\d)|#\s*(?=\d)", re.IGNORECASE
)
_PAGES_WORD = re.compile(r"(?:pages?|pp?|s|seiten?)\b[.:]?\s*(?=\w)", re.IGNORECASE)
_PAGE_COUNT = re.compile(r"\d+\s*(?:pages?|pp?|seiten|s|leaves)\.?", re.IGNORECASE)
_RANGE = re.compile(r"(?P<before>[A-Za-z]{0,3})(?P<first>\d{1,7})-(?P<again>[A-Za-z]{0,3})(?P<last>\d{1,7})")
_FIRST = re.compile(r"[A-Za-z]{0,3}0*(?P<page>\d{1,9})")
_COUNTED = re.compile(r"(?P<letters>[A-Za-z]*)\W*?0*(?P<digits>\d+)")
_NAMED = re.compile(
    r"\b(spring|summer|autumn|fall|winter|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE
)
_FIGURES = re.compile(r"[0-9]{1,9}")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_NOT_YET = re.compile(
    r"pp|(?:ahead|early|online|in press|to appear|forthcoming|epub|n/?a|none|null|tbd)\b.*|\W*", re.IGNORECASE
)
"""What stands for a volume or an issue that a paper is not yet in."""
_EARLY = "99"
"""The issue that IEEE gives to papers which are in none yet."""
_LONGEST = 60
"""Characters. What is longer is a remark and no volume, issue or page."""
_WELL_INTO = 100
"""Two issues hardly have the same pages from here on."""
_LONG = 5
"""Pages; columns of magazines are shorter."""


def parse_locator(volume: str = "", number: str = "", pages: str = "", last: str = "") -> Locator:
    """What fields of a source say, as texts; ``last`` is the last page where ``pages`` is the first alone."""
    volume, number = _VOLUME_WORD.sub("", _one_line(volume), 1), _NUMBER_WORD.sub("", _one_line(number), 1)
    if _NOT_YET.fullmatch(volume):
        volume, number = "", "" if number == _EARLY else number
    if _NOT_YET.fullmatch(number):
        number = ""
    first, end = _one_line(pages), _one_line(last)
    if end and end != first and "-" not in _DASH.sub("-", first):
        first = f"{first}-{end}"
    return Locator(*(text if len(text) <= _LONGEST else "" for text in (volume, number, parse_pages(first))))


def parse_pages(text: str) -> str:
    """Pages with a plain hyphen and both numbers in full: ``123-30`` are ``123-130``, and ``7--7`` is ``7``."""
    plain = _DASH.sub("-", _PAGES_WORD.sub("", _one_line(text).split(";")[0], 1)).strip("-+., ")
    found = _RANGE.fullmatch(plain)
    if not found:
        return "" if _NOT_YET.fullmatch(plain) or _PAGE_COUNT.fullmatch(plain) else plain
    before, first, again, last = found.groups()
    if len(last) < len(first) and again in ("", before):
        last = first[: -len(last)] + last
        again = before
    return before + first if (before, first) == (again, last) else f"{before}{first}-{again}{last}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def locator_of(record: Record) -> Locator:
    """Where a record's paper stands in its venue: as its fields say, or else the venue itself (``MNRAS 450(2)``)."""
    if record.locator != Locator() or not record.venue:
        return record.locator
    venue = parse_venue(record.venue)
    return Locator(venue.volume, venue.number, parse_pages(venue.pages))


def locator_values(locator: Locator) -> dict[str, str | None]:
    """Volume, number and pages by their names, as data files have them; None for what nobody says."""
    return {"volume": locator.volume or None, "number": locator.number or None, "pages": locator.pages or None}


def parse_edition(edition: str = "", version: str = "", number: str = "") -> str:
    """What fields of a source say, of which the first counts: ``2nd ed.`` and ``Second`` are ``edition 2``."""
    for what, text in (("edition", edition), ("version", version)):
        found = _FIGURES.search(text[:_LONGEST])
        word = next((at for at, name in enumerate(_ORDINALS, start=1) if name in text[:_LONGEST].lower()), None)
        if found or word:
            return f"{what} {int(found[0]) if found else word}"
    compact = "".join(char for char in number[:_LONGEST].lower() if char.isalnum())
    return f"number {compact}" if _FIGURES.search(compact) else ""


def are_two_editions(one: str, other: str) -> bool:
    """Whether two editions, versions or numbers are not the same; one of each kind says nothing."""
    return one != other and bool(one and other) and one.partition(" ")[0] == other.partition(" ")[0]


def differing(one: Locator, other: Locator, *, is_heading: bool) -> str | None:
    """What of two locators is of two papers, in words; None where they can be one paper's.

    ``is_heading`` says that the title is one that many papers have: then the same pages of two issues say nothing, and
    two pages of one issue are two papers.
    """
    if not is_heading and _are_telling(one.pages, other.pages):
        return None
    if _are_two(_volume(one.volume), _volume(other.volume)):
        return "their volumes differ"
    if _are_two(one.number, other.number):
        return "their issues differ"
    first, second = _ends(one.pages), _ends(other.pages)
    if is_heading:
        pages = [_FIRST.match(text.pages) for text in (one, other)]
        return "their pages differ" if pages[0] and pages[1] and pages[0]["page"] != pages[1]["page"] else None
    is_apart = first and second and 1 not in (first[0], second[0]) and (first[1] < second[0] or second[1] < first[0])
    return "their pages differ" if is_apart else None


def agree(one: Locator, other: Locator) -> bool:
    """Whether two locators that say something say the same, as far as both say it."""
    pairs = ((one.volume, other.volume), (one.number, other.number), (one.pages, other.pages))
    both = [(a, b) for a, b in pairs if a and b]
    return bool(both) and all(_counted(a) == _counted(b) for a, b in both)


def first_number(text: str) -> object:
    """What volumes, issues and pages are compared by; the text itself where it has no number."""
    found = _counted(text)
    return found[1] if found else text.lower()


def _volume(text: str) -> str:
    return "" if _YEAR.fullmatch(text) else text


def _are_two(one: str, other: str) -> bool:
    """Whether two volumes or issues are not the same, as far as their numbers or seasons tell."""
    first, second = _counted(one), _counted(other)
    if not first or not second:
        return False
    return first[1] != second[1] or (bool(first[0] and second[0]) and first[0] != second[0])


def _counted(text: str) -> tuple[str, str] | None:
    """The letters before the first number, and the number; or a season or month alone."""
    found = _COUNTED.search(text)
    if found:
        return found["letters"].lower()[:1], found["digits"]
    named = _NAMED.search(text)
    return ("", named[1].lower().replace("autumn", "fall")) if named else None


def _ends(pages: str) -> tuple[int, int] | None:
    """The first and the last page of a range; None for anything else."""
    found = _RANGE.fullmatch(pages)
    return (int(found["first"]), int(found["last"])) if found and int(found["first"]) <= int(found["last"]) else None


def _are_telling(one: str, other: str) -> bool:
    """Whether pages are the same and such as two issues hardly share."""
    ends = _ends(one)
    if ends is None or ends != _ends(other) or ends[0] == 1:
        return False
    return ends[0] >= _WELL_INTO or ends[1] - ends[0] + 1 >= _LONG
