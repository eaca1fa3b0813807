"""The ledger of addresses: which paper got which slug and when, so that no published link ever dies.

It is a text file, ``ledger.jsonl`` in the content folder, one JSON object a line, sorted by slug, so that version
control shows and merges it well. A line is written when a paper is first published and is never removed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from site_builder.dates import parse_date
from site_builder.ledger_match import Claim, Ledger, LedgerLine, match_ledger
from site_builder.model import Date, SourceText
from site_builder.problems import Origin, Problem, error, warning
from site_builder.text import slug_of, title_key
from site_builder.urls import is_slug

__all__ = [
    "FILE_NAME",
    "Address",
    "Addressed",
    "Claim",
    "Ledger",
    "LedgerLine",
    "assign_addresses",
    "parse_ledger",
    "render_ledger",
]

FILE_NAME = "ledger.jsonl"


def parse_ledger(source: SourceText | None) -> tuple[Ledger, tuple[Problem, ...]]:
    """Parse a ledger; a line that is no valid one is an error, since losing it would break an address.

    A survey that has no ledger yet has an empty one.
    """
    if source is None:
        return (), ()
    lines: dict[str, LedgerLine] = {}
    problems: list[Problem] = []
    hint = "Restore the line from version control: addresses in the ledger are public."
    for number, raw in enumerate(source.text.split("\n"), start=1):
        if not raw.strip():
            continue
        line, place = _parse_line(raw), Origin(source.path, number)
        if line is None:
            problems.append(error("malformed-ledger", place, "this is not a line of a ledger", hint))
        elif line.slug in lines:
            problems.append(error("malformed-ledger", place, f"`{line.slug}` stands here twice", hint))
        else:
            lines[line.slug] = line
    return tuple(lines[slug] for slug in sorted(lines)), tuple(problems)


def _parse_line(raw: str) -> LedgerLine | None:
    try:
        value = json.loads(raw)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):  # half a surrogate pair is no text either
        return None
    if not isinstance(value, dict) or not all(v is None or isinstance(v, str) for v in value.values()):
        return None
    known = {name: value.get(name) for name in LedgerLine.__slots__}
    slug, title, moved, added = known["slug"], known["title"], known["moved"], known["added"]
    if set(value) - set(known) or title is None or slug is None or not is_slug(slug):
        return None
    if moved is not None and not is_slug(moved):
        return None
    if added is not None and ((day := parse_date(added)) is None or day.iso != added):
        return None
    return LedgerLine(slug, title, added, known["arxiv"], known["doi"], known["abstract"], known["author"], moved)


def render_ledger(ledger: Ledger) -> str:
    """Write a ledger out; what is unknown is left out of its line."""
    rows = []
    for line in sorted(ledger, key=lambda line: line.slug):
        fields = {name: getattr(line, name) for name in LedgerLine.__slots__}
        rows.append(json.dumps({k: v for k, v in fields.items() if v is not None}, ensure_ascii=False))
    return "".join(f"{row}\n" for row in rows)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a paper lives from now on, and since when the survey has held it (ISO date, None when unknown)."""

    slug: str
    added: str | None


@dataclass(frozen=True, slots=True)
class Addressed:
    """An address for each claim, and the ledger that remembers them."""

    addresses: tuple[Address | None, ...]
    """In the order of the claims; None for an excluded paper."""
    ledger: Ledger
    redirects: Mapping[str, str]
    """Retired slug to the slug of a paper that is here."""


