"""Where a paper appeared, and where it stands there: a preprint server and what published it are two such places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from site_builder.alike import is_preprint, is_published, is_same_venue
from site_builder.facts_settle import settle
from site_builder.locators import first_number, locator_of
from site_builder.model import Appearance, Locator, Record
from site_builder.problems import Problem


def by_kind(group: Sequence[Record]) -> list[list[Record]]:
    """The records of what was published and all others, then those of preprints, where there are both."""
    if len(group) == 1:
        return [list(group)]
    preprints = [record for record in group if is_preprint(record)]
    others = [record for record in group if not is_preprint(record)]
    return [others, preprints] if preprints and any(map(is_published, others)) else [list(group)]


def find_appearances(group: Sequence[Record]) -> tuple[Appearance, ...]:
    """The places that the records name, each once; nothing where there is one place at most."""
    if len(group) == 1:
        return ()
    found: list[Appearance] = []
    for record in group:
        if not (is_preprint(record) or is_published(record)):
            continue
        venue = record.venue or ("arXiv" if record.arxiv and is_preprint(record) else f"doi:{record.doi}")
        known = next((at for at, one in enumerate(found) if is_same_venue(one.venue, venue)), None)
        if known is None:
            found.append(Appearance(venue, record.date, is_preprint(record)))
        elif found[known].date is None:
            found[known] = replace(found[known], date=record.date)
    if len(found) < 2:
        return ()
    return tuple(sorted(found, key=lambda one: (not one.is_preprint, (one.date and one.date.iso) or "9", one.venue)))


def settle_locators(group: Sequence[Record], venue: str | None) -> tuple[Locator, list[Problem]]:
    """Volume, issue and pages in ``venue``: of the records that name it, or no venue; not those of another place."""
    there = [
        r for r in by_kind(group)[0] if not r.venue or r.venue == venue or (venue and is_same_venue(venue, r.venue))
    ]
    said = [locator_of(record) for record in there]
    problems: list[Problem] = []
    kept = []
    for name, values in (
        ("the volume", [locator.volume for locator in said]),
        ("the issue", [locator.number for locator in said]),
        ("the page range", [locator.pages for locator in said]),
    ):
        value, differ = settle(there, name, values, first_number, str)
        kept.append(value or "")
        problems += differ
    volume, number, pages = kept
    # With the last page, where anybody says it.
    whole = (one.pages for one in said if one.pages.startswith(f"{pages}-"))
    return Locator(volume, number, next(whole, pages) if pages else ""), problems
