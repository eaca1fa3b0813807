"""CITATION.cff, by which repositories say how to cite them, into records: the software, its paper, its references."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.locators import parse_edition, parse_locator
from site_builder.model import ColumnNames, ParsedSource, Record, Unparsed
from site_builder.people import joined_name
from site_builder.problems import Origin, Problem, warning
from site_builder.record_fields import account_of_lines
from site_builder.reference_fields import Given, ended, loose_date, make_record, unparsed
from site_builder.text import split_lines
from site_builder.yaml_fields import Items, Pairs, Scalar, Value, parse_yaml

KIND = "cff"
"""What :attr:`Record.source` says of these records."""
_OTHERS = ("preferred-citation", "references")
_NAMES = ("name-particle", "family-names", "name-suffix")
_DATES = ("date-released", "date-published", "issue-date")
_VENUES = ("journal", "conference", "collection-title", "institution", "publisher")
_URLS = ("repository-code", "url", "repository")


def parse_cff(text: str, path: str, columns: ColumnNames) -> ParsedSource:
    """Parse a CITATION.cff."""
    value, faults = parse_yaml(text, path)
    problems: list[Problem] = list(faults)
    records: list[Record] = []
    lost: list[Unparsed] = []
    lines = split_lines(text)
    for pairs in _works(value):
        record, found = make_record(_given(pairs, path))
        problems += found
        if record is not None:
            records.append(record)
            continue
        stretch, problem = unparsed(path, pairs.line, lines[pairs.line - 1], "this says nothing of a paper")
        lost.append(stretch)
        problems.append(problem)
    if not records and not problems:
        problems.append(warning("no-papers", Origin(path, 0), "this file has no references in it"))
    account = account_of_lines(text, path, KIND, "content", len(records))
    return ParsedSource(tuple(records), tuple(problems), account, tuple(lost))


def _works(value: Value | None) -> Iterator[Pairs]:
    """The work itself, the one to cite in its place, and its references."""
    if not isinstance(value, Pairs):
        return
    yield value
    for name in _OTHERS:
        inner = _child(value, name)
        yield from (one for one in (inner.values if isinstance(inner, Items) else (inner,)) if isinstance(one, Pairs))


def _child(pairs: Pairs, name: str) -> Value | None:
    return next((value for key, value in pairs.values if (key.text or "") == name), None)


def _say(pairs: Pairs, *names: str) -> str:
    """The first of some fields that has a text; of one with fields of its own, its name."""
    for name in names:
        value = _child(pairs, name)
        text = _say(value, "name") if isinstance(value, Pairs) else value.text if isinstance(value, Scalar) else None
        if text and text.strip():
            return text.strip()
    return ""


def _list(pairs: Pairs, name: str) -> tuple[Value, ...]:
    value = _child(pairs, name)
    return value.values if isinstance(value, Items) else ()


def _given(pairs: Pairs, path: str) -> Given:
    title = _child(pairs, "title")
    ids = [one for one in _list(pairs, "identifiers") if isinstance(one, Pairs) and _say(one, "type") == "doi"]
    keywords = tuple(one.text for one in _list(pairs, "keywords") if isinstance(one, Scalar) and one.text)
    day = loose_date(_say(pairs, *_DATES))
    year = loose_date("-".join(filter(None, (_say(pairs, "year"), _say(pairs, "month").zfill(2)))))
    return Given(
        kind=KIND,
        origin=Origin(path, title.line if title else pairs.line),
        title=ended(_say(pairs, "title")),
        abstract=_say(pairs, "abstract"),
        authors=tuple(filter(None, (_name(one) for one in _list(pairs, "authors") if isinstance(one, Pairs)))),
        date=year or day,
        venue=_say(pairs, *_VENUES),
        dois=tuple(filter(None, [_say(pairs, "doi") or next((_say(one, "value") for one in ids), "")])),
        urls=tuple(dict.fromkeys(filter(None, (_say(pairs, name) for name in _URLS)))),
        keywords=keywords,
        edition=parse_edition(_say(pairs, "edition"), _say(pairs, "version")),
        locator=parse_locator(
            _say(pairs, "volume"), _say(pairs, "issue", "number"), _say(pairs, "start"), _say(pairs, "end")
        ),
    )


def _name(person: Pairs) -> str:
    particle, family, suffix = (_say(person, name) for name in _NAMES)
    name = joined_name(_say(person, "given-names"), f"{particle} {family}".strip())
    return f"{name}, {suffix}" if name and suffix else name or _say(person, "name", "alias")
