"""Whether two groups of records are of two issues: by volume, issue and pages, and at times by the month as well.

A magazine has "Guest Editor's Introduction" in issue after issue, often by one author. Such records are two papers
unless what they say of their place is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from site_builder.alike import is_preprint, is_same_venue
from site_builder.locators import agree, are_two_editions, differing, locator_of
from site_builder.model import Locator, Record
from site_builder.references_venue import CONFERENCE, parse_venue
from site_builder.text import fold
from site_builder.titles import title_form

_SHORT = 3
"""Words of a title that a column of a magazine may have in each of its issues."""
_HEADING = "their title is a heading that many papers have, and nothing says that they are in one place"


def issues_against(one: Sequence[Record], other: Sequence[Record]) -> str | None:
    """Why two groups of one title, or of titles that are alike, are of two issues; None where nothing says so.

    What is known of a preprint says nothing of the place of what was published.
    """
    published = [[record for record in group if not is_preprint(record)] for group in (one, other)]
    placed = [[(record, locator_of(record)) for record in group] for group in published]
    pairs = [
        _comparable(a, b, here, there) for (a, here), (b, there) in product(*placed) if Locator() not in (here, there)
    ]
    is_short = any(len(title_form(record.title).content) <= _SHORT for group in published for record in group)
    found = [differing(a, b, is_heading=is_short) for a, b in pairs]
    if any(found) and (None not in found or not any(agree(a, b) for a, b in pairs)):
        return next(filter(None, found))
    if is_short and not found and all(published) and not any(_can_be_one_month(a, b) for a, b in product(*published)):
        return "their months differ"
    return None


def _comparable(one: Record, other: Record, here: Locator, there: Locator) -> tuple[Locator, Locator]:
    """Two places, without the volumes of proceedings that go by two names, for these are counted in two ways."""
    are_proceedings = all(record.venue and parse_venue(record.venue).kind == CONFERENCE for record in (one, other))
    if are_proceedings and not _is_one_venue(one, other):
        return replace(here, volume="", number=""), replace(there, volume="", number="")
    return here, there


def _can_be_one_month(one: Record, other: Record) -> bool:
    """Whether two dates with months are not of two of them, in the same venue and year."""
    dates = [record.date for record in (one, other)]
    if not (dates[0] and dates[1] and one.venue and other.venue) or dates[0].year != dates[1].year:
        return True
    is_told = dates[0].month is not None and dates[1].month is not None
    return not is_told or dates[0].month == dates[1].month or not is_same_venue(one.venue, other.venue)


def heading_against(one: Sequence[Record], other: Sequence[Record], *, is_alike: bool) -> str | None:
    """Why two groups under a heading are two papers; None where they have one place, or no other and one abstract.

    ``is_alike`` says that their abstracts are one text; a publisher has the same one for all its editorials.
    """
    pairs = [(a, b, locator_of(a), locator_of(b)) for a, b in product(one, other)]
    found = [differing(here, there, is_heading=True) for _, _, here, there in pairs]
    if any(_are_in_one_place(*pair) for pair in pairs):
        return None
    return next(filter(None, found), None) or (None if is_alike else _HEADING)


def _are_in_one_place(one: Record, other: Record, here: Locator, there: Locator) -> bool:
    """Whether two records name the same venue, year and issue, or are the same in all that they say of these."""
    if here == there == Locator() and one.date == other.date:
        return (one.venue or "") == (other.venue or "") or _is_one_venue(one, other)
    if not _is_one_venue(one, other) or differing(here, there, is_heading=True) or not agree(here, there):
        return False
    dates = [record.date for record in (one, other)]
    return not (dates[0] and dates[1]) or dates[0].year == dates[1].year


def _is_one_venue(one: Record, other: Record) -> bool:
    return bool(one.venue and other.venue) and is_same_venue(one.venue or "", other.venue or "")


def editions_against(one: Sequence[Record], other: Sequence[Record], years: int | None) -> bool:
    """Whether two groups are of two editions of a book, versions of a program, or numbers of a report.

    A first edition hardly says so: what says nothing and is ``years`` from a later edition is another.
    """
    given = [[record.edition for record in group if record.edition] for group in (one, other)]
    if years and any(given) and not all(given):
        return all(text.startswith("edition ") and text != "edition 1" for text in (*given[0], *given[1]))
    return all(given) and all(are_two_editions(a, b) for a, b in product(*given))


def told_place(record: Record) -> str | None:
    """Venue, year and first author of a record that has a volume with an issue or pages, and no abstract; else None."""
    locator = locator_of(record)
    if record.abstract or not (record.venue and record.date and locator.volume and (locator.number or locator.pages)):
        return None
    return f"{fold(record.venue)} {record.date.year} {fold(' '.join(record.authors[:1]))} {record.edition}"
