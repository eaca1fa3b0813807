"""Addresses: slugs that cannot leave their folder, relative links, and links out that are safe to follow."""

from __future__ import annotations

import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.urls import (
    arxiv_address,
    base_address,
    doi_address,
    is_slug,
    paper_path,
    relative,
    theme_path,
    web_address,
    year_path,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org", "https://example.org/"),
        (" https://example.org/a// ", "https://example.org/a/"),
        ("https://example.org/?q", None),
        ("https://example.org/#f", None),
        ("https://example.org/?q#f", None),
        ("example.org", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_the_address_of_a_folder(text: str, expected: str | None) -> None:
    assert base_address(text) == expected


@pytest.mark.parametrize("slug", ["con-paper", "com10", "console", "a", "deep-image-prior", "1984", "a-1", "a" * 120])
def test_slugs(slug: str) -> None:
    assert is_slug(slug)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "a-",
        "-a",
        "a--b",
        "../../x",
        "..",
        ".",
        "a/b",
        "a\\b",
        "A",
        "é",
        "a b",
        "a\n",
        "\na",
        "a\0",
        "a.b",
        "a_b",
        "%2e",
        "a" * 121,
        "١",
        "ａ",
        "a?",
        "a#b",
        "con:",
        "~",
        *("con", "prn", "aux", "nul", "com1", "lpt9"),
    ],
)
def test_what_is_no_slug(text: str) -> None:
    assert not is_slug(text)


@given(st.text())
def test_a_slug_stays_in_its_folder(text: str) -> None:
    if is_slug(text):
        assert posixpath.normpath(paper_path(text)) == f"papers/{text}.html"
        assert text.isascii()


def test_pages() -> None:
    assert paper_path("u-net") == "papers/u-net.html"
    assert theme_path("pruning") == "themes/pruning.html"
    assert (year_path(2014), year_path(987), year_path(None)) == (
        "years/2014.html",
        "years/0987.html",
        "years/undated.html",
    )


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("index.html", "papers/a.html", "papers/a.html"),
        ("papers/a.html", "index.html", "../index.html"),
        ("papers/a.html", "papers/b.html", "b.html"),
        ("papers/a.html", "themes/b.html#why", "../themes/b.html#why"),
        ("papers/a.html", "papers/a.html#why", "#why"),
        ("papers/a.html", "papers/a.html", "a.html"),
        ("index.html", "search.html?q=a#b?c", "search.html?q=a#b?c"),
        ("papers/a.html", "search.html?q=../x", "../search.html?q=../x"),
        ("search.html", "search.html?q=a", "search.html?q=a"),
    ],
)
def test_relative(source: str, target: str, expected: str) -> None:
    assert relative(source, target) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org", "https://example.org"),
        ("  http://example.org/a?b=c#d ", "http://example.org/a?b=c#d"),
        ("HTTPS://Example.org/", "HTTPS://Example.org/"),
        ("http://[::1]:8000/", "http://[::1]:8000/"),
        ("https://example.org:443/", "https://example.org:443/"),
        ("https://example.org/\"onclick='x'", "https://example.org/\"onclick='x'"),
        ("https://例え.jp/", "https://例え.jp/"),
    ],
)
def test_web_addresses(text: str, expected: str) -> None:
    assert web_address(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.org",
        "www.example.org",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://example.org",
        "//example.org/x",
        "http://",
        "https:///path",
        "http://?x",
        "http://:80",
        "http:example.org",
        "https://exa mple.org",
        "https://a.org/b c",
        "https://a.org/\tb",
        "https://a.org\n/b",
        "https://a.org/\x7f",
        "http://[::1",
        "http://a.org:port/",
        "http://a.org:99999/",
        "mailto:a@b.c",
        "https://a.org/\u2028b",
    ],
)
def test_what_is_no_address_to_link_to(text: str) -> None:
    assert web_address(text) is None


@given(st.text() | st.text().map("http://".__add__))
def test_any_text_is_a_web_address_or_none(text: str) -> None:
    address = web_address(text)
    assert address is None or address.lower().startswith(("http://", "https://"))


def test_addresses_of_identifiers() -> None:
    assert arxiv_address("math/0309136") == "https://arxiv.org/abs/math/0309136"
    assert doi_address("10.1109/5.771073") == "https://doi.org/10.1109/5.771073"
    old = "10.1002/(sici)1097-0258(19980815/30)17:15<1661::aid-sim968>3.0.co;2-2#x?%"
    assert doi_address(old) == (
        "https://doi.org/10.1002/(sici)1097-0258(19980815/30)17:15%3C1661::aid-sim968%3E3.0.co;2-2%23x%3F%25"
    )
