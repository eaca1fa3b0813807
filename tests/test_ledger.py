"""The ledger: an address that was given out is never given to another paper, and never leads nowhere in silence."""

from __future__ import annotations

import json
import random

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from site_builder.catalogue import Departed
from site_builder.ledger import LedgerLine, parse_ledger, record_themes, render_ledger
from site_builder.model import Date, SourceText
from site_builder.papers import gather_papers
from site_builder.problems import Origin
from site_builder.text import fingerprint
from site_builder.themes import Theme
from site_builder.urls import is_slug

TODAY = Date("2025-01-02", 2025, 1, 2)
LATER = Date("2026-03-04", 2026, 3, 4)
POTS = "We ask how a small network sorts pictures of teapots when half of the light is missing, and find that it can."
LAMPS = "Nine museums lent their lamps to a study of what deep models make of brass, of glass and of thin paper shades."


def note(name: str, title: str = "Pots", **fields) -> SourceText:
    return SourceText(f"papers/{name}.md", f"---\n{yaml.safe_dump({'title': title, **fields})}---\n")


def listed(*rows: dict) -> SourceText:
    return SourceText("sources/l.yaml", yaml.safe_dump(list(rows)))


def gather(*sources: SourceText, ledger=(), today: Date | None = TODAY):
    return gather_papers(sources, {}, ledger, today)


def build(*sources: SourceText, ledger=(), today: Date | None = TODAY):
    """Gather, with the ledger written out and read in again as between two builds."""
    gathered, problems = gather(*sources, ledger=ledger, today=today)
    again, faults = parse_ledger(SourceText("ledger.jsonl", render_ledger(gathered.ledger)))
    assert faults == ()
    assert again == gathered.ledger
    return gathered, [p for p in problems if p.severity.value != "info"]


def addresses(gathered) -> dict[str, str]:
    return {paper.slug: paper.title for paper in gathered.papers}


def lines(gathered) -> dict[str, LedgerLine]:
    return {line.slug: line for line in gathered.ledger}


def parse(text: str):
    return parse_ledger(SourceText("c/ledger.jsonl", text))


LINES = st.builds(
    LedgerLine,
    slug=st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,5}){0,2}", fullmatch=True),
    title=st.text(),
    added=st.none() | st.dates().map(lambda day: day.isoformat()),
    arxiv=st.none() | st.just("1505.04597"),
    doi=st.none() | st.text(min_size=1),
    abstract=st.none() | st.just("0123456789ab"),
    author=st.none() | st.text(),
    moved=st.none() | st.just("pots"),
)


@given(st.lists(LINES, unique_by=lambda line: line.slug))
def test_a_ledger_comes_back_as_it_was_written(ledger: list[LedgerLine]) -> None:
    text = render_ledger(ledger)
    assert parse(text) == (tuple(sorted(ledger, key=lambda line: line.slug)), ())
    assert render_ledger(reversed(ledger)) == text
    assert text.count("\n") == len(ledger)


def test_what_is_unknown_is_left_out_of_a_line() -> None:
    assert render_ledger([LedgerLine("pots", "Pöts", None)]) == '{"slug": "pots", "title": "Pöts"}\n'
    assert render_ledger([]) == ""
    assert parse("") == parse_ledger(None) == ((), ())
    assert parse('\n{"slug": "a", "title": "A"}\n\n')[0] == (LedgerLine("a", "A", None),)


@pytest.mark.parametrize(
    "bad",
    [
        "nonsense",
        "[]",
        "{}",
        '"a"',
        "null",
        '{"slug": "a"}',
        '{"title": "A"}',
        '{"slug": 1, "title": "A"}',
        '{"slug": "../../x", "title": "A"}',
        '{"slug": "A", "title": "A"}',
        '{"slug": "a", "title": "A", "extra": "x"}',
        '{"slug": "a", "title": "A", "moved": "../x"}',
        '{"slug": "a", "title": "A", "added": "soon"}',
        '{"slug": "a", "title": "A", "added": "Mar 7"}',
        '{"slug": "a", "title": "A", "added": "2025-1-2"}',
        '{"slug": "a", "title": "A", "added": "2025-02-30"}',
        '{"slug": "a", "title": "\\ud800"}',
        '{"slug": "a", "title": "A"',
        "<<<<<<< HEAD",
        "[" * 100_000,
        '{"slug": "b", "title": "again"}',
    ],
)
def test_a_malformed_line_is_an_error_at_its_place(bad: str) -> None:
    ledger, problems = parse(f'{{"slug": "b", "title": "B"}}\n{bad}\n{{"slug": "c", "title": "C"}}\n')
    assert [line.slug for line in ledger] == ["b", "c"]
    assert [(str(p.origin), p.severity.value, p.code) for p in problems] == [
        ("c/ledger.jsonl:2", "error", "malformed-ledger")
    ]
    assert "version control" in problems[0].hint


