"""Every kind of page as readers set it: text twice as large, without motion, in forced colours, by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from screenshots import PAGES

KINDS = sorted(PAGES.items())

# Texts that end outside the window or are cut by what they stand in, leaving out what scrolls and what is only heard.
CLIPPED = """() => {
  const width = document.documentElement.clientWidth;
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const above = [];
    for (let at = text.parentElement; at !== document.body; at = at.parentElement) above.push(at);
    if (!text.data.trim() || !text.parentElement.checkVisibility({ visibilityProperty: true })) continue;
    const styles = above.map((at) => getComputedStyle(at));
    const isHeard = ({ clipPath }) => clipPath === "inset(50%)"; // and not seen
    if (styles.some(isHeard) || above.some((at) => at.matches(".skip, .past"))) continue;
    const scrolling = styles.findIndex(({ overflowX }) => /auto|scroll/.test(overflowX));
    const cutting = above.slice(0, scrolling < 0 ? undefined : scrolling)
      .filter((at, place) => /hidden|clip/.test(styles[place].overflow)).map((at) => at.getBoundingClientRect());
    const range = document.createRange();
    range.selectNodeContents(text);
    const isPast = (box, left, right) => box.left < left - 1 || box.right > right + 1;
    const isLost = (box) => (scrolling < 0 && isPast(box, 0, width)) || cutting.some((cut) =>
      isPast(box, cut.left, cut.right) || box.bottom > cut.bottom + 1 || box.top < cut.top - 1);
    if ([...range.getClientRects()].some(isLost)) found.push(text.data.trim().slice(0, 60));
  }
  return found;
}"""

MOVING = """() => {
  const found = document.getAnimations().map(String);
  for (const element of document.querySelectorAll("*")) {
    for (const part of ["", "::before", "::after"]) {
      const style = getComputedStyle(element, part);
      const isMoving = style.animationName !== "none" || style.scrollBehavior === "smooth"
        || style.transitionDuration.split(",").some((duration) => parseFloat(duration) > 0);
      if (isMoving) found.push(`${element.tagName}.${element.className}${part}`);
    }
  }
  return found;
}"""

# What can be used, as it is at this moment: to be counted, and to be met with the Tab key.
USABLE = """() => [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex='-1'])")]
  .filter((one) => !one.disabled && one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true }))"""

# Elements that show a hand to the pointer and are neither usable themselves nor within or around what is.
POINTED_AT = """() => [...document.querySelectorAll("body *")]
  .filter((one) => getComputedStyle(one).cursor === "pointer"
    && !one.closest("a[href], button, summary, label, select, input") && !one.querySelector("a[href], button, input"))
  .map((one) => `${one.tagName} in ${one.closest("[class]").className.baseVal ?? one.closest("[class]").className}`)"""


@pytest.fixture(scope="module")
def site(default_site) -> str:
    """The address of the default survey's folder."""
    return f"{default_site.as_uri()}/"


def opened(page, site: str, path: str) -> None:
    """Open a page and wait until its scripts have shown what they show, filters included."""
    page.goto(site + path)
    if path.startswith("search"):
        expect(page.locator("#results li").first).to_be_visible()
        if page.locator("#filters-opener").is_visible():  # in a narrow window
            page.locator("#filters-opener").click()
        expect(page.locator(".choice").first).to_be_visible()


@pytest.mark.parametrize(
    ("width", "text"), [(640, "100%"), (360, "200%"), (1280, "200%")], ids=["zoomed", "phone", "desk"]
)
def test_nothing_is_lost_at_twice_the_size(browser, site, width, text):
    """1280 pixels at a zoom of 200 % are 640; text alone can be set twice as large too, on a phone and on a desk."""
    page = browser.new_page(viewport={"width": width, "height": 720})
    for name, path in KINDS:
        opened(page, site, path)
        page.evaluate("size => { document.documentElement.style.fontSize = size }", text)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert page.evaluate(CLIPPED) == [], name
    page.close()


def test_what_is_clipped_is_noticed(browser, site):
    page = browser.new_page(viewport={"width": 360, "height": 720})
    opened(page, site, PAGES["home"])
    for style in ("overflow: hidden; height: 0.5em", "margin-left: 300px; white-space: nowrap"):
        page.evaluate("style => { document.querySelector('h1').style.cssText = style }", style)
        assert len(page.evaluate(CLIPPED)) == 1, style
    page.close()


