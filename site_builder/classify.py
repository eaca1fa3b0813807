"""Papers into themes: the editor's decisions first, then what theme files give them, then the rules, and why.

A theme's file may list papers, or give them the theme by a keyword or a field: such a theme counts whatever its rules
say, before those that only rules give, the surest first; :mod:`site_builder.given` finds out which these are.

A rule is a phrase with a weight, looked for as :mod:`site_builder.classify_phrases` tells. A phrase brings its weight,
times :data:`TITLE` when the title has it, and :data:`AGAIN` of its weight more for each repetition up to
:data:`REPETITIONS`. The sum is the theme's score. The strongest theme passes with :data:`FIRST` points, any further one
with :data:`FURTHER` and :data:`SHARE` of the strongest theme's points.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from site_builder.classify_phrases import Finding, Rulebook, Vocabulary, compile_rules, find_phrases, phrase_keys
from site_builder.divide import divide
from site_builder.model import Paper
from site_builder.problems import Origin, Problem, error, warning
from site_builder.themes import Assignment, Evidence, Given, GivenThemes, Rule, Theme, Trails, make_trails
from site_builder.yaml_fields import nearest

MOST = 4
"""A paper has at most this many themes, unless its editor insists."""
FIRST = 2.0
"""Points that the strongest theme needs."""
FURTHER = 3.0
"""Points that any further theme needs."""
SHARE = 0.2
"""The part of the strongest theme's points that any further theme needs as well."""
TITLE = 2.0
"""How many times its weight a phrase brings when the title has it."""
AGAIN = 0.5
"""The part of its weight that each repetition of a phrase adds."""
REPETITIONS = 3
"""Repetitions that count."""
_SLICE = 500
"""Papers that a process reads before it looks for more; fewer are not worth one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rules say of one paper."""

    book: Rulebook
    findings: dict[int, Finding]
    scores: dict[str, float]
    """Theme to points, strongest first, of every theme that a found phrase speaks for or against."""

    def assignment(self, theme: str, *, by_editor: bool = False, given: tuple[Given, ...] = ()) -> Assignment:
        """The paper's place in a theme with the reasons, whether it passes or not."""
        because = []
        for index, finding in self.findings.items():
            place, rule = self.book.rules[index]
            if self.book.themes[place].id == theme and (points := _points(rule, finding)):
                because.append(Evidence(rule.phrase, finding.found, finding.where, finding.count, points))
        because.sort(key=lambda one: (-one.points, one.phrase))
        return Assignment(theme, self.scores.get(theme), tuple(because), by_editor, given)


def classify_by_rules(paper: Paper, themes: Iterable[Theme]) -> tuple[Assignment, ...]:
    """The themes that the rules alone give a paper: strongest first, at most :data:`MOST`.

    For many papers, :func:`classify_papers` with ``rules_only`` prepares the rules once.
    """
    reading = apply_rules(paper, Vocabulary(compile_rules(themes)))
    return tuple(reading.assignment(theme) for theme in choose(reading.scores))


def classify_papers(
    papers: Sequence[Paper],
    themes: Iterable[Theme],
    given: GivenThemes | None = None,
    *,
    rules_only: bool = False,
    jobs: int = 1,
) -> tuple[dict[str, tuple[Assignment, ...]], tuple[Problem, ...]]:
    """Give every paper its themes, the primary one first, keyed by slug; ``rules_only`` leaves the editor unheard.

    ``given`` tells which themes papers are given otherwise than by rules.

    A phrase that can match nothing and an unknown theme in a note are errors, more than :data:`MOST` themes named by
    the editor a warning. A paper without a theme is no problem: report and site list them all. At most ``jobs``
    processes read the papers.
    """
    vocabulary = Vocabulary(compile_rules(themes))
    slices = [papers[at : at + _SLICE] for at in range(0, len(papers), _SLICE)]
    done = divide(
        [partial(_classify, some, vocabulary, {} if rules_only else given or {}, rules_only) for some in slices], jobs
    )
    problems = [*check_rules(vocabulary.book.themes), *(problem for _, found in done for problem in found)]
    return {slug: themes for chosen, _ in done for slug, themes in chosen.items()}, tuple(problems)


def _classify(
    papers: Iterable[Paper], vocabulary: Vocabulary, given: GivenThemes, rules_only: bool
) -> tuple[dict[str, tuple[Assignment, ...]], list[Problem]]:
    chosen: dict[str, tuple[Assignment, ...]] = {}
    problems: list[Problem] = []
    trails = make_trails(vocabulary.book.themes)
    for paper in papers:
        reading = apply_rules(paper, vocabulary)
        decided = paper.decisions
        own = given.get(paper.slug, {})
        if rules_only or (decided.themes is None and not decided.add_themes and not decided.remove_themes):
            kept = _filled(_ranked(reading, own, trails), own)
            chosen[paper.slug] = tuple(reading.assignment(theme, given=own.get(theme, ())) for theme in kept)
        else:
            chosen[paper.slug], found = _decide(paper, reading, own, trails)
            problems.extend(found)
    return chosen, problems


