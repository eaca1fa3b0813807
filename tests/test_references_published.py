"""References where readers take them: each published file, and what a browser makes of a search result and a reading
list, read back by others' parsers and held against the file of the whole survey, which other tests hold against papers.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import rispy
from browsing import quiet_page
from playwright.sync_api import expect
from pybtex.database import parse_string
from references_of import default_catalogue

FORMATS = {"bibtex": ".bib", "ris": ".ris", "csl": ".csl.json"}
NAMES = {"bibtex": "BibTeX", "ris": "RIS", "csl": "CSL-JSON"}
LIST = "reading-list of Convolutional networks, read and sorted"


def records(text: str, suffix: str) -> dict[str, object]:
    """Citation key to everything that a parser finds in a reference."""
    if suffix == ".bib":
        found = parse_string(text, "bibtex").entries
        people = {key: [str(person) for person in row.persons.get("author", [])] for key, row in found.items()}
        return {key: (row.type, dict(row.fields), people[key]) for key, row in found.items()}
    rows = json.loads(text) if suffix == ".csl.json" else rispy.loads(text)
    return {row["id"]: row for row in rows}


@pytest.fixture(scope="module", params=FORMATS.values())
def survey(request, default_site) -> tuple[str, dict[str, object]]:
    """A format's suffix, and the records of the whole survey as that format's published file has them."""
    found = records(published(default_site, f"survey{request.param}"), request.param)
    assert len(found) == len(default_catalogue().papers) >= 294
    return request.param, found


def published(site: Path, name: str) -> str:
    return (site / "data" / name).read_bytes().decode()


def test_the_file_of_each_paper_says_what_that_of_the_survey_says(default_site, survey):
    suffix, whole = survey
    keys = {slug: reference.key for slug, reference in default_catalogue().references.items()}
    assert set(keys.values()) == set(whole)
    for slug, key in keys.items():
        assert records(published(default_site, f"papers/{slug}{suffix}"), suffix) == {key: whole[key]}, slug


def test_the_file_of_each_theme_has_all_of_its_papers(default_site, survey):
    suffix, whole = survey
    catalogue = default_catalogue()
    assert len(catalogue.themes) >= 25
    for theme in catalogue.themes:
        keys = [catalogue.references[paper.slug].key for paper in catalogue.papers_by_theme[theme.id]]
        found = records(published(default_site, f"themes/{theme.id}{suffix}"), suffix)
        assert found == {key: whole[key] for key in keys}, theme.id


@pytest.fixture(scope="module")
def site(default_site):
    return default_site


@pytest.fixture
def page(address, browser):
    """The page of the default survey's search."""
    with quiet_page(browser) as opened:
        opened.goto(f"{address}search.html")
        yield opened


def downloaded(page, name: str) -> str:
    with page.expect_download() as started:
        page.get_by_role("button", name=name, exact=True).click()
    return Path(started.value.path()).read_bytes().decode()


def test_a_search_result_is_taken_away_whole(page, default_site):
    page.locator("#search-input").fill("networks")
    expect(page.locator("#search-status")).to_have_text(re.compile(r"^\d+ papers\.$"))
    count = int(page.locator("#search-status").inner_text().split()[0])
    assert count > 100  # more than are shown, and more than the cards that are loaded for the page
    page.get_by_role("button", name="Take away").click()
    expect(page.locator("#export-what")).to_contain_text(f"All {count} papers found.")
    for format, suffix in FORMATS.items():
        whole = records(published(default_site, f"survey{suffix}"), suffix)
        taken = records(downloaded(page, NAMES[format]), suffix)
        assert len(taken) == count
        assert taken == {key: whole[key] for key in taken}


def test_a_reading_list_of_the_whole_survey_is_its_file_to_the_byte(page, default_site):
    papers = [{"slug": paper.slug, "title": "", "isRead": False, "note": ""} for paper in default_catalogue().papers]
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [LIST, json.dumps({"papers": papers})])
    page.goto(page.url.replace("search.html", "reading-list.html"))
    expect(page.locator("#list-count")).to_have_text(f"{len(papers)} papers.")
    for format, suffix in FORMATS.items():
        assert downloaded(page, NAMES[format]) == published(default_site, f"survey{suffix}")
