"""Golden sites: each folder in tests/golden/ has a survey, ``content/``, and the site it must give, ``expected/``.

An expected file that no build makes fails as one that differs does. After a change that is meant, write the
expectations anew with ``UPDATE_GOLDEN=1 python -m pytest tests/test_golden.py`` and read the difference before
committing it. Styles, scripts and the search index are left out: they have tests of their own.
"""

from __future__ import annotations

import difflib
import os
import shutil
from pathlib import Path

import pytest
from surveys import files_of

from site_builder.build import Request, make_site
from site_builder.ledger import render_ledger

GOLDEN = Path(__file__).resolve().parent / "golden"
CASES = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())


@pytest.mark.parametrize("case", CASES)
def test_golden_site(case, monkeypatch):
    monkeypatch.chdir(GOLDEN / case)
    sources = tuple(path for path in [Path("added")] if path.is_dir())
    outcome = make_site(Request(Path("content"), sources), lambda stage: None)
    made = {path: data for path, data in outcome.site.items() if not path.startswith("assets/")}
    made["problems.txt"] = "".join(f"{problem}\n" for problem in outcome.problems).encode()
    made["ledger.jsonl"] = render_ledger(outcome.ledger).encode()
    expected = GOLDEN / case / "expected"
    if os.environ.get("UPDATE_GOLDEN"):
        shutil.rmtree(expected, ignore_errors=True)
        for path, data in made.items():
            target = expected / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    wanted = files_of(expected)
    assert sorted(made) == sorted(wanted), "files that are not made, or not expected"
    for path, data in sorted(made.items()):
        if data != wanted[path]:
            before, after = (text.decode(errors="backslashreplace").splitlines(True) for text in (wanted[path], data))
            difference = list(difflib.unified_diff([*map(repr, before)], [*map(repr, after)], "expected", path, n=1))
            pytest.fail("\n".join(difference[:40]))


def test_there_are_golden_sites():
    assert CASES
