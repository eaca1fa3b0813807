"""Themes given by a list of papers, a keyword or a field: who is in them, in which order, and what is told of it."""

from __future__ import annotations

import json

import pytest
from searching import paper
from surveys import run, write_survey

from site_builder.classify import MOST, classify_papers
from site_builder.given import give_themes
from site_builder.given_lists import find_listed
from site_builder.model import Appearance, Decisions, Findings, Result, SourceText
from site_builder.terms import DATASET, TASK
from site_builder.theme_files import parse_theme
from site_builder.themes import years_of


def theme(name: str, front: str):
    made, problems = parse_theme(SourceText(f"themes/{name}.md", f"---\ntitle: {name}\nscope: S.\n{front}\n---\n"))
    assert problems == ()
    return made


def filed(one, *themes, other_names=None):
    """Theme ids of a paper, each with the words of what gave it."""
    given, unlisted = give_themes([one], themes, {}, other_names)
    assignments, problems = classify_papers([one], themes, given)
    assert (unlisted, problems) == ((), ())
    return {made.theme: [given.words for given in made.given] for made in assignments[one.slug]}


@pytest.mark.parametrize(
    ("front", "given"),
    [
        ("keywords: lamp", {"keywords": ("Lamp",)}),
        ("keywords: [x, 'data_type:time series']", {"keywords": ("Data-Type:Time_Series",)}),
        ("field: {venue: CVPR}", {"venue": "CVPR 2018 (pages 1-9)"}),
        ("field: {venue: neural networks}", {"venue": "Neural Networks 106 (2018) 249-259"}),
        ("field: {venue: ICLR}", {"appearances": (Appearance("ICLR 2020", None, False),)}),
        ("field: {kind: Data Set}", {"findings": Findings(kind="data set")}),
        ("field: {task: [a, Object-Detection]}", {"findings": Findings(tasks=("object detection",))}),
        ("field: {dataset: coco}", {"findings": Findings(results=(Result("m", "1", "COCO"),))}),
        ("field: {author: Zoe Angstrom}", {"authors": ("Ada B", "Zoë Ångström")}),
    ],
)
def test_a_keyword_or_a_field_puts_a_paper_into_a_theme(front, given):
    assert list(filed(paper("A paper", **given), theme("here", front))) == ["here"]
    assert filed(paper("Another"), theme("here", front)) == {}


@pytest.mark.parametrize(
    "front", ["field: {venue: CVPR}", "field: {kind: study}", "keywords: study", "field: {task: x}"]
)
def test_what_a_paper_does_not_say_puts_it_nowhere(front):
    other = paper(
        "A study at CVPR", venue="CVPR Workshops 2018", keywords=("case study",), findings=Findings(tasks=("y",))
    )
    assert filed(other, theme("here", front)) == {}


def test_another_name_of_a_task_or_data_set_counts_as_it():
    names = {DATASET: {"Kinetics-400": ("Kinetics",)}, TASK: {"detection": ("finding",)}}
    one = paper("A paper", findings=Findings(tasks=("Finding",), datasets=("kinetics",)))
    themes = theme("a", "field: {dataset: Kinetics 400}"), theme("b", "field: {task: finding}")
    assert list(filed(one, *themes, other_names=names)) == ["a", "b"]
    assert list(filed(one, *themes)) == ["b"]


def test_years_are_single_or_from_one_to_another():
    assert [list(years_of(text)) for text in ("2014", "2014-2016", "2014 – 2015")] == [
        [2014], [2014, 2015, 2016], [2014, 2015],
    ]  # fmt: skip
    assert [len(years_of(text)) for text in ("2016-2014", "14", "soon", "2014-", "")] == [0] * 5


