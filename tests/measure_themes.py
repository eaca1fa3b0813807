"""Measure the default survey's rules against labels: python tests/measure_themes.py LABELS.json PAPERS.json [THEMES]

PAPERS.json is a list of {"n", "title", "abstract"}; LABELS.json maps "n" to theme ids, the primary one first, or is
such a list with "themes" in each. THEMES is a folder of theme files, ``content/themes`` unless given. What the rules
alone say is compared with the labels: micro-F1 over all pairs of paper and theme, macro-F1 over themes, and the papers
where the two differ.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # so that it runs from a clone without installing

from site_builder.classify import classify_papers  # noqa: E402
from site_builder.model import Decisions, Findings, Paper, SourceText  # noqa: E402
from site_builder.problems import Origin  # noqa: E402
from site_builder.theme_files import parse_themes  # noqa: E402
from site_builder.themes import Theme  # noqa: E402

THEMES = ROOT / "content" / "themes"


@dataclass(frozen=True)
class Measure:
    """How well what was said agrees with what is right."""

    right: int
    said: int
    there: int

    @property
    def precision(self) -> float:
        return self.right / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.said + self.there) if self.said + self.there else 1.0


def plain_paper(
    slug: str, title: str, abstract: str | None, *, note: str = "", decisions: Decisions | None = None
) -> Paper:
    """A paper of which nothing else is known."""
    return Paper(
        slug=slug,
        title=title,
        abstract=abstract,
        authors=(),
        author_count=None,
        date=None,
        venue=None,
        arxiv=None,
        doi=None,
        links=(),
        findings=Findings(),
        note=note,
        note_origin=None,
        decisions=decisions or Decisions(),
        origins=(Origin(f"{slug}.md", 1),),
        sources=("note",),
        added=None,
    )


def read_themes(folder: Path = THEMES) -> tuple[Theme, ...]:
    """The themes of a folder; raises ValueError when a file is wrong."""
    files = sorted(folder.glob("*.md"))
    themes, problems = parse_themes([SourceText(file.name, file.read_text("utf-8")) for file in files])
    if problems:
        raise ValueError("\n".join(map(str, problems)))
    return themes


def by_rules(papers: Sequence[Paper], themes: Sequence[Theme]) -> list[tuple[str, ...]]:
    """The themes that the rules alone give each paper."""
    assignments, _ = classify_papers(papers, themes, rules_only=True)
    return [tuple(one.theme for one in assignments[paper.slug]) for paper in papers]


def measure(said: Iterable[Iterable[str]], there: Iterable[Iterable[str]], theme: str | None = None) -> Measure:
    """Compare the themes said with those that are there, paper by paper; of one theme or of all."""
    right = total_said = total_there = 0
    for one, other in zip(said, there, strict=True):
        ours = {name for name in one if theme in (None, name)}
        theirs = {name for name in other if theme in (None, name)}
        right += len(ours & theirs)
        total_said += len(ours)
        total_there += len(theirs)
    return Measure(right, total_said, total_there)


def report(papers: Sequence[Paper], labels: Sequence[Sequence[str]], themes: Sequence[Theme]) -> str:
    """All figures, and a line for each paper where rules and labels differ."""
    said = by_rules(papers, themes)
    rows = [(theme.id, measure(said, labels, theme.id)) for theme in themes]
    every = measure(said, labels)
    first = sum(one[:1] == tuple(other[:1]) for one, other in zip(said, labels, strict=True))
    lines = [
        f"{len(papers)} papers: micro-F1 {every.f1:.3f} (precision {every.precision:.3f}, recall {every.recall:.3f}), "
        f"macro-F1 {sum(row.f1 for _, row in rows) / len(rows):.3f}, primary theme right {first / len(papers):.3f}, "
        f"without a theme {sum(not one for one in said)}",
        f"{'theme':<18}{'F1':>6}{'prec.':>7}{'rec.':>6}{'right':>7}{'said':>6}{'there':>7}",
    ]
    for name, row in rows:
        figures = f"{row.f1:>6.2f}{row.precision:>7.2f}{row.recall:>6.2f}{row.right:>7}{row.said:>6}{row.there:>7}"
        lines.append(f"{name:<18}{figures}")
    for paper, one, other in zip(papers, said, labels, strict=True):
        missed = [f"-{name}" for name in other if name not in one]
        extra = [f"+{name}" for name in one if name not in other]
        if missed or extra:
            lines.append(f"{paper.slug}: {' '.join((*missed, *extra))} | {paper.title}")
    return "\n".join(lines)


def _labels(value: Any) -> Mapping[str, Sequence[str]]:
    if isinstance(value, list):
        return {str(one["n"]): one["themes"] for one in value}
    return {str(name): themes for name, themes in value.items()}


def main(arguments: Sequence[str]) -> int:
    """Print the report; 2 when the arguments are not understood."""
    if len(arguments) not in (2, 3):
        print(__doc__, file=sys.stderr)
        return 2
    labels = _labels(json.loads(Path(arguments[0]).read_text("utf-8")))
    listed = json.loads(Path(arguments[1]).read_text("utf-8"))
    papers = [plain_paper(str(one["n"]), one["title"], one["abstract"]) for one in listed if str(one["n"]) in labels]
    themes = read_themes(Path(arguments[2]) if len(arguments) == 3 else THEMES)
    print(report(papers, [labels[paper.slug] for paper in papers], themes))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
