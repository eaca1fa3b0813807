"""XML of databases and reference managers into records: what comes before a fault is read, and the rest is kept."""

from __future__ import annotations

import re

from site_builder.model import ColumnNames, ParsedSource, Record, Unparsed
from site_builder.problems import Origin, Problem, warning
from site_builder.record_fields import account_of_lines
from site_builder.reference_fields import make_record, unparsed
from site_builder.text import split_lines
from site_builder.xml_kinds import HOLDERS, KIND
from site_builder.xml_nodes import Node, Reader, Refused

_FIRST = re.compile(r"<(?:[A-Za-z][\w.-]*:)?([A-Za-z][\w.-]*)")
_FAR = 5_000
"""Characters within which the first element begins."""


def parse_xml(text: str, path: str, columns: ColumnNames) -> ParsedSource:
    """Parse an XML file. What comes before a fault is read, and the rest is kept as it stands."""
    records: list[Record] = []
    problems: list[Problem] = []
    lost: list[Unparsed] = []
    lines = split_lines(text)
    first = _FIRST.search(text[:_FAR])
    holder = HOLDERS[first[1] if first else ""]
    pending: list[Node] = []

    def take(node: Node) -> None:
        record, found = make_record(holder.given(node, path))
        problems.extend(found)
        if record is not None:
            records.append(record)
        else:
            raw = "\n".join(lines[node.line - 1 : node.end])
            keep(node.line, raw, "this reference says nothing of a paper")

    def keep(line: int, raw: str, reason: str) -> None:
        stretch, problem = unparsed(path, line, raw, reason)
        lost.append(stretch)
        problems.append(problem)

    reader = Reader(
        holder.names, pending.append if holder.resolve else take, 1 + text[: len(text) - len(text.lstrip())].count("\n")
    )
    try:
        reader.read(text.lstrip())
    except Refused as fault:
        start = reader.start or reader.line
        keep(start, "\n".join(lines[start - 1 :]), str(fault))
    for node in holder.resolve(pending) if holder.resolve else ():
        take(node)
    if not records and not problems:
        problems.append(warning("no-papers", Origin(path, 0), "this file has no references in it"))
    account = account_of_lines(text, path, KIND, "content", len(records))
    return ParsedSource(tuple(records), tuple(problems), account, tuple(lost))
