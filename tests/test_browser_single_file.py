"""The survey in one file in a browser, opened from a disk: every part, with scripts and without."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import watch
from npm_ci import axe_script, invalid_html
from playwright.sync_api import Browser, Page, expect
from surveys import write_survey

from site_builder.build import Request, build

SHIPS = (
    "---\ntitle: Second paper about ships and pictures\nauthors: [Ann Lee, Bo Ek]\ndate: 2021-03\n"
    'arxiv: "1505.04597"\ntasks: [sorting]\n---\n\nVessels are told apart.\n'
)
THEME = (
    "---\ntitle: Seeing\norder: 1\nscope: What networks see.\nrules:\n  pictures: 3\n"
    "path:\n  - paper: second-paper\n    why: The first to read.\n---\n\n## A part\n"
    "\n[Ships](@second-paper) are seen.\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the file lies alone, as in one for downloads; the site is in the folder ``site`` beside it."""
    place = tmp_path_factory.mktemp("single")
    files = {"papers__second-paper.md": SHIPS, "themes__seeing.md": THEME}
    request = Request(write_survey(place / "content", **files), single_file=place / "alone.html")
    assert build(request, place / "site", lambda stage: None).is_good
    return place


@contextlib.contextmanager
def opened(browser: Browser, folder: Path, address: str = "", **options: bool) -> Iterator[Page]:
    """The file in a page of its own that must end without a message on its console."""
    with contextlib.closing(browser.new_context(**options)) as context:
        context.set_offline(True)
        page = context.new_page()
        found = watch(page)
        page.goto((folder / "alone.html").as_uri() + address)
        yield page
        assert found == []


def heading(page: Page) -> str:
    return page.inner_text(".leaf.now h1")


def search(page: Page, query: str) -> list[str]:
    page.fill("#site-query", query)
    page.press("#site-query", "Enter")
    page.wait_for_selector("#results li")
    return [link.inner_text() for link in page.query_selector_all("#results h2 a")]


def test_one_page_is_shown_at_a_time_and_links_lead_from_one_to_the_next(browser: Browser, folder: Path) -> None:
    with opened(browser, folder) as page:
        assert (heading(page), page.title()) == ("Small survey", "Small survey")
        page.click(".leaf.now a[href='#/themes/seeing.html']")
        expect(page.locator(".leaf.now h1")).to_have_text("Seeing")
        assert page.title() == "Seeing · Small survey"
        assert page.locator(".leaf:visible").count() == 1
        assert page.get_attribute(".masthead a[aria-current]", "href") == "#/themes.html"
        page.click(".leaf.now .path .title")
        expect(page.locator(".leaf.now h1")).to_have_text("Second paper about ships and pictures")
        assert page.url.endswith("alone.html#/papers/second-paper.html")
        page.click(".leaf.now .authors a")
        expect(page.locator(".leaf.now h1")).to_contain_text("L")
        assert page.locator(":target").inner_text().startswith("Ann Lee")
        assert page.locator(":target").is_visible()


def test_back_and_forward_lead_through_the_pages_to_where_the_reader_was(browser: Browser, folder: Path) -> None:
    with opened(browser, folder) as page:
        page.set_viewport_size({"width": 600, "height": 300})
        page.evaluate("scrollTo({top: 200, behavior: 'instant'})")
        page.wait_for_timeout(400)
        page.click(".masthead nav a >> nth=0")
        expect(page.locator(".leaf.now h1")).to_have_text("Themes")
        assert page.evaluate("scrollY") == 0
        page.go_back()
        expect(page.locator(".leaf.now h1")).to_have_text("Small survey")
        page.wait_for_function("scrollY === 200")
        page.go_forward()
        expect(page.locator(".leaf.now h1")).to_have_text("Themes")


