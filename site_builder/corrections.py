"""Where readers tell of a mistake: a pattern of the survey's into the address to which a page's link leads.

``https://example.org/issues/new?title={title}`` becomes that of an issue with the page's title filled in, and
``mailto:ada@example.org?subject={title}&body={address}`` that of a letter.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from site_builder.urls import web_address

PLACES = ("title", "address")
"""What a pattern may have in braces: the title of a page, and where the page is."""

_PLACE = re.compile(r"\{([^{}]*)\}")
_LETTER = re.compile(r"mailto:[^\s@?]+@[^\s@?]+(?:\?\S*)?", re.IGNORECASE)


def parse_pattern(text: str) -> str | None:
    """``text`` as a pattern that is safe to link to, or None: an address on the web, or of a letter."""
    pattern = text.strip()
    plain = _PLACE.sub(lambda found: "x" if found[1] in PLACES else found[0], pattern)
    if "{" in plain or "}" in plain:
        return None
    return pattern if web_address(plain) or _LETTER.fullmatch(plain) else None


def correction_address(pattern: str, title: str, address: str) -> str:
    """The address by which a mistake on one page is told."""
    values = {"title": title, "address": address}
    return _PLACE.sub(lambda found: quote(values[found[1]], safe=""), pattern)
