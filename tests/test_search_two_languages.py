"""The contract between Python, which builds the index, and JavaScript, which is asked: both are put the same questions.

The JavaScript side is stock lunr.js and static/search-*.js, the files that go into a site.
"""

from __future__ import annotations

import itertools
import os
import pydoc_data.topics
import random
import re
import unicodedata
from pathlib import Path

import pytest
from lunr.exceptions import QueryParseError
from lunr.index import Index
from searching import catalogue, corpus, find, in_node, paper, theme, write_search, write_whole_index, year
from whole_index import serialise_index

from site_builder.model import Findings
from site_builder.search import FIELDS
from site_builder.search_terms import parts, search_fold, spelling, stem, term, terms

LISTINGS = Path(__file__).resolve().parents[2] / "shared" / "sources"
FUNCTIONS = {"fold": search_fold, "spelling": spelling, "stem": stem, "parts": parts, "terms": terms, "term": term}
ENDINGS = re.findall(
    r"\w+",
    """s es ed ing eed ies sses ational tional enci anci izer bli alli entli eli ousli ization ation ator alism iveness
    fulness ousness aliti iviti biliti logi icate ative alize iciti ical ful ness al ance ence er ic able ible ant ement
    ment ent ion ou ism ate iti ous ive ize e ll y at bl iz
    ise ised iser ising isation isational our ours oured lyse lyzed lyzer lled lling centre metred fibre logue aem""",
)


def listed_words() -> set[str]:
    """Every word of the listings that lie beside the repository; none where they do not."""
    return {word for path in LISTINGS.glob("*.txt") for word in path.read_text("utf-8").split()}


def english_words() -> set[str]:
    """The words of Python's own documentation and sources: some ten thousand, technical as ours are."""
    texts = list(pydoc_data.topics.topics.values())
    texts += [path.read_text("utf-8", "replace") for path in sorted(Path(os.__file__).parent.glob("*.py"))]
    return {word for text in texts for word in re.findall(r"[^\W_]+", text)}


def made_words() -> set[str]:
    chance = random.Random(0)
    stems = ["".join(chance.choices("aeiouybcdlnrstz", k=chance.randint(0, 5))) for _ in range(6000)]
    ended = {word + chance.choice(ENDINGS) + chance.choice(["", *ENDINGS]) for word in stems}
    short = {"".join(letters) for letters in itertools.product("aeilnosty", repeat=4)}
    return ended | short | {a + b for a in ENDINGS for b in ENDINGS} | set(ENDINGS)


def marked_words() -> set[str]:
    """Names as papers write them, and the same with every kind of mark between and around."""
    names = [
        "R-CNN",
        "ViT-B/16",
        "YOLOv4",
        "few-shot",
        "C++",
        "C#",
        "O(n^2)",
        "ResNet-50",
        "UIEC²-Net",
        "Padé",
        "naïve",
    ]
    names += [
        "3×3",
        "卷积网络",
        "자연어",
        "Ελληνικός",
        "ﬁnal…",
        "e.g.",
        "U.S.",
        "--",
        "İI",
        "ß",
        "x" * 50,
        "v1",
        "conv3",
        "٣",
    ]
    marks = [*"-/_.'’()[]{}^+#*~:;,!?\"“”|—–\u00ad\u200b\xa0\u0301"]
    return {*names, *(f"{a}{mark}{b}" for mark in marks for a in ("ab", "A1", "") for b in ("cd", "2", ""))}


def compare(words: set[str]) -> None:
    asked = sorted(words)
    answers = in_node({"kind": "words", "functions": list(FUNCTIONS), "words": asked})
    assert isinstance(answers, dict)
    for name, function in FUNCTIONS.items():
        here = [list(found) if isinstance(found := function(word), tuple) else found for word in asked]
        differ = [row for row in zip(asked, here, answers[name], strict=True) if row[1] != row[2]]
        assert not differ, f"{name}: {len(differ)} of {len(asked)} words differ, such as {differ[:5]}"


@pytest.mark.parametrize("words", [english_words, made_words, marked_words, listed_words])
def test_every_word_becomes_the_same_on_both_sides(words):
    compare(words())


def test_the_vocabulary_compared_is_large():
    assert len(english_words() | made_words()) > 30_000


def test_every_character_becomes_the_same_on_both_sides():
    # Those of the basic plane, of which the releases of Unicode that the two sides know tell the same, without the
    # tens of thousands of Chinese and Korean ones that are all alike.
    scripts = [
        char for char in map(chr, range(0x10000)) if not 0x3400 < ord(char) < 0x9FF0 and not 0xAC10 < ord(char) < 0xD790
    ]
    compare({f"a{char}b2" for char in scripts if unicodedata.category(char) not in ("Cn", "Cs", "Co")})


