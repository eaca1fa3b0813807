"""Commands run on a disk that gets full after so many bytes, or that may not be written to; no rights are needed.

A real small file system needs the right to mount one. Here Python's own ways to write to files are counted in the
process of the command and in those that it forks: what still fits is written, as a disk does, and all else fails.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PLENTY = 10**12

# Python imports this by itself when it starts, before anything of ours.
_DISK = """\
import atexit, errno, io, mmap, os, stat
log = os.environ["DISK_LOG"]
spent = mmap.mmap(-1, 8)  # shared with the processes that are forked later
def charge(size):
    left = int(os.environ["DISK_BYTES"]) - int.from_bytes(spent[:8], "big")
    if left <= 0:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    spent[:8] = (int.from_bytes(spent[:8], "big") + min(left, size)).to_bytes(8, "big")
    return min(left, size)
def is_file(file):
    return stat.S_ISREG(os.fstat(file).st_mode)
class Raw(io.FileIO):
    def write(self, data):
        data = memoryview(data).cast("B")
        return super().write(data[:charge(len(data))] if is_file(self.fileno()) else data)
real_open, real_write, real_mkdir, real_os_open = io.open, os.write, os.mkdir, os.open
def disk_open(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
    if not set(mode) & set("wax+"):
        return real_open(file, mode, buffering, encoding, errors, newline, closefd, opener)
    assert "+" not in mode, mode
    raw = Raw(file, mode.replace("t", "").replace("b", ""), closefd, opener)
    target = raw if buffering == 0 else io.BufferedWriter(raw)
    return target if "b" in mode else io.TextIOWrapper(target, encoding, errors, newline)
def disk_write(file, data):
    return real_write(file, memoryview(data).cast("B")[:charge(len(data))] if is_file(file) else data)
def disk_mkdir(*given, **named):
    charge(1)
    return real_mkdir(*given, **named)
def disk_os_open(path, flags, *given, **named):
    if flags & os.O_CREAT and not os.path.exists(path):
        charge(1)
    return real_os_open(path, flags, *given, **named)
io.open, os.write, os.mkdir, os.open = disk_open, disk_write, disk_mkdir, disk_os_open
def tell():
    with real_open(log, "w") as file:
        file.write(str(int.from_bytes(spent[:8], "big")))
atexit.register(tell)
"""
STAGED = "import site_builder.build as b; b.LARGE = 0; from site_builder.cli import main; main()"
"""The command, for which every survey is a large one, whose files are written as they are made."""


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    err: str
    written: int
    """Bytes, and one for each new file or folder."""


def run_with(space: int, folder: Path, *arguments: str, staged: bool = False) -> Ended:
    """Run the command in ``folder`` with so many bytes left on the disk, the user's cache included."""
    disk = folder.parent / "disk"
    disk.mkdir(exist_ok=True)
    (disk / "sitecustomize.py").write_text(_DISK, "utf-8")
    log = disk / "log"
    log.unlink(missing_ok=True)
    given = {"PYTHONPATH": os.pathsep.join([str(disk), str(ROOT)]), "DISK_BYTES": str(space), "DISK_LOG": str(log)}
    command = ["-c", STAGED] if staged else ["-m", "site_builder"]
    done = run_in(folder, [*command, *arguments], given)
    return Ended(done.returncode, done.stderr, int(log.read_text()))


def run_in(folder: Path, arguments: Sequence[str], given: Mapping[str, str] = {}) -> subprocess.CompletedProcess[str]:
    """Run Python in ``folder`` as a user to whom permissions apply, with a cache of its own beside the folder."""
    environment = {"PYTHONPATH": str(ROOT), **given, "SITE_BUILDER_CACHE": str(folder.parent / "cache")}
    environment |= {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False,
        preexec_fn=_without_privilege if os.geteuid() == 0 else None,
    )  # fmt: skip


def _without_privilege() -> None:
    """Take from root what lets it write where permissions say that nobody may; bound to what is run from here on."""
    drop_of_bounding_set, dac_override, dac_read_search = 24, 1, 2
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in (dac_override, dac_read_search):
        if libc.prctl(drop_of_bounding_set, capability, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "root cannot be made to respect permissions here")
