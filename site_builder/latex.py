"""LaTeX in a reference's fields into Unicode, as a person would write it; what is not understood stays as it is.

pylatexenc says what the macros mean. The scanner is our own: the package's walker recurses, takes ``%`` for a comment
and drops what it does not know, where a field of a reference needs bounded depth, literal signs and nothing lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from site_builder.latex_macros import (
    ACCENTS,
    ALPHABETS,
    ARGUED,
    FONTS,
    FRACTIONS,
    LAST,
    LOWERED,
    MATH_ACCENTS,
    ORDINALS,
    OWN,
    QUOTES,
    RAISED,
    SILENT,
    SWITCHES,
    SYMBOLS,
)

MAX_DEPTH = 50
"""Braces nested deeper than this are left as they stand: no reference needs them."""
MAX_LENGTH = 200_000
"""Characters. A longer value is no text that anybody typeset, and is left as it stands."""
_MOST_LOOKED_AHEAD = 20_000
"""Characters per value that may be looked through for the ends of unknown macros' arguments."""

_MARKS = re.compile(r"[\\{}$~]|--|``|''")
_TOKEN = re.compile(
    r"\\(?P<macro>[A-Za-z]+)\*?[ \t\n]*|\\(?P<sign>[^A-Za-z])|(?P<brace>[{}])"
    r"|(?P<dash>-{2,3})|(?P<open>``)|(?P<close>'')|(?P<script>[_^]\{[^{}\\]{0,100}\})|(?P<char>[^\\{}`'^_$~-]+|[`'\\^_$~-])",
    re.DOTALL,
)
# A dollar sign opens math when no space follows and closes it when none stands before; where a digit follows, the signs
# of a formula must stand between. So "between $5 and $10" and "$5-$10" keep their prices.
_MATH = re.compile(
    r"(?<!\\)\$\$(?P<block>[^$]{1,2000})\$\$"
    r"|(?<!\\)\$(?P<inline>(?![\s$])[^$]{0,1999}(?<![\s\\]))\$(?P<digit>(?=\d))?"
    r"|\\\((?P<paren>(?:(?!\\[()]).){1,2000})\\\)",
    re.DOTALL,
)
_WORD = re.compile(r"[^\W_]{1,20}")
_FORMULA = re.compile(r"[\\^_=]")
_SPACES = re.compile(r"\s+")
_GROUP_MARKS = re.compile(r"\\.|[{}\[\]]", re.DOTALL)
_HREF = re.compile(r"\\href\s*\{[^{}]*\}\s*(?=\{)")


class _Unknown(Exception):
    """The text has something that has no plain form."""


@dataclass(slots=True)
class _Scan:
    """One text on its way, and how far one has come."""

    text: str
    is_math: bool
    formulas: Mapping[int, tuple[int, str]]
    """Where formulas begin, to where they end and what becomes of them."""
    at: int = 0
    depth: int = 0
    is_closed: bool = False
    """Whether the group that was read last had its brace."""
    ahead: int = _MOST_LOOKED_AHEAD


def plain_latex(text: str) -> str:
    """Write a BibTeX value as a person would: ``{\\"o}`` is ö, ``$O(n^2)$`` is O(n²), ``{B}anach`` is Banach.

    Macros and formulas that have no plain form are left exactly as they stand. White space becomes single spaces.
    """
    if not _MARKS.search(text):
        return _SPACES.sub(" ", text).strip()
    if len(text) > MAX_LENGTH or _is_deep(text):
        return _SPACES.sub(" ", text).strip()
    text = _HREF.sub("", text)
    formulas = {found.start(): (found.end(), _math(found)) for found in _MATH.finditer(text)}
    return _SPACES.sub(" ", _convert(_Scan(text, False, formulas), until=None)).strip()


def _is_deep(text: str) -> bool:
    depth = 0
    for found in re.finditer(r"\\.|[{}]", text, re.DOTALL):
        depth = max(0, depth + {"{": 1, "}": -1}.get(found[0], 0))  # a brace that closes nothing makes no room
        if depth > MAX_DEPTH:
            return True
    return False


