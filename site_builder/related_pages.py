"""The pages of papers with what is related to each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from site_builder.catalogue import Catalogue, Page
from site_builder.related import Likeness
from site_builder.text import readable
from site_builder.urls import paper_path


@dataclass(frozen=True, slots=True)
class RelatedView:
    """A paper that is like the one whose page names it."""

    title: str
    path: str
    year: str
    """Empty when not known."""
    shared: str
    """The words that decided, with commas between them."""


def add_related(
    pages: Sequence[Page], related: Mapping[str, Sequence[Likeness]], catalogue: Catalogue
) -> tuple[Page, ...]:
    """The pages, those of papers with what is related to them; pages of papers like no other stay as they are."""
    titles = {paper.slug: (readable(paper.title), str(paper.year or "")) for paper in catalogue.papers}
    paths = {paper_path(slug): slug for slug in related}
    found = []
    for page in pages:
        slug = paths.get(page.path)
        if slug is not None and page.template == "paper.html":
            views = tuple(
                RelatedView(titles[other][0], paper_path(other), titles[other][1], ", ".join(shared))
                for other, _, shared in related[slug]
            )
            found.append(Page(page.path, page.template, {**page.context, "related": views}))
        else:
            found.append(page)
    return tuple(found)
