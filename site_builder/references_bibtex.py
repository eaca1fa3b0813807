"""References into BibTeX that both bibtex and biber read. static/references.js has a twin, equal to the byte.

Accented Latin letters become LaTeX's own macros in braces, which every version of every program understands and sorts
by; other scripts and typographic signs stay in UTF-8, for which LaTeX has no common macros.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from site_builder.references import Reference
from site_builder.references_names import Name
from site_builder.references_venue import CHAPTER, CONFERENCE, JOURNAL, OTHER, PREPRINT

_TYPES = {
    JOURNAL: ("article", "journal"),
    CONFERENCE: ("inproceedings", "booktitle"),
    CHAPTER: ("incollection", "booktitle"),
    PREPRINT: ("misc", "howpublished"),
    OTHER: ("misc", "howpublished"),
}
"""Kind of venue to the type of reference and the field that names the venue."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# The last two alternatives are what fonts of TeX join to a dash, a quotation mark or a Spanish mark.
_SPECIAL = re.compile(r"[\\{}$&#%_^~<>|]|[^\x00-\x7f]|([-'`,])(?=\1)|[?!](?=`)")
_ESCAPES = {
    **{mark: f"\\{mark}" for mark in "{}$&#%_"},
    **{"\\": r"\textbackslash{}", "^": r"\^{}", "~": r"\textasciitilde{}"},
    **{mark: f"${mark}$" for mark in "<>|"},
}
_ESCAPED_SINGLY = {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
_ACCENTS = {
    **{"\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": "."},
    **{"\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d", "\u0327": "c", "\u0328": "k"},
    **{"\u0331": "b"},
}
_LETTERS = {
    **{"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "å": "aa"},
    **{"Å": "AA", "ı": "i", "ȷ": "j", "đ": "dj", "Đ": "DJ", "ð": "dh", "Ð": "DH", "þ": "th", "Þ": "TH"},
}
_SIGNS = {
    **{"±": r"\pm", "×": r"\times", "÷": r"\div", "≈": r"\approx", "∼": r"\sim", "≤": r"\leq", "≥": r"\geq"},
    **{"≠": r"\neq", "→": r"\to", "∞": r"\infty", "∈": r"\in", "ℓ": r"\ell", "−": "-"},
    **{"α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon", "ζ": r"\zeta"},
    **{"η": r"\eta", "θ": r"\theta", "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu", "ν": r"\nu", "ξ": r"\xi"},
    **{"π": r"\pi", "ρ": r"\rho", "σ": r"\sigma", "τ": r"\tau", "φ": r"\varphi", "χ": r"\chi", "ψ": r"\psi"},
    **{"ω": r"\omega", "Γ": r"\Gamma", "Δ": r"\Delta", "Θ": r"\Theta", "Λ": r"\Lambda", "Σ": r"\Sigma"},
    **{"Φ": r"\Phi", "Ψ": r"\Psi", "Ω": r"\Omega"},
}
"""What LaTeX has in its mathematics alone."""
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "0123456789+-=()ni", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-=()aehijklmnoprstuvx", strict=True))
_MATH = re.compile(r"(\$[^$ ](?:[^$]*[^$ ])?\$)")
_WORD = re.compile(r"([\"'“”‘’(\[]*)(.*?)([\"'“”‘’)\].,:;?!]*)\Z")


def render_bibtex(references: Iterable[Reference]) -> str:
    """References as BibTeX, a blank line between them."""
    return "\n".join(bibtex_record(reference) for reference in references)


def bibtex_record(reference: Reference) -> str:
    """One reference, from ``@`` to the brace that closes it."""
    kind = _TYPES[reference.venue.kind][0]
    body = "".join(f"  {name} = {value},\n" for name, value in _fields(reference))
    return f"@{kind}{{{reference.key},\n{body}}}\n"


def _fields(reference: Reference) -> Iterator[tuple[str, str]]:
    """Names of fields and their values, in braces where they are text; what is not known is left out."""
    venue, issued = reference.venue, reference.issued
    authors = [_name(name) for name in reference.authors] + (["others"] if reference.has_more else [])
    leading = (
        ("title", _title(reference.title)),
        ("author", " and ".join(authors)),
        (_TYPES[venue.kind][1], _escape(venue.name)),
        ("series", _escape(venue.series)),
        ("volume", _escape(venue.volume)),
        ("number", _escape(venue.number)),
        ("pages", _escape(venue.pages).replace("-", "--")),
        ("publisher", _escape(venue.publisher)),
        ("year", f"{issued[0]:04d}" if issued else ""),
    )
    yield from ((name, f"{{{text}}}") for name, text in leading if text)
    if len(issued) > 1:
        yield "month", _MONTHS[issued[1] - 1]
    following = (
        ("eprint", reference.arxiv),
        ("archiveprefix", "arXiv" if reference.arxiv else ""),
        ("doi", _as_it_is(reference.doi)),
        ("url", _as_it_is(reference.url)),
        ("keywords", _escape(", ".join(reference.keywords))),
        ("annote", _escape(reference.gist)),
        ("abstract", _escape(reference.abstract)),
    )
    yield from ((name, f"{{{text}}}") for name, text in following if text)


def _as_it_is(address: str) -> str:
    """An address, which biber and LaTeX's packages take to the letter; only braces and backslashes would harm."""
    return address.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def _name(name: Name) -> str:
    """``van der Maaten, Laurens``; in braces where BibTeX would take the name apart in another way."""
    if name.literal or "," in name.printed:
        return f"{{{_escape(name.printed)}}}"
    family = _escape(name.family)
    if any(word == word.lower() != word.upper() for word in name.family.split(" ")[:-1]):
        family = f"{{{family}}}"
    last = f"{_escape(name.particle)} {family}" if name.particle else family
    return ", ".join(part for part in (last, _escape(name.suffix), _escape(name.given)) if part)


def _title(title: str) -> str:
    """A title in which braces keep the capitals that a style must not make small, and mathematics as it stands."""
    is_sentence = _is_sentence(title)
    parts = _MATH.split(title)
    is_math = [at % 2 == 1 and _is_mathematics(part) for at, part in enumerate(parts)]
    return "".join(
        f"{{{part}}}" if math else _guarded(part, starts=at == 0, is_sentence=is_sentence)
        for at, (part, math) in enumerate(zip(parts, is_math, strict=True))
    )


def _is_mathematics(text: str) -> bool:
    return any(mark in text for mark in "\\^_") and _is_balanced(text)


def _guarded(text: str, *, starts: bool, is_sentence: bool) -> str:
    words = []
    for word in text.split(" "):
        if word.isalpha() and word.isascii() and (word[1:] if starts or not is_sentence else word).islower():
            words.append(word)  # nothing to do, which is true of most
            starts = False
            continue
        found = _WORD.match(word)
        before, core, after = found.groups() if found else ("", word, "")
        is_kept = _has_fixed_capitals(core) or (is_sentence and not starts and _is_capital(core[:1]))
        words.append(f"{_escape(before)}{{{_escape(core)}}}{_escape(after)}" if is_kept else _escape(word))
        # What follows a colon or a dash begins anew.
        starts = after.endswith((":", "?", "!", ".")) or core in ("-", "–", "—") or (starts and not core)
    return " ".join(words)


def _is_sentence(title: str) -> bool:
    """Whether a title is set like a sentence, so that a capital within it is that of a name."""
    longer = [word for word in title.split(" ")[1:] if len(word) > 3]
    return 2 * sum(map(_is_capital, longer)) < len(longer)


def _is_capital(word: str) -> bool:
    return word[:1] != word[:1].lower()


def _has_fixed_capitals(word: str) -> bool:
    """Whether a word has capitals besides that of its beginning, as ``CNN``, ``ImageNet``, ``V2`` or ``U-Net``."""
    parts = re.split("[-/–]", word)
    for part in parts:
        rest = part[1:]
        if rest != rest.lower() or (_is_capital(part) and (re.search("[0-9]", rest) or (not rest and word != "A"))):
            return True
    return False


def _escape(text: str) -> str:
    """Text as LaTeX; braces as text only in pairs, which BibTeX counts even after a backslash."""
    if not _SPECIAL.search(text):
        return text
    escapes = _ESCAPES if _is_balanced(text) else _ESCAPES | _ESCAPED_SINGLY
    return _SPECIAL.sub(lambda mark: escapes.get(mark[0]) or _latex(mark[0]), text)


@lru_cache(maxsize=4096)
def _latex(char: str) -> str:
    """A character as a macro where it is beyond ASCII and LaTeX has one that all its versions know.

    One in ASCII is kept apart from its likes.
    """
    if char.isascii():
        return f"{char}{{}}"
    if char in _LETTERS:
        return f"{{\\{_LETTERS[char]}}}"
    if char in _SIGNS:
        return f"${_SIGNS[char]}$"
    if char in _RAISED:
        return f"\\textsuperscript{{{_RAISED[char]}}}"
    if char in _LOWERED:
        return f"\\textsubscript{{{_LOWERED[char]}}}"
    decomposed = unicodedata.normalize("NFD", char)
    base, marks = decomposed[0], decomposed[1:]
    if not marks or not base.isascii() or not base.isalpha() or any(mark not in _ACCENTS for mark in marks):
        return char
    found = base
    for mark in marks:
        macro = _ACCENTS[mark]
        found = f"{{\\{macro}{{{found}}}}}" if macro.isalpha() else f"{{\\{macro}{found}}}"
    return found


def _is_balanced(text: str) -> bool:
    depth = 0
    for brace in re.findall("[{}]", text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0
