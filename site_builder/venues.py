"""A venue as notes write it into its parts: what kind it is, its name, and where in it a paper stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

JOURNAL, CONFERENCE = "journal", "conference"

_REMARK = re.compile(r"\s*\([^()]*[^\W\d][^()]*\)")
_YEAR = re.compile(r"(?<![\d-])(?:19|20)\d\d(?![\d-])")
_PAGES = re.compile(r"(?<![\d-])(\d+)\s*[-–]\s*(\d+)(?![\d-])")
_VOLUME = re.compile(
    r"(?P<name>.*?[^\W\d].*?),? (?:vol\. ?)?(?<!no\. )(?P<volume>(?!(?:19|20)\d\d\b)\d{1,4})"
    r"(?:\((?P<issue>\d+(?:[-–]\d+)?)\))?(?=[ ,(]|$)"
)
_NUMBER = re.compile(r"\bno\. ?(\d+)")
_TAIL = re.compile(r"[\s,]*(?:\(?(?:19|20)\d\d\)?|,? (?:pp?\.|pages?|vol\.|no\.) .*)?[\s,]*\Z")
_JOURNAL_WORD = re.compile(
    r"\b(?:Journal|Transactions|Trans\.|Letters|Magazine|Frontiers|Annals|Reviews?|Bulletin|Archives?"
    r"|Access|Nature|Science Advances|PLOS|Communications of"
    r"|JMLR|TMLR|JAIR|IJCV|IJRR|CVIU|TACL|TPAMI|TNNLS|TKDE|TMI|TIP|TOG|MNRAS|PNAS|JACM|CACM|JOSS)\b"
)
_EVENT_WORD = re.compile(
    r"\b(?:Conference|Conf\.|Workshops?|Symposium|Congress|Meeting|Proceedings|Proc\.|Findings of|Challenge"
    r"|Interspeech|INTERSPEECH)(?!\w)"
)
_ACRONYM_AND_YEAR = re.compile(r"\b[A-Z][A-Za-z]*[A-Z][A-Za-z]*\)?(?:[ /-][A-Z]{2,})?[ '’-](?:19|20)?\d\d\b")
# DOIs whose form gives away a journal: Elsevier's, Springer's, and some publishers of nothing else.
_JOURNAL_DOI = re.compile(r"10\.(?:1016/j\.|1007/s\d|1038/|3389/|3390/|1093/|1371/)")


@dataclass(frozen=True, slots=True)
class Venue:
    """Where a paper was published; what is not known is empty."""

    kind: str
    """:data:`JOURNAL`, :data:`CONFERENCE`, or empty where the words do not tell which."""
    name: str
    """A journal's bare title; a conference with its year, as it is written: ``CVPR 2016``."""
    year: str = ""
    volume: str = ""
    issue: str = ""
    first_page: str = ""
    last_page: str = ""


def parse_venue(text: str, doi: str | None = None) -> Venue:
    """Take a venue apart: ``IEEE Access 12, 92419-92430 (2024)``, ``CVPR 2016 (pages 2536-2544)``.

    Remarks in brackets are no part of the name. The form of a DOI can tell a journal where the words do not.
    """
    plain = _REMARK.sub("", text).strip()
    kind = _kind(plain, text, doi or "")
    years = _YEAR.findall(plain)
    pages = _PAGES.search(text if kind else plain)
    first, last = pages.groups() if pages else ("", "")
    year = years[-1] if years else ""
    if kind != JOURNAL:
        name = re.sub(r",? pp?\. .*", "", plain)
        return Venue(kind, name, year, first_page=first, last_page=last)
    placed = _VOLUME.match(plain)
    number = _NUMBER.search(plain)
    if placed:
        return Venue(kind, placed["name"].strip(" ,"), year, placed["volume"], placed["issue"] or "", first, last)
    before_year = plain[: plain.index(years[0])] if years else plain
    name = _TAIL.sub("", before_year).strip(" ,(")
    return Venue(kind, name, year, "", number[1] if number else "", first, last)


def _kind(plain: str, text: str, doi: str) -> str:
    if re.search(r"\bbook chapter\b", plain, re.IGNORECASE):
        return ""
    if _JOURNAL_WORD.search(plain) and not re.search(r"\bWorkshops?\b|\bConference\b", plain):
        return JOURNAL
    if _EVENT_WORD.search(plain) or _ACRONYM_AND_YEAR.search(plain) or _ACRONYM_AND_YEAR.search(text):
        return CONFERENCE
    return JOURNAL if _VOLUME.match(plain) or _JOURNAL_DOI.match(doi) else ""
