"""What a site that is published already holds, and what of it a new one would lose.

People link to pages, to places within them and to files for taking away, from syllabi and slides that nobody can
change. Each of those is to be in the new site too, or lead on from there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from html import unescape
from pathlib import Path

from site_builder.catalogue import Site
from site_builder.problems import CommandError, Origin, Problem, error, sort_problems
from site_builder.urls import HOME, RECENT, SNAPSHOTS

MARKER = ".site-builder"
"""The file by which a built folder tells, from its third line, which names in it are the tool's."""
_INTERNAL = ("assets/", "data/references/")
"""What pages load for themselves: nobody links there."""
_ROLLING = frozenset([RECENT])
"""Pages whose places come and go by design."""
# A field of a form, a part of a drawing and what scripts work on are named for the page's own use.
_NAMED = re.compile(
    r"<(?!(?:input|select|textarea|button|form|output|datalist|label|dialog|template|script|meta|iframe|main"
    r"|svg|g|path|rect|circle|line|polyline|polygon|text|title|desc|defs|marker|symbol|use|clippath)\b)"
    r"[a-z][a-z0-9]*\s[^<>]*>",
    re.IGNORECASE,
)
_NAME = re.compile(r"""\s(?:id|name)=(?:"([^"]+)"|'([^']+)')""", re.IGNORECASE)
_AT_WORK = re.compile(r"""\srole=["']?(?:tooltip|status|alert|search)\b|\shidden(?=[\s=>])""", re.IGNORECASE)
_FILTERS = frozenset(["filters-list", "filters-title"])
"""What is in the panel of filters, which is hidden where no script works on it."""
_META = re.compile(r"<meta\s[^<>]*>", re.IGNORECASE)
_REFRESH = re.compile(r"http-equiv=[\"']?refresh", re.IGNORECASE)
_LOST = re.compile(r'<body class="lost">')
_MOST_SUGGESTIONS = 20


@dataclass(frozen=True, slots=True)
class Published:
    """The addresses of a site."""

    anchors: Mapping[str, frozenset[str]]
    """Path of each page to the places in it that links may lead to."""
    files: frozenset[str]
    """Paths of all else that people may have linked to."""

    @property
    def address_count(self) -> int:
        """How many pages and files there are."""
        return len(self.anchors) + len(self.files)

    @property
    def anchor_count(self) -> int:
        """How many places within pages there are."""
        return sum(map(len, self.anchors.values()))


def read_published(folder: Path) -> Published:
    """Read a folder that holds a site as it was published, or a copy of one.

    Hidden files are passed over, and so is what somebody else put beside a site of this tool. Raises CommandError where
    there is no such folder or it holds no site.
    """
    if not folder.is_dir():
        raise CommandError(f"There is no folder {folder}: name the folder of the published site after --against.")
    if not (folder / HOME).is_file():
        raise CommandError(f"{folder} holds no {HOME}, so it is no published site.")
    own = _own_names(folder)
    texts: dict[str, bytes] = {}
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            path = Path(parent, name)
            inside = path.relative_to(folder).as_posix()
            top = inside.partition("/")[0]
            # Builds leave dated copies alone, so that none of them can vanish.
            if name.startswith(".") or top == SNAPSHOTS or (own is not None and top not in own):
                continue
            try:
                texts[inside] = path.read_bytes() if inside.endswith(".html") else b""
            except OSError as fault:
                raise CommandError(f"{path} cannot be read: {fault.strerror}.") from fault
    return addresses_of(texts)


def _own_names(folder: Path) -> frozenset[str] | None:
    """The names at the top of a folder that this tool made; None where the folder does not tell."""
    try:
        lines = (folder / MARKER).read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    return frozenset(lines[2:]) or None


def addresses_of(site: Site) -> Published:
    """The addresses of a site's files."""
    pages = {path: data.decode("utf-8", "replace") for path, data in site.items() if path.endswith(".html")}
    files = frozenset(path for path in site if path not in pages and not path.startswith(_INTERNAL))
    return Published({path: _anchors(text) for path, text in pages.items()}, files)


def _anchors(text: str) -> frozenset[str]:
    tags = (tag for tag in _NAMED.findall(text) if not _AT_WORK.search(tag))
    return frozenset(unescape(double or single) for tag in tags for double, single in _NAME.findall(tag)) - _FILTERS


def compare_published(old: Published, new: Site) -> tuple[Problem, ...]:
    """An error for each published address and each place within a page that ``new`` has no more, by path.

    A page that leads on to another, or that says what became of its subject, answers for the places it had.
    """
    now = addresses_of(new)
    homes: dict[str, list[str]] = {}
    for path, anchors in sorted(now.anchors.items()):
        for anchor in anchors:
            homes.setdefault(anchor, []).append(path)
    suggest = _Suggestions([*now.anchors, *now.files])
    problems = []
    for path in sorted([*old.anchors, *old.files]):
        if path not in now.anchors and path not in now.files:
            message = "this address was published, and the site would not have it any more"
            problems.append(error("vanished-address", Origin(path, 0), message, _way_out(path, suggest.near(path))))
        elif path in old.anchors and path not in _ROLLING and not _answers_for_all(new[path]):
            for anchor in sorted(old.anchors[path] - now.anchors.get(path, frozenset())):
                message = f'the place "#{anchor}" was published, and the page would not have it any more'
                problems.append(error("vanished-anchor", Origin(path, 0), message, _where_now(anchor, homes)))
    return sort_problems(problems)


def _answers_for_all(page: bytes) -> bool:
    text = page.decode("utf-8", "replace")
    return any(_REFRESH.search(tag) for tag in _META.findall(text)) or _LOST.search(text) is not None


def _way_out(path: str, near: str) -> str:
    folder = path.partition("/")[0]
    if folder == "papers":
        hint = "Bring its line back into ledger.jsonl, from which the page is made that tells where the paper went."
    elif folder == "themes":
        hint = "Name its former id in the theme that took its place: `formerly: [old-id]`."
    elif path.endswith((".xml", ".imscc")):
        hint = "It is made only where `base_url` is set, in survey.yaml or by --base-url."
    else:
        hint = "Links to it would die; bring it back, or accept it by publishing the new site."
    return f"{hint} {near}".strip()


def _where_now(anchor: str, homes: Mapping[str, list[str]]) -> str:
    pages = homes.get(anchor, [])
    if not pages:
        return "No page has a place of that name now."
    more = f" and {len(pages) - 3} more pages" if len(pages) > 3 else ""
    hint = f"It is now on {', '.join(pages[:3])}{more}."
    return f"{hint} A paper's note can keep it in a theme with `add_themes`." if anchor.startswith("p-") else hint


class _Suggestions:
    """Finds the address that is most like one that is gone; a few times only, for looking through many is slow."""

    def __init__(self, paths: list[str]) -> None:
        self._paths = paths
        self._left = _MOST_SUGGESTIONS

    def near(self, path: str) -> str:
        """A sentence that names it; empty when none is near."""
        folder = path.rpartition("/")[0]
        self._left -= 1
        if self._left < 0:
            return ""
        alike = [known for known in self._paths if known.rpartition("/")[0] == folder]
        near = get_close_matches(path, alike, n=1, cutoff=0.8)
        return f"Most like it is {near[0]}." if near else ""
