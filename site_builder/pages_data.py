"""The page that tells what there is to take away, in which form, and how a program reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from site_builder import urls
from site_builder.catalogue import Page
from site_builder.data_papers import FIELDS, paper_values
from site_builder.pages_views import Views, make_page
from site_builder.text import readable

_PROGRAM = """\
import json
from pathlib import Path

papers = json.loads(Path("data/papers.json").read_text("utf-8"))
for paper in papers:
    if "{theme}" in paper["themes"]:
        print(paper["year"], paper["id"])
"""
_LINES_SHOWN = 3
_TYPES = {"string": "text", "integer": "whole number", "null": "null"}


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of a paper in ``papers.json``."""

    name: str
    form: str
    """``text or null``, ``list of texts``."""
    meaning: str


@dataclass(frozen=True, slots=True)
class Example:
    """A program, what it is about, and what it prints."""

    program: str
    theme: str
    printed: str
    count: int
    """How many lines it prints; ``printed`` has the first of them."""


def data_page(views: Views) -> Page:
    """The page on data and formats."""
    papers = views.catalogue.papers
    head = ("Data and formats", f"The references and data of {views.site.title}, to take away.", urls.ABOUT)
    first = papers[0] if papers else None
    return make_page(
        views,
        urls.DATA,
        "data.html",
        head,
        fields=tuple(FieldView(name, _form(schema), schema["description"]) for name, schema in FIELDS.items()),
        example=_example(views),
        sample=_sample(views, first.slug) if first else "",
        sample_paper=views.lines[first.slug] if first else None,
        sample_stem=urls.paper_data(first.slug) if first else "",
        themes=tuple((views.themes[theme.id], urls.theme_data(theme.id)) for theme in views.catalogue.themes),
    )


def _form(schema: Mapping[str, Any]) -> str:
    """The type of a value, in words."""
    kind = schema["type"]
    if kind == "array":
        items = schema["items"]
        if items["type"] == "object":
            return f"list of objects: {', '.join(items['properties'])}"
        return f"list of {_TYPES[items['type']]}s"
    if kind == "object":
        return "object: lists of texts by name"
    return " or ".join(_TYPES[one] for one in ([kind] if isinstance(kind, str) else kind))


def _example(views: Views) -> Example | None:
    """A program that goes through the papers of the first theme that has any."""
    for theme in views.catalogue.themes:
        papers = views.catalogue.papers_by_theme[theme.id]
        if papers:
            lines = [f"{paper.year} {paper.slug}\n" for paper in papers]
            program = _PROGRAM.format(theme=theme.id)
            return Example(program, readable(theme.title), "".join(lines[:_LINES_SHOWN]), len(lines))
    return None


def _sample(views: Views, slug: str) -> str:
    """A paper as ``papers.json`` has it, without the texts, which would fill the page."""
    values = paper_values(views.papers[slug], views.catalogue)
    cut = {name: "…" if name in ("note", "abstract") and value else value for name, value in values.items()}
    return json.dumps(cut, ensure_ascii=False, indent=2)
