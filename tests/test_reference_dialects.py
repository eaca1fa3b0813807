"""What exports and hand-made files do beyond the rules of their formats, each shown by a made-up record."""

from __future__ import annotations

import json

import pytest

from site_builder.latex import plain_latex
from site_builder.model import Locator, ParsedSource, SourceText
from site_builder.sources import parse_source


def parse(name: str, text: str) -> ParsedSource:
    return parse_source(SourceText(name, text), {})


def told(parsed: ParsedSource) -> list[tuple[str, int]]:
    return [(problem.code, problem.origin.line) for problem in parsed.problems]


def test_a_type_that_begins_like_a_comment_is_no_comment() -> None:
    parsed = parse("a.bib", "@Commentary{jug, title = {On lamps}, year = 1999}\n@comment{no, title = {Not this}}\n")
    assert [(record.title, record.keys) for record in parsed.records] == [("On lamps", ("jug",))]


def test_data_and_sets_are_no_papers_and_are_told() -> None:
    parsed = parse(
        "a.bib",
        "@xdata{lamps, publisher = {Lamp House}, date = {2011}}\n"
        "@set{both, entryset = {one,two}}\n"
        "@book{one, title = {Lamps}, xdata = {lamps}}\n"
        "@book{two, title = {Shades}, xdata = {lamps, nowhere}, date = {2012}}\n",
    )
    assert [(r.title, r.venue, r.date and r.date.iso) for r in parsed.records] == [
        ("Lamps", "Lamp House", "2011"),
        ("Shades", "Lamp House", "2012"),
    ]
    assert told(parsed) == [("no-paper", 1), ("no-paper", 2)]
    assert parsed.account.lines["definition"] == 2


def test_a_part_keeps_its_own_year() -> None:
    parsed = parse(
        "a.bib",
        "@mvbook{all, title = {Lamps}, date = {1988/2009}}\n"
        "@inbook{one, title = {Wicks}, crossref = {all}, year = 1992}\n"
        "@inbook{two, title = {Oil}, crossref = {all}}\n",
    )
    assert [(r.title, r.venue, r.date and r.date.iso) for r in parsed.records][1:] == [
        ("Wicks", "Lamps", "1992"),
        ("Oil", "Lamps", "1988"),
    ]


@pytest.mark.parametrize(
    ("entry", "title", "venue"),
    [
        ("@inbook{a, title = {Lamps}, chapter = {Bright shades}}", "Bright shades", "Lamps"),
        ("@inbook{a, title = {Lamps}, chapter = {XVIII}, publisher = {House}}", "Lamps", "House"),
        ("@inbook{a, title = {Lamps}, chapter = {Chapter Two}}", "Lamps", None),
        ("@inbook{a, title = {Shades}, chapter = {Bright ones}, booktitle = {Lamps}}", "Shades", "Lamps"),
        ("@proceedings{a, booktitle = {Lamp Days}, publisher = {House}}", "Lamp Days", "House"),
        ("@article{a, shorttitle = {Lamps}, journal = {Shades}}", "Lamps", "Shades"),
        ("@article{a, title = {A bright lamp.}, journal = {J. Lamps.}}", "A bright lamp", "J. Lamps."),
        ("@article{a, title = {A bright lamp, etc.}}", "A bright lamp, etc.", None),
    ],
)
def test_which_field_is_the_title(entry: str, title: str, venue: str | None) -> None:
    (record,) = parse("a.bib", entry).records
    assert (record.title, record.venue) == (title, venue)


