"""Lists of all papers: by year, from A to Z, recently added, and those that no theme holds yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from site_builder import urls
from site_builder.catalogue import Page, Survey
from site_builder.model import Paper, Unparsed
from site_builder.pages_long import LongList, by_month, cut_papers, group_bulk, list_pages, refs_of, title_bulk
from site_builder.pages_parts import LONGEST, PartRef, Piece, Way, no_anchor
from site_builder.pages_views import Group, Line, Ref, Views, latest_first, make_page
from site_builder.pages_wording import date_words, filed_title, papers_words, shown_path
from site_builder.pictures_bars import make_picture
from site_builder.text import initial

RECENT_LIMIT = 100
"""How many papers the page of recent additions lists; a day that it would cut is shown whole up to the next limit."""
RECENT_LIMIT_OF_WHOLE_DAYS = 200
TITLES_LIMIT = 1500
"""With more papers than this, each letter of the titles has a page of its own."""


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year in the overview of years."""

    title: str
    path: str
    """Empty for a year without papers."""
    count: int
    share: str
    """Of the fullest year, in per cent."""


def year_pages(views: Views) -> list[Page]:
    """The overview of years and the page of each year that has papers; one for undated papers if there are any."""
    by_year: dict[int | None, list[Paper]] = {}
    for paper in views.catalogue.papers:
        by_year.setdefault(paper.year, []).append(paper)
    years = [year for year in reversed(views.years) if year in by_year]
    filled: list[int | None] = [*years, *([None] if None in by_year else [])]
    refs = [Ref(_year_words(year), urls.year_path(year), len(by_year[year])) for year in filled]
    pages = [_years_page(views, by_year)]
    for at, (year, ref) in enumerate(zip(filled, refs, strict=True)):
        papers = latest_first(by_year[year], views.places)
        head = (ref.title, f"{papers_words(ref.count)} in {views.site.title}: {ref.title}.", urls.YEARS)
        steps = () if year is None else (by_month,)
        stem = ref.path.rpartition("/")[2].removesuffix(".html")
        piece = cut_papers([paper.slug for paper in papers], views, steps, group_bulk, Way(stem, ref.title))
        listed = () if piece.parts else papers
        pages.append(
            make_page(
                views,
                ref.path,
                "year.html",
                head,
                year=ref,
                groups=_groups_by_month(listed, views) if year is not None else _plain_group(listed, views),
                parts=refs_of(piece, views, urls.year_part, anchor=_month_anchor if steps else no_anchor),
                newer=refs[at - 1] if at else None,
                older=refs[at + 1] if at + 1 < len(refs) else None,
            )
        )
        above = (Ref("Years", urls.YEARS), ref)
        pages += list_pages(LongList(piece, above, urls.YEARS, urls.year_part, has_years=False), views)
    return pages


def _month_anchor(part: Piece) -> str:
    month = part.name[-2:]
    return f"m-{month if month.isdigit() else '00'}"


def _years_page(views: Views, by_year: dict[int | None, list[Paper]]) -> Page:
    most = max((len(papers) for papers in by_year.values()), default=1)
    rows = []
    for year in reversed(views.years):
        count = len(by_year.get(year, ()))
        rows.append(YearRow(str(year), urls.year_path(year) if count else "", count, f"{100 * count / most:.1f}%"))
    undated = len(by_year.get(None, ()))
    return make_page(
        views,
        urls.YEARS,
        "years.html",
        ("Years", f"The papers of {views.site.title} by the year they first appeared.", urls.YEARS),
        rows=tuple(rows),
        undated=Ref(_year_words(None), urls.year_path(None), undated) if undated else None,
        picture=make_picture((paper for papers in by_year.values() for paper in papers), views.years),
    )


def _year_words(year: int | None) -> str:
    return str(year) if year is not None else "Undated"


def _groups_by_month(papers: Sequence[Paper], views: Views) -> tuple[Group, ...]:
    months: dict[int, list[Line]] = {}
    for paper in papers:
        month = paper.date.month if paper.date and paper.date.month else 0
        months.setdefault(month, []).append(views.lines[paper.slug])
    names = {
        paper.date.month: date_words(paper.date).split()[-2] for paper in papers if paper.date and paper.date.month
    }
    return tuple(
        Group(f"m-{month:02d}", names.get(month, "Month not known"), tuple(lines)) for month, lines in months.items()
    )


def _plain_group(papers: Sequence[Paper], views: Views) -> tuple[Group, ...]:
    return (Group("all", "", tuple(views.lines[paper.slug] for paper in papers)),) if papers else ()


def title_pages(views: Views) -> list[Page]:
    """All papers from A to Z, on one page or, where they are many, on a page for each letter."""
    ordered = sorted(views.lines.values(), key=lambda line: views.places[line.slug])
    by_letter: dict[str, list[Line]] = {}
    for line in ordered:
        by_letter.setdefault(initial(filed_title(line.title, views.site.language)), []).append(line)
    groups = [
        _letter_group(letter, by_letter[letter]) for letter in sorted(by_letter, key=lambda sign: (sign == "#", sign))
    ]
    description = f"The {papers_words(len(ordered))} of {views.site.title} from A to Z."
    head = ("A to Z", description, urls.TITLES)
    if len(ordered) <= TITLES_LIMIT and sum(map(title_bulk, ordered)) <= LONGEST:
        here = tuple(Ref(group.heading, f"{urls.TITLES}#{group.anchor}", len(group.lines)) for group in groups)
        return [make_page(views, urls.TITLES, "titles.html", head, letters=here, groups=tuple(groups), parts=())]
    letters = tuple(Ref(group.heading, urls.title_part(group.anchor[2:]), len(group.lines)) for group in groups)
    marked = tuple(
        PartRef(ref.title, ref.path, ref.count, group.anchor, ()) for group, ref in zip(groups, letters, strict=True)
    )
    pages = [make_page(views, urls.TITLES, "titles.html", head, letters=marked, groups=(), parts=())]
    for group, ref in zip(groups, letters, strict=True):
        slugs = [line.slug for line in group.lines]
        name = group.anchor[2:]
        way = Way(name, group.heading, 0 if name == "other" else 1)
        piece = cut_papers(slugs, views, (), title_bulk, way)
        pages += [_titles_page(part, ref, letters, group.anchor, views) for part in (piece, *piece.pages())]
    return pages