@given(st.text())
def test_any_text_is_a_ledger_or_a_problem(text: str) -> None:
    ledger, problems = parse(text)
    assert len(ledger) + len(problems) == sum(bool(line.strip()) for line in text.split("\n"))


def test_first_addresses() -> None:
    gathered, problems = build(
        note("my-pots"), listed({"title": "Lamps: A Tale", "arxiv": "1505.04597", "abstract": LAMPS})
    )
    assert problems == []
    assert addresses(gathered) == {"lamps-a-tale": "Lamps: A Tale", "my-pots": "Pots"}
    assert gathered.ledger == (
        LedgerLine("lamps-a-tale", "Lamps: A Tale", "2025-01-02", "1505.04597", None, fingerprint(LAMPS)),
        LedgerLine("my-pots", "Pots", "2025-01-02"),
    )
    assert {paper.added.iso for paper in gathered.papers} == {"2025-01-02"}


def test_the_day_a_paper_was_added_stays() -> None:
    first, _ = build(listed({"title": "Pots"}))
    second, _ = build(listed({"title": "Pots"}, {"title": "Lamps"}), ledger=first.ledger, today=LATER)
    assert {p.slug: p.added.iso for p in second.papers} == {"pots": "2025-01-02", "lamps": "2026-03-04"}
    undated, _ = build(listed({"title": "Pots"}), today=None)
    assert undated.papers[0].added is None
    later, _ = build(listed({"title": "Pots"}), ledger=undated.ledger, today=LATER)
    assert later.papers[0].added is None, "nobody knows when it came"


RETITLED = {
    "by arXiv id": ({"arxiv": "1505.04597"}, {"arxiv": "1505.04597", "abstract": LAMPS}),
    "by DOI": ({"doi": "10.1000/1"}, {"doi": "10.1000/1"}),
    "by abstract": ({"abstract": POTS}, {"abstract": POTS}),
}


@pytest.mark.parametrize("name", RETITLED)
def test_a_paper_of_another_title_keeps_its_address(name: str) -> None:
    before, after = RETITLED[name]
    first, _ = build(listed({"title": "Pots", **before}))
    second, problems = build(listed({"title": "Pots, Revised", **after}), ledger=first.ledger, today=LATER)
    assert problems == []
    assert addresses(second) == {"pots": "Pots, Revised"}
    assert second.redirects == {}
    assert lines(second)["pots"].added == "2025-01-02"


def test_a_paper_of_another_abstract_keeps_its_address_by_title() -> None:
    first, _ = build(listed({"title": "Pots", "abstract": POTS}))
    second, problems = build(listed({"title": "POTS!", "abstract": LAMPS}), ledger=first.ledger)
    assert (addresses(second), problems) == ({"pots": "POTS!"}, [])


def test_a_renamed_note_leaves_a_redirect() -> None:
    first, _ = build(note("pots", arxiv="1505.04597"))
    second, problems = build(note("teapots", arxiv="1505.04597"), ledger=first.ledger)
    assert (addresses(second), second.redirects, problems) == ({"teapots": "Pots"}, {"pots": "teapots"}, [])
    third, _ = build(note("kettles", arxiv="1505.04597"), ledger=second.ledger)
    assert third.redirects == {"pots": "kettles", "teapots": "kettles"}
    back, _ = build(note("pots", arxiv="1505.04597"), ledger=third.ledger)
    assert back.redirects == {"kettles": "pots", "teapots": "pots"}
    assert lines(back)["pots"].moved is None