@pytest.mark.parametrize(
    ("author", "names", "codes"),
    [
        ("Jug, A. B., Pan, C., Shade, D.-E., Wick, F.", ("A. B. Jug", "C. Pan", "D.-E. Shade", "F. Wick"), []),
        ("Ada Jug, Bo van der Pan, Cy Wick", ("Ada Jug", "Bo van der Pan", "Cy Wick"), []),
        ("Jug, Ada and Pan, Bo, bo@a.org", ("Ada Jug", "Bo Pan"), []),
        ("Jug, A. et al.", ("A. Jug",), ["more-authors"]),
        ("Ada Jug 0001 and family=Pan, given=Bo, prefix=van der, useprefix=true", ("Ada Jug", "Bo van der Pan"), []),
        ("Jug, Ada; Pan, Bo", ("Ada Jug", "Bo Pan"), []),
        ("Jug, Ada &amp; Pan, Bo", ("Ada Jug", "Bo Pan"), []),
        ("Jug \\& Pan Lamps", ("Jug & Pan Lamps",), []),
        ("Ada Jug and Bo Pan, et al", ("Ada Jug", "Bo Pan"), ["more-authors"]),
        ("Jug, Jr., Ada and {Lamps, Wicks, Shades, Inc.}", ("Ada Jug, Jr.", "Lamps, Wicks, Shades, Inc."), []),
    ],
)
def test_authors_as_people_write_them(author: str, names: tuple[str, ...], codes: list[str]) -> None:
    parsed = parse("a.bib", f"@misc{{a, title = {{Lamps}}, author = {{{author}}}}}")
    assert parsed.records[0].authors == names
    assert [problem.code for problem in parsed.problems] == codes


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("@article{\n title={A}, year=2001}\n@misc{title={B}}", []),
        ("@article{key title={A}, year=2001}\n@misc{b\n title={B}}", []),
        ("@article{a, title={A}, year=2001\n\n@misc{b, title={B}", [("missing-brace", 1), ("missing-brace", 3)]),
        ("@article{a, title={A}}, \nyear=2001\n}\n@misc{b, title={B}}", [("unparsed", 1)]),
    ],
)
def test_small_slips_cost_no_reference(text: str, problems: list[tuple[str, int]]) -> None:
    parsed = parse("a.bib", text)
    assert [record.title for record in parsed.records] == ["A", "B"]
    assert told(parsed) == problems


def test_what_one_slip_costs_is_told_once() -> None:
    slip = "@misc{b, title={B}, abstract={One} two, three},\n year={2001},\n note={x}\n}\n"
    parsed = parse("a.bib", f"@misc{{a, title={{A}}}}\n{slip}@misc{{c, title={{C}}}}\n")
    assert [record.title for record in parsed.records] == ["A", "C"]
    assert told(parsed) == [("unparsed", 2)]
    assert parsed.unparsed[0].text.split("\n")[-2:] == [" note={x}", "}"]


def test_lines_are_told_right_after_a_backslash_at_an_end() -> None:
    parsed = parse(
        "a.bib", 'encoding = "utf-8"\n@misc\n(a, title={A \\\n lamp})\n@misc{b,\n title={B}}\nmisc{lost,\n}\n'
    )
    assert [(record.title, record.origin.line) for record in parsed.records] == [("A lamp", 3), ("B", 6)]
    assert told(parsed) == [("unparsed", 7)]


def test_an_unknown_macro_is_told_once() -> None:
    parsed = parse("a.bib", "@misc{a, title={A}, journal=lmp}\n@misc{b, title={B}, journal=lmp}\n")
    assert told(parsed) == [("unknown-macro", 1)]


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"$SU(2)_L \times U(1)$ lamps", "SU(2)_L × U(1) lamps"),
        (r"Light at $\sqrt{s}=13$ TeV and $\sqrt{s_{NN}}$", "Light at √s=13 TeV and √(s_NN)"),
        (r"$\frac{1}{2}$ lamp of $\frac{a+b}{2}$", "1/2 lamp of (a+b)/2"),
        (r"${\cal N}=4$, $n\times n$ and $n \times n$", "N=4, n×n and n × n"),
        (r"$O(n\log n)$, $\mathbf{x}\ge 5$", "O(n log n), x≥5"),
        (r"\mkbibquote{Lamps} and \enquote{shades}", "“Lamps” and “shades”"),
        (r"{\noopsort{1973b}}1974 lamps\footnote{Not these}", "1974 lamps"),
        (r"\texorpdfstring{$a_2$}{a2}, \foreignlanguage{german}{Lampe}, \eqn{R^d}", "a2, Lampe, R^d"),
        (r"\pkg{lamp}: methodology\hyphen independent \R{} light", "lamp: methodology-independent R light"),
        (r"\enquote alone, \sqrt{2}", r"\enquote alone, \sqrt{2}"),
    ],
)
def test_latex_as_a_person_would_write_it(latex: str, plain: str) -> None:
    assert plain_latex(latex) == plain


