"""Photographs every kind of page at three widths in light and dark, for a person to look at.

Usage: python tests/screenshots.py [FOLDER] [--source PATH]...

Builds the default survey (with the given sources) into a temporary folder and writes PNG files named
page-width-scheme.png into FOLDER (default: screenshots/ in the temporary folder of the machine). The picture that the
README shows is tests/screenshots/home.png, made by --readme.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from browsing import open_browser

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = (360, 768, 1440)
SCHEMES = ("light", "dark")
PAGES = {
    "home": "index.html",
    "themes": "themes.html",
    "theme": "themes/detection.html",
    "paper": "papers/squeeze-and-excitation-networks.html",
    "tasks": "tasks.html",
    "task": "tasks/object-detection.html",
    "data-sets": "datasets.html",
    "data-set": "datasets/imagenet.html",
    "authors": "authors.html",
    "author-letter": "authors/d.html",
    "years": "years.html",
    "year": "years/2017.html",
    "titles": "titles.html",
    "recent": "recent.html",
    "unsorted": "unsorted.html",
    "search": "search.html?q=few-shot",
    "reading-list": "reading-list.html",
    "pictures": "map.html",
    "about": "about.html",
    "data": "data.html",
    "teachers": "teachers.html",
    "embed": "embed/detection.html",
    "methods": "methods.html",
    "404": "404.html",
}


def main() -> None:
    """Build and photograph."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(tempfile.gettempdir(), "screenshots"))
    parser.add_argument("--source", action="append", default=[])
    parser.add_argument("--page", action="append", choices=PAGES, help="only these; repeatable")
    parser.add_argument("--readme", action="store_true", help="make the README's picture and nothing else")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        site = Path(name, "site")
        command = [sys.executable, "-m", "site_builder", "build", "--content", "content", "--output", str(site)]
        command += [part for path in arguments.source for part in ("--source", path)]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        if arguments.readme:
            photograph(site, ROOT / "tests" / "screenshots", {"home": PAGES["home"]}, (1280,), ("light",), whole=False)
            return
        chosen = {name: path for name, path in PAGES.items() if not arguments.page or name in arguments.page}
        photograph(site, arguments.folder, chosen, WIDTHS, SCHEMES, whole=True)
        print(arguments.folder)


def photograph(
    site: Path, folder: Path, pages: dict[str, str], widths: tuple[int, ...], schemes: tuple[str, ...], *, whole: bool
) -> None:
    """Write a PNG for each page, width and scheme; ``whole`` takes in what lies below the fold, to 4,000 pixels."""
    folder.mkdir(parents=True, exist_ok=True)
    with open_browser() as browser:
        for width in widths:
            for scheme in schemes:
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
                for name, path in pages.items():
                    page.goto(f"{site.as_uri()}/{path}")
                    page.wait_for_timeout(300 if "?" in path else 50)
                    height = min(page.evaluate("document.documentElement.scrollHeight"), 4_000) if whole else 900
                    clip = {"x": 0, "y": 0, "width": width, "height": height}
                    suffix = f"-{width}-{scheme}" if whole else ""
                    page.screenshot(path=folder / f"{name}{suffix}.png", clip=clip, full_page=True)
                page.close()


if __name__ == "__main__":
    main()
