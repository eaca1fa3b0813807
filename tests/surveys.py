"""Small surveys made for tests, and the command run on them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from site_builder.catalogue import Account
from site_builder.cli import main

NO_ACCOUNT = Account((), {}, records=0, papers=0, merged=0, excluded=0)
"""For catalogues that tests make of papers, without records."""
ABSTRACT = "Networks are tried on pictures of many kinds, and what they get wrong is told apart with care. " * 4


class Said(NamedTuple):
    code: int
    out: str
    err: str


def write_survey(folder: Path, **files: str) -> Path:
    """A content folder with one theme and one note; ``files`` adds or replaces files, ``/`` written as ``__``."""
    texts = {
        "survey.yaml": "title: Small survey\nupdated: 2026-01-02\n",
        "themes__seeing.md": "---\ntitle: Seeing\norder: 1\nscope: What networks see.\nrules:\n  pictures: 3\n---\n",
        "papers__first-paper.md": "---\ntitle: First paper about pictures\ndate: 2020-05\n---\n\nA note.\n",
        **files,
    }
    for name, text in texts.items():
        path = folder.joinpath(*name.split("__"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def listing(*titles: str) -> str:
    """A listing in which each title has an abstract of its own."""
    return "".join(f"{title}\n\n{ABSTRACT}{title.lower()}.\n\n" for title in titles)


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: object) -> Said:
    """Run the command in this process and catch what it says."""
    monkeypatch.setattr(sys, "argv", ["site-builder", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capsys.readouterr()
    return Said(int(ended.value.code or 0), out, err)


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
