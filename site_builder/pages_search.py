"""The search page, and examples of questions that this survey has answers to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import pairwise
from typing import TypeVar

from site_builder import urls
from site_builder.catalogue import Page
from site_builder.pages_views import Views, make_page
from site_builder.pages_wording import papers_words

SEARCH_SCRIPTS = ("assets/search-engine.js", "assets/search-page.js")
"""What the search page loads, in this order."""

Key = TypeVar("Key", str, tuple[str, str])

_WORD = re.compile(r"[^\W\d_]{5,}")
_NAME = re.compile(r"(?<![A-Za-z0-9])(?=\S{0,100}?(?:[A-Z]{2}|\d))[A-Za-z0-9]++(?:-[A-Za-z0-9]++)+")
_FUNCTION_WORDS = frozenset(
    (
        *("about", "across", "after", "against", "among", "based", "beyond", "novel", "study", "their", "through"),
        *("towards", "under", "using", "where"),
    )
)
_TOO_COMMON = 0.15
"""A word in a larger part of all titles tells little about any of them."""


def search_page(views: Views) -> Page:
    """The page that asks and answers."""
    head = ("Search", f"Search the {papers_words(views.site.paper_count)} of {views.site.title}.", urls.SEARCH)
    examples = search_examples([paper.title for paper in views.catalogue.papers])
    return make_page(views, urls.SEARCH, "search.html", head, SEARCH_SCRIPTS, examples=examples)


def search_examples(titles: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Questions in the language of queries, each with what it finds, made of words that titles have.

    The words are those of most titles, without those of very many; a kind of question for which the titles have no
    word is left out.
    """
    telling = _telling([{word.lower() for word in _WORD.findall(title)} for title in titles])
    pairs = Counter(pair for title in titles for pair in {*_pairs(title, telling)})
    names = Counter(name for title in titles for name in {*_NAME.findall(title)})
    one, other = next(iter(_ranked(pairs)), ("", ""))
    first, second = [*(word for word in _ranked(telling) if word not in {one, other}), "", ""][:2]
    name = next(iter(_ranked(names)), "")
    asked = (
        (one, f"{one} {other}", "both words, in any form and order"),
        (one, f'"{one} {other}"', "the words side by side"),
        (first, f"title:{first}", "only in the title; likewise author:, theme:, year: and text:"),
        (first and one, f"{first} -{one}", "the first word without the second"),
        (first, f"{first}~1", "a word and its near spellings, up to one letter apart"),
        (first, f"{first[:5]}*", "any ending"),
        (name, name, "names with hyphens and versions as they are written"),
        (second, f"{first}^5 {second}", "the first word counts five times as much"),
    )
    return tuple((query, meaning) for needed, query, meaning in asked if needed)


def _telling(words: Sequence[Set[str]]) -> Counter[str]:
    """Words to the number of titles that have them; of those in very many, none where there are others."""
    counts = Counter(word for found in words for word in found if word not in _FUNCTION_WORDS)
    most = max(2, _TOO_COMMON * len(words))
    return Counter({word: count for word, count in counts.items() if count <= most}) or counts


def _pairs(title: str, telling: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    for pair in pairwise(title.lower().split()):
        if pair[0] in telling and pair[1] in telling:
            yield pair


def _ranked(counts: Mapping[Key, int]) -> list[Key]:
    """The most frequent first; of those as frequent, in order."""
    return sorted(counts, key=lambda key: (-counts[key], key))
