"""The pages of the authors: an index by letter, and a page for each letter with a section per author."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from site_builder import urls
from site_builder.catalogue import Page
from site_builder.model import Paper
from site_builder.pages_views import Line, Ref, Views, latest_first, make_page
from site_builder.pages_wording import count_words, family_name_span, papers_words
from site_builder.text import fingerprint, slug_of, sort_key, title_key

OTHER = "other"
"""The page of the authors whose family name begins with no letter from A to Z."""

_RESERVED = frozenset({"main", "site-search", "site-query"})
"""The ids of the page around the authors."""
_MOST_LISTED = 24
_LISTED_OFTEN = 3


@dataclass(frozen=True, slots=True)
class Author:
    """A name and the papers it stands on. Names that differ in no more than case, accents or points are one."""

    anchor: str
    before: str
    """The part of the name before the word that it is filed under."""
    family: str
    after: str
    letter: str
    """The name of its page: ``a`` to ``z`` or ``other``."""
    order: tuple[str, str]
    lines: tuple[Line, ...]

    @property
    def ref(self) -> Ref:
        """A link to the author's section."""
        return Ref(
            f"{self.before}{self.family}{self.after}", f"{letter_path(self.letter)}#{self.anchor}", len(self.lines)
        )


def letter_path(letter: str) -> str:
    """The page of the authors filed under a letter."""
    return f"authors/{letter}.html"


def make_authors(views: Views) -> tuple[tuple[Author, ...], dict[str, str]]:
    """All authors in the order of their family names, and from each name as printed to its section's address."""
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
    by_anchor = {author.anchor: author.ref.path for author in authors}
    paths = {name: by_anchor[anchors[key]] for key, names in printed.items() for name in names}
    return tuple(authors), paths


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
    letter = filed_under[:1]
    return Author(
        anchor=anchor,
        before=name[:start],
        family=family,
        after=name[end:],
        letter=letter if letter.isascii() and letter.isalpha() else OTHER,
        order=(filed_under, key),
        lines=tuple(views.lines[paper.slug] for paper in latest_first(papers, views.places)),
    )


def author_pages(views: Views, authors: Sequence[Author]) -> list[Page]:
    """The index of the authors and the page of each letter that has any."""
    by_letter: dict[str, list[Author]] = {}
    for author in authors:
        by_letter.setdefault(author.letter, []).append(author)
    names = sorted(by_letter, key=lambda letter: (letter == OTHER, letter))
    letters = tuple(Ref(_letter_words(letter), letter_path(letter), len(by_letter[letter])) for letter in names)
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
    for letter, ref in zip(names, letters, strict=True):
        listed = tuple(by_letter[letter])
        total = len({line.slug for author in listed for line in author.lines})
        title = f"Authors: {ref.title}"
        description = f"{count_words(len(listed), 'author', 'authors')}, {papers_words(total)} in {views.site.title}."
        head = (title, description, urls.AUTHORS)
        pages.append(
            make_page(
                views, ref.path, "authors_letter.html", head, letters=letters, letter=ref, authors=listed, total=total
            )
        )
    return pages


def _without_torn_tie(often: list[Author]) -> list[Author]:
    """The first authors, without those who have as few papers as one who finds no room; all where all are equal."""
    if len(often) <= _MOST_LISTED:
        return often
    beyond = len(often[_MOST_LISTED].lines)
    return [author for author in often if len(author.lines) > beyond] or often


def _letter_words(letter: str) -> str:
    return "Other" if letter == OTHER else letter.upper()
