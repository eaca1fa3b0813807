"""The theme files, ``themes/<id>.md``, into themes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from site_builder.model import SourceText
from site_builder.problems import Origin, Problem, error, has_errors
from site_builder.text import shortened
from site_builder.themes import Rule, Step, Theme
from site_builder.urls import is_slug
from site_builder.yaml_fields import FieldReader, Items, Scalar, parse_yaml, split_front_matter


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
    if has_errors(problems):
        return None, problems
    fields = FieldReader(value, source.path)
    title = fields.text("title", required=True)
    order = fields.number("order")
    scope = fields.text("scope", required=True)
    rules = _rules(fields)
    path = _path(fields)
    formerly = _formerly(fields)
    found = (*problems, *fields.finish())
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
        formerly=formerly,
    )
    return theme, found


def _formerly(fields: FieldReader) -> tuple[str, ...]:
    """The ids that a theme had before; what cannot have been one is reported and left out."""
    ids = fields.texts("formerly")
    for name in ids:
        if not is_slug(name):
            hint = "Write the name that the theme's file had, without `.md`."
            fields.report("bad-slug", fields.line_of("formerly"), f"`{name}` was never a theme's address", hint)
    return tuple(name for name in ids if is_slug(name))


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
        text = (value.text or "nothing") if isinstance(value, Scalar) else "a list or a mapping"
        weight = _weight(text)
        shown, hint = shortened(phrase), "Write `phrase: weight`, such as `object detection: 4`."
        if not phrase.replace("*", "").strip():
            fields.report("bad-rule", line, f"`{shown}` is no phrase: it has no words", hint)
        elif weight is None:
            message = f"the weight of `{shown}` must be a number from -99 to 99, not {shortened(text)}"
            fields.report("bad-rule", line, message, hint)
        else:
            rules.append(Rule(phrase, weight, Origin(fields.path, line)))
    return tuple(rules)


def _weight(text: str) -> float | None:
    try:
        weight = float(text)
    except ValueError:
        return None
    return weight if -100 < weight < 100 else None
