"""What one reference says in XML: of EndNote, PubMed, arXiv, the DBLP, MODS, and RDF as Zotero writes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from site_builder.locators import parse_edition, parse_locator
from site_builder.people import joined_name, printed_name, without_homonym
from site_builder.problems import Origin
from site_builder.reference_fields import Given, ended, loose_date, split_keywords
from site_builder.xml_nodes import Node

KIND = "xml"
"""What :attr:`Record.source` says of these records."""
_NOTHING = Node("", 0, {})


def _origin(path: str, titles: Iterable[Node], node: Node) -> Origin:
    """The line of the first title, or of the reference where it has none."""
    return Origin(path, next((title.line for title in titles), node.line))


def _split(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for text in texts for word in split_keywords(text))


def _endnote(node: Node, path: str) -> Given:
    titles = next(node.all("titles"), node)
    year = loose_date(node.text("dates", "year"))
    day = loose_date(node.text("dates", "pub-dates", "date"), year.year if year else None)
    urls = (*node.texts("urls", "related-urls", "url"), *node.texts("urls", "web-urls", "url"))
    venues = (titles.text("secondary-title"), node.text("periodical", "full-title"), node.text("publisher"))
    return Given(
        kind=KIND,
        origin=_origin(path, titles.all("title"), node),
        name=node.text("accession-num") or node.text("label") or node.text("rec-number"),
        title=ended(titles.text("title")),
        abstract=node.text("abstract"),
        authors=tuple(printed_name(name) for name in node.texts("contributors", "authors", "author")),
        date=day if day and year and day.year == year.year else year,
        venue=next(filter(None, venues), ""),
        dois=tuple(filter(None, [node.text("electronic-resource-num")])),
        urls=urls,
        keywords=_split(node.texts("keywords", "keyword")),
        locator=parse_locator(node.text("volume"), node.text("number"), node.text("pages")),
        edition=parse_edition(node.text("edition")),
    )


def _pubmed(node: Node, path: str) -> Given:
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
        origin=_origin(path, titles, node),
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


def _person(author: Node) -> str:
    name = joined_name(author.text("ForeName") or author.text("Initials"), author.text("LastName"))
    suffix = author.text("Suffix")
    return author.text("CollectiveName") or (f"{name}, {suffix}" if suffix else name)


def _atom(node: Node, path: str) -> Given:
    return Given(
        kind=KIND,
        origin=_origin(path, node.all("title"), node),
        title=ended(node.text("title")),
        abstract=node.text("summary"),
        authors=node.texts("author", "name"),
        date=loose_date(node.text("published") or node.text("updated")),
        venue=node.text("journal_ref"),
        dois=tuple(filter(None, [node.text("doi")])),
        urls=(*node.texts("id"), *(link.attributes.get("href", "") for link in list(node.all("link"))[:1])),
    )


def _dblp(node: Node, path: str) -> Given:
    names = (node.text(name) for name in ("journal", "booktitle", "school", "publisher"))
    return Given(
        kind=KIND,
        origin=_origin(path, node.all("title"), node),
        name=node.attributes.get("key", ""),
        title=ended(node.text("title")),
        authors=tuple(map(without_homonym, node.texts("author"))),
        date=loose_date(node.text("year")),
        venue="" if node.name in ("proceedings", "book") else next(filter(None, names), ""),
        urls=node.texts("ee"),
        locator=parse_locator(node.text("volume"), node.text("number"), node.text("pages")),
    )


def _mods(node: Node, path: str) -> Given:
    host = next((other for other in node.all("relatedItem") if other.attributes.get("type") == "host"), _NOTHING)
    part = next(host.all("part"), next(node.all("part"), node))
    counted = {detail.attributes.get("type", ""): detail.text("number") for detail in part.all("detail")}
    extent = next(part.all("extent"), part)
    origins = (*node.all("originInfo"), *host.all("originInfo"), part)
    names = ("dateIssued", "copyrightDate", "date", "dateCreated")
    days = (loose_date(origin.text(name)) for origin in origins for name in names)
    places = (_whole_title(host), *(origin.text("publisher") for origin in origins[:1]))
    return Given(
        kind=KIND,
        origin=_origin(path, _titles(node), node),
        name=node.attributes.get("ID", ""),
        title=ended(_whole_title(node)),
        abstract=node.text("abstract"),
        authors=tuple(filter(None, map(_mods_name, filter(_is_author, node.all("name"))))),
        date=next(filter(None, days), None),
        venue=next(filter(None, places), ""),
        dois=tuple(_identifiers(node, "doi")),
        urls=(*_identifiers(node, "uri"), *node.texts("location", "url")),
        keywords=_split(node.texts("subject", "topic")),
        locator=parse_locator(
            counted.get("volume", ""),
            counted.get("issue") or counted.get("number") or "",
            extent.text("start") or extent.text("list"),
            extent.text("end"),
        ),
        edition=parse_edition(node.text("originInfo", "edition")),
    )


def _titles(node: Node) -> Iterator[Node]:
    return (title for title in node.all("titleInfo") if not title.attributes.get("type"))


def _identifiers(node: Node, kind: str) -> Iterator[str]:
    return (one.text() for one in node.all("identifier") if one.attributes.get("type") == kind)


def _whole_title(node: Node) -> str:
    title = next(_titles(node), node)
    whole = f"{title.text('nonSort')} {title.text('title')}".strip()
    return f"{whole}: {title.text('subTitle')}" if title.text("subTitle") else whole


def _is_author(name: Node) -> bool:
    roles = {role.lower() for role in name.texts("role", "roleTerm")}
    return not roles or bool(roles & {"aut", "author", "cre", "creator"})


def _mods_name(name: Node) -> str:
    parts = {part.attributes.get("type", ""): part.text() for part in name.all("namePart")}
    if "family" in parts:
        return joined_name(parts.get("given", ""), parts["family"])
    return printed_name(parts.get("", "") or name.text("displayForm"))


def _rdf(node: Node, path: str) -> Given:
    within = [one for part in node.all("isPartOf") for one in part.content if isinstance(one, Node)]
    holder = next((one for one in within if one.name != "Series"), _NOTHING)
    identifiers = (*node.texts("identifier"), *holder.texts("identifier"))
    places = (
        holder.text("title"),
        node.text("presentedAt", "Conference", "title"),
        node.text("publisher", "Organization", "name"),
    )
    people = (*node.all("authors", "Seq", "li", "Person"), *node.all("creator", "Person"))
    return Given(
        kind=KIND,
        origin=_origin(path, node.all("title"), node),
        title=ended(node.text("title")),
        abstract=node.text("abstract"),
        authors=tuple(filter(None, map(_rdf_name, people))) or tuple(map(printed_name, node.texts("creator"))),
        date=loose_date(node.text("date")),
        venue=next(filter(None, places), ""),
        arxiv=tuple(
            text for text in (node.text("archiveID"), node.text("number")) if text.lower().startswith("arxiv:")
        ),
        dois=tuple(text[4:] for text in identifiers if text.lower().startswith(("doi ", "doi:"))),
        urls=(*node.texts("identifier", "URI", "value"), *_web(node.attributes.get("rdf:about", ""))),
        keywords=_split(node.texts("subject")),
        locator=parse_locator(
            holder.text("volume") or node.text("volume"),
            holder.text("number") or ("" if holder.name else node.text("issue")),
            node.text("pages"),
        ),
        edition=parse_edition(node.text("edition")),
    )


def _rdf_name(person: Node) -> str:
    given = person.text("givenName") or person.text("givenname")
    return joined_name(given, person.text("surname")) or person.text("name")


def _web(address: str) -> tuple[str, ...]:
    return (address,) if address.startswith(("http://", "https://")) else ()


def _rdf_references(nodes: Sequence[Node]) -> Iterator[Node]:
    """The references among all elements of a file, with the journals and books that they name put into them."""
    parts = [
        part
        for node in nodes
        for part in node.all("isPartOf")
        if part.attributes.get("rdf:resource") not in ("", None, node.attributes.get("rdf:about"))
    ]
    holders = Counter(part.attributes["rdf:resource"] for part in parts)
    named = {
        address: _in_short(node, is_shared=holders[address] > 1)
        for node in nodes
        if (address := node.attributes.get("rdf:about", "")) in holders
    }
    for part in parts:
        found = named.get(part.attributes["rdf:resource"])
        if found:
            part.content.append(found)
    for node in nodes:
        kind = node.text("itemType")
        is_other = node.name in _BESIDE or node.attributes.get("rdf:about") in holders or not node.text("title")
        if kind not in ("", "attachment", "note", "annotation") or (not kind and not is_other):
            yield node


def _in_short(holder: Node, *, is_shared: bool) -> Node:
    """What a reference needs of a journal or book: a thousand may name one, which must not make them all large.

    The identifiers of one that only one paper names may be the paper's own, such as its DOI.
    """
    wanted = ("title", "volume", "number") if is_shared else ("title", "volume", "number", "identifier")
    said = [(name, found[:_LONGEST]) for name in wanted for found in holder.texts(name)[:_MOST]]
    return Node(holder.name, holder.line, {}, [Node(name, holder.line, {}, [text]) for name, text in said])


_MOST, _LONGEST = 3, 1_000
_BESIDE = frozenset(["Attachment", "Collection", "Memo", "Journal", "Series", "Person"])
"""What RDF of Zotero has besides references."""


@dataclass(frozen=True, slots=True)
class Holder:
    """What one kind of file holds."""

    names: frozenset[str]
    """The names of its references; none where it is any element within the first one."""
    given: Callable[[Node, str], Given]
    """A reference and the path of its file to what it says."""
    resolve: Callable[[Sequence[Node]], Iterable[Node]] | None = None
    """All elements to those that are references, where these name others."""


_ENDNOTE = Holder(frozenset({"record"}), _endnote)
_DBLP_TYPES = "article inproceedings proceedings book incollection phdthesis mastersthesis data"
_MODS = Holder(frozenset({"mods"}), _mods)
HOLDERS = {
    "xml": _ENDNOTE,
    "records": _ENDNOTE,
    "PubmedArticleSet": Holder(frozenset({"PubmedArticle", "PubmedBookArticle"}), _pubmed),
    "feed": Holder(frozenset({"entry"}), _atom),
    "dblp": Holder(frozenset(_DBLP_TYPES.split()), _dblp),
    "modsCollection": _MODS,
    "mods": _MODS,
    "RDF": Holder(frozenset(), _rdf, _rdf_references),
}
"""The first element of a file, without a prefix, to what it holds."""
