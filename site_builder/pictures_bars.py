"""Papers per year as bars, which lists and overviews show beside their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from site_builder.model import Paper
from site_builder.pages_wording import papers_words


@dataclass(frozen=True, slots=True)
class Bar:
    """One year of a picture, in units of its drawing."""

    label: str
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Papers per year as bars."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    words: str
    """The same in words."""
    first: str
    last: str


def make_picture(papers: Iterable[Paper], years: range, height: int = 40) -> Picture | None:
    """Draw papers per year over ``years``; None when there are fewer than two years to compare."""
    counts = Counter(paper.year for paper in papers if paper.year is not None)
    if len(years) < 2 or not counts:
        return None
    most = max(counts.values())
    bars = []
    for place, year in enumerate(years):
        tall = max(1, round(height * counts[year] / most)) if counts[year] else 0
        bars.append(Bar(f"{year}: {papers_words(counts[year])}", place * 10 + 1, height - tall, tall))
    words = "Papers per year. " + ", ".join(f"{year}: {counts[year]}" for year in years if counts[year]) + "."
    return Picture(tuple(bars), len(years) * 10, height, words, str(years[0]), str(years[-1]))
