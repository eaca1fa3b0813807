"""What the records of one paper say together, and how contradictions are told: with both places."""

from __future__ import annotations

from dataclasses import replace

import pytest

from site_builder.dates import parse_date
from site_builder.facts import make_paper, merge_facts
from site_builder.model import Decisions, Link, Record
from site_builder.problems import Origin
from site_builder.text import fingerprint

POTS = "We ask how a small network sorts pictures of teapots when half of the light is missing, and find that it can."
LAMPS = "Nine museums lent their lamps to a study of what deep models make of brass, of glass and of thin paper shades."


def record(source: str = "listing", line: int = 1, title: str = "Pots", **fields) -> Record:
    if "date" in fields:
        fields["date"] = parse_date(fields["date"])
    decisions = {name: fields.pop(name) for name in list(fields) if name in Decisions.__dataclass_fields__}
    return Record(source, Origin(f"{source}.x", line), title, decisions=Decisions(**decisions), **fields)


def merge(*group: Record):
    return merge_facts(group)[0]


def told(*group: Record):
    return [(p.severity.value, str(p.origin), p.message) for p in merge_facts(group)[1]]


def test_what_the_first_leaves_open_the_next_fills_in() -> None:
    facts = merge(
        record("note", date="2014-03", note="A note."),
        record("yaml", authors=("Ada Jug",), venue="Potting 2014", doi="10.1000/1"),
        record("listing", abstract=POTS, author_count=1, arxiv="1505.04597"),
    )
    assert (facts.title, facts.abstract, facts.note) == ("Pots", POTS, "A note.")
    assert (facts.authors, facts.author_count, facts.venue) == (("Ada Jug",), 1, "Potting 2014")
    assert (facts.arxiv, facts.doi, facts.date.iso) == ("1505.04597", "10.1000/1", "2014-03")


CONFLICTS = {
    "the title": ({"title": "Pots"}, {"title": "Pans"}, "“Pans” here and “Pots”"),
    "the author list": ({"authors": ("A B", "C D")}, {"authors": ("C D", "A B")}, "C D, A B here and A B, C D"),
    "the number of authors": ({"author_count": 3}, {"author_count": 4}, "4 here and 3"),
    "the date": ({"date": "2014-03"}, {"date": "Apr 2, 2014"}, "Apr 2, 2014 here and 2014-03"),
    "the venue": ({"venue": "ICML"}, {"venue": "ICLR"}, "ICLR here and ICML"),
    "the arXiv id": ({"arxiv": "1505.00001"}, {"arxiv": "1505.00002"}, "1505.00002 here and 1505.00001"),
    "the DOI": ({"doi": "10.1000/1"}, {"doi": "10.1000/2"}, "10.1000/2 here and 10.1000/1"),
    "the slug": ({"slug": "pots"}, {"slug": "pans"}, "pans here and pots"),
    "the list of themes": ({"themes": ("a", "b")}, {"themes": ("b",)}, "b here and a, b"),
}


@pytest.mark.parametrize("name", CONFLICTS)
def test_a_contradiction_is_told_at_the_later_place_and_names_the_kept_one(name: str) -> None:
    one, other, said = CONFLICTS[name]
    message = f"{name} is {said} at listing.x:7, which is kept"
    assert told(record(line=7, **one), record(line=9, **other)) == [("warning", "listing.x:9", message)]
    ((severity, place, message),) = told(record("note", 7, **one), record("yaml", 9, **other))
    assert (severity, place) == ("info", "yaml.x:9")
    assert "at note.x:7, which is kept" in message


def test_a_merge_that_the_editor_ordered_warns_of_nothing() -> None:
    group = (record("yaml", abstract=POTS, same_as=("x",)), record(title="Pans", abstract=LAMPS, date="2014"))
    assert {severity for severity, _, _ in told(*group)} == {"info"}
    assert {severity for severity, _, _ in told(group[0], replace(group[1], title="Pots"))} == {"info"}


def test_a_second_note_on_a_paper_is_told_unless_the_editor_joined_them() -> None:
    first, same, other = (record("note", line, slug=slug) for line, slug in ((1, "pots"), (2, "pots"), (3, "jugs")))
    ((_, problem),) = enumerate(merge_facts([first, same])[1])
    assert (problem.severity.value, problem.code, str(problem.origin)) == ("error", "duplicate-slug", "note.x:2")
    assert "note.x:1" in problem.message
    second = [p for p in merge_facts([first, other])[1] if p.severity.value == "warning"]
    assert [(p.code, str(p.origin)) for p in second] == [("second-note", "note.x:3")]
    assert "note.x:1" in second[0].message
    joined = record("note", 3, slug="jugs", same_as=("pots",))
    assert {p.severity.value for p in merge_facts([first, joined])[1]} == {"info"}


