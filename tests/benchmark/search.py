"""Measure our search and Pagefind's on the same pages in Chromium: bytes, requests and milliseconds, and indexing.

Usage: python search.py [--sizes 294,10000] [--runs 3] [--json FILE] [--sites FOLDER] [--no-indexing]

294 is the default survey (with the listings beside the checkout, where they are); other sizes are invented papers with
abstracts. Pagefind indexes the paper pages of our own site, their main parts only. Its searches run through its
JavaScript API, which loads for ten results what they show, in a copy of our search page without our scripts: its
default interface would wait for 300 ms after each key and load itself as well, so this is kind to it. Both pages are
served gzipped by the same server, with an empty cache in a new context for each query. A query is set at once when the
page has loaded; results are on screen when ten (or all) are in the page and the next frame is painted. Our page waits
for 50 ms for further keys, which counts; Pagefind is not made to wait. Bytes are those that the server sent, heads
included, without what every page has (the document, its style, its script and its icon). `later` is what comes after
the results, such as the data of filters. `warm` is the same query again, once loaded.

Indexing compares the search stage of a build with Pagefind on the same pages, and on at most 2,000 papers with the lunr
package called plainly. The default sizes take about 15 minutes on two processors. 100,000 papers take an hour or more,
3 GB of disk and several GB of memory: ask for them only when you mean it, and keep the sites with --sites.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from search_asking import PAGES, measure_search
from search_queries import invent_queries
from search_sites import add_pagefind, build_site, measure_indexing


def measure(size: int, folder: Path, runs: int, *, has_indexing: bool) -> dict[str, Any]:
    """Build what is not there yet, then measure and print one size."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "rows").exists():
        build_site(size, folder)
    add_pagefind(folder)
    asked = measure_search(folder, invent_queries(folder / "site"), runs)
    print_search(size, asked)
    indexed = measure_indexing(folder, size, runs) if has_indexing else {}
    if indexed:
        print_indexing(indexed)
    return {"size": size, "search": asked, "indexing": indexed}


def least(rows: list[dict[str, Any]], name: str) -> tuple[float, float]:
    """Minimum and median of one figure over the runs."""
    found = [row[name] for row in rows]
    return min(found), statistics.median(found)


def print_search(size: int, asked: list[dict[str, Any]]) -> None:
    """A line for each query and program; ratios are Pagefind's to ours, by medians."""
    print(f"\n{size:,} papers: a first query (empty cache) and the same once loaded; min and median")
    columns = "      kB requests  later kB   first ms (med)    warm ms (med)  results"
    print(f"{'':12}{'':9}{columns}")
    for at in range(0, len(asked), len(PAGES)):
        pair = asked[at : at + len(PAGES)]
        print(f"{pair[0]['kind']}: {pair[0]['query']}")
        for one in pair:
            last = one["runs"][-1]
            first, warm = least(one["runs"], "first_ms"), least(one["runs"], "warm_ms")
            times = f"{first[0]:10.0f} ({first[1]:5.0f}){warm[0]:9.0f} ({warm[1]:5.0f})"
            weight = f"{least(one['runs'], 'kilobytes')[1]:8.1f}{last['requests']:9}{last['later_kilobytes']:10.1f}"
            print(f"{'':12}{one['who']:9}{weight}{times}  {last['said'][:60]}")
        ratios = [least(pair[1]["runs"], name)[1] / least(pair[0]["runs"], name)[1] for name in COMPARED]
        print(f"{'':12}{'ratio':9}{ratios[0]:8.1f}{'':19}{ratios[1]:10.1f}{'':8}{ratios[2]:9.1f}", flush=True)


COMPARED = ("kilobytes", "first_ms", "warm_ms")


def print_indexing(indexed: dict[str, list[dict[str, float]]]) -> None:
    """A line for each way of making an index."""
    print(f"\n{'Indexing':23}   min s  median s    CPU s  peak MB   of it for the index")
    for name, runs in indexed.items():
        (low, middle), (processor, _) = least(runs, "seconds"), least(runs, "processor")
        own = f"{runs[0]['own_mb']:10.0f}" if "own_mb" in runs[0] else ""
        print(f"{name:23}{low:8.2f}{middle:10.2f}{processor:9.2f}{max(run['peak_mb'] for run in runs):9.0f}{own}")
    # Up to 2,000 papers, ours is the same for both.
    ours, pagefind, *some, terms, plain = (least(runs, "seconds")[1] for runs in indexed.values())
    whole = (some or [ours])[0]
    print(f"Pagefind takes {pagefind / ours:.1f} times as long as ours; lunr called plainly takes {plain / terms:.1f}")
    print(f"times as long as what its index is here, and {plain / whole:.1f} times as long as all search files.")


def main() -> None:
    """Measure every size asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="294,10000", help="numbers of papers (default: 294,10000)")
    parser.add_argument("--runs", type=int, default=3, help="of everything, in turn (default: 3)")
    parser.add_argument("--json", type=Path, help="a file to write all figures to as well")
    parser.add_argument("--sites", type=Path, help="a folder to keep sites in, and to take them from another time")
    parser.add_argument("--no-indexing", action="store_true", help="leave out how long indexes take to make")
    arguments = parser.parse_args()
    print(f"Pagefind {version('pagefind')}, lunr {version('lunr')}, Python {sys.version.split()[0]}", end=", ")
    print(f"{os.cpu_count()} processors, {arguments.runs} runs in turn")
    with tempfile.TemporaryDirectory() as name:
        found = []
        for size in map(int, arguments.sizes.split(",")):
            folder = (arguments.sites or Path(name)).resolve() / str(size)
            found.append(measure(size, folder, arguments.runs, has_indexing=not arguments.no_indexing))
            if arguments.json:
                arguments.json.write_text(json.dumps(found, indent=1), "utf-8")


if __name__ == "__main__":
    main()
