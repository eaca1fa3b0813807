"""The search page in a real Chromium, opened from disk: what a result shows, and what is said of the query."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from browsing import open_browser, watch
from playwright.sync_api import expect
from surveys import ABSTRACT, write_survey

GIST = "Networks that see more than they are shown."
PLAIN = """---
title: A plain network
name: SeeNet
date: 2020
venue: CVPR 2021 (pages 1-9)
arxiv: "2001.00001"
tasks: [image segmentation]
gist: %s
---

What the *note* tells of tumours.
"""
LISTED = f"First paper about pictures\n\n{ABSTRACT}It tells of pruning.\n"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A survey of one paper with a gist, a note and a name, and one with an abstract."""
    folder = tmp_path_factory.mktemp("page")
    files = {"papers__a-plain-network.md": PLAIN % GIST, "sources__listing.txt": LISTED}
    content = write_survey(folder / "content", **files)
    command = [sys.executable, "-m", "site_builder", "build", "--content", content, "--output", folder / "site"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return (folder / "site").as_uri() + "/search.html"


@pytest.fixture(scope="module")
def page(address):
    with open_browser() as browser:
        opened = browser.new_page()
        found = watch(opened)
        opened.goto(address)
        yield opened
        assert found == []


def ask(page, query):
    page.locator("#search-input").fill(query)
    page.locator("#search-input").press("Enter")


def test_a_result_shows_the_short_name_and_the_gist_alone_where_they_have_what_was_asked(page):
    ask(page, "seenet")
    expect(page.locator("#results h2")).to_have_text("A plain network SeeNet")
    expect(page.locator("#results h2 mark")).to_have_text("SeeNet")
    expect(page.locator("#results .result-snippet")).to_have_text(GIST)


@pytest.mark.parametrize(
    ("query", "line", "mark"),
    [
        ("tumor", "What the note tells of tumours.", "tumours"),
        ("cvpr 2021", "CVPR 2021 · arXiv 2001.00001", "CVPR"),
        ("2001.00001", "CVPR 2021 · arXiv 2001.00001", "2001.00001"),
        ("segmentation", "Tasks: image segmentation.", "segmentation"),
    ],
)
def test_below_the_gist_stands_what_else_has_the_words(page, query, line, mark):
    ask(page, query)
    lines = page.locator("#results .result-snippet")
    expect(lines).to_have_text([GIST, line])
    expect(lines.nth(1).locator("mark").first).to_have_text(mark)


def test_an_abstract_is_called_so_and_not_run_together_with_the_note(page):
    ask(page, "pruning")
    line = page.locator("#results .result-snippet")
    expect(line).to_have_text(re.compile(r"^Abstract: … .* It tells of pruning\.$"))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("x" * 900, f"No paper matches “{'x' * 60}…”. Every paper is listed from A to Z."),
        ("title:", "Add a word after “title:” to search by title alone."),
        ("prunning", "No paper has “prunning”; showing “pruning”. 1 paper."),
        ("pruning", "1 paper."),
    ],
)
def test_what_is_said_of_a_query(page, query, said):
    ask(page, query)
    expect(page.locator("#search-status")).to_have_text(said)
