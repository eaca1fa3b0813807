"""Themes on paper: what Chromium prints to PDF, read back by page."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader
from surveys import write_survey

from site_builder.build import Request, build

COUNT = 24
WORDS = "Networks are tried on pictures of many kinds, and what they get wrong is told apart with care. "
THEME = (
    "---\ntitle: Seeing\norder: 1\nscope: What networks see.\nrules:\n  pictures: 3\n"
    "path:\n  - paper: paper-3\n    why: Read this first.\n---\n\n"
    "Much is [explained elsewhere](https://example.org/a-long/address).\n"
)
NEIGHBOUR = "---\ntitle: Hearing\norder: 2\nscope: What networks hear.\nrules:\n  sounds: 3\n---\n"
NOTHING_TO_DO_ON_PAPER = (
    "Search",
    "Reading list",
    "Skip to the content",
    "Next theme",
    "Copy",
    "BibTeX",
    "For teachers",
    "Data and formats",
    "Filter",
    "#",
)


def paper(number: int) -> str:
    front = f"title: Paper {number} about pictures\nslug: paper-{number}\ndate: 20{10 + number % 5}\n"
    return f"---\n{front}arxiv: '1505.{number:05}'\n---\n\nBegins{number}x. {WORDS * (1 + number % 4)}Ends{number}x.\n"


def printed(browser: Browser, folder: Path, survey: str = "", path: str = "themes/seeing.html") -> list[str]:
    """The text of each page that a theme of many papers becomes on paper."""
    files = {f"papers__paper-{number}.md": paper(number) for number in range(COUNT)}
    files |= {"themes__seeing.md": THEME, "themes__hearing.md": NEIGHBOUR}
    files["survey.yaml"] = f"title: Small survey\nupdated: 2026-01-02\n{survey}"
    assert build(Request(write_survey(folder / "content", **files)), folder / "site", lambda stage: None).is_good
    page = browser.new_page()
    page.goto((folder / "site" / path).as_uri())
    content = page.pdf(format="A4")
    page.close()
    return [one.extract_text() for one in PdfReader(io.BytesIO(content)).pages]


@pytest.fixture(scope="module")
def handout(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return printed(browser, tmp_path_factory.mktemp("print"))


def test_a_theme_becomes_several_pages_with_all_of_its_papers(handout: list[str]) -> None:
    assert len(handout) > 2
    text = "\n".join(handout)
    assert all(words in text for words in ("Seeing", "What networks see.", "explained elsewhere", "Read this first."))
    for number in range(COUNT):
        assert text.count(f"Begins{number}x") == text.count(f"Ends{number}x") == 1


def test_no_paper_is_parted_by_the_end_of_a_page(handout: list[str]) -> None:
    for number in range(COUNT):
        on = [sign in text for sign in (f"Begins{number}x", f"Ends{number}x", f"1505.{number:05}") for text in handout]
        pages = {at % len(handout) for at, is_there in enumerate(on[: 2 * len(handout)]) if is_there}
        assert len(pages) == 1, number


def test_no_heading_is_left_alone_at_the_end_of_a_page(handout: list[str]) -> None:
    for text in handout:
        last = text.strip().splitlines()[-1]
        assert not re.fullmatch(r"Papers|Reading path|20\d\d", last.strip()), last


def test_addresses_are_printed_behind_links_and_below_papers(handout: list[str]) -> None:
    text = "".join("".join(handout).split())
    assert "explainedelsewhere(https://example.org/a-long/address)" in text
    for number in range(COUNT):
        assert f"https://arxiv.org/abs/1505.{number:05}" in text
    assert ".html" not in text


def test_where_the_site_is_published_its_addresses_are_printed_too(browser: Browser, tmp_path: Path) -> None:
    text = "".join(printed(browser, tmp_path, "base_url: https://example.net/s/\n"))
    joined = "".join(text.split())
    for number in range(COUNT):
        assert f"https://example.net/s/papers/paper-{number}.html" in joined
    assert "https://example.net/s/themes/seeing.html" in joined


def test_what_one_can_only_do_on_a_screen_is_left_out(handout: list[str]) -> None:
    text = "\n".join(handout)
    assert not [words for words in NOTHING_TO_DO_ON_PAPER if words in text]


def test_the_page_of_a_paper_prints_its_links_and_no_buttons(browser: Browser, tmp_path: Path) -> None:
    text = "\n".join(printed(browser, tmp_path, path="papers/paper-3.html"))
    assert "(https://arxiv.org/abs/1505.00003)" in "".join(text.split())
    assert "Begins3x" in text
    assert not [words for words in NOTHING_TO_DO_ON_PAPER if words in text]
