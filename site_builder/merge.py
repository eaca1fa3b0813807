"""Records into groups that are one paper each.

Two records are one paper when they share an arXiv id or a DOI, or have the same title (case, accents and punctuation
aside) and nothing contradicts it. What contradicts: different identifiers, abstracts that differ by more than a slip
of the pen, or author lists without a common family name. The editor's ``same_as`` and ``distinct_from`` overrule both.
The outcome does not depend on the order of the records.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import combinations, takewhile

from site_builder.model import Decisions, Record
from site_builder.problems import Origin, Problem, error, info, warning
from site_builder.record_fields import parse_arxiv, parse_doi
from site_builder.text import fingerprint, fold, shortened, slug_of, title_key, words
from site_builder.yaml_fields import nearest

_LEADS = {"note": 0, "yaml": 1}
_KINDS = ("arxiv:", "doi:")
_LIKE = 0.95
"""How alike two abstracts must be to be one text: common words in order, over the mean of both lengths. The conference
and the journal version of "Fully Convolutional Networks for Semantic Segmentation" reach 0.94."""
_CUT = 20
"""Words that an abstract cut short must have left to be recognised by its beginning."""
_MOST_WORDS = 1_000
"""Beyond so many words that differ, the order of words is not looked at: it would cost their square."""
_MOST_OF_A_TITLE = 20
"""When more papers share a title, it is a heading such as "Editorial", which says nothing: none is merged for it."""


@dataclass(frozen=True, slots=True)
class Merged:
    """Records in groups: one paper each, or left out by the editor."""

    groups: tuple[tuple[Record, ...], ...]
    """The records of each paper, the leading one first."""
    excluded: tuple[tuple[Record, ...], ...]


class _Partition:
    """Which records are together, each group under its smallest number, and which groups must stay apart."""

    def __init__(self, identifiers: Iterable[set[str]], apart: Iterable[tuple[int, int]]) -> None:
        self._identifiers = list(identifiers)
        self._parent = list(range(len(self._identifiers)))
        self._foes: dict[int, set[int]] = defaultdict(set)
        for one, other in apart:
            self._foes[one].add(other)
            self._foes[other].add(one)

    def find(self, member: int) -> int:
        while self._parent[member] != member:
            self._parent[member] = self._parent[self._parent[member]]
            member = self._parent[member]
        return member

    def identifiers(self, member: int, kind: str = "") -> set[str]:
        """All identifiers of a group, or those of one kind."""
        return {name for name in self._identifiers[self.find(member)] if name.startswith(kind)}

    def foes(self, member: int) -> set[int]:
        """The groups that a group must stay apart from."""
        return self._foes.get(self.find(member), set())

    def is_forbidden(self, one: int, other: int) -> bool:
        return self.find(other) in self.foes(one)

    def unite(self, one: int, other: int) -> bool:
        """Put two groups together unless the editor forbids it; whether they are together now."""
        low, high = sorted((self.find(one), self.find(other)))
        if low == high:
            return True
        if self.is_forbidden(low, high):
            return False
        self._parent[high] = low
        self._identifiers[low] |= self._identifiers[high]
        for foe in self._foes.pop(high, ()):
            self._foes[foe].remove(high)
            self._foes[foe].add(low)
            self._foes[low].add(foe)
        return True


def rank(record: Record) -> tuple[int, Origin]:
    """The order in which records speak for their paper: notes first, then YAML, then listings, by place."""
    return _LEADS.get(record.source, 2), record.origin


def merge_records(records: Iterable[Record]) -> tuple[Merged, tuple[Problem, ...]]:
    """Group records into papers. Each group is sorted by :func:`rank`, the groups by their leading record."""
    given = tuple(records)
    shared = {place for place, number in Counter(record.origin for record in given).items() if number > 1}
    # Records that share a line of YAML go by what they say.
    ordered = sorted(given, key=lambda r: (rank(r), repr(r) if r.origin in shared else ""))
    keys = [title_key(record.title) for record in ordered]
    same, apart, problems = _editors_pairs(ordered, keys)
    partition = _Partition((set(_identifiers(record)) for record in ordered), apart)
    for one, other in same:
        if not partition.unite(one, other):
            message = f"`same_as` joins this with {ordered[other].origin}, which `distinct_from` forbids"
            place = ordered[one].decisions.places.get("same_as", ordered[one].origin)
            problems.append(error("contrary-decisions", place, message))
    by_identifier: dict[str, int] = {}
    for index, record in enumerate(ordered):
        for identifier in _identifiers(record):
            partition.unite(by_identifier.setdefault(identifier, index), index)
    by_title: dict[str, list[int]] = defaultdict(list)
    for index, key in enumerate(keys):
        by_title[key].append(index)
    for indexes in by_title.values():
        if len(indexes) > 1:
            problems.extend(_merge_title(indexes, ordered, partition))
    grouped: dict[int, list[Record]] = defaultdict(list)
    for index, record in enumerate(ordered):
        grouped[partition.find(index)].append(record)
    groups = [tuple(group) for group in grouped.values()]
    excluded = tuple(group for group in groups if any(record.decisions.exclude for record in group))
    kept = tuple(group for group in groups if not any(record.decisions.exclude for record in group))
    return Merged(kept, excluded), (*problems, *(_left_out(group) for group in excluded))


def _left_out(group: Sequence[Record]) -> Problem:
    decisive = next(record for record in group if record.decisions.exclude)
    place = decisive.decisions.places.get("exclude", decisive.origin)
    reason = shortened(decisive.decisions.exclude or "")
    return info("excluded", place, f"“{shortened(group[0].title)}” is left out: {reason}")


def _identifiers(record: Record) -> tuple[str, ...]:
    """arXiv id and DOI under one roof; arXiv's own DOIs count as the id they contain."""
    found = []
    if record.arxiv:
        found.append(f"arxiv:{record.arxiv}")
    if record.doi:
        arxiv = parse_arxiv(record.doi.removeprefix("10.48550/arxiv."))
        found.append(f"arxiv:{arxiv}" if arxiv else f"doi:{record.doi}")
    return tuple(dict.fromkeys(found))


