"""The pages of the authors: an index by letter, and a page for each letter with a section per author."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from site_builder import urls
from site_builder.catalogue import Page
from site_builder.model import Paper
from site_builder.pages_long import turns
from site_builder.pages_parts import Filing, Piece, Way, cut_list, part_refs, spelling
from site_builder.pages_views import Line, Ref, Views, latest_first, make_page
from site_builder.pages_wording import count_words, family_name_span, papers_words
from site_builder.text import fingerprint, slug_of, sort_key, title_key

OTHER = "other"
"""The page of the authors whose family name begins with no letter from A to Z."""

_RESERVED = frozenset({"main", "site-search", "site-query"})
"""The ids of the page around the authors."""
_MOST_LISTED = 24
_LISTED_OFTEN = 3
_AROUND = 60


@dataclass(frozen=True, slots=True)
class Author:
    """A name and the papers it stands on. Names that differ in no more than case, accents or points are one."""

    anchor: str
    before: str
    """The part of the name before the word that it is filed under."""
    family: str
    after: str
    letter: str
    """``a`` to ``z`` or ``other``, the page that leads to it."""
    page: str
    """The address of the page that lists it: that of its letter, or of a part of it."""
    order: tuple[str, str]
    lines: tuple[Line, ...]

    @property
    def ref(self) -> Ref:
        """A link to the author's section."""
        return Ref(f"{self.before}{self.family}{self.after}", f"{self.page}#{self.anchor}", len(self.lines))


@dataclass(frozen=True, slots=True)
class People:
    """All authors."""

    authors: tuple[Author, ...]
    """In the order of their family names."""
    paths: Mapping[str, str]
    """Each name as printed to the address of its section."""
    lists: Mapping[str, Piece]
    """Letter to its authors by their anchors, cut where they are too many for a page."""


def make_authors(views: Views) -> People:
    """Find all authors, and where each is listed."""
    printed: dict[str, Counter[str]] = defaultdict(Counter)
    papers: dict[str, list[Paper]] = defaultdict(list)
    for paper in views.catalogue.papers:
        for name in dict.fromkeys(paper.authors):
            key = title_key(name) or name
            printed[key][name] += 1
            if not papers[key] or papers[key][-1] is not paper:
                papers[key].append(paper)
    anchors = _anchors(printed)
    authors = [_make_author(key, _usual(printed[key]), anchors[key], papers[key], views) for key in printed]
    authors.sort(key=lambda author: (*author.order, author.anchor))
    lists = _cut_letters(authors)
    pages = {anchor: name for piece in lists.values() if piece.parts for anchor, name in piece.homes().items()}
    authors = [
        replace(one, page=urls.author_part(pages[one.anchor])) if one.anchor in pages else one for one in authors
    ]
    by_anchor = {author.anchor: author.ref.path for author in authors}
    paths = {name: by_anchor[anchors[key]] for key, names in printed.items() for name in names}
    return People(tuple(authors), paths, lists)


def _cut_letters(authors: Sequence[Author]) -> dict[str, Piece]:
    by_letter: dict[str, list[Author]] = {}
    for author in authors:
        by_letter.setdefault(author.letter, []).append(author)
    found = {}
    for letter in sorted(by_letter, key=lambda letter: (letter == OTHER, letter)):
        listed = {author.anchor: author for author in by_letter[letter]}
        found[letter] = cut_list([*listed], _filing(listed), Way(letter, _letter_words(letter), int(letter != OTHER)))
    return found


def _filing(authors: Mapping[str, Author]) -> Filing:
    return Filing(lambda anchor: _bulk(authors[anchor]), lambda anchor: _spelling(authors[anchor]))


def _bulk(author: Author) -> int:
    """About how many bytes of HTML an author takes."""
    name = len(author.before) + len(author.family) + len(author.after)
    papers = sum(_AROUND + len(line.path) + len(line.title.encode()) for line in author.lines)
    return _AROUND + 2 * name + papers


def _spelling(author: Author) -> str:
    return spelling(" ".join(author.order), author.anchor)


def _usual(names: Counter[str]) -> str:
    """The form printed most often; among equals one with accents, which plainer forms have lost."""
    return min(names, key=lambda name: (-names[name], name.isascii(), name))


