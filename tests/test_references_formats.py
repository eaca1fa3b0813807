"""BibTeX, RIS and CSL-JSON: the default survey read back without loss by others' parsers, and the formats' rules."""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Iterator
from pathlib import Path

import bibtexparser
import citeproc
import pytest
import rispy
from bibtexparser import middlewares
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string
from pylatexenc.latex2text import LatexNodes2Text
from references_of import default_catalogue, reference
from rispy.config import TAG_KEY_MAPPING, TYPE_OF_REFERENCE_MAPPING

from site_builder.model import Date, Findings, Paper
from site_builder.references import Reference
from site_builder.references_bibtex import bibtex_record, render_bibtex
from site_builder.references_csl import csl_values, render_csl
from site_builder.references_names import one_line
from site_builder.references_ris import render_ris, ris_record
from site_builder.text import readable

RAISED = dict(zip("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", strict=True))
LOWERED = dict(zip("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
FLAT = str.maketrans({sign: plain for table in (RAISED, LOWERED) for plain, sign in table.items()})
DECODER = LatexNodes2Text()
CSL_SCHEMA = Path(citeproc.__file__).parent / "data" / "schema" / "schemas" / "styles"
MONTHS = [calendar.month_name[number] for number in range(1, 13)]
MONTHS_IN_BIBTEX = [calendar.month_abbr[number].lower() for number in range(1, 13)]
SPECIALS = (
    "& % $ # _ { } ~ ^ \\ < > | -- --- `` '' ?` ,, \" @ á ü ç š ø ł ß å ế ệ ğ ı İ ő đ þ Å ² ₂ ± × α Ω ℓ ’ “ – … 王 Ж"
)


def decoded(text: str) -> str:
    """LaTeX as pylatexenc reads it, which does not know what raises and lowers and takes an accent on nothing away."""
    text = re.sub(r"\\textsuperscript\{(.)\}", lambda found: RAISED[found[1]], text)
    text = re.sub(r"\\textsubscript\{(.)\}", lambda found: LOWERED[found[1]], text)
    for macro, sign in ((r"\^{}", "\ue000"), (r"\textbraceleft{}", "\ue001"), (r"\textbraceright{}", "\ue002")):
        text = text.replace(macro, sign)
    found = DECODER.latex_to_text(text)
    return found.replace("\ue000", "^").replace("\ue001", "{").replace("\ue002", "}")


def pairs() -> list[tuple[Paper, Reference]]:
    catalogue = default_catalogue()
    return [(paper, catalogue.references[paper.slug]) for paper in catalogue.papers]


def facts(paper: Paper, found: Reference) -> dict[str, object]:
    """What must come back of a paper, told from the paper itself wherever that says it."""
    return {
        "key": found.key,
        "title": one_line(readable(paper.title)),
        "authors": list(paper.authors),
        "arxiv": paper.arxiv or "",
        "doi": paper.doi or "",
        "url": found.url,
        "tasks": list(paper.findings.tasks),
        "gist": one_line(readable(paper.findings.gist or "")),
        "venue": found.venue.name,
        "volume": found.venue.volume,
        "number": found.venue.number,
        "pages": found.venue.pages,
        "series": found.venue.series,
        "publisher": found.venue.publisher,
        "issued": found.issued,
    }


def differences(read: Iterator[dict[str, object]], **changes) -> list[tuple[str, str, object, object]]:
    """Where what was read back is not what was written, as key, field and both values."""
    written = [facts(*pair) for pair in pairs()]
    again = list(read)
    assert len(again) == len(written) == len(default_catalogue().papers) > 0
    return [
        (one["key"], name, one[name], other[name])
        for one, other in zip(written, again, strict=True)
        for name in one
        if changes.get(name, lambda value: value)(one[name]) != other[name]
    ]


def flat(text: str) -> str:
    return text.translate(FLAT)


def in_speech(given: str, particle: str, family: str, suffix: str) -> str:
    return " ".join(part for part in (given, particle, family, suffix) if part)


def test_bibtex_comes_back_through_pybtex() -> None:
    def read() -> Iterator[dict[str, object]]:
        for key, row in parse_string(render_bibtex(default_catalogue().references.values()), "bibtex").entries.items():
            text = {name: decoded(value) for name, value in row.fields.items()}
            raw = row.fields
            people = [
                in_speech(
                    *(
                        decoded(" ".join(part))
                        for part in (
                            [*one.first_names, *one.middle_names],
                            one.prelast_names,
                            one.last_names,
                            one.lineage_names,
                        )
                    )
                )
                for one in row.persons.get("author", [])
            ]
            month = (MONTHS.index(raw["month"]) + 1,) if "month" in raw else ()
            yield {
                "key": key,
                "title": text["title"],
                "authors": people,
                "arxiv": raw.get("eprint", ""),
                "doi": raw.get("doi", ""),
                "url": raw.get("url", ""),
                "tasks": text["keywords"].split(", ") if "keywords" in text else [],
                "gist": text.get("annote", ""),
                "venue": next((text[name] for name in ("journal", "booktitle", "howpublished") if name in text), ""),
                "volume": text.get("volume", ""),
                "number": text.get("number", ""),
                "pages": raw.get("pages", "").replace("--", "-"),
                "series": text.get("series", ""),
                "publisher": text.get("publisher", ""),
                "issued": (int(raw["year"]), *month) if "year" in raw else (),
            }

    assert differences(read(), issued=lambda issued: issued[:2]) == []


def test_bibtex_comes_back_through_bibtexparser_and_its_own_decoder() -> None:
    steps = [middlewares.LatexDecodingMiddleware(), middlewares.SeparateCoAuthors(), middlewares.SplitNameParts()]
    library = bibtexparser.parse_string(render_bibtex(default_catalogue().references.values()), append_middleware=steps)
    assert library.failed_blocks == []

    def read() -> Iterator[dict[str, object]]:
        for row in library.entries:
            values = {name: field.value for name, field in row.fields_dict.items()}
            people = [
                in_speech(*(" ".join(part) for part in (one.first, one.von, one.last, one.jr)))
                for one in values.get("author", [])
            ]
            month = (MONTHS_IN_BIBTEX.index(values["month"]) + 1,) if "month" in values else ()
            yield {
                "key": row.key,
                "title": values["title"],
                "authors": people,
                "arxiv": values.get("eprint", ""),
                "doi": values.get("doi", ""),
                "url": values.get("url", ""),
                "tasks": values["keywords"].split(", ") if "keywords" in values else [],
                "gist": values.get("annote", ""),
                "venue": next(
                    (values[name] for name in ("journal", "booktitle", "howpublished") if name in values), ""
                ),
                "volume": values.get("volume", ""),
                "number": values.get("number", ""),
                "pages": values.get("pages", "").replace("–", "-").replace("--", "-"),
                "series": values.get("series", ""),
                "publisher": values.get("publisher", ""),
                "issued": (int(values["year"]), *month) if "year" in values else (),
            }

    assert differences(read(), title=flat, gist=flat, issued=lambda issued: issued[:2]) == []


def test_ris_comes_back_through_rispy() -> None:
    def read() -> Iterator[dict[str, object]]:
        for row in rispy.loads(render_ris(default_catalogue().references.values())):
            people = []
            for name in row.get("authors", []):
                last, given, suffix, *_ = (*name.split(", "), "", "")
                people.append(in_speech(given, "", last, suffix))
            day = tuple(int(part) for part in row.get("date", "").split("/") if part)
            is_contained = row["type_of_reference"] in ("JOUR", "CONF", "CHAP")
            publisher = row.get("publisher", "")
            pages = "-".join(row[name] for name in ("start_page", "end_page") if name in row)
            yield {
                "key": row["id"],
                "title": row["title"],
                "authors": people,
                "arxiv": row.get("accession_number", "").removeprefix("arXiv:"),
                "doi": row.get("doi", ""),
                "url": row["urls"][0] if "urls" in row else "",
                "tasks": row.get("keywords", []),
                "gist": row["notes"][0] if "notes" in row else "",
                "venue": row["secondary_title"] if is_contained else publisher.replace("arXiv", ""),
                "volume": row.get("volume", ""),
                "number": row.get("number", ""),
                "pages": pages,
                "series": row.get("tertiary_title", ""),
                "publisher": publisher if is_contained else "",
                "issued": day or ((int(row["year"]),) if "year" in row else ()),
            }

    assert differences(read()) == []


def test_csl_json_comes_back() -> None:
    def read() -> Iterator[dict[str, object]]:
        for row in json.loads(render_csl(default_catalogue().references.values())):
            people = [
                one.get("literal")
                or in_speech(
                    *(one.get(part, "") for part in ("given", "non-dropping-particle", "family", "suffix")),
                )
                for one in row.get("author", [])
            ]
            is_contained = "container-title" in row
            publisher = row.get("publisher", "")
            yield {
                "key": row["id"],
                "title": row["title"],
                "authors": people,
                "arxiv": row.get("archive_location", ""),
                "doi": row.get("DOI", ""),
                "url": row.get("URL", ""),
                "tasks": row["keyword"].split(", ") if "keyword" in row else [],
                "gist": row.get("annote", ""),
                "venue": row["container-title"] if is_contained else publisher.replace("arXiv", ""),
                "volume": row.get("volume", ""),
                "number": row.get("issue", ""),
                "pages": row.get("page", ""),
                "series": row.get("collection-title", ""),
                "publisher": publisher if is_contained else "",
                "issued": tuple(row["issued"]["date-parts"][0]) if "issued" in row else (),
            }

    assert differences(read()) == []


# The formats' own rules.


def test_bibtex_has_the_fields_that_its_types_require() -> None:
    required = {
        "article": {"journal"},
        "inproceedings": {"booktitle"},
        "incollection": {"booktitle", "publisher"},
        "misc": set(),
    }
    library = bibtexparser.parse_string(render_bibtex(default_catalogue().references.values()))
    kinds = {row.entry_type for row in library.entries}
    assert kinds == {"article", "inproceedings", "incollection", "misc"}
    for row in library.entries:
        assert required[row.entry_type] <= set(row.fields_dict), row.key
        assert ("eprint" in row.fields_dict) == ("archiveprefix" in row.fields_dict), row.key


def test_bibtex_of_the_survey_is_ascii_but_for_what_latex_has_no_macro_for() -> None:
    text = render_bibtex(default_catalogue().references.values())
    assert {char for char in text if not char.isascii()} <= set("’“”–—…‘")


def test_ris_keeps_to_its_lines() -> None:
    text = render_ris(default_catalogue().references.values())
    assert text.endswith("ER  - \r\n")
    assert text.count("\n") == text.count("\r\n") == text.count("\r")
    records = text.split("\r\n\r\n")
    assert len(records) == len(default_catalogue().papers)
    for record in records:
        lines = record.rstrip("\r\n").split("\r\n")
        assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) and line[:2] in TAG_KEY_MAPPING for line in lines)
        assert lines[0][:2] == "TY" and lines[0][6:] in TYPE_OF_REFERENCE_MAPPING
        assert lines[-1] == "ER  - "
        assert sum(line[:2] in ("TY", "ER") for line in lines) == 2
        dates = [line[6:] for line in lines if line[:2] == "DA"]
        assert all(re.fullmatch(r"[0-9]{4}/[0-9]{2}/([0-9]{2})?/", date) for date in dates)


