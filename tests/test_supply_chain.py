"""What is not ours is locked, hashed, listed with its licence and in the bill of materials; builds need no network."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
import supply_chain
from browsing import watch
from packaging.requirements import Requirement
from supply_chain import FUZZ_LOCK, RUN_LOCK, TEST_LOCK, canonical, locked, parts, read_licences, wanted, write_bom
from surveys import write_survey

from site_builder.build import Request, build

ROOT = Path(__file__).resolve().parents[1]
LOCKS = (RUN_LOCK, TEST_LOCK, FUZZ_LOCK)
AGAIN = "run `make lock` and commit what it changes"


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_the_lock_answers_every_requirement_of_the_project(lock):
    pins = locked(lock)
    for line in wanted()[lock.name]:
        requirement = Requirement(line)
        version, hashes = pins.get(canonical(requirement.name), (None, ()))
        assert version is not None, f"{lock.name} lacks {requirement.name}: {AGAIN}"
        assert requirement.specifier.contains(version), f"{lock.name} has {requirement.name} {version}: {AGAIN}"
        assert hashes, requirement.name


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_the_lock_has_all_that_packages_need_in_turn_and_nothing_else(lock):
    pins, reached = locked(lock), set()
    waiting = [(Requirement(line), "pyproject.toml") for line in wanted()[lock.name]]
    while waiting:
        requirement, source = waiting.pop()
        name = canonical(requirement.name)
        assert name in pins, f"{lock.name} lacks {name}, which {source} needs: {AGAIN}"
        assert requirement.specifier.contains(pins[name][0], prereleases=True), f"{source} needs {requirement}: {AGAIN}"
        if (name, *requirement.extras) not in reached:
            reached.add((name, *requirement.extras))
            try:
                needs = distribution(name).requires or []
            except PackageNotFoundError:
                needs = []  # for another system, or for the build alone
            for need in map(Requirement, needs):
                if need.marker is None or any(need.marker.evaluate({"extra": e}) for e in ("", *requirement.extras)):
                    waiting.append((need, name))
    text = lock.read_text("utf-8")
    for name in set(pins) - {name for name, *_ in reached}:
        assert re.search(rf"^{name}==\S+ ;", text, re.MULTILINE), (
            f"{lock.name} has {name}, which nothing needs: {AGAIN}"
        )


def test_all_locks_agree_and_name_no_place_to_fetch_from():
    tests, fuzzing = locked(TEST_LOCK), locked(FUZZ_LOCK)
    assert {name: tests.get(name) for name in locked(RUN_LOCK)} == locked(RUN_LOCK)
    assert {name: tests.get(name, pins) for name, pins in fuzzing.items()} == fuzzing
    for lock in LOCKS:
        text = lock.read_text("utf-8")
        assert not re.search(r"https?:|file:|^-", text, re.MULTILINE)
        for line in re.findall(r"^\S+==(?:.*\\\n)*.*$", text, re.MULTILINE):
            assert "--hash=sha256:" in line, line


@pytest.mark.parametrize("lock", supply_chain.PEER_LOCKS, ids=lambda path: path.parent.name)
def test_peers_are_locked_with_hashes_and_name_no_place_to_fetch_from(lock):
    pins, text = locked(lock), lock.read_text("utf-8")
    for requirement in map(Requirement, lock.with_suffix(".in").read_text("utf-8").split()):
        assert requirement.specifier.contains(pins[canonical(requirement.name)][0]), f"{requirement}: {AGAIN}"
    assert all(hashes for _, hashes in pins.values())
    assert not re.search(r"https?:|file:|^-", text, re.MULTILINE)


def test_the_peers_of_npm_are_locked_with_hashes():
    lock = json.loads((supply_chain.PEERS / "eleventy" / "package-lock.json").read_text("utf-8"))
    manifest = json.loads((supply_chain.PEERS / "eleventy" / "package.json").read_text("utf-8"))
    assert lock["packages"][""]["dependencies"] == manifest["dependencies"]
    packages = [package for name, package in lock["packages"].items() if name]
    assert "node_modules/@11ty/eleventy" in lock["packages"]
    assert all(package["integrity"].startswith("sha512-") and "resolved" not in package for package in packages)


def test_make_installs_what_is_locked_and_builds_ours_with_nothing_else():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    recipes = makefile.partition("$(VENV)/.built:")[2].partition("$(VENV)/.bench:")[0]
    assert re.findall(r"\$\(INSTALL\) (.*)", recipes) == [
        "--require-hashes --requirement requirements.lock", "$(OURS)",
        "--require-hashes --requirement requirements-test.lock", "$(OURS)",
        "--require-hashes --requirement requirements-fuzz.lock",
    ]  # fmt: skip
    assert re.search(r"^OURS := --no-deps --no-build-isolation --editable \.$", makefile, re.MULTILINE)
    assert re.search(r"^test:.* bom\b", makefile, re.MULTILINE)
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    assert {canonical(Requirement(line).name) for line in build} <= set(locked(RUN_LOCK))


def test_every_package_is_listed_with_its_licence_and_no_other():
    listed = read_licences()
    assert {(part.name, part.version) for part in parts()} == set(listed), f"THIRD-PARTY.md is behind: {AGAIN}"
    by_name = {(part.name, part.ecosystem): listed[part.name, part.version] for part in parts()}
    text = supply_chain.LICENCES.read_text("utf-8")
    for (name, ecosystem), licence in by_name.items():
        assert re.search(
            rf"^\| {re.escape(name)} \| \S+ \| {re.escape(licence)} \| {ecosystem} \|$", text, re.MULTILINE
        )


def test_licences_are_those_that_installed_packages_name():
    listed, compared = read_licences(), 0
    for part in parts():
        try:
            installed = distribution(part.name).metadata if part.ecosystem == "pypi" else None
        except PackageNotFoundError:
            continue
        if installed is not None and installed["Version"] == part.version:
            fields = {key: installed[name] for key, name in (("name", "Name"), ("license", "License"))}
            fields["license_expression"] = installed["License-Expression"]
            fields["classifier"] = installed.get_all("Classifier") or []
            assert supply_chain.licence_of(fields) == listed[part.name, part.version], part.name
            compared += 1
    assert compared > 30


@pytest.mark.parametrize(
    ("metadata", "licence"),
    [
        ({"license_expression": "MIT OR Apache-2.0", "license": "other"}, "MIT OR Apache-2.0"),
        ({"license": "MIT License"}, "MIT"),
        ({"classifier": ["License :: OSI Approved :: ISC License (ISCL)"]}, "ISC"),
        ({"license": "UNKNOWN", "classifier": []}, None),
        ({"license": "All rights reserved by the authors"}, None),
        ({"classifier": ["License :: OSI Approved :: BSD License"]}, None),
    ],
)
def test_a_licence_is_what_is_said_exactly_or_nothing(metadata, licence):
    assert supply_chain.licence_of({"name": "some-package", **metadata}) == licence


def test_the_bill_of_materials_is_valid_complete_and_the_same_every_time(tmp_path):
    write_bom(tmp_path / "one.json")
    write_bom(tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    bom = json.loads((tmp_path / "one.json").read_text("utf-8"))
    assert (bom["bomFormat"], bom["specVersion"]) == ("CycloneDX", "1.6")
    assert bom["metadata"]["component"]["name"] == "site-builder"
    named = {component["purl"]: component for component in bom["components"]}
    addresses = {f"pkg:{part.ecosystem}/{part.name.replace('@', '%40')}@{part.version}" for part in parts()}
    assert addresses == set(named)
    assert all(component["hashes"] and component["licenses"] for component in named.values())
    assert named["pkg:npm/lunr@2.3.9"]["scope"] == "required"
    pytest_version = locked(TEST_LOCK)["pytest"][0]
    assert named[f"pkg:pypi/pytest@{pytest_version}"]["scope"] == "excluded"


def test_a_bill_of_materials_that_breaks_the_schema_is_not_written(monkeypatch, tmp_path):
    monkeypatch.setattr(supply_chain.JsonV1Dot6, "output_as_string", lambda self, **_: '{"bomFormat": "none"}')
    with pytest.raises(ValueError, match="breaks the schema"):
        write_bom(tmp_path / "bom.json")
    assert not (tmp_path / "bom.json").exists()


# Python tells its auditors of every socket before it is used; and child processes read this file as well.
GUARD = """\
import os, sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.bind"):
        address = arguments[1] if event in ("socket.connect", "socket.bind") else arguments
        if isinstance(address, (str, bytes)):
            return  # a socket of this machine's file system
        with open(os.environ["GUARD_LOG"], "a") as log:
            log.write(f"{event} {arguments}\\n")
        raise RuntimeError(f"the network is cut off: {event}")
