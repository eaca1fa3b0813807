"""What exports and hand-made files do beyond the rules of their formats, each shown by a made-up record."""

from __future__ import annotations

import pytest

from site_builder.latex import plain_latex
from site_builder.model import ParsedSource, SourceText
from site_builder.sources import parse_source


def parse(name: str, text: str) -> ParsedSource:
    return parse_source(SourceText(name, text), {})


def told(parsed: ParsedSource) -> list[tuple[str, int]]:
    return [(problem.code, problem.origin.line) for problem in parsed.problems]


def test_a_type_that_begins_like_a_comment_is_no_comment() -> None:
    parsed = parse("a.bib", "@Commentary{jug, title = {On lamps}, year = 1999}\n@comment{no, title = {Not this}}\n")
    assert [(record.title, record.key) for record in parsed.records] == [("On lamps", "jug")]


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
        ("Ada Jug and Bo Pan, et al", ("Ada Jug", "Bo Pan"), ["more-authors"]),
        ("Jug, Jr., Ada and {Lamps, Wicks, Shades, Inc.}", ("Ada Jug, Jr.", "Lamps, Wicks, Shades, Inc."), []),
    ],
)
def test_authors_as_people_write_them(author: str, names: tuple[str, ...], codes: list[str]) -> None:
    parsed = parse("a.bib", f"@misc{{a, title = {{Lamps}}, author = {{{author}}}}}")
    assert parsed.records[0].authors == names
    assert [problem.code for problem in parsed.problems] == codes


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
