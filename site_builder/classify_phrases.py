"""The rules' phrases, found in a paper's texts: all rules of all themes in one tree, so that a text is read once.

Phrases are looked for among folded words: case and accents do not matter, hyphens, slashes and commas count as
spaces, a phrase ends where a sentence ends, and ``*`` at the end of a word stands for any ending. Where one phrase of
a theme lies inside a longer one of the same theme, only the longer one is found, so that ``denoising autoencoder: 0``
keeps ``denois*: 2`` from speaking there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from site_builder.text import fold
from site_builder.themes import Rule, Theme

# Underscores separate, as they do in the names of models and files.
_WORD = re.compile(r"([^\W_]+)")
# What may stand between two words of a phrase: anything else ends the sentence or opens an aside.
_WITHIN = re.compile(r"[\s,\-‐‑‒–/_'’\"“”`]*")
_RULE_WORD = re.compile(r"[^\W_]+(?:\*(?![^\W_]))?")


@dataclass(frozen=True, slots=True)
class _Node:
    """A place in the tree of all phrases: what may follow, and the rules whose phrases end here."""

    following: dict[str, _Node]
    ending: list[int]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules of all themes, ready to be looked for."""

    themes: tuple[Theme, ...]
    rules: tuple[tuple[int, Rule], ...]
    """Each rule with the index of its theme."""
    words: frozenset[str]
    """The words of phrases that carry no ``*``."""
    stems: frozenset[str]
    """The words that carry one, without it."""
    shortest: int
    """How many letters the shortest of these has."""
    heads: frozenset[str]
    """As many first letters of all of them; most words of a text begin with none."""
    root: _Node

    def keys(self, word: str) -> tuple[str, ...]:
        """The words of phrases that a word of a text answers to, the most exact first: itself, then ``stem*``."""
        folded = fold(word)
        found = [folded] if folded in self.words else []
        if folded[: self.shortest] in self.heads:
            ends = range(len(folded), self.shortest - 1, -1)
            found += [f"{folded[:end]}*" for end in ends if folded[:end] in self.stems]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the rulebook knows of one word of a text."""

    keys: tuple[str, ...]
    opened: tuple[_Node, ...]
    """The branches it opens at the root."""
    following: frozenset[str]
    """The keys that may follow it in a phrase."""
    alone: tuple[tuple[int, int], ...]
    """The phrases that are this word alone, as :func:`_phrases_at` gives them."""


class Vocabulary(dict[str, _Known | None]):
    """Each distinct word of the texts, looked up in the rulebook once; hand the same one on from paper to paper.

    A word that no phrase has is None.
    """

    def __init__(self, book: Rulebook) -> None:
        super().__init__()
        self.book = book

    def __missing__(self, word: str) -> _Known | None:
        keys = self.book.keys(word)
        if not keys:
            self[word] = None
            return None
        branches = self.book.root.following
        opened = tuple(branches[key] for key in keys if key in branches)
        following = frozenset(key for node in opened for key in node.following)
        self[word] = known = _Known(
            keys, opened, following, tuple((0, index) for node in opened for index in node.ending)
        )
        return known


@dataclass(slots=True)
class Finding:
    """One rule's phrase in one paper."""

    found: str
    """The words as they stand at the first place."""
    where: str
    """The name of the first text that has it."""
    count: int


def compile_rules(themes: Iterable[Theme]) -> Rulebook:
    """Turn the rules of all themes into a rulebook; phrases without :func:`phrase_keys` are left out."""
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
    shortest = min(map(len, stems), default=0)
    heads = frozenset(stem[:shortest] for stem in stems)
    return Rulebook(ordered, tuple(rules), frozenset(words), frozenset(stems), shortest, heads, root)


def phrase_keys(phrase: str) -> tuple[str, ...] | None:
    """The folded words of a phrase, with their ``*``; None when no text could ever match it as it is written."""
    keys = tuple(_RULE_WORD.findall(fold(phrase)))
    if not keys or sum(key.endswith("*") for key in keys) != phrase.count("*"):
        return None
    return keys


def find_phrases(texts: Iterable[tuple[str, str]], vocabulary: Vocabulary) -> dict[int, Finding]:
    """Find the phrases in a paper's texts, given as (name, text), the weightiest first; keyed by the rule's index."""
    findings: dict[int, Finding] = {}
    for where, text in texts:
        if text:
            _find_in(text, where, vocabulary, findings)
    return findings


def _find_in(text: str, where: str, vocabulary: Vocabulary, findings: dict[int, Finding]) -> None:
    parts = _WORD.split(text if text.isascii() else unicodedata.normalize("NFC", text))
    words = [*map(vocabulary.__getitem__, parts[1::2]), None]
    rules = vocabulary.book.rules
    reach: dict[int, int] = {}  # theme to the last word of the last phrase found for it
    for start, word in [(start, word) for start, word in enumerate(words) if word and word.opened]:
        after = words[start + 1]
        if after is None or word.following.isdisjoint(after.keys):
            phrases: Sequence[tuple[int, int]] = word.alone
        else:
            phrases = _phrases_at(start, word.opened, words, parts)
        for length, index in phrases:
            theme = rules[index][0]
            end = start + length
            if end <= reach.get(theme, -1):
                continue
            reach[theme] = end
            finding = findings.get(index)
            if finding is None:
                findings[index] = Finding("".join(parts[2 * start + 1 : 2 * end + 2]), where, 1)
            else:
                finding.count += 1


def _phrases_at(
    start: int, opened: Sequence[_Node], words: Sequence[_Known | None], parts: Sequence[str]
) -> list[tuple[int, int]]:
    """The phrases that begin with a word, longest and most exact first: number of further words, index of the rule."""
    found: list[tuple[int, int]] = []
    nodes = opened
    end = start
    while nodes:
        found = [(end - start, index) for node in nodes for index in node.ending] + found
        between = parts[2 * end + 2]
        end += 1
        word = words[end]
        if word is None or (between != " " and not _WITHIN.fullmatch(between)):
            break
        nodes = [node.following[key] for node in nodes for key in word.keys if key in node.following]
    return found
