"""The commands `init` and `publishing`: a new survey, and the files that let a host publish one."""

from __future__ import annotations

import datetime
import os
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from site_builder import __version__
from site_builder.cli_shared import PathType, say, tell
from site_builder.init import init_survey
from site_builder.publishing import (
    HOSTS,
    Requirement,
    add_publishing,
    check_place,
    check_requirement,
    read_requirement,
)
from site_builder.read import check_survey
from site_builder.resources import publishing_folder, starter_folder

_Host = click.Choice(list(HOSTS))


def _with_requirement(command: Callable[..., None]) -> Callable[..., None]:
    return click.option(
        "--requirement",
        metavar="TEXT",
        help="What hosts install, as pip takes it: a version, a git address or a wheel. [default: what runs now]",
    )(command)


@click.command()
@click.argument("folder", type=PathType(), metavar="DIR")
@click.option("--publish", "hosts", type=_Host, multiple=True, help="Add what publishes it there; repeatable.")
@_with_requirement
def init(folder: Path, hosts: tuple[str, ...], requirement: str | None) -> None:
    """Start a new survey in a folder of its own."""
    wanted = _requirement(requirement) if hosts or requirement else None
    if hosts:
        check_place(folder)  # before anything is written
    written = init_survey(starter_folder(), folder, datetime.datetime.now(tz=datetime.UTC).date().isoformat())
    for path in written:
        tell(str(path))
    if wanted:
        _add(folder, hosts, wanted)
    build_it = ["site-builder", "build", "--content", str(folder), "--output", f"{folder}-site"]
    say(f"A survey of your own. Build it: {shlex.join(build_it)}")


@click.command()
@click.argument("folder", type=PathType(), metavar="DIR")
@click.argument("hosts", type=_Host, nargs=-1, required=True, metavar="HOST...")
@_with_requirement
def publishing(folder: Path, hosts: tuple[str, ...], requirement: str | None) -> None:
    """Add the files with which a host builds and publishes the survey in DIR.

    HOST is github, gitlab, netlify, rsync or container. The files go to the top of the git repository that DIR is in,
    or into DIR where it is in none; what is there already is never touched.
    """
    check_survey(folder)
    _add(folder, hosts, _requirement(requirement))


def _requirement(named: str | None) -> Requirement:
    return read_requirement(__version__) if named is None else check_requirement(named)


def _add(folder: Path, hosts: Sequence[str], requirement: Requirement) -> None:
    offered = add_publishing(publishing_folder(), folder, hosts, requirement)
    for path in offered.written:
        tell(os.path.relpath(path))
    for path in offered.left:
        say(f"{os.path.relpath(path)} was there before and is as it was.")
    if offered.written and not requirement.is_certain:
        say(
            f"Hosts will install {requirement.text}, which they may not find, or find by somebody else: the tool that "
            "runs now comes from this machine. Name a git address or a wheel in the lines marked WHAT IS INSTALLED."
        )
