"""Volume, issue and pages: read from every kind of source, telling papers apart, and shown in references."""

from __future__ import annotations

import json
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.facts import make_paper, merge_facts
from site_builder.locators import parse_locator, parse_pages
from site_builder.merge import merge_records
from site_builder.metadata_papers import paper_facts
from site_builder.model import Date, Locator, Record, SourceText
from site_builder.pages_wording import citation, locator_words
from site_builder.problems import Origin
from site_builder.references import make_references
from site_builder.references_bibtex import render_bibtex
from site_builder.references_csl import csl_values
from site_builder.references_ris import render_ris
from site_builder.sources import parse_source
from site_builder.titles import is_heading

TEXT = (
    "We look at how lamps are sorted by shade in nine museums and ask what small networks of lamplighters learn of it. "
    * 3
)
ADA = ("Ada Jug",)
LINES = iter(range(1, 10**6))


def record(title: str = "Editorial", place: tuple[str, ...] = (), **fields) -> Record:
    """A record of one magazine and year; ``place`` is volume, number and pages as a source has them."""
    facts = {"authors": ADA, "venue": "Lamp Magazine", "date": Date("2014", 2014), **fields}
    return Record("bibtex", Origin("a.bib", next(LINES)), title, locator=parse_locator(*place), **facts)


def month(number: int) -> Date:
    return Date(f"2014-{number:02}", 2014, number)


@pytest.mark.parametrize(
    ("written", "pages"),
    [
        ("123--130", "123-130"),
        ("123-30", "123-130"),
        ("123 – 130", "123-130"),
        ("pp. 123\u2014130.", "123-130"),
        ("S12-5", "S12-S15"),
        ("S12-S15", "S12-S15"),
        ("123-30; discussion 131-2", "123-130"),
        ("7--7", "7"),
        ("1-1", "1"),
        ("e1234", "e1234"),
        ("12:1-12:14", "12:1-12:14"),
        ("xii-xv", "xii-xv"),
        ("130-123", "130-123"),
        ("99-103", "99-103"),
        ("320 pages", ""),
        ("-", ""),
        ("", ""),
    ],
)
def test_pages_are_written_in_one_way(written: str, pages: str) -> None:
    assert parse_pages(written) == pages
    assert parse_pages(pages) == pages


@given(st.text(max_size=80))
def test_pages_read_again_are_the_same(text: str) -> None:
    pages = parse_locator(pages=text).pages
    assert len(pages) <= 60
    if pages.isascii() and pages.replace("-", "").isdigit():
        assert parse_pages(pages) == pages


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        (("Vol. 12", "No. 3", "4", "9"), Locator("12", "3", "4-9")),
        (("XII", "Suppl 1", "4-9", "9"), Locator("XII", "Suppl 1", "4-9")),
        (("PP", "99", "1"), Locator("", "", "1")),
        (("12", "ahead-of-print"), Locator("12", "", "")),
        (("12", "", "106384"), Locator("12", "", "106384")),
        (("x" * 100,), Locator()),
    ],
)
def test_a_locator_is_what_fields_say(given_: tuple[str, ...], wanted: Locator) -> None:
    assert parse_locator(*given_) == wanted


@pytest.mark.parametrize(
    "title",
    [
        "Editorial",
        "Guest Editor’s Introduction",
        "From the Editors",
        "Book Reviews",
        "Introduction to the Special Issue",
    ],
)
def test_headings_are_known(title: str) -> None:
    assert is_heading(title)
    assert not is_heading(f"{title}: Lamps of Nine Museums")


