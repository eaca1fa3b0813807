"""A paper's story: where it comes from, what was merged into it, and why it is in its themes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from site_builder.catalogue import Catalogue
from site_builder.model import Paper
from site_builder.problems import Problem
from site_builder.record_fields import parse_arxiv, parse_doi
from site_builder.text import title_key
from site_builder.themes import LISTED, Assignment, Evidence
from site_builder.urls import paper_path, present_slug
from site_builder.yaml_fields import nearest


def find_papers(catalogue: Catalogue, name: str) -> tuple[Paper, ...]:
    """The papers a name can mean, by the first of these that fits any.

    A slug (retired ones too), the path of a page or note, an arXiv id, a DOI, a citation key of a source, a title, the
    short name of what the paper brings, or else whole words of a title.
    """
    path = PurePosixPath(name)
    stem = path.stem if path.suffix in (".html", ".md") else name
    slug = present_slug(stem, catalogue.redirects)
    key, arxiv, doi = title_key(name), parse_arxiv(name), parse_doi(name)
    tests = (
        lambda paper: name in {origin.path for origin in paper.origins} and path.suffix == ".md",
        lambda paper: paper.slug == slug,
        lambda paper: arxiv is not None and paper.arxiv == arxiv,
        lambda paper: doi is not None and paper.doi == doi,
        lambda paper: name in paper.keys,
        lambda paper: title_key(paper.title) == key,
        lambda paper: paper.findings.name is not None and title_key(paper.findings.name) == key,
        lambda paper: bool(key) and f" {key} " in f" {title_key(paper.title)} ",
    )
    for is_meant in tests:
        found = tuple(paper for paper in catalogue.papers if is_meant(paper))
        if found:
            return found
    return ()


def nearest_slug(catalogue: Catalogue, name: str) -> str | None:
    """The slug most like a name that means no paper."""
    return nearest(name, (paper.slug for paper in catalogue.papers))


def explain_departed(catalogue: Catalogue, name: str) -> str | None:
    """What became of the published paper or theme at an address; None for one that nobody has left."""
    for path, departed in catalogue.departed.items():
        if name in (path, PurePosixPath(path).stem):
            why = (
                "no longer in this survey" if departed.reason is None else f"left out of this survey: {departed.reason}"
            )
            return f"{departed.title}\n  page      {path}\n  {why}"
    return None


def explain_paper(catalogue: Catalogue, paper: Paper, problems: Iterable[Problem]) -> str:
    """Tell the paper's story in plain lines."""
    places = set(paper.origins)
    told = [problem for problem in problems if problem.origin in places]
    lines = [paper.title, f"  page      {paper_path(paper.slug)}"]
    lines += [f"  formerly  {paper_path(old)}" for old, new in catalogue.redirects.items() if new == paper.slug]
    lines.append(f"  added     {paper.added.iso if paper.added else 'on a day nobody recorded'}")
    lines.append(f"  authors   {', '.join(paper.authors) or 'not known'}")
    lines.append(f"  date      {(paper.date.iso or paper.date.text) if paper.date else 'not known'}")
    lines.append(f"  venue     {paper.venue or 'not known'}")
    for place in paper.appearances:
        when = (place.date.iso or place.date.text) if place.date else "date not known"
        lines.append(f"  appeared  {place.venue}, {when}{' (preprint)' if place.is_preprint else ''}")
    lines += [f"  link      {link.label}: {link.url}" for link in paper.links]
    count = len(paper.origins)
    lines.append(f"\nIt comes from {f'{count} records, the first of which leads' if count > 1 else '1 record'}:")
    reasons = paper.reasons or ("",) * count
    lines += [
        f"  {origin}  {source}{f', {reason}' if reason else ''}"
        for origin, source, reason in zip(paper.origins, paper.sources, reasons, strict=True)
    ]
    if told:
        lines.append("\nWhat was noticed there:")
        lines += [f"  {line}" for problem in told for line in str(problem).split("\n")]
    return "\n".join([*lines, "", *_themes(catalogue, catalogue.assignments[paper.slug]), ""])


def _themes(catalogue: Catalogue, assignments: Sequence[Assignment]) -> list[str]:
    if not assignments:
        return [
            "It is unsorted: no theme's file gives it one, no rules reach enough points, and no note sets its themes."
        ]
    lines = ["It is filed under, the primary theme first:"]
    for assignment in assignments:
        points = "" if assignment.score is None else f", {assignment.score:g} points"
        who = _who(assignment)
        lines.append(f"  {catalogue.theme_by_id[assignment.theme].title} ({assignment.theme}), {who}{points}")
        lines += [
            f"    and so in {above.title} ({above.id}), of which it is a part"
            for above in reversed(catalogue.trails[assignment.theme])
        ]
        lines += [f"    {given.words}, which {given.origin} asks for" for given in assignment.given]
        lines += [f"    {_reason(evidence)}" for evidence in assignment.because]
    return lines


def _who(assignment: Assignment) -> str:
    if assignment.by_editor:
        return "by the editor"
    if not assignment.given:
        return "by the rules"
    ways = dict.fromkeys("list" if given.way == LISTED else given.way for given in assignment.given)
    return f"by the theme's {' and '.join(ways)}"


def describe_filing(assignments: Sequence[Assignment]) -> list[str]:
    """A paper's themes in lines, the primary one first: each with its points, who decided, and the words that did."""
    lines = []
    for assignment in assignments:
        points = "" if assignment.score is None else f" {assignment.score:g}"
        lines.append(f"    {assignment.theme}{points}{', by the editor' if assignment.by_editor else ''}")
        lines += [f"        {given.words}" for given in assignment.given]
        lines += [f"        {_reason(evidence)}" for evidence in assignment.because]
    return lines or ["    unsorted"]


def _reason(evidence: Evidence) -> str:
    times = f", {evidence.count} times in all" if evidence.count > 1 else ""
    return f"{evidence.points:+g}  “{evidence.found}” in the {evidence.where}{times} ({evidence.phrase})"
