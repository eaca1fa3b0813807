"""The reading list in a real Chromium, from disk and over http: kept, ordered, shared, taken away and brought back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from browsing import serve, watch
from npm_ci import barriers
from playwright.sync_api import expect
from surveys import write_survey

from site_builder.build import Request, build

KEY = "reading-list of Small survey"
PAPERS = {
    "lamps": '---\ntitle: Lampës & shades of CNNs\nauthors: [Søren Ørsted]\ndate: 2014-03\narxiv: "1505.04597"\n---\n',
    "pots": '---\ntitle: "Pots [and] *pans*: pictures_of <things>"\ndate: 2019\nvenue: CVPR 2019\n---\n\nB.\n',
    "kettles": "---\ntitle: Kettles in pictures\nauthors: [Ann Lee, Bo Ek, Cy Au, Di Oz]\ndate: 2021\n---\n\nC.\n",
}
LEDGER = "".join(
    f"{line}\n"
    for line in (
        '{"slug": "first-paper", "title": "First paper about pictures", "added": "2026-01-02"}',
        '{"slug": "old-lamps", "title": "Lampës & shades of CNNs", "added": "2026-01-02", "moved": "lamps"}',
    )
)
NOTES = (
    "",
    "One line.",
    "# A heading\n\n- [x] [Not a paper](<papers/pots.html>)\n\n\n    code\n\tend\\",
    "Ünïcode “quotes” <b>&amp;</b> `code` $x_1$ \u2028 and a trailing\nline  \nbreak",
    "@article{pots,\n  title = {no reference}\n}\nTY  - JOUR\n[{",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("reading-list")
    files = {f"papers__{slug}.md": text for slug, text in PAPERS.items()}
    content = write_survey(folder / "content", **files, **{"ledger.jsonl": LEDGER})
    build(Request(content), folder / "site", lambda stage: None)
    return folder / "site"


@pytest.fixture(params=["disk", "http"])
def base(request, site):
    """The address of the site's folder."""
    if request.param == "disk":
        yield f"{site.as_uri()}/"
        return
    with serve(site) as address:
        yield address


@pytest.fixture
def context(browser):
    opened = browser.new_context(accept_downloads=True, permissions=["clipboard-read", "clipboard-write"])
    yield opened
    opened.close()


@pytest.fixture
def page(context):
    """A page whose console must be empty at the end."""
    opened = context.new_page()
    found = watch(opened)
    yield opened
    assert found == []


def paper(slug: str, title: str = "", note: str = "", *, is_read: bool = False) -> dict[str, object]:
    return {"slug": slug, "title": title, "isRead": is_read, "note": note}


def keep(page, base: str, *papers: dict[str, object]) -> None:
    """Put a list into the browser and open the page."""
    page.goto(f"{base}reading-list.html")
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, json.dumps({"papers": papers})])
    page.reload()
    expect(lines(page)).to_have_count(len(papers))


def kept(page) -> list[dict[str, object]]:
    return page.evaluate("surveyReadingList.papers()")


def lines(page):
    return page.locator("#list-papers > li")


def slugs(page) -> list[str]:
    return [str(one["slug"]) for one in kept(page)]


def downloaded(page, act) -> tuple[str, str]:
    with page.expect_download() as started:
        act()
    return started.value.suggested_filename, Path(started.value.path()).read_bytes().decode()


def data(site: Path, name: str) -> str:
    return (site / "data" / name).read_bytes().decode()


# Keeping


