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


class Glance(NamedTuple):
    """What a look over some pages by themselves showed; the other pages decide whether it is well."""

    anchors: Mapping[str, frozenset[str]]
    """Each page with what links may lead to on it."""
    targets: frozenset[tuple[str, str]]
    """Where links lead that leave their page: path and anchor."""
    doubtful: frozenset[str]
    """The pages on which something is wrong whatever the others hold."""


def glance_at(files: Site) -> Glance:
    """Look over the ``.html`` pages among some files of a site, as a process can that knows nothing of the others."""
    anchors: dict[str, frozenset[str]] = {}
    addresses: dict[str, set[str]] = {}
    doubtful: set[str] = set()
    for path, content in files.items():
        if not path.endswith(".html"):
            continue
        scan = scan_page(content.decode("utf-8", "replace"))
        anchors[path] = scan.anchors
        # Most addresses stand on many pages of a folder: each is followed once for all of them.
        addresses.setdefault(posixpath.dirname(path), set()).update(scan.addresses)
        own = [_resolve("", address).anchor for address in scan.addresses if address[0] in "#?"]
        if scan.faults or not all(_has_anchor(scan.anchors, anchor) for anchor in own if anchor):
            doubtful.add(path)
    targets = {(folder, address): _resolve(folder, address) for folder in addresses for address in addresses[folder]}
    if any(target.fault for target in targets.values()):
        doubtful.update(anchors)
    leaving = frozenset((target.path, target.anchor) for target in targets.values() if target.path)
    return Glance(anchors, leaving, frozenset(doubtful))


def check_site(
    site: Site, glances: Iterable[Glance] = (), written: Mapping[tuple[str, str], Sequence[Origin]] | None = None
) -> tuple[Problem, ...]:
    """The problems of all ``.html`` pages of a site, by page and line (1-based, in the page).

    Pages that ``glances`` tell of are read again only where something is wrong. A fault that more than ten pages share
    is told once, with the number of pages, for it comes from one template. ``written`` gives, for a page and the
    address of a link on it, where the editor wrote that link: a faulty one is told there, and only there.
    """
    anchors = {path: found for glance in glances for path, found in glance.anchors.items()}
    glances = (
        *glances,
        glance_at({path: site[path] for path in site.keys() - anchors.keys() if path.endswith(".html")}),
    )
    anchors.update(glances[-1].anchors)
    doubtful: set[str] = set()
    for glance in glances:
        is_well = all(path in site and _leads_somewhere(path, anchor, anchors) for path, anchor in glance.targets)
        doubtful.update(glance.doubtful if is_well else glance.anchors)
    pages = {path: site[path].decode("utf-8", "replace") for path in sorted(doubtful)}
    suggest = _Suggestions(site)
    found: dict[tuple[str, str], list[tuple[str, Fault, int]]] = {}
    own: dict[tuple[str, str], list[Problem]] = {}
    for path, text in pages.items():
        scan = scan_page(text)
        for fault, place in scan.faults:
            if path == NOT_FOUND and fault.code in _FREE_WHEN_NOT_FOUND:
                continue
            found.setdefault((fault.code, fault.key), []).append((path, fault, place))
        for fault, address in _dead_links(path, scan, site, anchors, suggest):
            same = found.setdefault((fault.code, fault.key), [])
            places = (written or {}).get((path, address), ())
            own.setdefault((fault.code, fault.key), []).extend(
                error(fault.code, place, fault.message, fault.hint) for place in places
            )
            # Looking for the place costs more than all else, and of a fault shared by all pages one place is told.
            same.append((path, fault, place_of_address(text, address) if len(same) <= _SAME_EVERYWHERE else -1))
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
    page: str, scan: PageScan, site: Site, anchors: Mapping[str, frozenset[str]], suggest: _Suggestions
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
        if path not in site:
            message = f'the link "{shortened(address)}" leads nowhere: the site has no "{path}"'
            yield Fault("dead-link", message, path, suggest.near(path)), address
        elif not _leads_somewhere(path, target.anchor, anchors):
            message = (
                f'the link "{shortened(address)}" leads nowhere: "{path}" has no place with the id "{target.anchor}"'
            )
            yield Fault("dead-anchor", message, f"{path}#{target.anchor}"), address


def _leads_somewhere(path: str, anchor: str, anchors: Mapping[str, frozenset[str]]) -> bool:
    """Whether a file has the place that an anchor names; of files that are no pages this is not asked."""
    return not anchor or path not in anchors or _has_anchor(anchors[path], anchor)


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
