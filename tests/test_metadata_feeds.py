"""The feeds: read by a feed reader's library and by an XML parser."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
from heads import ADDRESS, Head, default_site, site_of
from surveys import write_survey
from test_metadata import HOSTILE, HOSTILE_READ

from site_builder.metadata_feeds import LIMIT

ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT00:00:00Z")


def note(title: str, **facts: str) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in facts.items())
    return f'---\ntitle: "{title}"\nthemes: [seeing]\n{lines}---\n\nA note.\n'


def survey_of(folder: Path, added: dict[str, str | None], **files: str) -> Path:
    """A survey whose ledger gives each slug the day it was added."""
    notes = {f"papers__{slug}.md": note(slug.replace("-", " ").capitalize()) for slug in added}
    content = write_survey(folder, **{**notes, **files})
    (content / "papers/first-paper.md").unlink()
    lines = [
        {"slug": slug, "title": slug.replace("-", " ")} | ({"added": day} if day else {}) for slug, day in added.items()
    ]
    (content / "ledger.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return content


def entries(site: dict[str, bytes], path: str = "feed.xml") -> list[ElementTree.Element]:
    return ElementTree.fromstring(site[path]).findall(f"{ATOM}entry")


def ids(site: dict[str, bytes], path: str = "feed.xml") -> list[str]:
    return [(entry.findtext(f"{ATOM}id") or "").removeprefix(f"{ADDRESS}papers/") for entry in entries(site, path)]


def feeds(site: dict[str, bytes]) -> list[str]:
    return sorted(path for path in site if path == "feed.xml" or path.startswith("feeds/"))


def test_without_an_address_there_are_no_feeds_and_no_links_to_any() -> None:
    assert feeds(default_site(None)) == []
    assert not any(b"atom+xml" in page for page in default_site(None).values())


def test_the_survey_and_each_theme_have_a_feed_that_their_pages_name() -> None:
    site = default_site(ADDRESS)
    assert len(feeds(site)) == 26
    for path in feeds(site):
        page = "index.html" if path == "feed.xml" else path.replace("feeds/", "themes/").replace(".xml", ".html")
        head = Head(site[page])
        assert [href.removeprefix("../") for href in head.link("alternate")] == [path]
        read = feedparser.parse(site[path])
        assert not read.bozo, (path, read.get("bozo_exception"))
        assert read.version == "atom10"
        assert 0 < len(read.entries) <= LIMIT
        assert (read.feed.id, read.feed.link) == (f"{ADDRESS}{path}", ADDRESS + page.replace("index.html", ""))
        assert all(entry.link.removeprefix(ADDRESS) in site for entry in read.entries)


def test_a_feed_has_all_that_the_format_demands_once() -> None:
    site = default_site(ADDRESS)
    for path in feeds(site):
        root = ElementTree.fromstring(site[path])
        assert root.tag == f"{ATOM}feed"
        for part in (root, *root.iter(f"{ATOM}entry")):
            for name in ("id", "title", "updated"):
                assert len(part.findall(f"{ATOM}{name}")) == 1
            assert MOMENT.fullmatch(part.findtext(f"{ATOM}updated") or "")
            alternates = [link for link in part.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
            assert len(alternates) == 1
        assert root.find(f"{ATOM}author/{ATOM}name") is not None
        assert [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"] == [
            ADDRESS + path
        ]
        found = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
        assert len(set(found)) == len(found)


def test_an_entry_tells_of_its_paper() -> None:
    read = feedparser.parse(default_site(ADDRESS)["feeds/detection.xml"])
    (entry,) = [entry for entry in read.entries if entry.title == "Fast R-CNN"] or [read.entries[0]]
    assert entry.authors
    assert entry.summary
    assert entry.published == entry.updated == "2026-11-21T00:00:00Z"
    assert "detection" in [tag.term for tag in entry.tags]


def test_papers_come_by_the_day_they_were_added_and_undated_ones_not(tmp_path: Path) -> None:
    days = {"one": "2026-01-02", "two": "2026-03", "three": None, "four": "2025", "five": "2026-03-05"}
    site = site_of(survey_of(tmp_path, days), ADDRESS)
    assert ids(site) == ["five.html", "two.html", "one.html", "four.html"]
    assert ids(site, "feeds/seeing.xml") == ids(site)
    read = feedparser.parse(site["feed.xml"])
    assert [entry.updated[:10] for entry in read.entries] == ["2026-03-05", "2026-03-01", "2026-01-02", "2025-01-01"]
    assert read.feed.updated == "2026-03-05T00:00:00Z"


def test_among_papers_of_one_day_the_latest_published_comes_first(tmp_path: Path) -> None:
    notes = {
        "papers__old.md": note("Old", date="2001"),
        "papers__new.md": note("New", date="2020-05"),
        "papers__undated.md": note("Undated"),
    }
    content = survey_of(tmp_path, dict.fromkeys(("old", "undated", "new"), "2026-01-02"), **notes)
    assert ids(site_of(content, ADDRESS)) == ["new.html", "old.html", "undated.html"]


def test_a_feed_holds_the_latest_fifty(tmp_path: Path) -> None:
    days = {f"paper-{number}": f"2026-{number // 28 + 1:02d}-{number % 28 + 1:02d}" for number in range(LIMIT + 10)}
    found = ids(site_of(survey_of(tmp_path, days), ADDRESS))
    assert found == [f"paper-{number}.html" for number in range(LIMIT + 9, 9, -1)]


def test_ids_and_order_stay_when_a_paper_gets_another_title(tmp_path: Path) -> None:
    days = {"one": "2026-01-02", "two": "2026-01-03", "three": "2026-01-03"}
    content = survey_of(tmp_path, days, **{"papers__two.md": note("Two", arxiv='"2001.00002"')})
    ledger = content / "ledger.jsonl"
    ledger.write_text(ledger.read_text().replace('"two",', '"two", "arxiv": "2001.00002",', 1))
    before = site_of(content, ADDRESS)
    (content / "papers/two.md").write_text(note("Quite another title", arxiv='"2001.00002"'))
    after = site_of(content, ADDRESS)
    assert ids(before) == ids(after)
    assert "Quite another title" in [entry.findtext(f"{ATOM}title") for entry in entries(after)]


def test_a_feed_without_any_date_is_none(tmp_path: Path) -> None:
    content = survey_of(tmp_path, {"one": None}, **{"survey.yaml": "title: Undated\n"})
    site = site_of(content, ADDRESS)
    assert feeds(site) == []
    assert not Head(site["index.html"]).link("alternate")


def test_an_empty_theme_of_a_dated_survey_has_an_empty_feed(tmp_path: Path) -> None:
    theme = "---\ntitle: Empty\norder: 2\nscope: Nothing.\n---\n"
    site = site_of(survey_of(tmp_path, {"one": "2026-01-02"}, **{"themes__empty.md": theme}), ADDRESS)
    read = feedparser.parse(site["feeds/empty.xml"])
    assert (read.bozo, read.entries, read.feed.updated) == (False, [], "2026-01-02T00:00:00Z")


@pytest.mark.parametrize("text", [HOSTILE, r"\x00\x08\x0b\x1f\x7f\x85\ufffe\uffff\u2028 end", "<b>&amp;</b>", "]]>"])
def test_hostile_texts_leave_feeds_well_formed(tmp_path: Path, text: str) -> None:
    survey = f'title: "{text}"\nupdated: 2026-01-02\nlicence: "{text}"\neditors: ["{text}"]\n'
    files = {
        "survey.yaml": survey,
        "papers__two.md": note(text, authors=f'["{text}"]', gist=f'"{text}"'),
        "themes__seeing.md": f'---\ntitle: "{text}"\norder: 1\nscope: "{text}"\n---\n',
    }
    site = site_of(survey_of(tmp_path, {"one": "2026-01-02"}, **files), ADDRESS)
    for path in ("feed.xml", "feeds/seeing.xml", "opensearch.xml", "sitemap.xml"):
        ElementTree.fromstring(site[path])
    other, entry = entries(site)
    assert other.findtext(f"{ATOM}title") == "One"
    if text == HOSTILE:
        assert entry.findtext(f"{ATOM}title") == entry.findtext(f"{ATOM}summary") == HOSTILE_READ
        assert entry.findtext(f"{ATOM}author/{ATOM}name") == HOSTILE_READ
    assert not feedparser.parse(site["feed.xml"]).bozo
