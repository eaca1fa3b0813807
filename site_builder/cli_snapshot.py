"""The command `snapshot`: a dated copy of the site that never changes."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from site_builder.build import make_site
from site_builder.catalogue import Survey
from site_builder.cli_shared import Progress, collection_paused, make_request, say, show_problems, tell, with_options
from site_builder.ledger import FILE_NAME, render_ledger
from site_builder.problems import CommandError
from site_builder.render import Templates, render_pages
from site_builder.report import describe_problems, describe_site
from site_builder.resources import templates_folder
from site_builder.snapshot import (
    INDEX,
    copy_facts,
    copy_folder,
    differing_file,
    index_page,
    read_snapshots,
    with_facts,
)
from site_builder.write import check_output, write_file, write_site
from site_builder.write_swap import MARKER


@click.command()
@with_options("content", "output", "source", "base_url", "jobs", "strict")
def snapshot(
    content: Path, output: Path, sources: tuple[Path, ...], base_url: str | None, jobs: int, strict: bool
) -> None:
    """Write a dated copy of the site that never changes.

    It goes to snapshots/DATE/ in the output folder, which builds leave alone; DATE is the day that `updated` in
    survey.yaml names. A copy of that day with other content is never overwritten. snapshots/index.html lists all
    copies.
    """
    progress = Progress()
    request = replace(make_request(content, sources, base_url, strict), jobs=jobs, is_copy=True)
    with collection_paused():
        outcome = make_site(request, progress)
    progress.finish()
    show_problems(outcome.problems)
    if not outcome.is_good:
        say(f"site-builder: {describe_problems(outcome.problems)}; no snapshot was written.")
        sys.exit(1)
    survey, facts = outcome.catalogue.survey, copy_facts(outcome.catalogue)
    site, folder = with_facts(outcome.site, facts), copy_folder(survey, output)
    index_page((), survey, output)  # before anything is written: the list's place may be taken
    if folder.is_dir() and any(folder.iterdir()):
        differing = differing_file(folder, site, MARKER)
        if differing is not None:
            raise CommandError(
                f"{folder} holds a snapshot with other content (such as {differing}), which is never overwritten: "
                "set `updated` in survey.yaml to the day of this content."
            )
        tell(f"{folder} holds this very snapshot already: version {facts.version}.")
    else:
        check_output(folder, (content, *sources))
        write_file(content / FILE_NAME, render_ledger(outcome.ledger).encode())
        write_site(site, folder, (content, *sources), jobs)
        tell(f"{folder}: {describe_site(site)}, version {facts.version}.")
    _write_index(survey, output)


def _write_index(survey: Survey, output: Path) -> None:
    listed = read_snapshots(output)
    rendered = render_pages([index_page(listed, survey, output)], Templates(templates_folder()))
    for failure in rendered.failures:
        raise CommandError(str(failure.problem))
    write_file(output / INDEX, rendered.pages[INDEX])
    tell(f"{output / INDEX} lists {len(listed)} snapshot{'' if len(listed) == 1 else 's'}.")
