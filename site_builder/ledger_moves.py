"""Where the addresses lead that were published and are not in use: the half of the ledger that follows moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

from site_builder.catalogue import Departed
from site_builder.ledger_match import Ledger, LedgerLine
from site_builder.problems import Origin, Problem, error, info, warning
from site_builder.themes import Theme

FILE_NAME = "ledger.jsonl"
THEME = "theme"
"""The ``kind`` of a theme's line."""
_VANISHING = {
    "paper": (
        warning,
        "in no source",
        "Bring the source back, write a note with `exclude`, or set `moved` in this line to another slug.",
    ),
    THEME: (warning, "in no file", "Bring the file back, or name the old id in another theme's `formerly`."),
}
# The pages of tasks and data sets come and go with what papers name, which nobody must approve of.
_VANISHING_TERM = (
    info,
    "named by no paper",
    "Where a name has changed, tell the old one under `other_names` in survey.yaml; else the old page says that it is "
    "gone.",
)


def follow_moves(
    lines: Mapping[str, LedgerLine], here: Set[str], left_out: Mapping[str, str], noun: str = "paper"
) -> tuple[dict[str, str], dict[str, Departed], list[Problem]]:
    """Redirects from retired slugs to slugs that are ``here``, the slugs that lead to none, and what to say of these.

    ``left_out`` gives the reason of each slug whose paper the editor left out, which nothing needs to be said of.
    """
    redirects: dict[str, str] = {}
    departed: dict[str, Departed] = {}
    lost: dict[str, LedgerLine] = {}
    bad: dict[str, Problem] = {}
    for slug in sorted(set(lines) - here):
        trail = _trail(slug, lines, here | set(left_out))
        last = trail[-1]
        if last in here:
            redirects[slug] = last
            continue
        departed[slug] = Departed(lines[slug].title, left_out.get(last))
        if last in left_out:
            continue
        if last not in lines:
            wrong = trail[-2]
            bad.setdefault(wrong, _bad_move(lines[wrong], f"`moved` names `{last}`, which no {noun} ever had"))
        elif last in trail[:-1]:
            circle = trail[trail.index(last) :]
            wrong = min(circle)
            bad.setdefault(wrong, _bad_move(lines[wrong], f"`moved` runs in a circle: {' → '.join(circle)}"))
        else:
            lost[last] = lines[last]
    vanished = [_vanished(list(lost.values()), noun)] if lost else []
    return redirects, departed, [*bad.values(), *vanished]


def _trail(slug: str, lines: Mapping[str, LedgerLine], ends: Set[str]) -> list[str]:
    """The slugs on the way from ``slug`` to where it leads; the last one stands there twice where it is a circle."""
    trail = [slug]
    while trail[-1] not in ends and trail[-1] in lines and (moved := lines[trail[-1]].moved):
        trail.append(moved)
        if moved in trail[:-1]:
            break
    return trail


def _bad_move(line: LedgerLine, message: str) -> Problem:
    return warning("bad-move", _place(line), message, "Set it to the slug that readers should be sent to.")


def _vanished(lost: list[LedgerLine], noun: str) -> Problem:
    named = ", ".join(line.slug for line in lost[:3]) + (f" and {len(lost) - 3} more" if len(lost) > 3 else "")
    count = f"{len(lost)} published {noun + ' is' if len(lost) == 1 else noun + 's are'}"
    report, where, back = _VANISHING.get(noun, _VANISHING_TERM)
    return report(f"vanished-{noun.replace(' ', '-')}", _place(lost[0]), f"{count} {where} any more: {named}", back)


def _place(line: LedgerLine) -> Origin:
    return line.origin or Origin(FILE_NAME, 0)


def record_themes(
    themes: Iterable[Theme], ledger: Ledger
) -> tuple[Ledger, dict[str, str], dict[str, Departed], tuple[Problem, ...]]:
    """The ledger with the ids of these themes; then, as in :func:`follow_moves`, where former ids lead.

    An id is a former one when a theme's ``formerly`` names it, and stays one when that is taken out again.
    """
    lines = {line.slug: line for line in ledger if line.kind == THEME}
    present = {theme.id: theme for theme in themes}
    problems: list[Problem] = []
    heirs: dict[str, str] = {}
    for theme in present.values():
        known = lines.get(theme.id, LedgerLine(theme.id, theme.title, None, kind=THEME))
        lines[theme.id] = replace(known, title=theme.title, moved=None)
        for old in theme.formerly:
            if old in present or heirs.setdefault(old, theme.id) != theme.id:
                owner = present[heirs.get(old, old)]
                message = f"`formerly` names `{old}`, which is the theme of {owner.origin.path}"
                problems.append(error("taken-theme", theme.origin, message, "Take it out of one of the two files."))
            else:
                lines[old] = replace(lines.get(old, LedgerLine(old, old, None, kind=THEME)), moved=theme.id)
    redirects, departed, lost = follow_moves(lines, set(present), {}, THEME)
    kept = sorted((*(x for x in ledger if x.kind != THEME), *lines.values()), key=lambda x: (x.slug, x.kind or ""))
    return tuple(kept), redirects, departed, (*problems, *lost)
