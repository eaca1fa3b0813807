"""Time site-builder, Hugo, Eleventy, mkdocs-material and Pelican on the same invented papers, search index included.

Usage: python peers.py [--sizes 294,2000,10000] [--runs 3] [--limit MINUTES] [--peers NAME,...] [--json FILE]

The peers come from their packages, as the locks in ``peer_sites/`` pin them, into the user's cache folder. A contestant
is timed as whole processes from an empty output folder, in turn with the others; writing its input is not timed. Each
makes of every paper a page with title, authors linked to where they are listed, abstract (as Markdown), date and
themes, with metadata for reference managers; lists of themes, years, authors by letter and titles by letter, with their
indexes; the home page with the latest papers; and an index of the papers for searching in the browser.

The templates of Hugo, Eleventy and Pelican write the same HTML; mkdocs-material has its own, and its papers are kept
out of its navigation, which is kind to it, as all its lists but those of themes are written as input. After 200 papers
a list goes on on another page, but for those of authors, those of themes with mkdocs, and those of years and titles
with Pelican. Pagefind makes the index of Hugo, Eleventy and Pelican, with filters for theme and year, from the paper
pages alone. mkdocs-material uses its own search, whose build writes down the texts and leaves indexing to the browser
of every reader. The papers have no links to other places, so nobody shows any.

site-builder makes more: for each paper a reference and files in three formats, related papers, and why it is in its
themes; for each theme a page to embed, files of references and a syllabus; the map, recent additions, pages for
teachers and about the survey; and it checks all links, and keeps addresses in a ledger. The second table has the pages.

Figures are the minimum and the median of the runs; ratios are of the minimum, and of the least processor time. Memory
is that of all processes at the same time, shared parts counted once, looked at every 50 ms. Ratios above 1 say that a
peer takes longer or more. A peer that takes longer than the limit is stopped, which is said, and it is not tried with
more papers. Ask for 100,000 papers only with an hour or more and 10 GB of disk at hand.
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
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path

from peers_install import Tool, cache_folder, install_peers
from peers_measure import MEASURES_ALL, FailedError, Step, StoppedError, Taken, run

HERE = Path(__file__).resolve().parent
CONTENT = HERE.parent.parent / "content"
OURS = "site-builder"
KINDS = {"papers": "paper", "themes": "theme", "years": "year", "authors": "authors", "titles": "A to Z"}
"""Folder of pages to what a reader finds there."""
# A user's Python keeps its compiled modules. Node.js is given the memory that a large site needs of it.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
ENVIRONMENT |= {"NODE_OPTIONS": "--max-old-space-size=8192", "NO_MKDOCS_2_WARNING": "1"}


@dataclass(frozen=True, slots=True)
class Written:
    """What a build left."""

    pages: dict[str, int]
    """HTML files by kind."""
    page_mb: float
    files: int
    megabytes: float


@dataclass
class Contestant:
    """One program and what its builds took."""

    name: str
    label: str
    steps: tuple[Step, ...]
    output: Path
    runs: list[Taken] = field(default_factory=list)
    written: Written | None = None
    fault: str = ""
    """Why it has no figures."""
    stopped_after: float = 0.0
    """Seconds that a build took at least, where it was stopped."""

    def build(self, size: int, limit: float) -> None:
        """Build once from an empty output folder, unless an earlier build showed that it cannot."""
        if self.fault:
            return
        shutil.rmtree(self.output, ignore_errors=True)
        os.sync()  # what others wrote should not be waited for in its time
        print(f"    {self.label}, {size:,} papers, run {len(self.runs) + 1}", file=sys.stderr, flush=True)
        try:
            self.runs.append(run(self.steps, ENVIRONMENT, limit))
        except StoppedError:
            self.fault, self.stopped_after = f"stopped after {limit / 60:g} minutes", limit
        except FailedError as fault:
            print(fault, file=sys.stderr)
            self.fault = "failed"
        else:
            self.written = self.written or look_at(self.output)
            self.fault = self.written_wrong(size)

    def written_wrong(self, size: int) -> str:
        """What its site lacks of what all must have; nothing where it has it all."""
        assert self.written
        if self.written.pages["paper"] != size:
            return f"wrote {self.written.pages['paper']} paper pages"
        lacking = [kind for kind, count in self.written.pages.items() if not count]
        indexed = size if self.name == OURS else count_indexed(self.output)
        return f"wrote no pages of {lacking}" if lacking else "" if indexed == size else f"indexed {indexed} papers"


def look_at(output: Path) -> Written:
    """Count the pages of a site by kind, with the index of each, and weigh it."""
    pages, page_bytes, files, every_byte = dict.fromkeys([*KINDS.values(), "other"], 0), 0, 0, 0
    for path in output.rglob("*"):
        if path.is_file():
            size = path.stat().st_size
            files, every_byte = files + 1, every_byte + size
            if path.suffix == ".html":
                kind = KINDS.get(path.relative_to(output).parts[0].removesuffix(".html"), "other")
                pages[kind], page_bytes = pages[kind] + 1, page_bytes + size
    return Written(pages, page_bytes / 1e6, files, every_byte / 1e6)


def count_indexed(output: Path) -> int:
    """The papers that a peer's search finds."""
    pagefind = output / "pagefind" / "pagefind-entry.json"
    if pagefind.exists():
        languages = json.loads(pagefind.read_text("utf-8"))["languages"]
        return sum(language["page_count"] for language in languages.values())
    return len(json.loads((output / "search" / "search_index.json").read_text("utf-8"))["docs"])


