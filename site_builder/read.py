"""The left edge: folders and files on disk into texts with the paths to name them by."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from site_builder.model import SourceText
from site_builder.problems import CommandError, Origin, Problem, error, info

MAX_BYTES = 256 * 1024 * 1024
"""A larger source file is refused: it is no reference list, and reading it could take the machine down."""


@dataclass(frozen=True, slots=True)
class Content:
    """The texts of one survey's content folder."""

    survey: SourceText
    themes: tuple[SourceText, ...]
    papers: tuple[SourceText, ...]
    sources: tuple[SourceText, ...]
    """The files of ``sources/`` and those added on the command line."""
    pages: tuple[SourceText, ...]
    ledger: SourceText | None


def read_content(folder: Path, added: Sequence[Path] = ()) -> tuple[Content, tuple[Problem, ...]]:
    """Read a content folder and the files and folders in ``added``; files that cannot be read are problems.

    Raises CommandError when there is no such folder, no ``survey.yaml`` in it, or nothing at an added path.
    """
    if not folder.is_dir():
        raise CommandError(
            f"There is no folder {folder}: name one with --content, or start one with `site-builder init`."
        )
    if not (folder / "survey.yaml").is_file():
        raise CommandError(f"{folder} holds no survey.yaml, so it is not a survey: start one with `site-builder init`.")
    problems: list[Problem] = []
    survey = _read_all([folder / "survey.yaml"], problems)
    themes = _read_all(sorted((folder / "themes").glob("*.md")), problems)
    papers = _read_all(_files(folder / "papers", ".md"), problems)
    pages = _read_all(sorted((folder / "pages").glob("*.md")), problems)
    ledger = _read_all([path for path in [folder / "ledger.jsonl"] if path.is_file()], problems)
    sources, unread = read_sources([path for path in [folder / "sources"] if path.is_dir()] + list(added))
    empty = SourceText(_shown(folder / "survey.yaml"), "")
    content = Content(survey[0] if survey else empty, themes, papers, sources, pages, ledger[0] if ledger else None)
    return content, (*problems, *unread)


def read_sources(paths: Iterable[Path]) -> tuple[tuple[SourceText, ...], tuple[Problem, ...]]:
    """Read source files and all files in folders, except hidden ones and READMEs; each file once.

    Raises CommandError when a path does not exist.
    """
    found: dict[str, Path] = {}
    for path in paths:
        if not path.exists():
            raise CommandError(f"There is nothing at {path} to read records from.")
        for file in _files(path) if path.is_dir() else [path]:
            found.setdefault(os.path.realpath(file), file)
    problems: list[Problem] = []
    return _read_all(sorted(found.values()), problems), tuple(problems)


def _files(folder: Path, suffix: str = "") -> list[Path]:
    """The files below a folder in order, without hidden ones and READMEs, which are for people."""
    paths = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if not name.startswith(".") and not name.upper().startswith("README") and name.endswith(suffix):
                paths.append(Path(parent) / name)
    return sorted(paths)


def _read_all(paths: Iterable[Path], problems: list[Problem]) -> tuple[SourceText, ...]:
    texts = []
    for path in paths:
        text, found = read_text(path)
        problems.extend(found)
        if text is not None:
            texts.append(text)
    return tuple(texts)


def read_text(path: Path) -> tuple[SourceText | None, tuple[Problem, ...]]:
    """Read one file as UTF-8 text with ``\\n`` line ends; None for a file that is not text or cannot be read."""
    shown = _shown(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            message = f"the file is larger than {MAX_BYTES // 1024**2} MB"
            return None, (error("huge-file", Origin(shown, 0), message, "Split it."),)
        data = path.read_bytes()
    except OSError as fault:
        return None, (error("unreadable", Origin(shown, 0), f"the file cannot be read: {fault.strerror}"),)
    return decode_text(data, shown)


def decode_text(data: bytes, shown: str) -> tuple[SourceText | None, tuple[Problem, ...]]:
    """Decode a file's bytes. Bytes that are not UTF-8 are an error at their line, shown as U+FFFD in the text."""
    if b"\0" in data:
        hint = "If it is text, save it as UTF-8."
        return None, (error("binary-file", Origin(shown, 0), "this is not a text file", hint),)
    problems = []
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        problems.append(info("byte-order-mark", Origin(shown, 1), "the byte order mark at the start is passed over"))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        column = fault.start - (data.rfind(b"\n", 0, fault.start) + 1) + 1
        message = f"byte 0x{data[fault.start]:02x} at position {column} of the line is not UTF-8"
        problems.append(error("not-utf-8", Origin(shown, line), message, "Save the file as UTF-8."))
        text = data.decode("utf-8", "replace")
    if "\r" in text:
        problems.append(info("line-ends", Origin(shown, 0), "lines that end in a carriage return are read as usual"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return SourceText(shown, text), tuple(problems)


def _shown(path: Path) -> str:
    return path.as_posix()
