"""What readers and teachers take and follow, once from disk and once over http, on the default survey as published.

Search, filters, the reading list, references of papers and embedded themes are tried both ways in files of their own.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browsing import quiet_page
from conftest import PUBLISHED
from playwright.sync_api import expect
from screenshots import PAGES

ROOT = Path(__file__).resolve().parent.parent
FORMATS = {"BibTeX": ".bib", "RIS": ".ris", "CSL-JSON": ".csl.json"}


@pytest.fixture(scope="module")
def site(published_site):
    return published_site


@pytest.fixture
def page(browser):
    with quiet_page(browser, reduced_motion="reduce", permissions=["clipboard-read", "clipboard-write"]) as opened:
        yield opened


def copied(page) -> str:
    return page.evaluate("navigator.clipboard.readText()")


def take(page, address: str, link, path: str, site: Path) -> None:
    """Follow a link to a file: a host's is saved; from disk, where the file lies already, it is shown or saved."""
    expect(link).to_be_visible()
    assert (site / path).stat().st_size > 100
    if address.startswith("file:"):
        assert link.evaluate("link => link.href") == address + path
        return
    with page.expect_download() as started:
        link.click()
    assert started.value.suggested_filename == path.rpartition("/")[2]
    assert Path(started.value.path()).read_bytes() == (site / path).read_bytes()


@pytest.mark.parametrize(("kind", "stem"), [("theme", "themes/detection"), ("about", "survey")])
def test_references_of_a_theme_and_of_the_survey_are_taken_away(page, address, site, kind, stem):
    page.goto(address + PAGES[kind])
    for name, suffix in FORMATS.items():
        link = page.get_by_role("link", name=name, exact=True).first
        take(page, address, link, f"data/{stem}{suffix}", site)


def test_a_file_of_references_is_shown_from_disk(page, site):
    page.goto(f"{site.as_uri()}/{PAGES['theme']}")
    page.get_by_role("link", name="BibTeX", exact=True).first.click()
    page.wait_for_url("**/data/themes/detection.bib")
    text = page.locator("body").inner_text()
    assert text.count("\n@") + 1 == (site / "data/themes/detection.bib").read_text("utf-8").count("@") > 20


def test_a_course_takes_its_package_and_its_syllabus(page, address, site):
    page.goto(address + PAGES["teachers"])
    take(page, address, page.get_by_role("link", name="course.imscc"), "data/course.imscc", site)
    for name, suffix in (("Markdown", ".md"), ("CSV", ".csv")):
        take(page, address, page.get_by_role("link", name=name, exact=True), f"data/syllabus{suffix}", site)
        of_theme = page.get_by_role("link", name=f"{name}: Object detection")
        take(page, address, of_theme, f"data/syllabus/detection{suffix}", site)


def test_pages_are_cited_with_the_day_and_a_mark_of_what_they_say(page, address):
    for kind in ("theme", "teachers"):
        page.goto(address + PAGES[kind])
        page.locator("section[aria-labelledby=cite]").get_by_role("button").first.click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert re.search(rf"As of \d+ \w+ \d{{4}}, version [0-9a-f]{{12}}\. {PUBLISHED}", copied(page)), copied(page)


def test_a_formatted_reference_and_the_code_to_embed_are_copied(page, address):
    page.goto(address + PAGES["paper"])
    page.locator("summary", has_text="APA, IEEE").click()
    for style in ("APA", "IEEE", "MLA", "Chicago"):
        page.get_by_role("button", name=f"Copy {style}").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert "Squeeze-and-Excitation Networks" in copied(page)
        expect(page.get_by_role("button", name="Copied")).to_have_count(0)
    page.goto(f"{address}{PAGES['theme']}#teachers")
    page.get_by_role("button", name="Copy code").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert copied(page).startswith(f'<iframe src="{PUBLISHED}embed/detection.html"')


def test_the_map_singles_a_theme_out_and_leads_to_papers_by_keyboard(page, address):
    page.goto(address + PAGES["pictures"])
    page.locator(".key a", has_text="Object detection").press("Enter")
    expect(page.locator(".dots.t2").first).to_have_css("opacity", "0.13")
    page.get_by_role("link", name="Focal Loss for Dense Object Detection (2017)").first.press("Enter")
    expect(page.locator("h1")).to_have_text("Focal Loss for Dense Object Detection")


def test_one_paper_leads_to_the_next(page, address):
    page.goto(address + PAGES["theme"])
    page.locator(".timeline a").first.press("Enter")
    expect(page.locator("h1")).to_contain_text("Rich feature hierarchies")
    for link in (page.locator(".related a").first, page.locator(".turn a").first):
        before = page.locator("h1").inner_text()
        link.press("Enter")
        expect(page.locator("h1")).not_to_have_text(before)
        expect(page.locator(".related a").first).to_be_visible()


def test_a_citation_shows_its_card_and_a_table_is_sorted(page, address):
    page.goto(address + PAGES["theme"])
    cited = page.locator(".cited").first
    cited.locator("a").focus()
    expect(cited.get_by_role("tooltip")).to_be_visible()
    page.goto(address + PAGES["data-set"])
    years = page.locator(".sortable").first.locator("tbody td:nth-child(3)")
    page.locator(".sortable").first.get_by_role("button", name="Year").press("Enter")
    found = [int(year) for year in years.all_inner_texts()]
    assert found == sorted(found, reverse=True) and len(set(found)) > 3


def test_the_list_of_a_theme_is_filtered(page, address):
    page.goto(address + PAGES["theme"])
    page.locator("#filter-input").fill("focal")
    expect(page.locator("#filter-status")).to_contain_text(" of 26")
    expect(page.locator("li[data-paper]:visible", has_text="Focal Loss")).to_have_count(1)


def test_a_theme_is_printed_without_what_only_a_screen_has(page, address):
    page.goto(address + PAGES["theme"])
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".printed").first).to_contain_text(PUBLISHED)
    for furniture in ("#site-search", ".masthead nav", "#theme-filter", ".keep"):
        expect(page.locator(furniture).first).to_be_hidden()
