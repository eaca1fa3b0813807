"""The language of queries beyond lunr's own, and what comes back besides the papers."""

from __future__ import annotations

import pytest
from searching import catalogue, in_node, paper, theme, write_search, year

from site_builder.model import Findings


@pytest.fixture(scope="module")
def search(tmp_path_factory):
    """The search files of a small survey about few things, and forty papers more that have nothing but one word."""
    text = "A study of networks."
    papers = [
        paper("Deep residual learning", abstract=f"{text} Residual learning of deep networks.", date=year(2016)),
        paper("Learning to prune", abstract="Learning deep residual functions is another matter.", date=year(2018)),
        paper("Sharpness aware training", findings=Findings(name="SAM"), abstract=text, date=year(2021)),
        paper("Segment anything", findings=Findings(name="SAM 2 (segment)"), abstract=text, authors=("Jane Roe",)),
        paper("SAM reviewed", abstract="SAM, SAM and SAM again.", date=year(2023)),
        paper("Graphs", abstract="The attention of graph networks, long range.", authors=("Long Range", "Graph Bell")),
        paper("Ranges", abstract="A long way out of range.", date=year(2020)),
        paper("Colour constancy", abstract="The behaviour of colours.", date=year(2019)),
        *(paper(f"Filler {number}", abstract="A filler of pages.", date=year(1990 + number)) for number in range(40)),
    ]
    of = {"graphs": ["graphs"], "ranges": ["graphs"]}
    return write_search(catalogue(papers, [theme("graphs", "Graph networks")], of), tmp_path_factory.mktemp("language"))


def answers(search, *queries, **options):
    found = in_node({"kind": "search", "folder": str(search), "queries": list(queries), "options": options})
    assert isinstance(found, list)
    return found


def slugs(search, query, **options):
    return [result["id"] for result in answers(search, query, **options)[0]["results"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"residual learning"', {"deep-residual-learning"}),
        ('"deep residual"', {"deep-residual-learning", "learning-to-prune"}),
        ('"deep residual learning"', {"deep-residual-learning"}),
        ('"deep residual functions is"', {"learning-to-prune"}),
        ('"residual deep"', set()),
        ('"long range"', {"graphs"}),
        ('author:"long range"', {"graphs"}),
        ('text:"long range" -author:"long range"', set()),
        ('title:"deep residual"', {"deep-residual-learning"}),
        ('theme:"graph networks"', {"graphs", "ranges"}),
        ('deep -"residual learning"', {"learning-to-prune"}),
        ('+"residual functions" learning', {"learning-to-prune"}),
        ('“deep residual” functions', {"learning-to-prune"}),
        ('"networks graph"', set()),
        ('"graph bell"', {"graphs"}),
        ('"of colors"', {"colour-constancy"}),
        ("behavior colour", {"colour-constancy"}),
    ],
)  # fmt: skip
def test_a_phrase_is_found_where_its_words_stand_side_by_side(search, query, found):
    assert set(slugs(search, query)) == found


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("sam", {"sharpness-aware-training"}),
        ("SAM 2", {"segment-anything"}),
        ("sam reviewed", {"sam-reviewed"}),
        ("deep residual", {"deep-residual-learning"}),
        ("learning to", {"learning-to-prune"}),
        ("learningtoprune", {"learning-to-prune"}),
        ("filler 7", {"filler-7"}),
        ("filler 39", {"filler-39"}),
    ],
)
def test_what_a_paper_is_called_brings_it_first(search, query, first):
    assert slugs(search, query)[0] in first


def test_papers_that_score_the_same_stand_newest_first(search):
    assert slugs(search, "pages", limit=100) == [f"filler-{number}" for number in reversed(range(40))]


def test_a_limit_beyond_what_cards_are_loaded_for_gives_the_same_ids(search):
    every = slugs(search, "-nothing", limit=1000)
    assert len(every) == 48
    assert every[:5] == slugs(search, "-nothing", limit=5)


def test_a_correction_tells_both_queries(search):
    (answer,) = answers(search, "Deep residul lerning")
    assert answer["correction"] == {"asked": "Deep residul lerning", "shown": "Deep residual learning"}
    assert answer["note"] == "No paper has “residul” or “lerning”; showing “residual” and “learning”."
    assert {result["id"] for result in answer["results"]} == {"deep-residual-learning", "learning-to-prune"}


def test_a_query_is_left_as_it_is_where_that_is_asked_for(search):
    (answer,) = answers(search, "deep residul", verbatim=True)
    assert answer["correction"] is None
    assert answer["note"] == "No paper has all of this; these have some of it."
    assert {result["id"] for result in answer["results"]} == {"deep-residual-learning", "learning-to-prune"}


@pytest.mark.parametrize("query", ["deep residual learning", "graph", "-graph", "quaternions", ""])
def test_nothing_is_said_where_nothing_was_changed(search, query):
    (answer,) = answers(search, query)
    assert (answer["note"], answer["correction"]) == ("", None)


def test_while_typing_a_word_may_go_on(search):
    assert slugs(search, "resid") == slugs(search, "residual")
    assert "ranges" in slugs(search, "rang", typing=False)
    assert set(slugs(search, "net", typing=True)) >= {"graphs", "deep-residual-learning"}
    assert slugs(search, "deep residual f")[0] == "deep-residual-learning"
    assert slugs(search, "deep residual f", typing=False)[0] == "deep-residual-learning"


def test_a_known_word_stands_for_itself_once_it_is_settled(search):
    assert "sam-reviewed" in slugs(search, "sam", typing=False)
    assert set(slugs(search, "graph", typing=False)) == {"graphs", "ranges"}


def test_papers_with_few_of_the_words_are_left_out_where_others_have_most(search):
    (answer,) = answers(search, "deep residual functions matter networks quaternions")
    assert answer["note"] == "No paper has all of this; these have some of it."
    found = [result["id"] for result in answer["results"]]
    assert found[0] == "learning-to-prune"
    assert "sharpness-aware-training" not in found


def test_many_searches_at_once_do_not_disturb_each_other(search):
    queries = ["deep", "sam", "graph", "filler", '"long range"', "-filler", "res*", "colour~1"] * 3
    together = answers(search, *queries)
    assert together == [answers(search, query)[0] for query in queries[:8]] * 3