LONG = "How small networks sort teapots by glaze"
COLUMN = "The lamplighter’s column"
ONE = {
    "proceedings that count in two ways": (
        record(LONG, ("25",), venue="Advances in Neural Information Processing Systems"),
        record(LONG, ("1", "", "1097-1105"), venue="Proceedings of the 25th International Conference on Lamps"),
    ),
    "a later edition and none of its year": (record(LONG, edition="edition 2"), record(LONG)),
    "a first edition and none": (record(LONG, edition="edition 1"), record(LONG, date=Date("2015", 2015))),
    "an edition and none": (record(LONG, edition="edition 2", abstract=TEXT), record(LONG, abstract=TEXT)),
    "an edition and a version": (record(LONG, edition="edition 2"), record(LONG, edition="version 3")),
    "pages written otherwise": (record(LONG, ("12", "3", "123--130")), record(LONG, ("Vol. 12", "3", "123-30"))),
    "an article's number": (record(LONG, ("12", "", "e1234")), record(LONG, ("12", "", "1234"))),
    "a number and pages": (record(LONG, ("12", "", "106384")), record(LONG, ("12", "", "1-14"))),
    "a volume and none": (record(LONG, ("12", "3")), record(LONG)),
    "an early version": (record(LONG, ("PP", "99", "1-1")), record(LONG, ("12", "3", "45-67"))),
    "a preprint": (
        record(LONG, ("abs/1505.00001",), venue="arXiv", arxiv="1505.00001"),
        record(LONG, ("12", "3", "45-67"), doi="10.1000/1"),
    ),
    "a year for a volume": (record(LONG, ("2014", "3")), record(LONG, ("12", "3"))),
    "two ways to count, the same pages": (record(LONG, ("25", "", "1097-1105")), record(LONG, ("1", "", "1097-1105"))),
    "one abstract, a slip in the volume": (
        record(LONG, ("12", "3"), abstract=TEXT),
        record(LONG, ("21", "3"), abstract=TEXT),
    ),
    "one DOI": (record(LONG, ("12",), doi="10.1000/1"), record(LONG, ("13",), doi="10.1000/1")),
    "a double issue": (record(LONG, ("12", "1-2")), record(LONG, ("12", "1/2"))),
    "a heading in one issue": (record(place=("12", "3", "4-5")), record(place=("12", "3", "4"), venue="Lamp Mag.")),
    "a heading twice in a file": (record(), record()),
    "a venue that says it": (
        record(LONG, venue="MNRAS 450(2) (2014) 1441-1459"),
        record(LONG, ("450", "2", "1441-59"), venue="MNRAS"),
    ),
}
TWO = {
    "a later edition and none of another year": (
        record(LONG, edition="edition 2", abstract=TEXT),
        record(LONG, date=Date("2012", 2012), abstract=TEXT),
    ),
    "volumes of proceedings": (record(LONG, ("1",), venue="CVPR"), record(LONG, ("2",), venue="CVPR")),
    "reports of two years": (record("Annual Report"), record("Annual Report", date=Date("2015", 2015))),
    "editions": (record(LONG, edition="edition 2", abstract=TEXT), record(LONG, edition="edition 3", abstract=TEXT)),
    "numbers of reports": (record(LONG, edition="number tr12"), record(LONG, edition="number tr13")),
    "volumes": (record(LONG, ("12", "3")), record(LONG, ("13", "3"))),
    "issues": (record(COLUMN, ("12", "3", "4-5")), record(COLUMN, ("12", "4", "4-5"))),
    "lettered volumes": (record(LONG, ("A12",)), record(LONG, ("B12",))),
    "seasons": (record(LONG, ("12", "Spring")), record(LONG, ("12", "Fall"))),
    "pages far apart": (record(LONG, ("12", "3", "4-9")), record(LONG, ("12", "3", "44-49"))),
    "pages of short titles": (record(COLUMN, ("12", "3", "4")), record(COLUMN, ("12", "3", "8"))),
    "months of short titles": (record(COLUMN, date=month(2)), record(COLUMN, date=month(3))),
    "a venue that says it": (record(LONG, venue="MNRAS 450(2) (2014)"), record(LONG, ("451",), venue="MNRAS")),
    "months of a heading": (record(date=month(2)), record(date=month(3))),
    "a month and none": (record(date=month(2)), record()),
    "volumes of a heading": (record(place=("12", "3", "101-102")), record(place=("13", "3", "101-102"))),
    "a volume and none of a heading": (record(place=("12", "3")), record()),
    "venues of a heading": (record(place=("12", "3")), record(place=("12", "3"), venue="Jug Magazine")),
    "years of a heading": (record(), record(date=Date("2015", 2015))),
    "a heading, without authors": (record("Reviewers", ("3",), authors=()), record("Reviewers", ("4",), authors=())),
    "a heading with a publisher's one abstract": (
        record(place=("12", "3"), abstract="Presents the editorial of this issue."),
        record(place=("12", "4"), abstract="Presents the editorial of this issue."),
    ),
    "a heading with a long abstract of all issues": (
        record("Call for Papers", ("12", "3"), abstract=TEXT),
        record("Call for Papers", ("12", "4"), abstract=TEXT),
    ),
    "headings with two DOIs": (
        record(place=("12", "3"), abstract=TEXT, doi="10.1000/1"),
        record(place=("12", "3"), abstract=TEXT, doi="10.1000/2"),
    ),
    "headings that are alike": (
        record("Guest Editor's Introduction", ("12", "3")),
        record("Guest Editors' Introduction", ("12", "4")),
    ),
    "a heading and more": (record("Book Review", ("12", "3")), record("Book Review: Lamps of Nine Museums", ("12",))),
}