def rows(name: str, text: str) -> list[tuple[object, ...]]:
    parsed = parse(name, text)
    assert {problem.severity.value for problem in parsed.problems} <= {"info"}
    return [(r.title, r.authors, r.date and r.date.iso, r.venue, r.keywords) for r in parsed.records]


ADA_AND_BO = ("Ada Jug", "Bo Pan")
LAMPS = '"""Lamps"" here"'
TABLES = {
    "savedrecs.txt": "PT\tAU\tAF\tTI\tSO\tDE\tID\tPD\tPY\n"
    'J\tJug, A; Pan, B\tJug, Ada; Pan, Bo\t"Lamps" here\tLAMP\tw\tx\tMAR\t2019\n',
    "scopus.csv": "Authors,Author full names,Author(s) ID,Title,Year,Source title,Author Keywords,Index Keywords,Date\n"
    f'"Jug A.; Pan B.","Jug, Ada (57190000001); Pan, Bo (57190000002)",1,{LAMPS},2019,LAMP,w,x,MAR\n',
    "dimensions.csv": '"About these lamps, exported today, with a comma"\n'
    "Title,Authors,Source title,Publication date,PubYear,MeSH terms\n"
    f'{LAMPS},"Jug, Ada; Pan, Bo",LAMP,2019-03,2019,w; x\n',
    "de.csv": f"Titel;Autoren;Jahr;Monat;Zeitschrift;Schlagwörter\n{LAMPS};Ada Jug und Bo Pan;2019;Mar;LAMP;w, x",
    "es.csv": f"Título,Autores,Año,Mes,Revista,Palabras clave\n{LAMPS},Ada Jug y Bo Pan,2019,Mar,LAMP,w; x",
    "fr.csv": f"sep=|\nTitre|Auteurs|Année|Mois|Revue|Mots-clés\n{LAMPS}|Ada Jug et Bo Pan|2019|Mar|LAMP|w, x",
    "zh.tsv": '\n标题\t作者\t年份\t日期\t期刊\t关键词\n"Lamps" here\tAda Jug; Bo Pan\t2019\t2019-03\tLAMP\tw;x\n',
    "pandas.csv": f"title,authors,year,month,venue,topics\n{LAMPS},"
    "\"[{'authorId': '1', 'name': 'Ada Jug'}, {'name': \"\"Bo Pan\"\"}]\",2019.0,3,LAMP,\"['w', 'x']\"\n",
    "lists.csv": 'title,authors,year,date,venue,tags\n"Lamps" here,Ada Jug|Bo Pan,2019,2019-03,LAMP,w|x\n',
    "online.csv": "Document Title,Authors,Publication Year,Month,Publication Title,IEEE Terms,Online Date\n"
    f'{LAMPS},"Ada Jug, Bo Pan, et al.",2019,March,LAMP,w;x,4 May 2023\n',
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_of_databases_and_languages_need_no_mapping(name: str) -> None:
    assert rows(name, TABLES[name]) == [('"Lamps" here', ADA_AND_BO, "2019-03", "LAMP", ("w", "x"))]


def test_what_programs_write_for_nothing_is_nothing() -> None:
    parsed = parse("a.csv", "title,authors,year,abstract\nLamps,nan,None,N/A\nnan,nan,,\n")
    (record,) = parsed.records
    assert (record.authors, record.date, record.abstract) == ((), None, None)
    assert told(parsed) == [("unparsed", 3)]


def test_questions_of_a_form_are_proposed_as_columns() -> None:
    names = "Timestamp,What is the title of the paper?,Who are the authors?,When? (year),Where was it published?\n"
    (problem,) = parse("form.csv", f"{names}1,Lamps,Ada,2019,LAMP\n").problems
    mapping = {line.strip() for line in problem.hint.split("\n")[3:]}
    assert mapping == {
        'title: "What is the title of the paper?"',
        'authors: "Who are the authors?"',
        'year: "When? (year)"',
        'venue: "Where was it published?"',
    }


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Jug A., Pan B.C., van der Wick D.-E.", ("A. Jug", "B.C. Pan", "D.-E. van der Wick")),
        ("Jug A, Pan BC, Wick DE.", ("A Jug", "BC Pan", "DE Wick")),
        ("Jug A; Bo Pan", ("Jug A", "Bo Pan")),
        ("Lamp AI", ("Lamp AI",)),
        ("Baten Jug, Md; Pan, Bo, MD", ("Md Baten Jug", "Bo Pan, MD")),
        ("Jug, Ada 2nd; Pan, Bo C Jr", ("Ada Jug, 2nd", "Bo C Pan, Jr")),
        ("Jug, Ada (0000-0002-1825-0097)\nPan, Bo", ("Ada Jug", "Bo Pan")),
    ],
)
def test_names_in_a_cell(cell: str, names: tuple[str, ...]) -> None:
    quoted = cell.replace('"', '""')
    assert parse("a.csv", f'title,authors\nLamps,"{quoted}"\n').records[0].authors == names


