"""Citations in a survey's texts and reading paths: which of them lead to no paper, and where they stand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_pages import NOWHERE, catalogue, paper, survey, theme

from site_builder.catalogue import Catalogue
from site_builder.citations import check_citations
from site_builder.model import Findings
from site_builder.problems import Origin, Severity
from site_builder.themes import Step

PAPERS = (paper("deep-nets"), paper("squeeze-nets", findings=Findings(name="SENet")))


def of_theme(text: str, *steps: Step, **rest) -> Catalogue:
    shelf = replace(theme("seeing", 1), text=text, text_line=10, path=steps)
    return replace(catalogue(PAPERS, **rest), themes=(shelf,))


def told(*args, **rest) -> list[tuple[str, str]]:
    problems = check_citations(of_theme(*args, **rest))
    assert {(problem.code, problem.severity) for problem in problems} <= {("unknown-citation", Severity.ERROR)}
    return [(str(problem.origin), problem.message) for problem in problems]


def test_citations_of_papers_are_fine_with_and_without_words():
    assert told("See [@deep-nets], [*these*](@squeeze-nets) and [those][x].\n\n[x]: @deep-nets") == []


def test_an_unknown_paper_is_told_with_the_line_that_cites_it():
    text = "One\n[@deep-nets] and\n[two](@deep-net)\n\n- a\n- b [@gone]\n\n| a | b |\n|---|---|\n| 1 | [@lost] |"
    assert told(text) == [
        ("content/themes/seeing.md:12", "no paper has the slug `deep-net`"),
        ("content/themes/seeing.md:15", "no paper has the slug `gone`"),
        ("content/themes/seeing.md:19", "no paper has the slug `lost`"),
    ]


def test_retired_addresses_may_be_cited_as_long_as_they_lead_somewhere():
    redirects = {"old": "older", "older": "deep-nets", "dead": "gone", "x": "y", "y": "x"}
    assert told("[@old] [@older]", redirects=redirects) == []
    assert [message for _, message in told("[@dead] [@x]", redirects=redirects)] == [
        "no paper has the slug `dead`",
        "no paper has the slug `x`",
    ]


@pytest.mark.parametrize(
    "text", ["`[@gone]`", "    [@gone]", "```\n[x](@gone)\n```", "\\[@gone]", "a@gone.org", "[a](x@gone)", "@gone"]
)
def test_what_is_no_citation_is_left_alone(text):
    assert told(text) == []


@pytest.mark.parametrize("text", ["[@deep-nets; @squeeze-nets]", "[nets](@deep nets)", "[@deep-nets, p. 3]", "[@]"])
def test_what_was_meant_as_a_citation_and_is_none_is_told(text):
    (place, message) = told(f"line\n{text}")[0]
    assert place == "content/themes/seeing.md:11"
    assert text in message


def test_steps_of_a_reading_path_are_looked_over():
    steps = (Step("deep-nets", "", Origin("t.md", 4)), Step("gone", "", Origin("t.md", 6)), Step("old", "", NOWHERE))
    assert told("", *steps, redirects={"old": "deep-nets"}) == [("t.md:6", "no paper has the slug `gone`")]


def test_notes_and_texts_of_pages_are_looked_over_in_their_own_files():
    noted = paper("a", note="x\n[@gone]", note_origin=Origin("content/papers/a.md", 7))
    pages = {"home": Origin("h.md", 1), "about": Origin("a.md", 2), "methods": Origin("m.md", 3)}
    said = replace(survey(), home="[@b]", about="[@b]", methods="\n\n[@b]", page_origins=pages)
    problems = check_citations(catalogue([noted], survey=said))
    assert [str(problem.origin) for problem in problems] == ["a.md:2", "content/papers/a.md:8", "h.md:1", "m.md:5"]


@pytest.mark.parametrize(("slug", "meant"), [("deep-net", "deep-nets"), ("SENet", "squeeze-nets")])
def test_the_nearest_slug_or_the_paper_of_that_name_is_suggested(slug, meant):
    (problem,) = check_citations(of_theme(f"[@{slug}]"))
    assert problem.hint == f"Did you mean `{meant}`?"


def test_many_unknown_papers_are_all_told():
    assert len(told(" ".join(f"[@gone-{number}]" for number in range(50)))) == 50
