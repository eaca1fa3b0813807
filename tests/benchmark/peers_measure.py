"""Run commands one after another, watched from outside: seconds, of the processor too, memory of all processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PAUSE = 0.05
"""Seconds between two looks at the memory, at least."""
SHARE = 20
"""Looking takes at most one part in so many of the time."""
MEASURES_ALL = Path("/proc/self/smaps_rollup").exists()
"""Whether the memory of all processes is known; elsewhere it is that of the largest one."""


@dataclass(frozen=True, slots=True)
class Step:
    """A command of a build."""

    command: tuple[str, ...]
    folder: Path
    """Where it runs."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a build took."""

    seconds: tuple[float, ...]
    """By the clock, for each step."""
    processor: float
    """Seconds of all processors, of all processes that ended and were waited for."""
    peak_mb: float
    """The most memory that all its processes had at one time, what they share counted once."""


class StoppedError(Exception):
    """A build took longer than it may."""


class FailedError(Exception):
    """A build did not succeed; says what it printed last."""


def run(steps: Sequence[Step], environment: dict[str, str], limit: float) -> Taken:
    """Run the steps within ``limit`` seconds together. Raises StoppedError and FailedError."""
    seconds, processor, peak = [], 0.0, 0.0
    for step in steps:
        taken = _run_step(step, environment, limit - sum(seconds))
        seconds += taken.seconds
        processor += taken.processor
        peak = max(peak, taken.peak_mb)
    return Taken(tuple(seconds), processor, peak)


def _run_step(step: Step, environment: dict[str, str], limit: float) -> Taken:
    with tempfile.TemporaryFile() as said:
        begun = time.perf_counter()
        process = subprocess.Popen(
            step.command,
            cwd=step.folder,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            env=environment,
            start_new_session=True,
        )
        watch = _Watch(process.pid, begun + limit)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        watch.end()
        if watch.has_stopped_it:
            raise StoppedError
        if process.returncode:
            said.seek(0)
            raise FailedError(f"{step.command[0]} said:\n{said.read().decode(errors='replace')[-2000:]}")
    largest = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
    return Taken((seconds,), usage.ru_utime + usage.ru_stime, watch.peak_mb or largest)


class _Watch(threading.Thread):
    """Looks at a process and all that it started until it ends, and ends it when its time is over."""

    def __init__(self, process: int, deadline: float) -> None:
        super().__init__(daemon=True)
        self.process, self.deadline = process, deadline
        self.peak_mb = 0.0
        self.has_stopped_it = False
        self._ended = threading.Event()

    def run(self) -> None:
        pause = PAUSE
        while not self._ended.wait(pause):
            begun = time.perf_counter()
            if begun > self.deadline:
                self.has_stopped_it = True
                with suppress(ProcessLookupError):  # it ended in this very moment
                    os.killpg(self.process, signal.SIGKILL)
                return
            if MEASURES_ALL:
                self.peak_mb = max(self.peak_mb, sum(map(_memory, _tree(self.process))) / 1000)
            pause = max(PAUSE, SHARE * (time.perf_counter() - begun))

    def end(self) -> None:
        self._ended.set()
        self.join()


def _tree(process: int) -> list[int]:
    """A process, its children, and theirs."""
    found = [process]
    for one in found:
        for task in _listed(Path(f"/proc/{one}/task")):
            found += map(int, _read(task / "children").split())
    return found


def _memory(process: int) -> float:
    """Its memory in kB, of what it shares with others its part."""
    for line in _read(Path(f"/proc/{process}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1.024
    return 0.0


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:  # it has ended meanwhile
        return []


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except OSError:  # the same
        return ""
