"""Which papers are alike, and which words are told of it."""

from __future__ import annotations

import math
import random

import pytest
from test_pages import catalogue, filed, paper, year

from site_builder.catalogue import Page
from site_builder.model import Findings
from site_builder.pages import make_pages
from site_builder.related import MOST, Likeness, find_related, likeness, shared_words, weigh_words
from site_builder.related_pages import add_related

FILLING = (
    "Light on water moves as the evening comes and boats return to the harbour. ",
    "A committee met on Tuesday to weigh reports of the railway and its bridges. ",
    "Bread rises slowly where the kitchen is cold, whatever the baker hopes for. ",
    "Seven rivers cross the plain before they join below the northern mountains. ",
)


def corpus():
    """Two papers on pruning, two on birdsong, and others on nothing of the kind."""
    return [
        paper(
            "pruning-one", title="Pruning channels of networks", note="Channels are pruned by sparsity of activations."
        ),
        paper("pruning-two", title="Channel pruning, revisited", note="Sparsity decides; activations are measured."),
        paper("song-one", title="Birdsong in spectrograms", note="Warblers sing in the forest at dawn."),
        paper("song-two", title="Recognising birdsong", note="A warbler is heard at dawn, a wren at noon."),
        *(paper(f"other-{at}", title=text.split()[0], note=text) for at, text in enumerate(FILLING)),
    ]


def many(count: int, seed: int = 5):
    """Papers of words drawn from a vocabulary in which a few words are common, as in any language."""
    chance = random.Random(seed)
    words = [f"w{chance.randrange(10**6):06x}" for _ in range(600)]
    weights = [1 / (rank + 3) for rank in range(len(words))]
    return [
        paper(
            f"p{at}",
            title=" ".join(chance.choices(words, weights, k=6)),
            note=" ".join(chance.choices(words, weights, k=80)),
        )
        for at in range(count)
    ]


def test_papers_on_one_matter_find_each_other_and_say_by_which_words():
    related = find_related(corpus())
    assert [found.slug for found in related["pruning-one"]] == ["pruning-two"]
    assert [found.slug for found in related["song-two"]] == ["song-one"]
    assert set(related["pruning-one"][0].shared) >= {"pruning", "channel"}
    assert related["song-one"][0].shared[0] == "birdsong"


def test_papers_like_no_other_are_left_out():
    assert not {slug for slug in find_related(corpus()) if slug.startswith("other")}


def test_a_plural_counts_as_its_singular_where_the_survey_has_both():
    words = weigh_words(corpus())
    for slug in ("song-one", "song-two"):
        assert "warbler" in words.vectors[words.numbers[slug]]
    assert not {"warblers", "channels"} & {word for vector in words.vectors for word in vector}


def test_likeness_is_the_same_from_either_side():
    words = weigh_words(many(60))
    for one in words.vectors:
        for other in words.vectors:
            assert likeness(one, other) == likeness(other, one)
            assert shared_words(one, other) == shared_words(other, one)


def test_one_word_in_common_does_not_make_two_papers_equal():
    (found,) = find_related(corpus())["song-one"]
    assert found.cosine < 0.7


def test_vectors_have_length_one_and_are_short():
    for vector in weigh_words(many(60)).vectors:
        assert math.isclose(math.fsum(weight * weight for weight in vector.values()), 1.0)
        assert len(vector) <= 24
        assert list(vector.values()) == sorted(vector.values(), reverse=True)


def test_the_order_of_papers_changes_nothing_for_papers_that_are_alike_to_different_degrees():
    papers = corpus()
    assert find_related(papers) == find_related(papers[::-1])


def test_the_likest_come_first_and_no_more_than_a_page_shows():
    for slug, found in find_related(many(120)).items():
        assert 1 <= len(found) <= MOST
        assert slug not in [one.slug for one in found]
        assert [one.cosine for one in found] == sorted((one.cosine for one in found), reverse=True)
        assert all(one.shared for one in found)


def test_the_quick_way_finds_nearly_what_comparing_all_papers_does():
    words = weigh_words(many(400))
    hits = wanted = 0
    for slug, number in list(words.numbers.items())[:100]:
        vector = words.vectors[number]
        best = sorted(
            (-likeness(vector, other), words.slugs[at]) for at, other in enumerate(words.vectors) if at != number
        )[:MOST]
        quick = {found.slug for found in words.related(slug)}
        hits += sum(1 for _, other in best if other in quick)
        wanted += len(quick)
    assert hits >= 0.85 * wanted


def test_words_of_a_title_weigh_more_than_those_of_a_text():
    papers = [
        paper("asked", title="Galaxies", note="Something about lichen."),
        paper("by-title", title="Galaxies", note="Nothing in common."),
        paper("by-text", title="Elsewhere", note="A word about lichen."),
        *(paper(f"other-{at}", title=text.split()[0], note=text) for at, text in enumerate(FILLING)),
    ]
    assert find_related(papers)["asked"][0].slug == "by-title"


def test_tasks_and_data_sets_are_told_as_they_are_written_and_stand_for_their_words():
    findings = Findings(tasks=("object detection",), datasets=("MS COCO",))
    papers = [
        paper("one", title="Detection of objects", findings=findings),
        paper("two", title="Detecting an object: detection", findings=findings),
        *(paper(f"other-{at}", title=text.split()[0], note=text) for at, text in enumerate(FILLING)),
    ]
    shared = find_related(papers)["one"][0].shared
    assert {"object detection", "MS COCO"} <= set(shared)
    assert not {"object", "detection", "coco"} & set(shared)


@pytest.mark.parametrize("papers", [[], [paper("alone")], [paper("one", title="…"), paper("two", title="…")]])
def test_surveys_too_small_to_compare_have_no_related_papers(papers):
    assert find_related(papers) == {}


def test_equal_papers_are_alike_and_hostile_words_are_words():
    papers = [
        paper("one", title="<script> & “signs”", note="Kernels' sizes: 3×3."),
        paper("two", title="<script> & “signs”", note="Kernels' sizes: 3×3."),
        *(paper(f"other-{at}", title=text.split()[0], note=text) for at, text in enumerate(FILLING)),
    ]
    found = find_related(papers)["one"][0]
    assert found.slug == "two"
    assert found.cosine > 0.8
    assert all("<" not in word for word in found.shared)


def test_pages_of_papers_get_what_is_related_and_other_pages_nothing():
    held = catalogue([paper("one", date=year(2019)), paper("two")], {"one": ("seeing",)})
    related = {"two": (Likeness("one", 0.5, ("words", "more")),), "themes/seeing": ()}
    pages: dict[str, Page] = {page.path: page for page in add_related(make_pages(held), related, held)}
    view = pages["papers/two.html"].context["related"]
    assert [(one.title, one.path, one.year, one.shared) for one in view] == [
        ("One", "papers/one.html", "2019", "words, more")
    ]
    assert [path for path, page in pages.items() if "related" in page.context] == ["papers/two.html"]
    assert filed("seeing") == held.assignments["one"]
