"""YAML text into values that remember their lines, and fields read from them with every fault reported."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from site_builder.problems import Origin, Problem, error, warning
from site_builder.text import CONTROLS, without_controls

# The C parser is part of every PyYAML wheel and about eight times as fast; the pure one gives the same nodes.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_DEPTH = 50
"""Deeper nesting than this is refused: nothing in a survey needs it."""
_NULLS = ("", "~", "null", "Null", "NULL")
_RARE_BREAK = re.compile("[\x85\u2028\u2029]")
_ANY_BREAK = re.compile("[\n\x85\u2028\u2029]")
# What YAML 1.1 does not allow in a document, and half a surrogate pair, which no file can hold.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as it is written: ``1403.6380`` stays those nine characters, whatever YAML 1.1 makes of them."""

    text: str | None
    """None for an empty value, ``~`` or ``null`` that is not quoted."""
    line: int


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    values: tuple[Value, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Pairs:
    """A mapping, in the order written."""

    values: tuple[tuple[Scalar, Value], ...]
    line: int


Value = Scalar | Items | Pairs


class _Refused(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    is_mapping: bool
    line: int
    values: list[Value]
    """Keys and values in turn, in a mapping."""


def parse_yaml(text: str, path: str, first_line: int = 1) -> tuple[Value | None, tuple[Problem, ...]]:
    """Parse one YAML document that begins at ``first_line`` of the file ``path``.

    Returns the value, or None with the problem that prevented it. An empty document is None without a problem.
    Aliases are refused, because a few lines of them can unfold into gigabytes. Control characters that escapes such
    as ``"\\x07"`` stand for are taken out, with a warning at their line, as they are where a file holds them.
    """
    problems: list[Problem] = []
    line_of = _lines_of(text, first_line)
    hint = "Values with a colon, a quote or a leading symbol need quotation marks around them."
    try:
        _refuse_unprintable(text, first_line)
        value = _compose(_without_controls(yaml.parse(text, Loader=_Loader), path, line_of, problems), line_of)
    except yaml.MarkedYAMLError as fault:
        is_open = fault.problem == "found unexpected end of stream"  # then where it was opened says more
        mark = fault.context_mark if is_open else fault.problem_mark or fault.context_mark
        what = " ".join(part for part in (fault.context, fault.problem) if part)
        line = line_of(mark.line) if mark else first_line
        return None, (error("malformed-yaml", Origin(path, line), f"this is not valid YAML: {what}", hint),)
    except yaml.YAMLError as fault:  # the reader's error carries no mark
        reason = str(fault).splitlines()[0]
        return None, (error("malformed-yaml", Origin(path, first_line), f"this is not valid YAML: {reason}"),)
    except _Refused as refused:
        return None, (error("malformed-yaml", Origin(path, refused.line), str(refused)),)
    return (None if isinstance(value, Scalar) and value.text is None else value), tuple(problems)


def _without_controls(
    events: Iterable[Any], path: str, line_of: Callable[[int], int], problems: list[Problem]
) -> Iterator[Any]:
    """The events of a document; only a value in double quotation marks can hold what an escape stands for."""
    hint = "Remove the escape that stands for it: it is no text."
    for event in events:
        if isinstance(event, yaml.ScalarEvent) and event.style == '"' and (found := CONTROLS.search(event.value)):
            mark: Any = event.start_mark  # every event of a parsed text has one
            place = Origin(path, line_of(mark.line))
            message = f"the control character U+{ord(found[0]):04X} is taken out of this value"
            problems.append(warning("control-character", place, message, hint))
            event.value = without_controls(event.value)
        yield event


def _lines_of(text: str, first_line: int) -> Callable[[int], int]:
    """From the line that YAML counts, from 0, to the line of the file: YAML also ends lines at rarer separators."""
    last = first_line + text.count("\n")
    if not _RARE_BREAK.search(text):
        return lambda line: min(first_line + line, last)
    lines = [first_line]
    for found in _ANY_BREAK.finditer(text):
        lines.append(lines[-1] + (found[0] == "\n"))
    return lambda line: lines[min(line, len(lines) - 1)]


def _refuse_unprintable(text: str, first_line: int) -> None:
    found = _UNPRINTABLE.search(text)
    if found:
        line = first_line + text.count("\n", 0, found.start())
        raise _Refused(line, f"this is not valid YAML: it holds the control character U+{ord(found[0]):04X}")


def _compose(events: Iterable[Any], line_of: Callable[[int], int]) -> Value | None:
    """Put a parser's events together without recursion, so that no text can exhaust a stack."""
    root: Value | None = None
    opened: list[_Open] = []
    for event in events:
        line = line_of(event.start_mark.line)
        value: Value
        if isinstance(event, yaml.ScalarEvent):
            is_null = event.implicit[0] and event.value in _NULLS
            value = Scalar(None if is_null else event.value, line)
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            if len(opened) == MAX_DEPTH:
                raise _Refused(line, f"this is nested more than {MAX_DEPTH} levels deep")
            opened.append(_Open(isinstance(event, yaml.MappingStartEvent), line, []))
            continue
        elif isinstance(event, yaml.CollectionEndEvent):
            value = _close(opened.pop())
        elif isinstance(event, yaml.AliasEvent):
            raise _Refused(line, "YAML aliases (*name) are not supported: write the value out")
        elif isinstance(event, yaml.DocumentStartEvent) and root is not None:
            raise _Refused(line, "a second YAML document begins here, where one is expected")
        else:
            continue
        if opened:
            opened[-1].values.append(value)
        else:
            root = value
    return root


def _close(done: _Open) -> Value:
    if not done.is_mapping:
        return Items(tuple(done.values), done.line)
    pairs = []
    for key, value in zip(done.values[::2], done.values[1::2], strict=True):
        if not isinstance(key, Scalar):
            raise _Refused(key.line, "a key must be a single value")
        pairs.append((key, value))
    return Pairs(tuple(pairs), done.line)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like ``word``, or None when none is near."""
    matches = difflib.get_close_matches(word.lower(), sorted(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


def split_front_matter(text: str, path: str) -> tuple[str, str, int, tuple[Problem, ...]]:
    """Split a Markdown file into its YAML front matter, its body and the body's first line.

    A file without a front matter has an empty one. One that is opened and never closed is a problem.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return "", text, 1, ()
    for number in range(1, len(lines)):
        if lines[number].rstrip() == "---":
            first = next((i for i in range(number + 1, len(lines)) if lines[i].strip()), number + 1)
            return "\n".join(lines[1:number]), "\n".join(lines[first:]).rstrip(), first + 1, ()
    hint = "End it with a line of three hyphens."
    return "", "", 1, (error("open-front-matter", Origin(path, 1), "the front matter is never closed", hint),)


class FieldReader:
    """Reads named fields from one mapping and gathers what is wrong with them.

    Every getter returns a value of the type it names, or the default where the field is absent or wrong; what is
    wrong is in :attr:`problems` afterwards. :meth:`finish` reports the keys that nobody asked for.
    """

    def __init__(self, value: Value | None, path: str, line: int = 1) -> None:
        self.path = path
        self.line = line
        self.problems: list[Problem] = []
        self._known: list[str] = []
        self._fields: dict[str, tuple[int, Value]] = {}
        self._is_mapping = value is None or isinstance(value, Pairs)
        if value is not None and not self._is_mapping:
            self.report("not-a-mapping", value.line, "expected `key: value` lines here")
        for key, child in value.values if isinstance(value, Pairs) else ():
            name = key.text or ""
            if name in self._fields:
                self.report("duplicate-key", key.line, f"`{name}` stands here a second time", "Remove one of the two.")
            else:
                self._fields[name] = (key.line, child)

    def report(self, code: str, line: int, message: str, hint: str = "") -> None:
        """Add an error at a line of this file."""
        self.problems.append(error(code, Origin(self.path, line), message, hint))

    def warn(self, code: str, line: int, message: str, hint: str = "") -> None:
        """Add a warning at a line of this file."""
        self.problems.append(warning(code, Origin(self.path, line), message, hint))

    def has(self, name: str) -> bool:
        """Whether the field is there and not empty."""
        return self.value(name) is not None

    def line_of(self, name: str) -> int:
        """The line of a field's key; the mapping's own line where the field is absent."""
        return self._fields[name][0] if name in self._fields else self.line

    def value(self, name: str) -> Value | None:
        """The field's value whatever it is; None where it is absent or empty."""
        self._known.append(name)
        if name not in self._fields:
            return None
        value = self._fields[name][1]
        return None if isinstance(value, Scalar) and value.text is None else value

    def text(self, name: str, *, required: bool = False) -> str | None:
        """A single value, stripped; None where it is absent or blank."""
        value = self.value(name)
        text: str | None = None
        if isinstance(value, Scalar):
            text = (value.text or "").strip() or None
        elif value is not None:
            hint = "If it contains a colon, quote it."
            self.report("wrong-type", value.line, f"`{name}` must be a single value", hint)
            return None
        if required and text is None and self._is_mapping:
            self.report("missing-key", self.line_of(name), f"`{name}` is missing")
        return text

    def number(self, name: str, *, minimum: int = 0) -> int | None:
        """A whole number of at least ``minimum``."""
        text = self.text(name)
        if text is None:
            return None
        if text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= minimum:
            return int(text)
        message = f"`{name}` must be a whole number of at least {minimum}, not `{text}`"
        self.report("wrong-type", self.line_of(name), message)
        return None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of single values; one value alone counts as a list of one."""
        value = self.value(name)
        if value is None:
            return ()
        if isinstance(value, Scalar):
            return (value.text.strip(),) if value.text and value.text.strip() else ()
        if isinstance(value, Pairs):
            hint = "Put each value on a line of its own after `- `."
            self.report("wrong-type", value.line, f"`{name}` must be a list", hint)
            return ()
        found = []
        for child in value.values:
            if isinstance(child, Scalar) and child.text and child.text.strip():
                found.append(child.text.strip())
            else:
                hint = "A value that contains `: ` must be quoted."
                self.report("wrong-type", child.line, f"`{name}` must hold plain values only", hint)
        return tuple(found)

    def pairs(self, name: str) -> tuple[tuple[str, Value, int], ...]:
        """A mapping inside the field, as (key, value, line); a key that stands twice is reported."""
        value = self.value(name)
        if value is None:
            return ()
        if not isinstance(value, Pairs):
            self.report("wrong-type", value.line, f"`{name}` must hold `key: value` lines")
            return ()
        inner = FieldReader(value, self.path, value.line)
        self.problems.extend(inner.problems)
        return inner.all_pairs()

    def all_pairs(self) -> tuple[tuple[str, Value, int], ...]:
        """Every field of this mapping, as (key, value, line), known or not."""
        return tuple((key, child, line) for key, (line, child) in self._fields.items())

    @property
    def known(self) -> frozenset[str]:
        """The names that getters have asked for so far."""
        return frozenset(self._known)

    def finish(self) -> tuple[Problem, ...]:
        """All problems, with a warning for each key that no getter asked for and the nearest one it did ask for."""
        for name, (line, _) in self._fields.items():
            if name not in self._known:
                known = sorted(set(self._known))
                close = nearest(name, known)
                hint = f"Did you mean `{close}`?" if close else f"Known keys: {', '.join(known)}."
                self.problems.append(warning("unknown-key", Origin(self.path, line), f"unknown key `{name}`", hint))
        return tuple(self.problems)
