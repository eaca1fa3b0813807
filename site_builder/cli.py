"""The command line: thin commands over the stages, and the only place that talks to the terminal."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click

from site_builder import __version__
from site_builder.build import Outcome, build, make_catalogue, make_site
from site_builder.bundle import ARCHIVE, SINGLE_FILE
from site_builder.classify import classify_papers
from site_builder.cli_shared import (
    PathType,
    Progress,
    collection_paused,
    hand_out,
    make_request,
    place_of,
    say,
    show_problems,
    tell,
    with_options,
)
from site_builder.columns import tell_columns
from site_builder.explain import describe_filing, explain_departed, explain_paper, find_papers, nearest_slug
from site_builder.export import classify_json, extract_bibtex, extract_csv, extract_json, extract_yaml
from site_builder.given import give_themes
from site_builder.ledger import FILE_NAME
from site_builder.model import SourceText
from site_builder.papers import gather_papers
from site_builder.problems import CommandError, Origin, Problem, has_errors, sort_problems, warning
from site_builder.published import compare_published, read_published
from site_builder.read import read_content, read_sources, read_text
from site_builder.report import (
    describe_account,
    describe_addresses,
    describe_catalogue,
    describe_problems,
    describe_site,
)
from site_builder.survey import parse_survey
from site_builder.theme_files import parse_themes

_MOST_MAILED = 18
"""Megabytes of a file that as an attachment, a third larger, stays below the 25 that most mail servers take."""
_LATER = {
    "diff": "site_builder.cli_diff",
    "init": "site_builder.cli_init",
    "publishing": "site_builder.cli_init",
    "serve": "site_builder.cli_serve",
    "snapshot": "site_builder.cli_snapshot",
}
"""Commands whose modules are imported only when they are used, for they take a tenth of a small build to import."""


class _Commands(click.Group):
    """The commands of this module, and those in :data:`_LATER`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted([*super().list_commands(ctx), *_LATER])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, whose module is imported now if it is imported later than this one."""
        if cmd_name not in _LATER:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(importlib.import_module(_LATER[cmd_name]), cmd_name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="site-builder")
def cli() -> None:
    """Turn files of references into a themed, searchable literature-survey website."""


@cli.command("build")
@with_options("content", "output", "source", "base_url", "jobs", "strict", "zip", "single_file")
def build_command(
    content: Path,
    output: Path,
    sources: tuple[Path, ...],
    base_url: str | None,
    jobs: int,
    strict: bool,
    archive: Path | None,
    single_file: Path | None,
) -> None:
    """Build the site. Nothing is written unless all of it is right."""
    progress = Progress()
    request = replace(make_request(content, sources, base_url, strict), jobs=jobs)
    request = replace(request, archive=place_of(archive, output, ARCHIVE))
    request = replace(request, single_file=place_of(single_file, output, SINGLE_FILE))
    before = f"{output} is as it was" if output.exists() else "nothing was written"
    with collection_paused():
        outcome = build(request, output, progress, progress.step)
    progress.finish()
    show_problems(outcome.problems)
    _show_report(outcome)
    if not outcome.is_good:
        _fail(outcome.problems, before)
    if told := describe_addresses(outcome.catalogue, outcome.new_addresses, (content / FILE_NAME).as_posix()):
        tell(told)
    tell(f"{output}: {describe_site(outcome.site)}. Open {output / 'index.html'}")
    for path in filter(None, (request.archive, request.single_file)):
        size = path.stat().st_size / 1e6
        tell(
            f"{path}: {size:.1f} MB, to hand out{'; many mail servers refuse so much' if size > _MOST_MAILED else ''}."
        )


@cli.command()
@with_options("content", "source", "base_url", "strict")
@click.option(
    "--against", type=PathType(), metavar="OLD_SITE", help="A published site's folder, of which nothing may vanish."
)
def check(content: Path, sources: tuple[Path, ...], base_url: str | None, strict: bool, against: Path | None) -> None:
    """Do everything that build does, short of writing.

    With --against, an address or a place within a page that OLD_SITE has, and that neither is in the new site nor leads
    on from there, is an error.
    """
    published = read_published(against) if against else None
    progress = Progress()
    outcome = make_site(make_request(content, sources, base_url, strict), progress)
    progress.finish()
    vanished = compare_published(published, outcome.site) if published and outcome.is_good else ()
    show_problems((*outcome.problems, *vanished))
    _show_report(outcome)
    if not outcome.is_good or vanished:
        what = "a build would write nothing" if not vanished else f"links to {against} would die"
        _fail((*outcome.problems, *vanished), what)
    tell(f"No errors: {describe_site(outcome.site)}.")
    if published:
        tell(f"All {published.address_count:,} addresses and {published.anchor_count:,} places of {against} stay.")


@cli.command()
@click.argument("paths", type=PathType(), nargs=-1, required=True)
@click.option(
    "--format", "form", type=click.Choice(["json", "yaml", "bibtex", "csv"]), default="json", show_default=True
)
def extract(paths: tuple[Path, ...], form: str) -> None:
    """Print the records of source files; as JSON, with papers, problems and the account of lines.

    PATHS are files, folders of them, or a survey's folder, of which papers/ and sources/ are read. JSON and YAML carry
    all that records say, but for the texts of notes, which only JSON has; BibTeX and CSV carry the facts.
    """
    texts, unread = _read_records(paths)
    gathered, found = gather_papers(texts, {})
    problems = sort_problems((*unread, *found))
    show_problems(problems)
    if form == "json":
        hand_out(extract_json(gathered.records, gathered.papers, problems, gathered.account))
    else:
        printers = {"yaml": extract_yaml, "bibtex": extract_bibtex, "csv": extract_csv}
        hand_out(printers[form](gathered.papers))
    say(describe_account(gathered.account, gathered.papers))
    if has_errors(problems):
        _fail(problems, "what could be read is printed")


@cli.command()
@click.argument("paths", type=PathType(), nargs=-1, required=True)
@with_options("content")
@click.option(
    "--rules-only", is_flag=True, help="Say what the rules alone say, whatever notes decide and theme files give."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def classify(paths: tuple[Path, ...], content: Path, rules_only: bool, form: str) -> None:
    """Print the themes of the papers in source files, with scores and the words that decided."""
    survey_content, faults = read_content(content)
    themes, found = parse_themes(survey_content.themes)
    survey, more = parse_survey(survey_content.survey, survey_content.pages)
    texts, unread = _read_records(paths)
    notes = () if rules_only else _others(survey_content.papers, texts)
    gathered, merging = gather_papers((*texts, *notes), survey.retrieved)
    named = {text.path for text in texts}
    papers = [paper for paper in gathered.papers if any(origin.path in named for origin in paper.origins)]
    # What lists name besides is no fault here, where only some papers are looked at.
    given, _ = give_themes(papers, themes, other_names=survey.other_names)
    assignments, undefined = classify_papers(papers, themes, given, rules_only=rules_only)
    problems = sort_problems((*faults, *found, *more, *unread, *merging, *undefined))
    show_problems(problems)
    if form == "json":
        hand_out(classify_json(papers, assignments))
    else:
        for paper in papers:
            tell("\n".join([paper.title, *describe_filing(assignments[paper.slug])]))
    if has_errors(problems):
        _fail(problems, "what could be classified is printed")


@cli.command()
@click.argument("paper")
@with_options("content", "source")
def explain(paper: str, content: Path, sources: tuple[Path, ...]) -> None:
    """Tell where a paper comes from and why it is where it is.

    PAPER is a slug, the path of its page or note, an arXiv id, a DOI, the short name of its method, a title or words
    of one.
    """
    request = make_request(content, sources, None, False)
    read, unread = read_content(request.content, request.added)
    catalogue, _, faults = make_catalogue(read, request)
    if told := explain_departed(catalogue, paper):
        tell(told)
        return
    found = find_papers(catalogue, paper)
    if not found:
        close = nearest_slug(catalogue, paper)
        raise CommandError(f"No paper is called {paper!r}." + (f" Did you mean {close}?" if close else ""))
    if len(found) > 1:
        names = "\n".join(f"  {one.slug}" for one in found[:20])
        raise CommandError(f"{len(found)} papers could be meant by {paper!r}; name one of them:\n{names}")
    tell(explain_paper(catalogue, found[0], sort_problems((*unread, *faults))).rstrip("\n"))


def main() -> None:
    """Run the command; a command that cannot run says so in one sentence and exits with 2."""
    try:
        cli(standalone_mode=True)
    except CommandError as fault:
        say(f"site-builder: {fault}")
        sys.exit(2)


def _read_records(paths: Sequence[Path]) -> tuple[tuple[SourceText, ...], tuple[Problem, ...]]:
    """Read source files; of a survey's folder, those in ``papers/`` and ``sources/``, for the rest is no records."""
    texts: tuple[SourceText, ...] = ()
    unread: tuple[Problem, ...] = ()
    for path in paths:
        if (path / "survey.yaml").is_file():
            notes, faults = read_sources([path / "papers"] if (path / "papers").is_dir() else [])
            texts += tuple(replace(note, kind="note") for note in notes)
            unread += faults
    places = [path / "sources" if (path / "survey.yaml").is_file() else path for path in paths]
    sources, faults = read_sources([place for place in places if place.name != "sources" or place.exists()])
    texts, unread = (*texts, *_with_columns(sources, paths)), (*unread, *faults)
    if not texts and not unread:
        named = Origin(", ".join(path.as_posix() for path in paths), 0)
        unread = (warning("no-sources", named, "no source files are here"),)
    return texts, unread