def test_a_publisher_is_no_author_beside_authors() -> None:
    parsed = parse("a.ciw", "FN X\nPT S\nAU Jug, A\nGP IEEE\nTI Lamps\nER\nPT S\nGP Lamp Group\nTI Shades\nER\nEF\n")
    assert [record.authors for record in parsed.records] == [("A Jug",), ("Lamp Group",)]


def test_tagged_names_with_initials_behind_and_mesh_headings() -> None:
    (ris,) = parse("a.ris", "TY  - JOUR\nTI  - Lamps\nAU  - Jug A.\nAU  - Pan B. C.\nER  - \n").records
    assert ris.authors == ("A. Jug", "B. C. Pan")
    nbib = "PMID- 1\nTI  - Lamps.\nFAU - Jug, Ada 2nd\nMH  - Lamps/*standards/adverse effects\nMH  - *Light\n"
    (medline,) = parse("a.nbib", nbib).records
    assert (medline.authors, medline.keywords) == (("Ada Jug, 2nd",), ("Lamps", "Light"))


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("CO<inf>2</inf> at 10<SUP>-3</SUP>", "CO₂ at 10⁻³"),
        ('<inline-formula><tex-math notation="LaTeX">x</tex-math></inline-formula> lamps', "x lamps"),
        ("<mml:math><mml:mi>k</mml:mi></mml:math>-means", "k-means"),
        ("x <y> and 1<2", "x <y> and 1<2"),
        (r"Light at $\sqrt{s}=13$ TeV for $5 and $10", "Light at √s=13 TeV for $5 and $10"),
        ("[Lamps and their shades].", "Lamps and their shades"),
    ],
)
def test_markup_of_publishers_in_titles(markup: str, plain: str) -> None:
    assert parse("a.ris", f"TY  - JOUR\nTI  - {markup}\nER  - \n").records[0].title == plain


LAMPS_OF = {
    "crossref": {"message": {"items": [{"DOI": "10.1000/a", "title": ["Lamps"],
    "author": [{"family": "Jug", "given": "Ada"}], "issued": {"date-parts": [[2019, 3]]},
    "container-title": ["LAMP"]}]}},
    "zotero": [
        {"itemType": "attachment", "title": "Full text"},
        {"itemType": "book", "title": "Lamps", "date": "2019-03", "publicationTitle": "LAMP", "DOI": "10.1000/a",
         "creators": [{"firstName": "Ada", "lastName": "Jug", "creatorType": "author"},
                      {"name": "Bo Pan", "creatorType": "editor"}]},
    ],
    "scholar": {"data": [{"title": "Lamps", "authors": [{"name": "Ada Jug"}], "publicationDate": "2019-03-01",
     "year": 2019, "journal": {"name": "LAMP"}, "externalIds": {"DOI": "10.1000/A"}}]},
    "openalex": {"results": [{"display_name": "Lamps", "publication_date": "2019-03-02",
     "doi": "https://doi.org/10.1000/a", "authorships": [{"author": {"display_name": "Ada Jug"}}], "venue": "LAMP"}]},
    "by key": {"jug2019": {"title": "Lamps", "author": "Jug, Ada", "date": "2019-03", "journal": "LAMP",
     "doi": "10.1000/a"}},
}  # fmt: skip
"""One paper, as services and programs write it into JSON."""


