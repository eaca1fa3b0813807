"""A survey in which every field of every format tries to run something, to leave its place or to break a file.

Each payload calls ``ran()`` if a browser runs it, or fetches from a host that does not exist.
"""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from xml.sax.saxutils import escape

import yaml

HOST = "attack.invalid"
SHORT = 55
"""Characters of a payload that a volume or a page can have."""
PAYLOADS = {
    "script": "<script>ran()</script>",
    "image": "<img src=x onerror=ran()>",
    "quoted": '"><img src=x onerror=ran()>',
    "single": "'><svg onload=ran()>",
    "attribute": '" onmouseover="ran()" autofocus onfocus="ran()" x="',
    "unquoted": "x onmouseover=ran() onfocus=ran() autofocus",
    "title": "</title><script>ran()</script>",
    "json": "</script><script>ran()</script>",
    "comment": "--><script>ran()</script><!--",
    "comment in script": "<!--<script>",
    "text area": "</textarea></style></noscript><script>ran()</script>",
    "svg": "<svg><script>ran()</script><a xlink:href=javascript:ran()><text>x</text></a></svg>",
    "frame": f"<iframe src=//{HOST} srcdoc='<script>parent.ran()</script>'></iframe>",
    "object": f"<object data=//{HOST}></object><embed src=//{HOST}>",
    "head": f"<base href=//{HOST}/><link rel=stylesheet href=//{HOST}>",
    "refresh": f'<meta http-equiv="refresh" content="0;url=//{HOST}">',
    "form": f"<form action=//{HOST}><button>Go</button></form>",
    "style": f"</style><style>*{{background:url(//{HOST});display:none}}</style>",
    "style attribute": f'<b style="background:url(//{HOST});position:fixed;inset:0">x</b>',
    "script address": "javascript:ran()",
    "script link": "[x](javascript:ran()) <javascript:ran()> [y](JaVaScRiPt&colon;ran())",
    "data link": "[x](data:text/html;base64,PHNjcmlwdD5yYW4oKTwvc2NyaXB0Pg==) [y](vbscript:ran())",
    "escaped": "&lt;script&gt;ran()&lt;/script&gt; &#60;img src=x onerror=ran()&#62; \\u003cscript\\u003eran()",
    "template": "{{ 7777*7 }} {% raw %} {# x #} ${7777*7} #{7777*7} {{ ''.__class__ }} {% include '/etc/passwd' %}",
    "direction": "\u202egnp.exe\u202c \u2066\u2067x\u2069 \u200f",
    "line ends": "one\u2028two\u2029three\u0085four",
    "zero": "a\u0000b\u001b[31mred\u0007",
    "xml": "]]><x/>&x; <!DOCTYPE x [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
    "path": "../../../../tmp/hostile",
    "windows path": "..\\..\\hostile:con|nul?*",
    "absolute path": "/etc/hostile",
    "percent path": "%2e%2e%2f%2e%2e%2fhostile",
    "formula": '=HYPERLINK("//attack.invalid","x")',
    "brackets": "{" * 50 + "[" * 50 + "(" * 50 + "<" * 50,
    "long": "x" * 5000,
    "combining": "Z" + "\u0301\u0323" * 200,
    "backslashes": "\\" * 30 + '"' + "\\input{/etc/passwd} \\write18{touch hostile}",
}
HALVES = "\ud83d broken \udc00"
"""Halves of characters, which JSON can write and no other format."""
NO_TITLES = frozenset(("long", "combining"))
"""Payloads too long for the title of a listing."""


