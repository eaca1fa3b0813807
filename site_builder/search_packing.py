"""Numbers and sorted keys as short texts: the alphabet in which all search files are written.

A *packed* number is one or more of 91 characters. The last stands for what is left over 60 times the rest; those before
it, the lowest first, write the rest to the base of 31. The first 60 characters of the alphabet end a number and the
other 31 go on, so that packed numbers may stand side by side without anything between them.

*Front-coded* keys stand in order, one space between them. Each begins with a character for the number of UTF-16 units
that it shares with the key before it, and goes on with what differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

CHARACTERS = "".join(chr(code) for code in range(ord("#"), ord("~") + 1) if chr(code) != "\\")
"""Neither quote nor backslash, so that JSON leaves them as they are."""

ENDING = 60
"""How many of the characters end a number."""

MOST_SHARED = ENDING - 1
"""More than so many units at the beginning of a key are written again."""

_ENDS, _GOES_ON = CHARACTERS[:ENDING], CHARACTERS[ENDING:]
_LAST_OF_THE_BASIC_PLANE = "\uffff"


def pack(number: int) -> str:
    """One number, not negative, in packed form."""
    rest, low = divmod(number, ENDING)
    digits = ""
    while rest:
        rest, digit = divmod(rest, len(_GOES_ON))
        digits += _GOES_ON[digit]
    return digits + _ENDS[low]


class PackedNumbers(dict[int, str]):
    """Numbers to their packed form, each worked out once."""

    def __missing__(self, number: int) -> str:
        packed = self[number] = pack(number)
        return packed


def units(text: str) -> int:
    """The length of a text as JavaScript counts it, in UTF-16 units."""
    return len(text) if text.isascii() else len(text) + sum(char > _LAST_OF_THE_BASIC_PLANE for char in text)


def first_units(text: str, most: int) -> str:
    """The first so many UTF-16 units of a text; one fewer where the last would be half a character."""
    if text.isascii():
        return text[:most]
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def order_of(texts: Iterable[str]) -> Callable[[str], object]:
    """The key by which to sort these texts, and any made of their characters, as JavaScript compares strings.

    Python compares characters and JavaScript UTF-16 units, which differs only beyond the basic plane.
    """
    is_basic = all(text.isascii() or max(text) <= _LAST_OF_THE_BASIC_PLANE for text in texts)
    return _as_it_is if is_basic else _utf16


def shared_start(key: str, before: str) -> int:
    """How many characters two texts have in common at their beginnings."""
    for at, (char, other) in enumerate(zip(key, before, strict=False)):
        if char != other:
            return at
    return min(len(key), len(before))


def front_coded(keys: Sequence[str]) -> str:
    """Sorted keys in front-coded form; empty where there are none."""
    coded = []
    before = ""
    for key in keys:
        shared, rest = shared_and_rest(key, before)
        coded.append(shared + rest)
        before = key
    return " ".join(coded)


def shared_and_rest(key: str, before: str) -> tuple[str, str]:
    """The character for what a key shares with the one before it, and what differs. No character is cut in half."""
    shared = shared_start(key, before)
    if not key.isascii():
        while units(key[:shared]) > MOST_SHARED:
            shared -= 1
        return CHARACTERS[units(key[:shared])], key[shared:]
    shared = min(shared, MOST_SHARED)
    return CHARACTERS[shared], key[shared:]


def _as_it_is(text: str) -> str:
    return text


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")
