"""A site whose files are written as they are made is the same site, and takes its place only when all is right."""

from __future__ import annotations

import pytest
from surveys import files_of, run, write_survey

from site_builder import build as building
from site_builder.problems import CommandError
from site_builder.staged import StagedSite, join_sites, site_bytes
from site_builder.write import put_in_place, stage_files, staging


@pytest.fixture
def large(monkeypatch):
    """Every survey counts as a large one."""
    monkeypatch.setattr(building, "LARGE", 0)


def test_a_staged_build_writes_the_same_bytes(tmp_path, monkeypatch, capsys):
    for name in ("held", "staged"):
        content = write_survey(tmp_path / name)
        monkeypatch.setattr(building, "LARGE", 0 if name == "staged" else 5_000)
        said = run(
            monkeypatch, capsys, "build", "--content", content, "--output", tmp_path / f"{name}-site", "--jobs", 2
        )
        assert said.code == 0, said.err
    assert files_of(tmp_path / "staged-site") == files_of(tmp_path / "held-site")


def test_a_staged_build_that_fails_leaves_the_old_site_and_nothing_else(large, tmp_path, monkeypatch, capsys):
    content, output = write_survey(tmp_path / "content"), tmp_path / "site"
    assert run(monkeypatch, capsys, "build", "--content", content, "--output", output).code == 0
    before = files_of(output)
    (content / "papers" / "first-paper.md").write_text(
        "---\ntitle: First paper about pictures\ndate: 2020-05\n---\n\n[Dead](nowhere.html)\n", "utf-8"
    )
    said = run(monkeypatch, capsys, "build", "--content", content, "--output", output)
    assert said.code == 1
    assert "dead-link" in said.err
    assert files_of(output) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["content", "site"]


def test_the_end_of_a_staged_build_tells_its_size(large, tmp_path, monkeypatch, capsys):
    content = write_survey(tmp_path / "content")
    said = run(monkeypatch, capsys, "build", "--content", content, "--output", tmp_path / "site")
    size = sum(len(data) for path, data in files_of(tmp_path / "site").items() if path != ".site-builder")
    assert f"{size / 1e6:.1f} MB" in said.out


def test_staged_files_are_read_when_asked_for(tmp_path):
    with staging(tmp_path / "site") as folder:
        part = stage_files([("a/b.html", b"one"), ("c.js", b"two")], folder, tmp_path / "site")
        site = join_sites([{"held.css": b"three"}, part])
        assert isinstance(site, StagedSite)
        assert dict(site) == {"a/b.html": b"one", "c.js": b"two", "held.css": b"three"}
        assert (len(site), site_bytes(site), "c.js" in site, "d.js" in site) == (3, 11, True, False)
        with pytest.raises(KeyError):
            site["d.js"]
        put_in_place(site, folder, tmp_path / "site")
    assert files_of(tmp_path / "site").keys() == {".site-builder", "a/b.html", "c.js", "held.css"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_what_is_staged_goes_when_the_build_does(tmp_path):
    with pytest.raises(RuntimeError), staging(tmp_path / "site") as folder:
        stage_files([("a.html", b"one")], folder, tmp_path / "site")
        raise RuntimeError
    assert not list(tmp_path.iterdir())


def test_a_path_that_would_leave_the_folder_is_not_staged(tmp_path):
    with pytest.raises(ValueError, match="leave"), staging(tmp_path / "site") as folder:
        stage_files([("../a.html", b"one")], folder, tmp_path / "site")
    assert not (tmp_path / "a.html").exists()


def test_a_full_disk_is_told_as_such(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with staging(tmp_path / "site") as folder:
        monkeypatch.setattr("site_builder.write._write_slice", full)
        with pytest.raises(CommandError, match="the disk is full"):
            stage_files([("a.html", b"one")], folder, tmp_path / "site")
