"""Out of disk or without the right to write: what was there is there, whole, and the next build is fine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from small_disk import PLENTY, Ended, run_in, run_with
from surveys import files_of, write_survey

NOTES = 12
BUILD = ("build", "--jobs", "1", "--zip", "--single-file")
STEPS = 9
"""So many amounts of space are tried, evenly from none to almost enough."""


def note(number: int, more: str = "") -> str:
    return f"---\ntitle: Pots of kind {number}\ndate: 2020-05\nauthors: [Ada Jug]\n---\n\nOn **pots**.{more}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a survey in content/, whose references are formatted, and nothing else."""
    survey = "title: Pots\nupdated: 2026-01-02\ncitation_styles: [apa]\nbase_url: https://example.org/\n"
    notes = {f"papers__pot-{number}.md": note(number) for number in range(NOTES)}
    write_survey(tmp_path / "work" / "content", **{"survey.yaml": survey, **notes})
    return tmp_path / "work"


def change(folder: Path) -> None:
    """Another paper, and new words in an old one: no file of the site is as it was."""
    (folder / "content" / "papers" / "pot-0.md").write_text(note(0, " And pans."), "utf-8")
    (folder / "content" / "papers" / "lid.md").write_text(note(99), "utf-8")
    survey = folder / "content" / "survey.yaml"
    survey.write_text(survey.read_text("utf-8").replace("title: Pots", "title: Pots and lids"), "utf-8")


def made(folder: Path) -> dict[str, dict[str, bytes]]:
    """What commands write, by the thing that is replaced as a whole: the site, and each single file."""
    things = {path.name: {"": path.read_bytes()} for path in folder.iterdir() if path.is_file()}
    things |= {path.name: files_of(path) for path in folder.iterdir() if path.is_dir() and path.name != "content"}
    ledger = folder / "content" / "ledger.jsonl"
    return things | ({"ledger": {"": ledger.read_bytes()}} if ledger.exists() else {})


def assert_no_rubbish(folder: Path, *more: str) -> None:
    assert {path.name for path in folder.iterdir()} == {"content", *more}
    names = {path.name for path in (folder / "content").iterdir()}
    assert names <= {"survey.yaml", "papers", "themes", "ledger.jsonl"}
    cache = folder.parent / "cache" / "citations"
    assert len(list(cache.iterdir()) if cache.exists() else []) <= 1


def assert_whole(folder: Path, before: dict[str, dict[str, bytes]], after: dict[str, dict[str, bytes]]) -> None:
    """Each thing is the old one or the new one, to the byte."""
    for name, files in made(folder).items():
        assert files in (before.get(name), after[name]), f"{name} is neither the old one nor the new one"
    for name in before:
        assert name in made(folder), f"{name} is gone"
    if (folder / "site.zip").exists():
        assert zipfile.ZipFile(folder / "site.zip").testzip() is None


def outcome_of(folder: Path, *arguments: str, staged: bool = False) -> tuple[dict[str, dict[str, bytes]], int]:
    """What a command makes with plenty of space, and how much it takes."""
    ended = run_with(PLENTY, folder, *arguments, staged=staged)
    assert ended.code == 0, ended.err
    return made(folder), ended.written