def test_a_long_title_is_told_in_short() -> None:
    ((_, _, message),) = told(record(title="x" * 4400), record(line=2, title="y" * 4400))
    assert len(message) < 300


def test_the_place_that_is_kept_is_the_one_that_said_it() -> None:
    group = (record("note"), record("yaml", 2, date="2014"), record("listing", 3, date="2015"))
    ((severity, place, message),) = told(*group)
    assert (severity, place) == ("warning", "listing.x:3")
    assert "at yaml.x:2, which is kept" in message


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"title": "Pots: Why?"}, {"title": "pots — WHY"}),
        ({"authors": ("Ada Jüg",)}, {"authors": ("ADA JUG",)}),
        ({"authors": ("Ada Jug", "Bob Pan")}, {"author_count": 2}),
        ({"venue": "ICML"}, {"venue": "icml"}),
        ({"date": "2014"}, {"date": "Mar 7, 2014"}),
        ({"date": "Mar 7"}, {"date": "2014-03"}),
        ({"doi": "10.48550/arxiv.1505.04597"}, {"doi": "10.1000/1"}),
        ({"abstract": POTS}, {"abstract": POTS.upper().replace(",", ";")}),
        ({"abstract": f"{POTS} {LAMPS}"}, {"abstract": f"{POTS}…"}),
        ({"abstract_sha256": fingerprint(POTS)}, {"abstract": POTS}),
        ({"slug": "pots"}, {}),
    ],
)
def test_what_is_no_contradiction(one: dict, other: dict) -> None:
    assert told(record(**one), record(line=2, **other)) == []
    assert told(record(**other), record(line=2, **one)) == []


def test_a_list_of_names_counts_itself() -> None:
    facts = merge(record(author_count=4), record(authors=("A", "B", "C")))
    assert (len(facts.authors), facts.author_count) == (3, 3)
    assert [message for _, _, message in told(record(author_count=4), record(line=2, authors=("A", "B", "C")))] == [
        "the number of authors is 3 here and 4 at listing.x:1, which is kept"
    ]
    ((_, place, message),) = told(record("note", 5, authors=("A", "B"), author_count=9))
    assert (place, message) == ("note.x:5", "the number of authors is 9 here and 2 at note.x:5, which is kept")


@pytest.mark.parametrize(
    ("dates", "kept"),
    [
        (["2014", "2014-03-23"], "2014-03-23"),
        (["2014-03", "2014", "Mar 23, 2014"], "Mar 23, 2014"),
        (["Mar 7", "2014-03"], "2014-03"),
        (["2014-03", "Mar 7"], "2014-03"),
        (["2014", "2015-01-01"], "2014"),
        (["Mar 7", "Apr 2, 2014"], "Mar 7"),
    ],
)
def test_the_date_that_is_known_best_is_kept(dates: list[str], kept: str) -> None:
    assert merge(*(record(line=line, date=date) for line, date in enumerate(dates))).date.text == kept


def test_an_abstract_that_goes_on_beats_one_that_is_cut_short() -> None:
    whole = f"{POTS} {LAMPS}"
    assert merge(record(abstract=f"{POTS} Nine museums…"), record(abstract=whole)).abstract == whole
    assert merge(record(abstract=whole), record(abstract=POTS)).abstract == whole


def test_abstracts_that_differ_are_told() -> None:
    assert told(record(abstract=POTS), record(line=2, abstract=LAMPS)) == [
        ("warning", "listing.x:2", "the abstract is not quite the one at listing.x:1, which is kept")
    ]
    note = record("note", abstract_sha256=fingerprint(LAMPS))
    assert told(note, record(abstract=POTS)) == [
        ("info", "note.x:1", "`abstract_sha256` is not that of the abstract at listing.x:1")
    ]
    assert told(note) == []


def test_every_link_is_kept_once_identifiers_first() -> None:
    code = Link("Code", "https://a.org/code")
    facts = merge(
        record(arxiv="1505.04597", links=(code, Link("Paper", "https://arxiv.org/abs/1505.04597"))),
        record(
            doi="10.1000/1", arxiv="1505.00002", links=(Link("Again", "https://a.org/code"), Link("B", "https://b.org"))
        ),
        record(doi="10.48550/arxiv.1505.04597"),
    )
    assert facts.links == (
        Link("arXiv", "https://arxiv.org/abs/1505.04597"),
        Link("arXiv", "https://arxiv.org/abs/1505.00002"),
        Link("DOI", "https://doi.org/10.1000/1"),
        Link("DOI", "https://doi.org/10.48550/arxiv.1505.04597"),
        code,
        Link("B", "https://b.org"),
    )


