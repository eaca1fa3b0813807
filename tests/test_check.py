"""The check of the finished site: each fault is found, with page and line, and its absence is left alone."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder import check_page
from site_builder.check import check_site
from site_builder.problems import Problem, Severity


def page(body: str = "", *, head: str = "<title>A page</title>", opening: str = '<html lang="en">') -> bytes:
    text = f"<!DOCTYPE html>\n{opening}\n<head>{head}</head>\n<body>\n<h1>Heading</h1>\n{body}\n</body></html>"
    return text.encode()


BODY_LINE = 6
"""The line on which ``page`` puts its body."""


def check(body: str, **others: bytes) -> tuple[Problem, ...]:
    """Check ``papers/a.html`` with this body, in a small site of known pages."""
    site = {
        "index.html": page('<p id="start">Start</p>'),
        "papers/a.html": page(body),
        "papers/b.html": page('<h2 id="méthode">M</h2><a name="old"></a><p id="x%20y">x</p><p id="a&amp;b">x</p>'),
        "papers/R&D.html": page(),
        "papers/two words.html": page(),
        "static/style.css": b"",
        "static/map.svg": b"<svg/>",
        "data/papers.json": b"{}",
    }
    return check_site(site | others)


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    "body",
    [
        '<a href="b.html">b</a>',
        '<a href="./b.html">b</a>',
        '<a href="../papers/b.html">b</a>',
        '<a href="../papers/./../papers/b.html">b</a>',
        '<a href="../index.html#start">start</a>',
        '<a href="b.html?theme=x&amp;sort=y">query</a>',
        '<a href="b.html?theme=x#old">query and anchor</a>',
        '<a href="?theme=x">the page itself</a>',
        '<a href="b.html#méthode">as written</a>',
        '<a href="b.html#m%C3%A9thode">encoded</a>',
        '<a href="b.html#old">a named anchor</a>',
        '<a href="b.html#x%20y">an id that looks encoded</a>',
        '<a href="b.html#a&amp;b">an entity in an anchor</a>',
        '<a href="R&amp;D.html">an entity</a>',
        '<a href="R%26D.html">encoded</a>',
        '<a href="two%20words.html">encoded space</a>',
        '<a href=" b.html ">space around</a>',
        '<a href="#">top</a>',
        '<a href="#top">top</a>',
        '<a href="#TOP">top</a>',
        '<p id="here">x</p><a href="#here">same page</a>',
        '<p id="here">x</p><a href="a.html#here">same page by name</a>',
        '<a href="b.html#:~:text=words">a place found by its words</a>',
        '<a href="b.html#old:~:text=words">an anchor and words</a>',
        '<a href="../data/papers.json#x">an anchor in data means nothing</a>',
        '<a href="../static/map.svg#x">or in a picture</a>',
        '<a href="https://example.org/x#y">outside</a>',
        '<a href="HTTP://example.org/">outside</a>',
        '<a href="mailto:a@example.org">mail</a>',
        "<a>no address at all</a>",
        "<a href='b.html'>single quotes</a>",
        "<a href=b.html>no quotes</a>",
        '<A HREF="b.html">capitals</A>',
        '<a\n  class="x"\n  href="b.html"\n>over lines</a>',
        '<img src="../static/map.svg" alt="">',
        '<img src="../static/map.svg" srcset="../static/map.svg 1x, ../static/map.svg 2x" alt="A map">',
        '<form action="b.html"><input name="q"></form>',
        '<svg><title>Map</title><a href="b.html"><circle r="1"/></a><use href="#dot"/><g id="dot"/></svg>',
        '<script type="application/ld+json">{"name": "a > b \\u003c c"}</script>',
        '<script src="../static/style.css" defer></script>',
        "<p>1 &lt; 2 &amp; 3 > 2</p>",
        '<p title="a > b">a raw bracket in a value</p><a href="b.html">b</a>',
        "<!-- a comment may hold <a href='nowhere.html'> and < --><a href='b.html'>b</a>",
        "<custom-element></custom-element>",
        '<input name="same"><input name="same">',
        '<a name="n"></a><p id="n">a name beside an id</p>',
    ],
)
def test_what_is_right_is_left_alone(body: str) -> None:
    assert check(body) == ()


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        ('<a href="c.html">c</a>', "dead-link", 'the link "c.html" leads nowhere: the site has no "papers/c.html"'),
        ('<a href="B.html">b</a>', "dead-link", 'no "papers/B.html"'),
        ('<a href="./../b.html">b</a>', "dead-link", 'no "b.html"'),
        ('<a href="b.html/">b</a>', "dead-link", "leads to a folder"),
        ('<a href="../papers/">papers</a>', "dead-link", "leads to a folder"),
        ('<a href="..">papers</a>', "dead-link", "leads to a folder"),
        ('<a href=".">papers</a>', "dead-link", "leads to a folder"),
        ('<a href="../papers//b.html">b</a>', "dead-link", "leads to a folder"),
        ('<a href="../papers">papers</a>', "dead-link", 'no "papers"'),
        ('<a href="c.html?a=1&amp;b=2#x">c</a>', "dead-link", '"c.html?a=1&b=2#x"'),
        ('<a href="c%20d.html">c</a>', "dead-link", 'no "papers/c d.html"'),
        ('<link rel="stylesheet" href="../static/none.css">', "dead-link", "static/none.css"),
        ('<script src="none.js"></script>', "dead-link", "papers/none.js"),
        ('<img src="none.png" alt="">', "dead-link", "papers/none.png"),
        ('<img src="../static/map.svg" srcset="../static/map.svg 1x, none.png 2x" alt="">', "dead-link", "none.png"),
        ('<form action="none.html"></form>', "dead-link", "papers/none.html"),
        ('<iframe src="none.html"></iframe>', "dead-link", "papers/none.html"),
        ('<meta http-equiv="refresh" content="0; url=gone.html">', "dead-link", "papers/gone.html"),
        ('<svg><use xlink:href="none.svg#x"/></svg>', "dead-link", "papers/none.svg"),
        ('<a href="#none">x</a>', "dead-anchor", '"papers/a.html" has no place with the id "none"'),
        ('<a href="b.html#none">x</a>', "dead-anchor", '"papers/b.html" has no place with the id "none"'),
        ('<a href="b.html?x=y#none">x</a>', "dead-anchor", '"b.html?x=y#none"'),
        ('<a href="b.html#methode">x</a>', "dead-anchor", "methode"),
        ('<a href="b.html#Old">x</a>', "dead-anchor", "Old"),
        ('<input name="q"><a href="#q">x</a>', "dead-anchor", '"q"'),
        ('<a href="../../x.html">x</a>', "outside-link", "leads out of the site"),
        ('<a href="../..">x</a>', "outside-link", "leads out of the site"),
        ('<a href="%2e%2e/%2e%2e/x.html">x</a>', "outside-link", "leads out of the site"),
        ('<a href="/papers/b.html">x</a>', "absolute-link", "begins at the root of the host"),
        ('<a href="//example.org/b.html">x</a>', "unsafe-link", "//example.org"),
        ('<a href="javascript:alert(1)">x</a>', "unsafe-link", "javascript:alert(1)"),
        ('<a href=" JavaScript&colon;alert(1)">x</a>', "unsafe-link", "JavaScript:alert(1)"),
        ('<a href="java\nscript:alert(1)">x</a>', "unsafe-link", "javascript:alert(1)"),
        ('<a href="file:///etc/hosts">x</a>', "unsafe-link", "file:"),
        ('<a href="data:text/html,x">x</a>', "unsafe-link", "data:"),
        ('<a href="">x</a>', "empty-link", "<a> has an empty address"),
        ('<img src="" alt="">', "empty-link", "<img>"),
        ('<p id="x">1</p><p id="x">2</p>', "duplicate-id", 'the id "x" is used more than once'),
        ('<p id="a&amp;b">1</p><p id="a&#38;b">2</p>', "duplicate-id", 'the id "a&b"'),
        ('<p id="">1</p>', "bad-id", "is empty or has a space"),
        ('<p id="a b">1</p>', "bad-id", "is empty or has a space"),
        ('<img src="../static/map.svg">', "missing-alt", "../static/map.svg"),
        ("<style>p {}</style>", "inline-code", "<style>"),
        ("<script>alert(1)</script>", "inline-code", "<script>"),
        ('<script type="module">alert(1)</script>', "inline-code", "<script>"),
        ('<p style="color: red">x</p>', "inline-code", '<p> has a "style" attribute'),
        ('<p onclick="x()">x</p>', "inline-code", '<p> has a "onclick" attribute'),
        ("<p onclick=x()>x</p>", "inline-code", '"onclick"'),
        ('<script src="https://example.org/x.js"></script>', "remote-resource", "from elsewhere"),
        ('<link rel="stylesheet" href="https://example.org/x.css">', "remote-resource", "from elsewhere"),
        ('<base href="../">', "base-address", "<base>"),
        ("<p>1 < 2</p>", "malformed-html", "at “< 2</p>"),
        ("<p>a <", "malformed-html", "at “<"),
        ('<a href="b.html>b</a> <a href="b.html">b</a>', "malformed-html", "at “<a href="),
        ('<a href="b.html"class="x">b</a>', "malformed-html", "class="),
        ('<p title="say "hello"">x</p>', "malformed-html", "say"),
        ('<p title="a < b">x</p>', "malformed-html", "a < b"),
        ('<p title="<b>">x</p>', "malformed-html", "<b>"),
        ("<p>see <https://example.org></p>", "malformed-html", "<https:"),
        ("<!-- never closed", "malformed-html", "never closed"),
        ('<script type="application/ld+json">{"name": "<b>x</b>"}</script>', "malformed-html", "<b>x"),
        ("<p>x<y and z></p>", "unknown-element", "<y>"),
    ],
)
def test_each_fault_is_found_once_with_page_and_line(body: str, code: str, said: str) -> None:
    problems = check(f"<p>first</p>\n<p>second</p>\n{body}")
    assert codes(problems) == [code]
    [problem] = problems
    assert problem.severity is Severity.ERROR
    assert said in problem.message
    assert problem.origin.path == "papers/a.html"
    assert problem.origin.line == BODY_LINE + 2


def test_pictures_from_elsewhere_and_unknown_schemes_are_warnings() -> None:
    problems = check('<img src="https://example.org/x.png" alt="">\n<a href="zotero://select/1">x</a>')
    assert codes(problems) == ["remote-resource", "unknown-scheme"]
    assert {problem.severity for problem in problems} == {Severity.WARNING}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (page(head=""), "missing-title"),
        (page(head="<title></title>"), "missing-title"),
        (page(head="<title> &#32; </title>"), "missing-title"),
        (page("<svg><title>Map</title></svg>", head=""), "missing-title"),
        (page().replace(b"<h1>Heading</h1>", b""), "missing-heading"),
        (page().replace(b"Heading", b"<span> </span>"), "missing-heading"),
        (page(opening="<html>"), "missing-language"),
        (page(opening='<html lang="">'), "missing-language"),
        (page(opening=""), "missing-language"),
        (page().replace(b"<!DOCTYPE html>", b""), "missing-doctype"),
    ],
)
def test_what_every_page_needs(content: bytes, code: str) -> None:
    assert codes(check_site({"x.html": content})) == [code]


def test_a_heading_may_be_a_picture() -> None:
    heading = b'<img src="x.svg" alt="Survey">'
    assert check_site({"x.html": page().replace(b"Heading", heading), "x.svg": b""}) == ()


def test_only_html_is_read() -> None:
    assert check_site({"feed.xml": b'<a href="none.html">', "x.txt": b"<", "y.js": b'"<a href=none>"'}) == ()


def test_the_second_of_two_equal_ids_is_named() -> None:
    [problem] = check('<p id="x">1</p>\n<p id="y">2</p>\n<p id="x">3</p>')
    assert problem.origin.line == BODY_LINE + 2


def test_a_broken_tag_hides_nothing_else() -> None:
    assert codes(check('<p>1 < 2</p>\n<a href="c.html">c</a>')) == ["malformed-html", "dead-link"]


def test_a_host_may_put_the_not_found_page_anywhere() -> None:
    not_found = page('<a href="/survey/index.html">Home</a> <link rel="stylesheet" href="/survey/static/style.css">')
    assert check_site({"404.html": not_found}) == ()
    assert check_site({"404.html": page(head='<title>x</title><base href="/survey/">')}) == ()
    assert codes(check_site({"404.html": page('<a href="none.html">x</a>')})) == ["dead-link"]


def test_the_hint_names_the_nearest_page() -> None:
    site = {"papers/alexnet.html": page(), "papers/vgg.html": page('<a href="alexnets.html">x</a>')}
    [problem] = check_site(site)
    assert problem.hint == 'Did you mean "papers/alexnet.html"?'


def test_the_hint_says_where_an_editor_should_look() -> None:
    [problem] = check('<a href="something-else-entirely.html">x</a>')
    assert "note of this paper" in problem.hint


def test_a_fault_of_a_template_is_told_once() -> None:
    site = {f"papers/p{number:03}.html": page('<a href="../none.html">x</a>') for number in range(50)}
    [problem] = check_site(site)
    assert problem.origin.path == "papers/p000.html"
    assert problem.origin.line == BODY_LINE
    assert problem.hint.startswith("The same on 49 more pages, such as papers/p001.html")


def test_a_fault_of_a_few_pages_is_told_for_each() -> None:
    site = {f"papers/p{number}.html": page('<a href="../none.html">x</a>') for number in range(10)}
    assert [problem.origin.path for problem in check_site(site)] == sorted(site)


def test_pages_that_are_not_utf8_are_still_read() -> None:
    assert codes(check_site({"x.html": page("<p>\xff</p>").replace(b"\xc3\xbf", b"\xff") + b'<a href="n">x</a>'})) == [
        "dead-link"
    ]


class _Reader(HTMLParser):
    """The standard library's reading of a page: another pair of eyes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for key, value in attrs if key == "href"]
        self.ids += [value or "" for key, value in attrs if key == "id"]