def _math(found: re.Match[str]) -> str:
    """A formula in plain characters, or just as it stands."""
    inner = found["block"] or found["inline"] or found["paren"]
    if found["digit"] is not None and not _FORMULA.search(inner):
        return found[0]
    try:
        return unicodedata.normalize("NFC", _convert(_Scan(inner, True, {}), until=None)).strip()
    except _Unknown:
        return found[0]


def _convert(scan: _Scan, until: str | None) -> str:
    """Convert up to the brace that closes the present group, or to the end of the text."""
    out: list[str] = []
    text = scan.text
    while scan.at < len(text):
        if scan.at in scan.formulas:
            scan.at, formula = scan.formulas[scan.at]
            out.append(formula)
            continue
        found = _TOKEN.match(text, scan.at)
        assert found is not None  # noqa: S101 - the last alternative takes any character
        scan.at = found.end()
        if found["macro"]:
            out.append(_macro(scan, found))
        elif found["sign"]:
            out.append(_sign(scan, found))
        elif found["brace"] == "{":
            out.append(_group(scan))
        elif found["brace"]:
            if until == "}":
                scan.is_closed = True
                return "".join(out)
            out.append("}")
        elif scan.is_math and found[0][0] in "^_":
            scan.at = found.start() + 1
            out.append(_script(_argument(scan), found[0][0]))
        else:
            out.append(found[0].replace("~", " ") if scan.is_math else _typed(found, text))
    if until is not None and scan.is_math:
        raise _Unknown
    scan.is_closed = False
    return "".join(out)


def _group(scan: _Scan) -> str:
    """The inside of a group whose brace was read; one that nobody closes keeps its brace."""
    inner = _convert(scan, until="}")
    return inner if scan.is_closed else "{" + inner


def _typed(found: re.Match[str], text: str) -> str:
    """Dashes, quotation marks and ties as printers set them, where they are meant as such."""
    before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
    if found["dash"] and bool(before.strip()) == bool(after.strip()) and "-" not in before + after:
        return "—" if len(found[0]) == 3 else "–"
    if found[0] == "~" and before.strip(" \n\t([~") and after.strip(" \n\t~"):
        return " "
    if found["open"] and "''" in text[found.end() : found.end() + 2000]:
        return "“"
    if found["close"] and "``" in text[max(0, found.start() - 2000) : found.start()]:
        return "”"
    return found[0]


def _macro(scan: _Scan, found: re.Match[str]) -> str:
    """What a macro and its argument become; an unknown one stays, with the groups that follow it at once."""
    name = found["macro"]
    if name in SWITCHES:
        return ""
    if name in FONTS:
        return _argument(scan)
    if name in ("textsuperscript", "textsubscript"):
        return _script_in_prose(_argument(scan), RAISED if name == "textsuperscript" else LOWERED)
    if name in ARGUED and scan.text[scan.at : scan.at + 1] == "{":
        return _argued(name, scan)
    if scan.is_math and (name == "sqrt" or name in FRACTIONS):
        return _root_or_fraction(name, scan)
    accent = MATH_ACCENTS.get(name) if scan.is_math else ACCENTS.get(name)
    if accent and scan.at < len(scan.text):
        return _accented(_argument(scan), accent)
    if name in ALPHABETS and scan.is_math:
        return "".join(_lettered(char, ALPHABETS[name]) for char in _argument(scan))
    if name in SYMBOLS:
        return _symbol(name, scan, found)
    if scan.is_math:
        raise _Unknown
    return _verbatim(scan, found)


def _argued(name: str, scan: _Scan) -> str:
    """What people read of a macro with arguments in braces: nothing, the last one, or one in quotation marks."""
    first = _argument(scan)
    if name in QUOTES:
        return f"“{first}”"
    if name in LAST and scan.text[scan.at : scan.at + 1] == "{":
        return _argument(scan)
    return "" if name in SILENT else first


def _symbol(name: str, scan: _Scan, found: re.Match[str]) -> str:
    """A macro's character. The space that ends its name is kept in math, where it parts what would run together."""
    text = SYMBOLS[name]
    before = scan.text[found.start() - 1 : found.start()]
    if not scan.is_math or not found[0][-1:].isspace():
        return text
    if text[-1:].isalpha() and text.isascii():  # log, sin
        return f" {text} " if before.isalnum() else f"{text} "
    is_sign = not text[-1:].isalpha() and before.strip() not in ("", "{", "(")
    return text if is_sign or len(text) > 1 else f"{text} "