@pytest.mark.parametrize("name", LAMPS_OF)
def test_json_of_services_and_programs(name: str) -> None:
    parsed = parse("a.json", json.dumps(LAMPS_OF[name], indent=1))
    (record,) = parsed.records
    assert (record.title, record.authors, record.venue, record.doi) == ("Lamps", ("Ada Jug",), "LAMP", "10.1000/a")
    assert record.date is not None and record.date.iso is not None and record.date.iso.startswith("2019-03")
    assert {problem.code for problem in parsed.problems} <= {"no-paper"}


def test_places_of_references_inside_an_answer() -> None:
    text = json.dumps({"results": [{"title": "Lämps", "venue": "x"}, {"title": "Lamps"}, {"year": 2019}]}, indent=1)
    parsed = parse("a.json", text)
    lines = text.split("\n")
    assert [lines[record.origin.line - 1].strip().rstrip(",") for record in parsed.records] == [
        '"title": "L\\u00e4mps"',
        '"title": "Lamps"',
    ]
    assert [stretch.text for stretch in parsed.unparsed] == ['{"year": "2019"}']


PAGES = {
    "jug-2019/index.md": """---
title: Lamps
authors: [admin, Ada Jug, Bo Pan]
date: "2019-03-01T00:00:00Z"
publication_types: ["1"]
publication: In *Lamp Days*
tags: [w, x]
hugoblox:
  ids:
    doi: 10.1000/a
links:
- name: Here it is
  url: https://a.org
url_dataset: "#"
---
""",
    "jug-2019.md": """+++
title = "Lamps"
date = 2019-03-01
[taxonomies]
tags = ["w", "x"]
[extra]
authors = ["Ada Jug", "Bo Pan"]
venue = "Lamp Days"
doi = "10.1000/a"
link = "https://a.org"
+++
""",
    "list.yaml": """- id: jug-2019
  title: Lamps
  authors: Ada Jug, Bo Pan
  year: 2019
  month: 3
  conference: Lamp Days
  tags: [w, x]
  doi: 10.1000/a
  links: {page: https://a.org}
""",
    "csl.yaml": """---
references:
- id: jug-2019
  title: Lamps
  author:
  - {family: Jug, given: Ada}
  - {family: Pan, given: Bo}
  issued:
    date-parts:
    - - 2019
      - 3
  container-title: Lamp Days
  keyword: w, x
  DOI: 10.1000/a
  URL: https://a.org
...
""",
    "hayagriva.yml": """jug-2019:
  type: article
  title: Lamps
  author: ["Jug, Ada", "Pan, Bo"]
  date: 2019-03
  parent: {type: conference, title: Lamp Days}
  keywords: [w, x]
  serial-number: {doi: 10.1000/a}
  url: https://a.org
""",
}
"""One paper, as site generators and typesetters keep it."""


@pytest.mark.parametrize("name", PAGES)
def test_pages_and_lists_of_other_programs(name: str) -> None:
    parsed = parse(name, PAGES[name])
    (record,) = parsed.records
    assert (record.title, record.authors, record.venue, record.doi) == ("Lamps", ADA_AND_BO, "Lamp Days", "10.1000/a")
    assert record.date is not None and record.date.iso is not None and record.date.iso.startswith("2019-03")
    assert (record.keywords, [link.url for link in record.links]) == (("w", "x"), ["https://a.org"])
    assert record.keys == ("jug-2019",)
    assert {problem.code for problem in parsed.problems} <= {"unused-keys", "no-name"}


