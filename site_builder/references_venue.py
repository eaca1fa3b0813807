"""A venue as an editor writes it into what a reference says of it: where it appeared, volume, pages and year.

``MNRAS 450(2) (2015) 1441-1459`` is a journal with volume, number, year and pages; ``CVPR 2018 (pages 1-9)`` a
conference of that year. What stands in brackets and is none of these is a remark of the editor's and left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

JOURNAL, CONFERENCE, CHAPTER, PREPRINT, OTHER = "journal", "conference", "chapter", "preprint", "other"
"""What a venue can be; ``OTHER`` is what none of the signs below tells."""

_BRACKETS = re.compile(r"(?<!\s)\s*+\(([^()]*)\)")
_YEAR = re.compile(r"\(?((?:1[89]|20)[0-9]{2})(?:/((?:1[89]|20)[0-9]{2}))?\)?\Z")
_ANY_YEAR = re.compile(r"\b(?:1[89]|20)[0-9]{2}\b")
_RANGE = r"[A-Za-z]?[0-9]+\s*(?:--?|[–—])\s*[A-Za-z]?[0-9]+"
_TAIL = re.compile(
    r"(?:,\s*|\s+)(?P<part>\((?:1[89]|20)[0-9]{2}(?:/(?:1[89]|20)[0-9]{2})?\)"
    rf"|(?:pp?\.|pages?)\s*(?:{_RANGE}|[0-9]+)|(?:[Vv]ol\.|[Nn]o\.)\s*[0-9]+|{_RANGE}|[0-9]+\([0-9]+(?:-[0-9]+)?\)|e?[0-9]+)\Z"
)
_PAGES_IN_REMARK = re.compile(rf"(?:pp?\.|pages?)\s*({_RANGE})|(?<=, )({_RANGE})(?![0-9])")
_VOLUME_IN_REMARK = re.compile(r"\b(vol\.|PMLR|LNCS)\s*([0-9]+)")
_ACRONYM_IN_BRACKETS = re.compile(r"\([A-Z][A-Za-z-]*[A-Z][A-Za-z-]*\)\s*(?:1[89]|20)[0-9]{2}\b")
_CHAPTER = re.compile(r"\Abook chapter,\s*", re.IGNORECASE)
_PREPRINT = re.compile(r"\A(?:arxiv|corr|\w+rxiv|preprint|ssrn|openreview)\b", re.IGNORECASE)
_OTHER = re.compile(
    r"\b(?:thesis|dissertation|technical report|tech\. report|white ?paper|blog|website)\b", re.IGNORECASE
)
_CONFERENCE = re.compile(
    r"\b(?:conference|conf\.|workshops?|symposium|congress|meeting|findings of|extended abstracts|proceedings of the"
    r" .*(?:conference|workshop|symposium)|proc\.)",
    re.IGNORECASE,
)
_PROCEEDINGS = re.compile(
    r"proceedings of .*(?:conference|workshop|symposium)|advances in neural information processing systems\b",
    re.IGNORECASE,
)
"""Conferences, whatever number follows."""
_JOURNAL = re.compile(
    r"\b(?:journal|transactions|trans\.|magazine|letters|reviews?|annals|archives|bulletin|proceedings of the"
    r"|frontiers|IEEE Access|T?PAMI|TIP|TMI|TVCG|TNNLS|TOG|TACL|TMLR|JMLR|JAIR|IJCV|MNRAS|PNAS)\b",
    re.IGNORECASE,
)
# Two capitals, or one within a word as in NeurIPS; a journal that is known by its acronym was found before.
_ACRONYM = re.compile(r"\A(?:IEEE |ACM )?(?:[A-Z][A-Za-z]*[A-Z][A-Za-z-]*(?: PKDD)?|Interspeech)\Z")
_LONGEST = 1000
"""Characters. What is longer is no venue, and taking it apart would take the square of its length."""


@dataclass(frozen=True, slots=True)
class Venue:
    """Where a paper appeared, as far as an editor's words tell; what they do not tell is empty."""

    kind: str
    """One of the constants above."""
    name: str
    """Without year, volume and pages: ``CVPR``, ``Neural Networks``."""
    year: int | None = None
    volume: str = ""
    number: str = ""
    pages: str = ""
    """``249-259`` with a plain hyphen; a single page or the number of an article."""
    series: str = ""
    """``PMLR`` where the volume counts in it."""
    publisher: str = ""


