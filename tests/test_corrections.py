"""Links by which readers tell of a mistake: patterns that are refused, and what pages make of good ones."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from surveys import write_survey

from site_builder.build import Request, make_site
from site_builder.corrections import correction_address, parse_pattern
from site_builder.model import SourceText
from site_builder.survey import parse_survey

ISSUE = "https://example.org/issues/new?title={title}&body=On%20{address}"
LETTER = "mailto:ada@example.org?subject={title}"
WORDS = "Tell of a mistake on this page"


@pytest.mark.parametrize("pattern", [ISSUE, LETTER, "https://example.org/form", "mailto:ada@example.org"])
def test_addresses_on_the_web_and_of_letters_are_patterns(pattern: str) -> None:
    assert parse_pattern(f" {pattern} ") == pattern


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            "javascript:alert({title})",
            "{title}",
            "data:text/html,{title}",
            "example.org/{title}",
            "mailto:",
            "mailto:ada",
        ),
        *("https://example.org/{titel}", "https://example.org/{title", "https://example.org/a b", "https://{title}@"),
    ],
)
def test_other_patterns_are_refused_at_their_line(pattern: str) -> None:
    survey, problems = parse_survey(SourceText("survey.yaml", f"title: Pots\ncorrections: '{pattern}'\n"))
    assert survey.corrections == ""
    assert [(one.code, one.origin.line) for one in problems] == [("bad-link", 2)]


@given(title=st.text(), address=st.text())
def test_any_title_comes_back_whole_and_adds_nothing_to_the_address(title: str, address: str) -> None:
    made = correction_address("https://example.org/new?title={title}&body={address}", title, address)
    parts = urlsplit(made)
    assert (parts.scheme, parts.netloc, parts.path, parts.fragment) == ("https", "example.org", "/new", "")
    assert parse_qs(parts.query, keep_blank_values=True) == {"title": [title], "body": [address]}


def links(folder: Path, yaml: str) -> dict[str, str]:
    """Path of each page that has such a link to where it leads."""
    site = make_site(Request(write_survey(folder, **{"survey.yaml": yaml})), lambda stage: None).site
    pages = {path: LexborHTMLParser(data) for path, data in site.items() if path.endswith(".html")}
    found = {path: [link for link in page.css("main a") if link.text() == WORDS] for path, page in pages.items()}
    assert all(len(own) <= 1 for own in found.values())
    return {path: own[0].attributes["href"] for path, own in found.items() if own}


def test_pages_of_papers_and_themes_say_which_they_are(tmp_path: Path) -> None:
    yaml = f"title: Pots\nbase_url: https://example.org/pots/\ncorrections: {ISSUE}\n"
    found = links(tmp_path, yaml)
    assert set(found) == {"papers/first-paper.html", "themes/seeing.html"}
    assert parse_qs(urlsplit(found["papers/first-paper.html"]).query) == {
        "title": ["First paper about pictures"],
        "body": ["On https://example.org/pots/papers/first-paper.html"],
    }


def test_without_an_address_the_path_is_told_and_without_a_pattern_nothing(tmp_path: Path) -> None:
    letter = "mailto:ada@example.org?subject={address}"
    found = links(tmp_path / "a", f"title: Pots\ncorrections: {letter}\n")
    assert found["themes/seeing.html"] == "mailto:ada@example.org?subject=themes%2Fseeing.html"
    assert links(tmp_path / "b", "title: Pots\n") == {}
