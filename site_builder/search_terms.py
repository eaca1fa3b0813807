"""From text to the terms that the search index holds, the same in Python and in the browser.

``static/search-words.js`` has a twin of each function here, and tests compare the twins word by word. lunr.py's own
stemmer, trimmer and tokeniser are no choice, because those of lunr.js decide otherwise for hundreds of words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from lunr.pipeline import Pipeline
from lunr.stemmer import PorterStemmer
from lunr.token import Token

LABEL = "surveyTerm"
"""The name under which both sides register :func:`term` for queries."""

# Letters that no decomposition takes apart, as a reader without that keyboard types them.
_LETTERS = str.maketrans(
    {"ß": "ss", "ς": "σ", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "×": "x"}
)
# What ends a chunk besides white space. Anything else between letters, such as a hyphen, a slash or a bracket, joins.
_SEPARATORS = re.compile(r"(?:[\s\x1c-\x1f\x85\ufeff,;:!?\"“”„«»—|]|\.\.)+")
# A Chinese character or Japanese kana is a word by itself, since those texts have no spaces; `c++` and `c#` are names.
_ATOM = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
    r"|(?:(?![\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff])[^\W_])+(?:\+\+|#(?![^\W_]))?"
)
_VERSIONED = re.compile(r"([^\W\d_]{2,})([0-9]+[^\W\d_]{0,2})")
_STEMMED = re.compile(r"[a-z]{3,}")
# British spellings become American ones: what a word must hold, the pattern, and what stands in its place. The results
# need not be words; they only must be the same for both spellings, and no other word's. `analyze` goes the other way,
# since the stemmer takes -ize for an ending. -our and -ise are no British spellings in `contour` and `precise`.
_SPELLINGS = tuple(
    (mark, re.compile(pattern), replacement)
    for mark, pattern, replacement in (
        (
            "our",
            "(arm|behavi|cand|clam|col|endeav|fav|flav|glam|harb|hon|hum|lab|neighb|od|rig|rum|sav|splend|tum|vap|vig)our",
            r"\1or",
        ),
        (
            "is",
            "^(?!.*(?:advert|chand|chem|dem|expert|parad|prem|prom|treat)is)([a-z]{2,}(?:[dglmnst]|ic|[aeotu]r))"
            "is(able|ability|ations?|ational|e|ed|er|ers|es|ing|ings)$",
            r"\1iz\2",
        ),
        ("lyz", "lyz(able|e|ed|er|ers|es|ing)$", r"lys\1"),
        ("ll", "^([a-z]*[aeiou][a-z]*[ae]l)l(ed|er|ers|ing|ings)$", r"\1\2"),
        ("tr", "(cent|lit|met|spect|theat)r(?:e(s?)|(ed|ing))$", r"\1er\2\3"),
        ("br", "(calib|fib)re(s?)$", r"\1er\2"),
        ("ence", "^(def|lic|off)ence(s?)$", r"\1ense\2"),
        ("logue", "(ana|cata|dia)logue(s?)$", r"\1log\2"),
        ("gramme", "gramme(s?)$", r"gram\1"),
        ("grey", "^grey", "gray"),
        ("artef", "^artefact", "artifact"),
        ("age", "^ageing$", "aging"),
        ("aem", "(an|h|isch)aem", r"\1em"),
        ("aes", "anaesth", "anesth"),
        ("paed", "paed(?=[io])", "ped"),
        ("oe", "oe(dem|soph|strog)", r"e\1"),
    )
)
_MAX_ATOMS = 5
_MAX_LENGTH = 40
_SHORTEST_WRITTEN = 3
_REMEMBERED = 1 << 16


class Words(NamedTuple):
    """What the index takes from a text."""

    terms: list[str]
    """The terms under which it is found."""
    spelt: list[str]
    """Its words, unstemmed, each in the one spelling that stands for all."""
    written: list[str]
    """Its words as they are written, folded, from which misspelt ones are corrected: they begin with a letter and have
    three or more letters and figures. The words of one chunk stand written together as well."""


class _Stemmer(PorterStemmer):  # type: ignore[misc]  # lunr ships no types
    """lunr.py's stemmer, with the decisions of lunr.js where the two differ."""

    b: str
    k: int
    _OTHERWISE = {"eed": "e", "eeds": "e", "ies": "ie", "sses": "sse"}  # noqa: RUF012 - a constant of a private class

    def step1c(self) -> None:
        """A final y becomes i only behind a consonant that is not the first letter: `array` keeps its y."""
        if self.k > 1 and self.b[self.k] == "y" and self.b[self.k - 1] not in "aeiou":
            self.b = self.b[: self.k] + "i" + self.b[self.k + 1 :]

    def stem(self, p: str, metadata: object = None) -> str:
        """The stem of a word of at least three letters a to z."""
        return self._OTHERWISE.get(p) or str(super().stem(p, metadata))


