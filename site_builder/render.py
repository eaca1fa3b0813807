"""Pages into bytes by their templates; a fault in a template becomes a problem with its place."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, Template, TemplateError
from jinja2.bccache import Bucket
from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError
from markupsafe import Markup

from site_builder.catalogue import Page
from site_builder.problems import Origin, Problem, error, sort_problems
from site_builder.prose import render_markdown, render_plain
from site_builder.prose_citations import Citation, TextPlace
from site_builder.urls import paper_path, relative

_FOLDER = "templates"
_HINT = "Nothing was written; mend the template and build again."
_MOST_ADDRESSES = 30_000
"""So many addresses are remembered for the pages of a folder."""
# What an expression in a template can raise besides Jinja's own errors.
_FAULTS = (TemplateError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError)


class Failure(NamedTuple):
    """A template that could not make a page."""

    problem: Problem
    path: str
    """The page; empty where the template cannot be used for any."""


class Rendered(NamedTuple):
    """Some pages of a site."""

    pages: dict[str, bytes]
    """Path to content in UTF-8; a page whose template fails is missing."""
    failures: tuple[Failure, ...]


class Templates:
    """The templates of a folder, each loaded when it is first used, and what they made that other pages share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.environment = _environment(self.folder)
        self._loaded: dict[str, Template | Problem] = {}
        self._surroundings: dict[str, _Surroundings] = {}

    def load(self, name: str) -> Template | Problem:
        """One template, or why it cannot be used."""
        found = self._loaded.get(name)
        if found is None:
            found = self._loaded[name] = _load(self.environment, name)
        return found

    def around(self, path: str, base: str) -> _Surroundings:
        """What the page at ``path`` has in common with others; ``base`` is where it links from, if not from there."""
        place = base or path.rpartition("/")[0]
        found = self._surroundings.get(place)
        if found is None:
            found = self._surroundings[place] = _Surroundings(self.environment, path, base)
        return found


def render_pages(pages: Iterable[Page], templates: Templates) -> Rendered:
    """Render pages, all of a site or some.

    A template sees its page's context, ``link(target)``, the address of a page as seen from this one, and
    ``shared(template, value)``, a fragment that is the same on many pages; ``text|markdown(link, citations)`` makes
    markup of a text that may cite papers. With ``link_base`` in its context a page links by that address instead of
    relatively.
    """
    made: dict[str, bytes] = {}
    failures: list[Failure] = []
    for page in pages:
        template = templates.load(page.template)
        if isinstance(template, Problem):
            failures.append(Failure(template, ""))
            continue
        around = templates.around(page.path, str(page.context.get("link_base") or ""))
        try:
            html = template.render(page.context, link=around.linker(page.path), shared=around.fragment)
        except _FAULTS as fault:
            failures.append(Failure(_problem(fault, templates.folder), page.path))
        else:
            made[page.path] = html.encode("utf-8", "replace")
    return Rendered(made, tuple(failures))


def tell_failures(failures: Iterable[Failure]) -> tuple[Problem, ...]:
    """The problems behind failures, in the order of a site's pages, each told once for all the pages it spoilt."""
    pages: dict[Problem, list[str]] = {}
    for problem, path in failures:
        pages.setdefault(problem, []).append(path)
    return sort_problems(_with_pages(problem, paths) if paths[0] else problem for problem, paths in pages.items())


def _with_pages(problem: Problem, paths: Sequence[str]) -> Problem:
    """One problem for all the pages on which a template fails in the same way."""
    more = f" and {len(paths) - 1:,} more page{'' if len(paths) == 2 else 's'}" if len(paths) > 1 else ""
    return replace(problem, message=f"{problem.message} (on {paths[0]}{more})")


