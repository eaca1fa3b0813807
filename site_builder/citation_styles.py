"""The styles that references can be formatted in, and references so formatted.

Nothing is imported from the package here: the build step reads the table of styles before the package is installed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest

LABELS = {
    "apa": "APA",
    "ieee": "IEEE",
    "modern-language-association": "MLA",
    "chicago-author-date": "Chicago",
    "chicago-notes-bibliography": "Chicago (notes)",
    "american-chemical-society": "ACS",
    "american-institute-of-physics": "AIP",
    "american-medical-association": "AMA",
    "association-for-computing-machinery": "ACM",
    "elsevier-harvard": "Elsevier",
    "harvard-cite-them-right": "Harvard",
    "iso690-author-date-en": "ISO 690",
    "nature": "Nature",
    "nlm-citation-sequence": "Vancouver",
    "science": "Science",
    "springer-lecture-notes-in-computer-science": "LNCS",
}
"""Each style that a survey can name, as the Citation Style Language project names its file, to what pages call it."""

ITALIC, ROMAN = "\ue001", "\ue002"
"""What the processor puts before and after words in italics; no reference has these characters of its own."""
LESS = "\ue000"
"""What stands for ``<`` meanwhile, which citation styles would take for the beginning of markup."""
_MARK = re.compile(f"([{ITALIC}{ROMAN}])")


@dataclass(frozen=True, slots=True)
class Formatted:
    """One reference in one style."""

    style: str
    """The name of the style, a key of ``LABELS``."""
    parts: tuple[str, ...]
    """Its text, in turns upright and in italics; the first part is upright, and may be empty."""

    @property
    def label(self) -> str:
        """What pages call the style."""
        return LABELS[self.style]

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Each part with the one in italics that follows it, which may be empty."""
        return tuple(zip_longest(self.parts[::2], self.parts[1::2], fillvalue=""))

    @property
    def text(self) -> str:
        """The reference without its italics."""
        return "".join(self.parts)


def parse_marked(marked: str) -> tuple[str, ...]:
    """A reference as the processor gives it, with the marks above, into parts as ``Formatted`` has them."""
    parts = [""]
    is_italic = False
    for part in _MARK.split(marked.replace(LESS, "<")):
        if part in (ITALIC, ROMAN):
            is_italic = part == ITALIC
        elif part and is_italic == (len(parts) % 2 == 0):
            parts[-1] += part
        elif part:
            parts.append(part)
    return tuple(parts)