def queries(chance: random.Random) -> list[str]:
    """Queries of every kind that lunr's language has, of words that the corpus has and of some that it has not."""
    words = [*sorted({word for document in corpus(300) for word in document["text"].split()}), "absent", "détection"]

    def pick() -> str:
        return re.sub(r"[+~^:*]", "", chance.choice(words)) or "net"

    kinds = [
        pick,
        lambda: f"{pick()} {pick()}",
        lambda: f"{pick()} {pick()} {pick()} {pick()}",
        lambda: f"+{pick()} {pick()}",
        lambda: f"+{pick()} +{pick()}",
        lambda: f"+{pick()} -{pick()}",
        lambda: f"-{pick()}",
        lambda: f"-{pick()} -{pick()}",
        lambda: f"title:{pick()}",
        lambda: f"text:{pick()} author:{pick()}",
        lambda: f"+title:{pick()} -text:{pick()}",
        lambda: f"theme:detection {pick()}",
        lambda: f"+theme:pruning {pick()}",
        lambda: f"year:{chance.randint(2010, 2025)} {pick()}",
        lambda: f"{pick()[:3]}*",
        lambda: f"*{pick()[-3:]}",
        lambda: f"{pick()[:2]}*{pick()[-1:]}",
        lambda: f"title:{pick()[:2]}*",
        lambda: f"{pick()}~1",
        lambda: f"{pick()}~2",
        lambda: f"+{pick()}~1 {pick()}",
        lambda: f"{pick()}^5 {pick()}",
        lambda: f"{pick()}^10 title:{pick()}^3 {pick()}~1",
        lambda: f"{pick()}:{pick()}",
        lambda: f"{pick()}~",
    ]
    return [kind() for kind in kinds for _ in range(12)]


def test_lunr_in_python_and_lunr_in_the_browser_give_the_same_results_in_the_same_order(tmp_path):
    index = tmp_path / "whole.json"
    index.write_text(serialise_index(FIELDS, corpus(300)), "utf-8")
    asked = queries(random.Random(1))
    theirs = in_node({"kind": "lunr", "index": str(index), "queries": asked})
    ours = Index.load(index.read_text("utf-8"))
    found = 0
    for query, there in zip(asked, theirs, strict=True):
        try:
            here = [(result["ref"], result["score"]) for result in ours.search(query)]
        except QueryParseError:
            assert there is None, query
            continue
        assert [(ref, pytest.approx(score, abs=1e-9)) for ref, score in there] == here, query
        found += bool(here)
    assert found > len(asked) / 2


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    """The search files of a small survey with names that are hard to find, and its whole index."""
    text = "A study of networks for pictures."
    papers = [
        paper("Fast R-CNN", abstract=f"{text} The R-CNN family.", authors=("Ross Girshick",), date=year(2015)),
        paper("Residual recurrent pictures", abstract="A CNN whose step r is learnt."),
        paper("YOLOv4: Optimal Speed", abstract=f"{text} Object detection with YOLO v3 in one stage.", date=year(2020)),
        paper("An Image is Worth 16x16 Words", abstract="ViT-B/16 is trained without convolutions."),
        paper("Learning from a handful", abstract="Few-shot recognition with attention.", date=year(2019)),
        paper("Zero examples", abstract="Zero shot recognition, and many a shot of few pixels."),
        paper("Paon", abstract="Neurons after Padé, in C++ and in O(n^2) steps."),
        paper("Incomplete proofs", authors=("Kurt Gödel", "Ada Lovelace"), abstract="Always an array, by the airway."),
        paper("Attention Is All You Need", abstract="Sequences.", date=year(2017)),
        paper("Attention is all you need in object detection", abstract="Detection of every object."),
        paper("Pruning filters", abstract="Convolutional networks are pruned.", date=year(2017)),
        paper("A survey of pruning", abstract="Pruning methods."),
        paper("卷积神经网络综述", abstract=None),
    ]
    themes = [theme("detection", "Object detection"), theme("slim", "Smaller networks")]
    of = {"fast-r-cnn": ["detection"], "yolov4-optimal-speed": ["detection"], "pruning-filters": ["slim"]}
    folder = tmp_path_factory.mktemp("search")
    searched = catalogue(papers, themes, of)
    return write_search(searched, folder), write_whole_index(searched, folder / "whole.json"), searched