def test_merged_papers_leave_a_redirect_and_come_back_when_parted() -> None:
    rows = ({"title": "Pots", "abstract": POTS}, {"title": "Lamps", "abstract": LAMPS})
    first, _ = build(listed(*rows))
    joined, problems = build(listed({**rows[0], "same_as": "Lamps"}, rows[1]), ledger=first.ledger, today=LATER)
    assert problems == []  # titles and abstracts differ, as forced
    assert (addresses(joined), joined.redirects) == ({"pots": "Pots"}, {"lamps": "pots"})
    parted, problems = build(listed(*rows), ledger=joined.ledger, today=LATER)
    assert (addresses(parted), parted.redirects, problems) == ({"pots": "Pots", "lamps": "Lamps"}, {}, [])
    assert {p.added.iso for p in parted.papers} == {"2025-01-02"}
    assert parted.ledger == first.ledger


def test_two_notes_that_are_merged_keep_both_addresses() -> None:
    sources = (note("a-pots", arxiv="1505.04597", same_as="b-pots"), note("b-pots", arxiv="1505.04597"))
    gathered, problems = build(*sources)
    assert (addresses(gathered), gathered.redirects, problems) == ({"a-pots": "Pots"}, {"b-pots": "a-pots"}, [])
    told = [p for p in gather(*sources)[1] if "slug" in p.message]
    assert [(p.severity.value, str(p.origin)) for p in told] == [("info", "papers/b-pots.md:3")]


def test_the_two_papers_of_one_title_never_swap() -> None:
    one, other = (
        {"title": "Pots", "abstract": POTS, "date": "2015"},
        {"title": "Pots", "abstract": LAMPS, "date": "2016"},
    )
    first, _ = build(listed(other, one))
    of = {paper.slug: paper.abstract for paper in first.papers}
    assert of == {"pots": POTS, "pots-2": LAMPS}
    earlier = {"title": "Pots", "abstract": "Another text about pots and nothing else.", "date": "2001"}
    second, problems = build(listed(earlier, one, other), ledger=first.ledger)
    assert {paper.slug: paper.abstract for paper in second.papers} == {**of, "pots-3": earlier["abstract"]}
    assert problems == []
    alone, problems = build(listed(other), ledger=first.ledger)
    assert addresses(alone) == {"pots-2": "Pots"}
    assert [(p.severity.value, p.code) for p in problems] == [("warning", "vanished-paper")]


def test_a_build_without_the_listings_forgets_nothing() -> None:
    listing = listed({"title": "Pots", "abstract": POTS, "arxiv": "1505.04597"})
    first, _ = build(note("pots"), listing)
    without, problems = build(note("pots"), ledger=first.ledger)
    assert (without.ledger, problems) == (first.ledger, [])


def test_a_retired_address_is_not_given_to_a_new_paper() -> None:
    first, _ = build(note("pots", arxiv="1505.04597"))
    second, _ = build(note("kettles", "Kettles", arxiv="1505.04597"), ledger=first.ledger)
    new = listed({"title": "Pots", "abstract": LAMPS})
    third, problems = build(note("kettles", "Kettles", arxiv="1505.04597"), new, ledger=second.ledger)
    assert addresses(third) == {"kettles": "Kettles", "pots-2": "Pots"}
    assert (third.redirects, problems) == ({"pots": "kettles"}, [])


def test_papers_that_share_an_identifier_but_are_kept_apart_keep_their_addresses() -> None:
    rows = [
        {"title": "Pots I", "doi": "10.1000/1", "distinct_from": "Pots II"},
        {"title": "Pots II", "doi": "10.1000/1"},
    ]
    ledger = ()
    for _ in range(3):
        gathered, problems = build(listed(*rows), ledger=ledger)
        assert (addresses(gathered), problems) == ({"pots-i": "Pots I", "pots-ii": "Pots II"}, [])
        ledger = gathered.ledger


def test_an_address_that_moves_on_is_followed_and_circles_end() -> None:
    ledger = (
        LedgerLine("a", "A", None, moved="b"),
        LedgerLine("b", "B", None, moved="c"),
        LedgerLine("c", "C", None, moved="pots"),
        LedgerLine("x", "X", None, moved="y"),
        LedgerLine("y", "Y", None, moved="x"),
        LedgerLine("z", "Z", None, moved="z"),
    )
    gathered, problems = gather(note("pots"), ledger=ledger)
    assert gathered.redirects == {"a": "pots", "b": "pots", "c": "pots"}
    assert [(p.code, p.message) for p in problems] == [
        ("bad-move", "`moved` runs in a circle: x → y → x"),
        ("bad-move", "`moved` runs in a circle: z → z"),
    ]


