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
    papers, search = survey
    keys = {paper.slug: title_key(paper.title) for paper in papers}
    queries = {paper.slug: query for paper in papers if (query := asked(paper))}
    answers = find(search, *queries.values())
    return {
        query: next((place for place, other in enumerate(found, 1) if keys[other] == keys[slug]), None)
        for (slug, query), (_, found) in zip(queries.items(), answers, strict=True)
    }


def title_of(paper):
    return readable(paper.title)


def opening_of(paper):
    """What stands before a colon: most often the short name of a method."""
    opening, colon, _ = title_of(paper).partition(":")
    return opening if colon else None


def name_of(paper):
    return paper.findings.name


def without_hyphens(instead):
    return lambda paper: title_of(paper).replace("-", instead) if "-" in title_of(paper) else None


@pytest.mark.parametrize(
    "asked",
    [
        title_of,
        lambda paper: title_of(paper).lower(),
        lambda paper: title_of(paper).upper(),
        lambda paper: f'"{title_of(paper)}"',
        opening_of,
        name_of,
        without_hyphens(" "),
        without_hyphens(""),
    ],
    ids=[
        *("title", "lower-case", "upper-case", "quoted", "opening", "short-name"),
        *("hyphens-as-spaces", "without-hyphens"),
    ],
)
def test_a_title_or_a_name_puts_its_paper_first(survey, asked):
    found = ranks(survey, asked)
    first = sum(place == 1 for place in found.values())
    print(f"{first} of {len(found)} first")
    assert {query: place for query, place in found.items() if place != 1} == {}


def test_nearly_every_title_is_found_without_its_spaces(survey):
    # British spellings are not told within a word, and a title that is one word in truth is searched as words are.
    found = ranks(survey, lambda paper: title_of(paper).replace(" ", ""))
    first = sum(place == 1 for place in found.values())
    print(f"{first} of {len(found)} first")
    assert first >= 0.98 * len(found)


@pytest.mark.parametrize("seed", range(3))
def test_a_mistyped_title_puts_its_paper_among_the_first_three(survey, seed):
    chance = random.Random(seed)
    found = ranks(survey, lambda paper: mistyped(title_of(paper), chance))
    near = sum(place is not None and place <= 3 for place in found.values())
    print(f"{near} of {len(found)} among the first three, {sum(place == 1 for place in found.values())} first")
    assert {query: place for query, place in found.items() if place is None or place > 3} == {}
