"""A paper's story, the names it can be called by, and what a build says at its end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from site_builder.catalogue import Catalogue
from site_builder.explain import describe_filing, explain_paper, find_papers, nearest_slug
from site_builder.model import SourceText
from site_builder.papers import gather_papers
from site_builder.problems import Severity, error, info, warning
from site_builder.report import describe_account, describe_catalogue, describe_problems, describe_site
from site_builder.survey import parse_survey
from site_builder.theme_files import parse_themes
from site_builder.themes import Assignment, Evidence

POTS = "We ask how a small network sorts pictures of teapots when half of the light is missing. " * 4
NOTES = (
    SourceText(
        "papers/u-net.md",
        "---\ntitle: 'U-Net: Networks for Teapots'\nauthors: [Ada Jug]\ndate: 2015-05\narxiv: 1505.04597\n"
        "doi: 10.1000/1\nvenue: ICLP\nname: JugNet\nlinks: [{Code: 'https://a.org'}]\n---\n",
    ),
    SourceText("papers/w-net.md", "---\ntitle: W-Net\n---\n"),
    SourceText("papers/teapots-again.md", "---\ntitle: Teapots Again\nexclude: off topic\n---\n"),
)
LISTING = SourceText("l.txt", f"Daily Papers\nU-Net: Networks for Teapots\n{POTS}\n• 3 authors\n")
THEME = SourceText("themes/vessels.md", "---\ntitle: Vessels\nscope: Pots.\n---\n")


@pytest.fixture
def made():
    gathered, problems = gather_papers((*NOTES, LISTING), {})
    survey, _ = parse_survey(SourceText("survey.yaml", "title: Pots\n"))
    themes, _ = parse_themes([THEME])
    because = (Evidence("teapot*", "Teapots", "title", 2, 7.5), Evidence("jug", "jug", "abstract", 1, -1.0))
    assignments = {"u-net": (Assignment("vessels", 6.5, because, False),), "w-net": ()}
    redirects = {"old-net": "u-net"}
    return Catalogue(survey, themes, gathered.papers, assignments, gathered.account, redirects), problems


@pytest.mark.parametrize(
    ("name", "slugs"),
    [
        ("u-net", ["u-net"]),
        ("old-net", ["u-net"]),
        ("1505.04597", ["u-net"]),
        ("https://arxiv.org/abs/1505.04597v2", ["u-net"]),
        ("doi:10.1000/1", ["u-net"]),
        ("U-NET: networks for teapots", ["u-net"]),
        ("teapots", ["u-net"]),
        ("net", ["u-net", "w-net"]),
        ("teapot", []),
        ("papers/u-net.html", ["u-net"]),
        ("papers/old-net.html", ["u-net"]),
        ("papers/w-net.md", ["w-net"]),
        ("content/papers/w-net.md", ["w-net"]),
        ("jugnet", ["u-net"]),
        ("W-Net", ["w-net"]),
        ("", []),
        ("!?", []),
        ("1505.00000", []),
        ("zebra", []),
    ],
)
def test_the_names_of_a_paper(made, name: str, slugs: list[str]) -> None:
    assert [paper.slug for paper in find_papers(made[0], name)] == slugs


def test_the_nearest_name(made) -> None:
    assert nearest_slug(made[0], "unet") == "u-net"
    assert nearest_slug(made[0], "zebra") is None


def test_the_story_of_a_paper(made) -> None:
    catalogue, problems = made
    (paper,) = find_papers(catalogue, "u-net")
    assert explain_paper(catalogue, paper, problems).split("\n") == [
        "U-Net: Networks for Teapots",
        "  page      papers/u-net.html",
        "  formerly  papers/old-net.html",
        "  added     on a day nobody recorded",
        "  authors   Ada Jug",
        "  date      2015-05",
        "  venue     ICLP",
        "  link      arXiv: https://arxiv.org/abs/1505.04597",
        "  link      DOI: https://doi.org/10.1000/1",
        "  link      Code: https://a.org",
        "",
        "It comes from 2 records, the first of which leads:",
        "  papers/u-net.md:2  note",
        "  l.txt:2  listing, the same title as papers/u-net.md:2",
        "",
        "What was noticed there:",
        "  l.txt:2: info conflict: the number of authors is 3 here and 1 at papers/u-net.md:2, which is kept",
        "",
        "It is filed under, the primary theme first:",
        "  Vessels (vessels), by the rules, 6.5 points",
        "    +7.5  “Teapots” in the title, 2 times in all (teapot*)",
        "    -1  “jug” in the abstract (jug)",
        "",
    ]


def test_the_story_of_a_paper_of_which_little_is_known(made) -> None:
    catalogue, problems = made
    (paper,) = find_papers(catalogue, "w-net")
    story = explain_paper(catalogue, paper, problems)
    assert "  authors   not known\n  date      not known\n  venue     not known\n" in story
    assert "It comes from 1 record:\n" in story
    assert "noticed" not in story
    assert "It is unsorted" in story
    decided = replace(
        catalogue, assignments={**catalogue.assignments, "w-net": (Assignment("vessels", None, (), True),)}
    )
    assert "  Vessels (vessels), by the editor\n" in explain_paper(decided, paper, problems)


def test_the_filing_of_a_paper_in_lines(made) -> None:
    (by_rules,) = made[0].assignments["u-net"]
    assert describe_filing([by_rules, Assignment("pots", None, (), True)]) == [
        "    vessels 6.5",
        "        +7.5  “Teapots” in the title, 2 times in all (teapot*)",
        "        -1  “jug” in the abstract (jug)",
        "    pots, by the editor",
    ]
    assert describe_filing([]) == ["    unsorted"]


def test_the_account_in_words(made) -> None:
    catalogue, _ = made
    assert describe_account(catalogue.account, catalogue.papers).split("\n") == [
        "l.txt: 1 record in 4 lines (1 abstract, 1 chrome, 1 metadata, 1 title)",
        "1 listing record on 1 paper",
        "3 notes: 3 records, 2 of them on 2 papers",
        "4 records in = 2 papers out + 1 merged + 1 excluded",
    ]


def test_the_catalogue_in_words(made) -> None:
    catalogue, _ = made
    assert describe_catalogue(catalogue) == "2 papers in 1 theme, 1 unsorted:\n  W-Net"
    everything = dict.fromkeys(("u-net", "w-net"), catalogue.assignments["u-net"])
    assert describe_catalogue(replace(catalogue, assignments=everything)) == "2 papers in 1 theme, none unsorted"


def test_problems_and_sites_in_words(made) -> None:
    origin = made[0].papers[0].origins[0]
    problems = [warning("a", origin, "b"), warning("c", origin, "d"), error("e", origin, "f"), info("g", origin, "h")]
    assert describe_problems(problems) == "1 error, 2 warnings, 1 remark"
    assert describe_problems([]) == ""
    assert {problem.severity for problem in problems} == set(Severity)
    assert describe_site({"index.html": b"x" * 1_500_000, "a.css": b""}) == "1 page, 2 files, 1.5 MB"
