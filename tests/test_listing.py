"""Listing text: small files written for the purpose, in all five layouts and their mixtures, good and bad."""

from __future__ import annotations

import json
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from conftest import needs_sources
from counting import steps
from hypothesis import given
from hypothesis import strategies as st

from site_builder.model import Date
from site_builder.sources.listing import is_listing, parse_listing
from site_builder.text import fingerprint

LISTINGS = Path(__file__).parent / "listings"
ABSTRACT = "We ask how a small network sorts pictures of teapots when half of the light is missing. " * 4
OTHER = "Nine museums lent their lamps, and the method carries over to them without a single change. " * 4
CHROME = (
    "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\nbyAK and the research community\n"
)


def parse(name: str, listed: Date | None = None):
    return parse_listing((LISTINGS / name).read_bytes().decode(), name, listed)


def found(parsed):
    """Line and title of each record, with the author count and the date where it has one of them."""
    rows = [(r.origin.line, r.title, r.author_count, r.date.text if r.date else None) for r in parsed.records]
    return [row if row[2:] != (None, None) else row[:2] for row in rows]


def told(parsed):
    return [f"{p.origin}: {p.severity.value} {p.code}" for p in parsed.problems]


THREE = ["Teapots in the Dark", "Jugs: A Closer Look at Handles", "Do Lamps Glow?"]

GOOD = {
    "spaced.txt": [(11, THREE[0]), (15, THREE[1]), (19, THREE[2])],
    "tight.txt": [(3, THREE[0]), (5, THREE[1]), (7, THREE[2])],
    "listing_date.txt": [(13, THREE[0]), (17, THREE[1])],
    "short_chrome.txt": [(11, THREE[0]), (15, THREE[1])],
    "metadata.txt": [
        (13, THREE[0], 6, "May 13, 2019"),
        (21, THREE[1], 1, "Mar 7"),
        (29, THREE[2], 1024, "Feb 29"),
    ],
    "pasted.txt": [
        (13, THREE[0], 6, "May 13, 2019"),
        (19, THREE[1]),
        (21, THREE[2]),
        (32, "Vases, Folded", 2, "Jan 1"),
        (40, "Bowls"),
    ],
    "odd_titles.txt": [
        (1, "Subscribe to Nothing: Churn of Museum Members"),
        (3, "Subscriber Churn in Museums"),
        (5, "New Light on Old Teapots"),
        (7, "1984"),
        (9, "Dec 12"),
        (11, "Does It Pour?"),
        (13, "It Pours."),
        (15, "Teapots\N{NO-BREAK SPACE}and\N{ZERO WIDTH SPACE}Jugs"),
        (17, r"$\alpha$-Pots: $x^2$ \textbf{and} <script>alert(1)</script> &amp; more"),
        (19, "“Why?”"),
        (21, "Papers, Daily"),
        (23, "6 Authors in Search of a Teapot"),
    ],
    "odd_blanks.txt": [(5, '"Why Pots?" Asks a Jug', 6, "May 13, 2019"), (11, "Bowls", 2, None)],
    "short_abstracts.txt": [(2, THREE[0]), (4, THREE[1]), (6, THREE[2]), (8, "Bowls", 2, None)],
}

BAD = {
    "bad_two_titles.txt": (
        [(5, THREE[0]), (11, THREE[1]), (17, THREE[2]), (21, "Bowls")],
        [
            (3, "error title-without-abstract", "A Title Whose Abstract Is Lost"),
            (9, "error title-without-abstract", "Another Lost One?"),
            (15, "error title-without-abstract", "Lost."),
        ],
    ),
    "bad_lone_abstract.txt": (
        [(3, THREE[0]), (9, THREE[1])],
        [
            (7, "error abstract-without-title", "Study 2. A layer that looks along the rim"),
            (13, "error title-without-abstract", "The Last Title"),
        ],
    ),
    "bad_starts_with_abstract.txt": (
        [(3, THREE[0])],
        [(1, "error abstract-without-title", "Study 1. Nine collections from museums")],
    ),
    "bad_metadata.txt": (
        [(7, THREE[0], 4, None), (13, THREE[1], 2, None)],
        [
            (5, "error stray-metadata", "• 3 authors"),
            (11, "error bad-date", "some day"),
            (15, "error stray-metadata", "May 13, 2019"),
            (21, "warning repeated-metadata", "• 5 authors"),
            (23, "error title-without-abstract", "Feb 30, 2019"),
        ],
    ),
    "only_chrome.txt": ([], [(0, "warning no-papers", "no papers")]),
}


