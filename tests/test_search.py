"""The search data as Python makes them; test_search_two_languages.py asks what the browser makes of them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lunr.index import Index
from searching import catalogue, corpus, paper, theme, write_whole_index, year
from sharding import lunrs_builder, read_shards
from whole_index import serialise_index

from site_builder.model import Findings
from site_builder.search import FIELDS, build_search, search_rows
from site_builder.search_terms import chunk_atoms, parts, search_fold, spelling, stem, term, terms


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Padé", "pade"), ("GÖDEL", "godel"), ("Łukasz Straße", "lukasz strasse"), ("UIEC²", "uiec2"), ("ﬁne", "fine"),
        ("3×3", "3x3"), ("İstanbul", "istanbul"), ("ΣΑΣ", "σασ"), ("２０２０", "2020"), ("", ""),
    ],
)  # fmt: skip
def test_fold(text, folded):
    assert search_fold(text) == folded


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("R-CNN", ["r", "cnn", "rcnn"]),
        ("few-shot", ["few", "shot", "fewshot"]),
        ("ViT-B/16", ["vit", "b", "16", "vitb16"]),
        ("YOLOv4", ["yolov4", "yolo", "v4", "yolov", "4"]),
        ("ResNet50", ["resnet50", "resnet", "50"]),
        ("C++ and C#", ["c++", "c", "and", "c#", "c"]),
        ("O(n^2)", ["o", "n", "2", "on2"]),
        ("networks'", ["network"]),
        ("network's", ["network", "s", "network"]),
        ("one,two", ["on", "two"]),
        ("2015-2017", ["2015", "2017"]),
        ("a-b-c-d-e-f", ["a", "b", "c", "d", "e", "f"]),
        ("卷积网络", ["卷", "积", "网", "络", "卷积网络"]),
        (" — … -- ", []),
        ("", []),
    ],
)
def test_terms(text, found):
    assert list(terms(text)) == found


def test_words_that_the_two_stemmers_of_lunr_tell_apart_end_as_in_the_browser():
    assert [stem(word) for word in ("airway", "array", "always", "try", "by", "ies", "eeds")] == [
        "airway", "array", "alway", "tri", "by", "ie", "e",
    ]  # fmt: skip


@pytest.mark.parametrize("word", ["vgg16s", "c++s", "naïvesσ", "is", "сетями"])
def test_only_words_of_latin_letters_are_stemmed(word):
    assert stem(search_fold(word)) == search_fold(word)


PAIRS = """
tumour tumor | normalisation normalization | visualised visualized | localise localize | optimiser optimizer
quantising quantizing | behavioural behavioral | modelling modeling | labelled labeled | fuelled fueled
analyse analyze | analysed analyzed | colourisation colorization | neighbourhood neighborhood
centre center | centred centered
fibres fibers | defence defense | catalogue catalog | grey gray | greyscale grayscale | artefacts artifacts
ischaemic ischemic | paediatric pediatric | oedema edema | characterise characterize | parallelised parallelized
generalisability generalizability | millimetre millimeter
"""


@pytest.mark.parametrize("pair", [pair.split() for pair in PAIRS.replace("\n", "|").split("|") if pair.strip()])
def test_british_and_american_spellings_have_one_stem(pair):
    british, american = pair
    assert stem(british) == stem(american)


def test_words_that_only_look_british_keep_their_spelling():
    words = """precise denoising supervised revised exercise promise premise comprise enterprise expertise treatise
        paradise pairwise rise arise raised four hour contour source journal called filled pulling smaller intelligence
        parallel analysis genre retrieve sequence absence pyramid phoenix does page"""
    assert [word for word in words.split() if spelling(word) != word] == []


def test_parts_of_what_has_none():
    assert parts("network") == []
    assert parts("3d") == []


@given(st.text())
def test_any_word_without_marks_inside_is_found_as_it_is_asked_for(text):
    for word in text.split():
        atoms = chunk_atoms(search_fold(word))
        if len(atoms) == 1:
            assert term(word) in terms(word)


@given(st.text())
def test_white_space_ends_a_word_whatever_stands_around_it(text):
    pieces = [found for piece in text.split() for found in terms(piece)]
    assert list(terms(text)) == pieces


def by_lunr(documents: list[dict[str, str]]) -> str:
    """The JSON of the index that lunr's own builder makes of the same words."""
    return json.dumps(lunrs_builder(documents).build().serialize(), ensure_ascii=False, separators=(",", ":"))


