"""A preprint and what was published of it: one paper on its page, in the data and in what `explain` tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from surveys import run, write_survey

BIB = """
@article{a, title={Sparse Nets for Matching Graphs of Pots}, author={Okafor, Ada and Li, Wei}, year={2014},
  eprint={1401.12345}, archivePrefix={arXiv}}
@inproceedings{b, title={Sparse nets for matching graphs of pots}, author={A. Okafor and W. Li}, year={2015},
  booktitle={ICLP}, doi={10.1000/xyz}}
@misc{c, title={Sparse nets for mathcing graphs of pots}, author={A. Okafor and W. Li}, year={2015}}
"""
SLUG = "sparse-nets-for-matching-graphs-of-pots"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write_survey(tmp_path / "content", **{"sources__pots.bib": BIB})


def test_the_page_and_the_data_have_both_places_and_links(content: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    site = tmp_path / "site"
    outcome = run(monkeypatch, capsys, "build", "--content", content, "--output", site)
    assert outcome.code == 0, outcome.err
    page = (site / "papers" / f"{SLUG}.html").read_text("utf-8")
    for said in (
        "<li>arXiv, 2014, preprint</li>",
        "<li>ICLP, 2015</li>",
        "arxiv.org/abs/1401.12345",
        "doi.org/10.1000/xyz",
    ):
        assert said in page
    (paper,) = [one for one in json.loads((site / "data" / "papers.json").read_text("utf-8")) if one["id"] == SLUG]
    assert paper["appearances"] == [
        {"venue": "arXiv", "date": "2014", "preprint": True},
        {"venue": "ICLP", "date": "2015", "preprint": False},
    ]
    assert (paper["year"], paper["venue"], paper["authors"]) == (2014, "ICLP", ["Ada Okafor", "Wei Li"])


def test_explain_tells_the_places_and_why_the_records_are_one_paper(content: Path, monkeypatch, capsys) -> None:
    outcome = run(monkeypatch, capsys, "explain", "--content", content, SLUG)
    path = (content / "sources" / "pots.bib").as_posix()
    for said in (
        "appeared  arXiv, 2014 (preprint)",
        "appeared  ICLP, 2015",
        f"{path}:4  bibtex, the same title as {path}:2",
        f"{path}:6  bibtex, like {path}:2: the titles differ by a slip of the pen (“matching” and “mathcing”);"
        " the authors and the years agree",
        "If they are two papers, say `distinct_from: [arxiv:1401.12345]` in a note.",
    ):
        assert said in outcome.out


def test_extract_tells_the_reasons(content: Path, monkeypatch, capsys) -> None:
    outcome = run(monkeypatch, capsys, "extract", content / "sources")
    (paper,) = json.loads(outcome.out)["papers"]
    assert [reason.partition(" ")[0] for reason in paper["reasons"]] == ["", "the", "like"]
    assert len(paper["appearances"]) == 2
