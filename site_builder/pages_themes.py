"""The overview of the themes and the page of each: its text, reading path, comparisons and annotated papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from site_builder import urls
from site_builder.catalogue import Catalogue, Page
from site_builder.model import Paper
from site_builder.pages_courses import cite_theme
from site_builder.pages_findings import citations_in, comparison_views
from site_builder.pages_long import by_year, cut_papers, refs_of, theme_bulk, turns
from site_builder.pages_parts import LONGEST, Piece
from site_builder.pages_views import Group, Line, Ref, Views, groups_by_year, make_page, theme_number
from site_builder.pages_wording import count_words, papers_words
from site_builder.pictures_bars import Picture, make_picture
from site_builder.pictures_timeline import make_timeline
from site_builder.prose_signs import typeset
from site_builder.text import readable
from site_builder.themes import Theme
from site_builder.versions import theme_versions

FILTER_SCRIPTS = ("assets/search-filter.js",)
"""What a theme's page loads to filter its list; the script asks for the search when it is first used."""

_LONGEST_DIGEST = 1500


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme in an overview or on its page."""

    id: str
    title: str
    path: str
    scope: str
    count: int
    primary: int
    """How many papers have it as their primary theme."""
    own: int
    """How many papers are filed in it, and not only in its parts."""
    trail: tuple[Ref, ...]
    """The themes that it is a part of, the outermost first."""
    subthemes: tuple[ThemeView, ...]
    """The themes that are directly part of it."""
    picture: Picture | None
    version: str
    """Stays the same as long as what its page says does."""


@dataclass(frozen=True, slots=True)
class Placing:
    """A paper in the list of a theme: where else it is filed, and what is told of it."""

    chief: Ref | None
    """Its primary theme where that is another one, and the paper is filed here too."""
    parts: tuple[Ref, ...]
    """The parts of this theme that bring it, where it is not filed here itself."""
    others: tuple[Ref, ...]
    former: tuple[str, ...]
    """Its retired slugs, for links to its line that bear them."""
    place: int
    """Its number in the search index, by which the list is filtered."""
    digest: str
    """Markdown, where this is its primary theme; empty where the gist is enough or there is no note."""


@dataclass(frozen=True, slots=True)
class StepView:
    """A paper of a reading path."""

    line: Line
    why: str


def theme_views(views: Views) -> tuple[ThemeView, ...]:
    """All themes in their order."""
    versions = theme_versions(views.catalogue)
    made: dict[str, ThemeView] = {}
    parts: dict[str | None, tuple[ThemeView, ...]] = {}
    for theme in reversed(views.catalogue.themes):  # so that the parts of a theme are there before it is made
        view = made[theme.id] = _theme_view(theme, views, versions[theme.id], parts.get(theme.id, ()))
        parts[theme.parent] = (view, *parts.get(theme.parent, ()))
    return tuple(made[theme.id] for theme in views.catalogue.themes)


def _theme_view(theme: Theme, views: Views, version: str, parts: tuple[ThemeView, ...]) -> ThemeView:
    papers = views.shelves[theme.id]
    assignments = views.catalogue.assignments
    return ThemeView(
        id=theme.id,
        title=readable(theme.title),
        path=urls.theme_path(theme.id),
        scope=typeset(readable(theme.scope)),
        count=len(papers),
        primary=sum(1 for paper in papers if assignments[paper.slug][0].theme == theme.id),
        own=len(views.catalogue.papers_by_theme[theme.id]),
        trail=views.trails[theme.id],
        subthemes=parts,
        picture=make_picture(papers, views.years),
        version=version,
    )


def theme_lists(views: Views) -> dict[str, Piece]:
    """Theme id to the list of its papers, cut by years where it is too long for a page."""
    shelves = views.shelves.items()
    return {
        theme: cut_papers([paper.slug for paper in papers], views, (by_year,), theme_bulk) for theme, papers in shelves
    }


def paper_homes(lists: Mapping[str, Piece]) -> dict[str, dict[str, str]]:
    """Id of each theme whose list is cut, and slug of a paper, to the page that lists it."""
    return {
        theme: {slug: urls.theme_part(theme, name) for slug, name in piece.homes().items()}
        for theme, piece in lists.items()
        if piece.parts
    }


def theme_pages(views: Views, themes: Sequence[ThemeView], lists: Mapping[str, Piece]) -> list[Page]:
    """The overview, a page for each theme, and those of the parts of its list where that is cut."""
    description = f"The {count_words(len(themes), 'theme', 'themes')} of {views.site.title}."
    overview = make_page(views, urls.THEMES, "themes.html", ("Themes", description, urls.THEMES), themes=tuple(themes))
    former = _former_slugs(views.catalogue)
    pages = [overview]
    for theme, view in zip(views.catalogue.themes, themes, strict=True):
        shelf = _Shelf(theme, view, lists[theme.id], former)
        pages.append(_theme_page(shelf, views))
        pages += _part_pages(shelf, views)
    return pages


def _former_slugs(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Slug to the retired ones that lead to it."""
    former: dict[str, tuple[str, ...]] = {}
    for old in sorted(catalogue.redirects.keys() - {paper.slug for paper in catalogue.papers}):
        new = urls.present_slug(old, catalogue.redirects)
        former[new] = (*former.get(new, ()), old)
    return former


