"""What search takes from one paper, as plain texts: those that results show and those in which words are found."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from site_builder.prose import render_markdown
from site_builder.search_count import Said
from site_builder.search_terms import terms
from site_builder.text import readable

_END_OF_BLOCK = re.compile(r"</(?:p|li|h[1-6]|t[dhr]|blockquote|pre)>|<br */?>|<hr */?>")
_TAG = re.compile(r"<[^>]*>")
# What stands before the first of these in a title is often all that people remember of it.
_END_OF_OPENING = re.compile(r":| [-–—] ")
_BETWEEN_NAMES = re.compile(r"[(),/]")


class PaperRow(NamedTuple):
    """What search takes from one paper."""

    slug: str
    title: str
    authors: tuple[str, ...]
    has_more_authors: bool
    year: int | None
    themes: tuple[int, ...]
    """Places among the themes, the primary one first."""
    name: str
    """The short name of its method or data set; empty where it has none."""
    gist: str
    note: str
    """Markdown."""
    abstract: str
    terms: str
    """Tasks and data sets, as a sentence each."""
    facts: str
    """Venue, arXiv id and DOI."""
    kind: str
    """Empty where nobody says."""
    has_code: bool
    """Whether a link leads to its code."""
    tasks: tuple[str, ...]
    datasets: tuple[str, ...]
    values: tuple[tuple[int, ...], ...] = ()
    """Of each facet of the survey, the places of the paper's values among those of the facet."""
    above: tuple[int, ...] = ()
    """Places of the further themes that its own are parts of."""


class SearchRows(NamedTuple):
    """What search takes from a catalogue: plain texts and numbers, quick to hand to another process."""

    themes: tuple[tuple[str, str], ...]
    """Id and title."""
    papers: tuple[PaperRow, ...]
    """In the order in which search numbers them."""
    order: str
    """The mark of this order."""
    facets: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    """Id of each facet of the survey, with key and title of its values."""
    parents: tuple[int | None, ...] = ()
    """Place of each theme's parent; empty where no theme has one."""


class PaperTexts(NamedTuple):
    """A paper as results show it: each text is one line, and empty where there is none."""

    row: PaperRow
    title: str
    texts: tuple[str, ...]
    """Gist, note, abstract, terms and facts."""


def paper_texts(row: PaperRow) -> PaperTexts:
    """Make plain texts of what a row has as Markdown or with the residue of LaTeX."""
    markup = _END_OF_BLOCK.sub(" ", render_markdown(row.note)) if row.note else ""
    note = html.unescape(_TAG.sub("", markup))
    found = (row.gist, note, readable(row.abstract), row.terms, row.facts)
    return PaperTexts(row, _one_line(readable(row.title)), tuple(map(_one_line, found)))


def said_by(paper: PaperTexts, themes: Sequence[tuple[str, str]]) -> Said:
    """What a paper says in the fields title, text, author, theme and year, and line by line."""
    row, title = paper.row, paper.title
    own = [themes[number] for number in row.themes]
    *texts, facts = paper.texts
    return Said(
        fields=(
            f"{title} , {row.name}" if _is_unsaid(row.name, title) else title,
            " ".join(paper.texts),
            " , ".join(row.authors),
            " , ".join([f"{name} , {theme}" for name, theme in own]),
            str(row.year or ""),
        ),
        lines=((title, row.name), tuple(texts), row.authors, tuple(line for theme in own for line in theme), (facts,)),
    )


def known_as(paper: PaperTexts) -> Iterator[tuple[int, str]]:
    """The titles under which readers know a paper: 0 the whole one, 1 its opening, 2 each of its short names."""
    yield 0, paper.title
    opening = _END_OF_OPENING.split(paper.title, maxsplit=1)[0]
    if opening != paper.title:
        yield 1, opening
    for name in _BETWEEN_NAMES.split(paper.row.name):
        yield 2, name


def _is_unsaid(name: str, title: str) -> bool:
    return bool(name) and not set(terms(name)) <= set(terms(title))


def _one_line(text: str) -> str:
    return " ".join(text.split())
