"""Which tasks and data sets papers share, and which figures they report on the same ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from site_builder import urls
from site_builder.model import Paper, Result
from site_builder.text import fingerprint, slug_of, sort_key, title_key

SHARED_BY = 2
"""A task or data set has a page of its own from this number of papers on."""


@dataclass(frozen=True, slots=True, eq=False)  # papers cannot be hashed, so terms are told apart by identity
class Term:
    """A task or a data set. Names that differ in no more than case, accents or punctuation are one."""

    name: str
    """As it is written most often."""
    path: str
    """Its page; empty where a single paper names it."""
    papers: tuple[Paper, ...]
    """By slug."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What papers of a survey are about and what they are tried on."""

    tasks: tuple[Term, ...]
    """From A to Z, as are the data sets."""
    datasets: tuple[Term, ...]
    task_by_name: Mapping[str, Term]
    """Every name as a paper has it."""
    dataset_by_name: Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Reported:
    """A figure and the paper that reports it."""

    paper: Paper
    result: Result


@dataclass(frozen=True, slots=True)
class Comparison:
    """What several papers report of one measure on one data set."""

    measure: str
    dataset: str
    rows: tuple[Reported, ...]
    """In the order of the papers."""


def make_terms(papers: Iterable[Paper]) -> Terms:
    """Gather the tasks and data sets that papers name; a data set that a result names counts as named."""
    papers = tuple(papers)
    task_names = ((paper, paper.findings.tasks) for paper in papers)
    dataset_names = ((paper, (*paper.findings.datasets, *_measured_on(paper))) for paper in papers)
    tasks, task_by_name = _gather(task_names, urls.task_path)
    datasets, dataset_by_name = _gather(dataset_names, urls.dataset_path)
    return Terms(tasks, datasets, task_by_name, dataset_by_name)


def _measured_on(paper: Paper) -> tuple[str, ...]:
    return tuple(result.dataset for result in paper.findings.results if result.dataset)


def _gather(
    named: Iterable[tuple[Paper, Iterable[str]]], page: Callable[[str], str]
) -> tuple[tuple[Term, ...], dict[str, Term]]:
    written: dict[str, Counter[str]] = {}
    papers: dict[str, dict[str, Paper]] = {}
    keys: dict[str, str] = {}
    for paper, names in named:
        for name in names:
            key = keys.get(name)
            if key is None:
                key = keys[name] = _key(name)
            written.setdefault(key, Counter())[name] += 1
            papers.setdefault(key, {})[paper.slug] = paper
    slugs = _slugs(key for key, sharing in papers.items() if len(sharing) >= SHARED_BY)
    terms = {
        key: Term(
            min(written[key], key=lambda name: (-written[key][name], name)),
            page(slugs[key]) if key in slugs else "",
            tuple(papers[key].values()),
        )
        for key in written
    }
    return tuple(sorted(terms.values(), key=lambda term: sort_key(term.name))), {n: terms[k] for n, k in keys.items()}


def _slugs(keys: Iterable[str]) -> dict[str, str]:
    """Keys to addresses; those that would be equal get a mark made of their letters, not of their order."""
    wanted: dict[str, list[str]] = {}
    for key in keys:
        wanted.setdefault(slug_of(key), []).append(key)
    return {
        key: slug if len(sharing) == 1 else f"{slug}-{fingerprint(key)[:6]}"
        for slug, sharing in wanted.items()
        for key in sharing
    }


def _key(name: str) -> str:
    return title_key(name) or name


def compare(papers: Iterable[Paper]) -> tuple[Comparison, ...]:
    """The measures that at least two of the papers report on the same data set, with all figures, from A to Z.

    Measures and data sets are the same where they differ in no more than case, spaces or punctuation.
    """
    found: dict[tuple[str, str], list[Reported]] = {}
    for paper in papers:
        for result in paper.findings.results:
            if result.dataset:
                key = (_key(result.dataset), _key(result.measure))
                found.setdefault(key, []).append(Reported(paper, result))
    comparisons = []
    for key in sorted(found):
        rows = found[key]
        if len({row.paper.slug for row in rows}) >= SHARED_BY:
            first = rows[0].result
            comparisons.append(Comparison(first.measure, first.dataset or "", tuple(rows)))
    return tuple(comparisons)
