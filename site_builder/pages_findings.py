"""What papers found, on pages: tasks, data sets, figures and comparisons, and what texts cite."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from site_builder import urls
from site_builder.catalogue import Page
from site_builder.model import Paper
from site_builder.pages_long import LongList, by_year, cut_papers, group_bulk, list_pages, refs_of
from site_builder.pages_terms import Comparison, Reported, compare
from site_builder.pages_views import Line, Ref, Views, groups_by_year, make_page, newest_first
from site_builder.pages_wording import cited_as, common_unit, papers_words, with_capital
from site_builder.prose_citations import Citation
from site_builder.terms import DATASET, TASK, Term
from site_builder.text import slug_of, sort_key

_MENTION = re.compile(r"@([a-z0-9-]+)")
_MOST_RELATED = 8
_MOST_ROWS = 100
"""Figures in one table: of more, the latest; the pages of the papers have the others."""
_MOST_ROWS_TOGETHER = 500
_MOST_ALONE = 200
"""Papers of a data set whose figures compare with no other's."""
_MOST_NAMED = 700
"""Tasks or data sets that an overview names of those that papers share, and of those of one paper each."""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One figure in a table."""

    measure: str
    setting: str
    """Empty where nothing sets it apart from others of its measure."""
    value: str
    dataset: Ref | None
    """None where the paper names none."""
    line: Line
    """The paper that reports it."""
    label: str
    """The paper in few words: its short name, else its title."""


@dataclass(frozen=True, slots=True)
class FindingsView:
    """What a paper's page shows of its findings in fields."""

    name: str
    kind: str
    """With a capital; empty when the note does not say."""
    tasks: tuple[Ref, ...]
    datasets: tuple[Ref, ...]
    results: tuple[ResultRow, ...]
    is_on_data: bool
    """Whether any result names a data set."""
    has_settings: bool
    """Whether any result has one."""


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """A table of what several papers report of one measure on one data set."""

    anchor: str
    measure: str
    dataset: Ref
    unit: str
    """Stands in the heading, where all values with a unit have the same; empty otherwise."""
    rows: tuple[ResultRow, ...]
    """The earliest year first; values without the unit that the heading has."""
    has_settings: bool
    """Whether any row has one."""
    left_out: int = 0
    """Figures that are too many to show, the earliest ones."""


@dataclass(frozen=True, slots=True)
class Alone:
    """What one paper reports on a data set that no other compares with."""

    line: Line
    label: str
    results: tuple[ResultRow, ...]


def citations_in(views: Views, *texts: str) -> dict[str, Citation]:
    """What Markdown texts may cite: the papers whose slugs, present or retired, they mention after an ``@``."""
    found = {}
    for text in texts:
        for slug in _MENTION.findall(text) if "@" in text else ():
            present = urls.present_slug(slug, views.catalogue.redirects)
            if present in views.lines:
                found[slug] = _citation(views.lines[present], views.papers[present])
    return found


def _citation(line: Line, paper: Paper) -> Citation:
    detail = " · ".join(part for part in (line.authors, line.imprint) if part)
    return Citation(line.path, cited_as(paper), line.title, detail, line.gist)


def findings_view(paper: Paper, views: Views) -> FindingsView:
    """What a paper's note says of it in fields, with links to what other papers share."""
    findings, terms = paper.findings, views.terms
    return FindingsView(
        name=views.lines[paper.slug].name,
        kind=(findings.kind or "").capitalize(),
        tasks=tuple(dict.fromkeys(term_ref(terms.task_by_name[name]) for name in findings.tasks)),
        datasets=tuple(dict.fromkeys(term_ref(terms.dataset_by_name[name]) for name in findings.datasets)),
        results=tuple(_row(Reported(paper, result), views) for result in findings.results),
        is_on_data=any(result.dataset for result in findings.results),
        has_settings=any(result.setting for result in findings.results),
    )


def term_ref(term: Term) -> Ref:
    """A link to a data set, or to a task with a capital."""
    return Ref(with_capital(term.name) if term.kind == TASK else term.name, term.path, len(term.papers))


def _row(reported: Reported, views: Views) -> ResultRow:
    line, result = views.lines[reported.paper.slug], reported.result
    dataset = term_ref(views.terms.dataset_by_name[result.dataset]) if result.dataset else None
    label = reported.paper.findings.name or line.title
    return ResultRow(result.measure, result.setting or "", result.value, dataset, line, label)


def comparison_views(papers: Iterable[Paper], views: Views) -> tuple[ComparisonView, ...]:
    """The tables in which at least two of the papers stand."""
    return _comparison_views(compare(papers, views.terms.dataset_by_name)[0], views)


def _comparison_views(comparisons: Iterable[Comparison], views: Views) -> tuple[ComparisonView, ...]:
    comparisons = tuple(comparisons)
    room = _room([len(comparison.rows) for comparison in comparisons])
    found: dict[str, ComparisonView] = {}
    for comparison, most in zip(comparisons, room, strict=True):
        anchor = f"t-{slug_of(comparison.dataset.key)}--{slug_of(comparison.measure)}"
        while anchor in found:
            anchor += "-"
        found[anchor] = _comparison_view(anchor, comparison, views, most)
    return tuple(found.values())


