"""The timeline of a theme: its papers per year, with the papers of its reading path marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from site_builder.model import Paper
from site_builder.pages_views import Line
from site_builder.pages_wording import papers_words

_WIDTH = 260
"""About as many pixels as the margin of a page has, so that figures keep their size."""
_BARS = 36
_MARK = 18
"""The room of a mark each way."""


@dataclass(frozen=True, slots=True)
class YearBar:
    """The papers of one year, in units of the drawing."""

    words: str
    x: float
    y: int
    width: float
    height: int


@dataclass(frozen=True, slots=True)
class Landmark:
    """A paper of the reading path above its year."""

    number: int
    """Its place in the reading path, from 1."""
    line: Line
    x: float
    y: int
    foot: int
    """Where the stem of the mark meets the bar of the year."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A theme through the years."""

    width: int
    height: int
    bars: tuple[YearBar, ...]
    landmarks: tuple[Landmark, ...]
    words: str
    first: str
    last: str


def make_timeline(papers: Iterable[Paper], path: Sequence[Line], years: range) -> Timeline | None:
    """Draw a theme's papers per year over ``years``; None where its reading path names none of a known year.

    Marks that would meet stand one above the other, the earlier ones of the path below.
    """
    landmarks = [(number, line) for number, line in enumerate(path, 1) if line.year and int(line.year) in years]
    counts = Counter(paper.year for paper in papers if paper.year is not None)
    if len(years) < 2 or not landmarks or not counts:
        return None
    step, most = _WIDTH / len(years), max(counts.values())
    tall = {year: max(2, round(_BARS * count / most)) for year, count in counts.items()}
    levels: list[list[float]] = []
    placed = []
    for number, line in landmarks:
        middle = (years.index(int(line.year)) + 0.5) * step
        x = min(max(middle, _MARK / 2), _WIDTH - _MARK / 2)
        free = (level for level, taken in enumerate(levels) if all(abs(x - other) >= _MARK for other in taken))
        level = next(free, len(levels))
        if level == len(levels):
            levels.append([])
        levels[level].append(x)
        placed.append((number, line, x, level))
    height = len(levels) * (_MARK + 1) + 3 + _BARS
    return Timeline(
        width=_WIDTH,
        height=height,
        bars=tuple(
            YearBar(
                f"{year}: {papers_words(counts[year])}",
                round(at * step + step * 0.1, 1),
                height - tall[year],
                round(step * 0.8, 1),
                tall[year],
            )
            for at, year in enumerate(years)
            if counts[year]
        ),
        landmarks=tuple(
            Landmark(
                number,
                line,
                round(x, 1),
                height - _BARS - 3 - level * (_MARK + 1) - _MARK // 2,
                height - tall.get(int(line.year), 0),
            )
            for number, line, x, level in placed
        ),
        words=_words(counts, years, landmarks),
        first=str(years[0]),
        last=str(years[-1]),
    )


def _words(counts: Counter[int], years: range, landmarks: Sequence[tuple[int, Line]]) -> str:
    per_year = ", ".join(f"{year}: {counts[year]}" for year in years if counts[year])
    path = ", ".join(f"{number} in {line.year}" for number, line in landmarks)
    return f"Papers per year. {per_year}. Numbers of the reading path: {path}."
