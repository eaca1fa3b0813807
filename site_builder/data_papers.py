"""The papers of a survey as plain values for programs, and the JSON Schema that tells what each of them means."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from site_builder.catalogue import Catalogue
from site_builder.locators import locator_values
from site_builder.model import KINDS, Paper
from site_builder.urls import paper_path

_ISO = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
_SLUG = "^[a-z0-9]+(-[a-z0-9]+)*$"


def paper_rows(catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """Each paper as an object with all the fields of :data:`FIELDS`, in the order of slugs."""
    for paper in catalogue.papers:
        yield paper_values(paper, catalogue)


def paper_values(paper: Paper, catalogue: Catalogue) -> dict[str, Any]:
    """One paper of the catalogue as such an object."""
    findings = paper.findings
    return {
        "id": paper.slug,
        "title": paper.title,
        "authors": paper.authors,
        "author_count": paper.author_count,
        "year": paper.year,
        "date": paper.date.iso if paper.date else None,
        "venue": paper.venue,
        **locator_values(paper.locator),
        "appearances": [
            {"venue": place.venue, "date": place.date.iso if place.date else None, "preprint": place.is_preprint}
            for place in paper.appearances
        ],
        "arxiv": paper.arxiv,
        "doi": paper.doi,
        "links": [{"label": link.label, "url": link.url} for link in paper.links],
        "themes": [assignment.theme for assignment in catalogue.assignments[paper.slug]],
        "name": findings.name,
        "kind": findings.kind,
        "tasks": findings.tasks,
        "datasets": findings.datasets,
        "results": [asdict(result) for result in findings.results],
        "facets": {
            facet.id: [facet.titles[key] for key in facet.values[paper.slug]]
            for facet in catalogue.facets
            if paper.slug in facet.values
        },
        "gist": findings.gist,
        "note": paper.note or None,
        "abstract": paper.abstract,
        "key": catalogue.references[paper.slug].key,
        "page": paper_path(paper.slug),
        "added": paper.added.iso if paper.added else None,
    }


def _text(description: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - keywords of JSON Schema
    return {"description": description, "type": "string", **more}


def _maybe(description: str, kind: str = "string", **more: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
    return {"description": description, "type": [kind, "null"], **more}


def _list(description: str, of: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "type": "array", "items": of}


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


_STRING = {"type": "string"}
FIELDS: dict[str, dict[str, Any]] = {
    "id": _text("The paper’s slug: the name of its page and of its files, which never changes.", pattern=_SLUG),
    "title": _text("As the leading source gives it; may hold LaTeX.", minLength=1),
    "authors": _list("Names in order, as printed; empty where the survey knows none.", _STRING),
    "author_count": _maybe("How many authors there are, whether or not they are named.", "integer", minimum=1),
    "year": _maybe("The year in which the paper first appeared.", "integer"),
    "date": _maybe("When it first appeared, as far as known: a year, a month or a day.", pattern=_ISO),
    "venue": _maybe("Where it was published, as the survey’s note has it."),
    "volume": _maybe("Of the venue, where the paper stands in it."),
    "number": _maybe("Of the issue within the volume."),
    "pages": _maybe("The first and the last page, or a single page, or the number of an article."),
    "appearances": _list(
        "The places where it appeared, preprints first, where its sources name more than one; empty otherwise.",
        _object(
            venue=_STRING,
            date={"type": ["string", "null"], "pattern": _ISO},
            preprint={"type": "boolean"},
        ),
    ),
    "arxiv": _maybe("The arXiv id without version."),
    "doi": _maybe("The DOI, lower-case, without the resolver’s address."),
    "links": _list("Addresses elsewhere, arXiv and DOI first.", _object(label=_STRING, url=_STRING)),
    "themes": _list(
        "Ids of themes, the primary one first, not of those that these are part of; empty for an unsorted paper.",
        _STRING,
    ),
    "name": _maybe("The short name of its method, data set or tool."),
    "kind": _maybe("What the paper mainly is.", enum=[*KINDS, None]),
    "tasks": _list("What it is about, in standard terms.", _STRING),
    "datasets": _list("The data sets it uses or brings.", _STRING),
    "results": _list(
        "Figures that it reports.",
        _object(
            measure=_STRING, value=_STRING, dataset={"type": ["string", "null"]}, setting={"type": ["string", "null"]}
        ),
    ),
    "facets": {
        "description": "Values of the facets that keywords of the form `facet:value` make, by the facet’s id.",
        "type": "object",
        "additionalProperties": {"type": "array", "items": _STRING},
    },
    "gist": _maybe("The survey’s one line about it."),
    "note": _maybe("The survey’s note, as Markdown; `[@slug]` in it cites another paper."),
    "abstract": _maybe("The authors’ abstract, where the survey holds it."),
    "key": _text("The citation key in the survey’s BibTeX and CSL-JSON.", minLength=1),
    "page": _text("The paper’s page, as seen from the site’s root.", pattern="^papers/.*[.]html$"),
    "added": _maybe("The day the survey first held it.", pattern=_ISO),
}
"""Field of a paper to its schema. Fields may be added in later versions; none is taken away or changes its meaning."""


def papers_schema() -> str:
    """The JSON Schema of ``papers.json``."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The papers of a literature survey",
        "description": "By id. Every field is always there; null says that the survey does not know.",
        "type": "array",
        "items": {"type": "object", "properties": FIELDS, "required": list(FIELDS)},
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