def test_every_small_listing_is_expected() -> None:
    assert {path.name for path in LISTINGS.iterdir()} == {*GOOD, *BAD}


@pytest.mark.parametrize("name", GOOD)
def test_layout(name: str) -> None:
    parsed = parse(name)
    assert found(parsed) == GOOD[name]
    assert parsed.problems == ()
    assert "unrecognised" not in parsed.account.lines


@pytest.mark.parametrize("name", BAD)
def test_bad_listing(name: str) -> None:
    parsed = parse(name)
    records, problems = BAD[name]
    assert found(parsed) == records
    assert [(p.origin.line, f"{p.severity.value} {p.code}") for p in parsed.problems] == [row[:2] for row in problems]
    for problem, (_, _, shown) in zip(parsed.problems, problems, strict=True):
        assert shown in problem.message


@pytest.mark.parametrize("name", [*GOOD, *BAD])
def test_every_line_has_one_kind_and_every_word_its_place(name: str) -> None:
    text = (LISTINGS / name).read_bytes().decode()
    parsed = parse(name)
    kinds = parsed.account.lines
    assert sum(kinds.values()) == parsed.account.line_count == len(text.rstrip("\n").split("\n"))
    assert kinds.get("title", 0) == kinds.get("abstract", 0) == len(parsed.records) == parsed.account.records
    lines = [line.strip() for line in text.split("\n")]
    for record in parsed.records:
        assert lines[record.origin.line - 1] in (record.title, f"Subscribe{record.title}")
        assert record.abstract in lines
    unrecognised = [
        p for p in parsed.problems if p.code.endswith(("-title", "-abstract")) or p.code == "stray-metadata"
    ]
    assert kinds.get("unrecognised", 0) == len(unrecognised)


def test_kinds_of_lines() -> None:
    assert parse("metadata.txt").account.lines == {
        "abstract": 3,
        "blank": 14,
        "chrome": 6,
        "metadata": 9,
        "title": 3,
    }
    assert parse("pasted.txt").account.lines["chrome"] == 11


def test_a_date_without_a_year_gets_that_of_the_listing() -> None:
    dates = [r.date for r in parse("metadata.txt", Date("2025-12-12", 2025, 12, 12)).records]
    assert [date.iso for date in dates] == ["2019-05-13", "2025-03-07", None]  # 2025 has no 29 February
    assert [date.text for date in dates] == ["May 13, 2019", "Mar 7", "Feb 29"]
    leap = parse("metadata.txt", Date("2024", 2024))
    assert leap.records[2].date.iso == "2024-02-29"
    assert [r.date.iso for r in parse("metadata.txt").records] == ["2019-05-13", None, None]


@pytest.mark.parametrize("title", ["Dec 12", "May 13, 2019", "2019"])
def test_a_date_between_two_abstracts_is_a_title(title: str) -> None:
    parsed = parse_listing(f"A\n{ABSTRACT}\n{title}\n{OTHER}\n", "p")
    assert [r.title for r in parsed.records] == ["A", title]
    assert parsed.problems == ()


@pytest.mark.parametrize(
    "metadata",
    [
        "• 6 authors\n·\nMay 13, 2019",
        "• 6 authors\nMay 13, 2019",
        "• 6 authors · May 13, 2019",
        "6 authors\n· May 13, 2019",
    ],
)
def test_a_lost_title_does_not_take_the_date_above_it(metadata: str) -> None:
    parsed = parse_listing(f"A\n{ABSTRACT}\n{metadata}\n{OTHER}\nB\n{ABSTRACT}\n", "p")
    assert [(r.title, r.date.iso if r.date else None) for r in parsed.records] == [("A", "2019-05-13"), ("B", None)]
    assert [p.code for p in parsed.problems] == ["abstract-without-title"]


