"""The kinds of tagged files: how their lines are written, and which of their tags say what of a paper."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one kind of file is written, and which of its tags say what; of several tags the first that is there."""

    kind: str
    """What :attr:`Record.source` says of its records."""
    tag: re.Pattern[str]
    """A line with a tag and its value."""
    first: frozenset[str]
    """Tags that begin a record."""
    last: frozenset[str]
    """Tags that end one."""
    names: tuple[str, ...]
    """What a record is called."""
    titles: tuple[str, ...]
    authors: tuple[str, ...]
    groups: tuple[str, ...]
    """Authors that are no persons, and kept as they stand."""
    dates: tuple[str, ...]
    days: tuple[str, ...]
    """Fields with month and day, whose year may stand elsewhere."""
    venues: tuple[str, ...]
    abstracts: tuple[str, ...]
    keywords: tuple[str, ...]
    dois: tuple[str, ...]
    maybe_dois: tuple[str, ...]
    """Fields that exports put a DOI in among other things."""
    urls: tuple[str, ...]
    places: tuple[tuple[str, ...], ...]
    """Volume, issue, pages or the first of them, and the last page."""
    editions: tuple[str, ...] = ()
    ends_at_blanks: bool = False
    """Whether a blank line ends a record, where no tag does."""


RIS = Dialect(
    kind="ris",
    tag=re.compile(r"\s{0,3}(?P<tag>[A-Z][A-Z0-9])\s{1,2}-(?:\s(?P<value>.*)|$)"),
    first=frozenset({"TY"}),
    last=frozenset({"ER"}),
    names=("AN", "ID"),
    titles=("TI", "T1", "CT", "BT", "ST"),
    authors=("AU", "A1"),
    groups=(),
    dates=("DA", "PY", "Y1"),
    days=("DA", "Y1"),
    venues=("JF", "T2", "JO", "JA", "J2", "J1", "BT", "T3", "PB"),
    abstracts=("AB", "N2"),
    keywords=("KW",),
    dois=("DO", "DOI"),
    maybe_dois=("L3", "M3", "N1", "UR"),
    urls=("UR", "L2", "LK"),
    places=(("VL",), ("IS",), ("SP", "C7"), ("EP",)),
    editions=("ET",),
)
WOS = Dialect(
    kind="wos",
    tag=re.compile(r"(?P<tag>[A-Z][A-Z0-9])(?:\s(?P<value>.*)|$)"),
    first=frozenset({"PT"}),
    last=frozenset({"ER"}),
    names=("UT", "AN"),
    titles=("TI",),
    authors=("AF", "AU"),
    groups=("CA", "GP"),
    dates=("PD", "PY", "EA"),
    days=("PD",),
    venues=("SO", "J9", "JI", "SE"),
    abstracts=("AB",),
    keywords=("DE", "ID"),
    dois=("DI",),
    maybe_dois=("D2",),
    urls=("UR",),
    places=(("VL",), ("IS", "SU"), ("BP", "PS", "AR"), ("EP",)),
)
MEDLINE = Dialect(
    kind="medline",
    tag=re.compile(r"(?P<tag>[A-Z]{2,4})\s{0,2}-(?:\s(?P<value>.*)|$)"),
    first=frozenset({"PMID"}),
    last=frozenset(),
    names=("PMID",),
    titles=("TI", "BTI", "TT"),
    authors=("FAU", "AU"),
    groups=("CN",),
    dates=("DP", "DEP"),
    days=("DP",),
    venues=("JT", "TA"),
    abstracts=("AB",),
    keywords=("OT", "MH"),
    dois=(),
    maybe_dois=("LID", "AID", "SO"),
    urls=(),
    places=(("VI",), ("IP",), ("PG",), ()),
    ends_at_blanks=True,
)
REFER = Dialect(
    kind="refer",
    tag=re.compile(r"%(?P<tag>[0-9A-Z!@#$&(?^+*<>~=\[])(?:\s(?P<value>.*)|$)"),
    first=frozenset({"0"}),
    last=frozenset(),
    names=("F", "M", "L"),
    titles=("T", "!"),
    authors=("A",),
    groups=("Q",),
    dates=("D", "8"),
    days=("8",),
    venues=("J", "B", "S", "I"),
    abstracts=("X",),
    keywords=("K",),
    dois=("R",),
    maybe_dois=("U", "1", "3", "M"),
    urls=("U",),
    places=(("V",), ("N",), ("P", "&"), ()),
    editions=("7",),
    ends_at_blanks=True,
)
"""What EndNote calls its tagged format (``.enw``), which grew out of refer."""
REFWORKS = Dialect(
    kind="refworks",
    tag=WOS.tag,
    first=frozenset({"RT"}),
    last=frozenset({"ER"}),
    names=("ID", "AN"),
    titles=("T1",),
    authors=("A1",),
    groups=(),
    dates=("FD", "YR"),
    days=("FD",),
    venues=("JF", "JO", "T2", "PB"),
    abstracts=("AB",),
    keywords=("K1",),
    dois=("DO",),
    maybe_dois=("UL", "LK"),
    urls=("UL", "LK"),
    places=(("VO",), ("IS",), ("SP",), ("OP",)),
    editions=("ED",),
)
