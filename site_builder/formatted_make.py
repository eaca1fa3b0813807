"""References through the processor of citation styles: loaded only when something has to be formatted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PROGRAM = "site_builder.formatted_run"
_AT_ONCE = 1000
"""References of one style in one task."""
_WORTH_A_PROCESS = 200
"""References to format below which another process costs more than it gains."""
_BETWEEN_WORDS = 0.5
"""Seconds between two words on the progress."""


class ProcessorError(Exception):
    """The processor did not run; what it said."""


@dataclass(frozen=True, slots=True)
class Style:
    """The files of one citation style."""

    path: Path
    locales: Mapping[str, Path]
    """Terms by their language."""
    language: str
    """Which of these is wanted."""


def format_all(
    references: Sequence[Mapping[str, Any]], styles: Sequence[Style], jobs: int, on_wait: Callable[[], None]
) -> list[tuple[str | None, ...]]:
    """Each reference, an object of CSL-JSON, in each style, with marks for italics; None where the processor fails.

    ``jobs`` processes do it at most, and ``on_wait`` is called again and again meanwhile. Raises ProcessorError.
    """
    tasks = [
        (number, at, {**_paths(style), "references": references[at : at + _AT_ONCE]})
        for at in range(0, len(references), _AT_ONCE)
        for number, style in enumerate(styles)
    ]
    count = max(1, min(jobs, len(tasks), len(references) * len(styles) // _WORTH_A_PROCESS))
    shares = [tasks[first::count] for first in range(count)]
    made: list[list[str | None]] = [[None] * len(styles) for _ in references]
    try:
        answers = _run([[task for _, _, task in share] for share in shares], on_wait)
    except OSError as fault:  # of the folder for temporary files, which may be full or missing
        raise ProcessorError(fault.strerror or str(fault)) from fault
    for share, answer in zip(shares, answers, strict=True):
        for (number, at, _), texts in zip(share, answer, strict=True):
            for place, text in enumerate(texts, at):
                made[place][number] = text
    return [tuple(texts) for texts in made]


def _paths(style: Style) -> dict[str, Any]:
    locales = {name: str(path) for name, path in style.locales.items()}
    return {"style": str(style.path), "locales": locales, "language": style.language}


def _run(shares: Sequence[Sequence[object]], on_wait: Callable[[], None]) -> list[list[list[str | None]]]:
    """Give each share to a process of its own."""
    # Whatever folder the build was started in, the process must find this package and no other of its name.
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        running: list[subprocess.Popen[bytes]] = []
        try:
            for number, share in enumerate(shares):
                request, answer = folder / f"{number}.request", folder / f"{number}.answer"
                request.write_text(json.dumps(share), "utf-8")
                command = [sys.executable, "-P", "-m", _PROGRAM, str(request), str(answer)]
                with (folder / f"{number}.said").open("wb") as said:
                    # S603: the command is this interpreter with a module of this package.
                    running.append(subprocess.Popen(command, stdout=said, stderr=said, env=environment))  # noqa: S603
            for process in running:
                _wait(process, on_wait)
        finally:
            for process in running:
                process.kill()
                process.wait()
        for number, process in enumerate(running):
            if process.returncode:
                said_last = (folder / f"{number}.said").read_text("utf-8", "replace").strip().splitlines()[-1:]
                raise ProcessorError(*said_last or [f"it ended with code {process.returncode}"])
        return [json.loads((folder / f"{number}.answer").read_bytes()) for number in range(len(shares))]


def _wait(process: subprocess.Popen[bytes], on_wait: Callable[[], None]) -> None:
    while True:
        try:
            process.wait(_BETWEEN_WORDS)
        except subprocess.TimeoutExpired:
            on_wait()
        else:
            return