def _editors_pairs(
    records: Sequence[Record], keys: Sequence[str]
) -> tuple[list[tuple[int, int]], set[tuple[int, int]], list[Problem]]:
    """The pairs that ``same_as`` joins and those that ``distinct_from`` keeps apart."""
    same: list[tuple[int, int]] = []
    apart: set[tuple[int, int]] = set()
    problems: list[Problem] = []
    deciding = [i for i, r in enumerate(records) if r.decisions.same_as or r.decisions.distinct_from]
    known = _names(records, keys) if deciding else {}
    for index in deciding:
        decisions = records[index].decisions
        for field, references in (("same_as", decisions.same_as), ("distinct_from", decisions.distinct_from)):
            place = decisions.places.get(field, records[index].origin)
            for reference in references:
                meant = _resolve(reference, known)
                others = [other for other in meant if other != index]
                if meant and not others:
                    message = f"`{field}` names this paper itself: `{shortened(reference)}`"
                    problems.append(error("unknown-paper", place, message, "Name another paper, or remove it."))
                elif not others:
                    own = {name for name, numbers in known.items() if set(numbers) == {index}}
                    close = nearest(reference, {name.removeprefix("title:") for name in known if name not in own})
                    hint = f"Did you mean `{close}`?" if close else "Name a slug, `arxiv:…`, `doi:…` or a title."
                    message = f"`{field}` names no paper: `{shortened(reference)}`"
                    problems.append(error("unknown-paper", place, message, hint))
                elif field == "distinct_from":
                    apart.update((min(index, other), max(index, other)) for other in others)
                elif not _is_one_paper([records[other] for other in others]):
                    places = ", ".join(str(records[other].origin) for other in others[:5])
                    hint = "Name it by slug, `arxiv:…` or `doi:…`, or give its fingerprint as `abstract_sha256`."
                    message = f"`same_as` could mean several papers by `{reference}`: {places}"
                    problems.append(error("ambiguous-paper", place, message, hint))
                else:
                    same.extend((index, other) for other in others)
    return same, apart, problems


def _names(records: Sequence[Record], keys: Sequence[str]) -> dict[str, list[int]]:
    """What a decision can call a record by; the address made of its title comes last, since a note's own goes first."""
    known: dict[str, list[int]] = defaultdict(list)
    for index, record in enumerate(records):
        slug = record.decisions.slug
        for name in (f"title:{keys[index]}", *_identifiers(record), *([slug] if slug else [])):
            known[name].append(index)
    made: dict[str, list[int]] = defaultdict(list)
    for index, record in enumerate(records):
        if not record.decisions.slug:
            made[slug_of(record.title)].append(index)
    return {**made, **known}


def _resolve(reference: str, known: dict[str, list[int]]) -> list[int]:
    for name in (reference, f"arxiv:{parse_arxiv(reference)}", f"doi:{parse_doi(reference)}"):
        if name in known:
            return known[name]
    return known.get(f"title:{title_key(reference)}", [])


def _is_one_paper(records: Sequence[Record]) -> bool:
    """Whether records are one paper by what they say themselves, decisions aside."""
    return len(merge_records(replace(record, decisions=Decisions()) for record in records)[0].groups) == 1


