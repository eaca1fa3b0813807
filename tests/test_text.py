"""Plain text: what two titles share, addresses made of titles, and LaTeX residue as a person would write it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from site_builder.text import fingerprint, fold, initial, readable, shortened, slug_of, sort_key, title_key, words
from site_builder.urls import is_slug


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Padé", "pade"),
        ("GÖDEL", "godel"),
        ("Straße", "strasse"),
        ("ŁÓDŹ", "łodz"),
        ("ﬁlter", "filter"),
        ("ABC", "abc"),
        ("", ""),
    ],
)
def test_fold(text: str, expected: str) -> None:
    assert fold(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("U-Net: Convolutional Networks", "u-net — CONVOLUTIONAL  networks!"),
        ("Padé Approximants", "Pade approximants"),
        ("$L_0$-Pruning", "L_0 -Pruning"),
        ("“Why?”", '"Why?"'),
        ("Straße", "STRASSE"),
        ("Nets\N{NO-BREAK SPACE}of\tnets", "Nets of nets"),
        ("→", " → "),
    ],
)
def test_titles_that_are_one(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Networks I", "Networks II"),
        ("A Survey of C", "A Survey of C++"),
        ("A Survey of C", "A Survey of C#"),
        ("UNet", "UNet++"),
        ("YOLO+: More", "YOLO: More"),
        ("ResNet", "Res Net"),
        ("→", "←"),
        ("深度学习", "机器学习"),
        ("Deep, Learning", "Deeplearning"),
    ],
)
def test_titles_that_are_two(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


@given(st.text())
def test_the_key_of_a_title_is_stable(title: str) -> None:
    assert title_key(f"  {title}\n") == title_key(title)
    assert bool(title_key(title)) == bool(title.strip())


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Deep Image Prior", "deep-image-prior"),
        ("UIEC^2-Net: CNN-based", "uiec2-net-cnn-based"),
        ("Padé & Gödel", "pade-godel"),
        ("深度学习", "shen-du-xue-xi"),
        ("Глубокое обучение", "glubokoe-obuchenie"),
        ("", "paper"),
        ("→ ←", "paper"),
        ("!!!", "paper"),
        ("../../etc/passwd", "etc-passwd"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("1984", "1984"),
        ("What's New? Let’s See ’Em", "whats-new-lets-see-em"),
        ("a" * 300, "a" * 72),
    ],
)
def test_slug_of(title: str, expected: str) -> None:
    assert slug_of(title) == expected


def test_a_long_title_is_cut_between_words() -> None:
    title = "A " + "Teapot " * 50
    assert slug_of(title) == "a" + "-teapot" * 10
    assert len(slug_of("wonderful " * 30)) <= 72


@given(st.text())
@example("&#0;")
@example("&#x110000;")
@example("&amp;" * 40)
@example("\u0130\u0307")
@example("-" * 100 + "a")
@example("ab-" * 24 + "&copy;")
def test_every_title_has_an_address(title: str) -> None:
    slug = slug_of(title)
    assert is_slug(slug)
    assert len(slug) <= 72
    assert slug_of(slug) == slug


def test_sorting_as_a_person_expects_it() -> None:
    titles = ["“Why Should I?”", "a priori", "Zebra", "Ångström", "YOLO9000", "(Un)seen"]
    assert sorted(titles, key=sort_key) == ["a priori", "Ångström", "(Un)seen", "“Why Should I?”", "YOLO9000", "Zebra"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ångström", "A"),
        ("“Why?”", "W"),
        ("3D", "#"),
        ("", "#"),
        ("深", "#"),
        ("ß", "S"),
        ("ø", "#"),
        ("éa", "E"),
        ("-x", "X"),
    ],
)
def test_initial(text: str, expected: str) -> None:
    assert initial(text) == expected


@given(st.text())
def test_every_initial_is_a_letter_or_the_sign_for_all_else(text: str) -> None:
    assert initial(text) in "ABCDEFGHIJKLMNOPQRSTUVWXYZ#"
    assert len(initial(text)) == 1


def test_fingerprint() -> None:
    assert fingerprint(" abc\n") == fingerprint("abc") == "ba7816bf8f01"
    assert fingerprint("é") != fingerprint("e")
    assert len(fingerprint("\ud800")) == 12


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UIEC^2-Net", "UIEC²-Net"),
        ("10^{-3} and x^{n+1}", "10⁻³ and xⁿ⁺¹"),
        ("x_{i} and H_{2}O", "xᵢ and H₂O"),
        ("92.1pm0.3 and 5 pm 2", "92.1 ± 0.3 and 5 ± 2"),
        (r"Foo \etal. say 50\% of R\&D", "Foo et al. say 50% of R&D"),
        (r"\overfeat and \textbf{x} stay", r"\overfeat and \textbf{x} stay"),
        ("``quoted'' and ``so\"", "“quoted” and “so”"),
        ("x^10 and x^y and a_b stay", "x^10 and x^y and a_b stay"),
        ("2 \\times 3 \\alpha.", "2 × 3 α."),
        ("at 5 pm", "at 5 pm"),
        ("the pm of x", "the pm of x"),
        ("``open", "``open"),
        ("<b>&amp;", "<b>&amp;"),
        ("", ""),
    ],
)
def test_readable(text: str, expected: str) -> None:
    assert readable(text) == expected


@given(st.text(alphabet=st.characters(exclude_characters="^\\`_p", codec="utf-8")))
def test_text_without_marks_stays_as_it_stands(text: str) -> None:
    assert readable(text) == text


@pytest.mark.parametrize(
    "hostile", ["``" * 50_000, "^{" * 50_000, "\\" * 100_000, "_{" * 50_000, "1pm" * 50_000, "$" * 100_000]
)
def test_hostile_text_is_read_to_its_end(hostile: str) -> None:
    assert len(readable(hostile)) < 2 * len(hostile)
    assert len(title_key(hostile)) < 2 * len(hostile)
    assert len(slug_of(hostile)) <= len(hostile)


def test_words_leave_punctuation_out() -> None:
    assert words("The YOLOv4, (état) de l'art: 43.5%") == ["the", "yolov4", "etat", "de", "l", "art", "43", "5"]


@pytest.mark.parametrize("title", ["Con", "PRN", "aux?", "nul", "COM1"])
def test_a_device_of_windows_is_no_address(title: str) -> None:
    assert slug_of(title) == f"{slug_of(title).removesuffix('-paper')}-paper"
    assert is_slug(slug_of(title))


def test_long_texts_are_shortened_for_messages() -> None:
    assert shortened("a" * 100) == "a" * 100
    assert shortened("a" * 4400) == "a" * 99 + "…"
