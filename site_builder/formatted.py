"""References formatted in citation styles: ``Catalogue -> Catalogue``, with the processor's work kept between builds.

A paper is formatted as a list of one would show it, by what the survey knows of it. A style's own rules decide on
everything but the capitals of a title, which some want other than its authors set them and which no rule can tell.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from site_builder.catalogue import Catalogue, Survey
from site_builder.citation_styles import ITALIC, LABELS, LESS, ROMAN, Formatted, parse_marked
from site_builder.formatted_cache import Texts, cache_file, read_kept, write_kept
from site_builder.problems import Problem, info, warning
from site_builder.references import Reference
from site_builder.references_csl import csl_name, csl_values, json_line
from site_builder.references_names import parse_name
from site_builder.resources import citeproc_path, style_path, terms_path

STAGE = "citations"
"""What a build tells of while the processor works."""
_LATER = {"make": "site_builder.formatted_make"}
"""Loaded only when something has to be formatted, because it takes longer than all the rest here."""

_USED = (
    *("type", "title", "author", "issued", "container-title", "collection-title", "volume", "issue", "page"),
    *("publisher", "number", "DOI", "URL"),
)
"""What a reference is formatted from. An archive is none of it: styles would name it beside its own address."""

_MORE = "\ue003"
"""The author who stands for all that are not named."""
_OTHERS = '{"literal":"others"}'
_SPECIAL = re.compile(f"[<{LESS}{ITALIC}{ROMAN}{_MORE}]")
_MAY_BE_FIXED = re.compile("[a-z]-[A-Z]")
_FIXED = re.compile(r'(?<=["\s(])[a-z]-[A-Z][\w-]*(?=[\s":,;.)?!])')
"""A word such as ``t-SNE``, which stays as it is where a style sets the words of a title in capitals."""
_AND_MORE = re.compile(rf"[,;]?(?: …)?(?: (?:&|[^\W\d_]+))? {_MORE}\.?")
_SPACES = re.compile(r"[ \t\r\n]+")


def add_formatted(
    catalogue: Catalogue, content: Path, jobs: int, on_stage: Callable[[str], None]
) -> tuple[Catalogue, tuple[Problem, ...]]:
    """The catalogue with its papers and the survey itself in each style that the survey asks for.

    ``on_stage`` is told ``citations`` while the processor works. What cannot be formatted is told, and absent.
    """
    styles = catalogue.survey.citation_styles
    if not styles:
        return catalogue, ()
    lines = {slug: reference_line(reference) for slug, reference in catalogue.references.items()}
    lines[""] = survey_line(catalogue.survey)
    mark = _mark(catalogue.survey)
    keys = {slug: hashlib.sha256(f"{mark}{line}".encode()).hexdigest() for slug, line in lines.items()}
    file = cache_file(content)
    kept = read_kept(file, len(styles))
    missing = {slug: line for slug, line in lines.items() if keys[slug] not in kept}
    problems: tuple[Problem, ...] = ()
    if missing:
        made, problems = _make(missing, catalogue.survey, jobs, on_stage)
        kept = {**{keys[slug]: texts for slug, texts in made.items()}, **kept}
        write_kept(file, kept, frozenset(keys.values()))
    formatted = {
        slug: tuple([Formatted(style, parts) for style, parts in zip(styles, kept[key], strict=True) if parts])
        for slug, key in keys.items()
        if key in kept
    }
    return replace(catalogue, formatted=formatted), (*problems, *_tell_formless(formatted, catalogue.survey))


def reference_line(reference: Reference) -> str:
    """What styles see of a paper, as an object of CSL-JSON in one line, without anything that they take for markup."""
    values = csl_values(reference)
    line = _unmarked(json_line({name: values[name] for name in _USED if name in values}))
    if _MAY_BE_FIXED.search(reference.title):
        line = _FIXED.sub(r'<span class=\\"nocase\\">\g<0></span>', line)
    return line.replace(_OTHERS, _OTHERS.replace("others", _MORE)) if reference.has_more else line


def survey_line(survey: Survey) -> str:
    """The same of the survey itself, as a website of its editors."""
    updated = survey.updated
    values = {
        "type": "webpage",
        "title": f"{survey.title}: {survey.subtitle}" if survey.subtitle else survey.title,
        "author": [csl_name(parse_name(editor)) for editor in survey.editors],
        "issued": {"date-parts": [[updated.year, updated.month, updated.day]]} if updated else None,
        "URL": survey.base_url,
    }
    return _unmarked(json_line({name: value for name, value in values.items() if value}))


def _unmarked(line: str) -> str:
    return _SPECIAL.sub(lambda sign: LESS if sign[0] == "<" else "", line) if _SPECIAL.search(line) else line


def _mark(survey: Survey) -> str:
    """A digest of all that decides how a reference comes out, besides the reference."""
    program = [Path(__file__).with_name(name) for name in ("formatted.py", "formatted_run.py", "formatted_run.js")]
    files = [citeproc_path(), *program, terms_path(survey.language), terms_path("en-US")]
    files += [style_path(name) for name in survey.citation_styles]
    digest = hashlib.sha256()
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _make(
    lines: Mapping[str, str], survey: Survey, jobs: int, on_stage: Callable[[str], None]
) -> tuple[dict[str, Texts], tuple[Problem, ...]]:
    """Slug to parts in each style, none where it has no form for what is known; a warning where nothing can be made."""
    make = importlib.import_module(_LATER["make"])
    terms = {path.stem.removeprefix("locales-"): path for path in map(terms_path, ("en-US", survey.language))}
    styles = [make.Style(style_path(name), terms, [*terms][-1]) for name in survey.citation_styles]
    on_stage(STAGE)
    try:
        made = make.format_all([json.loads(line) for line in lines.values()], styles, jobs, lambda: on_stage(STAGE))
    except make.ProcessorError as fault:
        message = f"references cannot be formatted, for the processor of citation styles did not run: {fault}"
        return {}, (warning("no-citation-styles", survey.origin, message, "The site is whole but for these."),)
    texts = zip(lines, made, strict=True)
    return {slug: tuple([_parts(text) if text else () for text in found]) for slug, found in texts}, ()


def _tell_formless(formatted: Mapping[str, tuple[Formatted, ...]], survey: Survey) -> tuple[Problem, ...]:
    """One word on each style that has no form for some references."""
    problems = []
    some = {slug: found for slug, found in formatted.items() if len(found) < len(survey.citation_styles)}
    for style in survey.citation_styles:
        without = [slug for slug, found in some.items() if style not in [reference.style for reference in found]]
        if without:
            count = "a reference" if len(without) == 1 else f"{len(without)} references"
            message = (
                f"{LABELS[style]} has no form for what is known of {count}, such as `{without[0] or survey.title}`"
            )
            problems.append(info("unformatted", survey.origin, message, "Other styles and formats have them."))
    return tuple(problems)


def _parts(marked: str) -> tuple[str, ...]:
    """A text as the processor gives it into its parts, with ``et al.`` for authors whose names nobody knows."""
    text = _SPACES.sub(" ", marked).strip()
    if found := _AND_MORE.search(text):
        # Every style has a comma here after several names, and after one whose family name comes first.
        named = text[: found.start()]
        text = f"{named}{', ' if ',' in named else ' '}et al.{text[found.end() :]}"
    return parse_marked(text.replace(_MORE, "et al."))
