"""Records into groups that are one paper each, and each group into the facts its records state together.

Two records are one paper when they share an arXiv id or a DOI, or have the same title (case, accents and punctuation
aside) and nothing contradicts it. What contradicts: different identifiers, abstracts that differ by more than a slip
of the pen, or author lists without a common family name. The editor's ``same_as`` and ``distinct_from`` overrule both.
The outcome does not depend on the order of the records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from site_builder.model import Record
from site_builder.problems import Origin, Problem, error, info, warning
from site_builder.record_fields import parse_arxiv, parse_doi
from site_builder.text import fingerprint, fold, title_key, words
from site_builder.yaml_fields import nearest

_LEADS = {"note": 0, "yaml": 1}
_LIKE = 0.95
"""How alike two abstracts must be to be one text: common words in order, over the mean of both lengths. The conference
and the journal version of "Fully Convolutional Networks for Semantic Segmentation" reach 0.94."""
_CUT = 20
"""Words that an abstract cut short must have left to be recognised by its beginning."""


@dataclass(frozen=True, slots=True)
class Merged:
    """Records in groups: one paper each, or left out by the editor."""

    groups: tuple[tuple[Record, ...], ...]
    """The records of each paper, the leading one first."""
    excluded: tuple[tuple[Record, ...], ...]


class _Partition:
    """Which records are together, and which pairs the editor wants apart."""

    def __init__(self, size: int, apart: frozenset[tuple[int, int]]) -> None:
        self._parent = list(range(size))
        self._apart = apart

    def find(self, member: int) -> int:
        while self._parent[member] != member:
            self._parent[member] = self._parent[self._parent[member]]
            member = self._parent[member]
        return member

    def unite(self, one: int, other: int) -> bool:
        """Put two groups together unless the editor forbids it; whether they are together now."""
        low, high = sorted((self.find(one), self.find(other)))
        if low == high:
            return True
        if self._apart and self._is_forbidden(low, high):
            return False
        self._parent[high] = low
        return True

    def _is_forbidden(self, low: int, high: int) -> bool:
        roots = ({self.find(a), self.find(b)} for a, b in self._apart)
        return any(pair == {low, high} for pair in roots)


def rank(record: Record) -> tuple[int, Origin]:
    """The order in which records speak for their paper: notes first, then YAML, then listings, by place."""
    return _LEADS.get(record.source, 2), record.origin


def merge_records(records: Iterable[Record]) -> tuple[Merged, tuple[Problem, ...]]:
    """Group records into papers. Each group is sorted by :func:`rank`, the groups by their leading record."""
    ordered = sorted(records, key=rank)
    keys = [title_key(record.title) for record in ordered]
    same, apart, problems = _editors_pairs(ordered, keys)
    partition = _Partition(len(ordered), apart)
    for one, other in same:
        if not partition.unite(one, other):
            message = f"`same_as` joins this with {ordered[other].origin}, which `distinct_from` forbids"
            problems.append(error("contrary-decisions", ordered[one].origin, message))
    by_identifier: dict[str, int] = {}
    for index, record in enumerate(ordered):
        for identifier in _identifiers(record):
            partition.unite(by_identifier.setdefault(identifier, index), index)
    by_title: dict[str, list[int]] = defaultdict(list)
    for index, key in enumerate(keys):
        by_title[key or f"\0{index}"].append(index)
    for indexes in by_title.values():
        if len(indexes) > 1:
            problems.extend(_merge_titles(indexes, ordered, partition, apart))
    grouped: dict[int, list[Record]] = defaultdict(list)
    for index, record in enumerate(ordered):
        grouped[partition.find(index)].append(record)
    groups = [tuple(group) for group in grouped.values()]
    excluded = tuple(group for group in groups if any(record.decisions.exclude for record in group))
    kept = tuple(group for group in groups if not any(record.decisions.exclude for record in group))
    return Merged(kept, excluded), tuple(problems)


def _identifiers(record: Record) -> tuple[str, ...]:
    """arXiv id and DOI under one roof; arXiv's own DOIs count as the id they contain."""
    found = []
    if record.arxiv:
        found.append(f"arxiv:{record.arxiv}")
    if record.doi:
        arxiv = record.doi.removeprefix("10.48550/arxiv.")
        found.append(f"doi:{record.doi}" if arxiv == record.doi else f"arxiv:{arxiv}")
    return tuple(found)


