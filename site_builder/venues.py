"""Conferences and journals as a facet, by which papers are narrowed without any keyword: ``CVPR 2018`` is of *CVPR*."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from site_builder.facets import Facet
from site_builder.model import Paper
from site_builder.references_venue import CONFERENCE, JOURNAL, parse_venue
from site_builder.text import fold, sort_key
from site_builder.urls import search_path

VENUE = "venue"
"""The facet's id."""


def venue_facet(papers: Iterable[Paper]) -> Facet | None:
    """The conferences and journals of papers, from A to Z; None where no two papers share one, or all have the same.

    Case and accents make no difference; a name is shown as it is written most often.
    """
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    values: dict[str, tuple[str, ...]] = {}
    for paper in papers:
        venue = parse_venue(paper.venue) if paper.venue else None
        if venue and venue.kind in (CONFERENCE, JOURNAL) and (key := fold(venue.name)):
            spellings[key][venue.name] += 1
            values[paper.slug] = (key,)
    if len(spellings) < 2 or max(written.total() for written in spellings.values()) < 2:
        return None
    titles = {key: min(written, key=lambda name: (-written[name], name)) for key, written in spellings.items()}
    return Facet(VENUE, "Venue", dict(sorted(titles.items(), key=lambda one: (sort_key(one[1]), one[0]))), values)


def venue_search(venues: Facet | None, slug: str) -> str:
    """The address of the search for all papers of one paper's venue; empty where there is no such search."""
    keys = venues.values.get(slug, ()) if venues else ()
    return search_path(VENUE, keys[0]) if keys else ""
