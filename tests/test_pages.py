"""Which pages a catalogue gets, and what each of them shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from surveys import NO_ACCOUNT

from site_builder.catalogue import Account, Catalogue, Page, Survey
from site_builder.ledger import record_terms
from site_builder.model import Date, Decisions, FileAccount, Findings, Link, Paper
from site_builder.pages import make_pages
from site_builder.pages_lists import TITLES_LIMIT
from site_builder.pages_wording import citation, date_words, family_name_span
from site_builder.problems import Origin
from site_builder.render import Templates, render_pages
from site_builder.terms import gather_terms
from site_builder.themes import Assignment, Evidence, Theme

NOWHERE = Origin("content/survey.yaml", 1)
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


def survey(base_url: str | None = None) -> Survey:
    return Survey(
        *("Nets", "read closely", "A small survey.", "en", ("Ada Lovelace",), Date("2025", 2025), base_url, {}),
        *("CC BY 4.0", "", "", "", "", {}, NOWHERE),
    )


def theme(name: str, order: int) -> Theme:
    return Theme(name, name.title(), order, f"All of {name}.", (), (), "", 1, Origin(f"content/themes/{name}.md", 1))


def paper(slug: str, **facts) -> Paper:
    given = {
        **{"title": slug.replace("-", " ").capitalize(), "abstract": None, "authors": (), "author_count": None},
        **{"date": None, "venue": None, "arxiv": None, "doi": None, "links": (), "note": "", "note_origin": None},
        "findings": Findings(),
        **{"decisions": Decisions(), "origins": (Origin(f"content/papers/{slug}.md", 1),), "sources": ("note",)},
        "added": None,
    }
    return Paper(slug, **{**given, **facts})


def filed(*themes: str) -> tuple[Assignment, ...]:
    return tuple(Assignment(name, None, (), True) for name in themes)


def catalogue(papers, assignments=None, themes=("seeing", "pruning"), **rest) -> Catalogue:
    ordered = tuple(sorted(papers, key=lambda one: one.slug))
    placed = {one.slug: filed(*(assignments or {}).get(one.slug, ())) for one in ordered}
    shelves = tuple(theme(name, order) for order, name in enumerate(themes))
    about = rest.pop("survey", survey())
    housed, _ = record_terms(gather_terms(ordered, about.other_names))
    return Catalogue(about, shelves, ordered, placed, **{"account": NO_ACCOUNT, "terms": housed.terms, **rest})


def pages_of(*args, **kwargs) -> dict[str, Page]:
    pages = make_pages(catalogue(*args, **kwargs))
    assert [path for path, times in Counter(page.path for page in pages).items() if times > 1] == []
    return {page.path: page for page in pages}


def year(number: int, month: int | None = None) -> Date:
    return Date(str(number), number, month)


ALWAYS = {
    *("index.html", "themes.html", "authors.html", "years.html", "titles.html", "recent.html", "unsorted.html"),
    *("search.html", "reading-list.html", "about.html", "data.html", "teachers.html", "404.html"),
}


def test_an_empty_survey_has_the_fixed_pages_only():
    assert set(pages_of([], themes=())) == ALWAYS


def test_every_paper_theme_year_and_letter_has_its_page():
    pages = pages_of([paper("a-net", authors=("Ada Lovelace",), date=year(2014)), paper("b-net", date=year(2016))])
    assert set(pages) - ALWAYS == {
        *("papers/a-net.html", "papers/b-net.html", "themes/seeing.html", "themes/pruning.html"),
        *("embed/seeing.html", "embed/pruning.html"),
        *("years/2014.html", "years/2016.html", "authors/l.html"),
    }


def test_undated_papers_have_a_page_only_when_there_are_some():
    assert "years/undated.html" not in pages_of([paper("a", date=year(2014))])
    without_year = Date("Dec 12", None, 12, 12)
    pages = pages_of([paper("a", date=year(2014)), paper("b", date=without_year), paper("c")])
    lines = pages["years/undated.html"].context["groups"][0].lines
    assert [line.slug for line in lines] == ["b", "c"]


def test_a_year_without_papers_is_shown_and_leads_nowhere():
    rows = pages_of([paper("a", date=year(2014)), paper("b", date=year(2016))])["years.html"].context["rows"]
    assert [(row.title, row.path, row.count) for row in rows] == [
        ("2016", "years/2016.html", 1),
        ("2015", "", 0),
        ("2014", "years/2014.html", 1),
    ]


def test_a_theme_lists_its_papers_newest_year_first_then_by_title():
    papers = [paper("b", date=year(2014)), paper("a", date=year(2014)), paper("c", date=year(2020)), paper("d")]
    pages = pages_of(papers, {slug: ["seeing"] for slug in "abcd"})
    groups = pages["themes/seeing.html"].context["groups"]
    shown = [(group.heading, [line.slug for line in group.lines]) for group in groups]
    assert shown == [("2020", ["c"]), ("2014", ["a", "b"]), ("Undated", ["d"])]


def test_a_theme_tells_primary_papers_from_those_filed_elsewhere_first():
    pages = pages_of([paper("a"), paper("b")], {"a": ["seeing", "pruning"], "b": ["pruning", "seeing"]})
    context = pages["themes/seeing.html"].context
    assert context["theme"].primary == 1
    assert context["placings"]["a"].chief is None
    assert [ref.title for ref in context["placings"]["a"].others] == ["Pruning"]
    assert context["placings"]["b"].chief.title == "Pruning"
    assert context["placings"]["b"].others == ()


def test_neighbours_are_papers_with_the_same_primary_theme():
    papers = [paper("a", date=year(2020)), paper("b", date=year(2019)), paper("c", date=year(2018))]
    pages = pages_of(papers, {"a": ["seeing"], "b": ["pruning", "seeing"], "c": ["seeing"]})
    first, alone, last = (pages[f"papers/{slug}.html"].context for slug in "abc")
    assert (first["newer"], first["older"].path) == (None, "papers/c.html")
    assert (last["newer"].path, last["older"]) == ("papers/a.html", None)
    assert (alone["newer"], alone["older"]) == (None, None)


def test_an_unsorted_paper_is_listed_apart_and_has_no_shelf():
    pages = pages_of([paper("a"), paper("b")], {"a": ["seeing"]})
    unsorted = pages["unsorted.html"].context
    assert [line.slug for line in unsorted["groups"][0].lines] == ["b"]
    assert pages["papers/b.html"].context["shelf"] is None
    assert pages["index.html"].context["site"].unsorted_count == 1


def sections(pages: dict[str, Page]) -> dict[str, list[str]]:
    return {
        f"{path}#{author.anchor}": [line.slug for line in author.lines]
        for path, page in pages.items()
        if page.template == "authors_letter.html"
        for author in page.context["authors"]
    }


def test_authors_are_filed_under_their_last_word_with_an_anchor_made_of_the_name():
    pages = pages_of([paper("a", authors=("Ada Lovelace", "Jan van der Berg")), paper("b", authors=("Ada Lovelace",))])
    assert sections(pages) == {"authors/b.html#jan-van-der-berg": ["a"], "authors/l.html#ada-lovelace": ["a", "b"]}


def test_a_paper_leads_to_its_authors_sections():
    pages = pages_of([paper("a", authors=("Ada Lovelace", "Émile Ørsted"))])
    places = sections(pages)
    assert [ref.path in places for ref in pages["papers/a.html"].context["paper"].authors] == [True, True]


def test_names_that_differ_in_accents_and_points_are_one_author_shown_with_accents():
    pages = pages_of([paper("a", authors=("Piotr Dollar",)), paper("b", authors=("Piotr Dollár",))])
    assert list(sections(pages).values()) == [["a", "b"]]
    (author,) = pages["authors/d.html"].context["authors"]
    assert author.before + author.family + author.after == "Piotr Dollár"


def test_authors_whose_names_give_the_same_anchor_keep_two():
    pages = pages_of([paper("a", authors=("李 明",)), paper("b", authors=("里 明",)), paper("c", authors=("Li Ming",))])
    places = sections(pages)
    assert len(places) == 3
    assert len({place.partition("#")[2] for place in places}) == 3


def test_an_author_never_takes_an_id_of_the_page_around():
    assert "main" not in {place.partition("#")[2] for place in sections(pages_of([paper("a", authors=("Main",))]))}


def test_a_name_twice_on_a_paper_lists_it_once():
    assert list(sections(pages_of([paper("a", authors=("Ada L", "Ada L."))])).values()) == [["a"]]


def test_a_retired_address_leads_to_the_last_one_in_its_chain():
    pages = pages_of([paper("new")], redirects={"old": "older", "older": "new"})
    assert {path: page.context["target"].path for path, page in pages.items() if page.template == "redirect.html"} == {
        "papers/old.html": "papers/new.html",
        "papers/older.html": "papers/new.html",
    }


def test_a_paper_that_came_back_is_no_redirect():
    pages = pages_of([paper("a"), paper("b")], redirects={"a": "b"})
    assert pages["papers/a.html"].template == "paper.html"


def test_redirects_in_a_circle_end():
    assert "papers/x.html" in pages_of([paper("a")], redirects={"x": "y", "y": "x"})


def test_recent_additions_are_grouped_by_day_and_limited():
    days = [Date("2025-11-03", 2025, 11, 3), Date("2025-12-12", 2025, 12, 12), None]
    groups = pages_of([paper(slug, added=day) for slug, day in zip("abc", days, strict=True)])["recent.html"].context[
        "groups"
    ]
    assert [(group.heading, [line.slug for line in group.lines]) for group in groups] == [
        ("12 December 2025", ["b"]),
        ("3 November 2025", ["a"]),
        ("Day not recorded", ["c"]),
    ]


@pytest.mark.parametrize(
    ("sizes", "shown", "cut"),
    [
        ((40, 40), 80, None),
        ((100, 40), 100, None),
        ((60, 90), 150, None),
        ((60, 150), 100, ("1 December 2025", 150)),
        ((201,), 100, ("2 December 2025", 201)),
    ],
)
def test_a_day_of_additions_is_cut_only_when_it_is_long_and_the_page_says_so(sizes, shown, cut):
    days = [Date("", 2025, 12, 2 - at) for at in range(len(sizes))]
    papers = [paper(f"p-{day.day}-{n}", added=day) for day, size in zip(days, sizes, strict=True) for n in range(size)]
    context = pages_of(papers)["recent.html"].context
    assert context["shown"] == sum(len(group.lines) for group in context["groups"]) == shown
    assert (context["cut"] and (context["cut"].title, context["cut"].count)) == cut


def test_a_line_of_a_theme_answers_to_the_retired_slugs_of_its_paper():
    pages = pages_of([paper("new"), paper("b")], {"new": ["seeing"]}, redirects={"old": "older", "older": "new"})
    assert pages["themes/seeing.html"].context["placings"]["new"].former == ("old", "older")
    (theme_page,) = [page for page in pages.values() if page.path == "themes/seeing.html"]
    html = render_pages([theme_page], Templates(TEMPLATES)).pages["themes/seeing.html"].decode()
    assert html.count('id="p-old"') == html.count('id="p-older"') == html.count('id="p-new"') == 1


@pytest.mark.parametrize(
    ("venue", "short"),
    [
        ("CVPR 2015 (pages 3431-3440)", "CVPR 2015"),
        ("ICLR 2024 (poster)", "ICLR 2024"),
        ("AAAI (AAAI OJS article 21679; conference edition presumably AAAI-22)", "AAAI"),
        ("Frontiers in Artificial Intelligence (2024)", "Frontiers in Artificial Intelligence (2024)"),
        ("IEEE TPAMI 44(2), 1108-1121 (2020/2022)", "IEEE TPAMI 44(2), 1108-1121 (2020/2022)"),
        ("CHIL 2024 (PMLR 248, 446-460; title there: “A”)", "CHIL 2024"),
    ],
)
def test_lists_and_references_give_a_venue_without_remarks_and_the_papers_page_all_of_it(venue, short):
    pages = pages_of([paper("a", venue=venue)])
    (line,) = pages["titles.html"].context["groups"][0].lines
    view = pages["papers/a.html"].context["paper"]
    assert (line.venue, view.venue, view.citation) == (short, venue, f"A. {short}.")


@pytest.mark.parametrize(
    ("facts", "description"),
    [
        ({"findings": Findings(gist="In brief.")}, "In brief."),
        ({"title": "Is it?", "authors": tuple("ABCD"), "date": year(2022)}, "Is it? A, B, C et al. 2022. In: Nets."),
        ({}, "A. In: Nets."),
    ],
)
def test_a_paper_is_described_by_its_gist_or_in_sentences_with_one_stop_each(facts, description):
    assert pages_of([paper("a", **facts)])["papers/a.html"].context["head"].description == description


def test_authors_listed_most_often_are_cut_between_numbers_of_papers():
    counts = [5, 4, *([3] * 30)]
    papers = [
        paper(f"p-{at}", authors=tuple(f"Name{n:02d}" for n, count in enumerate(counts) if count > at))
        for at in range(5)
    ]
    often = pages_of(papers)["authors.html"].context["often"]
    assert [(ref.title, ref.count) for ref in often] == [("Name00", 5), ("Name01", 4)]


def test_titles_stand_under_their_letter_without_regard_to_case_and_accents():
    papers = [
        paper("a", title="Éclair"),
        paper("b", title="early"),
        paper("c", title="3D nets"),
        paper("d", title="Zoo"),
    ]
    groups = pages_of(papers)["titles.html"].context["groups"]
    shown = [(group.heading, [line.title for line in group.lines]) for group in groups]
    assert shown == [("E", ["early", "Éclair"]), ("Z", ["Zoo"]), ("Other", ["3D nets"])]


@pytest.mark.parametrize(("language", "letters"), [("en", "MN"), ("en-GB", "MN"), ("de", "AMT")])
def test_english_titles_are_filed_without_their_article(language, letters):
    papers = [paper("a", title="A net"), paper("b", title="The Net"), paper("c", title="Mask")]
    groups = pages_of(papers, survey=replace(survey(), language=language))["titles.html"].context["groups"]
    assert "".join(group.heading for group in groups) == letters
    assert {line.title for group in groups for line in group.lines} == {"A net", "The Net", "Mask"}


def test_a_large_survey_has_a_page_for_each_letter_of_its_titles():
    papers = [paper(f"p-{number}", title=f"{'KB'[number % 2]} {number}") for number in range(TITLES_LIMIT + 1)]
    pages = pages_of(papers)
    assert {"titles.html", "titles/k.html", "titles/b.html"} <= set(pages)
    assert pages["titles.html"].context["groups"] == ()


def test_a_paper_shows_why_it_is_filed_and_where_it_comes_from():
    evidence = (Evidence("detect*", "detecting", "title", 2, 4.0), Evidence("text", "text", "abstract", 1, -1.5))
    filed_here = {"a": (Assignment("seeing", 2.5, evidence, False),)}
    found = Catalogue(survey(), (theme("seeing", 1),), (paper("a"),), filed_here, NO_ACCOUNT)
    (page,) = [page for page in make_pages(found) if page.path == "papers/a.html"]
    (filing,) = page.context["paper"].filings
    assert filing.place == "themes/seeing.html#p-a"
    assert filing.why == "Primary theme, filed by the survey’s rules; its words give 2.5 points."
    assert [(reason.found, reason.phrase, reason.points) for reason in filing.reasons] == [
        ("detecting", "detect*", "+4"),
        ("text", "", "−1.5"),
    ]
    assert [(record.kind, record.place) for record in page.context["paper"].records] == [
        ("the survey’s note", "papers/a.md:1")
    ]


def test_pages_do_not_tell_where_folders_lie_on_the_machine():
    origins = (Origin("content/papers/a.md", 1), Origin("/somewhere/else/listing.txt", 7))
    view = pages_of([paper("a", origins=origins, sources=("note", "listing"))])["papers/a.html"].context["paper"]
    assert [record.place for record in view.records] == ["papers/a.md:1", "listing.txt:7"]


@pytest.mark.parametrize(
    ("authors", "count", "words"),
    [
        ((), None, "Authors: not known to this survey"),
        ((), 1, "1 author, whose name is not known to this survey"),
        ((), 4, "4 authors, whose names are not known to this survey"),
        (("Ada",), 1, ""),
        (("Ada",), 3, "and 2 others not named here"),
    ],
)
def test_absent_authors_are_shown_as_absent(authors, count, words):
    pages = pages_of([paper("a", authors=authors, author_count=count)])
    assert pages["papers/a.html"].context["paper"].authors_note == words


def test_an_identifier_stands_beside_its_link_and_a_host_beside_any_other():
    links = (Link("arXiv", "https://arxiv.org/abs/1403.6382"), Link("Code", "https://www.example.org/x"))
    shown = pages_of([paper("a", arxiv="1403.6382", links=links)])["papers/a.html"].context["paper"].links
    assert [(link.label, link.detail) for link in shown] == [("arXiv", "1403.6382"), ("Code", "example.org")]


def test_canonical_addresses_and_links_from_404_need_a_base():
    without, based = pages_of([]), pages_of([], survey=survey("https://example.org/nets/"))
    assert without["about.html"].context["head"].canonical == ""
    assert without["404.html"].context["link_base"] == ""
    assert based["index.html"].context["head"].canonical == "https://example.org/nets/"
    assert based["about.html"].context["head"].canonical == "https://example.org/nets/about.html"
    assert based["404.html"].context["link_base"] == "/nets/"


def test_many_files_of_one_folder_are_one_row_of_the_account():
    notes = tuple(FileAccount(f"content/papers/{n}.md", "note", {"content": 3, "blank": 1}, 4, 1) for n in range(20))
    listing = FileAccount("listing.txt", "listing", {"title": 2, "abstract": 2}, 4, 2)
    account = Account((*notes, listing), {"listing.txt": 2}, 22, 20, 2, 0)
    rows = pages_of([], account=account)["about.html"].context["files"]
    assert [(row.place, row.lines, row.records, row.merged, row.detail) for row in rows] == [
        ("papers/ (20 files)", 80, 20, 0, "60 content, 20 blank"),
        ("listing.txt", 4, 2, 2, "2 title, 2 abstract"),
    ]


def test_making_pages_twice_gives_the_same():
    papers = [paper("a", authors=("Ada L",), date=year(2014)), paper("b")]
    assert make_pages(catalogue(papers)) == make_pages(catalogue(papers))


@pytest.mark.parametrize(
    ("date", "words"),
    [
        (None, ""),
        (Date("2014", 2014), "2014"),
        (Date("2014-03", 2014, 3), "March 2014"),
        (Date("Mar 23, 2014", 2014, 3, 23), "23 March 2014"),
        (Date("Dec 12", None, 12, 12), "12 December, year not known"),
    ],
)
def test_dates_say_what_is_known(date, words):
    assert date_words(date) == words


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Ada Lovelace", "Lovelace"),
        ("Lovelace, Ada", "Lovelace"),
        ("Martin Luther King Jr.", "King"),
        ("Martin Luther King, Jr.", "King"),
        ("Plato", "Plato"),
        ("Jr.", "Jr."),
        ("", ""),
    ],
)
def test_the_word_a_name_is_filed_under(name, family):
    start, end = family_name_span(name)
    assert name[start:end] == family


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"title": "A net"}, "A net."),
        (
            {"title": "What is a net?", "authors": ("A B", "C D", "E F"), "date": year(2014), "arxiv": "1403.1"},
            "A B, C D and E F. What is a net? 2014. arXiv:1403.1.",
        ),
        (
            {"title": "A net", "authors": ("A B",), "author_count": 9, "date": year(2017), "venue": "CVPR 2018"},
            "A B et al. A net. CVPR 2018.",
        ),
        (
            {"title": "A net", "venue": "Nature", "date": year(2015), "doi": "10.1/x"},
            "A net. Nature, 2015. https://doi.org/10.1/x",
        ),
    ],
)
def test_a_reference_holds_what_is_known_and_nothing_else(facts, words):
    assert citation(paper("a", **facts)) == words
