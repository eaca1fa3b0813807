"""Look over what the survey's texts and reading paths cite: every citation must name a paper."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from site_builder.catalogue import Catalogue
from site_builder.problems import Origin, Problem, error, sort_problems
from site_builder.prose import find_citations
from site_builder.prose_citations import CitedPlace
from site_builder.text import slug_of
from site_builder.urls import present_slug
from site_builder.yaml_fields import nearest

_MOST_SUGGESTIONS = 20
_SYNTAX = "Write [words](@slug) or [@slug], one paper to a pair of brackets."


def check_citations(catalogue: Catalogue) -> tuple[Problem, ...]:
    """The citations, in texts of themes, papers and pages and in reading paths, that lead to no paper.

    A retired slug leads to the paper that took its place. Each problem names the file and the very line.
    """
    papers = {paper.slug for paper in catalogue.papers}
    suggest = _Suggestions(catalogue)
    problems = []
    for text in catalogue.texts:
        for cited in find_citations(text.text):
            place = Origin(text.origin.path, text.origin.line + cited.line)
            if not cited.slug:
                problems.append(_unreadable(cited, place))
            elif present_slug(cited.slug, catalogue.redirects) not in papers:
                problems.append(_unknown(cited.slug, place, suggest))
    for theme in catalogue.themes:
        problems += [
            _unknown(step.paper, step.origin, suggest)
            for step in theme.path
            if present_slug(step.paper, catalogue.redirects) not in papers
        ]
    return sort_problems(problems)


def _unreadable(cited: CitedPlace, place: Origin) -> Problem:
    return error("unknown-citation", place, f"`{cited.words}` looks like a citation and cannot be read as one", _SYNTAX)


def _unknown(slug: str, place: Origin, suggest: _Suggestions) -> Problem:
    return error("unknown-citation", place, f"no paper has the slug `{slug}`", suggest.near(slug))


class _Suggestions:
    """Finds the paper that was probably meant, by its slug or by its short name."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._found: dict[str, str] = {}

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        """Short names, written as slugs, to slugs; what editors cite by before they look a slug up."""
        papers = self._catalogue.papers
        return {slug_of(paper.findings.name): paper.slug for paper in papers if paper.findings.name}

    @cached_property
    def _slugs(self) -> tuple[str, ...]:
        return tuple(paper.slug for paper in self._catalogue.papers)

    def near(self, slug: str) -> str:
        """A sentence that names the nearest slug; after some twenty, for each takes its time, a general one."""
        if slug not in self._found and len(self._found) < _MOST_SUGGESTIONS:
            meant = self._by_name.get(slug_of(slug)) or nearest(slug, self._slugs)
            self._found[slug] = f"Did you mean `{meant}`?" if meant else ""
        return self._found.get(slug) or "A paper's slug is the name of its page, without `.html`."