def test_a_paper_is_put_on_the_list_from_every_kind_of_list(page, base):
    page.goto(f"{base}papers/lamps.html")
    button = page.get_by_role("button", name="Reading list")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.goto(f"{base}titles.html")
    of_pots = page.get_by_role("button", name="Reading list: Pots [and] *pans*: pictures_of <things>")
    of_pots.focus()
    page.keyboard.press("Enter")
    expect(of_pots).to_have_attribute("aria-pressed", "true")
    page.goto(f"{base}search.html?q=kettles")
    page.get_by_role("button", name="Reading list: Kettles in pictures").press("Space")
    page.goto(f"{base}authors/o.html")
    expect(page.locator(".keep")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#reading-list-link")).to_have_text("Reading list 3")
    page.locator("#reading-list-link").click()
    expect(page.locator("#list-count")).to_have_text("3 papers.")
    assert slugs(page) == ["lamps", "pots", "kettles"]
    expect(lines(page).locator(".meta").nth(0)).to_have_text("Søren Ørsted · 2014 · arXiv:1505.04597")
    expect(lines(page).locator(".meta").nth(1)).to_have_text("CVPR 2019")
    expect(lines(page).locator(".meta").nth(2)).to_have_text("Ann Lee, Bo Ek, Cy Au et al. · 2021")


def test_pressing_again_takes_a_paper_off(page, base):
    page.goto(f"{base}themes/seeing.html")
    button = page.locator(".keep").first
    button.click()
    expect(page.locator("#reading-list-link .count")).to_have_text("1")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert kept(page) == []


def test_buttons_take_up_no_room_that_was_not_kept_for_them(browser, base):
    heights = {}
    for with_scripts in (True, False):
        opened = browser.new_context(viewport={"width": 360, "height": 800})
        page = opened.new_page()
        if not with_scripts:
            page.route("**/reading-list.js", lambda route: route.abort())
        for name in ("titles.html", "papers/lamps.html", "authors/o.html", "themes/seeing.html"):
            page.goto(base + name)
            heights.setdefault(name, []).append(page.evaluate("document.querySelector('main').offsetHeight"))
        opened.close()
    assert {name: len(set(both)) for name, both in heights.items()} == dict.fromkeys(heights, 1)


def test_marks_and_notes_stay(page, base):
    keep(page, base, paper("lamps"), paper("pots"))
    page.get_by_role("checkbox", name="Read: Lampës & shades of CNNs").check()
    note = page.get_by_role("textbox", name="Note on Lampës & shades of CNNs")
    note.fill("First line\n  second line\n\n")
    page.reload()
    expect(page.locator("#list-count")).to_have_text("2 papers, 1 read.")
    expect(note).to_have_value("First line\n  second line")
    assert kept(page)[0] == paper("lamps", "Lampës & shades of CNNs", "First line\n  second line", is_read=True)


def test_what_is_written_survives_a_change_in_another_tab(context, page, base):
    keep(page, base, paper("lamps"), paper("pots"))
    other = context.new_page()
    other.goto(f"{base}papers/kettles.html")
    note = page.get_by_role("textbox", name="Note on Lampës")
    note.press_sequentially("half a ")
    other.get_by_role("button", name="Reading list").click()
    expect(lines(page)).to_have_count(3)
    note.press_sequentially("thought")
    page.locator("h1").click()
    expect(other.locator("#reading-list-link .count")).to_have_text("3")
    assert [one["note"] for one in kept(other)] == ["half a thought", "", ""]
    page.get_by_role("button", name="Take off the list: Kettles in pictures").click()
    expect(other.get_by_role("button", name="Reading list")).to_have_attribute("aria-pressed", "false")


def test_a_list_that_cannot_be_read_is_put_aside_and_not_destroyed(page, base):
    page.goto(f"{base}papers/lamps.html")
    page.evaluate("key => localStorage.setItem(key, '{broken')", KEY)
    page.reload()
    page.get_by_role("button", name="Reading list").click()
    assert page.evaluate("key => localStorage.getItem(key)", f"{KEY}, unreadable") == "{broken"
    assert slugs(page) == ["lamps"]


# Order, taking off, taking back


def test_papers_are_moved_by_keyboard_with_the_focus_on_them(page, base):
    keep(page, base, paper("lamps"), paper("pots"), paper("kettles"))
    down = page.get_by_role("button", name="Move down: Lampës")
    down.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(down).to_be_focused()
    expect(down).to_have_attribute("aria-disabled", "true")
    expect(page.locator("#list-status")).to_have_text("Now 3 of 3.")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Move up: Kettles").press("Enter")
    assert slugs(page) == ["kettles", "pots", "lamps"]


def test_papers_are_dragged(page, base):
    keep(page, base, paper("lamps"), paper("pots"), paper("kettles"))
    lines(page).nth(0).locator(".grip").drag_to(lines(page).nth(2), target_position={"x": 60, "y": 70})
    assert slugs(page) == ["pots", "kettles", "lamps"]
    expect(page.locator("#list-status")).to_have_text("Now 3 of 3.")


def test_what_is_taken_off_comes_back_to_its_place_with_its_note(page, base):
    keep(page, base, paper("lamps"), paper("pots", note="Mine", is_read=True), paper("kettles"))
    page.get_by_role("button", name="Take off the list: Pots").press("Enter")
    expect(page.get_by_role("button", name="Take off the list: Kettles")).to_be_focused()
    expect(page.locator("#list-status")).to_contain_text("Taken off: Pots [and]")
    assert slugs(page) == ["lamps", "kettles"]
    page.get_by_role("button", name="Undo").press("Enter")
    expect(lines(page).nth(1).locator(".title")).to_be_focused()
    assert kept(page)[1] == paper("pots", "Pots [and] *pans*: pictures_of <things>", "Mine", is_read=True)
    page.get_by_role("button", name="Take everything off the list").click()
    expect(page.locator("#list-empty")).to_be_visible()
    page.keyboard.press("Enter")
    assert slugs(page) == ["lamps", "pots", "kettles"]


def test_papers_that_the_survey_does_not_know_stay_and_moved_ones_follow(page, base):
    keep(page, base, paper("gone", "A Paper That Was", "still here"), paper("old-lamps", note="moved"), paper("never"))
    expect(lines(page).locator(".title")).to_have_text(["A Paper That Was", "Lampës & shades of CNNs", "never"])
    expect(lines(page).nth(0).locator(".meta")).to_have_text("Not in this survey any more")
    expect(lines(page).nth(1).locator(".title")).to_have_attribute("href", "papers/lamps.html")
    assert slugs(page) == ["gone", "lamps", "never"]
    assert [one["note"] for one in kept(page)] == ["still here", "moved", ""]


# Sharing


def test_a_shared_list_stands_beside_ones_own_and_is_added(browser, page, base):
    keep(page, base, paper("lamps", note="secret"), paper("pots"))
    page.get_by_role("button", name="Copy link to this list").click()
    expect(page.locator("#list-status")).to_have_text("Copied a link to 2 papers.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{base}reading-list.html#papers=lamps,pots"
    other = browser.new_context().new_page()
    found = watch(other)
    keep(other, base, paper("kettles"), paper("pots", note="mine"))
    other.goto("about:blank")
    other.goto(link)
    expect(other.locator("#shared-papers .title")).to_have_text(
        ["Lampës & shades of CNNs", "Pots [and] *pans*: pictures_of <things>"]
    )
    expect(other.locator("#shared-count")).to_have_text("2 papers, 1 not on your list.")
    other.get_by_role("button", name="Add all to my list").click()
    expect(other.locator("#shared")).to_be_hidden()
    expect(lines(other)).to_have_count(3)
    assert slugs(other) == ["kettles", "pots", "lamps"]
    assert [one["note"] for one in kept(other)] == ["", "mine", ""]
    assert other.url == f"{base}reading-list.html"
    other.get_by_role("button", name="Undo").click()
    assert slugs(other) == ["kettles", "pots"]
    other.context.close()
    assert found == []


def test_ones_own_link_shows_nothing_twice(page, base):
    keep(page, base, paper("lamps"))
    page.goto(f"{base}papers/lamps.html")
    page.goto(f"{base}reading-list.html#papers=lamps")
    expect(lines(page)).to_have_count(1)
    expect(page.locator("#shared")).to_be_hidden()


def test_a_link_with_nonsense_in_it_is_survived(page, base):
    page.goto(f"{base}reading-list.html#papers=lamps,%E0%A4%A,../x,<b>,,lamps,{'a' * 200}")
    expect(page.locator("#shared-papers .title")).to_have_text(["Lampës & shades of CNNs"])


# Taking away and bringing back


@pytest.mark.parametrize(("name", "suffix"), [("BibTeX", ".bib"), ("RIS", ".ris"), ("CSL-JSON", ".csl.json")])
def test_references_are_those_of_the_survey(page, base, site, name, suffix):
    keep(page, base, paper("lamps"), paper("gone"))
    file, text = downloaded(page, page.get_by_role("button", name=name, exact=True).click)
    assert (file, text) == (f"reading-list{suffix}", data(site, f"papers/lamps{suffix}"))
    expect(page.locator("#list-status")).to_have_text(
        f"Saved as reading-list{suffix}. Without 1 paper that the survey no longer has."
    )


def test_markdown_comes_back_without_loss_into_another_browser(browser, page, base, tmp_path):
    papers = [
        paper("pots"),
        paper("lamps"),
        paper("gone", "Gone [x](y) *here*"),
        paper("first-paper"),
        paper("kettles"),
    ]
    for one, note in zip(papers, NOTES, strict=True):
        one.update(note=note, isRead=bool(len(note) % 2))
    keep(page, base, *papers)
    expect(lines(page).locator(".title").first).to_contain_text("Pots")
    file, text = downloaded(page, page.get_by_role("button", name="Markdown").click)
    assert file == "reading-list.md"
    before = kept(page)
    assert [one["note"] for one in before] == list(NOTES)
    other = browser.new_context().new_page()
    other.goto(f"{base}reading-list.html")
    path = tmp_path / "from-elsewhere.md"
    path.write_bytes(text.replace("\n", "\r\n").encode())
    other.locator("#bring-file").set_input_files(path)
    expect(lines(other)).to_have_count(5)
    assert kept(other) == before
    other.context.close()


def test_pasted_markdown_is_joined_with_what_is_there(page, base):
    keep(page, base, paper("lamps", note="mine"), paper("pots", note="same"))
    page.locator("summary", has_text="Or paste").click()
    page.locator("#bring-text").fill(
        "- [x] [Lamps](<https://elsewhere.example/survey/papers/lamps.html>). Names\n\n  theirs\n\n"
        "- [ ] [Pots](papers/pots.html)\n  same\n* [Kettles](../papers/kettles.html) and more\n"
    )
    page.get_by_role("button", name="Add to my list").click()
    expect(page.locator("#list-status")).to_have_text("Added 1 paper. 2 papers already on the list.")
    assert [(one["slug"], one["note"], one["isRead"]) for one in kept(page)] == [
        ("lamps", "mine\n\ntheirs", True),
        ("pots", "same", False),
        ("kettles", "", False),
    ]
    page.get_by_role("button", name="Undo").click()
    assert [(one["slug"], one["note"], one["isRead"]) for one in kept(page)] == [
        ("lamps", "mine", False),
        ("pots", "same", False),
    ]


def test_a_pasted_link_to_a_list_is_added(page, base):
    keep(page, base, paper("pots"))
    page.locator("summary", has_text="Or paste").click()
    page.locator("#bring-text").fill(
        "See https://elsewhere.example/survey/reading-list.html#papers=lamps%2Cpots,kettles"
    )
    page.get_by_role("button", name="Add to my list").click()
    expect(page.locator("#list-status")).to_have_text("Added 2 papers. 1 paper already on the list.")
    assert slugs(page) == ["pots", "lamps", "kettles"]


@pytest.mark.parametrize("suffix", [".bib", ".ris", ".csl.json"])
def test_references_are_found_in_the_survey_again(page, base, site, suffix):
    page.goto(f"{base}reading-list.html")
    page.locator("#bring-file").set_input_files(site / "data" / f"survey{suffix}")
    expect(lines(page)).to_have_count(4)
    assert sorted(slugs(page)) == ["first-paper", "kettles", "lamps", "pots"]


def test_what_the_survey_does_not_have_is_told(page, base):
    page.goto(f"{base}reading-list.html")
    page.locator("summary", has_text="Or paste").click()
    for text, said in {
        '@article{x, title = {{Nowhere} to be f{\\"o}und}, year = 2020}': "Not in this survey: “Nowhere to be found”.",
        "TY  - JOUR\nTI  - Nowhere\nER  - \n": "Not in this survey: “Nowhere”.",
        '[{"title": "Nowhere"': "That begins like JSON but is none that can be read.",
        "nothing in particular": "No paper was found in that: neither a list saved here, nor a link to one, "
        "nor references.",
    }.items():
        page.locator("#bring-text").fill(text)
        page.get_by_role("button", name="Add to my list").click()
        expect(page.locator("#list-status")).to_have_text(said)
    assert kept(page) == []


# Search results


def test_search_results_or_a_choice_of_them_are_taken_away(page, base, site):
    page.goto(f"{base}search.html?q=pictures")
    page.get_by_role("button", name="Take away").click()
    expect(page.locator("#export-what")).to_have_text("All 3 papers found. Tick papers to take only those.")
    take = page.get_by_role("button", name="CSL-JSON")
    file, text = downloaded(page, take.click)
    found = [link.split("/")[1][:-5] for link in page.eval_on_selector_all("#results h2 a", HREFS)]
    assert (file, len(found)) == ("pictures.csl.json", 3)
    assert [json.loads(data(site, f"papers/{slug}.csl.json"))[0] for slug in found] == json.loads(text)
    page.get_by_role("checkbox", name="Choose: Kettles in pictures").check()
    page.locator("#search-input").fill("lampes")
    page.get_by_role("checkbox", name="Choose: Lampës").check()
    expect(page.locator("#export-what")).to_have_text("2 papers chosen. A further search keeps the choice.")
    file, text = downloaded(page, page.get_by_role("button", name="BibTeX").click)
    both = "\n".join(data(site, f"papers/{slug}.bib") for slug in ("kettles", "lamps"))
    assert (file, text) == ("chosen-papers.bib", both)
    page.get_by_role("button", name="onto the reading list").click()
    expect(page.locator("#export-status")).to_have_text("Put 2 papers on the reading list.")
    assert slugs(page) == ["kettles", "lamps"]
    page.get_by_role("button", name="Choose none").click()
    expect(page.get_by_role("checkbox", name="Choose: Lampës")).not_to_be_checked()


HREFS = "links => links.map(link => link.getAttribute('href'))"

# Where something is missing

FORBIDDEN = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
)
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }"


