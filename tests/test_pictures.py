"""The survey as pictures: what is counted, where the dots lie, and whether marks can be told apart."""

from __future__ import annotations

import gzip
import itertools
import math
import re
import subprocess
import sys
from pathlib import Path

import pytest
from test_pages import TEMPLATES, catalogue, pages_of, paper, year
from test_related import many

from site_builder.catalogue import Catalogue
from site_builder.pages import make_pages
from site_builder.pages_views import Line, make_views
from site_builder.pictures import make_overlap, make_years
from site_builder.pictures_layout import Bond, lay_out
from site_builder.pictures_map import COLOURS, SHAPES, SIZE, choose_papers, make_map, make_marks, map_words
from site_builder.pictures_timeline import make_timeline
from site_builder.render import Templates, render_pages

ROOT = Path(__file__).resolve().parent.parent
STYLE = (ROOT / "static" / "pictures.css").read_text("utf-8")
PAPER = {"light": "#fdfbf7", "dark": "#171614"}


def small() -> Catalogue:
    papers = [
        paper("a", date=year(2019), note="Channels are pruned by sparsity."),
        paper("b", date=year(2021), note="Sparsity prunes the channels."),
        paper("c", date=year(2021), note="Warblers at dawn."),
        paper("d"),
    ]
    return catalogue(papers, {"a": ("seeing", "pruning"), "b": ("pruning",), "c": ("pruning", "seeing")})


def line(slug: str, when: str) -> Line:
    return Line(slug, f"papers/{slug}.html", slug.title(), "", when, "", "", (), "", "")


def distance(one, other) -> float:
    return math.dist((one.x, one.y), (other.x, other.y))


def test_years_count_every_paper_of_a_theme_in_its_year():
    view = make_years(make_views(small()))
    assert view.years == ("2019", "2020", "2021")
    assert {row.theme.title: [cell.count for cell in row.cells] for row in view.rows} == {
        "Seeing": [1, 0, 1],
        "Pruning": [1, 0, 2],
    }
    assert [row.theme.title for row in view.rows] == ["Seeing", "Pruning"], "the earlier on the whole comes first"
    assert view.rows[1].words == "3 papers, 2019 to 2021; most in 2021: 2."
    assert view.undated == 1
    assert [cell.level for cell in view.rows[1].cells] == [1, 0, 2]


def test_a_long_history_is_told_in_spans_that_lose_no_paper():
    papers = [paper(f"p{number}", date=year(number)) for number in range(1921, 2021)]
    view = make_years(make_views(catalogue(papers, {one.slug: ("seeing",) for one in papers})))
    assert len(view.years) <= 30
    assert view.years[0] == "1921–24"
    assert sum(cell.count for row in view.rows for cell in row.cells) == 100


@pytest.mark.parametrize("years", [(), (2020,)])
def test_without_two_years_there_is_nothing_to_compare(years):
    papers = [paper(f"p{number}", date=year(number)) for number in years] or [paper("p")]
    assert make_years(make_views(catalogue(papers, {papers[0].slug: ("seeing",)}))) is None


def test_overlaps_are_counted_once_whatever_the_order_of_themes():
    view = make_overlap(make_views(small()))
    assert [(pair.one.title, pair.other.title, pair.count) for pair in view.pairs] == [("Seeing", "Pruning", 2)]
    assert (view.pairs[0].x, view.pairs[0].y) == (10, 30), "the column of the first and the row of the second"
    assert view.words == "Papers filed in two themes at once. The closest: Seeing and Pruning, 2 papers."


def test_the_area_of_a_dot_goes_by_the_papers_that_are_shared():
    papers = [paper(f"p{number}") for number in range(5)]
    themes = [("a", "b")] * 4 + [("a", "c")]
    held = catalogue(papers, {one.slug: two for one, two in zip(papers, themes, strict=True)}, themes=("a", "b", "c"))
    first, second = make_overlap(make_views(held)).pairs
    assert first.count / second.count == pytest.approx((first.radius / second.radius) ** 2, rel=0.05)


def test_without_a_shared_paper_there_is_no_matrix():
    assert make_overlap(make_views(catalogue([paper("a")], {"a": ("seeing",)}))) is None


