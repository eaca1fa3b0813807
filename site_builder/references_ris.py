"""References into RIS, the tagged lines that EndNote, Zotero and Mendeley import. static/references.js has a twin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from site_builder.references import Reference
from site_builder.references_names import Name
from site_builder.references_venue import CHAPTER, CONFERENCE, JOURNAL, OTHER, PREPRINT

_TYPES = {JOURNAL: "JOUR", CONFERENCE: "CONF", CHAPTER: "CHAP", PREPRINT: "GEN", OTHER: "GEN"}
# The format asks for it in so many words; some importers read nothing of a file with other line ends.
_END = "\r\n"


def render_ris(references: Iterable[Reference]) -> str:
    """References as RIS in UTF-8, a blank line between them."""
    return _END.join(ris_record(reference) for reference in references)


def ris_record(reference: Reference) -> str:
    """One reference, from ``TY`` to ``ER``."""
    lines = [f"{tag}  - {value}" for tag, value in _fields(reference) if value]
    return _END.join((f"TY  - {_TYPES[reference.venue.kind]}", *lines, "ER  - ", ""))


def _fields(reference: Reference) -> Iterator[tuple[str, str]]:
    venue, issued = reference.venue, reference.issued
    is_contained = venue.kind in (JOURNAL, CONFERENCE, CHAPTER)
    first, _, last = venue.pages.partition("-")
    yield "ID", reference.key
    yield "TI", reference.title
    yield from (("AU", _name(name)) for name in reference.authors)
    if issued:
        yield "PY", f"{issued[0]:04d}"
    if len(issued) > 1:
        day = f"{issued[2]:02d}" if len(issued) > 2 else ""
        yield "DA", f"{issued[0]:04d}/{issued[1]:02d}/{day}/"
    yield "T2", venue.name if is_contained else ""
    yield "T3", venue.series
    yield from (("VL", venue.volume), ("IS", venue.number), ("SP", first), ("EP", last))
    yield "PB", venue.publisher if is_contained else venue.name or ("arXiv" if reference.arxiv else "")
    yield "M3", "Preprint" if venue.kind == PREPRINT else ""
    yield "AN", f"arXiv:{reference.arxiv}" if reference.arxiv else ""
    yield from (("DO", reference.doi), ("UR", reference.url))
    yield from (("KW", word) for word in reference.keywords)
    yield "N1", reference.gist
    yield "N1", "Not all of the authors are named here." if reference.has_more else ""
    yield "AB", reference.abstract


def _name(name: Name) -> str:
    return ", ".join(part for part in (name.last, name.given, name.suffix) if part)