def joined(*records: Record) -> list[int]:
    return sorted(len(group) for group in merge_records(records)[0].groups)


@pytest.mark.parametrize("name", ONE)
def test_one_paper(name: str) -> None:
    assert joined(*ONE[name]) == joined(*reversed(ONE[name])) == [2]


@pytest.mark.parametrize("name", TWO)
def test_two_papers(name: str) -> None:
    assert joined(*TWO[name]) == joined(*reversed(TWO[name])) == [1, 1]


def test_papers_of_two_issues_are_told_with_the_way_to_settle_it() -> None:
    one, other = TWO["issues"]
    (problem,) = merge_records([one, other])[1]
    assert (problem.severity.value, problem.code, problem.origin) == ("info", "kept-apart", other.origin)
    assert "their issues differ" in problem.message


def test_a_column_of_twelve_issues_is_twelve_papers_and_each_second_export_of_one_joins_it() -> None:
    def column(venue: str) -> list[Record]:
        return [record("From the Editor", ("7", str(number), "2-3"), venue=venue) for number in range(1, 13)]

    assert joined(*column("Lamp Magazine"), *column("LAMP MAGAZINE")) == [2] * 12


BIBTEX = """@{type}{{jug,
  title = {{Lamps by night}}, journal = {{Journal of Lamps}}, year = 2014,
  volume = {{12}}, number = {{3}}, pages = {{45--67}}
}}
"""
FILES = {
    "a.bib": BIBTEX.format(type="article"),
    "b.bib": "@article{jug, title={Lamps by night}, journaltitle={Journal of Lamps}, date={2014}, volume={12},"
    " issue={3}, pages={45–67}}\n",
    "c.bib": "@proceedings{p, title={Journal of Lamps}, volume={12}, number=3, year=2014}\n"
    "@inproceedings{jug, title={Lamps by night}, crossref={p}, pages={45-67}}\n",
    "a.ris": "TY  - JOUR\nTI  - Lamps by night\nT2  - Journal of Lamps\nPY  - 2014\nVL  - 12\nIS  - 3\nSP  - 45\n"
    "EP  - 67\nER  - \n",
    "b.ris": "TY  - JOUR\nTI  - Lamps by night\nT2  - Journal of Lamps\nPY  - 2014\nVL  - 12\nIS  - 3\n"
    "SP  - 45-67\nER  - \n",
    "a.ciw": "FN X\nPT J\nTI Lamps by night\nSO Journal of Lamps\nPY 2014\nVL 12\nIS 3\nBP 45\nEP 67\nER\n\nEF\n",
    "a.nbib": "PMID- 1\nTI  - Lamps by night\nJT  - Journal of Lamps\nDP  - 2014\nVI  - 12\nIP  - 3\nPG  - 45-67\n",
    "a.json": json.dumps(
        [
            {"id": 1, "type": "article-journal", "title": "Lamps by night", "container-title": "Journal of Lamps"}
            | {"volume": "12", "issue": 3, "page": "45-67", "issued": {"date-parts": [[2014]]}}
        ]
    ),
    "openalex.json": json.dumps(
        {
            "results": [
                {"title": "Lamps by night", "publication_year": 2014, "venue": "Journal of Lamps"}
                | {"biblio": {"volume": "12", "issue": "3", "first_page": "45", "last_page": "67"}}
            ]
        }
    ),
    "zotero.csv": "Key,Publication Year,Title,Publication Title,Pages,Issue,Volume\nX,2014,Lamps by night,"
    "Journal of Lamps,45-67,3,12\n",
    "ieee.csv": '"Document Title","Publication Title","Publication Year","Volume","Issue","Start Page","End Page"\n'
    '"Lamps by night","Journal of Lamps","2014","12","3","45","67"\n',
    "scopus.csv": "Title,Year,Source title,Volume,Issue,Art. No.,Page start,Page end,Page count\n"
    "Lamps by night,2014,Journal of Lamps,12,3,,45,67,23\n",
    "savedrecs.txt": "PT\tTI\tSO\tPY\tVL\tIS\tBP\tEP\tAR\nJ\tLamps by night\tJournal of Lamps\t2014\t12\t3\t45\t67\t\n",
    "list.yaml": "- title: Lamps by night\n  venue: Journal of Lamps\n  date: 2014\n  volume: 12\n  number: 3\n"
    "  pages: 45--67\n",
    "a.md": "---\ntitle: Lamps by night\njournal: Journal of Lamps\nyear: 2014\nvolume: 12\nissue: 3\n"
    "pages: 45-67\n---\n",
}


