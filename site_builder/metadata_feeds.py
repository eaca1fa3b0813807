"""Atom feeds of what is new: one of the survey, one of each theme.

The format demands absolute ids that never change. Only the published address of a paper's page is such an id, for the
ledger guards it; so there are feeds only where the survey says where it is published.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from site_builder.catalogue import Catalogue, Page, Survey
from site_builder.model import Date, Paper
from site_builder.text import readable, without_controls
from site_builder.urls import HOME, arxiv_address, doi_address, paper_path, theme_path

LIMIT = 50
"""How many papers a feed holds at most."""
FEED = "feed.xml"


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed as the head of a page names it."""

    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Category:
    """A theme that a paper is filed under."""

    term: str
    label: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper in a feed."""

    path: str
    """Its page, whose address is also its id."""
    title: str
    authors: tuple[str, ...]
    moment: str
    """When the survey first held it."""
    summary: str
    """Empty where the survey holds neither a gist nor an abstract."""
    related: str
    """The address of the paper itself; empty when not known."""
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class _Feed:
    link: FeedLink
    page: str
    """The page that shows the same papers."""
    subtitle: str
    moment: str
    entries: tuple[Entry, ...]


def feed_links(catalogue: Catalogue) -> dict[str, tuple[FeedLink, ...]]:
    """Path of a page to the feeds that its head names."""
    return {feed.page: (feed.link,) for feed in _feeds(catalogue)}


def feed_pages(catalogue: Catalogue) -> list[Page]:
    """The feeds, to be rendered; none without a ``base_url``."""
    survey = catalogue.survey
    authors = tuple(map(without_controls, survey.editors)) or (without_controls(survey.title),)
    shared = {
        "base": survey.base_url,
        "link_base": survey.base_url,
        "language": survey.language,
        "authors": authors,
        "rights": without_controls(survey.licence),
    }
    return [Page(feed.link.path, "feed.xml", {**shared, "feed": feed}) for feed in _feeds(catalogue)]


def _feeds(catalogue: Catalogue) -> list[_Feed]:
    """The feeds whose latest change is known, without which a feed is none."""
    survey = catalogue.survey
    if not survey.base_url:
        return []
    title = without_controls(survey.title)
    subtitle = without_controls(survey.description or survey.subtitle)
    latest = {theme: _latest(papers) for theme, papers in catalogue.papers_by_branch.items()}
    whole = _latest(catalogue.papers)
    shown = {paper.slug: paper for papers in (whole, *latest.values()) for paper in papers}
    entries = {slug: _entry(paper, catalogue) for slug, paper in shown.items()}
    feeds = [_feed(FeedLink(title, FEED), HOME, subtitle, [entries[paper.slug] for paper in whole], survey)]
    for theme in catalogue.themes:
        link = FeedLink(without_controls(f"{readable(theme.title)} · {title}"), f"feeds/{theme.id}.xml")
        own = [entries[paper.slug] for paper in latest[theme.id]]
        feeds.append(_feed(link, theme_path(theme.id), without_controls(readable(theme.scope)), own, survey))
    return [feed for feed in feeds if feed.moment]


def _feed(link: FeedLink, page: str, subtitle: str, entries: list[Entry], survey: Survey) -> _Feed:
    moments = [entry.moment for entry in entries] + ([_moment(survey.updated)] if survey.updated else [])
    return _Feed(link, page, subtitle, max(moments, default=""), tuple(entries))


def _latest(papers: Iterable[Paper]) -> list[Paper]:
    """The papers added last, the latest published first among those of one day; a paper added nobody knows when is
    none of them."""
    dated = [paper for paper in papers if _moment(paper.added)]
    dated.sort(key=lambda paper: paper.slug)
    dated.sort(key=lambda paper: (_moment(paper.added), (paper.date and paper.date.iso) or ""), reverse=True)
    return dated[:LIMIT]


def _moment(date: Date | None) -> str:
    """A day as the format wants it; of a month or a year the first one; empty when the year is not known."""
    if date is None or date.year is None:
        return ""
    return f"{date.year:04d}-{date.month or 1:02d}-{date.day or 1:02d}T00:00:00Z"


def _entry(paper: Paper, catalogue: Catalogue) -> Entry:
    themes = [catalogue.theme_by_id[assignment.theme] for assignment in catalogue.assignments[paper.slug]]
    related = doi_address(paper.doi) if paper.doi else arxiv_address(paper.arxiv) if paper.arxiv else ""
    summary = paper.findings.gist or " ".join(readable(paper.abstract or "").split())
    return Entry(
        path=paper_path(paper.slug),
        title=without_controls(readable(paper.title)),
        authors=tuple(map(without_controls, paper.authors)),
        moment=_moment(paper.added),
        summary=without_controls(summary),
        related=related,
        categories=tuple(Category(theme.id, without_controls(readable(theme.title))) for theme in themes),
    )
