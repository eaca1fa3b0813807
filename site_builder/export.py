"""Records, papers and themes into the JSON, YAML, BibTeX and CSV that the command prints."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import yaml

from site_builder.catalogue import Account
from site_builder.locators import locator_values
from site_builder.model import Date, Decisions, Findings, Link, Paper, Record
from site_builder.problems import Origin, Problem
from site_builder.references import make_references
from site_builder.references_bibtex import render_bibtex
from site_builder.text import visible
from site_builder.themes import Assignment
from site_builder.urls import arxiv_address, doi_address

_COLUMNS = (
    *("title", "authors", "author_count", "date", "venue", "volume", "number", "pages", "arxiv", "doi", "abstract"),
    *("links", "origins"),
)


def record_values(record: Record) -> dict[str, Any]:
    """One record as plain values: facts, findings, decisions and note; what it does not say is null or empty."""
    return {"source": record.source, **_common(record), "origins": [_origin(record.origin)]}


def paper_values(paper: Paper) -> dict[str, Any]:
    """One paper as plain values, with the places of all its records and why each is one of them."""
    return {
        "id": paper.slug,
        **_common(paper),
        "appearances": [
            {"venue": place.venue, "date": _date(place.date), "preprint": place.is_preprint}
            for place in paper.appearances
        ],
        "origins": [_origin(origin) for origin in paper.origins],
        "reasons": list(paper.reasons),
    }


def _common(item: Record | Paper) -> dict[str, Any]:
    return {
        "title": item.title,
        "abstract": item.abstract,
        "authors": list(item.authors),
        "author_count": item.author_count,
        "date": _date(item.date),
        "venue": item.venue,
        **locator_values(item.locator),
        "arxiv": item.arxiv,
        "doi": item.doi,
        "links": [_link(link) for link in item.links],
        "keywords": list(item.keywords),
        "keys": list(item.keys),
        "findings": _findings(item.findings),
        "decisions": _decisions(item.decisions),
        "note": item.note,
    }


def _findings(findings: Findings) -> dict[str, Any]:
    """By the names that a note has for them."""
    return {
        "gist": findings.gist,
        "name": findings.name,
        "kind": findings.kind,
        "tasks": list(findings.tasks),
        "datasets": list(findings.datasets),
        "results": [asdict(row) for row in findings.results],
    }


def _decisions(decisions: Decisions) -> dict[str, Any]:
    """By the names that a note has for them; ``themes`` is null where the rules decide."""
    return {
        "slug": decisions.slug,
        "themes": None if decisions.themes is None else list(decisions.themes),
        "add_themes": list(decisions.add_themes),
        "remove_themes": list(decisions.remove_themes),
        "same_as": list(decisions.same_as),
        "distinct_from": list(decisions.distinct_from),
        "exclude": decisions.exclude,
    }


def _date(date: Date | None) -> dict[str, str | None] | None:
    return {"text": date.text, "iso": date.iso} if date else None


def _link(link: Link) -> dict[str, str]:
    return {"label": link.label, "url": link.url}


def _origin(origin: Origin) -> dict[str, Any]:
    return {"path": origin.path, "line": origin.line}


def problem_values(problem: Problem) -> dict[str, Any]:
    """One problem as plain values."""
    return {
        "severity": problem.severity.value,
        "code": problem.code,
        **_origin(problem.origin),
        "message": problem.message,
        "hint": problem.hint or None,
    }


def account_values(account: Account) -> dict[str, Any]:
    """The account of lines per file and the sum of records."""
    files = [
        {
            "path": file.path,
            "kind": file.kind,
            "line_count": file.line_count,
            "lines": dict(file.lines),
            "records": file.records,
            "merged": account.merged_by_file.get(file.path, 0),
        }
        for file in account.files
    ]
    total = {
        "records": account.records,
        "papers": account.papers,
        "merged": account.merged,
        "excluded": account.excluded,
        "unparsed": len(account.unparsed),
    }
    return {"files": files, "total": total}


def extract_json(
    records: Iterable[Record], papers: Iterable[Paper], problems: Iterable[Problem], account: Account
) -> str:
    """What ``extract --format json`` prints: one object with records, papers, problems and the account."""
    value = {
        "records": [record_values(record) for record in records],
        "papers": [paper_values(paper) for paper in papers],
        "problems": [problem_values(problem) for problem in problems],
        "account": account_values(account),
        "unparsed": [{**_origin(stretch.origin), "text": stretch.text} for stretch in account.unparsed],
    }
    return _json(value)


def classify_json(papers: Iterable[Paper], assignments: Mapping[str, Sequence[Assignment]]) -> str:
    """What ``classify --format json`` prints: each paper with its themes, strongest first, and what decided."""
    rows = []
    for paper in papers:
        themes = [
            {
                "id": assignment.theme,
                "score": assignment.score,
                "because": [
                    *(given.words for given in assignment.given),
                    *(evidence.found for evidence in assignment.because),
                ],
                "by_editor": assignment.by_editor,
            }
            for assignment in assignments[paper.slug]
        ]
        origins = [_origin(origin) for origin in paper.origins]
        rows.append({"id": paper.slug, "title": paper.title, "origins": origins, "themes": themes})
    return _json({"papers": rows})


def _json(value: Mapping[str, Any]) -> str:
    """JSON in UTF-8, in which the characters that a terminal would obey are escaped as any other control character."""
    return visible(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


class _Dumper(yaml.SafeDumper):
    """Escapes the line separators that YAML would fold into a space."""


_RARE_BREAK = re.compile("[\x85\u2028\u2029]")
_Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style='"' if _RARE_BREAK.search(text) else None
    ),
)


def extract_yaml(papers: Iterable[Paper]) -> str:
    """Papers as a YAML list that this tool reads back as a source, with their findings and the editor's decisions.

    Their notes' texts are left out, for a list has no place for them; JSON has them.
    """
    rows = []
    for paper in papers:
        row: dict[str, Any] = {"title": paper.title}
        row |= {"authors": list(paper.authors)} if paper.authors else {}
        row |= {"author_count": paper.author_count} if paper.author_count and not paper.authors else {}
        row |= {"date": paper.date.iso or paper.date.text} if paper.date else {}
        row |= {"venue": paper.venue} if paper.venue else {}
        row |= {name: value for name, value in locator_values(paper.locator).items() if value}
        for name in ("arxiv", "doi", "abstract"):
            row |= {name: getattr(paper, name)} if getattr(paper, name) else {}
        derived = {paper.arxiv and arxiv_address(paper.arxiv), paper.doi and doi_address(paper.doi)}
        given = [{link.label: link.url} for link in paper.links if link.url not in derived]
        row |= {"links": given} if given else {}
        row |= {"keywords": list(paper.keywords)} if paper.keywords else {}
        row |= {"keys": list(paper.keys)} if paper.keys else {}
        rows.append(row | _said_in_a_list(paper))
    return yaml.dump(rows, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=2**30) if rows else ""


def _said_in_a_list(paper: Paper) -> dict[str, Any]:
    """Findings and decisions as a YAML list has them; merging is done, so `same_as` is said no more."""
    findings, decisions = _findings(paper.findings), _decisions(paper.decisions)
    results = [{name: value for name, value in row.items() if value} for row in findings["results"]]
    said = findings | {"results": results} | decisions | {"same_as": []}
    # An empty list of themes is a decision too: no rule may put the paper anywhere.
    return {name: value for name, value in said.items() if value or (name == "themes" and value is not None)}


def extract_csv(papers: Iterable[Paper]) -> str:
    """The facts of papers as CSV with a heading; several authors, links or origins in one cell are parted by ``; ``.

    Findings, decisions and notes are left out.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for paper in papers:
        date = (paper.date.iso or paper.date.text) if paper.date else ""
        cells = [paper.title, "; ".join(paper.authors), paper.author_count, date, paper.venue]
        cells += [*locator_values(paper.locator).values(), paper.arxiv, paper.doi, paper.abstract]
        links = "; ".join(link.url for link in paper.links)
        writer.writerow([*cells, links, "; ".join(str(origin) for origin in paper.origins)])
    return out.getvalue()


def extract_bibtex(papers: Iterable[Paper]) -> str:
    """The references of papers as BibTeX, with their abstracts.

    What is unknown is left out, and so are decisions, notes and all findings but tasks and the gist.
    """
    return render_bibtex(make_references(papers, with_abstracts=True).values())