sys.addaudithook(refuse)
"""
TRY = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"


def cut_off(folder: Path) -> dict[str, str]:
    """An environment in which no Python process has a network."""
    (folder / "guard").mkdir()
    (folder / "guard" / "sitecustomize.py").write_text(GUARD, "utf-8")
    python_path = os.pathsep.join([str(folder / "guard"), str(ROOT)])
    return {**os.environ, "PYTHONPATH": python_path, "GUARD_LOG": str(folder / "log")}


def without_network() -> list[str]:
    """What starts a process in a network of its own with nothing in it, where the system lets us; otherwise nothing."""
    command = ["unshare", "--net", "--map-root-user"]
    try:
        done = subprocess.run([*command, "true"], capture_output=True, check=False)
    except FileNotFoundError:
        return []
    return command if done.returncode == 0 else []


def test_the_guard_refuses_connections(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", TRY], env=cut_off(tmp_path), capture_output=True, text=True, check=False
    )
    assert "the network is cut off" in done.stderr
    assert "192.0.2.1" in (tmp_path / "log").read_text("utf-8")


@pytest.mark.parametrize("command", ["build", "check", "snapshot"])
def test_no_build_needs_the_network(command, tmp_path):
    files = {
        "survey.yaml": "title: A\nupdated: 2026-01-02\nbase_url: https://example.org/\ncitation_styles: [apa]\n",
        "papers__second.md": "---\ntitle: Second\narxiv: 1512.03385\nlinks:\n- Code: https://example.org/code\n---\n",
        "sources__more.bib": "@article{a, title={Third on pictures}, author={A, B}, year=2020, doi={10.1000/x}}\n",
    }
    survey = write_survey(tmp_path / "content", **files)
    environment = cut_off(tmp_path)
    output = [] if command == "check" else ["--output", str(tmp_path / "site")]
    done = subprocess.run(
        [*without_network(), sys.executable, "-m", "site_builder", command, "--content", str(survey), *output],
        env=environment, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (tmp_path / "log").exists(), (tmp_path / "log").read_text("utf-8")
    if command == "build":
        assert (tmp_path / "site" / "index.html").is_file()


def test_no_page_asks_for_the_network_when_it_is_opened_from_disk(browser, tmp_path):
    notes = {
        "papers__second.md": "---\ntitle: Second on pictures\narxiv: 1512.03385\ndoi: 10.1000/x\n---\n\n<https://a.org>\n"
    }
    survey = "title: A\nupdated: 2026-01-02\nbase_url: https://example.org/\ncitation_styles: [apa]\noffline: true\n"
    content = write_survey(tmp_path / "content", **{"survey.yaml": survey, **notes})
    output = tmp_path / "site"
    assert build(Request(content), output, lambda stage: None).is_good
    with contextlib.closing(browser.new_context(offline=True)) as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        found = watch(page)
        # 404.html alone has addresses from the root of the host, for hosts show it at any address.
        for path in sorted({*output.rglob("*.html")} - {output / "404.html"}):
            page.goto(path.as_uri())
        page.goto(f"{output.as_uri()}/search.html?q=second")
        page.wait_for_selector("#results h2 a")
        assert found == []
    assert len(asked) > 100
    assert [url for url in asked if not url.startswith((f"{output.as_uri()}/", "data:"))] == []


def test_the_default_survey_is_built_without_a_network(tmp_path):
    shutil.copytree(ROOT / "content", tmp_path / "content")
    command = [sys.executable, "-m", "site_builder", "build", "--base-url", "https://example.org/"]
    done = subprocess.run(
        [*without_network(), *command],
        env=cut_off(tmp_path), cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (tmp_path / "log").exists(), (tmp_path / "log").read_text("utf-8")
    assert len(list((tmp_path / "site").rglob("*.html"))) > 294