def _merge_title(indexes: Sequence[int], records: Sequence[Record], partition: _Partition) -> list[Problem]:
    """Unite the records of one title as far as nothing contradicts it, and report what stays apart."""
    _unite_by_abstract(indexes, records, partition)
    clusters: dict[int, list[Record]] = defaultdict(list)
    for index in indexes:
        clusters[partition.find(index)].append(records[index])
    if len(clusters) == 1:
        return []
    if len(clusters) > _MOST_OF_A_TITLE:
        message = (
            f"{len(clusters):,} papers share the title of this one: they are merged by identifier or abstract only"
        )
        return [info("common-title", records[min(indexes)].origin, message)]
    reasons = {
        (a, b): _contradiction(clusters[a], clusters[b], [partition.identifiers(a), partition.identifiers(b)])
        for a, b in combinations(sorted(clusters), 2)
    }
    apart = {pair for pair, reason in reasons.items() if reason or partition.is_forbidden(*pair)}
    compatible = {
        root: sorted({a + b - root for a, b in reasons if root in (a, b) and (a, b) not in apart}) for root in clusters
    }
    ambiguous = {root for root, near in compatible.items() if apart.intersection(combinations(near, 2))}
    problems = []
    hint = "Set `same_as` or `distinct_from` in a note to settle it."
    told: set[int] = set()
    for (one, other), reason in reasons.items():
        if (one, other) not in apart and not {one, other} & ambiguous:
            partition.unite(one, other)
        elif reason and other not in told and not partition.is_forbidden(one, other):
            told.add(other)
            message = f"same title as {records[one].origin}, but {reason}: kept as two papers"
            problems.append(info("kept-apart", records[other].origin, message, hint))
    for root in sorted(ambiguous):
        places = " and ".join(str(records[near].origin) for near in compatible[root])
        message = f"this could be the same paper as {places}, which differ from each other: kept as a paper of its own"
        hint = "Set `abstract_sha256`, `same_as` or `distinct_from` in a note to settle it."
        problems.append(warning("ambiguous-title", records[root].origin, message, hint))
    return problems


def _unite_by_abstract(indexes: Sequence[int], records: Sequence[Record], partition: _Partition) -> None:
    """Unite the records of one title that have the very same abstract, unless their identifiers differ."""
    by_mark: dict[str, list[int]] = defaultdict(list)
    for index in indexes:
        record = records[index]
        for mark in {record.abstract_sha256, fingerprint(record.abstract) if record.abstract else None} - {None}:
            by_mark[str(mark)].append(index)
    for mark in sorted(by_mark):
        roots = sorted({partition.find(index) for index in by_mark[mark]})
        kinds = Counter(kind for root in roots for kind in _KINDS if partition.identifiers(root, kind))
        # Groups with one identifier in common are one group by now, so two of a kind are two papers.
        free = [root for root in roots if not partition.foes(root).intersection(roots)]
        is_one = max(kinds.values(), default=0) < 2 and free == roots
        united = roots if is_one else [root for root in free if not partition.identifiers(root)]
        for root in united[1:]:
            partition.unite(united[0], root)


def _contradiction(one: Sequence[Record], other: Sequence[Record], ids: Sequence[set[str]]) -> str | None:
    """Why two groups of one title, with these identifiers, are not one paper; None when nothing speaks against it."""
    for kind in _KINDS:
        of_kind = [{name for name in group if name.startswith(kind)} for group in ids]
        if all(of_kind) and not of_kind[0] & of_kind[1]:
            return "their identifiers differ"
    first, second = (next((r.abstract for r in group if r.abstract), None) for group in (one, other))
    if first and second and _is_other_text(words(first), words(second)):
        return "their abstracts differ"
    names = [{fold(name.split()[-1]) for r in group for name in r.authors if name.split()} for group in (one, other)]
    if all(names) and not names[0] & names[1]:
        return "they have no author in common"
    return None


def _is_other_text(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether two abstracts really differ: in a figure, or in more than a few words. One cut short is no other text."""
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
    if alike == min(len(first), len(second)) and alike >= _CUT:
        return False
    if sorted(filter(str.isdigit, first)) != sorted(filter(str.isdigit, second)):
        return True
    total = len(first) + len(second)
    common = sum((Counter(first) & Counter(second)).values())  # no order of words can have more in common
    if total == 0 or 2 * common / total < _LIKE:
        return total > 0
    first, second = first[alike:], second[alike:]
    if len(first) + len(second) > 2 * _MOST_WORDS:
        return False
    matched = sum(block.size for block in SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks())
    return 2 * (alike + matched) / total < _LIKE
