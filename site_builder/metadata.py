"""What machines read of the site: metadata in the heads of pages, feeds, a sitemap and a description of the search.

Absolute addresses appear only where the survey says where it is published. Zotero reads the ``citation_`` tags of a
paper's page as that paper, and the references of a theme's page as several.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from site_builder.catalogue import Catalogue, Page, Survey
from site_builder.metadata_feeds import FeedLink, feed_links, feed_pages
from site_builder.metadata_papers import context_object, paper_facts
from site_builder.metadata_sitemap import OPENSEARCH, robots_page, search_pages, sitemap_pages
from site_builder.text import readable
from site_builder.themes import Theme
from site_builder.urls import (
    BIBTEX,
    CSL,
    HOME,
    PAPERS_DATA,
    RIS,
    SEARCH,
    SURVEY_DATA,
    paper_path,
    theme_path,
    web_address,
)

_CONTEXT = "https://schema.org"
_DOWNLOADS = {
    PAPERS_DATA: "application/json",
    SURVEY_DATA + BIBTEX: "application/x-bibtex",
    SURVEY_DATA + RIS: "application/x-research-info-systems",
    SURVEY_DATA + CSL: "application/vnd.citationstyles.csl+json",
}
"""The files of the whole survey, with their media types."""
_MOST_REFERENCES = 45_000
"""Bytes of references in the page of a list."""
_MOST_LISTED = 300
"""Papers that the JSON-LD of a theme lists."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """What the heads of many pages share."""

    title: str
    """The survey's."""
    has_site_name: bool
    """Whether the Open Graph names the survey: not on a paper's page, where Zotero would take it for the journal."""
    search: str
    """The description of the search; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the head of one page says to machines."""

    kind: str
    """Its type in the Open Graph."""
    discovery: Discovery
    tags: tuple[tuple[str, str], ...] = ()
    """Name and content of each ``citation_`` tag but the title, and of the few that stand beside them."""
    data: Mapping[str, Any] | None = None
    """JSON-LD; None where there is nothing to say."""
    feeds: tuple[FeedLink, ...] = ()
    references: tuple[str, ...] = ()
    """The papers of a list, each as an OpenURL context object."""


def machine_pages(pages: Sequence[Page], catalogue: Catalogue) -> list[Page]:
    """The files that are for machines alone; of the pages no more than paths and canonical addresses is asked.

    Without a ``base_url`` there are no feeds, no sitemap and no description of the search, for their formats demand
    absolute addresses.
    """
    survey = catalogue.survey
    return [*feed_pages(catalogue), *sitemap_pages(pages, survey), robots_page(survey), *search_pages(survey)]


class Heads:
    """What the heads of a survey's pages say to machines; what many pages share is made once."""

    def __init__(self, catalogue: Catalogue) -> None:
        survey = catalogue.survey
        search = OPENSEARCH if survey.base_url else ""
        self._catalogue = catalogue
        self._themes = {theme_path(theme.id): theme for theme in catalogue.themes}
        self._common = Metadata("website", Discovery(survey.title, True, search))
        self._of_paper = Metadata("article", Discovery(survey.title, False, search))
        self._feeds = feed_links(catalogue)

    def add(self, pages: Iterable[Page]) -> list[Page]:
        """The pages, all of a site or some, with what their heads say."""
        return [Page(page.path, page.template, {**page.context, "metadata": self._metadata(page)}) for page in pages]

    def _metadata(self, page: Page) -> Metadata:
        catalogue, feeds = self._catalogue, self._feeds.get(page.path, ())
        if page.template == "paper.html":
            slug = page.context["paper"].slug
            own = paper_facts(catalogue.paper_by_slug[slug], catalogue.references[slug], catalogue.survey.base_url)
            return replace(self._of_paper, tags=own.tags, data={"@context": _CONTEXT, **own.data})
        if page.template == "theme.html":
            said = _theme_data(self._themes[page.path], catalogue)
            return replace(self._common, data=said, references=_references(page, catalogue), feeds=feeds)
        if page.template == "theme_part.html":
            return replace(self._common, references=_references(page, catalogue))
        if page.path == HOME:
            return replace(self._common, data=_home_data(catalogue.survey), feeds=feeds)
        return self._common


def _references(page: Page, catalogue: Catalogue) -> tuple[str, ...]:
    """The papers that the list of a page holds; none where they would make the page too long."""
    lines = [line for group in page.context["groups"] for line in group.lines]
    lines.sort(key=lambda line: (-int(line.year or 0), line.title))
    found = tuple(context_object(catalogue.references[line.slug]) for line in lines)
    return found if sum(map(len, found)) <= _MOST_REFERENCES else ()


def _theme_data(theme: Theme, catalogue: Catalogue) -> dict[str, Any]:
    papers = sorted(catalogue.papers_by_branch[theme.id], key=lambda paper: (-(paper.year or 0), paper.title))
    paths = [paper_path(paper.slug) for paper in papers]
    survey, base = catalogue.survey, catalogue.survey.base_url
    papers_data: dict[str, Any] = {"@type": "ItemList", "numberOfItems": len(papers)}
    if base and len(papers) <= _MOST_LISTED:
        papers_data["itemListElement"] = [
            {"@type": "ListItem", "position": place, "url": f"{base}{path}"} for place, path in enumerate(paths, 1)
        ]
    return {
        "@context": _CONTEXT,
        "@type": "CollectionPage",
        "name": readable(theme.title),
        "description": readable(theme.scope),
        **_address(base, theme_path(theme.id)),
        **_site_facts(survey),
        "isPartOf": {"@type": "WebSite", "name": survey.title, **_address(base, "")},
        "mainEntity": papers_data,
    }


def _home_data(survey: Survey) -> dict[str, Any]:
    """The survey as a website and as the data set that its papers are."""
    base = survey.base_url
    shared = {
        **({"description": survey.description} if survey.description else {}),
        **_address(base, ""),
        **_site_facts(survey),
        **_licence(survey),
    }
    site: dict[str, Any] = {"@type": "WebSite", "name": survey.title, **shared}
    if survey.subtitle:
        site["alternativeHeadline"] = survey.subtitle
    if base:
        site["potentialAction"] = {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{base}{SEARCH}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        }
    if not base:
        return {"@context": _CONTEXT, **site}
    files = [
        {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": f"{base}{path}"}
        for path, kind in _DOWNLOADS.items()
    ]
    dataset = {"@type": "Dataset", "name": survey.title, **shared, "distribution": files}
    return {"@context": _CONTEXT, "@graph": [site, dataset]}


def _site_facts(survey: Survey) -> dict[str, Any]:
    editors = [{"@type": "Person", "name": name} for name in survey.editors]
    return {
        "inLanguage": survey.language,
        **({"editor": editors} if editors else {}),
        **({"dateModified": survey.updated.iso} if survey.updated else {}),
    }


def _licence(survey: Survey) -> dict[str, Any]:
    if not survey.licence:
        return {}
    return {"license": web_address(survey.licence) or {"@type": "CreativeWork", "name": survey.licence}}


def _address(base: str | None, path: str) -> dict[str, str]:
    return {"url": f"{base}{path}"} if base else {}
