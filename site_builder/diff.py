"""Two states of a survey's papers into words: what was added, merged, parted, changed and removed.

A state is known by its papers as ``data/papers.json`` tells of them. The text is Markdown, to head a release note with.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from site_builder.catalogue import Catalogue
from site_builder.data_papers import paper_rows
from site_builder.diff_words import changes_of, counted, named, plain, quoted
from site_builder.problems import CommandError
from site_builder.titles import compact_title
from site_builder.urls import arxiv_address, doi_address, paper_path, present_slug

Row = Mapping[str, Any]
"""One paper as ``papers.json`` has it."""


@dataclass(frozen=True, slots=True)
class State:
    """The papers of a survey at one time."""

    rows: Mapping[str, Row]
    """By slug."""
    themes: Mapping[str, str]
    """Theme id to title; the id itself where nobody tells the title."""
    redirects: Mapping[str, str] = field(default_factory=dict)
    """Retired slug to the present one, as far as known."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Slug of a paper that was left out to the editor's reason."""
    base_url: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of the papers of one state in another."""

    added: tuple[str, ...]
    """Slugs, new."""
    merged: Mapping[str, tuple[str, ...]]
    """New slug to the old slugs that are one paper now."""
    parted: Mapping[str, str]
    """New slug to the old slug of the paper that it was part of."""
    kept: Mapping[str, str]
    """New slug to its old one."""
    removed: tuple[str, ...]
    """Slugs, old."""


def state_of(catalogue: Catalogue) -> State:
    """The state of a survey that was read from its content folder."""
    return State(
        rows={row["id"]: row for row in paper_rows(catalogue)},
        themes={theme.id: theme.title for theme in catalogue.themes},
        redirects={old: present_slug(old, catalogue.redirects) for old in catalogue.redirects},
        reasons={
            path.removeprefix("papers/").removesuffix(".html"): gone.reason
            for path, gone in catalogue.departed.items()
            if gone.reason
        },
        base_url=catalogue.survey.base_url,
    )


def parse_state(text: str, name: str) -> State:
    """The state that the text of a ``papers.json`` tells of; raises CommandError for a text that is none."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise CommandError(f"{name} is no papers.json: it is not JSON.") from fault
    if not isinstance(rows, list) or not all(_is_row(row) for row in rows):
        raise CommandError(f"{name} is no papers.json: it must be a list of papers, each with an id and a title.")
    themes = dict.fromkeys(theme for row in rows for theme in row.get("themes") or ())
    return State({row["id"]: row for row in rows}, {theme: theme for theme in sorted(themes)})


def _is_row(row: object) -> bool:
    if not isinstance(row, dict) or not all(isinstance(row.get(name), str) for name in ("id", "title")):
        return False
    lists = [row.get(name) or [] for name in ("authors", "themes", "links", "tasks", "datasets", "results")]
    return all(isinstance(value, list) for value in lists) and all(isinstance(t, str) for t in [*lists[0], *lists[1]])


def compare_states(old: State, new: State) -> Difference:
    """Find each paper of the old state in the new one: by slug, by redirect, by identifier, or by title."""
    index = _index(new.rows.values())
    heirs: dict[str, list[str]] = defaultdict(list)
    removed = []
    for slug, row in sorted(old.rows.items()):
        found = _find(slug, row, new, index)
        if found is None:
            removed.append(slug)
        else:
            heirs[found].append(slug)
    merged = {slug: tuple(olds) for slug, olds in sorted(heirs.items()) if len(olds) > 1}
    kept = {slug: slug if slug in olds else olds[0] for slug, olds in sorted(heirs.items())}
    by_link = {link: slug for slug, row in old.rows.items() for link in _links(row)}
    parted = {}
    for slug, row in sorted(new.rows.items()):
        whole = next((by_link[link] for link in _own_links(row) if link in by_link), None)
        if slug not in heirs and whole is not None:
            parted[slug] = whole
    added = tuple(sorted(slug for slug in new.rows if slug not in heirs and slug not in parted))
    return Difference(added, merged, parted, kept, tuple(removed))


def _index(rows: Iterable[Row]) -> dict[str, str]:
    """What a paper can be known by to its slug; a title that several papers have tells none of them."""
    index: dict[str, str] = {}
    titles: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for name in _own_links(row):
            index.setdefault(name, row["id"])
        titles[compact_title(row["title"])].append(row["id"])
    for row in rows:
        for name in _links(row):
            index.setdefault(name, row["id"])
    return index | {f"title:{title}": slugs[0] for title, slugs in titles.items() if len(slugs) == 1}


