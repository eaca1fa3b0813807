"""Values into the words that pages show: dates, counts, names, references."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from site_builder.catalogue import Survey
from site_builder.model import Date, Locator, Paper
from site_builder.problems import Origin
from site_builder.references_venue import parse_venue
from site_builder.text import readable, title_key
from site_builder.urls import doi_address

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_REMARK = re.compile(r"(?<!\s)\s*+\((?!\d[\d/]*\))[^()]*\)")
_ARTICLE = re.compile(r"\A(?:an?|the)\s+(?=\w)", re.IGNORECASE)
_FIGURE = re.compile(
    r"(?:(?:about|around|over|up to|[~<>≤≥+]) ?)?([\d,]*\d(?:\.\d+)?)(?: ?± ?[\d.]+)? ?(%|[A-Za-z]+(?:/[a-z]+)?)?"
)
_NAMES_IN_SHORT = 3
_NAME_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_KINDS = {
    **{"note": "the survey’s note", "listing": "a listing", "yaml": "a list of references"},
    **{"refer": "an EndNote file", "xml": "an XML file", "cff": "a CITATION.cff"},
}


def date_words(date: Date | None) -> str:
    """A date as a person writes it, ``23 March 2014``, as far as it is known; empty when it is not."""
    if date is None:
        return ""
    day = f"{date.day} " if date.month and date.day else ""
    month = _MONTHS[date.month - 1] if date.month else ""
    if date.year is None:
        return f"{day}{month}, year not known" if month else date.text
    return f"{day}{month} {date.year}".strip()


def count_words(number: int, one: str, many: str) -> str:
    """``1 paper``, ``1,165 authors``."""
    return f"{number:,} {one if number == 1 else many}"


def papers_words(number: int) -> str:
    """``1 paper``, ``294 papers``."""
    return count_words(number, "paper", "papers")


def join_words(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def authors_in_short(paper: Paper) -> str:
    """The first three names and whether there are more; empty when no name is known."""
    names = paper.authors
    total = max(paper.author_count or 0, len(names))
    if not names:
        return ""
    if total <= _NAMES_IN_SHORT and total == len(names):
        return ", ".join(names)
    return f"{', '.join(names[:_NAMES_IN_SHORT])} et al."


def family_name_span(name: str) -> tuple[int, int]:
    """Where the word that a name is filed under begins and ends.

    That is the part before a comma, or the last word that is no suffix such as ``Jr.``.
    """
    comma = name.find(",")
    if comma > 0 and name[comma + 1 :].strip().rstrip(".").lower() not in _NAME_SUFFIXES:
        return 0, comma
    end = comma if comma > 0 else len(name)
    while True:
        start = name.rfind(" ", 0, end) + 1
        if start == 0 or name[start:end].strip(".").lower() not in _NAME_SUFFIXES:
            return start, end
        end = start - 1


def record_kind_words(source: str) -> str:
    """What a kind of source is called on a page."""
    return _KINDS.get(source, f"a {source} file")


def place_words(origin: Origin, survey: Survey) -> str:
    """A place in a file: the path below the content folder, or the bare name of a file from elsewhere.

    Where a folder lies on the machine that built the site is nobody's business and would change the site's bytes.
    """
    path = shown_path(origin.path, survey)
    return f"{path}:{origin.line}" if origin.line else path


def shown_path(path: str, survey: Survey) -> str:
    """A path of a source as ``place_words`` has it."""
    content = survey.origin.path.rpartition("/")[0]
    if content and path.startswith(f"{content}/"):
        return path[len(content) + 1 :]
    return path.rpartition("/")[2] if content or path.startswith(("/", "../")) else path


def points_words(points: float) -> str:
    """A score or its part, without needless zeros and with a true minus sign: ``2.5``, ``−1``."""
    return f"{points:.2f}".rstrip("0").rstrip(".").replace("-", "−")


def short_venue(paper: Paper) -> str:
    """The venue without remarks in brackets, such as pages; a year or the number of an issue is none."""
    return _REMARK.sub("", paper.venue or "").strip()


def imprint(paper: Paper) -> str:
    """Venue and year: ``CVPR 2018``, ``IEEE Access, 2020``, ``2022``.

    A venue often names its year, which is the one to give where a preprint came earlier.
    """
    venue, year = short_venue(paper), str(paper.year) if paper.year is not None else ""
    return ", ".join(part for part in (venue, "" if _YEAR.search(venue) else year) if part)


def name_beside_title(paper: Paper) -> str:
    """The short name that a note gives a paper, where the title does not hold it already; empty otherwise."""
    name = paper.findings.name or ""
    shown, title = (f" {title_key(unicodedata.normalize('NFKD', readable(text)))} " for text in (name, paper.title))
    return "" if shown in title else name


def common_unit(values: Sequence[str]) -> str:
    """The unit of figures, where all that have one have the same; empty otherwise.

    A figure below 1 without a unit beside others in per cent is taken for a share, which the unit would falsify.
    """
    found = [_FIGURE.fullmatch(value) for value in values]
    units = {figure[2] for figure in found if figure and figure[2]}
    if len(units) != 1 or None in found:
        return ""
    shares = [figure for figure in found if figure and not figure[2] and float(figure[1].replace(",", "")) <= 1]
    return "" if shares else units.pop()


def filed_title(title: str, language: str) -> str:
    """The title as an A-to-Z list files it: in English without an article at its beginning."""
    return _ARTICLE.sub("", title) if language.lower().startswith("en") else title


def with_capital(words: str) -> str:
    """Begin with a capital, unless the first word has one already, as in ``mIoU``."""
    first = words.split(" ", 1)[0]
    return words[:1].upper() + words[1:] if first.islower() else words


def cited_as(paper: Paper) -> str:
    """What stands for a paper in a text: ``SENet, 2017``, ``Hu et al., 2017``; its title where no name is known."""
    names = [name[slice(*family_name_span(name))] for name in paper.authors[:2]]
    total = max(paper.author_count or 0, len(paper.authors))
    if paper.findings.name:
        who = paper.findings.name
    elif names:
        who = join_words(names) if total == len(names) else f"{names[0]} et al."
    else:
        who = readable(paper.title)
    return f"{who}, {paper.year}" if paper.year is not None else who


def locator_words(paper: Paper) -> str:
    """Where in its venue a paper stands, ``volume 12, issue 3, pages 45–67``; not what the venue's own words say."""
    if paper.locator == Locator():
        return ""
    venue = parse_venue(paper.venue) if paper.venue else None
    if venue and (venue.volume, venue.number, venue.pages) != ("", "", ""):
        return ""
    place = paper.locator
    kind = "pages" if "-" in place.pages else "page" if place.pages.isdigit() else "article"
    named = (("volume", place.volume), ("issue", place.number), (kind, place.pages.replace("-", "–")))
    return ", ".join(f"{what} {text}" for what, text in named if text)


def citation(paper: Paper) -> str:
    """A reference in plain text, made of what is known and nothing else."""
    names = join_words(paper.authors) if paper.authors else ""
    if paper.authors and (paper.author_count or 0) > len(paper.authors):
        names = f"{', '.join(paper.authors)} et al."
    parts = [names, readable(paper.title), ", ".join(filter(None, (imprint(paper), locator_words(paper))))]
    if paper.arxiv:
        parts.append(f"arXiv:{paper.arxiv}")
    if paper.doi:
        parts.append(doi_address(paper.doi))
    return as_sentences(*parts)


def survey_citation(survey: Survey) -> str:
    """A reference to the survey itself."""
    parts = [join_words(survey.editors), survey.title if not survey.subtitle else f"{survey.title}: {survey.subtitle}"]
    parts.append(f"As of {date_words(survey.updated)}" if survey.updated else "")
    parts.append(survey.base_url or "")
    return as_sentences(*parts)


def as_sentences(*parts: str) -> str:
    """Parts that are not empty, each with a full stop unless it has an end already or is an address."""
    return " ".join(_sentence(part) for part in parts if part)


def _sentence(words: str) -> str:
    return words if words.endswith((".", "?", "!")) or words.startswith(("http://", "https://")) else f"{words}."
