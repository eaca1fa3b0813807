"""What the command prints for machines: JSON of the promised shape, YAML and CSV that come back, BibTeX in order."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from site_builder.export import classify_json, extract_bibtex, extract_csv, extract_json, extract_yaml
from site_builder.model import SourceText
from site_builder.papers import gather_papers
from site_builder.themes import Assignment, Evidence

POTS = "We ask how a small network sorts pictures of teapots when half of the light is missing. " * 4
LISTING = SourceText("a.txt", f"Pots\n{POTS}\n• 6 authors\n·\nMar 7\nLost title\n")
FULL = {
    "title": "Lamps & Shades: 100% of {Ω}",
    "authors": ["Ada Jug", "Bob and Sons", "Søren Ørsted"],
    "date": "2014-03",
    "venue": "ICLP 2014",
    "volume": "12",
    "number": "3",
    "pages": "45-67",
    "arxiv": "1505.04597",
    "doi": "10.1000/1",
    "abstract": 'Short, "quoted"; and\nin two lines.',
    "links": [{"Code": "https://a.org/code"}, {"arXiv": "https://arxiv.org/abs/1505.04597v1"}],
    "keys": ["jug14", "WOS:1"],
}
FINDINGS = {
    "gist": "Lamps sort shades.",
    "name": "LampNet",
    "kind": "method",
    "tasks": ["shade sorting"],
    "datasets": ["Lamps-5"],
    "results": [
        {"measure": "accuracy", "value": "78.8%", "dataset": "Lamps-5", "setting": "by night"},
        {"measure": "size", "value": "3 MB"},
    ],
}
DECISIONS = {"slug": "lamps", "themes": ["lamps"], "add_themes": ["shades"], "remove_themes": ["pots"]}


def gather(*rows: dict, **more: str):
    sources = [SourceText("rows.yaml", yaml.safe_dump(list(rows)))] if rows else []
    return gather_papers([*sources, *(SourceText(name, text) for name, text in more.items())], {})


def papers(*rows: dict):
    return gather(*rows)[0].papers


def test_json_has_the_promised_shape() -> None:
    gathered, problems = gather_papers([LISTING, SourceText("b.yaml", "- title: pots!\n  exclude:\n")], {})
    text = extract_json(gathered.records, gathered.papers, problems, gathered.account)
    assert text.endswith("}\n")
    value = json.loads(text)
    assert list(value) == ["records", "papers", "problems", "account", "unparsed"]
    listed, noted = value["records"]
    assert listed == {
        "source": "listing",
        "title": "Pots",
        "abstract": POTS.strip(),
        "authors": [],
        "author_count": 6,
        "date": {"text": "Mar 7", "iso": None},
        "venue": None,
        "volume": None,
        "number": None,
        "pages": None,
        "arxiv": None,
        "doi": None,
        "links": [],
        "keywords": [],
        "keys": [],
        "findings": {"gist": None, "name": None, "kind": None, "tasks": [], "datasets": [], "results": []},
        "decisions": {
            **{"slug": None, "themes": None, "add_themes": [], "remove_themes": []},
            **{"same_as": [], "distinct_from": [], "exclude": None},
        },
        "note": "",
        "origins": [{"path": "a.txt", "line": 1}],
    }
    assert (noted["abstract"], noted["date"], noted["origins"]) == (None, None, [{"path": "b.yaml", "line": 1}])
    (paper,) = value["papers"]
    assert (paper["id"], paper["title"], paper["abstract"]) == ("pots", "pots!", POTS.strip())
    assert paper["origins"] == [{"path": "b.yaml", "line": 1}, {"path": "a.txt", "line": 1}]
    (problem,) = value["problems"]
    assert (problem["severity"], problem["code"], problem["path"], problem["line"]) == (
        "error",
        "title-without-abstract",
        "a.txt",
        6,
    )
    assert "Lost title" in problem["message"]
    assert value["account"] == {
        "files": [
            {
                "path": "a.txt",
                "kind": "listing",
                "line_count": 6,
                "lines": {"abstract": 1, "metadata": 3, "title": 1, "unrecognised": 1},
                "records": 1,
                "merged": 1,
            },
            {
                "path": "b.yaml",
                "kind": "yaml",
                "line_count": 2,
                "lines": {"blank": 0, "content": 2},
                "records": 1,
                "merged": 0,
            },
        ],
        "total": {"records": 2, "papers": 1, "merged": 1, "excluded": 0, "unparsed": 0},
    }


def test_json_of_a_full_record() -> None:
    gathered, problems = gather(FULL)
    record = json.loads(extract_json(gathered.records, gathered.papers, problems, gathered.account))["records"][0]
    assert {name: record[name] for name in ("title", "authors", "venue", "arxiv", "doi", "abstract", "keys")} == {
        name: FULL[name] for name in ("title", "authors", "venue", "arxiv", "doi", "abstract", "keys")
    }
    assert record["date"] == {"text": "2014-03", "iso": "2014-03"}
    assert record["links"] == [
        {"label": "Code", "url": "https://a.org/code"},
        {"label": "arXiv", "url": "https://arxiv.org/abs/1505.04597v1"},
    ]


def test_json_has_findings_decisions_and_the_note() -> None:
    note = f"---\n{yaml.safe_dump({**FULL, **FINDINGS, **DECISIONS})}---\nA *note*.\n"
    gathered, problems = gather_papers([SourceText("lamps.md", note)], {})
    value = json.loads(extract_json(gathered.records, gathered.papers, problems, gathered.account))
    for one in (*value["records"], *value["papers"]):
        results = [{name: text for name, text in row.items() if text} for row in one["findings"]["results"]]
        assert {**one["findings"], "results": results} == FINDINGS
        assert {name: one["decisions"][name] for name in DECISIONS} == DECISIONS
        assert one["note"].strip() == "A *note*."


def test_json_escapes_what_a_terminal_would_obey() -> None:
    gathered, problems = gather({"title": "Pots"})
    records = [replace(record, title="Pots \x9b31m \u202e stop", venue="\x1b[31m") for record in gathered.records]
    text = extract_json(records, gathered.papers, problems, gathered.account)
    assert "\\u202e" in text and "\u202e" not in text and "\x1b" not in text and "\x9b" not in text
    assert json.loads(text)["records"][0]["title"] == records[0].title


@pytest.mark.parametrize("themes", [["lamps"], []])
def test_yaml_keeps_findings_and_decisions(themes: list[str]) -> None:
    (first,) = papers({**FULL, **FINDINGS, **DECISIONS, "themes": themes})
    again, problems = gather_papers([SourceText("again.yaml", extract_yaml([first]))], {})
    assert problems == ()
    (paper,) = again.papers
    assert (paper.slug, paper.findings) == (first.slug, first.findings)
    assert replace(paper.decisions, places={}) == replace(first.decisions, places={})
    assert paper.decisions.themes == tuple(themes)


def test_json_of_nothing() -> None:
    gathered, _ = gather_papers([], {})
    value = json.loads(extract_json((), (), (), gathered.account))
    total = {"records": 0, "papers": 0, "merged": 0, "excluded": 0, "unparsed": 0}
    assert value["account"] == {"files": [], "total": total}


def test_classify_json() -> None:
    (paper,) = papers({"title": "Pots"})
    because = (Evidence("pot*", "Pots", "title", 1, 6.0), Evidence("lamp", "lamp", "abstract", 2, -1.0))
    by_rules, by_editor = Assignment("vessels", 5.0, because, False), Assignment("museums", None, (), True)
    assert json.loads(classify_json([paper], {"pots": (by_rules, by_editor)})) == {
        "papers": [
            {
                "id": "pots",
                "title": "Pots",
                "origins": [{"path": "rows.yaml", "line": 1}],
                "themes": [
                    {"id": "vessels", "score": 5.0, "because": ["Pots", "lamp"], "by_editor": False},
                    {"id": "museums", "score": None, "because": [], "by_editor": True},
                ],
            }
        ]
    }


def facts_of(paper):
    date = (paper.date.year, paper.date.month, paper.date.day) if paper.date else None
    links = sorted(link.url for link in paper.links)
    return (
        paper.title,
        paper.abstract,
        paper.authors,
        paper.author_count,
        date,
        paper.venue,
        paper.locator,
        paper.arxiv,
        paper.doi,
        links,
    )


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).filter(str.strip)
ROWS = st.fixed_dictionaries(
    {
        "title": WORDS
        | st.sampled_from(["null", "~", "1403.6380", "no", "- a", "a: b", "# c", "'", "2014-03-23", "[x]"])
    },
    optional={
        "authors": st.lists(WORDS, max_size=3),
        "author_count": st.integers(0, 999),
        "date": st.sampled_from(["2014", "2014-03", "2014-03-23", "Mar 7", "Mar 7, 2014"]),
        "venue": WORDS,
        "volume": st.sampled_from(["12", "Vol. 3", "A7"]),
        "pages": st.sampled_from(["12--5", "e1234", "pp. 3"]),
        "arxiv": st.sampled_from(["1505.04597", "0704.0010", "math/0309136"]),
        "doi": st.sampled_from(["10.1000/1", "10.1000/a}b{", "10.1000/<x>#y"]),
        "abstract": WORDS | st.just("a " * 6000) | st.just("two\nlines\n\nand more") | st.just("x\x85y\u2028z"),
        "links": st.lists(
            st.sampled_from([{"Code": "https://a.org"}, {"a: b": "http://b.org/?c=d#e"}, "https://c.org"])
        ),
    },
)


@given(st.lists(ROWS, max_size=4))
def test_yaml_is_a_source_that_gives_the_same_papers(rows: list[dict]) -> None:
    first = papers(*rows)
    again, problems = gather_papers([SourceText("again.yaml", extract_yaml(first))] if first else [], {})
    assert not [p for p in problems if p.severity.value == "error"]
    assert sorted(map(repr, map(facts_of, again.papers))) == sorted(map(repr, map(facts_of, first)))


def test_yaml_of_a_listing_is_a_source() -> None:
    first = gather_papers([LISTING], {})[0].papers
    again, problems = gather_papers([SourceText("again.yaml", extract_yaml(first))], {})
    assert problems == ()
    assert list(map(facts_of, again.papers)) == list(map(facts_of, first))
    assert extract_yaml([]) == ""


@given(st.lists(ROWS, max_size=4))
def test_csv_comes_back(rows: list[dict]) -> None:
    made = papers(*rows)
    text = extract_csv(made)
    back = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(row["title"], row["abstract"]) for row in back] == [(p.title, p.abstract or "") for p in made]
    for row, paper in zip(back, made, strict=True):
        assert row["authors"] == "; ".join(paper.authors)
        assert row["author_count"] == ("" if paper.author_count is None else str(paper.author_count))
        assert row["date"] == ((paper.date.iso or paper.date.text) if paper.date else "")
        assert row["links"].split("; ") == ([link.url for link in paper.links] or [""])
        assert row["origins"] == "; ".join(map(str, paper.origins))


def test_bibtex_of_a_full_paper() -> None:
    assert extract_bibtex(papers({**FULL, "abstract": "Short.", "tasks": ["shade sorting"]})) == (
        "@inproceedings{jug2014lamps,\n"
        r"  title = {Lamps \& Shades: 100\% of {\{$\Omega$\}}}," + "\n"
        r"  author = {Jug, Ada and {Bob and Sons} and {\O}rsted, S{\o}ren}," + "\n"
        "  booktitle = {ICLP},\n"
        "  volume = {12},\n"
        "  number = {3},\n"
        "  pages = {45--67},\n"
        "  year = {2014},\n"
        "  eprint = {1505.04597},\n"
        "  archiveprefix = {arXiv},\n"
        "  doi = {10.1000/1},\n"
        "  url = {https://arxiv.org/abs/1505.04597},\n"
        "  keywords = {shade sorting},\n"
        "  abstract = {Short.},\n"
        "}\n"
    )


def test_bibtex_leaves_out_what_is_unknown() -> None:
    assert extract_bibtex(papers({"title": "Pots"})) == "@misc{anonpots,\n  title = {Pots},\n}\n"
    assert extract_bibtex([]) == ""


@given(st.lists(ROWS, max_size=5))
def test_bibtex_is_in_order(rows: list[dict]) -> None:
    made = papers(*rows)
    text = extract_bibtex(made)
    keys = re.findall(r"^@[a-z]+\{([^,\n]+),$", text, re.MULTILINE)
    assert len(keys) == len(set(keys)) == len(made)
    assert all(re.fullmatch(r"[a-z0-9-]+", key) for key in keys)
    depth = 0
    for brace in re.findall("[{}]", text):  # BibTeX counts braces whatever stands before them
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0


def test_bibtex_keys_differ_even_where_a_title_looks_like_a_numbered_key() -> None:
    rows = [
        {"title": title, "authors": ["Ada Jug"], "abstract": f"{n}"}
        for n, title in enumerate(["Pots", "Pots.", "Pots-2"])
    ]
    keys = re.findall(r"^@misc\{(.*),$", extract_bibtex(papers(*rows)), re.MULTILINE)
    assert len(set(keys)) == 3
