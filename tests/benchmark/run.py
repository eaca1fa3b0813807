"""Time site-builder and Pelican on the same invented papers, in turn, as whole processes.

Usage: python run.py [--sizes 294,2000,10000] [--runs 5] [--only-ours] [--pelican COMMAND]

Pelican is measured twice: as it comes (its own theme, with author and year pages, which site-builder makes as well),
and pared down to a page a paper and the theme lists in its barest theme. Neither makes a search index; site-builder's
time includes one. Each figure is the minimum and the median of several runs taken in turn; ratios are of these. CPU is
the least that a run took of all processors together, which others at work on the machine disturb less. The peak of
site-builder is that of two processes together. Before that, the pages of the default survey are weighed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
CONTENT = HERE.parent.parent / "content"
BIN = Path(sys.executable).parent
LARGE = 5_000
"""From so many papers on Pelican takes minutes, and its spread is small beside its length: one run, and two of ours."""
# A user's Python keeps its compiled modules; an environment that forbids it would have ours compiled at every run.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass
class Contestant:
    name: str
    command: list[str]
    output: Path
    runs: int
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    peak_mb: float = 0.0

    def run(self) -> None:
        """One whole process from an empty output folder."""
        shutil.rmtree(self.output, ignore_errors=True)
        begun = time.perf_counter()
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(self.command, stdout=said, stderr=said, env=ENVIRONMENT)
            _, status, usage = os.wait4(process.pid, 0)
            self.seconds.append(time.perf_counter() - begun)
            if status != 0:
                said.seek(0)
                sys.exit(f"{self.name} failed:\n{said.read().decode()[-2000:]}")
        self.processor.append(usage.ru_utime + usage.ru_stime)
        self.peak_mb = max(self.peak_mb, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6)

    def row(self, first: Contestant) -> str:
        """Its line of the table; ratios are to the ``first``."""
        low, middle = min(self.seconds), statistics.median(self.seconds)
        ratios = low / min(first.seconds), middle / statistics.median(first.seconds)
        least = min(self.processor)
        sizes = [path.stat().st_size for path in self.output.rglob("*") if path.is_file()]
        figures = f"{low:7.2f}{middle:10.2f}{ratios[0]:8.1f}{ratios[1]:8.1f}"
        figures += f"{least:8.2f}{least / min(first.processor):7.1f}{self.peak_mb:9.0f}"
        return f"{self.name:22}{self.runs:5}{figures}{len(sizes):8,}{sum(sizes) / 1e6:8.1f}"


def site_builder(content: Path, output: Path) -> list[str]:
    """The command that builds a survey."""
    return [sys.executable, "-m", "site_builder", "build", "--content", str(content), "--output", str(output)]


def contestants(size: int, folder: Path, runs: int, pelican: str | None) -> list[Contestant]:
    """Write the papers of this size in both forms and name the commands that build them."""
    # In a process of its own: the memory of this one would count as that of the commands it starts.
    subprocess.run([sys.executable, HERE / "papers.py", str(size), CONTENT / "themes", folder], check=True)
    ours = site_builder(folder / "notes", folder / "ours")
    found = [Contestant("site-builder", ours, folder / "ours", runs if size < LARGE else min(runs, 2))]
    if pelican is not None:
        for name, settings in (("Pelican, as it comes", "usual.py"), ("Pelican, pared down", "bare.py")):
            output = folder / settings.removesuffix(".py")
            command = [pelican, str(folder / "pelican" / "content"), "--quiet"]
            command += ["--settings", str(folder / "pelican" / settings), "--output", str(output)]
            found.append(Contestant(name, command, output, runs if size < LARGE else 1))
    return found


def measure(size: int, runs: int, pelican: str | None) -> None:
    """Print the table of one size."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        taking_part = contestants(size, folder, runs, pelican)
        ours = taking_part[0]
        stages = []
        for number in range(runs):
            for one in taking_part:
                if number < one.runs:
                    one.run()
            if number < ours.runs:
                command = [sys.executable, HERE / "stages.py", folder / "notes", folder / "stages"]
                done = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=ENVIRONMENT)
                stages.append(json.loads(done.stdout))
        ours.peak_mb = max(sum(run["peak_mb"]) for run in stages)
        print(f"\n{size:,} papers, in turn")
        print(f"{'':22} runs  min s  median s   ratio  median   CPU s  ratio  peak MB   files      MB")
        for one in taking_part:
            print(one.row(ours))
        print("seconds a stage, min (median):", ", ".join(_spread(stages)), flush=True)


def _spread(stages: Sequence[dict[str, Any]]) -> list[str]:
    """Each stage's seconds over several runs, then the processor seconds of all processes."""
    taken = {stage: [run["seconds"][stage] for run in stages] for stage in stages[0]["seconds"]}
    rows = {**taken, "| CPU of this process and its helpers": [sum(run["processor"]) for run in stages]}
    return [f"{name} {min(found):.2f} ({statistics.median(found):.2f})" for name, found in rows.items()]


def weigh_default_survey() -> None:
    """Print how much a reader of the default survey fetches."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(CONTENT, folder / "content")  # a build writes its ledger
        command = site_builder(folder / "content", folder / "site")
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
        home = folder / "site" / "index.html"
        styles = re.findall(r'<link rel="stylesheet"[^>]* href="([^"]+)"', home.read_text("utf-8"))
        fetched = sum(map(_zipped, [home, *(home.parent / style for style in styles)]))
        papers = sorted((home.parent / "papers").glob("*.html"), key=lambda path: path.stat().st_size)
        print(f"Default survey, {len(papers)} papers, in kB (gzipped)")
        print(f"    home page with its CSS ({fetched / 1000:.1f}), of at most 30")
        for what, page in (("middle", papers[len(papers) // 2]), ("largest", papers[-1])):
            print(f"    {what} paper page {page.stat().st_size / 1000:.1f} ({_zipped(page) / 1000:.1f}), of at most 10")


def _zipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes()))


def main() -> None:
    """Measure every size asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="294,2000,10000")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only-ours", action="store_true")
    parser.add_argument("--pelican", default=str(BIN / "pelican"), help="by default the one of this environment")
    arguments = parser.parse_args()
    pelican = None if arguments.only_ours else shutil.which(arguments.pelican)
    if pelican is None and not arguments.only_ours:
        sys.exit(f"There is no {arguments.pelican}: install it with `pip install .[bench]`, or say --only-ours.")
    print(f"Invented papers, always the same; Python {sys.version.split()[0]}, {os.cpu_count()} processors")
    weigh_default_survey()
    for size in map(int, arguments.sizes.split(",")):
        measure(size, arguments.runs, pelican)


if __name__ == "__main__":
    main()
