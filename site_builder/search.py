"""The catalogue into what the search page loads: lunr's index and what results show, in one classic script.

``static/search.js`` reads it. These two, with the modules ``search_terms`` and ``search_index``, are all that knows
how search works; pages only name the script.
"""

from __future__ import annotations

import html
import json
import re
from typing import NamedTuple

from site_builder.catalogue import Catalogue
from site_builder.model import Paper
from site_builder.prose import render_markdown
from site_builder.search_index import Field, serialise_index
from site_builder.search_terms import terms
from site_builder.text import readable

PATH = "assets/search-index.js"
"""Where the script lies in a site."""

FIELDS = (Field("title", 10), Field("text", 1), Field("author", 4), Field("theme", 2), Field("year", 1))

_END_OF_BLOCK = re.compile(r"</(?:p|li|h[1-6]|t[dhr]|blockquote|pre)>|<br */?>|<hr */?>")
# Of what a venue has in brackets, one word is a year or an abbreviation; more is the editor's remark.
_REMARK = re.compile(r"\s*\([^()]*\s[^()]*\)")
_TAG = re.compile(r"<[^>]*>")


class PaperRow(NamedTuple):
    """What search takes from one paper."""

    slug: str
    title: str
    authors: tuple[str, ...]
    has_more_authors: bool
    year: int | None
    themes: tuple[int, ...]
    """Places among the themes."""
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


class SearchRows(NamedTuple):
    """What search takes from a catalogue: plain texts and numbers, quick to hand to another process."""

    themes: tuple[tuple[str, str], ...]
    """Id and title."""
    papers: tuple[PaperRow, ...]


def search_rows(catalogue: Catalogue) -> SearchRows:
    """Take from a catalogue what :func:`build_search` works on."""
    numbers = {theme.id: number for number, theme in enumerate(catalogue.themes)}
    papers = [
        PaperRow(
            slug=paper.slug,
            title=paper.title,
            authors=paper.authors,
            has_more_authors=(paper.author_count or 0) > len(paper.authors),
            year=paper.year,
            themes=tuple([numbers[assignment.theme] for assignment in catalogue.assignments[paper.slug]]),
            name=paper.findings.name or "",
            gist=paper.findings.gist or "",
            note=paper.note,
            abstract=paper.abstract or "",
            terms=_terms(paper),
            facts=_facts(paper),
        )
        for paper in catalogue.papers
    ]
    return SearchRows(tuple((theme.id, theme.title) for theme in catalogue.themes), tuple(papers))


def build_search(rows: SearchRows) -> dict[str, bytes]:
    """Make the search files of a site, by their paths; the same rows make the same bytes.

    The script sets one global, ``surveySearchData``, with ``index`` (lunr's serialised index, whose references are
    places in ``papers``), ``themes`` (id, title) and ``papers`` (slug, title, authors, whether there are more
    authors, year or null, places in ``themes``, short name, texts). The texts are gist, note, abstract, terms and
    facts, each one line and empty where there is none.
    """
    documents = []
    papers = []
    for row in rows.papers:
        title, texts = _one_line(readable(row.title)), _texts(row)
        themes = [rows.themes[number] for number in row.themes]
        documents.append(
            {
                "title": f"{title} , {row.name}" if _is_unsaid(row.name, title) else title,
                "text": " ".join(texts),
                "author": " , ".join(row.authors),
                "theme": " , ".join([f"{name} , {theme}" for theme, name in themes]),
                "year": str(row.year or ""),
            }
        )
        papers.append([row.slug, title, row.authors, int(row.has_more_authors), row.year, row.themes, row.name, texts])
    shown = {"themes": rows.themes, "papers": papers}
    rest = json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
    data = f'{{"index":{serialise_index(FIELDS, documents)},{rest[1:]}'
    return {PATH: f"var surveySearchData = {_as_script(data)};\n".encode()}


def _is_unsaid(name: str, title: str) -> bool:
    return bool(name) and not set(terms(name)) <= set(terms(title))


def _terms(paper: Paper) -> str:
    kinds = (("Tasks", paper.findings.tasks), ("Data sets", paper.findings.datasets))
    return " ".join(f"{label}: {', '.join(names)}." for label, names in kinds if names)


def _facts(paper: Paper) -> str:
    venue = _REMARK.sub("", paper.venue or "")
    identifiers = (("arXiv", paper.arxiv), ("DOI", paper.doi))
    return " · ".join(filter(None, [venue, *(f"{label} {given}" for label, given in identifiers if given)]))


def _texts(row: PaperRow) -> tuple[str, ...]:
    """Gist, note, abstract, terms and facts as plain texts."""
    markup = _END_OF_BLOCK.sub(" ", render_markdown(row.note))
    note = html.unescape(_TAG.sub("", markup))
    return tuple(map(_one_line, (row.gist, note, readable(row.abstract), row.terms, row.facts)))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _as_script(data: str) -> str:
    # JSON may hold these two line ends as they are; JavaScript of before 2019 may not.
    return data.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
