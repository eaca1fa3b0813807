"""What changed between two states of a survey, said in Markdown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from surveys import run, write_survey

from site_builder.diff import State, compare_states, describe_difference, parse_state
from site_builder.problems import CommandError

DIFFERENT = "---\ntitle: {title}\ndate: 2020\n{more}---\nA note.\n"


def row(slug: str, title: str = "", **fields) -> dict:
    return {"id": slug, "title": title or slug.title(), **fields}


def state(*rows: dict, **more) -> State:
    themes = {theme: theme.title() for one in rows for theme in one.get("themes", ())}
    return State({one["id"]: one for one in rows}, themes, **more)


def said(old: State, new: State) -> list[str]:
    return [line for line in describe_difference(old, new).split("\n") if line]


def test_the_same_is_told_in_one_line() -> None:
    one = state(row("pots"), row("lamps"))
    assert said(one, one) == ["## What changed", "2 papers: nothing changed."]


def test_added_and_removed() -> None:
    pots = row("pots", "Pots", authors=["Ada Jug", "Bob Pan", "Cy Urn"], year=2014, venue="ICLP", themes=["clay"])
    new = state(pots, reasons={"lamps": "off *topic*"})
    assert said(state(row("lamps")), new) == [
        "## What changed",
        "1 paper: 1 added, 1 removed.",
        "### Added",
        "- **Pots** (Ada Jug et al., ICLP, 2014), under *Clay*.",
        "### Removed",
        "- “Lamps”, left out: off \\*topic\\*.",
        "### Themes",
        "- New: Clay.",
    ]


def test_merged_by_redirect_by_identifier_and_by_title() -> None:
    old = state(row("pots"), row("a", "Jugs", arxiv="1505.00001"), row("b", "Pots!"), row("c"))
    links = [{"label": "arXiv", "url": "https://arxiv.org/abs/1505.00001"}]
    new = state(row("pots", links=links), redirects={"c": "pots"})
    assert compare_states(old, new).merged == {"pots": ("a", "b", "c", "pots")}
    assert "1 paper, where there were 4: 3 merged into others, 1 changed." in said(old, new)
    assert "- “Jugs”, “Pots!”, “C” and **Pots** are one paper now." in said(old, new)


def test_a_paper_that_was_part_of_another_is_told_as_parted() -> None:
    links = [{"label": "DOI", "url": "https://doi.org/10.1000/1"}]
    old, new = state(row("pots", links=links)), state(row("pots"), row("jugs", doi="10.1000/1"))
    assert compare_states(old, new).parted == {"jugs": "pots"}
    assert "- **Jugs** is a paper of its own now, which was part of “Pots”." in said(old, new)


def test_what_changed_about_a_paper() -> None:
    old = row("pots", "Pots", authors=["A"], venue=None, date="2014", themes=["a", "b"], tasks=["x"], note="One.")
    new = row(
        "pots", "Pans", authors=["A", "B"], venue="ICLP", date="2014", themes=["b", "c"], tasks=["y"], note="Two."
    )
    (line,) = [line for line in said(state(old), state(new)) if line.startswith("- **")]
    assert line == (
        "- **Pans**: its title was “Pots”; its authors are A, B now, and were A; its venue is known now: ICLP; now"
        " under *C*; no longer under *A*; its first theme is *B*; new task: y; gone task: x; its note was rewritten."
    )


def test_a_new_address_is_told_and_links_lead_to_the_site() -> None:
    old, new = state(row("pots")), state(row("jars", "Pots"), base_url="https://a.org/")
    assert said(old, new)[-1] == "- [Pots](https://a.org/papers/jars.html): its page, `pots`, is `jars` now."


def test_titles_that_two_papers_share_tell_nothing() -> None:
    old, new = state(row("x", "Editorial")), state(row("y", "Editorial"), row("z", "Editorial"))
    difference = compare_states(old, new)
    assert (difference.added, difference.removed, difference.merged) == (("y", "z"), ("x",), {})


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"id": "a"}]', '[{"id": 1, "title": "A"}]', "[" * 100_000])
def test_what_is_no_list_of_papers_is_refused(text: str) -> None:
    with pytest.raises(CommandError, match=r"x\.json is no papers\.json"):
        parse_state(text, "x.json")


def test_folders_sites_and_files(tmp_path: Path, monkeypatch, capsys) -> None:
    old = write_survey(tmp_path / "old")
    new = write_survey(tmp_path / "new", **{"papers__lamps.md": DIFFERENT.format(title="Lamps", more="")})
    (tmp_path / "site" / "data").mkdir(parents=True)
    rows = [row("first-paper", "First paper about pictures", date="2020-05", note="A note.", themes=["seeing"])]
    (tmp_path / "site" / "data" / "papers.json").write_text(json.dumps(rows), "utf-8")
    for before in (old, tmp_path / "site", tmp_path / "site" / "data" / "papers.json"):
        outcome = run(monkeypatch, capsys, "diff", before, new)
        assert (outcome.code, outcome.err) == (0, "")
        assert "2 papers, where there were 1: 1 added." in outcome.out
        assert "- **Lamps** (2020), not filed yet." in outcome.out


@pytest.mark.parametrize("name", ["nothing", "empty"])
def test_a_place_without_papers_stops_the_command(tmp_path: Path, monkeypatch, capsys, name: str) -> None:
    (tmp_path / "empty").mkdir()
    outcome = run(monkeypatch, capsys, "diff", tmp_path / name, write_survey(tmp_path / "new"))
    assert (outcome.code, outcome.out) == (2, "")
    assert str(tmp_path / name) in outcome.err


def test_merged_and_left_out_in_a_survey(tmp_path: Path, monkeypatch, capsys) -> None:
    lamps = {"papers__lamps.md": DIFFERENT.format(title="Lamps", more="")}
    old = write_survey(tmp_path / "old", **lamps)
    left = write_survey(
        tmp_path / "left", **{"papers__lamps.md": DIFFERENT.format(title="Lamps", more="exclude: dull\n")}
    )
    (left / "ledger.jsonl").write_text('{"slug": "lamps", "title": "Lamps", "added": null}\n', "utf-8")
    assert "- “Lamps”, left out: dull." in run(monkeypatch, capsys, "diff", old, left).out
    joined = {"papers__lamps.md": DIFFERENT.format(title="Lamps", more="same_as: [first-paper]\n")}
    outcome = run(monkeypatch, capsys, "diff", old, write_survey(tmp_path / "joined", **joined))
    assert "1 merged into others" in outcome.out