@pytest.mark.parametrize("name", FILES)
def test_every_kind_of_source_tells_where_a_paper_stands(name: str) -> None:
    last = parse_source(SourceText(name, FILES[name]), {}).records[-1]
    assert (last.title, last.venue, last.locator) == ("Lamps by night", "Journal of Lamps", Locator("12", "3", "45-67"))


@pytest.mark.parametrize(
    ("name", "text", "locator"),
    [
        ("a.bib", "@techreport{a, title={Lamps}, number={UCB-12}, pages={12}}", Locator("", "", "12")),
        ("a.bib", "@article{a, title={Lamps}, journal={arXiv:1505.00001}, volume={abs/1505.00001}}", Locator()),
        ("a.bib", "@article{a, title={Lamps}, journal={ACM TOG}, volume=3, articleno={12}}", Locator("3", "", "12")),
        ("a.ris", "TY  - BOOK\nTI  - Lamps\nSP  - 320\nER  - \n", Locator()),
        ("a.json", '[{"type": "report", "title": "Lamps", "number": "12"}]', Locator()),
    ],
)
def test_numbers_of_other_things_are_no_issues(name: str, text: str, locator: Locator) -> None:
    (only,) = parse_source(SourceText(name, text), {}).records
    assert only.locator == locator


def paper_of(*records: Record):
    facts, problems = merge_facts(records)
    return make_paper(records, facts, "lamps", None), problems


def test_references_tell_volume_issue_and_pages() -> None:
    paper, _ = paper_of(record(LONG, ("12", "3", "45-67"), venue="Journal of Lamps"))
    reference = make_references([paper])["lamps"]
    bibtex = render_bibtex([reference])
    assert "  volume = {12},\n  number = {3},\n  pages = {45--67},\n" in bibtex
    ris = render_ris([reference])
    assert "VL  - 12\r\nIS  - 3\r\nSP  - 45\r\nEP  - 67\r\n" in ris
    csl = csl_values(reference)
    assert (csl["volume"], csl["issue"], csl["page"]) == ("12", "3", "45-67")
    tags = dict(paper_facts(paper, reference, None).tags)
    found = [tags[f"citation_{name}"] for name in ("volume", "issue", "firstpage", "lastpage")]
    assert found == ["12", "3", "45", "67"]
    data = paper_facts(paper, reference, None).data
    assert data["pagination"] == "45-67"
    assert (data["isPartOf"]["issueNumber"], data["isPartOf"]["isPartOf"]["volumeNumber"]) == ("3", "12")


@pytest.mark.parametrize("text", [render_bibtex, render_ris], ids=["bibtex", "ris"])
def test_our_own_references_read_again_say_the_same(text) -> None:
    paper, _ = paper_of(record(LONG, ("12", "3", "45-67"), venue="Journal of Lamps"))
    name = "a.bib" if text is render_bibtex else "a.ris"
    (again,) = parse_source(SourceText(name, text(make_references([paper]).values())), {}).records
    assert again.locator == Locator("12", "3", "45-67")


