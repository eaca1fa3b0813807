"""BibTeX and BibLaTeX files into records.

bibtexparser parts the file into blocks, keeps those it cannot read and knows the line of each; what their values mean
(macros, ``#``, inheritance, names, LaTeX) is told here, because it depends on what a survey wants to know.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ExplicitComment,
    ImplicitComment,
    ParsingFailedBlock,
    Preamble,
    String,
)
from bibtexparser.splitter import Splitter

from site_builder.bibtex_fields import KIND, Reference, given_by
from site_builder.bibtex_values import parse_values
from site_builder.model import ColumnNames, FileAccount, ParsedSource, Record, Unparsed
from site_builder.problems import Origin, Problem, info, warning
from site_builder.reference_fields import (
    make_record,
    unparsed,
)
from site_builder.text import shortened, split_lines

# The package tells of each faulty block on standard error; here problems tell of it.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL + 1)

_JOINED = {"author": " and ", "keywords": "; ", "url": " "}
"""Fields that may stand several times, with what parts their values."""
_USED = ("title", "author", "year", "month", "date", "abstract", "doi", "journal", "booktitle", "eprint")
# The package takes every type that begins so for a comment; of a type only the beginning `in` matters here.
_COMMENT_ALIKE = re.compile(r"^([ \t]*@[ \t]*)c(omment[a-z]+[ \t]*[{(])", re.IGNORECASE | re.MULTILINE)
_BRACE_BELOW = re.compile(r"^([ \t]*@[ \t]*[A-Za-z]+)([ \t]*\n\s*)([{(])", re.MULTILINE)
_KEYLESS = re.compile(
    r"^([ \t]*@(?!string|preamble|comment)[a-z]+[ \t]*[{(][ \t]*(?:[^\s,={}\"()]+(?=\s+[a-z][\w-]*\s*=\s*[{\"])"
    r"|(?=\s*[a-z][\w-]*\s*=\s*[{\"\d])))",
    re.IGNORECASE | re.MULTILINE,
)
_NEXT_FIELD = re.compile(r",\s*[A-Za-z][\w-]*\s*=\s*[\"{\d]")
_MENDED = "mended"
_MOST_MENDED = 100
"""So many references are tried with a brace at their end."""
_NO_PAPERS = {"xdata": "holds fields for other references", "set": "holds other references together"}
_LOST_REFERENCE = re.compile(
    r"^[ \t]*(?!%)(?:[A-Za-z]+[ \t]*=[ \t]*(?:[\"{]|\d+,?[ \t]*$)|@?[A-Za-z]+\{)", re.MULTILINE
)


def parse_bibtex(text: str, path: str, columns: ColumnNames) -> ParsedSource:
    """Parse a BibTeX file. A reference that cannot be read is kept as it stands, and the others are records."""
    lines = split_lines(text)
    # The package counts no line that ends in a backslash, and wants the brace beside the type.
    plain = _BRACE_BELOW.sub(r"\1\3\2", text.replace("\\\n", "\\ \n"))
    plain = _KEYLESS.sub(r"\1,", _COMMENT_ALIKE.sub(r"\1k\2", plain))
    blocks = [_whole(block) for block in _split(plain)]
    kinds = ["comment" if line.strip() else "blank" for line in lines]
    lost, problems = _lost(blocks, lines, kinds, path)
    macros: dict[str, str] = {}
    references = []
    for block in blocks:
        if isinstance(block, String):
            _mark(kinds, block, "definition")
            value, found = parse_values(block.value, macros, path, (block.start_line or 0) + 1)
            macros[block.key.lower()] = value[0][1]
            problems += found
        elif isinstance(block, Preamble):
            _mark(kinds, block, "definition")
        elif isinstance(block, Entry):
            reference, found = _reference(block, macros, path)
            if plain != text:  # then its lines, for what was put in must not be shown as if it stood there
                end = reference.line + reference.raw.count("\n")
                reference = replace(reference, raw="\n".join(lines[reference.line - 1 : end]))
            _mark(kinds, block, "definition" if reference.type in _NO_PAPERS else "content")
            references.append(reference)
            problems += found
            if block.get_parser_metadata(_MENDED):
                hint = "Put one at the end of the reference."
                place = Origin(path, reference.line)
                problems.append(warning("missing-brace", place, "the last brace of this reference is missing", hint))
    records, more, found = _records(references, path)
    problems += found
    counts = {kind: kinds.count(kind) for kind in ("content", "definition", "comment", "blank", "unrecognised")}
    account = FileAccount(path, KIND, counts, len(lines), len(records))
    if not records and not problems:
        problems.append(warning("no-papers", Origin(path, 0), "this file has no references in it"))
    return ParsedSource(tuple(records), _each_macro_once(problems), account, (*lost, *more))


def _each_macro_once(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems, with an unknown macro told where it stands first: journals' macros stand in every reference."""
    told: set[str] = set()
    kept = []
    for problem in problems:
        if problem.code != "unknown-macro" or problem.message not in told:
            kept.append(problem)
        told.add(problem.message)
    return tuple(kept)


