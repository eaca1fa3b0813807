"""The catalogue into the files under ``data/``, for reference managers, programs and the reader's own choice.

References come in three formats, for the survey, each theme and each paper. The browser makes the same of any other
choice of papers with ``assets/references.js``, from the objects of CSL-JSON in ``data/references/<part>.js``, because a
page that was opened from a disk can load scripts and nothing else. A part holds some fifty papers, so that a choice
costs a few files however large the survey is; ``data/references/parts.js`` tells how many parts there are, a power of
two, and a paper is in the part that the CRC-32 of its slug names. A retired slug stands there with its present one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from zlib import crc32

from site_builder.catalogue import Catalogue, Site
from site_builder.data_papers import paper_rows, papers_schema
from site_builder.references import Reference
from site_builder.references_csl import csl_line, json_line, json_list
from site_builder.references_ris import ris_record
from site_builder.urls import (
    BIBTEX,
    CSL,
    PAPERS_DATA,
    PAPERS_SCHEMA,
    RIS,
    SURVEY_DATA,
    paper_data,
    present_slug,
    theme_data,
)

PARTS = "data/references"
_PAPERS_IN_A_PART = 64


def data_files(catalogue: Catalogue) -> Site:
    """All files under ``data/``."""
    return dict(each_data_file(catalogue))


def each_data_file(catalogue: Catalogue) -> Iterator[tuple[str, bytes]]:
    """All files under ``data/`` with their paths, one after the other: all together are large."""
    made = {slug: _Formats(reference, catalogue.bibtex[slug]) for slug, reference in catalogue.references.items()}
    yield from _references(SURVEY_DATA, made.values())
    for theme, papers in catalogue.papers_by_branch.items():
        yield from _references(theme_data(theme), (made[paper.slug] for paper in papers))
    for slug, formats in made.items():
        yield from _references(paper_data(slug), (formats,))
    yield from _parts(made, catalogue.redirects)
    yield PAPERS_DATA, _bytes(json_list(json_line(row) for row in paper_rows(catalogue)))
    yield PAPERS_SCHEMA, _bytes(papers_schema())


class _Formats:
    """One reference in each format, made once for all files that hold it."""

    __slots__ = ("bibtex", "csl", "ris")

    def __init__(self, reference: Reference, bibtex: str) -> None:
        self.bibtex = bibtex
        self.ris = ris_record(reference)
        self.csl = csl_line(reference)


def _references(stem: str, made: Iterable[_Formats]) -> Iterable[tuple[str, bytes]]:
    listed = tuple(made)
    yield stem + BIBTEX, _bytes("\n".join(formats.bibtex for formats in listed))
    yield stem + RIS, _bytes("\r\n".join(formats.ris for formats in listed))
    yield stem + CSL, _bytes(json_list(formats.csl for formats in listed))


def _parts(made: Mapping[str, _Formats], redirects: Mapping[str, str]) -> Iterable[tuple[str, bytes]]:
    count = 1
    while count * _PAPERS_IN_A_PART < len(made):
        count *= 2
    parts: list[list[str]] = [[] for _ in range(count)]
    for slug, formats in made.items():
        parts[crc32(slug.encode()) % count].append(f'"{slug}":{formats.csl}')
    for old in sorted(redirects):
        parts[crc32(old.encode()) % count].append(f'"{old}":"{present_slug(old, redirects)}"')
    for number, lines in enumerate(parts):
        inner = ",\n".join(lines)
        yield f"{PARTS}/{number}.js", _bytes(f"surveyReferences.add({{\n{inner}\n}});\n")
    yield f"{PARTS}/parts.js", f"surveyReferences.parts({count});\n".encode()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
