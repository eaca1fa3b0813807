"""The search page in a real Chromium, opened from disk: what a result shows, and what is said of the query."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys

import pytest
from browsing import open_browser, serve, watch
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
abstract: Far out the slow seas rise and fall with tides.
gist: %s
---

What the *note* tells of tumours.
"""
LISTED = f"First paper about pictures\n\n{ABSTRACT}It tells of pruning.\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A survey of one paper with a gist, a note and a name, and one with an abstract."""
    folder = tmp_path_factory.mktemp("page")
    files = {"papers__a-plain-network.md": PLAIN % GIST, "sources__listing.txt": LISTED}
    content = write_survey(folder / "content", **files)
    command = [sys.executable, "-m", "site_builder", "build", "--content", content, "--output", folder / "site"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder / "site"


@pytest.fixture(scope="module")
def page(site):
    with open_browser() as browser:
        opened = browser.new_page()
        found = watch(opened)
        opened.goto((site / "search.html").as_uri())
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
        ("tides", "Abstract: … slow seas rise and fall with tides.", "tides"),
        ('"seas rise and fall"', "Abstract: Far out the slow seas rise and fall with tides.", "seas"),
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


@pytest.fixture
def hosted(page, site):
    """The page from a server, of which nothing is loaded yet."""
    with contextlib.closing(page.context.browser.new_page()) as fresh, serve(site) as address:
        fresh.goto(f"{address}search.html")
        yield fresh


def test_an_abstract_is_fetched_only_where_nothing_else_of_the_paper_has_what_was_asked(hosted):
    asked = []
    hosted.on("request", lambda request: "/abstracts/" in request.url and asked.append(request.url))
    for query in ("seenet", "tumor", "segmentation network", '"what the note tells"'):
        ask(hosted, query)
        expect(hosted.locator("#results h2")).to_have_text("A plain network SeeNet")
        expect(hosted.locator("#search-status")).to_have_text("1 paper.")
    assert len(asked) == 1  # a phrase is looked for in all of the texts
    ask(hosted, "tides")
    expect(hosted.locator("#results .result-snippet").nth(1)).to_contain_text("seas")
    assert len(asked) == 1


@pytest.mark.parametrize(
    "body", [None, 'surveySearchPart("%s","abstracts/0",7);', 'surveySearchPart("%s","abstracts/0",[]);']
)
def test_an_abstract_that_cannot_be_had_is_told(hosted, body):
    build = hosted.evaluate("surveySearch.data.manifest().then(({ build }) => build)")
    hosted.route(
        "**/abstracts/*.js",
        lambda route: route.fulfill(body=body % build, content_type="text/javascript") if body else route.abort(),
    )
    ask(hosted, "tides")
    expect(hosted.locator("#search-status")).to_contain_text(re.compile("did not load|is damaged"))
    expect(hosted.locator("#search-status").get_by_role("link")).to_have_attribute("href", "titles.html")


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
