"""Time making a search index in this process and print as JSON what it took.

Usage: python search_index.py rows CONTENT FILE [SOURCE]    writes what search takes from a survey, for the others
       python search_index.py ours FILE [COUNT]             site-builder's search files
       python search_index.py terms FILE [COUNT]            of these, what is in lunr's index: the shards of terms
       python search_index.py lunr FILE [COUNT]             the lunr package called plainly on the same texts

COUNT takes that many of the papers. The last three print ``seconds``, ``processor`` seconds, ``peak_mb``, the most
memory of the process, and ``own_mb``, how much of it came with making the index. What stands before it, reading the
rows, is not timed; nor are the plain texts of papers for ``terms`` and ``lunr``, which begin with the same ones.
"""

from __future__ import annotations

import json
import pickle
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from lunr import lunr

from site_builder.build import Request, make_catalogue
from site_builder.read import read_content
from site_builder.search import FIELDS, SearchRows, build_search, search_rows
from site_builder.search_count import Said, count_papers
from site_builder.search_shards import cut_family
from site_builder.search_texts import paper_texts, said_by

KILOBYTE = 1 if sys.platform == "darwin" else 1024
"""What the system counts memory in."""


def write_rows(content: Path, file: Path, added: tuple[Path, ...]) -> None:
    """Read a survey as a build does and keep what search takes from it."""
    catalogue, _, _ = make_catalogue(read_content(content, added)[0], Request(content, added))
    file.write_bytes(pickle.dumps(search_rows(catalogue)))


def build_ours(rows: SearchRows) -> int:
    """Make our files; returns their bytes."""
    return sum(map(len, build_search(rows).values()))


def documents(rows: SearchRows) -> list[dict[str, str]]:
    """The texts of the papers by field, as one would give them to lunr."""
    names = [field.name for field in FIELDS]
    said = [said_by(paper_texts(row), rows.themes) for row in rows.papers]
    return [{"id": str(at), **dict(zip(names, one.fields, strict=True))} for at, one in enumerate(said)]


def build_terms(found: list[dict[str, str]]) -> int:
    """Make the shards of the index that lunr makes of the same texts; returns their bytes."""
    said = (Said(tuple(texts[field.name] for field in FIELDS), ()) for texts in found)
    _, parts = cut_family("terms", count_papers(said, [field.boost for field in FIELDS]).terms)
    return sum(len(part.encode()) for part in parts.values())


def build_lunr(found: list[dict[str, str]]) -> int:
    """Call the package as its documentation does; returns the bytes of the index as JSON."""
    fields = [{"field_name": field.name, "boost": field.boost} for field in FIELDS]
    return len(json.dumps(lunr(ref="id", fields=fields, documents=found).serialize()))


def peak_mb() -> float:
    """The most memory this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KILOBYTE / 1e6


def told(make: Callable[[], int]) -> str:
    """Run it and say what it took."""
    before, begun, used = peak_mb(), time.perf_counter(), time.process_time()
    size = make()
    taken = time.perf_counter() - begun
    processor = time.process_time() - used
    figures = {"seconds": taken, "processor": processor, "peak_mb": peak_mb(), "own_mb": peak_mb() - before}
    return json.dumps({**figures, "bytes": size})


def main() -> None:
    """Do what the first argument says."""
    what = sys.argv[1]
    if what == "rows":
        write_rows(Path(sys.argv[2]), Path(sys.argv[3]), tuple(map(Path, sys.argv[4:])))
        return
    rows = pickle.loads(Path(sys.argv[2]).read_bytes())
    if sys.argv[3:]:
        rows = rows._replace(papers=rows.papers[: int(sys.argv[3])])
    if what == "ours":
        print(told(partial(build_ours, rows)))
    else:
        print(told(partial({"terms": build_terms, "lunr": build_lunr}[what], documents(rows))))


if __name__ == "__main__":
    main()
