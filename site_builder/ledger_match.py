"""Which line of the ledger is which paper of today: the half of the ledger that recognises."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from site_builder.problems import Origin, Problem, error, warning
from site_builder.text import title_key

_LIKE = 0.8
"""How alike two titles must be to be one that was corrected."""


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One address that was given out."""

    slug: str
    title: str
    added: str | None
    """ISO date; None when none was known."""
    arxiv: str | None = None
    doi: str | None = None
    abstract: str | None = None
    """Fingerprint of the abstract, which tells papers of one title apart."""
    author: str | None = None
    """Family name of the first author, which does so where there is no abstract."""
    moved: str | None = None
    """For a retired address: the slug that took its place."""
    kind: str | None = None
    """``theme``, whose slug is its id, ``task`` or ``data set``; None for a paper's address."""
    origin: Origin | None = field(default=None, compare=False)
    """Where the line stands; None for one that no file holds yet."""


Ledger = tuple[LedgerLine, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """What the ledger writes of a paper, to know it again."""

    title: str
    arxiv: str | None
    doi: str | None
    abstract: str | None
    author: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a paper brings to be recognised by."""

    origin: Origin
    title: str
    titles: tuple[str, ...]
    """Those of its records."""
    date: str
    """ISO date or an empty string; orders papers of one title."""
    identifiers: tuple[tuple[str | None, str | None], ...]
    """arXiv id and DOI of each of its records."""
    abstracts: tuple[str, ...]
    """Fingerprints of the abstracts of its records, the paper's own first."""
    author: str | None
    """Family name of the first author; None where nobody names one."""
    slugs: tuple[str, ...]
    """The addresses its notes fix; the first is the one it gets, the others are retired."""
    excluded: str | None
    """Why the editor left it out: then it keeps its line but gets no page of its own. None for a paper that is here."""
    marks: Marks | None
    """None for a paper that only this build reads, which the ledger is not to remember."""


def match_ledger(
    claims: Sequence[Claim], keys: Sequence[str], order: Sequence[int], ledger: Ledger
) -> tuple[list[list[LedgerLine]], list[Problem]]:
    """The lines of the ledger that each paper was published under; a line belongs to one paper at the most.

    A slug, an identifier or an abstract tells a paper; a title only where no other line tells it already. A slug that a
    note gives to a paper which nothing else tells is another paper's, and an error.
    """
    found: list[list[LedgerLine]] = [[] for _ in claims]
    index = _index_claims(claims, keys, order)
    problems: list[Problem] = []
    unknown = []
    for line in ledger:
        wanting = index.get(f"slug:{line.slug}", [])
        by_slug = [number for number in wanting if _is_like(line, claims[number])]
        strangers = [number for number in wanting if claims[number].excluded is None]
        if strangers and not by_slug:
            problems.append(_taken(line, claims[strangers[0]]))
        names = _names(line.arxiv, line.doi, line.abstract, line.title, line.author)
        by_facts = next((index[name] for name in names if name in index), [])
        number = _likeliest(line, by_slug or by_facts, claims, keys, found)
        if number is None:
            unknown.append(line)
            continue
        found[number].append(line)
        if by_facts and number not in by_facts and line.moved is None:
            message = f"the slug `{line.slug}` was published for the paper at {claims[by_facts[0]].origin}"
            hint = "Links to that paper now lead here: give this one another `slug`, or both the same identifier."
            problems.append(warning("taken-slug", claims[number].origin, message, hint))
    _match_titles(unknown, claims, index, found)
    return found, problems


def _is_like(line: LedgerLine, claim: Claim) -> bool:
    """Whether a title, an identifier, the abstract or the first author speaks for the paper that the line is of."""
    told = {name for arxiv, doi in claim.identifiers for name in _names(arxiv, doi)}
    told.update(f"abstract:{abstract}" for abstract in claim.abstracts)
    if told.intersection(_names(line.arxiv, line.doi, line.abstract)) or (line.author and line.author == claim.author):
        return True
    key = title_key(line.title)
    keys = [title_key(title) for title in claim.titles]
    return key in keys or any(SequenceMatcher(None, key, other).ratio() > _LIKE for other in keys)


def _taken(line: LedgerLine, claim: Claim) -> Problem:
    place = f" ({line.origin})" if line.origin else ""
    message = f"the slug `{line.slug}` was published for another paper, “{line.title}”{place}"
    hint = "Give this paper another `slug`. If it is that paper under a new title, write the title into that line."
    return error("taken-slug", claim.origin, message, hint)


def _match_titles(
    lines: Sequence[LedgerLine],
    claims: Sequence[Claim],
    index: Mapping[str, list[int]],
    found: Sequence[list[LedgerLine]],
) -> None:
    """Give lines that only their title tells to the papers of that title that have no line yet, in order."""
    of_title: dict[str, list[LedgerLine]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: (len(line.slug), line.slug)):  # pots-2 comes before pots-10
        if line.moved is None:
            of_title[f"title:{title_key(line.title)}"].append(line)
    for name, same in of_title.items():
        numbers = index.get(name, [])
        free = sorted((n for n in numbers if not found[n]), key=lambda n: claims[n].excluded is not None)
        for count, line in enumerate(same):
            if len(free) == 1 or count < len(free):
                found[free[min(count, len(free) - 1)]].append(line)
            elif len(numbers) == 1 and not _names(line.arxiv, line.doi, line.abstract):
                found[numbers[0]].append(line)  # a note's paper that was merged into another one of its title


def _index_claims(claims: Sequence[Claim], keys: Sequence[str], order: Sequence[int]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for number in order:
        claim = claims[number]
        names = [f"title:{keys[number]}", *(f"slug:{slug}" for slug in claim.slugs)]
        names += [name for arxiv, doi in claim.identifiers for name in _names(arxiv, doi)]
        names += [f"abstract:{abstract}" for abstract in claim.abstracts]
        names += _names(title=claim.title, author=claim.author)
        for name in dict.fromkeys(names):
            index[name].append(number)
    return dict(index)


def _names(
    arxiv: str | None = None,
    doi: str | None = None,
    abstract: str | None = None,
    title: str = "",
    author: str | None = None,
) -> list[str]:
    work = f"{author}:{title_key(title)}" if author else None
    named = {"arxiv": arxiv, "doi": doi, "abstract": abstract, "work": work}
    return [f"{kind}:{value}" for kind, value in named.items() if value]


def _likeliest(
    line: LedgerLine,
    numbers: Sequence[int],
    claims: Sequence[Claim],
    keys: Sequence[str],
    found: Sequence[Sequence[LedgerLine]],
) -> int | None:
    """Of several papers that share a slug or an identifier, the one that is most like the line and has none yet."""
    key = title_key(line.title)

    def unlikeness(number: int) -> tuple[bool, bool, bool, int]:
        claim = claims[number]
        return claim.excluded is not None, line.abstract not in claim.abstracts, keys[number] != key, len(found[number])

    return min(numbers, key=unlikeness, default=None)