_STEMMER = _Stemmer()


def search_fold(text: str) -> str:
    """Lower case without accents and compatibility forms: ``Gödel`` becomes ``godel``, ``²`` becomes ``2``.

    Not :func:`site_builder.text.fold`: the browser must come to the same result, and a letter such as ø is found as o.
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if unicodedata.category(c) != "Mn").lower().translate(_LETTERS)


@lru_cache(maxsize=_REMEMBERED)
def spelling(word: str) -> str:
    """A folded word as it stands for all its spellings: ``tumor`` for ``tumour``, ``normalize`` for ``normalise``."""
    if _STEMMED.fullmatch(word):
        for mark, pattern, replacement in _SPELLINGS:
            if mark in word:
                word = pattern.sub(replacement, word, count=1)
    return word


@lru_cache(maxsize=_REMEMBERED)
def stem(word: str) -> str:
    """The stem of a folded word in any spelling; a word with anything but letters a to z is its own stem."""
    return _STEMMER.stem(spelling(word)) if _STEMMED.fullmatch(word) else word


def chunk_atoms(chunk: str) -> list[str]:
    """The words within one folded chunk: ``vit-b/16`` has ``vit``, ``b`` and ``16``."""
    return _ATOM.findall(chunk)


def joined(atoms: list[str]) -> str | None:
    """The atoms of one chunk written together, such as ``rcnn``; None where nobody would write them so."""
    word = "".join(atoms)
    if not 1 < len(atoms) <= _MAX_ATOMS or len(word) > _MAX_LENGTH or word.isdecimal():
        return None
    return word


def parts(atom: str) -> list[str]:
    """What a reader may type of a versioned name: ``resnet`` and ``50`` of ``resnet50``, ``v4`` too of ``yolov4``."""
    found = _VERSIONED.fullmatch(atom)
    if found:
        name, version = found.groups()
        if name.endswith("v") and len(name) > 2:
            return [name[:-1], f"v{version}", name, version]
        return [name, version]
    bare = atom.rstrip("+#")
    return [bare] if bare != atom else []


def words_of(text: str) -> Words:
    """All that the index takes from a text, in its order, with repeats."""
    if text.isascii() and text.isalpha():  # most of all words, which nothing can be split from
        word = text.lower()
        return Words([stem(word)], [spelling(word)], [word] if _is_word(word) else [])
    found: list[str] = []
    spelt: list[str] = []
    written: list[str] = []
    for chunk in _SEPARATORS.split(search_fold(text)):
        atoms = chunk_atoms(chunk)
        for atom in atoms:
            found.append(stem(atom))
            found.extend(stem(part) for part in parts(atom))
        spelt += map(spelling, atoms)
        written += filter(_is_word, atoms)
        together = joined(atoms)
        if together:
            found.append(stem(together))
            if _is_word(together):
                written.append(together)
    return Words(found, spelt, written)


def terms(text: str) -> list[str]:
    """The terms under which a text is found, in the order of the text, with repeats.

    A chunk gives its words, what they may be split into, and the words joined: ``R-CNN`` is found as ``r``, ``cnn``
    and ``rcnn``.
    """
    return words_of(text).terms


def spelt_words(text: str) -> list[str]:
    """The words of a text, unstemmed, each in the one spelling that stands for all: what phrases consist of."""
    return words_of(text).spelt


def _is_word(text: str) -> bool:
    return len(text) >= _SHORTEST_WRITTEN and text[0].isalpha() and text.isalnum()


def term(text: str) -> str:
    """The one term that a word of a query means: its atoms joined and stemmed; empty when it has none."""
    return stem("".join(chunk_atoms(search_fold(text))))


def pipeline_term(token: Token, position: int | None = None, tokens: list[Token] | None = None) -> Token | None:
    """:func:`term` as lunr's pipelines call it."""
    token.string = term(token.string)
    return token if token.string else None


Pipeline.register_function(pipeline_term, LABEL)
