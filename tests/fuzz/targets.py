"""What is fuzzed: for each parser a law that holds for any bytes, with seeds and a dictionary to begin from.

The same laws are tried by `hypothesis` in tests/test_fuzz.py and by a coverage-guided fuzzer in tests/fuzz/run.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from site_builder.latex import plain_latex
from site_builder.ledger import parse_ledger, render_ledger
from site_builder.model import ParsedSource, SourceText
from site_builder.prose import find_citations, find_links, is_safe_link, render_markdown, render_plain
from site_builder.read import decode_text
from site_builder.sources import parse_source
from site_builder.survey import parse_survey
from site_builder.text import CONTROLS, split_lines
from site_builder.theme_files import parse_theme
from site_builder.yaml_fields import Items, Pairs, Value, parse_yaml, split_front_matter

HERE = Path(__file__).resolve().parent
Law = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that reads what others wrote."""

    name: str
    """Also of its folder of seeds."""
    law: Law
    """Raises AssertionError where the text breaks it."""
    suffix: str
    dictionary: str
    """Which words belong to the format."""

    def seeds(self) -> list[bytes]:
        """Small texts of the format, each written for this."""
        return [path.read_bytes() for path in sorted((HERE / "seeds" / self.name).iterdir())]

    def words(self) -> list[str]:
        """The dictionary's words."""
        return dictionary_words(self.dictionary)

    def try_bytes(self, data: bytes) -> None:
        """Try the law on the bytes of a file, decoded as files are. Raises AssertionError where they break it."""
        source, problems = decode_text(data, f"a{self.suffix}")
        assert source is not None or problems
        if source is not None:
            self.law(source.text)


def dictionary_words(name: str) -> list[str]:
    """The words of a dictionary, which has the form that libFuzzer reads."""
    text = (HERE / "dictionaries" / f"{name}.dict").read_text("ascii")
    quoted = re.findall(r'^"((?:[^"\\]|\\.)*)"$', text, re.MULTILINE)
    return [re.sub(r"\\(?:x([0-9A-Fa-f]{2})|(.))", _meant, word).encode("latin-1").decode("utf-8") for word in quoted]


def _meant(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16)) if escape[1] else escape[2]


# ---- Sources.


def assert_accounted(path: str, text: str, parsed: ParsedSource) -> None:
    """Every line has a kind, every record and problem a line, and what is lost is there as it stood."""
    account = parsed.account
    count = len(split_lines(text))
    assert sum(account.lines.values()) == account.line_count == count
    assert all(number >= 0 for number in account.lines.values())
    assert account.records == len(parsed.records)
    assert account.path == path
    for record in parsed.records:
        assert record.title == record.title.strip() != ""
        assert 1 <= record.origin.line <= count
        assert not CONTROLS.search(record.title + (record.abstract or "") + "".join(record.authors)), record
    for problem in parsed.problems:
        assert 0 <= problem.origin.line <= count + 1
        assert problem.origin.path == path
        assert problem.message
    told = {problem.origin.line for problem in parsed.problems}
    for lost in parsed.unparsed:
        assert lost.text.rstrip("…").strip() in text
        assert lost.origin.line in told
    if not parsed.records:
        assert parsed.problems


def _source(suffix: str, start: str = "") -> Law:
    """The law of source files; ``start`` is put before texts that would not be taken for the format without it."""

    def law(text: str) -> None:
        path = f"a{suffix}"
        assert_accounted(path, text, parse_source(SourceText(path, text), {}))
        if start and not text.startswith(start):
            assert_accounted(path, start + text, parse_source(SourceText(path, start + text), {}))

    return law


# ---- YAML and what is made of it.


def _yaml(text: str) -> None:
    last = 1 + text.count("\n")
    value, problems = parse_yaml(text, "a.yaml")
    assert all(1 <= problem.origin.line <= last and problem.message for problem in problems)
    if value is not None:
        _assert_lines(value, 1, last)
    front, body, line, faults = split_front_matter(text, "a.md")
    assert (len(front) + len(body) <= len(text)) and 1 <= line <= last + 2
    assert all(problem.message for problem in faults)


def _assert_lines(value: Value, first: int, last: int) -> None:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        assert first <= one.line <= last
        if isinstance(one, Items):
            waiting += one.values
        elif isinstance(one, Pairs):
            waiting += [child for pair in one.values for child in pair]
        else:
            assert not CONTROLS.search(one.text or "")


