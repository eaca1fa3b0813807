"""Papers into themes: the editor's decisions first, the rules otherwise, and why.

A rule is a phrase with a weight. Phrases are looked for among the folded words of title, abstract and note:
case and accents do not matter, hyphens, slashes and commas count as spaces, a phrase ends where a sentence ends, and
``*`` at the end of a word stands for any ending. Where one phrase of a theme lies inside a longer one of the same
theme, only the longer one counts, so that ``denoising autoencoder: 0`` keeps ``denois*: 2`` from speaking there.

A phrase brings its weight, times :data:`TITLE` when the title has it, and :data:`AGAIN` of its weight more for each
repetition up to :data:`REPETITIONS`. The sum is the theme's score. The strongest theme passes with :data:`FIRST`
points, any further one with :data:`FURTHER` and :data:`SHARE` of the strongest theme's points.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from site_builder.catalogue import Assignment, Evidence, Rule, Theme
from site_builder.model import Paper
from site_builder.problems import Origin, Problem, error, info, warning
from site_builder.text import fold
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

# Underscores separate, as they do in the names of models and files.
_WORD = re.compile(r"([^\W_]+)")
# What may stand between two words of a phrase: anything else ends the sentence or opens an aside.
_WITHIN = re.compile(r"[\s,\-‐‑‒–/_'’\"“”`]*")
_RULE_WORD = re.compile(r"([^\W_]+)(\*?)")


@dataclass(frozen=True, slots=True)
class _Node:
    """A place in the tree of all phrases: what may follow, and the rules whose phrases end here."""

    following: dict[str, _Node]
    ending: list[int]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules of all themes as one tree of words, so that a text is read once however many rules there are."""

    themes: tuple[Theme, ...]
    rules: tuple[tuple[int, Rule], ...]
    """Each rule with the index of its theme."""
    stems: frozenset[str]
    """The words that carry a ``*``, without it."""
    words: frozenset[str]
    """The words that carry none."""
    root: _Node

    def keys(self, word: str) -> tuple[str, ...]:
        """The keys of the tree that a word of a text answers to, the most exact first: itself, then ``stem*``."""
        folded = fold(word)
        found = [folded] if folded in self.words else []
        found += [f"{folded[:end]}*" for end in range(len(folded), 0, -1) if folded[:end] in self.stems]
        return tuple(found)


class _Vocabulary(dict[str, tuple[_Node, ...]]):
    """Word of a text to the branches of the tree it opens; each distinct word is looked into once."""

    def __init__(self, book: Rulebook) -> None:
        super().__init__()
        self.book = book

    def __missing__(self, word: str) -> tuple[_Node, ...]:
        branches = self.book.root.following
        nodes = tuple(branches[key] for key in self.book.keys(word) if key in branches)
        self[word] = nodes
        return nodes


@dataclass(slots=True)
class _Tally:
    """What is known of one rule while a paper is read."""

    found: str
    where: str
    count: int


def compile_rules(themes: Iterable[Theme]) -> Rulebook:
    """Turn the rules of all themes into one tree; phrases that :func:`check_rules` refuses are left out."""
    ordered = tuple(themes)
    root = _Node({}, [])
    rules: list[tuple[int, Rule]] = []
    words: set[str] = set()
    stems: set[str] = set()
    for index, theme in enumerate(ordered):
        for rule in theme.rules:
            keys = phrase_keys(rule.phrase)
            if keys is None:
                continue
            node = root
            for key in keys:
                (stems.add(key[:-1]) if key.endswith("*") else words.add(key))
                node = node.following.setdefault(key, _Node({}, []))
            node.ending.append(len(rules))
            rules.append((index, rule))
    return Rulebook(ordered, tuple(rules), frozenset(stems), frozenset(words), root)


def phrase_keys(phrase: str) -> tuple[str, ...] | None:
    """The folded words of a phrase, with their ``*``; None when no text could ever match it as it is written."""
    keys = tuple(word + star for word, star in _RULE_WORD.findall(fold(phrase)))
    if not keys or "".join(keys).count("*") != phrase.count("*"):
        return None
    return keys


