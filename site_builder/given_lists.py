"""The papers that theme files list by key, as the slugs of papers; what a list names and no paper is, is a problem."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from site_builder.model import Paper
from site_builder.problems import Problem, error
from site_builder.record_fields import parse_arxiv, parse_doi
from site_builder.references import citation_keys
from site_builder.text import fold, shortened
from site_builder.themes import LISTED, Given, Theme
from site_builder.urls import present_slug
from site_builder.yaml_fields import nearest

Lists = Mapping[str, Mapping[str, Given]]
"""Slug of a paper to the themes whose files list it, each with the place where that stands."""


def find_listed(
    themes: Iterable[Theme], papers: Sequence[Paper], redirects: Mapping[str, str]
) -> tuple[Lists, tuple[Problem, ...]]:
    """Which papers the ``papers`` of themes mean, each by the first of these that fits any.

    A slug (retired ones too), an arXiv id, a DOI, the citation key that a source has for it, or the key that the survey
    gives it. A key that two papers share means neither.
    """
    listed = [(theme, given) for theme in themes for given in theme.givens if given.way == LISTED]
    known = _Known(papers, redirects)
    found: dict[str, dict[str, Given]] = {}
    problems = []
    for theme, given in listed:
        slugs = known.meant_by(given.value)
        if len(slugs) == 1:
            found.setdefault(slugs[0], {}).setdefault(theme.id, given)
        else:
            problems.append(_unclear(given, slugs) if slugs else _unknown(given, known))
    return found, tuple(problems)


class _Known:
    """The names of papers, gathered when a list asks for them."""

    def __init__(self, papers: Sequence[Paper], redirects: Mapping[str, str]) -> None:
        self._papers = papers
        self._redirects = redirects

    def meant_by(self, key: str) -> Sequence[str]:
        """The slugs of the papers that a key can mean."""
        slug = present_slug(key, self._redirects)
        if slug in self.slugs:
            return (slug,)
        arxiv, doi = parse_arxiv(key), parse_doi(key)
        tests = ((self._by_arxiv, arxiv), (self._by_doi, doi), (self._by_key, fold(key)), (self._by_own_key, fold(key)))
        return next((found for names, name in tests if name and (found := names.get(name))), ())

    @cached_property
    def slugs(self) -> frozenset[str]:
        """Those of all papers."""
        return frozenset(paper.slug for paper in self._papers)

    @cached_property
    def keys(self) -> Sequence[str]:
        """The citation keys that sources have."""
        return [key for paper in self._papers for key in paper.keys]

    @cached_property
    def _by_arxiv(self) -> Mapping[str, Sequence[str]]:
        return self._by(lambda paper: (paper.arxiv or "",))

    @cached_property
    def _by_doi(self) -> Mapping[str, Sequence[str]]:
        return self._by(lambda paper: (paper.doi or "",))

    @cached_property
    def _by_key(self) -> Mapping[str, Sequence[str]]:
        return self._by(lambda paper: [fold(key) for key in paper.keys])

    @cached_property
    def _by_own_key(self) -> Mapping[str, Sequence[str]]:
        own = citation_keys(self._papers)
        return self._by(lambda paper: (fold(own[paper.slug]),))

    def _by(self, names_of: Callable[[Paper], Iterable[str]]) -> Mapping[str, Sequence[str]]:
        found: dict[str, dict[str, None]] = {}
        for paper in self._papers:
            for name in names_of(paper):
                found.setdefault(name, {})[paper.slug] = None
        return {name: tuple(slugs) for name, slugs in found.items()}


def _unclear(given: Given, slugs: Sequence[str]) -> Problem:
    message = f"`{shortened(given.value)}` can mean {len(slugs)} papers: {shortened(', '.join(slugs))}"
    return error("unclear-paper", given.origin, message, "Write the slug of the one that is meant.")


def _unknown(given: Given, known: _Known) -> Problem:
    names = {name.lower(): name for name in (*known.slugs, *known.keys)}
    close = nearest(given.value, names)
    hint = f"Did you mean `{names[close]}`?" if close else "Write a paper’s slug, arXiv id, DOI or citation key."
    message = f"no paper has the slug, identifier or citation key `{shortened(given.value)}`"
    return error("unknown-paper", given.origin, message, hint)
