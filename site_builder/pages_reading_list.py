"""The page of the reading list, which is empty until the reader's browser fills it."""

from __future__ import annotations

from site_builder import urls
from site_builder.catalogue import Page
from site_builder.pages_views import Views, make_page

_SCRIPTS = ("assets/references.js", *(f"assets/reading-list-{part}.js" for part in ("texts", "lines", "away", "page")))


def reading_list_page(views: Views) -> Page:
    """The page on which readers find what they have kept."""
    head = ("Reading list", f"Papers of {views.site.title} that you keep in your browser.", urls.READING_LIST)
    return make_page(views, urls.READING_LIST, "reading-list.html", head, _SCRIPTS)
