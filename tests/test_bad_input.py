"""What bad input gets: one clear message with its place, the right exit code, and yesterday's site untouched."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from surveys import ABSTRACT, files_of, listing, run, write_survey

from site_builder import resources


@pytest.fixture
def survey(tmp_path, monkeypatch):
    """A good survey in ``content`` with yesterday's site beside it; the tests run in that folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return write_survey(tmp_path / "content")


@pytest.fixture
def command(monkeypatch, capsys):
    return lambda *arguments: run(monkeypatch, capsys, *arguments)


TWO_TITLES = f"One title\n\nAnother title\n\n{ABSTRACT}\n"

BAD_FILES = {
    # name of the case: (file, its content, place and code of the message, a part of the message)
    "no listing": ("sources/a.txt", "Hello.\nThis is a letter.\n", "sources/a.txt:1: error not-a-listing", "listing"),
    "abstract without a title": (
        "sources/a.txt",
        f"{ABSTRACT}\n\n{listing('A title')}",
        "sources/a.txt:1: error abstract-without-title",
        "Networks are tried",
    ),
    "title without an abstract": (
        "sources/a.txt",
        f"{listing('A title')}A lonely title\n",
        "sources/a.txt:5: error title-without-abstract",
        "A lonely title",
    ),
    "two titles in a row": ("sources/a.txt", TWO_TITLES, "sources/a.txt:1: error title-without-abstract", "One title"),
    "invalid UTF-8": (
        "sources/a.txt",
        listing("A title").encode() + b"\xff\n",
        "sources/a.txt:5: error not-utf-8",
        "0xff",
    ),
    "a binary file": ("sources/a.txt", b"\x89PNG\0\0\1", "sources/a.txt: error binary-file", "text"),
    "a line of 10 MB": (
        "sources/a.txt",
        f"{listing('A title')}{'x' * 10_000_000}\n",
        "sources/a.txt:5: error long-line",
        "10,000,000 characters",
    ),
    "an unknown kind of file": ("sources/a.docx", "text", "sources/a.docx: error unknown-source", "`.docx`"),
    "malformed YAML in a list": (
        "sources/a.yaml",
        "- title: One\n  date: 2020\n- title: 'Two\n",
        "sources/a.yaml:",
        "YAML",
    ),
    "malformed YAML in a note": (
        "papers/b.md",
        "---\ntitle: A\nauthors: [B\ndate: 2020\n---\n",
        "papers/b.md:4: error malformed-yaml",
        "YAML",
    ),
    "a front matter that never ends": ("papers/b.md", "---\ntitle: A\n", "papers/b.md:1: error open-front-matter", ""),
    "malformed YAML in survey.yaml": (
        "survey.yaml",
        "title: A\nlanguage: [en\n",
        "survey.yaml:3: error malformed-yaml",
        "",
    ),
    "a note without a title": ("papers/b.md", "---\ndate: 2020\n---\n", "papers/b.md:1: error missing-key", "`title`"),
    "a theme nobody defined": (
        "papers/b.md",
        "---\ntitle: A\nthemes: [seeeing]\n---\n",
        "papers/b.md:3: error unknown-theme",
        "Did you mean `seeing`?",
    ),
    "a slug that leaves its folder": (
        "papers/b.md",
        "---\ntitle: A\nslug: ../../x\n---\n",
        "papers/b.md:3: error bad-slug",
        "../../x",
    ),
    "two notes with one slug": (
        "papers/b.md",
        "---\ntitle: Another\nslug: first-paper\n---\n",
        "error duplicate-slug",
        "first-paper",
    ),
    "a date that is none": ("papers/b.md", "---\ntitle: A\ndate: 2020-13\n---\n", "papers/b.md:3: error bad-date", ""),
    "a link that could run": (
        "papers/b.md",
        "---\ntitle: A\nlinks:\n  - Code: javascript:alert(1)\n---\n",
        "papers/b.md:4: error bad-link",
        "javascript:alert(1)",
    ),
    "a ledger that lost a line": ("ledger.jsonl", '{"slug": "a"\n', "ledger.jsonl:1: error malformed-ledger", ""),
}


