"""The catalogue into what search loads: shards of the index and cards of papers, in classic scripts.

``static/search-*.js`` read them; ``search_shards`` tells the format. These modules are all that knows how search
works; pages only name the scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from site_builder.catalogue import Catalogue
from site_builder.facets import Facet
from site_builder.model import Link, Paper
from site_builder.search_cards import (
    Card,
    TitleKey,
    cut_cards,
    make_card,
    make_columns,
    sorted_titles,
    title_keys,
    year_span,
)
from site_builder.search_count import Said, count_papers
from site_builder.search_shards import VOCABULARY_LEAF, cut_family, leaf_size, pairs_leaf_size, search_files
from site_builder.search_texts import PaperRow, SearchRows, paper_texts, said_by


class Field(NamedTuple):
    """A field of the index."""

    name: str
    boost: int
    """How much more a word counts here than in a field with boost 1."""


FIELDS = (Field("title", 10), Field("text", 1), Field("author", 4), Field("theme", 2), Field("year", 1))

# Of what a venue has in brackets, one word is a year or an abbreviation; more is the editor's remark.
_REMARK = re.compile(r"(?<!\s)\s*+\((?=[^()]*+\))[^()]*\s[^()]*\)")
_CODE = re.compile(r"\bcode\b", re.IGNORECASE)
_CODE_HOSTS = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "huggingface.co", "paperswithcode.com")
# What people keep on such hosts besides code.
_NO_CODE = re.compile(r"\b(?:data ?sets?|data|papers?|lists?|demos?|videos?|slides)\b", re.IGNORECASE)


def search_rows(catalogue: Catalogue) -> SearchRows:
    """Take from a catalogue what :func:`build_search` works on."""
    numbers = {theme.id: number for number, theme in enumerate(catalogue.themes)}
    places = [(facet, {key: place for place, key in enumerate(facet.titles)}) for facet in catalogue.filters]
    papers = [
        PaperRow(
            slug=paper.slug,
            title=paper.title,
            authors=paper.authors,
            has_more_authors=(paper.author_count or 0) > len(paper.authors),
            year=paper.year,
            themes=tuple([numbers[assignment.theme] for assignment in catalogue.assignments[paper.slug]]),
            name=paper.findings.name or "",
            gist=paper.findings.gist or "",
            note=paper.note,
            abstract=paper.abstract or "",
            terms=_terms(paper, catalogue.facets),
            facts=_facts(paper),
            kind=paper.findings.kind or "",
            has_code=any(map(_is_code, paper.links)),
            tasks=paper.findings.tasks,
            datasets=_datasets(paper),
            above=_above(paper, catalogue, numbers),
            values=tuple([tuple([of[key] for key in facet.values.get(paper.slug, ())]) for facet, of in places]),
        )
        for paper in catalogue.newest_first
    ]
    themes = tuple((theme.id, theme.title) for theme in catalogue.themes)
    facets = tuple((facet.id, tuple(facet.titles.items())) for facet in catalogue.filters)
    parents = tuple(numbers.get(theme.parent or "") for theme in catalogue.themes)
    nested = parents if any(parent is not None for parent in parents) else ()
    return SearchRows(themes, tuple(papers), catalogue.order_mark, facets, nested)


def build_search(rows: SearchRows) -> dict[str, bytes]:
    """Make the search files of a site, by their paths; the same rows make the same bytes."""
    return dict(each_search_file(rows))


def each_search_file(rows: SearchRows) -> Iterator[tuple[str, bytes]]:
    """The search files with their paths, one after the other: all together are large."""
    cards: list[Card] = []
    keys: list[TitleKey] = []

    def said() -> Iterator[Said]:
        for place, row in enumerate(rows.papers):
            paper = paper_texts(row)
            cards.append(make_card(paper))
            keys.extend(title_keys(paper, place))
            yield said_by(paper, rows.themes)

    counted = count_papers(said(), [field.boost for field in FIELDS])
    titles = sorted_titles(keys)
    terms = list(counted.terms)
    families = {
        "terms": cut_family("terms", terms, leaf_size(terms)),
        "vocabulary": cut_family("vocabulary", ((term, "") for term, _ in terms), VOCABULARY_LEAF),
        "pairs": cut_family("pairs", counted.pairs, pairs_leaf_size(counted.size)),
        "titles": cut_family("titles", titles, leaf_size(titles)),
        "words": cut_family("words", counted.words),
    }
    per_part, card_parts = cut_cards(cards)
    cards.clear()
    columns = make_columns(rows)
    parts = {name: part for _, own in families.values() for name, part in own.items()}
    parts |= card_parts
    parts |= {f"columns/{name}": column for name, column in columns.items()}
    manifest = {
        "count": counted.size,
        "order": rows.order,
        "perPart": per_part,
        "fields": FIELDS,
        "averages": [size.average for size in counted.sizes],
        "digits": [size.digits for size in counted.sizes],
        "themes": rows.themes,
        "years": year_span(rows.papers),
        "families": {name: node for name, (node, _) in families.items()},
        "columns": list(columns),
    }
    del families, card_parts
    yield from search_files(parts, manifest)


def _terms(paper: Paper, facets: Sequence[Facet]) -> str:
    own = [
        (facet.label, [facet.titles[key] for key in facet.values[paper.slug]])
        for facet in facets
        if paper.slug in facet.values
    ]
    kinds = (("Tasks", paper.findings.tasks), ("Data sets", paper.findings.datasets), *own)
    return " ".join(f"{label}: {', '.join(names)}." for label, names in kinds if names)


def _facts(paper: Paper) -> str:
    venue = _REMARK.sub("", paper.venue or "")
    identifiers = (("arXiv", paper.arxiv), ("DOI", paper.doi))
    return " · ".join(filter(None, [venue, *(f"{label} {given}" for label, given in identifiers if given)]))


def _above(paper: Paper, catalogue: Catalogue, numbers: Mapping[str, int]) -> tuple[int, ...]:
    own = [assignment.theme for assignment in catalogue.assignments[paper.slug]]
    above = dict.fromkeys(theme.id for one in own for theme in catalogue.trails[one])
    return tuple([numbers[theme] for theme in above if theme not in own])


def _datasets(paper: Paper) -> tuple[str, ...]:
    measured_on = [result.dataset for result in paper.findings.results if result.dataset]
    return tuple(dict.fromkeys([*paper.findings.datasets, *measured_on]))


def _is_code(link: Link) -> bool:
    if _CODE.search(link.label):
        return True
    host = (urlsplit(link.url).hostname or "").removeprefix("www.")
    return host in _CODE_HOSTS and not _NO_CODE.search(link.label)
