"""Dates as sources write them, into dates that know how much of them is known."""

from __future__ import annotations

import calendar
import re
from dataclasses import replace

from site_builder.model import Date

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?", re.ASCII)
_NAMED = re.compile(r"(?P<month>[A-Z][a-z]{2,8})\.? (?P<day>\d{1,2})(?:, (?P<year>\d{4}))?", re.ASCII)
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2}) (?P<month>[A-Z][a-z]{2,8})\.?,? (?P<year>\d{4})", re.ASCII)
_MONTH_AND_YEAR = re.compile(r"(?P<month>[A-Z][a-z]{2,8})\.?,? (?P<year>\d{4})", re.ASCII)


def parse_date(text: str) -> Date | None:
    """Parse ``2014``, ``2014-03``, ``2014-03-23``, ``Mar 23, 2014``, ``23 Mar 2014``, ``Mar 2014`` or ``Mar 23``.

    None for anything else.
    """
    forms = (_ISO, _NAMED, _DAY_FIRST, _MONTH_AND_YEAR)
    found = next((match for form in forms if (match := form.fullmatch(text))), None)
    if found is None:
        return None
    parts = found.groupdict()
    year = int(parts["year"]) if parts["year"] else None
    day = int(parts["day"]) if parts.get("day") else None
    month = _month(parts["month"]) if parts["month"] else None
    if (parts["month"] and month is None) or year == 0:
        return None
    # A leap year stands in for an unknown one, so that Feb 29 is a day.
    if day is not None and month is not None and not 1 <= day <= calendar.monthrange(year or 2000, month)[1]:
        return None
    return Date(text, year, month, day)


def _month(text: str) -> int | None:
    if text.isdigit():
        return int(text) if 1 <= int(text) <= 12 else None
    number = _MONTHS.get(text[:3].lower())
    return number if number and calendar.month_name[number].lower().startswith(text.lower()) else None


def with_year_of(date: Date, listing: Date | None) -> Date:
    """Give a date without a year the year of the listing it stands in, where that is known."""
    if date.year is not None or listing is None or listing.year is None:
        return date
    if (date.month, date.day) == (2, 29) and not calendar.isleap(listing.year):
        return date
    return replace(date, year=listing.year)


def is_compatible(one: Date, other: Date) -> bool:
    """Whether two dates can be the same day: they differ in no part that both know."""
    parts = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    return all(a == b for a, b in parts if a is not None and b is not None)


def precision(date: Date) -> int:
    """How many of year, month and day are known; a known year weighs most."""
    return (4 if date.year is not None else 0) + (date.month is not None) + (date.day is not None)
