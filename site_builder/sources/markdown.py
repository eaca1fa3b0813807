"""Markdown with a front matter that is not a note of ours, as Hugo, Jekyll and Obsidian have it, into one record."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from site_builder.columns import FIELDS, find_columns, plain_key, propose
from site_builder.locators import parse_locator
from site_builder.model import ColumnNames, FileAccount, ParsedSource, Record
from site_builder.people import printed_name, split_names
from site_builder.problems import Origin, Problem, Severity, error, has_errors, info, warning
from site_builder.record_fields import account_of_lines
from site_builder.reference_fields import (
    Given,
    clean,
    ended,
    loose_date,
    make_record,
    month_and_year,
    split_keywords,
    unparsed,
)
from site_builder.text import shortened, split_lines
from site_builder.yaml_fields import MAX_DEPTH, Items, Pairs, Scalar, Value, parse_yaml, split_front_matter

KIND = "markdown"
"""What :attr:`Record.source` says of these records."""

YAML = "yaml-data"
"""What it says of those of a list."""

_HEADING = re.compile(r"^#[ \t]+(?P<title>[^\n]+?)[ \t]*#*[ \t]*$", re.MULTILINE)
_SECTION = "_index"
"""What Hugo and Zola call the page of a folder."""
_FOLDED = ("extra", "params", "taxonomies", "hugoblox", "ids", "bibliography", "metadata", "bibinfo", "serial-number")
"""Keys whose own keys say something of the paper, in themes of Hugo and Zola."""
_ACCOUNT = "admin"
"""How a theme of Hugo calls the owner of a site among the authors."""
_EMPHASIS = re.compile(r"(\*\*|\*|(?<!\w)_)(?P<text>[^*_]+)(?:\1)(?!\w)")
_NAMES_OF_PEOPLE = ("name", "literal", "full name")
_ADDRESSES = ("url", "href", "link")


_Pairs = list[tuple[str, Value, int]]
"""Key, value and line."""


@dataclass(frozen=True, slots=True)
class _Written:
    """Where a paper's keys stand, and the text below them."""

    path: str
    body: str = ""
    body_line: int = 0
    key: str | None = None
    """What a list calls the paper; None where the file is its own."""


def parse_markdown(text: str, path: str, columns: ColumnNames) -> ParsedSource:
    """Parse one file. ``columns`` maps fields to keys of the front matter where these do not tell for themselves."""
    if PurePosixPath(path).stem == _SECTION:
        note = info("no-paper", Origin(path, 0), "this is the page of a folder, and no paper")
        return ParsedSource((), (note,), account_of_lines(text, path, KIND, "chrome", 0))
    front, body, body_line, problems = _split(text, path)
    found: list[Problem] = list(problems)
    record: Record | None = None
    if not has_errors(found):
        pairs, faults = _toml_pairs(front, path) if text.startswith("+++") else _yaml_pairs(front, path)
        found += faults
        record, more = (None, ()) if has_errors(faults) else _record(pairs, columns, _Written(path, body, body_line))
        found += more
    kind = "content" if record else "unrecognised"
    account: FileAccount = account_of_lines(text, path, KIND, kind, 1 if record else 0)
    if record is None and not any(problem.code == "no-title-column" for problem in found):
        # One page among hundreds that cannot be read keeps no site from being built.
        stretch, kept = unparsed(path, 1, text, "this file cannot be read")
        told = (replace(problem, severity=Severity.WARNING) for problem in found)
        return ParsedSource((), (kept, *told), account, (stretch,))
    return ParsedSource((record,) if record else (), tuple(found), account)


def parse_yaml_data(text: str, path: str, columns: ColumnNames) -> ParsedSource:
    """Parse a list of papers with keys of its own, alone, under a key such as ``papers``, or a mapping by keys."""
    value, faults = parse_yaml(text, path)
    lines = split_lines(text)
    found: list[Problem] = list(faults)
    records, lost = [], []
    children = list(_children(value, ""))
    ends = [*(line - 1 for _, line, _ in children[1:]), len(lines)][: len(children)]
    for (pairs, line, key), end in zip(children, ends, strict=True):
        record, problems = _record(pairs, columns, _Written(path, key=key))
        if record is not None:
            records.append(record)
            found += problems
        else:
            stretch, problem = unparsed(path, line, "\n".join(lines[line - 1 : end]), "this has no title")
            lost.append(stretch)
            found.append(problem)
    if not records and not found:
        found.append(warning("no-papers", Origin(path, 0), "this file has no papers in it"))
    account = account_of_lines(text, path, YAML, "content", len(records))
    return ParsedSource(tuple(records), tuple(_each_once(found)), account, tuple(lost))


def _children(value: Value | None, key: str) -> Iterator[tuple[_Pairs, int, str]]:
    """The papers in a value, each with its line and the key that names it."""
    if isinstance(value, Items):
        for child in value.values:
            yield from _children(child, "")
    elif isinstance(value, Pairs):
        pairs = [(name.text or "", child, name.line) for name, child in value.values]
        inner = [child for _, child, _ in pairs if isinstance(child, Items)]
        if any(plain_key(name) in FIELDS["title"] for name, _, _ in pairs):
            yield pairs, value.line, key
        elif inner:
            yield from (found for child in inner for found in _children(child, ""))
        elif pairs and all(isinstance(child, Pairs) for _, child, _ in pairs):
            yield from (found for name, child, _ in pairs for found in _children(child, name))
        else:
            yield pairs, value.line, key


