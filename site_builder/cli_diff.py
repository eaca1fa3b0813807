"""The command `diff`: what changed between two states of a survey."""

from __future__ import annotations

from pathlib import Path

import click

from site_builder.build import make_catalogue
from site_builder.cli_shared import PathType, collection_paused, hand_out, make_request, say
from site_builder.diff import State, describe_difference, parse_state, state_of
from site_builder.problems import CommandError, Severity
from site_builder.read import read_content, read_text
from site_builder.urls import PAPERS_DATA


@click.command()
@click.argument("old", type=PathType())
@click.argument("new", type=PathType())
def diff(old: Path, new: Path) -> None:
    """Say in words what was added, merged, changed and removed between two states of a survey.

    OLD and NEW are each a survey's folder, a built site or the file data/papers.json of one. The text is Markdown that
    can head a release note. Of a survey's folder the addresses that were retired and the reasons for leaving papers out
    are known as well.
    """
    with collection_paused():
        before, now = _read_state(old), _read_state(new)
        hand_out(describe_difference(before, now))


def _read_state(path: Path) -> State:
    """The state at a path; raises CommandError where there is none."""
    if not path.exists():
        raise CommandError(f"There is nothing at {path}: name a survey's folder, a site or its {PAPERS_DATA}.")
    if path.is_dir():
        if (path / "survey.yaml").is_file():
            return _read_survey(path)
        if not (path / PAPERS_DATA).is_file():
            raise CommandError(f"{path} holds neither survey.yaml nor {PAPERS_DATA}: it is no survey and no site.")
        path /= PAPERS_DATA
    text, problems = read_text(path)
    if text is None:
        raise CommandError(f"{path} cannot be read: {problems[0].message}.")
    return parse_state(text.text, str(path))


def _read_survey(path: Path) -> State:
    request = make_request(path, (), None, False)
    content, unread = read_content(path)
    catalogue, _, faults = make_catalogue(content, request)
    errors = [problem for problem in (*unread, *faults) if problem.severity is Severity.ERROR]
    if errors:
        first = str(errors[0]).partition("\n")[0]
        say(f"{path} has errors, which `site-builder check` tells; the first of {len(errors)}: {first}")
    return state_of(catalogue)
