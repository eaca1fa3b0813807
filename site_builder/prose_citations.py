"""What citations in prose lead to, show and look like; ``prose`` finds and places them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape

CITATION = re.compile(r"\[@([^\s\[\]()]+)\](?!\()")
"""A citation without words of its own."""

MEANT_AS_CITATION = re.compile(r"\[@[^\]\n]*\]?|\[[^\[\]]*\]\(@[^)\n]*\)?")
"""What looks like a citation and is none, such as two of them between one pair of brackets."""

CARD_ID_PREFIX = "c-"
"""Begins the id of every citation's card."""


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation of a paper leads to and shows."""

    path: str
    """The paper's page, as seen from the site's root."""
    label: str
    """Stands for the paper where the text has no words of its own: ``SENet, 2017``."""
    title: str
    detail: str
    """Authors and year; may be empty."""
    gist: str
    """May be empty."""


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """A citation as a text has it."""

    slug: str
    """The paper it names; empty where it cannot be read."""
    line: int
    """Counted from 0 within the text."""
    words: str
    """How it is written, where it cannot be read; empty otherwise."""


@dataclass(frozen=True, slots=True)
class LinkPlace:
    """A link as a text has it."""

    address: str
    """As the page will have it."""
    line: int
    """Counted from 0 within the text."""
    is_picture: bool
    """Whether it was written as a picture."""


@dataclass(frozen=True, slots=True)
class TextPlace:
    """Where a Markdown text stands."""

    citations: Mapping[str, Citation] = field(default_factory=dict)
    """By slug: the papers that it may cite."""
    link: Callable[[str], str] = str
    """Turns a path of the site into its address as seen from the page."""
    mark: str = ""
    """Tells ids apart where texts of several sources stand on one page: a slug, or empty for the page's own text."""
    home: str = ""
    """The address of the page that the text was written for, where it stands on another one."""
    has_cards: bool = True
    """Whether citations tell of their papers in cards."""

    def id(self, prefix: str, rest: str) -> str:
        """An id that no other text of the page has, for a slug holds no two hyphens side by side."""
        return f"{prefix}{self.mark}--{rest}" if self.mark else f"{prefix}{rest}"

    def address(self, written: str) -> str:
        """A relative address as the text has it, as seen from the page that the text stands on."""
        if not self.home or written.startswith("/"):
            return written
        end = min((written.find(sign) for sign in "?#" if sign in written), default=len(written))
        if end == 0:
            return self.home + written
        folder = posixpath.dirname(self.home)
        return posixpath.normpath(posixpath.join(folder, written[:end])) + written[end:]

    def opening(self, slug: str, card: str | None) -> str:
        """What begins the link of a citation; of an unknown paper only the words are left."""
        citation = self.citations.get(slug)
        if citation is None:
            return ""
        address = escape(self.link(citation.path))
        if card is None or not self.has_cards:
            return f'<a href="{address}">'
        return f'<span class="cited"><a href="{address}" aria-describedby="{card}">'

    def closing(self, slug: str, card: str | None) -> str:
        """What ends the link of a citation: the card, if it has one, whose id is ``card``."""
        citation = self.citations.get(slug)
        if citation is None:
            return ""
        if card is None or not self.has_cards:
            return "</a>"
        # Spaces between the spans, for a card is part of a paragraph and must read as text where styles are off.
        lines = (citation.title, citation.detail, citation.gist)
        shown = " ".join(f"<span>{escape(line)}</span>" for line in lines if line)
        return f'</a><span class="card" role="tooltip" id="{card}"> {shown}</span></span>'
