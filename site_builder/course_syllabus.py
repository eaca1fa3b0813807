"""A course as a syllabus in plain files: Markdown to edit and hand out, CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from site_builder.course_outline import Module, Outline, Reading
from site_builder.urls import HOME, SYLLABUS, arxiv_address, doi_address, theme_syllabus

COLUMNS = (
    *("module", "theme", "part", "position", "title", "authors", "year", "venue", "why", "arxiv", "doi", "address"),
)
_NAMES_IN_SHORT = 3
_MARKDOWN_SIGN = re.compile(r"[\\`*_\[\]<>&#|~]")
_BEGINS_A_LIST = re.compile(r"\A(?:[-+]|\d+[.)])(?=\s|\Z)")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
# Spreadsheets take a cell that begins with one of these for a formula, and its title may be a stranger's.
_FORMULA = ("=", "+", "-", "@")
# Spreadsheets know UTF-8 by this mark alone.
_BYTE_ORDER_MARK = "\ufeff"


def syllabus_files(outline: Outline) -> Mapping[str, str]:
    """The syllabus of the survey and of each theme, by their paths.

    Markdown links to where the site is published, or relatively. CSV, in which no address can be relative, gives that
    of a page as seen from the site's root where nobody says where the site is published.
    """
    texts = {module.number: tuple(_module_parts(module)) for module in outline.modules}
    tables = {module.number: _rows(module, outline.base) for module in outline.modules}
    head = _BYTE_ORDER_MARK + _table([COLUMNS])
    files = {
        f"{SYLLABUS}.md": _survey_text(outline, texts),
        f"{SYLLABUS}.csv": head + "".join(tables.values()),
    }
    for module in outline.modules:
        if module.id:
            stem = theme_syllabus(module.id)
            branch = outline.branch(module)
            files[f"{stem}.md"] = _branch_text(outline, branch, texts)
            files[f"{stem}.csv"] = head + "".join(tables[one.number] for one in branch)
    return files


_Part = tuple[str, tuple[tuple[str, str, str, str], ...]]
"""A heading and the lines below it: sign of the list, title, page, and what follows the link."""


def _survey_text(outline: Outline, texts: Mapping[int, Iterable[_Part]]) -> str:
    root = outline.base or "../"
    lines = [f"# {_escaped(outline.title)}", ""]
    lines += [_escaped(outline.description), ""] if outline.description else []
    lines += [f"Reading by theme, from {_source(outline, root)}", ""]
    titles = {module.id: module.title for module in outline.modules}
    for module in outline.modules:
        lines += _module_head(module, f"## {module.number}. ", root)
        lines += [f"Part of {_escaped(titles[module.parent])}.", ""] if module.parent else []
        lines += _part_lines(texts[module.number], "###", root)
    return "\n".join(lines)


def _branch_text(outline: Outline, branch: Iterable[Module], texts: Mapping[int, Iterable[_Part]]) -> str:
    """A theme, and behind its own reading that of its subthemes."""
    root = outline.base or "../../"
    lines: list[str] = []
    for module in branch:
        mark = "##" if lines else "#"
        lines += [*_module_head(module, f"{mark} ", root), *_part_lines(texts[module.number], f"{mark}#", root)]
    return "\n".join([*lines, f"From {_source(outline, root)}", ""])


def _source(outline: Outline, root: str) -> str:
    date = f", as of {outline.updated}" if outline.updated else ""
    return f"[{_escaped(outline.title)}]({outline.base or f'{root}{HOME}'}){date}."


def _module_head(module: Module, mark: str, root: str) -> Iterator[str]:
    yield from (f"{mark}[{_escaped(module.title)}]({root}{module.path})", "")
    if module.scope:
        yield from (_escaped(module.scope), "")


def _module_parts(module: Module) -> Iterator[_Part]:
    if module.steps:
        yield (
            "Reading path",
            tuple((f"{number}.", *_words(reading)) for number, reading in enumerate(module.steps, 1)),
        )
    if module.others:
        heading = "Further papers" if module.steps else "Papers"
        yield heading, tuple(("-", *_words(reading)) for reading in module.others)


def _part_lines(parts: Iterable[_Part], mark: str, root: str) -> Iterator[str]:
    for heading, lines in parts:
        yield from (f"{mark} {heading}", "")
        for sign, title, path, rest in lines:
            yield f"{sign} [{title}]({root}{path}).{rest}"
        yield ""


def _words(reading: Reading) -> tuple[str, str, str]:
    """Title, page, and one line more: authors in short, where it appeared, and why it is to be read."""
    names = ", ".join(reading.authors[:_NAMES_IN_SHORT])
    if names and (reading.has_more or len(reading.authors) > _NAMES_IN_SHORT):
        names += " et al."
    year = "" if _YEAR.search(reading.venue) else reading.year
    place = ", ".join(part for part in (reading.venue, year) if part)
    rest = "".join(f" {_sentence(part)}" for part in (names, place, reading.why) if part)
    return _escaped(reading.title), reading.path, _MARKDOWN_SIGN.sub(r"\\\g<0>", rest)


def _sentence(words: str) -> str:
    return words if words.endswith((".", "?", "!")) else f"{words}."


def _escaped(text: str) -> str:
    """Text in which nothing means anything to Markdown, also where it begins a line."""
    escaped = _MARKDOWN_SIGN.sub(r"\\\g<0>", text)
    return _BEGINS_A_LIST.sub(lambda sign: f"{sign[0][:-1]}\\{sign[0][-1]}", escaped)


def _rows(module: Module, base: str) -> str:
    """A line of CSV for each paper of a module."""
    rows = []
    for part, readings in (("reading path", module.steps), ("papers", module.others)):
        for position, reading in enumerate(readings, 1):
            values = (*_values(reading), f"{base}{reading.path}")
            rows.append((str(module.number), _cell(module.title), part, str(position), *values))
    return _table(rows)


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue()


def _values(reading: Reading) -> tuple[str, ...]:
    authors = "; ".join((*reading.authors, *(("et al.",) if reading.has_more else ())))
    return (
        *(_cell(reading.title), _cell(authors), reading.year, _cell(reading.venue), _cell(reading.why)),
        arxiv_address(reading.arxiv) if reading.arxiv else "",
        doi_address(reading.doi) if reading.doi else "",
    )


def _cell(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value
