"""Dated copies of a site: whole, saying what they are, listed, and never overwritten."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from surveys import files_of, run, write_survey

from site_builder.published import read_published
from site_builder.snapshot import read_snapshots

DAY = "2026-01-02"


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    return write_survey(tmp_path / "content")


@pytest.fixture
def keep(monkeypatch, capsys, survey: Path, tmp_path: Path):
    """Runs the command on the survey, for ``tmp_path / "site"``."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return lambda *more: run(
        monkeypatch, capsys, *(more or ("snapshot",)), "--content", survey, "--output", tmp_path / "site"
    )


def test_a_copy_is_a_whole_site_that_says_of_what_day_it_is(keep, tmp_path: Path) -> None:
    said = keep()
    assert said.code == 0
    folder = tmp_path / "site" / "snapshots" / DAY
    assert str(folder) in said.out
    home = (folder / "index.html").read_text("utf-8")
    assert "A copy of the survey as it was on 2 January 2026, kept as it is." in home
    assert (folder / "themes" / "seeing.html").is_file()
    facts = json.loads((folder / "snapshot.json").read_text("utf-8"))
    assert facts["version"] in said.out
    assert facts == {**facts, "date": DAY, "title": "Small survey", "papers": 1, "themes": 1}


def test_the_same_content_again_changes_nothing(keep, tmp_path: Path) -> None:
    keep()
    before = files_of(tmp_path / "site")
    said = keep()
    assert (said.code, files_of(tmp_path / "site")) == (0, before)
    assert "holds this very snapshot already" in said.out


def test_other_content_of_the_same_day_is_refused_and_nothing_changes(keep, survey: Path, tmp_path: Path) -> None:
    keep()
    before = files_of(tmp_path / "site")
    (survey / "papers" / "second-paper.md").write_text("---\ntitle: Second\n---\n", "utf-8")
    said = keep()
    assert (said.code, files_of(tmp_path / "site")) == (2, before)
    assert "never overwritten" in said.err
    assert "`updated`" in said.err


@pytest.mark.parametrize("change", ["changed", "added", "removed"])
def test_a_copy_that_somebody_changed_is_neither_mended_nor_overwritten(keep, tmp_path: Path, change: str) -> None:
    keep()
    folder = tmp_path / "site" / "snapshots" / DAY
    if change == "removed":
        (folder / "about.html").unlink()
    else:
        (folder / ("about.html" if change == "changed" else "mine.html")).write_text("mine", "utf-8")
    before = files_of(folder)
    assert keep().code == 2
    assert files_of(folder) == before


def test_copies_of_several_days_stand_side_by_side_and_are_listed_the_newest_first(
    keep, survey: Path, tmp_path: Path
) -> None:
    keep()
    first = files_of(tmp_path / "site" / "snapshots" / DAY)
    (survey / "survey.yaml").write_text("title: Larger & later\nupdated: 2026-03-04\n", "utf-8")
    assert keep().code == 0
    assert files_of(tmp_path / "site" / "snapshots" / DAY) == first
    text = (tmp_path / "site" / "snapshots" / "index.html").read_text("utf-8")
    assert text.index('href="2026-03-04/index.html"') < text.index(f'href="{DAY}/index.html"')
    assert 'href="2026-03-04/assets/style.css"' in text
    assert "Larger &amp; later" in text
    assert 'href="../index.html"' not in text  # there is no site beside them yet


def test_a_build_leaves_copies_alone_and_their_list_leads_to_its_site(keep, tmp_path: Path) -> None:
    assert keep("build").code == 0
    keep()
    before = files_of(tmp_path / "site" / "snapshots")
    assert keep("build").code == 0
    assert files_of(tmp_path / "site" / "snapshots") == before
    assert 'href="../index.html"' in before["index.html"].decode()


def test_copies_are_no_addresses_that_a_new_site_must_have(keep, tmp_path: Path) -> None:
    keep("build")
    alone = read_published(tmp_path / "site")
    keep()
    (tmp_path / "site" / ".site-builder").unlink()  # as where only files that are not hidden were published
    assert read_published(tmp_path / "site") == alone


def test_a_published_survey_s_copy_has_addresses_of_its_own_and_leads_to_the_survey(
    keep, survey: Path, tmp_path: Path
) -> None:
    base = "https://example.org/s/"
    (survey / "survey.yaml").write_text(f"title: Small\nupdated: {DAY}\nbase_url: {base}\n", "utf-8")
    keep()
    home = (tmp_path / "site" / "snapshots" / DAY / "index.html").read_text("utf-8")
    assert f'<link rel="canonical" href="{base}snapshots/{DAY}/">' in home
    assert f'<a href="{base}">The survey as it is now</a>' in home
    theme = (tmp_path / "site" / "snapshots" / DAY / "themes" / "seeing.html").read_text("utf-8")
    assert f"{base}snapshots/{DAY}/embed/seeing.html" in theme


def test_a_survey_without_a_day_is_told_to_name_one(keep, survey: Path, tmp_path: Path) -> None:
    (survey / "survey.yaml").write_text("title: Small\n", "utf-8")
    said = keep()
    assert said.code == 2
    assert "`updated: YYYY-MM-DD`" in said.err
    assert not (tmp_path / "site").exists()


def test_a_day_from_the_environment_does_where_the_survey_names_none(
    monkeypatch, keep, survey: Path, tmp_path: Path
) -> None:
    (survey / "survey.yaml").write_text("title: Small\n", "utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert keep().code == 0
    assert (tmp_path / "site" / "snapshots" / "1970-01-02" / "index.html").is_file()


def test_a_faulty_survey_makes_no_copy(keep, survey: Path, tmp_path: Path) -> None:
    (survey / "papers" / "bad.md").write_text("---\ntitle: Bad\n---\n\n[x](@nobody)\n", "utf-8")
    said = keep()
    assert said.code == 1
    assert "no snapshot was written" in said.err
    assert not (tmp_path / "site").exists()


def test_a_list_that_somebody_else_wrote_is_kept(keep, tmp_path: Path) -> None:
    place = tmp_path / "site" / "snapshots" / "index.html"
    place.parent.mkdir(parents=True)
    place.write_text("<p>mine", "utf-8")
    said = keep()
    assert said.code == 2
    assert "was not written by site-builder" in said.err
    assert files_of(tmp_path / "site") == {"snapshots/index.html": b"<p>mine"}


def test_what_is_no_copy_is_not_listed(keep, tmp_path: Path) -> None:
    keep()
    folder = tmp_path / "site" / "snapshots"
    shutil.copytree(folder / DAY, folder / "a-copy-of-a-copy")
    for name, content in {"broken": "{", "list": "[]", "poor": '{"date": "poor"}'}.items():
        (folder / name).mkdir()
        (folder / name / "snapshot.json").write_text(content, "utf-8")
    assert [snapshot.date for snapshot in read_snapshots(tmp_path / "site")] == [DAY]


def test_the_new_addresses_of_a_copy_are_recorded_like_those_of_a_build(keep, survey: Path) -> None:
    keep()
    assert "first-paper" in (survey / "ledger.jsonl").read_text("utf-8")


def test_a_copy_is_not_written_into_the_survey(monkeypatch, capsys, survey: Path) -> None:
    before = files_of(survey)
    said = run(monkeypatch, capsys, "snapshot", "--content", survey, "--output", survey / "out")
    assert (said.code, files_of(survey)) == (2, before)
