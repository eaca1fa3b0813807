"""Which column of a table, or key of a front matter, says what of a paper: as the survey maps it, or by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from site_builder.model import ColumnNames, SourceText
from site_builder.text import fold, shortened
from site_builder.yaml_fields import FieldReader, Pairs, Scalar, nearest

FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": (
        "title",
        "paper title",
        "title of paper",
        "title of the paper",
        "article title",
        "document title",
        "paper",
        "publication",
        "titel",
        "titre",
        "titulo",
        "name",
    ),
    "authors": (
        "authors",
        "author",
        "author full names",
        "author s",
        "authors names",
        "author names",
        "creators",
        "creator",
        "autoren",
        "auteurs",
        "autores",
    ),
    "date": ("date", "publication date", "published", "date published", "issued", "online date"),
    "year": ("year", "publication year", "pub year", "year published", "jahr", "annee", "ano"),
    "month": ("month", "publication month"),
    "venue": (
        "venue",
        "journal",
        "source title",
        "publication title",
        "journal title",
        "journaltitle",
        "booktitle",
        "book title",
        "conference",
        "container title",
        "published in",
        "conference name",
        "proceedings",
        "publication name",
        "journal name",
        "journal conference",
        "source",
    ),
    "doi": ("doi", "digital object identifier", "doi link", "doi url"),
    "arxiv": ("arxiv", "arxiv id", "arxiv number", "eprint", "arxivid"),
    "url": (
        "url",
        "link",
        "links",
        "paper url",
        "paper link",
        "link to paper",
        "link to the paper",
        "article url",
        "urls",
        "website",
        "pdf",
        "pdf link",
        "pdf url",
        "html",
        "external links",
        "url pdf",
        "paperurl",
    ),
    "code": ("code", "github", "repository", "code url", "code link", "source code", "url code"),
    "abstract": ("abstract", "abstract note", "abstracts", "resume", "zusammenfassung", "summary"),
    "keywords": (
        "keywords",
        "keyword",
        "author keywords",
        "index keywords",
        "manual tags",
        "automatic tags",
        "tags",
        "topics",
        "ieee terms",
        "categories",
        "schlagworte",
    ),
    "key": ("key", "id", "citation key", "citekey", "bibtex key", "eid", "accession number"),
}
"""What a column can say, to the names by which it is known without being told."""
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
    for what, name in {**told.shared, **told.own}.items():
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
        places[what] = ranked if what in ("url", "code", "keywords") else ranked[:1]
        taken.update(places[what])
    unused = tuple(name for index, name in enumerate(names) if index not in taken and name.strip())
    return Columns({what: tuple(found) for what, found in places.items() if found}, unused, tuple(missing))


def plain_key(name: str) -> str:
    """A column's name to compare by: lower case, words only."""
    return " ".join(_WORDS.findall(fold(name)))


def propose(file: str, names: Iterable[str], columns: Columns) -> str:
    """A mapping of columns for ``survey.yaml``, ready to paste: of one file, or of all where ``file`` is empty."""
    known = [name for name in names if name.strip()]
    by_field = {what: list(names)[indexes[0]] for what, indexes in columns.places.items() if what != "key"}
    guess = nearest("paper title", [plain_key(name) for name in known]) or ""
    likely = next((name for name in known if plain_key(name) == guess), None)
    likely = likely or next((name for name in known if "tit" in plain_key(name)), known[0] if known else "")
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
