"""Themes for pages of others: the text, reading path and papers of each, without the frame of the site."""

from __future__ import annotations

from collections.abc import Sequence

from site_builder import urls
from site_builder.catalogue import Page
from site_builder.pages_findings import citations_in
from site_builder.pages_themes import ThemeView, reading_steps
from site_builder.pages_views import Head, Views, groups_by_year

MOST_PAPERS = 100
"""Of a larger theme the newest so many are listed, for an embedded page must load at once."""


def embed_pages(views: Views, themes: Sequence[ThemeView]) -> list[Page]:
    """A page for each theme; the canonical address of each is that of the theme's own page."""
    base = views.catalogue.survey.base_url
    pages = []
    for theme, view in zip(views.catalogue.themes, themes, strict=True):
        path = urls.embed_path(theme.id)
        papers = views.shelves[theme.id]
        context = {
            "site": views.site,
            "head": Head(view.title, view.scope, path, f"{base}{view.path}" if base else ""),
            "theme": view,
            "text": theme.text,
            "citations": citations_in(views, theme.text),
            "steps": reading_steps(theme, views),
            "groups": groups_by_year(papers[:MOST_PAPERS], views),
            "left": max(0, len(papers) - MOST_PAPERS),
        }
        pages.append(Page(path, "embed.html", context))
    return pages
