"""Build the sites that searches are measured on, and time making their indexes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pagefind.service import get_executable

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LISTINGS = ROOT.parent / "shared" / "sources"
"""Listings with abstracts of the default survey, where they are."""
DEFAULT = 294
"""Papers of the default survey."""
PLAIN = 2_000
"""Papers for which lunr is called plainly, with its own quickness."""

PAGEFIND_SCRIPT = """<script type="module">
  const input = document.getElementById("search-input"), list = document.getElementById("results");
  const pagefind = await import("/pagefind/pagefind.js");
  await pagefind.init();
  let turn = 0;
  input.addEventListener("input", async () => {
    const mine = ++turn;
    if (!input.value) { list.replaceChildren(); return; }
    const found = await pagefind.search(input.value);
    const shown = await Promise.all(found.results.slice(0, 10).map((result) => result.data()));
    if (mine !== turn) return;
    list.replaceChildren(...shown.map((data) => {
      const item = document.createElement("li"), link = document.createElement("a"), text = document.createElement("p");
      link.href = data.url; link.textContent = data.meta.title; text.innerHTML = data.excerpt;
      item.append(link, text); return item;
    }));
    const said = found.results.length ? `${found.results.length} papers.` : "No paper matches.";
    document.getElementById("search-status").textContent = said;
  });
  window.isReady = true;
</script>"""


def build_site(size: int, folder: Path) -> None:
    """Make the site of this size in ``folder``, and what search takes from it for :func:`measure_indexing`."""
    notes, added = folder / "notes", ()
    if size == DEFAULT:
        shutil.copytree(ROOT / "content", notes)  # a build writes its ledger
        added = ("--source", str(LISTINGS)) if LISTINGS.is_dir() else ()
    else:
        # In a process of its own: the memory of this one would count as that of the commands it starts.
        subprocess.run([sys.executable, HERE / "papers.py", str(size), ROOT / "content" / "themes", folder], check=True)
        shutil.rmtree(folder / "pelican")
    command = [sys.executable, "-m", "site_builder", "build", "--content", notes, "--output", folder / "site", *added]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    index = [sys.executable, HERE / "search_index.py", "rows", notes, folder / "rows", *added[1:]]
    subprocess.run(index, check=True)


def pagefind_command(folder: Path, output: Path) -> list[str]:
    """What indexes the main parts of the paper pages of a site. The program itself: its Python only waits for it."""
    named = ["--site", str(folder / "site"), "--output-path", str(output), "--glob", "papers/**/*.html"]
    return [str(get_executable()), *named, "--root-selector", "main", "--silent"]


def add_pagefind(folder: Path) -> None:
    """Let Pagefind index the site, and make a copy of our search page that searches with it."""
    shutil.rmtree(folder / "pagefind", ignore_errors=True)
    timed(pagefind_command(folder, folder / "pagefind"))
    page = (folder / "site" / "search.html").read_text("utf-8").replace("<head>", '<head><base href="/">', 1)
    page = re.sub(r"<meta[^>]*Content-Security-Policy[^>]*>", "", page)  # it forbids what Pagefind does
    page = re.sub(r'<script[^>]* src="assets/search[^>]*></script>', "", page)
    page = re.sub(r'<link[^>]* href="assets/search[^>]*>', "", page)
    (folder / "pagefind" / "search.html").write_text(page + PAGEFIND_SCRIPT, "utf-8")


def timed(command: list[str]) -> tuple[dict[str, float], str]:
    """Run a command: its seconds, of the processor too, its peak, and what it printed."""
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=said)
        _, status, usage = os.wait4(process.pid, 0)
        taken = time.perf_counter() - begun
        said.seek(0)
        if status:
            sys.exit(f"{command[0]} failed")
        peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
        processor = usage.ru_utime + usage.ru_stime
        return {"seconds": taken, "processor": processor, "peak_mb": peak}, said.read().decode()


def measure_indexing(folder: Path, size: int, runs: int) -> dict[str, list[dict[str, float]]]:
    """Our search stage and Pagefind in turn, then ours, its terms alone and lunr on at most 2,000 of the papers."""
    index = [sys.executable, str(HERE / "search_index.py")]
    count, found = str(min(size, PLAIN)), {}
    commands = {
        f"ours, {size:,}": [*index, "ours", str(folder / "rows")],
        f"Pagefind, {size:,}": pagefind_command(folder, folder / "again"),
        f"ours, {int(count):,}": [*index, "ours", str(folder / "rows"), count],
        f"ours, its terms, {int(count):,}": [*index, "terms", str(folder / "rows"), count],
        f"lunr, {int(count):,}": [*index, "lunr", str(folder / "rows"), count],
    }
    for _ in range(runs):
        for name, command in commands.items():
            usage, said = timed(command)
            found.setdefault(name, []).append(json.loads(said) if said else usage)
            shutil.rmtree(folder / "again", ignore_errors=True)
    return found