@pytest.mark.parametrize(("name", "content", "place", "part"), BAD_FILES.values(), ids=BAD_FILES)
def test_wrong_data_are_named_with_their_place_and_nothing_is_written(survey, command, name, content, place, part):
    assert command("build").code == 0
    yesterday = files_of(survey.parent / "site")
    path = survey / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = files_of(survey)
    begun = time.monotonic()
    said = command("build")
    assert said.code == 1
    told = [line for line in said.err.splitlines() if place in line]
    assert len(told) == 1, said.err
    assert part in said.err
    assert "Traceback" not in said.err
    assert files_of(survey.parent / "site") == yesterday
    assert files_of(survey) == before
    assert time.monotonic() - begun < 20


WARNED = {
    "an unknown key": ("papers/b.md", "---\ntitle: A\nvenu: X\n---\n", "papers/b.md:3: warning unknown-key", "`venue`"),
    "an unknown key in survey.yaml": (
        "survey.yaml",
        "title: A\nupdate: 2020-01-01\n",
        "survey.yaml:2: warning unknown-key",
        "`updated`",
    ),
    "an unknown key in a theme": (
        "themes/b.md",
        "---\ntitle: B\nscope: B.\nrule:\n  a: 1\n---\n",
        "themes/b.md:4: warning unknown-key",
        "`rules`",
    ),
    "an empty file": ("sources/a.txt", "", "sources/a.txt: warning empty-file", "empty"),
}


@pytest.mark.parametrize(("name", "content", "place", "part"), WARNED.values(), ids=WARNED)
def test_doubtful_data_warn_and_fail_only_when_strict(survey, command, name, content, place, part):
    (survey / name).parent.mkdir(exist_ok=True)
    (survey / name).write_text(content)
    said = command("build")
    assert said.code == 0
    assert [line for line in said.err.splitlines() if place in line]
    assert part in said.err
    assert command("build", "--strict").code == 1


@pytest.mark.parametrize(
    "change",
    [lambda data: b"\xef\xbb\xbf" + data, lambda data: data.replace(b"\n", b"\r\n"), lambda data: data.rstrip(b"\n")],
    ids=["byte order mark", "CRLF", "no line end"],
)
def test_the_shape_of_a_file_changes_nothing(survey, command, change):
    data = listing("One title", "Two titles").encode()
    (survey / "sources").mkdir()
    (survey / "sources" / "a.txt").write_bytes(data)
    plain = json.loads(command("extract", "content/sources").out)["records"]
    (survey / "sources" / "a.txt").write_bytes(change(data))
    said = command("extract", "content/sources")
    assert said.code == 0
    assert json.loads(said.out)["records"] == plain


