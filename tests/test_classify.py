"""Papers into themes: how phrases are found and weighed, what the editor decides, the default survey's own rules."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from conftest import SHARED, needs_sources
from hypothesis import given
from hypothesis import strategies as st
from measure_themes import by_rules, measure, plain_paper, read_themes

from site_builder.classify import (
    AGAIN,
    FIRST,
    FURTHER,
    MOST,
    REPETITIONS,
    SHARE,
    TITLE,
    apply_rules,
    classify_by_rules,
    classify_papers,
)
from site_builder.classify_phrases import Vocabulary, compile_rules, phrase_keys
from site_builder.model import Decisions, Paper
from site_builder.papers import gather_papers
from site_builder.problems import Origin, Severity
from site_builder.read import read_content, read_sources
from site_builder.text import fold
from site_builder.themes import Rule, Theme

ROOT = Path(__file__).parents[1]
TEAPOTS = {"teapot*": 3.0, "pot": 1.0, "coffee pot*": 0.0, "broken": -2.0}


def theme(name: str, rules: dict[str, float], order: int = 1) -> Theme:
    return Theme(
        id=name,
        title=name.title(),
        order=order,
        scope="What it holds.",
        rules=tuple(
            Rule(phrase, weight, Origin(f"{name}.md", line)) for line, (phrase, weight) in enumerate(rules.items(), 5)
        ),
        path=(),
        text="",
        text_line=1,
        origin=Origin(f"{name}.md", 1),
    )


def told(phrase: str, text: str, weight: float = 2.0) -> tuple[str, int] | None:
    """The words found for a phrase in an abstract and how often; None when the abstract lacks it."""
    paper = plain_paper("a", "Untitled", text)
    reading = apply_rules(paper, Vocabulary(compile_rules([theme("only", {phrase: weight})])))
    because = reading.assignment("only").because
    return (because[0].found, because[0].count) if because else None


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("few shot", "A few-shot learner", ("few-shot", 1)),
        ("few-shot", "FEW SHOT learners", ("FEW SHOT", 1)),
        ("and/or", "this and or that", ("and or", 1)),
        ("object detection segmentation", "object detection, segmentation", ("object detection, segmentation", 1)),
        ("object detection", "an object. Detection follows", None),
        ("neural networks pruning", "neural networks (pruning)", None),
        ("few shot", "a “few‑shot” task", ("few‑shot", 1)),
        ("prune", "pruned and prunes", None),
        ("prun*", "Pruned, pruning; prunes: spruned", ("Pruned", 3)),
        ("prun*", "prun", ("prun", 1)),
        ("detect* object*", "we detect small things and detecting objects", ("detecting objects", 1)),
        ("net", "U-Net and ResNet", ("Net", 1)),
        ("padé", "the Pade approximant", ("Pade", 1)),
        ("pade", "the Padé approximant", ("Padé", 1)),
        ("pade", "the Pade\u0301 approximant", ("Padé", 1)),
        ("line break", "over a line\n  break", ("line\n  break", 1)),
        ("a b", "a a b", ("a b", 1)),
        ("snake case", "snake_case", ("snake_case", 1)),
        ("グラフ", "グラフ 理論", ("グラフ", 1)),
    ],
)
def test_phrases_are_found_as_a_reader_would_find_them(phrase, text, expected):
    assert told(phrase, text) == expected


def test_the_longer_phrase_of_a_theme_speaks_alone():
    rules = {"denois*": 2.0, "denoising autoencoder": 0.0, "image denoising": 3.0, "denoising": 2.5}
    [pots] = classify_by_rules(
        plain_paper("a", "x", "image denoising, denoised, a denoising autoencoder, denoising"), [theme("pots", rules)]
    )
    assert [(one.phrase, one.points) for one in pots.because] == [
        ("image denoising", 3.0),
        ("denoising", 2.5),
        ("denois*", 2.0),
    ]


def test_phrases_of_different_themes_do_not_hide_each_other():
    themes = [theme("graphs", {"graph*": 3.0}), theme("search", {"graph search": 3.0}, 2)]
    assert {one.theme for one in classify_by_rules(plain_paper("a", "x", "graph search"), themes)} == {
        "graphs",
        "search",
    }


def test_titles_weigh_more_and_repetitions_count_up_to_a_limit():
    def points(title: str, abstract: str | None, note: str = "") -> float:
        reading = apply_rules(
            plain_paper("a", title, abstract, note=note), Vocabulary(compile_rules([theme("t", {"pot": 1.0})]))
        )
        return reading.scores.get("t", 0.0)

    assert points("x", "a pot") == 1.0
    assert points("A Pot", None) == TITLE
    assert points("x", None, "A *pot* in a note") == 1.0
    assert points("x", "pot, pot") == 1.0 + AGAIN
    assert points("Pot", "pot", "pot") == TITLE + 2 * AGAIN
    assert points("x", "pot " * 50) == 1.0 + REPETITIONS * AGAIN


def test_evidence_says_where_and_how_often_and_adds_up_to_the_score():
    [pots] = classify_by_rules(
        plain_paper("a", "Teapots", "A broken teapot, a pot, a coffee pot."), [theme("pots", TEAPOTS)]
    )
    rows = [(one.phrase, one.found, one.where, one.count, one.points) for one in pots.because]
    assert rows == [
        ("teapot*", "Teapots", "title", 2, 3.0 * (TITLE + AGAIN)),
        ("pot", "pot", "abstract", 1, 1.0),
        ("broken", "broken", "abstract", 1, -2.0),
    ]
    assert pots.score == sum(one.points for one in pots.because)
    assert not pots.by_editor


def test_strongest_first_at_most_four_and_each_strong_enough():
    weights = {"a": FURTHER + 3, "b": FURTHER + 2, "c": FURTHER + 1, "d": FURTHER, "e": FURTHER, "f": FURTHER - 0.5}
    themes = [theme(name, {name: weight}, order) for order, (name, weight) in enumerate(weights.items())]
    assert [one.theme for one in classify_by_rules(plain_paper("x", "0", "f e d c b a"), themes)] == [
        "a",
        "b",
        "c",
        "d",
    ]
    assert [one.theme for one in classify_by_rules(plain_paper("x", "0", "f a"), themes)] == ["a"]
    faint = [theme("strong", {"a": FURTHER / SHARE + 1}), theme("weak", {"b": FURTHER}, 2)]
    assert [one.theme for one in classify_by_rules(plain_paper("x", "0", "a b"), faint)] == ["strong"]
    alone = [theme("t", {"enough": FIRST, "little": FIRST - 0.5})]
    assert [one.theme for one in classify_by_rules(plain_paper("x", "0", "enough"), alone)] == ["t"]
    assert classify_by_rules(plain_paper("x", "0", "little"), alone) == ()


def test_ties_go_by_the_order_of_themes():
    themes = [theme("zebra", {"pot": 3.0}, 1), theme("ape", {"pot": 3.0}, 2)]
    assert [one.theme for one in classify_by_rules(plain_paper("x", "pot", None), themes)] == ["zebra", "ape"]


# What the editor decides.

THEMES = [theme(name, {name: 3.0}, order) for order, name in enumerate(["jugs", "lamps", "vases", "bowls", "cups"], 1)]


def decide(abstract: str, **decisions) -> tuple[list[tuple[str, bool, float | None]], list[str]]:
    paper = plain_paper("a", "Things", abstract, decisions=Decisions(**decisions))
    assignments, problems = classify_papers([paper], THEMES)
    rows = [(one.theme, one.by_editor, one.score) for one in assignments["a"]]
    return rows, [f"{problem.origin}: {problem.severity.value} {problem.code}" for problem in problems]


def test_the_editors_themes_replace_the_rules_and_keep_their_evidence():
    assert decide("jugs and lamps", themes=("vases", "lamps")) == ([("vases", True, None), ("lamps", True, 3.0)], [])
    assert decide("jugs", themes=("vases", "vases")) == ([("vases", True, None)], [])


def test_themes_are_added_and_removed():
    assert decide("jugs lamps", add_themes=("cups",)) == (
        [("jugs", False, 3.0), ("lamps", False, 3.0), ("cups", True, None)],
        [],
    )
    assert decide("jugs lamps", add_themes=("lamps",))[0] == [("jugs", False, 3.0), ("lamps", True, 3.0)]
    assert decide("jugs lamps", remove_themes=("jugs",))[0] == [("lamps", False, 3.0)]
    assert decide("jugs", remove_themes=("lamps",))[0] == [("jugs", False, 3.0)]


def test_added_themes_push_out_the_weakest_and_removed_ones_make_room():
    every = "jugs lamps vases bowls cups"
    assert [row[0] for row in decide(every)[0]] == ["jugs", "lamps", "vases", "bowls"]
    assert [row[0] for row in decide(every, add_themes=("cups",))[0]] == ["jugs", "lamps", "vases", "cups"]
    assert [row[0] for row in decide(every, remove_themes=("lamps",))[0]] == ["jugs", "vases", "bowls", "cups"]


def test_an_unknown_theme_is_an_error_at_its_line_with_the_nearest_known_one():
    paper = plain_paper(
        "a", "x", "jugs", decisions=Decisions(themes=("jug", "lamps"), places={"themes": Origin("a.md", 7)})
    )
    assignments, problems = classify_papers([paper], THEMES)
    [problem] = problems
    assert (problem.severity, problem.code, problem.origin) == (Severity.ERROR, "unknown-theme", Origin("a.md", 7))
    assert "`jugs`" in problem.hint
    assert [one.theme for one in assignments["a"]] == ["lamps"]
    assert decide("jugs", add_themes=("xyzzy",))[1] == ["a.md:1: error unknown-theme"]
    assert decide("jugs", remove_themes=("jugz",))[1] == ["a.md:1: error unknown-theme"]


def test_more_than_four_themes_stay_with_a_warning():
    rows, problems = decide("", themes=("jugs", "lamps", "vases", "bowls", "cups"))
    assert len(rows) == MOST + 1
    assert problems == ["a.md:1: warning too-many-themes"]


def test_a_theme_both_given_and_removed_is_removed_with_a_warning():
    rows, problems = decide("jugs", add_themes=("cups",), remove_themes=("cups",))
    assert [row[0] for row in rows] == ["jugs"]
    assert problems == ["a.md:1: warning contradictory-themes"]


def test_a_paper_without_a_theme_is_told():
    assert decide("nothing at all") == ([], [])
    assert decide("jugs", themes=()) == ([], [])


def test_rules_only_leaves_the_editor_unheard():
    paper = plain_paper("a", "x", "jugs", decisions=Decisions(themes=("lamps", "nonsense")))
    assignments, problems = classify_papers([paper], THEMES, rules_only=True)
    assert (assignments["a"], problems) == (classify_by_rules(paper, THEMES), ())


def test_a_rule_that_can_match_nothing_is_an_error_at_its_line():
    themes = [theme("pots", {"*": 1.0, "tea*pot": 1.0, "big * pot": 1.0, "pot*": 3.0, "—": 1.0})]
    assignments, problems = classify_papers([plain_paper("a", "Pots", None)], themes)
    assert [(problem.code, problem.origin.line) for problem in problems] == [
        ("unusable-rule", line) for line in (5, 6, 7, 9)
    ]
    assert [one.theme for one in assignments["a"]] == ["pots"]


WORDS = st.sampled_from(
    ["pot", "Pots", "teapot", "TEA", "tea", "é", "-", ".", ", ", " ", "\n", "coffee", "/", "ﬁ", "İ"]
)
PHRASE = st.lists(st.sampled_from(["pot", "pot*", "tea", "tea*", "te*", "coffee", "é", "fi"]), min_size=1, max_size=3)


@given(st.lists(WORDS, max_size=30).map("".join) | st.text(), st.lists(PHRASE.map(" ".join), max_size=6, unique=True))
def test_any_text_has_a_score_that_its_evidence_explains(text, phrases):
    rules = dict(zip(phrases, (3.0, 2.5, -1.0, 0.25, 0.0, 1.5), strict=False))
    paper = plain_paper("a", text or "x", text, note=text)
    book = compile_rules([theme("t", rules)])
    reading = apply_rules(paper, Vocabulary(book))
    place = reading.assignment("t")
    assert (place.score or 0.0) == pytest.approx(sum(one.points for one in place.because))
    assert reading == apply_rules(paper, Vocabulary(book))
    for one in place.because:
        assert len(phrase_keys(one.phrase)) == len(re.findall(r"[^\W_]+", one.found))
        pattern = r"[^\w]*".join(
            re.escape(key[:-1]) + r"\w*" if key.endswith("*") else re.escape(key) for key in phrase_keys(one.phrase)
        )
        assert re.fullmatch(pattern, fold(one.found)), (one.phrase, one.found)


# The default survey's own themes.


@cache
def default_themes() -> tuple[Theme, ...]:
    return read_themes()


@cache
def listed_papers() -> tuple[Paper, ...]:
    """The 294 papers with their listed abstracts and what the notes decide, without the notes' texts."""
    content, _ = read_content(ROOT / "content")
    listings, _ = read_sources([SHARED / "sources"])
    gathered, _ = gather_papers((*content.papers, *listings), {})
    return tuple(replace(paper, note="") for paper in gathered.papers)


