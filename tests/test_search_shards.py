"""Shards read back: they hold the index that lunr's own builder would make, and all else that the papers say."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from searching import catalogue, corpus, paper, theme, year
from sharding import (
    Shards,
    as_in_javascript,
    lunrs_builder,
    read_pairs,
    read_shards,
    read_terms,
    unfront,
    unpack,
    vectors_of,
)

from site_builder.model import Findings, Link, Result
from site_builder.search import FIELDS, build_search, search_rows
from site_builder.search_count import Said, count_papers
from site_builder.search_packing import CHARACTERS, first_units, front_coded, pack
from site_builder.search_shards import cut_family
from site_builder.search_terms import chunk_atoms, search_fold, spelling

TESTS = Path(__file__).resolve().parent
EMPTY = Said(("",) * len(FIELDS), ((),) * 5)


def said(document: dict[str, str]) -> Said:
    """A paper whose every field is one line, and whose pairs are those of title and text."""
    texts = tuple(document.get(field.name, "") for field in FIELDS)
    return Said(texts, ((texts[0],), (texts[1],), (), (), ()))


def shards_of(documents: list[dict[str, str]], size: int = 200) -> tuple[Shards, tuple[float, ...]]:
    """What a small leaf size makes of the documents, as it is read back."""
    counted = count_papers(map(said, documents), [field.boost for field in FIELDS])
    cut = {name: cut_family(name, getattr(counted, name), size) for name in ("terms", "pairs", "words")}
    parts = {part: json.loads(text) for _, own in cut.values() for part, text in own.items()}
    manifest = {
        "families": {name: node for name, (node, _) in cut.items()},
        "digits": [size.digits for size in counted.sizes],
    }
    return Shards(manifest, parts), tuple(size.average for size in counted.sizes)


def check_against_lunr(documents: list[dict[str, str]]) -> None:
    shards, averages = shards_of(documents)
    found = read_terms(*shards.flat("terms"), shards.manifest["digits"])
    builder = lunrs_builder(documents)
    index = json.loads(json.dumps(builder.build().serialize()))
    assert list(found) == sorted(found, key=as_in_javascript)
    theirs = {
        term: (row["_index"], [{int(ref) for ref in row[field.name]} for field in FIELDS])
        for term, row in index["invertedIndex"]
    }
    assert {term: (one.order, [set(places) for places in one.fields]) for term, one in found.items()} == theirs
    for one in found.values():
        for field, places in zip(FIELDS, one.fields, strict=True):
            for place, having in places.items():
                assert having.weight is not None or having.length == builder.field_lengths[f"{field.name}/{place}"]
    assert averages == tuple(builder.average_field_length[field.name] for field in FIELDS)
    assert vectors_of(found, averages, len(documents)) == dict(index["fieldVectors"])


WORDS = st.lists(
    st.sampled_from(["deep", "Net", "nets", "R-CNN", "few-shot", "YOLOv4", "c++", "Gödel", "2015", "—", "卷积", "İ"]),
    max_size=8,
)
DOCUMENTS = st.lists(
    st.dictionaries(st.sampled_from([f.name for f in FIELDS]), WORDS.map(" ".join)), min_size=1, max_size=6
)


@settings(deadline=None)
@given(DOCUMENTS)
def test_terms_hold_the_index_of_lunrs_own_builder(documents):
    if any(said(document).fields != EMPTY.fields for document in documents):
        check_against_lunr(documents)


@pytest.mark.parametrize(("most", "digits"), [(59, 1), (60, 2), (3599, 2), (3600, 3)])
def test_long_texts_have_their_lengths(most, digits):
    documents = [{"text": " ".join(["deep", "nets"] * words).rsplit(" ", words)[0]} for words in (most, 7, most - 1)]
    shards, _ = shards_of(documents)
    assert shards.manifest["digits"] == [1, digits, 1, 1, 1]
    check_against_lunr(documents)


def test_terms_that_most_papers_have_come_with_their_weights_and_others_with_what_these_are_made_of():
    documents = [
        {"text": " ".join(["net"] * (1 + n % 3) + ["rare"] * (n % 2) + ["word"] * (20 + 37 * n % 211))}
        for n in range(120)
    ]
    shards, _ = shards_of(documents)
    found = read_terms(*shards.flat("terms"), shards.manifest["digits"])
    assert len(found["net"].fields[1]) == 120
    assert all(having.weight is not None and not having.times for having in found["net"].fields[1].values())
    assert all(having.weight is None and having.times == 1 for having in found["rare"].fields[1].values())
    check_against_lunr(documents)


@pytest.mark.parametrize("count", [1, 2, 40, 400])
def test_terms_of_a_corpus_hold_the_index_of_lunrs_own_builder(count):
    check_against_lunr(corpus(count, seed=count))


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(["title", "text"]), st.text()), min_size=1, max_size=4))
def test_any_text_makes_pairs_and_terms_that_can_be_read(documents):
    shards, _ = shards_of(documents, 30)
    read_terms(*shards.flat("terms"), shards.manifest["digits"])
    assert as_pairs(shards) == plain_pairs(documents)


def as_pairs(shards: Shards) -> dict[tuple[str, int], dict[int, list[int]]]:
    found = read_pairs(*shards.flat("pairs"))
    order = [(as_in_javascript(key), length) for key, length, _ in found]
    assert order == sorted(set(order))
    return {(key, length): fields for key, length, fields in found}


def plain_pairs(documents: list[dict[str, str]]) -> dict[tuple[str, int], dict[int, list[int]]]:
    found: defaultdict[tuple[str, int], defaultdict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for place, document in enumerate(documents):
        for field, name in enumerate(("title", "text")):
            words = [spelling(atom) for atom in chunk_atoms(search_fold(document.get(name, "")))]
            for one, other in pairwise(words):
                found[one + other, len(as_in_javascript(one)) // 2][field].add(place)
    return {key: {field: sorted(places) for field, places in fields.items()} for key, fields in found.items()}


def test_pairs_of_a_corpus_are_those_that_stand_in_it():
    documents = corpus(300, seed=5)
    shards, _ = shards_of(documents, 3000)
    assert as_pairs(shards) == plain_pairs(documents)


def test_pairs_that_read_alike_are_told_apart_by_the_length_of_the_first_word():
    documents = [{"title": "few shot"}, {"title": "fews hot"}, {"text": "few-shot few-shot"}, {"title": "Few. Shot"}]
    shards, _ = shards_of(documents)
    assert as_pairs(shards)["fewshot", 3] == {0: [0, 3], 1: [2]}
    assert as_pairs(shards)["fewshot", 4] == {0: [1]}
    assert as_pairs(shards)["shotfew", 4] == {1: [2]}


def test_written_words_are_counted_with_their_fields():
    shards, _ = shards_of([{"title": "Few-shot R-CNN", "author": "Kurt Gödel"}, {"text": "few Few, r-cnn 2015 c++ ab"}])
    keys, numbers = shards.flat("words")
    found = dict(zip(keys, zip(numbers[::2], numbers[1::2], strict=True), strict=True))
    assert found == {
        "cnn": (3, 2), "few": (3, 3), "fewshot": (1, 1), "godel": (4, 1), "kurt": (4, 1), "rcnn": (3, 2),
        "shot": (1, 1),
    }  # fmt: skip
    assert shards_of([{"text": "word " * 10_000}])[0].flat("words") == (["word"], [2, 9999])


@given(st.lists(st.one_of(st.integers(0, 300), st.integers(0, 10**12))))
def test_packed_numbers_are_read_back(numbers):
    packed = "".join(map(pack, numbers))
    assert set(packed) <= set(CHARACTERS)
    assert unpack(packed) == numbers


def test_the_alphabet_needs_no_escape_in_a_script():
    assert CHARACTERS[0] == "#"
    assert len(CHARACTERS) == 91
    assert json.dumps(CHARACTERS) == f'"{CHARACTERS}"'


KEYS = st.lists(st.text(st.sampled_from("abz9é卷\uffee𐐨𐐩"), min_size=1, max_size=70), max_size=30)


@given(KEYS)
def test_front_coded_keys_are_read_back(keys):
    keys = sorted(set(keys), key=as_in_javascript)
    assert unfront(front_coded(keys)) == keys


@pytest.mark.parametrize(
    ("key", "again"),
    [
        ("net", "&"),
        ("a" * 8, "+"),
        ("a" * 59, CHARACTERS[59]),
        ("a" * 61, CHARACTERS[59] + "aa"),
        ("a" * 64, CHARACTERS[59] + "aaaaa"),
        ("𐐨" * 30, CHARACTERS[58] + "𐐨"),
    ],
)
def test_a_repeated_key_shares_itself_as_far_as_a_share_can_tell(key, again):
    assert front_coded([key, key]) == f"#{key} {again}"


def test_the_first_units_of_a_text_never_end_in_half_a_character():
    assert first_units("a" * 30, 24) == "a" * 24
    assert first_units("é" * 30, 24) == "é" * 24
    assert first_units("a" + "𐐨" * 20, 24) == "a" + "𐐨" * 11


@given(KEYS, st.integers(1, 40))
def test_leaves_hold_all_keys_in_order_and_are_found_by_their_bounds(keys, size):
    keys = sorted(keys, key=as_in_javascript)  # with repeats
    node, parts = cut_family("words", ((key, pack(at)) for at, key in enumerate(keys)), size)
    shards = Shards({"families": {"words": node}}, {name: json.loads(part) for name, part in parts.items()})
    leaves = shards.leaves("words")
    assert shards.flat("words") == (keys, list(range(len(keys))))
    bounds = [as_in_javascript(bound) for bound, _, _ in leaves]
    assert bounds == sorted(set(bounds))
    for at, (_, own, _) in enumerate(leaves):
        for key in map(as_in_javascript, own):
            assert sum(bound <= key for bound in bounds) == at + 1
    for (_, before, _), (bound, _, _) in pairwise(leaves):
        assert as_in_javascript(before[-1]) < as_in_javascript(bound)
        assert as_in_javascript(bound[:-1]) <= as_in_javascript(before[-1])


@pytest.mark.parametrize(("count", "level"), [(0, 0), (1, 0), (128, 0), (129, 1), (128 * 32, 1), (128 * 32 + 1, 2)])
def test_bounds_of_many_leaves_are_cut_into_blocks(count, level):
    keys = [f"{number:06}" for number in range(count)]
    node, parts = cut_family("terms", ((key, "##") for key in keys), 1)
    shards = Shards({"families": {"terms": node}}, {name: json.loads(part) for name, part in parts.items()})
    assert node[0] == level
    assert shards.flat("terms")[0] == keys
    assert len(parts) == count + sum(-(-count // 32**step) for step in range(1, level + 1))


def test_leaves_are_about_equal_and_a_large_one_has_little_beside_it():
    values = [("#" * (9000 if number == 500 else 10)) for number in range(3000)]
    _, parts = cut_family("terms", ((f"{number:06}", value) for number, value in enumerate(values)), 1000)
    sizes = [len(part) for part in parts.values()]
    (large,) = [size for size in sizes if size > 1010]
    assert large < 9050
    assert sum(size < 900 for size in sizes) <= 2


def small_survey():
    papers = [
        paper(
            "Fast R-CNN: A Study — of sorts",
            abstract="The first line.",
            findings=Findings(
                gist="Finds objects.", name="Fast R-CNN (FRCNN), F/R", kind="method", tasks=("object detection",),
                datasets=("COCO", "VOC"), results=(Result("mAP", "70%", "VOC 2007"),),
            ),
            authors=("Ada Lovelace", "Kurt Gödel"),
            author_count=3,
            date=year(2015),
            venue="ICCV",
            arxiv="1504.08083",
            links=(Link("Code", "https://example.org/x"),),
        ),
        paper("Zebra", date=year(2020), findings=Findings(tasks=("Object Detection",)),
              links=(Link("Project", "https://www.github.com/a/b"),)),
        paper("Aardvark", date=year(2020), links=(Link("Paper list", "https://github.com/a/b"),)),
        paper("Undated\u2028line", findings=Findings(kind="survey", tasks=("object detection",))),
    ]  # fmt: skip
    for one in papers:
        assert one.slug
    themes = [theme("detection", "Finding objects"), theme("slim", "Pruning")]
    return catalogue(papers, themes, {"fast-r-cnn-a-study-of-sorts": ["slim", "detection"], "zebra": ["slim"]})


@pytest.fixture(scope="module")
def shards():
    return read_shards(build_search(search_rows(small_survey())))


def test_papers_are_numbered_newest_first_and_then_by_slug(shards):
    slugs = ["aardvark", "zebra", "fast-r-cnn-a-study-of-sorts", "undated-line"]
    assert shards.parts["columns/slug"] == [" ".join(slugs), ""]
    assert shards.manifest["order"] == small_survey().order_mark
    assert shards.manifest["count"] == 4
    size = shards.manifest["perPart"]
    cards = [card for number in range(-(-4 // size)) for card in shards.parts[f"papers/{number}"]]
    assert [card[0] for card in cards] == slugs
    assert cards[2] == [
        "fast-r-cnn-a-study-of-sorts", "Fast R-CNN: A Study — of sorts", ["Ada Lovelace", "Kurt Gödel"],
        1, 2015, [1, 0],
        "Fast R-CNN (FRCNN), F/R",
        ["Finds objects.", "", 1, "Tasks: object detection. Data sets: COCO, VOC.",
         "ICCV · arXiv 1504.08083"],
    ]  # fmt: skip
    assert shards.parts["abstracts/0"] == ["", "", "The first line.", ""]


def test_the_manifest_tells_what_every_query_needs(shards):
    manifest = dict(shards.manifest)
    assert re.fullmatch("[0-9a-f]{10}", manifest.pop("build"))
    assert {name: level for name, (level, _) in manifest.pop("families").items()} == dict.fromkeys(
        ("terms", "vocabulary", "pairs", "titles", "words"), 0
    )
    assert len(manifest.pop("averages")) == len(FIELDS)
    assert manifest.pop("digits") == [1] * len(FIELDS)
    assert manifest == {
        "format": 3,
        "count": 4,
        "order": small_survey().order_mark,
        "perPart": 10,
        "fields": [["title", 10], ["text", 1], ["author", 4], ["theme", 2], ["year", 1]],
        "themes": [["detection", "Finding objects"], ["slim", "Pruning"]],
        "years": [2015, 2020],
        "columns": ["theme", "task", "dataset", "year", "kind", "code", "slug"],
    }


@pytest.mark.parametrize(
    ("name", "names", "numbers"),
    [
        ("theme", [["detection", "Finding objects"], ["slim", "Pruning"]], [0, 1, 1, 2, 1, 0, 0]),
        ("task", ["object detection"], [0, 1, 0, 1, 0, 1, 0]),
        ("dataset", ["COCO", "VOC", "VOC 2007"], [0, 0, 3, 0, 1, 2, 0]),
        ("year", [2015], [6, 6, 1, 0]),
        ("kind", ["method", "survey"], [0, 0, 1, 2]),
        ("code", [], [0, 1, 1, 0]),
    ],
)
def test_columns_tell_of_every_paper_by_what_lists_are_narrowed(shards, name, names, numbers):
    found, packed = shards.parts[f"columns/{name}"]
    assert (found, unpack(packed)) == (names, numbers)


def test_titles_openings_and_short_names_lead_to_their_papers(shards):
    keys, numbers = shards.flat("titles")
    found = list(zip(keys, zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True), strict=True))
    assert found == [
        ("aardvark", (0, 8, 0)),
        ("f", (2, 1, 2)),
        ("fastrcnn", (1, 8, 2)),
        ("fastrcnn", (2, 8, 2)),
        ("fastrcnnastudyofsorts", (0, 21, 2)),
        ("frcnn", (2, 5, 2)),
        ("r", (2, 1, 2)),
        ("undatedline", (0, 11, 3)),
        ("zebra", (0, 5, 1)),
    ]


def test_the_vocabulary_is_that_of_the_terms(shards):
    assert shards.flat("vocabulary") == (shards.flat("terms")[0], [])


def test_phrases_are_found_in_the_lines_of_title_text_authors_themes_and_facts(shards):
    pairs = as_pairs(shards)
    assert pairs["fastr", 4] == {0: [2]}
    assert pairs["kurtgodel", 4] == {2: [2]}
    assert pairs["findingobjects", 7] == {3: [2]}
    assert pairs["iccvarxiv", 4] == {4: [2]}
    assert pairs["findsobjects", 5] == {1: [2]}
    assert ("lovelacekurt", 8) not in pairs
    assert ("objectsthe", 7) not in pairs
    assert ("slimpruning", 4) not in pairs


def test_no_papers_make_shards_that_hold_nothing():
    shards = read_shards(build_search(search_rows(catalogue([]))))
    assert shards.manifest["families"] == {
        name: [0, ""] for name in ("terms", "vocabulary", "pairs", "titles", "words")
    }
    assert shards.manifest["averages"] == [0.0] * len(FIELDS)
    assert shards.parts == {"columns/slug": ["", ""]}


def test_line_ends_that_old_browsers_take_for_ends_of_statements_are_escaped():
    names = [paper("One", authors=("A\u2028b", "C\u2029d"))]
    for data in build_search(search_rows(catalogue(names))).values():
        assert not set(data.decode()) & {"\u2028", "\u2029"}
        assert data.count(b"\n") == 1


PROGRAM = """
import hashlib, sys
from searching import catalogue, corpus, paper
from site_builder.search import build_search, search_rows
papers = [paper(one["title"], abstract=one["text"]) for one in corpus(60)]
files = build_search(search_rows(catalogue(list({one.slug: one for one in papers}.values()))))
print(hashlib.sha256(b"".join(path.encode() + files[path] for path in files)).hexdigest())
"""


def test_the_same_papers_make_the_same_bytes_whatever_the_seed_of_hashes():
    found = Counter()
    for seed in ("0", "1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path])}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
        )
        found[done.stdout] += 1
    assert len(found) == 1