def test_what_is_said_of_the_paper_itself_comes_first_and_rules_last():
    themes = (
        theme("ruled", "rules: {lamps: 40}"),
        theme("fielded", "field: {kind: study}"),
        theme("worded", "keywords: dim"),
        theme("listed", "papers: [on-lamps]"),
    )
    one = paper("On lamps", keywords=("dim",), findings=Findings(kind="study"))
    assert filed(one, *themes) == {
        "listed": ["paper on-lamps"], "worded": ["keyword dim"], "fielded": ["kind study"], "ruled": [],
    }  # fmt: skip


def test_several_ways_into_one_theme_are_all_told_and_points_order_what_is_alike():
    themes = (theme("b", "keywords: [dim, warm]\nfield: {kind: study}"), theme("a", "keywords: dim\nrules: {lamps: 3}"))
    one = paper("On lamps", keywords=("warm", "dim"), findings=Findings(kind="study"))
    assert filed(one, *themes) == {"a": ["keyword dim"], "b": ["keyword warm", "keyword dim", "kind study"]}


def test_of_two_that_are_as_sure_the_part_comes_before_the_whole():
    themes = (theme("a", "keywords: dim"), theme("b", "keywords: dim\nparent: a"), theme("c", "papers: on-lamps"))
    assert list(filed(paper("On lamps", keywords=("dim",)), *themes)) == ["c", "b", "a"]


def test_given_themes_are_all_kept_and_rules_fill_what_is_left():
    given = [theme(f"t{number}", "keywords: dim") for number in range(MOST - 1)]
    ruled = [theme(f"u{number}", "rules: {lamps: 9}") for number in range(2)]
    one = paper("On lamps", keywords=("dim",))
    assert list(filed(one, *given, *ruled)) == ["t0", "t1", "t2", "u0"]
    many = [theme(f"t{number}", "keywords: dim") for number in range(MOST + 2)]
    assert list(filed(one, *many, *ruled)) == [f"t{number}" for number in range(MOST + 2)]


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        (Decisions(themes=("ruled",)), ["ruled"]),
        (Decisions(remove_themes=("worded",)), ["ruled"]),
        (Decisions(add_themes=("other",)), ["worded", "ruled", "other"]),
    ],
)
def test_a_note_has_the_last_word(decisions, expected):
    themes = (
        theme("worded", "keywords: dim"),
        theme("ruled", "rules: {lamps: 3}"),
        theme("other", "rules: {zebra: 3}"),
    )
    assert list(filed(paper("On lamps", keywords=("dim",), decisions=decisions), *themes)) == expected


def test_rules_only_hears_rules_only():
    themes = (theme("worded", "keywords: dim\npapers: on-lamps"), theme("ruled", "rules: {lamps: 3}"))
    one = paper("On lamps", keywords=("dim",))
    given, _ = give_themes([one], themes)
    (made,) = classify_papers([one], themes, given, rules_only=True)[0]["on-lamps"]
    assert (made.theme, made.given) == ("ruled", ())


PAPERS = (
    paper("On lamps", arxiv="1403.6382", keys=("Smith2014",)),
    paper("On shades", doi="10.1000/ab", keys=("smith2014b", "WOS:1")),
    paper("On wicks", keys=("twin",)),
    paper("On oil", keys=("twin",), authors=("Ada Jug",)),
)


@pytest.mark.parametrize(
    ("key", "slug"),
    [
        ("on-lamps", "on-lamps"),
        ("old-lamps", "on-lamps"),
        ("'1403.6382'", "on-lamps"),
        ("arXiv:1403.6382v2", "on-lamps"),
        ("https://doi.org/10.1000/AB", "on-shades"),
        ("doi:10.1000/ab", "on-shades"),
        ("smith2014", "on-lamps"),
        ("WOS:1", "on-shades"),
        ("jugoil", "on-oil"),
    ],
)
def test_papers_are_listed_by_slug_identifier_or_citation_key(key, slug):
    lists, problems = find_listed([theme("here", f"papers:\n  - {key}")], PAPERS, {"old-lamps": "on-lamps"})
    assert problems == ()
    assert {one: list(themes) for one, themes in lists.items()} == {slug: ["here"]}


