"""What pages weigh and how they load: nothing that is shown moves, no script holds a page up, first bytes are few."""

from __future__ import annotations

import gzip
import posixpath
import time

import pytest
from browsing import serve
from playwright.sync_api import expect
from screenshots import PAGES
from selectolax.lexbor import LexborHTMLParser

KINDS = sorted(PAGES.items())
LATE = {".css": 0.05, ".js": 0.15}  # seconds by which style sheets and scripts come after the page
FIRST = 14_000  # bytes that a server may send before it must wait for an answer

# Every shift of the layout that did not follow from something the reader did, with what was shifted.
SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput, sources } of list.getEntries()) {
    if (hadRecentInput) continue;
    const names = sources.map(({ node }) => node && (node.id || node.className || node.nodeName));
    window.shifts.push(`${value.toFixed(4)} ${names.join(", ")}`);
  }
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(scope="module")
def hosted(default_site):
    """The default survey over http, below a path of its own."""
    with serve(default_site.parent) as address:
        yield f"{address}site/"


def late(route) -> None:
    suffix = posixpath.splitext(route.request.url.partition("?")[0])[1]
    time.sleep(LATE[suffix])
    route.continue_()


def settled(page, path: str) -> None:
    """Wait until everything that comes after the page has come."""
    page.wait_for_load_state("networkidle")
    if path.startswith("search"):
        expect(page.locator("#results li").first).to_be_visible()
    page.wait_for_timeout(100)


@pytest.mark.parametrize(("width", "has_list"), [(360, False), (1280, True)], ids=["first-visit", "with-a-list"])
def test_nothing_that_is_shown_moves_while_a_page_loads(browser, hosted, width, has_list):
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    if has_list:
        page.goto(hosted + PAGES["theme"])
        for place in range(3):
            page.locator(".path .keep").nth(place).click()
    page.add_init_script(SHIFTS)
    for suffix in LATE:
        page.route(f"**/*{suffix}", late)
    for name, path in KINDS:
        page.goto(hosted + path)
        settled(page, path)
        assert page.evaluate("window.shifts") == [], name
    context.close()


def test_what_moves_is_noticed(browser, hosted):
    page = browser.new_page()
    page.add_init_script(SHIFTS)
    page.goto(hosted + PAGES["about"])
    settled(page, PAGES["about"])
    page.evaluate("document.querySelector('main').prepend(document.createElement('hr'))")
    page.wait_for_function("window.shifts.length > 0")
    page.close()


def test_no_script_holds_a_page_up(browser, hosted):
    """By what the pages say, and by what the browser says that it waited for."""
    page = browser.new_page()
    for name, path in KINDS:
        page.goto(hosted + path)
        holding = "[...document.scripts].filter(one => one.type !== 'application/ld+json' && !one.defer && !one.async)"
        assert page.evaluate(f"{holding}.map(one => one.outerHTML)") == [], name
        waited = page.evaluate(
            "performance.getEntriesByType('resource')"
            ".filter(one => one.renderBlockingStatus === 'blocking').map(one => one.name)"
        )
        assert {posixpath.splitext(one)[1] for one in waited} <= {".css"}, name
    page.close()


def compressed(data: bytes) -> int:
    """Bytes on the wire, as most servers compress."""
    return len(gzip.compress(data, 6))


def first_bytes(site, path: str) -> int:
    """The compressed bytes of a page and of the style sheets it waits for."""
    page = site / path
    links = LexborHTMLParser(page.read_bytes()).css("link[rel=stylesheet]")
    sheets = [page.parent / link.attributes["href"] for link in links]
    assert sheets
    return sum(compressed(one.read_bytes()) for one in (page, *sheets))


def test_the_home_page_comes_with_the_first_bytes_that_a_server_sends(default_site):
    assert first_bytes(default_site, "index.html") <= FIRST


def test_pages_of_papers_do_too(default_site):
    papers = sorted(path.relative_to(default_site).as_posix() for path in default_site.glob("papers/*.html"))
    assert len(papers) >= 294
    assert {path: size for path in papers if (size := first_bytes(default_site, path)) > FIRST} == {}
    assert {path: size for path in papers if (size := compressed((default_site / path).read_bytes())) > 10_000} == {}
