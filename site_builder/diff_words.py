"""What changed about one paper, in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from site_builder.text import readable, without_controls

_SIGNS = re.compile(r"([\\`*_\[\]<>#|~])")
_FACTS = {
    **{"date": "date", "venue": "venue", "volume": "volume", "number": "issue", "pages": "pages"},
    **{"arxiv": "arXiv id", "doi": "DOI", "name": "short name", "kind": "kind"},
}
_LISTS = {"tasks": "task", "datasets": "data set"}
_TEXTS = {"note": "note", "gist": "one line", "abstract": "abstract"}
_SHORT = 120


def plain(text: str) -> str:
    """A text as Markdown shows it: signs that would mark something up are escaped, all on one line."""
    return _SIGNS.sub(r"\\\1", " ".join(without_controls(readable(text)).split()))


def quoted(row: Mapping[str, Any]) -> str:
    """A paper's title in quotation marks."""
    return f"“{plain(row['title'])}”"


def named(names: Iterable[str]) -> str:
    """Names in a row: ``*A*, *B* and *C*``."""
    marked = [f"*{plain(name)}*" for name in names]
    return " and ".join(part for part in (", ".join(marked[:-1]), *marked[-1:]) if part)


def counted(number: int, noun: str) -> str:
    """``1 paper``, ``2 papers``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def changes_of(old: Mapping[str, Any], new: Mapping[str, Any], themes: Mapping[str, str]) -> list[str]:
    """What is said of a paper now that was not said before, or was said otherwise."""
    found = []
    if old["title"] != new["title"]:
        found.append(f"its title was {quoted(old)}")
    found += _authors(old.get("authors") or (), new.get("authors") or ())
    for field, what in _FACTS.items():
        if field in old or field not in ("volume", "number", "pages"):  # which older catalogues do not have
            found += _fact(what, old.get(field), new.get(field))
    found += _themes(old.get("themes") or (), new.get("themes") or (), themes)
    for field, what in _LISTS.items():
        found += _list(what, _texts(old, field), _texts(new, field))
    found += _list("link", _addresses(old), _addresses(new), "<{}>")
    before, now = old.get("results") or [], new.get("results") or []
    if before != now:
        were = f"{len(now)} reported results, where there were {len(before)}"
        found.append(were if len(before) != len(now) else "other figures are reported")
    for field, what in _TEXTS.items():
        found += _text(what, old.get(field), new.get(field))
    return found


def _authors(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    if list(old) != list(new):
        if not old:
            yield f"its authors are named now: {_shown(', '.join(new))}"
        elif not new:
            yield "its authors are not named any more"
        else:
            yield f"its authors are {_shown(', '.join(new))} now, and were {_shown(', '.join(old))}"


def _fact(what: str, old: object, new: object) -> Iterator[str]:
    if old != new:
        if not old:
            yield f"its {what} is known now: {_shown(str(new))}"
        elif not new:
            yield f"its {what}, {_shown(str(old))}, is not given any more"
        else:
            yield f"its {what} is {_shown(str(new))} now, and was {_shown(str(old))}"


def _themes(old: Sequence[str], new: Sequence[str], titles: Mapping[str, str]) -> Iterator[str]:
    def show(ids: Iterable[str]) -> str:
        return named(titles.get(theme, theme) for theme in ids)

    more = [theme for theme in new if theme not in old]
    fewer = [theme for theme in old if theme not in new]
    if more:
        yield f"now under {show(more)}"
    if fewer:
        yield f"no longer under {show(fewer)}"
    if len(new) > 1 and old and old[0] != new[0]:
        yield f"its first theme is {show(new[:1])}"


def _list(what: str, old: Sequence[str], new: Sequence[str], form: str = "") -> Iterator[str]:
    """What is new in a list and what is gone; values as text, or as they are in ``form``."""
    more = [value for value in new if value not in old]
    fewer = [value for value in old if value not in new]
    for lead, values in (("new", more), ("gone", fewer)):
        if values:
            shown = ", ".join(form.format(value) if form else plain(value) for value in values)
            yield f"{lead} {what}{'' if len(values) == 1 else 's'}: {shown}"


def _text(what: str, old: object, new: object) -> Iterator[str]:
    if old != new:
        yield f"its {what} was {'rewritten' if old and new else 'taken away' if old else 'added'}"


def _texts(row: Mapping[str, Any], field: str) -> list[str]:
    return [str(value) for value in row.get(field) or ()]


def _addresses(row: Mapping[str, Any]) -> list[str]:
    """The addresses of links, but for those that an identifier tells already."""
    told = [str(row[name]) for name in ("arxiv", "doi") if row.get(name)]
    links = [link.get("url", "") if isinstance(link, dict) else json.dumps(link) for link in row.get("links") or ()]
    return [str(url) for url in links if not any(str(url).endswith(name) for name in told)]


def _shown(text: str) -> str:
    shown = plain(text)
    return shown if len(shown) <= _SHORT else shown[: _SHORT - 1].rstrip("\\") + "…"
