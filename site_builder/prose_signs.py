"""The signs of the survey's own plain texts as a printer sets them: curly quotation marks, dashes in ranges."""

from __future__ import annotations

import re
from functools import lru_cache

_RANGE = re.compile(r"(?<![\w./:-])(\d+(?:\.\d+)?%?)-(\d+(?:\.\d+)?)(?![\w/:-]|\.\d)")
_OPENING = re.compile(r"(?:(?<=[\s(\[/“‘—–-])|^)([\"'])(?=\w)(?!'\d0s)")
_QUOTES = str.maketrans("\"'", "”’")
_OPENING_QUOTES = {'"': "“", "'": "‘"}


def with_dashes(text: str) -> str:
    """Write the hyphen of a range of two numbers as a dash: ``3–5``. Dates, names and addresses keep theirs."""
    return _RANGE.sub("\\1–\\2", text) if "-" in text else text


@lru_cache(maxsize=16384)
def typeset(text: str) -> str:
    """Give a plain text of the survey curly quotation marks and apostrophes and dashes in ranges."""
    if '"' in text or "'" in text:
        text = _OPENING.sub(lambda quote: _OPENING_QUOTES[quote[1]], text).translate(_QUOTES)
    return with_dashes(text)