@pytest.mark.parametrize("script", [FORBIDDEN, FULL])
def test_a_browser_that_keeps_nothing_says_so_and_works_until_it_is_closed(page, base, script):
    page.add_init_script(script)
    page.goto(f"{base}papers/lamps.html")
    page.get_by_role("button", name="Reading list").click()
    page.wait_for_url("**/reading-list.html#papers=lamps")
    expect(page.locator("#list-trouble")).to_contain_text("This browser keeps nothing for this site")
    page.get_by_role("button", name="Add all to my list").click()
    expect(lines(page)).to_have_count(1)
    page.get_by_role("checkbox", name="Read: Lampës").check()
    expect(page.locator("#list-count")).to_have_text("1 paper, 1 read.")


def test_without_the_data_the_titles_that_were_kept_are_shown(browser, site):
    page = browser.new_page()
    with serve(site) as address:
        page.route("**/data/references/*", lambda route: route.abort())
        keep(page, address, paper("lamps", "Kept title", "note"))
        expect(page.locator("#list-status")).to_contain_text("The survey’s data did not load")
        expect(lines(page).locator(".title")).to_have_text("Kept title")
        page.get_by_role("button", name="BibTeX").click()
        expect(page.locator("#list-status")).to_have_text("The survey’s data did not load, so there is no file.")
    page.close()


