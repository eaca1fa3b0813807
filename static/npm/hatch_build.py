"""The build step that puts what others wrote, templates and scripts where the installed package finds them.

For a wheel, templates/ and the files of static/ are packed under ``site_builder/_bundled/``. An editable install
reads those two folders in the clone, so that a change shows at once. Either gets our scripts and styles minified
beside that, lunr.js and citeproc-js from npm, pinned by package-lock.json beside this file, with their licences, and
citation styles from the packages that styles.txt pins.
"""

from __future__ import annotations

import runpy
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))

from minify_static import minify_static

NPM = Path("static", "npm")
BUNDLED = Path("site_builder", "_bundled")
MINIFIED = BUNDLED / "minified"
FILES = {
    "lunr/lunr.min.js": "lunr.js",
    "lunr/LICENSE": "lunr.LICENSE.txt",
    "citeproc/citeproc_commonjs.js": "citeproc.js",
    "citeproc/LICENSE": "citeproc.LICENSE.txt",
}
"""File of an npm package to its name in the bundle."""
STYLES = "csl"
"""The folder of citation styles within the bundle."""
BANNER = "lunr - http://lunrjs.com"
VERSION = "2.3.9"
"""The release whose serialised indexes are those of the Python package ``lunr`` 0.8."""


class BundleHook(BuildHookInterface):  # type: ignore[type-arg]  # generic only for hatchling's own plugins
    """Fetches what others wrote before a wheel or an editable install is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fill ``site_builder/_bundled/`` and tell hatchling what else goes into the wheel."""
        root = Path(self.root)
        with ThreadPoolExecutor() as pool:  # both wait for the network, and one after the other is a second more
            for fetched in [pool.submit(bundle, root) for bundle in (bundle_scripts, bundle_styles)]:
                fetched.result()
        minified = minify_static(root / "static", root / MINIFIED)
        if version != "editable":
            styles = [path.relative_to(root / BUNDLED) for path in sorted((root / BUNDLED / STYLES).iterdir())]
            for name in (*FILES.values(), *styles):
                build_data["force_include"][str(root / BUNDLED / name)] = (BUNDLED / name).as_posix()
            for path in minified:
                build_data["force_include"][str(path)] = (MINIFIED / path.name).as_posix()
            for folder in ("templates", "static"):
                for path in packed_files(root / folder):
                    build_data["force_include"][str(path)] = (BUNDLED / path.relative_to(root)).as_posix()


def packed_files(folder: Path) -> list[Path]:
    """The files of a folder that belong into the wheel, in order: all but hidden ones and what only the build needs."""
    found = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        is_unwanted = inside[0] == NPM.name or any(part.startswith(".") for part in inside)
        if path.is_file() and not is_unwanted:
            found.append(path)
    return found


def bundle_scripts(root: Path) -> None:
    """Put lunr.js, citeproc-js and their licences into the source tree's bundle. Raises RuntimeError."""
    with tempfile.TemporaryDirectory() as name:
        _run("The build needs lunr.js and citeproc-js", root / NPM / "npm_ci.py", root / NPM, name)
        packages = Path(name, "node_modules")
        head = (packages / "lunr" / "lunr.min.js").read_text("utf-8")[:400]
        if BANNER not in head or VERSION not in head or "@license MIT" not in head:
            raise RuntimeError(f"The npm package lunr is not release {VERSION} with its licence: check {NPM}.")
        target = root / BUNDLED
        target.mkdir(exist_ok=True)
        for source, bundled in FILES.items():
            shutil.copyfile(packages / source, target / bundled)


def bundle_styles(root: Path) -> None:
    """Put the citation styles that the package names into the source tree's bundle. Raises RuntimeError."""
    names = runpy.run_path(str(root / "site_builder" / "citation_styles.py"))["LABELS"]
    target = root / BUNDLED / STYLES
    shutil.rmtree(target, ignore_errors=True)  # one that is offered no more would go into the wheel
    _run("The build needs citation styles", root / NPM / "csl_styles.py", target, *names)


def _run(need: str, script: Path, *arguments: str | Path) -> None:
    command = [sys.executable, str(script), *map(str, arguments)]
    # S603: the command is this file's neighbour with paths of this tree.
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"{need} and could not fetch them. {done.stderr}")
