"""The files under data/: which there are, papers.json by its own schema, and a page whose example works."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from references_of import default_catalogue
from surveys import write_survey

from site_builder.build import Request, build, make_catalogue
from site_builder.catalogue import Catalogue
from site_builder.data_files import data_files
from site_builder.data_papers import FIELDS
from site_builder.model import KINDS
from site_builder.read import read_content
from site_builder.references_bibtex import render_bibtex
from site_builder.references_csl import render_csl
from site_builder.references_ris import render_ris

FULL = """\
---
title: "Lamps & Shades"
authors: [Ada Jug, Søren Ørsted]
date: 2014-03
venue: ICLP 2014
volume: 12
pages: 45--67
arxiv: "1505.04597"
doi: 10.1000/1
themes: [seeing]
name: LampNet
kind: method
tasks: [shade sorting]
datasets: [Lamps-5]
results:
  - {measure: accuracy, value: 78.8%, dataset: Lamps-5}
gist: Lamps sort shades.
keywords: ["light:dim", lamps, "light:Warm"]
---

A *note*.
"""


def catalogue_of(folder: Path) -> Catalogue:
    content, _ = read_content(folder, ())
    return make_catalogue(content, Request(folder))[0]


def test_survey_themes_and_papers_have_their_files_in_each_format(tmp_path: Path) -> None:
    folder = write_survey(tmp_path, **{"papers__lamps.md": FULL})
    catalogue = catalogue_of(folder)
    files = data_files(catalogue)
    stems = ("survey", "themes/seeing", "papers/lamps", "papers/first-paper")
    assert set(files) == {
        *(f"data/{stem}{suffix}" for stem in stems for suffix in (".bib", ".ris", ".csl.json")),
        *("data/papers.json", "data/papers.schema.json", "data/references/0.js", "data/references/parts.js"),
    }
    references = catalogue.references
    for stem, slugs in {"survey": ["first-paper", "lamps"], "themes/seeing": ["first-paper", "lamps"]}.items():
        chosen = [references[slug] for slug in slugs]
        assert files[f"data/{stem}.bib"].decode() == render_bibtex(chosen)
        assert files[f"data/{stem}.ris"].decode() == render_ris(chosen)
        assert files[f"data/{stem}.csl.json"].decode() == render_csl(chosen)
    assert files["data/papers/lamps.bib"].decode() == render_bibtex([references["lamps"]])


def test_an_empty_survey_has_empty_files(tmp_path: Path) -> None:
    folder = write_survey(tmp_path)
    (folder / "papers" / "first-paper.md").unlink()
    files = data_files(catalogue_of(folder))
    assert files["data/survey.bib"] == files["data/survey.ris"] == b""
    assert json.loads(files["data/survey.csl.json"]) == json.loads(files["data/papers.json"]) == []


def test_a_paper_as_data_has_all_that_is_known(tmp_path: Path) -> None:
    folder = write_survey(tmp_path, **{"papers__lamps.md": FULL})
    bare, full = json.loads(data_files(catalogue_of(folder))["data/papers.json"])
    assert full == {
        "id": "lamps",
        "title": "Lamps & Shades",
        "authors": ["Ada Jug", "Søren Ørsted"],
        "author_count": 2,
        "year": 2014,
        "date": "2014-03",
        "venue": "ICLP 2014",
        "volume": "12",
        "number": None,
        "pages": "45-67",
        "appearances": [],
        "arxiv": "1505.04597",
        "doi": "10.1000/1",
        "links": [
            {"label": "arXiv", "url": "https://arxiv.org/abs/1505.04597"},
            {"label": "DOI", "url": "https://doi.org/10.1000/1"},
        ],
        "themes": ["seeing"],
        "name": "LampNet",
        "kind": "method",
        "tasks": ["shade sorting"],
        "datasets": ["Lamps-5"],
        "results": [{"measure": "accuracy", "value": "78.8%", "dataset": "Lamps-5", "setting": None}],
        "facets": {"light": ["dim", "Warm"]},
        "gist": "Lamps sort shades.",
        "note": full["note"],
        "abstract": None,
        "key": "jug2014lamps",
        "page": "papers/lamps.html",
        "added": "2026-01-02",
    }
    assert full["note"].strip() == "A *note*."
    assert bare["venue"] is bare["gist"] is bare["kind"] is None
    assert list(bare) == list(full) == list(FIELDS)


def test_papers_of_the_survey_keep_to_the_schema_and_the_schema_to_its_own() -> None:
    files = data_files(default_catalogue())
    schema, papers = (json.loads(files[f"data/papers{end}.json"]) for end in (".schema", ""))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert [fault.message for fault in validator.iter_errors(papers)] == []
    assert set(schema["items"]["properties"]["kind"]["enum"]) == {*KINDS, None}
    ids = [paper["id"] for paper in papers]
    assert ids == sorted(ids) == [paper.slug for paper in default_catalogue().papers]
    # Every field that the schema tells of is told by some paper, or is one that this survey has nothing for.
    told = {name for paper in papers for name, value in paper.items() if value not in (None, [], {})}
    assert set(FIELDS) - told <= {"abstract", "appearances", "facets"}


@pytest.mark.parametrize(
    ("field", "value"),
    [("id", "No Slug"), ("title", ""), ("year", "2014"), ("kind", "lamp"), ("date", "March"), ("themes", None)],
)
def test_the_schema_refuses_what_is_wrong(field: str, value: object) -> None:
    files = data_files(default_catalogue())
    schema, papers = (json.loads(files[f"data/papers{end}.json"]) for end in (".schema", ""))
    assert not Draft202012Validator(schema).is_valid([{**papers[0], field: value}])
    assert not Draft202012Validator(schema).is_valid([{name: papers[0][name] for name in papers[0] if name != field}])


def text_of(page: str, id: str) -> str:
    found = re.search(rf'<pre id="{id}"[^>]*><code>(.*?)</code></pre>', page, re.DOTALL)
    assert found
    return html.unescape(found[1])


def test_the_example_on_the_page_prints_what_the_page_says(tmp_path: Path) -> None:
    folder = write_survey(tmp_path / "content", **{"papers__lamps.md": FULL})
    build(Request(folder), tmp_path / "site", lambda stage: None)
    page = (tmp_path / "site" / "data.html").read_text("utf-8")
    program = text_of(page, "program")
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path / "site", capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout == text_of(page, "printed") == "2020 first-paper\n2014 lamps\n"
    assert all(f"<code>{name}</code>" in page for name in FIELDS)


def test_a_page_shows_the_very_bibtex_of_its_file(tmp_path: Path) -> None:
    folder = write_survey(tmp_path / "content", **{"papers__lamps.md": FULL})
    build(Request(folder), tmp_path / "site", lambda stage: None)
    page = (tmp_path / "site" / "papers" / "lamps.html").read_text("utf-8")
    assert text_of(page, "bibtex") == (tmp_path / "site" / "data" / "papers" / "lamps.bib").read_text("utf-8")
    for suffix in (".bib", ".ris", ".csl.json"):
        assert f'href="../data/papers/lamps{suffix}" download' in page