@pytest.mark.parametrize("date", ["Feb 30", "3 days ago", "some day"])
@pytest.mark.parametrize("below", ["", f"B\n{OTHER}\n"])
def test_what_stands_in_the_place_of_a_date_is_a_date_though_a_bad_one(date: str, below: str) -> None:
    parsed = parse_listing(f"A\n{ABSTRACT}\n• 6 authors\n·\n{date}\n{below}", "p")
    assert told(parsed) == ["p:5: error bad-date"]
    assert [(r.title, r.date) for r in parsed.records][:1] == [("A", None)]
    assert len(parsed.records) == 1 + bool(below)


@pytest.mark.parametrize(("date", "iso"), [("20 Mar 2018", "2018-03-20"), ("March 2014", "2014-03")])
def test_other_forms_of_a_date(date: str, iso: str) -> None:
    (record,) = parse_listing(f"A\n{ABSTRACT}\n• 6 authors\n·\n{date}\n", "p").records
    assert record.date.iso == iso


def test_a_title_below_a_separator_stays_one_when_its_abstract_follows() -> None:
    parsed = parse_listing(f"A\n{ABSTRACT}\n• 6 authors\n·\nTeapots\n{OTHER}\n", "p")
    assert ([r.title for r in parsed.records], parsed.problems) == (["A", "Teapots"], ())


def test_the_hint_stands_once() -> None:
    problems = parse_listing("A\nB\nC\n", "p").problems
    assert [(p.message, bool(p.hint)) for p in problems] == [
        ("no abstract follows “A”", True),
        ("no abstract follows “B”", False),
        ("no abstract follows “C”", False),
    ]


def test_a_short_abstract_ends_like_a_sentence_in_any_script() -> None:
    parsed = parse_listing("Daily Papers\n茶壶网络\n我们研究茶壶。\nJugs\n“We sort jugs.”\n", "p")
    assert [(r.title, r.abstract) for r in parsed.records] == [
        ("茶壶网络", "我们研究茶壶。"),
        ("Jugs", "“We sort jugs.”"),
    ]


def test_nothing_that_is_unpaired_is_lost_from_sight() -> None:
    parsed = parse_listing(f"Lost title\n\n{CHROME}\nA\n{ABSTRACT}\n{OTHER}\n", "p")
    messages = " ".join(p.message for p in parsed.problems)
    assert "Lost title" in messages
    assert OTHER[:60] in messages


@pytest.mark.parametrize("text", ["", "\n", " \n\t\n"])
def test_empty_listing(text: str) -> None:
    parsed = parse_listing(text, "p")
    assert parsed.records == ()
    assert parsed.account.line_count == text.count("\n")
    assert told(parsed) == ["p: warning no-papers"]


@pytest.mark.parametrize("ending", ["", "\n", "\n\n\n"])
def test_the_end_of_the_file_may_have_a_line_end(ending: str) -> None:
    parsed = parse_listing(f"A\n{ABSTRACT}{ending}", "p")
    assert found(parsed) == [(1, "A")]
    assert parsed.account.line_count == 2 + max(0, len(ending) - 1)


def test_a_line_of_ten_megabytes_is_told_apart() -> None:
    text = f"A\n{ABSTRACT}\n{'teapot ' * 1_500_000}\nB\n{OTHER}\n"
    assert is_listing(text)
    parsed = parse_listing(text, "p")
    assert found(parsed) == [(1, "A"), (4, "B")]
    assert told(parsed) == ["p:3: error long-line"]
    assert "10,499,999 characters" in parsed.problems[0].message
    assert len(str(parsed.problems[0])) < 300


def listing_of(count: int) -> str:
    return "".join(f"Teapot {n}\n\n{ABSTRACT}{n}\n\n" for n in range(count))


def test_a_hundred_thousand_lines_are_read() -> None:
    assert len(parse_listing(listing_of(25_000), "p").records) == 25_000


