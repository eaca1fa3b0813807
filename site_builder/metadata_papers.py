"""A paper as machines take it in: ``citation_`` tags, JSON-LD, and the context object that stands for it in a list.

Which of these Zotero reads: on the page of one paper the tags, of which a journal or a conference tells the type, and
``DC.type`` where neither does; on a page of several papers their context objects (COinS), which go before tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlsplit

from site_builder.model import Paper
from site_builder.references import Reference
from site_builder.references_names import Name
from site_builder.references_venue import CHAPTER, CONFERENCE, JOURNAL, PREPRINT, Venue
from site_builder.urls import doi_address, paper_path

_PLAIN = re.compile(r"[\w .:/,()!?*~-]*", re.ASCII)
_BOOK, _ARTICLE, _ANYTHING = (f"info:ofi/fmt:kev:mtx:{kind}" for kind in ("book", "journal", "dc"))
_ARXIV_DOI = "10.48550/"


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What is known of one paper, in three forms; what is not known is in none of them."""

    tags: tuple[tuple[str, str], ...]
    """Name and content of each tag for the head of its page, but the title."""
    data: dict[str, Any]
    """JSON-LD without its context."""
    reference: str
    """An OpenURL context object as keys and values."""


def paper_facts(paper: Paper, reference: Reference, base: str | None) -> PaperFacts:
    """What is known of a paper; ``base`` is where the site is published, if that is known."""
    return PaperFacts(
        _tags(paper, reference, base),
        _data(reference, base),
        context_object(reference),
    )


def context_object(reference: Reference) -> str:
    """A paper as an OpenURL context object: keys and values."""
    return "&".join([f"{key}={_quoted(value)}" for key, value in _context_object(reference) if value])


def _is_preprint(reference: Reference) -> bool:
    """Whether the survey knows of nothing but a preprint; a DOI that is not arXiv's tells of more."""
    return reference.venue.kind == PREPRINT and (not reference.doi or reference.doi.startswith(_ARXIV_DOI))


def _name(name: Name) -> str:
    """A person's name as tags have it, so that nobody need guess which word is the family name."""
    return f"{name.last}, {name.given}" if name.given and not name.suffix else name.printed


def _tags(paper: Paper, reference: Reference, base: str | None) -> tuple[tuple[str, str], ...]:
    venue = reference.venue
    names = [_name(name) for name in reference.authors]
    if len(names) == 1:
        # Zotero takes a lone "van Dyk, Jan Willem" for two people.
        names = [reference.authors[0].printed]
    first_page, _, last_page = venue.pages.partition("-")
    found = (
        *(("citation_author", name) for name in names),
        ("citation_publication_date", _date(reference.issued, "/")),
        ("citation_online_date", _date(reference.available, "/")),
        *_place_tags(reference),
        ("citation_volume", venue.volume),
        ("citation_issue", venue.number),
        ("citation_firstpage", first_page),
        ("citation_lastpage", last_page),
        ("citation_doi", reference.doi),
        ("citation_arxiv_id", reference.arxiv),
        ("citation_pdf_url", _pdf_address(paper)),
        ("citation_public_url", reference.url),
        ("citation_abstract_html_url", f"{base}{paper_path(paper.slug)}" if base else ""),
        ("citation_abstract", " ".join(paper.abstract.split()) if paper.abstract else ""),
    )
    return tuple([pair for pair in found if pair[1]])


def _place_tags(reference: Reference) -> tuple[tuple[str, str], ...]:
    """The tags that tell Zotero what kind of publication the paper is."""
    venue = reference.venue
    if venue.kind == JOURNAL:
        return (("citation_journal_title", venue.name),)
    if venue.kind == CONFERENCE:
        return (("citation_conference_title", venue.name),)
    if venue.kind == CHAPTER:
        return (("citation_inbook_title", venue.name), ("citation_publisher", venue.publisher))
    if _is_preprint(reference):
        # Zotero takes a paper with a title alone for an article of a journal, unless this tells otherwise.
        return (("DC.type", "preprint"), ("citation_publisher", venue.name or ("arXiv" if reference.arxiv else "")))
    # None of the tags above would be certain; this one says where it was published and not what that is.
    return (("DC.source", venue.name),)


def _date(parts: tuple[int, ...], sign: str) -> str:
    """A date as far as it is known, ``2015/12``; empty when not even its year is."""
    return sign.join([f"{part:0{2 if place else 4}d}" for place, part in enumerate(parts)])


def _pdf_address(paper: Paper) -> str:
    """Where the paper's own text is for certain; empty where nobody says."""
    if paper.arxiv:
        return f"https://arxiv.org/pdf/{paper.arxiv}"
    given = (link.url for link in paper.links if link.label.strip().lower() in ("pdf", "paper"))
    return next((url for url in given if urlsplit(url).path.lower().endswith(".pdf")), "")


def _data(reference: Reference, base: str | None) -> dict[str, Any]:
    data: dict[str, Any] = {"@type": "ScholarlyArticle", "name": reference.title}
    if reference.authors:
        data["author"] = [
            {"@type": "Organization" if name.literal else "Person", "name": name.printed} for name in reference.authors
        ]
    if reference.issued:
        data["datePublished"] = _date(reference.issued, "-")
    venue = reference.venue
    if venue.kind == CONFERENCE:
        data["publication"] = {"@type": "PublicationEvent", "name": venue.name}
    elif venue.name:
        data["isPartOf"] = _container(venue)
    if venue.pages:
        data["pagination"] = venue.pages
    named = (("doi", reference.doi), ("arXiv", reference.arxiv))
    if identifiers := [f"{scheme}:{name}" for scheme, name in named if name]:
        data["identifier"] = identifiers
    if reference.url:
        data["url"] = reference.url
    if reference.doi and (address := doi_address(reference.doi)) != reference.url:
        data["sameAs"] = address
    if base:
        data["mainEntityOfPage"] = f"{base}{paper_path(reference.slug)}"
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


def _context_object(reference: Reference) -> Iterable[tuple[str, str]]:
    """Keys and values, some of them empty, in the forms by which Zotero tells papers of journals and conferences."""
    venue, title = reference.venue, reference.title
    kind: tuple[tuple[str, str], ...]
    if venue.kind in (CONFERENCE, CHAPTER):
        genre = "proceeding" if venue.kind == CONFERENCE else "bookitem"
        kind = (("rft_val_fmt", _BOOK), ("rft.genre", genre), ("rft.atitle", title), ("rft.btitle", venue.name))
    elif _is_preprint(reference):
        kind = (("rft_val_fmt", _ANYTHING), ("rft.type", "preprint"), ("rft.title", title))
    else:
        kind = (("rft_val_fmt", _ARTICLE), ("rft.genre", "article"), ("rft.atitle", title), ("rft.jtitle", venue.name))
    return (
        ("ctx_ver", "Z39.88-2004"),
        *kind,
        *(("rft.au", _name(name)) for name in reference.authors),
        ("rft.date", _date(reference.issued, "-")),
        ("rft.volume", venue.volume),
        ("rft.issue", venue.number),
        ("rft.pages", venue.pages),
        ("rft_id", f"info:doi/{reference.doi}" if reference.doi else ""),
        ("rft_id", reference.url),
    )


def _quoted(text: str) -> str:
    """A text as a value of a context object; most need nothing but signs for their spaces."""
    return text.replace(" ", "+") if _PLAIN.fullmatch(text) else quote_plus(text, "/:,()!?*")
