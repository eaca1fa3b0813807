"""Names as printed into what reference formats want of them: family name, given name, particle and suffix."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from site_builder.text import without_controls

_SUFFIX = re.compile(r"(?:[JS]r\.?|II|III|IV)\Z")
_PARTICLE = re.compile(r"(?:v[ao]n|vom|zu[mr]?|de[rnls]?|della|d[aiou]s?|la|las|los|le|te[rn]|a[fv]|bin|ibn|al|el|y)\Z")
_PART_OF_FAMILY = re.compile(r"(?:V[ao]n|De[lrn]?|Della|D[iu]|D[ao]s|Ter)\Z")
_COLLECTIVE = re.compile(
    r"\b(?:Association|Authors|Center|Centre|Collaboration|Committee|Consortium|Contributors|Corporation|Foundation"
    r"|Group|Initiative|Institute|Laborator(?:y|ies)|Labs?|Members|Network|Organi[sz]ation|Project|Research|Society"
    r"|Team|University)\b|\A(?:The|the) |[0-9&]| and "
)


@dataclass(frozen=True, slots=True)
class Name:
    """One author: a person in parts, or a group of people in ``literal`` alone."""

    family: str
    """The family name without its particle; the whole name where it is one word; empty for a group."""
    given: str = ""
    particle: str = ""
    """``van der``, ``de``: what precedes the family name and is not filed by."""
    suffix: str = ""
    """``Jr.``, ``III``."""
    literal: str = ""
    """The name of a group, as printed; empty for a person."""

    @property
    def last(self) -> str:
        """The family name with its particle, or the name of a group."""
        return self.literal or (f"{self.particle} {self.family}" if self.particle else self.family)

    @property
    def printed(self) -> str:
        """The name in the order of speech: ``Laurens van der Maaten``."""
        return " ".join(part for part in (self.given, self.last, self.suffix) if part)


@lru_cache(maxsize=16384)
def parse_name(printed: str) -> Name:
    """A name as printed, ``Laurens van der Maaten`` or ``van der Maaten, Laurens``, into its parts.

    Without a comma the last word is the family name, with the particles before it. The name of a group, known by a
    word such as ``Team``, stays whole, and so does a name in braces.
    """
    text = one_line(printed)
    if text.startswith("{") and text.endswith("}"):
        return Name("", literal=text.strip("{}"))
    if _COLLECTIVE.search(text):
        return Name("", literal=text)
    head, *rest = (part.strip() for part in text.split(","))
    if not rest:
        return _in_order(text.split(), "")
    if len(rest) == 1 and _SUFFIX.match(rest[0]):
        return _in_order(head.split(), rest[0])
    suffix = rest.pop(0) if len(rest) > 1 else ""
    words, start = head.split(), 0
    while start < len(words) - 1 and _PARTICLE.match(words[start]):
        start += 1
    return Name(" ".join(words[start:]), " ".join(rest), " ".join(words[:start]), suffix)


def one_line(text: str) -> str:
    """Text without control characters and in composed letters, its white space single spaces."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split()) if "  " in text else text.strip()
    return unicodedata.normalize("NFC", " ".join(without_controls(text).split()))


def _in_order(words: list[str], suffix: str) -> Name:
    """A name in the order of speech."""
    if not suffix and len(words) > 2 and _SUFFIX.match(words[-1]):
        suffix = words.pop()
    start = max(len(words) - 1, 0)
    while start > 1 and _PART_OF_FAMILY.match(words[start - 1]):
        start -= 1
    first = start
    while first > 1 and _PARTICLE.match(words[first - 1]):
        first -= 1
    return Name(" ".join(words[start:]), " ".join(words[:first]), " ".join(words[first:start]), suffix)
