"""Minify our scripts and styles, for sites to carry fewer bytes.

Usage: python minify_static.py STATIC TARGET

Each file of STATIC becomes one in TARGET whose name carries a hash of what it was made of, so that a file that was
changed since is known, and nothing else is left in TARGET.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

import minify

TYPES = {".js": "application/javascript", ".css": "text/css"}
ENDS = {".js": ";\n", ".css": "\n"}
"""What each file ends with: scripts may be joined."""


def minified_name(name: str, content: bytes) -> str:
    """The name of what a file became: ``site.js`` with these bytes is ``site.<hash>.js``."""
    path = Path(name)
    return f"{path.stem}.{hashlib.sha256(content).hexdigest()[:16]}{path.suffix}"


def minify_static(static: Path, target: Path) -> list[Path]:
    """Fill ``target`` anew and return its files. Raises RuntimeError for a file that is not well-formed."""
    made = {}
    for path in sorted(static.iterdir()):
        if path.suffix in TYPES:
            content = path.read_bytes()
            try:
                text = minify.string(TYPES[path.suffix], content.decode("utf-8"))
            except minify.MinifyError as fault:
                raise RuntimeError(f"{path} cannot be minified: {fault}") from fault
            made[minified_name(path.name, content)] = text + ENDS[path.suffix]
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name, text in made.items():
        (target / name).write_text(text, "utf-8", newline="\n")
    return [target / name for name in made]


if __name__ == "__main__":
    minify_static(Path(sys.argv[1]), Path(sys.argv[2]))
