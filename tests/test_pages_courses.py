"""What pages give teachers: embedded themes, citations of a state, and the page that tells of all of it."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from pathlib import Path

import bibtexparser
import pytest
from selectolax.lexbor import LexborHTMLParser
from surveys import write_survey

from site_builder.build import Request, make_site
from site_builder.model import SourceText
from site_builder.pages_courses import cite_survey, cite_theme
from site_builder.pages_embeds import MOST_PAPERS
from site_builder.survey import parse_survey

BASE = "https://example.org/survey/"
THEME = """\
---
title: "Seeing & <knowing>"
order: 1
scope: What networks see.
path:
  - paper: first-paper
    why: Begin here.
rules:
  pictures: 3
---

Read [the other page](hearing.html), [a heading](#s-more), [a paper](../papers/first-paper.html) and [@first-paper].

## More

Text.
"""
HEARING = "---\ntitle: Hearing\norder: 2\nscope: What networks hear.\n---\n"


def site_of(folder: Path, base: str | None = None, **files: str) -> Mapping[str, str]:
    write_survey(folder, **{"themes__seeing.md": THEME, "themes__hearing.md": HEARING, **files})
    outcome = make_site(Request(folder, base_url=base), lambda stage: None)
    assert outcome.is_good, outcome.problems
    return {path: data.decode() for path, data in outcome.site.items() if path.endswith(".html")}


def test_an_embedded_theme_has_its_text_path_and_papers_and_nothing_of_the_frame(tmp_path: Path) -> None:
    page = site_of(tmp_path)["embed/seeing.html"]
    tree = LexborHTMLParser(page)
    assert [heading.text() for heading in tree.css("h1, h2")] == [
        *("Seeing & <knowing>", "Where things stand", "Reading path", "Papers"),
    ]
    assert "Begin here." in page
    assert not tree.css("script, nav, form, [role=search], .masthead, .colophon, .card")


def test_all_links_of_an_embedded_theme_open_outside_and_lead_where_those_of_the_theme_do(tmp_path: Path) -> None:
    tree = LexborHTMLParser(site_of(tmp_path)["embed/seeing.html"])
    assert tree.css_first("base").attributes == {"target": "_blank"}
    links = {link.text(): link.attributes for link in tree.css("a")}
    assert all("target" not in attributes for attributes in links.values())
    assert links["the other page"]["href"] == "../themes/hearing.html"
    assert links["a heading"]["href"] == "../themes/seeing.html#s-more"
    assert links["a paper"]["href"] == "../papers/first-paper.html"
    assert links["Seeing & <knowing>"]["href"] == "../themes/seeing.html"
    assert links["Small survey"]["href"] == "../index.html"


def test_an_embedded_theme_names_the_theme_as_its_address_and_no_machine_lists_it(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    pages = site_of(folder, BASE)
    assert f'<link rel="canonical" href="{BASE}themes/seeing.html">' in pages["embed/seeing.html"]
    assert '<meta name="robots" content="noindex">' in pages["embed/seeing.html"]
    outcome = make_site(Request(folder, base_url=BASE), lambda stage: None)
    assert b"embed/" not in outcome.site["sitemap.xml"]
    assert "canonical" not in site_of(tmp_path / "other")["embed/seeing.html"]


def test_an_embedded_theme_without_papers_says_so(tmp_path: Path) -> None:
    assert "No paper is filed here yet." in site_of(tmp_path)["embed/hearing.html"]


def test_of_a_large_theme_the_newest_papers_are_embedded_and_the_rest_is_linked(tmp_path: Path) -> None:
    notes = {
        f"papers__p-{number}.md": f"---\ntitle: Pictures {number}\ndate: {1900 + number}\n---\n"
        for number in range(MOST_PAPERS + 5)
    }
    tree = LexborHTMLParser(site_of(tmp_path, **notes)["embed/seeing.html"])
    assert len(tree.css("section:last-of-type ul > li")) == MOST_PAPERS
    more = tree.css_first("section:last-of-type > p > a")
    assert (more.text(), more.attributes["href"]) == ("6 more papers", "../themes/seeing.html#papers")


@pytest.mark.parametrize("base", [None, BASE])
def test_the_code_on_a_theme_s_page_embeds_that_theme(tmp_path: Path, base: str | None) -> None:
    tree = LexborHTMLParser(site_of(tmp_path, base)["themes/seeing.html"])
    code = tree.css_first("#teachers #embed-code").text()
    frame = LexborHTMLParser(code).css_first("iframe").attributes
    assert frame["src"] == f"{base or 'ADDRESS-OF-THE-SITE/'}embed/seeing.html"
    assert frame["title"] == "Seeing & <knowing> · Small survey"
    assert ("Put the address where you publish" in tree.css_first("#teachers").text()) == (base is None)


def test_every_section_of_a_theme_has_a_link_to_itself(tmp_path: Path) -> None:
    tree = LexborHTMLParser(site_of(tmp_path)["themes/seeing.html"])
    anchors = {link.attributes["href"] for link in tree.css("a.here")}
    assert {"#text", "#path", "#papers", "#cite", "#p-first-paper", "#y-2020"} <= anchors
    assert tree.css_first('button[data-copy="address"]').text() == "Copy link"


def test_the_page_for_teachers_is_linked_from_every_page_and_from_themes(tmp_path: Path) -> None:
    pages = site_of(tmp_path)
    framed = [page for path, page in pages.items() if not path.startswith("embed/")]
    assert all(re.search(r'href="(?:\.\./)?teachers.html"', page) for page in framed)
    assert (
        'href="../teachers.html"'
        in pages["themes/seeing.html"].partition('id="teachers"')[2].partition("</details>")[0]
    )


def test_the_page_for_teachers_shows_the_survey_s_own_links(tmp_path: Path) -> None:
    page = site_of(tmp_path, BASE)["teachers.html"]
    for address in ("themes/seeing.html", "themes/seeing.html#path", "themes/seeing.html#p-first-paper"):
        assert f">{BASE}{address}<" in page
    for path in ("data/course.imscc", "data/syllabus.md", "data/syllabus.csv", "data/syllabus/hearing.md"):
        assert f'href="{path}"' in page
    assert f"{BASE}snapshots/2026-01-02/" in page
    assert "Set <code>base_url</code>" not in page


def test_without_an_address_the_page_for_teachers_says_what_to_set(tmp_path: Path) -> None:
    page = site_of(tmp_path)["teachers.html"]
    assert "Set <code>base_url</code> in <code>survey.yaml</code>" in page
    assert "course.imscc" not in page


def test_a_survey_without_themes_has_a_page_for_teachers(tmp_path: Path) -> None:
    write_survey(tmp_path)
    (tmp_path / "themes" / "seeing.md").unlink()
    outcome = make_site(Request(tmp_path), lambda stage: None)
    assert outcome.is_good, outcome.problems
    assert b"Cite the survey" in outcome.site["teachers.html"]


def survey_of(text: str):
    return parse_survey(SourceText("content/survey.yaml", text))[0]


FULL = f"""\
title: "Nets & more"
subtitle: Read closely
editors: [Ada Lovelace, Émile du Châtelet]
updated: 2026-11-21
base_url: {BASE}
"""


def test_a_theme_is_cited_with_survey_day_version_and_address() -> None:
    cite = cite_theme("Seeing", "themes/seeing.html", "0123456789ab", survey_of(FULL))
    assert cite.text == (
        "Ada Lovelace and Émile du Châtelet. Seeing. In Nets & more: Read closely. "
        f"As of 21 November 2026, version 0123456789ab. {BASE}themes/seeing.html"
    )
    fields = bibtex_fields(cite.bibtex)
    assert fields["ID"] == "lovelace-2026-seeing"
    assert fields["title"] == "Seeing"
    assert fields["howpublished"] == r"Nets \& more: Read closely. As of 21 November 2026, version 0123456789ab"
    assert (fields["year"], fields["month"], fields["url"]) == ("2026", "nov", f"{BASE}themes/seeing.html")
    assert fields["author"] == r"Lovelace, Ada and du Ch{\^a}telet, {\'E}mile"


def test_the_survey_is_cited_with_its_version() -> None:
    cite = cite_survey(survey_of(FULL), "0123456789ab")
    assert cite.text == (
        "Ada Lovelace and Émile du Châtelet. Nets & more: Read closely. "
        f"As of 21 November 2026, version 0123456789ab. {BASE}"
    )
    fields = bibtex_fields(cite.bibtex)
    assert fields["ID"] == "lovelace-2026"
    assert fields["howpublished"] == "As of 21 November 2026, version 0123456789ab"


def test_what_a_survey_does_not_say_is_left_out_of_its_citation() -> None:
    cite = cite_theme("Seeing", "themes/seeing.html", "0123456789ab", survey_of("title: Nets\n"))
    assert cite.text == "Seeing. In Nets. Version 0123456789ab."
    fields = bibtex_fields(cite.bibtex)
    assert set(fields) == {"ID", "title", "howpublished"}
    assert fields["ID"] == "nets-seeing"


def bibtex_fields(text: str) -> dict[str, str]:
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    (reference,) = library.entries
    return {
        "ID": reference.key,
        **{field.key: field.value.strip("{}") if field.key == "title" else field.value for field in reference.fields},
    }


def test_a_theme_s_page_shows_its_citation_and_the_version_of_its_content(tmp_path: Path) -> None:
    one = LexborHTMLParser(site_of(tmp_path / "one")["themes/seeing.html"])
    other = LexborHTMLParser(site_of(tmp_path / "two")["themes/seeing.html"])
    changed = LexborHTMLParser(
        site_of(tmp_path / "three", **{"themes__seeing.md": THEME.replace("Text.", "Texts.")})["themes/seeing.html"]
    )
    texts = [tree.css_first("#cite-text").text() for tree in (one, other, changed)]
    assert texts[0].startswith("Seeing & <knowing>. In Small survey. As of 2 January 2026, version ")
    assert texts[0] == texts[1] != texts[2]
    assert html.unescape(one.css_first("#bibtex").text()).startswith("@misc{small-survey-2026-seeing,")