def test_an_address_opens_its_page_and_place_and_one_that_is_unknown_the_first_page(
    browser: Browser, folder: Path
) -> None:
    with opened(browser, folder, "#/papers/second-paper.html") as page:
        assert heading(page) == "Second paper about ships and pictures"
        place = page.get_attribute(".leaf.now [id$=':cite']", "id")
    with opened(browser, folder, f"#{place}") as page:
        assert heading(page) == "Second paper about ships and pictures"
        assert page.get_attribute(":target", "id") == place
    with opened(browser, folder, "#/papers/gone.html") as page:
        assert heading(page) == "Small survey"
    with opened(browser, folder, "#/papers/%E0%A4%A.html") as page:
        assert heading(page) == "Small survey"


def test_the_skip_link_leads_to_the_page_that_is_shown(browser: Browser, folder: Path) -> None:
    with opened(browser, folder, "#/papers/second-paper.html") as page:
        page.locator(".skip").press("Enter")
        expect(page.locator(".leaf.now")).to_be_focused()
        assert heading(page) == "Second paper about ships and pictures"
        page.reload()
        assert page.locator(".leaf.now h1").count() == 1


def test_search_is_that_of_the_site(browser: Browser, folder: Path) -> None:
    with opened(browser, folder) as page:
        assert search(page, "vessels") == ["Second paper about ships and pictures"]
        assert page.inner_text("#results mark") == "Vessels"
        assert heading(page) == "Search"
        page.fill("#search-input", "pictures -ships")
        expect(page.locator("#results h2")).to_have_text(["First paper about pictures"])
        page.click("#results h2 a")
        expect(page.locator(".leaf.now h1")).to_have_text("First paper about pictures")
        assert page.url.endswith("alone.html#/papers/first-paper.html")
        page.go_back()
        expect(page.locator("#results h2")).to_have_text(["First paper about pictures"])
        assert page.input_value("#search-input") == "pictures -ships"
        page.reload()
        expect(page.locator("#results h2")).to_have_text(["First paper about pictures"])
        page.press("#search-input", "Escape")
        page.locator("h1:visible").click()
        page.keyboard.press("/")
        expect(page.locator("#search-input")).to_be_focused()


def test_the_box_offers_papers_while_one_types_and_filters_work(browser: Browser, folder: Path) -> None:
    with opened(browser, folder) as page:
        page.keyboard.press("/")
        page.keyboard.type("ships")
        page.wait_for_selector("#site-found .paper")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator(".leaf.now h1")).to_have_text("Second paper about ships and pictures")
        assert page.is_hidden("#site-found")
        assert len(search(page, "pictures")) == 2
        page.locator("#filters label", has_text="sorting").click()
        expect(page.locator("#results h2")).to_have_text(["Second paper about ships and pictures"])


def test_examples_of_questions_are_answered(browser: Browser, folder: Path) -> None:
    with opened(browser, folder, "#/search.html") as page:
        example = page.locator("#search-start .examples a").first
        wanted = example.inner_text()
        example.click()
        page.wait_for_selector("#results li")
        assert page.input_value("#search-input") == wanted


def test_papers_are_kept_on_the_reading_list_and_taken_away(browser: Browser, folder: Path) -> None:
    with opened(browser, folder, "#/papers/second-paper.html") as page:
        page.click(".leaf.now button[data-keep]")
        page.click("#reading-list-link")
        expect(page.locator("#list-papers .title")).to_have_text(["Second paper about ships and pictures"])
        with page.expect_download() as download:
            page.click("#list-away [data-export='bibtex']")
        expected = (folder / "site" / "data" / "papers" / "second-paper.bib").read_bytes()
        assert Path(download.value.path()).read_bytes() == expected
        page.click("#list-papers .title")
        expect(page.locator(".leaf.now h1")).to_have_text("Second paper about ships and pictures")
    with opened(browser, folder, "#papers=first-paper,second-paper") as page:
        assert heading(page) == "Reading list"
        assert page.locator("#shared-papers .title").count() == 2


@pytest.mark.parametrize("suffix", [".bib", ".ris", ".csl.json"])
@pytest.mark.parametrize("path", ["papers/second-paper", "themes/seeing"])
def test_references_are_those_of_the_site_to_the_byte(browser: Browser, folder: Path, path: str, suffix: str) -> None:
    with opened(browser, folder, f"#/{path}.html") as page:
        control = page.locator(f".leaf.now [data-file='{suffix}']")
        with page.expect_download() as download:
            control.press("Enter")
        assert download.value.suggested_filename == f"{path.split('/')[1]}{suffix}"
        assert Path(download.value.path()).read_bytes() == (folder / "site" / "data" / f"{path}{suffix}").read_bytes()