def csl_words(name: str) -> set[str]:
    """The quoted words of a file of the CSL schema, as citeproc-py brings it."""
    return set(re.findall(r'"([a-zA-Z_-]+)"', (CSL_SCHEMA / name).read_text("utf-8")))


def test_csl_json_has_the_types_and_variables_of_the_csl_schema() -> None:
    types, variables = csl_words("csl-types.rnc"), csl_words("csl-variables.rnc")
    rows = json.loads(render_csl(default_catalogue().references.values()))
    assert {row["type"] for row in rows} <= types
    # CSL-JSON writes `archive_location` as its schema for data has it; the schema for styles names it likewise.
    assert {name for row in rows for name in row} - {"id", "type"} <= variables
    for row in rows:
        for name in ("issued", "available-date"):
            (parts,) = row.get(name, {"date-parts": [[2000]]})["date-parts"]
            assert 1 <= len(parts) <= 3 and all(isinstance(part, int) for part in parts)
        for person in row.get("author", []):
            assert set(person) <= {"family", "given", "non-dropping-particle", "suffix", "literal"}
            assert ("literal" in person) != ("family" in person)


# It knows no `available-date`, and says so.
@pytest.mark.filterwarnings("ignore:The following arguments for Reference")
def test_a_citation_processor_takes_the_whole_survey() -> None:
    rows = json.loads(render_csl(default_catalogue().references.values()))
    source = CiteProcJSON(rows)
    assert list(source) == [row["id"].lower() for row in rows]


