"""``survey.yaml``, the pages' texts and the theme files into what the survey says of itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import PurePosixPath

from site_builder.catalogue import Survey
from site_builder.citation_styles import LABELS
from site_builder.columns import parse_column_names
from site_builder.corrections import parse_pattern
from site_builder.dates import parse_date
from site_builder.facets import FacetChoice, FacetChoices, facet_id
from site_builder.model import Date, SourceText
from site_builder.problems import Origin, Problem, has_errors, info, warning
from site_builder.terms import DATASET, TASK
from site_builder.text import shortened, title_key
from site_builder.urls import base_address, web_address
from site_builder.yaml_fields import FieldReader, Pairs, Scalar, nearest, parse_yaml, split_front_matter

PAGES = ("home", "about", "methods")
"""The pages that may have a text of the editor's, ``pages/<name>.md``."""


_ANSWERS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_CORRECTIONS_HINT = (
    "Write it as https://example.org/issues/new?title={title} or mailto:ada@example.org?subject={title}."
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class _Page:
    text: str
    origin: Origin
    """Where the text begins."""


def parse_survey(
    source: SourceText, pages: Iterable[SourceText] = (), files: Iterable[SourceText] = ()
) -> tuple[Survey, tuple[Problem, ...]]:
    """Parse ``survey.yaml`` and the texts of the pages; what is wrong is left at its default and reported.

    ``files`` are the sources, one of which each name under ``retrieved`` should be that of.
    """
    value, faults = parse_yaml(source.text, source.path)
    fields = FieldReader(value, source.path)
    given = {PurePosixPath(page.path).stem: page for page in pages}
    strays = [_stray(page, nearest(name, PAGES)) for name, page in given.items() if name not in PAGES]
    texts = {name: _parse_page(given[name], strays) for name in PAGES if name in given}
    survey = Survey(
        title=fields.text("title", required=not has_errors(faults)) or "Untitled survey",
        subtitle=fields.text("subtitle") or "",
        description=fields.text("description") or "",
        language=_language(fields),
        editors=fields.texts("editors"),
        updated=_date(fields, "updated"),
        base_url=_address(fields, "base_url", base_address, "Write it as https://example.org/survey/."),
        retrieved=_retrieved(fields, {PurePosixPath(file.path).name for file in files}),
        licence=fields.text("licence") or "",
        repository=_address(fields, "repository", web_address, "It starts with https:// or http://.") or "",
        home=texts["home"].text if "home" in texts else "",
        about=texts["about"].text if "about" in texts else "",
        methods=texts["methods"].text if "methods" in texts else "",
        page_origins={name: page.origin for name, page in texts.items()},
        origin=Origin(source.path, 1),
        columns=parse_column_names(fields),
        other_names=_other_names(fields),
        citation_styles=_citation_styles(fields),
        offline=_offline(fields),
        facets=_facets(fields),
        corrections=_address(fields, "corrections", parse_pattern, _CORRECTIONS_HINT) or "",
    )
    return survey, (*faults, *fields.finish(), *strays)


def _parse_page(page: SourceText, problems: list[Problem]) -> _Page:
    """The text of a page; nothing is known that its front matter could say."""
    front, body, first, faults = split_front_matter(page.text, page.path)
    value, malformed = parse_yaml(front, page.path, first_line=2)
    fields = FieldReader(value, page.path)
    problems.extend((*faults, *malformed, *fields.problems))
    hint = "A page has a text only: what it should show belongs below the front matter."
    for name, _, line in fields.all_pairs():
        message = f"`{shortened(name)}` says nothing here and is passed over"
        problems.append(warning("unknown-key", Origin(page.path, line), message, hint))
    blank = body[: len(body) - len(body.lstrip())]
    return _Page(body.strip(), Origin(page.path, first + blank.count("\n")))


def _language(fields: FieldReader) -> str:
    text = fields.text("language") or "en"
    if _LANGUAGE.fullmatch(text):
        return text
    hint = "Write its code, such as en, de or pt-BR."
    fields.report("bad-language", fields.line_of("language"), f"`{shortened(text)}` is not a language's code", hint)
    return "en"


def _address(fields: FieldReader, name: str, parse: Callable[[str], str | None], hint: str) -> str | None:
    text = fields.text(name)
    address = parse(text) if text is not None else None
    if text is not None and address is None:
        message = f"`{shortened(text)}` cannot be the address of `{name}`"
        fields.report("bad-link", fields.line_of(name), message, hint)
    return address


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


def _retrieved(fields: FieldReader, files: AbstractSet[str]) -> dict[str, Date]:
    """The days that sources were saved on, by file name. A name that is none of ``files`` may be of one left out."""
    days = {}
    pairs = fields.pairs("retrieved")
    unnamed = {name.lower(): name for name in files - {name for name, _, _ in pairs}}
    for name, value, line in pairs:
        text = (value.text or "") if isinstance(value, Scalar) else ""
        date = parse_date(text)
        if date is None or date.year is None:
            hint = "Write `file name: 2014-03-23`."
            fields.report("bad-date", line, f"`{text}` is not a day", hint)
        else:
            days[name] = date
        if files and name not in files:
            place, close = Origin(fields.path, line), nearest(name, unnamed)
            message = f"no source here is called `{shortened(name)}`"
            hint = f"Did you mean `{unnamed[close]}`?" if close else ""
            fields.problems.append((warning if close else info)("unknown-source", place, message, hint))
    return days


def _offline(fields: FieldReader) -> bool | None:
    text = fields.text("offline")
    if text is None or text.lower() in _ANSWERS:
        return None if text is None else _ANSWERS[text.lower()]
    message = f"`{shortened(text)}` does not say whether the site is to be read offline"
    fields.report("bad-answer", fields.line_of("offline"), message, "Write true or false.")
    return None


def _facets(fields: FieldReader) -> FacetChoices | None:
    """Facets to what they are called, each ``name: label``, ``name: true`` or ``name: false``; ``false`` for none."""
    value = fields.value("facets")
    if isinstance(value, Scalar) and _ANSWERS.get((value.text or "").lower()) is False:
        return None
    found: dict[str, FacetChoice] = {}
    for name, child, line in fields.pairs("facets"):
        text = (child.text or "").strip() if isinstance(child, Scalar) else None
        answer = _ANSWERS.get((text or "").lower())
        if text is None:
            message = f"what the facet `{shortened(name)}` is called must be a single value"
            fields.report("wrong-type", line, message, "Write `data_type: Kind of data`, or `data_type: false`.")
        elif facet_id(name) in found:
            message = f"`{shortened(name)}` is a facet that stands here already"
            fields.report("duplicate-key", line, message, "Remove one of the two.")
        else:
            label = "" if answer is not None else text
            found[facet_id(name)] = FacetChoice(label, answer is False, Origin(fields.path, line))
    return found


def _citation_styles(fields: FieldReader) -> tuple[str, ...]:
    """The styles by name or by what pages call them, ``modern-language-association`` or ``MLA``, each one once."""
    names = {**{label.lower(): name for name, label in LABELS.items()}, **{name: name for name in LABELS}}
    found = {}
    for text in fields.texts("citation_styles"):
        if text.lower() in names:
            found[names[text.lower()]] = True
        else:
            close = nearest(text.lower(), names)
            hint = f"Did you mean `{close}`?" if close else f"Those that there are: {', '.join(LABELS)}."
            message = f"`{shortened(text)}` is not a citation style that the tool has"
            fields.report("unknown-style", fields.line_of("citation_styles"), message, hint)
    return tuple(found)


def _other_names(fields: FieldReader) -> dict[str, dict[str, tuple[str, ...]]]:
    """For tasks and for data sets, names to other names that mean the same; a name that means two things is wrong."""
    value = fields.value("other_names")
    inner = FieldReader(value, fields.path, fields.line_of("other_names"))
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for kind, field in ((TASK, "tasks"), (DATASET, "datasets")):
        pairs = inner.pairs(field)
        meaning = {title_key(name): name for name, _, _ in pairs}
        found[kind] = {}
        for name, listed, line in pairs:
            same = FieldReader(Pairs(((Scalar(name, line), listed),), line), fields.path, line)
            others = same.texts(name)
            inner.problems.extend(same.problems)
            for other in others:
                if meaning.setdefault(title_key(other), name) != name:
                    message = f"`{shortened(other)}` counts as `{shortened(meaning[title_key(other)])}` already"
                    inner.report("taken-name", line, message, "A name can mean one thing only: take it out here.")
            found[kind][name] = tuple(other for other in others if meaning[title_key(other)] == name)
    fields.problems.extend(inner.finish())
    return found
