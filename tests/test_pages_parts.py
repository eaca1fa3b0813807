"""Lists too long for one page: how they are cut, and that no address or place is lost when papers are added."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from test_pages import catalogue, paper, survey

from site_builder import pages_lists, pages_parts, pages_themes
from site_builder.catalogue import Account
from site_builder.check import check_site
from site_builder.metadata import Heads, machine_pages
from site_builder.model import Date, Unparsed
from site_builder.pages import make_pages
from site_builder.pages_parts import Filing, Way, cut_list, spelling
from site_builder.problems import Origin
from site_builder.published import addresses_of, compare_published
from site_builder.render import Templates, render_pages
from site_builder.resources import read_assets, templates_folder

WORDS = ("deep", "wide", "sparse", "graph", "fast", "cheap", "robust", "tiny", "layered", "nested", "open", "quiet")


@pytest.fixture
def short(monkeypatch):
    """Pages hold a dozen papers or so."""
    for module in (pages_parts, pages_themes, pages_lists):
        monkeypatch.setattr(module, "LONGEST", 6_000)


def many(count, start=0):
    """Papers of three years, twelve first letters and a few months, added on one day each year."""
    found = []
    for number in range(start, start + count):
        title = f"{WORDS[number % 12]} nets for task {number}"
        date = Date("", 2018 + number % 3, 1 + number % 5)
        names = (f"Ada {WORDS[number * 7 % 12].title()}{number}", f"Bo Berg{number // 2}")
        found.append(
            paper(f"net-{number}", title=title, date=date, authors=names, added=Date("", 2020 + number // 100, 1, 1))
        )
    return found


def built(papers):
    shelves = {one.slug: ("seeing",) for one in papers if not one.slug.endswith("9")}
    held = catalogue(papers, shelves, survey=survey("https://example.org/"))
    pages = make_pages(held)
    rendered = render_pages((*Heads(held).add(pages), *machine_pages(pages, held)), Templates(templates_folder()))
    assert not rendered.failures
    return rendered.pages


def filing(bulk=100, *steps):
    return Filing(lambda one: bulk, lambda one: spelling(one, one), steps)


def test_a_list_that_fits_is_one_page():
    whole = cut_list(["a", "b"], filing())
    assert not whole.parts
    assert whole.homes() == {"a": "", "b": ""}


def test_a_long_list_goes_by_ranges_of_letters_then_letters_then_more_letters():
    titles = [f"{first}{second}x{number}" for first in "ab" for second in "cdef" for number in range(300)]
    whole = cut_list(titles, filing())
    assert [part.name for part in whole.parts] == ["by-a-to-c"]
    assert [part.name for part in whole.parts[0].parts] == ["by-a", "by-b"]
    names = [part.name for part in whole.pages() if not part.parts]
    assert names == ["by-a-to-c"] or names == sorted(names)
    assert sum(len(part.items) for part in whole.pages() if not part.parts) == len(titles)


def test_steps_come_before_letters_and_name_the_parts():
    papers = [f"{word} {year}" for word in WORDS for year in range(2001, 2400)]
    whole = cut_list(papers, filing(600, lambda one: (one.split()[1][:3], f"In {one.split()[1][:3]}")))
    assert {part.name for part in whole.parts} == {"200", "201", *map(str, range(202, 240))}
    assert all(re.fullmatch(r"\d{3}(-[a-z0-9]+(-to-[a-z0-9])?)?", part.name) for part in whole.pages())


def test_what_is_spelled_alike_is_parted_all_the_same():
    mark = {f"net-{number}": number for number in range(2_000)}
    same = Filing(lambda one: 500, lambda one: spelling("Networks", one))
    whole = cut_list([*mark], same)
    assert all(sum(500 for _ in part.items) <= pages_parts.LONGEST for part in whole.pages() if not part.parts)


def test_no_part_bears_the_name_of_a_device():
    titles = [f"con{letter} {number}" for letter in "abcdef" for number in range(400)]
    names = {part.name for part in cut_list(titles, filing(), Way("c", "C", 1)).pages()}
    assert names
    assert not names & {"con", "aux", "nul", "prn"}


def test_adding_papers_moves_none_to_another_part():
    titles = [f"{word} {number}" for word in WORDS for number in range(150)]
    before, after = (cut_list(titles[:size], filing(400)).homes() for size in (1_500, 1_800))
    kept = sum(after[title] == home for title, home in before.items())
    moved = {after[title] for title, home in before.items() if after[title] != home}
    # A page that became too long leads to its parts; all others hold what they held.
    assert kept > 0
    assert all(any(name != home and name.startswith("by-") for home in before.values()) for name in moved)


def test_a_long_theme_has_a_page_for_each_year_and_its_own_page_leads_there(short):
    pages = built(many(60))
    assert {f"themes/seeing/{year}.html" for year in (2018, 2019, 2020)} <= pages.keys()
    whole = pages["themes/seeing.html"].decode()
    assert 'href="seeing/2018.html"' in whole
    assert "theme-filter" not in whole
    assert "data-place" not in whole


def test_every_link_and_place_of_cut_lists_is_there(short):
    pages = built(many(150))
    # What is made beside the pages is not here, nor what people download.
    assert not [one for one in check_site({**read_assets(), **pages}) if '"data/' not in one.message]


def test_papers_lead_to_the_part_that_lists_them(short):
    pages = built(many(60))
    place = re.search(r'href="\.\./(themes/seeing[^"]*)#p-net-1"', pages["papers/net-1.html"].decode())
    assert place
    assert 'id="p-net-1"' in pages[place[1]].decode()


def test_every_paper_is_listed_once_in_its_theme(short):
    pages = built(many(150))
    listed = [
        slug
        for path, page in pages.items()
        if path.startswith("themes/seeing")
        for slug in re.findall(r'data-paper="([^"]+)"', page.decode())
    ]
    assert sorted(listed) == sorted(one.slug for one in many(150) if not one.slug.endswith("9"))


def test_no_published_address_or_place_vanishes_when_lists_grow(short):
    sizes = [8, 30, 90, 200]
    sites = [built(many(size)) for size in sizes]
    for old, new in pairwise(sites):
        assert not compare_published(addresses_of(old), new)


def test_lists_stay_small(short):
    pages = built(many(200))
    lists = [path for path in pages if re.match(r"(themes|years|titles|authors|unsorted)/", path)]
    assert len(lists) > 40
    # The page of the theme itself keeps the places that it may have had.
    assert max(len(pages[path]) for path in lists if path != "themes/seeing.html") < 6_000 * 1.3 + 9_000


@pytest.mark.parametrize("path", ["years/2018.html", "titles.html", "unsorted.html", "authors/b.html"])
def test_other_lists_are_cut_too(short, path):
    page = built(many(200))[path].decode()
    assert page.count("<li") < 200
    assert 'href="' in page


def test_what_could_not_be_read_is_cut_too(short):
    unread = tuple(Unparsed(Origin("a.bib", line), f"@broken{line} " * 40) for line in range(1, 60))
    account = Account((), {}, records=0, papers=0, merged=0, excluded=0, unparsed=unread)
    held = catalogue([], account=account)
    rendered = render_pages(make_pages(held), Templates(templates_folder()))
    assert not rendered.failures
    told = [path for path, page in rendered.pages.items() if b"@broken" in page]
    assert told[0] == "unsorted.html"
    assert "unsorted/part-2.html" in told
    assert b'href="unsorted/part-2.html"' in rendered.pages["unsorted.html"]
    assert sum(rendered.pages[path].count(b"<pre") for path in told) == len(unread)