@dataclass(frozen=True, slots=True)
class _Shelf:
    """A theme and the list of its papers."""

    theme: Theme
    view: ThemeView
    list: Piece
    former: Mapping[str, tuple[str, ...]]
    """Slug to the retired ones that lead to it."""

    def path_of(self, name: str) -> str:
        """Where a part of the list is."""
        return urls.theme_part(self.theme.id, name)


def _theme_page(shelf: _Shelf, views: Views) -> Page:
    theme, view = shelf.theme, shelf.view
    themes, at = views.catalogue.themes, theme_number(theme, views.catalogue)
    papers = views.shelves[theme.id]
    listed = _listed(shelf, shelf.list, views, theme.text)
    groups: Sequence[Group] = listed["groups"]
    return make_page(
        views,
        view.path,
        "theme.html",
        (view.title, view.scope or f"{papers_words(view.count)} in {views.site.title}.", urls.THEMES),
        FILTER_SCRIPTS if groups else (),
        theme=view,
        number=at,
        text=theme.text,
        steps=reading_steps(theme, views),
        timeline=make_timeline(papers, [step.line for step in reading_steps(theme, views)], views.years),
        comparisons=comparison_views(papers, views),
        years=tuple(Ref(group.heading, f"{view.path}#{group.anchor}", len(group.lines)) for group in groups),
        cite=cite_theme(view.title, view.path, view.version, views.catalogue.survey),
        embed=urls.embed_path(theme.id),
        site_base=views.catalogue.survey.base_url or "",
        syllabus=urls.theme_syllabus(theme.id),
        before=views.themes[themes[at - 2].id] if at > 1 else None,
        after=views.themes[themes[at].id] if at < len(themes) else None,
        **listed,
    )


def _part_pages(shelf: _Shelf, views: Views) -> list[Page]:
    """The pages of the parts of a theme's list."""
    pages = []
    neighbours = turns(shelf.list, shelf.path_of)
    for part in shelf.list.pages():
        title = f"{shelf.view.title}: {part.title}"
        description = f"{papers_words(len(part.items))} of {views.site.title}: {title}."
        newer, older = neighbours.get(part.name, (None, None))
        pages.append(
            make_page(
                views,
                shelf.path_of(part.name),
                "theme_part.html",
                (title, description, urls.THEMES),
                () if part.parts else FILTER_SCRIPTS,
                theme=shelf.view,
                place=f"y-{part.name.partition('-')[0].lstrip('0')}",
                newer=newer,
                older=older,
                **_listed(shelf, part, views),
            )
        )
    return pages


def _listed(shelf: _Shelf, piece: Piece, views: Views, text: str = "") -> dict[str, Any]:
    """What a page shows of a list: its papers by years, or the parts that have them; with what these texts cite."""
    former = shelf.former
    papers = () if piece.parts else tuple(views.papers[slug] for slug in piece.items)
    placings = {paper.slug: _placing(shelf.theme, paper, views, former.get(paper.slug, ())) for paper in papers}
    bulk = sum(theme_bulk(views.lines[paper.slug]) for paper in papers)
    if bulk + sum(len(placing.digest.encode()) * 5 // 4 for placing in placings.values()) > LONGEST:
        placings = {slug: replace(placing, digest="") for slug, placing in placings.items()}

    def marks(slug: str) -> tuple[str, ...]:
        return tuple(f"p-{known}" for known in (slug, *former.get(slug, ())))

    def anchor(part: Piece) -> str:
        return f"y-{part.name.lstrip('0')}" if piece is shelf.list else ""

    return {
        "groups": groups_by_year(papers, views),
        "placings": placings,
        "listed": len(piece.items),
        "parts": refs_of(piece, views, shelf.path_of, marks, anchor),
        "citations": citations_in(views, text, *(placing.digest for placing in placings.values())),
        "order_mark": views.catalogue.order_mark,
    }


def reading_steps(theme: Theme, views: Views) -> tuple[StepView, ...]:
    """The papers of a theme's reading path, in order."""
    redirects = views.catalogue.redirects
    found = ((views.lines.get(urls.present_slug(step.paper, redirects)), step.why) for step in theme.path)
    return tuple(StepView(line, typeset(why)) for line, why in found if line is not None)


def _placing(theme: Theme, paper: Paper, views: Views, former: tuple[str, ...]) -> Placing:
    held = [assignment.theme for assignment in views.catalogue.assignments[paper.slug]]
    elsewhere = [views.themes[one] for one in held if one != theme.id]
    place = views.catalogue.places[paper.slug]
    if held[0] == theme.id:
        return Placing(None, (), tuple(elsewhere), former, place, _digest(paper))
    if theme.id in held:
        return Placing(elsewhere[0], (), tuple(elsewhere[1:]), former, place, "")
    here = views.themes[theme.id]
    parts = [views.themes[one] for one in held if here in views.trails[one]]
    return Placing(None, tuple(parts), tuple(ref for ref in elsewhere if ref not in parts), former, place, "")


def _digest(paper: Paper) -> str:
    """The note, where it is short enough to stand in a list; of a long one without a gist its first paragraph."""
    if len(paper.note) <= _LONGEST_DIGEST:
        return paper.note
    first = paper.note.partition("\n\n")[0]
    return "" if paper.findings.gist or len(first) > _LONGEST_DIGEST else first
