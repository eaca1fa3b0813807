"""The catalogue into all pages of the site, as templates with what they show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from site_builder import urls
from site_builder.catalogue import Account, Assignment, Catalogue, Page, Survey, Theme
from site_builder.model import FileAccount
from site_builder.pages_lists import recent_page, recent_papers, title_pages, unsorted_page, year_pages
from site_builder.pages_papers import paper_pages, redirect_pages
from site_builder.pages_people import Author, author_pages, make_authors
from site_builder.pages_views import (
    Picture,
    Ref,
    Views,
    groups_by_year,
    make_page,
    make_picture,
    make_views,
    theme_number,
)
from site_builder.pages_wording import count_words, papers_words, shown_path, survey_citation
from site_builder.text import readable

SEARCH_EXAMPLES = (
    ("residual learning", "both words, in any form and order"),
    ('"residual learning"', "the words side by side"),
    ("title:pruning", "only in the title; likewise author:, theme:, year: and text:"),
    ("attention -transformer", "the first word without the second"),
    ("segmentation detection~1", "a word and its near spellings, up to one letter apart"),
    ("convol*", "any ending"),
    ("R-CNN", "names with hyphens and versions as they are written"),
    ("attention^5 medical", "the first word counts five times as much"),
)
"""Questions to the search, each with what it finds."""

SEARCH_SCRIPTS = ("assets/lunr.js", "assets/search-index.js", "assets/search.js")
"""What the search page loads, in this order."""

_NEW_ON_HOME = 6
_FILES_SHOWN_SINGLY = 8


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
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class Placing:
    """Where else a paper of a theme is filed."""

    chief: Ref | None
    """Its primary theme where that is another one."""
    others: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A file, or the files of one kind in one folder."""

    place: str
    kind: str
    lines: int
    detail: str
    """Lines by kind, in words."""
    records: int
    merged: int


def make_pages(catalogue: Catalogue) -> tuple[Page, ...]:
    """Decide which pages the site has and what each shows. Paths are unique."""
    views = make_views(catalogue)
    authors, author_paths = make_authors(views)
    themes = tuple(_theme_view(theme, views) for theme in catalogue.themes)
    return (
        _home_page(views, themes, authors),
        make_page(
            views,
            urls.THEMES,
            "themes.html",
            ("Themes", f"The {count_words(len(themes), 'theme', 'themes')} of {views.site.title}.", urls.THEMES),
            themes=themes,
        ),
        *(_theme_page(theme, view, views) for theme, view in zip(catalogue.themes, themes, strict=True)),
        *paper_pages(views, author_paths),
        *author_pages(views, authors),
        *year_pages(views),
        *title_pages(views),
        recent_page(views),
        unsorted_page(views),
        _search_page(views),
        _about_page(views, themes, authors),
        _not_found_page(views),
        *redirect_pages(views.site, views),
    )


def _theme_view(theme: Theme, views: Views) -> ThemeView:
    papers = views.shelves[theme.id]
    assignments = views.catalogue.assignments
    return ThemeView(
        id=theme.id,
        title=readable(theme.title),
        path=urls.theme_path(theme.id),
        scope=readable(theme.scope),
        count=len(papers),
        primary=sum(1 for paper in papers if assignments[paper.slug][0].theme == theme.id),
        picture=make_picture(papers, views.years),
    )


def _home_page(views: Views, themes: Sequence[ThemeView], authors: Sequence[Author]) -> Page:
    survey = views.catalogue.survey
    new = tuple(views.lines[paper.slug] for paper in recent_papers(views)[:_NEW_ON_HOME])
    return make_page(
        views,
        urls.HOME,
        "home.html",
        ("", survey.description or survey.subtitle or survey.title, ""),
        text=survey.home,
        themes=tuple(themes),
        author_count=len(authors),
        first_year=str(views.years[0]) if views.years else "",
        last_year=str(views.years[-1]) if views.years else "",
        recent=new,
    )


