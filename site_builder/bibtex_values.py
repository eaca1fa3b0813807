"""The values of BibTeX fields: pieces put together with macros, names as printed, addresses without their LaTeX."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping, Sequence

from site_builder.latex import plain_latex
from site_builder.people import joined_name, printed_name, split_names
from site_builder.problems import Origin, Problem, info, warning
from site_builder.reference_fields import clean
from site_builder.text import shortened

MAX_VALUE = 200_000
"""Characters. What macros unfold to beyond that is cut: a few lines of them can unfold to gigabytes."""


_MONTHS = {name.lower() for name in calendar.month_abbr if name}
_BRACE = re.compile(r"(?<!\\)[{}]")
_QUOTE_OR_BRACE = re.compile(r"(?<!\\)[\"{}]")
_BARE = re.compile(r"[^\s#{}\",=]+")
_NEXT_FIELD = re.compile(r"\s*(?P<name>[A-Za-z][\w-]*)\s*=")
_AND_OR_COMMA = re.compile(r"(?<!\\)[{}]|(?<!\s)\s++and(?=\s)|,", re.IGNORECASE)
_AND_MORE = re.compile(r"(?<![,;\s])[,;\s]++et\.?\s+al\.?\s*$", re.IGNORECASE)
_NAMED_PARTS = re.compile(r"(?:family|given|prefix|suffix)(?:-i)?\s*=", re.IGNORECASE)
_HOMONYM = re.compile(r"(?<!\s)\s++0\d{3}$")
"""What the DBLP tells people of one name apart with."""
_AMPERSAND = re.compile(r",(?=[^,]*+,)[^,]+\s&\s[^,]+,")
_MAIL = re.compile(r"\S+@\S+")
_FULL_NAME = re.compile(r"[^\W\d_]\S*(?: (?!(?:of|for|the)\b)\S+){1,3}")
_WITH_ADDRESSES = ("howpublished", "note", "pdf", "code", "ee", "website", "html", "project")
"""Fields that may have an address among other texts, or the name of a file."""
_URL_MACRO = re.compile(r"\\(?:url|path|href)\s*\{([^{}]*)\}")
_ADDRESS = re.compile(r"https?://[^\s{}]+")
_ESCAPED = re.compile(r"\\([_%&#~$])(?:\{\})?|\{?\\(?:textasciitilde|string~)(?:\{\})?\}?|\$\\sim\$")
# BibTeX ends a quoted value at any quotation mark outside braces, so that in pairs these are marks and no accents.
_QUOTED = re.compile(r"(?<![^\W\d_])\\\"(?=[^\s{])(?P<inside>[^\"\\{}]*)\\\"(?![^\W\d_])")


def parse_values(
    raw: str, macros: Mapping[str, str], path: str, line: int
) -> tuple[list[tuple[str, str]], list[Problem]]:
    """A field's value put together; after a comma that is missing, the fields that follow with their names."""
    found: list[tuple[str, str]] = []
    problems: list[Problem] = []
    name, parts, at, size = "", [], 0, 0
    while at < len(raw):
        piece, at, macro = _piece(raw, at)
        if macro:
            known = macros.get(piece.lower())
            if known is None and not piece.isdigit() and piece[:3].lower() not in _MONTHS:
                message = f"`{shortened(piece)}` is no macro that the file defines above: it is taken as it stands"
                problems.append(warning("unknown-macro", Origin(path, line), message))
            piece = piece if known is None else known
        size += len(piece)
        if size <= MAX_VALUE:
            parts.append(piece)
        following = _NEXT_FIELD.match(raw, at)
        if following:
            found.append((name, "".join(parts)))
            name, parts, at = following["name"], [], following.end()
        else:
            at = _past_sign(raw, at)
    if size > MAX_VALUE:
        problems.append(warning("huge-value", Origin(path, line), f"a value is cut after {MAX_VALUE:,} characters"))
    found.append((name, "".join(parts)))
    return found, problems