def _titles_page(part: Piece, letter: Ref, letters: tuple[Ref, ...], anchor: str, views: Views) -> Page:
    """The titles of a letter, or some of them where they are many."""
    lines = tuple(views.lines[slug] for slug in part.items)
    head = (f"A to Z: {part.title}", f"{papers_words(len(lines))} of {views.site.title} from A to Z.", urls.TITLES)
    return make_page(
        views,
        urls.title_part(part.name),
        "titles.html",
        head,
        letters=letters,
        anchor=anchor,
        groups=() if part.parts else (Group(anchor, part.title, lines),),
        parts=refs_of(part, views, urls.title_part),
    )


def _letter_group(letter: str, lines: Sequence[Line]) -> Group:
    name, heading = ("other", "Other") if letter == "#" else (letter.lower(), letter)
    return Group(f"l-{name}", heading, tuple(lines))


def recent_papers(views: Views) -> tuple[Paper, ...]:
    """All papers, the latest added first, and among those of one day the latest published first."""
    return tuple(sorted(latest_first(views.catalogue.papers, views.places), key=_added, reverse=True))


def _added(paper: Paper) -> str:
    return (paper.added.iso or "") if paper.added else ""


def _latest_additions(papers: Sequence[Paper]) -> tuple[Sequence[Paper], Ref | None]:
    """What the page of recent additions lists, and the day that does not fit whole, with its number of papers."""
    if len(papers) <= RECENT_LIMIT:
        return papers, None
    day = _added(papers[RECENT_LIMIT - 1])
    end = sum(_added(paper) >= day for paper in papers)
    if end <= RECENT_LIMIT_OF_WHOLE_DAYS:
        return papers[:end], None
    if not day:
        return papers[:RECENT_LIMIT], None
    total = sum(_added(paper) == day for paper in papers)
    is_torn = _added(papers[RECENT_LIMIT]) == day
    return papers[:RECENT_LIMIT], Ref(date_words(papers[RECENT_LIMIT - 1].added), "", total) if is_torn else None


def recent_page(views: Views) -> Page:
    """The latest additions to the survey by day."""
    papers, cut = _latest_additions(recent_papers(views))
    days: dict[str, list[Line]] = {}
    words: dict[str, str] = {}
    for paper in papers:
        day = _added(paper)
        days.setdefault(day, []).append(views.lines[paper.slug])
        words[day] = date_words(paper.added) if day else "Day not recorded"
    return make_page(
        views,
        urls.RECENT,
        "recent.html",
        ("Recently added", f"The latest additions to {views.site.title}.", urls.RECENT),
        groups=tuple(Group(f"d-{day or 'unknown'}", words[day], tuple(lines)) for day, lines in days.items()),
        shown=len(papers),
        cut=cut,
    )


def unsorted_pages(views: Views) -> list[Page]:
    """The papers without a theme, and what could not be parsed; the page says so where there is none."""
    papers = sorted(views.catalogue.unsorted, key=lambda paper: views.places[paper.slug])
    piece = cut_papers([paper.slug for paper in papers], views, (), group_bulk)
    lines = () if piece.parts else tuple(views.lines[paper.slug] for paper in papers)
    unparsed = _cut_unparsed(
        [_as_shown(stretch, views.catalogue.survey) for stretch in views.catalogue.account.unparsed]
    )
    more = range(2, len(unparsed) + 1)
    head = ("Unsorted", f"Papers of {views.site.title} that are in no theme yet.", urls.THEMES)
    page = make_page(
        views,
        urls.UNSORTED,
        "unsorted.html",
        head,
        groups=(Group("all", "", lines),),
        parts=refs_of(piece, views, urls.unsorted_part),
        count=len(papers),
        unparsed=unparsed[0] if unparsed else (),
        unparsed_count=len(views.catalogue.account.unparsed),
        further=tuple(Ref(f"Part {number}", urls.unsorted_part(f"part-{number}")) for number in more),
    )
    title = "Not understood"
    rest = [
        make_page(
            views,
            urls.unsorted_part(f"part-{number}"),
            "unparsed.html",
            (f"{title}: part {number}", f"What could not be read for {views.site.title}, part {number}.", urls.THEMES),
            unparsed=unparsed[number - 1],
        )
        for number in more
    ]
    above = (Ref("Themes", urls.THEMES), Ref("Unsorted", urls.UNSORTED))
    parts = LongList(piece, above, urls.THEMES, urls.unsorted_part, has_years=True, has_themes=False)
    return [page, *list_pages(parts, views), *rest]


def _as_shown(stretch: Unparsed, survey: Survey) -> Unparsed:
    return replace(stretch, origin=replace(stretch.origin, path=shown_path(stretch.origin.path, survey)))


def _cut_unparsed(stretches: Sequence[Unparsed]) -> list[tuple[Unparsed, ...]]:
    """What could not be read, a page's worth at a time."""
    pages: list[list[Unparsed]] = []
    room = 0
    for stretch in stretches:
        room -= len(stretch.text.encode("utf-8", "replace")) * 5 // 4 + 100
        if room < 0:
            pages.append([])
            room = LONGEST
        pages[-1].append(stretch)
    return [*map(tuple, pages)]