def _theme_page(theme: Theme, view: ThemeView, views: Views) -> Page:
    themes, at = views.catalogue.themes, theme_number(theme, views.catalogue)
    papers = views.shelves[theme.id]
    groups = groups_by_year(papers, views)
    return make_page(
        views,
        view.path,
        "theme.html",
        (view.title, view.scope or f"{papers_words(view.count)} in {views.site.title}.", urls.THEMES),
        theme=view,
        number=at,
        text=theme.text,
        groups=groups,
        years=tuple(Ref(group.heading, f"{view.path}#{group.anchor}", len(group.lines)) for group in groups),
        placings={paper.slug: _placing(theme, views.catalogue.assignments[paper.slug], views) for paper in papers},
        before=views.themes[themes[at - 2].id] if at > 1 else None,
        after=views.themes[themes[at].id] if at < len(themes) else None,
    )


def _placing(theme: Theme, assignments: Sequence[Assignment], views: Views) -> Placing:
    elsewhere = [views.themes[assignment.theme] for assignment in assignments if assignment.theme != theme.id]
    if assignments[0].theme == theme.id:
        return Placing(None, tuple(elsewhere))
    return Placing(elsewhere[0], tuple(elsewhere[1:]))


def _search_page(views: Views) -> Page:
    head = ("Search", f"Search the {papers_words(views.site.paper_count)} of {views.site.title}.", urls.SEARCH)
    return make_page(views, urls.SEARCH, "search.html", head, SEARCH_SCRIPTS, examples=SEARCH_EXAMPLES)


def _not_found_page(views: Views) -> Page:
    head = ("Page not found", f"There is no such page in {views.site.title}.", "")
    # A host serves this page at any depth, where a relative address would miss; without a base there is no other.
    return make_page(
        views, urls.NOT_FOUND, "404.html", head, link_base=urlsplit(views.catalogue.survey.base_url or "").path
    )


def _about_page(views: Views, themes: Sequence[ThemeView], authors: Sequence[Author]) -> Page:
    catalogue = views.catalogue
    survey, account = catalogue.survey, catalogue.account
    return make_page(
        views,
        urls.ABOUT,
        "about.html",
        ("About", f"How {survey.title} was made, what it holds, and how to cite it.", urls.ABOUT),
        text=survey.about,
        editors=survey.editors,
        repository=survey.repository,
        citation=survey_citation(survey),
        theme_count=len(themes),
        author_count=len(authors),
        with_note=sum(1 for paper in catalogue.papers if paper.note.strip()),
        with_abstract=sum(1 for paper in catalogue.papers if paper.abstract),
        account=account,
        files=_account_rows(account, survey) if account else (),
    )


def _account_rows(account: Account, survey: Survey) -> tuple[AccountRow, ...]:
    by_folder: dict[tuple[str, str], list[FileAccount]] = {}
    for file in account.files:
        folder = shown_path(file.path, survey).rpartition("/")[0]
        by_folder.setdefault((folder, file.kind), []).append(file)
    rows = []
    for (folder, kind), files in by_folder.items():
        if len(files) > _FILES_SHOWN_SINGLY:
            place = f"{folder}/ ({count_words(len(files), 'file', 'files')})" if folder else f"{len(files)} files"
            rows.append(_account_row(place, kind, files, account))
        else:
            rows.extend(_account_row(shown_path(file.path, survey), kind, [file], account) for file in files)
    return tuple(rows)


def _account_row(place: str, kind: str, files: Sequence[FileAccount], account: Account) -> AccountRow:
    lines: Counter[str] = Counter()
    for file in files:
        lines.update(file.lines)
    return AccountRow(
        place=place,
        kind=kind,
        lines=sum(file.line_count for file in files),
        detail=", ".join(f"{number:,} {name}" for name, number in lines.items() if number),
        records=sum(file.records for file in files),
        merged=sum(account.merged_by_file.get(file.path, 0) for file in files),
    )
