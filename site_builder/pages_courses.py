"""What teachers take from a survey: citations that tell the state of a page, and the page that tells of all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from site_builder import urls
from site_builder.catalogue import Page, Survey
from site_builder.model import Date
from site_builder.pages_views import Line, Views, make_page
from site_builder.pages_wording import as_sentences, date_words, join_words
from site_builder.references import Reference
from site_builder.references_bibtex import bibtex_record
from site_builder.references_names import one_line, parse_name
from site_builder.references_venue import OTHER, Venue
from site_builder.text import readable, slug_of
from site_builder.versions import survey_version

_TITLE_WORDS_IN_KEY = 2


@dataclass(frozen=True, slots=True)
class CiteView:
    """How to cite a page as it is now."""

    text: str
    bibtex: str
    version: str


@dataclass(frozen=True, slots=True)
class CourseTheme:
    """What the page for teachers shows of a theme."""

    title: str
    path: str
    count: int
    embed: str
    syllabus: str
    """Without the suffix of its format."""


@dataclass(frozen=True, slots=True)
class ExampleLinks:
    """Places of the survey, to show how its addresses look."""

    theme: str
    section: str
    place: str
    """Of a paper in the list of the theme."""
    paper: Line


def cite_theme(title: str, path: str, version: str, survey: Survey) -> CiteView:
    """How to cite a theme's page."""
    whole = one_line(survey.title if not survey.subtitle else f"{survey.title}: {survey.subtitle}")
    state = _state(survey.updated, version)
    address = f"{survey.base_url}{path}" if survey.base_url else ""
    text = as_sentences(join_words(survey.editors), title, f"In {whole}", state, address)
    stem = path.rpartition("/")[2].removesuffix(".html")
    reference = _reference(survey, title, f"{whole}. {state}", address, stem)
    return CiteView(text, bibtex_record(reference), version)


def cite_survey(survey: Survey, version: str) -> CiteView:
    """How to cite the survey as a whole."""
    whole = one_line(survey.title if not survey.subtitle else f"{survey.title}: {survey.subtitle}")
    state, address = _state(survey.updated, version), survey.base_url or ""
    text = as_sentences(join_words(survey.editors), whole, state, address)
    return CiteView(text, bibtex_record(_reference(survey, whole, state, address, "")), version)


def _state(updated: Date | None, version: str) -> str:
    return f"As of {date_words(updated)}, version {version}" if updated else f"Version {version}"


def _reference(survey: Survey, title: str, container: str, address: str, stem: str) -> Reference:
    """A page as a reference, whose ``howpublished`` tells which state is meant: every style prints that."""
    names = tuple(parse_name(name) for name in survey.editors)
    date = survey.updated
    issued = tuple(part for part in (date.year, date.month, date.day) if part) if date and date.year else ()
    who = slug_of(names[0].last) if names else "-".join(slug_of(survey.title).split("-")[:_TITLE_WORDS_IN_KEY])
    key = "-".join(part for part in (who, str(issued[0]) if issued else "", stem) if part)
    return Reference(
        slug=key,
        key=key,
        title=title,
        authors=names,
        has_more=False,
        issued=issued,
        available=(),
        venue=Venue(OTHER, container),
        arxiv="",
        doi="",
        url=address,
        keywords=(),
        gist="",
    )


def teachers_page(views: Views, versions: Mapping[str, str], homes: Mapping[str, Mapping[str, str]]) -> Page:
    """The page for teachers.

    ``versions`` gives those of the themes by their ids, ``homes`` where the papers are listed of a theme whose list is
    cut.
    """
    catalogue, survey = views.catalogue, views.catalogue.survey
    head = ("For teachers", f"How to link to {views.site.title}, embed it, teach with it and cite it.", urls.ABOUT)
    themes = tuple(
        CourseTheme(
            title=readable(theme.title),
            path=urls.theme_path(theme.id),
            count=len(views.shelves[theme.id]),
            embed=urls.embed_path(theme.id),
            syllabus=urls.theme_syllabus(theme.id),
        )
        for theme in catalogue.themes
    )
    return make_page(
        views,
        urls.TEACHERS,
        "teachers.html",
        head,
        themes=themes,
        examples=_examples(views, homes),
        base=survey.base_url or "",
        cite=cite_survey(survey, survey_version(catalogue, versions)),
        day=(survey.updated and survey.updated.iso) or "",
    )


def _examples(views: Views, homes: Mapping[str, Mapping[str, str]]) -> ExampleLinks | None:
    """Places in the first theme that has papers; None where no theme has any."""
    for theme in views.catalogue.themes:
        shelf = views.shelves[theme.id]
        if shelf:
            path, paper = urls.theme_path(theme.id), shelf[0]
            section = f"{path}#{'path' if theme.path else 'papers'}"
            home = homes.get(theme.id, {}).get(paper.slug, path)
            return ExampleLinks(path, section, f"{home}#p-{paper.slug}", views.lines[paper.slug])
    return None
