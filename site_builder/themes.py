"""Themes as the editor defines them, and a paper's place in one with the reasons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from site_builder.problems import Origin

LISTED, KEYWORD = "paper", "keyword"
VENUE, YEAR, KIND, TASK, DATASET, AUTHOR = FIELDS = ("venue", "year", "kind", "task", "dataset", "author")
"""The fields by which a theme may be given."""

_YEARS = re.compile(r"([0-9]{4})(?:\s*[-–]\s*([0-9]{4}))?")


def years_of(text: str) -> range:
    """The years of ``2014`` or ``2014-2016``; none of anything else."""
    found = _YEARS.fullmatch(text.strip())
    return range(int(found[1]), int(found[2] or found[1]) + 1) if found else range(0)


@dataclass(frozen=True, slots=True)
class Rule:
    """A phrase that speaks for or against a theme."""

    phrase: str
    """Words as one writes them; a ``*`` at the end of a word stands for any ending."""
    weight: float
    """Points for a paper that has the phrase; negative points count against."""
    origin: Origin


@dataclass(frozen=True, slots=True)
class Given:
    """What puts papers into a theme without any points."""

    way: str
    """:data:`LISTED`, :data:`KEYWORD` or one of :data:`FIELDS`."""
    value: str
    """As the theme's file has it: a paper's key, a keyword, a value of the field."""
    origin: Origin

    @property
    def words(self) -> str:
        """``keyword data_type:graph``, ``venue CVPR``, ``paper he2016``."""
        return f"{self.way} {self.value}"

    @property
    def rank(self) -> int:
        """How sure it is, 0 the surest: a list names this very paper, a keyword was said of it, a field of many."""
        return {LISTED: 0, KEYWORD: 1}.get(self.way, 2)


GivenThemes = Mapping[str, Mapping[str, tuple[Given, ...]]]
"""Slug of a paper to the ids of the themes that it is given, each with why, the surest reason first."""


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
    givens: tuple[Given, ...] = ()
    """Any of these puts a paper into it, whatever its rules say."""
    parent: str | None = None
    """The id of the theme that it is a part of."""
    parent_line: int = 0
    """The line of the file where that stands."""


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
    given: tuple[Given, ...] = ()
    """What else put it there than note and rules, the strongest reason first; empty where the rules alone did."""


def in_tree_order(themes: Iterable[Theme]) -> tuple[Theme, ...]:
    """Each theme followed by its parts; themes side by side by ``order``, then id.

    A theme whose parent is none of these stands by itself.
    """
    ordered = sorted(themes, key=lambda theme: (theme.order, theme.id))
    ids = {theme.id for theme in ordered}
    parts: dict[str | None, list[Theme]] = {}
    for theme in ordered:
        parts.setdefault(theme.parent if theme.parent in ids else None, []).append(theme)
    found: list[Theme] = []
    left = parts.get(None, [])[::-1]
    while left:
        found.append(left.pop())
        left += parts.get(found[-1].id, [])[::-1]
    return tuple(found)


Trails = Mapping[str, tuple[Theme, ...]]
"""Id of each theme to those that it is a part of, the outermost first."""


def make_trails(themes: Iterable[Theme]) -> Trails:
    """Find what each theme is a part of; ``themes`` are in the order of a tree."""
    trails: dict[str, tuple[Theme, ...]] = {}
    by_id: dict[str, Theme] = {}
    for theme in themes:
        parent = by_id.get(theme.parent or "")
        trails[theme.id] = (*trails[parent.id], parent) if parent else ()
        by_id[theme.id] = theme
    return trails
