"""Numbers and sorted keys as short texts: the alphabet in which all search files are written.

A *packed* number is one or more of 91 characters. The last stands for what is left over 60 times the rest; those before
it, the lowest first, write the rest to the base of 31. The first 60 characters of the alphabet end a number and the
other 31 go on, so that packed numbers may stand side by side without anything between them.

*Front-coded* keys stand in order, one space between them. Each begins with a character for the number of UTF-16 units
that it shares with the key before it, and goes on with what differs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

CHARACTERS = "".join(chr(code) for code in range(ord("#"), ord("~") + 1) if chr(code) != "\\")
"""Neither quote nor backslash, so that JSON leaves them as they are."""

ENDING = 60
"""How many of the characters end a number."""

MOST_SHARED = ENDING - 1
"""More than so many units at the beginning of a key are written again."""

NOTHING_SHARED = CHARACTERS[0]

_ENDS, _GOES_ON = CHARACTERS[:ENDING], CHARACTERS[ENDING:]
_INDEX = bytes.maketrans(CHARACTERS.encode(), bytes(range(len(CHARACTERS))))
_AT_ONCE = 8
_LAST_OF_THE_BASIC_PLANE = "\uffff"


def pack(number: int) -> str:
    """One number, not negative, in packed form."""
    rest, low = divmod(number, ENDING)
    digits = ""
    while rest:
        rest, digit = divmod(rest, len(_GOES_ON))
        digits += _GOES_ON[digit]
    return digits + _ENDS[low]


def unpack(packed: bytes | bytearray) -> list[int]:
    """The numbers that stand packed side by side. Nothing may be missing at the end."""
    numbers = []
    rest, weight = 0, ENDING
    for index in packed.translate(_INDEX):
        if index < ENDING:
            numbers.append(rest + index)
            rest, weight = 0, ENDING
        else:
            rest += (index - ENDING) * weight
            weight *= len(_GOES_ON)
    return numbers


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


def order_of(texts: Iterable[str]) -> Callable[[str], bytes] | None:
    """The key by which these texts, and any made of their characters, are sorted as JavaScript compares strings.

    JavaScript compares UTF-16 units and Python characters, which differs only beyond the basic plane: without such
    characters there is None.
    """
    is_basic = all(text.isascii() or max(text) <= _LAST_OF_THE_BASIC_PLANE for text in texts)
    return None if is_basic else _utf16


def in_order(texts: Collection[str]) -> list[str]:
    """Texts as JavaScript sorts them."""
    return sorted(texts, key=order_of(texts))


def front_coded(keys: Iterable[str]) -> str:
    """Sorted keys in front-coded form; empty where there are none."""
    coded = []
    before = ""
    for key in keys:
        start, shared = shared_start(key, before)
        coded.append(shared + key[start:])
        before = key
    return " ".join(coded)


def shared_start(key: str, before: str) -> tuple[int, str]:
    """How many characters a key takes over from the one that is before it in order, and the character that says so."""
    start = 0
    while key[start : start + _AT_ONCE] == before[start : start + _AT_ONCE]:
        start += _AT_ONCE
        if start > MOST_SHARED:
            break
    else:
        most = len(before)
        while start < most and key[start] == before[start]:
            start += 1
    if start > MOST_SHARED:  # much, or all of a key that is repeated
        start = min(MOST_SHARED, len(key))
    if key.isascii():
        return start, CHARACTERS[start]
    while units(key[:start]) > MOST_SHARED:
        start -= 1
    return start, CHARACTERS[units(key[:start])]


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")
