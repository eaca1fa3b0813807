"""Papers into references: what a reference manager, a bibliography or a citation style wants to know of each.

``Paper -> Reference`` here; from there to BibTeX, RIS and CSL-JSON in ``references_bibtex.py``, ``references_ris.py``
and ``references_csl.py``. A reference states what the survey knows and nothing else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from site_builder.model import Date, Locator, Paper
from site_builder.references_names import Name, one_line, parse_name
from site_builder.references_venue import CONFERENCE, JOURNAL, OTHER, PREPRINT, Venue, is_acronym, parse_venue
from site_builder.text import readable, slug_of
from site_builder.urls import arxiv_address, doi_address

_INSIGNIFICANT = frozenset(
    (
        *("a", "an", "and", "are", "as", "at", "beyond", "by", "can", "do", "does", "for", "from", "how", "in", "into"),
        *("is", "it", "its", "of", "on", "or", "over", "the", "to", "toward", "towards", "under", "using", "via"),
        *("what", "when", "where", "which", "why", "with"),
    )
)

_ARXIV = re.compile(r"(?:arxiv|corr)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """One paper as it is cited; texts are in one line, without LaTeX residue that has a plain reading."""

    slug: str
    key: str
    """The citation key, ASCII: family name of the first author, year of first appearance, a word of the slug."""
    title: str
    authors: tuple[Name, ...]
    has_more: bool
    """Whether there are authors whose names the survey does not know."""
    issued: tuple[int, ...]
    """Year, month and day as far as known, of the version that ``venue`` names; empty when not even the year is."""
    available: tuple[int, ...]
    """The same of the first appearance, where that is another date; empty otherwise."""
    venue: Venue
    """Of kind ``PREPRINT`` or ``OTHER`` and without a name where the survey knows none."""
    arxiv: str
    doi: str
    url: str
    """The paper's arXiv page, else its first link, else the address of its DOI; empty where there is none."""
    keywords: tuple[str, ...]
    """The tasks that the survey's note names."""
    gist: str
    """The survey's one line about the paper; empty without one."""
    abstract: str = ""
    """Only where it was asked for."""


def make_references(papers: Iterable[Paper], *, with_abstracts: bool = False) -> Mapping[str, Reference]:
    """Slug to reference, in the order of the papers, no two with the same key."""
    listed = tuple(papers)
    keys = citation_keys(listed)
    return {paper.slug: _reference(paper, keys[paper.slug], with_abstract=with_abstracts) for paper in listed}


def citation_keys(papers: Iterable[Paper]) -> Mapping[str, str]:
    """Slug to citation key.

    Of papers that would share a key, the one that the survey held first keeps it, and each other one gets letters
    that depend on its slug alone: a key that was once taken away stays what it is when papers are added.
    """
    keys: dict[str, str] = {}
    taken: set[str] = set()
    for paper in sorted(papers, key=lambda paper: ((paper.added and paper.added.iso) or "9999", paper.slug)):
        base = _plain_key(paper)
        key = base if base not in taken else next(key for key in _keys_by_slug(base, paper.slug) if key not in taken)
        taken.add(key)
        keys[paper.slug] = key
    return keys


def _keys_by_slug(base: str, slug: str) -> Iterator[str]:
    letters = hashlib.sha256(slug.encode()).hexdigest().translate(_LETTERS_FOR_DIGITS)
    yield from (f"{base}-{letters[:length]}" for length in range(3, len(letters) + 1))


# A key that ended in digits would read as another year.
_LETTERS_FOR_DIGITS = str.maketrans("0123456789", "ghijkmnpqr")


def _plain_key(paper: Paper) -> str:
    name = parse_name(paper.authors[0]).last if paper.authors else ""
    family = slug_of(name).replace("-", "") if name else "anon"
    words = paper.slug.split("-")
    word = next((word for word in words if word not in _INSIGNIFICANT and not word.isdigit()), words[0])
    return f"{family}{paper.year or ''}{word}"


def _reference(paper: Paper, key: str, *, with_abstract: bool) -> Reference:
    venue = parse_venue(paper.venue) if paper.venue else Venue(PREPRINT if paper.arxiv else OTHER, "")
    if paper.arxiv and _ARXIV.match(venue.name):
        venue = Venue(PREPRINT, "")
    if paper.locator != Locator():
        venue = _located(venue, paper.locator)
    first = _date_parts(paper.date)
    issued = _issued(first, venue, is_preprinted=bool(paper.arxiv))
    addresses = [arxiv_address(paper.arxiv)] if paper.arxiv else [link.url for link in paper.links]
    addresses += [doi_address(paper.doi)] if paper.doi else []
    return Reference(
        slug=paper.slug,
        key=key,
        title=one_line(readable(paper.title)),
        authors=tuple(name for printed in paper.authors if (name := parse_name(printed)).last),
        has_more=(paper.author_count or 0) > len(paper.authors) > 0,
        issued=issued,
        available=first if issued != first else (),
        venue=venue,
        arxiv=paper.arxiv or "",
        doi=paper.doi or "",
        url=next(iter(addresses), ""),
        keywords=tuple(part for task in paper.findings.tasks for part in one_line(task).split(", ")),
        gist=one_line(readable(paper.findings.gist or "")),
        abstract=one_line(readable(paper.abstract or "")) if with_abstract else "",
    )


def _located(venue: Venue, locator: Locator) -> Venue:
    """A venue with the paper's place in it; one that is known by an acronym alone is a journal if it has issues."""
    is_told = venue.year is not None or not is_acronym(venue.name)
    is_journal = not is_told and venue.kind == CONFERENCE and locator.volume and locator.number
    return replace(
        venue,
        kind=JOURNAL if is_journal else venue.kind,
        volume=locator.volume or venue.volume,
        number=locator.number or venue.number,
        pages=locator.pages or venue.pages,
    )


def _issued(first: tuple[int, ...], venue: Venue, *, is_preprinted: bool) -> tuple[int, ...]:
    """When the version that the venue names appeared; a preprint's month is not that of its publication."""
    if venue.kind == PREPRINT or not venue.name:
        return first
    year = venue.year or (first[0] if first else None)
    if year is None:
        return ()
    return (year,) if is_preprinted or year != next(iter(first), None) else first


def _date_parts(date: Date | None) -> tuple[int, ...]:
    if date is None or date.year is None:
        return ()
    parts = (date.year, date.month, date.day)
    return tuple(part for part in parts[: parts.index(None) if None in parts else 3] if part is not None)
