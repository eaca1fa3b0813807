"""How well records are merged: precision and recall over pairs, from real files and from papers that were disfigured.

Usage: python tests/measure_merging.py [--scale N]

The real pairs are those of the files in ../shared/real-inputs, labelled by reading. The others are the papers of this
survey and invented ones, each with one record as it is and one as another source could have it, and beside them papers
that only look like one of them. Every kind of change is tried with what different sources know: abstracts, authors, or
little more than the title. With ``--scale``, N invented records are merged, a tenth of them twice, and timed.
"""

from __future__ import annotations

import argparse
import gc
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

from site_builder.merge import merge_records
from site_builder.model import Date, Decisions, Findings, Locator, Record
from site_builder.problems import Origin
from site_builder.read import read_sources
from site_builder.sources import parse_source
from site_builder.text import fingerprint

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
SEED = 20261121

# Lines of the titles of one study in synthesisr_scopus.ris and synthesisr_zoorec_wos.txt.
OVERLAP = """
97:371 130:294 161:138 191:206 224:6 258:427 292:499 324:597 352:78 415:711 442:565 494:786 562:844 599:917
635:1047 706:1116 790:1708 816:1174 849:1288 904:1371 930:1439 964:1581 994:1650 1021:1511 1070:1810 1103:1959
1127:2080 1156:2214 1186:2156 1209:2271 1234:1879 1266:2031 1350:2386 1383:2444 1413:2565 1434:2618 1455:2679
1489:2752 1519:2507 1615:2827 1638:2886 1671:2945 1698:3024 1724:3086 1760:3156 1785:3214 1809:3285 1838:3365
1924:3606 1953:3425 1978:3479 2037:3794 2099:3841 2149:3908 2229:4140 2248:4083 2267:4196 2286:4267 2314:4357
2343:4440 2365:4636 2416:4753 2449:4848 2472:4970 2531:5034 2562:5115 2587:5156 2606:5280
"""
# The other groups of records that are one paper, by the end of the file's name and the line.
GROUPS = """
Scopus_bib_example.bib:55 Scopus_ris_example.ris:78 WoS_ciw_example.ciw:97
Scopus_bib_example.bib:30 Scopus_ris_example.ris:44
Scopus_bib_example.bib:4 Scopus_ris_example.ris:2 WoS_ciw_example.ciw:14
synthesisr_zoorec_wos.txt:6286 synthesisr_zoorec_wos.txt:6313
bibtexbrowser_bibacid-utf8.bib:181 bibtexbrowser_bibacid-utf8.bib:187
bibtexbrowser_bibacid-utf8.bib:138 bibtexbrowser_bibacid-utf8.bib:146
bibtexbrowser_bibacid-utf8.bib:32 bibtexbrowser_bibacid-utf8.bib:48
bibtexbrowser_bibacid-utf8.bib:72 bibtexbrowser_bibacid-utf8.bib:77 bibtexbrowser_bibacid-utf8.bib:82 \
bibtexbrowser_bibacid-utf8.bib:87 bibtexbrowser_bibacid-utf8.bib:92
"""

Pair = frozenset[str]
Change = Callable[[Record, random.Random], Record | None]


@dataclass(frozen=True)
class Score:
    """Pairs of records that are one paper, and what was made of them."""

    wanted: int
    found: int
    wrong: int

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.found / self.wanted if self.wanted else 1.0


def score(records: Sequence[Record], wanted: set[Pair]) -> tuple[Score, set[Pair], set[Pair]]:
    """The score, the pairs that were missed and those that were joined wrongly."""
    merged, _ = merge_records(records)
    made = {
        frozenset((str(a.origin), str(b.origin)))
        for group in (*merged.groups, *merged.excluded)
        for a, b in combinations(group, 2)
    }
    return Score(len(wanted), len(made & wanted), len(made - wanted)), wanted - made, made - wanted


def real_pairs() -> tuple[list[Record], set[Pair]]:
    """The records of the real files, and the pairs of them that are one paper."""
    texts, _ = read_sources([SHARED / "real-inputs"])
    records = [
        replace(record, origin=Origin(Path(record.origin.path).name, record.origin.line))
        for text in texts
        if not text.path.endswith(".md")
        for record in parse_source(text, {}).records
    ]
    groups = [line.split() for line in GROUPS.replace("\\\n", "").strip().splitlines()]
    for both in OVERLAP.split():
        first, second = both.split(":")
        groups.append([f"synthesisr_scopus.ris:{first}", f"synthesisr_zoorec_wos.txt:{second}"])
    places = {str(record.origin) for record in records}
    unknown = {place for group in groups for place in group} - places
    if unknown:
        raise AssertionError(f"no record at {sorted(unknown)}")
    return records, {frozenset(pair) for group in groups for pair in combinations(group, 2)}


