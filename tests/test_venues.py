"""Conferences and journals by which papers are narrowed: which there are, and the search that pages lead to."""

from __future__ import annotations

from pathlib import Path

import pytest
from references_of import default_catalogue, paper
from selectolax.lexbor import LexborHTMLParser
from surveys import write_survey

from site_builder.build import Request, make_site
from site_builder.venues import venue_facet, venue_search


def papers(*venues: str | None):
    return [paper(f"p{number}", venue=venue) for number, venue in enumerate(venues)]


def test_years_volumes_and_case_make_no_difference() -> None:
    found = venue_facet(
        papers("CVPR 2018", "Neural Networks 12, 1-9 (2001)", "neural networks 13", "CVPR 2016", "CVPR")
    )
    assert found is not None
    assert dict(found.titles) == {"cvpr": "CVPR", "neural networks": "Neural Networks"}
    assert found.values == {
        **{"p0": ("cvpr",), "p1": ("neural networks",), "p2": ("neural networks",)},
        **{"p3": ("cvpr",), "p4": ("cvpr",)},
    }


@pytest.mark.parametrize("venues", [(), (None, None), ("CVPR 2018", "CVPR 2019"), ("CVPR 2018", "ICML 2019")])
def test_there_is_no_facet_that_narrows_nothing(venues) -> None:
    assert venue_facet(papers(*venues)) is None


def test_preprints_theses_and_chapters_have_no_venue_in_common() -> None:
    found = venue_facet(papers("arXiv", "bioRxiv 2020", "PhD thesis, Łódź", "CVPR 2018", "CVPR 2019", "ICML 2019"))
    assert found is not None
    assert list(found.values) == ["p3", "p4", "p5"]


def test_the_default_survey_has_its_conferences() -> None:
    venues = default_catalogue().venues
    assert venues is not None
    assert {"CVPR", "ICCV", "NeurIPS", "IEEE TPAMI"} < set(venues.titles.values())
    assert sum(keys == ("cvpr",) for keys in venues.values.values()) > 30
    assert venue_search(venues, "squeeze-and-excitation-networks") == "search.html?venue=cvpr"


def test_the_page_of_a_paper_leads_to_the_search_for_its_venue(tmp_path: Path) -> None:
    notes = {
        f"papers__{slug}.md": f"---\ntitle: On {slug}\nvenue: {venue}\n---\n"
        for slug, venue in {"pots": "CVPR 2018", "pans": "CVPR 2019", "lids": "Journal of Lids & Pots 3"}.items()
    }
    site = make_site(Request(write_survey(tmp_path, **notes)), lambda stage: None).site
    links = LexborHTMLParser(site["papers/lids.html"]).css(".facts a")
    assert ("../search.html?venue=journal%20of%20lids%20%26%20pots", "Journal of Lids & Pots 3") in [
        (link.attributes["href"], link.text()) for link in links
    ]
    assert b'data-facet="venue"' in site["search.html"]