def _piece(raw: str, at: int) -> tuple[str, int, bool]:
    """The piece of a value that begins at ``at``, where it ends, and whether it is a macro's name or a number."""
    while at < len(raw) and raw[at].isspace():
        at += 1
    sign = raw[at : at + 1]
    if sign in ("{", '"') and sign:
        depth = 0
        for mark in (_BRACE if sign == "{" else _QUOTE_OR_BRACE).finditer(raw, at):
            if mark[0] == '"' and depth == 0 and mark.start() > at:
                return _QUOTED.sub(r'"\g<inside>"', raw[at + 1 : mark.start()]), mark.end(), False
            depth += {"{": 1, "}": -1}.get(mark[0], 0)
            if sign == "{" and depth == 0:
                return raw[at + 1 : mark.start()], mark.end(), False
        return raw[at + 1 :].rstrip().removesuffix('"' if sign == '"' else "}"), len(raw), False
    bare = _BARE.match(raw, at)
    return (bare[0], bare.end(), True) if bare else (raw[at : at + 1], at + 1, False)


def _past_sign(raw: str, at: int) -> int:
    """Past white space and the ``#`` that joins two pieces."""
    while at < len(raw) and (raw[at].isspace() or raw[at] == "#"):
        at += 1
    return at


def plain_address(raw: str) -> str:
    """An address or identifier without the marks that LaTeX needs in one."""
    raw = _ESCAPED.sub(lambda mark: mark[1] or "~", raw)
    return raw.strip().replace("{", "").replace("}", "")


def find_addresses(name: str, raw: str) -> Iterable[str]:
    """The addresses in a field: all of it, or those within it where the field is for other texts too."""
    inside = _URL_MACRO.findall(raw)
    if inside:
        return [plain_address(url) for url in inside if _ADDRESS.match(url.strip())]
    plain = plain_address(raw)
    return _ADDRESS.findall(plain) if name in _WITH_ADDRESSES else [plain]


def parse_authors(fields: Mapping[str, str], origin: Origin) -> tuple[tuple[str, ...], list[Problem]]:
    """Names as printed. ``others`` is no name: the collaboration stands for them, or a remark tells of them."""
    raw = fields.get("author", "")
    is_cut = _AND_MORE.search(raw) is not None
    names = [name for one in _parted(_AND_MORE.sub("", raw), "and") for name in _names(one) if name]
    collaboration = plain_latex(fields.get("collaboration", ""))
    problems: list[Problem] = []
    if names and (is_cut or names[-1].lower() == "others"):
        names = names if is_cut else names[:-1]
        if not collaboration:
            problems.append(info("more-authors", origin, "there are more authors than the file names"))
    elif names:
        collaboration = ""
    if collaboration:
        names.append(collaboration if "collaboration" in collaboration.lower() else f"{collaboration} Collaboration")
    return tuple(names), problems


def _names(raw: str) -> Sequence[str]:
    """The name in a part of the field, or the names where commas part them, which BibTeX would take for one."""
    raw = raw.strip()
    if raw.startswith("{") and _piece(raw, 0)[1] == len(raw):
        return [plain_latex(raw)]  # a collective name, whatever commas it has
    if _NAMED_PARTS.match(raw):
        said = dict(pair for part in _parted(raw, ",") if len(pair := part.strip().split("=", 1)) == 2)
        given, prefix, family = (plain_latex(said.get(name, "").strip('" ')) for name in ("given", "prefix", "family"))
        return [joined_name(given, f"{prefix} {family}".strip())]
    raw = _HOMONYM.sub("", clean(raw) if "&" in raw else raw)
    parts = [plain for part in _parted(raw, ",") if (plain := plain_latex(part)) and not _MAIL.fullmatch(plain)]
    if any("," in part for part in parts):
        return [joined_name(parts[-1], parts[0]) if len(parts) > 1 else parts[0]]
    whole = ", ".join(parts)
    if ";" in whole or _AMPERSAND.search(whole):
        return split_names(whole)
    if len(parts) > 3 or (len(parts) == 3 and all(_FULL_NAME.fullmatch(part) for part in parts)):
        return split_names(whole)
    return [printed_name(whole)]


def _parted(text: str, mark: str) -> list[str]:
    """The text cut at each ``and`` or comma that stands in no braces."""
    parts, depth, start = [], 0, 0
    for found in _AND_OR_COMMA.finditer(text):
        sign = found[0].strip().lower()
        if sign in ("{", "}"):
            depth = max(0, depth + (1 if sign == "{" else -1))
        elif depth == 0 and sign == mark:
            parts.append(text[start : found.start()])
            start = found.end()
    return [*parts, text[start:]]