def test_the_publishers_doi_is_the_papers() -> None:
    assert merge(record(doi="10.48550/arxiv.1505.04597"), record(doi="10.1000/1")).doi == "10.1000/1"
    assert merge(record(doi="10.48550/arxiv.1505.04597")).doi == "10.48550/arxiv.1505.04597"


PREPRINT = {"arxiv": "1505.04597", "venue": "arXiv preprint arXiv:1505.04597", "date": "2014-11"}
PUBLISHED = {"doi": "10.1000/1", "venue": "Journal of Pots", "date": "2015"}


@pytest.mark.parametrize("order", [(PREPRINT, PUBLISHED), (PUBLISHED, PREPRINT)])
def test_a_preprint_and_what_was_published_are_two_places_of_one_paper(order) -> None:
    group = [record("bibtex", line, **fields) for line, fields in enumerate(order, start=1)]
    facts = merge(*group)
    assert told(*group) == []
    assert (facts.venue, facts.date.iso, facts.arxiv, facts.doi) == (
        "Journal of Pots",
        "2014-11",
        "1505.04597",
        "10.1000/1",
    )
    assert [link.label for link in facts.links] == ["arXiv", "DOI"]
    assert [(place.venue, place.date.iso, place.is_preprint) for place in facts.appearances] == [
        ("arXiv preprint arXiv:1505.04597", "2014-11", True),
        ("Journal of Pots", "2015", False),
    ]
    assert make_paper(group, facts, "pots", None).appearances == facts.appearances


def test_one_place_is_no_list_of_places_and_the_notes_word_counts() -> None:
    assert merge(record(**PUBLISHED), record(line=2, **PUBLISHED)).appearances == ()
    assert merge(record(**PUBLISHED), record(line=2, venue="J. Pots", date="2015")).appearances == ()
    note = merge(record("note", date="2016"), record("bibtex", 2, **PREPRINT), record("bibtex", 3, **PUBLISHED))
    assert (note.date.iso, note.venue) == ("2016", "Journal of Pots")


def test_names_in_full_are_kept_and_contradict_no_initials() -> None:
    short, full = ("A.M. Jug", "B. Li"), ("Angela M. Jug", "Bo Li")
    group = (record(authors=short), record(line=2, authors=full))
    assert (merge(*group).authors, told(*group)) == (full, [])
    assert merge(record("note", authors=short), group[1]).authors == short


def test_titles_that_are_alike_inform_only_and_the_whole_one_is_kept() -> None:
    group = (record(title="PotNet"), record(line=2, title="PotNet: Sorting by Glaze"))
    assert merge(*group).title == "PotNet: Sorting by Glaze"
    assert [severity for severity, _, _ in told(*group)] == ["info"]
    assert merge(replace(group[0], source="note"), group[1]).title == "PotNet"


def test_decisions_add_up_and_the_first_word_counts() -> None:
    place, later = Origin("note.x", 4), Origin("yaml.x", 5)
    merged = merge(
        record("note", slug="pots", add_themes=("a",), places={"add_themes": place}),
        record(
            "yaml",
            themes=("c",),
            add_themes=("b", "a"),
            remove_themes=("d",),
            places={"themes": later, "add_themes": later},
        ),
    ).decisions
    assert (merged.slug, merged.themes, merged.add_themes, merged.remove_themes) == ("pots", ("c",), ("a", "b"), ("d",))
    assert merged.places == {"add_themes": place, "themes": later}
    assert merge(record(themes=()), record(themes=("a",))).decisions.themes == ()


def test_two_notes_are_one_text() -> None:
    group = (record("note", note="One.", note_line=9), record("note", 2, note="Two.", note_line=30))
    facts = merge(*group)
    paper = make_paper(group, facts, "pots", "2025-01-02")
    assert paper.note == "One.\n\nTwo."
    assert str(paper.note_origin) == "note.x:9"


def test_a_paper_of_records() -> None:
    group = (record("note", 3), record("listing", 8, abstract=POTS))
    paper = make_paper(group, merge(*group), "pots", None)
    assert (paper.slug, paper.added, paper.note, paper.note_origin, paper.year) == ("pots", None, "", None, None)
    assert list(zip(map(str, paper.origins), paper.sources, strict=True)) == [
        ("note.x:3", "note"),
        ("listing.x:8", "listing"),
    ]
    dated = make_paper(group, replace(merge(*group), date=parse_date("2014")), "pots", "2025-01-02")
    assert (dated.year, dated.added.iso) == (2014, "2025-01-02")
