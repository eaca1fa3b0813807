"""What several records say of one fact into what counts, and a problem for each that says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from site_builder.model import Record
from site_builder.problems import Problem, Severity
from site_builder.text import shortened

T = TypeVar("T")


def settle(
    group: Sequence[Record],
    name: str,
    values: Sequence[T | None],
    form: Callable[[Any], object],
    show: Callable[[Any], str],
) -> tuple[T | None, list[Problem]]:
    """The first of the records' values, and a problem for each later one of another ``form``."""
    stated = [(record, value) for record, value in zip(group, values, strict=True) if value]
    if not stated:
        return None, []
    keeper, kept = stated[0]
    differing = [(record, value) for record, value in stated[1:] if form(value) != form(kept)]
    shown = [(record, shortened(show(value))) for record, value in differing]
    how = severity(group, keeper)
    return kept, [conflict(how, name, given, (keeper, shortened(show(kept)))) for given in shown]


def conflict(how: Severity, name: str, given: tuple[Record, str], kept: tuple[Record, str]) -> Problem:
    """The problem of a record that says something other than what is kept; each with its text."""
    message = f"{name} is {given[1]} here and {kept[1]} at {kept[0].origin}, which is kept"
    return Problem(how, "conflict", given[0].origin, message)


def severity(group: Sequence[Record], keeper: Record) -> Severity:
    """How grave it is that a record contradicts the one whose word is kept."""
    return Severity.INFO if keeper.source == "note" or is_joined_by_editor(group) else Severity.WARNING


def is_joined_by_editor(group: Sequence[Record]) -> bool:
    """Whether the editor said that these records are one paper."""
    return any(record.decisions.same_as for record in group)