def test_a_venue_known_by_an_acronym_alone_is_a_journal_if_it_has_issues() -> None:
    journal, _ = paper_of(record(LONG, ("12", "3"), venue="BMJ"))
    conference, _ = paper_of(record(LONG, ("12",), venue="CVPR"))
    assert [make_references([paper])["lamps"].venue.kind for paper in (journal, conference)] == [
        "journal",
        "conference",
    ]


def test_the_first_record_counts_where_two_differ_and_the_other_is_told() -> None:
    one = record(LONG, ("12", "3", "45"), doi="10.1000/1")
    other = record(LONG, ("13", "3", "45-67"), doi="10.1000/1")
    paper, problems = paper_of(one, other)
    assert paper.locator == Locator("12", "3", "45-67")
    assert [(problem.code, problem.origin) for problem in problems] == [("conflict", other.origin)]
    assert "the volume is 13 here and 12 at" in problems[0].message


def test_a_paper_stands_in_the_venue_that_is_named_and_not_in_another() -> None:
    conference = record(LONG, ("", "", "7-9"), venue="CVPR 2014", abstract=TEXT)
    journal = record(LONG, ("12", "3", "45-67"), venue="Journal of Lamps", abstract=TEXT)
    assert paper_of(conference, journal)[0].locator == Locator("", "", "7-9")
    assert paper_of(journal, conference)[0].locator == Locator("12", "3", "45-67")


def test_no_two_of_many_editorials_become_one() -> None:
    editorials = [
        record(title, (volume, number, pages), venue=venue, date=Date(year, int(year)))
        for title in ("Editorial", "Guest Editors' Introduction", "Reviewers")
        for venue, year, volume in (
            ("Lamp Magazine", "2014", "7"),
            ("Lamp Magazine", "2015", "8"),
            ("Jug Letters", "2014", "7"),
        )
        for number, pages in (("1", "2-3"), ("2", "2-3"), ("3", "4-4"))
    ]
    made = merge_records(editorials)[0].groups
    assert [pair for group in made for pair in combinations(group, 2)] == []


XML = "<records><record><titles><title>Lamps</title></titles><edition>7</edition></record></records>"


@pytest.mark.parametrize(
    ("name", "text", "edition"),
    [
        ("a.bib", "@book{a, title={Lamps}, edition={Second}}", "edition 2"),
        ("a.bib", "@book{a, title={Lamps}, edition={2nd ed.}}", "edition 2"),
        ("a.bib", "@book{a, title={Lamps}, edition={Revised}}", ""),
        ("a.bib", "@software{a, title={Lamps}, version={v5.0.1}}", "version 5"),
        ("a.bib", "@techreport{a, title={Lamps}, number={UCB/EECS-2009-28}}", "number ucbeecs200928"),
        ("a.bib", "@article{a, title={Lamps}, number={28}}", ""),
        ("a.ris", "TY  - BOOK\nTI  - Lamps\nET  - 3\nER  - \n", "edition 3"),
        ("a.enw", "%0 Book\n%T Lamps\n%7 4th\n", "edition 4"),
        ("a.json", '[{"title": "Lamps", "edition": 5}]', "edition 5"),
        ("a.csv", "title,year,edition\nLamps,2019,6th\n", "edition 6"),
        (
            "a.xml",
            "<records><record><titles><title>Lamps</title></titles><edition>7</edition></record></records>",
            "edition 7",
        ),
        ("a.cff", "cff-version: 1\ntitle: Lamps\nversion: 8.1\n", "version 8"),
    ],
)
def test_editions_are_read(name: str, text: str, edition: str) -> None:
    (only,) = parse_source(SourceText(name, text), {}).records
    assert only.edition == edition


@pytest.mark.parametrize(
    ("place", "venue", "words"),
    [
        (("12", "3", "45--67"), "Journal of Lamps", "volume 12, issue 3, pages 45–67"),
        (("12", "", "4"), "Journal of Lamps", "volume 12, page 4"),
        (("12", "", "e1234"), "Journal of Lamps", "volume 12, article e1234"),
        ((), "Journal of Lamps", ""),
        ((), "MNRAS 450(2) (2014) 1441-1459", ""),
    ],
)
def test_pages_say_where_in_its_venue_a_paper_stands(place: tuple[str, ...], venue: str, words: str) -> None:
    paper, _ = paper_of(record(LONG, place, venue=venue))
    assert locator_words(paper) == words
    assert words in citation(paper)
