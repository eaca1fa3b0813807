"""What several commands share: their options, the request they make of a build, and what they tell the user."""

from __future__ import annotations

import datetime
import gc
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

import click

from site_builder.build import STAGES, Request
from site_builder.bundle import file_beside
from site_builder.model import Date
from site_builder.problems import CommandError, Problem
from site_builder.read import check_survey
from site_builder.text import visible
from site_builder.urls import base_address

Command = Callable[..., None]
_BESIDE = "."
"""What an option for a file stands for when it names none; a folder, which could be no such file."""
_PIPE_CLOSED = 141
"""The exit code of a program whose reader has gone, by custom of shells: 128 and the number of SIGPIPE."""


@contextmanager
def collection_paused() -> Iterator[None]:
    """Pause the search for reference cycles, which only costs time: what a build makes lives to the command's end."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # or Python would search all of it once more before it ends
        if was_on:
            gc.enable()


class PathType(click.Path):
    """A path as the user wrote it; an empty one, which would mean the folder one is in, is refused."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """The path, or the usage error that click shows."""
        if not os.fspath(value):
            self.fail("the path is empty; write . for this folder.", param, ctx)
        return super().convert(value, param, ctx)


def with_options(*names: str) -> Callable[[Command], Command]:
    """The options that several commands share, by name."""
    path = PathType()
    options: dict[str, Callable[[Command], Command]] = {
        "content": click.option(
            "--content", type=path, default=Path("content"), show_default=True, help="The survey's folder."
        ),
        "output": click.option(
            "--output", type=path, default=Path("site"), show_default=True, help="The folder to write the site to."
        ),
        "source": click.option(
            "--source",
            "sources",
            type=path,
            multiple=True,
            help="A file or folder of records to add; repeatable. Papers that it alone brings are not recorded.",
        ),
        "base_url": click.option("--base-url", help="Where the site will be published; overrides survey.yaml."),
        "jobs": click.option(
            "--jobs",
            type=click.IntRange(1),
            default=os.cpu_count() or 1,
            help="Processes to use at most; by default as many as the machine has processors.",
        ),
        "strict": click.option("--strict", is_flag=True, help="Fail on warnings as well."),
        "zip": _handout_option("--zip", "archive", "the site as an archive; beside it unless FILE is named."),
        "single_file": _handout_option(
            "--single-file", "single_file", "the site as one HTML file; beside it unless FILE is named."
        ),
    }

    def decorate(command: Command) -> Command:
        for name in reversed(names):
            command = options[name](command)
        return command

    return decorate


def _handout_option(flag: str, name: str, what: str) -> Callable[[Command], Command]:
    """An option whose value, a file, may be left out."""
    return click.option(
        flag, name, is_flag=False, flag_value=_BESIDE, type=PathType(), metavar="[FILE]", help=f"Write {what}"
    )


def place_of(named: Path | None, output: Path, suffix: str) -> Path | None:
    """Where a file to hand out goes: where its option says, else beside the output; None where it is not asked for."""
    return file_beside(output, suffix) if named == Path(_BESIDE) else named


def make_request(content: Path, sources: Sequence[Path], base_url: str | None, strict: bool) -> Request:
    """What the options of a command ask of a build.

    Raises CommandError for a folder that is no survey, and for an address or a date that is none.
    """
    check_survey(content)
    if base_url is not None:
        checked = base_address(base_url)
        if checked is None:
            raise CommandError(
                f"--base-url must be the whole web address of a folder, such as https://example.org/, not {base_url!r}."
            )
        base_url = checked
    return Request(content, tuple(sources), base_url, _source_date(), strict=strict)


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


class Progress:
    """A bar on standard error that appears when a build takes longer than a second, on a terminal only."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._is_shown = False
        self._stepped = 0.0

    def __call__(self, stage: str) -> None:
        """Show how far the build is that begins a stage."""
        done = STAGES.index(stage)
        if sys.stderr.isatty() and time.monotonic() - self._begun > 1:
            bar = "█" * (done * 4) + "░" * ((len(STAGES) - done) * 4)
            click.echo(f"\r{bar} {stage:<12}", nl=False, err=True)
            self._is_shown = True

    def step(self, done: int, total: int) -> None:
        """Show how far the stage is in which pages are rendered."""
        now = time.monotonic()
        if not sys.stderr.isatty() or now - max(self._begun + 0.9, self._stepped) < 0.1:
            return
        self._stepped = now
        at = STAGES.index("render") * 4
        full = at + 4 * done // max(total, 1)
        bar = "█" * full + "░" * (len(STAGES) * 4 - full)
        click.echo(f"\r{bar} {f'render {100 * done // max(total, 1)} %':<12}", nl=False, err=True)
        self._is_shown = True

    def finish(self) -> None:
        """Wipe the bar."""
        if self._is_shown:
            click.echo("\r" + " " * 48 + "\r", nl=False, err=True)


def say(text: str) -> None:
    """Tell the user something that is no result, with control characters written out."""
    with _writing_to(sys.stderr):
        click.echo(visible(text), err=True)


def tell(text: str) -> None:
    """Print a result for people, with control characters written out."""
    with _writing_to(sys.stdout):
        click.echo(visible(text))


def hand_out(text: str) -> None:
    """Print a result for programs as it stands."""
    with _writing_to(sys.stdout):
        click.echo(text, nl=False)


@contextmanager
def _writing_to(stream: TextIO) -> Iterator[None]:
    """End the command where nobody reads on, quietly, and where the output cannot be written, with CommandError."""
    try:
        yield
    except OSError as fault:
        # What Python still holds for the stream would fail once more at its end, with a message of Python's own.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if isinstance(fault, BrokenPipeError):
            raise SystemExit(_PIPE_CLOSED) from None
        raise CommandError(f"The output cannot be written: {fault.strerror}.") from fault


def show_problems(problems: Iterable[Problem]) -> None:
    """Print every problem with its place and hint."""
    for problem in problems:
        say(str(problem))
