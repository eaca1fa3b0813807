"""The whole build on one screen: the stages joined, from a content folder to a site."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from site_builder.bundle import check_handout, single_file_page, zip_site
from site_builder.catalogue import Catalogue, Page, Site, Survey
from site_builder.check import Glance, check_site, glance_at
from site_builder.check_metadata import check_metadata
from site_builder.citations import check_citations
from site_builder.classify import classify_papers
from site_builder.columns import tell_columns
from site_builder.course import course_files
from site_builder.data_files import each_data_file
from site_builder.divide import OnStep, beside, divide
from site_builder.facets import gather_facets
from site_builder.formatted import add_formatted
from site_builder.given import give_themes
from site_builder.ledger import (
    FILE_NAME,
    Ledger,
    count_lines,
    parse_ledger,
    record_terms,
    record_themes,
    render_ledger,
)
from site_builder.metadata import Heads, machine_pages
from site_builder.model import Date
from site_builder.offline import offline_files
from site_builder.pages import plan_pages
from site_builder.papers import gather_papers
from site_builder.problems import CommandError, Problem, has_errors, sort_problems
from site_builder.read import Content, read_content
from site_builder.related import find_related
from site_builder.related_pages import add_related
from site_builder.render import Failure, Templates, render_pages, tell_failures
from site_builder.resources import OFFLINE, SINGLE_FILE, read_assets, read_extra, templates_folder
from site_builder.search import each_search_file, search_rows
from site_builder.snapshot import as_copy
from site_builder.staged import StagedSite, join_sites
from site_builder.survey import parse_survey
from site_builder.terms import gather_terms
from site_builder.text_links import check_pictures, links_in_texts
from site_builder.theme_files import parse_themes
from site_builder.urls import paper_path, theme_path
from site_builder.venues import venue_facet
from site_builder.write import check_output, put_in_place, stage_files, staging, write_file, write_site

STAGES = ("read", "catalogue", "citations", "pages", "render", "check", "write")
"""What a build tells of, in order."""


Files = Iterable[tuple[str, bytes]]
"""Files of a site, by their paths."""


def _make_search(catalogue: Catalogue) -> Files:
    return each_search_file(search_rows(catalogue))


def _make_course(catalogue: Catalogue) -> Files:
    return course_files(catalogue).items()


MAKERS: tuple[Callable[[Catalogue], Files], ...] = (_make_search, each_data_file, _make_course)
"""What makes the files of a site that are no pages, by their paths; one line each, those that take longest first."""

LARGE = 5_000
"""The files of a site of more papers than this are not held in memory until all are there."""
_SLICE = 40
"""Pages that a process renders before it looks for more."""

OnStage = Callable[[str], None]
"""Told the name of each stage as it begins, for progress bars and benchmarks."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a build is asked to do."""

    content: Path
    added: tuple[Path, ...] = ()
    """Source files and folders beside those of the content folder; papers that they alone bring are not recorded in
    the ledger."""
    base_url: str | None = None
    """Overrides the survey's own."""
    today: Date | None = None
    """The day papers are added on, where SOURCE_DATE_EPOCH gives one; otherwise the survey's ``updated``."""
    is_copy: bool = False
    """Whether a dated copy is wanted, which says so on its pages."""
    strict: bool = False
    """Whether warnings fail the build."""
    jobs: int = 1
    """Processes to use at most."""
    archive: Path | None = None
    """The file to write the site to as an archive, beside its folder."""
    single_file: Path | None = None
    """The file to write the site to as one page."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build made, whether or not it may be written."""

    catalogue: Catalogue
    ledger: Ledger
    new_addresses: int
    """How many of its lines the content folder does not hold yet."""
    site: Site
    """Empty when the data forbid a site."""
    problems: tuple[Problem, ...]
    """All of them, sorted."""
    is_good: bool
    """Whether the site may be written."""


def build(request: Request, output: Path, on_stage: OnStage, on_step: OnStep | None = None) -> Outcome:
    """Make the site and, when nothing forbids it, record new addresses and replace ``output`` by it.

    The addresses come first: one that is recorded too early does no harm, and one that is published and then forgotten
    does. Raises CommandError when the command cannot run, such as for an output folder that is not ours.
    """
    check_output(output, (request.content, *request.added))
    if request.archive and request.archive == request.single_file:
        raise CommandError(f"{request.archive} cannot be the archive and the single file; name two files.")
    for handout in filter(None, (request.archive, request.single_file)):
        check_handout(handout, output, (request.content, *request.added))
    sources = (request.content, *request.added)
    with ExitStack() as stack:
        outcome = make_site(
            request, on_stage, Place(output, lambda: stack.enter_context(staging(output, sources)), on_step)
        )
        if outcome.is_good:
            handouts = _handouts(outcome.site, outcome.catalogue.survey, request)
            on_stage("write")
            write_file(request.content / FILE_NAME, render_ledger(outcome.ledger).encode())
            if isinstance(outcome.site, StagedSite):
                put_in_place(outcome.site, outcome.site.folder, output, request.jobs)
            else:
                write_site(outcome.site, output, sources, request.jobs)
            for path, content in handouts.items():
                write_file(path, content)
    return outcome


def _handouts(site: Site, survey: Survey, request: Request) -> Mapping[Path, bytes]:
    """What is handed out besides the site, by its file."""
    made = {request.archive: zip_site(site, survey)} if request.archive else {}
    if request.single_file:
        page = single_file_page(site, survey, read_extra(SINGLE_FILE))
        rendered = render_pages([page], Templates(templates_folder()))
        for failure in rendered.failures:
            raise CommandError(str(failure.problem))
        made[request.single_file] = rendered.pages[page.path]
    return made


