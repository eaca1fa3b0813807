"""Markdown with a front matter that is not a note of ours, as Hugo, Jekyll and Obsidian have it, into one record."""

from __future__ import annotations

import re
import tomllib
from pathlib import PurePosixPath
from typing import Any

from site_builder.columns import find_columns, propose
from site_builder.model import ColumnNames, FileAccount, ParsedSource, Record
from site_builder.people import printed_name, split_names
from site_builder.problems import Origin, Problem, error, has_errors, info
from site_builder.record_fields import account_of_lines
from site_builder.reference_fields import Given, clean, loose_date, make_record, split_keywords
from site_builder.text import shortened
from site_builder.yaml_fields import MAX_DEPTH, Items, Pairs, Scalar, Value, parse_yaml, split_front_matter

KIND = "markdown"
"""What :attr:`Record.source` says of these records."""

_HEADING = re.compile(r"^#[ \t]+(?P<title>[^\n]+?)[ \t]*#*[ \t]*$", re.MULTILINE)
_NAMES_OF_PEOPLE = ("name", "literal", "full name")


def parse_markdown(text: str, path: str, columns: ColumnNames) -> ParsedSource:
    """Parse one file. ``columns`` maps fields to keys of the front matter where these do not tell for themselves."""
    front, body, body_line, problems = _split(text, path)
    found: list[Problem] = list(problems)
    record: Record | None = None
    if not has_errors(found):
        pairs, faults = _toml_pairs(front, path) if text.startswith("+++") else _yaml_pairs(front, path)
        found += faults
        record, more = (None, ()) if has_errors(faults) else _record(pairs, body, body_line, path, columns)
        found += more
    kind = "content" if record else "unrecognised"
    account: FileAccount = account_of_lines(text, path, KIND, kind, 1 if record else 0)
    return ParsedSource((record,) if record else (), tuple(found), account)


def _split(text: str, path: str) -> tuple[str, str, int, tuple[Problem, ...]]:
    """Front matter, body and the body's first line; a front matter of TOML stands between lines of three plus signs."""
    if not text.startswith("+++"):
        return split_front_matter(text, path)
    front, body, line, problems = split_front_matter(
        re.sub(r"^\+\+\+[ \t]*$", "---", text, count=2, flags=re.MULTILINE), path
    )
    return front, body, line, problems


_Pairs = list[tuple[str, Value, int]]


def _yaml_pairs(front: str, path: str) -> tuple[_Pairs, list[Problem]]:
    value, faults = parse_yaml(front, path, first_line=2)
    if isinstance(value, Pairs):
        return [(key.text or "", child, key.line) for key, child in value.values], list(faults)
    return [], list(faults)


def _toml_pairs(front: str, path: str) -> tuple[_Pairs, list[Problem]]:
    lines: dict[str, int] = {}
    for number, written in enumerate(front.split("\n"), start=2):
        name, sign, _ = written.partition("=")
        if sign:
            lines.setdefault(name.strip().strip("\"'"), number)
    try:
        table = tomllib.loads(front)
        pairs = [(key, _plain_value(value, lines.get(key, 2)), lines.get(key, 2)) for key, value in table.items()]
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        return [], [error("malformed-toml", Origin(path, 1), f"this front matter is not valid TOML: {fault}")]
    return pairs, []


def _plain_value(value: Any, line: int, depth: int = 1) -> Value:  # noqa: ANN401 - whatever TOML holds
    if depth > MAX_DEPTH:
        raise tomllib.TOMLDecodeError(f"it is nested more than {MAX_DEPTH} levels deep")
    if isinstance(value, list):
        return Items(tuple(_plain_value(child, line, depth + 1) for child in value), line)
    if isinstance(value, dict):
        pairs = ((Scalar(key, line), _plain_value(child, line, depth + 1)) for key, child in value.items())
        return Pairs(tuple(pairs), line)
    return Scalar(str(value), line)


def _record(
    pairs: _Pairs, body: str, body_line: int, path: str, told: ColumnNames
) -> tuple[Record | None, list[Problem]]:
    names = [name for name, _, _ in pairs]
    columns = find_columns(names, told)
    problems: list[Problem] = []

    def every(what: str) -> list[str]:
        return [text for index in columns.places.get(what, ()) for text in _texts(pairs[index][1])]

    heading = _HEADING.search(body[:10_000])
    title = next(iter(every("title")), "")
    line = pairs[columns.places["title"][0]][2] if title else 0
    if not title and heading:
        title, line = heading["title"], body_line + body.count("\n", 0, heading.start())
        if not body[: heading.start()].strip():
            kept = body[heading.end() :].lstrip()
            body, body_line = kept, body_line + body.count("\n", 0, len(body) - len(kept))
    if not title:
        hint = "If a key has it, put into survey.yaml, with the right name:\n"
        hint += "\n".join(f"    {row}" for row in propose("", names, columns).split("\n"))
        message = f"this file has no title (keys: {', '.join(f'`{shortened(name)}`' for name in names[:20])})"
        return None, [error("no-title-column", Origin(path, 1), message, hint)]
    if columns.unused:
        shown = ", ".join(f"`{shortened(name)}`" for name in columns.unused[:20])
        hint = "If one of them says something of a paper, name it under `columns` in survey.yaml."
        problems.append(info("unused-keys", Origin(path, 1), f"keys passed over: {shown}", hint))
    authors = every("authors")
    dates = [loose_date(text) for text in (*every("date"), " ".join([*every("month")[:1], *every("year")[:1]]))]
    record, faults = make_record(
        Given(
            kind=KIND,
            origin=Origin(path, line),
            name=PurePosixPath(path).stem,
            title=title,
            abstract=" ".join(every("abstract")[:1]),
            authors=tuple(map(_person, authors)) if len(authors) > 1 else split_names(" ".join(authors)),
            date=next((date for date in dates if date is not None), None),
            venue=" ".join(every("venue")[:1]),
            arxiv=tuple(every("arxiv")),
            dois=tuple(every("doi")[:1]),
            urls=(*every("url"), *every("code")),
            keywords=tuple(word for text in every("keywords") for word in split_keywords(text, by_comma=True)),
            note=body,
            note_line=body_line,
        )
    )
    return record, [*problems, *faults]


def _texts(value: Value) -> list[str]:
    """The single texts of a value: of a list all, of a mapping (``- name: Ada``) the name or the address in it."""
    if isinstance(value, Scalar):
        return [value.text.strip()] if value.text and value.text.strip() else []
    if isinstance(value, Items):
        return [text for child in value.values for text in _texts(child)]
    said = {(key.text or "").lower(): child for key, child in value.values}
    if "family" in said or "last" in said:
        parts = [_texts(said[name]) for name in ("given", "first", "family", "last") if name in said]
        return [" ".join(text for part in parts for text in part)]
    chosen = [said[name] for name in (*_NAMES_OF_PEOPLE, "url", "link", "title") if name in said]
    children = chosen[:1] or [child for _, child in value.values]
    return [text for child in children if isinstance(child, Scalar) for text in _texts(child)]


def _person(name: str) -> str:
    """A name of a list, without the marks of a link to a note about the person."""
    return printed_name(clean(name).removeprefix("[[").removesuffix("]]"))
