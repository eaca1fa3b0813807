"""Put queries to our search page and to one of Pagefind's in Chromium."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page
from serving import Served, serve_zipped

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from browsing import open_browser

EVERY_PAGE = ("assets/style.css", "assets/site.js", "assets/reading-list.js", "favicon.ico", "assets/favicon.svg")
"""What every page of a site has, whether or not anyone searches."""
PAGES = {"ours": "search.html", "Pagefind": "pagefind/search.html"}
TIME_LIMIT = 60_000  # milliseconds

WATCH = """(query) => new Promise((resolve) => {
  const input = document.getElementById("search-input"), list = document.getElementById("results");
  const status = document.getElementById("search-status");
  const begun = performance.now();
  const isDone = () => list.children.length || /^(No paper|The search|The filters)/.test(status.textContent);
  const watcher = new MutationObserver(() => {
    if (!isDone()) return;
    watcher.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(
      [performance.now() - begun, list.children.length, status.textContent])));
  });
  for (const place of [list, status]) watcher.observe(place, {childList: true, subtree: true, characterData: true});
  input.value = query;
  input.dispatchEvent(new Event("input", {bubbles: true}));
})"""
EMPTIED = "() => !document.getElementById('results').children.length"
READY = {"ours": "() => window.surveySearch && window.surveySearch.matches", "Pagefind": "() => window.isReady"}


@dataclass
class Asked:
    """One query put to one page."""

    first_ms: float
    warm_ms: float
    kilobytes: float
    requests: int
    later_kilobytes: float
    shown: int
    said: str


def ask(browser: Browser, served: Served, who: str, query: str) -> Asked:
    """Ask in a page of a new context, whose cache is empty, and then once more."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        page.set_default_timeout(TIME_LIMIT)
        served.sent.clear()
        page.goto(served.address + PAGES[who], wait_until="load")
        page.wait_for_function(READY[who])
        if who == "ours":
            page.evaluate("() => surveySearch.data.manifest()")
        first, shown, said = page.evaluate(WATCH, query)
        weight, requests = served.weight((PAGES[who], *EVERY_PAGE))
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(600)
        whole, _ = served.weight((PAGES[who], *EVERY_PAGE))
        warm = _ask_again(page, query)
    finally:
        context.close()
    return Asked(first, warm, weight / 1000, requests, (whole - weight) / 1000, shown, said)


def _ask_again(page: Page, query: str) -> float:
    """The least of three times, each after an empty page has come to rest."""
    found = []
    for _ in range(3):
        box = "document.getElementById('search-input')"
        page.evaluate(f"() => {{ {box}.value = ''; {box}.dispatchEvent(new Event('input', {{bubbles: true}})) }}")
        page.wait_for_function(EMPTIED)
        page.wait_for_timeout(200)
        found.append(page.evaluate(WATCH, query)[0])
    return float(min(found))


def measure_search(folder: Path, queries: dict[str, str], runs: int) -> list[dict[str, Any]]:
    """Put every query to both in turn; a round before that is not measured, so that the server has all zipped."""
    asked: dict[tuple[str, str], list[Asked]] = {(kind, who): [] for kind in queries for who in PAGES}
    with serve_zipped({"": folder / "site", "pagefind": folder / "pagefind"}) as served, open_browser() as browser:
        for number in range(runs + 1):
            for (kind, who), answers in asked.items():
                print(f"    {kind}, {who}, round {number} of {runs}", file=sys.stderr, flush=True)
                answer = ask(browser, served, who, queries[kind])
                if number:
                    answers.append(answer)
    return [
        {"kind": kind, "query": queries[kind], "who": who, "runs": [asdict(one) for one in answers]}
        for (kind, who), answers in asked.items()
    ]
