"""Markdown and plain text into HTML that is safe to put on a page as it stands, and the citations in Markdown."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

from linkify_it import LinkifyIt  # type: ignore[import-untyped]  # ships no types
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline, link
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from site_builder import text as plain_text
from site_builder.prose_citations import CITATION, MEANT_AS_CITATION, CitedPlace, LinkPlace, TextPlace
from site_builder.prose_rules import number_citations, place_headings, set_quotes, set_ranges, text_place

_SAFE_SCHEMES = ("http", "https", "mailto")
_FIRST_SEGMENT = re.compile(r"[^/?#]*")
_WORD = re.compile(r"\S+")
_LINE_END = re.compile(r"\n")
_LONGEST_ADDRESS = 2000
# Listings repeat an address in braces after itself, and no address that is written by hand holds one of these.
_END_OF_ADDRESS = re.compile(r"[.,;:]*[{}\"<>]")


def render_markdown(text: str, top_level: int = 2, place: TextPlace | None = None) -> str:
    """Turn Markdown (CommonMark and tables) into HTML.

    Raw HTML comes out escaped. Links lead to http, https, mailto or a relative address; any other stays text. The
    highest heading of the text becomes ``<h{top_level}>`` and the others keep their distance from it; each has an id
    made of its words, unique within the text and beginning with ``HEADING_ID_PREFIX``. Pictures are not read: the site
    does not carry their files.

    ``[words](@slug)`` and ``[@slug]`` cite a paper: a link to its page, with a card that tells of it. What may be
    cited, and what else depends on the page around the text, is told by ``place``.
    """
    if not text.strip():
        return ""
    html = _render_alike(text)
    if html is not None:
        return html
    env = {"top_level": top_level, "place": place or TextPlace()}
    return str(_parser(_may_have_address(text)).render(text, env))


@lru_cache(maxsize=16384)
def _render_alike(text: str) -> str | None:
    """The HTML of a text that is the same on all pages; None for headings, citations and relative links."""
    parser = _parser(_may_have_address(text))
    env: dict[str, object] = {}
    tokens = parser.parse(text, env)
    if any(token.type == "heading_open" or any(map(_is_bound, token.children or ())) for token in tokens):
        return None
    return str(parser.renderer.render(tokens, parser.options, env))


def _is_bound(token: Token) -> bool:
    return token.type == "link_open" and ("slug" in token.meta or ":" not in str(token.attrGet("href")))


def find_citations(text: str) -> tuple[CitedPlace, ...]:
    """The citations of a Markdown text in order, those included that name no paper or cannot be read."""
    if "@" not in text:
        return ()
    return tuple(
        CitedPlace(token.meta["slug"], (block.map or [0])[0] + token.meta["line"], token.meta.get("words", ""))
        for block in _parser(_may_have_address(text)).parse(text, {})
        for token in block.children or ()
        if token.type in ("link_open", "broken_citation") and "slug" in token.meta
    )


def find_links(text: str) -> tuple[LinkPlace, ...]:
    """The links of a Markdown text in order, citations aside; pictures too, which come out as links."""
    if "](" not in text and "]:" not in text:
        return ()
    return tuple(
        LinkPlace(str(token.attrGet("href")), (block.map or [0])[0] + token.meta["line"], token.meta["is_picture"])
        for block in _parser(_may_have_address(text)).parse(text, {})
        for token in block.children or ()
        if token.type == "link_open" and "is_picture" in token.meta
    )


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
    linkify = LinkifyIt({}, {"fuzzy_link": True, "fuzzy_email": False, "fuzzy_ip": False})
    for schema in ("//", "ftp:", "mailto:"):
        linkify.add(schema, None)  # takes it away
    return linkify


@lru_cache(maxsize=2)
def _parser(with_addresses: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": with_addresses, "typographer": True})
    parser.enable(["table", "smartquotes"]).disable("image")
    if with_addresses:
        parser.enable("linkify")
        parser.linkify = LinkifyIt({}, {"fuzzy_link": False, "fuzzy_email": False})
    # Replacing the validator is markdown-it's documented way to restrict links; its types do not foresee it.
    setattr(parser, "validateLink", is_safe_link)  # noqa: B010
    parser.inline.ruler.at("link", _parse_link)
    parser.core.ruler.at("smartquotes", set_quotes)
    parser.core.ruler.push("ranges", set_ranges)
    parser.core.ruler.push("headings", place_headings)
    parser.core.ruler.push("citations", number_citations)
    parser.add_render_rule("link_open", _render_link_open)
    parser.add_render_rule("link_close", _render_link_close)
    parser.add_render_rule("broken_citation", _render_broken_citation)
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


def _parse_link(state: StateInline, silent: bool) -> bool:
    """Markdown's rule for links, with citations: links to an address that begins with ``@``, and ``[@slug]``."""
    start, first = state.pos, len(state.tokens)
    line = bisect_left(_line_ends(state.src), start) if state.src.startswith("[", start) else 0
    bare = CITATION.match(state.src, start, state.posMax)
    if bare:
        if not silent:
            _push_citation(state, bare[1], line)
        state.pos = bare.end()
        return True
    if link(state, silent):
        if not silent:
            _mark_link(state, first, start, line)
        return True
    meant = None if silent else MEANT_AS_CITATION.match(state.src, start, state.posMax)
    if meant:
        token = state.push("broken_citation", "", 0)
        token.content, token.meta = "[", {"slug": "", "line": line, "words": meant[0]}
        state.pos += 1
    return meant is not None


