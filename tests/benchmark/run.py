"""Time site-builder and Pelican on the same invented papers, in turn, as whole processes.

Usage: python run.py [--sizes 294,2000,10000] [--runs 5] [--only-ours]

Pelican is measured twice: as it comes (its own theme, with author and year pages, which site-builder makes as well),
and pared down to a page a paper and the theme lists in its barest theme. Neither makes a search index; site-builder's
time includes one. Each figure is the minimum and the median of several runs taken in turn; ratios are of minima.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from papers import SEED, invent_papers, write_articles, write_notes

HERE = Path(__file__).resolve().parent
THEMES = HERE.parent.parent / "content" / "themes"
BIN = Path(sys.executable).parent


@dataclass
class Contestant:
    name: str
    command: list[str]
    output: Path
    seconds: list[float] = field(default_factory=list)
    peak_mb: float = 0.0

    def run(self) -> None:
        """One whole process from an empty output folder."""
        shutil.rmtree(self.output, ignore_errors=True)
        begun = time.perf_counter()
        process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        self.seconds.append(time.perf_counter() - begun)
        assert status == 0, self.command
        self.peak_mb = max(self.peak_mb, usage.ru_maxrss / 1024)


def contestants(size: int, folder: Path, only_ours: bool) -> list[Contestant]:
    """Write the papers of this size in both forms and name the commands that build them."""
    themes = sorted(path.stem for path in THEMES.glob("*.md"))
    papers = list(invent_papers(size, themes))
    write_notes(papers, THEMES, folder / "notes")
    write_articles(papers, folder / "pelican")
    ours = [str(BIN / "site-builder"), "build", "--content", str(folder / "notes"), "--output", str(folder / "ours")]
    found = [Contestant("site-builder", ours, folder / "ours")]
    if not only_ours:
        for name, settings in (("Pelican, as it comes", "usual.py"), ("Pelican, pared down", "bare.py")):
            output = folder / settings.removesuffix(".py")
            command = [str(BIN / "pelican"), str(folder / "pelican" / "content"), "--quiet"]
            command += ["--settings", str(folder / "pelican" / settings), "--output", str(output)]
            found.append(Contestant(name, command, output))
    return found


def measure(size: int, runs: int, only_ours: bool) -> None:
    """Print the table of one size."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        field_ = contestants(size, folder, only_ours)
        for _ in range(runs):
            for one in field_:
                one.run()
        print(f"\n{size:,} papers, {runs} runs in turn")
        print(f"{'':22}{'min s':>8}{'median s':>10}{'peak MB':>9}{'files':>8}{'MB':>7}{'ratio':>7}")
        for one in field_:
            files = [path for path in one.output.rglob("*") if path.is_file()]
            size_mb = sum(path.stat().st_size for path in files) / 1e6
            ratio = min(one.seconds) / min(field_[0].seconds)
            low, middle = min(one.seconds), statistics.median(one.seconds)
            row = f"{low:8.2f}{middle:10.2f}{one.peak_mb:9.0f}{len(files):8,}{size_mb:7.1f}{ratio:7.1f}"
            print(f"{one.name:22}{row}", flush=True)
        command = [sys.executable, str(HERE / "stages.py"), str(folder / "notes"), str(folder / "stages")]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        stages = ", ".join(f"{stage} {seconds:.2f}" for stage, seconds in json.loads(done.stdout).items())
        print(f"seconds a stage: {stages}")


def main() -> None:
    """Measure every size asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="294,2000,10000")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only-ours", action="store_true")
    arguments = parser.parse_args()
    print(f"Invented papers, seed {SEED}; Python {sys.version.split()[0]}, {os.cpu_count()} processors")
    for size in map(int, arguments.sizes.split(",")):
        # A large size takes minutes for Pelican, and its spread is small beside its length.
        measure(size, max(2, arguments.runs // 2) if size >= 5_000 else arguments.runs, arguments.only_ours)


if __name__ == "__main__":
    main()
