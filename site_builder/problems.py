"""What can be wrong: problems in the editor's data, and commands that cannot run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How much a problem matters; the value is the word that is printed."""

    ERROR = "error"
    """The site would be wrong: nothing is written and the command exits with 1."""
    WARNING = "warning"
    """The site is right as far as can be told, but the editor should look; an error under ``--strict``."""
    INFO = "info"
    """Something was decided that the editor may want to know of; never fails a build."""

    @property
    def rank(self) -> int:
        """0 for the gravest, so that sorting puts errors first where lines are equal."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """A place in a source file."""

    path: str
    """As the user named it, or relative to the content folder; forward slashes; never absolute by our doing."""
    line: int
    """1-based; 0 when the whole file is meant."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in the editor's data, as a value that stages hand on."""

    severity: Severity
    code: str
    """A short stable name in kebab-case, such as ``unknown-key``."""
    origin: Origin
    message: str
    """One sentence without the place, which ``origin`` tells."""
    hint: str = ""
    """What the editor can do about it; empty when the message says it already."""

    def __str__(self) -> str:
        head = f"{self.origin}: {self.severity.value} {self.code}: {self.message}"
        return f"{head}\n    {self.hint}" if self.hint else head


class CommandError(Exception):
    """The command cannot run at all (no such folder, foreign output...); one clear sentence, exit code 2."""


def error(code: str, origin: Origin, message: str, hint: str = "") -> Problem:
    """Make a problem of severity *error*."""
    return Problem(Severity.ERROR, code, origin, message, hint)


def warning(code: str, origin: Origin, message: str, hint: str = "") -> Problem:
    """Make a problem of severity *warning*."""
    return Problem(Severity.WARNING, code, origin, message, hint)


def info(code: str, origin: Origin, message: str, hint: str = "") -> Problem:
    """Make a problem of severity *info*."""
    return Problem(Severity.INFO, code, origin, message, hint)


def sort_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Order problems by path, line, severity and message, dropping exact repeats."""
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda p: (p.origin, p.severity.rank, p.code, p.message)))


def has_errors(problems: Iterable[Problem], *, strict: bool = False) -> bool:
    """Whether a build with these problems must fail; with ``strict``, warnings count as well."""
    failing = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(problem.severity in failing for problem in problems)