def _editors_pairs(
    records: Sequence[Record], keys: Sequence[str]
) -> tuple[list[tuple[int, int]], frozenset[tuple[int, int]], list[Problem]]:
    """The pairs that ``same_as`` joins and those that ``distinct_from`` keeps apart."""
    same: list[tuple[int, int]] = []
    apart: set[tuple[int, int]] = set()
    problems: list[Problem] = []
    deciding = [i for i, r in enumerate(records) if r.decisions.same_as or r.decisions.distinct_from]
    if not deciding:
        return same, frozenset(), problems
    known: dict[str, list[int]] = defaultdict(list)
    for index, record in enumerate(records):
        names = [f"title:{keys[index]}", *_identifiers(record)]
        if record.decisions.slug:
            names.append(record.decisions.slug)
        for name in names:
            known[name].append(index)
    for index in deciding:
        decisions = records[index].decisions
        for field, references in (("same_as", decisions.same_as), ("distinct_from", decisions.distinct_from)):
            for reference in references:
                others = [other for other in _resolve(reference, known) if other != index]
                if not others:
                    own = {f"title:{keys[index]}", records[index].decisions.slug}
                    close = nearest(reference, [name.removeprefix("title:") for name in known if name not in own])
                    hint = f"Did you mean `{close}`?" if close else "Name a slug, `arxiv:…`, `doi:…` or a title."
                    place = decisions.places.get(field, records[index].origin)
                    problems.append(
                        error("unknown-paper", place, f"`{field}` names no other paper: `{reference}`", hint)
                    )
                if field == "same_as":
                    same.extend((index, other) for other in others)
                else:
                    apart.update((min(index, other), max(index, other)) for other in others)
    return same, frozenset(apart), problems


def _resolve(reference: str, known: dict[str, list[int]]) -> list[int]:
    for name in (reference, f"arxiv:{parse_arxiv(reference)}", f"doi:{parse_doi(reference)}"):
        if name in known:
            return known[name]
    return known.get(f"title:{title_key(reference)}", [])


def _merge_titles(
    indexes: Sequence[int], records: Sequence[Record], partition: _Partition, apart: frozenset[tuple[int, int]]
) -> list[Problem]:
    """Unite the records of one title as far as nothing contradicts it, and report what stays apart."""
    by_abstract: dict[str, int] = {}
    for index in indexes:
        record = records[index]
        mark = record.abstract_sha256 or (fingerprint(record.abstract) if record.abstract else None)
        first = by_abstract.setdefault(mark, index) if mark else index
        if not _differ_in_identifiers([records[first]], [records[index]]):
            partition.unite(first, index)
    clusters: dict[int, list[int]] = defaultdict(list)
    for index in indexes:
        clusters[partition.find(index)].append(index)
    if len(clusters) == 1:
        return []
    reasons: dict[tuple[int, int], str | None] = {}
    for one, other in combinations(sorted(clusters), 2):
        reasons[one, other] = _contradiction([records[i] for i in clusters[one]], [records[i] for i in clusters[other]])
    compatible: dict[int, set[int]] = {
        root: {b if a == root else a for (a, b), reason in reasons.items() if reason is None and root in (a, b)}
        for root in clusters
    }
    ambiguous = {
        root
        for root, near in compatible.items()
        if any(reasons[pair] is not None for pair in combinations(sorted(near), 2))
    }
    problems = []
    for (one, other), reason in reasons.items():
        leading, later = sorted((records[one], records[other]), key=rank)
        if reason is not None and not _is_settled(clusters[one], clusters[other], apart):
            message = f"same title as {leading.origin}, but {reason}: kept as two papers"
            hint = "Set `same_as` or `distinct_from` in a note to settle it."
            problems.append(info("kept-apart", later.origin, message, hint))
        elif reason is None and not {one, other} & ambiguous:
            partition.unite(one, other)
    for root in sorted(ambiguous):
        places = " and ".join(str(records[near].origin) for near in sorted(compatible[root]))
        message = f"this could be the same paper as {places}, which differ from each other: kept as a paper of its own"
        problems.append(warning("ambiguous-title", records[root].origin, message, "Set `same_as` or `distinct_from`."))
    return problems


def _is_settled(one: Sequence[int], other: Sequence[int], apart: frozenset[tuple[int, int]]) -> bool:
    return any((min(a, b), max(a, b)) in apart for a in one for b in other)


def _contradiction(one: Sequence[Record], other: Sequence[Record]) -> str | None:
    """Why two groups of one title are not one paper; None when nothing speaks against it."""
    if _differ_in_identifiers(one, other):
        return "their identifiers differ"
    abstracts = [[r.abstract for r in group if r.abstract] for group in (one, other)]
    if all(abstracts) and _is_other_text(abstracts[0][0], abstracts[1][0]):
        return "their abstracts differ"
    names = [{fold(name.split()[-1]) for r in group for name in r.authors if name.split()} for group in (one, other)]
    if all(names) and not names[0] & names[1]:
        return "they have no author in common"
    return None


def _is_other_text(one: str, other: str) -> bool:
    """Whether two abstracts really differ: in a figure, or in more than a few words. One cut short is no other text."""
    first, second = words(one), words(other)
    shorter = min(len(first), len(second))
    if first[:shorter] == second[:shorter] and shorter >= _CUT:
        return False
    if sorted(filter(str.isdigit, first)) != sorted(filter(str.isdigit, second)):
        return True
    return SequenceMatcher(None, first, second, autojunk=False).ratio() < _LIKE


def _differ_in_identifiers(one: Sequence[Record], other: Sequence[Record]) -> bool:
    for kind in ("arxiv:", "doi:"):
        ids = [{i for r in group for i in _identifiers(r) if i.startswith(kind)} for group in (one, other)]
        if all(ids) and not ids[0] & ids[1]:
            return True
    return False
