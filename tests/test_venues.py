from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.venues import CONFERENCE, JOURNAL, Venue, parse_venue
from site_builder.yaml_fields import FieldReader, parse_yaml, split_front_matter

PAPERS = sorted((Path(__file__).parents[1] / "content/papers").glob("*.md"))


@pytest.mark.parametrize(
    ("text", "venue"),
    [
        ("CVPR 2016", Venue(CONFERENCE, "CVPR 2016", "2016")),
        ("CVPR 2016 (pages 2536-2544)", Venue(CONFERENCE, "CVPR 2016", "2016", "", "", "2536", "2544")),
        ("ICCV 2023, pp. 1855-1865", Venue(CONFERENCE, "ICCV 2023", "2023", "", "", "1855", "1865")),
        ("AAAI 2021 (vol. 35, pages 11682-11690)", Venue(CONFERENCE, "AAAI 2021", "2021", "", "", "11682", "11690")),
        ("Computing in Cardiology (CinC) 2023", Venue(CONFERENCE, "Computing in Cardiology 2023", "2023")),
        ("Interspeech 2023", Venue(CONFERENCE, "Interspeech 2023", "2023")),
        ("IEEE Access 12, 92419-92430 (2024)", Venue(JOURNAL, "IEEE Access", "2024", "12", "", "92419", "92430")),
        ("IEEE TPAMI 44(2), 1108-1121", Venue(JOURNAL, "IEEE TPAMI", "", "44", "2", "1108", "1121")),
        ("Neural Networks 106 (2018) 249-259", Venue(JOURNAL, "Neural Networks", "2018", "106", "", "249", "259")),
        ("Vision 7(2), 29 (2023)", Venue(JOURNAL, "Vision", "2023", "7", "2")),
        ("JMLR 2022", Venue(JOURNAL, "JMLR", "2022")),
        (
            "The Journal of the Acoustical Society of America (2021), no. 4, 2434-2445",
            Venue(JOURNAL, "The Journal of the Acoustical Society of America", "2021", "", "4", "2434", "2445"),
        ),
        ("Engineering Fracture Mechanics", Venue("", "Engineering Fracture Mechanics")),
        ("book chapter, IntechOpen 2023", Venue("", "book chapter, IntechOpen 2023", "2023")),
        ("Pattern Recognition 2018", Venue("", "Pattern Recognition 2018", "2018")),
    ],
)
def test_a_venue_is_taken_apart(text: str, venue: Venue) -> None:
    assert parse_venue(text) == venue


def test_the_form_of_a_doi_tells_a_journal_where_the_words_do_not() -> None:
    found = parse_venue("Pattern Recognition 2018", "10.1016/j.patcog.2017.10.013")
    assert found == Venue(JOURNAL, "Pattern Recognition", "2018")


@pytest.mark.parametrize(
    "text", ["", " ", "2016", "(2016)", "()", "(((", "12-13", "no. 4", "\u202e", "vol. 3, pp. 1-2"]
)
def test_odd_venues_are_kept_as_they_stand_or_lose_only_remarks(text: str) -> None:
    found = parse_venue(text)
    assert found.name in text
    assert found.kind in ("", JOURNAL, CONFERENCE)


def test_almost_every_venue_of_the_default_survey_has_a_kind_and_a_name_without_figures_of_pages() -> None:
    unknown = []
    for path in PAPERS:
        front, *_ = split_front_matter(path.read_text("utf-8"), path.name)
        fields = FieldReader(parse_yaml(front, path.name)[0], path.name)
        text = fields.text("venue")
        if text is None:
            continue
        venue = parse_venue(text, fields.text("doi"))
        assert venue.name, text
        assert venue.first_page not in venue.name or not venue.first_page, text
        if venue.kind == JOURNAL:
            assert not venue.name[-1].isdigit(), text
        unknown += [text] if not venue.kind else []
    assert len(PAPERS) > 250
    assert len(unknown) <= 3, unknown
