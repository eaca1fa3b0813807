"""Source files into records: one parser for each kind, found by suffix and content through one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from site_builder.model import UNREAD, Date, FileAccount, ParsedSource, SourceText
from site_builder.problems import Origin, Problem, error, warning
from site_builder.record_fields import account_of_lines
from site_builder.sources import listing, note, yaml_list

Parser = Callable[[str, str, Date | None], ParsedSource]


@dataclass(frozen=True, slots=True)
class SourceKind:
    """One kind of source file."""

    name: str
    suffixes: tuple[str, ...]
    is_kind: Callable[[str], bool]
    """Whether a text with such a suffix really is of this kind."""
    parse: Parser
    description: str
    """What a file of this kind is, for messages."""


SOURCE_KINDS = (
    SourceKind(
        listing.KIND,
        (".txt", ".text"),
        listing.is_listing,
        listing.parse_listing,
        "listing text, where each paper is a title line with its abstract in one line below",
    ),
    SourceKind(note.KIND, (".md", ".markdown"), note.is_note, note.parse_note, "a paper note with a front matter"),
    SourceKind(
        yaml_list.KIND, (".yaml", ".yml"), yaml_list.is_yaml_list, yaml_list.parse_yaml_list, "a YAML list of papers"
    ),
)
"""The table: to add a kind of source, write its module and add its row."""


def parse_source(source: SourceText, retrieved: Mapping[str, Date]) -> ParsedSource:
    """Parse one source file by the table. ``retrieved`` maps file names to the day they were saved.

    A file that no parser takes is an error that names it, and its lines count as unrecognised.
    """
    if source.is_unread:
        return ParsedSource((), (), FileAccount(source.path, UNREAD, {}, 0, 0))
    path = PurePosixPath(source.path)
    kinds = [kind for kind in SOURCE_KINDS if path.suffix.lower() in kind.suffixes]
    if not source.text.strip():
        problem = warning("empty-file", Origin(source.path, 0), "the file is empty", "Remove it or fill it.")
        return _refused(source, problem)
    for kind in kinds:
        if kind.is_kind(source.text):
            return kind.parse(source.text, source.path, retrieved.get(path.name))
    if kinds:
        message = f"this is not {kinds[0].description}"
        return _refused(source, error(f"not-a-{kinds[0].name}", Origin(source.path, 1), message))
    known = ", ".join(f"{suffix} ({kind.name})" for kind in SOURCE_KINDS for suffix in kind.suffixes[:1])
    message = f"no parser knows files that end in `{path.suffix}`" if path.suffix else "no parser knows this file"
    return _refused(source, error("unknown-source", Origin(source.path, 0), message, f"Known: {known}."))


def _refused(source: SourceText, problem: Problem) -> ParsedSource:
    account = account_of_lines(source.text, source.path, "unknown", "unrecognised", 0)
    return ParsedSource((), (problem,), account)
