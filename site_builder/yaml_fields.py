"""YAML text into values that remember their lines, and fields read from them with every fault reported."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import yaml

from site_builder.problems import Origin, Problem, error, warning

# The C parser is part of every PyYAML wheel and about eight times as fast; the pure one gives the same nodes.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_DEPTH = 50
"""Deeper nesting than this is refused: nothing in a survey needs it, and a parser's stack must not decide."""


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


def parse_yaml(text: str, path: str, first_line: int = 1) -> tuple[Value | None, tuple[Problem, ...]]:
    """Parse one YAML document that begins at ``first_line`` of the file ``path``.

    Returns the value, or None with the problem that prevented it. An empty document is None without a problem.
    Aliases are refused, because a few lines of them can unfold into gigabytes.
    """
    try:
        _refuse_deep_nesting(text, first_line)
        node = yaml.compose(text, Loader=_Loader)
        return (None if node is None else _from_node(node, first_line, set(), 0)), ()
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = first_line + (mark.line if mark else 0)
        what = " ".join(part for part in (fault.context, fault.problem) if part)
        hint = "Values with a colon, a quote or a leading symbol need quotation marks around them."
        return None, (error("malformed-yaml", Origin(path, line), f"this is not valid YAML: {what}", hint),)
    except yaml.YAMLError as fault:  # the reader's error carries no mark
        reason = str(fault).splitlines()[0]
        return None, (error("malformed-yaml", Origin(path, first_line), f"this is not valid YAML: {reason}"),)
    except _Refused as refused:
        return None, (error("malformed-yaml", Origin(path, refused.line), str(refused)),)


def _refuse_deep_nesting(text: str, first_line: int) -> None:
    """Raise _Refused before a parser's recursion meets text such as a million brackets."""
    for number, line in enumerate(text.split("\n")):
        indent = len(line) - len(line.lstrip(" "))
        opened = line.count("[") + line.count("{") - line.count("]") - line.count("}")
        dashes = len(line) - len(line.lstrip(" -?"))
        if opened > MAX_DEPTH or (dashes - indent) > 2 * MAX_DEPTH:
            raise _Refused(first_line + number, f"this is nested more than {MAX_DEPTH} levels deep")
    if text.count("\n[") + text.count("\n{") > 100 * MAX_DEPTH:
        raise _Refused(first_line, f"this is nested more than {MAX_DEPTH} levels deep")


def _from_node(node: yaml.Node, first_line: int, seen: set[int], depth: int) -> Value:
    line = first_line + node.start_mark.line
    if isinstance(node, yaml.ScalarNode):
        is_null = node.tag == "tag:yaml.org,2002:null" and node.style is None
        return Scalar(None if is_null else node.value, line)
    if id(node) in seen:
        raise _Refused(line, "YAML aliases (*name) are not supported: write the value out")
    if depth > MAX_DEPTH:
        raise _Refused(line, f"this is nested more than {MAX_DEPTH} levels deep")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return Items(tuple(_from_node(child, first_line, seen, depth + 1) for child in node.value), line)
    pairs = []
    for key, child in node.value:
        name = _from_node(key, first_line, seen, depth + 1)
        if not isinstance(name, Scalar):
            raise _Refused(line, "a key must be a single value")
        pairs.append((name, _from_node(child, first_line, seen, depth + 1)))
    return Pairs(tuple(pairs), line)


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
            body = "\n".join(lines[number + 1 :])
            leading = len(body) - len(body.lstrip("\n"))
            return "\n".join(lines[1:number]), body.strip(), number + 2 + leading, ()
    problem = error(
        "open-front-matter", Origin(path, 1), "the front matter is never closed", "End it with a line of three hyphens."
    )
    return "", "", 1, (problem,)


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
        if value is None:
            return
        if not isinstance(value, Pairs):
            self.report("not-a-mapping", value.line, "expected `key: value` lines here")
            return
        for key, child in value.values:
            name = key.text or ""
            if name in self._fields:
                self.report("duplicate-key", key.line, f"`{name}` stands here a second time", "Remove one of the two.")
            else:
                self._fields[name] = (key.line, child)

    def report(self, code: str, line: int, message: str, hint: str = "") -> None:
        """Add an error at a line of this file."""
        self.problems.append(error(code, Origin(self.path, line), message, hint))

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
            self.report(
                "wrong-type", value.line, f"`{name}` must be a single value", "If it contains a colon, quote it."
            )
            return None
        if required and text is None:
            self.report("missing-key", self.line_of(name), f"`{name}` is missing")
        return text

    def number(self, name: str, *, minimum: int = 0) -> int | None:
        """A whole number of at least ``minimum``."""
        text = self.text(name)
        if text is None:
            return None
        if text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= minimum:
            return int(text)
        self.report(
            "wrong-type", self.line_of(name), f"`{name}` must be a whole number of at least {minimum}, not `{text}`"
        )
        return None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of single values; one value alone counts as a list of one."""
        value = self.value(name)
        if value is None:
            return ()
        if isinstance(value, Scalar):
            return (value.text.strip(),) if value.text and value.text.strip() else ()
        if isinstance(value, Pairs):
            self.report(
                "wrong-type", value.line, f"`{name}` must be a list", "Put each value on a line of its own after `- `."
            )
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

    def finish(self) -> tuple[Problem, ...]:
        """All problems, with a warning for each key that no getter asked for and the nearest one it did ask for."""
        known = sorted(set(self._known))
        for name, (line, _) in self._fields.items():
            if name not in known:
                close = nearest(name, known)
                hint = f"Did you mean `{close}`?" if close else f"Known keys: {', '.join(known)}."
                self.problems.append(warning("unknown-key", Origin(self.path, line), f"unknown key `{name}`", hint))
        return tuple(self.problems)
