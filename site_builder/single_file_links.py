"""Links of a page into links within one file that holds all pages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from site_builder.urls import READING_LIST, SEARCH

_AS_THEY_ARE = frozenset([SEARCH, READING_LIST])
"""Pages whose scripts look for places by their names."""
_NAMING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers", "list")
"""Attributes that name places of their page."""
_FILE = re.compile(r"data/(?:survey|(?:papers|themes)/[a-z0-9-]+)(?:\.bib|\.ris|\.csl\.json)")
"""References, which scripts make anew from what the file holds."""
_OUTWARD = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


@dataclass(frozen=True, slots=True)
class Places:
    """Where links can lead."""

    pages: frozenset[str]
    base_url: str
    """Where the site is published, ending in ``/``; empty when the survey does not say."""
    ids: Mapping[str, frozenset[str]]
    """The ids of each page."""
    marks: Mapping[str, str]
    """What the ids of a page's places begin with, so that they are told from those of other pages."""

    def place(self, path: str, anchor: str) -> str:
        """The id that a place of a page has in the file; an empty anchor is the page itself."""
        if not anchor:
            return f"/{path}"
        return anchor if path in _AS_THEY_ARE else f"{self.marks[path]}:{anchor}"


def parse_link(address: str, source: str) -> tuple[str, str, str]:
    """The path, the query with its ``?``, and the anchor of an address as it stands on the page ``source``.

    The path is empty for one that leads out of the site.
    """
    if _OUTWARD.match(address):
        return "", "", ""
    rest, _, anchor = address.partition("#")
    path, mark, query = rest.partition("?")
    if not path:
        return source, mark + query, unquote(anchor)
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), path)), mark + query, unquote(anchor)


def rewrite_links(part: LexborNode, path: str, places: Places, *, keeps_ids: bool = False) -> None:
    """Change all that names places and addresses in a part of the page ``path``; what leads nowhere becomes text.

    With ``keeps_ids``, the ids of the part itself stay.
    """
    for node in part.css("[href]"):
        _rewrite_link(node, path, places)
    for node in part.css("form[action]"):
        del node.attrs["action"]
    for node in part.css("[data-titles]"):
        target, _, anchor = parse_link(node.attributes["data-titles"] or "", path)
        node.attrs["data-titles"] = f"#{places.place(target, anchor)}"
    for node in part.css("button[data-copy]"):
        _rewrite_copy(node, path, places)
    if not keeps_ids:
        _rename(part, path, places)


def _rename(part: LexborNode, path: str, places: Places) -> None:
    for node in part.css("[id]"):
        node.attrs["id"] = places.place(path, node.attributes["id"] or "")
    for name in _NAMING:
        for node in part.css(f"[{name}]"):
            node.attrs[name] = " ".join(places.place(path, named) for named in (node.attributes[name] or "").split())


def _rewrite_link(node: LexborNode, path: str, places: Places) -> None:
    address = node.attributes["href"] or ""
    target, query, anchor = parse_link(address, path)
    if not target:
        return
    if target in places.pages and (not anchor or anchor in places.ids[target] or target in _AS_THEY_ARE):
        node.attrs["href"] = f"{query}#{places.place(target, anchor)}"
    elif target in places.pages and target != path:
        node.attrs["href"] = f"#{places.place(target, '')}"
    elif _FILE.fullmatch(target):
        for name in {"href", "download"} & node.attributes.keys():
            del node.attrs[name]
        own = f"data/{path.removesuffix('.html')}."
        node.attrs["data-file"] = f".{target.removeprefix(own)}" if target.startswith(own) else target[len("data/") :]
        node.attrs["role"], node.attrs["tabindex"] = "button", "0"
    elif places.base_url and target not in places.pages:
        node.attrs["href"] = f"{places.base_url}{target}{query}{'#' if anchor else ''}{anchor}"
    else:
        _unlink(node)


def _unlink(node: LexborNode) -> None:
    """Take a link away that leads nowhere, and its line in a list where that says nothing else."""
    parent = node.parent
    if parent is not None and parent.tag == "li" and parent.text().strip() == node.text().strip():
        parent.decompose()
    else:
        node.unwrap()


def _rewrite_copy(button: LexborNode, path: str, places: Places) -> None:
    wanted = button.attributes["data-copy"] or ""
    if wanted.startswith("#"):
        button.attrs["data-copy"] = "#" + places.place(path, wanted[1:]).replace(":", "\\:")
    elif not places.base_url:
        button.decompose()
