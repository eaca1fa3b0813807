"""A real Chromium for tests: pages that remember what went wrong in them, and a plain web server for the site."""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chromium import ARGUMENTS, chromium
from playwright.sync_api import Browser, Page, Request, sync_playwright


@contextlib.contextmanager
def open_browser() -> Iterator[Browser]:
    """A headless Chromium that reaches nothing but this machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def watch(page: Page) -> list[str]:
    """The list that every console message, uncaught error and failed or foreign request of the page goes into."""
    found: list[str] = []
    page.on("console", lambda message: found.append(f"console {message.type}: {message.text}"))
    page.on("pageerror", lambda fault: found.append(f"error: {fault}"))
    page.on("requestfailed", lambda request: _is_broken(request) and found.append(f"failed: {request.url}"))
    page.on("request", lambda request: _is_foreign(request.url) and found.append(f"foreign: {request.url}"))
    return found


@contextlib.contextmanager
def quiet_page(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page in a context of its own, 1280 by 900 unless ``options`` say otherwise; its console must stay empty."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    opened = context.new_page()
    found = watch(opened)
    yield opened
    context.close()
    assert found == [], found


def _is_broken(request: Request) -> bool:
    # A request that a click on a link interrupts is no fault of the page.
    return request.failure != "net::ERR_ABORTED"


def _is_foreign(url: str) -> bool:
    return not url.startswith(("file:", "data:", "http://127.0.0.1:"))


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder over http on a free port; gives the address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
