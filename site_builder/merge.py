"""Records into groups that are one paper each.

Two records are one paper when they share an arXiv id or a DOI, or have the same title (case, accents, punctuation and
spacing aside) and nothing contradicts it. What contradicts: different identifiers, abstracts that differ by more than a
slip of the pen, other authors, years far apart, a conference and a journal in different years. Titles that are only
alike need more: that authors or abstracts agree; each such merge is told. The editor's ``same_as`` and
``distinct_from`` overrule all. The outcome does not depend on the order of the records.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from site_builder.locators import locator_of
from site_builder.merge_alike import Forms, find_alike
from site_builder.merge_evidence import KINDS, has_little_text, identifiers, weigh
from site_builder.merge_issues import told_place
from site_builder.merge_partition import Partition
from site_builder.merge_reasons import Reasons
from site_builder.model import Decisions, Locator, Record
from site_builder.problems import Origin, Problem, error, info, warning
from site_builder.record_fields import parse_arxiv, parse_doi
from site_builder.text import fingerprint, shortened, slug_of, title_key
from site_builder.titles import is_heading, title_form
from site_builder.yaml_fields import nearest

_LEADS = {"note": 0, "yaml": 1}
_MOST_OF_A_TITLE = 20
"""When more papers share a title, it is a heading such as "Editorial", which says nothing: none is merged for it."""


@dataclass(frozen=True, slots=True)
class Merged:
    """Records in groups: one paper each, or left out by the editor."""

    groups: tuple[tuple[Record, ...], ...]
    """The records of each paper, the leading one first."""
    excluded: tuple[tuple[Record, ...], ...]
    reasons: tuple[tuple[str, ...], ...] = ()
    """Why each record belongs to its paper, for the groups and then for those left out; empty for the leading one."""


def rank(record: Record) -> tuple[int, Origin]:
    """The order in which records speak for their paper: notes first, then YAML, then listings, by place."""
    return _LEADS.get(record.source, 2), record.origin


def merge_records(records: Iterable[Record]) -> tuple[Merged, tuple[Problem, ...]]:
    """Group records into papers. Each group is sorted by :func:`rank`, the groups by their leading record."""
    given = tuple(records)
    shared = {place for place, number in Counter(record.origin for record in given).items() if number > 1}
    # Records that share a line of YAML go by what they say.
    ordered = sorted(given, key=lambda r: (rank(r), repr(r) if r.origin in shared else ""))
    same, apart, problems = _editors_pairs(ordered)
    partition = Partition((set(identifiers(record)) for record in ordered), apart)
    for one, other in same:
        if not partition.unite(one, other):
            message = f"`same_as` joins this with {ordered[other].origin}, which `distinct_from` forbids"
            place = ordered[one].decisions.places.get("same_as", ordered[one].origin)
            problems.append(error("contrary-decisions", place, message))
    forms = {title: title_form(title) for title in dict.fromkeys(record.title for record in ordered)}
    problems += _merge_exactly(ordered, forms, partition)
    clusters: dict[int, list[Record]] = defaultdict(list)
    for index, record in enumerate(ordered):
        clusters[partition.find(index)].append(record)
    alike, told = find_alike(clusters, forms, partition)
    problems += told
    for pair in alike:
        partition.unite(pair.one, pair.other)
    grouped: dict[int, list[Record]] = defaultdict(list)
    for index, record in enumerate(ordered):
        grouped[partition.find(index)].append(record)
    reasons = Reasons(clusters, alike)
    papers = [(tuple(group), reasons.of(group)) for group in grouped.values()]
    out = [(group, why) for group, why in papers if any(record.decisions.exclude for record in group)]
    kept = [(group, why) for group, why in papers if not any(record.decisions.exclude for record in group)]
    merged = Merged(
        tuple(group for group, _ in kept), tuple(group for group, _ in out), tuple(why for _, why in (*kept, *out))
    )
    return merged, (*problems, *(_left_out(group) for group in merged.excluded))


def _merge_exactly(records: Sequence[Record], forms: Forms, partition: Partition) -> list[Problem]:
    """Unite the records that share an identifier, and those of one title unless something speaks against it."""
    by_identifier: dict[str, int] = {}
    by_title: dict[str, list[int]] = defaultdict(list)
    for index, record in enumerate(records):
        for identifier in identifiers(record):
            partition.unite(by_identifier.setdefault(identifier, index), index)
        by_title[forms[record.title].compact].append(index)
    problems = []
    for indexes in by_title.values():
        if len(indexes) > 1:
            problems += _merge_title(indexes, records, partition)
    return problems


def _left_out(group: Sequence[Record]) -> Problem:
    decisive = next(record for record in group if record.decisions.exclude)
    place = decisive.decisions.places.get("exclude", decisive.origin)
    reason = shortened(decisive.decisions.exclude or "")
    return info("excluded", place, f"“{shortened(group[0].title)}” is left out: {reason}")


def _editors_pairs(
    records: Sequence[Record],
) -> tuple[list[tuple[int, int]], set[tuple[int, int]], list[Problem]]:
    """The pairs that ``same_as`` joins and those that ``distinct_from`` keeps apart."""
    same: list[tuple[int, int]] = []
    apart: set[tuple[int, int]] = set()
    problems: list[Problem] = []
    deciding = [i for i, r in enumerate(records) if r.decisions.same_as or r.decisions.distinct_from]
    known = _names(records) if deciding else {}
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


def _names(records: Sequence[Record]) -> dict[str, list[int]]:
    """What a decision can call a record by; the address made of its title comes last, since a note's own goes first."""
    known: dict[str, list[int]] = defaultdict(list)
    for index, record in enumerate(records):
        slug = record.decisions.slug
        for name in (f"title:{title_key(record.title)}", *identifiers(record), *([slug] if slug else [])):
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


def _merge_title(indexes: Sequence[int], records: Sequence[Record], partition: Partition) -> list[Problem]:
    """Unite the records of one title as far as nothing contradicts it, and report what stays apart."""
    _unite_by_text_or_place(indexes, records, partition)
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
        (a, b): weigh(
            clusters[a], clusters[b], [partition.identifiers(a), partition.identifiers(b)], same_title=True
        ).against
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


def _unite_by_text_or_place(indexes: Sequence[int], records: Sequence[Record], partition: Partition) -> None:
    """Unite the records of one title that have the very same abstract, or place, unless their identifiers differ."""
    by_mark: dict[tuple[str, Locator], list[int]] = defaultdict(list)
    for index in indexes:
        record = records[index]
        # Magazines have one short abstract for all their editorials: then the issue must be the same as well.
        place = locator_of(record) if is_heading(record.title) or has_little_text(record) else Locator()
        for mark in {record.abstract_sha256, fingerprint(record.abstract) if record.abstract else None} - {None}:
            by_mark[f"{mark} {record.edition}", place].append(index)
        if told := told_place(record):
            by_mark[told, locator_of(record)].append(index)
    for known in sorted(by_mark, key=repr):
        roots = sorted({partition.find(index) for index in by_mark[known]})
        kinds = Counter(kind for root in roots for kind in KINDS if partition.identifiers(root, kind))
        # Groups with one identifier in common are one group by now, so two of a kind are two papers.
        free = [root for root in roots if not partition.foes(root).intersection(roots)]
        is_one = max(kinds.values(), default=0) < 2 and free == roots
        united = roots if is_one else [root for root in free if not partition.identifiers(root)]
        for root in united[1:]:
            partition.unite(united[0], root)