class _Part(NamedTuple):
    """Some files of a site, looked over where they were made."""

    files: Mapping[str, bytes]
    failures: tuple[Failure, ...]
    glance: Glance


class Place(NamedTuple):
    """Where a site is going, and who is told how far it is."""

    output: Path = Path()
    stage: Callable[[], Path] | None = None
    """Gives a folder to keep the files of a large site in, which is to become ``output``."""
    on_step: OnStep | None = None
    """Told of each step while pages are rendered."""


NOWHERE = Place()


def make_site(request: Request, on_stage: OnStage, place: Place = NOWHERE) -> Outcome:
    """Everything a build does, short of putting the site in its place."""
    on_stage("read")
    content, unread = read_content(request.content, request.added)
    on_stage("catalogue")
    catalogue, ledger, faults = make_catalogue(content, request)
    problems = (*unread, *faults)
    new = len(ledger) - count_lines(content.ledger)
    del content  # of a large survey, a good part of what is held
    if has_errors(problems, strict=request.strict):
        return Outcome(catalogue, ledger, new, {}, sort_problems(problems), False)
    catalogue, unformatted = add_formatted(catalogue, request.content, request.jobs, on_stage)
    problems += unformatted
    on_stage("pages")
    parts = _make_parts(catalogue, request, on_stage, place)
    on_stage("check")
    site = join_sites([read_assets(), *(part.files for part in parts)])
    site = join_sites([site, offline_files(site, catalogue.survey, read_extra(OFFLINE))])
    broken = tell_failures(failure for part in parts for failure in part.failures)
    problems += broken or check_site(site, [part.glance for part in parts], links_in_texts(catalogue.texts))
    problems += () if broken else check_metadata(site, catalogue.survey.base_url)
    is_good = not has_errors(problems, strict=request.strict)
    return Outcome(catalogue, ledger, new, site, sort_problems(problems), is_good)


class _Keeper(NamedTuple):
    """Where the files of a site are kept until all are there."""

    folder: Path | None
    """None for memory."""
    output: Path
    """Where they are to be in the end."""

    def __call__(self, files: Files) -> Site:
        return dict(files) if self.folder is None else stage_files(files, self.folder, self.output)


def _make_parts(catalogue: Catalogue, request: Request, on_stage: OnStage, place: Place) -> list[_Part]:
    """All files of the site but those that are the same in every site."""
    folder = place.stage() if place.stage and len(catalogue.papers) > LARGE else None
    keep = _Keeper(folder, place.output)
    with beside(partial(find_related, catalogue.papers), request.jobs) as related:
        plan, heads = plan_pages(catalogue), Heads(catalogue)
        pages = (*plan.pages, *machine_pages(plan.pages, catalogue))
        likeness = related()
    on_stage("render")
    templates = Templates(templates_folder())

    def made(maker: Callable[[Catalogue], Files]) -> _Part:
        return _Part(keep(maker(catalogue)), (), glance_at({}))

    def rendered(some: Sequence[Page]) -> _Part:
        finished = add_related(heads.add(map(plan.finish, some)), likeness, catalogue)
        files, failures = render_pages(finished, templates)
        return _Part(keep(files.items()), failures, glance_at(files))

    slices = [partial(rendered, pages[at : at + _SLICE]) for at in range(0, len(pages), _SLICE)]
    return divide([*(partial(made, maker) for maker in MAKERS), *slices], request.jobs, place.on_step)


def make_catalogue(content: Content, request: Request) -> tuple[Catalogue, Ledger, tuple[Problem, ...]]:
    """Decide everything about a survey: its papers, their addresses and their themes."""
    survey, survey_faults = parse_survey(content.survey, content.pages, content.sources)
    survey = replace(survey, base_url=request.base_url or survey.base_url)
    survey = as_copy(survey, request.today) if request.is_copy else survey
    themes, theme_faults = parse_themes(content.themes)
    ledger, ledger_faults = parse_ledger(content.ledger)
    today = request.today or survey.updated
    sources = (*content.papers, *tell_columns(content.sources, survey.columns))
    gathered, faults = gather_papers(sources, survey.retrieved, ledger, today, content.added, request.jobs)
    recorded, theme_redirects, gone, moves = record_themes(themes, gathered.ledger)
    terms = gather_terms(gathered.papers, survey.other_names)
    facets, unused = gather_facets(gathered.papers, survey.facets, survey.origin)
    housed, renamed = record_terms(terms, recorded, frozenset(gathered.unrecorded))
    given, unlisted = give_themes(gathered.papers, themes, gathered.redirects, survey.other_names)
    assignments, undefined = classify_papers(gathered.papers, themes, given, jobs=request.jobs)
    departed = {paper_path(slug): paper for slug, paper in gathered.departed.items()}
    departed |= {theme_path(name): theme for name, theme in gone.items()}
    departed |= housed.departed
    catalogue = Catalogue(
        survey,
        themes,
        gathered.papers,
        assignments,
        redirects=gathered.redirects,
        account=gathered.account,
        departed=departed,
        theme_redirects=theme_redirects,
        unrecorded=gathered.unrecorded,
        terms=housed.terms,
        term_redirects=housed.redirects,
        facets=facets,
        venues=venue_facet(gathered.papers),
    )
    faults += (*survey_faults, *theme_faults, *ledger_faults, *unlisted, *undefined, *renamed, *unused)
    # A theme's file that cannot be read is told already, and its theme has not vanished.
    faults += () if has_errors(theme_faults) else moves
    return catalogue, housed.ledger, (*faults, *check_citations(catalogue), *check_pictures(catalogue.texts))
