"""The files that come with the tool: templates, scripts, the starter survey, and what others wrote."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from site_builder.problems import CommandError

_PACKAGE = Path(__file__).resolve().parent
_BUNDLED = _PACKAGE / "_bundled"
RELOAD = "reload.js"
SINGLE_FILE = ("single-file.js", "single-file.css")
OFFLINE = ("offline.js", "service-worker.js", "service-worker-off.js")
EXTRA = frozenset([RELOAD, *SINGLE_FILE, *OFFLINE])
"""The files of ``static/`` that are not in every site: they belong to `serve`, to a site in one file, and to one that
is read offline."""
ENGINE = "search-engine.js"
_LIST = ("state", "elements", "finder")
JOINED = {
    ENGINE: ("words", "data", "query", "score", "titles", "engine"),
    "search-list.js": _LIST,
    "search-page.js": (*_LIST, "results", "page"),
    "search-panel.js": ("facets", "columns", "controls", "panel"),
    "search-correct.js": ("near", "correct"),
    "search-operators.js": ("near", "operators"),
}
"""Scripts of a site that are several of ours, ``search-words.js`` and so on: one after another they are smaller
compressed, and loaded at once; what results do not need comes later. A small one may be in two, for pages that do not
load the same. Before the engine stands lunr.js, whole."""


def templates_folder() -> Path:
    """The folder of the Jinja templates. Raises CommandError when the installation lacks it."""
    return _folder("templates")


def static_folder() -> Path:
    """The folder of our own styles and scripts. Raises CommandError when the installation lacks it."""
    return _folder("static")


def editable_folders() -> tuple[Path, ...]:
    """The folders of templates and of styles where they lie in a clone, for people to work on; none once installed."""
    return tuple(path for path in (templates_folder(), static_folder()) if path.parent == _PACKAGE.parent)


def starter_folder() -> Path:
    """The small survey that a new one begins as. Raises CommandError when the installation lacks it."""
    folder = _PACKAGE / "starter"
    if not folder.is_dir():
        raise _incomplete(folder)
    return folder


def publishing_folder() -> Path:
    """The files that publish a survey, by host. Raises CommandError when the installation lacks them."""
    folder = _PACKAGE / "publishing"
    if not folder.is_dir():
        raise _incomplete(folder)
    return folder


def read_assets() -> dict[str, bytes]:
    """Our styles, scripts and pictures by their place in a site, with lunr.js. Raises CommandError as above."""
    own = {path.name: _shipped(path) for path in sorted(static_folder().glob("*.*")) if path.name not in EXTRA}
    first = {ENGINE: read_lunr_js()}
    joined = {
        name: first.get(name, b"") + b"".join(own[f"search-{part}.js"] for part in parts)
        for name, parts in JOINED.items()
    }
    for part in {part for parts in JOINED.values() for part in parts}:
        del own[f"search-{part}.js"]
    site = {f"assets/{name}": content for name, content in sorted({**own, **joined}.items())}
    return {**site, "assets/lunr.LICENSE.txt": read_lunr_licence()}


def read_reload_script() -> bytes:
    """The script that reloads a page while `serve` runs; it is no part of a site."""
    return (static_folder() / RELOAD).read_bytes()


def read_extra(names: Sequence[str]) -> dict[str, bytes]:
    """Files of ``static/`` that are not in every site, by name."""
    return {name: _shipped(static_folder() / name) for name in names}


def read_lunr_js() -> bytes:
    """lunr.js as its authors publish it, minified, with their notice. Raises CommandError when it is missing."""
    return _read("lunr.js")


def read_lunr_licence() -> bytes:
    """The licence of lunr.js, which goes wherever lunr.js goes. Raises CommandError when it is missing."""
    return _read("lunr.LICENSE.txt")


def citeproc_path() -> Path:
    """citeproc-js, the processor of citation styles. Raises CommandError when it is missing."""
    return _existing(_BUNDLED / "citeproc.js")


def style_path(name: str) -> Path:
    """The file of a citation style. Raises CommandError when it is missing."""
    return _existing(_BUNDLED / "csl" / f"{name}.csl")


def terms_path(language: str) -> Path:
    """The terms of citation styles in the language nearest to ``language``, which is US English where there is none.

    Raises CommandError when they are missing.
    """
    offered = {path.stem.removeprefix("locales-"): path for path in (_BUNDLED / "csl").glob("locales-*.xml")}
    plain = language.split("-", maxsplit=1)[0].lower()
    wanted = [language, "en-US" if plain == "en" else f"{plain}-{plain.upper()}"]
    wanted += sorted(name for name in offered if name.split("-")[0] == plain)
    return next(
        (offered[name] for name in wanted if name in offered), _existing(_BUNDLED / "csl" / "locales-en-US.xml")
    )


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise _incomplete(path)
    return path


def _folder(name: str) -> Path:
    # A wheel carries its own copy; an editable install has none and uses the clone's folder. The order matters: beside
    # an installed package lies site-packages, where anybody's folder may have that name.
    for folder in (_BUNDLED / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise _incomplete(_BUNDLED / name)


def _shipped(path: Path) -> bytes:
    """A file of ours as it goes into a site: minified, or as it is where it was changed after the installation."""
    content = path.read_bytes()
    name = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:16]}{path.suffix}"  # as minify_static.py names it
    try:
        return (_BUNDLED / "minified" / name).read_bytes()
    except FileNotFoundError:
        return content


def _read(name: str) -> bytes:
    try:
        return (_BUNDLED / name).read_bytes()
    except FileNotFoundError:
        raise _incomplete(_BUNDLED / name) from None


def _incomplete(missing: Path) -> CommandError:
    return CommandError(
        f"The installation is incomplete, {missing} is missing: install site-builder again, "
        "with `pip install --force-reinstall .` (or `pip install -e .`) in a clone of it."
    )
