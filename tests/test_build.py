"""The whole build: what it makes, that it makes the same again, and that it keeps its promises over time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from kill_builds import kill_builds
from surveys import files_of, listing, run, write_survey

from site_builder.build import Request, make_site
from site_builder.ledger import render_ledger
from site_builder.model import Date
from site_builder.problems import CommandError

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "sources"


@pytest.fixture
def survey(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return write_survey(tmp_path / "content")


@pytest.fixture
def command(monkeypatch, capsys):
    return lambda *arguments: run(monkeypatch, capsys, *arguments)


def test_the_report_ends_with_a_sum_that_comes_out(survey, command):
    (survey / "sources").mkdir()
    (survey / "sources" / "a.txt").write_text(listing("First paper about pictures", "Second", "Third"))
    (survey / "sources" / "b.txt").write_text(listing("Third"))
    (survey / "papers" / "out.md").write_text("---\ntitle: Second\nexclude: not about pictures\n---\n")
    said = command("build")
    assert said.code == 0
    assert "6 records in = 2 papers out + 2 merged + 2 excluded" in said.out
    assert "site/index.html" in said.out


def test_check_does_everything_but_write(survey, command):
    before = files_of(survey.parent)
    said = command("check")
    assert said.code == 0
    assert files_of(survey.parent) == before


def test_the_ledger_keeps_addresses_through_new_titles_and_merges(survey, command):
    (survey / "papers" / "second.md").write_text("---\ntitle: Second paper\narxiv: '2001.00001'\n---\n")
    (survey / "sources").mkdir()
    source = survey / "sources" / "list.yaml"
    source.write_text("- title: A preprint\n  arxiv: '2002.00002'\n")
    assert command("build").code == 0
    assert (survey.parent / "site" / "papers" / "a-preprint.html").exists()
    source.write_text("- title: The published version\n  arxiv: '2002.00002'\n")
    assert command("build").code == 0
    site = files_of(survey.parent / "site")
    assert b"The published version" in site["papers/a-preprint.html"]
    assert "papers/the-published-version.html" not in site
    (survey / "papers" / "second.md").rename(survey / "papers" / "renamed.md")
    assert command("build").code == 0
    site = files_of(survey.parent / "site")
    assert b'href="renamed.html"' in site["papers/second.html"]
    assert b"http-equiv" in site["papers/second.html"]
    rows = [json.loads(row) for row in (survey / "ledger.jsonl").read_text().splitlines()]
    assert {"slug": "second", "moved": "renamed"}.items() <= next(r for r in rows if r["slug"] == "second").items()


def test_a_paper_is_dated_when_it_first_comes_and_never_again(survey, command, monkeypatch):
    assert command("build").code == 0
    (survey / "papers" / "later.md").write_text("---\ntitle: Later paper\n---\n")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    assert command("build").code == 0
    rows = {row["slug"]: row for row in map(json.loads, (survey / "ledger.jsonl").read_text().splitlines())}
    assert rows["first-paper"]["added"] == "2026-01-02"
    assert rows["later"]["added"] == "2026-09-21"


def test_a_paper_without_a_theme_is_on_the_unsorted_page_and_in_the_report(survey, command):
    (survey / "papers" / "odd.md").write_text("---\ntitle: Something else entirely\n---\n")
    said = command("build")
    assert "1 unsorted:\n  Something else entirely" in said.out
    assert b"Something else entirely" in files_of(survey.parent / "site")["unsorted.html"]


def test_init_starts_a_survey_that_builds_without_a_remark(tmp_path, command, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert command("init", "mine").code == 0
    said = command("build", "--content", "mine", "--output", "out", "--strict")
    assert said.code == 0
    assert said.err == ""
    assert b"Deep Residual Learning" in files_of(tmp_path / "out")["themes/recognition.html"]


def test_explain_tells_the_whole_story(survey, command):
    (survey / "sources").mkdir()
    (survey / "sources" / "a.txt").write_text(listing("First paper about pictures"))
    for name in ("first-paper", "First paper about PICTURES", "about pictures"):
        said = command("explain", name)
        assert said.code == 0
        assert "papers/first-paper.html" in said.out
        assert "content/papers/first-paper.md:2  note" in said.out
        assert "content/sources/a.txt:1  listing" in said.out
        assert "Seeing (seeing), by the rules" in said.out
        assert "“pictures”" in said.out


def test_classify_says_what_rules_and_editor_say(survey, command):
    (survey / "themes" / "other.md").write_text("---\ntitle: Other\nscope: Else.\nrules:\n  nothing: 3\n---\n")
    (survey / "papers" / "first-paper.md").write_text("---\ntitle: First paper about pictures\nthemes: [other]\n---\n")
    (survey / "list.txt").write_text(listing("First paper about pictures"))
    curated = json.loads(command("classify", "content/list.txt", "--format", "json").out)["papers"]
    assert [theme["id"] for theme in curated[0]["themes"]] == ["other"]
    alone = json.loads(command("classify", "content/list.txt", "--rules-only", "--format", "json").out)["papers"]
    assert [theme["id"] for theme in alone[0]["themes"]] == ["seeing"]
    assert alone[0]["themes"][0]["score"] > 0
    assert alone[0]["themes"][0]["because"] == ["pictures"]


def test_nothing_but_the_result_is_on_standard_output(survey, command):
    (survey / "list.txt").write_text(listing("One title") + "A lonely title\n")
    said = command("extract", "content/list.txt", "--format", "json")
    assert said.code == 1
    result = json.loads(said.out)
    assert sorted(result) == ["account", "papers", "problems", "records", "unparsed"]
    assert result["problems"][0]["line"] == 5
    assert "A lonely title" in result["problems"][0]["message"]


def test_a_survey_without_papers_builds(tmp_path):
    content = write_survey(tmp_path / "content")
    (content / "papers" / "first-paper.md").unlink()
    outcome = make_site(Request(content), lambda stage: None)
    assert outcome.is_good, outcome.problems
    assert "index.html" in outcome.site


def test_today_comes_from_the_request_before_the_survey(tmp_path):
    content = write_survey(tmp_path / "content")
    outcome = make_site(Request(content, today=Date("2027-01-01", 2027, 1, 1)), lambda stage: None)
    assert outcome.catalogue.papers[0].added == Date("2027-01-01", 2027, 1, 1)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the five real listings are not part of the repository")
def test_the_default_survey_with_the_real_listings():
    outcome = make_site(Request(ROOT / "content", (SHARED,)), lambda stage: None)
    assert outcome.is_good, outcome.problems
    account = outcome.catalogue.account
    assert (account.records, account.papers, account.merged, account.excluded) == (637, 294, 343, 0)
    assert outcome.catalogue.unsorted == ()
    assert all(paper.abstract for paper in outcome.catalogue.papers)


def test_a_default_build_leaves_the_committed_ledger_as_it_is():
    committed = (ROOT / "content" / "ledger.jsonl").read_text("utf-8")
    for sources in [(), *([(SHARED,)] if SHARED.is_dir() else [])]:
        outcome = make_site(Request(ROOT / "content", sources), lambda stage: None)
        assert render_ledger(outcome.ledger) == committed
        assert outcome.new_addresses == 0


def test_a_trial_of_other_sources_leaves_no_trace_in_the_ledger(survey, command):
    assert "2 new addresses recorded in content/ledger.jsonl" in command("build").out
    before = (survey / "ledger.jsonl").read_bytes()
    (survey.parent / "trial.txt").write_text(listing("A pot", "A lamp"))
    said = command("build", "--source", "trial.txt", "--output", "trial")
    assert "2 papers come from --source alone: their addresses are not recorded" in said.out
    assert "new address" not in said.out
    assert (survey.parent / "trial" / "papers" / "a-pot.html").exists()
    assert (survey / "ledger.jsonl").read_bytes() == before
    assert command("build", "--strict", "--output", "trial").code == 0


def test_a_site_is_not_replaced_when_its_addresses_cannot_be_recorded(survey, command, monkeypatch):
    assert command("build").code == 0
    yesterday = files_of(survey.parent / "site")
    (survey / "papers" / "new.md").write_text("---\ntitle: New\n---\n")
    monkeypatch.setattr("site_builder.build.write_file", _refuse)
    assert command("build").code == 2
    assert files_of(survey.parent / "site") == yesterday
    monkeypatch.undo()


def _refuse(path, content):
    raise CommandError(f"Cannot write {path}: permission is denied. What was there is as it was.")


def test_a_ledger_that_is_a_folder_is_refused_before_anything_is_made(survey, command):
    (survey / "ledger.jsonl").mkdir()
    for name in ("build", "check"):
        said = command(name)
        assert (said.code, said.err.count("\n")) == (2, 1)
        assert "ledger.jsonl is a folder" in said.err
    assert not (survey.parent / "site").exists()


def test_addresses_of_papers_and_themes_that_left_tell_of_them(survey, command):
    (survey / "papers" / "second.md").write_text("---\ntitle: Second & last\n---\n")
    (survey / "papers" / "third.md").write_text("---\ntitle: Third\n---\n")
    assert command("build").code == 0
    (survey / "papers" / "second.md").write_text("---\ntitle: Second & last\nexclude: it is <withdrawn>\n---\n")
    (survey / "papers" / "third.md").unlink()
    (survey / "themes" / "seeing.md").rename(survey / "themes" / "vision.md")
    text = (survey / "themes" / "vision.md").read_text()
    (survey / "themes" / "vision.md").write_text(text.replace("order: 1", "order: 1\nformerly: [seeing]"))
    said = command("build")
    assert said.code == 0
    assert "content/ledger.jsonl:4: warning vanished-paper: 1 published paper" in said.err
    site = files_of(survey.parent / "site")
    assert b"Left out of this survey: it is &lt;withdrawn&gt;" in site["papers/second.html"]
    assert b"<h1>Second &amp; last</h1>" in site["papers/second.html"]
    assert b"no longer in this survey" in site["papers/third.html"]
    assert b'The theme is now at <a href="vision.html">Seeing</a>' in site["themes/seeing.html"]
    told = command("explain", "second")
    assert told.code == 0
    assert "left out of this survey: it is <withdrawn>" in told.out


def test_a_killed_build_leaves_a_whole_site_and_the_next_one_no_rubbish(tmp_path):
    killed = kill_builds(tmp_path, 10)
    assert killed.times == 10
    assert killed.before_the_end > 3, "the kills came too late to mean anything"