# Hard cases.


def field(text: str, name: str) -> str:
    return re.search(rf"^  {name} = {{(.*)}},$", text, re.MULTILINE)[1]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Going deeper with Bayesian lamps", "Going deeper with {Bayesian} lamps"),
        ("Going Deeper With Bayesian Lamps", "Going Deeper With Bayesian Lamps"),
        ("A survey: The case of lamps - An outlook", "A survey: The case of lamps - An outlook"),
        ("R-CNN, “ResNet” and iLamp (U-Net)", "{R-CNN}, “{ResNet}” and {iLamp} ({U-Net})"),
        ("3D Lamps V2 in F1", "{3D} Lamps {V2} in {F1}"),
        ("Padé lamps in Ångström", r"Pad{\'e} lamps in {\AA}ngstr{\"o}m"),
        (r"Learning $\ell_1$-norm lamps", r"Learning {$\ell_1$}-norm lamps"),
        ("Between $5 and $10", r"Between \$5 and \$10"),
        ("A_1 ~ B^x \\foo #1 100% {x}", r"{A\_1} \textasciitilde{} {B\^{}x} \textbackslash{}foo \#1 100\% \{x\}"),
        ("a } b", r"a \textbraceright{} b"),
        ("UIEC^2-Net", r"{UIEC\textsuperscript{2}-Net}"),
    ],
)
def test_titles_in_bibtex(title: str, expected: str) -> None:
    assert field(bibtex_record(reference(title=title)), "title") == expected