class _Surroundings:
    """What the pages of one folder have in common: addresses as seen from there, and fragments."""

    def __init__(self, environment: Environment, path: str, base: str) -> None:
        self._environment = environment
        self._path = path
        self._base = base
        self._addresses: dict[str, str] = {}
        self._fragments: dict[tuple[str, Hashable], Markup] = {}

    def linker(self, path: str) -> Callable[[str], str]:
        """The function ``link`` of the page at ``path``, which lies in this folder."""
        base, known, own = self._base, self._addresses, f"{path}#"

        def link(target: str) -> str:
            if base:
                return f"{base}{target}"
            if target.startswith(own):
                return relative(path, target)
            address = known.get(target)
            if address is None:
                if len(known) > _MOST_ADDRESSES:
                    known.clear()
                address = known[target] = relative(path, target)
            return address

        return link

    def fragment(self, template: str, value: Hashable) -> Markup:
        """What ``template`` makes of ``value`` and the function ``link`` alone, rendered once for the folder."""
        key = (template, value)
        found = self._fragments.get(key)
        if found is None:
            link = self.linker(self._path)
            html = self._environment.get_template(template).render(value=value, link=link)
            found = self._fragments[key] = Markup(html)  # noqa: S704 - the template has escaped what it was given
        return found


class _CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates in the user's part of the temporary folder; each is checked against its source when read."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template; where that fails, the next build compiles it again."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _compiled_templates(environment: Environment) -> _CompiledTemplates | None:
    # Compiling takes as long as rendering some hundred pages. Its result depends on these options besides the source.
    names = ("autoescape", "trim_blocks", "lstrip_blocks", "keep_trailing_newline", "optimized", "undefined")
    options = repr([getattr(environment, name) for name in names])
    mark = hashlib.sha256(options.encode()).hexdigest()[:12]
    try:
        return _CompiledTemplates(pattern=f"site-builder-{mark}-%s.cache")
    except (OSError, RuntimeError):  # RuntimeError: the folder is not the user's alone
        return None


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
    environment.bytecode_cache = _compiled_templates(environment)
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    environment.filters["markdown"] = _markdown
    environment.filters["markdown_of"] = _markdown_of
    environment.filters["plain"] = _plain
    return environment


# The two places where text becomes markup: both renderers escape all that they do not make themselves.
def _markdown(
    text: str,
    link: Callable[[str], str] = str,
    citations: Mapping[str, Citation] | None = None,
    top_level: int = 2,
    note_of: str = "",
) -> Markup:
    """The filter ``markdown``; ``note_of`` is the slug of the paper whose note is shown on another page."""
    home = link(paper_path(note_of)) if note_of else ""
    return Markup(render_markdown(text, top_level, TextPlace(citations or {}, link, note_of, home)))  # noqa: S704


def _markdown_of(text: str, home: str, link: Callable[[str], str], citations: Mapping[str, Citation]) -> Markup:
    """The filter ``markdown_of``: the text of the page ``home`` on another one, from ``<h3>``, without cards."""
    return Markup(render_markdown(text, 3, TextPlace(citations, link, "", link(home), has_cards=False)))  # noqa: S704


def _plain(text: str) -> Markup:
    return Markup(render_plain(text))  # noqa: S704


def _load(environment: Environment, name: str) -> Template | Problem:
    origin = Origin(f"{_FOLDER}/{name}", 0)
    try:
        return environment.get_template(name)
    except TemplateSyntaxError as fault:
        return _syntax_problem(fault)
    except TemplateNotFound as fault:
        return _missing_problem(fault, origin)
    except UnicodeDecodeError as fault:
        return error("template-error", origin, f"this template is not UTF-8: {fault.reason}", _HINT)


def _syntax_problem(fault: TemplateSyntaxError) -> Problem:
    origin = Origin(f"{_FOLDER}/{fault.name or '?'}", fault.lineno)
    return error("template-error", origin, f"the template cannot be read: {fault.message}", _HINT)


def _missing_problem(fault: TemplateNotFound, origin: Origin) -> Problem:
    return error("template-missing", origin, f"there is no template {fault.name}", _HINT)


def _problem(fault: Exception, templates: Path) -> Problem:
    """The problem behind an exception while rendering; raises it again when no template is to blame."""
    if isinstance(fault, TemplateSyntaxError):  # of a template that this one extends or imports
        return _syntax_problem(fault)
    origin = _place(fault, templates)
    if origin is None:
        raise fault
    if isinstance(fault, TemplateNotFound):
        return _missing_problem(fault, origin)
    return error("template-error", origin, f"the template fails: {fault}", _HINT)


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