NAMES = st.sampled_from(["a", "b", "é", "x&amp;y", "x%20y", "a%26b"])
ADDRESSES = st.builds(
    lambda way, folder, name, query, anchor: f"{way}{folder}{name}.html{query}{anchor}",
    st.sampled_from(["", "./", "../", "../f/", "../g/.././"]),
    st.sampled_from(["", "f/", "g/"]),
    NAMES,
    st.sampled_from(["", "?", "?q=1&amp;r=#", "?a=b"]),
    st.one_of(st.just(""), NAMES.map(lambda name: f"#{name}")),
)
BODIES = st.lists(
    st.one_of(
        ADDRESSES.map(lambda address: f'<a class="link" href="{address}">x</a>'),
        NAMES.map(lambda name: f'<h2 class="x" id="{name}">x</h2>'),
        st.sampled_from(
            ["<br>", "<br/>", "text > text", "<p>", "</p>", "<!-- <a href='n'> -->", '<i title="a>b"></i>']
        ),
    ),
    max_size=8,
).map("\n".join)


@given(st.dictionaries(st.sampled_from(["a.html", "b.html", "f/a.html", "f/é.html", "g/x&y.html"]), BODIES, min_size=1))
def test_the_standard_library_reads_the_same_links(bodies: dict[str, str]) -> None:
    site = {path: page(body) for path, body in bodies.items()}
    read = {path: _Reader(content.decode()) for path, content in site.items()}
    expected = set()
    for path, reader in read.items():
        for link in reader.links:
            parts = urlsplit(urljoin(f"https://host/deep/site/{path}", link))
            target = unquote(parts.path).removeprefix("/deep/site/")
            anchors = read[target].ids if target in read else []
            if target.startswith("/"):
                expected.add((path, "outside-link"))
            elif target not in site:
                expected.add((path, "dead-link"))
            elif parts.fragment and parts.fragment not in anchors and unquote(parts.fragment) not in anchors:
                expected.add((path, "dead-anchor"))
        if len(set(reader.ids)) < len(reader.ids):
            expected.add((path, "duplicate-id"))
    assert {(problem.origin.path, problem.code) for problem in check_site(site)} == expected
    assert all(problem.origin.line >= BODY_LINE for problem in check_site(site))


@pytest.mark.parametrize("plain", [check_page._PLAIN_LINK, check_page._PLAIN_PLACE])
def test_plain_tags_are_read_as_any_tag_is(plain):
    @given(st.from_regex(re.compile(plain, re.ASCII), fullmatch=True))
    def both_ways_agree(written):
        ((address, place, other),) = check_page._MARK.findall(f"<{written}>")
        read = check_page._read_tag(written)
        assert not other
        assert read is not None
        assert (read.addresses, read.id) == (((address,), None) if address else ((), place))
        assert not read.faults

    both_ways_agree()
