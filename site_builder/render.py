"""Pages into bytes by their templates; a fault in a template becomes a problem with its place."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateError
from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError
from markupsafe import Markup

from site_builder.model import Page
from site_builder.problems import Origin, Problem, error, sort_problems
from site_builder.prose import render_markdown, render_plain
from site_builder.urls import relative

_FOLDER = "templates"
_HINT = "Nothing was written; mend the template and build again."
# What an expression in a template can raise besides Jinja's own errors.
_FAULTS = (TemplateError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError)


def render_pages(pages: Iterable[Page], templates: Path) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """Render every page by the templates in a folder; returns path to content in UTF-8, and the templates' problems.

    A template sees its page's context and ``link(target)``, the address of a page as seen from this one. A page whose
    template fails is missing from the result.
    """
    templates = templates.absolute()
    environment = _environment(templates)
    loaded: dict[str, Template | None] = {}
    links: dict[str, dict[str, str]] = {}
    site: dict[str, bytes] = {}
    problems: list[Problem] = []
    for page in pages:
        if page.template not in loaded:
            loaded[page.template], faults = _load(environment, page.template)
            problems.extend(faults)
        template = loaded[page.template]
        if template is None:
            continue
        folder = page.path.rpartition("/")[0]
        link = _linker(page, links.setdefault(folder, {}))
        try:
            html = template.render(page.context, link=link)
        except _FAULTS as fault:
            problems.append(_problem(fault, page, templates))
        else:
            site[page.path] = html.encode("utf-8", "replace")
    return site, sort_problems(problems)


def _environment(templates: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters["markdown"] = _markdown
    environment.filters["plain"] = _plain
    return environment


# The two places where text becomes markup: both renderers escape all that they do not make themselves.
def _markdown(text: str, top_level: int = 2) -> Markup:
    return Markup(render_markdown(text, top_level))  # noqa: S704


def _plain(text: str) -> Markup:
    return Markup(render_plain(text))  # noqa: S704


def _linker(page: Page, known: dict[str, str]) -> Callable[[str], str]:
    """The function ``link`` of one page; ``known`` is shared by the pages of its folder."""
    base = page.context.get("link_base")
    if base:
        return lambda target: f"{base}{target}"
    path, own = page.path, f"{page.path}#"

    def link(target: str) -> str:
        if target.startswith(own):
            return relative(path, target)
        address = known.get(target)
        if address is None:
            address = known[target] = relative(path, target)
        return address

    return link


def _load(environment: Environment, name: str) -> tuple[Template | None, tuple[Problem, ...]]:
    try:
        return environment.get_template(name), ()
    except TemplateSyntaxError as fault:
        return None, (_syntax_problem(fault),)
    except TemplateNotFound as fault:
        return None, (_missing_problem(fault, Origin(f"{_FOLDER}/{name}", 0)),)
    except UnicodeDecodeError as fault:
        origin = Origin(f"{_FOLDER}/{name}", 0)
        return None, (error("template-error", origin, f"this template is not UTF-8: {fault.reason}", _HINT),)


def _syntax_problem(fault: TemplateSyntaxError) -> Problem:
    origin = Origin(f"{_FOLDER}/{fault.name or '?'}", fault.lineno)
    return error("template-error", origin, f"the template cannot be read: {fault.message}", _HINT)


def _missing_problem(fault: TemplateNotFound, origin: Origin) -> Problem:
    return error("template-missing", origin, f"there is no template {fault.name}", _HINT)


def _problem(fault: Exception, page: Page, templates: Path) -> Problem:
    """The problem behind an exception while rendering; raises it again when no template is to blame."""
    if isinstance(fault, TemplateSyntaxError):  # of a template that this one extends or imports
        return _syntax_problem(fault)
    origin = _place(fault, templates)
    if origin is None:
        raise fault
    if isinstance(fault, TemplateNotFound):
        return _missing_problem(fault, origin)
    return error("template-error", origin, f"the template fails on {page.path}: {fault}", _HINT)


def _place(fault: Exception, templates: Path) -> Origin | None:
    """The line of a template where an exception arose; None when it arose in code that a template called."""
    place: Origin | None = None
    for frame, line in traceback.walk_tb(fault.__traceback__):
        file = frame.f_code.co_filename
        if file.startswith(str(templates)) and "__jinja_exception__" in frame.f_globals:
            place = Origin(f"{_FOLDER}/{Path(file).relative_to(templates).as_posix()}", line)
        elif not str(frame.f_globals.get("__name__")).startswith(("jinja2", "markupsafe")):
            place = None
    return place