def _anchors(keys: Mapping[str, object]) -> dict[str, str]:
    """Name keys to unique ids; those that would be equal get a mark made of their letters, not of their order."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        # A key is folded already; only what is left of other scripts needs transliteration, which takes its time.
        wanted[key.replace(" ", "-") if key.isascii() else slug_of(key)].append(key)
    return {
        key: slug if len(sharing) == 1 and slug not in _RESERVED else f"{slug}-{fingerprint(key)[:6]}"
        for slug, sharing in wanted.items()
        for key in sharing
    }


def _make_author(key: str, name: str, anchor: str, papers: Sequence[Paper], views: Views) -> Author:
    start, end = family_name_span(name)
    family = name[start:end]
    filed_under = sort_key(family)[0]
    first = filed_under[:1]
    letter = first if first.isascii() and first.isalpha() else OTHER
    return Author(
        anchor=anchor,
        before=name[:start],
        family=family,
        after=name[end:],
        letter=letter,
        page=urls.author_part(letter),
        order=(filed_under, key),
        lines=tuple(views.lines[paper.slug] for paper in latest_first(papers, views.places)),
    )


def author_pages(views: Views, people: People) -> list[Page]:
    """The index of the authors, the page of each letter that has any, and those of its parts where they are many."""
    authors = people.authors
    letters = tuple(
        Ref(_letter_words(letter), urls.author_part(letter), len(piece.items)) for letter, piece in people.lists.items()
    )
    often = [author for author in authors if len(author.lines) >= _LISTED_OFTEN]
    often = _without_torn_tie(sorted(often, key=lambda author: -len(author.lines)))
    pages = [
        make_page(
            views,
            urls.AUTHORS,
            "authors.html",
            ("Authors", f"The {count_words(len(authors), 'author', 'authors')} of {views.site.title}.", urls.AUTHORS),
            letters=letters,
            author_count=len(authors),
            often=tuple(author.ref for author in often),
            nameless=sum(1 for paper in views.catalogue.papers if not paper.authors),
        )
    ]
    by_anchor = {author.anchor: author for author in authors}
    for piece, letter in zip(people.lists.values(), letters, strict=True):
        neighbours = turns(piece, urls.author_part)
        for part in (piece, *piece.pages()):
            listed = [by_anchor[anchor] for anchor in part.items]
            pages.append(_letter_page(part, listed, (letters, letter, *neighbours.get(part.name, (None, None))), views))
    return pages


def _letter_page(
    part: Piece,
    listed: Sequence[Author],
    around: tuple[tuple[Ref, ...], Ref, Ref | None, Ref | None],
    views: Views,
) -> Page:
    """The page of a letter or of a part of it; ``around`` are all letters, its own, and the parts before and after."""
    letters, letter, before, after = around
    authors = {author.anchor: author for author in listed}
    total = len({line.slug for author in listed for line in author.lines})
    title = f"Authors: {part.title}"
    description = f"{count_words(len(listed), 'author', 'authors')}, {papers_words(total)} in {views.site.title}."

    def added(anchor: str) -> tuple[str, str]:
        days = [views.papers[line.slug].added for line in authors[anchor].lines]
        return min((day.iso or "") if day else "" for day in days), anchor

    return make_page(
        views,
        urls.author_part(part.name),
        "authors_letter.html",
        (title, description, urls.AUTHORS),
        letters=letters,
        letter=letter,
        title=part.title,
        count=len(listed),
        total=total,
        authors=() if part.parts else tuple(listed),
        parts=part_refs(part, urls.author_part, added, marks=lambda anchor: (anchor,)),
        before=before,
        after=after,
    )


def _without_torn_tie(often: list[Author]) -> list[Author]:
    """The first authors, without those who have as few papers as one who finds no room; all where all are equal."""
    if len(often) <= _MOST_LISTED:
        return often
    beyond = len(often[_MOST_LISTED].lines)
    return [author for author in often if len(author.lines) > beyond] or often


def _letter_words(letter: str) -> str:
    return "Other" if letter == OTHER else letter.upper()
