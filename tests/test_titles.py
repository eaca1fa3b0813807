"""How titles are compared: what is left of one, and how two are alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.slips import edits_between
from site_builder.titles import Likeness, compact_title, compare_titles, title_form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pad{\\'e} Nets", "Padé nets"),
        ("{D}eep \\emph{Pots}", "deep pots"),
        ("UIEC$^2$-Net", "UIEC²-Net"),
        ("$\\alpha$-Pots", "α-pots"),
        ("Pots &amp; pans", "Pots and Pans"),
        ("Part IV: Pots", "Part 4 — pots"),
    ],
)
def test_one_title_in_two_spellings(one: str, other: str) -> None:
    assert compact_title(one) == compact_title(other) == title_form(one).compact


@pytest.mark.parametrize(
    ("one", "other"), [("C", "C++"), ("Pots 1 23", "Pots 12 3"), ("~", "$"), ("Pots I", "Pots"), ("L_1", "L_2")]
)
def test_two_titles(one: str, other: str) -> None:
    assert compact_title(one) != compact_title(other)


@pytest.mark.parametrize(
    ("a", "b", "edits"),
    [
        *(("pots", "pots", 0), ("pots", "pot", 1), ("pots", "post", 1), ("pots", "pats", 1), ("pots", "pootts", 2)),
        *(
            ("abcdef", "bacdfe", 2),
            ("abcdef", "xbcdey", 2),
            ("abc", "xyz", None),
            ("abc", "abcdef", None),
            ("", "ab", 2),
        ),
    ],
)
def test_letters_between_words(a: str, b: str, edits: int | None) -> None:
    assert edits_between(a, b) == edits_between(b, a) == edits


WORDS = st.lists(
    st.sampled_from(
        [
            "pots",
            "pits",
            "post",
            "of",
            "for",
            "a",
            "i",
            "ii",
            "2",
            "v2",
            "cnn",
            "rnn",
            "unsorted",
            "sorted",
            ":",
            "-",
            "(",
            "\\alpha",
            "{x}",
            "é",
        ]
    )
)


@given(st.text(max_size=60) | WORDS.map(" ".join), st.text(max_size=60) | WORDS.map(" ".join))
def test_any_two_texts_can_be_compared_either_way_round(one: str, other: str) -> None:
    first, second = title_form(one), title_form(other)
    compare_titles(first, second)
    found = compare_titles(second, first)
    assert found is None or found.likeness in Likeness
    assert first.content
    alike = compare_titles(first, first)
    assert alike is not None
    assert alike.likeness is Likeness.WORDS
