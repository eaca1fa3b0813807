"""A YAML list of references into records; each has the fields of a note's front matter."""

from __future__ import annotations

from site_builder.model import Date, ParsedSource, Record
from site_builder.problems import Origin, Problem, error
from site_builder.record_fields import account_of_lines, parse_record
from site_builder.yaml_fields import FieldReader, Items, parse_yaml

KIND = "yaml"
"""What :attr:`Record.source` says of these records."""


def is_yaml_list(text: str) -> bool:
    """Whether the first line that is neither blank nor a comment opens a list."""
    for line in text.split("\n"):
        if line.strip() and not line.lstrip().startswith(("#", "---", "%")):
            return line.strip() == "-" or line.lstrip().startswith(("- ", "["))
    return False


def parse_yaml_list(text: str, path: str, listed: Date | None = None) -> ParsedSource:
    """Parse a list of references; a faulty one is reported and the others are kept."""
    value, problems = parse_yaml(text, path)
    found: list[Problem] = list(problems)
    records: list[Record] = []
    if isinstance(value, Items):
        for child in value.values:
            fields = FieldReader(child, path, child.line)
            record = parse_record(fields, KIND)
            found.extend(fields.finish())
            if record is not None:
                records.append(record)
    elif value is not None:
        message = "expected a list of papers, each beginning with `- title:`"
        found.append(error("not-a-list", Origin(path, value.line), message))
    account = account_of_lines(text, path, KIND, "content", len(records))
    return ParsedSource(tuple(records), tuple(found), account)
