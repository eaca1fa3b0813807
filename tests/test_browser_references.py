"""Taking references away in a real Chromium: copied, downloaded and made of chosen papers, from disk and over http."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import quiet_page, serve
from playwright.sync_api import expect
from surveys import write_survey

from site_builder.build import Request, build

LAMPS = (
    '---\ntitle: "Lampës & shades of CNNs"\nauthors: [Søren Ørsted]\ndate: 2014-03\narxiv: "1505.04597"\n---\n\nNote.\n'
)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("references")
    yaml = "title: Small survey\nupdated: 2026-01-02\ncitation_styles: [apa, ieee]\n"
    content = write_survey(folder / "content", **{"survey.yaml": yaml, "papers__lamps.md": LAMPS})
    build(Request(content), folder / "site", lambda stage: None)
    return folder / "site"


@pytest.fixture
def page(address, browser):
    """The page of a paper."""
    with quiet_page(browser, permissions=["clipboard-read", "clipboard-write"]) as opened:
        opened.goto(f"{address}papers/lamps.html")
        yield opened


def file_of(site: Path, suffix: str) -> str:
    return (site / "data" / "papers" / f"lamps{suffix}").read_bytes().decode()


def test_bibtex_is_copied_while_it_is_folded(page, site):
    button = page.get_by_role("button", name="Copy BibTeX")
    expect(page.locator("#bibtex")).to_be_hidden()
    button.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == file_of(site, ".bib").strip()


def test_bibtex_unfolds_by_keyboard(page):
    summary = page.locator("summary", has_text="BibTeX")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#bibtex")).to_be_visible()


def test_a_formatted_reference_is_copied_with_its_italics(page):
    page.locator("summary", has_text="APA, IEEE").click()
    page.get_by_role("button", name="Copy APA").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate(
        "navigator.clipboard.read().then(async ([item]) => ["
        "await (await item.getType('text/plain')).text(), await (await item.getType('text/html')).text()])"
    )
    assert copied[0] == (
        "Ørsted, S. (2014). Lampës & shades of CNNs (arXiv:1505.04597). arXiv. https://arxiv.org/abs/1505.04597"
    )
    assert "<em>Lampës &amp; shades of CNNs</em> (arXiv" in copied[1]


def test_formatted_references_unfold_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(f"{site.as_uri()}/papers/lamps.html")
    expect(opened.locator("#cite-ieee")).to_be_hidden()
    opened.locator("summary", has_text="APA, IEEE").click()
    expect(opened.locator("#cite-ieee")).to_be_visible()
    assert opened.get_by_role("button", name="Copy IEEE").count() == 0
    context.close()


FORMATS = {"BibTeX": ".bib", "RIS": ".ris", "CSL-JSON": ".csl.json"}


def test_each_format_is_downloaded_from_a_host_under_the_name_of_the_paper(browser, site):
    opened = browser.new_page()
    with serve(site) as address:
        opened.goto(f"{address}papers/lamps.html")
        for name, suffix in FORMATS.items():
            with opened.expect_download() as started:
                opened.get_by_role("link", name=name, exact=True).click()
            assert started.value.suggested_filename == f"lamps{suffix}"
            assert Path(started.value.path()).read_bytes().decode() == file_of(site, suffix)
    opened.close()


def test_each_format_is_shown_from_disk_where_the_file_lies_already(browser, site):
    opened = browser.new_page()
    for name, suffix in FORMATS.items():
        opened.goto(f"{site.as_uri()}/papers/lamps.html")
        opened.get_by_role("link", name=name, exact=True).click()
        opened.wait_for_url(f"**/data/papers/lamps{suffix}")
        assert opened.locator("body").inner_text()[:20] == file_of(site, suffix).replace("\r", "")[:20]
    opened.close()


def test_chosen_papers_are_loaded_and_written_in_the_browser(page, site):
    page.add_script_tag(url="../assets/references.js")
    for name, suffix in {"bibtex": ".bib", "ris": ".ris", "csl": ".csl.json"}.items():
        made = page.evaluate(f"surveyReferences.load(['lamps', 'gone']).then(surveyReferences.{name})")
        assert made == file_of(site, suffix)
    both = page.evaluate("surveyReferences.load(['first-paper', 'lamps']).then(surveyReferences.bibtex)")
    assert both == (site / "data" / "survey.bib").read_text("utf-8")
