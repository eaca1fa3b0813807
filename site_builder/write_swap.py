"""Put a finished folder in the place of another in one step, and clear away what killed runs left behind.

A folder under construction lies beside its target as ``.NAME.new-XXXX``. Its marker is locked as long as the process
that builds it lives, so that another run knows a left-over from work in progress.
"""

from __future__ import annotations

import ctypes
import errno
import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

MARKER = ".site-builder"
"""The file that tells a folder of ours from any other."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2
# What a kernel or file system says that does not know how to exchange two folders.
_NOT_KNOWN = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM)
_HOUR = 3600.0


@contextmanager
def new_folder(target: Path, marker: str) -> Iterator[Path]:
    """An empty folder beside ``target`` with a marker file of this text; what lies at its place in the end is removed.

    After `swap` that is the old site, after a failure the unfinished new one. Raises OSError.
    """
    folder, lock = _make_locked(target)
    try:
        os.write(lock, marker.encode())
        if sys.platform == "win32":
            os.close(lock)
        yield folder
    finally:
        # The site is in place or a failure is on its way: what cannot be removed is for the next run to sweep.
        with suppress(OSError):
            _remove(folder)
        if sys.platform != "win32":
            os.close(lock)


def swap(folder: Path, target: Path) -> None:
    """Make ``folder`` the content of ``target``; what was there lies at ``folder`` afterwards, if anything was.

    Raises OSError with ``target`` as it was. Where the system cannot exchange two folders there is a moment without a
    target; a process that is killed in it leaves a ``.NAME.old-XXXX`` for `restore_interrupted`.
    """
    if not target.exists():
        folder.rename(target)
    elif not _exchange(folder, target):
        _swap_by_renames(folder, target)


def restore_interrupted(target: Path) -> None:
    """Put the old site back that a run had moved away when it was killed between two renames. Raises OSError."""
    for old in _beside(target, "old"):
        with _abandoned(old) as is_abandoned:
            if is_abandoned and not target.exists():
                old.rename(target)


def sweep_leftovers(target: Path) -> None:
    """Remove the folders that runs made beside ``target`` which no longer live; whatever cannot be removed stays."""
    for folder in (*_beside(target, "new"), *_beside(target, "old")):
        with suppress(OSError):
            if not (folder / MARKER).exists():
                # Killed before the marker was made; a folder that has content and no marker is not ours.
                folder.rmdir()
                continue
            with _abandoned(folder) as is_abandoned:
                if is_abandoned:
                    _remove(folder)


def _beside(target: Path, kind: str) -> list[Path]:
    """The folders beside ``target`` that a run has named so."""
    prefix = f".{target.name}.{kind}-"
    with os.scandir(target.parent) as found:
        names = [one.name for one in found if one.name.startswith(prefix) and one.is_dir(follow_symlinks=False)]
    return [target.with_name(name) for name in sorted(names)]


def _name_beside(target: Path, kind: str) -> Path:
    return target.with_name(f".{target.name}.{kind}-{secrets.token_hex(4)}")


def _make_locked(target: Path) -> tuple[Path, int]:
    """A new folder with an empty marker that is open and locked."""
    while True:
        folder = _name_beside(target, "new")
        folder.mkdir()
        try:
            lock = os.open(folder / MARKER, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
            if _lock(lock) and (folder / MARKER).exists():
                return folder, lock
            os.close(lock)
        except FileNotFoundError:
            # Another run took the folder for a left-over before it was locked: begin again under another name.
            continue
        except OSError:
            with suppress(OSError):
                _remove(folder)
            raise


def _lock(file: int) -> bool:
    """Whether nobody else holds the lock on the file, which we now do until it is closed or the process ends."""
    if sys.platform != "win32":
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as fault:
            # Some network file systems have no locks; their left-overs are then swept by age.
            if fault.errno not in (errno.ENOLCK, *_NOT_KNOWN):
                raise
    return True


@contextmanager
def _abandoned(folder: Path) -> Iterator[bool]:
    """Whether the process that made ``folder`` is gone; while the context lasts, no other run takes the folder."""
    try:
        file = os.open(folder / MARKER, os.O_RDONLY)
    except OSError:
        yield False
        return
    try:
        if sys.platform == "win32":
            yield time.time() - os.fstat(file).st_mtime > _HOUR
        else:
            yield _lock(file)
    finally:
        os.close(file)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two paths in one step; False where the system has no such call."""
    if sys.platform == "win32":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    names = (os.fsencode(one), os.fsencode(other))
    try:
        if sys.platform == "darwin":
            failed = libc.renamex_np(*names, _RENAME_SWAP)
        else:
            failed = libc.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE)
    except AttributeError:
        # A C library from before the call.
        return False
    if not failed:
        return True
    code = ctypes.get_errno()
    if code in _NOT_KNOWN:
        return False
    raise OSError(code, os.strerror(code), str(other))


def _swap_by_renames(folder: Path, target: Path) -> None:
    old = _name_beside(target, "old")
    with _abandoned(target):
        target.rename(old)
        try:
            folder.rename(target)
        except BaseException:
            old.rename(target)
            raise
        # Under the name of a folder under construction it can no longer be taken for a site to restore.
        old.rename(folder)


def _remove(folder: Path) -> None:
    """Remove a folder of ours, its marker last, so that what a killed removal leaves is still known as ours."""
    with os.scandir(folder) as found:
        names = [(one.name, one.is_dir(follow_symlinks=False)) for one in found if one.name != MARKER]
    for name, is_folder in names:
        if is_folder:
            shutil.rmtree(folder / name, ignore_errors=True)
        else:
            (folder / name).unlink(missing_ok=True)
    (folder / MARKER).unlink(missing_ok=True)
    folder.rmdir()
