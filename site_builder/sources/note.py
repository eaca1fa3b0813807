"""A paper note, Markdown with a front matter of facts and decisions, into one record."""

from __future__ import annotations

from pathlib import PurePosixPath

from site_builder.model import Date, ParsedSource
from site_builder.problems import Origin, error, has_errors
from site_builder.record_fields import account_of_lines, parse_record
from site_builder.urls import is_slug
from site_builder.yaml_fields import FieldReader, parse_yaml, split_front_matter

KIND = "note"
"""What :attr:`Record.source` says of these records."""


def is_note(text: str) -> bool:
    """Whether the text begins with a front matter."""
    return text.split("\n", 1)[0].rstrip() == "---"


def parse_note(text: str, path: str, listed: Date | None = None) -> ParsedSource:
    """Parse one note. Its slug is ``slug`` in the front matter or else the file's name."""
    front, body, body_line, problems = split_front_matter(text, path)
    value, faults = parse_yaml(front, path, first_line=2)
    problems += faults
    record = None
    if not has_errors(problems):
        stem = PurePosixPath(path).stem
        fields = FieldReader(value, path)
        record = parse_record(fields, KIND, body, body_line, slug=stem if is_slug(stem) else None)
        problems += fields.finish()
        if record is not None and record.decisions.slug is None:
            hint = "Rename the file, or set `slug` to lower-case letters a to z, digits and single hyphens."
            problems += (error("bad-slug", Origin(path, 0), f"`{stem}` cannot be a page's address", hint),)
    account = account_of_lines(text, path, KIND, "content", 1 if record else 0)
    return ParsedSource((record,) if record else (), problems, account)
