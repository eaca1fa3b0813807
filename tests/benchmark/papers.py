"""Invented papers, always the same for a number and a seed: as notes for site-builder and as articles for Pelican."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

SEED = 20260101
VOCABULARY = 40_000
ABSTRACT_WORDS = (140, 270)
SPREAD = (15, 1.5)
"""Zipf-Mandelbrot shift and exponent, chosen so that 294 abstracts have about 6,000 distinct words, as real ones do."""


@dataclass(frozen=True)
class InventedPaper:
    number: int
    title: str
    authors: tuple[str, ...]
    date: str
    themes: tuple[str, ...]
    abstract: str


def invent_papers(count: int, themes: list[str], seed: int = SEED) -> Iterator[InventedPaper]:
    """Papers whose words are distributed as in real text (Zipf), with the phrases of real rules strewn in."""
    source = random.Random(seed)
    words = _vocabulary(source)
    shift, exponent = SPREAD
    weights = [1 / (rank + shift) ** exponent for rank in range(len(words))]
    families = ["".join(source.choices(_SYLLABLES, k=3)).title() for _ in range(2_000)]
    phrases = ("object detection", "semantic segmentation", "vision transformer", "filter pruning", "data augmentation")
    for number in range(count):
        title = " ".join(source.choices(words, weights, k=source.randint(5, 11))).capitalize()
        text = source.choices(words, weights, k=source.randint(*ABSTRACT_WORDS))
        text.insert(source.randrange(len(text)), source.choice(phrases))
        authors = tuple(
            f"{source.choice('ABCDEFGHJKLM')}. {source.choice(families)}" for _ in range(source.randint(1, 6))
        )
        yield InventedPaper(
            number,
            f"{title} {number}",
            tuple(dict.fromkeys(authors)),
            f"{source.randint(2011, 2025)}-{source.randint(1, 12):02d}-{source.randint(1, 28):02d}",
            tuple(source.sample(themes, source.choice((1, 1, 2, 2, 3)))),
            ". ".join(" ".join(text[at : at + 18]).capitalize() for at in range(0, len(text), 18)) + ".",
        )


_SYLLABLES = (
    "con",
    "vo",
    "lu",
    "ti",
    "net",
    "fil",
    "ter",
    "ka",
    "ro",
    "mi",
    "de",
    "pth",
    "gra",
    "sen",
    "al",
    "or",
    "is",
)


def _vocabulary(source: random.Random) -> list[str]:
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        words["".join(source.choices(_SYLLABLES, k=source.randint(1, 4)))] = None
    return list(words)


def write_notes(papers: list[InventedPaper], themes: Path, folder: Path) -> None:
    """Write a survey: a note for each paper with its abstract as the note's text, and the themes with rules.

    Their texts and reading paths stay away, for they name papers that are not invented.
    """
    (folder / "papers").mkdir(parents=True)
    (folder / "themes").mkdir()
    for theme in themes.glob("*.md"):
        front = yaml.safe_load(theme.read_text("utf-8").split("---\n")[1])
        kept = yaml.safe_dump({key: front[key] for key in ("title", "order", "scope", "rules")}, allow_unicode=True)
        (folder / "themes" / theme.name).write_text(f"---\n{kept}---\n", "utf-8")
    (folder / "survey.yaml").write_text("title: Invented papers\nupdated: 2026-01-01\n", "utf-8")
    for paper in papers:
        authors = "".join(f"  - {name}\n" for name in paper.authors)
        front = f"title: {paper.title}\nauthors:\n{authors}date: {paper.date}\nthemes: [{', '.join(paper.themes)}]\n"
        path = folder / "papers" / f"paper-{paper.number}.md"
        path.write_text(f"---\n{front}---\n\n{paper.abstract}\n", "utf-8")


def write_articles(papers: list[InventedPaper], folder: Path) -> None:
    """Write the same papers for Pelican: the primary theme as category, all themes as tags."""
    (folder / "content").mkdir(parents=True)
    for paper in papers:
        head = (
            f"Title: {paper.title}\nDate: {paper.date}\nCategory: {paper.themes[0]}\nTags: {', '.join(paper.themes)}\n"
            f"Authors: {'; '.join(paper.authors)}\nSlug: paper-{paper.number}\n"
        )
        (folder / "content" / f"paper-{paper.number}.md").write_text(f"{head}\n{paper.abstract}\n", "utf-8")
    usual = 'SITENAME = "Invented papers"\nSITEURL = ""\nTIMEZONE = "UTC"\nPATH = "content"\nRELATIVE_URLS = True\n'
    years = 'YEAR_ARCHIVE_SAVE_AS = "years/{date:%Y}.html"\n'
    bare = (
        'THEME = "simple"\nDEFAULT_PAGINATION = False\nDIRECT_TEMPLATES = ["index", "tags", "categories"]\n'
        "FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None\n"
        'AUTHOR_SAVE_AS = ""\n'
    )
    (folder / "usual.py").write_text(usual + years, "utf-8")
    (folder / "bare.py").write_text(usual + bare, "utf-8")


def main() -> None:
    """Write the papers in both forms: ``python papers.py COUNT THEMES FOLDER``."""
    count, themes, folder = int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    papers = list(invent_papers(count, sorted(path.stem for path in themes.glob("*.md"))))
    write_notes(papers, themes, folder / "notes")
    write_articles(papers, folder / "pelican")


if __name__ == "__main__":
    main()
