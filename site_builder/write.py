"""Write the finished site: beside the output folder first, then in its place in one step.

Whatever happens on the way (a full disk, a killed process), the output folder holds the whole old site or the whole
new one. Only a folder that this tool made, or an empty one, is ever replaced.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

from site_builder.catalogue import Site
from site_builder.divide import divide
from site_builder.problems import CommandError
from site_builder.staged import StagedSite
from site_builder.write_swap import MARKER, new_folder, restore_interrupted, swap, sweep_leftovers

_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_SLICE = 250
"""Files that a process writes before it looks for more."""
_MARKER_TEXT = """\
site-builder made this folder and replaces it at every build.
Beside the names below, what you put here yourself is kept; changes to these are lost:
"""
_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "a file is larger than is allowed here",
    errno.EACCES: "permission is denied",
    errno.EPERM: "permission is denied",
    errno.EROFS: "the file system is read-only",
    errno.EXDEV: "the folder there cannot be moved aside, so name a new one",
    errno.EBUSY: "the folder there is in use and cannot be moved aside",
    errno.ENAMETOOLONG: "a name is too long for the file system",
    errno.ELOOP: "its symbolic links run in a circle",
}


def check_output(output: Path, sources: Sequence[Path] = ()) -> None:
    """Raise CommandError when the site could not be written to ``output``; nothing is changed.

    Refused are a folder that is, holds or lies in one of ``sources`` (files or folders), one that has content but not
    our marker, a place that cannot be written to, a mount point, and the folder that the command runs in.
    """
    target = _target(output)
    for source in sources:
        _refuse_overlap(target, output, source)
    try:
        if os.path.lexists(target):
            _refuse_foreign(target, output)
        _refuse_unwritable(target, output)
    except OSError as fault:
        raise _cannot_write(output, fault) from fault


def write_site(site: Site, output: Path, sources: Sequence[Path] = (), jobs: int = 1) -> None:
    """Replace ``output`` by ``site`` in one step; a failure leaves what was there.

    At most ``jobs`` processes write. Missing parents are made. What somebody else put into the top of ``output``, such
    as ``.git`` or ``CNAME``, is kept. A symbolic link stays, and the folder it leads to is replaced. Raises
    CommandError as `check_output` does and where the disk fails, ValueError for a path that would leave the folder.
    """
    _refuse_bad_paths(site)
    with staging(output, sources) as folder:
        put_in_place(site, folder, output, jobs)


@contextmanager
def staging(output: Path, sources: Sequence[Path] = ()) -> Iterator[Path]:
    """An empty folder beside ``output`` to put a site together in; what does not get in place is removed.

    Raises CommandError as `check_output` does and where the folder cannot be made.
    """
    check_output(output, sources)
    target = _target(output)
    with ExitStack() as stack:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            restore_interrupted(target)
            sweep_leftovers(target)
            folder = stack.enter_context(new_folder(target, _MARKER_TEXT))
        except OSError as fault:
            raise _cannot_write(output, fault) from fault
        yield folder


def stage_files(files: Iterable[tuple[str, bytes]], folder: Path, output: Path) -> StagedSite:
    """Write files of a site into the folder that `staging` gave, each as it comes; see `write_site` for what is raised.

    Several processes may do so at once.
    """
    sizes: dict[str, int] = {}
    parents: set[str] = set()
    root = f"{folder}{os.sep}"
    try:
        for path, content in files:
            _refuse_bad_paths([path])
            parent = path.rpartition("/")[0]
            if parent not in parents:
                Path(root + parent).mkdir(parents=True, exist_ok=True)
                parents.add(parent)
            _write_slice([(path, content)], root)
            sizes[path] = len(content)
    except OSError as fault:
        raise _cannot_write(output, fault) from fault
    return StagedSite(folder, sizes, {})


def put_in_place(site: Site, folder: Path, output: Path, jobs: int = 1) -> None:
    """Write to ``folder`` what of the site is not staged there, and make it the content of ``output``."""
    target = _target(output)
    names = sorted({path.partition("/")[0] for path in site})
    try:
        # Over the same file, which is locked as long as this process lives.
        (folder / MARKER).write_text(_MARKER_TEXT + "".join(f"{name}\n" for name in names), "utf-8", newline="\n")
        _write_files(site.held if isinstance(site, StagedSite) else site, folder, jobs)
        _keep_foreign(target, folder, frozenset(names), output)
        # No fsync: for thousands of files it would cost more than the build, and syncing the folders alone would
        # make the swap durable before the files are. After a power cut within seconds of a build, build again.
        swap(folder, target)
    except OSError as fault:
        raise _cannot_write(output, fault) from fault


def write_file(path: Path, content: bytes) -> None:
    """Replace one file in one step, unless it has that content already. Raises CommandError where the disk fails."""
    target = _target(path)
    beside = target.with_name(f".{target.name}.new-{os.getpid()}")
    try:
        if target.is_file() and target.read_bytes() == content:
            return
        try:
            with beside.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if target.is_file():
                shutil.copymode(target, beside)
            beside.replace(target)
        finally:
            with suppress(FileNotFoundError):
                beside.unlink()
    except OSError as fault:
        raise _cannot_write(path, fault) from fault


def _target(output: Path) -> Path:
    return Path(os.path.realpath(output))


def _refuse_bad_paths(site: Iterable[str]) -> None:
    folders: set[str] = {""}
    for path in site:
        folder, _, name = path.rpartition("/")
        if folder not in folders:
            if any(part in ("", ".", "..") for part in folder.split("/")):
                raise ValueError(f"the site has a path that would leave its folder: {path!r}")
            folders.add(folder)
        if name in ("", ".", "..") or "\\" in path or "\0" in path or path == MARKER or path[0] == "/":
            raise ValueError(f"the site has a path that cannot be written: {path!r}")


def _refuse_overlap(target: Path, output: Path, source: Path) -> None:
    """Compare by what the paths are on disk too: names differ in case, and folders are mounted twice."""
    place = _target(source)
    if place == target or _same(place, target):
        raise CommandError(f"The output {output} is a source of the survey; name another folder for the site.")
    if any(parent == target or _same(parent, target) for parent in place.parents):
        raise CommandError(f"The output {output} holds {source}, a source of the survey; name another folder.")
    if any(parent == place or _same(parent, place) for parent in target.parents):
        raise CommandError(f"The output {output} lies in {source}, a source of the survey; name another folder.")


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _refuse_foreign(target: Path, output: Path) -> None:
    if not target.is_dir():
        # A circle of links is neither file nor folder, and looking at it says so.
        target.stat()
        raise CommandError(f"The output {output} is a file, not a folder; name another output.")
    names = sorted(path.name for path in target.iterdir())
    if names and MARKER not in names:
        raise CommandError(
            f"The output {output} was not made by site-builder (it holds {names[0]}) and is left alone; "
            "name another folder, or empty this one yourself."
        )
    if os.path.ismount(target):
        raise CommandError(f"The output {output} is a mount point, which cannot be replaced; name a folder in it.")
    here = Path.cwd().resolve()
    if target == here or target in here.parents:
        raise CommandError(f"The output {output} holds the current folder; run the command from outside of it.")
    if not os.access(target, os.W_OK | os.X_OK):
        raise CommandError(f"Cannot write {output}: permission is denied.")


def _refuse_unwritable(target: Path, output: Path) -> None:
    nearest = next(parent for parent in target.parents if os.path.lexists(parent))
    if not nearest.is_dir():
        raise CommandError(f"Cannot write {output}: {nearest} is a file, not a folder.")
    if not os.access(nearest, os.W_OK | os.X_OK):
        reason = "is read-only or permission is denied"
        raise CommandError(f"Cannot write {output}: {nearest}, where the new site is put together, {reason}.")


def _write_files(site: Site, folder: Path, jobs: int) -> None:
    root = f"{folder}{os.sep}"
    for parent in sorted({path.rpartition("/")[0] for path in site}):
        Path(root + parent).mkdir(parents=True, exist_ok=True)
    files = tuple(site.items())
    slices = [files[at : at + _SLICE] for at in range(0, len(files), _SLICE)]
    divide([partial(_write_slice, some, root) for some in slices], jobs)


def _write_slice(files: Iterable[tuple[str, bytes]], root: str) -> None:
    """Write new files with as few calls to the system as there can be: a site may have ten thousand."""
    for path, content in files:
        file = os.open(root + path, _CREATE, 0o666)
        try:
            written = os.write(file, content)
            while written < len(content):
                written += os.write(file, content[written:])
        finally:
            os.close(file)


def _keep_foreign(target: Path, folder: Path, names: frozenset[str], output: Path) -> None:
    """Bring what others put beside the old site's files into the new one."""
    try:
        marker = (target / MARKER).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return
    if not marker.startswith(_MARKER_TEXT):
        # Made by hand, or by a version to come: nobody knows what is whose, and the marker says that all may go.
        return
    ours = {MARKER, *marker.removeprefix(_MARKER_TEXT).splitlines()}
    for name in sorted({path.name for path in target.iterdir()} - ours):
        if name in names:
            raise CommandError(f"{output / name} was not written by site-builder, and the new site has that name too.")
        if (target / name).is_dir() and not (target / name).is_symlink():
            shutil.copytree(target / name, folder / name, symlinks=True, copy_function=_link)
        else:
            _link(os.fspath(target / name), os.fspath(folder / name))


def _link(source: str, copy: str) -> None:
    """A second name for the file, which outlives the first; a copy where the file system knows no such thing."""
    try:
        os.link(source, copy, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, copy, follow_symlinks=False)


def _cannot_write(output: Path, fault: OSError) -> CommandError:
    reason = _REASONS.get(fault.errno or 0) or (fault.strerror or str(fault)).lower()
    return CommandError(f"Cannot write {output}: {reason}. What was there is as it was.")
