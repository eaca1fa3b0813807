"""What is handed out: an archive of the site, and the site in one file."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from surveys import files_of, run, write_survey

from site_builder.build import STAGES, Request, build, make_site
from site_builder.bundle import check_handout, file_beside, single_file_page, zip_site
from site_builder.catalogue import Site, Survey
from site_builder.problems import CommandError
from site_builder.render import Templates, render_pages
from site_builder.resources import SINGLE_FILE, read_assets, read_extra, templates_folder
from site_builder.write_swap import MARKER

FILES = {
    "themes__seeing.md": "---\ntitle: Seeing & <looking>\norder: 1\nscope: What networks see.\nrules:\n  pictures: 3\n"
    "path:\n  - paper: first-paper\n    why: The first.\n---\n"
    "## A part\n\nSee [the second](../papers/second-paper.html).\n",
    "papers__second-paper.md": "---\ntitle: Second paper about pictures\nauthors: [Ann Lee]\ndate: 2021-03\n"
    'arxiv: "1505.04597"\n---\n\nMore of [the web](https://example.org/a?b=1&c=2).\n',
}


def made(folder: Path, **files: str) -> tuple[Site, Survey]:
    outcome = make_site(Request(write_survey(folder, **{**FILES, **files})), lambda stage: None)
    assert outcome.is_good, outcome.problems
    return outcome.site, outcome.catalogue.survey


def single(site: Site, survey: Survey) -> str:
    page = single_file_page(site, survey, read_extra(SINGLE_FILE))
    pages, failures = render_pages([page], Templates(templates_folder()))
    assert not failures
    return pages[page.path].decode()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Survey]:
    return made(tmp_path_factory.mktemp("survey"))


@pytest.fixture(scope="module")
def document(site: tuple[Site, Survey]) -> LexborHTMLParser:
    return LexborHTMLParser(single(*site))


def read_archive(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


class TestArchive:
    def test_it_holds_the_site_in_one_folder_named_after_the_survey(self, site: tuple[Site, Survey]) -> None:
        held = read_archive(zip_site(*site))
        assert held == {f"small-survey/{path}": content for path, content in site[0].items()}
        assert "small-survey/index.html" in held

    def test_the_same_site_gives_the_same_bytes_whatever_its_order(self, site: tuple[Site, Survey]) -> None:
        turned = dict(reversed(site[0].items()))
        assert zip_site(*site) == zip_site(turned, site[1])

    def test_files_are_of_the_survey_s_day_and_readable_by_all(self, site: tuple[Site, Survey]) -> None:
        with zipfile.ZipFile(io.BytesIO(zip_site(*site))) as archive:
            assert {file.date_time for file in archive.infolist()} == {(2026, 1, 2, 0, 0, 0)}
            assert {oct(file.external_attr >> 16) for file in archive.infolist()} == {"0o100644"}

    @pytest.mark.parametrize("day", ["", "updated: 1979-12-31\n"])
    def test_a_survey_without_a_day_that_archives_know_has_their_first(self, tmp_path: Path, day: str) -> None:
        archive = zip_site(*made(tmp_path, **{"survey.yaml": f"title: Small survey\n{day}"}))
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            assert {file.date_time for file in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}


class TestSingleFile:
    def test_it_needs_nothing_else(self, document: LexborHTMLParser) -> None:
        for node in document.css("[src], link[href], image, use, iframe, object"):
            address = node.attributes.get("src") or node.attributes.get("href") or ""
            assert address.startswith("data:"), node.html
        assert not document.css("script[src]")

    def test_its_policy_allows_its_own_scripts_and_style_and_nothing_else(self, document: LexborHTMLParser) -> None:
        policy = document.css_first("meta[http-equiv='Content-Security-Policy']").attributes["content"] or ""
        rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";")}
        assert rules["default-src"] == rules["form-action"] == rules["base-uri"] == ["'none'"]
        for name, selector in (("script-src", "script:not([type])"), ("style-src", "style")):
            texts = [node.text(strip=False) for node in document.css(selector)]
            hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
            assert rules[name] == [f"'sha256-{one}'" for one in hashes], name
        assert not [node for node in document.css("*") if "style" in node.attributes]

    def test_every_page_that_the_home_page_leads_to_is_in_it(
        self, site: tuple[Site, Survey], document: LexborHTMLParser
    ) -> None:
        leaves = {node.attributes["id"] for node in document.css(".leaf")}
        left_out = {"404.html", "data.html", "teachers.html"}
        pages = {path for path in site[0] if path.endswith(".html") and not path.startswith("embed/")} - left_out
        assert leaves == {f"/{path}" for path in pages}
        first = [node.attributes["id"] for node in document.css(".leaf")][:4]
        assert first == ["/index.html", "/themes.html", "/themes/seeing.html", "/titles.html"]

    def test_its_text_is_that_of_the_pages(self, site: tuple[Site, Survey], document: LexborHTMLParser) -> None:
        for path in ("themes/seeing.html", "papers/second-paper.html"):
            leaf = document.css_first(f"[id='/{path}']")
            page = LexborHTMLParser(site[0][path].decode()).css_first("main")
            for selector in ("h1", ".lead", ".prose p", ".path", ".facts"):
                assert [letters(node.text()) for node in leaf.css(selector)] == [
                    letters(node.text()) for node in page.css(selector)
                ], (path, selector)
        assert document.css_first("[id='/themes/seeing.html'] h1").text() == "Seeing & <looking>"

    def test_every_id_is_there_once_and_every_link_within_leads_somewhere(self, document: LexborHTMLParser) -> None:
        ids = [node.attributes["id"] or "" for node in document.css("[id]")]
        assert len(ids) == len(set(ids))
        for link in document.css("a[href]"):
            address = link.attributes["href"] or ""
            if not re.match(r"https?:", address):
                assert re.fullmatch(r"(?:\?[^#]*)?#.+", address), link.html
                assert address.partition("#")[2] in ids, link.html
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            for node in document.css(f"[{name}]"):
                assert set((node.attributes[name] or "").split()) <= {*ids, "filters"}, node.html
        assert not document.css("[data-copy='address']")  # of a site that is nowhere
        for button in document.css("[data-copy]"):
            assert len(document.css(button.attributes["data-copy"] or "")) == 1, button.html

    def test_links_that_leave_the_site_stay_as_they_are(self, document: LexborHTMLParser) -> None:
        assert document.css("a[href='https://example.org/a?b=1&c=2']")
        assert document.css("a[href='https://arxiv.org/abs/1505.04597']")

    def test_files_of_the_site_are_linked_to_where_it_is_published(self, tmp_path: Path) -> None:
        survey = "title: Small survey\nupdated: 2026-01-02\nbase_url: https://example.org/s/\n"
        published = LexborHTMLParser(single(*made(tmp_path, **{"survey.yaml": survey})))
        addresses = {link.attributes["href"] for link in published.css(".colophon a")}
        assert {"https://example.org/s/data.html", "https://example.org/s/teachers.html"} <= addresses
        assert published.css_first("[id='/papers/second-paper.html'] button[data-copy='address']")
        assert published.body and published.body.attributes["data-published"] == "https://example.org/s/"

    def test_links_that_lead_nowhere_are_no_links(self, document: LexborHTMLParser) -> None:
        assert "Data and formats" not in document.css_first(".colophon").text()
        assert "Titles" in document.css_first(".colophon").text()

    def test_search_and_references_find_their_data_in_it(
        self, site: tuple[Site, Survey], document: LexborHTMLParser
    ) -> None:
        packed = document.css_first("#survey-data").text()
        data = json.loads(gzip.decompress(base64.b64decode(packed)))
        build_mark = data["search"]["manifest"]["build"]
        names = {
            path.removeprefix(f"assets/search/{build_mark}/").removesuffix(".js")
            for path in site[0]
            if path.startswith("assets/search/") and not path.endswith("manifest.js")
        }
        assert data["search"]["parts"].keys() == names
        assert data["references"]["parts"] == 1
        assert data["references"]["0"].keys() == {"first-paper", "second-paper"}

    def test_the_same_site_gives_the_same_bytes(self, site: tuple[Site, Survey]) -> None:
        assert single(*site) == single(dict(reversed(site[0].items())), site[1])

    def test_its_scripts_are_in_no_site(self) -> None:
        assert not {f"assets/{name}" for name in SINGLE_FILE} & read_assets().keys()


def letters(text: str) -> str:
    """A text without the links to places, which only scripts make, and without spaces between blocks."""
    return "".join(text.replace("#", "").replace("Copy link", "").split())


class TestCommand:
    def test_they_go_beside_the_output(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        content, output = write_survey(tmp_path / "content"), tmp_path / "out"
        said = run(monkeypatch, capsys, "build", "--zip", "--single-file", "--content", content, "--output", output)
        assert said.code == 0, said.err
        held = read_archive((tmp_path / "out.zip").read_bytes())
        written = {f"small-survey/{path}": content for path, content in files_of(output).items() if path != MARKER}
        assert held == written
        assert (tmp_path / "out.html").read_text("utf-8").startswith("<!doctype html>")
        assert "out.zip: " in said.out and "out.html: " in said.out

    def test_or_where_they_are_told_to_go_and_replace_what_they_were(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        content, named = write_survey(tmp_path / "content"), tmp_path / "hand.zip"
        arguments = ("build", "--content", content, "--output", tmp_path / "out", "--zip", named)
        assert run(monkeypatch, capsys, *arguments).code == 0
        before = named.read_bytes()
        write_survey(content, **FILES)
        assert run(monkeypatch, capsys, *arguments).code == 0
        assert named.read_bytes() != before
        assert not (tmp_path / "out.zip").exists()

    def test_a_failing_build_leaves_them_alone(self, tmp_path: Path) -> None:
        content = write_survey(tmp_path / "content")
        request = Request(content, archive=tmp_path / "s.zip", single_file=tmp_path / "s.html")
        assert build(request, tmp_path / "out", lambda stage: None).is_good
        before = files_of(tmp_path)
        write_survey(content, **{"papers__broken.md": "---\ntitle: [\n---\n"})
        assert not build(request, tmp_path / "out", lambda stage: None).is_good
        changed = {path for path, held in files_of(tmp_path).items() if before.get(path) != held}
        assert changed == {"content/papers/broken.md"}
        assert STAGES[-1] == "write"

    def test_what_somebody_else_made_is_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "thesis.zip").write_bytes(b"PK of somebody")
        with pytest.raises(CommandError, match="was not made by site-builder"):
            check_handout(tmp_path / "thesis.zip", tmp_path / "out")
        assert (tmp_path / "thesis.zip").read_bytes() == b"PK of somebody"

    @pytest.mark.parametrize(
        ("name", "message"),
        [("out", "is a folder"), ("out/data/site.zip", "lies within"), ("nowhere/site.zip", "there is no folder")],
    )
    def test_places_that_cannot_be(self, tmp_path: Path, name: str, message: str) -> None:
        (tmp_path / "out" / "data").mkdir(parents=True)
        with pytest.raises(CommandError, match=message):
            check_handout(tmp_path / name, tmp_path / "out")

    def test_nothing_is_written_into_a_source(self, tmp_path: Path) -> None:
        request = Request(write_survey(tmp_path / "content"), archive=tmp_path / "content" / "site.zip")
        with pytest.raises(CommandError, match="a source of the survey"):
            build(request, tmp_path / "out", lambda stage: None)
        assert not (tmp_path / "out").exists()

    def test_one_file_cannot_be_both(self, tmp_path: Path) -> None:
        both = tmp_path / "site.zip"
        request = Request(write_survey(tmp_path / "content"), archive=both, single_file=both)
        with pytest.raises(CommandError, match="name two files"):
            build(request, tmp_path / "out", lambda stage: None)

    def test_the_archive_may_lie_in_the_top_of_the_site_which_keeps_it(self, tmp_path: Path) -> None:
        content, output = write_survey(tmp_path / "content"), tmp_path / "out"
        request = Request(content, archive=output / "site.zip")
        for _ in range(2):
            output.mkdir(exist_ok=True)
            assert build(request, output, lambda stage: None).is_good
        assert "small-survey/site.zip" not in read_archive((output / "site.zip").read_bytes())

    def test_beside_a_folder_is_a_file_of_its_name(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        assert file_beside(Path("site"), ".zip") == Path("site.zip")
        assert file_beside(Path("a/b.c"), ".html") == Path("a/b.c.html")
        monkeypatch.chdir(tmp_path)
        assert file_beside(Path(), ".zip") == Path.cwd().with_name(f"{tmp_path.name}.zip")