def test_pages_are_readable_where_their_style_does_not_arrive(browser, site):
    """As on the page for lost readers of a published site, opened from a folder: small pictures stay small."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.route("**/*.css", lambda route: route.abort())
    for name, path in KINDS:
        page.goto(site + path)
        wide = "[...document.querySelectorAll('svg:not(.map, .matrix, .bars, .bar, .timeline, .strip)')]"
        assert [size for size in page.evaluate(f"{wide}.map(one => one.clientWidth)") if size > 20] == [], name
    page.close()


def test_nothing_moves_where_readers_asked_for_less_motion(browser, site):
    page = browser.new_page(reduced_motion="reduce")
    for name, path in KINDS:
        opened(page, site, path)
        assert page.evaluate(MOVING) == [], name
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(MOVING) == ["HTML."], "the one thing that moves is scrolling to a place of the page"
    page.close()


def test_cards_of_citations_come_late_and_do_not_move(browser, site):
    """Their transition only waits: from hidden to visible in no time, so that a pointer passing by opens none."""
    page = browser.new_page(reduced_motion="reduce")
    opened(page, site, PAGES["theme"])
    page.locator(".cited a").first.hover()
    style = page.evaluate(
        "(({ transitionProperty, transitionDuration, animationName }) => "
        "[transitionProperty, transitionDuration, animationName])(getComputedStyle(document.querySelector('.card')))"
    )
    assert style == ["visibility", "0s", "none"]
    page.close()


def test_no_card_shows_where_a_page_was_styled_before_its_style_came(browser, site):
    page = browser.new_page()
    opened(page, site, PAGES["theme"])
    shown = """isOff => {
      for (const sheet of document.styleSheets) sheet.disabled = isOff;
      return [getComputedStyle(document.querySelector(".card")).visibility, document.getAnimations().length];
    }"""
    assert page.evaluate(shown, True) == ["visible", 0]
    assert page.evaluate(shown, False) == ["hidden", 0]
    page.close()


@pytest.mark.parametrize("colours", ["none", "active"])
def test_whoever_has_the_focus_shows_it(browser, site, colours):
    """An outline of two pixels around each; dots of the map, which have none, change in another way (below)."""
    page = browser.new_page(forced_colors=colours)
    for name, path in KINDS:
        opened(page, site, path)
        page.keyboard.press("Tab")  # from here on the focus is one of the keyboard
        unseen = page.evaluate(
            f"""() => ({USABLE})().filter((one) => !one.closest(".dots")).filter((one) => {{
              one.focus();
              const shown = one.matches("input[type=file]") ? one.nextElementSibling : one;
              const {{ outlineStyle, outlineWidth }} = getComputedStyle(shown);
              return document.activeElement !== one || outlineStyle === "none" || parseFloat(outlineWidth) < 2;
            }}).map((one) => one.outerHTML.slice(0, 120))"""
        )
        assert unseen == [], name
    page.close()


@pytest.mark.parametrize(("name", "path"), KINDS, ids=dict(KINDS))
def test_the_tab_key_meets_everything_that_can_be_used(browser, site, name, path):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    opened(page, site, path)
    page.evaluate(
        "() => { window.met = new Set(); addEventListener('focusin', ({ target }) => window.met.add(target)); }"
    )
    for _ in range(page.evaluate(f"({USABLE})().length") + 5):
        page.keyboard.press("Tab")
    missed = page.evaluate(
        f"({USABLE})().filter((one) => !window.met.has(one)).map((one) => one.outerHTML.slice(0, 120))"
    )
    assert missed == []
    # The bars of the years have a pair of lists below them that do the same.
    assert [one for one in page.evaluate(POINTED_AT) if not one.endswith((" in bars", " in area", " in outside"))] == []
    page.close()


def test_marks_can_be_seen_where_colours_are_forced(browser, site):
    page = browser.new_page(forced_colors="active", viewport={"width": 1280, "height": 900})
    canvas = "rgb(255, 255, 255)"

    def drawn(selector: str) -> set[str]:
        return set(
            page.evaluate(f"[...document.querySelectorAll({selector!r})].map(one => getComputedStyle(one).fill)")
        )

    for path, selectors in (
        (PAGES["pictures"], (".dots use", ".matrix circle")),
        (PAGES["theme"], (".timeline rect",)),
        (PAGES["themes"], (".bars rect",)),
        (PAGES["years"], (".bar rect",)),
    ):
        opened(page, site, path)
        for selector in selectors:
            fills = drawn(selector)
            assert fills and canvas not in fills, (path, selector)
    opened(page, site, PAGES["pictures"])
    page.locator(".dots a").first.focus()
    page.keyboard.press("Tab")
    assert len(drawn(".dots use")) == 2, "the dot with the focus has another colour than the others"
    page.close()


def test_what_is_chosen_can_be_seen_where_colours_are_forced(browser, site):
    """Photographs before and after choosing differ, with neither the pointer nor the focus on what was chosen."""
    page = browser.new_page(forced_colors="active", viewport={"width": 1280, "height": 900})

    def changes(path: str, selector: str, act, shown: str = "") -> bool:
        opened(page, site, path)
        place = page.locator(shown or selector).first
        place.scroll_into_view_if_needed()
        page.mouse.move(0, 0)
        before = place.screenshot()
        act(page.locator(selector).first)
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement.blur()")
        page.wait_for_timeout(200)
        return place.screenshot() != before

    def click(place) -> None:
        place.click()

    assert changes(PAGES["theme"], ".path .keep", click)
    assert changes(PAGES["search"], ".choice input", click)
    assert changes(PAGES["search"], ".choice .out", click, ".choice .out .sign")
    assert changes(PAGES["pictures"], ".key a", click, ".map")
    assert changes(PAGES["data-set"], ".sortable th button", click)
    here = "getComputedStyle(document.querySelector('{0}')).textDecorationLine"
    for path, selector in ((PAGES["themes"], ".masthead nav a"), (PAGES["author-letter"], ".letters a")):
        opened(page, site, path)
        assert page.evaluate(here.format(f"{selector}[aria-current]")) == "underline"
        assert page.evaluate(here.format(f"{selector}:not([aria-current])")) == "none"
    page.goto(f"{site}{PAGES['theme']}")
    page.goto(f"{site}{PAGES['theme']}#p-mask-r-cnn")
    outline = "getComputedStyle(document.querySelector('li:target')).outlineStyle"
    assert page.evaluate(outline) == "solid"
    page.close()