def assign_addresses(
    claims: Sequence[Claim], ledger: Ledger, today: Date | None
) -> tuple[Addressed, tuple[Problem, ...]]:
    """Give every paper the address its note fixes, else the one the ledger remembers, else a new one from its title.

    ``today`` dates the papers that the ledger does not know yet. The outcome does not depend on the claims' order.
    """
    keys = [title_key(claim.title) for claim in claims]
    order = sorted(range(len(claims)), key=lambda i: (keys[i], claims[i].date, claims[i].abstracts, claims[i].origin))
    known, problems = match_ledger(claims, keys, order, ledger)
    decided, contested = _decided_slugs(claims, known, order)
    lines = {line.slug: line for line in ledger}
    fixed = set(decided.values())
    taken = set(lines) | fixed | {slug for claim in claims for slug in claim.slugs}
    used: Counter[str] = Counter()
    addresses: list[Address | None] = [None] * len(claims)
    for index in order:
        claim = claims[index]
        if claim.is_excluded:
            continue
        slug = decided.get(index) or _free_slug(claim.title, taken, used)
        taken.add(slug)
        dates = [line.added for line in known[index] if line.added]
        added = min(dates) if dates else (today.iso if today and not known[index] else None)
        lines[slug] = _line_of(claim, slug, added, lines.get(slug) if known[index] else None)
        for line in known[index]:
            if line.slug != slug:
                lines[line.slug] = replace(line, moved=slug)
        for retired in claim.slugs[1:]:
            if retired not in fixed:
                lines.setdefault(retired, LedgerLine(retired, claim.title, added, moved=slug))
        addresses[index] = Address(slug, added)
    left_out = {line.slug for index in order if claims[index].is_excluded for line in known[index]}
    here = {address.slug for address in addresses if address}
    redirects, lost = _redirects(lines, here, left_out)
    kept = tuple(lines[slug] for slug in sorted(lines))
    return Addressed(tuple(addresses), kept, redirects), (*problems, *contested, *lost)


def _line_of(claim: Claim, slug: str, added: str | None, before: LedgerLine | None) -> LedgerLine:
    """The line of a paper that is here; what its sources of today leave open is as it was ``before``."""
    arxiv, doi = (next((pair[kind] for pair in claim.identifiers if pair[kind]), None) for kind in (0, 1))
    line = LedgerLine(slug, claim.title, added, arxiv, doi, next(iter(claim.abstracts), None), claim.author)
    facts = ("arxiv", "doi", "abstract", "author")
    return replace(line, **{name: getattr(line, name) or getattr(before, name) for name in facts}) if before else line


def _decided_slugs(
    claims: Sequence[Claim], known: Sequence[Sequence[LedgerLine]], order: Sequence[int]
) -> tuple[dict[int, str], list[Problem]]:
    """The slugs that notes or the ledger fix, by the claim's index; two papers that want one slug are an error."""
    slugs: dict[int, str] = {}
    owner: dict[str, int] = {}
    problems: list[Problem] = []
    for index in order:
        if claims[index].is_excluded:
            continue
        for slug in claims[index].slugs:
            if owner.setdefault(slug, index) != index:
                first, second = sorted((claims[owner[slug]].origin, claims[index].origin))
                message = f"the slug `{slug}` is also that of the paper at {first}"
                problems.append(error("duplicate-slug", second, message, "Give one of the two another `slug`."))
        if claims[index].slugs:
            slugs[index] = claims[index].slugs[0]
    for index in order:
        if index in slugs or claims[index].is_excluded:
            continue
        # A paper whose merge was undone gets the address back that it had before.
        mark, key = claims[index].abstracts[:1], title_key(claims[index].title)
        free = [line for line in known[index] if line.slug not in owner]
        free.sort(
            key=lambda line: (bool(line.moved), title_key(line.title) != key, (line.abstract,) != mark, line.slug)
        )
        remembered = next((line.slug for line in free), None)
        if remembered is not None:
            slugs[index] = remembered
            owner[remembered] = index
    return slugs, problems


def _free_slug(title: str, taken: set[str], used: Counter[str]) -> str:
    base = slug_of(title)
    slug = base
    while slug in taken:
        used[base] += 1  # remembered, because a thousand papers may share a title
        slug = f"{base}-{used[base] + 1}"
    return slug


def _redirects(
    lines: Mapping[str, LedgerLine], here: set[str], left_out: set[str]
) -> tuple[dict[str, str], list[Problem]]:
    """Where each retired address leads, and a warning for addresses that lead nowhere any more."""
    redirects: dict[str, str] = {}
    lost: list[str] = []
    for slug in sorted(set(lines) - here - left_out):
        target, seen = slug, {slug}
        while target in lines and target not in here and (moved := lines[target].moved) and moved not in seen:
            target = moved
            seen.add(moved)
        if target in here:
            redirects[slug] = target
        elif target not in left_out:
            lost.append(slug)
    if not lost:
        return redirects, []
    named = ", ".join(lost[:3]) + (f" and {len(lost) - 3} more" if len(lost) > 3 else "")
    count = f"{len(lost)} published {'paper is' if len(lost) == 1 else 'papers are'}"
    hint = f"Bring the source back, or set `moved` in {FILE_NAME} to the slug that readers should be sent to."
    return redirects, [warning("vanished-paper", Origin(FILE_NAME, 0), f"{count} in no source any more: {named}", hint)]