def test_a_list_of_a_lab_under_a_heading_of_its_own() -> None:
    text = "featured:\n  - name: Lamps\n    url: /lamps.pdf\n    venue: LAMP\n    authors: Ada Jug*, Bo Pan† and Cy\n"
    parsed = parse("publications.yml", text)
    (record,) = parsed.records
    assert (record.title, record.authors, record.venue) == ("Lamps", ("Ada Jug", "Bo Pan", "Cy"), "LAMP")
    assert [(problem.code, problem.severity.value) for problem in parsed.problems] == [("bad-link", "info")]


def test_a_doi_may_be_the_name_of_a_paper() -> None:
    text = "- id: doi:10.1000/A\n  title: Lamps\n  publisher: LAMP\n  link: https://doi.org/gt5tmb\n"
    (record,) = parse("citations.yaml", text).records
    assert (record.doi, record.venue, record.links[0].url) == ("10.1000/a", "LAMP", "https://doi.org/gt5tmb")


def test_the_venue_is_the_first_column_that_has_one() -> None:
    text = "Title,Publication Title,Conference Name,Publisher,Source\nA,,LAMP,House,Lampus\nB,J Lamps,,House,Lampus\n"
    assert [record.venue for record in parse("a.csv", text).records] == ["LAMP", "J Lamps"]


def test_links_of_personal_pages() -> None:
    text = "---\n---\n@article{a, title={A}, html={https://a.org/x}, pdf={A.pdf}, author={*Jug, Ada and ∗Pan, Bo}}"
    (record,) = parse("papers.bib", text).records
    assert (record.authors, [link.url for link in record.links]) == (ADA_AND_BO, ["https://a.org/x"])


def test_the_page_of_a_folder_is_no_paper() -> None:
    parsed = parse("papers/_index.md", "---\ntitle: Publications\nlayout: list\n---\n")
    assert (parsed.records, told(parsed)) == ((), [("no-paper", 0)])


def test_a_page_that_cannot_be_read_is_kept_and_stops_no_build() -> None:
    text = "---\ntitle: Lamps\nlayout: post\nauthors: [[Ada Jug]], [[Bo Pan]]\n---\nText\n"
    parsed = parse("a.md", text)
    assert told(parsed) == [("unparsed", 1), ("malformed-yaml", 4)]
    assert {problem.severity.value for problem in parsed.problems} == {"warning"}
    assert [stretch.text for stretch in parsed.unparsed] == [text.strip()]


def test_a_list_keeps_what_has_no_title_and_tells_a_key_once() -> None:
    text = "papers:\n- title: Lamps\n  shelf: 3\n- year: 2001\n  note: none\n- title: Shades\n  shelf: 4\n"
    parsed = parse("a.yaml", text)
    assert [(record.title, record.origin.line) for record in parsed.records] == [("Lamps", 2), ("Shades", 6)]
    assert told(parsed) == [("unused-keys", 1), ("unparsed", 4)]
    assert [stretch.text for stretch in parsed.unparsed] == ["- year: 2001\n  note: none"]


def test_our_own_lists_stay_ours() -> None:
    parsed = parse("a.yaml", "- title: Lamps\n  authors: [Ada Jug]\n  exclude: too bright\n  year: 2019\n")
    assert parsed.records[0].decisions.exclude == "too bright"
    assert told(parsed) == [("unknown-key", 4)]


REFER = """\
%0 Journal Article
%A Jug, Ada
%A Bo Li
%D 2019
%8 March 5
%T Lamps by night
%J Journal of Lamps
%V 12
%N 3
%P 45-67
%R 10.1000/1
%U https://doi.org/10.1000/1
%K lamp
shade
%X Lamps are

bright.

%0 Thesis
%A Urn, Cy
%T Shades
%I University of Lamps
%P 320
"""