def _split(text: str) -> list[Block]:
    """The blocks of a file, where a last brace that is missing costs nothing."""
    blocks = Splitter(text).split().blocks
    tries = 0
    for number, block in enumerate(blocks):
        if isinstance(block, ParsingFailedBlock) and type(block) is ParsingFailedBlock and tries < _MOST_MENDED:
            tries += 1
            mended = Splitter("\n" * (block.start_line or 0) + (block.raw or "").rstrip() + "\n}").split().blocks
            if len(mended) == 1 and isinstance(mended[0], Entry) and _is_sound(mended[0]):
                mended[0].set_parser_metadata(_MENDED, True)
                blocks[number] = mended[0]
    return blocks


def _raw(entry: Entry) -> str:
    """A reference as it stands in the file, without the brace that was added to it."""
    raw = entry.raw or ""
    return raw.removesuffix("\n}") if entry.get_parser_metadata(_MENDED) else raw


def _is_sound(entry: Entry) -> bool:
    """Whether no field goes on into the next ones, as it does where its own brace is missing."""
    return bool(entry.fields) and not any(_NEXT_FIELD.search(str(field.value)) for field in entry.fields)


def _whole(block: Block) -> Block:
    """A reference or macro behind a repeated key or field, which is told elsewhere, or the block itself."""
    while isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
        inner = block.ignore_error_block
        if inner is None:
            break
        block = inner
    return block


def _mark(kinds: list[str], block: Block, kind: str) -> None:
    start = block.start_line or 0
    for number in range(start, min(len(kinds), start + (block.raw or "").count("\n") + 1)):
        if kinds[number] == "comment":
            kinds[number] = kind


def _lost(
    blocks: Sequence[Block], lines: Sequence[str], kinds: list[str], path: str
) -> tuple[list[Unparsed], list[Problem]]:
    """The stretches that are no reference and should be: blocks that do not close, and fields outside any block."""
    stretches, problems = [], []
    end = len(lines)
    for number, block in reversed(list(enumerate(blocks))):
        start = block.start_line or 0
        if isinstance(block, ExplicitComment | ImplicitComment):
            is_rest = number > 0 and isinstance(blocks[number - 1], ParsingFailedBlock)  # told with its beginning
            raw = block.raw or ""
            is_cut = isinstance(block, ImplicitComment) and ("," in raw or "}" in raw)
            is_lost = is_cut and _LOST_REFERENCE.search(raw) is not None
            if is_rest or not is_lost:
                continue
            reason = "fields stand outside any reference"
        elif isinstance(block, ParsingFailedBlock) and not (block.raw or "").lower().startswith("@comment"):
            reason = f"this reference cannot be read ({_reason(block)})"
        else:
            end = start
            continue
        hint = "Look for a brace, a quotation mark or a comma that is missing."
        stretch, problem = unparsed(path, start + 1, "\n".join(lines[start:end]), reason, hint)
        for at in range(start, end):
            kinds[at] = "unrecognised" if kinds[at] == "comment" else kinds[at]
        stretches.append(stretch)
        problems.append(problem)
        end = start
    return stretches[::-1], problems[::-1]


def _reason(block: ParsingFailedBlock) -> str:
    text = str(getattr(block.error, "abort_reason", block.error))
    return shortened(" ".join(text.split())).rstrip(". ")


def _reference(block: Entry, macros: Mapping[str, str], path: str) -> tuple[Reference, list[Problem]]:
    """A block's fields with macros put in; a field that stands twice counts once, or is joined where it may."""
    fields: dict[str, str] = {}
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for field in block.fields:
        line = (field.start_line or 0) + 1
        values, found = parse_values(str(field.value), macros, path, line)
        problems += found
        for part, value in values:
            name = " ".join((part or field.key).lower().split())
            if part:
                hint = "Put a comma at the end of the field above."
                problems.append(
                    warning("missing-comma", Origin(path, line), f"a comma is missing before `{name}`", hint)
                )
            if name in _JOINED and fields.get(name, "").strip() and value.strip() not in ("", fields[name].strip()):
                fields[name] += _JOINED[name] + value
            elif name in _USED and fields.get(name, "").strip() and value.split() != fields[name].split():
                message = f"`{name}` stands here a second time with another text: the first is kept"
                problems.append(warning("repeated-field", Origin(path, line), message))
            elif not fields.get(name, "").strip():
                fields[name], places[name] = value, line
    return Reference(
        block.entry_type.lower(), block.key.strip(), (block.start_line or 0) + 1, fields, places, _raw(block)
    ), problems


def _records(references: Sequence[Reference], path: str) -> tuple[list[Record], list[Unparsed], list[Problem]]:
    by_key: dict[str, Reference] = {}
    records, lost, problems = [], [], []
    for reference in references:
        first = by_key.setdefault(reference.key.lower(), reference)
        if first is not reference and reference.key and first.fields != reference.fields:
            message = (
                f"the key `{shortened(reference.key)}` is also that of line {first.line}: both references are kept"
            )
            problems.append(warning("duplicate-key", Origin(path, reference.line), message, "Give one another key."))
    for reference in references:
        if reference.type in _NO_PAPERS:
            message = f"`@{reference.type}` {_NO_PAPERS[reference.type]}: it is no paper"
            problems.append(info("no-paper", Origin(path, reference.line), message))
            continue
        given, found = given_by(reference, by_key, path)
        record, faults = make_record(given)
        problems += [*found, *faults]
        if record is None:
            stretch, problem = unparsed(path, reference.line, reference.raw, "this reference says nothing of a paper")
            lost.append(stretch)
            problems.append(problem)
        else:
            records.append(record)
    return records, lost, problems