def test_vanished_papers_are_told_and_their_lines_kept() -> None:
    first, _ = build(listed(*({"title": f"Pots {word}"} for word in ("one", "two", "three", "four", "five"))))
    second, problems = build(note("kettles"), ledger=first.ledger)
    ((severity, code, message),) = [(p.severity.value, p.code, p.message) for p in problems]
    assert (severity, code) == ("warning", "vanished-paper")
    assert message == "5 published papers are in no source any more: pots-five, pots-four, pots-one and 2 more"
    assert set(lines(second)) == {*lines(first), "kettles"}
    moved = tuple(
        LedgerLine(line.slug, line.title, line.added, moved="kettles") if line.slug != "kettles" else line
        for line in second.ledger
    )
    third, problems = build(note("kettles"), ledger=moved)
    assert problems == []
    assert set(third.redirects.values()) == {"kettles"}


def test_an_excluded_paper_has_no_page_and_is_not_missed() -> None:
    first, _ = build(note("pots"), note("lamps", "Lamps"))
    second, problems = build(note("pots", exclude="off topic"), note("lamps", "Lamps"), ledger=first.ledger)
    assert (addresses(second), second.redirects, problems) == ({"lamps": "Lamps"}, {}, [])
    assert second.departed == {"pots": Departed("Pots", "off topic")}
    assert lines(second)["pots"] == lines(first)["pots"]
    third, _ = build(note("pots"), note("lamps", "Lamps"), ledger=second.ledger, today=LATER)
    assert {p.added.iso for p in third.papers} == {"2025-01-02"}


def test_two_papers_that_want_one_slug_are_an_error_that_names_both() -> None:
    _, problems = build(note("a", slug="pots"), note("b", "Lamps", slug="pots"))
    ((severity, code, place, message),) = [(p.severity.value, p.code, str(p.origin), p.message) for p in problems]
    assert (severity, code, place) == ("error", "duplicate-slug", "papers/b.md:3")
    assert "papers/a.md:3" in message
    _, problems = build(note("x/pots"), note("y/pots", "Lamps"))
    assert [p.code for p in problems] == ["duplicate-slug"]
    # Also where one of the two is not the first note of its paper.
    _, problems = build(
        note("a", arxiv="1505.04597", same_as="Pots"),
        note("z", arxiv="1505.04597", slug="pots"),
        note("pots", "Lamps"),
    )
    assert [p.code for p in problems] == ["duplicate-slug"]


def test_a_note_that_takes_the_address_of_another_paper_is_told() -> None:
    first, _ = build(listed({"title": "Pots", "arxiv": "1505.04597"}))
    second, problems = build(
        note("pots", "Something Else"), listed({"title": "Pots", "arxiv": "1505.04597"}), ledger=first.ledger
    )
    assert addresses(second) == {"pots": "Something Else", "pots-2": "Pots"}
    ((severity, code, place),) = [(p.severity.value, p.code, str(p.origin)) for p in problems]
    assert (severity, code, place) == ("error", "taken-slug", "papers/pots.md:2")


@pytest.mark.parametrize("title", ["!!!", "→", "深度学习", "x" * 300, "../../x", "CON"])
def test_every_title_gets_an_address(title: str) -> None:
    gathered, _ = build(listed({"title": title}, {"title": f"{title} again"}))
    assert len({paper.slug for paper in gathered.papers}) == 2
    assert all(is_slug(paper.slug) for paper in gathered.papers)


ROWS = st.fixed_dictionaries(
    {"title": st.sampled_from(["Pots", "Pots!", "Lamps", "→", "←", "Jugs " * 30, "Jugs " * 29 + "Urns"])},
    optional={
        "arxiv": st.sampled_from(["1505.00001", "1505.00002", "1505.00003"]),
        "doi": st.sampled_from(["10.1000/1", "10.1000/2"]),
        "abstract": st.sampled_from([POTS, LAMPS, "Short."]),
        "date": st.sampled_from(["2014", "2015-03"]),
        "authors": st.sampled_from(["Ada Jug", "Bob Pan"]),
        "slug": st.sampled_from(["s-1", "pots", "pots-2"]),
        "exclude": st.just("off topic"),
    },
)


