"""The records of one paper into the facts they state together, with every contradiction reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from site_builder.dates import is_compatible, parse_date, precision
from site_builder.model import Date, Decisions, Link, Paper, Record
from site_builder.problems import Origin, Problem, Severity
from site_builder.text import fold, title_key


@dataclass(frozen=True, slots=True)
class Facts:
    """What the records of one paper say together; the leading record's word counts where they differ."""

    title: str
    abstract: str | None
    authors: tuple[str, ...]
    author_count: int | None
    date: Date | None
    venue: str | None
    arxiv: str | None
    doi: str | None
    links: tuple[Link, ...]
    note: str
    decisions: Decisions


def merge_facts(group: Sequence[Record]) -> tuple[Facts, tuple[Problem, ...]]:
    """Combine the records of one paper, given with the leading one first.

    A field that two records state differently keeps the leading record's value and is reported at the other one's
    place: as a warning, or as information where a note leads, because then the editor has decided.
    """
    lead = group[0]
    problems: list[Problem] = []

    def differs(other: Record, field: str, kept: object, given: object) -> None:
        severity = Severity.INFO if lead.source == "note" else Severity.WARNING
        message = f"{field} is {given} here and {kept} at {lead.origin}, which is kept"
        problems.append(Problem(severity, "conflict", other.origin, message, ""))

    authors, date, venue, abstract = lead.authors, lead.date, lead.venue, lead.abstract
    count = len(authors) or lead.author_count
    for other in group[1:]:
        if title_key(other.title) != title_key(lead.title):
            differs(other, "the title", f"“{lead.title}”", f"“{other.title}”")
        if not authors:
            authors = other.authors
            if authors and count and count != len(authors):
                differs(other, "the number of authors", count, len(authors))
            count = len(authors) or count
        elif other.authors and [fold(name) for name in other.authors] != [fold(name) for name in authors]:
            differs(other, "the author list", ", ".join(authors), ", ".join(other.authors))
        if count is None:
            count = other.author_count
        elif other.author_count is not None and other.author_count != count:
            differs(other, "the number of authors", count, other.author_count)
        if date is None or (
            other.date is not None and is_compatible(date, other.date) and precision(other.date) > precision(date)
        ):
            date = other.date
        elif other.date is not None and not is_compatible(date, other.date):
            differs(other, "the date", date.text, other.date.text)
        if venue is None:
            venue = other.venue
        elif other.venue is not None and fold(other.venue) != fold(venue):
            differs(other, "the venue", venue, other.venue)
        abstract = abstract if abstract is not None else other.abstract
    facts = Facts(
        title=lead.title,
        abstract=abstract,
        authors=authors,
        author_count=count,
        date=date,
        venue=venue,
        arxiv=next((record.arxiv for record in group if record.arxiv), None),
        doi=next((record.doi for record in group if record.doi), None),
        links=_merge_links(group),
        note="\n\n".join(record.note for record in group if record.note),
        decisions=_merge_decisions(group),
    )
    return facts, tuple(problems)


def _merge_links(group: Sequence[Record]) -> tuple[Link, ...]:
    """All links of all records, arXiv first, then DOIs, then the rest; each address once."""
    arxiv = [Link("arXiv", f"https://arxiv.org/abs/{record.arxiv}") for record in group if record.arxiv]
    dois = [Link("DOI", f"https://doi.org/{record.doi}") for record in group if record.doi]
    given = [link for record in group for link in record.links]
    by_url: dict[str, Link] = {}
    for link in (*arxiv, *dois, *given):
        by_url.setdefault(link.url, link)
    return tuple(by_url.values())


def _merge_decisions(group: Sequence[Record]) -> Decisions:
    """The leading record's decisions, each one it leaves open taken from the next record that makes it."""
    merged = group[0].decisions
    for record in group[1:]:
        later = record.decisions
        if not later.places:
            continue
        merged = replace(
            merged,
            slug=merged.slug or later.slug,
            themes=merged.themes if merged.themes is not None else later.themes,
            add_themes=merged.add_themes or later.add_themes,
            remove_themes=merged.remove_themes or later.remove_themes,
            places={**later.places, **merged.places},
        )
    return merged


def make_paper(group: Sequence[Record], facts: Facts, slug: str, added: str | None) -> Paper:
    """The paper of a group of records at its address; ``added`` is an ISO date."""
    noted = next((record for record in group if record.note), None)
    return Paper(
        slug=slug,
        title=facts.title,
        abstract=facts.abstract,
        authors=facts.authors,
        author_count=facts.author_count,
        date=facts.date,
        venue=facts.venue,
        arxiv=facts.arxiv,
        doi=facts.doi,
        links=facts.links,
        note=facts.note,
        note_origin=Origin(noted.origin.path, noted.note_line) if noted else None,
        decisions=facts.decisions,
        origins=tuple(record.origin for record in group),
        sources=tuple(record.source for record in group),
        added=parse_date(added) if added else None,
    )
