"""The left edge: folders and files on disk into texts with the paths to name them by."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from site_builder.legacy_text import decode_legacy, decode_wide
from site_builder.model import SourceText
from site_builder.problems import CommandError, Origin, Problem, error, info, warning
from site_builder.text import CONTROLS, without_controls

MAX_BYTES = 256 * 1024 * 1024
"""A larger source file is refused: it is no reference list, and reading it could take the machine down."""
_SHOWN_LINES = 20
"""So many lines of a file with a fault in its bytes are named one by one."""
_LEFT_BEHIND = re.compile(r".*(?:~|\.(?:bak|orig|tmp|swp))|#.*#|Thumbs\.db|desktop\.ini", re.IGNORECASE | re.DOTALL)
"""Names of the copies that editors keep of a file, and of what file managers leave in a folder."""


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
    added: frozenset[str] = frozenset()
    """Paths of the sources that only the command line names."""


def check_survey(folder: Path) -> None:
    """Raise CommandError, with what to do about it, for a path that is no folder or holds no ``survey.yaml``."""
    if folder.is_file():
        raise CommandError(f"{folder} is a file: name the survey's folder, {folder.parent}.")
    if not folder.is_dir():
        raise CommandError(
            f"There is no folder {folder}: name one with --content, or start one with `site-builder init`."
        )
    if not (folder / "survey.yaml").is_file():
        raise CommandError(f"{folder} holds no survey.yaml, so it is not a survey: start one with `site-builder init`.")


def read_content(folder: Path, added: Sequence[Path] = ()) -> tuple[Content, tuple[Problem, ...]]:
    """Read a content folder and the files and folders in ``added``; files that cannot be read are problems.

    Raises CommandError when there is no such folder, no ``survey.yaml`` in it, or nothing at an added path.
    """
    check_survey(folder)
    if (folder / "ledger.jsonl").is_dir():
        raise CommandError(f"{folder / 'ledger.jsonl'} is a folder, where the survey keeps its addresses in a file.")
    problems: list[Problem] = []
    survey = _read_all([folder / "survey.yaml"], problems)
    texts = {}
    for name in ("themes", "papers", "pages"):
        files = _files(folder / name)
        texts[name] = _read_all([path for path in files if path.suffix == ".md"], problems, unread=name == "papers")
        problems.extend(_stray(path) for path in files if path.suffix != ".md")
    ledger = _read_all([path for path in [folder / "ledger.jsonl"] if path.is_file()], problems)
    texts["papers"] = tuple(replace(text, kind="note") for text in texts["papers"])
    sources, unread = read_sources([path for path in [folder / "sources"] if path.is_dir()] + list(added))
    own = f"{_shown(folder / 'sources')}/"
    notes = {os.path.realpath(text.path) for text in texts["papers"]} if sources else frozenset()
    content = Content(
        survey=survey[0] if survey else SourceText(_shown(folder / "survey.yaml"), ""),
        themes=texts["themes"],
        papers=texts["papers"],
        sources=tuple(source for source in sources if os.path.realpath(source.path) not in notes),
        pages=texts["pages"],
        ledger=ledger[0] if ledger else None,
        added=frozenset(source.path for source in sources if not source.path.startswith(own)),
    )
    return content, (*problems, *unread)


def _stray(path: Path) -> Problem:
    message = "this file is passed over: only files that end in .md are read here"
    return warning("stray-file", Origin(_shown(path), 0), message, "Rename it, or move it elsewhere.")


def read_sources(paths: Iterable[Path]) -> tuple[tuple[SourceText, ...], tuple[Problem, ...]]:
    """Read source files and all files in folders, except hidden ones, READMEs and backup copies; each file once.

    A file that cannot be read is among the texts, marked as such, so that the account of files names it.
    Raises CommandError when a path does not exist.
    """
    found: dict[str, Path] = {}
    problems: list[Problem] = []
    for path in paths:
        if not path.exists():
            raise CommandError(f"There is nothing at {path} to read records from.")
        for file in _files(path) if path.is_dir() else [path]:
            if file != path and _LEFT_BEHIND.fullmatch(file.name):
                message = "this file is passed over: by its name it is a backup copy or no source"
                problems.append(warning("stray-file", Origin(_shown(file), 0), message, "Remove it, or rename it."))
            else:
                found.setdefault(os.path.realpath(file), file)
    return _read_all(sorted(found.values()), problems, unread=True), tuple(problems)


def _files(folder: Path) -> list[Path]:
    """The files below a folder in order, without hidden ones and READMEs, which are for people."""
    paths = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if not name.startswith(".") and not name.upper().startswith("README"):
                paths.append(Path(parent) / name)
    return sorted(paths)


def _read_all(paths: Iterable[Path], problems: list[Problem], *, unread: bool = False) -> tuple[SourceText, ...]:
    """The texts of files; with ``unread``, also an empty one for each file that cannot be read."""
    texts = []
    for path in paths:
        text, found = read_text(path)
        problems.extend(found)
        if text is not None:
            texts.append(text)
        elif unread:
            texts.append(SourceText(_shown(path), "", is_unread=True))
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
    """Decode a file's bytes. Bytes that are not UTF-8 are an error at their line, shown as U+FFFD in the text.

    Reference files of older programs are read as what they seem to be, with a warning. Characters that steer a
    terminal or the direction of writing are taken out, with a warning at their line.
    """
    wide = decode_wide(data)
    if wide is not None:
        data = wide.encode("utf-8", "replace")
    if b"\0" in data:
        hint = "If it is text, save it as UTF-8."
        return None, (error("binary-file", Origin(shown, 0), "this is not a text file", hint),)
    problems = []
    if wide is not None:
        problems.append(info("utf-16", Origin(shown, 1), "the file is UTF-16 and is read as such"))
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        problems.append(info("byte-order-mark", Origin(shown, 1), "the byte order mark at the start is passed over"))
    if b"\r" in data:
        problems.append(info("line-ends", Origin(shown, 0), "lines that end in a carriage return are read as usual"))
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        legacy = decode_legacy(data, shown)
        if legacy is None:
            problems.extend(_undecodable(data, shown))
            text = data.decode("utf-8", "replace")
        else:
            text, encoding = legacy
            line = data.count(b"\n", 0, fault.start) + 1
            message = f"byte 0x{data[fault.start]:02x} is not UTF-8: such bytes are read as {encoding}"
            problems.append(warning("not-utf-8", Origin(shown, line), message, "Save the file as UTF-8."))
    if CONTROLS.search(text):
        problems.extend(_controls(text, shown))
        text = without_controls(text)
    return SourceText(shown, text), tuple(problems)


def _controls(text: str, shown: str) -> Iterator[Problem]:
    """A warning for each line with control characters; many such lines share the last one."""
    hint = "Remove it from the file: it is no text."
    found = 0
    for number, line in enumerate(text.split("\n"), start=1):
        first = CONTROLS.search(line)
        if first is None:
            continue
        found += 1
        if found <= _SHOWN_LINES:
            message = f"the control character U+{ord(first[0]):04X} at position {first.start() + 1} is taken out"
            yield warning("control-character", Origin(shown, number), message, hint)
    if found > _SHOWN_LINES:
        message = f"control characters are taken out of {found - _SHOWN_LINES:,} more lines"
        yield warning("control-character", Origin(shown, 0), message, hint)


def _undecodable(data: bytes, shown: str) -> Iterator[Problem]:
    """An error for each line that is not UTF-8, at its first wrong byte; many such lines share the last one."""
    hint = "Save the file as UTF-8."
    found = 0
    for number, line in enumerate(data.split(b"\n"), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as fault:
            found += 1
            if found > _SHOWN_LINES:
                continue
            message = f"byte 0x{line[fault.start]:02x} at position {fault.start + 1} of the line is not UTF-8"
            yield error("not-utf-8", Origin(shown, number), message, hint)
    if found > _SHOWN_LINES:
        yield error("not-utf-8", Origin(shown, 0), f"{found - _SHOWN_LINES:,} more lines are not UTF-8", hint)


def _shown(path: Path) -> str:
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")  # a name on disk may be no text
