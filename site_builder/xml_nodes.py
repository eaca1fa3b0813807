"""XML into elements, one after the other: a file of many references needs no tree of them all.

expat tells the lines. Entities that a file declares are refused, for a few lines of them can unfold to gigabytes;
nothing is fetched.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

_MOST_DEPTH = 100
_WITHIN = 2  # the depth of what the first element holds


@dataclass(slots=True)
class Node:
    """One element, its name without a prefix: its texts and elements in order."""

    name: str
    line: int
    attributes: Mapping[str, str]
    content: list[str | Node] = field(default_factory=list)
    end: int = 0
    """The line where it ends."""

    def all(self, *path: str) -> Iterator[Node]:
        """The elements at a path of names below this one."""
        for child in self.content:
            if isinstance(child, Node) and child.name == path[0]:
                yield from child.all(*path[1:]) if path[1:] else (child,)

    def text(self, *path: str) -> str:
        """The text of the first element at a path that has one, or of this one, in one line."""
        if path:
            return next((text for node in self.all(*path) if (text := node.text())), "")
        return " ".join("".join(self._pieces()).split())

    def texts(self, *path: str) -> tuple[str, ...]:
        """The texts of all elements at a path that have one."""
        return tuple(text for node in self.all(*path) if (text := node.text()))

    def _pieces(self) -> Iterator[str]:
        for child in self.content:
            if isinstance(child, str):
                yield child
            else:
                yield from child._pieces()


class Refused(Exception):
    """What follows cannot be read, for the reason that is the message."""


class Reader:
    """Hands over each element of some names, or else each within the first one, whole, as it ends."""

    def __init__(self, names: frozenset[str], take: Callable[[Node], None], first_line: int) -> None:
        self._names, self._take, self._above = names, take, first_line - 1
        self._open: list[Node] = []
        self._depth = 0
        self._parser = expat.ParserCreate("utf-8")  # whatever the file's own declaration says of its bytes
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._declared
        self._parser.SkippedEntityHandler = self._skipped

    @property
    def line(self) -> int:
        """The line that is being read."""
        return self._parser.CurrentLineNumber + self._above

    @property
    def start(self) -> int:
        """The line where the reference that is being read begins; 0 outside of one."""
        return self._open[0].line if self._open else 0

    def read(self, text: str) -> None:
        """Read a whole file. Raises Refused where it is not valid XML, declares entities, or is nested too deeply."""
        try:
            self._parser.Parse(text.encode("utf-8", "replace"), True)
        except expat.ExpatError as fault:
            raise Refused(f"this is not valid XML: {expat.ErrorString(fault.code)} in line {self.line}") from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise Refused(f"elements are nested more than {_MOST_DEPTH} deep")
        plain = name.rpartition(":")[2]
        if self._open or (plain in self._names if self._names else self._depth == _WITHIN):
            node = Node(plain, self.line, attributes)
            if self._open:
                self._open[-1].content.append(node)
            self._open.append(node)

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._open:
            node = self._open.pop()
            node.end = self.line
            if not self._open:
                self._take(node)

    def _text(self, text: str) -> None:
        if self._open:
            self._open[-1].content.append(text)

    def _declared(self, *_: object) -> None:
        raise Refused("this file declares entities, which are not read")

    def _skipped(self, name: str, is_parameter: bool) -> None:
        self._text("" if is_parameter else html.unescape(f"&{name};"))
