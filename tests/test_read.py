"""Reading: folders into texts, bytes into text, and everything that cannot be read told with its place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder import read
from site_builder.problems import CommandError
from site_builder.read import decode_text, read_content, read_sources
from site_builder.text import CONTROLS


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(*names: str, text: str = "text\n") -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def told(problems):
    return [(str(p.origin), p.severity.value, p.code) for p in problems]


@pytest.mark.parametrize(
    ("data", "text", "codes"),
    [
        (b"", "", []),
        (b"a\nb\n", "a\nb\n", []),
        (b"\xef\xbb\xbfa\n", "a\n", ["byte-order-mark"]),
        (b"a\r\nb\r\n", "a\nb\n", ["line-ends"]),
        (b"a\rb", "a\nb", ["line-ends"]),
        (b"a\r\r\nb", "a\n\nb", ["line-ends"]),
        (b"\xef\xbb\xbfa\r\nb", "a\nb", ["byte-order-mark", "line-ends"]),
        ("é\u2028x\ty\N{RIGHT-TO-LEFT MARK}z".encode(), "é\u2028x\ty\N{RIGHT-TO-LEFT MARK}z", []),
    ],
)
def test_bytes_into_text(data: bytes, text: str, codes: list[str]) -> None:
    source, problems = decode_text(data, "p")
    assert source.text == text
    assert [p.code for p in problems] == codes
    assert {p.severity.value for p in problems} <= {"info"}


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"\xff", [1]),
        (b"a\nb\xff\n", [2]),
        (b"a\r\nb\xff\r\nc", [2]),
        (b"a\rb\rc\xe9", [3]),
        (b"\xef\xbb\xbfa\n\xe9\n", [2]),
        (b"\xe9\nb\n\xe9\xe9\n", [1, 3]),
        (b"ok\ncut short \xe2\x82", [2]),
        (b"\xed\xa0\x80", [1]),
        (b"\xc0\xaf", [1]),
    ],
)
def test_every_line_that_is_not_utf8_is_told(data: bytes, lines: list[int]) -> None:
    source, problems = decode_text(data, "p")
    wrong = [p for p in problems if p.code == "not-utf-8"]
    assert [p.origin.line for p in wrong] == lines
    assert {p.severity.value for p in wrong} == {"error"}
    assert "\N{REPLACEMENT CHARACTER}" in source.text


def test_the_position_in_the_line_is_told() -> None:
    assert "byte 0xff at position 3 of the line" in decode_text(b"first\nab\xffcd\n", "p")[1][0].message


def test_a_file_in_another_encoding_does_not_flood_the_terminal() -> None:
    problems = decode_text(b"caf\xe9\n" * 1000, "p")[1]
    assert len(problems) == 21
    assert problems[-1].message == "980 more lines are not UTF-8"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0", "text".encode("utf-16-le"), b"\0"])
def test_binary_files_are_refused(data: bytes) -> None:
    source, problems = decode_text(data, "a.txt")
    assert source is None
    assert told(problems) == [("a.txt", "error", "binary-file")]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_that_says_so_is_read(encoding: str) -> None:
    source, problems = decode_text("\ufeffJug;Café\r\nb\r\n".encode(encoding), "p.csv")
    assert source.text == "Jug;Café\nb\n"
    assert [p.code for p in problems] == ["utf-16", "line-ends"]


@pytest.mark.parametrize(
    ("name", "data", "text", "line"),
    [
        ("a.bib", b"@misc{a,\n title={Caf\xe9 \x96 one}}", "@misc{a,\n title={Café – one}}", 2),
        ("a.csv", "Titel\nCafé\n".encode() + b"Stra\xdfe\n", "Titel\nCafé\nStraße\n", 3),
        ("a.txt", b"TY  - JOUR\nTI  - Caf\xe9\n", "TY  - JOUR\nTI  - Café\n", 2),
        (
            "a.bib",
            "% Encoding: GBK\n@misc{a, title={灯罩与灯}}".encode("gbk"),
            "% Encoding: GBK\n@misc{a, title={灯罩与灯}}",
            2,
        ),
        ("a.bib", b"% Encoding: nonsense\n\xe9", "% Encoding: nonsense\né", 2),
    ],
)
def test_reference_files_of_older_programs_are_read_with_a_warning(
    name: str, data: bytes, text: str, line: int
) -> None:
    source, problems = decode_text(data, name)
    assert source.text == text
    assert told(problems) == [(f"{name}:{line}", "warning", "not-utf-8")]


def test_a_script_that_cannot_be_guessed_is_refused_rather_than_mangled() -> None:
    problems = decode_text("@misc{a, title={Лампы и абажуры}}".encode("cp1251"), "a.bib")[1]
    assert told(problems) == [("a.bib:1", "error", "not-utf-8")]


@given(st.binary())
def test_any_bytes_are_text_or_a_problem(data: bytes) -> None:
    source, problems = decode_text(data, "p")
    assert source is not None or problems
    if source is not None:
        source.text.encode()
        for problem in problems:
            assert 0 <= problem.origin.line <= source.text.count("\n") + 1


@given(st.text())
def test_text_comes_back_as_it_was(text: str) -> None:
    source, problems = decode_text(text.encode(), "p")
    if "\0" in text:
        assert source is None
    else:
        plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        assert (source.text == plain) == (not CONTROLS.search(plain))
        assert {p.code for p in problems} <= {"byte-order-mark", "line-ends", "control-character"}


def test_a_content_folder() -> None:
    write("c/survey.yaml", "c/themes/b.md", "c/themes/a.md", "c/papers/x.md", "c/papers/deep/y.md", "c/pages/home.md")
    write("c/sources/l.txt", "c/sources/README.md", "c/sources/.hidden", "c/sources/.git/config", "c/ledger.jsonl")
    write("c/themes/README.md", "c/papers/.draft.md", "extra/m.yaml")
    content, problems = read_content(Path("c"), [Path("extra")])
    assert problems == ()
    assert content.survey.path == "c/survey.yaml"
    assert [s.path for s in content.themes] == ["c/themes/a.md", "c/themes/b.md"]
    assert [s.path for s in content.papers] == ["c/papers/deep/y.md", "c/papers/x.md"]
    assert [s.path for s in content.pages] == ["c/pages/home.md"]
    assert [s.path for s in content.sources] == ["c/sources/l.txt", "extra/m.yaml"]
    assert content.ledger.path == "c/ledger.jsonl"


def test_the_least_content_folder() -> None:
    write("c/survey.yaml")
    content, problems = read_content(Path("c"))
    assert problems == ()
    assert (content.themes, content.papers, content.sources, content.pages, content.ledger) == ((), (), (), (), None)


def test_files_that_are_passed_over_are_told() -> None:
    write("c/survey.yaml", "c/papers/a.txt", "c/papers/b.MD", "c/themes/c.yaml", "c/pages/d.md~")
    content, problems = read_content(Path("c"))
    assert (content.papers, content.themes, content.pages) == ((), (), ())
    assert sorted(told(problems)) == [
        ("c/pages/d.md~", "warning", "stray-file"),
        ("c/papers/a.txt", "warning", "stray-file"),
        ("c/papers/b.MD", "warning", "stray-file"),
        ("c/themes/c.yaml", "warning", "stray-file"),
    ]


def test_commands_that_cannot_run() -> None:
    with pytest.raises(CommandError, match="no folder nowhere"):
        read_content(Path("nowhere"))
    Path("empty").mkdir()
    with pytest.raises(CommandError, match=r"empty holds no survey\.yaml"):
        read_content(Path("empty"))
    write("c/survey.yaml")
    with pytest.raises(CommandError, match="nothing at missing"):
        read_content(Path("c"), [Path("missing")])


def test_a_file_named_twice_is_read_once() -> None:
    write("s/a.txt", "s/b.txt")
    Path("link").symlink_to("s")
    sources, problems = read_sources([Path("s"), Path("s/a.txt"), Path("./s/../s/b.txt"), Path("link/a.txt")])
    assert [s.path for s in sources] == ["s/a.txt", "s/b.txt"]
    assert problems == ()


def test_a_note_that_is_named_as_a_source_too_is_read_once() -> None:
    write("c/survey.yaml", "c/papers/a.md")
    content, _ = read_content(Path("c"), [Path("c/papers")])
    assert [s.path for s in content.papers] == ["c/papers/a.md"]
    assert content.sources == ()


def test_what_cannot_be_read_is_told_and_the_rest_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    write("s/a.txt", "s/c.txt")
    Path("s/b.txt").symlink_to("nowhere")
    write("s/huge.txt", text="x" * 100)
    monkeypatch.setattr(read, "MAX_BYTES", 50)
    sources, problems = read_sources([Path("s")])
    assert [s.path for s in sources if not s.is_unread] == ["s/a.txt", "s/c.txt"]
    assert [(s.path, s.text) for s in sources if s.is_unread] == [("s/b.txt", ""), ("s/huge.txt", "")]
    assert told(problems) == [("s/b.txt", "error", "unreadable"), ("s/huge.txt", "error", "huge-file")]


def test_backup_copies_are_passed_over_unless_named() -> None:
    copies = ["s/#a.txt#", "s/Thumbs.db", "s/a.txt.bak", "s/a.txt~"]
    write("s/a.txt", *copies)
    sources, problems = read_sources([Path("s")])
    assert [s.path for s in sources] == ["s/a.txt"]
    assert told(problems) == [(name, "warning", "stray-file") for name in copies]
    sources, problems = read_sources([Path("s/a.txt~")])
    assert ([s.path for s in sources], problems) == (["s/a.txt~"], ())


def test_control_characters_are_taken_out_and_told() -> None:
    data = "a\nPots \x1b[31mred\u202e and\x0cpans\x9b\n\u2066b\u2069\n".encode()
    source, problems = decode_text(data, "p")
    assert source.text == "a\nPots [31mred and pans\nb\n"
    assert told(problems) == [("p:2", "warning", "control-character"), ("p:3", "warning", "control-character")]
    assert "U+001B at position 6" in problems[0].message
    flood = decode_text(b"\x07\n" * 1000, "p")[1]
    assert len(flood) == 21
    assert "980 more lines" in flood[-1].message


def test_the_order_is_that_of_the_paths() -> None:
    write("z/a.txt", "a/z.txt", "a/b/c.txt", "m.txt")
    sources, _ = read_sources([Path("z"), Path("m.txt"), Path("a")])
    assert [s.path for s in sources] == ["a/b/c.txt", "a/z.txt", "m.txt", "z/a.txt"]


def test_a_name_that_is_no_text_can_be_shown() -> None:
    Path("s").mkdir()
    Path(os.fsdecode(b"s/caf\xe9.txt")).write_text("text")
    sources, problems = read_sources([Path("s")])
    assert [s.path for s in sources] == ["s/caf\N{REPLACEMENT CHARACTER}.txt"]
    assert problems == ()