def test_four_times_the_papers_take_four_times_the_steps() -> None:
    few, many = (steps(partial(parse_listing, listing_of(count), "p")) for count in (100, 400))
    assert many <= 4.2 * few


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"A\n{ABSTRACT}", True),
        (f"A\n\n\n{ABSTRACT}", True),
        ("Daily Papers\n", True),
        ("by AK and the research community\nA\nShort.\n", True),
        (ABSTRACT, False),
        ("Dear Ada,\nplease find the teapots\nin the cellar.\nYours, Bob\n", False),
        ("new\nlines\nonly\n", False),
        (f"<!DOCTYPE html>\n<title>A</title>\n{ABSTRACT}\n", False),
        (f"\n<p>A\n{ABSTRACT}\n", False),
        (f"@article{{a,\n  title = A,\n  abstract = {{{ABSTRACT}}}\n}}\n", False),
        (f"% Encoding: UTF-8\n\n@Misc {{a,\n  abstract = {{{ABSTRACT}}}\n}}\n", False),
        (f"@home: Pots\n{ABSTRACT}", True),
        ("", False),
    ],
)
def test_what_is_a_listing(text: str, expected: bool) -> None:
    assert is_listing(text) is expected


PIECES = st.sampled_from(
    [
        *CHROME.split("\n"),
        *("SubscribeVases", "Aug 19", "• 6 authors", "·", "May 13, 2019", "Feb 30", "• 2 authors · Mar 7"),
        *("A", "B?", "C.", "It is so.", "1984", "\N{ZERO WIDTH SPACE}", "\N{NO-BREAK SPACE}"),
        *(ABSTRACT, OTHER, "x" * 60_000),
    ]
)


@given(st.lists(PIECES | st.text(max_size=40), max_size=30).map("\n".join))
def test_any_lines_add_up(text: str) -> None:
    is_listing(text)
    parsed = parse_listing(text, "p")
    kinds = Counter(parsed.account.lines)
    assert kinds.total() == parsed.account.line_count == len(text.split("\n")) - (not text or text.endswith("\n"))
    assert kinds["title"] == kinds["abstract"] == len(parsed.records)
    lone = {"title-without-abstract", "abstract-without-title", "stray-metadata", "long-line"}
    assert kinds["unrecognised"] == sum(p.code in lone for p in parsed.problems)
    lines = text.split("\n")
    for record in parsed.records:
        assert lines[record.origin.line - 1].strip().removeprefix("Subscribe") == record.title.removeprefix("Subscribe")
        assert record.abstract in [line.strip() for line in lines[record.origin.line :]]
    assert sorted(r.origin.line for r in parsed.records) == [r.origin.line for r in parsed.records]


@given(st.lists(st.sampled_from(["A", "B?", "C and D", "1984", "New pots"]), min_size=1, max_size=8), st.data())
def test_a_lost_abstract_never_shifts_the_papers_below(titles: list[str], data: st.DataObject) -> None:
    lost = data.draw(st.sets(st.integers(0, len(titles) - 1)))
    lines = [line for n, title in enumerate(titles) for line in ([title] if n in lost else [title, f"{n} {ABSTRACT}"])]
    parsed = parse_listing("\n\n".join(lines), "p")
    expected = [(title, f"{n} {ABSTRACT}".strip()) for n, title in enumerate(titles) if n not in lost]
    assert [(r.title, r.abstract) for r in parsed.records] == expected
    assert [p.code for p in parsed.problems] == ["title-without-abstract"] * len(lost)


@needs_sources
def test_real_listings_hold_what_is_known_of_them(shared: Path) -> None:
    facts = json.loads((shared / "survey" / "facts.json").read_text())
    expected = {place: fact for fact in facts for place in fact["listings"]}
    counts = []
    dated = 0
    seen = set()
    for path in sorted((shared / "sources").glob("*.txt")):
        text = path.read_text("utf-8")
        lines = [line.strip() for line in text.split("\n")]
        parsed = parse_listing(text, path.name)
        counts.append(len(parsed.records))
        assert parsed.problems == ()
        assert sum(parsed.account.lines.values()) == parsed.account.line_count
        for record in parsed.records:
            fact = expected[str(record.origin)]
            seen.add(str(record.origin))
            assert record.title == fact["title"]
            assert record.title == lines[record.origin.line - 1].removeprefix("Subscribe")
            assert record.abstract in lines
            assert fingerprint(record.abstract) == fact["abstract_sha256_12"]
            if record.date is not None:
                dated += 1
                assert (record.date.text, record.author_count) == (fact["listed_date"], fact["listed_author_count"])
    assert counts == [26, 195, 68, 24, 30]
    assert dated == 24
    assert seen == set(expected)
