"""Look over what a finished site tells machines: canonical addresses, JSON-LD, feeds, sitemaps, all that is XML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import quote, unquote
from xml.etree import ElementTree

from site_builder.catalogue import Site
from site_builder.problems import Origin, Problem, error, sort_problems
from site_builder.text import shortened
from site_builder.urls import HOME, NOT_FOUND

_CANONICAL, _OG_ADDRESS = b'<link rel="canonical" href="', b'<meta property="og:url" content="'
_DATA, _REFRESH = b'<script type="application/ld+json">', b'http-equiv="refresh"'
_SHOWN = 10
_ATOM = "{http://www.w3.org/2005/Atom}"
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_REQUIRED = ("id", "title", "updated")
_HINT = "This is a fault of a template or of the generator, not of the survey's texts."


def check_metadata(site: Site, base: str | None) -> tuple[Problem, ...]:
    """The problems of all pages and ``.xml`` files of a site that is published at ``base``, None where nobody says.

    A page names its own address as the canonical one, or where it leads if it only leads elsewhere; without a ``base``
    none. JSON-LD can be read, XML is well-formed, and feeds and sitemaps name pages that there are. A fault of more
    than ten files is told once.
    """
    found: dict[str, list[Problem]] = {}
    for path in site:
        if path.endswith(".html"):
            content = site[path]
            problems = _of_page(path, content[: content.find(b"</head>")], site, base)
        elif path.endswith(".xml"):
            problems = _of_xml(path, site[path], site, base or "")
        else:
            continue
        for problem in problems:
            found.setdefault(problem.code, []).append(problem)
    return sort_problems(problem for same in found.values() for problem in _told(same))


def _told(same: list[Problem]) -> Iterable[Problem]:
    if len(same) <= _SHOWN:
        return same
    first = same[0]
    hint = f"The same kind of fault in {len(same) - 1:,} more files, such as {same[1].origin.path}. {_HINT}"
    return [error(first.code, first.origin, first.message, hint)]


def _of_page(path: str, head: bytes, site: Site, base: str | None) -> Iterator[Problem]:
    canonical = _value(head, _CANONICAL)
    named = _value(head, _OG_ADDRESS)
    is_elsewhere = _REFRESH in head or path.startswith("embed/")
    if base is None:
        wrong = named or ("" if is_elsewhere else canonical)
        if wrong:
            message = f'the page names the address "{shortened(wrong)}", but nobody said where it is published'
            yield error("wrong-canonical", Origin(path, 0), message, _HINT)
    elif path == NOT_FOUND:
        if canonical or named:
            message = "the page for lost readers names an address, but is shown at any"
            yield error("wrong-canonical", Origin(path, 0), message, _HINT)
    else:
        own = base if path == HOME else f"{base}{path}"
        is_right = _path_in(canonical, base) in site if is_elsewhere else canonical == own
        if not is_right or named not in ("", canonical):
            shown = shortened(canonical if not is_right else named) or "none"
            message = f'the page names the address "{shown}", where its own is "{shortened(own)}"'
            yield error("wrong-canonical", Origin(path, 0), message, _HINT)
    start = head.find(_DATA)
    while start >= 0:
        start += len(_DATA)
        try:
            json.loads(head[start : head.find(b"</script>", start)])
        except ValueError as fault:
            message = f"the JSON-LD of the page cannot be read: {fault}"
            yield error("malformed-data", Origin(path, head.count(b"\n", 0, start) + 1), message, _HINT)
        start = head.find(_DATA, start)


def _value(head: bytes, before: bytes) -> str:
    """The value of the first attribute that begins so; empty where there is none."""
    start = head.find(before)
    if start < 0:
        return ""
    start += len(before)
    return unescape(head[start : head.find(b'"', start)].decode("utf-8", "replace"))


def _path_in(address: str, base: str) -> str:
    """The path within the site that an address means; empty when it means none."""
    for start in (base, quote(base, safe="%/:?#[]@!$()*+,;=-._~")):
        if address.startswith(start):
            return unquote(address[len(start) :]) or HOME
    return ""


def _of_xml(path: str, content: bytes, site: Site, base: str) -> Iterator[Problem]:
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 - what this build has just made
    except ElementTree.ParseError as fault:
        line, column = fault.position
        message = f"the file is not well-formed XML at column {column + 1}: {fault}"
        yield error("malformed-xml", Origin(path, line), message, _HINT)
        return
    if root.tag == f"{_ATOM}feed":
        yield from _of_feed(path, root)
        named = [link.get("href", "") for link in root.iter(f"{_ATOM}link") if link.get("rel") != "related"]
    else:
        named = [place.text or "" for place in root.iter(f"{_SITEMAP}loc")]
    lost = [address for address in named if _path_in(address, base) not in site]
    if lost:
        more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
        message = f'the file names "{shortened(lost[0])}"{more}, which the site does not have'
        yield error("dead-link", Origin(path, 0), message, _HINT)


def _of_feed(path: str, feed: ElementTree.Element) -> Iterator[Problem]:
    entries = feed.findall(f"{_ATOM}entry")
    ids = [part.findtext(f"{_ATOM}id") for part in (feed, *entries)]
    for name in _REQUIRED:
        if not all(part.findtext(f"{_ATOM}{name}") for part in (feed, *entries)):
            yield error("malformed-feed", Origin(path, 0), f"the feed or a part of it has no {name}", _HINT)
    if len(set(ids)) < len(ids):
        yield error("malformed-feed", Origin(path, 0), "two parts of the feed have the same id", _HINT)
