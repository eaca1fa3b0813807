"""LaTeX as a person would write it, or left as it stands."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.latex import plain_latex

WRITTEN = [
    (r"Jacob {G}{\"{o}}del", "Jacob Gödel"),
    (r"{G\"{o}del}", "Gödel"),
    (r"Erd{\H o}s and \v{C}ech and {\L}ukasz na{\"\i}ve", "Erdős and Čech and Łukasz naïve"),
    (r"\~{n} \~n S{\`\i}cond \c C", "ñ ñ Sìcond Ç"),
    (r"\O{}rsted, {\AA}ngstr{\"o}m, Stra{\ss}e", "Ørsted, Ångström, Straße"),
    (r"Percentage \% \& \# \_ \$5", "Percentage % & # _ $5"),
    ("{YOLO}: {R}eal-{T}ime", "YOLO: Real-Time"),
    ("Chien{-}Yao", "Chien-Yao"),
    (r"{\em very} \textit{deep} \texttt{nets}", "very deep nets"),
    ("pages 1--2, yes---no", "pages 1–2, yes—no"),
    ("``quoted'' text", "“quoted” text"),
    ("Fig.~1 and  two\n lines", "Fig. 1 and two lines"),
    ("$O(n^2)$ and H$_2$O", "O(n²) and H₂O"),
    (r"$\alpha$-divergence in $\mathbb{R}^d$", "α-divergence in ℝᵈ"),
    (r"$\sim$5 $\times$ $10^{-3}$, $p \leq 0.05$", "∼5 × 10⁻³, p ≤ 0.05"),
    (r"$n^{th}$ and 10\textsuperscript{th}", "nth and 10th"),
    (r"$\hat{y}$", "ŷ"),
    (r"\(x^2\)", "x²"),
    (r"\url{http://a.org/b_c}", "http://a.org/b_c"),
]

LEFT = [
    "50% of #1 & co_x (~5%)",
    "between $5 and $10",
    "$5-$10",
    r"$\overset{x}{y}$-thing",
    r"$\mathbb{R}^{m \times n}$",
    r"\unknown{a}{b} c",
    r"\ccurly",
    "run with --verbose",
    "5'' wide",
    "a} b",
    "{a b",
    "y_{i}",
    r"F\`\irst",
]


@pytest.mark.parametrize(("latex", "plain"), WRITTEN)
def test_what_has_a_plain_form_is_written_so(latex: str, plain: str) -> None:
    assert plain_latex(latex) == plain


@pytest.mark.parametrize("text", LEFT)
def test_what_has_none_stays_to_the_character(text: str) -> None:
    assert plain_latex(text) == text


def test_braces_around_a_formula_that_stays_are_taken_off_all_the_same() -> None:
    assert plain_latex(r"{Particles at $\overset{s}{y}=8$ TeV}") == r"Particles at $\overset{s}{y}=8$ TeV"


def test_braces_that_close_nothing_make_no_room_for_deeper_ones() -> None:
    text = "}" * 5000 + "{" * 5000 + "\\emph{a}"
    assert plain_latex(text) == text


@given(st.text(alphabet="\\{}$^_~-`'\"ao 5%[]()", max_size=200) | st.text(max_size=100))
def test_no_text_is_too_much(text: str) -> None:
    assert isinstance(plain_latex(text), str)


@pytest.mark.parametrize("piece", ["{", "\\", "\\'", "$", "$a", "\\foo{", "\\foo{}[", "{}", "``", "\\(", "~", "^{"])
def test_the_cost_is_bounded_for_each_character(piece: str) -> None:
    text = piece * (190_000 // len(piece))
    begun = time.process_time()
    plain_latex(text)
    assert time.process_time() - begun < 40e-6 * len(text)
