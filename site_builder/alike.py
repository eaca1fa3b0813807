"""Whether what two sources say is the same said differently: names of authors, venues, abstracts.

``A.M. White``, ``White AM`` and ``Angela M. White`` can be one person; ``Journal of Zoology`` and ``J. Zool. (London)``
one journal; and a database adds a copyright to an abstract, or takes a paragraph away.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import takewhile

from site_builder.model import Record
from site_builder.references_names import parse_name
from site_builder.references_venue import PREPRINT, parse_venue
from site_builder.slips import LITTLE, edits_between
from site_builder.text import fold, words

_LIKE = 0.95
"""How alike two abstracts must be to be one text: common words in order, over the mean of both lengths. The conference
and the journal version of "Fully Convolutional Networks for Semantic Segmentation" reach 0.94."""
_LIKE_IN_PRINT = 0.75
"""The same where all else says that it is one article; words may be in any order there."""
_CUT = 20
"""Words that an abstract cut short must have left to be recognised by its beginning."""
_MOST_WORDS = 1_000
"""Beyond so many words that differ, the order of words is not looked at: it would cost their square."""
_MOST_NAMES = 30
"""Authors of a list that are compared: lists that agree so far are taken to go on alike."""
_RIGHTS = re.compile(
    r"(?:©|\(c\)|\bcopyright\b)[^.]{0,80}?(?:19|20)[0-9]{2}\b[^.]*(?:\.|\Z)|\ball rights reserved\b\.?"
    r"|\b(?:19|20)[0-9]{2} (?:©|\(c\))[^.]*(?:\.|\Z)",
    re.IGNORECASE,
)
_HEADING = re.compile(r"\A\s*(?:abstract|summary)\b\s*[:.—–-]?\s*", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_]\.?-?){1,3}")
_REST = frozenset({"et al", "et al.", "others", "et alii", "..."})
_PREPRINT_DOI = re.compile(
    r"10\.(?:1101/(?:[0-9]{6}|20[0-9]{2}\.)|2139/ssrn|20944/preprints|21203/rs|26434/chemrxiv|31219/|31234/|31235/"
    r"|36227/techrxiv|48550/arxiv|7287/peerj|22541/au|26226/|32942/)"
)
_PREPRINT_VERSION = re.compile(r"(?:[/._-]?v[0-9]+)\Z")


def is_preprint_doi(doi: str) -> bool:
    """Whether a lower-case DOI is of a server for preprints."""
    return _PREPRINT_DOI.match(doi) is not None


def without_version(doi: str) -> str:
    """The DOI of a preprint whatever its version."""
    return _PREPRINT_VERSION.sub("", doi)


def is_preprint(record: Record) -> bool:
    """Whether a record is of a paper on a preprint server and says of no other place."""
    if record.venue and parse_venue(record.venue).kind != PREPRINT:
        return False
    if record.doi:
        return is_preprint_doi(record.doi)
    return bool(record.arxiv or record.venue)


def is_published(record: Record) -> bool:
    """Whether a record names a venue that is no preprint server, or a publisher's DOI."""
    if record.venue and parse_venue(record.venue).kind != PREPRINT:
        return True
    return record.doi is not None and not is_preprint_doi(record.doi)


@lru_cache(maxsize=16384)
def _family_and_initials(printed: str) -> tuple[str, str, str]:
    """A name's folded family name, the initials of the others, and the folded given names."""
    name = parse_name(printed)
    family, given = name.last if name.literal else name.family, name.given
    if family.isupper() and not given.isupper() and given and _INITIALS.fullmatch(family):
        family, given = given, family  # Jug A
    parts = [part for part in re.split(r"[\s.-]+", given) if part]
    if len(parts) == 1 and parts[0].isupper() and len(parts[0]) <= 3:
        parts = list(parts[0])
    return "".join(words(family)), "".join(fold(part)[:1] for part in parts), "".join(words(given))


def is_same_name(one: str, other: str) -> bool:
    """Whether two names as printed can be one person's."""
    if one == other:
        return True
    family, initials, given = _family_and_initials(one)
    other_family, other_initials, other_given = _family_and_initials(other)
    if given and other_given and (family, given) == (other_given, other_family):
        return True
    if initials and other_initials and initials[0] != other_initials[0]:
        return False
    if family == other_family:
        return True
    return min(len(family), len(other_family)) >= 5 and edits_between(family, other_family) == 1


def is_same_list(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two lists name the same people in the same order, one of them perhaps in short."""
    return len(one) == len(other) and all(map(is_same_name, one, other))


def have_authors_in_common(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two lists can be of one paper: one may be cut short, in another order, or lack a name.

    Half of the shorter one must be in the other, and where the first authors differ, two thirds.
    """
    first, second = ([name for name in names[:_MOST_NAMES] if name.lower() not in _REST] for names in (one, other))
    short, long = sorted((first, second), key=len)
    if not short:
        return True
    left = list(long)
    matched = exact = 0
    for name in short:
        found = next((at for at, known in enumerate(left) if is_same_name(name, known)), None)
        if found is not None:
            exact += is_same_family(name, left.pop(found))
            matched += 1
    if not exact and len(short) > 1:
        return False  # a slip in every name is no slip
    share = matched / len(short)
    return share >= (0.5 if is_same_name(first[0], second[0]) else 0.66)


def is_same_family(one: str, other: str) -> bool:
    """Whether two names as printed have the same family name, or each the other's."""
    names = [_family_and_initials(name) for name in (one, other)]
    return names[0][0] == names[1][0] or (names[0][0], names[0][2]) == (names[1][2], names[1][0])


@lru_cache(maxsize=4096)
def _venue_words(venue: str) -> tuple[str, ...]:
    name = parse_venue(venue).name or venue
    return tuple(word for word in words(name.partition("(")[0] or name) if word not in LITTLE and word != "s")


def is_same_venue(one: str, other: str) -> bool:
    """Whether one venue is the other, perhaps with some of its words cut short or left out."""
    short, long = sorted((_venue_words(one), _venue_words(other)), key=len)
    rest = iter(long)
    return bool(short) and all(
        any(word.startswith(known) or known.startswith(word) for word in rest) for known in short
    )


def abstract_words(abstract: str) -> list[str]:
    """The folded words of an abstract without its heading and the publisher's copyright."""
    text = _HEADING.sub("", abstract)
    if "©" in text or "opyright" in text or "(c)" in text.lower() or "ights reserved" in text:
        text = _RIGHTS.sub(" ", text)
    return words(text)


def is_other_text(first: Sequence[str], second: Sequence[str], *, in_print: bool = False) -> bool:
    """Whether two abstracts, as their words, really differ: in a figure, or in more than a few words.

    One that is cut short is no other text. ``in_print`` says that all else is of one article, whose abstract databases
    have shortened or added to.
    """
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
    if alike == min(len(first), len(second)) and alike >= _CUT:
        return False
    total = len(first) + len(second)
    common = sum((Counter(first) & Counter(second)).values())  # no order of words can have more in common
    if in_print and total:
        return 2 * common / total < _LIKE_IN_PRINT
    if sorted(filter(str.isdigit, first)) != sorted(filter(str.isdigit, second)):
        return True
    if total == 0 or 2 * common / total < _LIKE:
        return total > 0
    first, second = first[alike:], second[alike:]
    if len(first) + len(second) > 2 * _MOST_WORDS:
        return False
    matched = sum(block.size for block in SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks())
    return 2 * (alike + matched) / total < _LIKE
