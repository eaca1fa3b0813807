"""The finished site as one page that needs no other file: every page a part of it, and links between them fragments.

``papers/x.html#cite`` becomes ``#/papers/x.html:cite``. Without scripts all parts stand one below the other; with them,
``single-file.js`` shows one at a time, and search reads its data from the file.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import mimetypes
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from site_builder.catalogue import Page, Site, Survey
from site_builder.single_file_links import Places, parse_link, rewrite_links
from site_builder.urls import DATA, HOME, METHODS, NOT_FOUND, SEARCH, TEACHERS, THEMES, TITLES

_SCRIPT, _STYLE = "single-file.js", "single-file.css"
_LEFT_OUT = frozenset([NOT_FOUND, TEACHERS, DATA])
"""Pages about what only the site has."""
_NO_USE = (
    "a.here",  # scripts make them anew
    "#theme-filter",
    "#teachers",
    "#why",  # how the site was made of the survey's files
    "#records",
)
_BLOCKS = "[uo]l|li|d[ltd]|div|p|h[1-6]|t[rhd]|thead|tbody|table|section|article|details|nav"
_NEEDLESS = re.compile(rf"\n+(?=</?(?:{_BLOCKS})\b)")
"""Line ends before blocks, which show nothing; no such tag stands within text whose line ends count."""
_SEARCH_PAGE = "assets/search-page.js"
_ASKED_FOR = ("assets/search-correct.js", "assets/search-operators.js")
_SEEN_LATER = ("assets/search-panel.js", "assets/search-export.js")
"""What search loads when a query needs it, and what its page loads when results are seen."""
_SEARCH_DATA, _REFERENCES = "assets/search/", "data/references/"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of the site as a part of the file."""

    path: str
    mark: str
    """What the ids of its places begin with."""
    title: str
    """Without the survey's title; empty for its home page."""
    kind: str
    """The classes of the page's ``body``."""
    section: str
    """The page that the header marks as current; empty when none."""
    html: str


def single_file_page(site: Site, survey: Survey, extra: Mapping[str, bytes], generator: str) -> Page:
    """Put a site together as the context of the template ``single.html``; ``extra`` is what only this file needs."""
    trees = _reached(site)
    order = _in_order(trees)
    marks = {path: f"p{number}" for number, path in enumerate(order)}
    places = Places(frozenset(order), survey.base_url or "", {path: _ids(trees[path]) for path in order}, marks)
    styles, scripts = _assets(trees, order)
    frame = LexborHTMLParser(site[HOME].decode())
    masthead, colophon = (frame.css_first(name) for name in (".masthead", ".colophon"))
    for part in (masthead, colophon):
        if part is not None:
            rewrite_links(part, HOME, places, keeps_ids=True)
    style = "".join([*(_text(site, path) for path in styles), _text(extra, _STYLE)])
    codes = [_code(_text(site, path)) for path in scripts]
    head = _code(_text(extra, _SCRIPT))
    icon = base64.b64encode(site["assets/favicon.svg"]).decode()
    context = {
        "survey": survey,
        "generator": generator,
        "leaves": [_leaf(path, trees[path], places, site, survey) for path in order],
        "masthead": masthead.html if masthead is not None else "",
        "colophon": colophon.html if colophon is not None else "",
        "style": style,
        "head_script": head,
        "scripts": codes,
        "style_hash": _hash(style),
        "script_hashes": [_hash(code) for code in (head, *codes)],
        "icon": f"data:image/svg+xml;base64,{icon}",
        "data": _data(site),
    }
    return Page("single.html", "single.html", context)


def _reached(site: Site) -> dict[str, LexborHTMLParser]:
    """The pages that links lead to from the home page, without those that mean nothing outside of the site."""
    trees: dict[str, LexborHTMLParser] = {}
    waiting = [HOME, SEARCH]
    while waiting:
        path = waiting.pop()
        if path in trees or path not in site or not path.endswith(".html") or path in _LEFT_OUT:
            continue
        tree = LexborHTMLParser(site[path].decode())
        if path.startswith("embed/") or tree.css_first("main") is None:
            continue
        trees[path] = tree
        for link in tree.css("a[href]"):
            target, _, _ = parse_link(link.attributes.get("href") or "", path)
            waiting.append(target)
    return trees


