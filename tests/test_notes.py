"""Paper notes and YAML lists: facts, decisions and identifiers as people write them, and every fault at its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.model import Decisions, Link
from site_builder.record_fields import parse_arxiv, parse_doi
from site_builder.sources.note import is_note, parse_note
from site_builder.sources.yaml_list import is_yaml_list, parse_yaml_list

FULL = """---
title: "U-Net: Networks for Teapots"
authors:
  - Olaf Kettle
  - Ada Jug
author_count: 2
date: 2015-05
venue: MICCAI 2015
arxiv: https://arxiv.org/abs/1505.04597v1
doi: https://doi.org/10.1007/978-3-319-24574-4_28
abstract_sha256: 0123456789ab
links:
  - Code: https://example.org/code
  - https://example.org/data
themes: [segmentation, medical]
add_themes: [surveys]
remove_themes: theory
same_as: [arxiv:1505.04597, Another Title]
distinct_from: w-net
---

What it does, **briefly**.

More.
"""


def read(front: str, path: str = "papers/pots.md"):
    return parse_note(f"---\n{front}\n---\n", path)


def told(parsed):
    return [(p.origin.line, p.severity.value, p.code) for p in parsed.problems]


def test_a_full_note() -> None:
    parsed = parse_note(FULL, "papers/u-net.md")
    assert parsed.problems == ()
    (record,) = parsed.records
    assert (record.source, str(record.origin)) == ("note", "papers/u-net.md:2")
    assert (record.title, record.authors, record.author_count) == (
        "U-Net: Networks for Teapots",
        ("Olaf Kettle", "Ada Jug"),
        2,
    )
    assert (record.date.text, record.date.iso, record.venue) == ("2015-05", "2015-05", "MICCAI 2015")
    assert (record.arxiv, record.doi) == ("1505.04597", "10.1007/978-3-319-24574-4_28")
    assert (record.abstract, record.abstract_sha256) == (None, "0123456789ab")
    assert record.links == (Link("Code", "https://example.org/code"), Link("Link", "https://example.org/data"))
    assert (record.note, record.note_line) == ("What it does, **briefly**.\n\nMore.", 22)
    decisions = record.decisions
    assert decisions.slug == "u-net"
    assert decisions.themes == ("segmentation", "medical")
    assert (decisions.add_themes, decisions.remove_themes) == (("surveys",), ("theory",))
    assert (decisions.same_as, decisions.distinct_from) == (("arxiv:1505.04597", "Another Title"), ("w-net",))
    assert decisions.exclude is None
    assert {name: place.line for name, place in decisions.places.items()} == {
        "themes": 15,
        "add_themes": 16,
        "remove_themes": 17,
        "same_as": 18,
        "distinct_from": 19,
    }
    assert parsed.account.lines == {"blank": 2, "content": 22}
    assert parsed.account.line_count == 24


def test_the_least_note() -> None:
    (record,) = read("title: Pots").records
    assert record.decisions == Decisions(slug="pots")
    assert (record.note, record.authors, record.date, record.links) == ("", (), None, ())


@pytest.mark.parametrize(
    ("front", "line", "severity", "code"),
    [
        ("authors: [A]", 1, "error", "missing-key"),
        ("title:", 2, "error", "missing-key"),
        ("title: Foo: bar", 2, "error", "malformed-yaml"),
        ("title: A\nauthors: [B", 3, "error", "malformed-yaml"),
        ("title: A\ntitel: B", 3, "warning", "unknown-key"),
        ("title: A\ntitle: B", 3, "error", "duplicate-key"),
        ("title: [A]", 2, "error", "wrong-type"),
        ("title: A\ndate: last year", 3, "error", "bad-date"),
        ("title: A\ndate: 2023-02-29", 3, "error", "bad-date"),
        ("title: A\narxiv: 12345", 3, "error", "bad-identifier"),
        ("title: A\ndoi: 11.1000/x", 3, "error", "bad-identifier"),
        ("title: A\nauthor_count: many", 3, "error", "wrong-type"),
        ("title: A\nabstract_sha256: 0123", 3, "error", "wrong-type"),
        ("title: A\nabstract_sha256: 0123456789AB", 3, "error", "wrong-type"),
        *((f"title: A\nexclude: {word}", 3, "error", "no-reason") for word in ("false", "No", "off", "0", "true")),
        ("title: A\nauthors: Kaiming He, Jian Sun", 3, "warning", "one-author"),
        ("title: A\nauthors: Kaiming He and Jian Sun", 3, "warning", "one-author"),
        ("title: A\nthemes: [a, b, a]", 3, "warning", "repeated-value"),
        ("title: A\nslug: con", 3, "error", "bad-slug"),
        ("title: A\nslug: ../../x", 3, "error", "bad-slug"),
        ("title: A\nslug: A b", 3, "error", "bad-slug"),
        ("title: A\nlinks: https://a.org", 3, "error", "wrong-type"),
        ("title: A\nlinks:\n  - Code: javascript: alert(1)", 4, "error", "malformed-yaml"),
        ("title: A\nlinks:\n  - Code: 'javascript:alert(1)'", 4, "error", "bad-link"),
        ("title: A\nlinks:\n  - a.org", 4, "error", "bad-link"),
        ("title: A\nlinks:\n  - Code: [https://a.org]", 4, "error", "bad-link"),
        ("title: A\nlinks:\n  - Code:", 4, "error", "bad-link"),
        ("title: A\nlinks:\n  - [https://a.org]", 4, "error", "not-a-mapping"),
        ("just text", 2, "error", "not-a-mapping"),
        ("- title: A", 2, "error", "not-a-mapping"),
        ("", 1, "error", "missing-key"),
        ("title: &a A\nvenue: *a", 3, "error", "malformed-yaml"),
    ],
)
def test_faults_are_told_at_their_line(front: str, line: int, severity: str, code: str) -> None:
    assert (line, severity, code) in told(read(front))


def test_a_fault_in_one_field_leaves_the_others() -> None:
    parsed = read("title: A\ndate: soon\narxiv: 1505.04597\nlinks:\n  - nowhere\n  - Code: https://a.org\n")
    assert told(parsed) == [(3, "error", "bad-date"), (6, "error", "bad-link")]
    (record,) = parsed.records
    assert (record.title, record.date, record.arxiv) == ("A", None, "1505.04597")
    assert record.links == (Link("Code", "https://a.org"),)


def test_a_bare_yes_or_no_excludes_nothing_and_a_reason_does() -> None:
    assert read("title: A\nexclude: false").records[0].decisions.exclude is None
    assert (
        "reason" in read("title: A\nexclude: true").problems[0].hint + read("title: A\nexclude: 1").problems[0].message
    )
    parsed = read("title: A\nexclude: no networks in it")
    assert (parsed.problems, parsed.records[0].decisions.exclude) == ((), "no networks in it")


def test_a_list_of_one_name_with_a_comma_is_taken_as_meant() -> None:
    assert read("title: A\nauthors: [Ada Jug, Sandra Band]").problems == ()
    assert read("title: A\nauthors:\n  - Jugs, Inc.").problems == ()
    assert read("title: A\nauthors: Sandra Band").problems == ()


def test_themes_that_stand_twice_count_once() -> None:
    assert read("title: A\nthemes: [a, b, a]").records[0].decisions.themes == ("a", "b")


def test_a_fault_in_a_long_text_is_told_in_short() -> None:
    assert all(len(p.message) < 200 for p in read(f"title: A\ndate: {'x' * 4000}\nslug: {'y' * 4000}").problems)


def test_a_title_is_one_line() -> None:
    assert read("title: |\n  Pots\n    and\n\n  Pans\nvenue: A").records[0].title == "Pots and Pans"
    assert read("title: Pots\n  and Pans").records[0].title == "Pots and Pans"


def test_an_unknown_key_is_told_with_the_nearest() -> None:
    assert read("title: A\nauthor: B").problems[0].hint == "Did you mean `authors`?"


def test_identifiers_and_words_that_yaml_would_change_stay_as_written() -> None:
    (record,) = read("title: No\nvenue: 2014\narxiv: 1403.6380\nauthors: [No, 'Null', 007]").records
    assert (record.title, record.venue, record.arxiv) == ("No", "2014", "1403.6380")
    assert record.authors == ("No", "Null", "007")


def test_empty_lists_decide_where_absent_ones_do_not() -> None:
    assert read("title: A\nthemes: []").records[0].decisions.themes == ()
    assert read("title: A\nthemes:").records[0].decisions.themes is None
    assert read("title: A").records[0].decisions.themes is None


@pytest.mark.parametrize("name", ["Pots", "pots and pans", "..", "pöts", "pots_"])
def test_a_file_name_that_can_be_no_address(name: str) -> None:
    parsed = read("title: A", f"papers/{name}.md")
    assert told(parsed) == [(0, "error", "bad-slug")]
    assert len(parsed.records) == 1
    assert told(read("title: A\nslug: a", f"papers/{name}.md")) == []


def test_a_front_matter_that_is_never_closed() -> None:
    parsed = parse_note("---\ntitle: A\n\nText.\n", "a.md")
    assert told(parsed) == [(1, "error", "open-front-matter")]
    assert parsed.records == ()
    assert parsed.account.lines == {"blank": 1, "content": 3}


def test_what_is_a_note() -> None:
    assert is_note("---\ntitle: A\n---\n")
    assert is_note("--- \ntitle: A\n---\n")
    assert not is_note("# Heading\n")
    assert not is_note("\n---\n")
    assert not is_note("----\n")


@pytest.mark.parametrize(
    "text",
    [
        "1505.04597",
        " 1505.04597 ",
        "arXiv:1505.04597",
        "arxiv: 1505.04597v3",
        "arXiv:1505.04597v1 [cs.CV]",
        "https://arxiv.org/abs/1505.04597",
        "http://www.arxiv.org/pdf/1505.04597v2.pdf",
        "https://arxiv.org/pdf/1505.04597",
        "arxiv.org/abs/1505.04597v1",
        "https://export.arxiv.org/abs/1505.04597/",
        "https://arxiv.org/html/1505.04597v1",
    ],
)
def test_arxiv_ids(text: str) -> None:
    assert parse_arxiv(text) == "1505.04597"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cs/0112017", "cs/0112017"),
        ("arXiv:hep-th/9901001v2", "hep-th/9901001"),
        ("https://arxiv.org/abs/math.GT/0309136v1", "math/0309136"),
        ("math.GT/0309136", "math/0309136"),
        ("1403.638", None),
        ("0704.0001", "0704.0001"),
        ("2501.123456", None),
        ("15050.4597", None),
        ("1505.04597x", None),
        ("https://example.org/abs/1505.04597", None),
        ("١٥٠٥.04597", None),
        ("doi:10.1000/182", None),
        ("", None),
    ],
)
def test_other_arxiv_ids_and_none(text: str, expected: str | None) -> None:
    assert parse_arxiv(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.1109/ICCVW60793.2023.00183", "10.1109/iccvw60793.2023.00183"),
        ("doi:10.1000/182", "10.1000/182"),
        ("DOI: 10.1000/182", "10.1000/182"),
        ("https://doi.org/10.1000/182", "10.1000/182"),
        ("http://dx.doi.org/10.1000/182", "10.1000/182"),
        ("https://www.doi.org/10.1000/182", "10.1000/182"),
        ("doi.org/10.1000/182", "10.1000/182"),
        ("https://doi.org/10.1000%2F182", "10.1000/182"),
        ("10.1000/182.", "10.1000/182"),
        ("10.1000.10/123", "10.1000.10/123"),
        ("10.1002/(SICI)1097<1661::AID>3.0.CO;2-2", "10.1002/(sici)1097<1661::aid>3.0.co;2-2"),
        ("10.1000", None),
        ("10.1000/", None),
        ("10.10/x", None),
        ("11.1000/182", None),
        ("10.1000/a b", None),
        ("10.1000%2F182", None),
        ("https://doi.org/10.1000/a%20b", None),
        ("https://example.org/10.1000/182", None),
        ("", None),
    ],
)
def test_dois(text: str, expected: str | None) -> None:
    assert parse_doi(text) == expected


@given(st.text(max_size=40) | st.from_regex(r"(doi:|https://doi\.org/)?10\.[0-9]{4}/[^ ]+", fullmatch=True))
def test_an_identifier_is_its_own_reading(text: str) -> None:
    for parse in (parse_arxiv, parse_doi):
        found = parse(text)
        assert found is None or parse(found) == found


LIST = """# Papers for the winter
- title: Pots
  authors: [Ada Jug]
  abstract: >-
    How pots
    are sorted.
