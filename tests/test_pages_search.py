"""The examples of the search page."""

from __future__ import annotations

from site_builder.pages_search import search_examples

TITLES = (
    "Copper lamps for networks",
    "Copper lamps and their wicks",
    "Teapots based on ResNet-50 and teapots of brass",
    "Teapots, again",
    *("Something of networks",) * 4,
)


def test_examples_are_made_of_the_words_of_titles() -> None:
    asked = [query for query, _ in search_examples(TITLES)]
    assert asked == [
        "copper lamps",
        '"copper lamps"',
        "title:teapots",
        "teapots -copper",
        "teapots~1",
        "teapo*",
        "ResNet-50",
        "teapots^5 again",
    ]


def test_words_that_stand_side_by_side_in_no_title_make_no_phrase() -> None:
    assert [query for query, _ in search_examples(["Lamps: copper", "Copper of lamps"])] == [
        *("title:copper", "copper~1", "coppe*", "copper^5 lamps")
    ]


def test_a_survey_without_papers_has_no_examples() -> None:
    assert search_examples([]) == ()
