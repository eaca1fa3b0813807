"""Writing: the old site or the new one, whole, whatever happens; nothing of anybody else is touched."""

from __future__ import annotations

import errno
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from site_builder import write as write_module
from site_builder import write_swap
from site_builder.problems import CommandError
from site_builder.write import check_output, write_file, write_site
from site_builder.write_swap import MARKER

OLD = {"index.html": b"old", "papers/a.html": b"old a", "papers/gone.html": b"old gone"}
NEW = {"index.html": b"new", "papers/a.html": b"new a", "themes/deep/er/x.html": b"new x", "empty.js": b""}


def read_site(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != MARKER)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(params=["exchange", "renames"])
def swapping(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to put a folder in place: the system's exchange, and two renames where it has none."""
    if request.param == "renames":
        monkeypatch.setattr(write_swap, "_exchange", lambda one, other: False)
    return request.param


def test_a_first_site_is_written_with_its_parents(tmp_path: Path) -> None:
    output = tmp_path / "far" / "away" / "site"
    write_site(NEW, output)
    assert read_site(output) == NEW
    assert names(output.parent) == ["site"]
    assert "site-builder made this folder" in (output / MARKER).read_text()


@pytest.mark.parametrize("jobs", [1, 3])
def test_many_files_are_written_by_any_number_of_processes(tmp_path: Path, jobs: int) -> None:
    site = {f"{number % 7}/{number}.txt": b"x" * number for number in range(1_001)}
    write_site(site, tmp_path / "site", jobs=jobs)
    assert {path: content for path, content in read_site(tmp_path / "site").items() if path != MARKER} == site


@pytest.mark.parametrize("jobs", [1, 3])
def test_what_fails_in_any_process_fails_the_command(tmp_path: Path, jobs: int) -> None:
    write_site({"old.txt": b""}, tmp_path / "site")
    before = read_site(tmp_path / "site")
    site = {f"{number}.txt": b"" for number in range(1_000)} | {"y" * 300: b""}
    with pytest.raises(CommandError, match="a name is too long"):
        write_site(site, tmp_path / "site", jobs=jobs)
    assert read_site(tmp_path / "site") == before
    assert names(tmp_path) == ["site"]


def test_a_new_site_takes_the_place_of_the_old(tmp_path: Path, swapping: str) -> None:
    output = tmp_path / "site"
    write_site(OLD, output)
    write_site(NEW, output)
    assert read_site(output) == NEW
    assert names(tmp_path) == ["site"]


def test_this_system_exchanges_folders_in_one_step(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    (one / "x").touch()
    assert write_swap._exchange(one, other) is (sys.platform != "win32")
    assert names(other) == ["x"]


def test_an_empty_folder_is_taken(tmp_path: Path, swapping: str) -> None:
    (tmp_path / "site").mkdir()
    write_site(NEW, tmp_path / "site")
    assert read_site(tmp_path / "site") == NEW
    assert names(tmp_path) == ["site"]


def test_a_symbolic_link_stays_and_its_folder_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "site").symlink_to("real")
    write_site(OLD, tmp_path / "site")
    write_site(NEW, tmp_path / "site")
    assert (tmp_path / "site").is_symlink()
    assert read_site(tmp_path / "real") == NEW
    assert names(tmp_path) == ["real", "site"]


def test_a_link_to_nowhere_yet_is_followed(tmp_path: Path) -> None:
    (tmp_path / "site").symlink_to("to/come")
    write_site(NEW, tmp_path / "site")
    assert read_site(tmp_path / "to" / "come") == NEW


def test_permissions_are_what_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_site(NEW, tmp_path / "site")
    finally:
        os.umask(before)
    assert (tmp_path / "site").stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "site" / "papers").stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "site" / "index.html").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "site" / MARKER).stat().st_mode & 0o777 == 0o640


def test_what_others_put_into_the_top_of_the_site_is_kept(tmp_path: Path, swapping: str) -> None:
    output = tmp_path / "site"
    write_site(OLD, output)
    (output / "CNAME").write_text("survey.example.org")
    (output / ".git" / "refs").mkdir(parents=True)
    (output / ".git" / "HEAD").write_text("ref")
    (output / "current").symlink_to("index.html")
    (output / "nowhere").symlink_to("missing")
    for site in (NEW, OLD, NEW):
        write_site(site, output)
        assert (output / "CNAME").read_text() == "survey.example.org"
        assert (output / ".git" / "HEAD").read_text() == "ref"
        assert (output / ".git" / "refs").is_dir()
        assert (output / "current").readlink() == Path("index.html")
        assert (output / "nowhere").is_symlink()
    assert not (output / "papers" / "gone.html").exists()
    assert names(tmp_path) == ["site"]


