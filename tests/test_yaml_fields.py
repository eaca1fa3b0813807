"""YAML: what is read, at which line a fault is told, and that no text can take the process down."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.yaml_fields import FieldReader, Items, Pairs, Scalar, nearest, parse_yaml, split_front_matter


def plain(value):
    """A parsed value without its lines."""
    if isinstance(value, Items):
        return [plain(child) for child in value.values]
    if isinstance(value, Pairs):
        return {key.text: plain(child) for key, child in value.values}
    return value.text if isinstance(value, Scalar) else value


def read(text: str, line: int = 1) -> FieldReader:
    value, problems = parse_yaml(text, "p", line)
    assert problems == ()
    return FieldReader(value, "p", line)


def told(problems):
    return [(p.origin.line, p.code) for p in problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("# a comment\n", None),
        ("---\n", None),
        ("null", None),
        ("a: 1403.6380", {"a": "1403.6380"}),
        ("a: 010", {"a": "010"}),
        ("a: 1_000\nb: 0x1F\nc: 12:30:45", {"a": "1_000", "b": "0x1F", "c": "12:30:45"}),
        ("a: no\nb: on\nc: TRUE\nd: y", {"a": "no", "b": "on", "c": "TRUE", "d": "y"}),
        ("a: 2014-03-23", {"a": "2014-03-23"}),
        ("a: .nan\nb: 1e3\nc: .inf", {"a": ".nan", "b": "1e3", "c": ".inf"}),
        ("a:\nb: ~\nc: null\nd: 'null'\ne: \"\"", {"a": None, "b": None, "c": None, "d": "null", "e": ""}),
        ("a: [b, 'c, d', {e: f}]", {"a": ["b", "c, d", {"e": "f"}]}),
        ("a: >-\n  one\n  two\nb: |\n  x\n  y\n", {"a": "one two", "b": "x\ny\n"}),
        ("- a\n-\n- [b]", ["a", None, ["b"]]),
        ("a: b # no part of it\nc: d#e", {"a": "b", "c": "d#e"}),
        ("a: !!python/object:os.system x", {"a": "x"}),
        ("a: café ∇ 𝔸", {"a": "café ∇ 𝔸"}),
        ("\ufeffa: b", {"a": "b"}),
    ],
)
def test_values_stay_as_written(text: str, expected: object) -> None:
    value, problems = parse_yaml(text, "p")
    assert problems == ()
    assert plain(value) == expected


@pytest.mark.parametrize("first", [1, 2, 40])
@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("title: Foo: bar", 0, "mapping values are not allowed"),
        ("a: b\ntitle: Foo: bar\nc: d", 1, "mapping values are not allowed"),
        ("a: b\n\tc: d", 1, "tab"),
        ("a: 'open\nb: c\nd: e\n", 0, "quoted scalar"),
        ("a: b\nc: [d, e\nf: g", 2, "flow sequence"),
        ("a: b\n c: d", 1, "mapping values"),
        ("- a\nb: c", 1, "block"),
        ("a: @b", 0, "cannot start any token"),
        ("x: y\na: &b [c]\nd: *b", 2, "aliases"),
        ("x: y\na: &b [*b]", 1, "aliases"),
        ("a: b\n? [c]\n: d", 1, "a key must be a single value"),
        ("a: b\n---\nc: d", 1, "second YAML document"),
        ("a: b\nc: \x01", 1, "U+0001"),
        ("a: b\nc: d\x7f", 1, "U+007F"),
        ("a: b\nc: \ud800", 1, "U+D800"),
        ("%YAML 9.9\n---\na: b", 0, "YAML"),
    ],
)
def test_a_fault_is_told_at_its_line(text: str, line: int, part: str, first: int) -> None:
    value, problems = parse_yaml(text, "p", first)
    assert value is None
    assert told(problems) == [(first + line, "malformed-yaml")]
    assert part in problems[0].message


def test_separators_that_yaml_takes_for_line_ends_do_not_shift_the_lines() -> None:
    text = 'a: "one\u2028two\u2029three\x85four"\nb: c\nd: Foo: bar\n'
    assert told(parse_yaml(text, "p", 2)[1]) == [(4, "malformed-yaml")]
    fields = read('a: "one\u2028two"\nb: c\n', 2)
    assert (fields.line_of("a"), fields.line_of("b")) == (2, 3)


DEEP = {
    "brackets": "'[' * 100_000",
    "braces": "'{' * 1_000_000",
    "brackets on many indented lines": "(' ' + '[' * 50 + '\\n') * 100_000",
    "mappings in lists in mappings": "'a: [\\n' * 200_000",
    "braces with keys": "(' ' + '{a: ' * 49 + '\\n') * 20_000",
    "dashes": "'- ' * 100_000",
    "question marks": "'? ' * 100_000",
    "ten thousand levels of indentation": "''.join(' ' * n + 'a:\\n' for n in range(10_000))",
    "dashes over many lines": "''.join(' ' * 80 * n + '- ' * 40 + '\\n' for n in range(300))",
    "closed again": "'[' * 30_000 + ']' * 30_000",
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_nesting_is_refused_and_takes_nothing_down(name: str) -> None:
    # In a process of its own: what overflows the C stack of a parser kills the process, not only the test.
    program = f"from site_builder.yaml_fields import parse_yaml; print(*parse_yaml({DEEP[name]}, 'p', 2)[1], sep='|')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "error malformed-yaml: this is nested more than 50 levels deep" in done.stdout


def test_nesting_within_reason_is_read() -> None:
    assert parse_yaml("[" * 50 + "]" * 50, "p")[1] == ()
    assert parse_yaml("a: |\n  " + "[" * 500 + "\n  " + "-" * 500, "p")[1] == ()


def test_ten_megabytes_in_one_line_are_read() -> None:
    value, problems = parse_yaml("a: " + "teapot " * 1_500_000, "p")
    assert problems == ()
    assert len(plain(value)["a"]) == 7 * 1_500_000 - 1


@given(st.text())
def test_any_text_is_a_value_or_a_problem(text: str) -> None:
    value, problems = parse_yaml(text, "p", 2)
    assert value is None or problems == ()
    for problem in problems:
        assert 2 <= problem.origin.line <= 2 + text.count("\n")


YAML_PIECES = st.sampled_from(
    [*"-?:[]{},&*!|>'\"%@`#\n\t ", "- ", ": ", "\n  ", "key", "a: b\n", "---\n", "...\n", "\u2028", "\x85", "<<: *a"]
)


@given(st.lists(YAML_PIECES, max_size=40).map("".join))
def test_any_mixture_of_yamls_marks_is_a_value_or_a_problem(text: str) -> None:
    value, problems = parse_yaml(text, "p")
    assert value is None or problems == ()
    FieldReader(value, "p").finish()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no front matter\n", ("", "no front matter\n", 1)),
        ("---\na: b\n---\n\n\nBody.\n\nMore.\n", ("a: b", "Body.\n\nMore.", 6)),
        ("---\na: b\n---\nBody\n---\nafter a rule", ("a: b", "Body\n---\nafter a rule", 4)),
        ("---  \na: b\n---\t\nBody", ("a: b", "Body", 4)),
        ("---\n---\n", ("", "", 3)),
        ("---\na: b\n---\n  \n\n    indented code\n", ("a: b", "    indented code", 6)),
        ("", ("", "", 1)),
        ("----\na: b\n", ("", "----\na: b\n", 1)),
    ],
)
def test_front_matter(text: str, expected: tuple[str, str, int]) -> None:
    assert split_front_matter(text, "p") == (*expected, ())


def test_a_front_matter_that_is_never_closed() -> None:
    assert told(split_front_matter("---\na: b\n", "p")[3]) == [(1, "open-front-matter")]


def test_unknown_keys_are_told_with_the_nearest_known_one() -> None:
    fields = read("titel: A\nzzz: B\nauthors: C\n", 2)
    fields.text("title")
    fields.texts("authors")
    unknown = fields.finish()
    assert [(p.origin.line, p.severity.value, p.code) for p in unknown] == [
        (2, "warning", "unknown-key"),
        (3, "warning", "unknown-key"),
    ]
    assert unknown[0].hint == "Did you mean `title`?"
    assert unknown[1].hint == "Known keys: authors, title."


def test_a_duplicate_key_is_told_at_its_second_place_and_the_first_counts() -> None:
    fields = read("title: A\nauthors: B\ntitle: C\n", 2)
    assert fields.text("title") == "A"
    assert told(fields.problems) == [(4, "duplicate-key")]


@pytest.mark.parametrize(
    ("getter", "yaml_value", "expected"),
    [
        ("text", "[a, b]", None),
        ("text", "{a: b}", None),
        ("texts", "{a: b}", ()),
        ("texts", "[a, [b], {c: d}]", ("a",)),
        ("texts", "[a, '', ~]", ("a",)),
        ("number", "three", None),
        ("number", "-1", None),
        ("number", "1.5", None),
        ("number", "٣", None),
        ("number", "99999999999999999999", None),
        ("number", "[1]", None),
        ("pairs", "[a]", ()),
        ("pairs", "a", ()),
    ],
)
def test_wrong_types_are_told_at_their_line(getter: str, yaml_value: str, expected: object) -> None:
    fields = read(f"first: x\nfield: {yaml_value}\n")
    assert getattr(fields, getter)("field") == expected
    assert fields.problems
    assert {(p.origin.line, p.code) for p in fields.problems} == {(2, "wrong-type")}
    assert all("`field`" in p.message for p in fields.problems)


@pytest.mark.parametrize(
    ("getter", "yaml_value", "expected"),
    [
        ("text", "  a b  ", "a b"),
        ("text", "''", None),
        ("text", "~", None),
        ("texts", "a", ("a",)),
        ("texts", "[a, ' b ']", ("a", "b")),
        ("texts", "[]", ()),
        ("texts", "''", ()),
        ("number", "'12'", 12),
        ("number", "0", 0),
        ("number", "", None),
    ],
)
def test_right_types(getter: str, yaml_value: str, expected: object) -> None:
    fields = read(f"field: {yaml_value}\n")
    assert getattr(fields, getter)("field") == expected
    assert fields.finish() == ()


@pytest.mark.parametrize("text", ["just text", "- a\n- b", "[]", "5"])
def test_what_is_no_mapping_is_told(text: str) -> None:
    assert told(FieldReader(parse_yaml(text, "p", 3)[0], "p", 3).problems) == [(3, "not-a-mapping")]


def test_a_missing_key_is_told_once() -> None:
    fields = read("other: x\n", 2)
    assert fields.text("title", required=True) is None
    assert told(fields.problems) == [(2, "missing-key")]


def test_pairs_keep_lines_and_tell_duplicates() -> None:
    fields = read("rules:\n  object detection: 4\n  boxes: 2\n  boxes: 3\n")
    assert [(key, line) for key, _, line in fields.pairs("rules")] == [("object detection", 2), ("boxes", 3)]
    assert told(fields.problems) == [(4, "duplicate-key")]


@pytest.mark.parametrize(
    ("word", "expected"), [("Titel", "title"), ("author", "authors"), ("x", None), ("", None), ("é" * 1000, None)]
)
def test_nearest(word: str, expected: str | None) -> None:
    assert nearest(word, ["title", "authors", "date"]) == expected


@pytest.mark.parametrize(
    ("written", "read", "code"),
    [
        (r'"a\x07b"', "ab", "U+0007"),
        (r'"a\0b"', "ab", "U+0000"),
        (r'"a\vb"', "a b", "U+000B"),
        (r'"a\u202eb"', "ab", "U+202E"),
        (r'"a\uFFFEb"', "ab", "U+FFFE"),
        (r'"a\rb"', "ab", "U+000D"),
    ],
)
def test_control_characters_written_as_escapes_are_taken_out_with_a_warning(written: str, read: str, code: str) -> None:
    value, problems = parse_yaml(f"first: 1\ntitle: {written}\nlast: [x, {written}]\n", "a.md", first_line=2)
    fields = FieldReader(value, "a.md")
    assert (fields.text("title"), fields.texts("last")) == (read, ("x", read))
    assert [(p.severity.value, p.code, str(p.origin)) for p in problems] == [
        ("warning", "control-character", "a.md:3"),
        ("warning", "control-character", "a.md:4"),
    ]
    assert code in problems[0].message


def test_escapes_that_are_text_stay() -> None:
    value, problems = parse_yaml(r'title: "a\tb\nc \u00e9 \" \\ \U0001F600 \x41"', "a.md")
    assert FieldReader(value, "a.md").text("title") == 'a\tb\nc é " \\ 😀 A'
    assert problems == ()