def _ranked(
    reading: Reading, own: Mapping[str, tuple[Given, ...]], trails: Trails, removed: Collection[str] = ()
) -> list[str]:
    """The themes that a paper is given, the surest first, then those that pass by the rules.

    Of two that are as sure, one that is part of the other tells more of the paper.
    """
    ordered = [theme.id for theme in reading.book.themes if theme.id in own] if own else []
    if len(ordered) > 1:
        above = {theme.id for one in ordered for theme in trails[one]}
        ordered.sort(key=lambda theme: (own[theme][0].rank, -reading.scores.get(theme, 0.0), theme in above))
    passing = choose({theme: score for theme, score in reading.scores.items() if theme not in removed})
    return [theme for theme in dict.fromkeys((*ordered, *passing)) if theme not in removed]


def _filled(ranked: Iterable[str], fixed: Collection[str]) -> list[str]:
    """Of themes in order those that are fixed, and of the others as many as there is room for."""
    room = MOST - len(fixed)
    kept = []
    for theme in ranked:
        if theme in fixed:
            kept.append(theme)
        elif room > 0:
            kept.append(theme)
            room -= 1
    return kept


def check_rules(themes: Iterable[Theme]) -> tuple[Problem, ...]:
    """Report the phrases that can never match: no word at all, or a ``*`` that does not end a word."""
    hint = "Write words, and `*` only at the end of a word: `segment*`."
    return tuple(
        error("unusable-rule", rule.origin, f"the rule `{rule.phrase}` of theme `{theme.id}` can match nothing", hint)
        for theme in themes
        for rule in theme.rules
        if phrase_keys(rule.phrase) is None
    )


def apply_rules(paper: Paper, vocabulary: Vocabulary) -> Reading:
    """Find the rules' phrases in a paper's title, abstract and note, and add up each theme's points."""
    texts = (("title", paper.title), ("abstract", paper.abstract or ""), ("note", paper.note))
    findings = find_phrases(texts, vocabulary)
    book = vocabulary.book
    sums: dict[int, float] = {}
    for index, finding in findings.items():
        theme, rule = book.rules[index]
        if points := _points(rule, finding):
            sums[theme] = sums.get(theme, 0.0) + points
    strongest = sorted(sums.items(), key=lambda one: (-one[1], one[0]))
    return Reading(book, findings, {book.themes[theme].id: round(score, 2) for theme, score in strongest})


def _points(rule: Rule, finding: Finding) -> float:
    if not rule.weight:
        return 0.0
    times = TITLE if finding.where == "title" else 1.0
    if finding.count > 1:
        times += AGAIN * min(finding.count - 1, REPETITIONS)
    return round(rule.weight * times, 2)


def choose(scores: dict[str, float]) -> tuple[str, ...]:
    """The themes that pass, of scores ordered strongest first: at most :data:`MOST`."""
    strongest = tuple(scores.items())[:MOST]
    if not strongest or strongest[0][1] < FIRST:
        return ()
    least = max(FURTHER, SHARE * strongest[0][1])
    return (strongest[0][0], *(theme for theme, score in strongest[1:] if score >= least))


def _decide(
    paper: Paper, reading: Reading, own: Mapping[str, tuple[Given, ...]], trails: Trails
) -> tuple[tuple[Assignment, ...], list[Problem]]:
    """Apply the editor's decisions to what theme files and rules say of a paper."""
    decided = paper.decisions
    known = tuple(theme.id for theme in reading.book.themes)
    removed, problems = _known(paper, "remove_themes", decided.remove_themes, known)
    named, found = _known(paper, "themes", decided.themes or (), known)
    added, more = _known(paper, "add_themes", decided.add_themes, known)
    problems += found + more
    given = dict.fromkeys((*named, *added))
    for theme in given:
        if theme in removed:
            hint = "Name the theme in one of the two only."
            message = f"theme `{theme}` is both given and removed; it is removed"
            problems.append(warning("contradictory-themes", _origin(paper, "remove_themes"), message, hint))
    by_editor = [theme for theme in given if theme not in removed]
    if len(by_editor) > MOST:
        origin = _origin(paper, "themes" if len(named) > MOST or not added else "add_themes")
        message = f"{len(by_editor)} themes are named for “{paper.title}”, more than {MOST}"
        problems.append(warning("too-many-themes", origin, message, "Keep those it contributes to most."))
    kept = by_editor
    if decided.themes is None:
        ranked = _ranked(reading, own, trails, removed)
        kept = _filled(dict.fromkeys((*ranked, *by_editor)), {*by_editor, *own} - {*removed})
    made = (reading.assignment(one, by_editor=one in by_editor, given=own.get(one, ())) for one in kept)
    return tuple(made), problems


def _known(
    paper: Paper, decision: str, ids: Iterable[str], known: Sequence[str]
) -> tuple[tuple[str, ...], list[Problem]]:
    """The ids that are themes, each once, and an error for each that is none."""
    problems = []
    for theme in dict.fromkeys(ids):
        if theme not in known:
            close = nearest(theme, known)
            hint = f"Did you mean `{close}`?" if close else f"Known themes: {', '.join(sorted(known))}."
            problems.append(error("unknown-theme", _origin(paper, decision), f"there is no theme `{theme}`", hint))
    return tuple(theme for theme in dict.fromkeys(ids) if theme in known), problems


def _origin(paper: Paper, decision: str = "") -> Origin:
    return paper.decisions.places.get(decision, paper.origins[0])