def check_rules(themes: Iterable[Theme]) -> tuple[Problem, ...]:
    """Report the phrases that can never match: no word at all, or a ``*`` that does not end a word."""
    hint = "Write words, and `*` only at the end of a word: `segment*`."
    return tuple(
        error("unusable-rule", rule.origin, f"the rule `{rule.phrase}` of theme `{theme.id}` can match nothing", hint)
        for theme in themes
        for rule in theme.rules
        if phrase_keys(rule.phrase) is None
    )


def classify_by_rules(paper: Paper, themes: Iterable[Theme]) -> tuple[Assignment, ...]:
    """The themes that the rules alone give a paper: strongest first, at most :data:`MOST`."""
    book = compile_rules(themes)
    return choose(score_themes(paper, book, _Vocabulary(book)))


def classify_papers(
    papers: Sequence[Paper], themes: Iterable[Theme]
) -> tuple[dict[str, tuple[Assignment, ...]], tuple[Problem, ...]]:
    """Give every paper its themes, the primary one first, keyed by slug.

    An unknown theme in a note is an error, more than :data:`MOST` named by the editor a warning, and a paper without
    a theme an info.
    """
    book = compile_rules(themes)
    vocabulary = _Vocabulary(book)
    problems = list(check_rules(book.themes))
    chosen: dict[str, tuple[Assignment, ...]] = {}
    for paper in papers:
        scored = score_themes(paper, book, vocabulary)
        decided = paper.decisions
        if decided.themes is None and not decided.add_themes and not decided.remove_themes:
            chosen[paper.slug] = choose(scored)
        else:
            chosen[paper.slug], found = _decide(paper, scored, book.themes)
            problems.extend(found)
        if not chosen[paper.slug]:
            hint = "Name its themes in a note, or widen a theme's rules."
            problems.append(info("unsorted", _origin(paper), f"no theme fits “{paper.title}”", hint))
    return chosen, tuple(problems)


def score_themes(paper: Paper, book: Rulebook, vocabulary: Mapping[str, tuple[_Node, ...]]) -> tuple[Assignment, ...]:
    """Every theme of which the paper has a phrase, with its score and evidence: strongest first, none left out."""
    tallies: dict[int, _Tally] = {}
    for where, text in (("title", paper.title), ("abstract", paper.abstract or ""), ("note", paper.note)):
        if text:
            _read(text, where, book, vocabulary, tallies)
    evidence: dict[int, list[Evidence]] = {}
    for index, tally in tallies.items():
        theme, rule = book.rules[index]
        times = (TITLE if tally.where == "title" else 1.0) + AGAIN * min(tally.count - 1, REPETITIONS)
        points = round(rule.weight * times, 2)
        if points:
            found = Evidence(rule.phrase, tally.found, tally.where, tally.count, points)
            evidence.setdefault(theme, []).append(found)
    scored = []
    for theme, because in evidence.items():
        because.sort(key=lambda one: (-one.points, one.phrase))
        score = round(sum(one.points for one in because), 2)
        scored.append((-score, theme, Assignment(book.themes[theme].id, score, tuple(because), by_editor=False)))
    return tuple(assignment for _, _, assignment in sorted(scored, key=lambda one: one[:2]))


def choose(scored: Sequence[Assignment]) -> tuple[Assignment, ...]:
    """The scored themes that pass: at most :data:`MOST`, strongest first."""
    points = [one.score or 0.0 for one in scored]
    if not points or points[0] < FIRST:
        return ()
    least = max(FURTHER, SHARE * points[0])
    return (scored[0], *(one for one, score in zip(scored[1:MOST], points[1:MOST], strict=True) if score >= least))


