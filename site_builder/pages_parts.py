"""Lists that are too long for one page, cut into pages whose addresses stay when papers are added.

Which page holds a paper depends on the paper alone, on its year and the letters of its title, never on how many others
there are: a paper that is added goes to a page that is there or to a new one, and moves no other. Where a page becomes
too long it stays, as the page that leads to its parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from site_builder.text import fingerprint, slug_of

LONGEST = 150_000
"""About how many bytes of HTML a list has at most on one page; the page around it has some 10,000 more."""
_MOST_MARKS = 80_000
"""Bytes of places that a page keeps for the papers it once listed itself; those added first go first."""
_AROUND_MARK = 18
_RANGES = (("0", "9"), ("a", "c"), ("d", "f"), ("g", "l"), ("m", "o"), ("p", "r"), ("s", "z"))
_NO_LETTER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Filing:
    """How a list of papers, named by their slugs, or of authors, named by their anchors, is cut."""

    bulk: Callable[[str], int]
    """About how many bytes of HTML something takes in the list."""
    spelling: Callable[[str], str]
    """The letters and digits by which it is filed where no step parts the list; each of the list has its own."""
    steps: tuple[Callable[[str], tuple[str, str]], ...] = ()
    """By what the list is parted first: the name of the part that something goes to, and what the part is called."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A page of a list: what it lists, or the pages to which it leads."""

    name: str
    """Of its file: ``2019-a-to-c``; empty for the whole list."""
    label: str
    """What the page above calls it: ``A–C``."""
    title: str
    """What it is called by itself: ``2019, A–C``."""
    items: tuple[str, ...]
    """All that it lists or that its parts do."""
    parts: tuple[Piece, ...] = ()
    """Empty where everything fits on its own page."""

    def pages(self) -> Iterator[Piece]:
        """The pages below this one, each before its own parts."""
        for part in self.parts:
            yield part
            yield from part.pages()

    def homes(self) -> dict[str, str]:
        """The name of the page that lists each item."""
        if not self.parts:
            return dict.fromkeys(self.items, self.name)
        return {item: name for part in self.parts for item, name in part.homes().items()}


@dataclass(frozen=True, slots=True)
class PartRef:
    """A link to a part of a list."""

    title: str
    path: str
    count: int
    anchor: str
    """The id of the link, where the list had such a place before it was cut; empty otherwise."""
    marks: tuple[str, ...]
    """The ids of further places that the list had, from where readers are sent on."""


@dataclass(frozen=True, slots=True)
class Way:
    """How far a list is cut."""

    stem: str = ""
    """What the names of further parts begin with."""
    within: str = ""
    """What the list is called that is cut further."""
    spelled: int = -1
    """How many letters its things have in common; -1 before the ranges of letters."""
    steps: int = 0
    """How many steps are taken."""


WHOLE = Way()


def cut_list(items: Sequence[str], filing: Filing, way: Way = WHOLE) -> Piece:
    """Cut a list into pages, if it is too long for one."""
    return _cut(Piece(way.stem, way.within, way.within, tuple(items)), filing, way)


def _cut(piece: Piece, filing: Filing, way: Way) -> Piece:
    if len(piece.items) < 2 or sum(map(filing.bulk, piece.items)) <= LONGEST:
        return piece
    if way.steps < len(filing.steps):
        groups = _grouped(piece.items, filing.steps[way.steps])
        parts = [_step(sign, label, group, filing, way) for (sign, label), group in groups.items()]
    else:
        parts = [*_by_letters(piece, filing, way)]
    return Piece(piece.name, piece.label, piece.title, piece.items, tuple(parts))


def _step(sign: str, label: str, group: tuple[str, ...], filing: Filing, way: Way) -> Piece:
    name = f"{way.stem}-{sign}" if way.stem else sign
    title = f"{way.within}, {label}" if way.within else label
    return _cut(Piece(name, label, title, group), filing, Way(name, title, way.spelled, way.steps + 1))


def _by_letters(piece: Piece, filing: Filing, way: Way) -> Iterator[Piece]:
    """By a few ranges of letters, then by each letter, then by more letters."""
    letters_of = {item: filing.spelling(item) for item in piece.items}
    longest = max(map(len, letters_of.values()))
    length = way.spelled + 1
    while 0 < length < longest and len({letters[:length] for letters in letters_of.values()}) == 1:
        length += 1

    def sign_of(item: str) -> tuple[str, str]:
        letters = letters_of[item]
        return (letters[:length], letters[:length].capitalize()) if length else _range_of(letters)

    for (sign, label), group in sorted(_grouped(piece.items, sign_of).items(), key=itemgetter(0)):
        title = f"{way.within}, {label}" if way.within and not label.startswith(way.within) else label
        # The hyphen keeps a name from being that of a device, such as con.
        part = Piece(f"{way.stem or 'by'}-{sign}", label, title, group)
        yield part if length >= longest else _cut(part, filing, Way(way.stem, way.within, length, way.steps))


def _range_of(letters: str) -> tuple[str, str]:
    first, last = next(ends for ends in _RANGES if ends[0] <= letters[:1] <= ends[1])
    return f"{first}-to-{last}", f"{first}–{last}".upper()


def _grouped(items: Sequence[str], sign_of: Callable[[str], tuple[str, str]]) -> dict[tuple[str, str], tuple[str, ...]]:
    groups: dict[tuple[str, str], list[str]] = {}
    for item in items:
        groups.setdefault(sign_of(item), []).append(item)
    return {sign: tuple(group) for sign, group in groups.items()}


def spelling(text: str, mark: str) -> str:
    """The letters and digits that file a title or name, never empty; ``mark`` tells apart what is spelled alike."""
    return f"{_NO_LETTER.sub('', slug_of(text))}{fingerprint(mark)}"


def no_anchor(part: Piece) -> str:
    """No place of its own for a part."""
    return ""


def part_refs(
    piece: Piece,
    path_of: Callable[[str], str],
    added: Callable[[str], tuple[str, str]],
    marks: Callable[[str], Sequence[str]] = lambda item: (),
    anchor: Callable[[Piece], str] = no_anchor,
) -> tuple[PartRef, ...]:
    """Links to the parts of a page.

    Each part keeps the ``marks`` that the page had for its items before it was cut, as far as there is room for them:
    those of the items that ``added`` puts first, which are the ones that were there then.
    """
    kept: set[str] = set()
    left = _MOST_MARKS
    for item in sorted(piece.items, key=added):
        left -= sum(len(mark) + _AROUND_MARK for mark in marks(item))
        if left < 0:
            break
        kept.add(item)
    return tuple(
        PartRef(
            title=part.label,
            path=path_of(part.name),
            count=len(part.items),
            anchor=anchor(part),
            marks=tuple(mark for item in part.items if item in kept for mark in marks(item)),
        )
        for part in piece.parts
    )
