"""Formatted references kept from build to build, in the user's folder for what can be made again.

A survey has one file: a line with the SHA-256 of what follows, then JSON, key to texts. A file that is absent,
damaged or unreadable is the same as none, and one that cannot be written is not: the site never depends on it.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path

VARIABLE = "SITE_BUILDER_CACHE"
"""The environment variable that names another folder, or none at all where it is empty."""

Texts = tuple[tuple[str, ...], ...]
"""One reference in each style, in parts that are in turns upright and in italics."""


def cache_file(survey: Path) -> Path | None:
    """Where formatted references of the survey in this folder are kept; None where nothing is to be kept."""
    folder = _cache_folder()
    name = hashlib.sha256(os.fsencode(survey.resolve())).hexdigest()[:32]
    return folder / "citations" / name if folder is not None else None


def _cache_folder() -> Path | None:
    given = os.environ.get(VARIABLE)
    if given is not None:
        return Path(given) if given else None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    try:
        folder = Path(base).expanduser()
    except RuntimeError:  # a user without a home
        return None
    return folder / "site-builder" if folder.is_absolute() else None


def read_kept(file: Path | None, length: int) -> Mapping[str, Texts]:
    """Key to texts as they were kept, ``length`` of them each; empty when there is nothing that can be relied on."""
    if file is None:
        return {}
    try:
        digest, _, body = file.read_bytes().partition(b"\n")
        if digest.decode("ascii", "replace") != hashlib.sha256(body).hexdigest():
            return {}
        kept = json.loads(body).items()
        return {key: tuple([tuple(parts) for parts in texts]) for key, texts in kept if len(texts) == length}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def write_kept(file: Path | None, texts: Mapping[str, Texts], used: frozenset[str]) -> None:
    """Keep the texts whose keys were used, and of others at most as many, the first ones.

    Written beside the old file and put in its place at once, so that two builds at a time do no harm.
    """
    if file is None:
        return
    others = islice((key for key in texts if key not in used), len(used))
    kept = {key: texts[key] for key in (*(key for key in texts if key in used), *others)}
    body = json.dumps(kept, ensure_ascii=False).encode()
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=file.parent)
        try:
            with os.fdopen(handle, "wb") as target:
                target.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
            Path(temporary).replace(file)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