- title: Pans
  titel: x

- authors: [Nobody]
- just text
"""


def test_a_yaml_list() -> None:
    parsed = parse_yaml_list(LIST, "more.yaml")
    assert [(r.origin.line, r.source, r.title) for r in parsed.records] == [(2, "yaml", "Pots"), (7, "yaml", "Pans")]
    assert parsed.records[0].abstract == "How pots are sorted."
    assert parsed.records[0].decisions.slug is None
    assert [(p.origin.line, p.code) for p in parsed.problems] == [
        (8, "unknown-key"),
        (10, "missing-key"),
        (11, "not-a-mapping"),
    ]
    assert parsed.account.lines == {"blank": 1, "content": 10}
    assert parsed.account.records == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- title: A\n", True),
        ("# note\n\n---\n- title: A\n", True),
        ("%YAML 1.1\n---\n- title: A\n", True),
        ("-\n  title: A\n", True),
        ("[{title: A}]\n", True),
        ("title: A\n", False),
        ("-title\n", False),
        ("", False),
    ],
)
def test_what_is_a_yaml_list(text: str, expected: bool) -> None:
    assert is_yaml_list(text) is expected
    if expected:
        assert [record.title for record in parse_yaml_list(text, "p").records] == ["A"]


def test_a_list_that_is_none_is_told() -> None:
    parsed = parse_yaml_list("[] x", "p")
    assert [(p.origin.line, p.code) for p in parsed.problems] == [(1, "malformed-yaml")]
