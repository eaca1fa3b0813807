"""The command `serve`, in a module of its own because it is the only one that needs a web server."""

from __future__ import annotations

from pathlib import Path

import click

from site_builder.build import make_site
from site_builder.catalogue import Site
from site_builder.cli_shared import make_request, say, show_problems, with_options
from site_builder.report import describe_problems, describe_site
from site_builder.resources import editable_folders, read_reload_script
from site_builder.serve import serve_site


@click.command()
@with_options("content", "source", "strict")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="The port to listen on; the first free one from 8000 by default."
)
def serve(content: Path, sources: tuple[Path, ...], strict: bool, port: int | None) -> None:
    """Build, serve on this machine only, and build and reload again on every change."""
    request = make_request(content, sources, None, strict)

    def build_again() -> Site | None:
        outcome = make_site(request, lambda stage: None)
        show_problems(outcome.problems)
        say(describe_site(outcome.site) if outcome.is_good else describe_problems(outcome.problems))
        return outcome.site if outcome.is_good else None

    serve_site(build_again, (content, *sources, *editable_folders()), port, say, read_reload_script())
