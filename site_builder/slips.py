"""Slips of the pen: whether two rows of words are the same but for a few letters.

What turns a word into another one, such as a beginning that makes its opposite or a letter of an acronym, is no slip.
"""

from __future__ import annotations

import re
from collections.abc import Sequence


def set_of(words: str) -> frozenset[str]:
    """The words of a text, to look others up in."""
    return frozenset(words.split())


LITTLE = set_of("a an and as at by for in of on the using via with")
"""Words that titles are cited with and without."""
COUNTED = set_of("part parts volume vol chapter section phase type class book stage version paper")
"""Words that a number follows, in letters or figures."""
_FIGURES = re.compile(r"[0-9]+")
_NAME = 5
"""Letters and figures of a name, such as ``YOLO9000``, in which a letter can be a slip."""
_NEGATING = set_of(
    "an ab anti auto bi bio co counter de dis em en ex geo hetero homo hyper hypo il im in inter intra ir iso "
    "macro mal meta micro mid mini mis mono multi nano neo neuro non over para peri poly post pre pro pseudo "
    "quasi re self semi sub super trans tri ultra un under uni"
)
"""Beginnings that make another word of one."""
_WITHOUT = set_of(
    "biotic cellular chiral chromatic cyclic historic logical moral morphous periodic phasic polar political septic "
    "sexual social symmetric symmetrical symmetry symptomatic synchronous theism tonal typical vascular"
)
"""Words of which an ``a`` before them makes the opposite."""
_PAIRED = set_of(
    "micro-macro intra-inter hyper-hypo pre-pro im-em im-ex in-ex ab-ad en-in af-ef endo-exo ante-anti di-tri uni-bi"
    " de-re"
)
"""Beginnings that make two words of one."""
_ENDINGS = set_of("ate-ite ane-ene ene-yne ane-yne ide-ine ide-ite")
"""Endings that do."""
_OTHER_WORDS = (set_of("causal casual"), set_of("oral aural"), set_of("moral mortal"))
_STEPS = (
    *((2, 1, True), (1, 2, True), (2, 2, True)),
    *((1, 1, False), (1, 0, False), (0, 1, False), (2, 1, False), (1, 2, False)),
)
"""How many words of the one title can stand for how many of the other, and whether only with the very same letters."""
_VOWEL = re.compile(r"[aeiouy]")
_LONG_WORD = 6
"""Letters of a word in which a second slip is still no other word."""


def align(one: Sequence[str], other: Sequence[str]) -> tuple[tuple[tuple[str, str], ...], int, bool] | None:
    """The words that differ, how many slips they are, and whether one of them is weak."""
    pairs: list[tuple[str, str]] = []
    cost, is_weak, i, j = 0, False, 0, 0
    while i < len(one) or j < len(other):
        a, b = one[i : i + 1], other[j : j + 1]
        if a == b:
            i, j = i + 1, j + 1
            continue
        before = one[i - 1] if i else ""
        for take_a, take_b, is_exact in _STEPS:
            left, right = one[i : i + take_a], other[j : j + take_b]
            if len(left) < take_a or len(right) < take_b or (is_exact and "".join(left) != "".join(right)):
                continue
            slip = _slip_of(left, right, before)
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
        return (0, False) if word in LITTLE and before not in COUNTED else None
    a, b = "".join(left), "".join(right)
    if a == b:
        return 0, False
    if a in LITTLE and b in LITTLE and before not in COUNTED:
        return 0, False
    if len(a) == len(b) == 1:
        return None
    short = min(len(a), len(b))
    if abs(len(a) - len(b)) > 1 and short < _LONG_WORD:
        return None
    edits = edits_between(a, b)
    is_little = a in LITTLE or b in LITTLE
    if edits is None or (edits > 1 and short < _LONG_WORD) or (not is_little and _is_other_word(a, b)):
        return None
    return edits, short <= 3 and not is_little


def edits_between(a: str, b: str) -> int | None:
    """How many letters are too many, too few, others, or in a neighbour's place: 0 to 2; None for more."""
    if abs(len(a) - len(b)) > 2:
        return None
    left, right = _without_shared_ends(a, b)
    if not left and not right:
        return 0
    if _is_one_edit(left, right):
        return 1
    if max(len(left), len(right)) <= 2:
        return 2
    # What is left begins with an edit and ends with another: whatever the first one is, no more than one may follow.
    rests = [(left[1:], right), (left, right[1:]), (left[1:], right[1:])]
    if left[:2] == right[1::-1]:
        rests.append((left[2:], right[2:]))
    return 2 if any(_is_one_edit(*_without_shared_ends(*rest)) for rest in rests) else None


def _without_shared_ends(a: str, b: str) -> tuple[str, str]:
    shorter = min(len(a), len(b))
    start = end = 0
    while start < shorter and a[start] == b[start]:
        start += 1
    while end < shorter - start and a[-1 - end] == b[-1 - end]:
        end += 1
    return a[start : len(a) - end], b[start : len(b) - end]


def _is_one_edit(left: str, right: str) -> bool:
    return max(len(left), len(right)) <= 1 or (len(left) == 2 and left == right[::-1])


def _is_other_word(a: str, b: str) -> bool:
    """Whether a letter makes another word of one rather than a slip."""
    if _FIGURES.findall(a) != _FIGURES.findall(b) or (_FIGURES.search(a) and min(len(a), len(b)) < _NAME):
        return True
    if not (_VOWEL.search(a) or _VOWEL.search(b)):
        return True  # acronyms: CNN and RNN
    short, long = sorted((a, b), key=len)
    if long.endswith(short) and long[: len(long) - len(short)] in _NEGATING:
        return True
    if {a, b} in _OTHER_WORDS or (short in _WITHOUT and long == f"a{short}"):
        return True
    for x, y in ((a, b), (b, a)):
        for pair in _PAIRED:
            first, _, second = pair.partition("-")
            if x.startswith(first) and y.startswith(second) and x[len(first) :] == y[len(second) :]:
                return True
        for pair in _ENDINGS:
            first, _, second = pair.partition("-")
            if x.endswith(first) and y.endswith(second) and x[: -len(first)] == y[: -len(second)]:
                return True
    return False