def test_what_others_put_there_is_not_overwritten(tmp_path: Path) -> None:
    output = tmp_path / "site"
    write_site(OLD, output)
    (output / "themes").mkdir()
    (output / "themes" / "mine.txt").write_text("mine")
    with pytest.raises(CommandError, match=r"themes was not written by site-builder"):
        write_site(NEW, output)
    assert (output / "themes" / "mine.txt").read_text() == "mine"
    assert names(tmp_path) == ["site"]


def test_a_marker_made_by_hand_gives_the_folder_over(tmp_path: Path) -> None:
    output = tmp_path / "site"
    output.mkdir()
    (output / "index.html").write_text("by hand")
    (output / MARKER).touch()
    write_site(NEW, output)
    assert read_site(output) == NEW


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    (tmp_path / "content" / "papers").mkdir(parents=True)
    (tmp_path / "content" / "survey.yaml").write_text("title: x")
    (tmp_path / "list.txt").write_text("a listing")
    return tmp_path


@pytest.mark.parametrize(
    ("output", "sources", "said"),
    [
        ("content", ["content"], "is a source of the survey"),
        ("content/../content", ["content"], "is a source of the survey"),
        ("link", ["content"], "is a source of the survey"),
        (".", ["content"], "holds content"),
        (".", ["list.txt"], "holds list.txt"),
        ("content/site", ["content"], "lies in content"),
        ("content/papers/deep/site", ["other", "content"], "lies in content"),
        ("link/site", ["content"], "lies in content"),
        ("content/site", ["link"], "lies in link"),
        ("to-come", ["to-come"], "is a source of the survey"),
        ("to-come/site", ["to-come"], "lies in to-come"),
        ("content", [], "was not made by site-builder (it holds papers)"),
        ("list.txt", [], "is a file, not a folder"),
        ("list.txt/site", [], "list.txt is a file, not a folder"),
        ("circle", [], "run in a circle"),
    ],
)
@pytest.mark.parametrize("refuse", [check_output, lambda output, sources: write_site(NEW, output, sources)])
def test_an_output_that_is_not_ours_to_replace(
    survey: Path,
    monkeypatch: pytest.MonkeyPatch,
    refuse: Callable[[Path, list[Path]], None],
    output: str,
    sources: list[str],
    said: str,
) -> None:
    (survey / "link").symlink_to("content")
    (survey / "circle").symlink_to("circle")
    before = {path: path.read_bytes() for path in survey.rglob("*") if path.is_file()}
    monkeypatch.chdir(survey)
    with pytest.raises(CommandError) as caught:
        refuse(Path(output), [Path(source) for source in sources])
    assert said in str(caught.value)
    assert output in str(caught.value)
    assert "\n" not in str(caught.value)
    assert {path: path.read_bytes() for path in survey.rglob("*") if path.is_file()} == before
    assert not any(path.name.startswith(".") for path in survey.rglob("*"))


def test_neighbours_with_like_names_are_no_overlap(survey: Path) -> None:
    check_output(survey / "content-site", [survey / "content"])
    check_output(survey / "conten", [survey / "content", survey / "list.txt"])
    check_output(survey / "site", [survey / "list.txt"])


def test_the_folder_the_command_runs_in_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_site(OLD, tmp_path / "site")
    monkeypatch.chdir(tmp_path / "site" / "papers")
    with pytest.raises(CommandError, match="holds the current folder"):
        check_output(tmp_path / "site")


def test_a_mount_point_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site").mkdir()
    monkeypatch.setattr(os.path, "ismount", lambda path: path == tmp_path / "site")
    with pytest.raises(CommandError, match="is a mount point"):
        check_output(tmp_path / "site")


def test_checking_changes_nothing(tmp_path: Path) -> None:
    check_output(tmp_path / "far" / "site")
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    "path",
    ["", "/", "/etc/x", "../x", "a/../x", "a/..", "a/.", "./a", "a//b", "a/", "//a", "a\\b", "a\0b", MARKER],
)
def test_a_path_that_would_leave_the_site_is_our_own_mistake(tmp_path: Path, path: str) -> None:
    write_site(OLD, tmp_path / "site")
    with pytest.raises(ValueError, match="path"):
        write_site({"index.html": b"new", path: b"x"}, tmp_path / "site")
    assert read_site(tmp_path / "site") == OLD
    assert names(tmp_path) == ["site"]


