"""What was published stays: addresses, places within pages and files that people may have linked to."""

from __future__ import annotations

from pathlib import Path

import pytest
from heads import ADDRESS, default_site, site_of
from surveys import files_of, run, write_survey

from site_builder.problems import CommandError
from site_builder.published import addresses_of, compare_published, read_published

TWO_THEMES = {
    "themes__looking.md": "---\ntitle: Looking\norder: 2\nscope: How one looks.\n---\n",
    "papers__second.md": "---\ntitle: Second\nthemes: [seeing, looking]\n---\n\nA note.\n",
}


def lost(old: dict[str, bytes], new: dict[str, bytes]) -> list[str]:
    problems = compare_published(addresses_of(old), new)
    assert all(problem.severity.value == "error" and problem.hint for problem in problems)
    return [f"{problem.origin} {problem.message.split(' was ')[0].removeprefix('the place ')}" for problem in problems]


@pytest.mark.parametrize("base", [None, ADDRESS])
def test_a_site_loses_nothing_to_itself(base: str | None) -> None:
    assert lost(default_site(base), default_site(base)) == []
    found = addresses_of(default_site(base))
    assert found.address_count > 1000
    assert "p-fast-r-cnn" in found.anchors["themes/detection.html"]
    assert {"text", "path", "papers"} <= found.anchors["themes/detection.html"]


def test_setting_an_address_loses_nothing_and_taking_it_back_loses_the_feeds() -> None:
    assert lost(default_site(None), default_site(ADDRESS)) == []
    gone = lost(default_site(ADDRESS), default_site(None))
    assert "feed.xml this address" in gone
    assert "data/course.imscc this address" in gone
    assert len(gone) == 29
    assert all(".xml " in line or ".imscc " in line for line in gone)


def test_a_paper_that_leaves_a_theme_takes_its_place_there_along(tmp_path: Path) -> None:
    content = write_survey(tmp_path, **TWO_THEMES)
    before = site_of(content)
    (content / "papers/second.md").write_text(TWO_THEMES["papers__second.md"].replace("seeing, ", ""))
    after = site_of(content)
    (problem,) = [one for one in compare_published(addresses_of(before), after) if "p-second" in one.message]
    assert (problem.code, str(problem.origin)) == ("vanished-anchor", "themes/seeing.html")
    assert "themes/looking.html" in problem.hint


def test_a_page_without_a_ledger_line_to_remember_it_is_an_error(tmp_path: Path) -> None:
    content = write_survey(tmp_path, **TWO_THEMES)
    before = site_of(content)
    (content / "papers/second.md").unlink()
    after = site_of(content)
    assert "papers/second.html this address" in lost(before, after)
    assert 'themes/seeing.html "#p-second"' in lost(before, after)


def test_a_page_that_tells_what_became_of_its_paper_answers_for_it(tmp_path: Path) -> None:
    content = write_survey(tmp_path, **TWO_THEMES)
    before = site_of(content)
    (content / "papers/second.md").unlink()
    (content / "ledger.jsonl").write_text('{"slug": "second", "title": "Second"}\n')
    assert not [line for line in lost(before, site_of(content)) if line.startswith("papers/")]


def test_a_theme_that_names_its_former_id_leads_on(tmp_path: Path) -> None:
    content = write_survey(tmp_path, **TWO_THEMES)
    before = site_of(content)
    theme = content / "themes/looking.md"
    theme.with_name("watching.md").write_text(theme.read_text().replace("order", "formerly: [looking]\norder"))
    theme.unlink()
    note = content / "papers/second.md"
    note.write_text(note.read_text().replace("looking", "watching"))
    (content / "ledger.jsonl").write_text('{"slug": "looking", "kind": "theme", "title": "Looking"}\n')
    gone = lost(before, site_of(content))
    assert not [line for line in gone if line.startswith("themes/")]


def page(body: str) -> dict[str, bytes]:
    return {"index.html": f"<!doctype html><html lang=en><body>{body}</body></html>".encode()}


@pytest.mark.parametrize(
    ("markup", "anchors"),
    [
        ('<h2 class="x" id="a&amp;b">T</h2>', {"a&b"}),
        ("<li\nid='one'>", {"one"}),
        ('<a name="old"></a>', {"old"}),
        ('<input id="q"><button id="b"></button><main id="main">', set()),
        ('<svg id="s"><title id="t"></title><g id="g"></g></svg>', set()),
        ('<span class="card" role="tooltip" id="c-1">', set()),
        ('<p id="s" role="status"></p><ul id="l" class="c" hidden></ul>', set()),
        ('<meta name="description" content="x"><div data-id="no">', set()),
        ('<section id=""></section>', set()),
    ],
)
def test_places_are_what_links_may_lead_to(markup: str, anchors: set[str]) -> None:
    assert addresses_of(page(markup)).anchors["index.html"] == anchors


def test_files_that_only_pages_use_may_go_and_downloads_may_not() -> None:
    old = {**page(""), "assets/site.js": b"", "data/references/0.js": b"", "data/survey.bib": b"", "robots.txt": b""}
    assert lost(old, page("")) == ["data/survey.bib this address", "robots.txt this address"]


def test_places_of_recent_additions_come_and_go() -> None:
    old = {**page(""), "recent.html": page('<section id="d-2026-01-02">')["index.html"]}
    assert lost(old, {**page(""), "recent.html": b"<html>"}) == []


def test_a_folder_is_read_without_what_is_not_the_tools(tmp_path: Path) -> None:
    for name in ("index.html", "CNAME", ".git/config", "papers/.hidden", "papers/one.html", "other/page.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text('<h2 id="x">')
    assert read_published(tmp_path).files == {"CNAME"}
    assert set(read_published(tmp_path).anchors) == {"index.html", "papers/one.html", "other/page.html"}
    (tmp_path / ".site-builder").write_text("one\ntwo\nindex.html\npapers\n")
    found = read_published(tmp_path)
    assert (found.files, set(found.anchors)) == (frozenset(), {"index.html", "papers/one.html"})


def test_a_folder_that_is_no_site_cannot_be_compared(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no folder"):
        read_published(tmp_path / "absent")
    with pytest.raises(CommandError, match="no published site"):
        read_published(tmp_path)


def test_the_command_tells_each_loss_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    content, old = write_survey(tmp_path / "content", **TWO_THEMES), tmp_path / "old"
    assert run(monkeypatch, capsys, "build", "--content", content, "--output", old).code == 0
    before = files_of(old)
    said = run(monkeypatch, capsys, "check", "--content", content, "--against", old)
    assert (said.code, "stay." in said.out) == (0, True)
    (content / "papers/second.md").write_text(TWO_THEMES["papers__second.md"].replace("seeing, ", ""))
    said = run(monkeypatch, capsys, "check", "--content", content, "--against", old)
    assert said.code == 1
    assert 'themes/seeing.html: error vanished-anchor: the place "#p-second"' in said.err
    assert "It is now on" in said.err
    assert "Traceback" not in said.err
    assert run(monkeypatch, capsys, "check", "--content", content).code == 0
    assert run(monkeypatch, capsys, "check", "--content", content, "--against", tmp_path / "none").code == 2
    assert files_of(old) == before
