"""The theme files, ``themes/<id>.md``, into themes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from pathlib import PurePosixPath

from site_builder.model import KINDS, SourceText
from site_builder.problems import Origin, Problem, error, has_errors
from site_builder.text import shortened, title_key
from site_builder.themes import FIELDS, KEYWORD, KIND, LISTED, YEAR, Given, Rule, Step, Theme, in_tree_order, years_of
from site_builder.urls import is_slug
from site_builder.yaml_fields import FieldReader, Items, Pairs, Scalar, nearest, parse_yaml, split_front_matter


def parse_themes(sources: Iterable[SourceText]) -> tuple[tuple[Theme, ...], tuple[Problem, ...]]:
    """Parse the theme files, in the order the site shows the themes in."""
    themes: list[Theme] = []
    problems: list[Problem] = []
    faulty = set()
    for source in sources:
        theme, found = parse_theme(source)
        problems.extend(found)
        if theme is None:
            faulty.add(PurePosixPath(source.path).stem)
        if theme is not None and theme.id in (other.id for other in themes):
            message = f"a second theme `{theme.id}`: a theme's file name is its id"
            problems.append(error("duplicate-theme", theme.origin, message, "Rename one of the two files."))
        elif theme is not None:
            themes.append(theme)
    housed, faults = _check_parents(themes, faulty)
    return in_tree_order(housed), (*problems, *faults)


def _check_parents(themes: Iterable[Theme], faulty: Set[str]) -> tuple[list[Theme], list[Problem]]:
    """The themes, those without a parent whose parent is none or goes round in a circle, and what to say of these.

    Nothing is to be said of a parent whose own file is ``faulty``.
    """
    by_id = {theme.id: theme for theme in themes}
    housed, problems = [], []
    for theme in by_id.values():
        fault = _wrong_parent(theme, by_id)
        if fault and theme.parent not in faulty:
            message, hint = fault
            problems.append(error("bad-parent", Origin(theme.origin.path, theme.parent_line), message, hint))
        housed.append(replace(theme, parent=None) if fault else theme)
    return housed, problems


def _wrong_parent(theme: Theme, by_id: Mapping[str, Theme]) -> tuple[str, str] | None:
    """What is wrong with a theme's parent, and what to do about it."""
    if theme.parent is None:
        return None
    if theme.parent == theme.id:
        return "a theme cannot be its own parent", "Take the line out, or name another theme."
    if theme.parent not in by_id:
        title = title_key(theme.parent)
        meant = (one.id for one in by_id.values() if theme.parent in one.formerly or title_key(one.title) == title)
        close = next(meant, None) or nearest(theme.parent, by_id.keys() - {theme.id})
        hint = f"Did you mean `{close}`?" if close else "Name another theme by the name of its file, without `.md`."
        return f"there is no theme `{shortened(theme.parent)}` to be a part of", hint
    trail = {theme.id: None}
    above = theme.parent
    while above in by_id and above not in trail:
        trail[above] = None
        above = by_id[above].parent or ""
    # A circle further up is told at the themes that it goes through.
    if above != theme.id:
        return None
    return f"`parent` runs in a circle: {' → '.join([*trail, above])}", "Take one of these lines out."


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
    givens = (*_listed(fields), *_keywords(fields), *_fields(fields))
    parent = fields.text("parent")
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
        givens=givens,
        parent=parent,
        parent_line=fields.line_of("parent"),
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


def _listed(fields: FieldReader) -> list[Given]:
    return [Given(LISTED, text, Origin(fields.path, line)) for text, line in _lines(fields, "papers")]


def _keywords(fields: FieldReader) -> list[Given]:
    return [Given(KEYWORD, text, Origin(fields.path, line)) for text, line in _lines(fields, "keywords")]


def _lines(fields: FieldReader, name: str) -> list[tuple[str, int]]:
    """A list of single values with the line of each; one value alone counts as a list of one."""
    value = fields.value(name)
    texts = set(fields.texts(name))
    children = value.values if isinstance(value, Items) else [value]
    found = [(child.text.strip(), child.line) for child in children if isinstance(child, Scalar) and child.text]
    return [(text, line) for text, line in found if text in texts]


def _fields(fields: FieldReader) -> list[Given]:
    """The values of fields that papers of the theme have, such as ``venue: [CVPR, ICCV]``."""
    found = []
    for name, value, line in fields.pairs("field"):
        inner = FieldReader(Pairs(((Scalar(name, line), value),), line), fields.path, line)
        listed = _lines(inner, name)
        fields.problems.extend(inner.problems)
        if name not in FIELDS:
            close = nearest(name, FIELDS)
            hint = f"Did you mean `{close}`?" if close else f"Fields that there are: {', '.join(FIELDS)}."
            fields.report("unknown-field", line, f"papers have no field `{shortened(name)}`", hint)
            continue
        for text, place in listed:
            fault = _wrong_value(name, text)
            if fault:
                fields.report("bad-value", place, f"`{shortened(text)}` is no {name} that a paper can have", fault)
            else:
                found.append(Given(name, text, Origin(fields.path, place)))
    return found


def _wrong_value(field: str, text: str) -> str:
    """How to write it instead; empty where it can be a value of the field."""
    if field == YEAR and not years_of(text):
        return "Write 2014, or 2014-2016 for some years."
    if field == KIND and text.lower() not in KINDS:
        close = nearest(text, KINDS)
        return f"Did you mean `{close}`?" if close else f"Known kinds: {', '.join(KINDS)}."
    return ""


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