def test_the_map_has_every_paper_once_in_the_order_of_themes_and_years():
    view = make_map(make_views(small()))
    assert [cluster.theme.title for cluster in view.clusters] == ["Seeing", "Pruning", "Papers without a theme"]
    assert [[dot.title for dot in cluster.dots] for cluster in view.clusters] == [["A"], ["B", "C"], ["D"]]
    assert view.clusters[0].dots[0].nearest.title == "B"
    assert "Seeing lies nearest to" in map_words(view)
    assert (view.shown, view.total) == (4, 4)


def test_papers_that_are_alike_lie_nearer_than_others():
    papers = many(150)
    view = make_map(make_views(catalogue(papers, {one.slug: (f"t{hash_(one.slug)}",) for one in papers}, themes=TEN)))
    dots = {dot.path: dot for cluster in view.clusters for dot in cluster.dots}
    alike = [distance(dot, dots[dot.nearest.path]) for dot in dots.values() if dot.nearest]
    every = [distance(one, other) for one, other in itertools.combinations(dots.values(), 2)]
    assert sum(alike) / len(alike) < 0.7 * sum(every) / len(every), "though their themes are drawn by lot"


TEN = tuple(f"t{number}" for number in range(10))


def hash_(slug: str) -> int:
    """A theme without any relation to what a paper is about."""
    return sum(map(ord, slug)) % len(TEN)


def test_dots_lie_apart_and_within_the_picture():
    papers = many(200)
    view = make_map(make_views(catalogue(papers, {one.slug: (f"t{hash_(one.slug)}",) for one in papers}, themes=TEN)))
    dots = [dot for cluster in view.clusters for dot in cluster.dots]
    assert len(dots) == 200
    assert min(distance(one, other) for one, other in itertools.combinations(dots, 2)) >= 12
    assert all(0 < dot.x < SIZE[0] and 0 < dot.y < SIZE[1] for dot in dots)


def test_the_same_survey_gives_the_same_map_whatever_the_seed_of_hashes():
    program = (
        "import sys; sys.path[:0] = ['tests'];"
        "from test_pictures import *;"
        "papers = many(80);"
        "held = catalogue(papers, {one.slug: (f't{hash_(one.slug)}',) for one in papers}, themes=TEN);"
        "print(repr(make_map(make_views(held))))"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1]
    assert "Dot(" in said[0]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_few_points_are_laid_out_as_well(count):
    places = lay_out([0] * count, [Bond(0, count - 1, 1.0)] if count > 1 else [], (100, 60), 10)
    assert len(set(places)) == count
    assert all(0 <= x <= 100 and 0 <= y <= 60 for x, y in places)


def test_points_without_groups_or_bonds_are_no_fault():
    assert lay_out([], [], (100, 60), 10) == []
    assert len(set(lay_out([0, 1, 2, 3], [], (100, 60), 10))) == 4


def test_a_large_survey_shows_some_papers_of_every_theme():
    papers = many(90)
    assigned = {one.slug: (f"t{at % 9}",) for at, one in enumerate(papers)}
    views = make_views(catalogue(papers, assigned, themes=TEN))
    chief = {slug: themes[0] for slug, themes in assigned.items()}
    chosen = choose_papers(views, chief, 30)
    assert len({one.slug for one in chosen}) == 30
    assert {chief[one.slug] for one in chosen} == set(chief.values())


def test_every_theme_of_thirty_has_a_mark_of_its_own_and_neighbours_differ_in_both():
    marks = make_marks(COLOURS * SHAPES + 3)
    own = [(mark.colour, mark.shape) for mark in marks[: COLOURS * SHAPES]]
    assert len(set(own)) == len(own)
    for one, other in itertools.pairwise(own):
        assert one[0] != other[0]
        assert one[1] != other[1]
    assert {mark.number for mark in marks[COLOURS * SHAPES :]} == {0}