def test_endnote_s_tagged_files_are_read_with_what_their_abstracts_go_on_with() -> None:
    parsed = parse("a.enw", REFER)
    first, second = parsed.records
    assert (first.title, first.authors, first.venue) == ("Lamps by night", ("Ada Jug", "Bo Li"), "Journal of Lamps")
    assert (first.date and first.date.iso, first.doi, first.links) == ("2019-03-05", "10.1000/1", ())
    assert (first.locator, first.keywords) == (Locator("12", "3", "45-67"), ("lamp", "shade"))
    assert (first.abstract, first.origin.line) == ("Lamps are bright.", 6)
    assert (second.title, second.venue, second.locator) == ("Shades", "University of Lamps", Locator())
    assert (parsed.account.kind, parsed.problems) == ("refer", ())


def test_endnote_s_tagged_files_without_types_are_parted_by_blank_lines() -> None:
    parsed = parse("a.txt", "%T Lamps\n%A Ada Jug\n\n%T Shades\n%A Bo Li\n\nwhat is this\n")
    assert [(record.title, record.authors) for record in parsed.records] == [
        ("Lamps", ("Ada Jug",)),
        ("Shades", ("Bo Li",)),
    ]
    assert told(parsed) == [("unparsed", 7)]


def test_a_file_that_is_none_of_endnote_s_is_told() -> None:
    assert told(parse("a.enw", "Lamps by night\n")) == [("not-a-refer", 1)]


def test_the_dblp_s_json_is_read() -> None:
    info = {"authors": {"author": [{"text": "Ada Jug"}, {"text": "Bo Li 0001"}]}, "title": "Lamps by night."}
    info |= {"venue": "CVPR", "year": "2016", "pages": "77-85", "key": "conf/cvpr/Jug16", "ee": "https://a.org/x"}
    (one,) = parse("a.json", json.dumps({"result": {"hits": {"@total": "1", "hit": [{"info": info}]}}})).records
    assert (one.title, one.authors, one.venue) == ("Lamps by night", ("Ada Jug", "Bo Li"), "CVPR")
    assert (one.locator.pages, one.keys, one.links[0].url) == ("77-85", ("conf/cvpr/Jug16",), "https://a.org/x")


def test_a_single_hit_of_the_dblp_names_one_author() -> None:
    info = {"authors": {"author": {"text": "Ada Jug"}}, "title": "Lamps by night", "year": "2016"}
    (one,) = parse("a.json", json.dumps({"result": {"hits": {"hit": [{"info": info}]}}})).records
    assert one.authors == ("Ada Jug",)


def test_openalex_keeps_abstracts_as_words_with_places() -> None:
    work = {"title": "Lamps", "abstract_inverted_index": {"are": [1], "Lamps": [0, 3], "as": [2], "odd": ["x", -1]}}
    work |= {"primary_location": {"source": {"display_name": "Journal of Lamps"}}}
    (one,) = parse("a.json", json.dumps({"results": [work]})).records
    assert (one.abstract, one.venue) == ("Lamps are as Lamps", "Journal of Lamps")


def test_an_object_to_a_line_is_json_as_well() -> None:
    parsed = parse("a.jsonl", '{"title": "Lamps", "year": 2019}\n{"title": "Shades"}\n')
    assert [(record.title, record.origin.line) for record in parsed.records] == [("Lamps", 1), ("Shades", 2)]


def test_publishers_headings_of_abstracts_are_left_out() -> None:
    text = "<jats:title>Abstract</jats:title><jats:p>Lamps are bright.</jats:p>"
    (one,) = parse("a.json", json.dumps([{"title": "Lamps", "abstract": text}])).records
    assert one.abstract == "Lamps are bright."


@pytest.mark.parametrize("words", ["[No abstract available]", "No abstract available.", "Abstract not available"])
def test_a_word_that_there_is_no_abstract_is_none(words: str) -> None:
    (one,) = parse("a.ris", f"TY  - JOUR\nTI  - Lamps\nAB  - {words}\nER  - \n").records
    assert one.abstract is None


