"""What a published site needs to be read without a network after the first visit: a service worker of its own.

The worker is ``service-worker.js`` behind a list of what the site holds, as ``sw.js`` in the top of the site. It keeps
files by the hash of their content, in steps: first what every page needs, then lists, themes and papers, then the
search. A file that a new build leaves as it was is not fetched again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from site_builder.catalogue import Site, Survey
from site_builder.urls import NOT_FOUND, SNAPSHOTS

WORKER = "sw.js"
"""Where the worker lies: its folder and what is below it are its own."""
REGISTER, KEEP, FORGET = "offline.js", "service-worker.js", "service-worker-off.js"
_STEPS = ("", "themes/", "papers/")
"""Folders to keep one after another, once what every page needs is kept; then all others."""
_LEFT_OUT = ("embed/", f"{SNAPSHOTS}/", NOT_FOUND)
_VERSIONED = "assets/search/"
_MANIFEST = f"{_VERSIONED}manifest.js"
_REFERENCES = "data/references/"
_DIGITS = 12


def offline_files(site: Site, survey: Survey, scripts: Mapping[str, bytes]) -> Site:
    """The files that a site has besides; none where ``survey.yaml`` says nothing of it.

    ``scripts`` are those named above. Where the survey says that it is not to be read offline, the worker that earlier
    builds may have left in browsers is told to go.
    """
    if survey.offline is None:
        return {}
    if not survey.offline:
        return {WORKER: scripts[FORGET]}
    files = {**site, f"assets/{REGISTER}": scripts[REGISTER]}
    told = json.dumps(_steps(files), ensure_ascii=False, separators=(",", ":"))
    worker = b"self.surveySteps = " + told.encode() + b";\n" + scripts[KEEP]
    return {f"assets/{REGISTER}": scripts[REGISTER], WORKER: worker}


def _steps(site: Site) -> list[dict[str, str]]:
    """What to keep in each step, path to hash of the content, in the order of fetching."""
    steps: list[dict[str, str]] = [{} for _ in range(len(_STEPS) + 2)]
    for path in sorted(site):
        step = _step(path)
        if step is not None:
            steps[step][path] = hashlib.sha256(site[path]).hexdigest()[:_DIGITS]
    return steps


def _step(path: str) -> int | None:
    """The step in which a file is kept; None for what is not needed to read and search."""
    folder = f"{path.rpartition('/')[0]}/".removeprefix("/")
    if path.startswith(_LEFT_OUT):
        return None
    if path == _MANIFEST or (folder == "assets/" and path.endswith((".js", ".css", ".svg"))) or path in _FIRST:
        return 0
    if path.endswith(".html"):
        return _STEPS.index(folder) + 1 if folder in _STEPS else len(_STEPS) + 1
    return len(_STEPS) + 1 if path.startswith((_VERSIONED, _REFERENCES)) else None


_FIRST = frozenset(["index.html", "search.html", "themes.html"])
