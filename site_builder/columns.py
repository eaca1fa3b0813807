"""Which column of a table, or key of a front matter, says what of a paper: as the survey maps it, or by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from site_builder.model import ColumnNames, SourceText
from site_builder.text import fold, shortened
from site_builder.yaml_fields import FieldReader, Pairs, Scalar, nearest


def _names(*lines: str) -> tuple[str, ...]:
    return tuple(name for line in lines for name in line.split(", "))


FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": _names(
        "title, paper title, item title, title of paper, title of the paper, article title, document title, paper",
        "paper name, publication, titel, titre, titulo, titolo, tittel, tytul, название, заглавие, 标题",
        "題名, 题名, 论文题目, タイトル, 제목, name, display name",
    ),
    "authors": _names(
        "author full names, authors full names, authors, author, author s, authors names, author names",
        "creators, creator, authorships author display name, authors list, author list, autoren",
        "autor innen, autor, auteurs, auteur, autores, autori, autore, forfattere, autorzy, авторы, автор",
        "作者, 著者, 저자",
    ),
    "date": _names(
        "date, publication date, published, date published, issued, online date, datum, fecha, 日期",
    ),
    "year": _names(
        "year, publication year, pub year, pubyear, year published, year of publication, published year",
        "jahr, erscheinungsjahr, annee, annee de publication, ano, ano de publicacion, anno, rok, год, 年份",
        "年, 出版年, 연도",
    ),
    "month": _names(
        "month, publication month, monat, mois, mes, mese",
    ),
    "venue": _names(
        "venue, journal, source title, publication title, journal title, journaltitle, booktitle",
        "book title, conference, container title, published in, conference name, proceedings",
        "publication name, journal name, journal conference, journal book",
        "primary location source display name, host venue display name, conference journal",
        "conference or journal, venue name, zeitschrift, konferenz, revue, revista, rivista, periodico",
        "tidsskrift, czasopismo, журнал, 期刊, 来源, 刊名, 雑誌名, 학술지",
        "publication, publication short, proceeding, parent, proceedings title, source, publisher",
    ),
    "doi": _names(
        "doi, digital object identifier, doi link, doi url, item doi",
    ),
    "arxiv": _names(
        "arxiv, arxiv id, arxiv number, eprint, arxivid",
    ),
    "url": _names(
        "url, link, links, paper url, paper link, link to paper, link to the paper, article url, articleurl",
        "urls, website, web, pdf, pdf link, pdf url, html, external links, url pdf, paperurl, fulltexturl",
        "article link, primary location landing page url, lien, enlace, collegamento, lenke, ссылка, 链接",
    ),
    "code": _names(
        "code, github, repository, code url, code link, source code, url code, github link, github url",
        "repo",
    ),
    "abstract": _names(
        "abstract, abstract note, abstracts, resume, zusammenfassung, kurzfassung, resumen, resumo",
        "riassunto, sammendrag, streszczenie, аннотация, 摘要, 要旨, 초록, summary",
    ),
    "keywords": _names(
        "keywords, keyword, author keywords, index keywords, keywords plus, manual tags, automatic tags",
        "tags, topics, ieee terms, mesh terms, keywords display name, categories, schlagworte, schlagworter",
        "stichworter, mots cles, palabras clave, palavras chave, parole chiave, ключевые слова, 关键词",
        "キーワード, 키워드",
    ),
    "volume": _names(
        "volume, vol, journal volume, biblio volume, band, tome, volumen, том, 卷",
    ),
    "number": _names(
        "issue, number, no, issue number, journal issue, biblio issue, heft, numero, номер выпуска, 期",
    ),
    "pages": _names(
        "pages, page, page range, pagination, start page, page start, startpage, first page, biblio first page",
        "beginning page, article number, art no, article no, seiten, paginas, pagine, страницы, 页码",
    ),
    "last page": _names(
        "end page, page end, endpage, last page, biblio last page, ending page",
    ),
    "edition": _names("edition, auflage, version"),
    "citation": _names(
        "citation",
    ),
    "key": _names(
        "key, id, citation key, citekey, bibtex key, eid, accession number, ut unique wos id, pmid, paperid",
    ),
}
"""What a column can say, to the names by which it is known without being told."""
_WEB_OF_SCIENCE = (
    *(("title", "ti"), ("authors", "af"), ("authors", "au"), ("date", "pd"), ("year", "py"), ("venue", "so")),
    *(("doi", "di"), ("abstract", "ab"), ("keywords", "de"), ("keywords", "id"), ("key", "ut")),
    *(("volume", "vl"), ("number", "is"), ("pages", "bp"), ("pages", "ar"), ("last page", "ep")),
)
"""Field to column in the tables of Web of Science, whose names are the tags of its tagged files."""
_HINTS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "titel", "titre", "titulo", "titolo", "name"),
    "authors": ("author", "authors", "autoren", "auteurs", "autores", "autori"),
    "year": ("year", "jahr", "annee", "ano", "anno"),
    "date": ("date",),
    "venue": ("journal", "conference", "venue", "published", "zeitschrift", "revue", "revista", "rivista"),
    "doi": ("doi",),
    "arxiv": ("arxiv",),
    "url": ("link", "url", "website", "pdf"),
    "code": ("code", "github", "repository"),
    "abstract": ("abstract", "summary", "zusammenfassung", "resume", "resumen"),
    "keywords": ("keywords", "tags", "topics", "schlagworter"),
}
"""Words that hint in the name of a column, such as a question of a form, at what it says."""
_SEVERAL = ("url", "code", "keywords", "venue", "number", "pages")
"""Fields that several columns may say: all of them, or for the venue and its parts the first that has a text."""
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field of a paper stands."""

    places: Mapping[str, tuple[int, ...]]
    """Field to the columns that say it, by number."""
    unused: tuple[str, ...]
    """Names of columns that say nothing of a paper, as far as anybody told."""
    missing: tuple[tuple[str, str], ...]
    """Fields and the names that the survey gives their columns, where there is no such column."""