def _in_order(trees: Mapping[str, LexborHTMLParser]) -> list[str]:
    """The pages as somebody who reads the file from beginning to end wants them: the survey, then its lists."""
    first = [HOME, THEMES, *_linked(trees, THEMES, "themes/"), METHODS, TITLES, *_linked(trees, TITLES, "papers/")]
    rest = sorted(trees, key=lambda path: (path.split("/")[0], path))
    return [path for path in dict.fromkeys([*first, *rest]) if path in trees]


def _linked(trees: Mapping[str, LexborHTMLParser], source: str, folder: str) -> list[str]:
    links = trees[source].css("main a[href]") if source in trees else []
    targets = [parse_link(link.attributes.get("href") or "", source)[0] for link in links]
    return [path for path in targets if path.startswith(folder)]


def _ids(tree: LexborHTMLParser) -> frozenset[str]:
    for selector in _NO_USE:
        for node in tree.css(f"main {selector}"):
            node.decompose()
    return frozenset(node.attributes.get("id") or "" for node in tree.css("main [id]"))


def _assets(trees: Mapping[str, LexborHTMLParser], order: Iterable[str]) -> tuple[list[str], list[str]]:
    """The style sheets and scripts of the pages, each once, in an order that keeps that of every page."""
    styles: dict[str, None] = {}
    scripts: dict[str, None] = {}
    for path in sorted(order, key=lambda path: "/" in path):  # themes load what the search page has already
        tree = trees[path]
        for link in tree.css("link[rel=stylesheet]"):
            styles[parse_link(link.attributes.get("href") or "", path)[0]] = None
        for script in tree.css("script[src]"):
            scripts[parse_link(script.attributes.get("src") or "", path)[0]] = None
    scripts.pop("assets/search-filter.js", None)
    names = list(scripts)
    at = names.index(_SEARCH_PAGE)
    return list(styles), [*names[:at], *_ASKED_FOR, _SEARCH_PAGE, *_SEEN_LATER, *names[at + 1 :]]


def _leaf(path: str, tree: LexborHTMLParser, places: Places, site: Site, survey: Survey) -> Leaf:
    main, body, title = (tree.css_first(name) for name in ("main", "body", "title"))
    current = tree.css_first(".masthead nav a[aria-current]")
    section = parse_link(current.attributes.get("href") or "", path)[0] if current is not None else ""
    if main is None or body is None or title is None:
        raise ValueError(f"{path} is no whole page")
    rewrite_links(main, path, places)
    for image in main.css("img[src]"):
        _embed(image, path, site)
    html = _NEEDLESS.sub("", (main.inner_html or "").strip().replace(' hidden=""', " hidden"))
    name = title.text().removesuffix(survey.title).removesuffix(" · ")
    return Leaf(path, places.marks[path], name, body.attributes.get("class") or "", section, html)


def _embed(image: LexborNode, path: str, site: Site) -> None:
    source = parse_link(unescape(image.attributes.get("src") or ""), path)[0]
    if source in site:
        kind = mimetypes.guess_type(source)[0] or "application/octet-stream"
        image.attrs["src"] = f"data:{kind};base64,{base64.b64encode(site[source]).decode()}"


def _text(site: Site, path: str) -> str:
    return site[path].decode()


def _code(text: str) -> str:
    """A script as it can stand within a page."""
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _hash(text: str) -> str:
    """What a Content-Security-Policy knows a script or style by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _data(site: Site) -> str:
    """The parts that search and references load, as one object of JSON, compressed."""
    parts, references = {}, {}
    manifest = None
    for path in sorted(site):
        if path.startswith(_SEARCH_DATA):
            values = _arguments(_text(site, path))
            if len(values) == 1:
                manifest = values[0]
            else:
                parts[str(values[1])] = values[2]
        elif path.startswith(_REFERENCES):
            references[path.removeprefix(_REFERENCES).removesuffix(".js")] = _arguments(_text(site, path))[0]
    found = {"search": {"manifest": manifest, "parts": parts}, "references": references}
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()


def _arguments(script: str) -> list[object]:
    """The values that a script hands to the one function that it calls."""
    values: list[object] = json.loads(f"[{script[script.index('(') + 1 : script.rindex(')')]}]")
    return values
