"""What several commands share: their options, the request they make of a build, and what they tell the user."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from site_builder.build import Request
from site_builder.model import Date
from site_builder.problems import CommandError, Problem
from site_builder.urls import web_address

Command = Callable[..., None]


def with_options(*names: str) -> Callable[[Command], Command]:
    """The options that several commands share, by name."""
    folder = click.Path(path_type=Path)
    options = {
        "content": click.option(
            "--content", type=folder, default=Path("content"), show_default=True, help="The survey's folder."
        ),
        "output": click.option(
            "--output", type=folder, default=Path("site"), show_default=True, help="The folder to write the site to."
        ),
        "source": click.option(
            "--source", "sources", type=folder, multiple=True, help="A file or folder of records to add; repeatable."
        ),
        "base_url": click.option("--base-url", help="Where the site will be published; overrides survey.yaml."),
        "jobs": click.option(
            "--jobs",
            type=click.IntRange(1),
            default=min(os.cpu_count() or 1, 2),
            help="Processes to use; by default two where the machine has as many. More do not help.",
        ),
        "strict": click.option("--strict", is_flag=True, help="Fail on warnings as well."),
    }

    def decorate(command: Command) -> Command:
        for name in reversed(names):
            command = options[name](command)
        return command

    return decorate


def make_request(content: Path, sources: Sequence[Path], base_url: str | None, strict: bool) -> Request:
    """What the options of a command ask of a build. Raises CommandError for an address or a date that is none."""
    if base_url is not None:
        checked = web_address(base_url)
        if checked is None:
            raise CommandError(
                f"--base-url must be a whole web address such as https://example.org/, not {base_url!r}."
            )
        base_url = f"{checked.rstrip('/')}/"
    return Request(content, tuple(sources), base_url, _source_date(), strict)


def _source_date() -> Date | None:
    """The day that SOURCE_DATE_EPOCH names; the format is reproducible-builds.org's."""
    text = os.environ.get("SOURCE_DATE_EPOCH")
    if not text:
        return None
    try:
        day = datetime.datetime.fromtimestamp(int(text), tz=datetime.UTC).date()
    except (ValueError, OverflowError, OSError) as fault:
        raise CommandError(f"SOURCE_DATE_EPOCH must be a number of seconds since 1970, not {text!r}.") from fault
    return Date(day.isoformat(), day.year, day.month, day.day)


def say(text: str) -> None:
    """Tell the user something that is no result."""
    click.echo(text, err=True)


def show_problems(problems: Iterable[Problem]) -> None:
    """Print every problem with its place and hint."""
    for problem in problems:
        say(str(problem))