def survey_records() -> list[Record]:
    """The papers of this survey as another survey's BibTeX would have them, with abstracts where these are at hand."""
    notes, _ = read_sources([ROOT / "content" / "papers"])
    folder = SHARED / "sources"
    listings = read_sources([folder])[0] if folder.is_dir() else ()
    abstracts = {
        fingerprint(record.abstract): record.abstract
        for text in listings
        for record in parse_source(text, {}).records
        if record.abstract
    }
    records = [record for note in notes for record in parse_source(replace(note, kind="note"), {}).records]
    return [
        Record(
            "bibtex",
            Origin("survey.bib", number),
            record.title,
            abstract=abstracts.get(record.abstract_sha256 or ""),
            authors=record.authors,
            author_count=record.author_count,
            date=record.date,
            venue=record.venue,
            decisions=Decisions(),
            findings=Findings(),
        )
        for number, record in enumerate(records, start=1)
    ]


_STEMS_TEXT = (
    "sparse convex neural causal robust spectral hybrid latent graph adaptive federated contrastive recurrent "
    "quantum bayesian stochastic modular visual acoustic thermal genomic medical urban marine seismic optical"
)
_STEMS = _STEMS_TEXT.split()
_NOUNS_TEXT = (
    "networks models learning estimation inference segmentation detection retrieval synthesis compression "
    "planning alignment calibration tracking recognition regression clustering filtering matching diagnosis "
    "forecasting"
)
_NOUNS = _NOUNS_TEXT.split()
_FAMILIES_TEXT = "Okafor Lindqvist Tanaka Moreau Petrov Silva Haddad Novak Eriksen Castillo Wang Li Zhang Kim Chen"
_FAMILIES = _FAMILIES_TEXT.split()
_GIVEN_TEXT = "Ada Boris Chidi Dana Emil Farah Goran Hana Ivo Jun Kofi Lena Mei Nils Olga"
_GIVEN = _GIVEN_TEXT.split()


def invented_records(count: int, source: random.Random) -> Iterator[Record]:
    """Papers of nobody, with titles and abstracts made of few words, so that many are alike."""
    for number in range(1, count + 1):
        a, b, c, d = (source.choice(_STEMS) for _ in range(4))
        n, m = source.sample(_NOUNS, 2)
        acronym = "".join(source.choices("BCDFGKLMNPRSTVZ", k=4)).title() + source.choice(["Net", "Former", "Flow"])
        title = source.choice(
            [
                f"{acronym}: {a.title()} {n} for {b} {m}",
                f"{a.title()} {n} with {b} {c} priors for {d} {m} {number}",
                f"Towards {a} {b} {n} in {c} {m}",
                f"On the {n} of {a} and {b} {m}: evidence from {c} data",
                f"{a.title()} and {b} {n} under {c} {m} and {d} noise",
            ]
        )
        authors = tuple(f"{source.choice(_GIVEN)} {source.choice(_FAMILIES)}" for _ in range(source.randint(1, 6)))
        text = " ".join(source.choice(_STEMS + _NOUNS) + source.choice(["", "ly", "s", "ing"]) for _ in range(120))
        year = source.randint(2005, 2025)
        yield Record(
            "bibtex",
            Origin("invented.bib", number),
            title,
            abstract=f"{text} {number}.",
            authors=tuple(dict.fromkeys(authors)),
            date=Date(str(year), year),
            venue=source.choice(["Journal of Models", "CVPR", "Letters on Methods", None]),
        )


def _letters(title: str, source: random.Random) -> Iterator[int]:
    places = [at for at, char in enumerate(title) if char.isalpha()]
    while places:
        yield source.choice(places)


def typo(record: Record, source: random.Random) -> Record | None:
    title = record.title
    for at in _letters(title, source):
        kind = source.choice(["drop", "double", "other", "swap"])
        letter = source.choice("abcdefghijklmnopqrstuvwxyz")
        changed = {
            "drop": title[:at] + title[at + 1 :],
            "double": title[:at] + title[at] + title[at:],
            "other": title[:at] + letter + title[at + 1 :],
            "swap": title[:at] + title[at : at + 2][::-1] + title[at + 2 :],
        }[kind]
        if changed.casefold() != title.casefold():
            return replace(record, title=changed)
    return None


def two_typos(record: Record, source: random.Random) -> Record | None:
    once = typo(record, source)
    return once and typo(once, source)


def subtitle_dropped(record: Record, source: random.Random) -> Record | None:
    head, colon, _ = record.title.partition(": ")
    return replace(record, title=head) if colon else None


def subtitle_and_year(record: Record, source: random.Random) -> Record | None:
    dropped = subtitle_dropped(record, source)
    return dropped and year_off_by_one(dropped, source)


