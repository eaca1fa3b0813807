"""Lists that are cut, in a real Chromium: places that moved, and the filter of a part, from disk."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from browsing import watch
from playwright.sync_api import expect
from surveys import write_survey

from site_builder import pages_lists, pages_parts, pages_themes
from site_builder.build import Request, build


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Forty papers of two years and the one that is always there, where a page holds no more than a few."""
    folder = tmp_path_factory.mktemp("parts")
    notes = {
        f"papers__paper-{number}.md": f"---\ntitle: Pictures of kind {number}\ndate: {2019 + number % 2}\n---\n"
        for number in range(40)
    }
    write_survey(folder / "content", **notes)
    with pytest.MonkeyPatch.context() as patch:
        for module in (pages_parts, pages_themes, pages_lists):
            patch.setattr(module, "LONGEST", 13_000)
        outcome = build(Request(folder / "content"), folder / "site", lambda stage: None)
    assert outcome.is_good
    return folder / "site"


def test_a_link_to_a_paper_of_a_list_that_was_cut_leads_to_its_part(page, site):
    page.goto(f"{site.as_uri()}/themes/seeing.html#p-paper-5")
    expect(page).to_have_url(f"{site.as_uri()}/themes/seeing/2020.html#p-paper-5")
    expect(page.locator("#p-paper-5")).to_be_in_viewport()


def test_the_list_of_a_part_can_be_filtered(page, site):
    page.goto(f"{site.as_uri()}/themes/seeing/2020.html")
    page.locator("#filter-input").fill('"kind 13"')
    expect(page.locator("#filter-status")).to_contain_text("1 of 21")
    expect(page.locator("li[data-paper]:visible")).to_have_count(1)


def test_a_theme_that_is_cut_leads_to_the_search_within_it(page, site):
    page.goto(f"{site.as_uri()}/themes/seeing.html")
    page.get_by_role("link", name="Search and filter these papers").click()
    expect(page.locator("main")).to_contain_text("Seeing")


def test_parts_are_reached_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(f"{site.as_uri()}/themes/seeing.html#p-paper-5")
    opened.get_by_role("link", name="2020").click()
    expect(opened.locator("li[data-paper]")).to_have_count(21)
    expect(opened.get_by_role("link", name=re.compile("After.*2019"))).to_be_visible()
    context.close()


def test_a_file_of_a_large_survey_that_cannot_have_all_that_was_found_says_so(browser, tmp_path):
    folder = write_survey(tmp_path / "content")
    titles = "".join(f"Pictures of kind {number},20{number % 20:02}\n" for number in range(4_200))
    (folder / "sources").mkdir(exist_ok=True)
    (folder / "sources" / "many.csv").write_text(f"title,year\n{titles}", "utf-8")
    assert build(Request(folder), tmp_path / "site", lambda stage: None).is_good
    page = browser.new_page()
    found = watch(page)
    page.goto(f"{(tmp_path / 'site').as_uri()}/search.html?q=kind")
    page.get_by_role("button", name="Take away").click()
    expect(page.locator("#export-what")).to_contain_text("The first 2,000 of 4,200 papers found, in the order shown.")
    with page.expect_download() as started:
        page.get_by_role("button", name="CSL-JSON").click()
    rows = json.loads(Path(started.value.path()).read_text("utf-8"))
    assert len({row["id"] for row in rows}) == len(rows) == 2_000
    shown = [link.inner_text() for link in page.locator("#results h2 a").all()]
    assert [row["title"] for row in rows[: len(shown)]] == shown
    expect(page.locator("#export-status")).to_contain_text("Saved 2,000 papers as kind.csl.json.")
    page.locator("#search-input").fill('"kind 17"')
    expect(page.locator("#export-what")).to_contain_text("All 1 paper found.")
    assert found == []
    page.close()
