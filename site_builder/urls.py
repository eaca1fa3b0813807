"""Addresses: where each page of the site lies, and how one page names another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

HOME = "index.html"
THEMES = "themes.html"
AUTHORS = "authors.html"
YEARS = "years.html"
TITLES = "titles.html"
RECENT = "recent.html"
TASKS = "tasks.html"
DATASETS = "datasets.html"
METHODS = "methods.html"
MAP = "map.html"
UNSORTED = "unsorted.html"
SEARCH = "search.html"
READING_LIST = "reading-list.html"
ABOUT = "about.html"
DATA = "data.html"
TEACHERS = "teachers.html"
NOT_FOUND = "404.html"

PAPERS_DATA = "data/papers.json"
PAPERS_SCHEMA = "data/papers.schema.json"
SURVEY_DATA = "data/survey"
"""The references of the whole survey, without the suffix of their format."""
COURSE = "data/course.imscc"
"""The course package, which there is only where the survey says where it is published."""
SYLLABUS = "data/syllabus"
"""The reading of the whole survey, theme by theme, without the suffix of its format; ``.md`` and ``.csv``."""
SNAPSHOTS = "snapshots"
"""The folder of dated copies of the site, beside the site itself."""
BIBTEX, RIS, CSL = ".bib", ".ris", ".csl.json"
"""The suffixes of references in each format."""

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What a slug or a theme id may look like: nothing that could leave its folder or need quoting in an address."""
_DEVICE = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""Windows takes files of these names, whatever their suffix, for devices: a site with one could not be copied there."""


def is_slug(text: str) -> bool:
    """Whether ``text`` can be a page's file name as it stands (at most 120 characters, no device of Windows)."""
    return len(text) <= 120 and SLUG.fullmatch(text) is not None and _DEVICE.fullmatch(text) is None


def paper_path(slug: str) -> str:
    """The page of a paper."""
    return f"papers/{slug}.html"


def theme_path(theme: str) -> str:
    """The page of a theme."""
    return f"themes/{theme}.html"


def theme_part(theme: str, name: str) -> str:
    """A part of the list of a theme that has too many papers for one page."""
    return f"themes/{theme}/{name}.html"


def year_part(name: str) -> str:
    """A part of the list of a year."""
    return f"years/{name}.html"


def title_part(name: str) -> str:
    """A part of the list of all titles."""
    return f"titles/{name}.html"


def author_part(name: str) -> str:
    """A part of the authors."""
    return f"authors/{name}.html"


def unsorted_part(name: str) -> str:
    """A part of the papers that are in no theme."""
    return f"unsorted/{name}.html"


def term_part(path: str, name: str) -> str:
    """A part of the papers of a task or data set, whose page is at ``path``."""
    return f"{path.removesuffix('.html')}/{name}.html"


def paper_data(slug: str) -> str:
    """The reference of a paper, without the suffix of its format."""
    return f"data/papers/{slug}"


def theme_data(theme: str) -> str:
    """The references of a theme, without the suffix of their format."""
    return f"data/themes/{theme}"


def theme_syllabus(theme: str) -> str:
    """The reading of a theme, without the suffix of its format."""
    return f"{SYLLABUS}/{theme}"


def embed_path(theme: str) -> str:
    """A theme without the frame of the site, for pages of others."""
    return f"embed/{theme}.html"


def search_path(facet: str, value: str) -> str:
    """The search page filtered by a value of a facet."""
    return f"{SEARCH}?{quote(facet)}={quote(value, safe='')}"


def year_path(year: int | None) -> str:
    """The page of a year; the papers without a year share ``years/undated.html``."""
    return f"years/{year:04d}.html" if year is not None else "years/undated.html"


def task_path(slug: str) -> str:
    """The page of a task that several papers share."""
    return f"tasks/{slug}.html"


def dataset_path(slug: str) -> str:
    """The page of a data set that several papers share."""
    return f"datasets/{slug}.html"


def present_slug(slug: str, redirects: Mapping[str, str]) -> str:
    """The slug that a retired one has become; the slug itself where it is not retired. A circle ends somewhere."""
    seen = {slug}
    while slug in redirects and redirects[slug] not in seen:
        slug = redirects[slug]
        seen.add(slug)
    return slug


def relative(source: str, target: str) -> str:
    """The address of ``target`` (which may carry ``#anchor`` or ``?query``) as seen from the page ``source``."""
    path, mark, rest = target, "", ""
    for sign in "?#":
        if sign in target:
            cut = target.index(sign)
            path, mark, rest = target[:cut], sign, target[cut + 1 :]
            break
    if path == source and mark == "#":
        return f"#{rest}"
    folders, steps = source.split("/")[:-1], path.split("/")
    shared = 0
    while shared < min(len(folders), len(steps) - 1) and folders[shared] == steps[shared]:
        shared += 1
    return "/".join([".."] * (len(folders) - shared) + steps[shared:]) + mark + rest


def web_address(text: str) -> str | None:
    """``text`` as an address that is safe to link to, or None: absolute, http or https, with a host, no white space."""
    address = text.strip()
    if any(char.isspace() or ord(char) < 32 or ord(char) == 127 for char in address):
        return None
    try:
        parts = urlsplit(address)
        host = parts.hostname
        is_port_good = parts.port is None or parts.port > 0
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or not is_port_good:
        return None
    return address


def base_address(text: str) -> str | None:
    """``text`` as the address of a folder on the web, ending in one slash, or None: no query, no fragment."""
    address = web_address(text)
    return None if address is None or "?" in address or "#" in address else f"{address.rstrip('/')}/"


def arxiv_address(arxiv: str) -> str:
    """The page of an arXiv id."""
    return f"https://arxiv.org/abs/{arxiv}"


def doi_address(doi: str) -> str:
    """The resolver's address of a DOI, whose characters that an address cannot hold (``<``, ``#``) are escaped."""
    return "https://doi.org/" + quote(doi, safe="/:;()[]@!$&'*+,=-._~")
