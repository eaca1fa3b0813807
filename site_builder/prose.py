"""Markdown and plain text into HTML that is safe to put on a page as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from linkify_it import LinkifyIt  # type: ignore[import-untyped]  # ships no types
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from site_builder import text as plain_text

HEADING_ID_PREFIX = "s-"
"""Begins the id of every heading in Markdown, so that none can equal an id of the page around it."""

_SAFE_SCHEMES = ("http", "https", "mailto")
_FIRST_SEGMENT = re.compile(r"[^/?#]*")
_WORD = re.compile(r"\S+")
_LONGEST_ADDRESS = 2000
# Listings repeat an address in braces after itself, and no address that is written by hand holds one of these.
_END_OF_ADDRESS = re.compile(r"[.,;:]*[{}\"<>]")


@lru_cache(maxsize=4096)
def render_markdown(text: str, top_level: int = 2) -> str:
    """Turn Markdown (CommonMark and tables) into HTML.

    Raw HTML comes out escaped. Links lead to http, https, mailto or a relative address; any other stays text. The
    highest heading of the text becomes ``<h{top_level}>`` and the others keep their distance from it; each has an id
    made of its words, unique within the text and beginning with ``HEADING_ID_PREFIX``. Pictures are not read: the site
    does not carry their files.
    """
    if not text.strip():
        return ""
    html: str = _parser(_may_have_address(text)).render(text, {"top_level": top_level})
    return html


@lru_cache(maxsize=16384)
def render_plain(text: str) -> str:
    """Turn plain text, such as an abstract, into inline HTML.

    Everything is escaped, web addresses become links without the punctuation or braces around them, and LaTeX residue
    outside of addresses is written as ``text.readable`` has it.
    """
    if not _may_have_address(text):
        return escapeHtml(plain_text.readable(text))
    pieces: list[str] = []
    done = 0
    for start, end, url in _addresses(text):
        pieces.append(escapeHtml(plain_text.readable(text[done:start])))
        pieces.append(f'<a href="{escapeHtml(url)}" rel="noopener">{escapeHtml(text[start:end])}</a>')
        done = end
    pieces.append(escapeHtml(plain_text.readable(text[done:])))
    return "".join(pieces)


def _addresses(text: str) -> Iterator[tuple[int, int, str]]:
    # linkify takes milliseconds for an abstract, so it sees only the few words that can hold an address.
    for word in _WORD.finditer(text):
        if len(word[0]) <= _LONGEST_ADDRESS and _may_have_address(word[0]):
            yield from _addresses_in_word(word[0], word.start())


def _addresses_in_word(word: str, offset: int) -> Iterator[tuple[int, int, str]]:
    begin = 0
    while begin < len(word):
        for match in _linkify().match(word[begin:]) or ():
            cut = _END_OF_ADDRESS.search(match.raw)
            raw = match.raw[: cut.start()] if cut else match.raw
            start = begin + match.index
            if match.schema or raw.startswith("www."):
                place = offset + start
                yield place, place + len(raw), raw if match.schema else f"http://{raw}"
            if cut:
                begin = start + cut.end()
                break
        else:
            return


def _may_have_address(text: str) -> bool:
    return "://" in text or "www." in text


@lru_cache(maxsize=1)
def _linkify() -> LinkifyIt:
    return LinkifyIt({}, {"fuzzy_link": True, "fuzzy_email": False, "fuzzy_ip": False})


@lru_cache(maxsize=2)
def _parser(with_addresses: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": with_addresses}).enable("table").disable("image")
    if with_addresses:
        parser.enable("linkify")
        parser.linkify = LinkifyIt({}, {"fuzzy_link": False, "fuzzy_email": False})
    # Replacing the validator is markdown-it's documented way to restrict links; its types do not foresee it.
    setattr(parser, "validateLink", is_safe_link)  # noqa: B010
    parser.core.ruler.push("headings", _place_headings)
    parser.add_render_rule("link_open", _render_link_open)
    parser.add_render_rule("table_open", _render_table_open)
    parser.add_render_rule("table_close", _render_table_close)
    return parser


def is_safe_link(address: str) -> bool:
    """Whether Markdown may link to ``address``: http, https, mailto, or relative to the page."""
    if address.startswith(("//", "\\", "/\\")):
        return False
    first = _FIRST_SEGMENT.match(address)
    scheme, colon, _ = first[0].partition(":") if first else ("", "", "")
    return not colon or scheme.lower() in _SAFE_SCHEMES


def _place_headings(state: StateCore) -> None:
    headings = [(at, token) for at, token in enumerate(state.tokens) if token.type == "heading_open"]
    if not headings:
        return
    shift = state.env["top_level"] - min(int(token.tag[1]) for _, token in headings)
    taken: set[str] = set()
    for at, token in headings:
        level = min(int(token.tag[1]) + shift, 6)
        token.tag = state.tokens[at + 2].tag = f"h{level}"
        words = "".join(child.content for child in state.tokens[at + 1].children or ())
        token.attrSet("id", _unique(HEADING_ID_PREFIX + plain_text.slug_of(words), taken))


def _unique(wanted: str, taken: set[str]) -> str:
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    taken.add(found)
    return found


def _render_link_open(
    renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[idx]
    if str(token.attrGet("href")).lower().startswith(("http:", "https:")):
        token.attrSet("rel", "noopener")
    return renderer.renderToken(tokens, idx, options, env)


def _render_table_open(
    renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    # A wide table scrolls within itself; a region that scrolls must be reachable by keyboard and have a name.
    return '<div class="table" role="region" aria-label="Table" tabindex="0">\n<table>\n'


def _render_table_close(
    renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    return "</table>\n</div>\n"
