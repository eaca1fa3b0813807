"""Themes as the editor defines them, and a paper's place in one with the reasons."""

from __future__ import annotations

from dataclasses import dataclass

from site_builder.problems import Origin


@dataclass(frozen=True, slots=True)
class Rule:
    """A phrase that speaks for or against a theme."""

    phrase: str
    """Words as one writes them; a ``*`` at the end of a word stands for any ending."""
    weight: float
    """Points for a paper that has the phrase; negative points count against."""
    origin: Origin


@dataclass(frozen=True, slots=True)
class Step:
    """One paper of a theme's reading path."""

    paper: str
    """The slug."""
    why: str
    """One sentence: why this one now."""
    origin: Origin


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of the survey, from ``themes/<id>.md``."""

    id: str
    """Its file name, and the name of its page, ``themes/<id>.html``."""
    title: str
    order: int
    """Where it stands among the themes; ties go by id."""
    scope: str
    """One sentence: what belongs here."""
    rules: tuple[Rule, ...]
    path: tuple[Step, ...]
    """Papers to read, in order; may be empty."""
    text: str
    """Markdown; may be empty."""
    text_line: int
    """The line of the file where ``text`` begins."""
    origin: Origin
    formerly: tuple[str, ...] = ()
    """Ids that it had before."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One phrase found in one paper: the reason behind points."""

    phrase: str
    """The rule's phrase."""
    found: str
    """The words as they stand in the paper at the first place."""
    where: str
    """``title``, ``abstract`` or ``note``: the weightiest place it was found in."""
    count: int
    """How often it was found in all places together."""
    points: float
    """What it adds to the theme's score; negative when it counts against."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A paper's place in a theme, and why."""

    theme: str
    """The theme's id."""
    score: float | None
    """The points of the rules; None where the rules say nothing and the editor decided."""
    because: tuple[Evidence, ...]
    """Strongest first."""
    by_editor: bool
    """Whether the note decided (``themes`` or ``add_themes``) rather than the rules."""