def _each_once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems, with keys that are passed over told at the first paper that has them."""
    told: set[str] = set()
    for problem in problems:
        if problem.code != "unused-keys" or problem.message not in told:
            yield problem
        told.add(problem.message)


def _split(text: str, path: str) -> tuple[str, str, int, tuple[Problem, ...]]:
    """Front matter, body and the body's first line; a front matter of TOML stands between lines of three plus signs."""
    if not text.startswith("+++"):
        return split_front_matter(text, path)
    front, body, line, problems = split_front_matter(
        re.sub(r"^\+\+\+[ \t]*$", "---", text, count=2, flags=re.MULTILINE), path
    )
    return front, body, line, problems


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


def _record(pairs: _Pairs, told: ColumnNames, written: _Written) -> tuple[Record | None, list[Problem]]:
    path, body, body_line, key = written.path, written.body, written.body_line, written.key
    pairs = _unfolded(pairs)
    names = [name for name, _, _ in pairs]
    columns = find_columns(names, told)
    problems: list[Problem] = []

    def every(what: str, first: Sequence[str] = _NAMES_OF_PEOPLE) -> list[str]:
        return [text for index in columns.places.get(what, ()) for text in _texts(pairs[index][1], first)]

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
    authors = [name for name in every("authors") if name != _ACCOUNT]
    if authors != every("authors"):
        message = "an author is named by the account `admin` only, and is left out"
        problems.append(warning("no-name", Origin(path, line), message, "Write the name instead."))
    of_year = month_and_year("".join(every("month")[:1]), "".join(every("year")[:1]))
    dates = [*(loose_date(text) for text in every("date")), of_year]
    record, faults = make_record(
        Given(
            kind=KIND if key is None else YAML,
            origin=Origin(path, line),
            name=_name(path, every("key")) if key is None else next(iter(every("key")), key),
            title=ended(title),
            abstract=" ".join(every("abstract")[:1]),
            authors=tuple(map(_person, authors)) if len(authors) > 1 else split_names(" ".join(authors)),
            date=next((date for date in dates if date is not None), None),
            venue=_EMPHASIS.sub(r"\g<text>", " ".join(every("venue")[:1])).removeprefix("In "),
            arxiv=tuple(every("arxiv")),
            dois=tuple((every("doi") or [name for name in every("key") if name.startswith("doi:")])[:1]),
            urls=tuple(url for url in (*every("url", _ADDRESSES), *every("code", _ADDRESSES)) if url != "#"),
            keywords=tuple(word for text in every("keywords") for word in split_keywords(text, by_comma=True)),
            note=body,
            note_line=body_line,
            locator=parse_locator(
                *(next(iter(every(what)), "") for what in ("volume", "number", "pages", "last page"))
            ),
        )
    )
    return record, [*problems, *faults]


def _unfolded(pairs: _Pairs) -> _Pairs:
    """The pairs with those inside the keys of themes, where they say what no other pair says."""
    found = [pair for pair in pairs if pair[0] not in _FOLDED]
    for name, value, _ in pairs:
        if name in _FOLDED and isinstance(value, Pairs):
            inner = _unfolded([(key.text or "", child, key.line) for key, child in value.values])
            known = {pair[0] for pair in found}
            found += [pair for pair in inner if pair[0] not in known]
    return found


def _name(path: str, keys: Sequence[str]) -> str:
    """What the file calls the paper: by a key, or by its own name, which is its folder's where it is the index."""
    place = PurePosixPath(path)
    return next(iter(keys), place.parent.name if place.stem == "index" else place.stem)


def _texts(value: Value, first: Sequence[str] = _NAMES_OF_PEOPLE) -> list[str]:
    """The single texts of a value: of a list all, of a mapping (``- name: Ada``) the one of the keys in ``first``."""
    if isinstance(value, Scalar):
        return [value.text.strip()] if value.text and value.text.strip() else []
    if isinstance(value, Items):
        return [text for child in value.values for text in _texts(child, first)]
    said = {(key.text or "").lower(): child for key, child in value.values}
    if "date-parts" in said:
        return ["-".join(text.zfill(2) for text in _texts(said["date-parts"])[:3])]
    if "year" in said and not said.keys() & {"title", *first}:
        parts = [_texts(said[name]) for name in ("year", "month", "day") if name in said]
        return ["-".join(text.zfill(2) for part in parts for text in part)]
    if "family" in said or "last" in said:
        parts = [_texts(said[name]) for name in ("given", "first", "family", "last") if name in said]
        return [" ".join(text for part in parts for text in part)]
    chosen = [said[name] for name in (*first, "url", "link", "title") if name in said]
    children = chosen[:1] or [child for _, child in value.values]
    return [text for child in children if isinstance(child, Scalar) for text in _texts(child, first)]


def _person(name: str) -> str:
    """A name of a list, without the marks of a link to a note about the person."""
    return printed_name(clean(name).removeprefix("[[").removesuffix("]]"))