def _find(slug: str, row: Row, new: State, index: Mapping[str, str]) -> str | None:
    if slug in new.rows:
        return slug
    if new.redirects.get(slug) in new.rows:
        return new.redirects[slug]
    if slug in new.reasons:
        return None
    names = [*_own_links(row), f"title:{compact_title(row['title'])}"]
    return next((index[name] for name in names if name in index), None)


def _own_links(row: Row) -> Iterator[str]:
    if row.get("arxiv"):
        yield arxiv_address(str(row["arxiv"]))
    if row.get("doi"):
        yield doi_address(str(row["doi"]))


def _links(row: Row) -> Iterator[str]:
    """The addresses of arXiv and DOI that a paper has, also those of what was merged into it."""
    yield from _own_links(row)
    for link in row.get("links") or ():
        if isinstance(link, dict) and link.get("label") in ("arXiv", "DOI"):
            yield str(link.get("url"))


def describe_difference(old: State, new: State) -> str:
    """Say in Markdown what became of the papers and the themes."""
    difference = compare_states(old, new)
    themes = {**old.themes, **new.themes}
    changed: dict[str, list[str]] = {}
    for slug, before in difference.kept.items():
        changes = [*_moved(before, slug), *changes_of(old.rows[before], new.rows[slug], themes)]
        if changes:
            changed[slug] = changes
    merged = [(slug, [one for one in olds if one != difference.kept[slug]]) for slug, olds in difference.merged.items()]
    counts = {
        "added": len(difference.added),
        "merged into others": sum(len(olds) for _, olds in merged),
        "parted from others": len(difference.parted),
        "changed": len(changed),
        "removed": len(difference.removed),
    }
    told = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
    number, was = len(new.rows), len(old.rows)
    head = f"{counted(number, 'paper')}{f', where there were {was:,}' if number != was else ''}"
    sections = {
        "Added": [_added(new.rows[slug], new) for slug in difference.added],
        "Merged": [
            f"{', '.join(quoted(old.rows[one]) for one in olds)} and {_title(new.rows[slug], new)} are one paper now."
            for slug, olds in merged
        ],
        "Parted": [
            f"{_title(new.rows[slug], new)} is a paper of its own now, which was part of {quoted(old.rows[whole])}."
            for slug, whole in difference.parted.items()
        ],
        "Changed": [f"{_title(new.rows[slug], new)}: {'; '.join(changes)}." for slug, changes in changed.items()],
        "Removed": [_removed(old.rows[slug], new) for slug in difference.removed],
        "Themes": list(_themes(old, new)),
    }
    nothing = not told and not sections["Themes"]
    lines = ["## What changed", "", f"{head}: {told or ('nothing changed' if nothing else 'the same ones')}."]
    for name, points in sections.items():
        if points:
            lines += ["", f"### {name}", "", *(f"- {point}" for point in points)]
    return "\n".join(lines) + "\n"


def _title(row: Row, state: State) -> str:
    title = plain(row["title"])
    return f"[{title}]({state.base_url}{paper_path(row['id'])})" if state.base_url else f"**{title}**"


def _added(row: Row, state: State) -> str:
    themes = [state.themes.get(theme, theme) for theme in row.get("themes") or ()]
    where = f", under {named(themes)}" if themes else ", not filed yet"
    authors: Sequence[str] = row.get("authors") or ()
    by = plain(f"{authors[0]} et al." if len(authors) > 2 else " and ".join(authors))
    facts = ", ".join(part for part in (by, plain(str(row.get("venue") or "")), str(row.get("year") or "")) if part)
    return f"{_title(row, state)}{f' ({facts})' if facts else ''}{where}."


def _removed(row: Row, new: State) -> str:
    reason = new.reasons.get(row["id"])
    return f"{quoted(row)}{f', left out: {plain(reason)}' if reason else ''}."


def _moved(before: str, now: str) -> Iterator[str]:
    if before != now:
        yield f"its page, `{before}`, is `{now}` now"


def _themes(old: State, new: State) -> Iterator[str]:
    for theme in sorted(new.themes.keys() - old.themes.keys()):
        yield f"New: {plain(new.themes[theme])}."
    for theme in sorted(old.themes.keys() - new.themes.keys()):
        yield f"Gone: {plain(old.themes[theme])}."
    for theme in sorted(old.themes.keys() & new.themes.keys()):
        was, now = old.themes[theme], new.themes[theme]
        if theme not in (was, now) and was != now:
            yield f"{plain(was)} is called {plain(now)} now."
