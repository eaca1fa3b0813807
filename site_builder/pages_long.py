"""Lists of papers that may be too long for one page: how they are cut, and the pages of their parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from site_builder.catalogue import Page
from site_builder.pages_parts import WHOLE, Filing, PartRef, Piece, Way, cut_list, no_anchor, part_refs, spelling
from site_builder.pages_views import Group, Line, Ref, Views, make_page
from site_builder.pages_wording import date_words, filed_title, papers_words

UNDATED = "undated"
Step = Callable[[str, Views], tuple[str, str]]
"""Into which part a paper goes, by its slug: the name of the part and what it is called."""


def cut_papers(
    slugs: Sequence[str],
    views: Views,
    steps: Sequence[Step],
    bulk: Callable[[Line], int],
    way: Way = WHOLE,
) -> Piece:
    """Cut a list of papers by steps, then by the letters of their titles, if it is too long for a page.

    ``bulk`` tells about how many bytes of HTML a paper takes there.
    """
    lines, language = views.lines, views.site.language
    filing = Filing(
        bulk=lambda slug: bulk(lines[slug]),
        spelling=lambda slug: spelling(filed_title(lines[slug].title, language), slug),
        steps=tuple(_with(views, step) for step in steps),
    )
    return cut_list(slugs, filing, way)


def _with(views: Views, step: Step) -> Callable[[str], tuple[str, str]]:
    return lambda slug: step(slug, views)


def title_bulk(line: Line) -> int:
    """About how many bytes a paper takes in a list of titles."""
    texts = (line.title, line.authors, line.imprint, line.name)
    return 160 + len(line.slug) + sum(len(text.encode()) for text in texts)


def group_bulk(line: Line) -> int:
    """About how many bytes a paper takes in a list that tells gists and themes."""
    themes = sum(len(theme.path) + len(theme.title.encode()) + 30 for theme in line.themes)
    return 60 + title_bulk(line) + len(line.gist.encode()) + themes


def theme_bulk(line: Line) -> int:
    """About how many bytes a paper takes in the list of a theme, without a note."""
    return 190 + group_bulk(line) + 3 * len(line.slug) + len(line.title.encode())


def by_year(slug: str, views: Views) -> tuple[str, str]:
    """The part of a list that a paper's year names."""
    year = views.papers[slug].year
    return (f"{year:04d}", str(year)) if year is not None else (UNDATED, "Undated")


def by_month(slug: str, views: Views) -> tuple[str, str]:
    """The part of a year that a paper's month names."""
    date = views.papers[slug].date
    if date is None or not date.month:
        return "month-unknown", "Month not known"
    return f"{date.month:02d}", date_words(date).split()[-2]


def refs_of(
    piece: Piece,
    views: Views,
    path_of: Callable[[str], str],
    marks: Callable[[str], Sequence[str]] = lambda slug: (),
    anchor: Callable[[Piece], str] = no_anchor,
) -> tuple[PartRef, ...]:
    """Links to the parts of a list of papers."""

    def added(slug: str) -> tuple[str, str]:
        day = views.papers[slug].added
        return (day.iso or "") if day else "", slug

    return part_refs(piece, path_of, added, marks, anchor)


def turns(piece: Piece, path_of: Callable[[str], str]) -> dict[str, tuple[Ref | None, Ref | None]]:
    """The name of each page that lists papers, to those before and after it."""
    leaves = [part for part in piece.pages() if not part.parts]
    refs: list[Ref | None] = [None, *(Ref(part.title, path_of(part.name), len(part.items)) for part in leaves), None]
    return {part.name: (refs[at], refs[at + 2]) for at, part in enumerate(leaves)}


@dataclass(frozen=True, slots=True)
class LongList:
    """A list of papers that is cut, as the pages of its parts tell of it."""

    piece: Piece
    above: tuple[Ref, ...]
    """The pages above it, the highest first; the last one is that of the list itself."""
    section: str
    path_of: Callable[[str], str]
    has_years: bool
    """Whether papers are told with their years."""
    has_themes: bool = True


def list_pages(long: LongList, views: Views) -> list[Page]:
    """The pages of the parts of a list."""
    neighbours = turns(long.piece, long.path_of)
    pages = []
    for part in long.piece.pages():
        newer, older = neighbours.get(part.name, (None, None))
        title = part.title if part.title.startswith(long.above[-1].title) else f"{long.above[-1].title}: {part.title}"
        lines = () if part.parts else tuple(views.lines[slug] for slug in part.items)
        pages.append(
            make_page(
                views,
                long.path_of(part.name),
                "papers_part.html",
                (title, f"{papers_words(len(part.items))} in {views.site.title}: {title}.", long.section),
                above=long.above,
                count=len(part.items),
                groups=(Group("all", "", lines),) if lines else (),
                parts=refs_of(part, views, long.path_of),
                has_years=long.has_years,
                has_themes=long.has_themes,
                newer=newer,
                older=older,
            )
        )
    return pages
