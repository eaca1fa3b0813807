"""Keywords of the form ``facet:value``: which count, what they are called, and where they appear."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from searching import catalogue, paper
from sharding import read_shards, unpack
from surveys import files_of, run, write_survey

from site_builder.data_papers import paper_rows
from site_builder.facets import MOST, FacetChoice, gather_facets, keyword_key, parse_keyword
from site_builder.model import SourceText
from site_builder.problems import Origin
from site_builder.search import build_search, search_rows
from site_builder.survey import parse_survey

HERE = Origin("survey.yaml", 1)


def gathered(*keywords: tuple[str, ...], choices=None):
    papers = [paper(f"Paper {number}", keywords=own) for number, own in enumerate(keywords)]
    return gather_facets(papers, choices or {}, HERE)


@pytest.mark.parametrize(
    ("keyword", "facet", "key"),
    [
        ("type:technique", "type", "technique"),
        ("data_type:graph", "data_type", "graph"),
        ("Data-Type: Time  Series", "data_type", "time series"),
        ("data_type:time_series", "data_type", "time series"),
        ("datatype:2D", "datatype", "2d"),
        ("type:a:b", "type", "a:b"),
        ("Thème:Ça", "keyword_theme", "ca"),
        ("task:detection", "keyword_task", "detection"),
        ("from:home", "keyword_from", "home"),
        ("constructor:x", "keyword_constructor", "x"),
        ("MSC:68T07", "msc", "68t07"),
    ],
)
def test_keywords_that_say_something_of_a_facet(keyword, facet, key):
    found = parse_keyword(keyword)
    assert found is not None
    assert (found.facet, found.key) == (facet, key)
    assert keyword_key(keyword) == f"{facet}:{key}"


@pytest.mark.parametrize(
    "keyword",
    [
        *("lamps", "https://example.org/a", "http://example.org", "12:30", "1:1 mapping", "std::vector", "type:", ":x"),
        *("Bird-Ringing : Methods", "FLORIDA:]. Picoides", "deep learning: a review", "a/b:c", "_type:x", "R&D:x"),
        "x" * 41 + ":y",
    ],
)
def test_other_keywords_are_plain(keyword):
    assert parse_keyword(keyword) is None
    assert gathered((keyword,)) == ((), ())


def test_a_facet_has_its_values_as_they_are_written_most_often():
    (data, kind), problems = gathered(
        ("Type:technique", "data_type:graph", "plain"),
        ("type:Technique", "data-type:Time_Series"),
        ("type:technique", "type:TECHNIQUE", "data_type:graph"),
        (),
    )
    assert problems == ()
    assert (kind.id, kind.label, dict(kind.titles)) == ("type", "Type", {"technique": "technique"})
    assert (data.id, data.label) == ("data_type", "Data type")
    assert list(data.titles.items()) == [("graph", "graph"), ("time series", "Time Series")]
    assert data.values == {"paper-0": ("graph",), "paper-1": ("time series",), "paper-2": ("graph",)}


def test_codes_and_identifiers_count_only_where_they_are_named():
    keywords = ("arXiv:1403.6382", "MSC:68T07", "ISSN:1234-5678", "doi:10.1/x")
    assert gathered(keywords) == ((), ())
    (one,), problems = gathered(keywords, choices={"msc": FacetChoice("Subject", False, HERE)})
    assert (one.label, dict(one.titles), problems) == ("Subject", {"68t07": "68T07"}, ())


def test_facets_are_named_ordered_and_left_out():
    keywords = ("type:a", "data:b", "age:c", "task:d")
    choices = {
        "type": FacetChoice("", False, HERE),
        "data": FacetChoice("", True, HERE),
        "typ": FacetChoice("T", False, Origin("survey.yaml", 7)),
    }
    facets, problems = gathered(keywords, choices=choices)
    assert [(facet.id, facet.label) for facet in facets] == [
        ("type", "Type"), ("age", "Age"), ("keyword_task", "Task, by keyword"),
    ]  # fmt: skip
    assert [(problem.code, problem.origin.line, problem.hint) for problem in problems] == [
        ("unknown-facet", 7, "Did you mean `type`?")
    ]
    assert gather_facets([paper("P", keywords=keywords)], None, HERE) == ((), ())


def test_of_very_many_facets_the_most_frequent_are_kept_and_the_others_told():
    many = tuple(f"facet{chr(97 + number)}:x" for number in range(MOST + 2))
    facets, problems = gathered(many, many[2:])
    assert [facet.id for facet in facets] == [f"facet{chr(97 + number)}" for number in range(2, MOST + 2)]
    assert [(problem.severity.value, problem.code) for problem in problems] == [("info", "many-facets")]
    assert "faceta, facetb" in problems[0].message


@given(st.lists(st.text(max_size=30)), st.lists(st.from_regex(r"[a-z_]{1,5}:[A-Za-z ]{1,8}", fullmatch=True)))
def test_any_keywords_make_facets_whose_values_are_all_there(plain, marked):
    for facet in gathered(tuple(plain), tuple(marked))[0]:
        assert facet.id.replace("_", "").isalnum()
        assert {key for keys in facet.values.values() for key in keys} == set(facet.titles)
        assert all(titled.strip() for titled in facet.titles.values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("facets: {data_type: Kind of data}", {"data_type": ("Kind of data", False)}),
        ("facets: {Data-Type: true, type: no}", {"data_type": ("", False), "type": ("", True)}),
        ("facets:\n  type:", {"type": ("", False)}),
        ("facets: false", None),
        ("", {}),
    ],
)
def test_what_survey_yaml_says_of_facets(text, expected):
    survey, problems = parse_survey(SourceText("survey.yaml", f"title: A\n{text}\n"))
    assert problems == ()
    said = None if survey.facets is None else {name: (one.label, one.is_off) for name, one in survey.facets.items()}
    assert said == expected


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("facets:\n  type: A\n  Type: B\n", 4, "duplicate-key"),
        ("facets:\n  type: [A]\n", 3, "wrong-type"),
        ("facets: [type]\n", 2, "wrong-type"),
        ("facets: yes please\n", 2, "wrong-type"),
    ],
)
def test_what_is_wrong_with_facets_is_told_at_its_line(text, line, code):
    _, problems = parse_survey(SourceText("survey.yaml", f"title: A\n{text}"))
    assert [(problem.origin.line, problem.code) for problem in problems] == [(line, code)]


def survey_of(*keywords: tuple[str, ...]):
    papers = [paper(f"Paper {number}", keywords=own) for number, own in enumerate(keywords)]
    facets, _ = gather_facets(papers, {}, HERE)
    return replace(catalogue(papers), facets=facets)


def test_search_has_a_column_for_each_facet_and_finds_its_values():
    shards = read_shards(build_search(search_rows(survey_of(("type:b", "type:a"), (), ("Type:B",)))))
    assert shards.manifest["columns"] == ["type", "slug"]
    names, packed = shards.parts["columns/type"]
    assert (names, unpack(packed)) == ([["a", "a"], ["b", "B"]], [2, 0, 1, 0, 1, 1])
    assert "Type: a, B." in json.dumps(shards.parts["papers/0"])


def test_plain_keywords_cost_search_and_data_nothing():
    assert build_search(search_rows(survey_of(("lamp", "http://a.b")))) == build_search(search_rows(survey_of(())))
    assert [row["facets"] for row in paper_rows(survey_of(("lamp",), ("type:a",)))] == [{}, {"type": ["a"]}]


def test_a_bib_with_keywords_of_facets_shows_them_everywhere(tmp_path, monkeypatch, capsys):
    bib = "@article{a, title = {On lamps}, year = 2014, keywords = {type:technique, data_type:time_series, lamps}}\n"
    ris = "TY  - JOUR\nTI  - On shades\nPY  - 2015\nKW  - Type:Technique\nKW  - arXiv:1234.5678\nER  - \n"
    csv = 'title,keywords\nOn wicks,"type:survey; <b>:x"\n'
    content = write_survey(
        tmp_path / "content", **{"sources__a.bib": bib, "sources__b.ris": ris, "sources__c.csv": csv}
    )
    said = run(monkeypatch, capsys, "build", "--content", content, "--output", tmp_path / "site")
    assert said.code == 0, said.err
    site = {path: data.decode("utf-8", "replace") for path, data in files_of(tmp_path / "site").items()}
    assert (
        '<dt>Data type</dt><dd><ul>\n<li><a href="../search.html?data_type=time%20series">Time series</a>'
        in (site["papers/on-lamps.html"])
    )
    assert "arXiv:1234" not in site["papers/on-shades.html"]
    assert (
        '<span data-facet="data_type" hidden>Data type</span><span data-facet="type" hidden>Type</span>'
        in (site["search.html"])
    )
    rows = {row["id"]: row["facets"] for row in json.loads(site["data/papers.json"])}
    assert rows["on-lamps"] == {"data_type": ["time series"], "type": ["Technique"]}
    assert rows["on-wicks"] == {"type": ["survey"]}
    assert rows["first-paper"] == {}
