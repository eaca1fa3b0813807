"""Catalogues and corpora for the search tests, and questions put to the scripts of search and lunr.js in Node.js."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from npm_ci import run_node
from surveys import NO_ACCOUNT
from whole_index import serialise_index

from site_builder import resources
from site_builder.catalogue import Catalogue
from site_builder.model import Date, Decisions, Findings, Paper, SourceText
from site_builder.problems import Origin
from site_builder.search import FIELDS, build_search, search_rows
from site_builder.search_shards import MANIFEST
from site_builder.search_texts import paper_texts, said_by
from site_builder.survey import parse_survey
from site_builder.themes import Assignment, Theme

TESTS = Path(__file__).resolve().parent
HERE = Origin("here.md", 1)


def paper(title: str, **given: object) -> Paper:
    """A paper of which only the title is known, unless more is given; its slug is made of letters and digits."""
    slug = "".join(char if char.isascii() and char.isalnum() else "-" for char in title.lower()).strip("-") or "paper"
    fields: dict[str, object] = {
        "slug": "-".join(part for part in slug.split("-") if part), "title": title, "abstract": None, "authors": (),
        "author_count": None,
        "date": None, "venue": None, "arxiv": None, "doi": None, "links": (), "findings": Findings(),
        "note": "",
        "note_origin": None, "decisions": Decisions(), "origins": (HERE,), "sources": ("note",), "added": None,
    }  # fmt: skip
    return Paper(**{**fields, **given})  # type: ignore[arg-type]


def theme(name: str, title: str) -> Theme:
    return Theme(name, title, 1, "A scope.", (), (), "", 1, HERE)


def catalogue(
    papers: Sequence[Paper], themes: Sequence[Theme] = (), of: Mapping[str, Sequence[str]] | None = None
) -> Catalogue:
    """A catalogue of the papers, in order of their slugs; ``of`` names the themes of some."""
    survey, _ = parse_survey(SourceText("survey.yaml", "title: S\n"), (), ())
    assignments = {
        item.slug: tuple(Assignment(name, None, (), True) for name in (of or {}).get(item.slug, ())) for item in papers
    }
    return Catalogue(survey, tuple(themes), tuple(sorted(papers, key=lambda item: item.slug)), assignments, NO_ACCOUNT)


def year(number: int) -> Date:
    return Date(str(number), number)


def corpus(count: int, seed: int = 0) -> list[dict[str, str]]:
    """Documents of made-up words with hyphens, accents, versions and marks, the commoner words much the commoner."""
    chance = random.Random(seed)
    syllables = ["con", "vo", "lu", "tion", "net", "deep", "ing", "er", "ray", "vit", "fast", "y", "ness", "al", "gö"]
    plain = ["".join(chance.choices(syllables, k=chance.randint(1, 3))) for _ in range(400)]
    marked = [f"{a}{chance.choice('-/–.')}{b}" for a, b in zip(plain[:60], plain[100:], strict=False)]
    marked += [f"{word}{chance.choice(['50', 'v4', '++', '3.5', '(n^2)', 's,', '.'])}" for word in plain[60:120]]
    words = plain + marked
    weights = [1 / (place + 2) for place in range(len(words))]
    return [
        {
            "title": " ".join(chance.choices(words, weights, k=chance.randint(1, 9))),
            "text": " ".join(chance.choices(words, weights, k=chance.choice([0, 20, 60, 120]))),
            "author": " , ".join(" ".join(chance.choices(plain, k=2)) for _ in range(chance.randint(0, 3))),
            "theme": chance.choice(["object detection , detection", "pruning", ""]),
            "year": str(chance.randint(2011, 2024)),
        }
        for _ in range(count)
    ]


ENGINE = ("words", "data", "query", "score", "titles", "engine", "near", "correct", "operators")
"""What of static/search-*.js finds papers, in the order in which pages load it; the rest shows them."""


def in_node(question: dict[str, object]) -> object:
    """What tests/run_search.js answers, with the lunr.js and the scripts of search that go into a site."""
    lunr_js = Path(resources.__file__).parent / "_bundled" / "lunr.js"
    own = [resources.static_folder() / f"search-{name}.js" for name in ENGINE]
    return run_node(TESTS / "run_search.js", question, *map(str, [lunr_js, *own]))


def write_search(searched: Catalogue, folder: Path) -> Path:
    """Write the search files of a catalogue as a site has them; returns the folder with the manifest."""
    for name, content in build_search(search_rows(searched)).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return (folder / MANIFEST).parent


def write_whole_index(searched: Catalogue, path: Path) -> Path:
    """Write what lunr.Index.load takes: all in one, from which what the shards give is told to be right or wrong."""
    rows = search_rows(searched)
    said = [said_by(paper_texts(row), rows.themes).fields for row in rows.papers]
    documents = [dict(zip((field.name for field in FIELDS), texts, strict=True)) for texts in said]
    path.write_text(serialise_index(FIELDS, documents), "utf-8")
    return path


def find(search: Path, *queries: str, limit: int = 10) -> list[tuple[int, list[str]]]:
    """For each query, how many papers the page's own search finds, and the slugs of the first."""
    answers = in_node({"kind": "search", "folder": str(search), "queries": list(queries), "options": {"limit": limit}})
    assert isinstance(answers, list)
    return [(answer["total"], [result["id"] for result in answer["results"]]) for answer in answers]