def contestants(folder: Path, tools: dict[str, Tool], taking_part: Sequence[str]) -> list[Contestant]:
    """Ours, then the peers asked for, with the commands that build the papers written below ``folder``."""

    def command(name: str, *arguments: object) -> Step:
        return Step((*tools[name].program, *map(str, arguments)), folder / name)

    def indexed(name: str) -> Step:
        found = command("pagefind", "--site", folder / name / "site", "--glob", "papers/**/*.html", "--silent")
        return Step(found.command, folder / name)

    steps = {
        "hugo": (command("hugo", "--quiet", "--destination", "site"), indexed("hugo")),
        "eleventy": (command("eleventy", "--quiet"), indexed("eleventy")),
        "mkdocs": (command("mkdocs", "build", "--quiet"),),
        "pelican": (command("pelican", "--quiet", "--settings", "pelicanconf.py"), indexed("pelican")),
    }
    labels = {
        "hugo": f"Hugo {tools['hugo'].version} with Pagefind",
        "eleventy": f"Eleventy {tools['eleventy'].version} with Pagefind",
        "mkdocs": f"mkdocs-material {tools['mkdocs'].version}",
        "pelican": f"Pelican {tools['pelican'].version} with Pagefind",
    }
    built = ("-m", "site_builder", "build", "--content", str(folder / "notes"), "--output", str(folder / "ours"))
    ours = Step((sys.executable, *built), folder / "notes")
    first = Contestant(OURS, f"site-builder {version('site-builder')}", (ours,), folder / "ours")
    return [first, *(Contestant(name, labels[name], steps[name], folder / name / "site") for name in taking_part)]


COLUMNS = "program|runs|min s|median s|of it Pagefind|× ours|CPU s|× ours|peak MB|pages|MB of pages|files|MB"


