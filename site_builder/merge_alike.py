"""Groups of records whose titles are alike but not the same: which of them are one paper.

Titles that could be alike are found by keys that they share, so that the time grows as the number of records does: the
words of a title, all of them but one, those before its subtitle, its first and last letters, its first author with the
first word, and how the abstract begins. A pair is one paper when its titles are alike and what else is known says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from site_builder.merge_evidence import Evidence, abstract_start, are_preprint_and_published, begin_alike, weigh
from site_builder.merge_partition import Partition
from site_builder.model import Record
from site_builder.problems import Problem, info, warning
from site_builder.slips import LITTLE
from site_builder.text import fold, shortened, slug_of
from site_builder.titles import Compared, Likeness, TitleForm, compact_title, compare_titles, title_form

_MOST_OF_A_KEY = 8
"""When more papers share a key, it says nothing."""
_MOST_OF_A_CHAIN = 20
"""More papers than these that are each like the next are no one paper."""
_EDGE = 24
"""Letters at the beginning and at the end of a long title that find its like."""
_WELL_LONG = 5
"""Words of a title that a slip leaves recognisable where nobody names the authors."""
_LONG_WORD = 7
"""Letters of a word that a slip leaves recognisable even in a short title."""
_ORDER = {likeness: place for place, likeness in enumerate(Likeness)}
_GENERAL = frozenset(["survey", "review", "overview", "tutorial", "introduction", "comparison", "editorial", "report"])
"""Words of titles that several authors give, with little words that differ."""


Groups = Mapping[int, Sequence[Record]]
"""The records of each group by the group's number, the leading one first."""
Forms = Mapping[str, TitleForm]
"""Title to its forms."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Two groups that are one paper although their titles differ."""

    one: int
    other: int
    because: str
    shorter: int | None = None
    """The one whose title lacks what the other's goes on with; None where the titles are as long."""


def candidates(groups: Groups, forms: Forms) -> Iterator[tuple[int, int]]:
    """The pairs of groups that share a key; each once, the smaller number first."""
    blocks: dict[object, int | list[int]] = {}
    for root, records in groups.items():
        keys: set[object] = set()
        for title in {record.title for record in records}:
            keys.update(_title_keys(forms[title]))
        for record in records:
            keys.update(_other_keys(record, forms))
        for key in keys:
            known = blocks.setdefault(key, root)  # most keys are of one group, for which a list would be a waste
            if isinstance(known, list):
                known.append(root)
            elif known != root:
                blocks[key] = [known, root]
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        if isinstance(block, list) and len(block) <= _MOST_OF_A_KEY:
            for pair in combinations(sorted(block), 2):
                if pair not in seen:
                    seen.add(pair)
                    yield pair


def _title_keys(form: TitleForm) -> Iterator[int]:
    """The keys of a title. Sums of the words' hashes are the same in any order, and less one word by a subtraction."""
    content = form.content
    marks = [hash(word) for word in content]
    yield from _but_one(content, marks)
    if form.head:
        yield from _but_one(form.head, [hash(word) for word in form.head])
        yield sum(hash(word) for word in form.tail)
    if len(form.compact) > _EDGE:
        yield hash(form.compact[:_EDGE])
        yield hash(form.compact[-_EDGE:])
    if len(content) > _WELL_LONG:
        yield sum(marks[:_WELL_LONG])


def _but_one(words: Sequence[str], marks: Sequence[int]) -> Iterator[int]:
    total = sum(marks)
    yield total
    if len(words) > 1:
        for word, mark in zip(words, marks, strict=True):
            if not word.isdigit():
                yield total - mark


def _other_keys(record: Record, forms: Forms) -> Iterator[object]:
    if record.authors:
        families = sorted(_family(name) for name in record.authors[:2])
        yield (*families, "" if len(families) > 1 else next(iter(forms[record.title].content), ""))
    if record.abstract:
        yield abstract_start(record.abstract)


def _family(name: str) -> str:
    """The last word of a name that is more than initials; a cheap key, which need not be right for every name."""
    long = [word for word in fold(name).replace(".", " ").replace(",", " ").split() if len(word) > 1]
    return long[-1] if long else name