def find_columns(names: Sequence[str], told: ColumnNames) -> Columns:
    """Find the columns of a table by its heading. ``told`` maps fields to names and goes before what names suggest."""
    folded = [plain_key(name) for name in names]
    places: dict[str, list[int]] = {}
    missing = []
    pairs = {**told.shared, **told.own}
    tags = _WEB_OF_SCIENCE if {"ti", "so", "py"} <= set(folded) else ()
    for what, name in (*pairs.items(), *((what, tag) for what, tag in tags if what not in pairs)):
        found = [index for index, key in enumerate(folded) if key == plain_key(name)]
        if not found and what in told.own:
            missing.append((what, name))
        places.setdefault(what, []).extend(found)
    taken = {index for indexes in places.values() for index in indexes}
    for what, known in FIELDS.items():
        if places.get(what):
            continue
        matching = {
            key: index for index, key in reversed(list(enumerate(folded))) if index not in taken and key in known
        }
        ranked = [matching[name] for name in known if name in matching]
        places[what] = ranked if what in _SEVERAL else ranked[:1]
        taken.update(places[what])
    unused = tuple(name for index, name in enumerate(names) if index not in taken and name.strip())
    return Columns({what: tuple(found) for what, found in places.items() if found}, unused, tuple(missing))


def plain_key(name: str) -> str:
    """A column's name to compare by: lower case, words only."""
    return " ".join(_WORDS.findall(fold(name)))


def propose(file: str, names: Iterable[str], columns: Columns) -> str:
    """A mapping of columns for ``survey.yaml``, ready to paste: of one file, or of all where ``file`` is empty."""
    listed = list(names)
    by_field = {what: listed[indexes[0]] for what, indexes in columns.places.items() if what != "key"}
    free = [name for name in listed if name.strip() and name not in by_field.values()]
    for what, hints in _HINTS.items():
        hinting = (name for hint in hints for name in free if hint in plain_key(name).split())
        guess = by_field.get(what) or next(hinting, None)
        if guess is not None:
            by_field[what] = guess
            free = [name for name in free if name != guess]
    likely = next((name for name in free if "tit" in plain_key(name)), next(iter(free or listed), ""))
    mapped = {"title": by_field.pop("title", likely)} | by_field
    indent = "    " if file else "  "
    lines = ["columns:", f"  {_quoted(file)}:"] if file else ["columns:"]
    return "\n".join([*lines, *(f"{indent}{what}: {_quoted(name)}" for what, name in mapped.items())])


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def parse_column_names(fields: FieldReader, name: str = "columns") -> dict[str, dict[str, str]]:
    """What ``survey.yaml`` says under ``columns``: file name, or the empty name for all, to fields and columns."""
    told: dict[str, dict[str, str]] = {}
    for key, value, line in fields.pairs(name):
        if isinstance(value, Pairs):
            inner = FieldReader(value, fields.path, line)
            fields.problems.extend(inner.problems)
            file, pairs = key, inner.all_pairs()
        else:
            file, pairs = "", ((key, value, line),)
        for what, child, place in pairs:
            if what not in FIELDS:
                close = nearest(what, FIELDS)
                hint = f"Did you mean `{close}`?" if close else f"Known fields: {', '.join(FIELDS)}."
                fields.report("unknown-field", place, f"`{shortened(what)}` is nothing that a column can say", hint)
            elif isinstance(child, Scalar) and child.text and child.text.strip():
                told.setdefault(file, {})[what] = child.text.strip()
            else:
                fields.report("wrong-type", place, f"`{what}` must be the name of one column")
    return told


def tell_columns(sources: Iterable[SourceText], told: Mapping[str, Mapping[str, str]]) -> tuple[SourceText, ...]:
    """The sources, each with what the survey says of its columns."""
    if not told:
        return tuple(sources)
    shared = told.get("", {})
    return tuple(
        replace(source, columns=ColumnNames(told.get(PurePosixPath(source.path).name, {}), shared))
        for source in sources
    )
