"""Files of references, made up to have everything that such files have: what becomes records, and what is kept."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.model import ColumnNames, Locator, ParsedSource, Record, SourceText
from site_builder.papers import gather_papers
from site_builder.sources import parse_source

BIBTEX = """% Made up.
@string{lamps = "Journal of Lamps"}
@string(long = lamps # " and " # {Shades})
@comment{jabref-meta: nothing;}

@article{jug2014,
  author = {Jug, Ada and {Lamp Society, The} and von Pan, Jr., Bo and others},
  title  = {The {CNN} of G{\\"o}del},
  journal = long,
  year = 2014, month = mar # "~23",
  doi = {https://doi.org/10.1000/ABC},
  url = {https://github.com/ada/jug},
  keywords = {task:detection, lamps},
}
@inproceedings{pan, title = "Shades", author = "Bo Pan", crossref = {procs}, eprint = {1403.6382v2}}
@proceedings{procs, title = {Lamps 2015}, year = 2015}
@misc{one, title={Twice}, title={Other words}, abstract={a}, abstract = {a} year = 2016}
@misc{ONE, title={A second with this key}}
@misc{doi, doi = {10.1000/untitled}}
@article{open, title = {Never {closed}, year = 2001}

@article{last, title = {After it}, journal = {arXiv preprint arXiv:1505.04597}, collaboration = {Lamp}}
misc{lost,
  title = {No sign before it},
}
"""

RIS = """1.
TY  - JOUR
A1  - Jug, A.B.
A1  - Pan, Bo, Jr.
T1  - Lamps and shades.
JF  - Journal of Lamps
Y1  - 2016/09//
KW  - lamps
KW  - task:detection; shades
N2  - An abstract
of two lines.
L3  - 10.1000/lamps
UR  - https://a.org/one
https://a.org/two
ER  -

Link to the Ovid Full Text or citation: https://b.org

TY  - CHAP
TI  - A chapter
PY  - 2017
DA  - DEC 5
ER  -
What is this line?
TY  - JOUR
DO  - 10.1000/untitled
"""

WOS = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Jug, A
   Pan, B
AF Jug, Ada (ada@a.org)
   Pan, Bo
TI Lamps in
   two lines
SO JOURNAL OF LAMPS
DE lamps; shades
PD DEC 16
PY 2020
DI 10.1000/wos
UT WOS:1
ER

PT J
AU Jug, A
TI Another
PY 2021
ER
EF
"""

MEDLINE = """PMID- 1
TI  - Lamps in
      two lines.
LID - S1 [pii]
LID - 10.1000/med [doi]
FAU - Jug, Ada D
AU  - Jug AD
CN  - Lamp Society
JT  - Journal of lamps
DP  - 2017 Nov 15
OT  - lamps
MH  - *Shades

PMID- 2
TI  - Another.
DP  - 2018 Spring
"""

CSL = """[
  {"id": "a", "title": "The <i>lamp</i> &amp; H<sub>2</sub>O",
   "author": [{"family": "Jug", "given": "Ada", "non-dropping-particle": "van"}, {"literal": "Lamp Society"}],
   "issued": {"date-parts": [["2014", 3, "23"]]}, "container-title": "Lamps", "DOI": "10.1000/CSL"},
  {"id": "b", "title": "No author, no date"},
  {"id": "c", "title": broken},
  {"id": "d", "title": "Season", "issued": {"raw": "Spring 2015"}, "URL": "https://arxiv.org/abs/1505.04597"}
]
"""

CSV = """Timestamp,Paper title,Author(s),Year,DOI,Link,Tags
1,"Lamps, shades",Ada Jug; Bo Pan,2014,https://doi.org/10.1000/csv,https://github.com/a/b,task:detection
2,Shades,"Jug, A., Pan, B.",,,www.a.org,
3,Too, many, cells, in, this, row, here

4,"never closed
5,After it,,2015,,,
"""

MARKDOWN = """---
title: Lamps
author: Jug, Ada
year: 2014
tags: [lamps, "task:detection"]
url_pdf: https://a.org/lamps.pdf
layout: post
---

What **we** think.
"""


def parse(path: str, text: str, **columns: str) -> ParsedSource:
    parsed = parse_source(SourceText(path, text, columns=ColumnNames(own=columns)), {})
    account = parsed.account
    assert sum(account.lines.values()) == account.line_count
    assert account.records == len(parsed.records)
    return parsed


def records(path: str, text: str, **columns: str) -> dict[str, Record]:
    return {record.title: record for record in parse(path, text, **columns).records}


def codes(parsed: ParsedSource) -> list[tuple[str, int, str]]:
    return sorted((p.code, p.origin.line, p.severity.value) for p in parsed.problems)


def test_bibtex_records() -> None:
    found = records("a.bib", BIBTEX)
    assert list(found) == [
        *("The CNN of Gödel", "Shades", "Lamps 2015", "Twice", "A second with this key"),
        *("Untitled (doi:10.1000/untitled)", "After it"),
    ]
    first = found["The CNN of Gödel"]
    assert first.authors == ("Ada Jug", "Lamp Society, The", "Bo von Pan, Jr.")
    assert (first.venue, first.doi, first.origin.line) == ("Journal of Lamps and Shades", "10.1000/abc", 8)
    assert first.date is not None and first.date.iso == "2014-03-23"
    assert [(link.label, link.url) for link in first.links] == [("Code", "https://github.com/ada/jug")]
    assert first.keywords == ("task:detection", "lamps")
    shades = found["Shades"]
    assert (shades.venue, shades.arxiv, shades.date and shades.date.iso) == ("Lamps 2015", "1403.6382", "2015")
    assert found["Twice"].abstract == "a"
    assert found["Untitled (doi:10.1000/untitled)"].is_untitled
    assert (found["After it"].arxiv, found["After it"].venue) == ("1505.04597", None)
    assert found["After it"].authors == ("Lamp Collaboration",)


def test_bibtex_keeps_what_it_cannot_parse() -> None:
    parsed = parse("a.bib", BIBTEX)
    assert [stretch.origin.line for stretch in parsed.unparsed] == [20, 23]
    assert parsed.unparsed[0].text == "@article{open, title = {Never {closed}, year = 2001}"
    assert parsed.unparsed[1].text.startswith("misc{lost,")
    assert codes(parsed) == [
        ("duplicate-key", 18, "warning"),
        ("missing-comma", 17, "warning"),
        ("more-authors", 7, "info"),
        ("no-title", 19, "warning"),
        ("repeated-field", 17, "warning"),
        ("unparsed", 20, "warning"),
        ("unparsed", 23, "warning"),
    ]
    assert dict(parsed.account.lines) == {"content": 15, "definition": 2, "comment": 2, "blank": 2, "unrecognised": 4}


def test_macros_that_unfold_to_gigabytes_are_cut() -> None:
    macros = '@string{a="xxxxxxxxxx"}\n' + "".join(
        f"@string{{{chr(98 + i)} = {chr(97 + i)} # {chr(97 + i)} # {chr(97 + i)} # {chr(97 + i)}}}\n" for i in range(20)
    )
    parsed = parse("a.bib", macros + "@misc{k, title = u}")
    assert "huge-value" in {problem.code for problem in parsed.problems}
    assert len(parsed.records[0].title) <= 200_000


def test_ris_records_of_several_dialects() -> None:
    parsed = parse("a.ris", RIS)
    first, chapter, untitled = parsed.records
    assert (first.title, first.origin.line, first.authors) == ("Lamps and shades", 5, ("A.B. Jug", "Bo Pan, Jr."))
    assert (first.venue, first.doi, first.abstract) == (
        "Journal of Lamps",
        "10.1000/lamps",
        "An abstract of two lines.",
    )
    assert first.date is not None and (first.date.text, first.date.iso) == ("2016/09//", "2016-09")
    assert first.keywords == ("lamps", "task:detection", "shades")
    assert [link.url for link in first.links] == ["https://a.org/one", "https://a.org/two"]
    assert chapter.date is not None and chapter.date.iso == "2017-12-05"
    assert (untitled.title, untitled.is_untitled) == ("Untitled (doi:10.1000/untitled)", True)
    assert [(s.origin.line, s.text) for s in parsed.unparsed] == [(24, "What is this line?")]
    assert parsed.account.lines == {"content": 21, "chrome": 2, "blank": 2, "unrecognised": 1}


def test_web_of_science_records() -> None:
    parsed = parse("a.ciw", WOS)
    first, second = parsed.records
    assert (first.title, first.origin.line) == ("Lamps in two lines", 8)
    assert first.authors == ("Ada Jug", "Bo Pan")
    assert (first.doi, first.keywords, first.date and first.date.iso) == (
        "10.1000/wos",
        ("lamps", "shades"),
        "2020-12-16",
    )
    assert (second.title, second.authors) == ("Another", ("A Jug",))
    assert parsed.problems == ()
    assert parse("a.txt", WOS).account.kind == "wos"


def test_medline_records() -> None:
    parsed = parse("a.nbib", MEDLINE)
    first, second = parsed.records
    assert (first.title, first.origin.line, first.doi) == ("Lamps in two lines", 2, "10.1000/med")
    assert first.authors == ("Ada D Jug", "Lamp Society")
    assert (first.date and first.date.iso, first.keywords) == ("2017-11-15", ("lamps", "Shades"))
    assert second.date and second.date.iso == "2018"
    assert parse("a.txt", MEDLINE).account.kind == "medline"


def test_refworks_records() -> None:
    text = (Path(__file__).parent / "fuzz" / "seeds" / "refworks" / "one.txt").read_text("utf-8")
    first, second = parse("a.txt", text).records
    assert (first.title, first.origin.line, first.authors) == ("Lamps by night", 6, ("Ada B. Jug", "Bo Pan"))
    assert (first.venue, first.locator, first.doi) == ("Journal of Lamps", Locator("12", "3", "123-130"), "10.1000/1")
    assert (first.date and first.date.iso, first.keywords, first.keys) == ("2019-03-05", ("lamp", "shade"), ("17",))
    assert (first.abstract, first.links[0].url) == ("Bright.", "https://lamps.example/x")
    assert (second.title, second.venue, second.edition) == ("Shades", "Lamp Press", "edition 2")
    assert parse("a.txt", text).account.kind == "refworks"


def test_csl_json_records() -> None:
    parsed = parse("a.json", CSL)
    first, plain, season = parsed.records
    assert (first.title, first.origin.line) == ("The lamp & H₂O", 2)
    assert (first.authors, first.doi) == (("Ada van Jug", "Lamp Society"), "10.1000/csl")
    assert first.date is not None and first.date.iso == "2014-03-23"
    assert (plain.authors, plain.date) == ((), None)
    assert season.date and season.date.iso == "2015"
    assert (season.arxiv, season.links) == ("1505.04597", ())
    assert [(s.origin.line, s.text) for s in parsed.unparsed] == [(6, '{"id": "c", "title": broken},')]


@pytest.mark.parametrize("text", ["{not json", '[{"title": null}]', "[" * 100_000, '{"title": "\\ud800"', "[1, 2]"])
def test_json_that_is_no_list_of_references_is_kept(text: str) -> None:
    parsed = parse("a.json", text)
    assert parsed.records == ()
    assert parsed.unparsed
    assert "error" in {problem.severity.value for problem in parsed.problems}


def test_csl_json_in_other_forms() -> None:
    assert list(records("a.json", '{"items": [{"title": "Wrapped"}], "version": 1}')) == ["Wrapped"]
    assert list(records("a.json", '{"title": "Alone"}')) == ["Alone"]
    assert list(records("a.json", '{"title": "Line"}\n{"title": "by line"}')) == ["Line", "by line"]


def test_csv_records() -> None:
    parsed = parse("form.csv", CSV)
    first, second, last = parsed.records
    assert (first.title, first.authors, first.origin.line) == ("Lamps, shades", ("Ada Jug", "Bo Pan"), 2)
    assert (first.doi, first.keywords, first.date and first.date.iso) == ("10.1000/csv", ("task:detection",), "2014")
    assert second.authors == ("A. Jug", "B. Pan")
    assert [link.url for link in second.links] == ["https://www.a.org"]
    assert last.title == "After it"
    assert [stretch.origin.line for stretch in parsed.unparsed] == [4, 6]
    assert codes(parsed) == [("unparsed", 4, "warning"), ("unparsed", 6, "warning"), ("unused-columns", 1, "info")]


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_csv_with_other_signs_between_cells(mark: str) -> None:
    text = f"Title{mark}Journal{mark}Published\nLamps{mark}J. Lamps{mark}2014-03-23\n"
    (record,) = parse("a.csv", text).records
    assert (record.title, record.venue, record.date and record.date.iso) == ("Lamps", "J. Lamps", "2014-03-23")


def test_a_table_whose_titles_nobody_can_find_is_an_error_with_a_mapping_to_paste() -> None:
    parsed = parse("sources/form.csv", "Was;Wer\nLampen;Ada Jug\n")
    (problem,) = parsed.problems
    assert (problem.code, problem.severity.value) == ("no-title-column", "error")
    assert problem.hint.endswith('columns:\n      "form.csv":\n        title: "Was"')
    assert list(records("form.csv", "Was;Wer\nLampen;Ada Jug\n", title="Was", authors="wer")) == ["Lampen"]
    (problem,) = parse("form.csv", "Was;Wer\nLampen;Ada Jug\n", title="Titel").problems
    assert problem.code == "unknown-column" and "there are `Was`, `Wer`" in problem.message


def test_the_tables_that_this_tool_prints_are_read_again() -> None:
    heading = "title,authors,author_count,date,venue,arxiv,doi,abstract,links,origins\n"
    row = "Lamps,Ada Jug; Bo Pan,2,2014-03,ICLR 2014,1403.6382,10.1000/a,We light.,https://a.org,a.yaml:1\n"
    (record,) = parse("a.csv", heading + row).records
    assert (record.authors, record.venue, record.arxiv) == (("Ada Jug", "Bo Pan"), "ICLR 2014", "1403.6382")


def test_foreign_markdown_is_a_record_with_its_text_as_note() -> None:
    parsed = parse("sources/lamps.md", MARKDOWN)
    (record,) = parsed.records
    assert (record.source, record.title, record.origin.line, record.authors) == ("markdown", "Lamps", 2, ("Ada Jug",))
    assert (record.keywords, record.note, record.note_line) == (("lamps", "task:detection"), "What **we** think.", 10)
    assert codes(parsed) == [("unused-keys", 1, "info")]


@pytest.mark.parametrize(
    ("depth", "codes"), [(20, []), (200, ["unparsed", "malformed-toml"]), (5_000, ["unparsed", "malformed-toml"])]
)
def test_a_front_matter_of_toml_that_is_nested_too_deeply_is_told(depth: int, codes: list[str]) -> None:
    parsed = parse("a.md", "+++\ntitle = 'Pots'\n" + "a." * depth + "a = 1\n+++\n")
    assert [problem.code for problem in parsed.problems if problem.severity.name != "INFO"] == codes


@pytest.mark.parametrize("text", ["@article{@article{", "@misc{\n a = {x}\n}\n"])
def test_what_was_mended_in_vain_is_kept_as_it_stands(text: str) -> None:
    parsed = parse("a.bib", text)
    assert parsed.unparsed
    assert [lost.text for lost in parsed.unparsed if lost.text not in text] == []


def test_what_keys_of_toml_say_is_told_with_their_lines() -> None:
    parsed = parse("a.md", "+++\n# title = 'no'\n'title' = 'Pots'\ndate = 'in spring'\n+++\n")
    assert [record.origin.line for record in parsed.records] == [3]


def test_foreign_markdown_in_other_forms() -> None:
    toml = '+++\ntitle = "Lamps"\nauthors = ["Ada Jug", "Bo Pan"]\ndate = 2014-03-02\n+++\n\nText.\n'
    (record,) = parse("a.md", toml).records
    assert (record.title, record.authors, record.date and record.date.iso) == (
        "Lamps",
        ("Ada Jug", "Bo Pan"),
        "2014-03-02",
    )
    (record,) = parse("a.md", "---\nyear: 2014\n---\n\n# Lamps\n\nText.\n").records
    assert (record.title, record.origin.line, record.note, record.note_line) == ("Lamps", 5, "Text.", 7)
    (record,) = parse("a.md", "---\nheadline: Lamps\n---\n", title="headline").records
    assert record.title == "Lamps"
    (problem,) = parse("a.md", "---\nheadline: Lamps\n---\n").problems
    assert problem.code == "no-title-column" and problem.hint.endswith('columns:\n      title: "headline"')


def test_our_notes_stay_notes() -> None:
    note = "---\ntitle: Lamps\nyear: 2014\n---\n\nText.\n"
    assert parse("a.md", note).account.kind == "markdown"
    parsed = parse_source(SourceText("papers/lamps.md", note, kind="note"), {})
    assert (parsed.account.kind, [p.code for p in parsed.problems]) == ("note", ["unknown-key"])
    assert parse("a.md", "---\ntitle: Lamps\nthemes: [pots]\nyear: 2014\n---\n").account.kind == "note"
    assert parse("a.md", "---\ntitle: Lamps\nname: LampNet\n---\n").account.kind == "note"


@pytest.mark.parametrize(("path", "text"), [("a.bib", BIBTEX), ("a.ris", RIS), ("a.txt", WOS), ("a.nbib", MEDLINE)])
def test_the_ends_of_lines_change_nothing(path: str, text: str) -> None:
    from_windows = text.replace("\n", "\r\n").replace("\r\n", "\n")  # as read.decode_text gives it
    assert parse(path, from_windows) == parse(path, text)


def test_what_cannot_be_parsed_is_counted_in_the_sum() -> None:
    gathered, _ = gather_papers([SourceText("a.bib", BIBTEX), SourceText("a.ris", RIS)], {})
    account = gathered.account
    assert (account.records, account.papers, account.merged, len(account.unparsed)) == (10, 9, 1, 3)


def test_a_title_wins_over_what_an_untitled_reference_is_known_by() -> None:
    titled = "TY  - JOUR\nTI  - Lamps\nDO  - 10.1000/untitled\nER  -\n"
    gathered, problems = gather_papers([SourceText("a.bib", BIBTEX), SourceText("b.ris", titled)], {})
    assert [paper.title for paper in gathered.papers if paper.doi == "10.1000/untitled"] == ["Lamps"]
    assert "conflict" not in {problem.code for problem in problems}


KINDS = ["a.bib", "a.ris", "a.ciw", "a.nbib", "a.json", "a.csv", "a.md", "a.txt"]
PIECES = ["@article{", "@string{a=", "TY  - ", "ER  -", "PMID- ", "PT J", "---\n", "+++\n", "title", "=", "{", "}", '"']
PIECES += [
    ",",
    "\n",
    "\n\n",
    "[",
    "]",
    ":",
    "#",
    "AU  - ",
    "TI ",
    "   ",
    "\\",
    "$",
    "a and b",
    "year",
    "2014",
    "crossref",
]


@settings(max_examples=300)
@given(st.sampled_from(KINDS), st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40).map("".join))
def test_no_text_is_too_much_and_no_line_is_lost(path: str, text: str) -> None:
    parse(path, text)


@pytest.mark.parametrize("path", KINDS)
@pytest.mark.parametrize("piece", ["{", "@a{", "[", '"', '"\n', "TY  - x\n", "PT J\n", "{\n", "a={", "@a{b,t={x}}\n"])
def test_the_cost_is_bounded_for_each_character_of_a_file(path: str, piece: str) -> None:
    starts = {"a.bib": "@misc{k, title={", "a.json": "[", "a.csv": "title\n", "a.md": "---\nyear: ", "a.ciw": "FN x\n"}
    text = starts.get(path, "") + piece * (100_000 // len(piece))
    begun = time.process_time()
    parse(path, text)
    assert time.process_time() - begun < 100e-6 * len(text)
