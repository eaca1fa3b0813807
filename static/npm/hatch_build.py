"""The build step that puts lunr.js, templates and scripts where the installed package finds them.

For a wheel, templates/ and the files of static/ are packed under ``site_builder/_bundled/``. An editable install
reads those two folders in the clone, so that a change shows at once. Either gets lunr.js from npm, pinned by
package-lock.json beside this file, with its licence.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NPM = Path("static", "npm")
BUNDLED = Path("site_builder", "_bundled")
FILES = {"lunr.min.js": "lunr.js", "LICENSE": "lunr.LICENSE.txt"}
"""File of the npm package to its name in the bundle."""
BANNER = "lunr - http://lunrjs.com"
VERSION = "2.3.9"
"""The release whose serialised indexes are those of the Python package ``lunr`` 0.8."""


class BundleHook(BuildHookInterface):  # type: ignore[type-arg]  # generic only for hatchling's own plugins
    """Fetches lunr.js before a wheel or an editable install is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fill ``site_builder/_bundled/`` and tell hatchling what else goes into the wheel."""
        root = Path(self.root)
        bundle_lunr(root)
        if version != "editable":
            for name in FILES.values():
                build_data["force_include"][str(root / BUNDLED / name)] = (BUNDLED / name).as_posix()
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


def bundle_lunr(root: Path) -> None:
    """Put lunr.js and its licence into the source tree's bundle. Raises RuntimeError when it cannot be had."""
    with tempfile.TemporaryDirectory() as name:
        command = [sys.executable, str(root / NPM / "npm_ci.py"), str(root / NPM), name]
        # S603: the command is this file's neighbour with paths of this tree.
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)  # noqa: S603
        if done.returncode:
            raise RuntimeError(f"The build needs lunr.js and could not fetch it. {done.stderr}")
        package = Path(name, "node_modules", "lunr")
        head = (package / "lunr.min.js").read_text("utf-8")[:400]
        if BANNER not in head or VERSION not in head or "@license MIT" not in head:
            raise RuntimeError(f"The npm package lunr is not release {VERSION} with its licence: check {NPM}.")
        target = root / BUNDLED
        target.mkdir(exist_ok=True)
        for source, bundled in FILES.items():
            shutil.copyfile(package / source, target / bundled)
