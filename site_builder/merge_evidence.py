"""What speaks for and against two groups of records being one paper, besides their titles."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from site_builder.alike import (
    abstract_words,
    have_authors_in_common,
    is_other_text,
    is_preprint,
    is_preprint_doi,
    is_published,
    is_same_venue,
    without_version,
)
from site_builder.merge_issues import editions_against, heading_against, issues_against
from site_builder.model import Record
from site_builder.record_fields import parse_arxiv
from site_builder.references_venue import CONFERENCE, JOURNAL, parse_venue
from site_builder.titles import is_heading

KINDS = ("arxiv:", "doi:", "preprint:")
"""What the identifiers of a record begin with; two of a kind are two papers."""
_MOST_YEARS = 3
"""Years that may lie between a preprint and what it became."""
_OTHER_IDENTIFIERS = "their identifiers differ"
_NO_LETTERS = re.compile(r"\W+")
_TELLING = 30
"""Words that an abstract must have for what is alike in it to say something."""


def identifiers(record: Record) -> tuple[str, ...]:
    """arXiv id and DOI under one roof; arXiv's own DOIs count as the id they contain, those of other servers for
    preprints are a kind of their own."""
    found = []
    if record.arxiv:
        found.append(f"arxiv:{record.arxiv}")
    if record.doi:
        arxiv = parse_arxiv(record.doi.removeprefix("10.48550/arxiv."))
        if arxiv:
            found.append(f"arxiv:{arxiv}")
        elif is_preprint_doi(record.doi):
            found.append(f"preprint:{without_version(record.doi)}")
        else:
            found.append(f"doi:{record.doi}")
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What two groups say to each other."""

    against: str | None
    """Why they cannot be one paper; None when nothing speaks against it."""
    has_text: bool = False
    """Whether their abstracts are one text, long enough to say something."""
    has_authors: bool = False
    """Whether both name authors, and the same ones."""
    years: int | None = None
    """How many years lie between them; None where one of them says no year."""
    has_count: bool = False
    """Whether both tell how many authors there are, and the same number."""


def weigh(one: Sequence[Record], other: Sequence[Record], ids: Sequence[Set[str]], *, same_title: bool) -> Evidence:
    """What speaks for and against two groups with these identifiers being one paper.

    Where title, authors, year and venue are all the same, two abstracts may differ by what databases do to them, and
    two DOIs may be of one article.
    """
    kinds = [kind for kind in KINDS if _are_two(ids, kind)]
    has_heading = any(is_heading(record.title) for group in (one, other) for record in group)
    if kinds not in ([], ["doi:"]) or (kinds and has_heading):
        return Evidence(_OTHER_IDENTIFIERS)
    if has_heading and not same_title:
        return Evidence("the title of one is a heading that many papers have")
    listed = [[r.authors for r in group if r.authors] for group in (one, other)]
    has_authors = any(have_authors_in_common(a, b) for a in listed[0] for b in listed[1])
    if all(listed) and not has_authors and not kinds:
        return Evidence("their authors differ" if _share_a_name(*listed) else "they have no author in common")
    years = _years_between(one, other)
    if editions_against(one, other, years):
        return Evidence("their editions differ")
    is_of_one_venue = any(is_same_venue(a.venue, b.venue) for a in one if a.venue for b in other if b.venue)
    in_print = same_title and has_authors and years == 0 and is_of_one_venue
    if kinds and not in_print:
        return Evidence(_OTHER_IDENTIFIERS)
    is_alike, is_unlike = _compare_abstracts(one, other, in_print=in_print)
    against = None
    if kinds and not is_alike:
        against = _OTHER_IDENTIFIERS
    elif is_unlike:
        against = "their abstracts differ"
    elif has_heading:
        against = heading_against(one, other, is_alike=is_alike)
    elif not is_alike:
        against = _times_and_places_against(one, other, years)
    return Evidence(against, is_alike, has_authors, years, _has_count(one, other))


def _times_and_places_against(one: Sequence[Record], other: Sequence[Record], years: int | None) -> str | None:
    """Why two groups cannot be one paper by when and where they appeared."""
    if years is not None and years > _MOST_YEARS:
        return f"{years} years lie between them"
    if years and _are_conference_and_journal(one, other):
        return "one is from a conference, the other from a journal"
    return issues_against(one, other)


def _compare_abstracts(one: Sequence[Record], other: Sequence[Record], *, in_print: bool) -> tuple[bool, bool]:
    """Whether the abstracts are one text, long enough to say something, and whether they are two."""
    texts = [next((r.abstract for r in group if r.abstract), None) for group in (one, other)]
    if texts[0] and texts[1]:
        first, second = abstract_words(texts[0]), abstract_words(texts[1])
        is_unlike = is_other_text(first, second, in_print=in_print)
        return not is_unlike and min(len(first), len(second)) >= _TELLING, is_unlike
    marks = [{r.abstract_sha256 for r in group if r.abstract_sha256} for group in (one, other)]
    return bool(marks[0] & marks[1]), False


def begin_alike(one: Sequence[Record], other: Sequence[Record]) -> bool:
    """Whether an abstract of each begins with the same letters, or is known by the same fingerprint."""
    marks = [
        {abstract_start(r.abstract) for r in group if r.abstract}
        | {r.abstract_sha256 for r in group if r.abstract_sha256}
        for group in (one, other)
    ]
    return bool(marks[0] & marks[1])


def has_little_text(record: Record) -> bool:
    """Whether a record's abstract is too short to know a paper by."""
    return record.abstract is not None and record.abstract.count(" ") < _TELLING


def abstract_start(abstract: str) -> str:
    """The first letters of an abstract, which a copy has as well."""
    return _NO_LETTERS.sub("", abstract[:100].lower())[:60]


def _are_two(ids: Sequence[Set[str]], kind: str) -> bool:
    of_kind = [{name for name in group if name.startswith(kind)} for group in ids]
    return all(of_kind) and not of_kind[0] & of_kind[1]


def _share_a_name(one: Sequence[Sequence[str]], other: Sequence[Sequence[str]]) -> bool:
    return any(have_authors_in_common([a], [b]) for names in one for a in names for more in other for b in more)


def _years_between(one: Sequence[Record], other: Sequence[Record]) -> int | None:
    first, second = ([r.date.year for r in group if r.date and r.date.year] for group in (one, other))
    return min((abs(a - b) for a in first for b in second), default=None)


def _has_count(one: Sequence[Record], other: Sequence[Record]) -> bool:
    counts = [{len(r.authors) or r.author_count for r in group} - {None, 0} for group in (one, other)]
    return bool(counts[0] & counts[1])


def _are_conference_and_journal(one: Sequence[Record], other: Sequence[Record]) -> bool:
    kinds = [{parse_venue(r.venue).kind for r in group if r.venue} & {CONFERENCE, JOURNAL} for group in (one, other)]
    return [len(kind) for kind in kinds] == [1, 1] and kinds[0] != kinds[1]


def are_preprint_and_published(one: Sequence[Record], other: Sequence[Record]) -> bool:
    """Whether one group is of a preprint and the other of what was published."""
    return any(
        all(is_preprint(r) for r in preprint) and any(is_published(r) for r in published)
        for preprint, published in ((one, other), (other, one))
    )
