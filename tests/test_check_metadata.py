"""Faults in what a site tells machines are found before it is written."""

from __future__ import annotations

import pytest
from heads import ADDRESS, default_site

from site_builder.check_metadata import check_metadata

PAGE = "papers/fast-r-cnn.html"
OWN = f"{ADDRESS}{PAGE}".encode()


def codes(site: dict[str, bytes], base: str | None = ADDRESS) -> list[tuple[str, str]]:
    return [(problem.code, str(problem.origin)) for problem in check_metadata(site, base)]


def changed(path: str, old: bytes, new: bytes) -> dict[str, bytes]:
    site = default_site(ADDRESS)
    assert old in site[path]
    return {**site, path: site[path].replace(old, new, 1)}


@pytest.mark.parametrize("base", [None, ADDRESS])
def test_the_default_survey_has_no_fault(base: str | None) -> None:
    assert codes(default_site(base), base) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (OWN, ADDRESS.encode()),
        (OWN, b"https://elsewhere.org/" + PAGE.encode()),
        (b'<link rel="canonical" href="' + OWN + b'">', b""),
        (b'<meta property="og:url" content="' + OWN, b'<meta property="og:url" content="' + ADDRESS.encode()),
    ],
)
def test_a_page_that_names_another_address_is_a_fault(old: bytes, new: bytes) -> None:
    assert codes(changed(PAGE, old, new)) == [("wrong-canonical", PAGE)]


def test_an_address_without_a_base_is_a_fault() -> None:
    site = {PAGE: default_site(ADDRESS)[PAGE]}
    assert codes(site, None) == [("wrong-canonical", PAGE)]


def test_a_page_that_leads_elsewhere_names_a_page_that_there_is() -> None:
    head = b'<meta http-equiv="refresh" content="0; url=x.html"><link rel="canonical" href="%s"></head>'
    site = default_site(ADDRESS)
    assert codes({**site, "papers/old.html": head % OWN}) == []
    assert codes({**site, "papers/old.html": head % b"https://example.org/survey/lost.html"}) == [
        ("wrong-canonical", "papers/old.html")
    ]


def test_a_fault_of_many_pages_is_told_once() -> None:
    site = {
        path: data.replace(b'rel="canonical"', b'rel="other"') if path.endswith(".html") else data
        for path, data in default_site(ADDRESS).items()
    }
    (problem,) = check_metadata(site, ADDRESS)
    assert problem.code == "wrong-canonical"
    assert "more files" in problem.hint


def test_json_ld_that_cannot_be_read_is_a_fault_at_its_line() -> None:
    ((code, place),) = codes(changed(PAGE, b'{"@context"', b'{"@context'))
    assert code == "malformed-data"
    path, _, line = place.partition(":")
    assert path == PAGE
    assert b"ld+json" in default_site(ADDRESS)[PAGE].split(b"\n")[int(line) - 1]


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [
        ("feed.xml", b"</feed>", b"", "malformed-xml"),
        ("feed.xml", b"<title>", b"<title>\x01", "malformed-xml"),
        ("feed.xml", b"<title>", b"<title>&nbsp;", "malformed-xml"),
        ("opensearch.xml", b"<ShortName>", b"<ShortName>&", "malformed-xml"),
        ("feeds/detection.xml", b"<updated>", b"<updated/><was>", "malformed-xml"),
        ("sitemap.xml", b"themes.html", b"lost.html", "dead-link"),
        ("sitemap.xml", b"https://example.org/survey/themes", b"https://other.org/themes", "dead-link"),
        ("feed.xml", b'text/html" href="https://example.org/survey/papers/', b'text/html" href="papers/', "dead-link"),
    ],
)
def test_faults_of_xml_files_are_found(path: str, old: bytes, new: bytes, code: str) -> None:
    assert codes(changed(path, old, new))[0][0] == code


def test_a_feed_without_what_the_format_demands_is_a_fault() -> None:
    path = "feeds/detection.xml"
    text = default_site(ADDRESS)[path].decode()
    start = text.index("<updated>", text.index("<entry>"))
    without = text[:start] + text[text.index("</updated>", start) + len("</updated>") :]
    assert codes({**default_site(ADDRESS), path: without.encode()}) == [("malformed-feed", path)]
    first = text.index("<id>", text.index("<entry>"))
    second = text.index("<id>", first + 1)
    same = text[:second] + text[first : text.index("</id>", first)] + text[text.index("</id>", second) :]
    assert codes({**default_site(ADDRESS), path: same.encode()}) == [("malformed-feed", path)]
