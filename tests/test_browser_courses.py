"""Teachers' pages in a real Chromium: themes embedded at several widths, links that copy themselves, no barriers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from browsing import serve, watch
from conftest import PUBLISHED
from npm_ci import barriers
from playwright.sync_api import expect
from screenshots import PAGES, SCHEMES
from surveys import write_survey

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = (240, 360, 800)


@pytest.fixture(scope="module")
def site(published_site):
    return published_site


def framing_page(folder: Path, address: str, width: int) -> str:
    """A page of somebody else that shows a theme by the code of the theme's page, in a column of some width."""
    theme = (folder.parent / "site" / "themes" / "detection.html").read_text("utf-8")
    code = re.search(r'<pre id="embed-code"><code>(.*?)</code>', theme, re.DOTALL)
    assert code is not None
    frame = code[1].replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"').replace("&amp;", "&")
    place = folder / f"course-{width}.html"
    body = (
        f'<!doctype html><html lang="en"><title>Course</title><h1>Course</h1><div style="width:{width}px">{frame}</div>'
    )
    place.write_text(body.replace(PUBLISHED, address).replace('loading="lazy"', ""), "utf-8")
    return place.as_uri()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("has_scripts", [True, False])
def test_an_embedded_theme_is_readable_in_a_frame(browser, site, address, tmp_path, width, has_scripts) -> None:
    folder = site.parent / "elsewhere"
    folder.mkdir(exist_ok=True)
    context = browser.new_context(viewport={"width": 1000, "height": 800}, java_script_enabled=has_scripts)
    page = context.new_page()
    found = watch(page)
    page.goto(framing_page(folder, address, width))
    frame = page.frame_locator("iframe")
    expect(frame.locator("h1")).to_have_text("Object detection")
    expect(frame.get_by_role("heading", name="Reading path")).to_be_visible()
    if has_scripts:
        inner = page.frames[1]
        assert inner.evaluate("innerWidth") == width
        assert inner.evaluate("document.documentElement.scrollWidth") <= inner.evaluate(
            "document.documentElement.clientWidth"
        )
        assert inner.evaluate("document.scripts.length") == 0
        assert float(inner.evaluate("getComputedStyle(document.querySelector('li')).fontSize").removesuffix("px")) >= 14
    with context.expect_page() as opened:
        frame.get_by_role("link", name="Mask R-CNN").first.click()
    opened.value.wait_for_load_state()
    assert opened.value.url.endswith("/papers/mask-r-cnn.html")
    assert opened.value.evaluate("window.opener") is None if has_scripts else True
    expect(frame.locator("h1")).to_have_text("Object detection")
    assert found == []
    context.close()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [240, 800])
def test_embedded_themes_and_the_page_for_teachers_have_no_barriers(browser, site, scheme, width) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    paths = [path.relative_to(site).as_posix() for path in sorted(site.glob("embed/*.html"))[:4]]
    for path in (*paths, "embed/detection.html", "teachers.html", "themes/detection.html#teachers"):
        page.goto(f"{site.as_uri()}/{path}")
        said = barriers(page)
        assert said == [], f"{path}: {json.dumps(said, indent=2)}"
    context.close()