def _with_columns(sources: Iterable[SourceText], paths: Iterable[Path]) -> tuple[SourceText, ...]:
    """Sources with what is said of their columns in ``survey.yaml``, of the survey in whose folder the paths are."""
    told: dict[str, Mapping[str, str]] = {}
    for path in paths:
        for folder in (path, path.parent, path.parent.parent):
            read = read_text(folder / "survey.yaml")[0] if (folder / "survey.yaml").is_file() else None
            if read is not None:
                told |= parse_survey(read)[0].columns
                break
    return tell_columns(sources, told)


def _others(notes: Iterable[SourceText], texts: Iterable[SourceText]) -> tuple[SourceText, ...]:
    """The notes that are not among the given texts under another spelling of their path."""
    given = {os.path.realpath(text.path) for text in texts}
    return tuple(note for note in notes if os.path.realpath(note.path) not in given)


def _show_report(outcome: Outcome) -> None:
    tell(describe_account(outcome.catalogue.account, outcome.catalogue.papers))
    tell(describe_catalogue(outcome.catalogue))
    if outcome.problems:
        tell(describe_problems(outcome.problems))


def _fail(problems: Iterable[Problem], consequence: str) -> None:
    say(f"site-builder: {describe_problems(problems)}; {consequence}.")
    sys.exit(1)