def write_hostile_survey(folder: Path) -> Path:
    """Write the survey; everything in it that may be any text is a payload."""
    for name in ("papers", "themes", "sources", "pages"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    every = " ".join(PAYLOADS[name] for name in PAYLOADS if name not in {"long", "brackets", "template"})
    survey = {
        "title": every,
        "subtitle": every,
        "description": every,
        "updated": "2026-01-02",
        "editors": [every, "Al"],
        "facets": {"category": every},
    }
    _write(folder / "survey.yaml", _yaml(survey))
    for number, (name, payload) in enumerate(PAYLOADS.items()):
        head = {"title": payload, "order": number + 1, "scope": payload, "rules": {f"pots {number}": 3}}
        head |= {"keywords": [payload], "field": {"venue": payload}, "parent": "theme-0" if number % 2 else None}
        _write(folder / "themes" / f"theme-{number}.md", _front(head, f"## {payload}\n\n{payload}\n\n- {payload}\n"))
        _write(folder / "papers" / f"note-{number}.md", _front(_record(name, payload, number), payload))
    _write(folder / "sources" / "list.yaml", _yaml([_record(name, text, 100) for name, text in PAYLOADS.items()]))
    for name, text in (("bib", _bibtex()), ("ris", _ris()), ("json", _csl()), ("csv", _csv()), ("txt", _listing())):
        _write(folder / "sources" / f"hostile.{name}", text)
    for name, text in (("enw", _refer()), ("xml", _xml()), ("rdf", _rdf()), ("mods", _mods())):
        _write(folder / "sources" / f"hostile.{name}", text)
    for number, payload in enumerate(PAYLOADS.values()):
        head = {"title": f"Markdown {payload}", "year": 2020, "author": payload, "tags": [payload], "note": payload}
        _write(folder / "sources" / f"foreign-{number}.md", _front(head, payload))
    return folder


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))


def _yaml(value: object) -> str:
    return str(yaml.safe_dump(value, allow_unicode=False, sort_keys=False, width=10_000))


def _front(head: object, body: str) -> str:
    return f"---\n{_yaml(head)}---\n\n{_line(body)}\n"


def _line(text: str) -> str:
    """As one who writes such a file by hand could: without what no editor can type."""
    return text.replace("\0", "").replace("\u0085", " ")


def _record(name: str, payload: str, number: int) -> dict[str, object]:
    return {
        "title": f"{name} {number} {payload}",
        "authors": [payload, f"Ada {payload}"],
        "date": "2020-01",
        "venue": payload,
        "volume": payload[:SHORT],
        "number": payload[:SHORT],
        "pages": payload[:SHORT],
        "abstract": payload,
        "gist": payload,
        "name": payload[:60],
        "tasks": [payload],
        "datasets": [payload],
        "keywords": [payload, f"category:x{payload}", f"{name}:x{payload}"],
        "results": [{"measure": payload, "value": payload, "dataset": payload, "setting": payload}],
        "links": [{payload: f"https://{HOST}/?q=%22%3E%3Cscript%3Eran()"}],
    }


def _bibtex() -> str:
    found = []
    for number, payload in enumerate(PAYLOADS.values()):
        text = (
            _line(payload).replace("{", "(").replace("}", ")").replace("\\", "/").replace("@", " ").replace("\n", " ")
        )
        found.append(
            f"@article{{key{number},\n  title = {{Bib {text}}},\n  author = {{{text} and Jug, {text}}},\n"
            f"  journal = {{{text}}},\n  year = {{2020}},\n  url = {{{text}}},\n  doi = {{{text}}},\n"
            f"  volume = {{{text[:SHORT]}}},\n  number = {{{text[:SHORT]}}},\n  pages = {{{text[:SHORT]}}},\n"
            f"  keywords = {{{text}}},\n  abstract = {{{text}}},\n  note = {{{text}}}\n}}\n"
        )
    return "\n".join(found)


def _ris() -> str:
    found = []
    for payload in PAYLOADS.values():
        text = _line(payload).replace("\u2028", " ").replace("\u2029", " ")
        tags = ("TI", "AU", "JO", "UR", "DO", "KW", "AB", "N1", "ID")
        lines = [f"{tag}  - {'Ris ' if tag == 'TI' else ''}{text}" for tag in tags]
        lines += [f"{tag}  - {text[:SHORT]}" for tag in ("VL", "IS", "SP", "EP")]
        found += ["TY  - JOUR", *lines, "PY  - 2020", "ER  - ", ""]
    return "\n".join(found)