def test_a_timeline_marks_the_papers_of_the_reading_path_above_their_years():
    papers = [paper("a", date=year(2010)), paper("b", date=year(2010)), paper("c", date=year(2012))]
    view = make_timeline(
        papers, [line("a", "2010"), line("b", "2010"), line("x", ""), line("c", "2012")], range(2010, 2013)
    )
    assert [(mark.number, mark.line.title) for mark in view.landmarks] == [(1, "A"), (2, "B"), (4, "C")]
    one, two, four = view.landmarks
    assert one.x == two.x < four.x
    assert two.y < one.y == four.y, "the second stands above the first"
    assert [bar.words for bar in view.bars] == ["2010: 2 papers", "2012: 1 paper"]
    assert view.words == (
        "Papers per year. 2010: 2, 2012: 1. Numbers of the reading path: 1 in 2010, 2 in 2010, 4 in 2012."
    )


@pytest.mark.parametrize("path", [[], [line("a", "")], [line("a", "1900")]])
def test_without_a_landmark_there_is_no_timeline(path):
    assert make_timeline([paper("a", date=year(2010))], path, range(2010, 2013)) is None


def test_marks_of_a_timeline_never_meet():
    path = [line(f"p{number}", str(2000 + number % 7)) for number in range(25)]
    papers = [paper(one.slug, date=year(int(one.year))) for one in path]
    marks = make_timeline(papers, path, range(2000, 2025)).landmarks
    for one, other in itertools.combinations(marks, 2):
        assert distance(one, other) >= 18


def test_a_handful_of_papers_has_no_page_of_pictures_and_ten_have_one():
    titles = ["<b>&", *"ABCDEFGHI"]
    papers = [paper(f"p{at}", title=title) for at, title in enumerate(titles)]
    assert "map.html" not in pages_of(papers[1:])
    page = pages_of(papers)["map.html"]
    made = render_pages([page], Templates(TEMPLATES))
    assert made.failures == ()
    html = made.pages["map.html"].decode()
    assert "&lt;b&gt;&amp;" in html
    assert "<b>&" not in html


def test_the_page_of_three_hundred_papers_is_small():
    papers = many(300)
    held = catalogue(papers, {one.slug: (f"t{hash_(one.slug)}",) for one in papers}, themes=TEN)
    (page,) = [page for page in make_pages(held) if page.path == "map.html"]
    html = render_pages([page], Templates(TEMPLATES)).pages["map.html"]
    assert len(gzip.compress(html)) < 60_000


# Colours as people see them who lack one kind of cone: the matrices of Machado, Oliveira and Fernandes (2009) at full
# severity, on linear RGB.
SEEING = {
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))


def linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def times(matrix, vector) -> list[float]:
    return [sum(one * other for one, other in zip(row, vector, strict=True)) for row in matrix]


def lab(colour: str, seeing: str) -> tuple[float, float, float]:
    """CIELAB of a colour as it is seen."""
    seen = [min(1.0, max(0.0, part)) for part in times(SEEING[seeing], linear(colour))]
    roots = []
    for part, white in zip(times(TO_XYZ, seen), (0.95047, 1.0, 1.08883), strict=True):
        ratio = part / white
        roots.append(ratio ** (1 / 3) if ratio > 0.008856 else 7.787 * ratio + 16 / 116)
    x, y, z = roots
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(times(TO_XYZ, linear(colour))[1] for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def palettes() -> dict[str, list[str]]:
    """The colours of marks in the light and in the dark scheme, from the style sheet."""
    found = re.findall(r"--c\d: (#[0-9a-f]{6});", STYLE)
    assert len(found) == 2 * COLOURS
    return {"light": found[:COLOURS], "dark": found[COLOURS:]}


@pytest.mark.parametrize("seeing", SEEING)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_stay_apart_however_one_sees_colours(scheme, seeing):
    for one, other in itertools.combinations(palettes()[scheme], 2):
        assert math.dist(lab(one, seeing), lab(other, seeing)) >= 30, (one, other)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_stand_out_from_the_paper(scheme):
    for colour in palettes()[scheme]:
        assert contrast(colour, PAPER[scheme]) >= 3, colour


def test_every_mark_can_be_singled_out_by_the_style_sheet():
    for number in range(COLOURS * SHAPES + 1):
        for selector in (f".frame .t{number}", f".frame .names .n{number}", f".key .k{number} a"):
            assert f".h{number}:target ~ {selector}" in STYLE
