"""The service worker: what it is told to keep, and what readers have of it when the network is gone."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from pathlib import Path

import pytest
from browsing import serve, watch
from playwright.sync_api import Browser, Page
from surveys import run, write_survey

from site_builder.build import Request, build, make_site
from site_builder.catalogue import Site
from site_builder.model import SourceText
from site_builder.problems import Severity
from site_builder.survey import parse_survey

SURVEY = "title: Small survey\nupdated: 2026-01-02\n"
ON, OFF = f"{SURVEY}offline: true\n", f"{SURVEY}offline: false\n"
PAPER = "---\ntitle: Second paper about ships\nauthors: [Ann Lee]\ndate: 2021-03\n---\n\nVessels are told apart.\n"


def made(folder: Path, survey: str) -> Site:
    outcome = make_site(Request(write_survey(folder, **{"survey.yaml": survey})), lambda stage: None)
    assert outcome.is_good, outcome.problems
    return outcome.site


def steps_of(worker: bytes) -> list[dict[str, str]]:
    first = worker.decode().partition("\n")[0]
    steps: list[dict[str, str]] = json.loads(first.removeprefix("self.surveySteps = ").removesuffix(";"))
    return steps


class TestFiles:
    def test_a_survey_that_says_nothing_has_no_worker_and_no_trace_of_one(self, tmp_path: Path) -> None:
        site = made(tmp_path, SURVEY)
        assert "sw.js" not in site
        assert not [path for path in site if "offline" in path or "service" in path]
        assert not [path for path, content in site.items() if path.endswith(".html") and b"offline.js" in content]

    def test_a_survey_that_turns_it_on_has_it_on_every_page(self, tmp_path: Path) -> None:
        site = made(tmp_path, ON)
        pages = {path for path, content in site.items() if b"</main>" in content and not path.startswith("embed/")}
        assert pages == {path for path, content in site.items() if b"assets/offline.js" in content} - {"sw.js"}
        assert pages > {"index.html", "papers/first-paper.html"}

    def test_what_it_keeps_is_all_that_reading_and_searching_needs_by_its_hash(self, tmp_path: Path) -> None:
        site = made(tmp_path, ON)
        steps = steps_of(site["sw.js"])
        kept = {path: mark for step in steps for path, mark in step.items()}
        assert len(kept) == sum(map(len, steps))
        assert kept == {path: hashlib.sha256(site[path]).hexdigest()[:12] for path in kept}
        pages = {path for path in site if path.endswith(".html") and not path.startswith(("embed/", "404"))}
        search = {path for path in site if path.startswith(("assets/search/", "data/references/"))}
        assert pages | search <= kept.keys()
        assert not {path for path in kept if path.startswith(("embed/", "data/papers", "feeds/")) or path == "sw.js"}
        assert {"index.html", "assets/style.css", "assets/search/manifest.js"} <= steps[0].keys()
        assert "papers/first-paper.html" in steps[3]

    def test_the_same_site_gives_the_same_worker_and_another_page_changes_one_hash(self, tmp_path: Path) -> None:
        first = made(tmp_path / "one", ON)
        assert made(tmp_path / "two", ON)["sw.js"] == first["sw.js"]
        changed = made(tmp_path / "three", f"{ON}language: en-GB\n")
        old, new = (steps_of(site["sw.js"])[3]["papers/first-paper.html"] for site in (first, changed))
        assert old != new

    def test_turning_it_off_leaves_a_worker_that_takes_the_first_one_away(self, tmp_path: Path) -> None:
        site = made(tmp_path, OFF)
        assert b"unregister" in site["sw.js"]
        assert "assets/offline.js" not in site

    def test_a_dated_copy_has_none(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        content = write_survey(tmp_path / "content", **{"survey.yaml": ON})
        said = run(monkeypatch, capsys, "snapshot", "--content", content, "--output", tmp_path / "out")
        assert said.code == 0, said.err
        assert not list((tmp_path / "out").rglob("sw.js"))

    @pytest.mark.parametrize(
        ("written", "meant"), [("true", True), ("Yes", True), ("off", False), ("false", False), ("~", None)]
    )
    def test_ways_to_say_it(self, written: str, meant: bool | None) -> None:
        survey, problems = parse_survey(SourceText("survey.yaml", f"title: T\noffline: {written}\n", "yaml"))
        assert (survey.offline, problems) == (meant, ())

    def test_other_answers_are_told_with_their_line(self) -> None:
        survey, problems = parse_survey(SourceText("survey.yaml", "title: T\noffline: sometimes\n", "yaml"))
        assert survey.offline is None
        assert [(p.code, p.severity, p.origin.line) for p in problems] == [("bad-answer", Severity.ERROR, 2)]


def publish(folder: Path, survey: str = ON, **files: str) -> Path:
    content = write_survey(folder / "content", **{"survey.yaml": survey, "papers__second-paper.md": PAPER, **files})
    assert build(Request(content), folder / "site", lambda stage: None).is_good
    return folder / "site"


def age(site: Path, days: int) -> None:
    """Make the files look as if they had been written so long ago."""
    then = time.time() - 86_400 * days
    for path in site.rglob("*"):
        os.utime(path, (then, then))


KEPT = """caches.keys()
    .then((names) => Promise.all(names.map((name) => caches.open(name).then((cache) => cache.keys()))))
    .then((lists) => lists.flat().map(({ url }) => url))"""


def wait_until(page: Page, expression: str, wanted: object) -> None:
    for _ in range(100):
        found = page.evaluate(expression)
        if found == wanted:
            return
        page.wait_for_timeout(100)
    assert found == wanted


def wait_until_kept(page: Page, site: Path) -> None:
    """Until the worker has all that the site's worker is told to keep, and nothing else."""
    steps = steps_of((site / "sw.js").read_bytes())
    wanted = sorted(f"{path}?kept={mark}" for step in steps for path, mark in step.items())
    wait_until(page, f"{KEPT}.then((kept) => kept.map((url) => url.replace(/^http:..[^/]*./, '')).sort())", wanted)


