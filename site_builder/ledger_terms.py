"""The addresses of tasks and data sets: the part of the ledger that keeps their pages where they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace

from site_builder.catalogue import Departed
from site_builder.ledger_match import Ledger, LedgerLine
from site_builder.ledger_moves import follow_moves
from site_builder.problems import Problem
from site_builder.terms import DATASET, TASK, Term
from site_builder.text import fingerprint, slug_of, title_key
from site_builder.urls import dataset_path, task_path

SHARED_BY = 2
"""A task or data set gets a page of its own from this number of papers on, and keeps it while any paper names it."""
_PATHS = {TASK: task_path, DATASET: dataset_path}


@dataclass(frozen=True, slots=True)
class Housed:
    """Tasks and data sets with their pages, and the ledger that remembers these."""

    terms: tuple[Term, ...]
    """In the order given."""
    ledger: Ledger
    redirects: Mapping[str, str]
    """Address of a former page (``tasks/old.html``) to that of the page which took its place."""
    departed: Mapping[str, Departed]
    """Address of a former page to what is to be said of the task or data set, which no paper names any more."""


def record_terms(
    terms: Iterable[Term], ledger: Ledger = (), passing: Set[str] = frozenset()
) -> tuple[Housed, tuple[Problem, ...]]:
    """Give tasks and data sets the pages that the ledger remembers, and new ones to those that several papers share.

    The page of a name that another one now counts as leads to the page of that one. ``passing`` names the slugs of the
    papers that the ledger is not to remember: what is shared only thanks to them has a page and is not recorded.
    """
    terms = tuple(terms)
    housed: dict[int, Term] = {}
    lines = [line for line in ledger if line.kind not in _PATHS]
    redirects: dict[str, str] = {}
    departed: dict[str, Departed] = {}
    problems: list[Problem] = []
    for kind, path in _PATHS.items():
        here = [term for term in terms if term.kind == kind]
        known = {line.slug: line for line in ledger if line.kind == kind}
        slugs = _slugs(here, known)
        recorded = _recorded(here, slugs, known, passing)
        moved, gone, told = follow_moves(recorded, set(slugs.values()), {}, kind)
        housed |= {id(term): replace(term, path=path(slugs[term.key])) for term in here if term.key in slugs}
        lines += recorded.values()
        redirects |= {path(old): path(new) for old, new in moved.items()}
        departed |= {path(old): one for old, one in gone.items()}
        problems += told
    kept = tuple(sorted(lines, key=lambda line: (line.slug, line.kind or "")))
    return Housed(tuple(housed.get(id(term), term) for term in terms), kept, redirects, departed), tuple(problems)


def _slugs(terms: Iterable[Term], known: Mapping[str, LedgerLine]) -> dict[str, str]:
    """The slugs of those that have a page, by key; new ones that would be equal get a mark made of their letters."""
    published = {title_key(line.title): slug for slug, line in known.items()}
    slugs: dict[str, str] = {}
    wanted: dict[str, list[str]] = {}
    for term in terms:
        if term.key in published:
            slugs[term.key] = published[term.key]
        elif len(term.papers) >= SHARED_BY or any(title_key(other) in published for other in term.others):
            wanted.setdefault(slug_of(term.key), []).append(term.key)
    for slug, keys in wanted.items():
        is_free = len(keys) == 1 and slug not in known
        slugs |= {key: slug if is_free else f"{slug}-{fingerprint(key)[:6]}" for key in keys}
    return slugs


def _recorded(
    terms: Iterable[Term], slugs: Mapping[str, str], known: Mapping[str, LedgerLine], passing: Set[str]
) -> dict[str, LedgerLine]:
    lines = dict(known)
    for term in terms:
        slug = slugs.get(term.key)
        lasting = sum(paper.slug not in passing for paper in term.papers)
        others = {title_key(other) for other in term.others}
        replaced = [old for old, line in known.items() if title_key(line.title) in others]
        if slug is None or (slug not in known and lasting < (1 if replaced else SHARED_BY)):
            continue
        line = known.get(slug, LedgerLine(slug, term.name, None, kind=term.kind))
        lines[slug] = replace(line, moved=None)
        lines |= {old: replace(known[old], moved=slug) for old in replaced}
    return lines
