"""``survey.yaml``, the texts of pages and the theme files, good and faulty."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.model import SourceText
from site_builder.survey import parse_survey
from site_builder.terms import DATASET, TASK
from site_builder.theme_files import parse_theme, parse_themes

FULL = """title: Teapots, sorted
subtitle: What pours
description: All about pots.
language: de
editors: [Ada Jug, Bob Kettle]
updated: 2025-12-12
base_url: https://example.org/pots
retrieved:
  a.txt: 2025-12-12
  b.txt: 2024
licence: CC BY 4.0
repository: https://example.org/repo
"""
THEME = """---
title: Spouts
order: 3
scope: What pours.
rules:
  spout: 3
  pouring well: 2.5
  watering can: -4
---

A text.
"""


def survey(text: str, **pages: str):
    sources = [SourceText(f"c/pages/{name}.md", page) for name, page in pages.items()]
    return parse_survey(SourceText("c/survey.yaml", text), sources)


def theme(text: str, path: str = "themes/spouts.md"):
    return parse_theme(SourceText(path, text))


def told(problems):
    return [(p.origin.line, p.severity.value, p.code) for p in problems]


def test_a_full_survey() -> None:
    made, problems = survey(FULL, home="\nWelcome.\n", about="Why.")
    assert problems == ()
    assert (made.title, made.subtitle, made.description) == ("Teapots, sorted", "What pours", "All about pots.")
    assert (made.language, made.editors, made.updated.iso) == ("de", ("Ada Jug", "Bob Kettle"), "2025-12-12")
    assert made.base_url == "https://example.org/pots/"
    assert {name: date.iso for name, date in made.retrieved.items()} == {"a.txt": "2025-12-12", "b.txt": "2024"}
    assert (made.licence, made.repository) == ("CC BY 4.0", "https://example.org/repo")
    assert (made.home, made.about) == ("Welcome.", "Why.")


def test_the_least_survey() -> None:
    made, problems = survey("title: Pots\n")
    assert problems == ()
    assert (made.title, made.language, made.base_url, made.updated, made.editors) == ("Pots", "en", None, None, ())


@pytest.mark.parametrize(
    ("text", "line", "severity", "code"),
    [
        ("", 1, "error", "missing-key"),
        ("title:\n", 1, "error", "missing-key"),
        ("just text", 1, "error", "not-a-mapping"),
        ("- title: A", 1, "error", "not-a-mapping"),
        ("title: A\ntitel: B\n", 2, "warning", "unknown-key"),
        ("title: A\nsubtitle: B: C\n", 2, "error", "malformed-yaml"),
        ("title: A\nupdated: 2025-12\n", 2, "error", "bad-date"),
        ("title: A\nupdated: Dec 12\n", 2, "error", "bad-date"),
        ("title: A\nupdated: 2025-02-30\n", 2, "error", "bad-date"),
        ("title: A\nbase_url: example.org\n", 2, "error", "bad-link"),
        ("title: A\nbase_url: javascript:alert(1)\n", 2, "error", "bad-link"),
        ("title: A\nbase_url: https://example.org/?a=b\n", 2, "error", "bad-link"),
        ("title: A\nbase_url: https://example.org/#a\n", 2, "error", "bad-link"),
        ("title: A\nlanguage: x y\n", 2, "error", "bad-language"),
        ("title: A\nlanguage: '<b>'\n", 2, "error", "bad-language"),
        ("title: A\nrepository: javascript:alert(1)\n", 2, "error", "bad-link"),
        ("title: A\nretrieved: a.txt\n", 2, "error", "wrong-type"),
        ("title: A\nretrieved:\n  a.txt: Dec 12\n", 3, "error", "bad-date"),
        ("title: A\nretrieved:\n  a.txt: [2025]\n", 3, "error", "bad-date"),
        ("title: A\nretrieved:\n  a.txt: 2025\n  a.txt: 2026\n", 4, "error", "duplicate-key"),
        ("title: A\nother_names: COCO\n", 2, "error", "not-a-mapping"),
        ("title: A\nother_names:\n  tasks: [a, b]\n", 3, "error", "wrong-type"),
        ("title: A\nother_names:\n  tasks:\n    a: {b: c}\n", 4, "error", "wrong-type"),
        ("title: A\nother_names:\n  dataset:\n    a: b\n", 3, "warning", "unknown-key"),
        ("title: A\neditors: {a: b}\n", 2, "error", "wrong-type"),
    ],
)
def test_faults_of_a_survey(text: str, line: int, severity: str, code: str) -> None:
    made, problems = survey(text)
    assert told(problems) == [(line, severity, code)]
    assert made.title in ("A", "Untitled survey")
    assert (made.base_url, made.repository, made.language) == (None, "", "en")


@pytest.mark.parametrize("address", ["https://example.org", "https://example.org/", "https://example.org//"])
def test_the_address_ends_in_one_slash(address: str) -> None:
    assert survey(f"title: A\nbase_url: {address}\n")[0].base_url == "https://example.org/"


def test_other_names_are_told_for_tasks_and_data_sets() -> None:
    made, problems = survey(
        "title: A\nother_names:\n  datasets:\n    MS COCO: [COCO, Common Objects]\n    VOC: PASCAL\n"
    )
    assert problems == ()
    assert made.other_names == {TASK: {}, DATASET: {"MS COCO": ("COCO", "Common Objects"), "VOC": ("PASCAL",)}}
    assert survey("title: A\n")[0].other_names == {TASK: {}, DATASET: {}}


def test_a_name_can_mean_one_thing_only() -> None:
    text = "title: A\nother_names:\n  tasks:\n    vision: [seeing, sight]\n    hearing: [Seeing, vision]\n"
    made, problems = survey(text)
    assert told(problems) == [(5, "error", "taken-name")] * 2
    assert "`Seeing` counts as `vision` already" in problems[0].message
    assert made.other_names[TASK] == {"vision": ("seeing", "sight"), "hearing": ()}


def test_a_name_under_retrieved_that_no_source_has_is_told_with_the_nearest() -> None:
    text = SourceText("c/survey.yaml", "title: A\nretrieved:\n  pots.text: 2025\n  a.txt: 2024\n  zzz: 2024\n")
    files = [SourceText("c/sources/Pots.txt", ""), SourceText("c/sources/a.txt", "")]
    _, problems = parse_survey(text, files=files)
    assert told(problems) == [(3, "warning", "unknown-source"), (5, "info", "unknown-source")]
    assert problems[0].hint == "Did you mean `Pots.txt`?"
    assert parse_survey(text)[1] == ()


def test_the_front_matter_of_a_page_is_no_text_and_its_keys_are_told() -> None:
    made, problems = survey("title: A\n", home="---\ntitle: Hello\n---\n\nWelcome.\n", about="---\ntitle: A\n")
    assert [(str(p.origin), p.severity.value, p.code) for p in problems] == [
        ("c/pages/home.md:2", "warning", "unknown-key"),
        ("c/pages/about.md:1", "error", "open-front-matter"),
    ]
    assert (made.home, str(made.page_origins["home"])) == ("Welcome.", "c/pages/home.md:5")
    assert str(survey("title: A\n", home="\n\nHi")[0].page_origins["home"]) == "c/pages/home.md:3"


def test_a_rule_without_words_and_one_without_weight_are_told_apart() -> None:
    _, problems = theme("---\ntitle: A\nscope: B\nrules:\n  '*': 2\n  a: [1]\n  b:\n---\n")
    assert [p.message for p in problems] == [
        "`*` is no phrase: it has no words",
        "the weight of `a` must be a number from -99 to 99, not a list or a mapping",
        "the weight of `b` must be a number from -99 to 99, not nothing",
    ]


def test_a_text_for_no_page_is_told_with_the_nearest() -> None:
    _, problems = survey("title: A\n", hmoe="x", zebra="y")
    assert [(p.origin.path, p.code, p.severity.value) for p in problems] == [
        ("c/pages/hmoe.md", "unknown-page", "warning"),
        ("c/pages/zebra.md", "unknown-page", "warning"),
    ]
    assert problems[0].hint == "Did you mean `home.md`?"


def test_a_full_theme() -> None:
    made, problems = theme(THEME)
    assert problems == ()
    assert (made.id, made.title, made.order, made.scope) == ("spouts", "Spouts", 3, "What pours.")
    assert [(rule.phrase, rule.weight, rule.origin.line) for rule in made.rules] == [
        ("spout", 3.0, 6),
        ("pouring well", 2.5, 7),
        ("watering can", -4.0, 8),
    ]
    assert (made.text, made.text_line) == ("A text.", 11)


@pytest.mark.parametrize(
    ("text", "line", "code", "is_kept"),
    [
        ("", 1, "missing-key", False),
        ("---\ntitle: A\n---\n", 1, "missing-key", False),
        ("---\nscope: A\n---\n", 1, "missing-key", False),
        ("---\ntitle: A\n", 1, "open-front-matter", False),
        ("---\ntitle: A: B\n---\n", 2, "malformed-yaml", False),
        ("---\ntitle: A\nscope: B\norder: first\n---\n", 4, "wrong-type", True),
        ("---\ntitle: A\nscope: B\nrules: [a]\n---\n", 4, "wrong-type", True),
        ("---\ntitle: A\nscope: B\nrules:\n  a: b\n---\n", 5, "bad-rule", True),
        ("---\ntitle: A\nscope: B\nrules:\n  a: nan\n---\n", 5, "bad-rule", True),
        ("---\ntitle: A\nscope: B\nrules:\n  a: 1e9\n---\n", 5, "bad-rule", True),
        ("---\ntitle: A\nscope: B\nrules:\n  a:\n---\n", 5, "bad-rule", True),
        ("---\ntitle: A\nscope: B\nrules:\n  a: [1]\n---\n", 5, "bad-rule", True),
        ("---\ntitle: A\nscope: B\nrules:\n  '*': 1\n---\n", 5, "bad-rule", True),
        ("---\ntitle: A\nscope: B\nrules:\n  a: 1\n  a: 2\n---\n", 6, "duplicate-key", True),
    ],
)
def test_faults_of_a_theme(text: str, line: int, code: str, is_kept: bool) -> None:
    made, problems = theme(text)
    assert (line, "error", code) in told(problems)
    assert (made is not None) is is_kept


def test_an_unknown_key_of_a_theme_is_told_with_the_nearest() -> None:
    made, problems = theme("---\ntitle: A\nscope: B\nrule: c\n---\n")
    assert told(problems) == [(4, "warning", "unknown-key")]
    assert problems[0].hint == "Did you mean `rules`?"
    assert made is not None


@pytest.mark.parametrize("name", ["Spouts", "s p", "..", "spöuts"])
def test_a_theme_whose_file_name_can_be_no_address(name: str) -> None:
    made, problems = theme(THEME, f"themes/{name}.md")
    assert made is None
    assert told(problems) == [(0, "error", "bad-slug")]


def test_themes_come_by_order_then_id_and_none_twice() -> None:
    texts = {"b": 2, "a": 2, "z": 1, "deep/a": 5}
    sources = [
        SourceText(f"themes/{name}.md", f"---\ntitle: T\nscope: S\norder: {order}\n---\n")
        for name, order in texts.items()
    ]
    themes, problems = parse_themes([*sources, SourceText("themes/x.md", "---\ntitle: T\nscope: S\n---\n")])
    assert [made.id for made in themes] == ["z", "a", "b", "x"]
    assert [(str(p.origin), p.code) for p in problems] == [("themes/deep/a.md:1", "duplicate-theme")]


@given(st.text(), st.text())
def test_any_text_is_a_survey_or_a_problem(text: str, page: str) -> None:
    made, problems = survey(text, home=page)
    assert made.title
    assert problems or made.title != "Untitled survey"
    made, problems = theme(text)
    assert made is not None or problems


def test_former_ids_of_a_theme():
    text = "---\ntitle: Seeing\nscope: All of it.\nformerly: [sight, ../x]\n---\n"
    found, (problem,) = parse_theme(SourceText("themes/seeing.md", text))
    assert found.formerly == ("sight",)
    assert (str(problem.origin), problem.code) == ("themes/seeing.md:4", "bad-slug")
