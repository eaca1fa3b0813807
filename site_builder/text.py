"""Plain text: comparing it, making addresses of it, and writing its LaTeX residue as a person would."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

from slugify import slugify

from site_builder.urls import is_slug

_SLUG_LENGTH = 72
_SHOWN_LENGTH = 100
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Characters that steer a terminal or the direction of writing instead of being text, and code points that are no
characters; tab and line end are none of them. XML forbids most of these."""
_SPACE = "\x0b\x0c\x1c\x1d\x1e\x1f\x85"
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_SIGN_OF_A_NAME = re.compile(r"(?<=\w)(?:\+{1,2}|#)(?![\w+#])")
_SUPERSCRIPTS = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPTS = str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
# The macros that real listings leave behind and that have one plain reading; any other macro stays as it stands.
_MACROS = {
    "etal": "et al.",
    "pm": "±",
    "times": "×",
    "approx": "≈",
    "sim": "∼",
    "leq": "≤",
    "geq": "≥",
    "alpha": "α",
    "beta": "β",
}
_RESIDUE = re.compile(
    r"(?P<raised>\^(?:\{(?P<rbrace>[0-9+\-=()ni]+)\}|(?P<rchar>[0-9])(?![0-9])))"
    r"|(?P<lowered>_\{(?P<lbrace>[0-9+\-=()aehijklmnoprstuvx]+)\})"
    r"|\\(?P<escaped>[%&$#_{}])"
    r"|\\(?P<macro>[A-Za-z]+)(?P<end>\.?)"
    r"|(?<=[0-9.%]) ?(?P<plusminus>pm) ?(?=[0-9.])"
    r"|(?P<quote>``(?P<quoted>[^`'\"]*)(?:''|\"))"
)


def fold(text: str) -> str:
    """Lower case without accents: ``Padé`` becomes ``pade``. Letters that do not decompose stay.

    For comparing texts within Python; search has a fold of its own, which the browser repeats.
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def split_lines(text: str) -> list[str]:
    """The lines of a text without their ends; what follows the last line's end is no line."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    return lines


@lru_cache(maxsize=16384)
def title_key(title: str) -> str:
    """What two titles share when they differ in nothing but case, accents, punctuation and LaTeX marks.

    The sign of ``C++`` or ``C#`` is no punctuation, and a title of signs alone is its own key.
    """
    marked = _SIGN_OF_A_NAME.sub(lambda sign: sign[0].replace("+", " plus").replace("#", " sharp"), title)
    return " ".join(words(marked.replace("$", ""))) or " ".join(title.split())


def words(text: str) -> list[str]:
    """The folded words of a text in order, punctuation aside: what is left to compare of two abstracts."""
    return _WORD.findall(fold(text))


def visible(text: str) -> str:
    """The text with each of :data:`CONTROLS` written as its escape, such as ``\\u202e``, for a terminal to show."""
    return CONTROLS.sub(lambda mark: f"\\u{ord(mark[0]):04x}", text)


def without_controls(text: str) -> str:
    """The text without :data:`CONTROLS`; those that part words leave a space."""
    return CONTROLS.sub(lambda mark: " " if mark[0] in _SPACE else "", text)


def fingerprint(abstract: str) -> str:
    """The first 12 hex digits of the SHA-256 of the stripped abstract in UTF-8."""
    return hashlib.sha256(abstract.strip().encode("utf-8", "surrogatepass")).hexdigest()[:12]


def slug_of(title: str) -> str:
    """An address for a title: ASCII, at most 72 characters, cut between words; ``paper`` when nothing is left."""
    plain = _APOSTROPHE.sub("", readable(title))
    slug = slugify(plain, max_length=_SLUG_LENGTH, word_boundary=True, save_order=True) or "paper"
    return slug if is_slug(slug) else f"{slug}-paper"


def shortened(text: str) -> str:
    """A text as a message can show it: at most 100 characters, the last one ``…`` where it was longer."""
    return text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 1] + "…"


def sort_key(text: str) -> tuple[str, str]:
    """Alphabetical order as a person expects it: without case, accents, quotation marks and leading punctuation."""
    return " ".join(words(text)), text


def initial(text: str) -> str:
    """The heading of an A-to-Z list that ``text`` belongs under: ``A`` to ``Z``, or ``#`` for all else."""
    first = sort_key(text)[0][:1].upper()
    return first if first.isascii() and first.isalpha() else "#"


def readable(text: str) -> str:
    """Write LaTeX residue as a person would: ``UIEC^2-Net`` becomes ``UIEC²-Net``; what is not understood stays."""
    if not any(mark in text for mark in ("^", "_{", "\\", "pm", "``")):
        return text
    return _RESIDUE.sub(_plain, text)


def _plain(match: re.Match[str]) -> str:
    if match["raised"]:
        return (match["rbrace"] or match["rchar"]).translate(_SUPERSCRIPTS)
    if match["lowered"]:
        return match["lbrace"].translate(_SUBSCRIPTS)
    if match["escaped"]:
        return match["escaped"]
    if match["macro"]:
        plain = _MACROS.get(match["macro"])
        if plain is None:
            return match[0]
        return plain if plain.endswith(".") else plain + match["end"]
    if match["plusminus"]:
        return " ± "
    return f"“{match['quoted']}”"
