"""Source files into records: one parser for each kind, found by suffix and content through one table."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from site_builder.columns import find_columns
from site_builder.model import UNREAD, ColumnNames, Date, FileAccount, ParsedSource, SourceText
from site_builder.problems import Origin, Problem, error, warning
from site_builder.record_fields import account_of_lines
from site_builder.sources import listing, note, yaml_list

Parser = Callable[[str, str, Date | None], ParsedSource]

_LATER = {
    "bibtex": "site_builder.sources.bibtex",
    "ris": "site_builder.sources.tagged",
    "wos": "site_builder.sources.tagged",
    "medline": "site_builder.sources.tagged",
    "refer": "site_builder.sources.tagged",
    "refworks": "site_builder.sources.tagged",
    "xml": "site_builder.sources.xml_data",
    "cff": "site_builder.sources.cff",
    "csl-json": "site_builder.sources.csl_json",
    "csv": "site_builder.sources.csv_table",
    "markdown": "site_builder.sources.markdown",
    "yaml-data": "site_builder.sources.markdown",
}
"""Kinds whose modules are imported with the first file of the kind, for a build without one should not wait for them.
Each has a function ``parse_<kind>`` from text, path and names of columns to what the file holds."""


@dataclass(frozen=True, slots=True)
class SourceKind:
    """One kind of source file."""

    name: str
    suffixes: tuple[str, ...]
    is_kind: Callable[[str], bool]
    """Whether a text with such a suffix really is of this kind."""
    parse: Parser | None
    """None for the kinds in :data:`_LATER`."""
    description: str
    """What a file of this kind is, for messages."""


# As texts, which re compiles with the first file that they are tried on. What `*+` takes it keeps, for else it would
# part many blank lines in all the ways that there are.
_BIBTEX = r"(?m)^[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(]"
_BIBTEX_AT_ONCE = r"(?:\s*+%[^\n]*\n)*+\s*+@[ \t]*[A-Za-z]+[ \t]*[{(]"
_RIS = r"(?m)^[ \t]{0,3}TY {1,2}-"
_RIS_AT_ONCE = r"\s*+(?:[^\n]{0,80}\n\s*+){0,3}?TY {1,2}-"
_TAGGED = r"\s*[A-Z][A-Z0-9] {1,2}-"
_WOS = r"\s*(?:FN |VR |PT [A-Z]\s)"
_MEDLINE = r"\s*PMID ?-"
_REFER = r"\s*%[0-9A-Z] \S"
_REFWORKS = r"\s*RT [A-Z][^\n]*\n\s*[A-Z][A-Z0-9] "
_FIRST_ELEMENT = r"<(?:[A-Za-z][\w.-]*:)?([A-Za-z][\w.-]*)"
_HOLDERS = ("xml", "records", "PubmedArticleSet", "feed", "dblp", "modsCollection", "mods", "RDF")
"""First elements of files of EndNote, PubMed, arXiv, the DBLP, MODS and RDF."""
_CFF = r"(?m)^cff-version\s*:"
_KEY = r"(?m)^([A-Za-z][\w -]*+)[ \t]*+:"
_FIRST_KEY = r"(?m)^[ \t]*-[ \t]+(?=[A-Za-z\"'])"
_KEY_INSIDE = r"(?m)^([ \t]*(?:-[ \t]+)?)[\"']?([A-Za-z][\w -]{0,40}?)[\"']?[ \t]{0,4}:(?:\s|$)"
_TITLE_INSIDE = r"(?mi)^(?:[ \t]+(?:-[ \t]+)?|-[ \t]+)[\"']?(?:title|name)[\"']?[ \t]*:"
_FOREIGN = frozenset(
    (
        *("author", "year", "url", "pdf", "link", "journal", "conference", "booktitle", "tags", "code", "issued"),
        *("container-title", "keyword", "issn", "publisher", "citation", "paper", "topics", "categories"),
    )
)
_KEYS_OF_NOTES = frozenset(
    (
        "title",
        "authors",
        "author_count",
        "date",
        "venue",
        "arxiv",
        "doi",
        "links",
        "abstract",
        "kind",
        "slug",
        "keywords",
        "keys",
        "name",
        "volume",
        "number",
        "pages",
    )
)
_DECISIONS = frozenset(
    (
        *("abstract_sha256", "gist", "tasks", "datasets", "results", "themes", "add_themes", "remove_themes"),
        *("same_as", "distinct_from", "exclude"),
    )
)


def _is_listing(text: str) -> bool:
    is_other = any(re.match(form, text) for form in (_BIBTEX_AT_ONCE, _RIS_AT_ONCE, _WOS, _MEDLINE, _REFER, _REFWORKS))
    return not is_other and not _is_tabbed(text) and listing.is_listing(text)


def _is_tabbed(text: str) -> bool:
    """Whether a text file is a table, as Web of Science and spreadsheets save one: a heading with tabs and a title."""
    names = text.lstrip().split("\n", 1)[0].split("\t")
    return len(names) > 2 and "title" in find_columns(names, ColumnNames()).places


def _is_bibtex(text: str) -> bool:
    return re.search(_BIBTEX, text) is not None


def _is_ris(text: str) -> bool:
    return (re.search(_RIS, text) or re.match(_TAGGED, text)) is not None


def _is_wos(text: str) -> bool:
    return re.match(_WOS, text) is not None


def _is_medline(text: str) -> bool:
    return re.match(_MEDLINE, text) is not None


def _is_refer(text: str) -> bool:
    return re.match(_REFER, text) is not None


def _is_refworks(text: str) -> bool:
    return re.match(_REFWORKS, text) is not None


def _is_xml(text: str) -> bool:
    first = re.search(_FIRST_ELEMENT, text[:5_000])
    return text.lstrip().startswith("<") and first is not None and first[1] in _HOLDERS


def _is_cff(text: str) -> bool:
    return re.search(_CFF, text) is not None


def _is_json(text: str) -> bool:
    return text.lstrip().startswith(("[", "{"))


def _is_table(text: str) -> bool:
    return True


def _is_foreign_markdown(text: str) -> bool:
    """Whether a front matter has keys that our notes have not, and none of those that only our notes have."""
    if text.startswith("+++"):
        return True
    if not note.is_note(text):
        return False
    keys = {key.rstrip() for key in re.findall(_KEY, text[: text.find("\n---", 3)])}
    return bool(keys) and not keys & _DECISIONS and not keys <= _KEYS_OF_NOTES


def _is_own_list(text: str) -> bool:
    return yaml_list.is_yaml_list(text) and not _is_foreign_yaml(text)


def _is_foreign_yaml(text: str) -> bool:
    """Whether there are papers with keys that ours have not, and none of those that only ours have."""
    first = re.search(_FIRST_KEY, text)
    depth = len(first[0]) if first else 0
    keys = {key.lower() for before, key in re.findall(_KEY_INSIDE, text[:100_000]) if len(before) == depth}
    if yaml_list.is_yaml_list(text):
        return bool(keys & _FOREIGN) and not keys & _DECISIONS and bool(keys & {"title", "name"})
    return re.search(_TITLE_INSIDE, text) is not None


SOURCE_KINDS = (
    SourceKind(
        listing.KIND,
        (".txt", ".text"),
        _is_listing,
        listing.parse_listing,
        "listing text, where each paper is a title line with its abstract in one line below",
    ),
    SourceKind("markdown", (".md", ".markdown"), _is_foreign_markdown, None, "Markdown with a front matter"),
    SourceKind(note.KIND, (".md", ".markdown"), note.is_note, note.parse_note, "a paper note with a front matter"),
    SourceKind(yaml_list.KIND, (".yaml", ".yml"), _is_own_list, yaml_list.parse_yaml_list, "a YAML list of papers"),
    SourceKind("yaml-data", (".yaml", ".yml"), _is_foreign_yaml, None, "a YAML list of papers with keys of its own"),
    SourceKind("bibtex", (".bib", ".bibtex", ".txt"), _is_bibtex, None, "BibTeX: it has no `@type{`"),
    SourceKind("ris", (".ris", ".txt"), _is_ris, None, "RIS: it has no line `TY  - `"),
    SourceKind(
        "wos", (".ciw", ".isi", ".txt"), _is_wos, None, "a file of Web of Science: it begins with no `FN` or `PT`"
    ),
    SourceKind("medline", (".nbib", ".txt"), _is_medline, None, "a MEDLINE file: it begins with no `PMID-`"),
    SourceKind("refer", (".enw", ".refer", ".txt"), _is_refer, None, "a file of EndNote: it begins with no `%0`"),
    SourceKind("refworks", (".txt",), _is_refworks, None, "a file of RefWorks: it begins with no `RT`"),
    SourceKind("xml", (".xml", ".rdf", ".mods"), _is_xml, None, "XML of PubMed, EndNote, arXiv, the DBLP, MODS or RDF"),
    SourceKind("cff", (".cff",), _is_cff, None, "a CITATION.cff: it has no `cff-version`"),
    SourceKind("csl-json", (".json", ".jsonl", ".ndjson"), _is_json, None, "CSL-JSON"),
    SourceKind("csv", (".csv", ".tsv"), _is_table, None, "a table"),
    SourceKind("csv", (".txt",), _is_tabbed, None, "a table with tabs"),
)
"""The table: to add a kind of source, write its module and add its row. Of several kinds that a text could be, the
first that it is counts; a text that is none is told by the last of its suffix that has no other, or else the first."""


def parse_source(source: SourceText, retrieved: Mapping[str, Date]) -> ParsedSource:
    """Parse one source file by the table. ``retrieved`` maps file names to the day they were saved.

    A file that no parser takes is an error that names it, and its lines count as unrecognised.
    """
    if source.is_unread:
        return ParsedSource((), (), FileAccount(source.path, UNREAD, {}, 0, 0))
    path = PurePosixPath(source.path)
    kinds = [kind for kind in SOURCE_KINDS if path.suffix.lower() in kind.suffixes and source.kind in ("", kind.name)]
    if not source.text.strip():
        problem = warning("empty-file", Origin(source.path, 0), "the file is empty", "Remove it or fill it.")
        return _refused(source, problem)
    for kind in kinds:
        if kind.is_kind(source.text):
            if kind.parse is not None:
                return kind.parse(source.text, source.path, retrieved.get(path.name))
            return _parse_later(kind.name, source)
    if kinds:
        expected = next((kind for kind in kinds if kind.name != "markdown"), kinds[0])
        message = f"this is not {expected.description}"
        return _refused(source, error(f"not-a-{expected.name}", Origin(source.path, 1), message))
    suffixes = {kind.name: kind.suffixes[0] for kind in reversed(SOURCE_KINDS)}
    known = ", ".join(f"{suffix} ({name})" for name, suffix in reversed(suffixes.items()))
    message = f"no parser knows files that end in `{path.suffix}`" if path.suffix else "no parser knows this file"
    return _refused(source, error("unknown-source", Origin(source.path, 0), message, f"Known: {known}."))


def _parse_later(kind: str, source: SourceText) -> ParsedSource:
    module = importlib.import_module(_LATER[kind])
    parse: Callable[[str, str, ColumnNames], ParsedSource] = getattr(module, f"parse_{kind.replace('-', '_')}")
    return parse(source.text, source.path, source.columns)


def _refused(source: SourceText, problem: Problem) -> ParsedSource:
    account = account_of_lines(source.text, source.path, "unknown", "unrecognised", 0)
    return ParsedSource((), (problem,), account)
