"""Pictures, timelines and related papers in a real Chromium: without scripts, by keyboard, for everyone."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from browsing import quiet_page
from npm_ci import barriers
from playwright.sync_api import expect
from screenshots import SCHEMES

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def site(default_site):
    return default_site


@pytest.fixture
def page(browser):
    """A page from disk, without JavaScript."""
    with quiet_page(browser, java_script_enabled=False) as opened:
        yield opened


def shown(page, selector: str) -> float:
    return float(page.locator(selector).first.evaluate("element => getComputedStyle(element).opacity"))


def test_dots_are_links_with_the_titles_of_their_papers(page, site):
    page.goto(f"{site.as_uri()}/map.html")
    dot = page.get_by_role("link", name="Focal Loss for Dense Object Detection (2017)").first
    expect(dot).to_be_visible()
    dot.locator("use").click()
    expect(page.locator("h1")).to_have_text("Focal Loss for Dense Object Detection")


def test_a_theme_can_be_singled_out_and_all_be_shown_again(page, site):
    page.goto(f"{site.as_uri()}/map.html")
    assert shown(page, ".dots.t1") == 1
    page.locator(".key a", has_text="Object detection").click()
    assert page.url.endswith("#only-detection")
    assert (shown(page, ".dots.t1"), shown(page, ".dots.t2")) == (1, pytest.approx(0.13))
    for _ in range(50):  # the page glides there
        if 0 <= page.locator(".map").bounding_box()["y"] < 200:
            break
        page.wait_for_timeout(100)
    assert 0 <= page.locator(".map").bounding_box()["y"] < 200, "the map is in view"
    page.locator(".key .all a").click()
    assert shown(page, ".dots.t2") == 1


def test_the_map_is_walked_by_keyboard_in_the_order_of_themes_or_passed_over(browser, site):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{site.as_uri()}/map.html")
    page.locator("h2#map").evaluate("element => { element.tabIndex = -1; element.focus(); }")
    active = "document.activeElement"
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate(f"{active}.getAttribute('href')") == "#after-map":
            break
    assert page.evaluate(f"getComputedStyle({active}).clipPath") == "none", "it shows while it has the focus"
    page.keyboard.press("Tab")
    assert page.evaluate(f"{active}.className") == "frame"
    walked = []
    for _ in range(20):
        page.keyboard.press("Tab")
        walked.append(
            page.evaluate(f"[{active}.closest('g').getAttribute('aria-label'), {active}.textContent.slice(-5)]")
        )
    assert [theme for theme, _ in walked] == sorted(
        (theme for theme, _ in walked), key=["Object detection", "Segmentation"].index
    )
    first = [year for theme, year in walked if theme == "Object detection"]
    assert first == sorted(first)
    assert page.evaluate(f"getComputedStyle({active}.querySelector('use')).strokeWidth") == "4px"
    page.keyboard.press("Enter")
    expect(page.locator("body.paper")).to_be_visible()
    page.goto(f"{site.as_uri()}/map.html#after-map")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{active}.getAttribute('href')").startswith("#only-")
    page.close()


def test_every_picture_has_a_name_a_description_and_a_table(page, site):
    page.goto(f"{site.as_uri()}/map.html")
    sections = page.locator("main section")
    expect(sections).to_have_count(3)
    for at in range(3):
        assert sections.nth(at).locator("svg[aria-labelledby], svg[aria-label]").count() > 0
        sections.nth(at).locator("summary").click()
        expect(sections.nth(at).locator("details table").first).to_be_visible()
    assert page.locator("details table td a").count() == page.locator(".dots a").count()
    assert page.locator("[style], script:not([src]):not([type])").count() == 0


def test_a_timeline_marks_the_reading_path_in_its_order(page, site):
    page.goto(f"{site.as_uri()}/themes/detection.html")
    marks = page.locator(".timeline a")
    steps = page.locator(".path > li")
    assert marks.count() == steps.count() > 3
    for at in range(marks.count()):
        title = steps.nth(at).locator(".title").inner_text().split("\n")[0]
        assert marks.nth(at).locator("title").text_content().startswith(f"{at + 1}. {title[:20]}")
    marks.nth(1).locator("circle").click()
    expect(page.locator("h1")).to_have_text("Fast R-CNN")


def test_related_papers_say_what_they_share(page, site):
    page.goto(f"{site.as_uri()}/papers/fast-r-cnn.html")
    related = page.locator(".related li")
    assert 1 <= related.count() <= 5
    expect(related.first).to_contain_text("shares: ")
    title = related.first.locator("a").inner_text()
    related.first.locator("a").click()
    expect(page.locator("h1")).to_have_text(title)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_barriers(browser, site, scheme):
    page = browser.new_page(color_scheme=scheme, viewport={"width": 1280, "height": 900})
    for path in ("map.html", "map.html#only-theory", "themes/detection.html", "papers/fast-r-cnn.html"):
        page.goto("about:blank")
        page.goto(f"{site.as_uri()}/{path}")
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        said = barriers(page)
        assert said == [], f"{path}: {json.dumps(said, indent=2)}"
    page.close()


@pytest.mark.parametrize("width", [320, 360, 768])
def test_nothing_overflows_with_all_tables_open(browser, site, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{site.as_uri()}/map.html")
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_shapes_stay_when_colours_are_forced(browser, site):
    page = browser.new_page(forced_colors="active")
    page.goto(f"{site.as_uri()}/map.html")
    fills = page.evaluate(
        "[...new Set([...document.querySelectorAll('.dots use')].map(use => getComputedStyle(use).fill))]"
    )
    assert len(fills) == 1
    assert (
        len(set(page.evaluate("[...document.querySelectorAll('.dots use')].map(use => use.getAttribute('href'))"))) == 5
    )
    page.close()


def test_the_page_weighs_little(site):
    assert len(gzip.compress((site / "map.html").read_bytes())) < 60_000
    assert len(gzip.compress((site / "assets" / "pictures.css").read_bytes())) < 5_000
