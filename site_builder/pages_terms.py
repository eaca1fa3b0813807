"""Tasks and data sets as pages look for them, and which figures papers report of one measure on one data set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from site_builder.model import Paper, Result
from site_builder.terms import DATASET, TASK, Term
from site_builder.text import sort_key, title_key

_COMPARED_FROM = 2


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
    dataset: Term
    rows: tuple[Reported, ...]
    """In the order of the papers."""


def sort_terms(terms: Iterable[Term]) -> Terms:
    """Tasks and data sets from A to Z and by every name that a paper has for them."""
    shown = sorted(terms, key=lambda term: sort_key(term.name))
    tasks = tuple(term for term in shown if term.kind == TASK)
    datasets = tuple(term for term in shown if term.kind == DATASET)
    return Terms(tasks, datasets, _by_name(tasks), _by_name(datasets))


def _by_name(terms: Iterable[Term]) -> dict[str, Term]:
    return {name: term for term in terms for name in term.names}


def compare(
    papers: Iterable[Paper], datasets: Mapping[str, Term]
) -> tuple[tuple[Comparison, ...], tuple[Reported, ...]]:
    """The measures that at least two of the papers report on the same data set, from A to Z, and all other figures
    in the order of the papers.

    ``datasets`` tells which data set a name means; measures are the same where they differ in no more than case, spaces
    or punctuation. A figure without a data set is among the others.
    """
    found: dict[tuple[str, str], list[Reported]] = {}
    reported = [Reported(paper, result) for paper in papers for result in paper.findings.results]
    for one in reported:
        if one.result.dataset:
            found.setdefault(_subject(one.result, datasets), []).append(one)
    compared = {key for key, rows in found.items() if len({row.paper.slug for row in rows}) >= _COMPARED_FROM}
    comparisons = (
        Comparison(rows[0].result.measure, datasets[rows[0].result.dataset or ""], tuple(rows))
        for rows in (found[key] for key in sorted(compared))
    )
    return tuple(comparisons), tuple(one for one in reported if _subject(one.result, datasets) not in compared)


def _subject(result: Result, datasets: Mapping[str, Term]) -> tuple[str, str]:
    return datasets[result.dataset].key if result.dataset else "", title_key(result.measure)
