"""Dated copies of a site that never change, and the page that lists them.

A copy lies in ``snapshots/<date>/`` beside the site, or in another folder, and is a whole site by itself: its pages say
of what day they are and where the survey goes on, and where the survey says where it is published, their addresses are
those of the copy.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from site_builder.catalogue import Catalogue, Page, Site, Survey
from site_builder.model import Date
from site_builder.problems import CommandError
from site_builder.urls import HOME, SNAPSHOTS
from site_builder.versions import survey_version, theme_versions

FACTS = "snapshot.json"
"""What a copy says of itself, for the page that lists all of them."""
INDEX = f"{SNAPSHOTS}/{HOME}"
_OUR_INDEX = '<body class="snapshots">'


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A dated copy, as the page that lists all of them has it."""

    date: str
    """The ISO date that is also the name of its folder."""
    title: str
    version: str
    papers: int
    themes: int

    @property
    def path(self) -> str:
        """Its home page, as seen from where the copies are kept."""
        return f"{SNAPSHOTS}/{self.date}/{HOME}"


def as_copy(survey: Survey, today: Date | None) -> Survey:
    """The survey as a dated copy has it.

    Raises CommandError where neither the survey nor ``today`` says of what day it is.
    """
    day = survey.updated or today
    if day is None or day.iso is None:
        raise CommandError("A snapshot needs a date: write `updated: YYYY-MM-DD` into survey.yaml.")
    base = f"{survey.base_url}{SNAPSHOTS}/{day.iso}/" if survey.base_url else None
    return replace(survey, updated=day, base_url=base, copy_of=survey.base_url or "", offline=None)


def copy_folder(survey: Survey, output: Path) -> Path:
    """Where the copy of a survey that :func:`as_copy` made goes."""
    return output / SNAPSHOTS / str(survey.updated and survey.updated.iso)


def copy_facts(catalogue: Catalogue) -> Snapshot:
    """What a copy says of itself."""
    survey = catalogue.survey
    version = survey_version(catalogue, theme_versions(catalogue))
    date = (survey.updated and survey.updated.iso) or ""
    return Snapshot(date, survey.title, version, len(catalogue.papers), len(catalogue.themes))


def with_facts(site: Site, facts: Snapshot) -> Site:
    """The site with the file that says what it is a copy of."""
    values = {name: getattr(facts, name) for name in Snapshot.__slots__}
    return {**site, FACTS: (json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode()}


def differing_file(folder: Path, site: Site, marker: str) -> str | None:
    """The first path at which a copy that is there differs from ``site``; None where they are equal.

    ``marker`` names the file by which the tool knows its folders, which is no part of a site. Raises CommandError where
    a file cannot be read.
    """
    there: dict[str, Path] = {}
    for parent, _, names in os.walk(folder):
        there |= {Path(parent, name).relative_to(folder).as_posix(): Path(parent, name) for name in names}
    there.pop(marker, None)
    for path in sorted(site.keys() | there.keys()):
        if path not in site or path not in there or _read(there[path]) != site[path]:
            return path
    return None


def read_snapshots(output: Path) -> tuple[Snapshot, ...]:
    """The copies that a folder keeps, the newest first; what is no copy of this tool's is passed over."""
    folder = output / SNAPSHOTS
    found = []
    for path in sorted(folder.iterdir(), reverse=True) if folder.is_dir() else ():
        if (path / FACTS).is_file():
            snapshot = _parse_facts(_read(path / FACTS))
            if snapshot is not None and snapshot.date == path.name:
                found.append(snapshot)
    return tuple(found)


def _parse_facts(content: bytes) -> Snapshot | None:
    try:
        values = json.loads(content)
    except ValueError:
        return None
    if not isinstance(values, Mapping):
        return None
    date, title, version = (values.get(name) for name in ("date", "title", "version"))
    papers, themes = values.get("papers"), values.get("themes")
    if not (isinstance(date, str) and isinstance(title, str) and isinstance(version, str)):
        return None
    if not (isinstance(papers, int) and isinstance(themes, int)):
        return None
    return Snapshot(date, title, version, papers, themes)


def index_page(snapshots: tuple[Snapshot, ...], survey: Survey, output: Path) -> Page:
    """The page that lists the copies in ``output``, to be rendered and written there.

    Raises CommandError where a page that this tool did not make has its place.
    """
    place = output / INDEX
    if place.exists() and _OUR_INDEX not in _read(place).decode("utf-8", "replace"):
        raise CommandError(f"{place} was not written by site-builder, and the list of snapshots has that name too.")
    has_site = (output / HOME).is_file()
    context = {"title": survey.title, "language": survey.language, "snapshots": snapshots, "has_site": has_site}
    return Page(INDEX, "snapshots.html", context)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise CommandError(f"{path} cannot be read: {fault.strerror}.") from fault