@pytest.mark.parametrize("count", [1, 2, 3, 40, 150])
def test_the_index_equals_that_of_lunrs_own_builder(count):
    documents = corpus(count, seed=count)
    assert serialise_index(FIELDS, documents) == by_lunr(documents)


WORDS = st.lists(
    st.sampled_from(["deep", "Net", "nets", "R-CNN", "few-shot", "YOLOv4", "c++", "Gödel", "2015", "—", "卷积", "İ"]),
    max_size=8,
)
DOCUMENTS = st.lists(
    st.dictionaries(st.sampled_from([f.name for f in FIELDS]), WORDS.map(" ".join)), min_size=1, max_size=6
)


@settings(deadline=None)
@given(DOCUMENTS)
def test_the_index_equals_that_of_lunrs_own_builder_whatever_fields_are_missing(documents):
    assert serialise_index(FIELDS, documents) == by_lunr(documents)


def test_terms_are_sorted_as_the_browser_compares_them():
    # In UTF-16, 𐐨 (two surrogates) stands before ꭠ; by code points it is the other way round.
    index = json.loads(serialise_index(FIELDS, [{"title": "\uff9e \U00010428 zeta \ufb29 \uabc0 alpha"}]))
    found = [row[0] for row in index["invertedIndex"]]
    assert found == sorted(found, key=lambda word: word.encode("utf-16-be"))
    assert "\U00010428" in found


def test_cards_hold_what_results_show():
    papers = [
        paper(
            "Deep  UIEC^2-Net",
            abstract="About <nets> &\nmore.",
            note="A *note* with [a link](https://example.org/x) & `code`.\n\nNext.",
            authors=("Ada Lovelace", "Kurt Gödel"),
            author_count=5,
            date=year(2015),
            findings=Findings(
                gist="Raises the light.",
                name="UIEC²-Net",
                tasks=("underwater vision",),
                datasets=("UIEB", "Sea"),
            ),
            venue="CVPR Workshops 2022 (NTIRE) (pages 1-9; as the site says)",
            arxiv="2201.00001",
            doi="10.1000/x.1",
        ),
        paper("A bare one"),
    ]
    themes = [theme("detection", "Object detection"), theme("pruning", "Pruning")]
    built = build_search(search_rows(catalogue(papers, themes, {"deep-uiec-2-net": ["pruning", "detection"]})))
    shards = read_shards(built)
    assert shards.manifest["themes"] == [["detection", "Object detection"], ["pruning", "Pruning"]]
    assert shards.parts["papers/0"] == [
        [
            "deep-uiec-2-net",
            "Deep UIEC²-Net",
            ["Ada Lovelace", "Kurt Gödel"],
            1,
            2015,
            [1, 0],
            "UIEC²-Net",
            [
                "Raises the light.",
                "A note with a link & code. Next.",
                1,
                "Tasks: underwater vision. Data sets: UIEB, Sea.",
                "CVPR Workshops 2022 (NTIRE) · arXiv 2201.00001 · DOI 10.1000/x.1",
            ],
        ],
        ["a-bare-one", "A bare one", [], 0, None, [], "", ["", "", "", "", ""]],
    ]
    assert shards.parts["abstracts/0"] == ["About <nets> & more.", ""]


def test_an_abstract_with_neither_gist_nor_note_is_in_the_card_itself():
    shards = read_shards(build_search(search_rows(catalogue([paper("A bare one", abstract="What it tells.")], [], {}))))
    assert shards.parts["papers/0"][0][-1] == ["", "", "What it tells.", "", ""]
    assert "abstracts/0" not in shards.parts


@pytest.mark.parametrize(
    "query", ["title:uiec2", "text:note", "author:godel", "theme:pruning", "theme:detection", "year:2015", "code"]
)
def test_every_field_is_searched(query, tmp_path):
    papers = [
        paper("UIEC^2-Net", note="A note with `code`.", authors=("Kurt Gödel",), date=year(2015)),
        paper("Another", abstract="Something else."),
    ]
    themes = [theme("detection", "Finding objects"), theme("slim", "Pruning")]
    searched = catalogue(papers, themes, {"uiec-2-net": ["detection", "slim"]})
    whole = write_whole_index(searched, tmp_path / "index.json")
    found = Index.load(json.loads(whole.read_text("utf-8"))).search(query)
    assert [searched.newest_first[int(result["ref"])].slug for result in found] == ["uiec-2-net"]
