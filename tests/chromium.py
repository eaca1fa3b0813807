"""Finds the Chromium that the browser tests drive, and as a command installs Debian's where there is none.

Set CHROMIUM to the path of a Chromium or Chrome to use that one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",  # containers run as root, where the sandbox refuses to start; only our own pages are opened
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """The path of a Chromium, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def chromium() -> str:
    """The path of a Chromium. Raises AssertionError where there is none: browser tests are never skipped."""
    path = find_chromium()
    assert path, "There is no Chromium: run `make test`, which installs it, or set CHROMIUM to the path of one."
    return path


def install() -> int:
    """Install Debian's package with apt-get, through sudo where that is needed; returns its exit code."""
    if not shutil.which("apt-get"):
        print("There is no Chromium and no apt-get to install it with: install it and set CHROMIUM.", file=sys.stderr)
        return 1
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print("Installing Chromium for the browser tests", file=sys.stderr)
    for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        done = subprocess.run([*sudo, "apt-get", "--quiet", *command], env=environment, check=False)
        if done.returncode:
            print("Chromium could not be installed: install it and set CHROMIUM.", file=sys.stderr)
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(0 if find_chromium() else install())
