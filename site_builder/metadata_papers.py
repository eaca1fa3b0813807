"""A paper as machines take it in: ``citation_`` tags, JSON-LD, and the reference that stands for it in a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlsplit

from site_builder.model import Date, Paper
from site_builder.references_venue import CHAPTER, CONFERENCE, JOURNAL, OTHER, PREPRINT, Venue, parse_venue
from site_builder.text import readable
from site_builder.urls import arxiv_address, doi_address, paper_path

_PLAIN = re.compile(r"[\w .:/,()!?*~-]*", re.ASCII)
_BOOK, _ARTICLE, _ANYTHING = (f"info:ofi/fmt:kev:mtx:{kind}" for kind in ("book", "journal", "dc"))
_UNPUBLISHED = Venue(OTHER, "")


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What is known of one paper, in three forms; what is not known is in none of them."""

    tags: tuple[tuple[str, str], ...]
    """Name and content of each tag for the head of its page, but the title."""
    data: dict[str, Any]
    """JSON-LD without its context."""
    reference: str
    """An OpenURL context object in key/value form (COinS)."""


def paper_facts(paper: Paper, base: str | None) -> PaperFacts:
    """What is known of a paper; ``base`` is where the site is published, if that is known."""
    venue = parse_venue(paper.venue) if paper.venue else _UNPUBLISHED
    address = doi_address(paper.doi) if paper.doi else arxiv_address(paper.arxiv) if paper.arxiv else ""
    return PaperFacts(
        tuple(_tags(paper, venue, address, base)),
        _data(paper, venue, address, base),
        "&".join([f"{key}={_quoted(value)}" for key, value in _reference(paper, venue, address) if value]),
    )


def _quoted(text: str) -> str:
    """A text as a value of a context object; most need nothing but signs for their spaces."""
    return text.replace(" ", "+") if _PLAIN.fullmatch(text) else quote_plus(text, "/:,()!?*")


def _is_preprint(paper: Paper, venue: Venue) -> bool:
    return venue.kind == PREPRINT or (not venue.name and not paper.doi and paper.arxiv is not None)


def _tags(paper: Paper, venue: Venue, address: str, base: str | None) -> Iterator[tuple[str, str]]:
    for author in paper.authors:
        yield "citation_author", author
    first, published = _slashes(paper.date), str(venue.year or "") or _slashes(paper.date)
    first_page, _, last_page = venue.pages.partition("-")
    is_later = not first.startswith(published)
    found = (
        ("citation_publication_date", published),
        ("citation_online_date", first if is_later else ""),
        *_place_tags(paper, venue),
        ("citation_volume", venue.volume),
        ("citation_issue", venue.number),
        ("citation_firstpage", first_page),
        ("citation_lastpage", last_page),
        ("citation_doi", paper.doi),
        ("citation_arxiv_id", paper.arxiv),
        ("citation_pdf_url", _pdf_address(paper)),
        ("citation_public_url", address),
        ("citation_abstract_html_url", f"{base}{paper_path(paper.slug)}" if base else ""),
        ("citation_abstract", " ".join(paper.abstract.split()) if paper.abstract else ""),
    )
    yield from ((name, content) for name, content in found if content)


def _place_tags(paper: Paper, venue: Venue) -> tuple[tuple[str, str], ...]:
    """The tags that tell Zotero what kind of publication the paper is."""
    if venue.kind == JOURNAL:
        return (("citation_journal_title", venue.name),)
    if venue.kind == CONFERENCE:
        return (("citation_conference_title", venue.name),)
    if venue.kind == CHAPTER:
        return (("citation_inbook_title", venue.name), ("citation_publisher", venue.publisher))
    if venue.name and venue.kind != PREPRINT:
        # Neither tag would be certain; this one says where it was published and not what kind of place that is.
        return (("DC.source", venue.name),)
    if _is_preprint(paper, venue):
        # Zotero takes a paper with a title alone for an article of a journal, unless this tells otherwise.
        return (("DC.type", "preprint"), ("citation_publisher", venue.name or "arXiv"))
    return ()