@given(st.lists(ROWS, max_size=7), st.lists(ROWS, max_size=3), st.randoms(use_true_random=False))
def test_addresses_know_no_order_and_are_given_once(rows: list[dict], old: list[dict], rng: random.Random) -> None:
    ledger = gather(listed(*old))[0].ledger if old else ()
    sources = [SourceText(f"s/{number}.yaml", yaml.safe_dump([row])) for number, row in enumerate(rows)]
    gathered, problems = gather(*sources, ledger=ledger)
    shuffled, same = gather(*rng.sample(sources, len(sources)), ledger=ledger)
    assert (shuffled.papers, shuffled.ledger, shuffled.redirects) == (
        gathered.papers,
        gathered.ledger,
        gathered.redirects,
    )
    assert set(same) == set(problems)
    slugs = [paper.slug for paper in gathered.papers]
    if "duplicate-slug" not in {p.code for p in problems}:
        assert len(set(slugs)) == len(slugs)
    assert set(slugs) <= set(lines(gathered))
    assert set(lines(gathered)) >= {line.slug for line in ledger}
    assert not set(gathered.redirects) & set(slugs)
    assert set(gathered.redirects.values()) <= set(slugs)


@given(st.lists(ROWS, max_size=6))
def test_building_again_changes_nothing(rows: list[dict]) -> None:
    source = listed(*rows) if rows else note("pots")
    first, problems = gather(source)
    again, _ = gather(source, ledger=first.ledger, today=LATER)
    if "duplicate-slug" not in {p.code for p in problems}:
        assert (again.papers, again.ledger, again.redirects) == (first.papers, first.ledger, first.redirects)


@given(st.lists(st.integers(0, 8), unique=True, min_size=1), st.data())
def test_adding_papers_never_changes_an_address(numbers: list[int], data: st.DataObject) -> None:
    # Nine papers of three titles, told apart by their abstracts.
    rows = [
        {"title": ["Pots", "Lamps", "→"][n % 3], "abstract": f"{POTS} {n}", "date": str(2020 - n)} for n in range(9)
    ]
    ledger, known = (), {}
    for cut in sorted({data.draw(st.integers(1, len(numbers))), len(numbers)}):
        gathered, _ = gather(listed(*(rows[n] for n in numbers[:cut])), ledger=ledger)
        now = {paper.abstract: paper.slug for paper in gathered.papers}
        assert {abstract: now[abstract] for abstract in known} == known
        ledger, known = gathered.ledger, now


def test_the_ledger_is_one_sorted_json_object_a_line() -> None:
    gathered, _ = build(listed({"title": "Zebra"}, {"title": "Ant"}))
    rows = [json.loads(line) for line in render_ledger(gathered.ledger).splitlines()]
    assert [row["slug"] for row in rows] == ["ant", "zebra"]


# --- what is not here any more


def test_a_vanished_paper_is_told_at_its_line_and_once_for_all_its_addresses() -> None:
    text = "".join(
        f"{json.dumps(line)}\n"
        for line in (
            {"slug": "a", "title": "A", "moved": "c"},
            {"slug": "b", "title": "B", "moved": "c"},
            {"slug": "c", "title": "C"},
            {"slug": "d", "title": "D", "moved": "nowhere"},
        )
    )
    gathered, problems = gather(note("pots"), ledger=parse(text)[0])
    assert [(str(p.origin), p.code, p.message) for p in problems] == [
        ("c/ledger.jsonl:4", "bad-move", "`moved` names `nowhere`, which no paper ever had"),
        ("c/ledger.jsonl:3", "vanished-paper", "1 published paper is in no source any more: c"),
    ]
    assert gathered.departed == {slug: Departed(slug.upper(), None) for slug in "abcd"}


# --- papers that only one build reads