# --- failures of the disk -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk quota is used up"),
        (errno.EACCES, "permission is denied"),
        (errno.EROFS, "the file system is read-only"),
        (errno.EIO, os.strerror(errno.EIO).lower()),
    ],
)
@pytest.mark.parametrize("call", ["open", "write", "mkdir"])
@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_failing_disk_leaves_the_old_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, reason: str, call: str, after: int
) -> None:
    output = tmp_path / "site"
    write_site(OLD, output)
    real, calls = getattr(os, call), iter(range(100))

    def failing(*given: object, **named: object) -> object:
        # Folders are made before anything else can fail; every later one is a call like any other.
        if next(calls) >= after and (call != "open" or int(given[1]) & os.O_CREAT):  # type: ignore[call-overload]
            raise OSError(code, os.strerror(code))
        return real(*given, **named)

    monkeypatch.setattr(os, call, failing)
    with pytest.raises(CommandError) as caught:
        write_site({f"{number}/x.html": b"x" for number in range(9)}, output)
    monkeypatch.undo()
    assert str(caught.value) == f"Cannot write {output}: {reason}. What was there is as it was."
    assert read_site(output) == OLD
    assert names(tmp_path) == ["site"]


def test_a_failing_swap_leaves_the_old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swapping: str) -> None:
    output = tmp_path / "site"
    write_site(OLD, output)
    real = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if target == output and ".new-" in self.name:
            raise OSError(errno.EBUSY, "busy")
        return real(self, target)

    def failing_exchange(one: Path, other: Path) -> bool:
        if swapping == "renames":
            return False
        raise OSError(errno.EBUSY, "busy")

    monkeypatch.setattr(Path, "rename", failing)
    monkeypatch.setattr(write_swap, "_exchange", failing_exchange)
    with pytest.raises(CommandError, match="in use"):
        write_site(NEW, output)
    assert read_site(output) == OLD
    assert names(tmp_path) == ["site"]