@lru_cache(maxsize=8192)
def parse_venue(text: str) -> Venue:
    """Take a venue apart; nothing is added to what its words say."""
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        return Venue(OTHER, text)
    if _CHAPTER.match(text):
        return _chapter(_CHAPTER.sub("", text))
    # A year or an issue in brackets is none of an editor's remarks.
    remarks = [found[1] for found in _BRACKETS.finditer(text) if not _is_locator(found[1])]
    bare = _BRACKETS.sub(lambda found: found[0] if _is_locator(found[1]) else "", text)
    name, tail = _cut_tail(bare)
    found = {"year": None, "volume": "", "number": "", "pages": "", **_read_tail(tail)}
    if found["year"] is None and (inner := _ANY_YEAR.findall(name)):
        found["year"] = inner[-1]
    more = {"pages": "", "volume": "", "series": ""}
    for remark in remarks:
        more |= _read_remark(remark)
    return Venue(
        kind=_kind(text, name, is_numbered=bool(found["volume"])),
        name=name,
        year=int(found["year"]) if found["year"] else None,
        volume=found["volume"] or more["volume"],
        number=found["number"] or "",
        pages=found["pages"] or more["pages"],
        series=more["series"],
    )


def is_acronym(name: str) -> bool:
    """Whether a venue's name is but an acronym, which does not tell a conference from a journal."""
    return _ACRONYM.match(name) is not None


def _is_locator(inner: str) -> bool:
    return re.fullmatch(r"[0-9][0-9/–-]*", inner) is not None


def _cut_tail(text: str) -> tuple[str, list[str]]:
    """The name, and what follows it of numbers and years, in order."""
    tail: list[str] = []
    while found := _TAIL.search(text):
        tail.insert(0, found["part"])
        text = text[: found.start()]
    return text.rstrip(" ,"), tail


def _read_tail(tail: list[str]) -> dict[str, str | None]:
    """Year, volume, number and pages: the last year counts as one, the first plain number as the volume."""
    found: dict[str, str | None] = {}
    years = [part for part in tail if _YEAR.match(part)]
    for part in tail:
        if years and part is years[-1] and (year := _YEAR.match(part)):
            found["year"] = year[2] or year[1]
        elif part.lower().startswith("no."):
            found["number"] = part[3:].strip()
        elif part.lower().startswith("vol."):
            found["volume"] = part[4:].strip()
        elif part.startswith("p"):
            found["pages"] = _hyphenated(re.sub(r"\A(?:pp?\.|pages?)\s*", "", part))
        elif part.endswith(")") and not part.startswith("("):
            found["volume"], _, number = part[:-1].partition("(")
            found["number"] = number
        elif re.fullmatch(_RANGE, part) or "volume" in found or not part.isdigit():
            found["pages"] = _hyphenated(part)
        else:
            found["volume"] = part
    return found


def _read_remark(remark: str) -> dict[str, str]:
    """What an editor's remark in brackets holds of volume and pages."""
    found = {}
    if pages := _PAGES_IN_REMARK.search(remark):
        found["pages"] = _hyphenated(pages[1] or pages[2])
    if volume := _VOLUME_IN_REMARK.search(remark):
        found["volume"] = volume[2]
        found["series"] = "" if volume[1] == "vol." else volume[1]
    return found


def _hyphenated(pages: str) -> str:
    return re.sub(r"\s*(?:--?|[–—])\s*", "-", pages)


def _chapter(text: str) -> Venue:
    """``Publisher 2023 (Title of the book)``."""
    book = _BRACKETS.search(text)
    publisher, tail = _cut_tail(_BRACKETS.sub("", text))
    year = _read_tail(tail).get("year")
    name, by = (book[1], publisher) if book else (publisher, "")
    return Venue(CHAPTER, name, int(year) if year else None, publisher=by)


def _kind(text: str, name: str, *, is_numbered: bool) -> str:
    if _PREPRINT.match(name):
        return PREPRINT
    if _OTHER.search(name):
        return OTHER
    if _PROCEEDINGS.match(name):
        return CONFERENCE
    if is_numbered:
        return JOURNAL
    if _CONFERENCE.search(name):
        return CONFERENCE
    if _JOURNAL.search(name):
        return JOURNAL
    if _ACRONYM.match(name) or _ACRONYM_IN_BRACKETS.search(text):
        return CONFERENCE
    # What is left has a name in plain words, such as Pattern Recognition, and that is how journals are called.
    return JOURNAL
