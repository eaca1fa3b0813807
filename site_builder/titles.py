"""Titles as they are compared: what is left of one when spelling, spacing and marks are taken off, and how two differ.

Two titles can have the same letters, the same words, slips of the pen, or one can lack the other's subtitle. Numbers,
numerals and what turns a word into its opposite are never slips: Part I is not Part II.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from site_builder.text import title_key


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


LITTLE = _set_of("a an and as at by for in of on the using via with")
"""Words that titles are cited with and without."""
_ELEMENT = re.compile(r"</?(?:i|b|em|strong|su[bp]|sc|scp|span|tt|mml:\w+)\b[^<>]*>", re.IGNORECASE)
_ACCENT = re.compile(r"\\(?:[`'^\"~=.]\s*|[uvHckrbdt](?=[\s{])\s*)(?:\{\\?([A-Za-z])\}|\\?([A-Za-z]))")
_STYLE = re.compile(r"\\(?:text\w*|emph|math\w*|operatorname|mbox|hbox|bf|it|rm|sc|tt|em)(?![A-Za-z])\s*")
_MARKS = str.maketrans({"{": None, "}": None, "\\": None, "~": " ", "$": None, "&": " and "})
_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho "
    "sigma tau upsilon phi chi psi omega"
)
_GREEK = str.maketrans(dict(zip("αβγδεζηθικλμνξπρστυφχψω", _GREEK_NAMES.split(), strict=True)))
_TWO_FIGURES = re.compile(r"(?<=[0-9]) (?=[0-9])")
_FIGURES = re.compile(r"[0-9]+")
_NUMERALS = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_LONE_NUMERALS = {"i": "1", "v": "5", "x": "10", "one": "1", "two": "2", "three": "3", "four": "4"}
_COUNTED = _set_of("part parts volume vol chapter section phase type class book stage version paper")
_BREAK = re.compile(r":\s+|:(?=[^\W\d])|\s+[-–—]+\s+|—|[?!.]\s+(?=\S)")
_OTHER_WORK = _set_of(
    "abstract addendum appendix comment commentary comments correction corrigendum demo discussion erratum errata "
    "extended part poster rejoinder reply response retracted retraction supplement supplementary supplemental "
    "version volume workshop"
)
"""Words that, added to a title, name a work beside the one of that title."""
_NEGATING = _set_of(
    "a an ab anti auto bi bio co counter de dis e em en ex geo hetero homo hyper hypo il im in inter intra ir iso "
    "macro mal meta micro mid mini mis mono multi nano neo neuro non over para peri poly post pre pro pseudo "
    "quasi re self semi sub super trans tri ultra un under uni"
)
"""Beginnings that make another word of one."""
_PAIRED = (
    ("micro", "macro"),
    ("intra", "inter"),
    ("hyper", "hypo"),
    ("pre", "pro"),
    ("im", "em"),
    ("im", "ex"),
    ("in", "ex"),
    ("ab", "ad"),
    ("en", "in"),
    ("af", "ef"),
    ("endo", "exo"),
    ("ante", "anti"),
    ("di", "tri"),
    ("uni", "bi"),
    ("de", "re"),
)
_ENDINGS = (
    ("ate", "ite"),
    ("ane", "ene"),
    ("ene", "yne"),
    ("ane", "yne"),
    ("ide", "ine"),
    ("ous", "ic"),
    ("ide", "ite"),
)
_OTHER_WORDS = frozenset(
    {frozenset({"causal", "casual"}), frozenset({"oral", "aural"}), frozenset({"moral", "mortal"})}
)
_VOWEL = re.compile(r"[aeiouy]")
_LONG_WORD = 8
"""Letters of a word in which a second slip is still no other word."""
_BEGINNING = 5
"""Words that a title cut short must have left to be recognised."""


class Likeness(Enum):
    """How two titles that are not the same can be alike, the closest first; the value says it in words."""

    WORDS = "the titles have the same words"
    SLIP = "the titles differ by a slip of the pen"
    SLIPS = "the titles differ by slips of the pen"
    HEAD = "one title lacks the other’s subtitle"
    PART = "the titles have most words in common"


@dataclass(frozen=True, slots=True)
class Compared:
    """How two titles are alike."""

    likeness: Likeness
    pairs: tuple[tuple[str, str], ...] = ()
    """The words that differ, each with what the other title has for it."""
    is_weak: bool = False
    """Whether a difference could make another word: a letter of a short one, the order of words."""


@dataclass(frozen=True, slots=True)
class TitleForm:
    """One title in the forms that it is compared in."""

    compact: str
    """Its letters and figures alone; the same for ``Pre-training`` and ``Pretraining``."""
    words: tuple[str, ...]
    content: tuple[str, ...]
    """Without the little words; all words where there are no others."""
    head: tuple[str, ...]
    """The content before the subtitle; empty without one."""
    tail: tuple[str, ...]
    """The content of the subtitle."""


def title_form(title: str) -> TitleForm:
    """A title, in whatever spelling, LaTeX or HTML, into its forms."""
    plain = _plain(title)
    words = _words(plain)
    found = _BREAK.search(plain)
    head = _content(_words(plain[: found.start()])) if found else ()
    tail = _content(_words(plain[found.end() :])) if found else ()
    if not head or not tail:
        head = tail = ()
    return TitleForm(_compact(words) or title, words, _content(words), head, tail)


@lru_cache(maxsize=4096)
def compact_title(title: str) -> str:
    """The letters and figures of a title alone; two titles that share them are the same title."""
    return _compact(_words(_plain(title))) or title


def _compact(words: tuple[str, ...]) -> str:
    text = " ".join(words)
    return (_TWO_FIGURES.sub("_", text) if _FIGURES.search(text) else text).replace(" ", "")


def _plain(title: str) -> str:
    if "&" in title or "<" in title:
        title = _ELEMENT.sub("", html.unescape(title)).replace("&", " and ")
    if "\\" in title or "{" in title or "~" in title:
        title = _STYLE.sub("", _ACCENT.sub(lambda found: found[1] or found[2], title)).translate(_MARKS)
    return title


def _words(plain: str) -> tuple[str, ...]:
    """The folded words, Greek letters by name and numerals as figures."""
    key = title_key(plain)
    if not key.isascii():
        key = key.translate(_GREEK)
    words = key.split()
    for at, word in enumerate(words):
        if word in _NUMERALS:
            words[at] = _NUMERALS[word]
        elif at and word in _LONE_NUMERALS and words[at - 1] in _COUNTED:
            words[at] = _LONE_NUMERALS[word]
    return tuple(words)


def _content(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in LITTLE) or words


def compare_titles(one: TitleForm, other: TitleForm) -> Compared | None:
    """How two titles that do not have the same letters are alike; None for two titles that are not."""
    if _figures(one.words) != _figures(other.words):
        return _compare_heads(one, other)
    if one.content == other.content:
        return Compared(Likeness.WORDS)
    if (slips := _slips(one.words, other.words)) is not None:
        return slips
    if sorted(one.content) == sorted(other.content):
        return Compared(Likeness.WORDS, is_weak=True)
    if (headed := _compare_heads(one, other)) is not None:
        return headed
    ours, theirs = Counter(one.content), Counter(other.content)
    if _OTHER_WORK.intersection((ours - theirs) + (theirs - ours)):
        return None
    common = sum((ours & theirs).values())
    if common >= 3 and 2 * common >= 0.6 * (len(one.content) + len(other.content)):
        return Compared(Likeness.PART)
    return None


def _figures(words: Sequence[str]) -> list[str]:
    return sorted(_FIGURES.findall(" ".join(words)))


def _slips(one: tuple[str, ...], other: tuple[str, ...]) -> Compared | None:
    """Align two titles word by word; None where more than a few letters differ."""
    found = _align(one, other)
    if found is None:
        return None
    pairs, cost, is_weak = found
    if cost > 2 + (len(one) >= 2 * _BEGINNING):
        return None
    if not cost:
        return Compared(Likeness.WORDS, pairs)
    return Compared(Likeness.SLIP if cost == 1 else Likeness.SLIPS, pairs, is_weak)


def _align(one: Sequence[str], other: Sequence[str]) -> tuple[tuple[tuple[str, str], ...], int, bool] | None:
    """The words that differ, how many slips they are, and whether one of them is weak."""
    pairs: list[tuple[str, str]] = []
    cost, is_weak, i, j = 0, False, 0, 0
    while i < len(one) or j < len(other):
        a, b = one[i : i + 1], other[j : j + 1]
        if a == b:
            i, j = i + 1, j + 1
            continue
        for take_a, take_b in ((1, 1), (2, 1), (1, 2), (2, 2), (1, 0), (0, 1)):
            left, right = one[i : i + take_a], other[j : j + take_b]
            if len(left) < take_a or len(right) < take_b:
                continue
            slip = _slip_of(left, right, one[i - 1] if i else "")
            if slip is not None:
                break
        else:
            return None
        pairs.append((" ".join(left), " ".join(right)))
        cost, is_weak, i, j = cost + slip[0], is_weak or slip[1], i + take_a, j + take_b
    return tuple(pairs), cost, is_weak


def _slip_of(left: Sequence[str], right: Sequence[str], before: str) -> tuple[int, bool] | None:
    """How many slips lead from some words to others, and whether that is weak; None where they are other words."""
    if not left or not right:
        word = (*left, *right)[0]
        return (0, False) if word in LITTLE and before not in _COUNTED else None
    a, b = "".join(left), "".join(right)
    if a == b:
        return 0, False
    if a in LITTLE and b in LITTLE and before not in _COUNTED:
        return 0, False
    edits = edits_between(a, b)
    if edits is None or _is_other_word(a, b):
        return None
    if (len(left), len(right)) == (2, 2):
        return None  # two words each: the pairs of one word are looked at one by one
    short = min(len(a), len(b))
    if edits > 1 and short < _LONG_WORD:
        return None
    if short <= 3 and not (a in LITTLE or b in LITTLE):
        return edits, True
    return edits, False


def edits_between(a: str, b: str) -> int | None:
    """1 for one letter too many, too few, another or a neighbour's place; 2 for two of them side by side; else None."""
    start = 0
    shorter = min(len(a), len(b))
    while start < shorter and a[start] == b[start]:
        start += 1
    end = 0
    while end < shorter - start and a[-1 - end] == b[-1 - end]:
        end += 1
    left, right = a[start : len(a) - end], b[start : len(b) - end]
    if max(len(left), len(right)) <= 1 or (len(left) == 2 and left == right[::-1]):
        return 1
    if max(len(left), len(right)) == 2:
        return 2
    if len(left) == len(right) and sum(x != y for x, y in zip(left, right, strict=True)) == 2:
        return 2
    return None


