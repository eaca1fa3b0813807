"""A paper's story: where it comes from, what was merged into it, and why it is in its themes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from site_builder.catalogue import Assignment, Catalogue
from site_builder.model import Paper
from site_builder.problems import Problem
from site_builder.record_fields import parse_arxiv, parse_doi
from site_builder.text import title_key
from site_builder.urls import paper_path
from site_builder.yaml_fields import nearest


def find_papers(catalogue: Catalogue, name: str) -> tuple[Paper, ...]:
    """The papers a name can mean: a slug (retired ones too), an arXiv id, a DOI, a title, or else words of a title."""
    slug = catalogue.redirects.get(name, name)
    key, arxiv, doi = title_key(name), parse_arxiv(name), parse_doi(name)
    tests = (
        lambda paper: paper.slug == slug,
        lambda paper: arxiv is not None and paper.arxiv == arxiv,
        lambda paper: doi is not None and paper.doi == doi,
        lambda paper: title_key(paper.title) == key,
        lambda paper: bool(key) and key in title_key(paper.title),
    )
    for is_meant in tests:
        found = tuple(paper for paper in catalogue.papers if is_meant(paper))
        if found:
            return found
    return ()


def nearest_slug(catalogue: Catalogue, name: str) -> str | None:
    """The slug most like a name that means no paper."""
    return nearest(name, (paper.slug for paper in catalogue.papers))


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
    lines += [f"  link      {link.label}: {link.url}" for link in paper.links]
    count = len(paper.origins)
    lines.append(f"\nIt comes from {count} record{'' if count == 1 else 's'}, the first of which leads:")
    lines += [f"  {origin}  {source}" for origin, source in zip(paper.origins, paper.sources, strict=True)]
    if told:
        lines.append("\nWhat was noticed there:")
        lines += [f"  {line}" for problem in told for line in str(problem).split("\n")]
    return "\n".join([*lines, "", *_themes(catalogue, catalogue.assignments[paper.slug]), ""])


def _themes(catalogue: Catalogue, assignments: Sequence[Assignment]) -> list[str]:
    if not assignments:
        return ["It is unsorted: no theme's rules reach enough points, and no note sets its themes."]
    lines = ["It is filed under, the primary theme first:"]
    for assignment in assignments:
        decided = "by the editor" if assignment.by_editor else "by the rules"
        points = "" if assignment.score is None else f", {assignment.score:g} points"
        lines.append(f"  {catalogue.theme_by_id[assignment.theme].title} ({assignment.theme}), {decided}{points}")
        for evidence in assignment.because:
            times = f" ×{evidence.count}" if evidence.count > 1 else ""
            lines.append(
                f"    {evidence.points:+g}  “{evidence.found}”{times} in the {evidence.where} ({evidence.phrase})"
            )
    return lines
