"""The catalogue into all pages of the site, as templates with what they show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from site_builder import urls
from site_builder.catalogue import Account, Catalogue, Page, Survey
from site_builder.model import FileAccount
from site_builder.pages_courses import teachers_page
from site_builder.pages_data import data_page
from site_builder.pages_embeds import embed_pages
from site_builder.pages_findings import citations_in, term_pages
from site_builder.pages_lists import recent_page, recent_papers, title_pages, unsorted_pages, year_pages
from site_builder.pages_moved import departed_pages, redirect_pages
from site_builder.pages_papers import PaperPages
from site_builder.pages_people import Author, author_pages, make_authors
from site_builder.pages_reading_list import reading_list_page
from site_builder.pages_search import search_page
from site_builder.pages_themes import ThemeView, paper_homes, theme_lists, theme_pages, theme_views
from site_builder.pages_views import Views, make_page, make_views
from site_builder.pages_wording import count_words, shown_path, survey_citation
from site_builder.pictures import picture_pages

_NEW_ON_HOME = 6
_FILES_SHOWN_SINGLY = 8


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


class Plan(NamedTuple):
    """Which pages a site has."""

    pages: tuple[Page, ...]
    """All pages, those of papers as sketches of which no more than the path and the head's address is to be asked."""
    finish: Callable[[Page], Page]
    """Makes the page of a sketch, and leaves any other page as it is."""


def make_pages(catalogue: Catalogue) -> tuple[Page, ...]:
    """Decide which pages the site has and what each shows. Paths are unique."""
    plan = plan_pages(catalogue)
    return tuple(map(plan.finish, plan.pages))


def plan_pages(catalogue: Catalogue) -> Plan:
    """The same, but for the pages of papers, which are left to be made when they are rendered."""
    views = make_views(catalogue)
    people = make_authors(views)
    authors = people.authors
    themes = theme_views(views)
    lists = theme_lists(views)
    homes = paper_homes(lists)
    papers = PaperPages(views, people.paths, homes)
    pages = (
        _home_page(views, themes, authors),
        *picture_pages(views),
        *theme_pages(views, themes, lists),
        *term_pages(views),
        *papers.sketches,
        *author_pages(views, people),
        *year_pages(views),
        *title_pages(views),
        recent_page(views),
        *unsorted_pages(views),
        search_page(views),
        reading_list_page(views),
        _about_page(views, themes, authors),
        data_page(views),
        teachers_page(views, {theme.id: theme.version for theme in themes}, homes),
        *embed_pages(views, themes),
        *_methods_pages(views),
        _not_found_page(views),
        *redirect_pages(views.site, views),
        *departed_pages(views),
    )
    return Plan(pages, papers.finish)


def _home_page(views: Views, themes: Sequence[ThemeView], authors: Sequence[Author]) -> Page:
    survey = views.catalogue.survey
    new = tuple(views.lines[paper.slug] for paper in recent_papers(views)[:_NEW_ON_HOME])
    return make_page(
        views,
        urls.HOME,
        "home.html",
        ("", survey.description or survey.subtitle or survey.title, ""),
        text=survey.home,
        citations=citations_in(views, survey.home),
        themes=tuple(themes),
        author_count=len(authors),
        first_year=str(views.years[0]) if views.years else "",
        last_year=str(views.years[-1]) if views.years else "",
        recent=new,
    )


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
        citations=citations_in(views, survey.about),
        editors=survey.editors,
        repository=survey.repository,
        citation=survey_citation(survey),
        formatted=catalogue.formatted.get("", ()),
        theme_count=len(themes),
        author_count=len(authors),
        with_note=sum(1 for paper in catalogue.papers if paper.note.strip()),
        with_abstract=sum(1 for paper in catalogue.papers if paper.abstract),
        account=account,
        files=_account_rows(account, survey) if account else (),
    )


def _methods_pages(views: Views) -> list[Page]:
    text = views.catalogue.survey.methods
    if not text:
        return []
    head = ("Methods", f"How {views.site.title} was selected and made, and what that leaves out.", urls.ABOUT)
    return [make_page(views, urls.METHODS, "methods.html", head, text=text, citations=citations_in(views, text))]


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