def _is_other_word(a: str, b: str) -> bool:
    """Whether a letter makes another word of one rather than a slip."""
    if any(char.isdigit() for char in a + b) or (len(a) == 1 and len(b) == 1):
        return True
    if not (_VOWEL.search(a) or _VOWEL.search(b)):
        return True  # acronyms: CNN and RNN
    short, long = sorted((a, b), key=len)
    if long.endswith(short) and len(long) > len(short) and long[: len(long) - len(short)] in _NEGATING:
        return True
    if {a, b} in _OTHER_WORDS:
        return True
    for first, second in _PAIRED:
        for x, y in ((a, b), (b, a)):
            if x.startswith(first) and y.startswith(second) and x[len(first) :] == y[len(second) :]:
                return True
    return any(
        x.endswith(first) and y.endswith(second) and x[: -len(first)] == y[: -len(second)]
        for first, second in _ENDINGS
        for x, y in ((a, b), (b, a))
    )


def _compare_heads(one: TitleForm, other: TitleForm) -> Compared | None:
    """Whether one title is the other without its subtitle, or without the name before it, or cut short."""
    for whole, part in ((one, other), (other, one)):
        if len(whole.content) <= len(part.content):
            continue
        kept = len(part.content)
        options = []
        if whole.head and (len(whole.head) > 1 or len(whole.head[0]) > 3):
            options.append((whole.head, whole.tail))
        if whole.tail and len(whole.head) <= 2 and len(whole.tail) >= _BEGINNING - 1:
            options.append((whole.tail, whole.head))
        if kept >= _BEGINNING:
            options.append((whole.content[:kept], whole.content[kept:]))
        for like, dropped in options:
            if _OTHER_WORK.intersection(dropped) or (_figures(dropped) and like is not whole.tail):
                continue
            if _figures(like) != _figures(part.words):
                continue
            if like == part.content:
                return Compared(Likeness.HEAD)
            slips = _slips(like, part.content)
            if slips is not None and slips.likeness is Likeness.SLIP and not slips.is_weak and kept > 2:
                return Compared(Likeness.HEAD, slips.pairs)
    return None
