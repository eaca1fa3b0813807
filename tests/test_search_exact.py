"""Search by shards gives what lunr.js gives over the whole index: the same papers, scores and order."""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from searching import catalogue, in_node, paper, theme, write_search, write_whole_index, year

sys.path.append(str(Path(__file__).parent / "benchmark"))
from papers import invent_papers

THEMES = ["object-detection", "pruning", "attention", "generative-models", "few-shot-learning"]
NAMES = ["R-CNN", "ViT-B/16", "YOLOv4", "C++", "O(n^2)", "Padé", "few-shot", "ResNet-50", "3×3", "卷积网络"]


def invented(count: int):
    """Invented papers; some have names that are hard to find, and some lack texts, authors or years."""
    chance = random.Random(count)
    papers = []
    of = {}
    for one in invent_papers(count, THEMES):
        bare = chance.random() < 0.05
        text = f"{one.abstract} {' '.join(chance.sample(NAMES, 2))}." if chance.random() < 0.3 else one.abstract
        made = paper(
            one.title,
            slug=f"paper-{one.number}",
            abstract=None if bare else text,
            authors=() if bare else one.authors,
            date=None if chance.random() < 0.05 else year(int(one.date[:4])),
        )
        papers.append(made)
        of[made.slug] = list(one.themes)
    return catalogue(papers, [theme(name, name.replace("-", " ").capitalize()) for name in THEMES], of)


def kinds_of_queries(words: list[str], rare: list[str], chance: random.Random) -> list[Callable[[], str]]:
    """Every kind of query that lunr's language has, of common and rare words, and of some that no paper has."""

    def common() -> str:
        return chance.choice(words)

    def any_word() -> str:
        return chance.choice([common(), common(), chance.choice(rare), "absent", "rcnn", "yolov4", "détection"])

    def field() -> str:
        return chance.choice(["title", "text", "author", "theme", "year"])

    return [
        common,
        any_word,
        lambda: f"{common()} {any_word()}",
        lambda: f"{common()} {common()} {any_word()} {any_word()}",
        lambda: f"+{common()} {any_word()}",
        lambda: f"+{common()} +{any_word()}",
        lambda: f"+{common()} -{any_word()}",
        lambda: f"+{common()} -{common()} {any_word()}",
        lambda: f"-{any_word()}",
        lambda: f"-{common()} -{any_word()}",
        lambda: f"{common()} -{common()}",
        lambda: f"title:{common()}",
        lambda: f"{field()}:{any_word()}",
        lambda: f"text:{common()} title:{any_word()}",
        lambda: f"+title:{common()} -text:{common()}",
        lambda: f"+theme:pruning {common()}",
        lambda: f"+theme:detection -theme:attention {common()}",
        lambda: f"year:{chance.randint(2010, 2026)} {common()}",
        lambda: f"+year:{chance.randint(2010, 2026)} +{common()}",
        lambda: f"{common()[:3]}*",
        lambda: f"*{any_word()[-4:]}",
        lambda: f"{common()[:3]}*{common()[-1:]}",
        lambda: f"title:{common()[:3]}* -{common()[:4]}*",
        lambda: f"{any_word()}~1",
        lambda: f"{any_word()}~2",
        lambda: f"+{common()}~1 {any_word()}",
        lambda: f"-{common()}~1 {common()}",
        lambda: f"{common()}^5 {any_word()}",
        lambda: f"{common()}^10 title:{common()}^3 {any_word()}~1",
        lambda: f"+author:{chance.choice(rare)[:4]}* {common()}",
        lambda: f"{common()} {common()}".replace(" ", f" {field()}:"),
        lambda: f"{any_word()}:{any_word()}",
        lambda: f"{any_word()}~",
        lambda: "",
    ]


def queries(searched, count: int) -> list[str]:
    chance = random.Random(7)
    times: dict[str, int] = {}
    for one in searched.papers:
        for word in re.findall(r"[a-z]{3,}", (one.abstract or "").lower()):
            times[word] = times.get(word, 0) + 1
    by_frequency = sorted(times, key=lambda word: (-times[word], word))
    kinds = kinds_of_queries(by_frequency[:400], by_frequency[400:], chance)
    return [kinds[number % len(kinds)]() for number in range(count)]


def differences(folder: Path, papers: int, asked: int) -> tuple[list[str], int]:
    """The queries that shards answer otherwise than the whole index, and how many queries find anything."""
    searched = invented(papers)
    search = write_search(searched, folder)
    whole = write_whole_index(searched, folder / "whole.json")
    questions = queries(searched, asked)
    stock = in_node({"kind": "lunr", "index": str(whole), "queries": questions})
    shards = in_node({"kind": "shards", "folder": str(search), "queries": questions})
    assert isinstance(stock, list)
    assert isinstance(shards, list)
    differ = [query for query, one, other in zip(questions, stock, shards, strict=True) if one != other]
    return differ, sum(map(bool, stock))


@pytest.mark.parametrize(("papers", "asked"), [(500, 306), (2000, 1000)])
def test_shards_and_the_whole_index_give_the_same_papers_scores_and_order(tmp_path, papers, asked):
    differ, found = differences(tmp_path, papers, asked)
    assert differ == []
    assert found > asked * 0.7
