"""Which addresses search engines should know, and how a browser asks the survey's own search."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from site_builder.catalogue import Page, Survey
from site_builder.text import without_controls
from site_builder.urls import HOME, SEARCH

SITEMAP, ROBOTS, OPENSEARCH = "sitemap.xml", "robots.txt", "opensearch.xml"
MOST_ADDRESSES = 50_000
"""So many addresses the protocol allows in one file."""
MOST_BYTES = 50 * 1024 * 1024
_BYTES_AROUND = 40
_SHORT_NAME, _LONG_NAME, _DESCRIPTION = 16, 48, 1024
"""The longest texts that OpenSearch allows."""


def sitemap_pages(pages: Iterable[Page], survey: Survey) -> list[Page]:
    """The sitemap, to be rendered: one file, or an index and its parts beyond 50,000 addresses or 50 MB.

    A page is listed that is its own canonical address and not the trace of one that is gone. None without a
    ``base_url``. The parts lie beside the index, for a sitemap speaks only of its own folder and what is below.
    """
    base = survey.base_url
    if not base:
        return []
    addresses = [
        _escaped(head.canonical) for page in pages if (head := page.context.get("head")) and _is_own(page, base)
    ]
    longest = max(map(len, addresses), default=0) + _BYTES_AROUND
    size = max(1, min(MOST_ADDRESSES, MOST_BYTES // longest))
    parts = [addresses[start : start + size] for start in range(0, len(addresses), size)] or [[]]
    if len(parts) == 1:
        return [Page(SITEMAP, "sitemap.xml", {"addresses": tuple(parts[0])})]
    files = [
        Page(f"sitemap-{number}.xml", "sitemap.xml", {"addresses": tuple(part)}) for number, part in enumerate(parts, 1)
    ]
    listed = tuple(_escaped(f"{base}{file.path}") for file in files)
    return [Page(SITEMAP, "sitemap_index.xml", {"addresses": listed}), *files]


def _is_own(page: Page, base: str) -> bool:
    head = page.context.get("head")
    own = base if page.path == HOME else f"{base}{page.path}"
    return head is not None and head.canonical == own and page.template != "departed.html"


def _escaped(address: str) -> str:
    """An address in ASCII, as the protocol wants it; what is escaped already stays."""
    return quote(address, safe="%/:?#[]@!$()*+,;=-._~")


def robots_page(survey: Survey) -> Page:
    """``robots.txt``, to be rendered: everything may be read; with a ``base_url`` it names the sitemap."""
    sitemap = _escaped(f"{survey.base_url}{SITEMAP}") if survey.base_url else ""
    return Page(ROBOTS, "robots.txt", {"sitemap": sitemap})


def search_pages(survey: Survey) -> list[Page]:
    """The OpenSearch description, to be rendered; none without a ``base_url``, for its template must be absolute."""
    if not survey.base_url:
        return []
    title = without_controls(survey.title)
    description = without_controls(survey.description or survey.subtitle) or title
    context = {
        "short_name": _cut(title, _SHORT_NAME),
        "long_name": _cut(title, _LONG_NAME),
        "description": _cut(description, _DESCRIPTION),
        "language": survey.language,
        "template": f"{_escaped(survey.base_url)}{SEARCH}?q={{searchTerms}}",
        "address": f"{_escaped(survey.base_url)}{OPENSEARCH}",
    }
    return [Page(OPENSEARCH, "opensearch.xml", context)]


def _cut(text: str, length: int) -> str:
    """A text of at most ``length`` characters, cut between words where that leaves any."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:") + "…"
