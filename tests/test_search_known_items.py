"""Every paper of the default survey is found by what a reader remembers of its title."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from searching import find, write_search

from site_builder.build import Request, make_catalogue
from site_builder.read import read_content
from site_builder.text import readable, title_key

CONTENT = Path(__file__).resolve().parents[1] / "content"


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    """The papers of the default survey, and its search files."""
    content, _ = read_content(CONTENT)
    catalogue, _, _ = make_catalogue(content, Request(CONTENT))
    return catalogue.papers, write_search(catalogue, tmp_path_factory.mktemp("search"))


def mistyped(title: str, chance: random.Random) -> str:
    """The title with a letter left out, doubled or exchanged with the next, in a word of five or more letters."""
    words = title.split(" ")
    places = [place for place, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    if places:
        place = chance.choice(places)
        word = words[place]
        at = chance.randrange(1, len(word) - 1)
        changed = [word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]]
        words[place] = chance.choice([*changed, word[:at] + word[at + 1] + word[at] + word[at + 2 :]])
    return " ".join(words)


def ranks(survey, asked):
    """For each paper that ``asked`` makes a query of, its place among those found; papers of one title count as one."""
    papers, script = survey
    keys = {paper.slug: title_key(paper.title) for paper in papers}
    queries = {paper.slug: asked(readable(paper.title)) for paper in papers}
    queries = {slug: query for slug, query in queries.items() if query}
    answers = find(script, *queries.values())
    return {
        query: next((place for place, other in enumerate(found, 1) if keys[other] == keys[slug]), None)
        for (slug, query), (_, found) in zip(queries.items(), answers, strict=True)
    }


@pytest.mark.parametrize(
    "asked",
    [
        lambda title: title,
        lambda title: title.lower(),
        lambda title: title.split(":")[0] if ":" in title else None,
        lambda title: title.replace("-", " ") if "-" in title else None,
        lambda title: title.replace("-", "") if "-" in title else None,
    ],
    ids=["title", "lower-case", "short-name", "hyphens-as-spaces", "without-hyphens"],
)
def test_a_title_puts_its_paper_first(survey, asked):
    assert {query: place for query, place in ranks(survey, asked).items() if place != 1} == {}


def test_a_mistyped_title_puts_its_paper_among_the_first_three(survey):
    chance = random.Random(0)
    found = ranks(survey, lambda title: mistyped(title, chance))
    assert {query: place for query, place in found.items() if place is None or place > 3} == {}
