"""The table of source kinds: which parser takes which file, and that none ever raises or loses a line."""

from __future__ import annotations

import pytest
from fuzz.targets import TARGETS, assert_accounted
from hypothesis import given
from hypothesis import strategies as st

from site_builder.model import Date, SourceText
from site_builder.read import decode_text
from site_builder.sources import SOURCE_KINDS, parse_source

ABSTRACT = "We ask how a small network sorts pictures of teapots when half of the light is missing. " * 4
LISTING = f"new\n\nSubscribe\n\nDec 12\n\nTeapots\n\n{ABSTRACT}\n\n• 6 authors\n·\nMar 7\n"
NOTE = "---\ntitle: Teapots\nauthors: [Ada Jug]\nlinks:\n  - Code: https://a.org\nthemes: [pots]\n---\n\nText.\n"
LIST = "- title: Teapots\n  arxiv: 1505.04597\n- title: Jugs\n  date: 2014-03\n"


def parse(path: str, text: str):
    return parse_source(SourceText(path, text), {})


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("a.txt", LISTING, "listing"),
        ("a.TXT", LISTING, "listing"),
        ("deep/down.below/a.text", LISTING, "listing"),
        ("a.md", NOTE, "note"),
        ("a.markdown", NOTE, "note"),
        ("a.yaml", LIST, "yaml"),
        ("a.yml", LIST, "yaml"),
    ],
)
def test_the_parser_goes_by_suffix_and_content(path: str, text: str, kind: str) -> None:
    parsed = parse(path, text)
    assert parsed.account.kind == kind
    assert parsed.problems == ()
    assert parsed.records
    assert {record.source for record in parsed.records} == {kind}
    assert {record.origin.path for record in parsed.records} == {path}


@pytest.mark.parametrize(
    ("path", "text", "code", "line", "severity"),
    [
        ("a.txt", "Dear Ada,\nthe pots are here.\n", "not-a-listing", 1, "error"),
        ("a.txt", NOTE, "not-a-listing", 1, "error"),
        ("a.md", "# Heading\n\nText.\n", "not-a-note", 1, "error"),
        ("a.md", LISTING, "not-a-note", 1, "error"),
        ("a.yaml", "title: Teapots\n", "not-a-yaml", 1, "error"),
        ("a.yaml", "\tnonsense: [", "not-a-yaml", 1, "error"),
        ("a.pdf", LISTING, "unknown-source", 0, "error"),
        ("a.txt.bak", LISTING, "unknown-source", 0, "error"),
        ("a", LISTING, "unknown-source", 0, "error"),
        ("a.txt", "", "empty-file", 0, "warning"),
        ("a.md", "\n\n", "empty-file", 0, "warning"),
        ("a.yaml", " \t\n", "empty-file", 0, "warning"),
    ],
)
def test_a_file_that_no_parser_takes(path: str, text: str, code: str, line: int, severity: str) -> None:
    parsed = parse(path, text)
    assert [(p.code, p.origin.path, p.origin.line, p.severity.value) for p in parsed.problems] == [
        (code, path, line, severity)
    ]
    assert parsed.records == ()
    assert parsed.account.lines["unrecognised"] == sum(bool(line.strip()) for line in text.split("\n"))


def test_a_file_that_could_not_be_read_is_in_the_account() -> None:
    parsed = parse_source(SourceText("a.txt", "", is_unread=True), {})
    assert (parsed.records, parsed.problems) == ((), ())
    account = parsed.account
    assert (account.path, account.kind, account.lines, account.line_count, account.records) == (
        "a.txt",
        "unread",
        {},
        0,
        0,
    )


def test_an_unknown_kind_is_told_what_is_known() -> None:
    assert parse("a.pdf", "x").problems[0].hint == (
        "Known: .txt (listing), .md (markdown), .md (note), .yaml (yaml), .yaml (yaml-data), .bib (bibtex), "
        ".ris (ris), .ciw (wos), .nbib (medline), .enw (refer), .txt (refworks), .xml (xml), .cff (cff), "
        ".json (csl-json), .csv (csv)."
    )


def test_the_day_a_listing_was_saved_goes_by_its_file_name() -> None:
    text = SourceText("some/where/a.txt", LISTING)
    assert parse_source(text, {"a.txt": Date("2025-12-12", 2025, 12, 12)}).records[0].date.iso == "2025-03-07"
    assert parse_source(text, {"b.txt": Date("2025-12-12", 2025, 12, 12)}).records[0].date.iso is None


def test_every_kind_of_source_is_fuzzed() -> None:
    files = ((f"a{target.suffix}", seed.decode()) for target in TARGETS.values() for seed in target.seeds())
    fuzzed = {parse(path, text).account.kind for path, text in files}
    assert {kind.name for kind in SOURCE_KINDS} <= fuzzed


def test_the_lines_of_a_damaged_row_at_the_end_of_a_table_are_counted_once() -> None:
    text = 'title,authors,year,doi\nJugs,Bo,2015,\n"Pots" a;b\nPans\n'
    assert_accounted("a.csv", text, parse("a.csv", text))


PATHS = st.sampled_from([f"a{suffix}" for kind in SOURCE_KINDS for suffix in kind.suffixes] + ["a", "a.pdf", "A b.md"])


@given(PATHS, st.text())
def test_any_text_is_parsed_or_refused(path: str, text: str) -> None:
    assert_accounted(path, text, parse(path, text))


@given(st.binary() | st.text().map(lambda text: text.encode("utf-16")) | st.text().map(str.encode), PATHS)
def test_any_bytes_are_parsed_or_refused(data: bytes, path: str) -> None:
    source, problems = decode_text(data, path)
    if source is None:
        assert [p.code for p in problems] == ["binary-file"]
    else:
        assert "\r" not in source.text
        assert_accounted(path, source.text, parse(path, source.text))
