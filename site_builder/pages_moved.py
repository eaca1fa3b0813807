"""What stands at addresses whose paper, theme, task or data set has moved or is gone."""

from __future__ import annotations

from site_builder import urls
from site_builder.catalogue import Page
from site_builder.pages_findings import term_ref
from site_builder.pages_views import Head, Ref, SiteView, Views, make_page
from site_builder.terms import DATASET, TASK
from site_builder.text import readable, without_controls

_NOUNS = {"papers": "paper", "themes": "theme", "tasks": TASK, "datasets": DATASET}
"""What the pages of each folder are of."""


def redirect_pages(site: SiteView, views: Views) -> list[Page]:
    """A page at each retired address that leads to the present one of the paper, theme, task or data set."""
    redirects = views.catalogue.redirects
    pages = []
    for old in sorted(redirects):
        if old in views.lines:
            continue
        new = urls.present_slug(old, redirects)
        title = views.lines[new].title if new in views.lines else new
        pages.append(_redirect_page(site, views, urls.paper_path(old), Ref(title, urls.paper_path(new)), "paper"))
    for old, new in sorted(views.catalogue.theme_redirects.items()):
        pages.append(_redirect_page(site, views, urls.theme_path(old), views.themes[new], "theme"))
    terms = {term.path: term for term in views.catalogue.terms}
    for old, new in sorted(views.catalogue.term_redirects.items()):
        pages.append(_redirect_page(site, views, old, term_ref(terms[new]), terms[new].kind))
    return pages


def _redirect_page(site: SiteView, views: Views, path: str, target: Ref, noun: str) -> Page:
    base = views.catalogue.survey.base_url
    head = Head(target.title, f"This page has moved: {target.title}", path, f"{base}{target.path}" if base else "")
    return Page(path, "redirect.html", {"site": site, "head": head, "target": target, "noun": noun})


def departed_pages(views: Views) -> list[Page]:
    """A short page at each published address whose paper, theme, task or data set is in the survey no more."""
    pages = []
    for path, departed in sorted(views.catalogue.departed.items()):
        noun = _NOUNS[path.partition("/")[0]]
        title = without_controls(readable(departed.title))
        head = (title, f"This {noun} is not in {views.site.title} any more: {title}", "")
        pages.append(make_page(views, path, "departed.html", head, title=title, noun=noun, reason=departed.reason))
    return pages
