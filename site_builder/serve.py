"""Show the site on this machine while it is being written: build, serve, and build again on every change."""

from __future__ import annotations

import hashlib
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from watchfiles import watch

from site_builder.catalogue import Site
from site_builder.problems import CommandError
from site_builder.serve_http import Live, open_server

_MILLISECONDS_BETWEEN_LOOKS = 100
_FOLDER = b"folder"


def serve_site(
    build: Callable[[], Site | None],
    watched: Sequence[Path],
    port: int | None,
    report: Callable[[str], None],
    reload_script: bytes,
) -> None:
    """Build and serve until interrupted (Ctrl-C or SIGTERM), building again whenever something in ``watched`` changes.

    ``port`` None is the first free one from 8000, and 0 any free one. ``build`` gives None where it fails, so that the
    last good site stays, and tells the user about its problems itself; a CommandError from it goes to ``report``, like
    all else there is to say. Raises CommandError for a port that cannot be had, for watched paths that do not exist,
    and when the first build does.
    """
    with closing(open_server(port, reload_script)) as server, _stop_on_signals() as stop:
        report(f"Serving at {server.address} (Ctrl-C to stop)")
        keep_built(server.live, build, watched, report, stop)


def keep_built(
    live: Live,
    build: Callable[[], Site | None],
    watched: Sequence[Path],
    report: Callable[[str], None],
    stop: threading.Event,
) -> None:
    """Build, and build again whenever something in ``watched`` changes, until ``stop`` is set; see `serve_site`."""
    for changed in _changes(watched, stop):
        if changed:
            report(f"{_named(changed)} changed")
        start = time.perf_counter()
        try:
            site = build()
        except CommandError as fault:
            if not changed:  # nothing was ever shown: what was asked for cannot be done
                raise
            report(f"site-builder: {fault}")
            site = None
        if site is not None:
            live.show(site)
            report(f"Built in {time.perf_counter() - start:.1f} s")
        elif live.site is None:
            report("The build failed; the site appears once this is corrected")
        else:
            report("The build failed; the last good site is still shown")


def _changes(watched: Sequence[Path], stop: threading.Event) -> Iterator[list[str]]:
    """Nothing at first, then the paths that changed, each time some did, until ``stop`` is set.

    A file that is written again with the content it had is no change: a build that writes such a file into a watched
    folder would otherwise set off the next one, for ever.
    """
    for path in watched:
        if not path.exists():
            raise CommandError(f"Cannot watch {path}: there is no such file or folder.")
    folders = [path for path in watched if path.is_dir()]
    # The system watches a file by what it is, and loses it when an editor puts a new one in its place: look oneself.
    stamps = {str(path): _stamp(path) for path in watched if not path.is_dir()}
    known = {name: _digest(Path(name)) for name in stamps}
    batches = watch(
        *folders,
        stop_event=stop,
        raise_interrupt=False,
        rust_timeout=_MILLISECONDS_BETWEEN_LOOKS,
        yield_on_timeout=True,
    )
    try:
        # Watching begins with the first look: what changes during the first build is then noticed after it.
        next(batches, None)
    except OSError as fault:
        raise CommandError(f"Cannot watch for changes: {fault}") from fault
    yield []
    for batch in batches:
        touched = {name for _, name in batch}
        for name, stamp in stamps.items():
            stamps[name] = _stamp(Path(name))
            if stamps[name] != stamp:
                touched.add(name)
        changed = []
        for name in sorted(touched):
            digest = _digest(Path(name))
            # Of a folder that is moved in or out, nothing is told but its name.
            if digest == _FOLDER or name not in known or known[name] != digest:
                changed.append(name)
            known[name] = digest
        if changed:
            yield changed


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What is nearly sure to differ when a file was written again; None where there is no file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _digest(path: Path) -> bytes | None:
    """What tells a file's content from any other; None where there is nothing."""
    if path.is_dir():
        return _FOLDER
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        return None


def _named(changed: Sequence[str]) -> str:
    """The changed paths in a few words: a file that is there rather than one that an editor wrote and took away."""
    first = Path(next((name for name in changed if Path(name).is_file()), changed[0])).name
    return first if len(changed) == 1 else f"{first} and {len(changed) - 1} more"


@contextmanager
def _stop_on_signals() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set, so that a build under way is finished and the port given back."""
    stop = threading.Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