class TestBrowser:
    def test_after_the_first_visit_the_site_is_read_and_searched_without_a_network(
        self, browser: Browser, tmp_path: Path
    ) -> None:
        site = publish(tmp_path)
        with contextlib.closing(browser.new_context()) as context:
            page = context.new_page()
            found = watch(page)
            with serve(site) as address:
                page.goto(address)
                wait_until_kept(page, site)
                assert found == []
            # The server is gone.
            page.goto(f"{address}papers/second-paper.html?from=mail#cite")
            assert page.inner_text("h1") == "Second paper about ships"
            page.click(".masthead nav a >> nth=0")
            page.wait_for_url("**/themes.html")
            page.fill("#site-query", "vessels")
            page.wait_for_selector("#site-found .paper")
            page.press("#site-query", "Enter")
            page.wait_for_selector("#results li")
            assert page.inner_text("#results h2 a") == "Second paper about ships"
            page.click("#results h2 a")
            page.wait_for_url("**/papers/second-paper.html")
            assert page.evaluate("getComputedStyle(document.body).fontFamily") != ""
            page.goto(address)
            assert page.inner_text("h1") == "Small survey"

    def test_a_page_that_the_browser_thinks_fresh_is_asked_for_again(self, browser: Browser, tmp_path: Path) -> None:
        site = publish(tmp_path)
        age(site, days=20)  # browsers take what has not changed for so long for fresh for two days more
        with contextlib.closing(browser.new_context()) as context, serve(site) as address:
            page = context.new_page()
            page.goto(address)
            wait_until_kept(page, site)
            publish(tmp_path, **{"papers__third-paper.md": PAPER.replace("Second", "Third")})
            age(site, days=10)
            page.goto(f"{address}titles.html")
            assert "Third paper about ships" in page.inner_text("main")

    def test_a_new_build_is_seen_at_once_and_what_it_left_alone_is_not_fetched_again(
        self, browser: Browser, tmp_path: Path
    ) -> None:
        site = publish(tmp_path)
        age(site, days=1)  # a host tells builds apart by whole seconds
        with contextlib.closing(browser.new_context()) as context:
            page = context.new_page()
            with serve(site) as address:
                page.goto(address)
                wait_until_kept(page, site)
                before = set(page.evaluate(KEPT))
                third = PAPER.replace("Second", "Third").replace("ships", "trams")
                publish(tmp_path, **{"papers__third-paper.md": third})
                page.goto(f"{address}titles.html")
                assert "Third paper about trams" in page.inner_text("main")
                wait_until_kept(page, site)
                after = set(page.evaluate(KEPT))
                assert [url for url in before & after if "style.css" in url]
                assert not [url for url in before & after if "titles.html" in url]
            page.goto(f"{address}papers/third-paper.html")
            assert page.inner_text("h1") == "Third paper about trams"
            page.fill("#site-query", "trams")
            page.wait_for_selector("#site-found .paper")

    def test_turning_it_off_takes_the_worker_and_what_it_kept_away(self, browser: Browser, tmp_path: Path) -> None:
        site = publish(tmp_path)
        age(site, days=1)  # a host tells builds apart by whole seconds
        with contextlib.closing(browser.new_context()) as context, serve(site) as address:
            page = context.new_page()
            page.goto(address)
            wait_until_kept(page, site)
            publish(tmp_path, OFF)
            for _ in range(10):  # the browser looks for a newer worker when a visit is followed by a second without one
                page.goto(f"{address}titles.html")
                page.wait_for_timeout(2500)
                if not page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)"):
                    break
            wait_until(page, "caches.keys().then((names) => names.length)", 0)
            wait_until(page, "navigator.serviceWorker.getRegistrations().then((all) => all.length)", 0)

    def test_from_a_disk_nothing_is_kept_and_nothing_complains(self, browser: Browser, tmp_path: Path) -> None:
        site = publish(tmp_path)
        with contextlib.closing(browser.new_context()) as context:
            page = context.new_page()
            found = watch(page)
            page.goto((site / "index.html").as_uri())
            page.wait_for_timeout(300)
            assert found == []