def _sign(scan: _Scan, found: re.Match[str]) -> str:
    sign = found["sign"]
    if sign in ACCENTS and not scan.is_math and scan.at < len(scan.text):
        base = _argument(scan)
        accented = _accented(base, ACCENTS[sign])
        # No language has two dots on a consonant but ẅ and ẍ, which are composed: it is an escaped quotation mark.
        is_accent = not base.startswith("\\") and (sign != '"' or "\u0308" not in accented)
        return accented if is_accent else found[0] + base
    if sign in OWN:
        return OWN[sign]
    if scan.is_math:
        raise _Unknown
    return " " if sign.isspace() else found[0]


def _argument(scan: _Scan) -> str:
    """The next group or sign, converted."""
    while scan.text[scan.at : scan.at + 1].isspace():
        scan.at += 1
    found = _TOKEN.match(scan.text, scan.at)
    if found is None:
        return ""
    if found["brace"] == "}":
        return ""
    scan.at = found.end()
    if found["brace"]:
        return _group(scan)
    if found["macro"] or found["sign"]:
        scan.depth += 1
        if scan.depth > MAX_DEPTH:  # \'\'\'\'…, which braces do not bound
            scan.depth -= 1
            return found[0]
        converted = _macro(scan, found) if found["macro"] else _sign(scan, found)
        scan.depth -= 1
        return converted
    scan.at = found.start() + 1
    return found[0][:1]


def _accented(base: str, accent: str) -> str:
    """The first character of ``base`` with the accent on it; an accent on nothing is the sign itself."""
    base = {"ı": "i", "ȷ": "j"}.get(base, base) if accent != "\u0323" else base
    if not base.strip():
        return {"\u0303": "~", "\u0302": "^"}.get(accent, "") + base
    return unicodedata.normalize("NFC", base[0] + accent) + base[1:]


def _lettered(char: str, alphabet: str) -> str:
    """The letter in a mathematical alphabet, such as ℝ."""
    case = "CAPITAL" if char.isupper() else "SMALL"
    for name in (f"{alphabet} {case} {char.upper()}", f"MATHEMATICAL {alphabet} {case} {char.upper()}"):
        try:
            return unicodedata.lookup(name.replace("MATHEMATICAL BLACK-LETTER", "MATHEMATICAL FRAKTUR"))
        except KeyError:
            continue
    raise _Unknown


def _script(text: str, sign: str) -> str:
    """A raised or lowered argument: in such letters where there are all of them, and else with its sign."""
    table = RAISED if sign == "^" else LOWERED
    if text in ORDINALS:
        return text
    if text and all(char in table for char in text):
        return "".join(table[char] for char in text)
    if not _WORD.fullmatch(text):
        raise _Unknown
    return sign + text


def _root_or_fraction(name: str, scan: _Scan) -> str:
    parts = [_argument(scan) for _ in range(2 if name in FRACTIONS else 1)]
    if not all(parts) or parts[0].startswith("["):
        raise _Unknown
    plain = [part if _WORD.fullmatch(part) else f"({part})" for part in parts]
    return "/".join(plain) if name in FRACTIONS else f"√{plain[0]}"


def _script_in_prose(text: str, table: dict[str, str]) -> str:
    is_plain = text.isalpha() or any(char not in table for char in text)  # 10th needs no raised letters
    return text if is_plain else "".join(table[char] for char in text)


def _verbatim(scan: _Scan, found: re.Match[str]) -> str:
    """An unknown macro as it stands, with its arguments, so that nobody reads half of it."""
    start, text = found.start(), scan.text
    if scan.ahead <= 0 or text[scan.at - 1 : scan.at].isspace() or text[scan.at : scan.at + 1] not in ("{", "["):
        return found[0]
    depth = 0
    for mark in _GROUP_MARKS.finditer(text, scan.at, scan.at + 1000):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(mark[0], 0)
        if depth == 0 and mark[0] in "}]" and text[mark.end() : mark.end() + 1] not in ("{", "["):
            scan.at = mark.end()
            return text[start : scan.at]
        if depth < 0:
            break
    scan.ahead -= 1000
    return found[0]
