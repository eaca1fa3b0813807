"""The ledger of addresses: which paper got which slug and when, so that no published link ever dies.

It is a text file, ``ledger.jsonl`` in the content folder, one JSON object a line, sorted by slug, so that version
control shows and merges it well. A line is written when a paper is first published and is never removed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from site_builder.catalogue import Departed
from site_builder.dates import parse_date
from site_builder.ledger_match import Claim, Ledger, LedgerLine, Marks, match_ledger
from site_builder.ledger_moves import FILE_NAME, THEME, follow_moves, record_themes
from site_builder.ledger_terms import Housed, record_terms
from site_builder.model import Date, SourceText
from site_builder.problems import Origin, Problem, error
from site_builder.terms import DATASET, TASK
from site_builder.text import slug_of, title_key
from site_builder.urls import is_slug

__all__ = [
    "FILE_NAME",
    "Address",
    "Addressed",
    "Claim",
    "Housed",
    "Ledger",
    "LedgerLine",
    "Marks",
    "assign_addresses",
    "parse_ledger",
    "record_terms",
    "record_themes",
    "render_ledger",
]

_FIELDS = ("slug", "kind", "title", "added", "arxiv", "doi", "abstract", "author", "moved")
"""The keys of a line, in this order."""


def parse_ledger(source: SourceText | None) -> tuple[Ledger, tuple[Problem, ...]]:
    """Parse a ledger; a line that is no valid one is an error, since losing it would break an address.

    A survey that has no ledger yet has an empty one.
    """
    if source is None:
        return (), ()
    lines: dict[tuple[str, str], LedgerLine] = {}
    problems: list[Problem] = []
    hint = "Restore the line from version control: addresses in the ledger are public."
    for number, raw in enumerate(source.text.split("\n"), start=1):
        if not raw.strip():
            continue
        line, place = _parse_line(raw), Origin(source.path, number)
        if line is None:
            problems.append(error("malformed-ledger", place, "this is not a line of a ledger", hint))
        elif _order(line) in lines:
            problems.append(error("malformed-ledger", place, f"`{line.slug}` stands here twice", hint))
        else:
            lines[_order(line)] = replace(line, origin=place)
    return tuple(lines[key] for key in sorted(lines)), tuple(problems)


def count_lines(source: SourceText | None) -> int:
    """How many addresses a ledger as read holds, in lines that are right or wrong."""
    return sum(bool(line.strip()) for line in source.text.split("\n")) if source else 0


def _order(line: LedgerLine) -> tuple[str, str]:
    return line.slug, line.kind or ""


def _parse_line(raw: str) -> LedgerLine | None:
    try:
        value = json.loads(raw)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):  # half a surrogate pair is no text either
        return None
    if not isinstance(value, dict) or not all(v is None or isinstance(v, str) for v in value.values()):
        return None
    known = {name: value.get(name) for name in _FIELDS}
    slug, title, moved, added = known["slug"], known["title"], known["moved"], known["added"]
    if set(value) - set(known) or title is None or slug is None or not is_slug(slug):
        return None
    if (moved is not None and not is_slug(moved)) or known["kind"] not in (None, THEME, TASK, DATASET):
        return None
    if added is not None and ((day := parse_date(added)) is None or day.iso != added):
        return None
    facts = (known["arxiv"], known["doi"], known["abstract"], known["author"])
    return LedgerLine(slug, title, added, *facts, moved, known["kind"])


def render_ledger(ledger: Ledger) -> str:
    """Write a ledger out; what is unknown is left out of its line."""
    rows = []
    for line in sorted(ledger, key=_order):
        fields = {name: getattr(line, name) for name in _FIELDS}
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
    departed: Mapping[str, Departed]
    """Published slug to what is to be said of the paper, which is not here any more."""
    unrecorded: tuple[str, ...]
    """The slugs in use that the ledger does not remember."""


def assign_addresses(
    claims: Sequence[Claim], ledger: Ledger, today: Date | None
) -> tuple[Addressed, tuple[Problem, ...]]:
    """Give every paper the address its note fixes, else the one the ledger remembers, else a new one from its title.

    ``today`` dates the papers that the ledger does not know yet. The outcome does not depend on the claims' order, nor
    do the addresses of other papers on the claims without marks, which the ledger is not to remember.
    """
    keys = [title_key(claim.title) for claim in claims]
    order = sorted(range(len(claims)), key=lambda i: _rank(claims[i], keys[i]))
    lines = {line.slug: line for line in ledger if line.kind is None}
    known, problems = match_ledger(claims, keys, order, tuple(lines.values()))
    decided, contested = _decided_slugs(claims, known, order)
    passing: dict[str, LedgerLine] = {}
    fixed = set(decided.values())
    taken = set(lines) | fixed | {slug for claim in claims for slug in claim.slugs}
    used: Counter[str] = Counter()
    addresses: list[Address | None] = [None] * len(claims)
    for index in order:
        claim = claims[index]
        if claim.excluded is not None:
            continue
        slug = decided.get(index) or _free_slug(claim.title, taken, used)
        taken.add(slug)
        dates = [line.added for line in known[index] if line.added]
        added = min(dates) if dates else (today.iso if today and not known[index] else None)
        addresses[index] = Address(slug, added)
        moved = {line.slug: replace(line, moved=slug) for line in known[index] if line.slug != slug}
        if claim.marks is None:
            passing.update(moved)
            continue
        lines[slug] = _line_of(claim.marks, slug, added, next((x for x in known[index] if x.slug == slug), None))
        lines.update(moved)
        for retired in claim.slugs[1:]:
            if retired not in fixed:
                lines.setdefault(retired, LedgerLine(retired, claim.title, added, moved=slug))
    here = {address.slug for address in addresses if address}
    redirects, departed, lost = follow_moves({**lines, **passing}, here, _left_out(claims, known))
    kept = (*lines.values(), *(line for line in ledger if line.kind is not None))
    unrecorded = tuple(sorted(here - set(lines)))
    addressed = Addressed(tuple(addresses), tuple(sorted(kept, key=_order)), redirects, departed, unrecorded)
    return addressed, (*problems, *contested, *lost)


def _rank(claim: Claim, key: str) -> tuple[bool, str, str, tuple[str, ...], Origin]:
    return claim.marks is None, key, claim.date, claim.abstracts, claim.origin


def _left_out(claims: Sequence[Claim], known: Sequence[Sequence[LedgerLine]]) -> dict[str, str]:
    """Published slugs to why the editor left their papers out."""
    pairs = zip(claims, known, strict=True)
    return {line.slug: claim.excluded for claim, lines in pairs if claim.excluded is not None for line in lines}


def _line_of(marks: Marks, slug: str, added: str | None, before: LedgerLine | None) -> LedgerLine:
    """The line of a paper that is here; what its sources of today leave open is as it was ``before``."""
    line = LedgerLine(slug, marks.title, added, marks.arxiv, marks.doi, marks.abstract, marks.author)
    if before is None:
        return line
    facts = {name: getattr(line, name) or getattr(before, name) for name in ("arxiv", "doi", "abstract", "author")}
    return replace(line, origin=before.origin, **facts)


def _decided_slugs(
    claims: Sequence[Claim], known: Sequence[Sequence[LedgerLine]], order: Sequence[int]
) -> tuple[dict[int, str], list[Problem]]:
    """The slugs that notes or the ledger fix, by the claim's index; two papers that want one slug are an error."""
    slugs: dict[int, str] = {}
    owner: dict[str, int] = {}
    problems: list[Problem] = []
    for index in order:
        if claims[index].excluded is not None:
            continue
        for slug in claims[index].slugs:
            if owner.setdefault(slug, index) != index:
                first, second = sorted((claims[owner[slug]].origin, claims[index].origin))
                message = f"the slug `{slug}` is also that of the paper at {first}"
                problems.append(error("duplicate-slug", second, message, "Give one of the two another `slug`."))
        if claims[index].slugs:
            slugs[index] = claims[index].slugs[0]
    for index in order:
        if index in slugs or claims[index].excluded is not None:
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
