"""Where the dots of a map lie: points that are linked come near each other, and no two lie upon each other.

First the groups find their places by what links them, then each point begins in its group, is drawn by its links and
pushed away by what is too near. Only sums, products and square roots are taken on the way, and beginnings are rounded,
so that every machine finds the same places.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

_GROUP_STEPS = 40
_STEPS = 18
_SPREADING = 8
_GOLDEN_ANGLE = 2.399963
_REACH = 1.8
"""How far points push each other away; 1 is about the distance at which they come to lie."""
_HOME = 0.04
"""How strongly a point is drawn to its group, beside links of strength up to 1."""

Points = list[list[float]]
"""x and y of each point."""


@dataclass(frozen=True, slots=True)
class Bond:
    """Two points that belong near each other."""

    one: int
    other: int
    strength: float
    """Above 0, at most 1."""


def lay_out(groups: Sequence[int], bonds: Sequence[Bond], size: tuple[int, int], apart: float) -> list[tuple[int, int]]:
    """Give each point a place within ``size``, ``apart`` from the next as far as there is room.

    ``groups`` holds the number of each point's group, from 0.
    """
    if not groups:
        return []
    count = max(groups) + 1
    homes = _place_groups(count, _between_groups(groups, bonds), math.sqrt(len(groups) / count))
    points = _begin(groups, homes)
    for step in range(_STEPS):
        _settle(points, groups, homes, bonds, 0.6 * (1 - step / _STEPS) + 0.05)
    _fit(points, size, apart)
    for _ in range(_SPREADING):
        _part(points, apart)
        _keep_within(points, size, apart)
    return [(round(x), round(y)) for x, y in points]


def _between_groups(groups: Sequence[int], bonds: Iterable[Bond]) -> dict[tuple[int, int], float]:
    """Two groups to what links them, 1 for those that are linked most."""
    sizes = [0] * (max(groups) + 1)
    for group in groups:
        sizes[group] += 1
    found: dict[tuple[int, int], float] = {}
    for bond in bonds:
        one, other = sorted((groups[bond.one], groups[bond.other]))
        if one != other:
            found[one, other] = found.get((one, other), 0.0) + bond.strength
    weighed = {(one, other): sum_ / math.sqrt(sizes[one] * sizes[other]) for (one, other), sum_ in found.items()}
    most = max(weighed.values(), default=1.0)
    return {pair: strength / most for pair, strength in sorted(weighed.items())}


def _place_groups(count: int, ties: Mapping[tuple[int, int], float], room: float) -> Points:
    """The middle of each group; ``room`` is about how far from each other they should be."""
    around = [2 * math.pi * number / count for number in range(count)]
    radius = room * math.sqrt(count) / 2
    points = [[round(radius * math.cos(angle), 6), round(radius * math.sin(angle), 6)] for angle in around]
    pairs = [(one, other, ties.get((one, other), 0.0)) for one in range(count) for other in range(one)]
    pairs = [(one, other, ties.get((other, one), 0.0)) for one, other, _ in pairs]
    for step in range(_GROUP_STEPS):
        moves = [[-0.02 * x, -0.02 * y] for x, y in points]
        for one, other, tie in pairs:
            x, y = points[one][0] - points[other][0], points[one][1] - points[other][1]
            far = math.sqrt(x * x + y * y) + 1e-6
            push = room * room / (far * far) * 0.5 - tie * far / room * 0.5
            moves[one][0] += x * push / far * room
            moves[one][1] += y * push / far * room
            moves[other][0] -= x * push / far * room
            moves[other][1] -= y * push / far * room
        _move(points, moves, room * (1 - step / _GROUP_STEPS))
    return points


def _begin(groups: Sequence[int], homes: Points) -> Points:
    """The points of each group in a spiral around its middle."""
    seen = [0] * len(homes)
    points = []
    for group in groups:
        seen[group] += 1
        angle, far = seen[group] * _GOLDEN_ANGLE, 0.5 * math.sqrt(seen[group])
        x, y = homes[group]
        points.append([round(x + far * math.cos(angle), 6), round(y + far * math.sin(angle), 6)])
    return points


def _settle(points: Points, groups: Sequence[int], homes: Points, bonds: Iterable[Bond], most: float) -> None:
    """Let every point give way once to what draws and pushes it, by ``most`` at most."""
    moves = [
        [_HOME * (homes[group][0] - x), _HOME * (homes[group][1] - y)]
        for (x, y), group in zip(points, groups, strict=True)
    ]
    for bond in bonds:
        one, other = points[bond.one], points[bond.other]
        x, y = (other[0] - one[0]) * bond.strength * 0.12, (other[1] - one[1]) * bond.strength * 0.12
        moves[bond.one][0] += x
        moves[bond.one][1] += y
        moves[bond.other][0] -= x
        moves[bond.other][1] -= y
    for first, second, x, y, far in _near(points, _REACH):
        push = 0.25 * (_REACH - far) / far
        moves[first][0] += x * push
        moves[first][1] += y * push
        moves[second][0] -= x * push
        moves[second][1] -= y * push
    _move(points, moves, most)


def _move(points: Points, moves: Points, most: float) -> None:
    for point, (x, y) in zip(points, moves, strict=True):
        far = math.sqrt(x * x + y * y)
        share = min(1.0, most / far) if far else 0.0
        point[0] += x * share
        point[1] += y * share


def _near(points: Points, reach: float) -> Iterator[tuple[int, int, float, float, float]]:
    """All pairs of points that are nearer than ``reach``: their numbers, the way from the second to the first, and
    how long it is."""
    cells: dict[tuple[int, int], list[int]] = {}
    for number, (x, y) in enumerate(points):
        cells.setdefault((math.floor(x / reach), math.floor(y / reach)), []).append(number)
    for (column, row), here in cells.items():
        around = [cells.get((column + right, row + down), []) for right, down in ((1, 0), (-1, 1), (0, 1), (1, 1))]
        there = [number for cell in around for number in cell]
        for at, first in enumerate(here):
            x, y = points[first]
            for second in (*here[at + 1 :], *there):
                right, down = x - points[second][0], y - points[second][1]
                square = right * right + down * down
                if square < reach * reach:
                    # Two points in one place part sideways.
                    yield (first, second, right, down, math.sqrt(square)) if square else (first, second, 1e-3, 0, 1e-3)


def _fit(points: Points, size: tuple[int, int], margin: float) -> None:
    """Stretch the cloud to the size, each way for itself by no more than by half beyond the other."""
    low = [min(point[way] for point in points) for way in (0, 1)]
    spans = [max(point[way] for point in points) - low[way] or 1.0 for way in (0, 1)]
    scales = [(size[way] - 2 * margin) / spans[way] for way in (0, 1)]
    scales = [min(scale, 1.5 * min(scales)) for scale in scales]
    for point in points:
        for way in (0, 1):
            free = size[way] - spans[way] * scales[way]
            point[way] = (point[way] - low[way]) * scales[way] + free / 2


def _part(points: Points, apart: float) -> None:
    for first, second, x, y, far in [*_near(points, apart)]:
        push = 0.5 * (apart - far) / far
        points[first][0] += x * push
        points[first][1] += y * push
        points[second][0] -= x * push
        points[second][1] -= y * push


def _keep_within(points: Points, size: tuple[int, int], margin: float) -> None:
    for point in points:
        for way in (0, 1):
            point[way] = min(max(point[way], margin), size[way] - margin)
