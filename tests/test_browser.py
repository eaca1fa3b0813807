"""The default survey in a real Chromium: from disk and over http, with and without JavaScript, by keyboard."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from browsing import serve, watch
from npm_ci import barriers
from playwright.sync_api import expect
from screenshots import PAGES, SCHEMES, WIDTHS

ROOT = Path(__file__).resolve().parent.parent
KINDS = sorted(PAGES.items())


@pytest.fixture(scope="module")
def site(default_site):
    return default_site


def test_every_kind_of_page_opens_with_an_empty_console(page, address):
    for _, path in KINDS:
        page.goto(address + path)
        expect(page.locator("h1")).to_have_count(1)


def test_search_finds_from_disk_and_over_http(page, address):
    page.goto(address + "index.html")
    page.keyboard.press("/")
    expect(page.locator("#site-search input")).to_be_focused()
    page.keyboard.type("squeeze-and-excitation")
    page.keyboard.press("Enter")
    expect(page.locator("#results li").first).to_contain_text("Squeeze-and-Excitation Networks")
    expect(page.locator("#search-status")).to_contain_text(re.compile(r"\d papers?"))
    page.locator("#results a").first.click()
    expect(page.locator("h1")).to_have_text("Squeeze-and-Excitation Networks")


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("R-CNN", "R-CNN"),
        ("rcnn", "R-CNN"),
        ("yolo v4", "YOLOv4"),
        ("YOLOv4", "YOLOv4"),
        ("pade", "Padé"),
        ("zeroshot recognition", "Zero-shot"),
        ("title:galaxy", "galax"),
        ("+pruning -survey", "Prun"),
        ("seashall~1", "Seashell"),
        ('"residual learning"', "Residual Learning"),
        ("author:darrell", "Networks"),
    ],
)
def test_queries_find_what_a_person_means(page, site, query, first):
    page.goto(site.as_uri() + "/search.html")
    page.locator("#search-input").fill(query)
    expect(page.locator("#results li").first).to_contain_text(first, ignore_case=True)


@pytest.mark.parametrize(
    "query", ["title:x:y", "nofield:abc", "~", "+", "-", "a~b", "c++", '"', '"unclosed', "^", "*", ":"]
)
def test_no_query_is_an_error(page, site, query):
    page.goto(site.as_uri() + "/search.html")
    page.locator("#search-input").fill(query)
    page.keyboard.press("Enter")
    expect(page.locator("#search-status")).not_to_be_empty()


def test_a_query_in_the_address_is_searched_and_back_returns_to_it(page, address):
    page.goto(address + "search.html?q=pruning")
    expect(page.locator("#search-input")).to_have_value("pruning")
    before = page.locator("#results a").first.inner_text()
    page.locator("#search-input").fill("galaxies")
    page.keyboard.press("Enter")
    expect(page.locator("#results")).not_to_contain_text(before)
    page.go_back()
    expect(page.locator("#search-input")).to_have_value("pruning")
    expect(page.locator("#results a").first).to_have_text(before)


def test_results_are_walked_through_by_keyboard(page, site):
    page.goto(site.as_uri() + "/search.html?q=pruning")
    expect(page.locator("#results a").first).to_be_visible()
    page.locator("#search-input").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#results a").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#results a").nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#search-input")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/papers/"))


def test_hostile_text_in_a_query_stays_text(page, site):
    page.goto(site.as_uri() + "/search.html?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    expect(page.locator("#search-status")).not_to_be_empty()
    assert page.locator("main img").count() == 0


def test_keyboard_reaches_the_content_first(page, site):
    page.goto(site.as_uri() + "/index.html")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_be_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") != ""


def test_every_page_is_complete_without_javascript(browser, site, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for _, path in KINDS:
        page.goto(address + path.partition("?")[0])
        expect(page.locator("h1")).to_be_visible()
        assert len(page.locator("main").inner_text()) > 100
    page.goto(address + "index.html")
    page.locator("main a[href^='themes/']").first.click()
    page.locator("main a[href*='papers/']").first.click()
    expect(page.locator("h1")).to_be_visible()
    page.goto(address + "search.html")
    expect(page.locator("main a[href='titles.html']").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_barriers(browser, site, scheme):
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    for name, path in KINDS:
        page.goto(f"{site.as_uri()}/{path}")
        page.wait_for_timeout(200 if "?" in path else 0)
        said = barriers(page)
        assert said == [], f"{name}: {json.dumps(said, indent=2)}"
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_overflows(browser, site, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    for name, path in KINDS:
        page.goto(f"{site.as_uri()}/{path}")
        page.wait_for_timeout(200 if "?" in path else 0)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    page.close()


def test_nothing_overflows_a_phone_with_text_twice_as_large(browser, site):
    page = browser.new_page(viewport={"width": 360, "height": 800})
    for name in ("home", "theme", "about", "authors"):
        page.goto(f"{site.as_uri()}/{PAGES[name]}")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, name
    page.close()


def test_a_strict_content_security_policy_holds(browser, site):
    page = browser.new_page()
    found = watch(page)
    policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'"

    def answer(route):
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, "content-security-policy": policy})

    with serve(site) as address:
        page.route("**/*.html*", answer)
        for _, path in KINDS:
            page.goto(address + path)
            page.wait_for_timeout(100)
    assert found == []
    page.close()


def test_printing_leaves_the_furniture_out(browser, site):
    page = browser.new_page()
    page.emulate_media(media="print")
    page.goto(f"{site.as_uri()}/themes/detection.html")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("#site-search")).to_be_hidden()
    page.close()
