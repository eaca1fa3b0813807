"""Fields of one reference, from YAML, into a record: shared by paper notes and YAML lists."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from site_builder.dates import parse_date
from site_builder.locators import parse_locator
from site_builder.model import KINDS, Date, Decisions, FileAccount, Findings, Link, Record, Result
from site_builder.problems import Origin
from site_builder.text import shortened, split_lines
from site_builder.urls import is_slug, web_address
from site_builder.yaml_fields import FieldReader, Items, Scalar, nearest

_ARXIV = re.compile(
    r"(?:arxiv:\s*|(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/)?"
    r"(?:(?P<new>[0-9]{4}\.[0-9]{4,5})|(?P<archive>[a-z-]+)(?:\.[A-Z]{2})?/(?P<old>[0-9]{7}))"
    r"(?:v[0-9]+)?(?:\.pdf)?/?(?:\s*\[[a-z.-]+\])?",
    re.IGNORECASE | re.ASCII,
)
_DOI = re.compile(
    r"(?:doi:\s*|(?P<web>(?:https?://)?(?:www\.|dx\.)?doi\.org/))?(?P<id>10\.[0-9]{4,9}(?:\.[0-9]+)*(?:/|%2F)\S+)",
    re.IGNORECASE,
)
_LINE_END = re.compile(r"(?<!\s)\s*\n\s*")
_SEVERAL_NAMES = re.compile(r"[,;&]|\band\b")
_NO = ("false", "no", "off", "n", "0")
_YES = ("true", "yes", "on", "y", "1")
_SHA = re.compile(r"[0-9a-f]{12}")
_DECISIONS = ("slug", "themes", "add_themes", "remove_themes", "same_as", "distinct_from", "exclude")


def parse_arxiv(text: str) -> str | None:
    """An arXiv id as people write it (with prefix, address or version) into the bare id; None when it is none."""
    found = _ARXIV.fullmatch(text.strip())
    if not found:
        return None
    # math.GT/0309136 and math/0309136 are one paper: arXiv itself leaves the class out.
    return found["new"] or f"{found['archive'].lower()}/{found['old']}"


def parse_doi(text: str) -> str | None:
    """A DOI as people write it (with prefix or resolver address) into the bare lower-case DOI; None when it is none."""
    found = _DOI.fullmatch(text.strip().rstrip(".,;"))
    if not found:
        return None
    doi = unquote(found["id"]) if found["web"] else found["id"]
    return None if "%2f" in doi.lower() or any(char.isspace() for char in doi) else doi.lower()


def parse_record(
    fields: FieldReader, source: str, note: str = "", note_line: int = 0, slug: str | None = None
) -> Record | None:
    """Take one record from a mapping's fields; None when it has no title. Faults gather in ``fields``.

    ``slug`` is the paper's address where no field fixes it.
    """
    title = fields.text("title", required=True)
    title_line = fields.line_of("title")
    abstract = fields.text("abstract")
    authors = _authors(fields)
    count = fields.number("author_count")
    date = _date(fields)
    venue = fields.text("venue")
    arxiv = _identifier(fields, "arxiv", parse_arxiv, "an arXiv id such as 1403.6382")
    doi = _identifier(fields, "doi", parse_doi, "a DOI such as 10.1000/182")
    sha = fields.text("abstract_sha256")
    if sha is not None and not _SHA.fullmatch(sha):
        fields.report(
            "wrong-type", fields.line_of("abstract_sha256"), "`abstract_sha256` must be 12 hexadecimal digits"
        )
        sha = None
    links = _links(fields)
    keywords = fields.texts("keywords")
    keys = fields.texts("keys")
    locator = parse_locator(*(fields.text(name) or "" for name in ("volume", "number", "pages")))
    findings = _findings(fields)
    decisions = _decisions(fields, slug)
    if title is None:
        return None
    title = _LINE_END.sub(" ", title)  # a block of YAML may have several lines, a title has one
    return Record(
        source=source,
        origin=Origin(fields.path, title_line),
        title=title,
        abstract=abstract,
        abstract_sha256=sha,
        authors=authors,
        author_count=count,
        date=date,
        venue=venue,
        arxiv=arxiv,
        doi=doi,
        links=links,
        findings=findings,
        note=note,
        note_line=note_line,
        decisions=decisions,
        keywords=keywords,
        keys=keys,
        locator=locator,
    )


def _authors(fields: FieldReader) -> tuple[str, ...]:
    value = fields.value("authors")
    if isinstance(value, Scalar) and _SEVERAL_NAMES.search(value.text or ""):
        hint = "Write a list, one `- Name` a line, also where it is a single name."
        message = f"one author or several? `{shortened(value.text or '')}` counts as one name"
        fields.warn("one-author", value.line, message, hint)
    return fields.texts("authors")


def _date(fields: FieldReader) -> Date | None:
    text = fields.text("date")
    if text is None:
        return None
    date = parse_date(text)
    if date is None:
        hint = "Write it as 2014, 2014-03 or 2014-03-23."
        fields.report("bad-date", fields.line_of("date"), f"`{shortened(text)}` is not a date", hint)
    return date


def _identifier(fields: FieldReader, name: str, parse: Callable[[str], str | None], wanted: str) -> str | None:
    text = fields.text(name)
    if text is None:
        return None
    parsed = parse(text)
    if parsed is None:
        fields.report("bad-identifier", fields.line_of(name), f"`{shortened(text)}` is not {wanted}")
    return parsed


def _links(fields: FieldReader) -> tuple[Link, ...]:
    value = fields.value("links")
    if value is None:
        return ()
    if not isinstance(value, Items):
        fields.report("wrong-type", value.line, "`links` must be a list", "One `- Label: https://…` a line.")
        return ()
    links = []
    for child in value.values:
        if isinstance(child, Scalar):
            pairs = [("Link", child.text or "", child.line)]
        else:
            inner = FieldReader(child, fields.path, child.line)
            fields.problems.extend(inner.problems)
            pairs = [
                (key.strip() or "Link", (item.text or "") if isinstance(item, Scalar) else "", line)
                for key, item, line in inner.all_pairs()
            ]
        for label, text, line in pairs:
            url = web_address(text)
            if url is None:
                hint = "A link starts with http:// or https:// and names a host."
                fields.report("bad-link", line, f"`{text[:80]}` is not an address that can be linked to", hint)
            else:
                links.append(Link(label, url))
    return tuple(links)


def _findings(fields: FieldReader) -> Findings:
    kind = fields.text("kind")
    if kind is not None and kind not in KINDS:
        close = nearest(kind, KINDS)
        hint = f"Did you mean `{close}`?" if close else f"Known kinds: {', '.join(KINDS)}."
        fields.report("unknown-kind", fields.line_of("kind"), f"`{shortened(kind)}` is no kind of paper", hint)
        kind = None
    return Findings(
        gist=fields.text("gist"),
        name=fields.text("name"),
        kind=kind,
        tasks=fields.texts("tasks"),
        datasets=fields.texts("datasets"),
        results=_results(fields),
    )


def _results(fields: FieldReader) -> tuple[Result, ...]:
    value = fields.value("results")
    if value is None:
        return ()
    hint = "One `- {measure: top-1 accuracy, value: 78.8%, dataset: ImageNet}` a line."
    if not isinstance(value, Items):
        fields.report("wrong-type", value.line, "`results` must be a list", hint)
        return ()
    results = []
    for child in value.values:
        inner = FieldReader(child, fields.path, child.line)
        measure, figure = inner.text("measure", required=True), inner.text("value", required=True)
        dataset, setting = inner.text("dataset"), inner.text("setting")
        fields.problems.extend(inner.finish())
        if measure is not None and figure is not None:
            results.append(Result(measure, figure, dataset, setting))
    return tuple(results)


def _decisions(fields: FieldReader, named: str | None) -> Decisions:
    slug = fields.text("slug")
    if slug is not None and not is_slug(slug):
        hint = "A slug has lower-case letters a to z, digits and single hyphens, such as `deep-image-prior`."
        fields.report("bad-slug", fields.line_of("slug"), f"`{shortened(slug)}` cannot be a page's address", hint)
        slug = None
    curated = _distinct(fields, "themes")
    return Decisions(
        slug=slug or named,
        themes=curated if fields.has("themes") else None,
        add_themes=_distinct(fields, "add_themes"),
        remove_themes=_distinct(fields, "remove_themes"),
        same_as=fields.texts("same_as"),
        distinct_from=fields.texts("distinct_from"),
        exclude=_exclude(fields),
        places={name: Origin(fields.path, fields.line_of(name)) for name in _DECISIONS if fields.has(name)},
    )


def _distinct(fields: FieldReader, name: str) -> tuple[str, ...]:
    values = fields.texts(name)
    for value in dict.fromkeys(values):
        if values.count(value) > 1:
            message = f"`{name}` names `{shortened(value)}` more than once"
            fields.warn("repeated-value", fields.line_of(name), message)
    return tuple(dict.fromkeys(values))


def _exclude(fields: FieldReader) -> str | None:
    """The reason for leaving a paper out; a bare yes or no is none, and the paper stays in."""
    reason = fields.text("exclude")
    if reason is None or reason.lower() not in (*_NO, *_YES):
        return reason
    hint = "Remove the line to keep the paper."
    if reason.lower() in _YES:
        hint = "Write why the paper is left out, such as `exclude: not about the survey's subject`."
    fields.report("no-reason", fields.line_of("exclude"), f"`exclude` wants a reason, not `{reason}`", hint)
    return None


def account_of_lines(text: str, path: str, source: str, kind: str, records: int) -> FileAccount:
    """The account of a file that stands or falls as a whole: a line that is not blank is of the one ``kind``."""
    lines = split_lines(text)
    blank = sum(1 for line in lines if not line.strip())
    return FileAccount(path, source, {"blank": blank, kind: len(lines) - blank}, len(lines), records)