def render_table(found: Sequence[Contestant]) -> str:
    """The figures as Markdown; the first contestant is what the others are compared with."""
    rows = [COLUMNS.split("|"), ["---", *["---:"] * COLUMNS.count("|")]]
    rows += [_row(one, found[0]) for one in found]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _row(one: Contestant, first: Contestant) -> list[str]:
    fastest_of_first = min(sum(taken.seconds) for taken in first.runs)
    if one.fault or not one.runs:
        least_ratio = f"> {one.stopped_after / fastest_of_first:.2f}" if one.stopped_after else ""
        return [one.label, str(len(one.runs)), one.fault, "", "", least_ratio, *[""] * (COLUMNS.count("|") - 5)]
    totals, least = [sum(taken.seconds) for taken in one.runs], min(taken.processor for taken in one.runs)
    fastest = min(one.runs, key=lambda taken: sum(taken.seconds))
    figures = [min(totals), statistics.median(totals)]
    ratios = [min(totals) / fastest_of_first]
    ratios += [least / min(taken.processor for taken in first.runs)]
    assert one.written
    return [
        one.label,
        str(len(one.runs)),
        *(f"{figure:.2f}" for figure in figures),
        f"{fastest.seconds[1]:.2f}" if len(one.steps) > 1 else "",
        f"{ratios[0]:.2f}",
        f"{least:.2f}",
        f"{ratios[1]:.2f}",
        f"{max(taken.peak_mb for taken in one.runs):,.0f}",
        f"{sum(one.written.pages.values()):,}",
        f"{one.written.page_mb:,.1f}",
        f"{one.written.files:,}",
        f"{one.written.megabytes:,.1f}",
    ]


def render_kinds(found: Sequence[Contestant]) -> str:
    """How many pages of each kind everyone wrote, as Markdown."""
    kinds = [*KINDS.values(), "other"]
    rows = [["pages of", *kinds], ["---", *["---:"] * len(kinds)]]
    rows += [[one.label, *(f"{one.written.pages[kind]:,}" for kind in kinds)] for one in found if one.written]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def measure(size: int, arguments: argparse.Namespace, tools: dict[str, Tool], beaten: dict[str, str]) -> object:
    """Measure one size, print its tables, and note in ``beaten`` who could not do it."""
    with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
        folder = Path(name)
        # In a process of its own: the memory of this one would count as that of the commands it starts.
        subprocess.run([sys.executable, HERE / "peers_write.py", str(size), CONTENT / "themes", folder], check=True)
        found = contestants(folder, tools, arguments.peers.split(","))
        for one in found:
            one.fault = beaten.get(one.name, "")
        load = os.getloadavg()[0]
        for _ in range(arguments.runs):
            for one in found:
                one.build(size, arguments.limit * 60)
            if found[0].fault:
                sys.exit(f"{found[0].label} {found[0].fault}.")
        print(f"\n{size:,} papers; load before {load:.1f}, after {os.getloadavg()[0]:.1f}\n")
        print(render_table(found), render_kinds(found), sep="\n\n", flush=True)
        beaten |= {one.name: f"not tried: {one.fault} at {size:,} papers" for one in found if one.fault}
        return [{"size": size, "name": one.label, "runs": [asdict(taken) for taken in one.runs]} for one in found]


def main() -> None:
    """Install the peers and measure every size asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="294,2000,10000", help="numbers of papers (default: 294,2000,10000)")
    parser.add_argument("--runs", type=int, default=3, help="of everyone, in turn (default: 3)")
    parser.add_argument("--limit", type=float, default=30, help="minutes that a build may take (default: 30)")
    parser.add_argument("--peers", default="hugo,eleventy,mkdocs,pelican", help="whom to measure (default: all)")
    parser.add_argument("--folder", type=Path, help="where to write papers and sites for the time being")
    parser.add_argument("--cache", type=Path, default=cache_folder(), help="where peers are installed")
    parser.add_argument("--json", type=Path, help="a file to write all figures to as well")
    arguments = parser.parse_args()
    tools = install_peers(arguments.cache.resolve())
    print(
        f"Pagefind {tools['pagefind'].version}, Python {sys.version.split()[0]}, {os.cpu_count()} processors;", end=" "
    )
    print(f"{arguments.runs} runs in turn, of at most {arguments.limit:g} minutes", end="; ")
    print("memory of all processes" if MEASURES_ALL else "memory of the largest process", flush=True)
    beaten: dict[str, str] = {}
    figures = [measure(size, arguments, tools, beaten) for size in map(int, arguments.sizes.split(","))]
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1), "utf-8")


if __name__ == "__main__":
    main()