@pytest.mark.parametrize(
    ("queries", "slugs"),
    [
        ("R-CNN | rcnn | RCNN | r-cnn | R–CNN | title:R-CNN | title:rcnn", {"fast-r-cnn"}),
        ("ViT-B/16 | vit-b/16 | vitb16 | vit-b16 | vit b 16 | ViT-B | vit-b/1", {"an-image-is-worth-16x16-words"}),
        ("few-shot | fewshot | Few-Shot | few-sh", {"learning-from-a-handful"}),
        ("zero-shot | zeroshot | zero shot", {"zero-examples"}),
        ("YOLOv4 | yolov4 | yolo v4 | YOLO-v4 | yolo 4 | yolov4 optimal", {"yolov4-optimal-speed"}),
        ("yolo | YOLO v3 | yolov3 | yol", {"yolov4-optimal-speed"}),
        ("C++ | c++ | O(n^2) | o(n^2) | Pade | pade | Padé | PADÉ", {"paon"}),
        ("godel | Gödel | kurt godel | author:godel | author:Gödel", {"incomplete-proofs"}),
        ("airway | array | always | airwa", {"incomplete-proofs"}),
        ("卷积 | 综述 | 神经网络", {"卷积神经网络综述"}),
        ('"many a shot" | "MANY a Shot | -attention shot', {"zero-examples"}),
        (
            "title:object detection | +object -yolo* theme:detection -r-cnn",
            {"attention-is-all-you-need-in-object-detection"},
        ),
        ("+conv* +pruned | convolutio pruned | prunin filters | pruned year:2017", {"pruning-filters"}),
        ("theme:slim | smaller | theme:smaller", {"pruning-filters"}),
        ("filtters | prunning fiters", {"pruning-filters"}),
        ("theme:detection year:2015 | girshick~1 | girshik", {"fast-r-cnn"}),
    ],
)
def test_what_a_person_types_finds_what_they_mean(survey, queries, slugs):
    asked = queries.split(" | ")
    for query, (total, found) in zip(asked, find(survey[0], *asked), strict=True):
        wanted = slugs if "卷积神经网络综述" not in slugs else {"paper"}
        assert (total, set(found)) == (1, wanted), query


def test_several_words_mean_all_of_them_and_some_of_them_only_where_no_paper_has_all(survey):
    (all_of, first), (some_of, second) = find(survey[0], "pruning survey", "pruning quaternions")
    assert (all_of, first) == (1, ["a-survey-of-pruning"])
    assert (some_of, set(second)) == (2, {"a-survey-of-pruning", "pruning-filters"})


def test_a_required_word_or_phrase_is_never_given_up(survey):
    assert find(survey[0], "+pruning +quaternions", 'pruning "no such phrase"') == [(0, []), (0, [])]


@pytest.mark.parametrize(
    "query",
    [
        *["pruning~", "pruning^", "pruning~9999999", "pruning\\", "\\pruning", "~ pruning", "pruning +", "* pruning"],
        *['"pruning', ":pruning", "pruning :: ^2~", "nofield:pruning", "😀 pruning", "pruning title:", "the:pruning"],
    ],
)
def test_what_lunr_cannot_read_is_searched_as_plain_words(survey, query):
    ((_, found),) = find(survey[0], query)
    assert set(found) == {"a-survey-of-pruning", "pruning-filters"}


def test_a_query_without_a_word_finds_nothing(survey):
    asked = [
        "~",
        "^",
        "+",
        "-",
        "*",
        "\\",
        '"',
        '""',
        "::",
        "title:*",
        "+-",
        "  ",
        "",
        "😀",
        "+~1^",
        "__",
        "toString",
        "zzz^2",
    ]
    assert find(survey[0], *asked) == [(0, [])] * len(asked)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("attention is all you need", "attention-is-all-you-need"),
        ("Attention Is All You Need!", "attention-is-all-you-need"),
        ("attention", "attention-is-all-you-need"),
        ("yolov4", "yolov4-optimal-speed"),
        ("a survey of pruning", "a-survey-of-pruning"),
        ("pruning fil", "pruning-filters"),
    ],
)
def test_a_title_or_its_short_name_comes_first(survey, query, first):
    ((_, found),) = find(survey[0], query)
    assert found[0] == first


def test_excluding_alone_leaves_all_the_others(survey):
    (without, _), (all_of, _), (some_of, _) = find(survey[0], "-attention", "-quaternions", "-attention -pruning")
    assert (without, all_of, some_of) == (10, 13, 8)


def test_a_hyphenated_word_is_excluded_in_both_ways_of_writing(survey):
    ((_, found),) = find(survey[0], "recognition -zero-shot")
    assert found == ["learning-from-a-handful"]


