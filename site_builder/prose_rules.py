"""Rules of ours over a whole Markdown text, in the terms of markdown-it: signs, numbers of citations, headings."""

from __future__ import annotations

from markdown_it.rules_core import StateCore
from markdown_it.rules_core.smartquotes import process_inlines
from markdown_it.utils import EnvType

from site_builder import text as plain_text
from site_builder.prose_citations import CARD_ID_PREFIX, TextPlace
from site_builder.prose_signs import with_dashes

HEADING_ID_PREFIX = "s-"
"""Begins the id of every heading in Markdown, so that none can equal an id of the page around it."""
_MOST_QUOTES = 2000
"""Quotation marks of one block that are set as a printer would; paragraphs have some dozens at most."""


def text_place(env: EnvType) -> TextPlace:
    """The place that a text is rendered for, among what goes with it through all rules."""
    place = env.get("place")
    return place if isinstance(place, TextPlace) else TextPlace()


def set_ranges(state: StateCore) -> None:
    """Give ranges their dashes, except in addresses that are shown as they are."""
    for block in state.tokens:
        in_address = False
        for token in block.children or ():
            if token.type in ("link_open", "link_close"):
                in_address = token.type == "link_open" and token.info == "auto"
            elif token.type == "text" and not in_address:
                token.content = with_dashes(token.content)


def set_quotes(state: StateCore) -> None:
    """Markdown's own rule for quotation marks, which takes minutes for a hundred thousand, for blocks with fewer."""
    for block in state.tokens:
        if block.children and 0 < block.content.count('"') + block.content.count("'") <= _MOST_QUOTES:
            process_inlines(block.children, state)


def number_citations(state: StateCore) -> None:
    """Give each citation the id of its card. In headings and tables, which a card would burst, there are none."""
    place = text_place(state.env)
    number = 0
    for before, token in zip(state.tokens, state.tokens[1:], strict=False):
        if token.type != "inline" or before.type in ("heading_open", "th_open", "td_open"):
            continue
        for child in token.children or ():
            if child.meta.get("slug") in place.citations:
                number += 1
                child.meta["card"] = place.id(CARD_ID_PREFIX, str(number))


def place_headings(state: StateCore) -> None:
    """Shift the headings to the level that the page has for them, and give each an id of its words."""
    headings = [(at, token) for at, token in enumerate(state.tokens) if token.type == "heading_open"]
    if not headings or "top_level" not in state.env:
        return
    shift = state.env["top_level"] - min(int(token.tag[1]) for _, token in headings)
    taken: dict[str, int] = {}
    for at, token in headings:
        level = min(int(token.tag[1]) + shift, 6)
        token.tag = state.tokens[at + 2].tag = f"h{level}"
        words = plain_text.slug_of("".join(child.content for child in state.tokens[at + 1].children or ()))
        token.attrSet("id", _unique(text_place(state.env).id(HEADING_ID_PREFIX, words), taken))


def _unique(wanted: str, taken: dict[str, int]) -> str:
    """An id that is not taken; ``taken`` has each id with the number that the last heading of its words was given."""
    found, number = wanted, taken.get(wanted, 0)
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    taken[wanted] = max(number, 1)
    taken.setdefault(found, 1)
    return found
