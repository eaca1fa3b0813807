"""The records of one paper into the facts they state together, with every contradiction reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from site_builder.alike import abstract_words, is_same_list, is_same_venue
from site_builder.dates import is_compatible, parse_date, precision
from site_builder.facts_appearances import by_kind, find_appearances, settle_locators
from site_builder.facts_settle import conflict, is_joined_by_editor, settle, severity
from site_builder.model import Appearance, Date, Decisions, Findings, Link, Locator, Paper, Record
from site_builder.problems import Origin, Problem, Severity, error, warning
from site_builder.text import fingerprint, fold
from site_builder.titles import Likeness, compact_title, compare_titles, title_form
from site_builder.urls import arxiv_address, doi_address

_EDITORS = ("note", "yaml")
"""Sources that the editor writes, whose word is kept as it stands."""


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
    findings: Findings
    note: str
    decisions: Decisions
    keywords: tuple[str, ...]
    appearances: tuple[Appearance, ...] = ()
    locator: Locator = field(default_factory=Locator)


def merge_facts(group: Sequence[Record]) -> tuple[Facts, tuple[Problem, ...]]:
    """Combine the records of one paper, given with the leading one first.

    A field that two records state differently keeps what the earlier one says and is reported at the later one's
    place: as a warning, or as information where the editor has decided, by a note that is kept or by ``same_as``.
    """
    title, problems = _settle_titles(group)
    authors, differ = _settle_authors(group)
    problems += differ
    count, differ = _settle_counts(group)
    problems += differ
    date, differ = _settle_dates(group)
    problems += differ
    venue, differ = _settle_venues(group)
    problems += differ
    locator, differ = settle_locators(group, venue)
    problems += differ
    arxiv, differ = settle(group, "the arXiv id", [r.arxiv for r in group], str, str)
    problems += differ
    doi, differ = settle(group, "the DOI", [_publishers_doi(r) for r in group], str, str)
    problems += differ
    abstract, differ = _settle_abstracts(group)
    problems += differ
    decisions, differ = _merge_decisions(group)
    problems += differ
    facts = Facts(
        title=title or group[0].title,
        abstract=abstract,
        authors=authors or (),
        author_count=len(authors) if authors else count,
        date=date,
        venue=venue,
        arxiv=arxiv,
        doi=doi or next((record.doi for record in group if record.doi), None),
        links=_merge_links(group),
        findings=next((record.findings for record in group if record.findings != Findings()), Findings()),
        note="\n\n".join(record.note for record in group if record.note),
        decisions=decisions,
        keywords=_merge_keywords(group),
        appearances=find_appearances(group),
        locator=locator,
    )
    return facts, tuple(problems)


def _merge_keywords(group: Sequence[Record]) -> tuple[str, ...]:
    """The keywords of all records; those that differ in case only are one, as the first record writes it."""
    by_key: dict[str, str] = {}
    for record in group:
        for keyword in record.keywords:
            by_key.setdefault(fold(keyword), keyword)
    return tuple(by_key.values())


def _settle_titles(group: Sequence[Record]) -> tuple[str | None, list[Problem]]:
    """The first title, or one that has the subtitle it lacks; titles that are alike only inform."""
    titled = [record for record in group if not record.is_untitled]
    if len(titled) < 2:
        return (titled[0].title if titled else None), []
    form = title_form(titled[0].title)
    alike = [compare_titles(form, title_form(record.title)) for record in titled]
    if titled[0].source not in _EDITORS:
        is_fuller = [how is not None and how.likeness is Likeness.HEAD for how in alike]
        fuller = (at for at, record in enumerate(titled) if is_fuller[at] and len(record.title) > len(titled[0].title))
        titled.insert(0, titled.pop(next(fuller, 0)))
    kept, problems = settle(
        titled, "the title", [record.title for record in titled], compact_title, lambda title: f"“{title}”"
    )
    if all(alike):
        problems = [replace(problem, severity=Severity.INFO) for problem in problems]
    return kept, problems


def _settle_authors(group: Sequence[Record]) -> tuple[tuple[str, ...] | None, list[Problem]]:
    """The first list of authors, or the same people with their names in full."""
    lists = [record.authors for record in group]
    kept, problems = settle(group, "the author list", lists, _folded, ", ".join)
    if not problems or kept is None:
        return kept, problems
    places = {record.origin for record in group if record.authors and is_same_list(kept, record.authors)}
    problems = [problem for problem in problems if problem.origin not in places]
    same = [names for names in lists if names and is_same_list(kept, names)]
    is_edited = any(record.authors == kept and record.source in _EDITORS for record in group)
    return (kept if is_edited else max(same, key=_letters)), problems


def _letters(names: Sequence[str]) -> int:
    return sum(char.isalpha() for name in names for char in name)


def _settle_venues(group: Sequence[Record]) -> tuple[str | None, list[Problem]]:
    """The first venue that is no preprint server, or the preprint server; both kinds do not contradict each other."""
    kept: str | None = None
    problems: list[Problem] = []
    for some in by_kind(group):
        venue, differ = settle(some, "the venue", [record.venue for record in some], fold, str)
        like = {r.origin for r in some if r.venue and venue and is_same_venue(venue, r.venue)}
        problems += [problem for problem in differ if problem.origin not in like]
        kept = kept or venue
    return kept, problems


def _settle_counts(group: Sequence[Record]) -> tuple[int | None, list[Problem]]:
    """The number of authors, which a list of names states as well."""
    stated: list[tuple[Record, int | None]] = []
    for record in group:
        stated += [(record, len(record.authors)), (record, record.author_count)]
    return settle([record for record, _ in stated], "the number of authors", [count for _, count in stated], int, str)


def _settle_dates(group: Sequence[Record]) -> tuple[Date | None, list[Problem]]:
    """When the paper first appeared: of a preprint and what was published, the earlier; else what the first says."""
    dates: list[Date] = []
    problems: list[Problem] = []
    for some in by_kind(group):
        date, differ = _settle_one_date(some)
        dates += [date] if date else []
        problems += differ
    if not dates or group[0].source in _EDITORS:
        return next(iter(dates), None), problems
    return min(dates, key=lambda date: (date.year or 9999, date.iso or "")), problems


def _settle_one_date(group: Sequence[Record]) -> tuple[Date | None, list[Problem]]:
    """The first date, made more precise by a later one that can be the same day."""
    kept: Date | None = None
    keeper = group[0]
    problems = []
    for record in group:
        if record.date is None:
            continue
        if kept is None or (is_compatible(kept, record.date) and precision(record.date) > precision(kept)):
            kept, keeper = record.date, record
        elif not is_compatible(kept, record.date):
            problems.append(
                conflict(severity(group, keeper), "the date", (record, record.date.text), (keeper, kept.text))
            )
    return kept, problems


def _settle_abstracts(group: Sequence[Record]) -> tuple[str | None, list[Problem]]:
    """The first abstract, or a later one that goes on where it was cut short."""
    stated = [record for record in group if record.abstract]
    if not stated:
        return None, []
    keeper = stated[0]
    kept = abstract_words(keeper.abstract or "")
    problems = []
    for record in stated[1:]:
        given = abstract_words(record.abstract or "")
        if given[: len(kept)] == kept:
            keeper, kept = record if len(given) > len(kept) else keeper, given
        elif kept[: len(given)] != given:
            message = f"the abstract is not quite the one at {keeper.origin}, which is kept"
            problems.append(Problem(severity(group, keeper), "conflict", record.origin, message))
    marks = {fingerprint(record.abstract or "") for record in stated}
    for record in group:
        if record.abstract_sha256 and record.abstract_sha256 not in marks:
            message = f"`abstract_sha256` is not that of the abstract at {keeper.origin}"
            problems.append(Problem(Severity.INFO, "other-abstract", record.origin, message))
    return keeper.abstract, problems


def _publishers_doi(record: Record) -> str | None:
    return None if record.doi is None or record.doi.startswith("10.48550/arxiv.") else record.doi


def _folded(names: Sequence[str]) -> list[str]:
    return [fold(name) for name in names]


def _merge_links(group: Sequence[Record]) -> tuple[Link, ...]:
    """All links of all records, arXiv first, then DOIs, then the rest; each address once."""
    arxiv = [Link("arXiv", arxiv_address(record.arxiv)) for record in group if record.arxiv]
    dois = [Link("DOI", doi_address(record.doi)) for record in group if record.doi]
    given = [link for record in group for link in record.links]
    by_url: dict[str, Link] = {}
    for link in (*arxiv, *dois, *given):
        by_url.setdefault(link.url, link)
    return tuple(by_url.values())


def _merge_decisions(group: Sequence[Record]) -> tuple[Decisions, list[Problem]]:
    """Each decision as the first record that makes it has it; themes that are added or removed add up."""
    made = [record.decisions for record in group]
    slug, problems = settle(group, "the slug", [r.decisions.slug for r in group], str, str)
    problems += _second_notes(group)
    _, differ = settle(group, "the list of themes", [r.decisions.themes for r in group], list, ", ".join)
    return replace(
        made[0],
        slug=slug,
        themes=next((one.themes for one in made if one.themes is not None), None),
        add_themes=tuple(dict.fromkeys(theme for one in made for theme in one.add_themes)),
        remove_themes=tuple(dict.fromkeys(theme for one in made for theme in one.remove_themes)),
        places={name: place for one in reversed(made) for name, place in one.places.items()},
    ), [*problems, *differ]


def _second_notes(group: Sequence[Record]) -> list[Problem]:
    """A problem for each further note on a paper, which nobody asked to be merged with the first."""
    notes = [record for record in group if record.source == "note"]
    if not notes or is_joined_by_editor(group):
        return []
    first = notes[0]
    problems = []
    for record in notes[1:]:
        if record.decisions.slug == first.decisions.slug:
            message = f"the slug `{record.decisions.slug}` is also that of the note at {first.origin} on the same paper"
            problems.append(error("duplicate-slug", record.origin, message, "Keep one of the two notes."))
        else:
            hint = "Keep one of the two, or settle it with `same_as` or `distinct_from`."
            message = f"the note at {first.origin} is on the same paper: the two are merged"
            problems.append(warning("second-note", record.origin, message, hint))
    return problems


def make_paper(
    group: Sequence[Record], facts: Facts, slug: str, added: str | None, reasons: tuple[str, ...] = ()
) -> Paper:
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
        findings=facts.findings,
        note=facts.note,
        note_origin=Origin(noted.origin.path, noted.note_line) if noted else None,
        decisions=facts.decisions,
        origins=tuple(record.origin for record in group),
        sources=tuple(record.source for record in group),
        added=parse_date(added) if added else None,
        keywords=facts.keywords,
        appearances=facts.appearances,
        locator=facts.locator,
        keys=tuple(dict.fromkeys(key for record in group for key in record.keys)),
        reasons=reasons,
    )
