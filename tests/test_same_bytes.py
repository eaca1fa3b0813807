"""The same content gives the same bytes on any machine: any locale, clock, order of files, number of processes."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from small_disk import STAGED
from surveys import files_of, listing, write_survey

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "tests" / "fuzz" / "seeds"

# Python imports this by itself when it starts: folders give their files in another order, and it is another year.
_ELSEWHERE = """\
import contextlib, os, time
real_listdir, real_scandir = os.listdir, os.scandir
def listdir(*given):
    return sorted(real_listdir(*given), key=lambda name: name[::-1], reverse=True)
@contextlib.contextmanager
def shuffled(*given):
    with real_scandir(*given) as found:
        yield iter(sorted(found, key=lambda entry: entry.name[::-1], reverse=True))
class Scan:
    def __init__(self, *given):
        with real_scandir(*given) as found:
            self.found = iter(sorted(found, key=lambda entry: entry.name[::-1], reverse=True))
    def __iter__(self):
        return self.found
    def __next__(self):
        return next(self.found)
    def __enter__(self):
        return self
    def __exit__(self, *_):
        pass
    close = __exit__
os.listdir, os.scandir = listdir, Scan
for name in ("time", "localtime", "gmtime"):
    def later(*given, real=getattr(time, name)):
        return real(*given) + 3e8 if real.__name__ == "time" else real(*(given or [1.9e9]))
    setattr(time, name, later)
"""


@dataclass(frozen=True)
class Surroundings:
    """A machine, as far as one can be had here."""

    folder: str
    """Where the survey lies, below a folder of the test."""
    variables: dict[str, str]
    umask: int
    jobs: int
    is_backwards: bool = False
    """Whether files are made in the opposite order, with other times, and are given in another order by the system."""
    is_staged: bool = False
    """Whether files of the site are written as they are made, as they are for a large survey."""
    is_named_whole: bool = False
    """Whether the command is given the content's absolute path, and started elsewhere."""


MACHINES = (
    Surroundings("one", {"LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "1"}, 0o022, 1),
    Surroundings(
        "two/a much/deeper folder",
        {"LC_ALL": "C.UTF-8", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "2", "PYTHONUTF8": "0", "USER": "ada"},
        0o077, 3, is_backwards=True, is_named_whole=True,
    ),
    Surroundings(
        "três",
        {"LC_ALL": "tr_TR.UTF-8", "LANG": "de_DE", "TZ": "America/St_Johns", "PYTHONHASHSEED": "3", "COLUMNS": "40"},
        0o002, 2, is_backwards=True, is_staged=True,
    ),
)  # fmt: skip


def texts() -> dict[str, str]:
    """A survey with a source of every kind, references in a style, and a web address."""
    survey = (
        "title: Pots\nupdated: 2026-01-02\nbase_url: https://example.org/p/\ncitation_styles: [apa]\noffline: true\n"
    )
    kinds = ("bibtex", "csl-json", "csv", "listing", "markdown-file", "medline", "ris", "toml-file", "wos", "yaml-list")
    files = [path for kind in kinds for path in sorted((SEEDS / kind).iterdir())]
    sources = {f"sources__{path.parent.name}{path.suffix}": path.read_text("utf-8") for path in files}
    themes = {
        f"themes__{word}.md": f"---\ntitle: On {word}\norder: 1\nscope: All {word}.\nrules:\n  {word}: 3\n---\nOn it.\n"
        for word in ("pots", "jugs", "teapots")
    }
    notes = {
        f"papers__n-{number}.md": f"---\ntitle: Note {number} on pots\nauthors: [Ada Jug, Bo Pan]\ntasks: [sorting]\n"
        f"date: 20{10 + number}-05\n---\n\nOn **pots** [@n-{(number + 1) % 9}].\n"
        for number in range(9)
    }
    more = {"sources__more.txt": listing(*(f"Paper number {number}" for number in range(20)))}
    return {"survey.yaml": survey, **sources, **themes, **notes, **more}


def build_in(surroundings: Surroundings, base: Path) -> dict[str, bytes]:
    """Everything that a build on such a machine writes."""
    folder = base / surroundings.folder
    files = sorted(texts().items(), reverse=surroundings.is_backwards)
    content = write_survey(folder / "content", **dict(files))
    path = [str(ROOT)]
    if surroundings.is_backwards:
        for number, file in enumerate(sorted(content.rglob("*.*"))):
            os.utime(file, (10**9 - number, 10**9 - number))
        (base / "elsewhere").mkdir(exist_ok=True)
        (base / "elsewhere" / "sitecustomize.py").write_text(_ELSEWHERE, "utf-8")
        path.insert(0, str(base / "elsewhere"))
    environment = {"PATH": os.environ["PATH"], "HOME": str(base / "nobody"), **surroundings.variables}
    environment |= {"PYTHONPATH": os.pathsep.join(path), "SITE_BUILDER_CACHE": str(base / "cache")}
    start = ["-c", STAGED] if surroundings.is_staged else ["-m", "site_builder"]
    names = ["--content", str(content), "--output", str(folder / "site")] if surroundings.is_named_whole else []
    done = subprocess.run(
        [sys.executable, *start, "build", "--zip", "--single-file", "--jobs", str(surroundings.jobs), *names],
        cwd=base if names else folder, env=environment, umask=surroundings.umask, check=False,
        capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = files_of(folder)
    return {path: data for path, data in found.items() if not path.startswith("content/") or "ledger" in path} | {
        "standard output": done.stdout.replace(f"{folder}/", "").encode(),
        "standard error": done.stderr.replace(f"{folder}/", "").encode(),
    }


def test_the_same_content_gives_the_same_bytes_on_any_machine(tmp_path: Path) -> None:
    first, *others = (build_in(surroundings, tmp_path) for surroundings in MACHINES)
    assert {"site.zip", "site.html", "site/data/papers.json", "site/sw.js", "content/ledger.jsonl"} <= first.keys()
    assert b" records in = " in first["standard output"]
    for found in others:
        assert found.keys() == first.keys()
        assert [path for path in first if found[path] != first[path]] == []


@pytest.mark.parametrize("part", ["order", "clock"])
def test_the_other_machine_is_really_another(tmp_path: Path, part: str) -> None:
    (tmp_path / "sitecustomize.py").write_text(_ELSEWHERE, "utf-8")
    for name in "abc":
        (tmp_path / "files").mkdir(exist_ok=True)
        (tmp_path / "files" / name).touch()
    walked, listed = "next(os.walk('files'))[2]", "[path.name for path in Path('files').iterdir()]"
    ask = {
        "order": f"import os; from pathlib import Path; print({walked} + {listed})",
        "clock": "import time; print(time.gmtime().tm_year > 2029, time.time() > 2e9)",
    }
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-c", ask[part]]
    said = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == {"order": str([*"cba", *"cba"]), "clock": "True True"}[part]
