"""Dates: what is one, how much of it is known, and whether two can be the same day."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.dates import is_compatible, parse_date, precision, with_year_of
from site_builder.model import Date


@pytest.mark.parametrize(
    ("text", "iso", "parts"),
    [
        ("2014", "2014", (2014, None, None)),
        ("2014-03", "2014-03", (2014, 3, None)),
        ("2014-3-9", "2014-03-09", (2014, 3, 9)),
        ("2024-02-29", "2024-02-29", (2024, 2, 29)),
        ("Mar 23, 2014", "2014-03-23", (2014, 3, 23)),
        ("March 23, 2014", "2014-03-23", (2014, 3, 23)),
        ("Sept 1, 2020", "2020-09-01", (2020, 9, 1)),
        ("Sep. 1, 2020", "2020-09-01", (2020, 9, 1)),
        ("23 Mar 2014", "2014-03-23", (2014, 3, 23)),
        ("1 Sept. 2020", "2020-09-01", (2020, 9, 1)),
        ("March 2014", "2014-03", (2014, 3, None)),
        ("Mar 2014", "2014-03", (2014, 3, None)),
        ("May 13", None, (None, 5, 13)),
        ("Feb 29", None, (None, 2, 29)),
        ("Dec 31, 1999", "1999-12-31", (1999, 12, 31)),
        ("0001", "0001", (1, None, None)),
    ],
)
def test_dates(text: str, iso: str | None, parts: tuple[int | None, int | None, int | None]) -> None:
    date = parse_date(text)
    assert date is not None
    assert (date.text, date.iso, (date.year, date.month, date.day)) == (text, iso, parts)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 2014",
        "14",
        "20144",
        "0000",
        "2014-13",
        "2014-00",
        "2014-02-30",
        "2023-02-29",
        "2014-1-1-1",
        "2014/03/23",
        "Feb 30",
        "Feb 29, 2023",
        "Marr 3",
        "Ma 3",
        "Foo 3",
        "May 0",
        "May 32",
        "30 Feb 2014",
        "32 Mar 2014",
        "23 Mar",
        "3 days ago",
        "Marchy 2, 2014",
        "mar 3",
        "٢٠١٤",
        "２０１４-03",
        "2014-03-23T00:00",
        "Mar 23,2014",
        "2014\n",
        "n.d.",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert parse_date(text) is None


@given(st.text(max_size=30) | st.from_regex(r"[0-9]{1,4}-?[0-9]{0,3}-?[0-9]{0,3}", fullmatch=True))
def test_any_text_is_a_date_that_exists_or_none(text: str) -> None:
    date = parse_date(text)
    if date is not None and date.iso is not None:
        again = parse_date(date.iso)
        assert again is not None
        assert (again.year, again.month, again.day) == (date.year, date.month, date.day)


@given(st.dates())
def test_every_day_is_read_as_written(day) -> None:
    assert parse_date(day.isoformat()).iso == day.isoformat()
    assert parse_date(f"{day:%b} {day.day}, {day.year:04d}").iso == day.isoformat()


def test_the_year_of_the_listing() -> None:
    partial = parse_date("Mar 7")
    assert with_year_of(partial, parse_date("2025-12-12")).iso == "2025-03-07"
    assert with_year_of(partial, parse_date("2025-12-12")).text == "Mar 7"
    assert with_year_of(partial, None) is partial
    assert with_year_of(partial, parse_date("Dec 12")) is partial
    assert with_year_of(parse_date("2014"), parse_date("2025")).iso == "2014"
    assert with_year_of(parse_date("Feb 29"), parse_date("2023")).iso is None
    assert with_year_of(parse_date("Feb 29"), parse_date("2024")).iso == "2024-02-29"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2014", "2014-03-23", True),
        ("2014-03", "Mar 7", True),
        ("Mar 7", "2014", True),
        ("2014-03", "2014-04", False),
        ("2014", "2015", False),
        ("Mar 7", "Mar 8, 2014", False),
        ("2014-03-23", "Mar 23, 2014", True),
    ],
)
def test_whether_two_dates_can_be_the_same_day(one: str, other: str, expected: bool) -> None:
    assert is_compatible(parse_date(one), parse_date(other)) is expected
    assert is_compatible(parse_date(other), parse_date(one)) is expected


def test_a_known_year_weighs_most() -> None:
    order = ["2014-03-07", "2014-03", "2014", "Mar 7"]
    assert sorted(order, key=lambda text: -precision(parse_date(text))) == order
    assert sorted(set(order), key=lambda text: -precision(parse_date(text))) == order
    assert precision(Date("", None)) == 0
