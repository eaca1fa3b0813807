"""The sitemap, robots.txt and the description of the search, against their rules."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from heads import ADDRESS, Head, default_site, site_of
from surveys import write_survey
from test_survey import survey

from site_builder.catalogue import Page
from site_builder.metadata_sitemap import MOST_ADDRESSES, MOST_BYTES, robots_page, search_pages, sitemap_pages
from site_builder.render import Templates, render_pages
from site_builder.resources import templates_folder

PROTOCOL = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def told(base: str | None, title: str = "Small", **more: str):
    lines = "".join(f"{key}: {value}\n" for key, value in more.items())
    return survey(f"title: {title}\n{lines}" + (f"base_url: {base}\n" if base else ""))[0]


def files(pages) -> dict[str, bytes]:
    made = render_pages(pages, Templates(templates_folder()))
    assert not made.failures
    return made.pages


def page(path: str, base: str = ADDRESS, template: str = "paper.html") -> Page:
    return Page(path, template, {"head": SimpleNamespace(canonical=f"{base}{path}")})


def locations(data: bytes) -> list[str]:
    return [place.text or "" for place in ElementTree.fromstring(data).iter(f"{PROTOCOL}loc")]


def test_without_an_address_there_is_a_robots_file_alone() -> None:
    site = default_site(None)
    assert not [path for path in site if path.startswith("sitemap") or path == "opensearch.xml"]
    assert site["robots.txt"].decode() == "User-agent: *\nDisallow:\n"


def test_with_an_address_the_robots_file_names_the_sitemap() -> None:
    lines = default_site(ADDRESS)["robots.txt"].decode().splitlines()
    assert lines == ["User-agent: *", "Disallow:", "", f"Sitemap: {ADDRESS}sitemap.xml"]


def test_the_sitemap_lists_every_page_but_the_one_for_lost_readers() -> None:
    site = default_site(ADDRESS)
    found = locations(site["sitemap.xml"])
    assert len(set(found)) == len(found)
    pages = {path for path in site if path.endswith(".html") and not path.startswith("embed/")} - {"404.html"}
    assert {url.removeprefix(ADDRESS) or "index.html" for url in found} == pages


def test_pages_that_lead_elsewhere_or_tell_of_what_is_gone_are_not_listed() -> None:
    moved = Page("papers/old.html", "redirect.html", {"head": SimpleNamespace(canonical=f"{ADDRESS}papers/new.html")})
    pages = [page("papers/new.html"), moved, page("papers/gone.html", template="departed.html")]
    assert locations(files(sitemap_pages(pages, told(ADDRESS)))["sitemap.xml"]) == [f"{ADDRESS}papers/new.html"]


def test_beyond_fifty_thousand_addresses_there_are_parts_and_an_index() -> None:
    pages = [page(f"papers/{number}.html") for number in range(2 * MOST_ADDRESSES + 1)]
    made = files(sitemap_pages(pages, told(ADDRESS)))
    index = ElementTree.fromstring(made.pop("sitemap.xml"))
    assert index.tag == f"{PROTOCOL}sitemapindex"
    assert [url.removeprefix(ADDRESS) for url in (place.text or "" for place in index.iter(f"{PROTOCOL}loc"))] == [
        *made
    ]
    parts = [locations(data) for data in made.values()]
    assert [len(part) for part in parts] == [MOST_ADDRESSES, MOST_ADDRESSES, 1]
    assert [url for part in parts for url in part] == [page.context["head"].canonical for page in pages]
    assert all(len(data) <= MOST_BYTES for data in made.values())


def test_long_addresses_make_parts_that_keep_within_the_size() -> None:
    base = f"https://example.org/{'long/' * 390}"
    pages = [page(f"{number}.html", base) for number in range(30_000)]
    made = files(sitemap_pages(pages, told(base)))
    assert len(made) == 3
    assert all(len(data) <= MOST_BYTES for data in made.values())


def test_addresses_are_escaped_as_the_protocol_wants() -> None:
    base = "https://example.org/überblick/a&b'c/"
    (data,) = files(sitemap_pages([page("papers/new.html", base)], told(f'"{base}"'))).values()
    (found,) = locations(data)
    assert found == "https://example.org/%C3%BCberblick/a%26b%27c/papers/new.html"
    assert found.isascii()


def test_the_search_description_keeps_the_limits_of_its_format() -> None:
    title = "A very long title of a survey that nobody would want to read in a browser's list of searches"
    (data,) = files(search_pages(told(ADDRESS, title, description="Words " * 400))).values()
    root = ElementTree.fromstring(data)
    assert root.tag == f"{SEARCH}OpenSearchDescription"
    for name, most in (("ShortName", 16), ("LongName", 48), ("Description", 1024)):
        text = root.findtext(f"{SEARCH}{name}") or ""
        assert 0 < len(text) <= most
        assert text.endswith("…")
    address = next(url for url in root.iter(f"{SEARCH}Url") if url.get("type") == "text/html")
    assert address.get("template") == f"{ADDRESS}search.html?q={{searchTerms}}"


def test_braces_in_the_address_are_no_parameters_of_the_search() -> None:
    (data,) = files(search_pages(told('"https://example.org/{x}/"'))).values()
    templates = [url.get("template") or "" for url in ElementTree.fromstring(data).iter(f"{SEARCH}Url")]
    assert [template.count("{") for template in templates] == [1, 0]


def test_every_page_names_the_search_description_and_the_search_reads_its_question() -> None:
    site = default_site(ADDRESS)
    for path, data in site.items():
        if path.endswith(".html") and not path.startswith("embed/"):
            (found,) = Head(data).link("search")
            assert found.endswith("opensearch.xml"), path
    assert b'name="q"' in site["search.html"]


@pytest.mark.parametrize("title", ["x" * 17, "two words that are long", "a" * 16, "", "  "])
def test_any_title_gives_a_short_name(title: str) -> None:
    (made,) = search_pages(told(ADDRESS, f'"{title}"')) if title.strip() else search_pages(told(ADDRESS))
    assert 0 < len(made.context["short_name"]) <= 16


def test_robots_of_a_survey_without_address() -> None:
    assert robots_page(told(None)).context["sitemap"] == ""
    assert urlsplit(robots_page(told(ADDRESS)).context["sitemap"]).path == "/survey/sitemap.xml"


def test_a_site_of_one_paper_has_a_sitemap(tmp_path) -> None:
    site = site_of(write_survey(tmp_path), ADDRESS)
    assert f"{ADDRESS}papers/first-paper.html" in locations(site["sitemap.xml"])