def in_latex(record: Record, source: random.Random) -> Record | None:
    words = [f"{{{word[0]}}}{word[1:]}" if word[:1].isupper() else word for word in record.title.split()]
    at = source.randrange(len(words))
    words[at] = f"\\textit{{{words[at]}}}"
    return replace(record, title=" ".join(words).replace("é", "{\\'e}").replace("–", "--").replace("&", "\\&"))


def with_initials(record: Record, source: random.Random) -> Record | None:
    names = []
    for name in record.authors:
        *given, family = name.split()
        names.append(f"{''.join(part[0] + '.' for part in given)} {family}" if given else name)
    return replace(record, authors=tuple(names)) if names else None


def authors_swapped(record: Record, source: random.Random) -> Record | None:
    names = list(record.authors)
    if len(names) < 2:
        return None
    at = source.randrange(len(names) - 1)
    names[at], names[at + 1] = names[at + 1], names[at]
    return replace(record, authors=tuple(names))


def year_off_by_one(record: Record, source: random.Random) -> Record | None:
    if record.date is None or record.date.year is None:
        return None
    year = record.date.year + source.choice((-1, 1))
    return replace(record, date=Date(str(year), year))


def typo_and_more(record: Record, source: random.Random) -> Record | None:
    changed: Record | None = record
    for change in (typo, with_initials, year_off_by_one):
        changed = changed and change(changed, source)
    return changed and replace(changed, title=changed.title.upper())


def punctuation(record: Record, source: random.Random) -> Record:
    title = re.sub(r"[:,]", " -", record.title).replace("-", source.choice(["-", " ", "–"]))
    return replace(record, title=f"“{title}.”")


CHANGES: dict[str, Change] = {
    "case": lambda record, source: replace(record, title=source.choice([str.upper, str.lower])(record.title)),
    "punctuation": punctuation,
    "LaTeX": in_latex,
    "subtitle dropped": subtitle_dropped,
    "typo": typo,
    "two typos": two_typos,
    "initials": with_initials,
    "authors swapped": authors_swapped,
    "year off by one": year_off_by_one,
    "subtitle and year": subtitle_and_year,
    "typo, case, initials, year": typo_and_more,
    "published, with another venue and a DOI": lambda record, source: replace(
        record, doi=f"10.1000/{record.origin.line}", venue="Journal of Everything", abstract=None
    ),
}
KNOWN: dict[str, Callable[[Record], Record]] = {
    "all": lambda record: record,
    "no abstract": lambda record: replace(record, abstract=None),
    "title, year": lambda record: replace(record, abstract=None, authors=(), author_count=None),
    "no authors": lambda record: replace(record, authors=(), author_count=len(record.authors) or None),
}
"""What the other source knows."""


def _numbered(record: Record, source: random.Random) -> list[Record]:
    parts = [replace(record, title=f"{record.title}, Part {number}", abstract=None) for number in ("I", "II")]
    return [*parts, replace(record, title=f"{record.title} v2", abstract=None)]


def _by_others(record: Record, source: random.Random) -> list[Record]:
    others = (f"Ulf Nobodyson{record.origin.line}", "Ann Elsewhere")
    about = record.title.partition(":")[0]
    if not record.authors or "survey" in record.title.lower():
        return []  # where nobody knows the authors, the same title is the same paper
    return [
        replace(record, authors=others, abstract=None),
        replace(record, title=f"A Survey of {about}", abstract=None),
        replace(record, title=f"A Survey on {about}", abstract=None, authors=others),
    ]


def _beside(record: Record, source: random.Random) -> list[Record]:
    return [
        replace(record, title=f"{lead}{record.title}{tail}", abstract=None)
        for lead, tail in (("Correction: ", ""), ("Comment on “", "”"), ("", ": Supplementary material"))
    ]


def _other_issues(record: Record, source: random.Random) -> list[Record]:
    """A column of three issues, and as many editorials, one of them entered by its month alone."""
    bare = replace(record, abstract=None, venue="Lamp Magazine", date=Date("2014", 2014))
    columns = [
        replace(bare, locator=Locator(volume, number)) for volume, number in (("7", "1"), ("7", "2"), ("8", "1"))
    ]
    line = str(record.origin.line)
    heading = replace(bare, title=source.choice(["Editorial", "Guest Editors' Introduction", "Book Reviews"]))
    months = [replace(heading, date=Date(f"2014-{month:02}", 2014, month)) for month in (2, 3)]
    return [*columns, replace(heading, locator=Locator(line, "1", "2-3")), *(months if line == "1" else [])]


