"""XML as PubMed, EndNote, arXiv and the DBLP write it, into records.

expat tells lines and hands over one element after the other, so that a file of many references needs no tree of them
all. Entities that a file declares are refused, for a few lines of them can unfold to gigabytes; nothing is fetched.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from site_builder.locators import parse_edition, parse_locator
from site_builder.model import ColumnNames, ParsedSource, Record, Unparsed
from site_builder.people import joined_name, printed_name, without_homonym
from site_builder.problems import Origin, Problem, warning
from site_builder.record_fields import account_of_lines
from site_builder.reference_fields import Given, ended, loose_date, make_record, split_keywords, unparsed
from site_builder.text import split_lines

KIND = "xml"
"""What :attr:`Record.source` says of these records."""
_MOST_DEPTH = 100
_FIRST = re.compile(r"<([A-Za-z][\w.-]*)")
_FAR = 5_000
"""Characters within which the first element begins."""


@dataclass(slots=True)
class _Node:
    """One element: its texts and elements in order."""

    name: str
    line: int
    attributes: Mapping[str, str]
    content: list[str | _Node] = field(default_factory=list)

    def all(self, *path: str) -> Iterator[_Node]:
        """The elements at a path of names below this one."""
        for child in self.content:
            if isinstance(child, _Node) and child.name == path[0]:
                yield from child.all(*path[1:]) if path[1:] else (child,)

    def text(self, *path: str) -> str:
        """The text of the first element at a path that has one, or of this one, in one line."""
        if path:
            return next((text for node in self.all(*path) if (text := node.text())), "")
        return " ".join("".join(self._pieces()).split())

    def texts(self, *path: str) -> tuple[str, ...]:
        return tuple(text for node in self.all(*path) if (text := node.text()))

    def _pieces(self) -> Iterator[str]:
        for child in self.content:
            if isinstance(child, str):
                yield child
            else:
                yield from child._pieces()


class _Refused(Exception):
    """A file that declares entities, or nests its elements too deeply."""


def parse_xml(text: str, path: str, columns: ColumnNames) -> ParsedSource:
    """Parse an XML file. What comes before a fault is read, and the rest is kept as it stands."""
    records: list[Record] = []
    problems: list[Problem] = []
    lost: list[Unparsed] = []
    lines = split_lines(text)
    first = _FIRST.search(text[:_FAR])
    holder = _HOLDERS[first[1] if first else ""]

    def take(node: _Node) -> None:
        record, found = make_record(holder.given(node, path))
        problems.extend(found)
        if record is not None:
            records.append(record)
        else:
            raw = "\n".join(lines[node.line - 1 : reader.line])
            keep(node.line, raw, "this reference says nothing of a paper")

    def keep(line: int, raw: str, reason: str) -> None:
        stretch, problem = unparsed(path, line, raw, reason)
        lost.append(stretch)
        problems.append(problem)

    reader = _Reader(holder.names, take, 1 + text[: len(text) - len(text.lstrip())].count("\n"))
    try:
        reader.read(text.lstrip())
    except expat.ExpatError as fault:
        reason = f"this is not valid XML: {expat.ErrorString(fault.code)} in line {reader.line}"
        keep(reader.start or reader.line, "\n".join(lines[(reader.start or reader.line) - 1 :]), reason)
    except _Refused as fault:
        keep(reader.start or reader.line, "\n".join(lines[(reader.start or reader.line) - 1 :]), str(fault))
    if not records and not problems:
        problems.append(warning("no-papers", Origin(path, 0), "this file has no references in it"))
    account = account_of_lines(text, path, KIND, "content", len(records))
    return ParsedSource(tuple(records), tuple(problems), account, tuple(lost))


class _Reader:
    """Hands over each element of some names, whole, as it ends."""

    def __init__(self, names: frozenset[str], take: Callable[[_Node], None], first_line: int) -> None:
        self._names, self._take, self._above = names, take, first_line - 1
        self._open: list[_Node] = []
        self._depth = 0
        self._parser = expat.ParserCreate("utf-8")  # whatever the file's own declaration says of its bytes
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._declared
        self._parser.SkippedEntityHandler = self._skipped

    @property
    def line(self) -> int:
        """The line that is being read."""
        return self._parser.CurrentLineNumber + self._above

    @property
    def start(self) -> int:
        """The line where the reference that is being read begins; 0 outside of one."""
        return self._open[0].line if self._open else 0

    def read(self, text: str) -> None:
        self._parser.Parse(text.encode("utf-8", "replace"), True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise _Refused(f"elements are nested more than {_MOST_DEPTH} deep")
        plain = name.rpartition(":")[2]
        if self._open or (plain in self._names and self._depth > 1):
            node = _Node(plain, self.line, attributes)
            if self._open:
                self._open[-1].content.append(node)
            self._open.append(node)

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._open:
            node = self._open.pop()
            if not self._open:
                self._take(node)

    def _text(self, text: str) -> None:
        if self._open:
            self._open[-1].content.append(text)

    def _declared(self, *_: object) -> None:
        raise _Refused("this file declares entities, which are not read")

    def _skipped(self, name: str, is_parameter: bool) -> None:
        self._text("" if is_parameter else html.unescape(f"&{name};"))


def _endnote(node: _Node, path: str) -> Given:
    titles = next(node.all("titles"), node)
    year = loose_date(node.text("dates", "year"))
    day = loose_date(node.text("dates", "pub-dates", "date"), year.year if year else None)
    urls = (*node.texts("urls", "related-urls", "url"), *node.texts("urls", "web-urls", "url"))
    venues = (titles.text("secondary-title"), node.text("periodical", "full-title"), node.text("publisher"))
    return Given(
        kind=KIND,
        origin=Origin(path, next((title.line for title in titles.all("title")), node.line)),
        name=node.text("accession-num") or node.text("label") or node.text("rec-number"),
        title=ended(titles.text("title")),
        abstract=node.text("abstract"),
        authors=tuple(printed_name(name) for name in node.texts("contributors", "authors", "author")),
        date=day if day and year and day.year == year.year else year,
        venue=next(filter(None, venues), ""),
        dois=tuple(filter(None, [node.text("electronic-resource-num")])),
        urls=urls,
        keywords=tuple(word for text in node.texts("keywords", "keyword") for word in split_keywords(text)),
        locator=parse_locator(node.text("volume"), node.text("number"), node.text("pages")),
        edition=parse_edition(node.text("edition")),
    )


def _pubmed(node: _Node, path: str) -> Given:
    citation = next(node.all("MedlineCitation"), None) or next(node.all("BookDocument"), node)
    article = next(citation.all("Article"), citation)
    journal = next(article.all("Journal"), next(article.all("Book"), article))
    issue = next(journal.all("JournalIssue"), journal)
    day = next(issue.all("PubDate"), issue)
    parts = [day.text(name) for name in ("Year", "Month", "Day", "MedlineDate")]
    texts = [(part.attributes.get("Label", ""), part.text()) for part in article.all("Abstract", "AbstractText")]
    ids = (*article.all("ELocationID"), *node.all("PubmedData", "ArticleIdList", "ArticleId"))
    dois = [one.text() for one in ids if "doi" in (one.attributes.get("EIdType"), one.attributes.get("IdType"))]
    titles = [*article.all("ArticleTitle"), *journal.all("BookTitle")]
    pages = next(article.all("Pagination"), article)
    heading = citation.texts("MeshHeadingList", "MeshHeading", "DescriptorName")
    return Given(
        kind=KIND,
        origin=Origin(path, titles[0].line if titles else node.line),
        name=citation.text("PMID"),
        title=ended(titles[0].text()) if titles else "",
        abstract=" ".join(f"{label}: {text}" if label else text for label, text in texts),
        authors=tuple(filter(None, map(_person, article.all("AuthorList", "Author")))),
        date=loose_date("-".join(parts[:2]) if parts[1].isdigit() else " ".join(filter(None, parts))),
        venue=next(filter(None, (journal.text(name) for name in ("Title", "ISOAbbreviation", "BookTitle"))), ""),
        dois=tuple(dois[:1]),
        keywords=(*citation.texts("KeywordList", "Keyword"), *heading),
        locator=parse_locator(
            issue.text("Volume"),
            issue.text("Issue"),
            pages.text("MedlinePgn") or pages.text("StartPage"),
            pages.text("EndPage"),
        ),
    )


def _person(author: _Node) -> str:
    name = joined_name(author.text("ForeName") or author.text("Initials"), author.text("LastName"))
    suffix = author.text("Suffix")
    return author.text("CollectiveName") or (f"{name}, {suffix}" if suffix else name)


def _atom(node: _Node, path: str) -> Given:
    return Given(
        kind=KIND,
        origin=Origin(path, next((title.line for title in node.all("title")), node.line)),
        title=ended(node.text("title")),
        abstract=node.text("summary"),
        authors=node.texts("author", "name"),
        date=loose_date(node.text("published") or node.text("updated")),
        venue=node.text("journal_ref"),
        dois=tuple(filter(None, [node.text("doi")])),
        urls=(*node.texts("id"), *(link.attributes.get("href", "") for link in list(node.all("link"))[:1])),
    )


def _dblp(node: _Node, path: str) -> Given:
    names = (node.text(name) for name in ("journal", "booktitle", "school", "publisher"))
    return Given(
        kind=KIND,
        origin=Origin(path, next((title.line for title in node.all("title")), node.line)),
        name=node.attributes.get("key", ""),
        title=ended(node.text("title")),
        authors=tuple(map(without_homonym, node.texts("author"))),
        date=loose_date(node.text("year")),
        venue="" if node.name in ("proceedings", "book") else next(filter(None, names), ""),
        urls=node.texts("ee"),
        locator=parse_locator(node.text("volume"), node.text("number"), node.text("pages")),
    )


@dataclass(frozen=True, slots=True)
class _Holder:
    """What one kind of file holds: the names of its references, and what each of them says."""

    names: frozenset[str]
    given: Callable[[_Node, str], Given]


_ENDNOTE = _Holder(frozenset({"record"}), _endnote)
_DBLP_TYPES = "article inproceedings proceedings book incollection phdthesis mastersthesis data"
_HOLDERS = {
    "xml": _ENDNOTE,
    "records": _ENDNOTE,
    "PubmedArticleSet": _Holder(frozenset({"PubmedArticle", "PubmedBookArticle"}), _pubmed),
    "feed": _Holder(frozenset({"entry"}), _atom),
    "dblp": _Holder(frozenset(_DBLP_TYPES.split()), _dblp),
}
"""The first element of a file to what it holds."""