def test_tables_of_springer_are_read_with_names_that_nothing_parts() -> None:
    heading = "Item Title,Publication Title,Journal Volume,Journal Issue,Item DOI,Authors,Publication Year\n"
    row = "Lamps,Machine Lamps,12,3,10.1000/1,{},2019\n"
    rows = ["Ada JugBo LiCy Urn", "Ada B. JugBo Li", "Ronald Hue McLamp", "Kate DeVries Jug", "Ada Jug"]
    records = parse("a.csv", heading + "".join(map(row.format, rows))).records
    assert [record.authors for record in records] == [
        ("Ada Jug", "Bo Li", "Cy Urn"),
        ("Ada B. Jug", "Bo Li"),
        ("Ronald Hue McLamp",),
        ("Kate DeVries Jug",),
        ("Ada Jug",),
    ]
    assert (records[0].venue, records[0].doi, records[0].locator) == (
        "Machine Lamps",
        "10.1000/1",
        Locator("12", "3", ""),
    )


def test_the_citation_in_a_table_of_pubmed_tells_volume_issue_and_pages() -> None:
    heading = "PMID,Title,Authors,Citation,Journal/Book,Publication Year,DOI\n"
    row = '1,Lamps,"Jug A, Li B.",J Lamps. 2019 Mar 5;12(3):123-30. doi: 10.1000/1.,J Lamps,2019,10.1000/1\n'
    (one,) = parse("a.csv", heading + row).records
    assert one.locator == Locator("12", "3", "123-130")


def test_pandoc_s_dates_in_parts_keep_their_month() -> None:
    text = "references:\n- id: jug\n  title: Lamps\n  issued:\n    year: 2019\n    month: 3\n  author: []\n"
    (one,) = parse("a.yaml", text).records
    assert one.date is not None and one.date.iso == "2019-03"


def test_the_heading_of_an_abstract_in_a_line_of_its_own_is_left_out() -> None:
    (one,) = parse("a.ris", "TY  - JOUR\nTI  - Lamps\nAB  - Abstract\nLamps are bright.\nER  - \n").records
    assert one.abstract == "Lamps are bright."


@pytest.mark.parametrize(
    "answer",
    [
        [{"key": "A", "version": 1, "library": {}, "data": {"key": "A", "title": "Lamps", "date": "2019"}}],
        {"status": "ok", "message": {"title": ["Lamps"], "id": "A", "issued": {"date-parts": [[2019]]}}},
        {"hits": {"hits": [{"id": "A", "metadata": {"title": "Lamps", "publication_date": "2019"}}]}},
    ],
    ids=["Zotero", "Crossref", "Zenodo"],
)
def test_what_services_put_around_a_reference_is_taken_off(answer: object) -> None:
    parsed = parse("a.json", json.dumps(answer))
    (one,) = parsed.records
    assert (one.title, one.keys, one.date and one.date.year, parsed.problems) == ("Lamps", ("A",), 2019, ())


def test_inspire_s_json_is_read() -> None:
    info = {"journal_title": "Phys.Lett.B", "journal_volume": "716", "page_start": "11", "page_end": "29", "year": 2012}
    work = {"titles": [{"title": "Lamps"}], "authors": [{"full_name": "Jug, Ada"}], "publication_info": [info]}
    work |= {"dois": [{"value": "10.1000/1"}], "arxiv_eprints": [{"value": "1207.7214"}]}
    work |= {"abstracts": [{"value": "Bright."}], "keywords": [{"value": "lamp"}]}
    (one,) = parse("a.json", json.dumps({"hits": {"hits": [{"id": "7", "metadata": work}], "total": 1}})).records
    assert (one.title, one.authors, one.venue, one.keys) == ("Lamps", ("Ada Jug",), "Phys.Lett.B", ("7",))
    assert (one.locator, one.doi, one.arxiv) == (Locator("716", "", "11-29"), "10.1000/1", "1207.7214")
    assert (one.abstract, one.keywords, one.date and one.date.year) == ("Bright.", ("lamp",), 2012)