@pytest.mark.parametrize("staged", [False, True], ids=["held", "staged"])
def test_a_disk_that_gets_full_anywhere_leaves_what_was_there(folder: Path, staged: bool) -> None:
    before, _ = outcome_of(folder, *BUILD, staged=staged)
    twin = folder.parent / "twin" / "work"
    change_of_twin = outcome_of_twin(folder, twin, staged)
    change(folder)
    after, needed = change_of_twin
    assert needed > 50_000
    codes = []
    for step in range(STEPS):
        ended = run_with(needed * step // STEPS, folder, *BUILD, staged=staged)
        codes.append(ended.code)
        assert "Traceback" not in ended.err, ended.err
        if ended.code:
            assert ended.code == 2
            assert ended.err.splitlines()[-1].startswith("site-builder: Cannot write ")
            assert "the disk is full. What was there is as it was." in ended.err
        assert_no_rubbish(folder, "site", "site.zip", "site.html")
        assert_whole(folder, before, after)
    assert codes.count(2) >= STEPS - 2, "the disk was hardly ever full"
    assert outcome_of(folder, *BUILD, staged=staged)[0] == after
    assert_no_rubbish(folder, "site", "site.zip", "site.html")


def outcome_of_twin(folder: Path, twin: Path, staged: bool) -> tuple[dict[str, dict[str, bytes]], int]:
    """What the build after the change will make of the folder, and how much space it takes, seen in a copy."""
    for path, data in files_of(folder).items():
        (twin / path).parent.mkdir(parents=True, exist_ok=True)
        (twin / path).write_bytes(data)
    change(twin)
    return outcome_of(twin, *BUILD, staged=staged)


def test_with_several_processes_too(folder: Path) -> None:
    build = ("build", "--jobs", "2")
    before, needed = outcome_of(folder, *build)
    change(folder)
    for part in (0.1, 0.4, 0.7):
        ended = run_with(int(needed * part), folder, *build)
        assert (ended.code, "the disk is full" in ended.err) == (2, True), ended.err
        assert made(folder)["site"] == before["site"]
        assert_no_rubbish(folder, "site")
    assert b"Pots and lids" in outcome_of(folder, *build)[0]["site"]["index.html"]


@pytest.fixture
def disk(folder: Path) -> Iterator[Callable[[int], Ended]]:
    """Builds with so many bytes left: on a real file system of 16 MB where this machine lets us have one."""
    mount = shutil.which("mount")
    options = ["-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    if mount is None or subprocess.run([mount, *options], capture_output=True, check=False).returncode:
        yield lambda space: run_with(space, folder, *BUILD)
        return

    def build(space: int) -> Ended:
        free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
        ballast = folder.parent / "ballast"
        ballast.symlink_to(folder / "content" / ".ballast")
        with ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(1, free - space))
        done = run_in(folder, ["-m", "site_builder", *BUILD])
        (folder / "content" / ".ballast").unlink()
        ballast.unlink()
        return Ended(done.returncode, done.stderr, 0)

    try:
        yield build
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_real_disk_that_gets_full(folder: Path, disk: Callable[[int], Ended]) -> None:
    survey = "title: Pots\nupdated: 2026-01-02\nbase_url: https://example.org/\n"
    notes = {f"papers__pot-{number}.md": note(number) for number in range(NOTES)}
    write_survey(folder / "content", **{"survey.yaml": survey, **notes})
    assert disk(12_000_000).code == 0
    before = made(folder)
    change(folder)
    for space in (4_096, 100_000, 400_000):
        ended = disk(space)
        assert (ended.code, "the disk is full" in ended.err) == (2, True), ended.err
        assert {name: made(folder)[name] for name in before if name != "ledger"} == {
            name: files for name, files in before.items() if name != "ledger"
        }
        assert_no_rubbish(folder, "site", "site.zip", "site.html")
    assert disk(12_000_000).code == 0
    assert b"Pots and lids" in made(folder)["site"]["index.html"]
    assert_no_rubbish(folder, "site", "site.zip", "site.html")


def test_a_first_build_on_a_full_disk_leaves_nothing(folder: Path) -> None:
    for space in (0, 5_000, 50_000):
        assert run_with(space, folder, "build", "--jobs", "1").code == 2
        assert not (folder / "site").exists()
        assert_no_rubbish(folder)
    assert run_with(PLENTY, folder, "build").code == 0


def test_a_snapshot_on_a_full_disk_leaves_no_half_copy(folder: Path) -> None:
    snapshot = ("snapshot", "--jobs", "1")
    outcome_of(folder, "build")
    before = made(folder)
    twin = folder.parent / "twin" / "work"
    for path, data in files_of(folder).items():
        (twin / path).parent.mkdir(parents=True, exist_ok=True)
        (twin / path).write_bytes(data)
    after, needed = outcome_of(twin, *snapshot)
    for step in range(5):
        ended = run_with(needed * step // 5, folder, *snapshot)
        assert (ended.code, "the disk is full" in ended.err) == (2, True), ended.err
        found = files_of(folder / "site")
        assert {path: data for path, data in found.items() if not path.startswith("snapshots/")} == before["site"]
        assert not [path for path in found if path.startswith("snapshots/") and path.endswith(".html")]
        assert_no_rubbish(folder, "site")
    assert outcome_of(folder, *snapshot)[0] == after


def test_a_cache_that_cannot_be_written_changes_nothing(folder: Path) -> None:
    assert run_with(PLENTY, folder, "build").code == 0
    (cache,) = (folder.parent / "cache" / "citations").iterdir()
    before = made(folder)
    cache.unlink()
    cache.parent.chmod(0o555)
    try:
        done = run_in(folder, ["-m", "site_builder", "build"])
    finally:
        cache.parent.chmod(0o755)
    assert (done.returncode, done.stderr) == (0, "")
    assert made(folder) == before


# ---- What may not be written to.


def closed(folder: Path, name: str, *arguments: str) -> str:
    """Run a command while a folder or file may only be read; returns what the command says last."""
    place = folder / name
    mode = place.stat().st_mode
    place.chmod(0o444 if place.is_file() else 0o555)
    try:
        done = run_in(folder, ["-m", "site_builder", *arguments])
    finally:
        place.chmod(mode)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("out", ("build", "--output", "out/site"), "Cannot write out/site: "),
        ("out/site", ("build", "--output", "out/site"), "Cannot write out/site: permission is denied."),
        ("content", ("build", "--output", "out/site"), "Cannot write content/ledger.jsonl: permission is denied."),
        (".", ("build", "--output", "out/site", "--zip", "all.zip"), "Cannot write all.zip: permission is denied."),
        (".", ("build", "--output", "out/site", "--single-file", "all.html"), "Cannot write all.html: permission is"),
        ("out/site", ("snapshot", "--output", "out/site"), "Cannot write out/site/snapshots/2026-01-02: "),
    ],
)
def test_what_may_only_be_read_is_told_and_kept(folder: Path, name: str, arguments: tuple[str, ...], said: str) -> None:
    build = ("build", "--output", "out/site")
    before, _ = outcome_of(folder, *build)
    change(folder)
    assert said in closed(folder, name, *arguments)
    is_replaced = "all." in said  # the handouts come last
    assert (made(folder)["out"] == before["out"]) is not is_replaced
    assert_no_rubbish(folder, "out")
    assert {path.name for path in (folder / "out").iterdir()} == {"site"}
    after, _ = outcome_of(folder, *build)
    assert b"Pots and lids" in after["out"]["site/index.html"]
    assert_no_rubbish(folder, "out")
    for line in after["ledger"][""].splitlines():
        json.loads(line)