def _read(
    text: str, where: str, book: Rulebook, vocabulary: Mapping[str, tuple[_Node, ...]], tallies: dict[int, _Tally]
) -> None:
    """Add to ``tallies`` what the rules find in one text."""
    parts = _WORD.split(text if text.isascii() else unicodedata.normalize("NFC", text))
    reach: dict[int, int] = {}  # theme to the end of the last phrase counted for it
    for place, nodes in enumerate(map(vocabulary.__getitem__, parts[1::2])):
        if not nodes:
            continue
        start = 2 * place + 1
        for end, index in _phrases(parts, start, nodes, book):
            theme = book.rules[index][0]
            if end <= reach.get(theme, 0):
                continue
            reach[theme] = end
            tally = tallies.get(index)
            if tally is None:
                tallies[index] = _Tally("".join(parts[start : end + 1]), where, 1)
            else:
                tally.count += 1


def _phrases(parts: list[str], start: int, nodes: tuple[_Node, ...], book: Rulebook) -> list[tuple[int, int]]:
    """The phrases that begin with the word at ``start``: index of the last word and of the rule, longest first."""
    found: list[tuple[int, int]] = []
    end = start
    while nodes:
        found = [(end, index) for node in nodes for index in node.ending] + found
        following = [node.following for node in nodes if node.following]
        if not following or end + 2 >= len(parts) or not _WITHIN.fullmatch(parts[end + 1]):
            break
        end += 2
        keys = book.keys(parts[end])
        nodes = tuple(branches[key] for branches in following for key in keys if key in branches)
    return found


def _origin(paper: Paper, decision: str = "") -> Origin:
    return paper.decisions.places.get(decision, paper.origins[0])


def _decide(
    paper: Paper, scored: tuple[Assignment, ...], themes: tuple[Theme, ...]
) -> tuple[tuple[Assignment, ...], list[Problem]]:
    """Apply the editor's decisions to what the rules say of a paper."""
    decided = paper.decisions
    removed, problems = _known(paper, "remove_themes", decided.remove_themes, themes)
    named, found = _known(paper, "themes", decided.themes or (), themes)
    added, more = _known(paper, "add_themes", decided.add_themes, themes)
    problems += found + more
    by_editor = dict.fromkeys(one for one in (*named, *added) if one not in removed)
    for theme in dict.fromkeys((*named, *added)):
        if theme in removed:
            hint = "Name the theme in one of the two only."
            message = f"theme `{theme}` is both given and removed; it is removed"
            problems.append(warning("contradictory-themes", _origin(paper, "remove_themes"), message, hint))
    if len(by_editor) > MOST:
        place = "themes" if len(named) > MOST or not added else "add_themes"
        message = f"{len(by_editor)} themes are named for “{paper.title}”, more than {MOST}"
        problems.append(
            warning("too-many-themes", _origin(paper, place), message, "Keep those it contributes to most.")
        )
    kept: list[str] = list(by_editor)
    if decided.themes is None:
        passing = [one.theme for one in choose([one for one in scored if one.theme not in removed])]
        others = [theme for theme in passing if theme not in by_editor][: max(0, MOST - len(by_editor))]
        kept = [*dict.fromkeys((*(one for one in passing if one in by_editor or one in others), *by_editor))]
    of_rules = {one.theme: one for one in scored}
    nothing: tuple[None, tuple[Evidence, ...]] = (None, ())
    result = []
    for theme in kept:
        rules = of_rules.get(theme)
        score, because = (rules.score, rules.because) if rules else nothing
        result.append(Assignment(theme, score, because, theme in by_editor))
    return tuple(result), problems


def _known(
    paper: Paper, decision: str, ids: Iterable[str], themes: tuple[Theme, ...]
) -> tuple[tuple[str, ...], list[Problem]]:
    """The ids that are themes, each once, and an error for each that is none."""
    known = {theme.id for theme in themes}
    problems = []
    for theme in dict.fromkeys(ids):
        if theme not in known:
            close = nearest(theme, known)
            hint = f"Did you mean `{close}`?" if close else f"Known themes: {', '.join(sorted(known))}."
            problems.append(error("unknown-theme", _origin(paper, decision), f"there is no theme `{theme}`", hint))
    return tuple(theme for theme in dict.fromkeys(ids) if theme in known), problems