def _room(rows: Sequence[int]) -> list[int]:
    """How many rows each table shows: on a page of too many, the fullest tables have them."""
    room = [0] * len(rows)
    left = _MOST_ROWS_TOGETHER
    for at in sorted(range(len(rows)), key=lambda at: -rows[at]):
        room[at] = min(rows[at], _MOST_ROWS, left)
        left -= room[at]
    return room


def _comparison_view(anchor: str, comparison: Comparison, views: Views, most: int) -> ComparisonView:
    rows = [_row(reported, views) for reported in comparison.rows]
    unit = common_unit([row.value for row in rows])
    rows = [replace(row, value=row.value.removesuffix(unit).rstrip()) for row in sorted(rows, key=_year_order)]
    has_settings = any(row.setting for row in rows)
    measure = with_capital(comparison.measure)
    left_out = len(rows) - most
    return ComparisonView(
        anchor, measure, term_ref(comparison.dataset), unit, tuple(rows[left_out:]), has_settings, left_out
    )


def _year_order(row: ResultRow) -> tuple[str, tuple[str, str]]:
    return row.line.year or "9999", sort_key(row.label)


def _figures_on(term: Term, views: Views) -> tuple[tuple[ComparisonView, ...], tuple[Alone, ...], int]:
    """Tables of what papers compare on a data set, the fullest first, and the rest by paper, the earliest first.

    The number is that of the papers whose figures are left out, because they are too many: the earliest ones.
    """
    compared, others = compare(term.papers, views.terms.dataset_by_name)
    here = [comparison for comparison in compared if comparison.dataset is term]
    here.sort(key=lambda comparison: -len({row.paper.slug for row in comparison.rows}))
    rest: dict[str, list[ResultRow]] = {}
    for reported in others:
        if reported.result.dataset and views.terms.dataset_by_name[reported.result.dataset] is term:
            rest.setdefault(reported.paper.slug, []).append(_row(reported, views))
    firsts = sorted((rows[0] for rows in rest.values()), key=_year_order)
    alone = tuple(Alone(row.line, row.label, tuple(rest[row.line.slug])) for row in firsts[-_MOST_ALONE:])
    return _comparison_views(here, views), alone, len(firsts) - len(alone)


def term_pages(views: Views) -> list[Page]:
    """The overviews of tasks and data sets, where papers name any, and the page of each that has one."""
    pages = []
    for kind, terms in ((TASK, views.terms.tasks), (DATASET, views.terms.datasets)):
        if terms:
            pages.append(_overview_page(views, terms, is_dataset=kind == DATASET))
        for term in terms:
            pages += _term_pages(views, term) if term.path else ()
    return pages


def _overview_page(views: Views, terms: Iterable[Term], *, is_dataset: bool) -> Page:
    title, path = ("Data sets", urls.DATASETS) if is_dataset else ("Tasks", urls.TASKS)
    shared = sorted((term for term in terms if len(term.papers) > 1), key=lambda term: -len(term.papers))
    single = [term for term in terms if len(term.papers) == 1]
    return make_page(
        views,
        path,
        "terms.html",
        (title, f"The {title.lower()} of the papers in {views.site.title}.", urls.THEMES),
        is_dataset=is_dataset,
        shared_count=len(shared),
        shared_terms=tuple(term_ref(term) for term in shared[:_MOST_NAMED]),
        single=tuple((term_ref(term), views.lines[term.papers[0].slug]) for term in single[:_MOST_NAMED]),
        left_out=max(0, len(shared) - _MOST_NAMED) + max(0, len(single) - _MOST_NAMED),
    )


def _term_pages(views: Views, term: Term) -> list[Page]:
    is_dataset = term.kind == DATASET
    ref = term_ref(term)
    compared, alone, left_out = _figures_on(term, views) if is_dataset else ((), (), 0)
    papers = newest_first(term.papers, views.places)
    piece = cut_papers([paper.slug for paper in papers], views, (by_year,), group_bulk)
    path_of = partial(urls.term_part, term.path)
    page = make_page(
        views,
        term.path,
        "term.html",
        (ref.title, f"{papers_words(ref.count)} in {views.site.title}: {ref.title}.", urls.THEMES),
        is_dataset=is_dataset,
        term=ref,
        others=term.others,
        groups=() if piece.parts else groups_by_year(papers, views),
        parts=refs_of(piece, views, path_of, anchor=lambda part: f"y-{part.name.lstrip('0')}"),
        comparisons=compared,
        alone=alone,
        alone_left_out=left_out,
        related=_related(term, views),
    )
    above = (Ref("Data sets", urls.DATASETS) if is_dataset else Ref("Tasks", urls.TASKS), ref)
    return [page, *list_pages(LongList(piece, above, urls.THEMES, path_of, has_years=False), views)]


def _related(term: Term, views: Views) -> tuple[Ref, ...]:
    """The shared tasks of a data set's papers, or the data sets of a task's, most frequent first, with how often."""
    is_dataset = term.kind == DATASET
    counts: Counter[Term] = Counter()
    for paper in term.papers:
        if is_dataset:
            counts.update({views.terms.task_by_name[name] for name in paper.findings.tasks})
        else:
            counts.update({views.terms.dataset_by_name[name] for name in paper.findings.datasets})
    often = sorted((found for found in counts if found.path), key=lambda found: (-counts[found], sort_key(found.name)))
    shown = with_capital if is_dataset else str
    return tuple(Ref(shown(found.name), found.path, counts[found]) for found in often[:_MOST_RELATED])
