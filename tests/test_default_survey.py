"""The default survey holds to its own rules: what a note must have, what it may say, and what themes must cite.

What compares notes with the listed abstracts runs when the listings are beside the repository.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
from conftest import needs_sources

from site_builder.build import Request, make_site
from site_builder.model import Paper
from site_builder.pages_terms import compare, sort_terms
from site_builder.text import title_key, words
from site_builder.urls import web_address

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
RUN = 8
"""Words in a row that may not be those of the abstract."""
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
COUNTED = dict(
    zip(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
        map(str, range(1, 11)),
        strict=True,
    )
)
PRAISE = re.compile(
    r"\b(novel|remarkabl\w+|impressive\w*|groundbreaking|outstanding|cutting-edge|state-of-the-art|superior"
    r"|seminal|promising|this paper|the authors)\b",
    re.IGNORECASE,
)
CITED = re.compile(r"@([a-z0-9-]+)")


@cache
def catalogue(with_listings=False):
    sources = (SHARED / "sources",) if with_listings else ()
    return make_site(Request(ROOT / "content", sources), lambda stage: None).catalogue


def as_stated(measure: str) -> str:
    """What must stand in the abstract of a measure: accuracy is top-1 accuracy where nothing else is said."""
    return measure.replace("top-1 accuracy", "accuracy")


def own_words(paper: Paper) -> str:
    """All that the survey says of a paper in words and figures."""
    found = paper.findings
    figures = [f"{as_stated(one.measure)} {one.value} {one.dataset or ''} {one.setting or ''}" for one in found.results]
    return " \n ".join([paper.note, found.gist or "", *figures, *found.tasks, *found.datasets, found.name or ""])


def numbers(text: str) -> set[str]:
    return {number.replace(",", "") for number in NUMBER.findall(text)}


def test_every_paper_has_what_a_note_must_have():
    lacking = [
        paper.slug
        for paper in catalogue().papers
        if not (paper.note and paper.findings.gist and paper.findings.kind and paper.findings.tasks)
    ]
    assert lacking == []
    assert all(1 <= len(assigned) <= 4 for assigned in catalogue().assignments.values())


def test_digests_and_gists_keep_to_their_length():
    too_long = [
        (paper.slug, len(paper.note.split()), len((paper.findings.gist or "").split()))
        for paper in catalogue().papers
        if not 50 <= len(paper.note.split()) <= 110 or len((paper.findings.gist or "").split()) > 25
    ]
    assert too_long == []


def test_notes_do_not_praise():
    found = [
        (paper.slug, praise[0])
        for paper in catalogue().papers
        if (praise := PRAISE.search(f"{paper.note} {paper.findings.gist}"))
    ]
    assert found == []


def test_every_link_can_be_followed():
    for paper in catalogue().papers:
        for link in paper.links:
            assert web_address(link.url) == link.url
            assert link.url[-1] not in ".,;)}]", link.url
            assert "proxy" not in link.url, link.url


def test_a_task_a_data_set_and_a_measure_are_written_in_one_way():
    told = catalogue().survey.other_names
    spellings = [set(term.names) - {*told[term.kind].get(term.name, ())} for term in catalogue().terms]
    assert [names for names in spellings if len(names) > 1] == []
    results = [result for paper in catalogue().papers for result in paper.findings.results]
    measures = {result.measure for result in results}
    assert len({title_key(measure) for measure in measures}) == len(measures)
    assert [measure for measure in measures if "(" in measure] == [], "what stands in brackets is a setting"


def test_papers_that_report_the_same_meet_in_tables():
    tables = compare(catalogue().papers, sort_terms(catalogue().terms).dataset_by_name)[0]
    sizes = {(table.measure, table.dataset.name): len({row.paper.slug for row in table.rows}) for table in tables}
    assert sizes["top-1 accuracy", "ImageNet"] >= 16
    assert sizes["box AP", "MS COCO"] >= 11
    assert sizes["mIoU", "ADE20K"] >= 6
    assert len(tables) >= 11


@needs_sources
def test_no_note_repeats_its_abstract():
    repeated = []
    for paper in catalogue(with_listings=True).papers:
        listed = words(paper.abstract or "")
        runs = {" ".join(listed[at : at + RUN]) for at in range(len(listed) - RUN + 1)}
        title = " ".join(words(paper.title))
        for text in (paper.note, paper.findings.gist or ""):
            said = words(text)
            own = (" ".join(said[at : at + RUN]) for at in range(len(said) - RUN + 1))
            repeated += [(paper.slug, run) for run in own if run in runs and run not in title]
    assert repeated == []


@needs_sources
def test_every_number_in_a_note_stands_in_its_abstract_or_among_the_facts():
    facts = {
        fact["arxiv"] or fact["title"]: fact for fact in json.loads((SHARED / "survey" / "facts.json").read_text())
    }
    stray = []
    for paper in catalogue(with_listings=True).papers:
        abstract = paper.abstract or ""
        known = numbers(abstract) | numbers(json.dumps(facts[paper.arxiv or paper.title]))
        known |= {COUNTED[word] for word in words(abstract) if word in COUNTED}
        stray += [(paper.slug, number) for number in sorted(numbers(own_words(paper)) - known)]
    assert stray == []


@pytest.mark.parametrize("theme", [path.stem for path in sorted((ROOT / "content" / "themes").glob("*.md"))])
def test_a_theme_has_a_text_that_cites_and_a_path(theme):
    found = catalogue().theme_by_id[theme]
    plain = re.sub(r"\]\(@[^)]*\)|\[@[^\]]*\]", "", found.text)
    assert 250 <= len(plain.split()) <= 600
    assert not PRAISE.search(plain)
    assert 3 <= len(found.path) <= 6
    here = {paper.slug for paper in catalogue().papers_by_theme[theme]}
    primary = {slug for slug in here if catalogue().assignments[slug][0].theme == theme}
    cited = set(CITED.findall(found.text))
    assert len(cited & here) >= 3
    assert len(cited & primary) * 2 >= len(primary)
    assert {step.paper for step in found.path} <= here


@needs_sources
def test_no_theme_text_repeats_an_abstract():
    papers = catalogue(with_listings=True).papers
    runs: dict[str, str] = {}
    for paper in papers:
        listed = words(paper.abstract or "")
        runs.update((" ".join(listed[at : at + RUN]), paper.slug) for at in range(len(listed) - RUN + 1))
    titles = " | ".join(" ".join(words(paper.title)) for paper in papers)
    for theme in catalogue().themes:
        said = words(CITED.sub("", theme.text + " ".join(step.why for step in theme.path)))
        own = (" ".join(said[at : at + RUN]) for at in range(len(said) - RUN + 1))
        assert [run for run in own if run in runs and run not in titles] == [], theme.id


@needs_sources
def test_every_figure_in_a_theme_text_stands_in_the_abstract_of_a_paper_it_cites():
    by_slug = {paper.slug: paper for paper in catalogue(with_listings=True).papers}
    for theme in catalogue().themes:
        text = theme.text + " ".join(step.why for step in theme.path)
        cited = [by_slug[slug] for slug in {*CITED.findall(text), *(step.paper for step in theme.path)}]
        known = {number for paper in cited for number in numbers(f"{paper.abstract} {paper.title} {paper.venue}")}
        known |= {str(paper.year) for paper in cited}
        assert numbers(CITED.sub("", text)) - known == set(), theme.id
