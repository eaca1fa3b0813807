"""The process that formats references: ``python -m site_builder.formatted_run REQUEST ANSWER``.

It runs citeproc-js, the processor of citation styles that Zotero has, in V8. A process of its own, because a build
forks, which no process with the threads of V8 should, and because one without anything to format need not load V8.

REQUEST is JSON, a list of objects with ``style`` (the path of a style), ``locales`` (name to path), ``language`` and
``references`` (objects of CSL-JSON). ANSWER becomes a list with a list of texts for each, null where the processor
failed on one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from py_mini_racer import MiniRacer, mini_racer

from site_builder.resources import citeproc_path

_SPACE = "http://purl.org/net/xbiblio/csl"
_UNWANTED = {("variable", "citation-number"), ("term", "advance-online-publication")}
_SLICE = 500
"""References that are handed to V8 at once."""


def main(request: Path, answer: Path) -> None:
    """Read a request, write its answer."""
    with mini_racer() as engine:
        _answer(engine, request, answer)


def _answer(engine: MiniRacer, request: Path, answer: Path) -> None:
    for script in (citeproc_path(), Path(__file__).with_suffix(".js")):
        # The processor is a module of CommonJS: it hands itself out by a name that V8 alone does not have.
        engine.eval(f"var module = {{exports: {{}}}};\n{script.read_text('utf-8')}\n;0")
    tasks = json.loads(request.read_bytes())
    answer.write_text(json.dumps([_format(engine, task) for task in tasks]), "utf-8")


def _format(engine: MiniRacer, task: Mapping[str, Any]) -> list[str | None]:
    locales = {name: Path(path).read_text("utf-8") for name, path in task["locales"].items()}
    style = bare_style(Path(task["style"]).read_bytes())
    engine.eval(f"var style = makeEngine({_literals(style, locales, task['language'])}); 0")
    references: Sequence[Any] = task["references"]
    made: list[str | None] = []
    for at in range(0, len(references), _SLICE):
        call = f"JSON.stringify(formatAll(style, {_literals(references[at : at + _SLICE])}))"
        made += json.loads(str(engine.eval(call)))
    return made


def _literals(*values: object) -> str:
    return ", ".join(map(json.dumps, values))


def bare_style(style: bytes) -> str:
    """A style without what a reference that stands alone has no use for: numbers, order, and citations in a text.

    The rest comes out the same, and three times as fast: by these the processor compares and sorts. What goes too is
    the claim that a paper is published ahead of print, which styles make of a volume that is not known, and a word on
    when it was retrieved, for nobody notes that.
    """
    ET.register_namespace("", _SPACE)
    root = ET.fromstring(style)  # noqa: S314 - one of the styles that came with the package
    for parent in list(root.iter()):
        for child in list(parent):
            is_unwanted = child.tag == f"{{{_SPACE}}}text" and _UNWANTED & {*child.items()}
            if is_unwanted or child.tag == f"{{{_SPACE}}}sort" or _is_dateless(child, parent):
                parent.remove(child)
    citation = root.find(f"{{{_SPACE}}}citation")
    if citation is not None:
        citation.clear()
        layout = ET.SubElement(citation, f"{{{_SPACE}}}layout")
        ET.SubElement(layout, f"{{{_SPACE}}}text", {"variable": "citation-number"})
    return ET.tostring(root, "unicode")


def _is_dateless(child: ET.Element, parent: ET.Element) -> bool:
    """Whether it is a ``Retrieved`` whose ``January 2, 2026, from`` goes where no such day is known."""
    groups = (group for group in parent if group.tag == f"{{{_SPACE}}}group")
    return child.get("term") == "retrieved" and any(
        date.get("variable") == "accessed" for group in groups for date in group
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
