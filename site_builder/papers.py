"""The first half of the line joined: source texts into papers, with addresses, and the account of every record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from site_builder.catalogue import Account
from site_builder.facts import Facts, make_paper, merge_facts
from site_builder.ledger import Claim, Ledger, assign_addresses
from site_builder.merge import Merged, merge_records
from site_builder.model import Date, Paper, ParsedSource, Record, SourceText
from site_builder.problems import Problem
from site_builder.sources import parse_source
from site_builder.text import fingerprint, fold


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that sources give."""

    records: tuple[Record, ...]
    """In the order of the sources and their lines."""
    papers: tuple[Paper, ...]
    """By slug."""
    ledger: Ledger
    redirects: Mapping[str, str]
    account: Account


def gather_papers(
    sources: Iterable[SourceText], retrieved: Mapping[str, Date], ledger: Ledger = (), today: Date | None = None
) -> tuple[Gathered, tuple[Problem, ...]]:
    """Parse sources, merge their records and give each paper its address.

    ``retrieved`` maps a listing's file name to the day it was saved; ``today`` dates papers new to the ledger.
    """
    parsed = [parse_source(source, retrieved) for source in sources]
    records = tuple(record for source in parsed for record in source.records)
    merged, problems = merge_records(records)
    groups = (*merged.groups, *merged.excluded)
    stated = [merge_facts(group) for group in groups]
    facts = [fact for fact, _ in stated]
    claims = [
        _claim(group, fact, i >= len(merged.groups)) for i, (group, fact) in enumerate(zip(groups, facts, strict=True))
    ]
    addressed, found = assign_addresses(claims, ledger, today)
    papers = [
        make_paper(group, fact, address.slug, address.added)
        for group, fact, address in zip(groups, facts, addressed.addresses, strict=True)
        if address is not None
    ]
    papers.sort(key=lambda paper: paper.slug)
    account = _account(parsed, merged)
    if not account.is_even or account.papers != len(papers):
        raise AssertionError(f"the sum of records does not come out: {account}")
    faults = [problem for source in parsed for problem in source.problems]
    conflicts = [problem for _, differences in stated for problem in differences]
    gathered = Gathered(records, tuple(papers), addressed.ledger, addressed.redirects, account)
    return gathered, (*faults, *problems, *conflicts, *found)


def _claim(group: Sequence[Record], facts: Facts, is_excluded: bool) -> Claim:
    abstracts = [facts.abstract, *(record.abstract for record in group)]
    marks = [record.abstract_sha256 for record in group] + [text and fingerprint(text) for text in abstracts]
    return Claim(
        origin=group[0].origin,
        title=facts.title,
        date=(facts.date.iso or "") if facts.date else "",
        identifiers=tuple((record.arxiv, record.doi) for record in group),
        abstracts=tuple(dict.fromkeys(mark for mark in marks if mark)),
        author=next((fold(name.split()[-1]) for name in facts.authors[:1] if name.split()), None),
        slugs=tuple(dict.fromkeys(record.decisions.slug for record in group if record.decisions.slug)),
        is_excluded=is_excluded,
    )


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
    )