@pytest.mark.parametrize("width", [320, 360, 1440])
def test_the_page_for_teachers_does_not_overflow(browser, site, width) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    for path in ("teachers.html", "themes/detection.html#teachers"):
        page.goto(f"{site.as_uri()}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.close()


@pytest.fixture
def clipboard_page(browser, site):
    """A page over http that may read the clipboard, with the address of its site."""
    with serve(site.parent) as host:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        found = watch(page)
        yield page, f"{host}site/"
        context.close()
        assert found == []


def copied(page) -> str:
    return page.evaluate("navigator.clipboard.readText()")


def test_every_place_of_a_theme_copies_its_published_address(clipboard_page) -> None:
    page, host = clipboard_page
    page.goto(f"{host}themes/detection.html")
    for name, anchor in (
        ("Copy link to Where things stand", "text"),
        ("Copy link to Reading path", "path"),
        ("Copy link to First propose, then classify", "s-first-propose-then-classify"),
        ("Copy link to Mask R-CNN", "p-mask-r-cnn"),
        ("Copy link to Cite this page", "cite"),
    ):
        link = page.get_by_role("link", name=name, exact=True)
        link.click()
        expect(link).to_have_attribute("data-said", "Copied")
        assert copied(page) == f"{PUBLISHED}themes/detection.html#{anchor}"
        expect(page).to_have_url(f"{host}themes/detection.html#{anchor}")
    page.get_by_role("button", name="Copy link", exact=True).click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert copied(page) == f"{PUBLISHED}themes/detection.html"


def test_a_place_is_copied_by_keyboard_and_told_to_those_who_hear_the_page(clipboard_page) -> None:
    page, host = clipboard_page
    page.goto(f"{host}themes/detection.html")
    page.get_by_role("link", name="Copy link to Reading path").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main > p[role=status]").last).to_have_text("Copied")
    assert copied(page) == f"{PUBLISHED}themes/detection.html#path"


@pytest.mark.parametrize(
    "path", ["about.html", "data.html", "papers/squeeze-and-excitation-networks.html", "years/2017.html"]
)
def test_headings_of_other_pages_get_links_to_themselves(clipboard_page, path) -> None:
    page, host = clipboard_page
    page.goto(host + path)
    places = page.locator("main :is(h2[id], section[id] > :is(h2, h3)):not(.unseen, [hidden] *, form *)")
    assert places.count() > 0
    for place in places.all():
        expect(place.locator("xpath=.//a[@class='here'] | following-sibling::a[@class='here']").first).to_be_visible()
    addresses = page.evaluate("[...document.querySelectorAll('a.here')].map(link => link.hash)")
    assert len(addresses) == len(set(addresses))


WITHOUT_SECTIONS = {"search", "reading-list", "themes", "embed", "404"}
"""Pages whose headings name parts of a tool, papers or themes, which have pages of their own, and pages for others."""


@pytest.fixture
def copying_page(browser, address):
    """A page that may read the clipboard, from disk and over http, with the address of its site."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    found = watch(page)
    yield page, address
    context.close()
    assert found == []


def test_every_section_of_every_page_has_a_visible_link_that_copies_its_address(copying_page) -> None:
    page, address = copying_page
    sections = 0
    for name, path in PAGES.items():
        if name in WITHOUT_SECTIONS:
            continue
        page.goto(address + path)
        headings = page.locator("main :is(h2, h3, h4, caption):not(.unseen):visible:not(details *)")
        links = headings.locator("xpath=./a[@class='here'] | ./following-sibling::*[1][self::a][@class='here']")
        assert links.count() == headings.count(), name
        sections += links.count()
        for link in [links.first, links.last] if links.count() else []:
            expect(link).to_be_visible()
            link.click()
            expect(link).to_have_attribute("data-said", "Copied")
            anchor = link.get_attribute("href")
            assert copied(page) == f"{PUBLISHED}{'' if name == 'home' else path}{anchor}"
            assert page.locator(f"[id='{anchor[1:]}']").count() == 1
    assert sections > 150


def test_themes_and_papers_copy_their_own_address(copying_page) -> None:
    page, address = copying_page
    for path in (PAGES["theme"], PAGES["paper"]):
        page.goto(address + path)
        page.get_by_role("button", name="Copy link", exact=True).click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert copied(page) == PUBLISHED + path
    page.goto(address + PAGES["theme"])
    papers = page.locator("#papers ~ * .papers > li").count()
    places = page.locator(".papers > li .here[aria-label^='Copy link to ']")
    assert places.count() == papers > 20
    place = places.nth(5)
    place.click()
    expect(place).to_have_attribute("data-said", "Copied")
    assert copied(page) == f"{PUBLISHED}{PAGES['theme']}{place.get_attribute('href')}"


def test_code_and_citations_are_copied(clipboard_page) -> None:
    page, host = clipboard_page
    page.goto(f"{host}themes/detection.html#teachers")
    expect(page.locator("#teachers")).to_have_attribute("open", "")
    page.get_by_role("button", name="Copy code").click()
    assert copied(page).startswith(f'<iframe src="{PUBLISHED}embed/detection.html" title="Object detection · ')
    page.get_by_role("button", name="Copy BibTeX").click()
    expect(page.get_by_role("button", name="Copied").last).to_be_visible()
    assert copied(page).startswith("@misc{")


def test_the_page_for_teachers_is_whole_without_scripts(browser, site, address) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}teachers.html")
    expect(page.get_by_text("IMS Common Cartridge 1.3")).to_be_visible()
    page.get_by_role("link", name="Page to embed: Object detection").click()
    expect(page.locator("h1")).to_have_text("Object detection")
    context.close()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_dated_copies_open_from_their_list_and_have_no_barriers(browser, tmp_path_factory, scheme) -> None:
    output = tmp_path_factory.mktemp("copies")
    content = write_survey(tmp_path_factory.mktemp("survey"))
    command = [sys.executable, "-m", "site_builder", "snapshot", "--output", str(output), "--content", str(content)]
    said = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    page = browser.new_page(color_scheme=scheme, viewport={"width": 360, "height": 800})
    found = watch(page)
    page.goto((output / "snapshots" / "index.html").as_uri())
    assert found == []
    assert barriers(page) == []
    page.get_by_role("link", name="2026-01-02").click()
    expect(page.get_by_text("A copy of the survey as it was on 2 January 2026")).to_be_visible()
    assert barriers(page) == []
    page.close()
