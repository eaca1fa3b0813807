"""The browser makes of chosen papers what the build makes of them, to the byte, and finds them in their parts."""

from __future__ import annotations

import json
import random
from pathlib import Path

from npm_ci import run_node
from references_of import default_catalogue, paper, reference

from site_builder.data_files import PARTS, data_files
from site_builder.model import Date, Findings
from site_builder.references import Reference, make_references
from site_builder.references_bibtex import render_bibtex
from site_builder.references_csl import csl_values, render_csl
from site_builder.references_ris import render_ris

TESTS = Path(__file__).resolve().parent
SCRIPT = TESTS.parent / "static" / "references.js"
PIECES = (
    *r"&%$#_{}~^\<>|@áüçšøłßåếệğıİőđþÅ²₂±×αΩℓ−’“–—…王Ж𝔸ǅ",
    *("--", "---", "``", "''", "?`", "!`", ",,", '"', "Σς", "\u0308", "CNN", "U-Net", "V2", "A", "I", "a", "(B)"),
    *("“C”", r"$\ell_1$", "$x$", "$5", "word", "Word", ":", "-", "lamps,", "Lamps.", "Lamps!", "{Ω}", "x/Y"),
)
VENUES = (
    *(None, "CVPR 2018", "Vision 7(2), 29–31 (2018)", "bioRxiv 2020", "arXiv", "PhD thesis, Łódź", "Á & B Letters"),
    *("book chapter, X & Co 2020 (Lamps)", "ICML 2021 (PMLR 139, pages 1-9)", "Lamps 3, 7"),
)
NAMES = (
    *("Laurens van der Maaten", "John Foote Jr.", "OpenAI Team", "Bob and Sons", "Plato", "王小明", "Nguyễn Thị Ơn"),
    *("Ortega y Gasset, José", "Luc Van Gool", "Stéphane d'Ascoli", "A {B} C", "X_1 Y", "D, E, F, G"),
)
DATES = (None, Date("2018", 2018), Date("2018-03", 2018, 3), Date("2018-03-09", 2018, 3, 9), Date("Dec 1", None, 12, 1))


def in_browser(**question: object) -> dict[str, str]:
    found = run_node(TESTS / "run_references.js", question, str(SCRIPT))
    assert isinstance(found, dict)
    return found


def made(references: list[Reference]) -> dict[str, str]:
    return {"bibtex": render_bibtex(references), "ris": render_ris(references), "csl": render_csl(references)}


def test_the_default_survey_is_the_same_in_both_languages() -> None:
    references = list(default_catalogue().references.values())
    assert len(references) == len(default_catalogue().papers)
    answer = in_browser(papers=[csl_values(one) for one in references])
    for name, text in made(references).items():
        assert answer[name].encode() == text.encode(), name


def test_hard_references_are_the_same_in_both_languages() -> None:
    chance = random.Random(5)
    papers = []
    for number in range(600):
        facts = {
            "title": " ".join(chance.choices(PIECES, k=chance.randint(1, 9))),
            "authors": tuple(chance.sample(NAMES, chance.randint(0, 4))),
            "author_count": chance.choice((None, 9)),
            "date": chance.choice(DATES),
            "venue": chance.choice(VENUES),
            "arxiv": chance.choice((None, "1505.04597", "math/0309136")),
            "doi": chance.choice((None, "10.1000/a}b{", "10.1000/<x>#y_z")),
            "abstract": chance.choice((None, "Ab\nc & d")),
            "findings": Findings(gist="".join(chance.choices(PIECES, k=5)), tasks=("a, b", "c & d")),
        }
        papers.append(paper(f"p-{number}", **facts))
    references = list(make_references(papers, with_abstracts=True).values())
    answer = in_browser(papers=[csl_values(one) for one in references])
    for name, text in made(references).items():
        ends = {"bibtex": "\n\n", "ris": "\r\n\r\n", "csl": "\n"}[name]
        assert answer[name].split(ends) == text.split(ends), name


def test_nothing_makes_nothing() -> None:
    assert in_browser(papers=[]) == {**made([]), "markdown": ""}


def test_papers_are_found_in_their_parts_in_the_order_asked_for() -> None:
    catalogue = default_catalogue()
    scripts = {path: text.decode() for path, text in data_files(catalogue).items() if path.startswith(PARTS)}
    slugs = [one.slug for one in reversed(catalogue.papers)]
    answer = in_browser(scripts=scripts, slugs=[slugs[0], "no-such-paper", *slugs[1:]])
    assert answer["csl"] == render_csl(catalogue.references[slug] for slug in slugs)
    one = in_browser(scripts=scripts, slugs=slugs[:1])
    assert json.loads(one["csl"]) == [csl_values(catalogue.references[slugs[0]])]


def test_a_part_that_is_missing_is_told() -> None:
    assert in_browser(scripts={}, slugs=["lamps"]) == {"error": "parts.js could not be loaded"}


def test_markdown_has_a_line_for_each_paper() -> None:
    full = reference(title="Lamps [2] *now*", authors=("Ada Jug", "Bob Pot"), arxiv="1505.04597", venue="CVPR 2018")
    bare = reference("b", title="What is a pot?", authors=("Ada Jug",), author_count=3, date=Date("2020", 2020))
    answer = in_browser(papers=[csl_values(full), csl_values(bare)])
    assert answer["markdown"] == (
        r"- [Lamps \[2\] \*now\*](<https://arxiv.org/abs/1505.04597>). Ada Jug, Bob Pot. CVPR, 2018."
        "\n"
        "- What is a pot? Ada Jug et al. 2020.\n"
    )
