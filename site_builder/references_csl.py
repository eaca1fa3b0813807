"""References into CSL-JSON, the form that citation styles, Zotero and pandoc read.

Every other format can be made of it, and static/references.js does so in the browser: nothing that BibTeX or RIS say of
a reference is missing here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from site_builder.references import Reference
from site_builder.references_names import Name
from site_builder.references_venue import CHAPTER, CONFERENCE, JOURNAL, OTHER, PREPRINT

_TYPES = {
    JOURNAL: "article-journal",
    CONFERENCE: "paper-conference",
    CHAPTER: "chapter",
    PREPRINT: "article",
    OTHER: "document",
}


def csl_values(reference: Reference) -> dict[str, Any]:
    """One reference as an object of CSL-JSON; what is not known is left out.

    ``keyword`` holds the tasks, ``annote`` the survey's line. Authors whose names nobody knows stand as one named
    ``others`` at the end, as pandoc has it. A first appearance before ``issued`` is the ``available-date``.
    """
    venue = reference.venue
    is_contained = venue.kind in (JOURNAL, CONFERENCE, CHAPTER)
    is_arxiv = bool(reference.arxiv)
    publisher = venue.publisher if is_contained else venue.name or ("arXiv" if is_arxiv else "")
    authors = [csl_name(name) for name in reference.authors]
    authors += [{"literal": "others"}] if reference.has_more else []
    values = {
        "id": reference.key,
        "type": _TYPES[venue.kind],
        "title": reference.title,
        "author": authors,
        "issued": _date(reference.issued),
        "available-date": _date(reference.available),
        "container-title": venue.name if is_contained else "",
        "collection-title": venue.series,
        "volume": venue.volume,
        "issue": venue.number,
        "page": venue.pages,
        "publisher": publisher,
        "number": f"arXiv:{reference.arxiv}" if is_arxiv and publisher == "arXiv" else "",
        "archive": "arXiv" if is_arxiv else "",
        "archive_location": reference.arxiv,
        "DOI": reference.doi,
        "URL": reference.url,
        "keyword": ", ".join(reference.keywords),
        "annote": reference.gist,
        "abstract": reference.abstract,
    }
    return {name: value for name, value in values.items() if value}


def render_csl(references: Iterable[Reference]) -> str:
    """References as one list of CSL-JSON, an object to a line."""
    return json_list(csl_line(reference) for reference in references)


def csl_line(reference: Reference) -> str:
    """One reference as an object of CSL-JSON, in one line."""
    return json_line(csl_values(reference))


def json_line(values: Mapping[str, Any]) -> str:
    """An object in one line, as JSON.stringify writes it."""
    return _ENCODER.encode(values)


def json_list(lines: Iterable[str]) -> str:
    """Objects, each in a line, as one list."""
    inner = ",\n".join(lines)
    return f"[\n{inner}\n]\n" if inner else "[]\n"


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def csl_name(name: Name) -> dict[str, str]:
    """A name as CSL-JSON has it."""
    if name.literal:
        return {"literal": name.literal}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {part: value for part, value in parts.items() if value}


def _date(parts: tuple[int, ...]) -> dict[str, list[list[int]]]:
    return {"date-parts": [list(parts)]} if parts else {}
