"""Files that people really have, beside this repository where there are some: each reference is accounted for.

They carry abstracts and are no part of the repository. The counts were taken by hand and by other programs.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.papers import gather_papers
from site_builder.read import read_sources

FOLDER = Path(__file__).parents[2] / "shared" / "real-inputs"

# File, kind, references in it, papers they are.
COUNTS = [
    ("survis_student_yolo.bib", "bibtex", 11, 11),
    ("survis_deep-learning-vis.bib", "bibtex", 3, 3),
    ("bibtexbrowser_bibacid-utf8.bib", "bibtex", 29, None),
    ("synthesisr_scopus.ris", "ris", 92, 92),
    ("citesource_issue_24.ris", "ris", 17, 17),
    ("synthesisr_zoorec_wos.txt", "wos", 134, 133),  # one article was entered twice, with other slips in its title
    ("small_db_exports/ASP_ris_example.ris", "ris", 4, 4),
    ("small_db_exports/Ovid_ris_example.ris", "ris", 4, 4),
    ("small_db_exports/Scopus_ris_example.ris", "ris", 3, 3),
    ("small_db_exports/Scopus_bib_example.bib", "bibtex", 3, 3),
    ("small_db_exports/PubMed_example.txt", "medline", 3, 3),
    ("small_db_exports/WoS_ciw_example.ciw", "wos", 5, 5),
    ("hugo-cite_bib.csl.json", "csl-json", 30, 30),
]

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the real inputs are not beside this repository")


def gather(*names: str):
    texts, unread = read_sources([FOLDER / name for name in names])
    gathered, problems = gather_papers(texts, {})
    return gathered, (*unread, *problems)


@pytest.mark.parametrize(("name", "kind", "references", "papers"), COUNTS)
def test_every_reference_is_a_record(name: str, kind: str, references: int, papers: int | None) -> None:
    gathered, problems = gather(name)
    (account,) = gathered.account.files
    assert (account.kind, account.records) == (kind, references)
    assert gathered.account.unparsed == ()
    assert account.lines.get("unrecognised", 0) == 0
    assert sum(account.lines.values()) == account.line_count
    assert papers in (None, len(gathered.papers))
    assert not [problem for problem in problems if problem.severity.value == "error"]


@pytest.mark.parametrize("name", [name for name, *_ in COUNTS])
def test_records_point_at_the_lines_of_their_titles(name: str) -> None:
    gathered, _ = gather(name)
    lines = (FOLDER / name).read_text(encoding="utf-8-sig").split("\n")
    for record in gathered.records:
        if not record.is_untitled:
            first = record.title.split()[0].strip("“”\"'")
            around = lines[record.origin.line - 1 : record.origin.line + 1]
            assert any(first[:3] in line or "title" in line.lower() for line in around), (record.origin, first)


def test_all_together_the_sum_comes_out() -> None:
    gathered, _ = gather(*(name for name, *_ in COUNTS))
    account = gathered.account
    assert account.records == sum(references for _, _, references, _ in COUNTS) == 338
    assert account.papers + account.merged + account.excluded == 338


def test_what_the_manifest_says_of_the_files() -> None:
    by_name = {name: gather(name)[0] for name, *_ in COUNTS}
    yolo = {paper.title: paper for paper in by_name["survis_student_yolo.bib"].papers}
    assert yolo["Ultralytics YOLOv8"].authors == ("Ultralytics",)
    assert "Chien-Yao Wang" in yolo["YOLOv4: Optimal Speed and Accuracy of Object Detection"].authors
    preprint = yolo["YOLOv3: An Incremental Improvement"]
    assert (preprint.arxiv, preprint.venue) == ("1804.02767", None)
    bibacid = {record.origin.line: record for record in by_name["bibtexbrowser_bibacid-utf8.bib"].records}
    assert [bibacid[line].title for line in (12, 57, 138, 154)] == [
        "Foo Bar",
        'escaped "quotes"',
        "tototiti",
        "toto3344",
    ]
    assert {bibacid[line].authors for line in (72, 77, 82, 87, 92)} == {("Jacob Gödel",)}
    assert bibacid[171].venue == "Proceedings of the Xth Conference on XYZ"
    assert bibacid[238].arxiv == "1807.05030"
    assert sum(record.is_untitled for record in bibacid.values()) == 1
    vis = by_name["survis_deep-learning-vis.bib"].records
    assert [len(record.keywords) for record in vis] == [28, 4, 30]
    full = by_name["citesource_issue_24.ris"].records
    assert sum(record.date.day is not None for record in full) >= 7
    assert all(record.abstract for record in full)
    csl = by_name["hugo-cite_bib.csl.json"].records
    assert [sum(record.date is None for record in csl), sum(not record.authors for record in csl)] == [1, 1]
