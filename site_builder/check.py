"""Look over the finished site before it is written: links that lead nowhere, and the faults of each page."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from site_builder.catalogue import Site
from site_builder.check_page import Fault, PageScan, place_of_address, scan_page, shortened
from site_builder.problems import Origin, Problem, error, sort_problems, warning
from site_builder.urls import HOME, NOT_FOUND

_SAME_EVERYWHERE = 10
# A host shows its not-found page at any address, so that page cannot rely on relative links.
_FREE_WHEN_NOT_FOUND = ("absolute-link", "base-address")
_MOST_SUGGESTIONS = 10


class _Target(NamedTuple):
    """Where an address leads."""

    path: str
    """Within the site; empty for the page itself."""
    anchor: str
    """As the address writes it."""
    fault: Fault | None


def check_site(
    site: Site, others: Iterable[str] = (), written: Mapping[tuple[str, str], Sequence[Origin]] | None = None
) -> tuple[Problem, ...]:
    """The problems of all ``.html`` pages of a site, by page and line (1-based, in the page).

    ``others`` are paths that the site will hold besides and that pages may link to. A fault that more than ten pages
    share is told once, with the number of pages, for it comes from one template. ``written`` gives, for a page and the
    address of a link on it, where the editor wrote that link: a faulty one is told there, and only there.
    """
    pages = {path: site[path].decode("utf-8", "replace") for path in sorted(site) if path.endswith(".html")}
    scans = {path: scan_page(text) for path, text in pages.items()}
    paths = frozenset([*site, *others])
    suggest = _Suggestions(paths)
    found: dict[tuple[str, str], list[tuple[str, Fault, int]]] = {}
    own: dict[tuple[str, str], list[Problem]] = {}
    for path, scan in scans.items():
        for fault, place in scan.faults:
            if path == NOT_FOUND and fault.code in _FREE_WHEN_NOT_FOUND:
                continue
            found.setdefault((fault.code, fault.key), []).append((path, fault, place))
        for fault, address in _dead_links(path, scan, scans, paths, suggest):
            same = found.setdefault((fault.code, fault.key), [])
            places = (written or {}).get((path, address), ())
            own.setdefault((fault.code, fault.key), []).extend(
                error(fault.code, place, fault.message, fault.hint) for place in places
            )
            # Looking for the place costs more than all else, and of a fault shared by all pages one place is told.
            same.append((path, fault, place_of_address(pages[path], address) if len(same) <= _SAME_EVERYWHERE else -1))
    return sort_problems(problem for key, same in found.items() for problem in own.get(key) or _told(same, pages))


def _told(same: Sequence[tuple[str, Fault, int]], pages: Mapping[str, str]) -> Iterator[Problem]:
    """One fault on all its pages, as the problems that are worth printing."""
    where = list(dict.fromkeys(path for path, _, _ in same))
    is_shared = len(where) > _SAME_EVERYWHERE
    for path, fault, place in same[:1] if is_shared else same:
        line = pages[path].count("\n", 0, place) + 1 if place >= 0 else 0
        hint = fault.hint or _where_to_look(path)
        if is_shared:
            hint = f"The same on {len(where) - 1} more pages, such as {where[1]}: look in what they share, a template."
        make = error if fault.is_error else warning
        yield make(fault.code, Origin(path, line), fault.message, hint)


def _where_to_look(page: str) -> str:
    folder = posixpath.dirname(page)
    if folder == "papers":
        return "If it stands in the note of this paper, correct it there; otherwise in the template."
    if folder == "themes":
        return "If it stands in the text of this theme, correct it there; otherwise in the template."
    return "If it stands in a text of the survey, correct it there; otherwise in the template."


class _Suggestions:
    """Finds the path that was probably meant; a few times only, for looking through a large site is slow."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = tuple(paths)
        self._found: dict[str, str] = {}

    def near(self, path: str) -> str:
        """A sentence that names the nearest path of the site; empty when none is near."""
        if path not in self._found and len(self._found) < _MOST_SUGGESTIONS:
            ending = posixpath.splitext(path)[1]
            alike = [known for known in self._paths if known.endswith(ending)]
            near = get_close_matches(path, alike, n=1, cutoff=0.8)
            self._found[path] = f'Did you mean "{near[0]}"?' if near else ""
        return self._found.get(path, "")


def _dead_links(
    page: str, scan: PageScan, scans: Mapping[str, PageScan], paths: frozenset[str], suggest: _Suggestions
) -> Iterator[tuple[Fault, str]]:
    """The faults of a page's links within the site, each with the address as the page has it."""
    folder = posixpath.dirname(page)
    for address in scan.addresses:
        target = _resolve(folder, address)
        if target.fault is not None:
            if page != NOT_FOUND or target.fault.code not in _FREE_WHEN_NOT_FOUND:
                yield target.fault, address
            continue
        path = target.path or page
        if path not in paths:
            message = f'the link "{shortened(address)}" leads nowhere: the site has no "{path}"'
            yield Fault("dead-link", message, path, suggest.near(path)), address
        elif target.anchor and path in scans and not _has_anchor(scans[path].anchors, target.anchor):
            message = (
                f'the link "{shortened(address)}" leads nowhere: "{path}" has no place with the id "{target.anchor}"'
            )
            yield Fault("dead-anchor", message, f"{path}#{target.anchor}"), address


def _has_anchor(anchors: frozenset[str], anchor: str) -> bool:
    """Whether a page has the place; browsers look for the anchor as written, then decoded, then for the word *top*."""
    return anchor in anchors or unquote(anchor) in anchors or anchor.lower() == "top"


@lru_cache(maxsize=1 << 14)
def _resolve(folder: str, address: str) -> _Target:
    """Where an address leads that stands on a page in ``folder``."""
    rest, _, anchor = address.partition("#")
    anchor = anchor.partition(":~:")[0]
    written = rest.partition("?")[0]
    if not written:
        return _Target("", anchor, None)
    if written.startswith("/"):
        hint = "The site must work from any folder: write the link relative to the page."
        message = f'the link "{shortened(address)}" begins at the root of the host'
        return _Target("", "", Fault("absolute-link", message, address, hint))
    path = posixpath.normpath(posixpath.join(folder, unquote(written)))
    if path == ".." or path.startswith("../"):
        message = f'the link "{shortened(address)}" leads out of the site'
        return _Target("", "", Fault("outside-link", message, address))
    if written.endswith(("/", "/.", "/..")) or written in (".", "..") or "//" in written:
        message = f'the link "{shortened(address)}" leads to a folder, which opens no page from disk'
        hint = f"Name the page, such as {posixpath.join(written, HOME)}."
        return _Target("", "", Fault("dead-link", message, address, hint))
    return _Target(path, anchor, None)
