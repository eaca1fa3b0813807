"""What references say of papers: names in parts, venues taken apart, dates of the version cited, lasting keys."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from references_of import default_catalogue, paper, reference

from site_builder.model import Date, Findings, Link
from site_builder.references import citation_keys, make_references
from site_builder.references_names import Name, parse_name
from site_builder.references_venue import CHAPTER, CONFERENCE, JOURNAL, OTHER, PREPRINT, Venue, parse_venue


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Kaiming He", Name("He", "Kaiming")),
        ("Laurens van der Maaten", Name("Maaten", "Laurens", "van der")),
        ("Natalia de la Torre", Name("Torre", "Natalia", "de la")),
        ("Luc Van Gool", Name("Van Gool", "Luc")),
        ("Stéphane d'Ascoli", Name("d'Ascoli", "Stéphane")),
        ("John Foote Jr.", Name("Foote", "John", suffix="Jr.")),
        ("Amauri Holanda de Souza Jr.", Name("Souza", "Amauri Holanda", "de", "Jr.")),
        ("El Mehdi Achour", Name("Achour", "El Mehdi")),
        ("Quoc V. Le", Name("Le", "Quoc V.")),
        ("Plato", Name("Plato")),
        ("王小明", Name("王小明")),
        ("van der Maaten, Laurens", Name("Maaten", "Laurens", "van der")),
        ("King, Jr., Martin Luther", Name("King", "Martin Luther", suffix="Jr.")),
        ("John Foote, Jr.", Name("Foote", "John", suffix="Jr.")),
        ("Ortega y Gasset, José", Name("Ortega y Gasset", "José")),
        ("OpenAI Team", Name("", literal="OpenAI Team")),
        ("The LIGO Scientific Collaboration", Name("", literal="The LIGO Scientific Collaboration")),
        ("Bob and Sons", Name("", literal="Bob and Sons")),
        ("{DeepMind}", Name("", literal="DeepMind")),
    ],
)
def test_names_are_taken_apart(printed: str, name: Name) -> None:
    assert parse_name(printed) == name


def test_every_name_of_the_survey_is_put_together_as_it_was_printed() -> None:
    names = {name for one in default_catalogue().papers for name in one.authors}
    assert len(names) > 1000
    assert [name for name in sorted(names) if parse_name(name).printed != name] == []


@given(st.text(alphabet="aB, .{}-'é", max_size=30))
def test_a_name_of_any_form_loses_no_letter(printed: str) -> None:
    name = parse_name(printed)
    letters = re.compile(r"[aBé]")
    assert sorted(letters.findall(name.printed)) == sorted(letters.findall(printed))


@pytest.mark.parametrize(
    ("text", "venue"),
    [
        ("CVPR 2018", Venue(CONFERENCE, "CVPR", 2018)),
        ("CVPR 2018 (pages 9446-9454)", Venue(CONFERENCE, "CVPR", 2018, pages="9446-9454")),
        ("ICCV 2023, pp. 1855–1865", Venue(CONFERENCE, "ICCV", 2023, pages="1855-1865")),
        ("ICML 2021 (PMLR 139, pages 1-9)", Venue(CONFERENCE, "ICML", 2021, "139", pages="1-9", series="PMLR")),
        (
            "CHIL 2024 (PMLR 248, 446-460; title there: “X”)",
            Venue(CONFERENCE, "CHIL", 2024, "248", "", "446-460", "PMLR"),
        ),
        ("NeurIPS 2022 (vol. 35, pages 22-36)", Venue(CONFERENCE, "NeurIPS", 2022, "35", pages="22-36")),
        ("ACCV 2020 (extended: IJCV 2022, 10.1007/s11263-021-01555-8)", Venue(CONFERENCE, "ACCV", 2020)),
        ("Computing in Cardiology (CinC) 2023", Venue(CONFERENCE, "Computing in Cardiology", 2023)),
        ("Findings of ACL 2025", Venue(CONFERENCE, "Findings of ACL", 2025)),
        ("ICML 2016 Workshop on Lamps", Venue(CONFERENCE, "ICML 2016 Workshop on Lamps", 2016)),
        ("ECML PKDD 2022", Venue(CONFERENCE, "ECML PKDD", 2022)),
        ("AAAI (edition not stated)", Venue(CONFERENCE, "AAAI")),
        ("MNRAS 450(2) (2015) 1441-1459", Venue(JOURNAL, "MNRAS", 2015, "450", "2", "1441-1459")),
        ("Neural Networks 106 (2018) 249-259", Venue(JOURNAL, "Neural Networks", 2018, "106", pages="249-259")),
        ("Vision 7(2), 29 (2023)", Venue(JOURNAL, "Vision", 2023, "7", "2", "29")),
        (
            "Medical Lamps 65, 101771, 2020 (title there: “X”)",
            Venue(JOURNAL, "Medical Lamps", 2020, "65", "", "101771"),
        ),
        ("IEEE TPAMI 44(2), 1108-1121 (2020/2022)", Venue(JOURNAL, "IEEE TPAMI", 2022, "44", "2", "1108-1121")),
        ("The Journal of Lamps (2021), no. 4, 24-25", Venue(JOURNAL, "The Journal of Lamps", 2021, "", "4", "24-25")),
        ("IEEE Transactions on Lamps (TOL) 2020", Venue(JOURNAL, "IEEE Transactions on Lamps", 2020)),
        ("Pattern Recognition 2018", Venue(JOURNAL, "Pattern Recognition", 2018)),
        ("Engineering Fracture Mechanics", Venue(JOURNAL, "Engineering Fracture Mechanics")),
        ("book chapter, InTech 2023 (Lamps - Cases)", Venue(CHAPTER, "Lamps - Cases", 2023, publisher="InTech")),
        ("bioRxiv 2020", Venue(PREPRINT, "bioRxiv", 2020)),
        ("PhD thesis, Lamp University 2020", Venue(OTHER, "PhD thesis, Lamp University", 2020)),
    ],
)
def test_venues_are_taken_apart(text: str, venue: Venue) -> None:
    assert parse_venue(text) == venue


def test_no_remark_of_the_editor_gets_into_a_reference() -> None:
    venues = [one.venue for one in default_catalogue().references.values()]
    assert [venue.name for venue in venues if re.search(r"[()\"“”]|title there|pages", venue.name)] == []
    assert [venue.pages for venue in venues if not re.fullmatch(r"([0-9]+(-[0-9]+)?)?", venue.pages)] == []


@given(
    st.lists(st.sampled_from(["CVPR", "Lamps", " ", ", ", "2018", "(", ")", "7(2)", "1-9", "vol.", "pp. 3", "é"])).map(
        "".join
    )
)
def test_any_text_can_stand_as_a_venue(text: str) -> None:
    venue = parse_venue(text)
    assert venue.kind in (JOURNAL, CONFERENCE, CHAPTER, PREPRINT, OTHER)
    assert venue.year is None or str(venue.year) in text


@pytest.mark.parametrize(
    ("facts", "issued", "available"),
    [
        ({"date": Date("2017-09", 2017, 9), "arxiv": "1709.01507"}, (2017, 9), ()),
        ({"date": Date("2017-09", 2017, 9), "arxiv": "1709.01507", "venue": "CVPR 2018"}, (2018,), (2017, 9)),
        ({"date": Date("2018-02-03", 2018, 2, 3), "arxiv": "1802.1", "venue": "CVPR 2018"}, (2018,), (2018, 2, 3)),
        ({"date": Date("2018-02-03", 2018, 2, 3), "venue": "CVPR 2018"}, (2018, 2, 3), ()),
        ({"date": Date("2018-02", 2018, 2), "venue": "Lamp Letters"}, (2018, 2), ()),
        ({"date": Date("Dec 12", None, 12, 12), "venue": "CVPR 2018"}, (2018,), ()),
        ({"date": Date("Dec 12", None, 12, 12)}, (), ()),
        ({}, (), ()),
    ],
)
def test_the_date_is_that_of_the_version_cited(facts, issued, available) -> None:
    found = reference(**facts)
    assert (found.issued, found.available) == (issued, available)


def test_a_paper_on_arxiv_alone_is_a_preprint_however_its_note_says_so() -> None:
    for venue in (None, "arXiv", "arXiv preprint", "CoRR 2017"):
        assert reference(arxiv="1709.01507", venue=venue).venue == Venue(PREPRINT, "")


def test_the_address_is_that_of_the_preprint_then_of_a_link_then_of_the_doi() -> None:
    link = Link("Paper", "https://a.org/p.pdf")
    assert reference(arxiv="1709.01507", doi="10.1/x", links=(link,)).url == "https://arxiv.org/abs/1709.01507"
    assert reference(doi="10.1/x", links=(link,)).url == link.url
    assert reference(doi="10.1/<x>").url == "https://doi.org/10.1/%3Cx%3E"
    assert reference().url == ""


def test_texts_are_in_one_line_and_without_residue() -> None:
    found = reference(title="A  UIEC^2-Net\nfor\x0blamps", findings=Findings(gist="Two\tlines", tasks=("a, b", "c")))
    assert (found.title, found.gist, found.keywords) == ("A UIEC²-Net for lamps", "Two lines", ("a", "b", "c"))


def year(number: int) -> Date:
    return Date(str(number), number)


@pytest.mark.parametrize(
    ("slug", "facts", "key"),
    [
        ("deep-residual-learning", {"authors": ("Kaiming He",), "date": year(2015)}, "he2015deep"),
        ("the-lottery-of-lamps", {"authors": ("Søren Ørsted",), "date": year(2015)}, "orsted2015lottery"),
        ("on-the-lamps", {"authors": ("Laurens van der Maaten",)}, "vandermaatenlamps"),
        ("3d-lamps", {"date": year(2020)}, "anon20203d"),
        ("lamps", {"authors": ("王小明",), "date": year(2020)}, "wangxiaoming2020lamps"),
        ("on-the", {"authors": ("OpenAI Team",)}, "openaiteamon"),
    ],
)
def test_keys_are_made_of_family_name_year_and_a_word_of_the_slug(slug, facts, key) -> None:
    assert reference(slug, **facts).key == key


def test_keys_stay_when_papers_are_added() -> None:
    def he(slug: str, day: int | None) -> object:
        added = Date(f"2020-01-{day:02d}", 2020, 1, day) if day else None
        return paper(slug, authors=("Kaiming He",), date=year(2015), added=added)

    old = [he("deep-residual-learning", 5), he("deep-lamps", 7)]
    new = [he("deep-azalea", 9), he("deep-botany", None)]
    before, after = citation_keys(old), citation_keys([*new, *old])
    assert before["deep-residual-learning"] == "he2015deep"
    assert re.fullmatch("he2015deep-[a-r]{3}", before["deep-lamps"])
    assert {slug: after[slug] for slug in before} == before
    assert len(set(after.values())) == 4
    assert citation_keys([*reversed(old), *new]) == after


def test_keys_of_the_survey_are_all_different_and_plain() -> None:
    keys = [one.key for one in default_catalogue().references.values()]
    assert len(set(keys)) == len(keys) == len(default_catalogue().papers)
    assert [key for key in keys if not re.fullmatch(r"[a-z]+([0-9]{4})?[a-z0-9]+(-[a-r]{3})?", key)] == []


def test_hundred_papers_that_would_share_a_key_have_hundred_keys() -> None:
    papers = [paper(f"deep-{number}") for number in range(100)]
    assert len({one.key for one in make_references(papers).values()}) == 100