def test_script_in_a_title_is_text_on_every_page(survey, command):
    (survey / "papers" / "b.md").write_text("---\ntitle: '<script>alert(1)</script> & \"quotes\"'\n---\n")
    assert command("build").code == 0
    pages = [data.decode() for name, data in files_of(survey.parent / "site").items() if name.endswith(".html")]
    assert not [page for page in pages if "<script>alert" in page]
    assert [page for page in pages if "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in page]


def test_an_output_folder_that_we_did_not_make_is_left_alone(survey, command):
    foreign = survey.parent / "mine"
    foreign.mkdir()
    (foreign / "thesis.tex").write_text("years of work")
    said = command("build", "--output", "mine")
    assert said.code == 2
    assert "mine" in said.err
    assert files_of(foreign) == {"thesis.tex": b"years of work"}


@pytest.mark.parametrize("output", ["content", ".", "content/papers", "content/site"])
def test_an_output_folder_in_the_way_of_a_source_is_refused(survey, command, output):
    before = files_of(survey)
    assert command("build", "--output", output).code == 2
    assert files_of(survey) == before


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["build", "--content", "nowhere"], "nowhere"),
        (["build", "--source", "nowhere.txt"], "nowhere.txt"),
        (["extract", "nowhere.txt"], "nowhere.txt"),
        (["build", "--base-url", "javascript:1"], "--base-url"),
        (["build", "--base-url", "https://x.org/?q"], "--base-url"),
        (["build", "--base-url", "https://x.org/#f"], "--base-url"),
        (["build", "--output", ""], "the path is empty"),
        (["extract", ""], "the path is empty"),
        (["build", "--content", "content/papers", "--output", "content/papers"], "holds no survey.yaml"),
        (["check", "--content", "content/survey.yaml"], "is a file: name the survey's folder, content."),
        (["serve", "--content", "content/papers"], "holds no survey.yaml"),
        (["init", "content/survey.yaml"], "exists and is not a folder"),
        (["explain", "no-such-paper"], "no-such-paper"),
        (["init", "content"], "content"),
        (["build", "--nonsense"], "nonsense"),
    ],
)
def test_a_command_that_cannot_run_says_why_in_a_sentence(survey, command, arguments, part):
    said = command(*arguments)
    assert said.code == 2
    assert part in said.err
    assert said.out == ""


def test_a_folder_without_a_survey_is_no_survey(survey, command, tmp_path):
    (tmp_path / "empty").mkdir()
    said = command("build", "--content", "empty")
    assert said.code == 2
    assert "survey.yaml" in said.err


