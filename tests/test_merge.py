"""Merging: which records are one paper, who decides, and that neither order nor repetition matters."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from functools import partial

import pytest
from conftest import needs_sources
from counting import steps
from hypothesis import given
from hypothesis import strategies as st

from site_builder.merge import merge_records
from site_builder.model import Date, Decisions, Locator, Record
from site_builder.papers import gather_papers
from site_builder.problems import Origin
from site_builder.read import read_content, read_sources
from site_builder.survey import parse_survey
from site_builder.text import fingerprint

POTS = "We ask how a small network sorts pictures of teapots when half of the light is missing, and find that it can."
LAMPS = "Nine museums lent their lamps to a study of what deep models make of brass, of glass and of thin paper shades."
LINE = iter(range(1, 10**9))


def record(title: str = "Pots", *, source: str = "listing", line: int | None = None, **fields) -> Record:
    decisions = {name: fields.pop(name) for name in ("same_as", "distinct_from", "exclude", "slug") if name in fields}
    path = f"{source}s"
    return Record(
        source, Origin(path, next(LINE) if line is None else line), title, decisions=Decisions(**decisions), **fields
    )


def groups(*records: Record) -> list[list[int]]:
    """The numbers of the records in each paper."""
    merged, _ = merge_records(records)
    numbers = {id(one): number for number, one in enumerate(records)}
    return sorted(sorted(numbers[id(one)] for one in group) for group in (*merged.groups, *merged.excluded))


def told(*records: Record):
    return [(p.severity.value, p.code) for p in merge_records(records)[1]]


IN_2014, IN_2015, IN_2019 = (Date(str(year), year) for year in (2014, 2015, 2019))
IN_PRINT = {"authors": ("Ada Jug", "Bo Li"), "date": IN_2014, "venue": "Journal of Pots"}
LONG = "How small networks sort teapots by the glaze on their spouts"
SAME_TITLE = {
    "spacing": (record("Pre-training of Data Sets"), record("Pretraining of Datasets")),
    "LaTeX": (record("\\textit{Deep} {P}ad{\\'e} $\\beta$-Nets"), record("Deep Padé β-nets")),
    "HTML": (record("Pots &amp; CO<sub>2</sub>"), record("Pots and CO2")),
    "numerals": (record("Pots, Part II"), record("Pots: part 2")),
    "initials": (record(authors=("Angela M. Jug", "Bo Li")), record(authors=("A.M. Jug", "B. Li"))),
    "initials behind": (record(authors=("Angela M. Jug", "Bo Li")), record(authors=("Jug AM", "Li B"))),
    "swapped authors": (record(authors=("Ada Jug", "Bo Li", "Cy Urn")), record(authors=("Bo Li", "Ada Jug", "Cy Urn"))),
    "a list cut short": (record(authors=("Ada Jug", "Bo Li", "Cy Urn")), record(authors=("Ada Jug", "et al."))),
    "a year off by one": (record(date=IN_2014, authors=("Ada Jug",)), record(date=IN_2015, authors=("Ada Jug",))),
    "a publisher's copyright": (
        record(abstract=f"{POTS} {LAMPS}"),
        record(abstract=f"Abstract: {POTS} {LAMPS} © 2014 Elsevier B.V. All rights reserved."),
    ),
    "an abstract that a database shortened": (
        record(abstract=f"{POTS} {LAMPS} 17 of 20 were sold.", **IN_PRINT),
        record(abstract=f"{POTS} {LAMPS}", **IN_PRINT),
    ),
    "two DOIs of one article": (
        record(abstract=f"{POTS} {LAMPS}", doi="10.1000/1", **IN_PRINT),
        record(abstract=f"{POTS} {LAMPS}", doi="10.2000/1", **IN_PRINT),
    ),
    "a preprint and what was published": (
        record(arxiv="1505.00001", venue="arXiv preprint", date=IN_2014, authors=("Ada Jug",)),
        record(doi="10.1000/1", venue="Journal of Pots", date=IN_2015, authors=("A. Jug",)),
    ),
    "a preprint elsewhere": (record(doi="10.1101/2014.01.02.123456"), record(doi="10.1000/1")),
    "versions of a preprint": (record(doi="10.21203/rs.3.rs-1/v1"), record("X", doi="10.21203/rs.3.rs-1/v2")),
}
SAME = {"authors": ("Ada Jug", "Bo Li"), "date": IN_2014}
ALIKE = {
    "a slip": (record(LONG, **SAME), record(LONG.replace("teapots", "taepots"), **SAME)),
    "two slips": (record(LONG, **SAME), record(LONG.replace("teapots", "taepots").replace("glaze", "glase"), **SAME)),
    "a slip, a year and initials": (
        record(LONG, **SAME),
        record(LONG.upper().replace("GLAZE", "GLAYE"), authors=("A. Jug", "B. Li"), date=IN_2015),
    ),
    "a slip, by the abstract": (
        record(LONG, abstract=f"{POTS} {LAMPS}"),
        record(LONG.replace("teapots", "tepots"), abstract=f"{POTS} {LAMPS}"),
    ),
    "a slip, where nobody says more": (record(LONG), record(LONG.replace("teapots", "tepots"))),
    "a space too many and a slip": (
        record(LONG, **SAME),
        record(LONG.replace("sort teapots", "sorrt tea pots"), **SAME),
    ),
    "little words": (record(f"A Survey of {LONG}", **SAME), record(f"A Survey on {LONG}", **SAME)),
    "no subtitle": (record("PotNet: Sorting by Glaze", **SAME), record("PotNet", **SAME)),
    "no name before it": (
        record("PotNet: Sorting Jugs by the Glaze of their Spouts", **SAME),
        record("Sorting Jugs by the Glaze of their Spouts", **SAME),
    ),
    "cut short": (record(LONG, **SAME), record("How small networks sort teapots by the glaze…", **SAME)),
    "another title for one abstract": (
        record("Sorting pots at dusk by glaze", abstract=f"{POTS} {LAMPS}", authors=("Ada Jug",)),
        record("Dusk: sorting pots by their glaze", abstract=f"{POTS} {LAMPS}", authors=("Ada Jug",)),
    ),
}
ONE = {
    "the same title": (record(), record()),
    "case, accents, marks": (record("Padé-Nets: Why?"), record("PADE NETS — why")),
    "the same abstract": (record(abstract=POTS), record(abstract=POTS)),
    "an abstract and none": (record(abstract=POTS), record()),
    "an abstract with a slip": (
        record(abstract=f"{POTS} {LAMPS}"),
        record(abstract=f"{POTS} {LAMPS}".replace("brass", "gras")),
    ),
    "an abstract cut short": (record(abstract=f"{POTS} {LAMPS}"), record(abstract=f"{POTS} Nine museums…")),
    "other punctuation in the abstract": (record(abstract=POTS), record(abstract=POTS.replace(",", " --").upper())),
    "a fingerprint of the abstract": (record(abstract_sha256=fingerprint(POTS)), record(abstract=POTS)),
    "one arXiv id": (record("A", arxiv="1505.04597"), record("B", arxiv="1505.04597", abstract=POTS)),
    "one DOI": (record("A", doi="10.1000/1"), record("B", doi="10.1000/1")),
    "arXiv's own DOI": (record("A", arxiv="1505.04597"), record("B", doi="10.48550/arxiv.1505.04597")),
    "arXiv's own DOI with version": (record("A", arxiv="1505.04597"), record("B", doi="10.48550/arxiv.1505.04597v2")),
    "a title and kinds of identifiers": (record(arxiv="1505.04597"), record(doi="10.1000/1")),
    "an author in common": (record(authors=("Ada Jug", "Bob Pan")), record(authors=("A. JUG",))),
    "the editor's word by slug": (record("A", same_as=("b",)), record("B", slug="b", abstract=POTS)),
    "the editor's word by title": (record("A", same_as=("B?",), abstract=LAMPS), record("b", abstract=POTS)),
    "the editor's word by id": (
        record("A", same_as=("https://arxiv.org/abs/1505.04597v3",)),
        record("B", arxiv="1505.04597"),
    ),
    "the editor's word by DOI": (record("A", same_as=("doi:10.1000/1",)), record("B", doi="10.1000/1")),
    "the editor's word by the page's address": (record("A", same_as=("very-long-pots",)), record("Very, Long! Pots")),
    "the editor's word against ids": (
        record(arxiv="1505.00001", same_as=("arxiv:1505.00002",)),
        record(arxiv="1505.00002"),
    ),
    "titles of signs alone": (record("→ ∇"), record("→  ∇")),
    **SAME_TITLE,
}
TWO = {
    "other titles": (record("A"), record("B")),
    "other abstracts": (record(abstract=POTS), record(abstract=LAMPS)),
    "a figure in the abstract": (record(abstract=f"{POTS} 67.2%"), record(abstract=f"{POTS} 62.2%")),
    "other arXiv ids": (record(arxiv="1505.00001"), record(arxiv="1505.00002")),
    "other arXiv ids, one abstract": (
        record(arxiv="1505.00001", abstract=POTS),
        record(arxiv="1505.00002", abstract=POTS),
    ),
    "other DOIs": (record(doi="10.1000/1"), record(doi="10.1000/2")),
    "no author in common": (record(authors=("Ada Jug",)), record(authors=("Bob Pan",))),
    "the editor's word": (record(arxiv="1505.04597"), record(arxiv="1505.04597", distinct_from=("arxiv:1505.04597",))),
    "C and C++": (record("Pots in C"), record("Pots in C++")),
    "signs": (record("→"), record("←")),
    "years far apart": (record(date=IN_2014), record(date=IN_2019)),
    "a family name alone in common": (
        record(authors=("Li Wang", "Yan Zhang")),
        record(authors=("Hua Zhang", "Qi Chen")),
    ),
    "a conference and a journal": (
        record(venue="CVPR 2014", date=IN_2014, authors=("Ada Jug",)),
        record(venue="IEEE Transactions on Pots", date=IN_2015, authors=("Ada Jug",)),
    ),
    "Part I and Part II": (record(f"{LONG}: Part I", **SAME), record(f"{LONG}: Part II", **SAME)),
    "a number in the title": (record(f"PotNet v2: {LONG}", **SAME), record(f"PotNet v3: {LONG}", **SAME)),
    "a year in the title": (record(f"{LONG} 2014", **SAME), record(f"{LONG} 2015", **SAME)),
    "letters of types": (record(f"Type A {LONG}", **SAME), record(f"Type B {LONG}", **SAME)),
    "a survey by others": (
        record(f"A Survey of {LONG}", **SAME),
        record(f"A Survey on {LONG}", authors=("Cy Urn", "Di Vat"), date=IN_2014),
    ),
    "an opposite": (record(f"Supervised {LONG}", **SAME), record(f"Unsupervised {LONG}", **SAME)),
    "another opposite": (record(f"Microscopic {LONG}", **SAME), record(f"Macroscopic {LONG}", **SAME)),
    "acronyms": (record("Sorting teapots with a CNN", **SAME), record("Sorting teapots with an RNN", **SAME)),
    "a correction": (record(LONG, **SAME), record(f"Correction: {LONG}", **SAME)),
    "a supplement": (record(LONG, **SAME), record(f"{LONG}: Supplementary material", **SAME)),
    "a slip, other authors": (record(LONG, **SAME), record(LONG.replace("teapots", "tepots"), authors=("Cy Urn",))),
    "a slip, another year": (record(LONG, **SAME), record(f"{LONG[:-1]}", authors=("Ada Jug",), date=IN_2019)),
    "a slip, other ids": (record(LONG, arxiv="1505.00001"), record(f"{LONG}z", arxiv="1505.00002")),
    "a slip in two notes": (record(LONG, source="note", **SAME), record(f"{LONG[:-1]}", source="note", **SAME)),
    "short titles": (record("Pots and jugs"), record("Pots and mugs")),
    "a subtitle, other authors": (record("PotNet: Sorting", **SAME), record("PotNet", authors=("Cy Urn",))),
    "the editor's word on likeness": (record(LONG, slug="a", **SAME), record(f"{LONG}z", distinct_from=("a",), **SAME)),
}


@pytest.mark.parametrize("name", ONE)
def test_one_paper(name: str) -> None:
    assert groups(*ONE[name]) == groups(*reversed(ONE[name])) == [[0, 1]]
    assert told(*ONE[name]) == []


@pytest.mark.parametrize("name", ALIKE)
def test_one_paper_by_likeness_is_told_with_the_way_to_undo_it(name: str) -> None:
    one, other = ALIKE[name]
    assert groups(one, other) == groups(other, one) == [[0, 1]]
    (problem,) = merge_records([one, other])[1]
    assert (problem.severity.value, problem.code, problem.origin) == ("info", "alike", other.origin)
    assert str(one.origin) in problem.message
    reference = problem.hint.partition("[")[2].partition("]")[0]
    undone = replace(other, decisions=Decisions(distinct_from=(reference,)))
    assert groups(one, undone) == [[0], [1]]
    assert told(one, undone) == []


def test_a_paper_like_two_that_differ_stays_alone_and_is_told() -> None:
    bare = record("PotNet", **SAME)
    others = (record("PotNet: Part I", **SAME), record("PotNet: Sorting", **SAME), record("PotNet: Glazing", **SAME))
    assert groups(bare, *others) == [[0], [1], [2], [3]]
    assert told(bare, *others) == [("warning", "ambiguous-title")]


def test_every_record_has_its_reason() -> None:
    first = record("Pots", slug="pots", line=1, source="note", arxiv="1505.04597")
    same = (
        record("Pans", arxiv="1505.04597", line=2),
        record("pots!", line=3),
        record("Jugs", same_as=("pots",), line=4),
    )
    merged, _ = merge_records([first, *same])
    assert merged.reasons == (("", "the same arXiv id as notes:1", "the same title as notes:1", "`same_as` says so"),)
    one, other = ALIKE["a slip"]
    ((_, reason),) = merge_records([one, other])[0].reasons
    assert reason == (
        f"like {one.origin}: the titles differ by a slip of the pen (“teapots” and “taepots”);"
        " the authors and the years agree"
    )


@pytest.mark.parametrize("name", TWO)
def test_two_papers(name: str) -> None:
    assert groups(*TWO[name]) == groups(*reversed(TWO[name])) == [[0], [1]]


@pytest.mark.parametrize(
    "name", ["other abstracts", "a figure in the abstract", "other arXiv ids", "other DOIs", "no author in common"]
)
def test_papers_of_one_title_that_stay_apart_are_told(name: str) -> None:
    one, other = TWO[name]
    (problem,) = merge_records([one, other])[1]
    assert (problem.severity.value, problem.code, problem.origin) == ("info", "kept-apart", other.origin)
    assert str(one.origin) in problem.message
    settled = replace(other, decisions=Decisions(distinct_from=(one.title,)))
    assert told(one, settled) == []


def test_groups_know_no_half_of_a_paper() -> None:
    # The listing without an id fits both papers, whose ids differ: it must not draw them together.
    bare = record(abstract=POTS, line=1)
    first, second = record(arxiv="1505.00001", abstract=POTS), record(arxiv="1505.00002", abstract=POTS)
    assert groups(bare, first, second) == [[0], [1], [2]]
    assert sorted(told(bare, first, second)) == [("info", "kept-apart"), ("warning", "ambiguous-title")]
    # An id that a record of another title brings into the group counts for the group.
    alias = record("Other", arxiv="1505.00001", doi="10.1000/1")
    assert groups(alias, record(doi="10.1000/1"), record(arxiv="1505.00002")) == [[0, 1], [2]]


def test_a_record_that_fits_two_papers_is_told() -> None:
    bare, pots, lamps = record(source="note"), record(abstract=POTS), record(abstract=LAMPS)
    merged, problems = merge_records([bare, pots, lamps])
    assert len(merged.groups) == 3
    (warning,) = [p for p in problems if p.severity.value == "warning"]
    assert (warning.code, warning.origin) == ("ambiguous-title", bare.origin)
    assert str(pots.origin) in warning.message
    assert str(lamps.origin) in warning.message
    marked = replace(bare, abstract_sha256=fingerprint(LAMPS))
    assert groups(marked, pots, lamps) == [[0, 2], [1]]


def test_same_as_joins_what_it_names_and_what_that_is_merged_with() -> None:
    note = record("Jugs", source="note", same_as=("Pots",))
    assert groups(note, record(abstract=POTS), record(abstract=POTS)) == [[0, 1, 2]]


@pytest.mark.parametrize("field", ["same_as", "distinct_from"])
def test_an_unknown_reference_is_told_with_the_nearest(field: str) -> None:
    place = Origin("notes", 7)
    note = record("Jugs", source="note", slug="jugs")
    note = replace(note, decisions=replace(note.decisions, **{field: ("tepots",)}, places={field: place}))
    (problem,) = merge_records([note, record("Teapots", slug="teapots")])[1]
    assert (problem.severity.value, problem.code, problem.origin) == ("error", "unknown-paper", place)
    assert "`tepots`" in problem.message
    assert problem.hint == "Did you mean `teapots`?"


@pytest.mark.parametrize("reference", ["jugs", "Jugs", "arxiv:1505.04597", "", "../../x", "zzz"])
def test_a_reference_to_itself_or_to_nothing_is_told(reference: str) -> None:
    note = record("Jugs", source="note", slug="jugs", arxiv="1505.04597", same_as=(reference,))
    assert told(note, record("Lamps")) == [("error", "unknown-paper")]


def test_a_reference_that_could_mean_two_papers_is_told_and_joins_nothing() -> None:
    note = record("Jugs", source="note", same_as=("Pots",))
    pots, lamps = record(abstract=POTS), record(abstract=LAMPS)
    assert groups(note, pots, lamps) == [[0], [1], [2]]
    problems = [p for p in merge_records([note, pots, lamps])[1] if p.severity.value == "error"]
    assert [p.code for p in problems] == ["ambiguous-paper"]
    assert str(pots.origin) in problems[0].message
    assert str(lamps.origin) in problems[0].message
    apart = replace(note, decisions=Decisions(distinct_from=("Pots",)))
    assert groups(apart, pots, lamps) == [[0], [1], [2]]
    assert [p.severity.value for p in merge_records([apart, pots, lamps])[1]] == ["info"]


def test_contrary_decisions_are_told() -> None:
    one = record("A", source="note", slug="a", same_as=("b",))
    other = record("B", source="note", slug="b", distinct_from=("a",))
    assert groups(one, other) == [[0], [1]]
    (problem,) = merge_records([one, other])[1]
    assert (problem.severity.value, problem.code, problem.origin) == ("error", "contrary-decisions", one.origin)
    assert str(other.origin) in problem.message
    third = record("C", source="note", slug="c", same_as=("a", "b"))
    assert ("error", "contrary-decisions") in told(
        record("A", slug="a"), record("B", slug="b", distinct_from=("a",)), third
    )


def test_exclusion_takes_the_whole_paper_out() -> None:
    note = record(source="note", exclude="off topic")
    merged, _ = merge_records([note, record(), record("Lamps")])
    assert [len(group) for group in merged.excluded] == [2]
    assert [group[0].title for group in merged.groups] == ["Lamps"]


def test_what_is_left_out_is_told_with_its_reason() -> None:
    (problem,) = merge_records([record(source="note", exclude="off topic"), record()])[1]
    assert (problem.severity.value, problem.code) == ("info", "excluded")
    assert problem.message == "“Pots” is left out: off topic"


def test_a_reference_to_the_paper_itself_is_told_as_such() -> None:
    note = record("Jugs", source="note", slug="jugs", same_as=("jugs",))
    assert merge_records([note])[1][0].message == "`same_as` names this paper itself: `jugs`"


def test_notes_lead_then_yaml_then_listings_by_place() -> None:
    late = record(source="listing", line=9)
    early = record(source="listing", line=10)
    yaml, note = record(source="yaml"), record(source="note")
    (group,) = merge_records([early, late, yaml, note])[0].groups
    assert group == (note, yaml, late, early)


TITLES = st.sampled_from(
    ["Pots", "Editorial", "pots!", "Lamps", "→", "Jugs", LONG, LONG.replace("glaze", "glaye"), LONG[:44], f"{LONG} 2"]
)
RECORDS = st.builds(
    record,
    TITLES,
    source=st.sampled_from(["listing", "note", "yaml"]),
    line=st.integers(1, 40),
    abstract=st.sampled_from([None, None, POTS, LAMPS, POTS.replace("small", "little"), f"{LAMPS} 12"]),
    abstract_sha256=st.sampled_from([None, None, fingerprint(POTS), fingerprint(LAMPS)]),
    arxiv=st.sampled_from([None, None, None, "1505.00001", "1505.00002"]),
    doi=st.sampled_from([None, None, None, "10.1000/1", "10.48550/arxiv.1505.00001"]),
    authors=st.sampled_from([(), (), ("Ada Jug",), ("Bob Pan", "Ada Jug"), ("Cy Urn",)]),
    date=st.sampled_from([None, None, IN_2014, IN_2015, IN_2019]),
    venue=st.sampled_from([None, None, None, "CVPR 2014", "Journal of Pots"]),
    edition=st.sampled_from(["", "", "edition 1", "edition 2"]),
    locator=st.sampled_from([Locator(), Locator(), Locator("1", "2"), Locator("1", "3"), Locator(pages="7-9")]),
    same_as=st.sampled_from([(), (), (), ("Lamps",), ("arxiv:1505.00002",), ("s-1",), ("nothing",)]),
    distinct_from=st.sampled_from([(), (), (), ("Pots",), ("doi:10.1000/1",), ("s-2",)]),
    exclude=st.sampled_from([None, None, None, None, "why not"]),
    slug=st.sampled_from([None, None, "s-1", "s-2"]),
)


@given(st.lists(RECORDS, max_size=9), st.randoms(use_true_random=False))
def test_merging_knows_no_order(records: list[Record], rng: random.Random) -> None:
    shuffled = rng.sample(records, len(records))
    merged, problems = merge_records(records)
    again, same_problems = merge_records(shuffled)
    assert again == merged
    assert set(same_problems) == set(problems)


@given(st.lists(RECORDS, max_size=9))
def test_every_record_is_in_one_paper_and_merging_again_changes_nothing(records: list[Record]) -> None:
    merged, _ = merge_records(records)
    every = [*merged.groups, *merged.excluded]
    assert sorted(id(one) for group in every for one in group) == sorted(map(id, records))
    flat = [one for group in every for one in group]
    again, _ = merge_records(flat)
    assert again == merged
    for group in merged.groups:
        if not any(one.decisions.same_as or one.decisions.distinct_from for one in records):
            alone, _ = merge_records(group)
            assert alone.groups == (group,), "a paper's records alone are that paper"


@given(st.lists(RECORDS, max_size=9))
def test_the_editor_has_the_last_word(records: list[Record]) -> None:
    merged, _ = merge_records(records)
    for group in (*merged.groups, *merged.excluded):
        for one in group:
            for other in group:
                if one is not other:
                    assert other.decisions.slug is None or other.decisions.slug not in one.decisions.distinct_from
        assert (group in merged.excluded) == any(one.decisions.exclude for one in group)


def words_of(number: int, count: int = 150) -> str:
    rng = random.Random(number)
    return " ".join(f"w{rng.randrange(400)}" for _ in range(count))


@pytest.mark.parametrize(
    ("name", "abstract"),
    [
        ("all abstracts differ", words_of),
        ("all abstracts are one", lambda number: words_of(0)),
        ("all abstracts are alike but for one word", lambda number: f"{words_of(0)} end{number} {words_of(1)}"),
        ("no abstracts", lambda number: None),
        (
            "the same words in another order",
            lambda number: " ".join(random.Random(number).sample(words_of(0).split(), 150)),
        ),
    ],
)
def test_two_thousand_papers_of_one_title_take_no_square_of_steps(name: str, abstract) -> None:
    records = [record("Editorial", line=number, abstract=abstract(number)) for number in range(1, 2001)]
    few, many = (steps(partial(merge_records, records[:count])) for count in (150, 600))
    assert many <= 6 * few
    merged, problems = merge_records(records)
    assert sum(map(len, merged.groups)) == 2000
    assert len(problems) <= 20


def test_words_that_differ_take_no_square_of_steps() -> None:
    def long_and_longer(count: int) -> list[Record]:
        one, other = words_of(0, count), words_of(1, 100) + " " + words_of(0, count) + " w1"
        return [record(abstract=one), record(abstract=other)]

    few, many = (steps(partial(merge_records, long_and_longer(count))) for count in (2_000, 8_000))
    assert many <= 6 * few
    assert len(merge_records(long_and_longer(10_000))[0].groups) in (1, 2)


def test_twenty_thousand_papers_merge() -> None:
    records = [
        record(f"Paper {number} on {number % 977} pots", line=number, abstract=words_of(number, 40), slug=f"p-{number}")
        for number in range(20_000)
    ]
    records[5] = replace(records[5], decisions=Decisions(same_as=("p-7",), distinct_from=("p-9",)))
    merged, _ = merge_records(records)
    assert len(merged.groups) == 19_999


@needs_sources
def test_the_real_listings_merge_into_294_papers(shared) -> None:
    texts, _ = read_sources([shared / "sources"])
    gathered, problems = gather_papers(texts, {})
    account = gathered.account
    assert (account.records, account.papers, account.merged, account.excluded) == (343, 294, 49, 0)
    assert [(p.severity.value, p.code) for p in problems] == [("info", "kept-apart")]
    assert len({paper.title for paper in gathered.papers}) == 293
    (twice,) = {p.title for p in gathered.papers if sum(q.title == p.title for q in gathered.papers) > 1}
    assert twice == "Fully Convolutional Networks for Semantic Segmentation"
    facts = json.loads((shared / "survey" / "facts.json").read_text())
    places = {tuple(sorted(fact["listings"])) for fact in facts}
    assert {
        tuple(sorted(f"{o.path.rpartition('/')[2]}:{o.line}" for o in p.origins)) for p in gathered.papers
    } == places


@needs_sources
def test_the_notes_of_the_default_survey_say_what_is_known(shared, pytestconfig) -> None:
    content, _ = read_content(pytestconfig.rootpath / "content", [shared / "sources"])
    survey, _ = parse_survey(content.survey, content.pages)
    gathered, problems = gather_papers((*content.papers, *content.sources), survey.retrieved)
    account = gathered.account
    assert (account.records, account.papers, account.merged, account.excluded) == (294 + 343, 294, 343, 0)
    assert {p.severity.value for p in problems} <= {"info"}
    by_place = {f"{o.path.rpartition('/')[2]}:{o.line}": paper for paper in gathered.papers for o in paper.origins}
    for fact in json.loads((shared / "survey" / "facts.json").read_text()):
        (paper,) = {id(by_place[place]): by_place[place] for place in fact["listings"]}.values()
        assert paper.sources == ("note", *["listing"] * len(fact["listings"]))
        assert (paper.title, paper.arxiv, paper.venue) == (fact["title"], fact["arxiv"], fact["venue"])
        assert paper.authors == tuple(fact["authors"] or ())
        assert paper.doi == (fact["doi"].lower() if fact["doi"] else None)
        assert fingerprint(paper.abstract) == fact["abstract_sha256_12"]
        assert paper.author_count == (len(fact["authors"] or ()) or fact["listed_author_count"])
        if fact["first_version"]:
            assert paper.date.iso.startswith(fact["first_version"])
        note = next(r for r in gathered.records if r.origin == paper.origins[0])
        assert (note.title, note.authors, note.arxiv, note.venue) == (
            paper.title,
            paper.authors,
            paper.arxiv,
            paper.venue,
        )
        assert (note.abstract, note.abstract_sha256) == (None, fact["abstract_sha256_12"])
        assert (note.date.text if note.date else None) == fact["first_version"]
    partial = [p.date for p in gathered.papers if p.date and p.date.text == "Mar 7"]
    assert [date.iso for date in partial] == ["2025-03-07"]