def test_an_interrupt_leaves_the_old_site_and_no_rubbish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "site"
    write_site(OLD, output)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(write_module, "swap", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_site(NEW, output)
    assert read_site(output) == OLD
    assert names(tmp_path) == ["site"]


WRITE_BIG_SITE = """
import sys
from pathlib import Path
from site_builder.problems import CommandError
from site_builder.write import write_site
try:
    write_site({f"papers/{number}.html": b"x" * 8192 for number in range(200)}, Path(sys.argv[1]))
except CommandError as fault:
    print(fault, end="")
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path | None]:
    """A real file system of 512 KB, where this machine lets us have one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    options = ["-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)]
    if mount is None or subprocess.run([mount, *options], capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_is_really_full(tmp_path: Path, small_disk: Path | None) -> None:
    """On a real small disk; without the right to mount one, the kernel's own limit on the size of files stands in."""
    root = small_disk or tmp_path / "limited"
    output = root / "site"
    write_site(OLD, output)

    def limit_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    done = subprocess.run(
        [sys.executable, "-c", WRITE_BIG_SITE, str(output)],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=None if small_disk else limit_files,
    )
    reason = "the disk is full" if small_disk else "a file is larger than is allowed here"
    assert done.stdout == f"Cannot write {output}: {reason}. What was there is as it was."
    assert read_site(output) == OLD
    assert names(root) == ["site"]
    write_site(NEW, output)
    assert read_site(output) == NEW


def test_a_folder_that_may_not_be_written_to() -> None:
    """In a process without privileges, for root may write anywhere."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        # Reached by a name of its own, because another user may not pass through the folders pytest makes.
        root.chmod(0o755)
        closed = root / "closed"
        write_site(OLD, closed / "site")
        closed.chmod(0o555)

        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                if os.getuid() == 0:
                    os.setgid(65534)
                    os.setuid(65534)
                write_site(NEW, closed / "site")
            except CommandError as fault:
                os.write(writing, str(fault).encode())
            finally:
                os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as said:
            sentence = said.read()
        os.waitpid(child, 0)
        try:
            assert sentence.startswith(f"Cannot write {closed / 'site'}: ")
            assert "permission is denied" in sentence
            assert read_site(closed / "site") == OLD
            assert names(closed) == ["site"]
        finally:
            closed.chmod(0o755)


# --- killed runs ----------------------------------------------------------------------------------------------------

WRITE_TWO_SITES_IN_TURN = """
import itertools, sys
from pathlib import Path
from site_builder import write_swap
from site_builder.write import write_site
if sys.argv[2] == "renames":
    write_swap._exchange = lambda one, other: False
sites = [{f"papers/{number}.html": text * 2000 for number in range(60)} for text in (b"odd ", b"even ")]
print("ready", flush=True)
for site in itertools.cycle(sites):
    write_site(site, Path(sys.argv[1]))
"""


@pytest.mark.parametrize("way", ["exchange", "renames"])
def test_a_killed_run_leaves_one_whole_site_and_the_next_run_no_rubbish(tmp_path: Path, way: str) -> None:
    """Twenty kills at times drawn from a fixed seed, each within a run of several whole writes."""
    output = tmp_path / "site"
    whole = [{f"papers/{number}.html": text * 2000 for number in range(60)} for text in (b"odd ", b"even ")]
    write_site(whole[0], output)
    pauses = random.Random(20)
    untidy = 0
    for _ in range(20):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITE_TWO_SITES_IN_TURN, str(output), way], stdout=subprocess.PIPE
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(pauses.uniform(0, 0.02))
        writer.send_signal(signal.SIGKILL)
        assert writer.wait() == -signal.SIGKILL
        writer.stdout.close()
        untidy += names(tmp_path) != ["site"]
        if way == "exchange":
            # Here there is no moment without a site; the other way, the next run restores it.
            assert read_site(output) in whole
        write_swap.restore_interrupted(output)
        assert read_site(output) in whole
        write_site(whole[1], output)
        assert read_site(output) == whole[1]
        assert names(tmp_path) == ["site"]
    assert untidy > 5, "the kills came too late or too early to mean anything"


def test_the_old_site_comes_back_after_a_kill_between_two_renames(tmp_path: Path) -> None:
    write_site(OLD, tmp_path / "site")
    (tmp_path / "site").rename(tmp_path / ".site.old-0123")
    (tmp_path / ".site.new-4567").mkdir()
    write_swap.restore_interrupted(tmp_path / "site")
    assert read_site(tmp_path / "site") == OLD
    write_site(NEW, tmp_path / "site")
    assert read_site(tmp_path / "site") == NEW
    assert names(tmp_path) == ["site"]


def test_the_work_of_a_living_process_is_not_swept(tmp_path: Path) -> None:
    output = tmp_path / "site"
    with write_swap.new_folder(output, "marker") as living:
        (living / "page.html").write_text("in progress")
        write_site(NEW, output)
        assert (living / "page.html").read_text() == "in progress"
        write_swap.swap(living, output)
    assert names(tmp_path) == ["site"]
    assert (output / "page.html").read_text() == "in progress"


def test_what_only_looks_like_a_leftover_is_left(tmp_path: Path) -> None:
    for name in (".site.new-mine", ".other.new-1234"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "thesis.txt").write_text("years of work")
    (tmp_path / ".site.new-file").write_text("a file")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / MARKER).touch()
    (tmp_path / ".site.new-link").symlink_to("elsewhere")
    before = names(tmp_path)
    write_site(NEW, tmp_path / "site")
    assert names(tmp_path) == sorted([*before, "site"])
    assert (tmp_path / ".site.new-mine" / "thesis.txt").exists()
    assert (tmp_path / "elsewhere" / MARKER).exists()


def test_a_name_with_signs_of_patterns_is_just_a_name(tmp_path: Path) -> None:
    output = tmp_path / "[s]*i?te"
    write_site(OLD, output)
    leftover = tmp_path / ".[s]*i?te.new-0"
    leftover.mkdir()
    (leftover / MARKER).touch()
    write_site(NEW, output)
    assert names(tmp_path) == ["[s]*i?te"]


# --- one file -------------------------------------------------------------------------------------------------------


def test_one_file_is_replaced_with_its_permissions(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.yaml"
    write_file(ledger, b"one")
    ledger.chmod(0o600)
    write_file(ledger, b"two")
    assert ledger.read_bytes() == b"two"
    assert ledger.stat().st_mode & 0o777 == 0o600
    assert names(tmp_path) == ["ledger.yaml"]


def test_a_file_with_that_content_already_is_not_touched(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.yaml"
    write_file(ledger, b"one")
    os.utime(ledger, (1, 1))
    write_file(ledger, b"one")
    assert ledger.stat().st_mtime == 1


def test_a_link_to_a_file_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"one")
    (tmp_path / "ledger.yaml").symlink_to("real")
    write_file(tmp_path / "ledger.yaml", b"two")
    assert (tmp_path / "ledger.yaml").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"two"


def test_a_file_that_cannot_be_written_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = tmp_path / "ledger.yaml"
    write_file(ledger, b"one")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CommandError, match=r"ledger\.yaml: the disk is full\. What was there is as it was"):
        write_file(ledger, b"two")
    assert ledger.read_bytes() == b"one"
    assert names(tmp_path) == ["ledger.yaml"]