def _survey(text: str) -> None:
    survey, problems = parse_survey(SourceText("survey.yaml", text))
    assert survey.title or problems
    theme, faults = parse_theme(SourceText("themes/a.md", text))
    assert theme is not None or faults
    last = text.count("\n") + 2
    assert all(0 <= problem.origin.line <= last for problem in (*problems, *faults))


def _ledger(text: str) -> None:
    ledger, problems = parse_ledger(SourceText("ledger.jsonl", text))
    last = text.count("\n") + 1
    assert all(0 <= problem.origin.line <= last for problem in problems)
    again, faults = parse_ledger(SourceText("ledger.jsonl", render_ledger(ledger)))
    assert not faults
    assert render_ledger(again) == render_ledger(ledger)


# ---- Texts.

_MARKDOWN_TAGS = frozenset({"a", "blockquote", "br", "code", "div", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"})
_MARKDOWN_TAGS |= {"h1", "h2", "h3", "h4", "h5", "h6", "span", "table", "tbody", "td", "th", "thead", "tr"}
_VOID = frozenset({"br", "hr"})
_MARKDOWN_ATTRIBUTES = frozenset({"href", "rel", "id", "class", "role", "aria-label", "tabindex", "start", "title"})
_ALIGNED = re.compile(r"text-align:(?:left|right|center)")


class _Judge(HTMLParser):
    """Raises AssertionError for HTML that does not nest or holds what no text may bring into a page."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _MARKDOWN_TAGS, tag
        for name, value in attrs:
            is_alignment = tag in ("td", "th") and name == "style" and _ALIGNED.fullmatch(value or "")
            assert name in _MARKDOWN_ATTRIBUTES or is_alignment, (tag, name, value)
            assert name != "href" or is_safe_link(value or ""), value
        if tag not in _VOID:
            self.opened.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        assert tag in _VOID, tag

    def handle_endtag(self, tag: str) -> None:
        assert self.opened and self.opened.pop() == tag, tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")


def _assert_safe(html: str) -> None:
    judge = _Judge()
    judge.feed(html)
    judge.close()
    assert judge.opened == []


def _markdown(text: str) -> None:
    _assert_safe(render_markdown(text))
    last = text.count("\n")
    assert all(0 <= place.line <= last for place in (*find_citations(text), *find_links(text)))


def _plain(text: str) -> None:
    html = render_plain(text)
    _assert_safe(html)
    assert "<p" not in html


def _latex(text: str) -> None:
    plain = plain_latex(text)
    assert plain == " ".join(plain.split(" ")).strip()
    assert len(plain) <= 20 * len(text) + 20


TARGETS = {
    target.name: target
    for target in (
        Target("listing", _source(".txt", "Daily Papers\n"), ".txt", "listing"),
        Target("note", _source(".md", "---\n"), ".md", "note"),
        Target("markdown-file", _source(".md", "---\nlayout: post\n"), ".md", "note"),
        Target("toml-file", _source(".md", "+++\n"), ".md", "note"),
        Target("yaml-list", _source(".yaml", "- "), ".yaml", "note"),
        Target("yaml-data", _source(".yaml", "- year: 2019\n  title: "), ".yaml", "note"),
        Target("bibtex", _source(".bib", "@article{a, "), ".bib", "bibtex"),
        Target("ris", _source(".ris", "TY  - JOUR\n"), ".ris", "tagged"),
        Target("wos", _source(".ciw", "FN x\n"), ".ciw", "tagged"),
        Target("refer", _source(".enw", "%0 Journal Article\n"), ".enw", "tagged"),
        Target("refworks", _source(".txt", "RT Journal Article\nT1 "), ".txt", "tagged"),
        Target("xml", _source(".xml", "<records>"), ".xml", "xml"),
        Target("cff", _source(".cff", "cff-version: 1.2.0\n"), ".cff", "note"),
        Target("medline", _source(".nbib", "PMID- 1\n"), ".nbib", "tagged"),
        Target("csl-json", _source(".json", "["), ".json", "json"),
        Target("csv", _source(".csv", "title,authors,year,doi\n"), ".csv", "csv"),
        Target("yaml", _yaml, ".yaml", "note"),
        Target("survey", _survey, ".yaml", "note"),
        Target("ledger", _ledger, ".jsonl", "json"),
        Target("markdown", _markdown, ".md", "markdown"),
        Target("plain", _plain, ".txt", "markdown"),
        Target("latex", _latex, ".tex", "latex"),
    )
}
"""Every target in Python by its name. The query syntax is read in browsers: its target is query.js."""