def _csl() -> str:
    items = [
        {
            "id": payload,
            "type": "article-journal",
            "title": f"Csl {payload}",
            "author": [{"family": payload, "given": payload}, {"literal": payload}],
            "container-title": payload,
            "volume": payload[:SHORT],
            "issue": payload[:SHORT],
            "page": payload[:SHORT],
            "URL": payload,
            "DOI": payload,
            "abstract": payload,
            "keyword": payload,
            "note": payload,
            "issued": {"date-parts": [[2020]]},
        }
        for payload in (*PAYLOADS.values(), HALVES)
    ]
    return json.dumps(items)


def _csv() -> str:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["title", "authors", "year", "venue", "abstract", "url", "doi", "keywords", "note"])
    for payload in PAYLOADS.values():
        text = _line(payload)
        writer.writerow([f"Csv {text}", text, "2020", text, text, text, text, text, text])
    return table.getvalue()


def _refer() -> str:
    found = []
    for payload in PAYLOADS.values():
        text = _line(payload).replace("\u2028", " ").replace("\u2029", " ").replace("\n", " ")
        lines = [f"%{tag} {text}" for tag in "AJURKXF"] + [f"%{tag} {text[:SHORT]}" for tag in "VNP"]
        found += ["%0 Journal Article", f"%T Refer {text}", *lines, "%D 2020", ""]
    return "\n".join(found)


def _in_xml(text: str) -> str:
    """A text as an element or an attribute may hold it, where no more is missing than what XML cannot say at all."""
    return escape(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", " ", _line(text)), {'"': "&quot;"})


def _in_every(reference: str) -> str:
    """A reference in XML once for each payload, which stands for ``text`` and, cut, for ``short``."""
    return "".join(
        reference.format(text=_in_xml(payload), short=_in_xml(payload[:SHORT])) for payload in PAYLOADS.values()
    )


def _xml() -> str:
    found = _in_every(
        "<record><titles><title>Xml {text}</title><secondary-title>{text}</secondary-title></titles><contributors>"
        "<authors><author>{text}</author></authors></contributors><volume>{short}</volume><pages>{short}</pages>"
        "<abstract>{text}</abstract><keywords><keyword>{text}</keyword></keywords><urls><related-urls><url>{text}"
        "</url></related-urls></urls><electronic-resource-num>{text}</electronic-resource-num></record>"
    )
    return f"<xml><records>{found}</records></xml>"


def _rdf() -> str:
    found = _in_every(
        '<bib:Article rdf:about="{text}"><z:itemType>{text}</z:itemType><dcterms:isPartOf rdf:resource="j{text}"/>'
        "<bib:authors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>{text}</foaf:surname></foaf:Person></rdf:li>"
        "</rdf:Seq></bib:authors><dc:title>Rdf {text}</dc:title><dc:subject>{text}</dc:subject><bib:pages>{short}"
        "</bib:pages><dcterms:abstract>{text}</dcterms:abstract><dc:identifier><dcterms:URI><rdf:value>{text}"
        '</rdf:value></dcterms:URI></dc:identifier></bib:Article><bib:Journal rdf:about="j{text}"><dc:title>{text}'
        "</dc:title><dc:identifier>DOI {text}</dc:identifier><prism:volume>{short}</prism:volume></bib:Journal>"
    )
    return f"<rdf:RDF>{found}</rdf:RDF>"


def _mods() -> str:
    found = _in_every(
        '<mods ID="{text}"><titleInfo><title>Mods {text}</title><subTitle>{text}</subTitle></titleInfo><name>'
        "<namePart>{text}</namePart></name><abstract>{text}</abstract><subject><topic>{text}</topic></subject>"
        '<relatedItem type="host"><titleInfo><title>{text}</title></titleInfo><part><detail type="volume"><number>'
        '{short}</number></detail></part></relatedItem><identifier type="doi">{text}</identifier>'
        "<location><url>{text}</url></location></mods>"
    )
    return f"<modsCollection>{found}</modsCollection>"


def _listing() -> str:
    found = []
    for name in [name for name in PAYLOADS if name not in NO_TITLES]:
        text = _line(PAYLOADS[name]).replace("\u2028", " ").replace("\u2029", " ")
        found.append(f"Listed {name} {text}\n\nWe try {text} on pictures of pots. {'It is told with care. ' * 20}\n")
    return "\n".join(found)
