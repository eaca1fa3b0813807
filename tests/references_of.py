"""Papers and catalogues for the tests of references, small ones and that of the default survey."""

from __future__ import annotations

import functools
from pathlib import Path

from site_builder.build import Request, make_catalogue
from site_builder.catalogue import Catalogue
from site_builder.model import Decisions, Findings, Paper
from site_builder.problems import Origin
from site_builder.read import read_content
from site_builder.references import Reference, make_references

CONTENT = Path(__file__).resolve().parent.parent / "content"


@functools.cache
def default_catalogue() -> Catalogue:
    """The survey in ``content/``, decided."""
    content, _ = read_content(CONTENT, ())
    return make_catalogue(content, Request(CONTENT))[0]


def paper(slug: str, **facts) -> Paper:
    """A paper of which nothing is known but ``facts``."""
    given = {
        **{"title": slug.replace("-", " ").capitalize(), "abstract": None, "authors": (), "author_count": None},
        **{"date": None, "venue": None, "arxiv": None, "doi": None, "links": (), "note": "", "note_origin": None},
        "findings": Findings(),
        **{"decisions": Decisions(), "origins": (Origin(f"{slug}.md", 1),), "sources": ("note",), "added": None},
    }
    return Paper(slug, **{**given, **facts})


def reference(slug: str = "pots", **facts) -> Reference:
    """The reference of such a paper."""
    return make_references([paper(slug, **facts)], with_abstracts=True)[slug]
