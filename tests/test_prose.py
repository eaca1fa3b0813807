"""Prose: fixture triples (name, input, expected HTML; a line with a full stop between them) that a person can read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.prose import find_citations, is_safe_link, render_markdown, render_plain
from site_builder.prose_citations import Citation, TextPlace
from site_builder.prose_signs import typeset

NET = Citation("papers/net.html", "Net, 2017", "A <net>", "A & B", 'Says "no".')
PLACE = TextPlace({"net": NET}, lambda path: f"../{path}")
CARD = (
    '<span class="card" role="tooltip" id="{id}"> <span>A &lt;net&gt;</span> <span>A &amp; B</span>'
    " <span>Says &quot;no&quot;.</span></span></span>"
)


def cited(words: str, card: str = "c-1") -> str:
    """The markup of a citation with its card."""
    link = f'<span class="cited"><a href="../papers/net.html" aria-describedby="{card}">{words}</a>'
    return link + CARD.format(id=card)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("It's \"so\" (\"there\"), the nets' 'own'", "It’s “so” (“there”), the nets’ ‘own’"),
        ("3-5 layers, 10%-20%, 2015-2017.", "3–5 layers, 10%–20%, 2015–2017."),
        (
            "2017-12-05, 10.1/9-8, CIFAR-10, 3-4-6-3, C--, 5-fold",
            "2017-12-05, 10.1/9-8, CIFAR-10, 3-4-6-3, C--, 5-fold",
        ),
    ],
)
def test_signs_of_own_texts_are_set_alike_in_markdown_and_plain(given, shown):
    assert typeset(given) == shown
    assert render_markdown(given) == f"<p>{shown}</p>\n"


def test_code_and_addresses_keep_their_signs():
    html = render_markdown("`it's 3-5` https://example.org/it's [a](https://example.org/1-2)")
    assert "<code>it's 3-5</code>" in html
    assert 'href="https://example.org/it\'s"' in html
    assert 'href="https://example.org/1-2"' in html


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


def test_headings_of_the_same_words_are_numbered_and_none_takes_the_id_of_another() -> None:
    html = render_markdown("# Pots\n# Pots-2\n# Pots\n# Pots\n# Pots-2\n")
    assert re.findall(r'id="s-([^"]+)"', html) == ["pots", "pots-2", "pots-3", "pots-4", "pots-2-2"]


def test_quotation_marks_of_a_block_that_is_no_text_are_left_as_they_are() -> None:
    assert render_markdown("'a'") == "<p>‘a’</p>\n"
    assert render_markdown("'a' " * 2000).startswith("<p>'a' 'a'")


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


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("See [@net].", f"<p>See {cited('Net, 2017')}.</p>\n"),
        ("See [the *net*](@net).", f"<p>See {cited('the <em>net</em>')}.</p>\n"),
        ("[](@net)", f"<p>{cited('Net, 2017')}</p>\n"),
        ("[n][x]\n\n[x]: @net", f"<p>{cited('n')}</p>\n"),
        ("[@net] [@net]", f"<p>{cited('Net, 2017')} {cited('Net, 2017', 'c-2')}</p>\n"),
        ("[@gone] and [words](@gone)", "<p>gone and words</p>\n"),
        ("`[@net]` \\[@net] a@net.org", "<p><code>[@net]</code> [@net] a@net.org</p>\n"),
        ("[@net; @net]", "<p>[@net; @net]</p>\n"),
        ("## On [@net]", '<h2 id="s-on-net-2017">On <a href="../papers/net.html">Net, 2017</a></h2>\n'),
        ('[x](@net "<b>")', f"<p>{cited('x')}</p>\n"),
        ("[@net](https://example.org)", '<p><a href="https://example.org" rel="noopener">@net</a></p>\n'),
    ],
)
def test_citations(text: str, html: str) -> None:
    assert render_markdown(text, 2, PLACE) == html


def test_a_citation_in_a_table_has_no_card_that_the_table_would_cut_off() -> None:
    html = render_markdown("| a |\n|---|\n| [@net] |", 2, PLACE)
    assert '<td><a href="../papers/net.html">Net, 2017</a></td>' in html
    assert "card" not in html


def test_no_citation_stands_within_a_link() -> None:
    html = render_markdown("[about [@net]](https://example.org)", 2, PLACE)
    assert not re.search(r"<a [^>]*>(?:(?!</a>).)*<a ", html)


def test_ids_of_two_texts_on_one_page_differ() -> None:
    text = "# Results\n\n[@net]"
    marked = render_markdown(text, 4, TextPlace({"net": NET}, PLACE.link, "a-b"))
    assert 'id="s-a-b--results"' in marked
    assert cited("Net, 2017", "c-a-b--1") in marked
    assert not set(re.findall(r'id="([^"]*)"', marked)) & set(re.findall(r'id="([^"]*)"', render_markdown(text)))


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("b.html", "../papers/b.html"),
        ("b.html?q=a/b#x", "../papers/b.html?q=a/b#x"),
        ("#s-x", "../papers/a.html#s-x"),
        ("../themes/t.html#y", "../themes/t.html#y"),
        ("https://example.org/", "https://example.org/"),
        ("mailto:a@example.org", "mailto:a@example.org"),
    ],
)
def test_relative_links_of_a_text_that_is_shown_elsewhere_still_lead_where_they_did(written: str, seen: str) -> None:
    assert f'href="{seen}"' in render_markdown(f"[x]({written})", 2, TextPlace(home="../papers/a.html", mark="a"))
    assert f'href="{written}"' in render_markdown(f"[x]({written})")


def test_a_text_is_read_once_for_all_pages_unless_it_depends_on_them() -> None:
    text = "A *digest* that is read once."
    assert render_markdown(text, 2, PLACE) is render_markdown(text, 4, TextPlace(mark="a", home="x.html"))


def test_citations_are_found_with_their_lines() -> None:
    text = "One [@a] `x\ny` [b\nc](@d)\n\n> - [@e]\n>   [@f; @g]\n\n## [@h]"
    found = [(place.slug or place.words, place.line) for place in find_citations(text)]
    assert found == [("a", 0), ("d", 1), ("e", 4), ("[@f; @g]", 5), ("h", 7)]


@given(st.text(alphabet=st.sampled_from("[]()@net-x `*\\\n>#|:"), max_size=60))
def test_any_text_with_citations_gives_whole_elements(text: str) -> None:
    html = render_markdown(text, 2, PLACE)
    assert html.count("<a ") == html.count("</a>")
    assert html.count("<span") == html.count("</span>")
    ids = re.findall(r' id="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    for place in find_citations(text):
        assert 0 <= place.line <= text.count("\n")