def _published(paper: Paper, venue: Venue) -> str:
    """The year that the venue names, else when the paper first appeared; empty when neither is known."""
    return str(venue.year or "") or (paper.date.iso if paper.date else None) or ""


def _slashes(date: Date | None) -> str:
    """A date as these tags have it, ``2015/12/10``; empty when its year is not known."""
    return (date.iso or "").replace("-", "/") if date else ""


def _pdf_address(paper: Paper) -> str:
    """Where the paper's own text is for certain; empty where nobody says."""
    if paper.arxiv:
        return f"https://arxiv.org/pdf/{paper.arxiv}"
    given = (link.url for link in paper.links if link.label.strip().lower() in ("pdf", "paper"))
    return next((url for url in given if urlsplit(url).path.lower().endswith(".pdf")), "")


def _data(paper: Paper, venue: Venue, address: str, base: str | None) -> dict[str, Any]:
    data: dict[str, Any] = {"@type": "ScholarlyArticle", "name": readable(paper.title)}
    if paper.authors:
        data["author"] = [{"@type": "Person", "name": name} for name in paper.authors]
    if published := _published(paper, venue):
        data["datePublished"] = published
    if venue.kind == CONFERENCE:
        data["publication"] = {"@type": "PublicationEvent", "name": venue.name}
    elif venue.name:
        data["isPartOf"] = _container(venue)
    if venue.pages:
        data["pagination"] = venue.pages
    named = [("doi", paper.doi), ("arXiv", paper.arxiv)]
    if identifiers := [f"{scheme}:{name}" for scheme, name in named if name]:
        data["identifier"] = identifiers
    if address:
        data["url"] = address
    if paper.doi and paper.arxiv:
        data["sameAs"] = arxiv_address(paper.arxiv)
    if base:
        data["mainEntityOfPage"] = f"{base}{paper_path(paper.slug)}"
    return data


def _container(venue: Venue) -> dict[str, Any]:
    """The journal, within which is the volume, within which is the issue; or whatever else a paper is part of."""
    kind = {JOURNAL: "Periodical", CHAPTER: "Book"}.get(venue.kind, "CreativeWork")
    whole: dict[str, Any] = {"@type": kind, "name": venue.name}
    if venue.volume:
        whole = {"@type": "PublicationVolume", "volumeNumber": venue.volume, "isPartOf": whole}
    if venue.number:
        whole = {"@type": "PublicationIssue", "issueNumber": venue.number, "isPartOf": whole}
    return whole


def _reference(paper: Paper, venue: Venue, address: str) -> Iterable[tuple[str, str]]:
    """The keys and values of a context object, in the forms that Zotero tells papers of journals and conferences by."""
    title = readable(paper.title)
    kind: tuple[tuple[str, str], ...]
    if venue.kind in (CONFERENCE, CHAPTER):
        genre = "proceeding" if venue.kind == CONFERENCE else "bookitem"
        kind = (("rft_val_fmt", _BOOK), ("rft.genre", genre), ("rft.atitle", title), ("rft.btitle", venue.name))
    elif _is_preprint(paper, venue):
        kind = (("rft_val_fmt", _ANYTHING), ("rft.type", "preprint"), ("rft.title", title))
    else:
        kind = (("rft_val_fmt", _ARTICLE), ("rft.genre", "article"), ("rft.atitle", title), ("rft.jtitle", venue.name))
    return (
        ("ctx_ver", "Z39.88-2004"),
        *kind,
        *(("rft.au", author) for author in paper.authors),
        ("rft.date", _published(paper, venue)),
        ("rft.volume", venue.volume),
        ("rft.issue", venue.number),
        ("rft.pages", venue.pages),
        ("rft_id", f"info:doi/{paper.doi}" if paper.doi else ""),
        ("rft_id", address),
    )
