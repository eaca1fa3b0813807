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
    papers = catalogue.paper_by_slug
    found = []
    for page in pages:
        slug = page.context["paper"].slug if page.template == "paper.html" else ""
        if slug in related:
            views = tuple(
                RelatedView(
                    readable(papers[other].title), paper_path(other), str(papers[other].year or ""), ", ".join(shared)
                )
                for other, _, shared in related[slug]
            )
            found.append(Page(page.path, page.template, {**page.context, "related": views}))
        else:
            found.append(page)
    return tuple(found)