def find_alike(groups: Groups, forms: Forms, partition: Partition) -> tuple[list[Alike], list[Problem]]:
    """The pairs of groups to unite, and what is to be told of them and of those that stay apart.

    Groups that have a title in common were looked at already, and stay apart.
    """
    pairs: dict[tuple[int, int], Alike] = {}
    for one, other in candidates(groups, forms):
        if partition.is_forbidden(one, other):
            continue
        if found := _decide((one, other), groups, forms, partition):
            pairs[one, other] = found
    united: list[Alike] = []
    problems: list[Problem] = []
    for chain in _chains(pairs):
        kept, told = _settle([pairs[pair] for pair in chain], groups, forms, partition)
        united += kept
        problems += told
    firsts = {alike.other: alike for alike in reversed(united)}
    return united, [*problems, *(_tell(alike, groups) for alike in firsts.values())]


def _decide(pair: tuple[int, int], groups: Groups, forms: Forms, partition: Partition) -> Alike | None:
    """Two groups that are one paper, and why; None where they are two."""
    one, other = (groups[root] for root in pair)
    if _are_notes(one, other):
        return None
    compared = _closest(one, other, forms)
    if compared is None or (compared.likeness is Likeness.PART and not begin_alike(one, other)):
        return None
    same_title = compared.likeness in (Likeness.WORDS, Likeness.SLIP, Likeness.SLIPS)
    evidence = weigh(one, other, [partition.identifiers(root) for root in pair], same_title=same_title)
    if evidence.against or not _is_enough(compared, evidence, one, other):
        return None
    shorter = None
    if compared.likeness is Likeness.HEAD:
        shorter = min(pair, key=lambda root: len(forms[groups[root][0].title].content))
    return Alike(*pair, _because(compared, evidence), shorter)


def _because(compared: Compared, evidence: Evidence) -> str:
    said = compared.likeness.value
    if differing := [f"“{a}” and “{b}”" for a, b in compared.pairs if a and b]:
        said += f" ({', '.join(differing)})"
    agreeing = []
    if evidence.has_text:
        agreeing.append("the abstracts")
    if evidence.has_authors:
        agreeing.append("the authors")
    elif evidence.has_count:
        agreeing.append("the numbers of authors")
    if evidence.years is not None and evidence.years <= 1:
        agreeing.append("the years")
    if agreeing:
        return f"{said}; {' and '.join(agreeing)} agree"
    return f"{said}; nothing else speaks against it"


def _are_notes(one: Sequence[Record], other: Sequence[Record]) -> bool:
    """Whether the editor wrote a note on each, by which they are two papers."""
    return all(any(record.source == "note" for record in group) for group in (one, other))


def _closest(one: Sequence[Record], other: Sequence[Record], forms: Forms) -> Compared | None:
    """How the titles of two groups are alike, those that are most so; None also where two are the same."""
    titles = [[forms[title] for title in dict.fromkeys(record.title for record in group)] for group in (one, other)]
    found: list[Compared] = []
    for a in titles[0]:
        for b in titles[1]:
            if a.compact == b.compact:
                return None
            if (compared := compare_titles(a, b)) is not None:
                found.append(compared)
    return min(found, key=lambda compared: (_ORDER[compared.likeness], compared.is_weak), default=None)


def _share_a_title(one: Sequence[Record], other: Sequence[Record]) -> bool:
    titles = {compact_title(record.title) for record in one}
    return any(compact_title(record.title) in titles for record in other)


def _is_enough(compared: Compared, evidence: Evidence, one: Sequence[Record], other: Sequence[Record]) -> bool:
    """Whether titles that are alike in this way, with this evidence, are one paper's."""
    if evidence.has_text:
        return True
    years = evidence.years
    near = years is None or years <= (2 if are_preprint_and_published(one, other) else 1)
    if compared.likeness is Likeness.PART or not near:
        return False
    if evidence.has_authors:
        return True
    if any(record.authors for record in one) and any(record.authors for record in other):
        return False
    words = min((title_form(group[0].title).content for group in (one, other)), key=len)
    is_known = evidence.has_count and years is not None
    if compared.likeness is Likeness.HEAD:
        return is_known and years == 0 and len(words) >= _WELL_LONG - 1 and not compared.pairs
    if compared.likeness is Likeness.SLIPS or compared.is_weak or len(words) < 3:
        return False
    if is_known:
        return len(words) >= _WELL_LONG
    least = 4 if years == 0 and len(words) >= _WELL_LONG else _LONG_WORD if len(words) < _WELL_LONG else _WELL_LONG
    return _GENERAL.isdisjoint(words) and all(
        min(len(a), len(b)) >= least or a in LITTLE or b in LITTLE for a, b in compared.pairs
    )


