"""Prose: fixture triples (name, input, expected HTML; a line with a full stop between them) that a person can read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.prose import is_safe_link, render_markdown, render_plain

FIXTURES = Path(__file__).parent / "fixtures"
TRIPLE = re.compile(
    r"^(?P<name>[^\n]+)\n\.\n(?P<given>.*?)\n\.\n(?P<expected>.*?)\n\.(?:\n+|\Z)", re.DOTALL | re.MULTILINE
)


def triples(name: str):
    text = (FIXTURES / name).read_text("utf-8")
    found = list(TRIPLE.finditer(text))
    assert "".join(match[0] for match in found) == text, "a part of the file is no triple"
    return [pytest.param(match["given"], match["expected"], id=match["name"]) for match in found]


@pytest.mark.parametrize(("given_text", "expected"), triples("prose_markdown.txt"))
def test_markdown(given_text: str, expected: str) -> None:
    assert render_markdown(given_text).rstrip("\n") == expected


@pytest.mark.parametrize(("given_text", "expected"), triples("prose_plain.txt"))
def test_plain(given_text: str, expected: str) -> None:
    assert render_plain(given_text) == expected


def test_top_level_sets_the_highest_heading() -> None:
    assert render_markdown("# a\n\n## b", 4) == '<h4 id="s-a">a</h4>\n<h5 id="s-b">b</h5>\n'


def test_no_heading_is_deeper_than_six() -> None:
    assert "<h6" in render_markdown("# a\n\n###### b", 5)


def test_blank_text_gives_nothing() -> None:
    assert render_markdown(" \n\n") == ""


@pytest.mark.parametrize(
    "address", ["//evil.example", "\\\\evil.example", "java\tscript:x", " javascript:x", "file:///etc"]
)
def test_unsafe_links(address: str) -> None:
    assert not is_safe_link(address)


TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")


@given(st.text(alphabet=st.sampled_from("<>&\"'`*_[](){}!#|\\ \n\tahttps://www.x.orgjavascript:-=^~"), max_size=80))
def test_any_text_gives_only_our_elements(text: str) -> None:
    for html in (render_markdown(text), render_plain(text)):
        for _, name, attributes in TAG.findall(html):
            assert name not in {"script", "img", "iframe", "style"}
            assert " on" not in re.sub(r'"[^"]*"', '""', attributes)
        for address in re.findall(r'href="([^"]*)"', html):
            assert not re.match(r"\s*(?:javascript|data|vbscript):", address, re.IGNORECASE)
