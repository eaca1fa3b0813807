"""The benchmark against other programs: what they are given is the same, what stops is said, and ratios are right."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
import yaml

sys.path.append(str(Path(__file__).parent / "benchmark"))

from papers import invent_papers
from peers import KINDS, Contestant, Written, look_at, render_kinds, render_table
from peers_measure import MEASURES_ALL, FailedError, Step, StoppedError, Taken, run
from peers_write import SITES, WRITERS, read_themes

THEMES = read_themes(Path(__file__).resolve().parents[1] / "content" / "themes")


def python(code: str) -> Step:
    return Step((sys.executable, "-c", code), Path.cwd())


@pytest.mark.parametrize("name", WRITERS)
def test_every_peer_is_given_all_papers_whole(name, tmp_path):
    papers = list(invent_papers(20, sorted(theme["id"] for theme in THEMES)))
    shutil.copytree(SITES / name, tmp_path, dirs_exist_ok=True)
    WRITERS[name](papers, THEMES, tmp_path)
    texts = {path.stem: path.read_text("utf-8") for path in tmp_path.rglob("paper-*.md")}
    assert set(texts) == {f"paper-{paper.number}" for paper in papers}
    for paper in papers:
        text = texts[f"paper-{paper.number}"]
        titles = [theme["title"] for theme in THEMES if theme["id"] in paper.themes]
        assert all(fact in text for fact in (paper.title, paper.abstract, paper.date, *paper.authors))
        assert all(theme in text for theme in paper.themes) or all(title in text for title in titles)
        if name != "pelican":  # whose head is no YAML
            assert yaml.safe_load(text.split("---\n")[1])["authors"] == list(paper.authors)


def test_a_build_is_the_sum_of_its_steps_with_their_processes():
    large = "kept = bytearray(300_000_000); import time; time.sleep(1)"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {large!r}])"
    taken = run([python("sum(range(20_000_000))"), python(child)], dict(os.environ), 60)
    assert len(taken.seconds) == 2
    assert 0 < taken.processor <= sum(taken.seconds) * (os.cpu_count() or 1)
    assert taken.peak_mb > (300 if MEASURES_ALL else 1)


def test_a_build_that_takes_too_long_is_stopped_and_one_that_fails_says_why():
    with pytest.raises(StoppedError):
        run([python("import time; time.sleep(600)")], dict(os.environ), 0.2)
    with pytest.raises(FailedError, match="no such paper"):
        run([python("raise SystemExit('no such paper')")], dict(os.environ), 60)


def test_the_table_compares_least_with_least_and_names_who_was_stopped(tmp_path):
    written = Written(dict.fromkeys([*KINDS.values(), "other"], 3), 1.0, 7, 2.0)
    runs = (
        [Taken((2.0,), 1.0, 50.0), Taken((4.0,), 3.0, 60.0)],
        [Taken((5.0, 3.0), 4.0, 70.0), Taken((9.0, 1.0), 2.5, 9.0)],
    )
    ours = Contestant("ours", "Ours", (python(""),), tmp_path, runs[0], written)
    peer = Contestant("peer", "Peer", (python(""),) * 2, tmp_path, runs[1], written)
    late = Contestant("late", "Late", (python(""),), tmp_path, fault="stopped", stopped_after=1800)
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in render_table([ours, peer, late]).splitlines()]
    assert len({len(row) for row in rows}) == 1
    assert rows[3][:9] == ["Peer", "2", "8.00", "9.00", "3.00", "4.00", "2.50", "2.50", "70"]
    assert rows[4][:6] == ["Late", "0", "stopped", "", "", "> 900.00"]
    assert "Late" not in render_kinds([ours, peer, late])


def test_who_was_stopped_is_not_tried_again_and_keeps_its_place(tmp_path):
    late = Contestant("late", "Late", (python("import time; time.sleep(600)"),), tmp_path / "site")
    late.build(3, 0.3)
    assert (late.fault, late.stopped_after, late.runs) == ("stopped after 0.005 minutes", 0.3, [])
    late.steps = ()
    late.build(3, 60)
    assert late.fault == "stopped after 0.005 minutes"


BUILDER = """\
import json, pathlib, sys
site, indexed, *pages = sys.argv[1:]
for page in pages:
    path = pathlib.Path(site, page)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
entry = pathlib.Path(site, "pagefind", "pagefind-entry.json")
entry.parent.mkdir()
entry.write_text(json.dumps({"languages": {"en": {"page_count": int(indexed)}}}))
"""


def test_a_site_that_lacks_papers_a_kind_of_pages_or_their_index_has_no_figures(tmp_path):
    site = tmp_path / "site"
    pages = [
        f"{path}.html" for path in ("papers/a", "papers/b", "themes/a", "authors/a", "titles", "index", "years/2020")
    ]

    def fault(size: int, indexed: int, pages: list[str]) -> str:
        step = Step((sys.executable, "-c", BUILDER, str(site), str(indexed), *pages), tmp_path)
        peer = Contestant("peer", "Peer", (step,), site)
        peer.build(size, 60)
        return peer.fault

    assert fault(2, 2, pages) == ""
    assert fault(2, 1, pages) == "indexed 1 papers"
    assert fault(3, 3, pages) == "wrote 2 paper pages"
    assert fault(2, 2, pages[:-1]) == "wrote no pages of ['year']"


def test_pages_are_counted_by_kind_with_their_index(tmp_path):
    for path in ("index.html", "papers/a.html", "papers/b.html", "themes/a/page/2.html", "themes.html", "assets/a.css"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(b"x" * 1000)
    found = look_at(tmp_path)
    assert found.pages == {"paper": 2, "theme": 2, "year": 0, "authors": 0, "A to Z": 0, "other": 1}
    assert (found.files, found.page_mb, found.megabytes) == (6, 0.005, 0.006)
