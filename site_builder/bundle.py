"""A site as one thing to hand out: an archive to unpack, or a single file that opens from an e-mail.

Both are made of the finished site alone, so that the same site gives the same bytes, and neither touches the folder
that the site is written to.
"""

from __future__ import annotations

import importlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from site_builder.catalogue import Page, Site, Survey
from site_builder.problems import CommandError
from site_builder.text import slug_of

_LATER = {"single_file": "site_builder.single_file"}
"""What takes pages apart is imported only when it is asked for."""
ARCHIVE, SINGLE_FILE = ".zip", ".html"
"""The suffixes of what is handed out."""
GENERATOR = "site-builder, in one file"
"""By which a single file of ours is known; the archive carries it as its comment."""
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first moment that an archive can name."""
_READABLE = 0o100644 << 16
_FACTS = 4096
"""Bytes in which a file says what made it."""


def file_beside(output: Path, suffix: str) -> Path:
    """The file beside the folder of a site: ``site`` and ``site.zip``."""
    folder = output.absolute()
    return output.parent / f"{folder.name}{suffix}" if output.name else folder.with_name(f"{folder.name}{suffix}")


def zip_site(site: Site, survey: Survey) -> bytes:
    """The site as an archive with one folder, named after the survey; its files are of the day of the survey."""
    top, day = slug_of(survey.title), survey.updated
    moment = _EARLIEST
    if day and day.year and day.month and day.day and day.year >= _EARLIEST[0]:
        moment = (day.year, day.month, day.day, 0, 0, 0)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = GENERATOR.encode()
        for path in sorted(site):
            file = zipfile.ZipInfo(f"{top}/{path}", moment)
            file.compress_type, file.create_system, file.external_attr = zipfile.ZIP_DEFLATED, 3, _READABLE
            archive.writestr(file, site[path], compresslevel=9)
    return target.getvalue()


def single_file_page(site: Site, survey: Survey, extra: Mapping[str, bytes]) -> Page:
    """The whole site as one page to render, which needs no other file; ``extra`` is the script and style of its own."""
    make = importlib.import_module(_LATER["single_file"]).single_file_page
    return cast("Page", make(site, survey, extra, GENERATOR))


def check_handout(path: Path, output: Path, sources: Iterable[Path] = ()) -> None:
    """Raise CommandError where a file to hand out cannot be written to ``path``, or something of others has its place.

    ``output`` is the site's folder; in it, only the top is kept from one build to the next. In ``sources``, files and
    folders, nothing may be written.
    """
    target, folder = path.resolve(), output.resolve()
    for source in sources:
        if source.resolve() in (target, *target.parents):
            raise CommandError(f"{path} lies in {source}, a source of the survey; name a place outside of it.")
    if folder in target.parents and folder != target.parent:
        raise CommandError(f"{path} lies within {output}, which is replaced at every build; name a place beside it.")
    try:
        if target == folder or target.is_dir():
            raise CommandError(f"{path} is a folder; name a file.")
        if not target.parent.is_dir():
            raise CommandError(f"Cannot write {path}: there is no folder {path.parent}.")
        if target.exists() and not _is_ours(target):
            raise CommandError(f"{path} was not made by site-builder and is left alone; name another file.")
    except OSError as fault:
        raise CommandError(f"Cannot write {path}: {(fault.strerror or str(fault)).lower()}.") from fault


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(_FACTS)
        file.seek(max(0, path.stat().st_size - _FACTS))
        return GENERATOR.encode() in head + file.read()
