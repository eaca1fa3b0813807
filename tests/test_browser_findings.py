"""Citations' cards and tables of figures in a real Chromium, on the golden survey that has every kind of page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from browsing import quiet_page
from npm_ci import barriers
from playwright.sync_api import expect

from site_builder.build import Request, make_site

SURVEY = Path(__file__).resolve().parent / "golden" / "every-kind"
THEME = "themes/letters.html"
PATHS = (THEME, "papers/reading-letters.html", "datasets/letters-26.html", "tasks.html", "methods.html")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The golden survey as a folder."""
    folder = tmp_path_factory.mktemp("findings")
    for path, data in make_site(Request(SURVEY / "content", (SURVEY / "added",)), lambda stage: None).site.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def any_page(request, browser):
    """A page with JavaScript, and one without."""
    context = browser.new_context(java_script_enabled=request.param, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def page(browser):
    with quiet_page(browser, reduced_motion="reduce") as opened:
        yield opened


def test_a_card_shows_on_focus_and_hides_after_it(any_page, site):
    any_page.goto(f"{site.as_uri()}/{THEME}")
    first = any_page.locator(".cited").first
    card = first.get_by_role("tooltip", include_hidden=True)
    expect(card).to_be_hidden()
    first.locator("a").focus()
    expect(card).to_be_visible()
    expect(first.locator("a")).to_have_accessible_description(card.inner_text().replace("\n", " "))
    any_page.keyboard.press("Tab")
    expect(card).to_be_hidden()
    expect(any_page.locator(".cited").nth(1).locator(".card")).to_be_visible()


def test_a_card_stays_while_the_pointer_moves_onto_it(any_page, site):
    any_page.goto(f"{site.as_uri()}/{THEME}")
    first = any_page.locator(".cited").first
    first.locator("a").hover()
    card = first.locator(".card")
    expect(card).to_be_visible()
    box = card.bounding_box()
    any_page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=8)
    any_page.wait_for_timeout(600)
    expect(card).to_be_visible()
    any_page.mouse.move(0, 0)
    expect(card).to_be_hidden()


@pytest.mark.parametrize("gesture", ["hover", "focus"])
def test_escape_puts_a_card_away_until_it_is_asked_for_again(page, site, gesture):
    page.goto(f"{site.as_uri()}/{THEME}")
    link, card = page.locator(".cited a").first, page.locator(".card").first
    getattr(link, gesture)()
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.mouse.move(0, 0)
    page.locator(".survey a").focus()
    getattr(link, gesture)()
    expect(card).to_be_visible()


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
def test_cards_never_leave_the_page(browser, site, width):
    page = browser.new_page(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page.goto(f"{site.as_uri()}/{THEME}")
    for cited in page.locator(".cited").all():
        cited.locator("a").focus()
        expect(cited.locator(".card")).to_be_in_viewport(ratio=1)
        box, link = cited.locator(".card").bounding_box(), cited.locator("a").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 800
        below, above = box["y"] - (link["y"] + link["height"]), link["y"] - (box["y"] + box["height"])
        assert 0 <= max(below, above) < 12
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_a_card_at_the_lower_edge_of_the_window_opens_above(page, site):
    page.set_viewport_size({"width": 1280, "height": 400})
    page.goto(f"{site.as_uri()}/{THEME}")
    link = page.locator(".cited a").last
    link.evaluate("node => window.scrollTo(0, node.getBoundingClientRect().bottom + scrollY - 380)")
    link.hover()
    card = page.locator(".card").last
    expect(card).to_be_visible()
    box = card.bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= link.bounding_box()["y"]


def column(page, number: int) -> list[str]:
    return page.locator(f".sortable tbody tr td:nth-child({number})").all_inner_texts()


def test_figures_are_sorted_by_number_or_by_name_and_say_so(page, site):
    page.goto(f"{site.as_uri()}/{THEME}")
    heading = page.locator(".sortable th").nth(2)
    assert column(page, 2) == ["2019", "2021"]
    heading.get_by_role("button", name="Value (%)").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    assert column(page, 3) == ["90.2 ± 0.3", "91.5"]
    page.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-sort", "descending")
    assert column(page, 3) == ["91.5", "90.2 ± 0.3"]
    assert page.locator("th[aria-sort]").count() == 1
    page.locator(".sortable th").first.get_by_role("button").click()
    assert column(page, 1) == ["ReadNet", "Twice the Same Title"]


def test_numbers_are_the_first_of_a_value_and_values_without_stand_last(page, site):
    page.goto(f"{site.as_uri()}/{THEME}")
    values = ["about 9%", "none", "1,000 fps", "\N{MINUS SIGN}3 points", "-2", "70.5 to 80"]
    rows = "".join(f"<tr><td></td><td></td><td>{value}</td></tr>" for value in values)
    page.evaluate("rows => { document.querySelector('.sortable tbody').innerHTML = rows; }", rows)
    page.get_by_role("button", name="Value (%)").click()
    expected = ["\N{MINUS SIGN}3 points", "-2", "about 9%", "70.5 to 80", "1,000 fps", "none"]
    assert column(page, 3) == expected


def test_without_a_script_tables_are_plain(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/{THEME}")
    expect(page.locator(".sortable button")).to_have_count(0)
    expect(page.locator(".sortable tbody tr")).to_have_count(2)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barriers_with_a_card_open(browser, site, scheme):
    page = browser.new_page(color_scheme=scheme, reduced_motion="reduce")
    for path in PATHS:
        page.goto(f"{site.as_uri()}/{path}")
        if page.locator(".cited a").count():
            page.locator(".cited a").first.focus()
        for details in page.locator("details").all():
            details.evaluate("node => { node.open = true; }")
        said = barriers(page)
        assert said == [], f"{path}: {json.dumps(said, indent=2)}"
    page.close()


def test_digests_are_printed_and_cards_are_not(browser, site):
    page = browser.new_page()
    page.goto(f"{site.as_uri()}/{THEME}")
    page.emulate_media(media="print")
    page.locator(".cited a").first.focus()
    expect(page.locator(".card").first).to_be_hidden()
    expect(page.locator(".digest").first).to_be_visible()
    expect(page.locator(".on-page")).to_be_hidden()
    page.close()
