"""Search files that are missing, damaged, late or of another build: readers are told, and nothing waits for ever."""

from __future__ import annotations

import random
import re

import pytest
from searching import catalogue, corpus, in_node, paper, write_search, year

QUERIES = ["pruning networks", "prunning", '"object detection"', "prun~1", "-pruning", "net*"]


def small(count: int):
    """A survey of made-up words, among which are some that the queries ask for."""
    rows = corpus(count)
    return catalogue(
        [
            paper(
                f"{row['title']} pruning networks {number}",
                slug=f"p{number}",
                abstract=f"Object detection. {row['text']}",
                authors=("Ada Lovelace",),
                date=year(2000 + number % 20),
            )
            for number, row in enumerate(rows)
        ]
    )


@pytest.fixture(scope="module")
def search(tmp_path_factory):
    return write_search(small(60), tmp_path_factory.mktemp("broken"))


def cases(search, *given, patience=15000, queries=QUERIES):
    """For each case the total or the error of each query."""
    question = {"kind": "cases", "folder": str(search), "queries": queries, "cases": given, "patience": patience}
    found = in_node(question)
    assert isinstance(found, list)
    return found


def parts(search, family):
    """The parts of a family: their paths, as search asks for them, and their texts."""
    return {path.relative_to(search).as_posix(): path.read_text("utf-8") for path in search.glob(f"*/{family}/*.js")}


def message_of(found):
    assert found["name"] == "SearchDataError", found
    return found["message"]


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        (None, "The search index did not load."),
        ("hang", "The search index did not load."),
        ("", "The search index is damaged."),
        ("surveySearchManifest({", "The search index is damaged."),
        ("surveySearchManifest(null);", "The search index was made by another version of this site's scripts."),
        ('surveySearchManifest({"format":0});', "The search index was made by another version of this site's scripts."),
    ],
)
def test_a_manifest_that_cannot_be_had_is_said_to_be_missing(search, manifest, said):
    ((answer,),) = cases(search, {"changed": {"manifest.js": manifest}}, patience=300, queries=["pruning"])
    assert message_of(answer).startswith(said)


@pytest.mark.parametrize("family", ["terms", "papers"])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: None, "A part of the search index ({}) did not load."),
        (lambda text: "hang", "A part of the search index ({}) did not load."),
        (lambda text: "", "A part of the search index ({}) is damaged."),
        (lambda text: text[: len(text) // 2], "A part of the search index ({}) is damaged."),
        (lambda text: re.sub(r",\[.*\]", ",{}", text), "A part of the search index ({}) is damaged."),
        (
            lambda text: re.sub(r'\("\w+"', '("0123456789"', text),
            "A part of the search index ({}) is of another build.",
        ),
    ],
    ids=["missing", "hanging", "empty", "cut-off", "no-list", "other-build"],
)
def test_a_part_that_cannot_be_used_is_named(search, family, change, said):
    changed = {path: change(text) for path, text in parts(search, family).items()}
    ((answer,),) = cases(search, {"changed": changed}, patience=300, queries=["pruning networks"])
    assert re.fullmatch(re.escape(said).replace(r"\{\}", rf"{family}/\d+"), message_of(answer))


def test_a_part_that_failed_is_asked_for_again_by_the_next_search(search):
    once = {"first": dict.fromkeys(parts(search, "terms"))}
    manifest_once = {"first": {"manifest.js": None}}
    for first, second in cases(search, once, manifest_once, queries=["pruning networks"] * 2):
        assert message_of(first)
        assert second == 60


def test_what_was_rebuilt_under_an_open_page_is_found_in_the_new_build(search, tmp_path):
    old = (write_search(small(40), tmp_path) / "manifest.js").read_text("utf-8")
    ((found,),) = cases(search, {"first": {"manifest.js": old}}, queries=["pruning networks"])
    assert found == 60


def test_a_manifest_that_stays_stale_is_told(search, tmp_path):
    old = (write_search(small(40), tmp_path) / "manifest.js").read_text("utf-8")
    ((answer,),) = cases(search, {"changed": {"manifest.js": old}}, queries=["pruning networks"])
    assert re.fullmatch(r"A part of the search index \(\w+/\d+\) did not load\.", message_of(answer))


def garbled(text: str, chance: random.Random) -> str:
    """The text of a part with some stretch of its JSON left out, doubled, or with letters replaced."""
    start = text.index(",", text.index(",") + 1) + 1
    at = chance.randrange(start, len(text) - 4)
    end = min(at + chance.choice([1, 2, 20, 300]), len(text) - 3)
    letters = "".join(chance.choice('#0a~Z{}[]" ,9') for _ in range(end - at))
    return text[:at] + chance.choice(["", text[at:end] * 2, letters]) + text[end:]


def test_garbled_parts_are_told_or_harmless_and_never_a_fault_of_the_script(search):
    chance = random.Random(0)
    texts = parts(search, "*")
    paths = sorted(texts)
    given = [{"changed": {path: garbled(text, chance) for path, text in texts.items()}} for _ in range(20)]
    for _ in range(100):
        path = chance.choice(paths)
        given.append({"changed": {path: garbled(texts[path], chance)}})
    answers = [answer for found in cases(search, *given) for answer in found]
    errors = {answer["name"] for answer in answers if isinstance(answer, dict)}
    assert errors == {"SearchDataError"}
