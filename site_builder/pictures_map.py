"""The map of a survey: a dot for each paper, near those it is alike, with a mark for each theme."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from site_builder.model import Paper
from site_builder.pages_views import Ref, Views
from site_builder.pages_wording import count_words, papers_words
from site_builder.pictures_layout import Bond, lay_out
from site_builder.related import Likeness, find_related

SIZE = (1000, 660)
"""Width and height of the drawing."""
MOST_DOTS = 400
"""A larger survey shows so many of its papers."""
COLOURS, SHAPES = 6, 5
"""Marks are these in turn, so that as many themes as their product have marks of their own."""

_APART = 17
_LINE, _LETTER = 15, 5.9
"""The room that a label takes: its height, and its width for each letter."""
_SHIFTS = [(right, down) for down in range(-5, 6) for right in (0, -2, 2)]
"""Where a name may stand: so many steps from the middle of its dots."""
_DRAWN_BONDS = 0.4
"""The share of the dots that so many bonds are drawn for, the strongest ones."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How the papers of a theme are drawn: both numbers count from 1; 0 is for all that have no mark of their own."""

    number: int
    """Of the theme; what lets a reader single it out."""
    colour: int
    shape: int


@dataclass(frozen=True, slots=True)
class Dot:
    """A paper on the map."""

    x: int
    y: int
    title: str
    path: str
    year: str
    nearest: Ref | None
    """The paper most like it that is on the map."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """The papers whose primary theme is the same, the earliest first."""

    anchor: str
    """The place of the page that singles it out."""
    theme: Ref
    mark: Mark
    dots: tuple[Dot, ...]
    x: int
    y: int
    """Where its name stands."""
    near: tuple[Ref, ...]
    """The themes whose papers lie nearest to its own."""


@dataclass(frozen=True, slots=True)
class MapView:
    """The map."""

    width: int
    height: int
    clusters: tuple[Cluster, ...]
    bonds: str
    """The lines between papers that are much alike, as the data of one path."""
    shown: int
    total: int


def make_marks(theme_count: int) -> tuple[Mark, ...]:
    """A mark for each theme. Neighbours differ in colour and in shape, for the two numbers have no common factor."""
    return tuple(
        Mark(at + 1, at % COLOURS + 1, at % SHAPES + 1) if at < COLOURS * SHAPES else Mark(0, 0, 0)
        for at in range(theme_count)
    )


def make_map(views: Views) -> MapView:
    """Lay the papers out; papers that share telling words come near each other."""
    chief = {slug: found[0].theme if found else "" for slug, found in views.catalogue.assignments.items()}
    papers = choose_papers(views, chief)
    order = {theme.id: at for at, theme in enumerate(views.catalogue.themes)} | {"": len(views.themes)}
    papers.sort(key=lambda paper: (order[chief[paper.slug]], paper.year or 9999, views.places[paper.slug]))
    related = find_related(papers)
    bonds = _make_bonds(papers, related)
    held = sorted({chief[paper.slug] for paper in papers}, key=order.__getitem__)
    groups = {theme: number for number, theme in enumerate(held)}
    places = lay_out([groups[chief[paper.slug]] for paper in papers], bonds, SIZE, _APART)
    marks = make_marks(len(views.catalogue.themes))
    names = [views.themes[theme].title if theme else "" for theme in held]
    spots: list[list[tuple[int, int]]] = [[] for _ in held]
    dots: list[list[Dot]] = [[] for _ in held]
    for paper, (x, y) in zip(papers, places, strict=True):
        spots[groups[chief[paper.slug]]].append((x, y))
        dots[groups[chief[paper.slug]]].append(_make_dot(paper, x, y, views, related))
    middles = [_middle(cluster) for cluster in spots]
    refs = [views.themes.get(theme, Ref("Papers without a theme", "unsorted.html")) for theme in held]
    clusters = tuple(
        Cluster(
            anchor=f"only-{theme}" if theme else "only-unsorted",
            theme=refs[number],
            mark=marks[order[theme]] if theme else Mark(0, 0, 0),
            dots=tuple(dots[number]),
            x=x,
            y=y,
            near=tuple(refs[other] for other in _nearest(number, middles)[:3]),
        )
        for number, (theme, (x, y)) in enumerate(zip(held, _place_names(names, middles, spots), strict=True))
    )
    drawn = sorted(bonds, key=lambda bond: (-bond.strength, bond.one, bond.other))[: round(len(papers) * _DRAWN_BONDS)]
    lines = " ".join(f"M{places[b.one][0]} {places[b.one][1]}L{places[b.other][0]} {places[b.other][1]}" for b in drawn)
    return MapView(*SIZE, clusters, lines, len(papers), len(views.catalogue.papers))


def map_words(view: MapView) -> str:
    """What the map shows, for those who do not see it."""
    themes = [cluster for cluster in view.clusters if cluster.theme.count]
    words = f"{papers_words(view.shown)} as dots in {count_words(len(themes), 'theme', 'themes')}."
    pairs = [f"{cluster.theme.title} lies nearest to {cluster.near[0].title}" for cluster in themes if cluster.near]
    return f"{words} {'; '.join(pairs)}." if pairs else words


def choose_papers(views: Views, chief: Mapping[str, str], most: int = MOST_DOTS) -> list[Paper]:
    """All papers, or of a large survey those of the reading paths and evenly many of each theme's, spread over time."""
    papers = views.catalogue.papers
    if len(papers) <= most:
        return list(papers)
    chosen = {step.paper for theme in views.catalogue.themes for step in theme.path}
    first = [paper for paper in papers if paper.slug in chosen][:most]
    rest = [paper for paper in papers if paper.slug not in chosen]
    rest.sort(key=lambda paper: (chief[paper.slug], paper.year or 9999, paper.slug))
    room = most - len(first)
    return first + [rest[at * len(rest) // room] for at in range(min(room, len(rest)))]


def _make_bonds(papers: Sequence[Paper], related: Mapping[str, Sequence[Likeness]]) -> list[Bond]:
    numbers = {paper.slug: number for number, paper in enumerate(papers)}
    strengths: dict[tuple[int, int], float] = {}
    for slug, likenesses in related.items():
        for other, cosine, _ in likenesses:
            one, two = sorted((numbers[slug], numbers[other]))
            strengths[one, two] = round(min(1.0, 3 * cosine), 6)
    return [Bond(one, two, strength) for (one, two), strength in sorted(strengths.items())]


def _make_dot(paper: Paper, x: int, y: int, views: Views, related: Mapping[str, Sequence[Likeness]]) -> Dot:
    line, likenesses = views.lines[paper.slug], related.get(paper.slug, ())
    nearest = views.lines[likenesses[0].slug] if likenesses else None
    return Dot(x, y, line.title, line.path, line.year, Ref(nearest.title, nearest.path) if nearest else None)


def _middle(spots: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The median each way: the middle of most dots, whatever a few far ones do."""
    return sorted(x for x, _ in spots)[len(spots) // 2], sorted(y for _, y in spots)[len(spots) // 2]


def _nearest(number: int, middles: Sequence[tuple[int, int]]) -> list[int]:
    others = [other for other in range(len(middles)) if other != number]
    return sorted(others, key=lambda other: (math.dist(middles[number], middles[other]), other))


def _place_names(
    names: Sequence[str], middles: Sequence[tuple[int, int]], spots: Sequence[Sequence[tuple[int, int]]]
) -> list[tuple[int, int]]:
    """Put each name near the middle of its dots, where it covers no other name and few dots; the largest come first."""
    taken: list[tuple[float, float, float]] = []
    all_dots = [spot for cluster in spots for spot in cluster]
    found: dict[int, tuple[int, int]] = {}
    for number in sorted(range(len(names)), key=lambda number: (-len(spots[number]), number)):
        half, (middle, height) = len(names[number]) * _LETTER / 2 + 4, middles[number]
        near = [(x, y) for x, y in all_dots if abs(x - middle) < 2 * half + 70 and abs(y - height) < 75]
        best: tuple[float, int, int] | None = None
        for right, down in _SHIFTS:
            x = round(min(max(middle + right * 20, half), SIZE[0] - half))
            y = min(max(height + down * 9, _LINE), SIZE[1] - _LINE)
            crowd = len([1 for a, b in near if -half - 6 < a - x < half + 6 and -13 < b - y < 13])
            clash = len([1 for a, b, other in taken if abs(a - x) < half + other and abs(b - y) < _LINE])
            cost = clash * 100 + crowd * 4 + abs(down) + abs(right)
            if best is None or cost < best[0]:
                best = (cost, x, y)
        if best is not None:
            taken.append((best[1], best[2], half))
            found[number] = (best[1], best[2])
    return [found[number] for number in range(len(names))]
