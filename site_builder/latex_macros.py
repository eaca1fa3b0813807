"""What LaTeX macros stand for, as :mod:`site_builder.latex` writes them: pylatexenc's table and what it lacks."""

from __future__ import annotations

from pylatexenc.latex2text import get_default_latex_context_db

ACCENTS = {
    **{"`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307"},
    **{'"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328"},
    **{"b": "\u0331"},
}
MATH_ACCENTS = {
    **{"hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303", "bar": "\u0304"},
    **{"overline": "\u0304", "dot": "\u0307", "ddot": "\u0308", "vec": "\u20d7", "check": "\u030c"},
}


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


FONTS = _names(
    "emph textit textbf textrm texttt textsc textsf textup textmd textsl textnormal text mbox hbox uppercase lowercase "
    "mathrm mathit mathbf mathsf mathtt mathnormal operatorname boldsymbol bm url nolinkurl path underline "
    "ensuremath NoCaseChange protect MakeUppercase MakeLowercase textulc acro mkbibemph mkbibitalic mkbibbold "
    "mkbibacro booktitle pgm pkg proglang code samp"
)
SWITCHES = _names(
    "em it bf rm sc tt sf sl itshape bfseries rmfamily scshape ttfamily sffamily upshape mdseries normalfont "
    "small footnotesize normalsize displaystyle textstyle limits nolimits left right relax cal frak tiny large Large"
)
QUOTES = _names("enquote mkbibquote textquote dQuote")
"""Macros that put quotation marks around their argument."""
LAST = _names("foreignlanguage textcolor texorpdfstring eqn switchargs")
"""Macros of two arguments, the last of which is for people to read."""
SILENT = _names("noopsort SortNoop sortnoop footnote thanks label index phantom hphantom vspace hspace")
"""Macros that print nothing of their argument where a title stands."""
ARGUED = QUOTES | LAST | SILENT
ALPHABETS = {"mathbb": "DOUBLE-STRUCK", "mathcal": "SCRIPT", "mathscr": "SCRIPT", "mathfrak": "BLACK-LETTER"}
OWN = {
    **{",": " ", ";": " ", ":": " ", "!": "", " ": " ", "/": "", "-": "", "\\": " ", "@": "", "|": "‖"},
    **{"%": "%", "&": "&", "$": "$", "#": "#", "_": "_", "{": "{", "}": "}"},
    **{"mathsemicolon": ";", "textcolon": ":", "degree": "°", "euro": "€", "S": "§", "P": "¶", "copyright": "©"},
    **{"i": "ı", "j": "ȷ", "quad": " ", "qquad": " ", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "slash": "/"},
    **{"dots": "…", "newline": " ", "epsilon": "ε", "circ": "°", "textquotesingle": "'", "star": "⋆", "ast": "∗"},
    **{"textmu": "μ", "newblock": "", "xspace": "", "textasteriskcentered": "*", "space": " ", "lbrace": "{"},
    **{"hyphen": "-", "emdash": "—", "endash": "–", "textgreater": ">", "textless": "<", "textbar": "|", "R": "R"},
    **{"textunderscore": "_", "MF": "METAFONT", "MP": "METAPOST", "XeTeX": "XeTeX", "LuaTeX": "LuaTeX"},
    **{"Dash": "—", "POSTSCRIPT": "PostScript", "METAFONT": "METAFONT", "LaTeXe": "LaTeX2ε", "BibLaTeX": "BibLaTeX"},
    **{"AMSTeX": "AMSTeX", "AmSTeX": "AMSTeX", "AmSLaTeX": "AMSLaTeX", "registered": "®", "trademark": "™"},
    **{"rbrace": "}", "vert": "|", "mid": "|", "colon": ":", "textsubscript": "_", "textsuperscript": "^"},
}
RAISED = dict(
    zip("0123456789+-−=()abcdefghijklmnoprstuvwxyzTαβγ", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀᵅᵝᵞ", strict=True)
) | {"′": "′", "∗": "*", "*": "*", "°": "°", "+": "⁺", "±": "±"}
LOWERED = dict(zip("0123456789+-−=()aehijklmnoprstuvxβγρ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨ", strict=True))
FRACTIONS = _names("frac tfrac dfrac nicefrac sfrac")
ORDINALS = ("st", "nd", "rd", "th")


def _macro_table() -> dict[str, str]:
    """Macro without arguments to the characters it stands for."""
    specs = get_default_latex_context_db().iter_macro_specs()
    found = {s.macroname: s.simplify_repl for s in specs if isinstance(s.simplify_repl, str)}
    return {name: text for name, text in found.items() if "%" not in text and text.strip()} | OWN


SYMBOLS = _macro_table()