def _chains(pairs: Iterable[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """The pairs in lots that have no group in common."""
    near: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for pair in pairs:
        for root in pair:
            near[root].append(pair)
    chains = []
    seen: set[int] = set()
    for start in sorted(near):
        if start in seen:
            continue
        waiting, found = [start], set()
        seen.add(start)
        while waiting:
            for pair in near[waiting.pop()]:
                found.add(pair)
                fresh = set(pair) - seen
                seen |= fresh
                waiting += fresh
        chains.append(sorted(found))
    return chains


def _settle(
    chain: Sequence[Alike], groups: Groups, forms: Forms, partition: Partition
) -> tuple[list[Alike], list[Problem]]:
    """Of pairs that hang together, those to unite: all, unless two of their groups cannot be one paper.

    Then a group that is like two which differ stays alone, and so does everything if two that differ still hang
    together.
    """
    if len(chain) == 1:
        return list(chain), []
    pairs = {(alike.one, alike.other): alike for alike in chain}
    roots = sorted({root for pair in pairs for root in pair})
    if len(roots) > _MOST_OF_A_CHAIN:
        return [], []
    near: dict[int, list[int]] = defaultdict(list)
    for one, other in pairs:
        near[one].append(other)
        near[other].append(one)
    differing = {pair for pair in combinations(roots, 2) if pair not in pairs and _differ(pair, groups, partition)}
    for root in roots:
        longer = [other for other in near[root] if pairs[min(root, other), max(root, other)].shorter == root]
        for pair in combinations(sorted(longer), 2):
            if pair not in pairs and _go_on_otherwise(pair, groups, forms):
                differing.add(pair)
    if not differing:
        return list(chain), []
    torn = {root for root in roots if differing.intersection(combinations(sorted(near[root]), 2))}
    problems = []
    for root in sorted(torn):
        places = " and ".join(str(groups[other][0].origin) for other in sorted(near[root])[:5])
        message = f"by its title this could be the same paper as {places}, which differ: kept as a paper of its own"
        hint = "Set `same_as` or `distinct_from` in a note to settle it."
        problems.append(warning("ambiguous-title", groups[root][0].origin, message, hint))
    kept = []
    for lot in _chains(pair for pair in pairs if not torn.intersection(pair)):
        together = sorted({root for pair in lot for root in pair})
        if not differing.intersection(combinations(together, 2)):
            kept += [pairs[pair] for pair in lot]
    return kept, problems


def _go_on_otherwise(pair: tuple[int, int], groups: Groups, forms: Forms) -> bool:
    """Whether two titles that begin as a third one does are of two papers by how they go on."""
    compared = _closest(groups[pair[0]], groups[pair[1]], forms)
    return compared is None or compared.likeness is Likeness.PART


def _differ(pair: tuple[int, int], groups: Groups, partition: Partition) -> bool:
    one, other = (groups[root] for root in pair)
    if partition.is_forbidden(*pair) or _share_a_title(one, other) or _are_notes(one, other):
        return True
    ids = [partition.identifiers(root) for root in pair]
    return weigh(one, other, ids, same_title=True).against is not None


def _tell(alike: Alike, groups: Groups) -> Problem:
    one, other = groups[alike.one][0], groups[alike.other][0]
    message = f"taken for the paper at {one.origin}, “{shortened(one.title)}”: {alike.because}"
    name = f"arxiv:{one.arxiv}" if one.arxiv else f"doi:{one.doi}" if one.doi else slug_of(one.title)
    return info("alike", other.origin, message, f"If they are two papers, say `distinct_from: [{name}]` in a note.")