def test_scores_are_those_of_lunr(survey):
    search, whole, searched = survey
    asked = [
        "pruning~1",
        "convol*",
        "title:attention",
        "attention^5",
        "+object -detection",
        "+attention +need",
        "recognition",
    ]
    stock = in_node({"kind": "lunr", "index": str(whole), "queries": asked})
    options = {"limit": 50, "typing": False}
    ours = in_node({"kind": "search", "folder": str(search), "queries": asked, "options": options})
    for query, there, here in zip(asked, stock, ours, strict=True):
        scores = {searched.newest_first[int(ref)].slug: score for ref, score in there}
        assert {found["id"]: found["score"] for found in here["results"]} == scores, query


def test_a_survey_without_papers_finds_nothing(tmp_path):
    search = write_search(catalogue([]), tmp_path)
    assert find(search, "network", "-network", "net*", '"a b"', "title:x~1") == [(0, [])] * 5


@pytest.fixture(scope="module")
def named(tmp_path_factory):
    """The search files of a small survey whose papers have short names, gists, venues and identifiers."""
    papers = [
        paper("A plain network", findings=Findings(name="ConvNeXt", gist="Modern convolutions."), arxiv="2201.03545"),
        paper("ConvNeXt V2: More of it", abstract="ConvNeXt, ConvNeXt and ConvNeXt again."),
        paper("Squeezing", findings=Findings(name="SENet"), venue="CVPR 2018 (pages 7-9)", doi="10.1109/x.2018.7"),
        paper("Growing", abstract="SENet is compared; CVPR papers of 2018.", date=year(2016), venue="CVPR 2017"),
        paper("Pruning", abstract="Pruning and pruning; running is another matter."),
        paper(
            "Pruned by tumour", note="The behaviour of *normalisation* of a tumour, modelled.", abstract="By analysis."
        ),
        paper("Tumors", abstract="Modeling the normalization of a tumor: behaviors are analyzed."),
        paper("Interpreting", findings=Findings(gist="On interpretability.", tasks=("image segmentation",))),
    ]
    return write_search(catalogue(papers), tmp_path_factory.mktemp("named"))


@pytest.mark.parametrize(
    ("queries", "first"),
    [
        ("convnext | ConvNeXt | conv-next | convnxt | a plain network", "a-plain-network"),
        ("convnext v2 | ConvNeXt V2: More of it", "convnext-v2-more-of-it"),
        ("senet | SE-Net | se net", "squeezing"),
        ("2201.03545 | arXiv:2201.03545v2 | https://arxiv.org/abs/2201.03545 | arxiv.org/pdf/2201.03545v3.pdf",
         "a-plain-network"),
        ("10.1109/x.2018.7 | doi:10.1109/X.2018.7 | https://doi.org/10.1109/x.2018.7 | cvpr 2018", "squeezing"),
        ("cvpr 2017", "growing"),
        ("title: pruning | title:prunning | prunning title:", "pruning"),
    ],
)  # fmt: skip
def test_a_short_name_a_venue_or_an_identifier_brings_its_paper_first(named, queries, first):
    asked = queries.split(" | ")
    for query, (_, found) in zip(asked, find(named, *asked), strict=True):
        assert found[:1] == [first], query


@pytest.mark.parametrize(
    "queries",
    [
        "tumour | tumor | tumours | TUMOR", "normalisation | normalization | normalise | normalis | normalized",
        '"normalisation of a tumour" | "normalization of a tumor"', "behaviour | behaviors | behaviou | behavio*",
        "modelled | modeling | modelling", "normalised tumour | normalized tumor",
    ],
)  # fmt: skip
def test_british_and_american_spellings_find_the_same(named, queries):
    for total, found in find(named, *queries.split(" | ")):
        assert (total, set(found)) == (2, {"pruned-by-tumour", "tumors"})


@pytest.mark.parametrize(
    ("wrong", "right", "note"),
    [
        ("prunning", "pruning", "No paper has “prunning”; showing “pruning”."),
        ("segmentaton", "segmentation", "No paper has “segmentaton”; showing “segmentation”."),
        ("interpretabilty", "interpretability", "No paper has “interpretabilty”; showing “interpretability”."),
        ("tumuor prunde", "tumour pruned", "No paper has “tumuor” or “prunde”; showing “tumour” and “pruned”."),
        ("convolutinos", "convolutions", "No paper has “convolutinos”; showing “convolutions”."),
    ],
)
def test_a_misspelt_word_is_read_as_the_nearest_one_and_nothing_else(named, wrong, right, note):
    ours, theirs = in_node({"kind": "search", "folder": str(named), "queries": [wrong, right]})
    assert ours["note"] == note
    assert theirs["note"] == ""
    assert ours["results"]
    assert {found["id"] for found in ours["results"]} == {found["id"] for found in theirs["results"]}


def test_another_figure_is_another_name(named):
    assert find(named, "convnext3", "2201.03546") == [(0, []), (0, [])]
