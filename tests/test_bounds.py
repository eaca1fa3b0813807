"""No text is too much: time and memory grow with its length, whatever it repeats, and what is nested is refused early.

Steps are counted, not timed. Where only the C code of a pattern or package could take too long, a process of its own
does the work, and the limits that it gets are so far above the need that they only end what would never end.
"""

from __future__ import annotations

import json
import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from counting import steps
from fuzz.targets import TARGETS
from surveys import write_survey

from site_builder.build import Request, make_site

SHORT, LONG = 240, 960
"""Characters of two texts whose steps are compared."""
PROCESSOR_SECONDS = 240
MEMORY = 2_000_000_000
"""Bytes, of which Python and its packages take some 150 million."""
SIGNS = [
    *"{}[]()<>*_`|\\$#\"'@-~^!&=:;,. \t\né",
    "a\n",
    "a ",
    "\n\n",
    "\n- ",
    "\n> ",
    "[a]",
    "{a}",
    "<a>",
    "a, ",
    "# a\n",
]


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.name)
def test_four_times_the_text_takes_no_more_than_four_times_the_steps(target) -> None:
    beyond = []
    for sign in dict.fromkeys([*SIGNS, *target.words()]):
        short, long = (sign * (size // len(sign) + 1) for size in (SHORT, LONG))
        target.law(short)  # whatever is made once is made now
        few, many = steps(lambda text=short: target.law(f"{text} ")), steps(lambda text=long: target.law(f"{text} "))
        if many > 4.5 * few + 400:
            beyond.append((sign, few, many))
    assert beyond == []


# ---- In a process of its own.


def survives(act: Callable[[], object], seconds: int = PROCESSOR_SECONDS) -> str:
    """What ended a process that does this within its limits; an empty text where nothing did."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        said = "it did not end by itself"
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            act()
            said = ""
        except BaseException as fault:  # noqa: BLE001 - handed over as a text
            said = f"{type(fault).__name__}: {fault}"[:300]
        finally:
            os.write(writing, said.encode("utf-8", "replace"))
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as answer:
        said = answer.read()
    status = os.waitpid(child, 0)[1]
    return said or (signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else "")


NINE = range(1, 12)
"""Of nine each, which is 31 thousand million in all."""
LAUGHS = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in NINE)
LAUGHING = "@string{s0 = {xx}}\n" + "".join(f"@string{{s{n} = {' # '.join([f's{n - 1}'] * 9)}}}\n" for n in NINE)
NESTING = ("[", "> ", "- ", "[a](", "[a]: b\n\n", "# a\n", "[@a] ", "[a](b)", "| a |\n| - |\n")
MONSTERS = {
    "yaml": [LAUGHS, "[" * 10**6, "{a: " * 10**5, "- " * 10**5, "? " * 10**5, "&a " * 10**5, "a: |\n" + " x\n" * 10**5],
    "survey": [LAUGHS, "title: [" * 10**5, "other_names: {tasks: {" + "a: [b], " * 10**4],
    "note": [
        f"---\n{LAUGHS}---\n",
        "---\ntitle: " + "[" * 10**5,
        "---\ntitle: a\nlinks:\n" + "- a: https://b.c\n" * 10**4,
    ],
    "toml-file": [
        "+++\na = " + "[" * 10**5,
        "+++\n" + "a." * 10**4 + "a = 1\n+++\n",
        "+++\n" + "[[a]]\n" * 10**4 + "+++\n",
        "+++\n" + "".join(f"a{n} = 1\n" for n in range(10**4)) + "+++\n",
    ],
    "csl-json": ["[" * 10**6, '[{"title":' * 10**5, '[{"title":"' + "{" * 10**6 + '"}]', "{}" * 10**4],
    "ledger": ["[" * 10**6, '{"slug":' * 10**5, "1" * 10**5],
    "bibtex": [
        LAUGHING + "@article{a, title = s11}\n",
        "".join(f"@string{{s{n} = {{x}}}}\n" for n in range(10**5)),
        "@article{a, title = x" + " # x" * 10**5 + "}\n",
        "@article{a, title = {" + "{" * 10**6,
        "@article{a, author = {" + "A and " * 10**5 + "}}\n",
        "@article{a, title = {A}, author = {A" + " " * 10**5 + "}}\n",
        "@article{a, title={A}, crossref={b}}\n@book{b, title={B}, crossref={a}}\n@book{c, title={C}, crossref={c}}\n",
        "@article{a,a=b}\n" * 10**4,
    ],
    "ris": [
        "TY  - J\nTI  - a\nAU  - a" + " " * 10**5 + "b\n",
        "TY  - JOUR\nTI  - a\n" + "KW  - a\n" * 10**5 + "ER  - \n",
        "TY  - \n" * 10**4,
        "\n" * 10**5 + "TY  - J\n",
    ],
    "medline": ["PMID- 1\nTI  - a\n" + "      b\n" * 10**5, "PMID- 1\n" * 10**4],
    "xml": [
        "<records>" + "<record>" * 10**5,
        "<records>" + "<record><titles><title>a</title></titles></record>" * 10**3,
        "<records><record>" + "&amp;" * 10**5,
        "<!--" + "-" * 10**5,
        "\n" * 10**5 + "<records>",
        '<rdf:RDF><b:Journal rdf:about="a"><d:title>'
        + "x" * 10**6
        + "</d:title>"
        + "<d:title>y</d:title>" * 10**5
        + "</b:Journal>"
        + '<b:Article><d:title>z</d:title><d:isPartOf rdf:resource="a"/></b:Article>' * 10**4
        + "</rdf:RDF>",
    ],
    "cff": ["cff-version: 1\ntitle: a\nauthors:\n" + "- name: b\n" * 10**4],
    "refer": ["%0 Book\n%T a\n" + "b\n" * 10**5, "%T a\n\n" * 10**4, "%0\n" * 10**4],
    "refworks": ["RT Book\nT1 a\n" + "b\n" * 10**5, "RT Book\n" * 10**4],
    "wos": ["PT J\nTI a\nAU b\n" + "   c\n" * 10**5, "PT J\n" * 10**4],
    "csv": [
        "title,authors\na," + " " * 10**5 + "b\n",
        "title" + "," * 10**6 + "\n",
        "title,authors\n" + '"' * 10**6,
        "title,year\n" + "a,b\n" * 10**4,
    ],
    "listing": ["\n" * 10**5, "\n%" * 10**5, ("x" * 300 + "\n") * 10**4, "a\n" * 10**5, " " * 10**6, "@" + "a" * 10**6],
    "markdown": [
        *(sign * 10**5 for sign in ("*", "_", "`", "|", "<", '"', "'", "&", "\\")),
        *(sign * 10**4 for sign in NESTING),
        *(sign * 3 * 10**4 for sign in ("![", "*a_")),
        " ".join("`" * length for length in range(400)),
    ],
    "plain": ["http://" * 10**5, "www.a.b " * 10**3, "^{" * 10**5, "``" * 10**5, "\\a" * 10**5],
    "latex": [
        "}" * 10**4 + "{" * 10**4,
        "\\'" * 10**5,
        "$a" * 10**5,
        "^{" * 10**5,
        "\\foo{" * 3 * 10**4,
        "``" * 10**5,
        "{a}" * 6 * 10**4,
    ],
}
"""Texts that would nest, unfold or be looked through without end, by the target that reads them."""


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.name)
def test_no_text_takes_for_ever_or_all_memory(target) -> None:
    def read() -> None:
        for text in ("{" * 10**6, "a" * 10**7, "ab " * 10**6, *MONSTERS.get(target.name, ())):
            target.law(text)

    assert survives(read) == ""


def test_what_takes_all_memory_is_seen() -> None:
    assert survives(lambda: bytearray(MEMORY)).startswith("MemoryError")


def reference(**fields: str) -> str:
    """A list with one reference of CSL-JSON."""
    return json.dumps([{"title": "Pots", **fields}])


RECORDS = {
    "capitals": ("a.json", reference(title="A" * 10**5)),
    "macros": ("a.json", reference(title="\\emph{" * 2 * 10**4)),
    "brackets": ("a.json", reference(**{"title": "(" + "a " * 10**5, "container-title": "(" + "a " * 10**5})),
    "numbers": ("a.json", reference(**{"container-title": "1 " * 10**5, "abstract": "1," * 10**5})),
    "acronym": ("a.json", reference(**{"container-title": "A" * 10**5 + "!"})),
    "abstract": ("a.json", reference(abstract="{" * 10**6, DOI="10.1000/" + "(" * 10**5)),
    "spaces": ("a.md", f"---\ntitle: 'P{' ' * 10**5}x'\nvenue: 'A{' ' * 10**5}b'\ngist: 'c{' ' * 10**5}d'\n---\n"),
    "names": ("a.csv", f'title,authors\nPots,"A{" " * 10**5}b"\n'),
    "people": ("a.bib", f"@article{{a, title={{Pots}}, author={{A{' ' * 10**5}b}}}}\n"),
    "links": ("a.md", "---\ntitle: P\n---\n" + "[a](https://b.org) " * 5000),
    "headings": ("a.md", "---\ntitle: P\n---\n" + "# a\n\n" * 5000),
}
"""What all the stages after a parser have to do with, in one record each."""


@pytest.mark.parametrize("name", RECORDS)
def test_no_record_takes_a_build_for_ever(name: str, tmp_path: Path) -> None:
    file, text = RECORDS[name]
    content = write_survey(tmp_path / "content", **{f"sources__{file}": text})

    def build() -> None:
        outcome = make_site(Request(content), lambda stage: None)
        assert outcome.is_good, outcome.problems
        assert len(outcome.catalogue.papers) == 2

    assert survives(build, seconds=60) == ""
