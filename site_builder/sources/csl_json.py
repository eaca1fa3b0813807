"""CSL-JSON, as Zotero, pandoc and Crossref write it, into records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from site_builder.csl_fields import KIND, given_by_item, text_of
from site_builder.model import ColumnNames, ParsedSource, Record, Unparsed
from site_builder.problems import Origin, Problem, error, info, warning
from site_builder.record_fields import account_of_lines
from site_builder.reference_fields import make_record, unparsed

_MOST_FAULTS = 100
"""After so many references that cannot be read, the rest of a file is taken for one stretch of no JSON."""

_SPACE = re.compile(r"[\s,]*")
_LIST = re.compile(r"\s*(?:\{[^\[\]{}]{0,500}\"(?:items|references)\"\s*:\s*)?\[")
_NEXT = re.compile(r"\n[ \t]*\{")
_TITLE = re.compile(r"\"title\"\s*:")
_END = re.compile(r"\s*\](?:\s*,[^\[\]]{0,100000}\})?[\s}]*")
_WRAPPERS = (
    "items",
    "references",
    "message",
    "results",
    "data",
    "papers",
    "publications",
    "works",
    "records",
    "entries",
    *("result", "hits", "hit", "info"),
)
"""Under what services and programs put the list of references."""
_AROUND = ("info", "data", "metadata")
_MOST_WRAPPERS = 4
"""One in the other."""
_FAR = 100_000
"""Characters from one title to the next; beyond them its line is not looked for."""
_NO_PAPERS = ("attachment", "note", "annotation")
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One element of the list: a value, or None with the reason why it is none."""

    start: int
    end: int
    value: Any
    fault: str


def parse_csl_json(text: str, path: str, columns: ColumnNames) -> ParsedSource:
    """Parse a list of CSL-JSON references, alone or under ``items``; a faulty one is kept as it stands."""
    records: list[Record] = []
    lost: list[Unparsed] = []
    problems: list[Problem] = []
    line, counted = 1, 0
    for piece in _pieces(text):
        line += text.count("\n", counted, piece.start)
        counted = piece.start
        raw = text[piece.start : piece.end]
        inner = inner_items(piece.value)
        if inner is None:
            lost.append(_lost(path, line, raw, piece.fault or "this is no reference", problems))
            continue
        at, below = 0, 0
        for item in inner:
            place = _place(raw, item, at)
            below += raw.count("\n", at, place)
            at = place
            origin = Origin(path, line + below)
            if item.get("itemType") in _NO_PAPERS:
                problems.append(info("no-paper", origin, f"this is a `{item['itemType']}` and no paper"))
                continue
            record, found = make_record(given_by_item(item, origin, problems))
            problems.extend(found)
            if record is not None:
                records.append(record)
            else:
                shown = raw if len(inner) == 1 else json.dumps(item, ensure_ascii=False)
                lost.append(_lost(path, line, shown, "this reference says nothing of a paper", problems))
    if not records and not lost:
        problems.append(warning("no-papers", Origin(path, 0), "this file has no references in it"))
    elif not records:
        problems.append(error("malformed-json", Origin(path, 1), "none of this file can be read as CSL-JSON"))
    account = account_of_lines(text, path, KIND, "content", len(records))
    return ParsedSource(tuple(records), tuple(problems), account, tuple(lost))


def _lost(path: str, line: int, raw: str, reason: str, problems: list[Problem]) -> Unparsed:
    stretch, problem = unparsed(path, line, raw, reason)
    problems.append(problem)
    return stretch


def inner_items(value: object, depth: int = 0) -> Sequence[Mapping[str, Any]] | None:
    """The references in a value: itself, those of a service's answer, or those that a mapping names by their keys.

    None for a value that can hold no reference.
    """
    if not isinstance(value, dict):
        return None
    if _is_work(value):
        return (value,)
    for name in _WRAPPERS:
        child = value.get(name)
        if isinstance(child, list) and child and all(isinstance(item, dict) for item in child):
            return [_unwrapped(item) for item in child]
        found = inner_items(child, depth + 1) if isinstance(child, dict) and depth < _MOST_WRAPPERS else None
        if found and (found[0] is not child or _is_work(found[0])):
            return found
    if value and all(isinstance(item, dict) and "title" in item for item in value.values()):
        return tuple({"id": key, **item} for key, item in value.items())
    return (value,)


def _is_work(value: Mapping[str, Any]) -> bool:
    return "title" in value or "DOI" in value or "titles" in value


def _unwrapped(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """A reference out of what the DBLP, Zotero, Zenodo and INSPIRE put around each."""
    inner = next((item[name] for name in _AROUND if isinstance(item.get(name), dict) and _is_work(item[name])), None)
    if inner is None or "title" in item:
        return item
    return {**{name: item[name] for name in ("id", "key", "doi", "DOI") if name in item}, **inner}


def _place(raw: str, item: Mapping[str, Any], start: int) -> int:
    """Where a reference's title stands, after that of the one before."""
    title = text_of(item.get("title"))
    ways = (json.dumps(title, ensure_ascii=False), json.dumps(title)) if title else ()
    found = next((at for way in ways if (at := raw.find(way, start, start + _FAR)) >= 0), -1)
    key = _TITLE.search(raw, start, start + _FAR) if found < 0 else None
    return found if found >= 0 else key.start() if key else start


def _pieces(text: str) -> Iterator[_Piece]:
    """The elements of the list one by one, each with its place; after a faulty one, from the next that can be read."""
    opening = _LIST.match(text)
    at = opening.end() if opening else 0
    faults = 0
    while True:
        found = _SPACE.match(text, at)
        at = found.end() if found else at
        if at >= len(text):
            return
        if opening and _END.fullmatch(text, at):
            return
        value, end, fault = _decode(text, at)
        if not fault:
            yield _Piece(at, end, value, "")
            at = end
            continue
        faults += 1
        further = _NEXT.search(text, at + 1) if faults < _MOST_FAULTS else None
        stop = further.start() if further else len(text)
        yield _Piece(at, stop, None, fault)
        at = stop


def _decode(text: str, at: int) -> tuple[Any, int, str]:
    """The value that begins at ``at``, where it ends, and what is wrong with it."""
    try:
        value, end = _DECODER.raw_decode(text, at)
    except json.JSONDecodeError as fault:
        return None, at, f"this is not valid JSON: {fault.msg} in line {fault.lineno}"
    except RecursionError:
        return None, at, "this is nested too deeply"
    return value, end, ""