def test_source_date_epoch_must_be_a_number(survey, command, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    said = command("build")
    assert said.code == 2
    assert "SOURCE_DATE_EPOCH" in said.err


@pytest.mark.parametrize(
    ("text", "part"),
    [("{% if %}", "paper.html:1"), ("line\n{{ nobody }}", "paper.html:2"), ("{% include 'gone.html' %}", "gone.html")],
    ids=["syntax", "undefined", "missing"],
)
def test_a_broken_template_is_named_with_its_line(survey, command, monkeypatch, tmp_path, text, part):
    assert command("build").code == 0
    yesterday = files_of(survey.parent / "site")
    templates = tmp_path / "templates"
    shutil.copytree(resources.templates_folder(), templates)
    (templates / "paper.html").write_text(text)
    monkeypatch.setattr("site_builder.build.templates_folder", lambda: templates)
    said = command("build")
    assert said.code == 1
    assert part in said.err
    assert files_of(survey.parent / "site") == yesterday


def test_a_faulty_link_in_a_text_is_told_once_at_its_line(survey, command):
    text = "See\n[that](no-such-page.html), [*this*][1].\n\n[1]: ../index.html#nowhere\n"
    (survey / "papers" / "b.md").write_text(f"---\ntitle: A\nthemes: [seeing]\n---\n\n{text}")
    (survey / "pages").mkdir()
    (survey / "pages" / "about.md").write_text("\n- one\n- [two](/papers/)\n")
    said = command("build")
    assert said.code == 1
    faults = [line.partition(": the link")[0] for line in said.err.splitlines() if ": error " in line]
    assert faults == [
        "content/pages/about.md:3: error absolute-link",
        "content/papers/b.md:7: error dead-anchor",
        "content/papers/b.md:7: error dead-link",
    ]


def test_pictures_in_texts_are_refused(survey, command):
    (survey / "papers" / "b.md").write_text("---\ntitle: A\n---\n\nA pot:\n![a pot](pot.png)\n")
    said = command("build")
    assert said.code == 1
    assert "content/papers/b.md:6: error picture: pictures are not supported" in said.err
    assert said.err.count(": error ") == 1


def test_a_first_build_that_fails_does_not_speak_of_yesterdays_site(survey, command):
    (survey / "papers" / "b.md").write_text("no front matter")
    assert command("build").err.endswith("; nothing was written.\n")
    (survey / "papers" / "b.md").unlink()
    assert command("build").code == 0
    (survey / "papers" / "b.md").write_text("no front matter")
    assert command("build").err.endswith("; site is as it was.\n")


def test_what_a_terminal_would_obey_is_taken_out_with_a_warning(survey, command):
    (survey / "papers" / "b.md").write_text('---\ntitle: "Red \\e[31m and \\u202e back"\n---\n')
    said = command("build")
    assert "Red [31m and  back" in said.out
    assert "b.md:2: warning control-character: the control character U+001B is taken out" in said.err
    assert not {"\x1b", "\u202e"} & {*said.out, *said.err}


def test_an_unsorted_paper_is_told_once(survey, command):
    (survey / "papers" / "b.md").write_text("---\ntitle: Nothing of the kind\n---\n")
    said = command("build")
    assert (said.out + said.err).count("Nothing of the kind") == 1


def test_a_survey_that_is_extracted_gives_its_papers_and_not_its_themes(survey, command):
    said = command("extract", "content")
    assert [paper["title"] for paper in json.loads(said.out)["papers"]] == ["First paper about pictures"]


def test_a_folder_without_sources_is_a_warning(survey, command, tmp_path):
    (tmp_path / "empty").mkdir()
    said = command("extract", "empty")
    assert said.code == 0
    assert "empty: warning no-sources" in said.err


def test_classify_tells_the_words_and_the_editor(survey, command):
    (survey / "papers" / "b.md").write_text("---\ntitle: Ears\nthemes: [seeing]\n---\n")
    said = command("classify", "content/papers")
    assert "seeing 6\n        +6  “pictures” in the title (pictures)\n" in said.out
    assert "Ears\n    seeing, by the editor\n" in said.out


def test_init_names_a_command_that_can_be_pasted(survey, command):
    said = command("init", "a b")
    assert "site-builder build --content 'a b' --output 'a b-site'" in said.err


def test_explain_needs_no_templates(survey, command, monkeypatch):
    monkeypatch.setattr("site_builder.build.templates_folder", lambda: 1 / 0)
    assert "first-paper" in command("explain", "content/papers/first-paper.md").out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_an_output_that_is_full_is_named(survey):
    with Path("/dev/full").open("w") as full:
        done = _process("extract", "content", stdout=full)
    assert done.returncode == 2
    assert done.stderr.decode().splitlines()[-1].startswith("site-builder: The output cannot be written: ")
    assert b"Traceback" not in done.stderr


def test_a_reader_that_goes_ends_the_command_quietly(survey):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as nobody:
        done = _process("build", stdout=nobody)
    assert done.returncode == 141
    assert done.stderr == b""


def _process(*arguments: str, stdout) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "site_builder", *arguments]
    return subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, check=False)


def test_what_escapes_stand_for_is_taken_out_and_nothing_else_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "survey.yaml": 'title: "Small\\x07 survey"\nupdated: 2026-01-02\n',
        "themes__seeing.md": '---\ntitle: "See\\x01ing"\norder: 1\nscope: What is seen.\nrules: {pictures: 3}\n---\n',
        "papers__first-paper.md": '---\ntitle: "First \\u202epaper about pictures"\n---\n\nA note.\n',
        "sources__more.yaml": '- title: "More\\x0bpictures"\n',
        "pages__about.md": "---\n---\n\nAbout.\n",
    }
    content = write_survey(tmp_path / "content", **files)
    said = run(monkeypatch, capsys, "build", "--content", content, "--output", tmp_path / "site")
    assert said.code == 0, said.err
    assert said.err.count("control-character") == 4
    site = files_of(tmp_path / "site")
    assert b"<h1>First paper about pictures</h1>" in site["papers/first-paper.html"]
    assert b"<h1>More pictures</h1>" in site["papers/more-pictures.html"]
    assert b"<h1>Seeing</h1>" in site["themes/seeing.html"]
    assert b"<h1>Small survey</h1>" in site["index.html"]
