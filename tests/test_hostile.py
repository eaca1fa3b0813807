"""Hostile content in every field of every format: built, opened in Chromium with and without its policy; nothing runs.

Without the policy that every page carries, only escaping is left to hold.
"""

from __future__ import annotations

import contextlib
import csv
import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from browsing import open_browser, serve, watch
from hostile import PAYLOADS, write_hostile_survey
from playwright.sync_api import Page

from site_builder.build import Outcome, Request, build

BASE = "https://survey.example/"
READY = "globalThis.ran = () => { globalThis.hasRun = true; console.error('hostile script ran'); };"
SCAN = """() => {
  const found = [];
  const addresses = ["href", "src", "action", "formaction", "data", "srcset", "poster", "xlink:href", "content"];
  for (const element of document.querySelectorAll("*")) {
    const name = element.localName;
    if (["iframe", "object", "embed", "style", "frame", "applet"].includes(name)) found.push(`<${name}>`);
    if (name === "base" && element.hasAttribute("href")) found.push("a base");
    if (name === "script" && !element.src && element.type !== "application/ld+json") found.push("a script in the page");
    if (name === "meta" && /refresh/i.test(element.httpEquiv)) found.push("a meta refresh");
    for (const { name: attribute, value } of element.attributes) {
      if (/^on|^style$|^srcdoc$/i.test(attribute)) found.push(`${name} ${attribute}=${value}`);
      if (!addresses.includes(attribute) || attribute === "content") continue;
      const { protocol, host } = new URL(value, document.baseURI);
      const isFollowed = name === "a" && protocol !== "data:"; // all else is loaded by itself
      const isOurs = host === location.host || host === "survey.example" || (protocol === "data:" && name !== "a");
      if (!/^(https?|file|mailto|data):$/.test(protocol) || !(isFollowed || isOurs)) found.push(`${name} ${value}`);
    }
  }
  if (globalThis.hasRun) found.push("a script ran");
  return found;
}"""


@pytest.fixture(scope="module")
def content(tmp_path_factory) -> Path:
    return write_hostile_survey(tmp_path_factory.mktemp("hostile") / "content")


@pytest.fixture(scope="module")
def built(content: Path) -> tuple[Outcome, Path]:
    output = content.parent / "site"
    return build(Request(content, base_url=BASE, jobs=2), output, lambda _: None), output


def test_a_hostile_survey_is_built_and_loses_nothing(built) -> None:
    outcome, _ = built
    assert outcome.is_good
    assert not [problem for problem in outcome.problems if problem.severity.name == "ERROR"]
    account = outcome.catalogue.account
    assert account.is_even and not account.unparsed
    assert [file.path for file in account.files if not file.records] == []
    assert account.records >= 9 * len(PAYLOADS)


def test_every_file_stays_within_the_site(built) -> None:
    outcome, output = built
    for path in outcome.site:
        assert (output / path).resolve().is_relative_to(output.resolve())
        assert re.fullmatch(r"[\w./-]+", path, re.ASCII), path
        assert not {"..", "."} & set(path.split("/"))
    assert {path.name for path in output.parent.iterdir()} == {"content", "site"}


@contextlib.contextmanager
def opened(output: Path, *, has_policy: bool) -> Iterator[tuple[Page, str, list[str]]]:
    """A page, the address of the site, and the list of all that goes wrong in the page."""
    with serve(output) as address, open_browser() as browser:
        context = browser.new_context(bypass_csp=not has_policy)
        context.add_init_script(READY)
        page = context.new_page()
        said = watch(page)
        page.on("dialog", lambda dialog: said.append(f"dialog: {dialog.message}"))
        yield page, address, said


def pages_of(output: Path) -> list[str]:
    return sorted(path.relative_to(output).as_posix() for path in output.rglob("*.html"))


def test_nothing_runs_on_any_page_even_without_its_policy(built) -> None:
    _, output = built
    with opened(output, has_policy=False) as (page, address, said):
        for path in pages_of(output):
            page.goto(address + path)
            assert (path, page.evaluate(SCAN), said) == (path, [], [])


def test_no_page_tries_what_its_policy_forbids(built) -> None:
    _, output = built
    kinds = {path.rpartition("/")[0] or path: path for path in pages_of(output)}
    with opened(output, has_policy=True) as (page, address, said):
        for path in kinds.values():
            page.goto(address + path)
            assert (path, page.evaluate(SCAN), said) == (path, [], [])


def test_nothing_runs_in_what_scripts_show(built) -> None:
    _, output = built
    questions = [f"q={quote(payload)}" for payload in PAYLOADS.values() if len(payload) < 500]
    questions += [f"q=pots&theme={quote(payload)}&not-task={quote(payload)}" for payload in list(PAYLOADS.values())[:8]]
    with opened(output, has_policy=False) as (page, address, said):
        for question in (*questions, *(f"q={word}" for word in ("ran", "pots", "hostile", "script", "image+onerror"))):
            page.goto(f"{address}search.html?{question}")
            page.wait_for_function("() => /paper|word/.test(document.getElementById('search-status').textContent)")
            assert (question, page.evaluate(SCAN), said) == (question, [], [])
        assert page.locator("#results li").count() > 0


def test_feeds_and_data_are_well_formed(built) -> None:
    outcome, _ = built
    kinds = dict.fromkeys((".xml", ".json", ".csv"), 0)
    for path, content in outcome.site.items():
        suffix = Path(path).suffix
        text = content.decode("utf-8") if suffix in kinds else ""
        if suffix == ".xml":
            tree = ElementTree.fromstring(text)
            links = [element.get("href") or element.text or "" for element in tree.iter() if "link" in element.tag]
            assert not [link for link in links if link.strip() and not link.startswith(("http://", "https://"))]
        elif suffix == ".json":
            json.loads(text)
        elif suffix == ".csv":
            rows = list(csv.reader(text.splitlines(keepends=True)))
            assert len({len(row) for row in rows}) == 1
            assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "\t"))], path
        if suffix in kinds:
            kinds[suffix] += 1
    assert all(kinds.values()), kinds


def test_data_in_pages_cannot_end_its_script(built) -> None:
    outcome, _ = built
    pages = [content.decode() for path, content in outcome.site.items() if path.endswith(".html")]
    found = [data for page in pages for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)]
    assert len(found) > len(PAYLOADS)
    for data in found:
        json.loads(data)
        assert "<" not in data


def test_no_template_is_run_from_content(built) -> None:
    outcome, _ = built
    for path, content in outcome.site.items():
        assert str(7777 * 7).encode() not in content, path
        assert b"root:x:0" not in content, path