def test_without_scripts_the_whole_survey_stands_in_one_page(browser: Browser, folder: Path) -> None:
    with opened(browser, folder, java_script_enabled=False) as page:
        assert page.is_visible("noscript .notice")
        assert page.is_hidden("#site-search")
        for selector in ("[id='/themes/seeing.html']", "[id='/papers/first-paper.html']"):
            assert page.is_visible(f"{selector} h1"), selector
        page.click("[id='/index.html'] a[href='#/themes/seeing.html']")
        page.click("[id='/themes/seeing.html'] .path .title")
        expect(page.locator("[id='/papers/second-paper.html'] h1")).to_be_in_viewport()
        page.locator("[id='/papers/second-paper.html'] .up a").click()
        expect(page.locator("[id='/index.html'] h1")).to_be_in_viewport()


def test_it_is_valid_html_and_usable_by_all(browser: Browser, folder: Path) -> None:
    assert invalid_html([folder / "alone.html"]) == []
    with contextlib.closing(browser.new_context(bypass_csp=True)) as context:
        page = context.new_page()
        page.goto((folder / "alone.html").as_uri())
        page.evaluate(f"{axe_script()}; null")
        for path in ("index", "themes/seeing", "papers/second-paper", "search", "reading-list"):
            page.evaluate("(path) => { location.hash = path; }", f"/{path}.html")
            page.wait_for_selector(f"[id='/{path}.html'].now")
            assert page.evaluate("axe.run().then(({ violations }) => violations.map(({ id }) => id))") == [], path


def test_styles_of_one_page_reach_no_other(browser: Browser, folder: Path) -> None:
    """All style sheets are in the file: a page must look as it does on the site."""
    look = """(root) => [...document.querySelectorAll(root + ' :is(h1, h2, h3, p, a, li, section, dd, svg, summary)')]
      .filter((node) => !node.closest('.here, .up, .unseen, .formats, .tools, .on-page, #theme-filter'))
      .filter((node) => !node.closest('#why, #records, #teachers'))
      .slice(0, 40).map((node) => [node.tagName, ...['color', 'fontSize', 'fontWeight', 'borderTopWidth',
      'paddingTop', 'backgroundColor', 'textDecorationLine'].map((name) => getComputedStyle(node)[name])].join(' '))"""
    for path in ("papers/second-paper", "themes/seeing", "titles", "years", "index"):
        with opened(browser, folder, f"#/{path}.html") as page:
            alone = page.evaluate(look, ".leaf.now")
            page.goto((folder / "site" / f"{path}.html").as_uri())
            assert alone == page.evaluate(look, "main"), path


def test_links_to_pages_and_places_are_copied_as_they_are_published(browser: Browser, tmp_path: Path) -> None:
    survey = "title: Small survey\nupdated: 2026-01-02\nbase_url: https://example.org/s/\n"
    files = {"papers__second-paper.md": SHIPS, "themes__seeing.md": THEME, "survey.yaml": survey}
    request = Request(write_survey(tmp_path / "content", **files), single_file=tmp_path / "alone.html")
    assert build(request, tmp_path / "site", lambda stage: None).is_good
    with opened(browser, tmp_path, "#/themes/seeing.html") as page:
        page.evaluate("window.copied = []; surveyClipboard.copy = async (text) => { copied.push(text); }; null")
        page.click(".leaf.now [data-copy='address']")
        page.locator(".leaf.now h2 a.here", has_text="#").first.click()
        page.click(".leaf.now .path .keep")
        page.click("#reading-list-link")
        page.click("#list-share")
        expect(page.locator("#list-status")).to_have_text("Copied a link to this list.")
        addresses = ["themes/seeing.html", "themes/seeing.html#text", "reading-list.html#papers=second-paper"]
        assert page.evaluate("copied") == [f"https://example.org/s/{address}" for address in addresses]