def test_without_javascript_the_page_points_to_all_papers(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/reading-list.html")
    expect(page.locator(".notice").get_by_role("link", name="A to Z")).to_be_visible()
    expect(page.locator("#reading-list-link")).to_be_hidden()
    expect(page.locator("#reading-list")).to_be_hidden()
    page.goto(f"{site.as_uri()}/papers/lamps.html")
    expect(page.locator(".keep")).to_be_hidden()
    context.close()


# For everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_barriers(browser, site, scheme, width):
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    base = f"{site.as_uri()}/"
    keep(page, base, paper("lamps", note="A note", is_read=True), paper("pots"), paper("gone", "Gone"))
    page.get_by_role("button", name="Take off the list: Pots").click()
    page.evaluate("location.hash = '#papers=lamps,kettles'")
    expect(page.locator("#shared-papers li")).to_have_count(2)
    page.locator("summary", has_text="Or paste").click()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(f"{base}search.html?q=pictures")
    page.get_by_role("button", name="Take away").click()
    page.locator(".pick").first.click()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_the_list_prints_with_notes_and_marks_and_without_buttons(browser, site):
    page = browser.new_page()
    keep(page, f"{site.as_uri()}/", paper("lamps", note="A note", is_read=True), paper("pots"))
    page.emulate_media(media="print")
    expect(page.locator(".note-printed").first).to_have_text("A note")
    expect(page.locator(".note-printed").first).to_be_visible()
    expect(page.locator(".read input").first).to_be_visible()
    for hidden in (".moves", ".note", "#list-away", "#reading-list-link"):
        expect(page.locator(hidden).first).to_be_hidden()
    page.close()
