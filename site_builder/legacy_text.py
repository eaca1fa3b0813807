"""Bytes of reference files that are not UTF-8, as older programs save them, into text."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePosixPath

_SUFFIXES = frozenset((".bib", ".bibtex", ".ris", ".nbib", ".ciw", ".isi", ".enw", ".csv", ".tsv", ".json"))
_REFERENCES = re.compile(rb"\s*(?:FN |PT[ \t]|TY {1,2}-|PMID ?-|@[A-Za-z]+[ \t]*[{(]|%)")
"""How the text files of databases begin; other text files are listings."""
_DECLARED = re.compile(
    rb"(?:\A|\n)%+[ \t]*(?:This file was created with JabRef[^\n]*\n%+[ \t]*)?Encoding:[ \t]*([\w-]{1,20})"
)
_BAD = re.compile("[\udc80-\udcff]+")
_FEW = 8
"""Bytes; so few of them say nothing of a script."""
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode_wide(data: bytes) -> str | None:
    """UTF-16 that says so by its byte order mark, as spreadsheets and Web of Science save it; None for other bytes."""
    if not data.startswith(_WIDE):
        return None
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError:
        return None


def decode_legacy(data: bytes, path: str) -> tuple[str, str] | None:
    """A reference file that is not UTF-8 into its text and the name of the encoding that it was read with.

    The encoding is the one that JabRef's first line names, or Windows-1252 for each byte that is no UTF-8: files put
    together of several have both. None where the file is no reference file by its name and beginning, or where most
    such bytes stand side by side, for then they are of a script that cannot be guessed.
    """
    if PurePosixPath(path).suffix.lower() not in _SUFFIXES and not _REFERENCES.match(data[:500]):
        return None
    declared = _DECLARED.search(data[:1000])
    if declared:
        name = declared[1].decode("ascii", "replace")
        try:
            if codecs.lookup(name).name != "utf-8":
                return data.decode(name), name
        except (LookupError, UnicodeDecodeError):
            pass
    text = data.decode("utf-8", "surrogateescape")
    runs = [len(run) for run in _BAD.findall(text)]
    if sum(runs) > _FEW and 2 * sum(length for length in runs if length > 1) > sum(runs):
        return None
    return _BAD.sub(
        lambda run: run[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace"), text
    ), "Windows-1252"