@lru_cache(maxsize=2)
def _line_ends(text: str) -> Sequence[int]:
    """Where lines end: counting them anew at each link takes a time that grows with the square of the text."""
    return [found.start() for found in _LINE_END.finditer(text)]


def _push_citation(state: StateInline, slug: str, line: int) -> None:
    opening = state.push("link_open", "a", 1)
    opening.meta = {"slug": slug, "line": line}
    state.push("text", "", 0).content = _label(state, slug)
    state.push("link_close", "a", -1).meta = {"opening": opening}


def _mark_link(state: StateInline, first: int, start: int, line: int) -> None:
    """Note where the link stands that was just read, and make it a citation if it leads to one.

    Its tokens begin not before ``first``, its text at ``start``.
    """
    at = next(at for at in range(first, len(state.tokens)) if state.tokens[at].type == "link_open")
    opening, closing = state.tokens[at], state.tokens[-1]
    address = str(opening.attrGet("href"))
    if not address.startswith("@"):
        opening.meta = {"line": line, "is_picture": state.src.endswith("!", 0, start)}
        return
    opening.meta = {"slug": address[1:], "line": line}
    closing.meta = {"opening": opening}
    if state.tokens[at + 1] is closing:
        state.tokens.insert(at + 1, Token("text", "", 0, content=_label(state, address[1:])))


def _label(state: StateInline, slug: str) -> str:
    citation = text_place(state.env).citations.get(slug)
    return citation.label if citation else slug


def _render_link_open(
    renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[idx]
    if "slug" in token.meta:
        return text_place(env).opening(token.meta["slug"], token.meta.get("card"))
    address = str(token.attrGet("href"))
    if address.lower().startswith(("http:", "https:")):
        token.attrSet("rel", "noopener")
    elif ":" not in address:
        token.attrSet("href", text_place(env).address(address))
    return renderer.renderToken(tokens, idx, options, env)


def _render_link_close(
    renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    opening = tokens[idx].meta.get("opening")
    return text_place(env).closing(opening.meta["slug"], opening.meta.get("card")) if opening else "</a>"


def _render_broken_citation(
    renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    return escapeHtml(tokens[idx].content)


def _render_table_open(
    renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    # A wide table scrolls within itself; a region that scrolls must be reachable by keyboard and have a name.
    return '<div class="table" role="region" aria-label="Table" tabindex="0">\n<table>\n'


def _render_table_close(
    renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    return "</table>\n</div>\n"