def test_a_key_that_no_paper_or_two_papers_have_is_told_at_its_line():
    made = theme("here", "papers:\n  - smith2014c\n  - twin\n  - on-lamps\n  - on-lamps")
    lists, problems = find_listed([made], PAPERS, {})
    assert list(lists) == ["on-lamps"]
    assert [(str(one.origin), one.severity.value, one.code) for one in problems] == [
        ("themes/here.md:5", "error", "unknown-paper"), ("themes/here.md:6", "error", "unclear-paper"),
    ]  # fmt: skip
    assert problems[0].hint == "Did you mean `Smith2014`?"
    assert "on-wicks, on-oil" in problems[1].message


@pytest.mark.parametrize(
    ("front", "line", "code", "hint"),
    [
        ("field: {vnue: CVPR}", 4, "unknown-field", "Did you mean `venue`?"),
        (
            "field: {language: de}",
            4,
            "unknown-field",
            "Fields that there are: venue, year, kind, task, dataset, author.",
        ),
        ("field:\n  kind: [study, metod]", 5, "bad-value", "Did you mean `method`?"),
        ("field: {year: soon}", 4, "bad-value", "Write 2014, or 2014-2016 for some years."),
        ("field: [CVPR]", 4, "wrong-type", ""),
        ("field: {venue: {a: b}}", 4, "wrong-type", "Put each value on a line of its own after `- `."),
        ("papers: {a: b}", 4, "wrong-type", "Put each value on a line of its own after `- `."),
        ("keywords:\n  - a: b", 5, "wrong-type", "A value that contains `: ` must be quoted."),
    ],
)
def test_what_is_wrong_in_a_theme_file_is_told_at_its_line(front, line, code, hint):
    _, problems = parse_theme(SourceText("themes/a.md", f"---\ntitle: A\nscope: S.\n{front}\n---\n"))
    assert [(one.origin.line, one.code, one.hint) for one in problems] == [(line, code, hint)]


BIB = """@article{one, title = {On lamps}, keywords = {type:technique}, year = 2014}
@article{two, title = {On pictures}, year = 2015}
"""
GIVEN = "---\ntitle: Light\norder: 2\nscope: What shines.\npapers: [two]\nkeywords: type:technique\n---\n"


def test_commands_and_pages_tell_what_gave_a_theme(tmp_path, monkeypatch, capsys):
    content = write_survey(tmp_path / "content", **{"sources__a.bib": BIB, "themes__light.md": GIVEN})
    told = run(monkeypatch, capsys, "explain", "one", "--content", content).out
    assert "Light (light), by the theme's keyword" in told
    assert f"keyword type:technique, which {content}/themes/light.md:6 asks for" in told
    told = run(monkeypatch, capsys, "explain", "two", "--content", content).out
    assert "Light (light), by the theme's list" in told
    assert "Seeing (seeing), by the rules, 6 points" in told
    said = run(monkeypatch, capsys, "classify", content / "sources", "--content", content, "--format", "json")
    rows = {row["id"]: row["themes"] for row in json.loads(said.out)["papers"]}
    extracted = run(monkeypatch, capsys, "extract", content / "sources", "--format", "yaml").out
    assert "  keys:\n  - two\n" in extracted
    assert rows["on-lamps"] == [
        {"id": "light", "score": None, "because": ["keyword type:technique"], "by_editor": False}
    ]
    assert [one["id"] for one in rows["on-pictures"]] == ["light", "seeing"]
    assert run(monkeypatch, capsys, "build", "--content", content, "--output", tmp_path / "site").code == 0
    page = (tmp_path / "site/papers/on-lamps.html").read_text("utf-8")
    assert "Primary theme, filed for its keyword “type:technique”." in page
    page = (tmp_path / "site/papers/on-pictures.html").read_text("utf-8")
    assert "Primary theme, filed by the survey’s editor, who lists it there." in page