def test_papers_of_passing_sources_are_not_recorded_and_change_no_address() -> None:
    first, _ = build(note("lamps", "Lamps"))
    trial = SourceText(
        "elsewhere/t.yaml", yaml.safe_dump([{"title": "Pots", "arxiv": "1905.00009"}, {"title": "Lamps"}])
    )
    sources = (note("lamps", "Lamps"), listed({"title": "Pots", "arxiv": "1505.04597"}), trial)
    gathered, _ = gather_papers(sources, {}, first.ledger, LATER, {trial.path})
    alone, _ = gather_papers(sources[:2], {}, first.ledger, LATER)
    assert gathered.ledger == alone.ledger
    assert {p.slug: p.arxiv for p in gathered.papers} == {"lamps": None, "pots": "1505.04597", "pots-2": "1905.00009"}
    assert gathered.unrecorded == ("pots-2",)


def test_a_passing_paper_neither_takes_nor_touches_an_address_of_the_ledger() -> None:
    first, _ = build(listed({"title": "Pots", "arxiv": "1505.04597"}, {"title": "Lamps"}))
    trial = SourceText("elsewhere/t.yaml", yaml.safe_dump([{"title": "Pots, Revised", "arxiv": "1505.04597"}]))
    gathered, problems = gather_papers([trial], {}, first.ledger, LATER, {trial.path})
    assert addresses(gathered) == {"pots": "Pots, Revised"}
    assert (gathered.ledger, gathered.unrecorded) == (first.ledger, ())
    assert [p.message for p in problems] == ["1 published paper is in no source any more: lamps"]


# --- one address, one paper


def test_a_slug_that_was_published_for_another_paper_is_an_error_and_nothing_is_inherited() -> None:
    ledger = (LedgerLine("pots", "Pots", "2025-01-02", "1505.04597", author="jug"),)
    gathered, problems = gather(note("pots", "Something Else", authors=["Bo Lamp"]), ledger=ledger)
    assert [(p.severity.value, p.code) for p in problems] == [("error", "taken-slug")]
    assert "“Pots”" in problems[0].message
    assert (lines(gathered)["pots"].arxiv, lines(gathered)["pots"].author) == (None, "lamp")


@pytest.mark.parametrize("fields", [{"authors": ["Ada Jug"]}, {"arxiv": "1505.04597"}, {"title": "Potts"}])
def test_one_thing_that_tells_a_paper_lets_a_note_keep_its_slug(fields: dict) -> None:
    ledger = (LedgerLine("pots", "Pots", None, "1505.04597", author="jug"),)
    assert gather(note("pots", **{"title": "Retitled", **fields}), ledger=ledger)[1] == ()


# --- themes


def shelf(name: str, *formerly: str) -> Theme:
    place = Origin(f"themes/{name}.md", 1)
    return Theme(name, name.title(), 1, "All of it.", (), (), "", 1, place, formerly)


def test_themes_are_recorded_and_a_renamed_one_leaves_a_redirect() -> None:
    papers = (LedgerLine("seeing", "A paper of that slug", None),)
    first, *_, problems = record_themes([shelf("seeing")], papers)
    assert problems == ()
    assert json.loads(render_ledger(first).splitlines()[1]) == {"slug": "seeing", "kind": "theme", "title": "Seeing"}
    again = parse(render_ledger(first))[0]
    assert again == first
    ledger, redirects, departed, problems = record_themes([shelf("vision", "seeing")], again)
    assert (redirects, departed, problems) == ({"seeing": "vision"}, {}, ())
    assert record_themes([shelf("vision")], ledger)[1] == {"seeing": "vision"}, "once said is enough"
    back = record_themes([shelf("seeing", "vision")], ledger)
    assert back[1] == {"vision": "seeing"}


def test_a_theme_that_is_gone_is_told() -> None:
    ledger = record_themes([shelf("seeing")], ())[0]
    _, redirects, departed, (problem,) = record_themes([shelf("vision")], parse(render_ledger(ledger))[0])
    assert (redirects, departed) == ({}, {"seeing": Departed("Seeing", None)})
    assert (str(problem.origin), problem.severity.value, problem.code) == (
        "c/ledger.jsonl:1",
        "warning",
        "vanished-theme",
    )
    assert "`formerly`" in problem.hint


def test_an_id_cannot_be_the_former_one_of_two_themes_or_of_one_beside_it() -> None:
    *_, problems = record_themes([shelf("a", "old", "b"), shelf("b", "old")], ())
    assert [(p.code, p.origin.path) for p in problems] == [
        ("taken-theme", "themes/a.md"),
        ("taken-theme", "themes/b.md"),
    ]
