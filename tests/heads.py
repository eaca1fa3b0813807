"""What a machine finds in a finished page, read with the standard library's parser."""

from __future__ import annotations

import json
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl

from site_builder.build import Request, make_site
from site_builder.problems import has_errors

ADDRESS = "https://example.org/survey/"


class Head(HTMLParser):
    def __init__(self, page: bytes | str) -> None:
        super().__init__()
        self.metas: list[tuple[str, str]] = []
        """Name or property with content, once for each of the two."""
        self.links: list[dict[str, str]] = []
        self.data: list[dict] = []
        self.references: list[list[tuple[str, str]]] = []
        """The context objects of the page, as keys and values."""
        self.scripts = 0
        self._script: str | None = None
        self.feed(page.decode() if isinstance(page, bytes) else page)

    def handle_starttag(self, tag, attrs):
        given = {key: value or "" for key, value in attrs}
        if tag == "meta":
            self.metas += [(given[key], given["content"]) for key in ("name", "property") if key in given]
        elif tag == "link":
            self.links.append(given)
        elif tag == "script":
            self.scripts += 1
            self._script = "" if given.get("type") == "application/ld+json" else None
        elif tag == "span" and given.get("class") == "Z3988":
            self.references.append(parse_qsl(given["title"], strict_parsing=True))

    def handle_data(self, data):
        if self._script is not None:
            self._script += data

    def handle_endtag(self, tag):
        if tag == "script" and self._script is not None:
            self.data.append(json.loads(self._script))
            self._script = None

    def all(self, name: str) -> list[str]:
        return [content for found, content in self.metas if found == name]

    def one(self, name: str) -> str:
        (content,) = self.all(name)
        return content

    def link(self, relation: str) -> list[str]:
        return [link["href"] for link in self.links if relation in link.get("rel", "").split()]


@cache
def default_site(base_url: str | None) -> dict[str, bytes]:
    """The site of the default survey, made once for all tests."""
    return site_of(Path(__file__).parents[1] / "content", base_url)


def site_of(content: Path, base_url: str | None = None) -> dict[str, bytes]:
    """The site of a content folder, which must have no errors."""
    outcome = make_site(Request(content, base_url=base_url), lambda stage: None)
    assert not has_errors(outcome.problems), outcome.problems
    return dict(outcome.site)


def zotero_type(head: Head) -> str:
    """The type that Zotero's translator of embedded metadata gives an item, by the order in which it asks."""
    names = {name for name, _ in head.metas}
    for tag, kind in (
        ("citation_inbook_title", "bookSection"),
        ("citation_conference_title", "conferencePaper"),
        ("citation_journal_title", "journalArticle"),
    ):
        if tag in names:
            return kind
    if head.all("og:type") == ["website"]:
        return "webpage"
    return head.one("DC.type") if "DC.type" in names else "journalArticle"