def phrases() -> dict[str, tuple[str, ...]]:
    """Every rule's phrase to its keys."""
    return {rule.phrase: phrase_keys(rule.phrase) or () for one in default_themes() for rule in one.rules}


def test_there_are_25_themes_in_order_with_one_sentence_each():
    themes = default_themes()
    assert [one.order for one in themes] == list(range(1, 26))
    for one in themes:
        assert one.scope.endswith("."), one.id
        assert not re.search(r"[.?!]\s", one.scope), one.id
        assert 50 <= len(one.scope) <= 220, one.id


def test_rules_are_few_enough_to_read_and_each_has_its_use():
    for one in default_themes():
        keys = Counter(phrase_keys(rule.phrase) for rule in one.rules)
        assert None not in keys
        assert 40 <= len(one.rules) <= 120, one.id
        assert [key for key, count in keys.items() if count > 1] == [], one.id
        assert all(-3 <= rule.weight <= 4 and rule.weight * 4 == int(rule.weight * 4) for rule in one.rules), one.id


def test_a_phrase_without_points_hides_one_that_has_some():
    for one in default_themes():
        speaking = theme(one.id, {rule.phrase: 1.0 for rule in one.rules if rule.weight})
        for rule in one.rules:
            if not rule.weight:
                heard = apply_rules(
                    plain_paper("a", rule.phrase.replace("*", ""), None), Vocabulary(compile_rules([speaking]))
                )
                assert heard.scores, f"{one.id}: {rule.phrase}"


