"""The survey as pictures: papers per year by theme, how themes overlap, and a map."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from site_builder import urls
from site_builder.catalogue import Page
from site_builder.pages_views import Ref, Views, make_page
from site_builder.pages_wording import papers_words
from site_builder.pictures_map import MapView, make_map, map_words

STYLE = "assets/pictures.css"
LEVELS = 5
"""Shades of the table of years."""

_MOST_COLUMNS = 30
_MOST_THEMES = 40
"""The matrix shows so many themes at most, the largest ones."""
_MOST_PAIRS = 300
_TOLD_PAIRS = 8
_STEP = 20
"""Width of a cell of the matrix."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The papers of one theme in one year, or in a few."""

    count: int
    level: int
    """The shade, from 1; 0 where there is no paper."""


@dataclass(frozen=True, slots=True)
class Row:
    """A theme through the years."""

    theme: Ref
    cells: tuple[Cell, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Shade:
    """What one shade means."""

    level: int
    words: str


@dataclass(frozen=True, slots=True)
class YearsView:
    """Papers per year by theme."""

    years: tuple[str, ...]
    """The heading of each column."""
    rows: tuple[Row, ...]
    """The themes whose papers are the earliest first."""
    shades: tuple[Shade, ...]
    undated: int
    """Papers whose year is not known."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two themes that share papers."""

    one: Ref
    other: Ref
    count: int
    x: int
    y: int
    radius: float
    """Of a dot whose area goes by the count."""


@dataclass(frozen=True, slots=True)
class OverlapView:
    """How many papers each two themes share."""

    themes: tuple[tuple[int, Ref], ...]
    """Each with its number in the survey, in the order of rows and columns."""
    size: int
    pairs: tuple[Pair, ...]
    """Those that share a paper, the closest first."""
    told: tuple[Pair, ...]
    """The closest ones, for the words beside the picture."""
    left_out: int
    """Pairs that the table does not list."""
    is_part: bool
    """Whether there are more themes than are shown."""
    words: str


@dataclass(frozen=True, slots=True)
class MapDrawing:
    """The map that is made when the page is rendered, which several processes do at once."""

    views: Views

    def __call__(self) -> MapView:
        """Draw it."""
        return make_map(self.views)


def picture_pages(views: Views) -> list[Page]:
    """The page of pictures, where there are papers enough to show."""
    if not views.site.has_pictures:
        return []
    head = ("The survey as pictures", f"{views.site.title} by year, by what its themes share, and as a map.", "")
    return [
        make_page(
            views,
            urls.MAP,
            "map.html",
            head,
            years=make_years(views),
            overlap=make_overlap(views),
            draw_map=MapDrawing(views),
            map_words=map_words,
        )
    ]


def make_years(views: Views) -> YearsView | None:
    """Count papers by theme and year; None where no two years are known or there are no themes."""
    if len(views.years) < 2 or not views.themes:
        return None
    together = math.ceil(len(views.years) / _MOST_COLUMNS)
    starts = views.years[::together]
    columns = [range(start, min(start + together, views.years.stop)) for start in starts]
    # Each paper under the themes that it is filed in, and not under those that these are parts of as well.
    own = views.catalogue.papers_by_theme
    shelves = {theme: [paper.year for paper in papers if paper.year] for theme, papers in own.items()}
    counts = {
        theme: [sum(1 for year in years if year in column) for column in columns] for theme, years in shelves.items()
    }
    most = max((count for row in counts.values() for count in row), default=0)
    order = sorted(
        (theme for theme in views.themes if shelves[theme]),
        key=lambda theme: (sum(shelves[theme]) / len(shelves[theme]), views.themes[theme].title),
    )
    rows = tuple(
        Row(
            replace(views.themes[theme], count=len(own[theme])),
            tuple(Cell(count, _level(count, most)) for count in counts[theme]),
            _row_words(shelves[theme]),
        )
        for theme in order
    )
    headings = tuple(str(column[0]) if together == 1 else f"{column[0]}–{column[-1] % 100:02d}" for column in columns)
    undated = sum(1 for paper in views.catalogue.papers if paper.year is None)
    return YearsView(headings, rows, _shades(most), undated)


def _level(count: int, most: int) -> int:
    return math.ceil(count * LEVELS / max(most, LEVELS))


def _shades(most: int) -> tuple[Shade, ...]:
    by_level: dict[int, list[int]] = {}
    for count in range(1, most + 1):
        by_level.setdefault(_level(count, most), []).append(count)
    return tuple(
        Shade(level, str(counts[0]) if len(counts) == 1 else f"{counts[0]}–{counts[-1]}")
        for level, counts in by_level.items()
    )


def _row_words(years: Sequence[int]) -> str:
    counts = Counter(years)
    top = max(counts, key=lambda year: (counts[year], -year))
    span = str(min(years)) if min(years) == max(years) else f"{min(years)} to {max(years)}"
    return f"{papers_words(len(years))}, {span}; most in {top}: {counts[top]}."


def make_overlap(views: Views) -> OverlapView | None:
    """Count the papers that each two themes share; None where no two do."""
    own = views.catalogue.papers_by_theme
    held = [theme for theme, ref in views.themes.items() if own[theme] or not ref.count]
    largest = sorted(held, key=lambda theme: -len(own[theme]))[:_MOST_THEMES]
    numbered = [(number, theme) for number, theme in enumerate(views.themes, 1) if theme in set(largest)]
    places = {theme: place for place, (_, theme) in enumerate(numbered)}
    shared = Counter[tuple[str, str]]()
    for assignments in views.catalogue.assignments.values():
        held = sorted((found.theme for found in assignments if found.theme in places), key=places.__getitem__)
        shared.update(combinations(held, 2))
    if not shared:
        return None
    most = max(shared.values())
    closest = sorted(shared, key=lambda pair: (-shared[pair], places[pair[0]], places[pair[1]]))
    pairs = tuple(
        Pair(
            views.themes[one],
            views.themes[other],
            shared[one, other],
            places[one] * _STEP + _STEP // 2,
            places[other] * _STEP + _STEP // 2,
            round(max(1.5, 9 * math.sqrt(shared[one, other] / most)), 1),
        )
        for one, other in closest
    )
    told = pairs[:_TOLD_PAIRS]
    words = "; ".join(f"{pair.one.title} and {pair.other.title}, {papers_words(pair.count)}" for pair in told[:3])
    return OverlapView(
        themes=tuple((number, views.themes[theme]) for number, theme in numbered),
        size=len(numbered) * _STEP,
        pairs=pairs[:_MOST_PAIRS],
        told=told,
        left_out=max(0, len(pairs) - _MOST_PAIRS),
        is_part=len(held) > _MOST_THEMES,
        words=f"Papers filed in two themes at once. The closest: {words}.",
    )
