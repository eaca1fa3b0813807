"""Tasks and data sets: which names mean the same one, and which papers name it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from site_builder.model import Paper
from site_builder.text import title_key

TASK = "task"
DATASET = "data set"

OtherNames = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Kind to name to the other names, also former ones, that count as it."""


@dataclass(frozen=True, slots=True, eq=False)  # papers cannot be hashed, so terms are told apart by identity
class Term:
    """A task or a data set. Names that differ in no more than case, accents or punctuation are one."""

    kind: str
    """:data:`TASK` or :data:`DATASET`."""
    name: str
    """As the survey gives it, where that tells its other names, else as it is written most often."""
    papers: tuple[Paper, ...]
    """Those that name it, in the order given."""
    names: tuple[str, ...]
    """Each name that a paper has for it, as it is written there."""
    others: tuple[str, ...] = ()
    """The other names that the survey tells."""
    path: str = ""
    """Its page; empty where it has none."""

    @property
    def key(self) -> str:
        """What its name shares with every way of writing it."""
        return title_key(self.name)


@dataclass(slots=True)
class _Gathered:
    name: str = ""
    others: tuple[str, ...] = ()
    written: Counter[str] = field(default_factory=Counter)
    papers: dict[str, Paper] = field(default_factory=dict)


def gather_terms(papers: Iterable[Paper], other_names: OtherNames | None = None) -> tuple[Term, ...]:
    """The tasks and data sets that papers name, yet without pages; a data set that a result names counts as named."""
    papers = tuple(papers)
    told = other_names or {}
    tasks = ((paper, paper.findings.tasks) for paper in papers)
    datasets = ((paper, (*paper.findings.datasets, *_measured_on(paper))) for paper in papers)
    return (*_gather(TASK, tasks, told.get(TASK, {})), *_gather(DATASET, datasets, told.get(DATASET, {})))


def _measured_on(paper: Paper) -> tuple[str, ...]:
    return tuple(result.dataset for result in paper.findings.results if result.dataset)


def _gather(
    kind: str, named: Iterable[tuple[Paper, Iterable[str]]], told: Mapping[str, tuple[str, ...]]
) -> tuple[Term, ...]:
    found: dict[str, _Gathered] = {}
    by_name: dict[str, _Gathered] = {}
    for name, others in told.items():
        one = _Gathered(name, others)
        found |= {title_key(same): one for same in (name, *others)}
    for paper, names in named:
        for name in names:
            one = by_name.get(name) or by_name.setdefault(name, found.setdefault(title_key(name), _Gathered()))
            one.written[name] += 1
            one.papers[paper.slug] = paper
    return tuple(
        Term(
            kind,
            one.name or min(one.written, key=lambda name: (-one.written[name], name)),
            tuple(one.papers.values()),
            tuple(one.written),
            one.others,
        )
        for one in {id(one): one for one in found.values()}.values()
        if one.papers
    )