def test_a_paper_nobody_has_seen_finds_its_themes():
    seen = {
        "Keyword Spotting on Microcontrollers with Quantised Networks": ("audio", "efficiency"),
        "Counting Penguins in Drone Photographs: Wildlife Surveys from Satellite and Aerial Images": ("science",),
        "Pruning Filters of Segmentation Networks for Brain Tumours in MRI": ("pruning", "segmentation", "medical"),
        "A Survey of Graph Convolutional Networks for Traffic Forecasting": ("surveys", "beyond-images", "time-series"),
        "Adversarial Attacks on Face Recognition": ("robustness", "scenes"),
        "Diffusion Models for Image Super-Resolution and Inpainting": ("restoration",),
    }
    for title, expected in seen.items():
        [found] = by_rules([plain_paper("a", title, None)], default_themes())
        assert set(expected) & set(found), (title, found)


@needs_sources
def test_ids_and_titles_are_those_of_the_definition():
    rows = re.findall(
        r"^\| ([a-z-]+) \| ([^|]+) \|", (SHARED / "survey" / "themes.md").read_text("utf-8"), re.MULTILINE
    )
    assert [(one.id, one.title) for one in default_themes()] == [
        (name, title.strip()) for name, title in rows if name not in ("id", "---")
    ]


@needs_sources
def test_no_phrase_names_a_single_paper():
    papers = listed_papers()
    assert len(papers) == 294
    themes = [theme(str(number), {phrase: 1.0}) for number, phrase in enumerate(phrases())]
    vocabulary = Vocabulary(compile_rules(themes))
    hits = Counter(name for paper in papers for name in apply_rules(paper, vocabulary).scores)
    assert [phrase for number, phrase in enumerate(phrases()) if hits[str(number)] == 1] == []


