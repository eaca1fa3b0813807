"""The first half of the line joined: source texts into papers, with addresses, and the account of every record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial

from site_builder.catalogue import Account, Departed
from site_builder.divide import divide
from site_builder.facts import Facts, make_paper, merge_facts
from site_builder.ledger import Claim, Ledger, Marks, assign_addresses
from site_builder.merge import Merged, merge_records
from site_builder.model import Date, Paper, ParsedSource, Record, SourceText
from site_builder.problems import Problem
from site_builder.sources import parse_source
from site_builder.text import fingerprint, fold

_SLICE = 500
"""Sources that a process parses before it looks for more; fewer are not worth one."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that sources give."""

    records: tuple[Record, ...]
    """In the order of the sources and their lines."""
    papers: tuple[Paper, ...]
    """By slug."""
    ledger: Ledger
    redirects: Mapping[str, str]
    departed: Mapping[str, Departed]
    """Published slug to the paper that was there and is in the survey no more."""
    unrecorded: tuple[str, ...]
    """The slugs of papers that the ledger does not remember."""
    account: Account


def gather_papers(  # noqa: PLR0913, PLR0917 - each decides something of its own
    sources: Iterable[SourceText],
    retrieved: Mapping[str, Date],
    ledger: Ledger = (),
    today: Date | None = None,
    passing: Set[str] = frozenset(),
    jobs: int = 1,
) -> tuple[Gathered, tuple[Problem, ...]]:
    """Parse sources, merge their records and give each paper its address.

    ``retrieved`` maps a listing's file name to the day it was saved; ``today`` dates papers new to the ledger.
    ``passing`` names the paths of sources that only this build reads: what they alone bring is not recorded in the
    ledger, so that a trial leaves no trace there. At most ``jobs`` processes parse.
    """
    parsed = _parse_sources(tuple(sources), retrieved, jobs)
    records = tuple(record for source in parsed for record in source.records)
    merged, problems = merge_records(records)
    groups = (*merged.groups, *merged.excluded)
    stated = [merge_facts(group) for group in groups]
    facts = [fact for fact, _ in stated]
    claims = [
        _claim(group, fact, passing, is_excluded=i >= len(merged.groups))
        for i, (group, fact) in enumerate(zip(groups, facts, strict=True))
    ]
    addressed, found = assign_addresses(claims, ledger, today)
    papers = [
        make_paper(group, fact, address.slug, address.added, reasons)
        for group, fact, address, reasons in zip(groups, facts, addressed.addresses, merged.reasons, strict=True)
        if address is not None
    ]
    papers.sort(key=lambda paper: paper.slug)
    account = _account(parsed, merged)
    if not account.is_even or account.papers != len(papers):
        raise AssertionError(f"the sum of records does not come out: {account}")
    faults = [problem for source in parsed for problem in source.problems]
    conflicts = [problem for _, differences in stated for problem in differences]
    gathered = Gathered(
        records,
        tuple(papers),
        addressed.ledger,
        addressed.redirects,
        addressed.departed,
        addressed.unrecorded,
        account,
    )
    return gathered, (*faults, *problems, *conflicts, *found)


def _parse_sources(sources: Sequence[SourceText], retrieved: Mapping[str, Date], jobs: int) -> list[ParsedSource]:
    def parse(some: Iterable[SourceText]) -> list[ParsedSource]:
        return [parse_source(source, retrieved) for source in some]

    slices = [sources[at : at + _SLICE] for at in range(0, len(sources), _SLICE)]
    return [parsed for done in divide([partial(parse, some) for some in slices], jobs) for parsed in done]


def _claim(group: Sequence[Record], facts: Facts, passing: Set[str], *, is_excluded: bool) -> Claim:
    reasons = [record.decisions.exclude for record in group if record.decisions.exclude]
    return Claim(
        origin=group[0].origin,
        title=facts.title,
        titles=tuple(dict.fromkeys(record.title for record in group)),
        date=(facts.date.iso or "") if facts.date else "",
        identifiers=tuple((record.arxiv, record.doi) for record in group),
        abstracts=_fingerprints(group, facts),
        author=_first_family(facts),
        slugs=tuple(dict.fromkeys(record.decisions.slug for record in group if record.decisions.slug)),
        excluded=next(iter(reasons), "") if is_excluded else None,
        marks=_marks(group, facts, passing),
    )


def _marks(group: Sequence[Record], facts: Facts, passing: Set[str]) -> Marks | None:
    """What the records that are there in every build say of a paper; None when there are none."""
    kept = [record for record in group if record.origin.path not in passing]
    if not kept:
        return None
    said = facts if len(kept) == len(group) else merge_facts(kept)[0]
    arxiv = next((record.arxiv for record in kept if record.arxiv), None)
    doi = next((record.doi for record in kept if record.doi), None)
    return Marks(said.title, arxiv, doi, next(iter(_fingerprints(kept, said)), None), _first_family(said))


def _fingerprints(group: Sequence[Record], facts: Facts) -> tuple[str, ...]:
    abstracts = [facts.abstract, *(record.abstract for record in group)]
    marks = [record.abstract_sha256 for record in group] + [text and fingerprint(text) for text in abstracts]
    return tuple(dict.fromkeys(mark for mark in marks if mark))


def _first_family(facts: Facts) -> str | None:
    return next((fold(name.split()[-1]) for name in facts.authors[:1] if name.split()), None)


def _account(parsed: Sequence[ParsedSource], merged: Merged) -> Account:
    files = tuple(source.account for source in parsed)
    followers = Counter(record.origin.path for group in merged.groups for record in group[1:])
    return Account(
        files=files,
        merged_by_file=dict(sorted(followers.items())),
        records=sum(file.records for file in files),
        papers=len(merged.groups),
        merged=sum(len(group) - 1 for group in merged.groups),
        excluded=sum(len(group) for group in merged.excluded),
        unparsed=tuple(stretch for source in parsed for stretch in source.unparsed),
    )
