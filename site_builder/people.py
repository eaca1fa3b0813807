"""The names of people in references, as printed: turned round, parted from each other, without what is no name."""

from __future__ import annotations

import re

from site_builder.reference_fields import clean

_SUFFIX = re.compile(r"(?:jr|sr|i{2,3}|iv|ph\.?\s?d|(?-i:M\.?D)|inc|ltd|llc|gmbh|co|corp)\.?", re.IGNORECASE)
_GENERATION = re.compile(r"(?P<given>.*\S),? (?P<suffix>(?:Jr|Sr|Jnr|Snr)\.?|2nd|3rd|4th|II|III|IV)")
_MARKS = re.compile("[*∗†‡§¶✉]+")
"""Marks of equal contributions and other footnotes."""
# A run of spaces is looked through once, from its beginning: from each of its spaces anew would take its square.
_MAIL = re.compile(r"(?<!\s)\s*+\([^()\s]{0,100}@[^()\s]{0,100}\)")
_HOMONYM = re.compile(r"(?<=\S) 0\d{3}$")
"""What the DBLP tells people of one name apart with."""
_FAR_EASTERN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")


def printed_name(name: str) -> str:
    """A name in the order it is printed in: ``Family, Given`` becomes ``Given Family``, and others stay whole."""
    plain = _MARKS.sub("", clean(_MAIL.sub("", name))).strip(",;").strip()
    parts = [part.strip() for part in plain.split(",") if part.strip()]
    if len(parts) > 2 and "@" in parts[-1]:
        parts.pop()
        plain = ", ".join(parts)
    if len(parts) == 2 and not _SUFFIX.fullmatch(parts[1]):
        given = _GENERATION.fullmatch(parts[1])
        return f"{given['given']} {parts[0]}, {given['suffix']}" if given else joined_name(parts[1], parts[0])
    if len(parts) == 3 and _SUFFIX.fullmatch(parts[2]):
        return f"{parts[1]} {parts[0]}, {parts[2]}"
    if len(parts) == 3 and _SUFFIX.fullmatch(parts[1]):
        return f"{parts[2]} {parts[0]}, {parts[1]}"
    return plain


def joined_name(given: str, family: str) -> str:
    """Both parts of a name as it is printed, which in Chinese, Japanese and Korean script is family first."""
    if _FAR_EASTERN.fullmatch(given) and _FAR_EASTERN.fullmatch(family):
        return family + given
    return f"{given} {family}".strip()


def without_homonym(name: str) -> str:
    """A name without the number that the DBLP puts behind those of several people: ``Ada Jug 0002``."""
    return _HOMONYM.sub("", name)


_ET_AL = re.compile(r"(?<![,;\s])[,;\s]++et\.?\s+al\.?\s*$", re.IGNORECASE)
_IDENTIFIER = re.compile(r"(?<!\s)\s*+\((?:\d{6,}|0000-[\d-]{12,15}X?)\)")
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[ -]?){1,4}")
_FAMILY_FIRST = re.compile(
    r"(?P<family>[^\W\d_][^\d.]+?) (?P<given>(?:[^\W\d_]\.[ -]{0,2})+|(?!AI\b|II\b)[A-Z]{1,3}\b\.?)"
)


def split_names(text: str) -> tuple[str, ...]:
    """The authors in one cell or line, as printed: parted by semicolons, ``and``, or commas where those part names.

    ``Jug A.; Pan B. C.`` and ``Jug A, Pan BC``, as databases write, are printed with the initials first.
    """
    text = _ET_AL.sub("", _IDENTIFIER.sub("", text))
    parts = [text]
    for mark in (r"[;\n]", r"(?<!\s)\s++(?:and|&|und|et|y(?=\s+\S+\s+\S))\s+"):
        if re.search(mark, text):
            parts = [part for piece in re.split(mark, text) for part in _names_by_comma(piece, mark.startswith("["))]
            break
    else:
        parts = _names_by_comma(text, False)
    return initials_first(tuple(name for part in parts if (name := printed_name(part))))


def initials_first(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names of which each is a family name with initials behind it, as printed; others stay as they are."""
    found = [_FAMILY_FIRST.fullmatch(name) for name in names]
    if len(found) == 1 and found[0] and "." not in found[0]["given"]:
        return names  # one such name may be anything
    if not all(found):
        return names
    pairs = [(one["given"].strip(), one["family"]) for one in found if one]
    return tuple(joined_name(given if given[1:2] == "." else given.rstrip("."), family) for given, family in pairs)


def _names_by_comma(text: str, is_one: bool) -> list[str]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if is_one or len(parts) < 2 or any(_SUFFIX.fullmatch(part) for part in parts):
        return [text]
    if len(parts) % 2 == 0 and all(_INITIALS.fullmatch(part) for part in parts[1::2]):
        return [f"{family}, {given}" for family, given in zip(parts[::2], parts[1::2], strict=True)]
    if len(parts) == 2 and not all(" " in part for part in parts):
        return [text]
    return parts
