"""What a build has to say at its end, in lines for a person: counts, and the sum that must come out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from site_builder.catalogue import Account, Catalogue, Site
from site_builder.model import UNREAD, FileAccount, Paper
from site_builder.problems import Problem, Severity
from site_builder.staged import site_bytes
from site_builder.text import shortened
from site_builder.urls import UNSORTED

_SHOWN = 20
"""Unsorted papers that are named; the page lists all."""


def describe_account(account: Account, papers: Iterable[Paper]) -> str:
    """Lines by kind for each listing, then the sum of records."""
    lines = [_describe_file(file) for file in account.files if file.kind != "note"]
    notes = [file for file in account.files if file.kind == "note"]
    of_kind: Counter[str] = Counter()
    papers_of_kind: Counter[str] = Counter()
    for paper in papers:
        of_kind.update(paper.sources)
        papers_of_kind.update(set(paper.sources))
    for kind, count in sorted(of_kind.items()):
        if kind != "note":
            lines.append(f"{_count(count, f'{kind} record')} on {_count(papers_of_kind[kind], 'paper')}")
    if notes:
        given, used = sum(file.records for file in notes), of_kind["note"]
        on = f"{f', {used:,} of them' if used != given else ''} on {_count(papers_of_kind['note'], 'paper')}"
        lines.append(f"{_count(len(notes), 'note')}: {_count(given, 'record')}{on}")
    total = f"{_count(account.papers, 'paper')} out + {account.merged:,} merged + {account.excluded:,} excluded"
    lost = len(account.unparsed)
    total += f" + {lost:,} that could not be parsed" if lost else ""
    lines.append(f"{_count(account.records + lost, 'record')} in = {total}")
    return "\n".join(lines)


def _describe_file(file: FileAccount) -> str:
    if file.kind == UNREAD:
        return f"{file.path}: not read"
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in file.lines.items() if count)
    total = f"{_count(file.records, 'record')} in {_count(file.line_count, 'line')}"
    return f"{file.path}: {total} ({kinds})" if kinds else f"{file.path}: {total}"


def describe_catalogue(catalogue: Catalogue) -> str:
    """Papers, themes, and the papers that no theme holds, by title."""
    line = f"{_count(len(catalogue.papers), 'paper')} in {_count(len(catalogue.themes), 'theme')}"
    if not catalogue.unsorted:
        return f"{line}, none unsorted"
    titles = [f"  {shortened(paper.title)}" for paper in catalogue.unsorted[:_SHOWN]]
    if len(catalogue.unsorted) > _SHOWN:
        titles.append(f"  and {len(catalogue.unsorted) - _SHOWN:,} more, all of them on {UNSORTED}")
    return "\n".join([f"{line}, {len(catalogue.unsorted):,} unsorted:", *titles])


def describe_addresses(catalogue: Catalogue, recorded: int, ledger: str) -> str:
    """What the build did to the addresses: how many are new in the file ``ledger``, and how many are not kept there."""
    lines = []
    if recorded:
        lines.append(f"{recorded:,} new address{'' if recorded == 1 else 'es'} recorded in {ledger}")
    if number := len(catalogue.unrecorded):
        comes, its = ("comes", "its address is") if number == 1 else ("come", "their addresses are")
        lines.append(
            f"{_count(number, 'paper')} {comes} from --source alone: {its} not recorded; "
            "put the files into content/sources to keep them"
        )
    return "\n".join(lines)


def describe_site(site: Site) -> str:
    """Pages and bytes."""
    pages = sum(1 for path in site if path.endswith(".html"))
    return f"{_count(pages, 'page')}, {_count(len(site), 'file')}, {site_bytes(site) / 1e6:.1f} MB"


def describe_problems(problems: Iterable[Problem]) -> str:
    """How many problems of each severity there are; empty when there are none."""
    counts = Counter(problem.severity for problem in problems)
    plural = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "remark"}
    return ", ".join(_count(counts[severity], plural[severity]) for severity in Severity if counts[severity])


def _count(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"
