"""Titles as they are compared: what is left of one when spelling, spacing and marks are taken off, and how two differ.

Two titles can have the same letters, the same words, slips of the pen, or one can lack the other's subtitle. Numbers,
numerals and what turns a word into its opposite are never slips: Part I is not Part II.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from site_builder.slips import COUNTED, LITTLE, align, set_of
from site_builder.text import title_key

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
_BREAK = re.compile(r":\s+|:(?=[^\W\d])|(?<!\s)\s++[-–—]++\s+|—|[?!.]\s+(?=\S)")
_OTHER_WORK = set_of(
    "abstract addendum appendix comment commentary comments correction corrigendum demo discussion erratum errata "
    "extended part poster rejoinder reply response retracted retraction supplement supplementary supplemental "
    "version volume workshop"
)
"""Words that, added to a title, name a work beside the one of that title."""
_HEADINGS = set_of(
    "about abstracts acknowledgement acknowledgements acknowledgment acknowledgments activities activity afterword "
    "announcement announcements annual article articles associate author authors avant back board book bookreview "
    "books buchbesprechung buchbesprechungen bulletin calendar call calls chair chairs chief closing column columns "
    "comment commentary comments committee committees conclusion conclusions conference contents contributors "
    "corner correction corrections corrigenda corrigendum cover department departments desk discussion editor "
    "editorial editorials editors eic errata erratum events feature features first foreword forum from front guest "
    "highlights in index information inside introducing introduction introductory invited issue journal keynote "
    "keynotes letter letters list masthead matter me meeting memoriam message minutes month monthly nachruf news "
    "newsletter note notes obituaries obituary opening opinion organization organizing outlook overview page panel "
    "paper papers people perspective perspectives preface president presidents preview proceedings program "
    "programme prologue propos publication publisher publishers quarterly readers referees remarks reply report "
    "reports response retraction review reviewer reviewers reviews rezension rezensionen s secretary section "
    "session society special speech spotlight staff summary symposium table talk thanks theme this title to track "
    "transactions tutorial tutorials untitled update updates us view viewpoint views vorwort weekly welcome "
    "workshop year yearly years your"
)
"""Words of headings that magazines and proceedings have over one paper after another: ``From the Guest Editors``."""
_MOST_DIFFERING = 4
"""Words that two titles with slips can each have for themselves."""
_MOST_LETTERS = 8
"""Letters that the words of the one can have and those of the other lack; a quick look, for most pairs are no slips."""
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
    figures: tuple[str, ...]
    """Its numbers, sorted."""


def title_form(title: str) -> TitleForm:
    """A title, in whatever spelling, LaTeX or HTML, into its forms."""
    plain = _plain(title)
    words = _words(plain) or (title,)
    found = _BREAK.search(plain)
    head = _content(_words(plain[: found.start()])) if found else ()
    tail = _content(_words(plain[found.end() :])) if found else ()
    if not head or not tail:
        head = tail = ()
    return TitleForm(_compact(words), words, _content(words), head, tail, _figures(words))


@lru_cache(maxsize=4096)
def is_heading(title: str) -> bool:
    """Whether a title is but a heading such as "Editorial" or "Book Reviews", which papers of many issues have."""
    return all(word in _HEADINGS or word.isdigit() for word in title_form(title).content)


@lru_cache(maxsize=4096)
def compact_title(title: str) -> str:
    """The letters and figures of a title alone; two titles that share them are the same title."""
    return _compact(_words(_plain(title)) or (title,))


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
        elif at and word in _LONE_NUMERALS and words[at - 1] in COUNTED:
            words[at] = _LONE_NUMERALS[word]
    return tuple(words)


def _content(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in LITTLE) or words


def compare_titles(one: TitleForm, other: TitleForm) -> Compared | None:
    """How two titles that do not have the same letters are alike; None for two titles that are not."""
    if one.figures != other.figures:
        return _compare_heads(one, other)
    if one.content == other.content:
        return Compared(Likeness.WORDS)
    ours, theirs = set(one.content), set(other.content)
    more, fewer = ours - theirs, theirs - ours
    letters = set("".join(more)) ^ set("".join(fewer))
    can_be_slips = max(len(more), len(fewer)) <= _MOST_DIFFERING and len(letters) <= _MOST_LETTERS
    if can_be_slips and (slips := _slips(one.words, other.words)) is not None:
        return slips
    if not more and not fewer and sorted(one.content) == sorted(other.content):
        return Compared(Likeness.WORDS, is_weak=True)
    if (headed := _compare_heads(one, other)) is not None:
        return headed
    common = len(ours & theirs)
    if common >= 3 and 2 * common >= 0.6 * (len(ours) + len(theirs)) and not _OTHER_WORK.intersection(ours ^ theirs):
        return Compared(Likeness.PART)
    return None


def _figures(words: Sequence[str]) -> tuple[str, ...]:
    found = _FIGURES.findall(" ".join(words))
    return tuple(sorted(found)) if found else ()


def _slips(one: tuple[str, ...], other: tuple[str, ...]) -> Compared | None:
    """Align two titles word by word; None where more than a few letters differ."""
    found = align(one, other)
    if found is None:
        return None
    pairs, cost, is_weak = found
    if cost > 2 + (len(one) >= 2 * _BEGINNING):
        return None
    if not cost:
        return Compared(Likeness.WORDS, pairs)
    return Compared(Likeness.SLIP if cost == 1 else Likeness.SLIPS, pairs, is_weak)


def _compare_heads(one: TitleForm, other: TitleForm) -> Compared | None:
    """Whether one title is the other without its subtitle, or without the name before it, or cut short."""
    for whole, part in ((one, other), (other, one)):
        if len(whole.content) <= len(part.content):
            continue
        kept = len(part.content)
        options = []
        if whole.head:
            options.append((whole.head, whole.tail))
        if whole.tail and len(whole.head) <= 2 and len(whole.tail) >= _BEGINNING - 1:
            options.append((whole.tail, whole.head))
        if kept >= _BEGINNING:
            options.append((whole.content[:kept], whole.content[kept:]))
        for like, dropped in options:
            if _OTHER_WORK.intersection(dropped) or (_figures(dropped) and like is not whole.tail):
                continue
            if _figures(like) != part.figures:
                continue
            if like == part.content:
                return Compared(Likeness.HEAD)
            slips = _slips(like, part.content)
            if slips is not None and slips.likeness is Likeness.SLIP and not slips.is_weak and kept > 2:
                return Compared(Likeness.HEAD, slips.pairs)
    return None