@pytest.mark.parametrize(
    ("authors", "count", "expected"),
    [
        (["Laurens van der Maaten"], None, "van der Maaten, Laurens"),
        (["John Foote Jr.", "Luc Van Gool"], None, "Foote, Jr., John and Van Gool, Luc"),
        (["OpenAI Team"], None, "{OpenAI Team}"),
        (["Bob and Sons", "Plato"], None, "{Bob and Sons} and Plato"),
        (["Ortega y Gasset, José"], None, r"{Ortega y Gasset}, Jos{\'e}"),
        (["Barış Özcan"], None, r"{\"O}zcan, Bar{\i}{\c{s}}"),
        (["Nguyễn Thị Minh"], None, r"Minh, Nguy{\~{\^e}}n Th{\d{i}}"),
        (["王小明"], None, "王小明"),
        (["Ada Jug"], 3, "Jug, Ada and others"),
    ],
)
def test_authors_in_bibtex(authors: list[str], count: int | None, expected: str) -> None:
    made = bibtex_record(reference(authors=tuple(authors), author_count=count))
    assert field(made, "author") == expected


def test_more_authors_than_are_known_are_told_in_each_format() -> None:
    found = reference(authors=("Ada Jug",), author_count=3)
    assert csl_values(found)["author"] == [{"family": "Jug", "given": "Ada"}, {"literal": "others"}]
    assert "N1  - Not all of the authors are named here.\r\n" in ris_record(found)


def test_addresses_stand_in_bibtex_as_they_are() -> None:
    made = bibtex_record(reference(doi="10.1007/978_3#%7}"))
    assert field(made, "doi") == "10.1007/978_3#%7%7D"
    assert field(made, "url") == "https://doi.org/10.1007/978_3%23%257%7D"


def test_a_whole_record_in_ris() -> None:
    facts = {"date": Date("2018-02-03", 2018, 2, 3), "venue": "Vision 7(2), 29-31 (2018)", "doi": "10.1/x"}
    found = reference(title="Pots", authors=("A B", "C D Jr."), findings=Findings(gist="G.", tasks=("t",)), **facts)
    assert ris_record(found).split("\r\n") == [
        *("TY  - JOUR", "ID  - b2018pots", "TI  - Pots", "AU  - B, A", "AU  - D, C, Jr.", "PY  - 2018"),
        *("DA  - 2018/02/03/", "T2  - Vision", "VL  - 7", "IS  - 2", "SP  - 29", "EP  - 31", "DO  - 10.1/x"),
        *("UR  - https://doi.org/10.1/x", "KW  - t", "N1  - G.", "ER  - ", ""),
    ]


@given(st.lists(st.sampled_from([*SPECIALS.replace("$ ", "").split(), "Ab", "c", " "]), max_size=12).map("".join))
def test_any_title_comes_back_from_bibtex(text: str) -> None:
    found = reference(title=f"x{text}x", authors=("Ada Jug",))
    made = bibtex_record(found)
    (row,) = parse_string(made, "bibtex").entries.values()
    assert decoded(row.fields["title"]) == found.title
    assert bibtexparser.parse_string(made).failed_blocks == []
