"""Every kind of page is valid HTML, as html-validate knows the standard's rules.

valid_html.json leaves out rules of taste: of long titles, and of labels and roles that axe-core judges in the browser.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from npm_ci import invalid_html

from site_builder.build import Request, make_site

CONTENT = Path(__file__).resolve().parents[1] / "content"
OF_A_KIND = 4
"""So many pages of each folder are looked at; they are made alike."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> list[Path]:
    """Pages of the default survey, written out."""
    site = make_site(Request(CONTENT, base_url="https://survey.example/", jobs=2), lambda _: None).site
    folder = tmp_path_factory.mktemp("pages")
    kinds: dict[str, list[Path]] = {}
    for name in sorted(site):
        if name.endswith(".html"):
            kinds.setdefault(name.rpartition("/")[0] or name, []).append(folder / name)
    chosen = [path for paths in kinds.values() for path in paths[:: max(1, len(paths) // OF_A_KIND)]]
    for path in chosen:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(site[path.relative_to(folder).as_posix()])
    return chosen


def test_pages_are_valid_html(pages: list[Path]) -> None:
    assert len(pages) > 30
    assert invalid_html(pages) == []


def test_what_is_not_valid_is_told(tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text(
        "<!doctype html>\n<html lang=en><head><title>A</title></head><body><p><div></p></div></body></html>\n"
    )
    assert any("close-order" in line or "element-permitted-content" in line for line in invalid_html([page]))
