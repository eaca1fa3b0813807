"""Kill builds at random moments, and see that the site that was there is there, whole.

Usage: python tests/kill_builds.py [TIMES]    (50 times when not said)

A survey goes back and forth between two states; each build of the one over the site of the other is killed (SIGKILL,
as the system does when memory runs out) at a moment drawn from a fixed seed over the time that a whole build takes.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from surveys import files_of, write_survey

NOTES = 60
SEED = 50


@dataclass
class Killed:
    """What came of all kills."""

    times: int = 0
    before_the_end: int = 0
    """Builds that had not ended by themselves."""
    new_sites: int = 0
    """After a kill the new site was there, else the old one."""
    leftovers: int = 0
    """Kills that left something beside the site, which the next build took away."""


def kill_builds(folder: Path, times: int) -> Killed:
    """Do it in an empty folder. Raises AssertionError when a site is not whole or the next build leaves rubbish."""
    content, output = folder / "content", folder / "site"
    write_survey(content, **{f"papers__note-{number}.md": _note(number) for number in range(NOTES)})
    wholes = []
    for state in (1, 0):
        _turn(content, state)
        begun = time.perf_counter()
        assert _build(folder).wait() == 0
        lasts = time.perf_counter() - begun
        wholes.insert(0, files_of(output))
    killed, moments, there = Killed(), random.Random(SEED), 0
    for _ in range(times):
        _turn(content, 1 - there)
        process = _build(folder)
        time.sleep(moments.uniform(0, 1.1 * lasts))
        process.send_signal(signal.SIGKILL)
        killed.before_the_end += process.wait() == -signal.SIGKILL
        found = files_of(output)
        assert found in wholes, "the site is not whole"
        for line in (content / "ledger.jsonl").read_text("utf-8").splitlines():
            json.loads(line)
        there = wholes.index(found)
        killed.times += 1
        killed.new_sites += there == 1
        killed.leftovers += {path.name for path in folder.iterdir()} != {"content", "site"}
        if killed.times % 5 == 0:
            assert _build(folder).wait() == 0
            there = _state(content)
            assert files_of(output) == wholes[there]
            assert {path.name for path in folder.iterdir()} == {"content", "site"}, "rubbish is left"
            assert not [path for path in content.iterdir() if path.name.startswith((".", "ledger.jsonl."))]
    return killed


def _note(number: int) -> str:
    return f"---\ntitle: Pots of kind {number}\ndate: 2020-05\n---\n\nA note on **pots** of kind {number}.\n"


def _turn(content: Path, state: int) -> None:
    (content / "papers" / "note-0.md").write_text(_note(0) + f"\nState {state}.\n", "utf-8")


def _state(content: Path) -> int:
    return int((content / "papers" / "note-0.md").read_text("utf-8").rstrip(".\n")[-1])


def _build(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "site_builder", "build", "--jobs", "2"]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main() -> None:
    """Kill and print what came of it."""
    with tempfile.TemporaryDirectory() as name:
        killed = kill_builds(Path(name), int(sys.argv[1]) if sys.argv[1:] else 50)
    print(
        f"{killed.times} builds killed, {killed.before_the_end} of them before their end: each time a whole site was "
        f"there, {killed.new_sites} times the new one; {killed.leftovers} left something, which the next build removed."
    )


if __name__ == "__main__":
    main()