@needs_sources
def test_no_word_of_a_phrase_stands_in_a_single_paper():
    texts = [set(re.findall(r"[^\W_]+", fold(f"{paper.title} {paper.abstract}"))) for paper in listed_papers()]
    held = Counter(word for words in texts for word in words)

    def holders(key: str) -> int:
        if not key.endswith("*"):
            return held[key]
        return sum(any(word.startswith(key[:-1]) for word in words) for words in texts)

    assert sorted({key for keys in phrases().values() for key in keys if holders(key) == 1}) == []


@needs_sources
def test_no_phrase_is_the_name_of_a_papers_method():
    """A title, and what stands before its colon where that is a name rather than a sentence."""
    titles = [paper.title for paper in listed_papers()]
    names = {
        *titles,
        *(title.split(":")[0] for title in titles if ":" in title and len(title.split(":")[0].split()) <= 3),
    }
    keys = {tuple(re.findall(r"[^\W_]+", fold(name))) for name in names}
    runs = {"".join(key) for key in keys}
    assert [phrase for phrase, key in phrases().items() if key in keys or "".join(key) in runs] == []


@needs_sources
def test_the_rules_alone_come_near_the_curated_themes():
    papers = [paper for paper in listed_papers() if paper.decisions.themes]
    assert len(papers) == 294
    said = by_rules(papers, default_themes())
    assert measure(said, [paper.decisions.themes or () for paper in papers]).f1 >= 0.89
    for one in default_themes():
        assert measure(said, [paper.decisions.themes or () for paper in papers], one.id).f1 >= 0.7, one.id
