"""The catalogue into what the search page loads: lunr's index and what results show, in one classic script.

``static/search.js`` reads it. These two, with the modules ``search_terms`` and ``search_index``, are all that knows
how search works; pages only name the script.
"""

from __future__ import annotations

import html
import json
import re

from site_builder.catalogue import Catalogue
from site_builder.model import Paper
from site_builder.prose import render_markdown
from site_builder.search_index import Field, serialise_index
from site_builder.text import readable

PATH = "assets/search-index.js"
"""Where the script lies in a site."""

FIELDS = (Field("title", 10), Field("text", 1), Field("author", 4), Field("theme", 2), Field("year", 1))

_END_OF_BLOCK = re.compile(r"</(?:p|li|h[1-6]|t[dhr]|blockquote|pre)>|<br */?>|<hr */?>")
_TAG = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"\s+")


def build_search(catalogue: Catalogue) -> dict[str, bytes]:
    """Make the search files of a site, by their paths; the same catalogue makes the same bytes.

    The script sets one global, ``surveySearchData``, with ``index`` (lunr's serialised index, whose references are
    places in ``papers``), ``themes`` (id, title) and ``papers`` (slug, title, authors, whether there are more
    authors, year or null, places in ``themes``, text).
    """
    theme_numbers = {theme.id: number for number, theme in enumerate(catalogue.themes)}
    documents = []
    papers = []
    for paper in catalogue.papers:
        themes = [assignment.theme for assignment in catalogue.assignments[paper.slug]]
        title, text = _one_line(readable(paper.title)), _text(paper)
        documents.append(
            {
                "title": title,
                "text": text,
                "author": " , ".join(paper.authors),
                "theme": " , ".join(f"{catalogue.theme_by_id[theme].title} , {theme}" for theme in themes),
                "year": str(paper.year or ""),
            }
        )
        has_more_authors = int((paper.author_count or 0) > len(paper.authors))
        numbers = [theme_numbers[theme] for theme in themes]
        papers.append([paper.slug, title, paper.authors, has_more_authors, paper.year, numbers, text])
    shown = {"themes": [[theme.id, theme.title] for theme in catalogue.themes], "papers": papers}
    rest = json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
    data = f'{{"index":{serialise_index(FIELDS, documents)},{rest[1:]}'
    return {PATH: f"var surveySearchData = {_as_script(data)};\n".encode()}


def _text(paper: Paper) -> str:
    """The note and the abstract as one line of plain text."""
    markup = _END_OF_BLOCK.sub(" ", render_markdown(paper.note))
    note = html.unescape(_TAG.sub("", markup))
    return _one_line(f"{note} {readable(paper.abstract or '')}")


def _one_line(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def _as_script(data: str) -> str:
    # JSON may hold these two line ends as they are; JavaScript of before 2019 may not.
    return data.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
