"""``survey.yaml``, the pages' texts and the theme files into what the survey says of itself."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from site_builder.catalogue import Rule, Step, Survey, Theme
from site_builder.dates import parse_date
from site_builder.model import Date, SourceText
from site_builder.problems import Origin, Problem, error, warning
from site_builder.urls import is_slug, web_address
from site_builder.yaml_fields import FieldReader, Items, Scalar, nearest, parse_yaml, split_front_matter

PAGES = ("home", "about", "methods")
"""The pages that may have a text of the editor's, ``pages/<name>.md``."""


def parse_survey(source: SourceText, pages: Iterable[SourceText] = ()) -> tuple[Survey, tuple[Problem, ...]]:
    """Parse ``survey.yaml`` and the texts of the pages; what is wrong is left at its default and reported."""
    value, faults = parse_yaml(source.text, source.path)
    fields = FieldReader(value, source.path)
    texts = {PurePosixPath(page.path).stem: page for page in pages}
    strays = [_stray(page, nearest(name, PAGES)) for name, page in texts.items() if name not in PAGES]
    base_url = fields.text("base_url")
    if base_url is not None:
        checked = web_address(base_url)
        if checked is None:
            hint = "Write the whole address, such as https://example.org/survey/."
            fields.report("bad-link", fields.line_of("base_url"), f"`{base_url}` is not a web address", hint)
        elif "?" in checked or "#" in checked:
            fields.report("bad-link", fields.line_of("base_url"), f"`{base_url}` holds more than a folder's address")
            checked = None
        base_url = f"{checked.rstrip('/')}/" if checked else None
    survey = Survey(
        title=fields.text("title", required=not faults) or "Untitled survey",
        subtitle=fields.text("subtitle") or "",
        description=fields.text("description") or "",
        language=fields.text("language") or "en",
        editors=fields.texts("editors"),
        updated=_date(fields, "updated"),
        base_url=base_url,
        retrieved=_retrieved(fields),
        licence=fields.text("licence") or "",
        repository=fields.text("repository") or "",
        home=texts["home"].text.strip() if "home" in texts else "",
        about=texts["about"].text.strip() if "about" in texts else "",
        methods=texts["methods"].text.strip() if "methods" in texts else "",
        page_origins={name: _first_line(texts[name]) for name in PAGES if name in texts},
        origin=Origin(source.path, 1),
    )
    return survey, (*faults, *fields.finish(), *strays)


def _first_line(page: SourceText) -> Origin:
    return Origin(page.path, page.text[: len(page.text) - len(page.text.lstrip())].count("\n") + 1)


def _stray(page: SourceText, close: str | None) -> Problem:
    hint = f"Did you mean `{close}.md`?" if close else f"Pages with a text: {', '.join(PAGES)}."
    return warning("unknown-page", Origin(page.path, 0), "no page of the site has this text", hint)


def _date(fields: FieldReader, name: str) -> Date | None:
    text = fields.text(name)
    if text is None:
        return None
    date = parse_date(text)
    if date is None or date.day is None or date.year is None:
        hint = "Write it as 2014-03-23."
        fields.report("bad-date", fields.line_of(name), f"`{text}` is not a day", hint)
        return None
    return date


def _retrieved(fields: FieldReader) -> dict[str, Date]:
    days = {}
    for name, value, line in fields.pairs("retrieved"):
        text = (value.text or "") if isinstance(value, Scalar) else ""
        date = parse_date(text)
        if date is None or date.year is None:
            hint = "Write `file name: 2014-03-23`."
            fields.report("bad-date", line, f"`{text}` is not a day", hint)
        else:
            days[name] = date
    return days


def parse_themes(sources: Iterable[SourceText]) -> tuple[tuple[Theme, ...], tuple[Problem, ...]]:
    """Parse the theme files, in the order the site shows the themes in."""
    themes: list[Theme] = []
    problems: list[Problem] = []
    for source in sources:
        theme, found = parse_theme(source)
        problems.extend(found)
        if theme is not None and theme.id in (other.id for other in themes):
            message = f"a second theme `{theme.id}`: a theme's file name is its id"
            problems.append(error("duplicate-theme", theme.origin, message, "Rename one of the two files."))
        elif theme is not None:
            themes.append(theme)
    return tuple(sorted(themes, key=lambda theme: (theme.order, theme.id))), tuple(problems)


def parse_theme(source: SourceText) -> tuple[Theme | None, tuple[Problem, ...]]:
    """Parse one theme file; its name is the theme's id. None when it lacks what a theme needs."""
    theme_id = PurePosixPath(source.path).stem
    front, body, body_line, problems = split_front_matter(source.text, source.path)
    if not is_slug(theme_id):
        hint = "Rename the file to lower-case letters a to z, digits and single hyphens."
        problems += (error("bad-slug", Origin(source.path, 0), f"`{theme_id}` cannot be a page's address", hint),)
    value, faults = parse_yaml(front, source.path, first_line=2)
    problems += faults
    if problems:
        return None, problems
    fields = FieldReader(value, source.path)
    title = fields.text("title", required=True)
    order = fields.number("order")
    scope = fields.text("scope", required=True)
    rules = _rules(fields)
    path = _path(fields)
    found = fields.finish()
    if title is None or scope is None:
        return None, found
    theme = Theme(
        id=theme_id,
        title=title,
        order=order if order is not None else 1_000,
        scope=scope,
        rules=rules,
        path=path,
        text=body,
        text_line=body_line,
        origin=Origin(source.path, 1),
    )
    return theme, found


def _path(fields: FieldReader) -> tuple[Step, ...]:
    value = fields.value("path")
    if value is None:
        return ()
    if not isinstance(value, Items):
        fields.report("wrong-type", value.line, "`path` must be a list", "One `- paper: slug` with its `why` a step.")
        return ()
    steps = []
    for child in value.values:
        inner = FieldReader(child, fields.path, child.line)
        paper, why = inner.text("paper", required=True), inner.text("why", required=True)
        fields.problems.extend(inner.finish())
        if paper is not None and why is not None:
            steps.append(Step(paper, why, Origin(fields.path, inner.line_of("paper"))))
    return tuple(steps)


def _rules(fields: FieldReader) -> tuple[Rule, ...]:
    rules = []
    for phrase, value, line in fields.pairs("rules"):
        text = (value.text or "") if isinstance(value, Scalar) else ""
        weight = _weight(text)
        if weight is None or not phrase.replace("*", "").strip():
            hint = "Write `phrase: weight`, such as `object detection: 4`."
            fields.report(
                "bad-rule", line, f"the weight of `{phrase}` must be a number from -99 to 99, not `{text}`", hint
            )
        else:
            rules.append(Rule(phrase, weight, Origin(fields.path, line)))
    return tuple(rules)


def _weight(text: str) -> float | None:
    try:
        weight = float(text)
    except ValueError:
        return None
    return weight if -100 < weight < 100 else None