def _other_version(record: Record, source: random.Random) -> list[Record]:
    if not record.abstract or not record.date or not record.date.year:
        return []
    words = record.abstract.split()
    text = " ".join([*words[: len(words) // 2], "We go further in this version and report 71.3% instead of 62.2%."])
    year = record.date.year + 2
    return [replace(record, abstract=text, date=Date(str(year), year), venue="IEEE Transactions on Everything")]


OTHERS: dict[str, Callable[[Record, random.Random], list[Record]]] = {
    "parts I and II, and a v2": _numbered,
    "the same title, a survey of and a survey on, by others": _by_others,
    "correction, comment, supplement": _beside,
    "a journal version with another abstract": _other_version,
    "a column in three issues, and editorials": _other_issues,
}
"""Papers that look like another and are none; no two of them are one paper."""


def placed(records: Iterable[Record], path: str) -> list[Record]:
    return [replace(record, origin=Origin(path, number)) for number, record in enumerate(records, start=1)]


def measure_change(
    base: Sequence[Record], change: Change, known: Callable[[Record], Record]
) -> tuple[Score, list[str]]:
    """Each record beside its changed copy, all at once."""
    source = random.Random(SEED)
    changed = [(record, variant) for record in base if (variant := change(record, source)) is not None]
    copies = placed((known(variant) for _, variant in changed), "variants.bib")
    wanted = {
        frozenset((str(record.origin), str(copy.origin))) for (record, _), copy in zip(changed, copies, strict=True)
    }
    result, missed, wrong = score([*base, *copies], wanted)
    titles = {str(record.origin): record.title for record in (*base, *copies)}
    told = [f"WRONG: {' | '.join(titles[place] for place in sorted(pair))}" for pair in sorted(wrong, key=sorted)]
    told += [f"missed: {' | '.join(titles[place] for place in sorted(pair))}" for pair in sorted(missed, key=sorted)]
    return result, told


def measure_others(
    base: Sequence[Record], make: Callable[[Record, random.Random], list[Record]]
) -> tuple[int, int, list[str]]:
    """How many look-alikes there were, and how many pairs were joined, and which."""
    source = random.Random(SEED)
    others = placed((other for record in base for other in make(record, source)), "others.bib")
    result, _, wrong = score([*base, *others], set())
    titles = {str(record.origin): f"{record.title} {record.authors[:2]} {record.date}" for record in (*base, *others)}
    return len(others), result.wrong, [" | ".join(titles[place] for place in sorted(pair)) for pair in wrong]


def measure_scale(count: int) -> tuple[float, Counter[str]]:
    """Processor seconds for so many records, and what was told."""
    source = random.Random(SEED)
    base = list(invented_records(count * 10 // 11, source))
    copies = placed((typo(record, source) or record for record in base[::10]), "copies.bib")
    gc.disable()  # as the command does
    begun = time.process_time()
    _, problems = merge_records([*base, *copies])
    return time.process_time() - begun, Counter(problem.code for problem in problems)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=int)
    parser.add_argument("--show", action="store_true", help="name the pairs that were missed or joined wrongly")
    arguments = parser.parse_args()
    if arguments.scale:
        seconds, told = measure_scale(arguments.scale)
        print(f"{arguments.scale:,} records: {seconds:.1f} processor seconds, {dict(told)}")
        return
    if (SHARED / "real-inputs").is_dir():
        result, missed, wrong = score(*real_pairs())
        print(f"real files: {result.wanted} pairs, precision {result.precision:.3f}, recall {result.recall:.3f}")
        for pair in (*missed, *wrong):
            print("   ", *sorted(pair))
    bases = {"survey": survey_records(), "invented": list(invented_records(600, random.Random(SEED)))}
    totals: dict[str, Counter[str]] = {kind: Counter() for kind in ("well known", "title and year alone")}
    for name, base in bases.items():
        for known, forget in KNOWN.items():
            for change, made in CHANGES.items():
                result, told = measure_change(base, made, forget)
                kind = "title and year alone" if known == "title, year" else "well known"
                totals[kind] += Counter(wanted=result.wanted, found=result.found, wrong=result.wrong)
                print(f"{name:9} {known:12} {change:40} {result.wanted:4} {result.precision:.3f} {result.recall:.3f}")
                if arguments.show:
                    print("".join(f"      {line}\n" for line in told[:8]), end="")
        for other, make in OTHERS.items():
            number, wrong_pairs, told = measure_others(base, make)
            totals["well known"] += Counter(wrong=wrong_pairs)
            print(f"{name:9} {other:60} {number:5} look-alikes, {wrong_pairs} joined")
            if arguments.show:
                print("".join(f"      WRONG: {line}\n" for line in told), end="")
    for kind, total in totals.items():
        found = Score(total["wanted"], total["found"], total["wrong"])
        print(f"{kind}: {found.wanted:,} pairs, precision {found.precision:.4f}, recall {found.recall:.4f}")


if __name__ == "__main__":
    main()
