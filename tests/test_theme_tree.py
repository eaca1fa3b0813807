"""Themes that are parts of others: their order, whose papers they list, what is wrong with a parent, and the pages."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from npm_ci import barriers
from playwright.sync_api import expect
from searching import catalogue, paper
from sharding import read_shards, unpack
from surveys import files_of, run, write_survey

from site_builder.cli import main
from site_builder.model import SourceText
from site_builder.search import build_search, search_rows
from site_builder.theme_files import parse_themes
from site_builder.versions import theme_versions


def theme(name: str, parent: str = "", order: int = 1, more: str = "") -> SourceText:
    front = [
        f"title: The {name}",
        f"order: {order}",
        f"scope: What is {name}.",
        *([f"parent: {parent}"] if parent else []),
    ]
    return SourceText(f"themes/{name}.md", "\n".join(["---", *front, more, "---", ""]))


def parsed(*sources: SourceText):
    themes, problems = parse_themes(sources)
    told = [(str(one.origin), one.code, one.message, one.hint) for one in problems]
    return {one.id: one.parent for one in themes}, told


def test_each_theme_is_followed_by_its_parts():
    sources = (
        theme("z", order=1),
        theme("a", order=2),
        theme("y", "a"),
        theme("x", "a", 0),
        theme("w", "x"),
        theme("b", "z"),
    )
    made, told = parsed(*sources)
    assert told == []
    assert list(made.items()) == [("z", None), ("b", "z"), ("a", None), ("x", "a"), ("w", "x"), ("y", "a")]


def test_a_chain_of_any_length_is_followed():
    made, told = parsed(*(theme(f"t{number}", f"t{number + 1}" if number < 1200 else "") for number in range(1201)))
    assert (list(made), told) == ([f"t{number}" for number in range(1200, -1, -1)], [])


@pytest.mark.parametrize(
    ("sources", "place", "message", "hint"),
    [
        ([theme("vision"), theme("seeing", "visoin")], "seeing.md:5", "no theme `visoin`", "Did you mean `vision`?"),
        ([theme("seeing", "zebra")], "seeing.md:5", "no theme `zebra`", "Name another theme"),
        ([theme("vision"), theme("a", "The Vision")], "a.md:5", "no theme `The Vision`", "Did you mean `vision`?"),
        ([theme("seeing", "seeing")], "seeing.md:5", "its own parent", "Take the line out"),
        (
            [theme("eyes", more="formerly: [sight]"), theme("seeing", "sight")],
            "seeing.md:5", "no theme `sight`", "Did you mean `eyes`?",
        ),
    ],
)  # fmt: skip
def test_a_parent_that_cannot_be_one_is_told_at_its_line_and_left_out(sources, place, message, hint):
    made, [(origin, code, said, advice)] = parsed(*sources)
    assert (origin, code) == (f"themes/{place}", "bad-parent")
    assert message in said
    assert advice.startswith(hint)
    assert set(made.values()) == {None}


def test_a_parent_whose_own_file_is_faulty_is_told_there_alone():
    faulty = SourceText("themes/vision.md", "---\ntitle: Vision\n---\n")
    made, [(origin, code, _, _)] = parsed(faulty, theme("seeing", "vision"))
    assert (made, origin, code) == ({"seeing": None}, "themes/vision.md:1", "missing-key")


def test_a_circle_is_told_at_each_of_its_themes_and_what_hangs_on_it_stays():
    made, told = parsed(theme("a", "b"), theme("b", "c"), theme("c", "a"), theme("d", "a"), theme("e", "d"))
    assert [(origin, said) for origin, _, said, _ in told] == [
        ("themes/a.md:5", "`parent` runs in a circle: a → b → c → a"),
        ("themes/b.md:5", "`parent` runs in a circle: b → c → a → b"),
        ("themes/c.md:5", "`parent` runs in a circle: c → a → b → c"),
    ]
    assert made == {"a": None, "d": "a", "e": "d", "b": None, "c": None}


@pytest.fixture
def nested():
    themes, _ = parse_themes([theme("all"), theme("some", "all"), theme("few", "some"), theme("other", order=2)])
    papers = [paper(f"P{number}") for number in range(5)]
    of = {"p0": ["few", "all"], "p1": ["some"], "p2": ["all"], "p3": ["other", "few"]}
    return catalogue(papers, themes, of)


def test_a_theme_has_its_own_papers_and_those_of_its_parts_each_once(nested):
    assert {name: [one.slug for one in papers] for name, papers in nested.papers_by_branch.items()} == {
        "all": ["p0", "p1", "p2", "p3"], "some": ["p0", "p1", "p3"], "few": ["p0", "p3"], "other": ["p3"],
    }  # fmt: skip
    assert [one.slug for one in nested.papers_by_theme["all"]] == ["p0", "p2"]
    assert [above.id for above in nested.trails["few"]] == ["all", "some"]
    assert [one.slug for one in nested.unsorted] == ["p4"]


def test_search_counts_a_paper_in_all_that_its_themes_are_parts_of(nested):
    shards = read_shards(build_search(search_rows(nested)))
    names, packed = shards.parts["columns/theme"]
    assert names == [
        ["all", "The all"], ["some", "The some", 0], ["few", "The few", 1], ["other", "The other"],
    ]  # fmt: skip
    assert unpack(packed) == [3, 2, 0, 1, 2, 1, 0, 1, 0, 4, 3, 2, 0, 1, 0]
    assert shards.manifest["themes"] == [
        ["all", "The all"],
        ["some", "The some"],
        ["few", "The few"],
        ["other", "The other"],
    ]


def test_the_version_of_a_theme_changes_with_what_its_parts_have(nested):
    before = theme_versions(nested)
    moved = {**nested.assignments, "p1": (), "p4": nested.assignments["p1"]}
    after = theme_versions(replace(nested, assignments=moved))
    assert {name for name in before if before[name] != after[name]} == {"all", "some"}


FILES = {
    "survey.yaml": "title: Small survey\nupdated: 2026-01-02\nbase_url: https://survey.example/\n",
    "themes__vision.md": "---\ntitle: Vision\norder: 0\nscope: All that sees.\n---\n\nA text of [@first-paper].\n",
    "themes__seeing.md": "---\ntitle: Seeing\norder: 1\nscope: S.\nparent: vision\nrules: {pictures: 3}\n---\n",
    "themes__looking.md": "---\ntitle: Looking\norder: 2\nscope: L.\nparent: seeing\nrules: {glances: 3}\n---\n",
    "themes__hearing.md": "---\ntitle: Hearing\norder: 3\nscope: H.\nrules: {sounds: 3}\n---\n",
    "papers__one.md": "---\ntitle: Glances at things\ndate: 2019\nthemes: [looking, hearing]\n---\n",
    "papers__two.md": "---\ntitle: On vision\ndate: 2021\nthemes: [vision]\n---\n\nA digest of it.\n",
    "papers__three.md": "---\ntitle: Of sounds\ndate: 2018\nthemes: [hearing, vision]\n---\n",
}


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    return write_survey(tmp_path_factory.mktemp("tree") / "content", **FILES)


@pytest.fixture(scope="module")
def site(content):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "sys.argv", ["site-builder", "build", "--content", str(content), "--output", str(content.parent / "site")]
        )
        with pytest.raises(SystemExit) as ended:
            main()
    assert not ended.value.code
    return content.parent / "site"


def texts(site):
    return {path: data.decode("utf-8", "replace") for path, data in files_of(site).items()}


def test_files_of_a_theme_hold_what_its_page_lists(site):
    made = texts(site)
    for name, keys in {"vision": 4, "seeing": 2, "looking": 1, "hearing": 2}.items():
        assert made[f"themes/{name}.html"].count('<li id="p-') == keys
        assert made[f"data/themes/{name}.bib"].count("\n  title = ") == keys
        assert len(json.loads(made[f"data/themes/{name}.csl.json"])) == keys
        assert made[f"feeds/{name}.xml"].count("<entry>") == keys
        assert f'"numberOfItems":{keys}' in made[f"themes/{name}.html"].replace(" ", "")
        assert made[f"embed/{name}.html"].count('<li><a rel="noopener" href="../papers/') == keys
    assert [row["themes"] for row in json.loads(made["data/papers.json"])] == [
        ["seeing"], ["looking", "hearing"], ["hearing", "vision"], ["vision"],
    ]  # fmt: skip


def test_syllabus_and_package_have_the_same_tree(site):
    made = texts(site)
    headings = [line for line in made["data/syllabus/vision.md"].splitlines() if line.startswith("#")]
    assert [line.partition("](")[0] for line in headings] == [
        "# [Vision", "## Papers", "## [Seeing", "### Papers", "## [Looking", "### Papers",
    ]  # fmt: skip
    rows = made["data/syllabus/vision.csv"].splitlines()[1:]
    assert [row.split(",")[1] for row in rows] == ["Vision", "Vision", "Seeing", "Looking"]
    assert "Part of Seeing." in made["data/syllabus.md"]
    with zipfile.ZipFile(site / "data/course.imscc") as package:
        root = ET.fromstring(package.read("imsmanifest.xml"))
    above = {child.get("identifier"): one.get("identifier") for one in root.iter() for child in one}
    places = {name: above[f"module.{name}"] for name in ("vision", "seeing", "looking", "hearing")}
    assert places == {
        "vision": "modules", "seeing": "module.vision", "looking": "module.seeing", "hearing": "modules",
    }  # fmt: skip


def test_pictures_count_a_paper_where_it_is_filed(site, tmp_path, monkeypatch, capsys):
    more = {
        f"papers__n{number}.md": f"---\ntitle: N{number}\ndate: {2010 + number}\nthemes: [seeing]\n---\n"
        for number in range(8)
    }
    empty = {"papers__two.md": FILES["papers__two.md"].replace("[vision]", "[seeing]"),
             "papers__three.md": FILES["papers__three.md"].replace(", vision", "")}  # fmt: skip
    content = write_survey(tmp_path / "content", **{**FILES, **more, **empty})
    assert run(monkeypatch, capsys, "build", "--content", content, "--output", tmp_path / "site").code == 0
    page = (tmp_path / "site/map.html").read_text("utf-8")
    assert 'href="themes/seeing.html"' in page
    assert 'href="themes/vision.html"' not in page


def test_explain_tells_why_a_paper_is_in_a_theme_above(content, monkeypatch, capsys):
    told = run(monkeypatch, capsys, "explain", "one", "--content", content).out
    above = (
        "    and so in Seeing (seeing), of which it is a part\n    and so in Vision (vision), of which it is a part\n"
        "    +6  “Glances” in the title (glances)\n"
    )
    assert f"  Looking (looking), by the editor, 6 points\n{above}  Hearing (hearing)" in told


# ---- In a browser.


def test_home_and_overview_show_the_tree(page, site):
    page.goto(f"{site.as_uri()}/index.html")
    top = page.locator(".contents > ol > li")
    expect(top).to_have_count(2)
    expect(top.first.locator(":scope > a")).to_contain_text("Vision4 papers")
    expect(top.first.locator("ol ol a")).to_contain_text("Looking1 paper")
    page.goto(f"{site.as_uri()}/themes.html")
    assert page.get_by_role("heading", level=2).all_inner_texts()[0].startswith("Vision")
    lefts = page.locator(".theme-list h2").evaluate_all("all => all.map(one => one.getBoundingClientRect().left)")
    assert lefts[0] < lefts[1] < lefts[2]
    assert lefts[3] == lefts[0]


def test_the_page_of_a_theme_leads_up_and_down(page, site):
    page.goto(f"{site.as_uri()}/themes/vision.html")
    expect(page.locator("aside")).to_contain_text("4 papers, 2 filed here and the others in its subthemes.")
    expect(page.locator("#p-one")).to_contain_text("In the subtheme Looking Also in Hearing")
    expect(page.locator("#p-two")).to_contain_text("A digest of it.")
    expect(page.locator("#p-three")).to_contain_text("Chiefly in Hearing")
    page.get_by_role("region", name="Subthemes").get_by_role("link", name="Looking").click()
    expect(page.locator("h1")).to_have_text("Looking")
    expect(page.locator(".kicker")).to_have_text("Themes › Vision › Seeing · 3 of 4")
    page.locator(".papers a.title").first.click()
    expect(page.locator(".kicker span").first).to_have_text("Vision › Seeing › Looking")
    page.locator(".kicker").get_by_role("link", name="Seeing").click()
    expect(page.locator("h1")).to_have_text("Seeing")


def test_a_theme_that_is_chosen_includes_its_parts(page, site):
    page.goto(f"{site.as_uri()}/search.html?theme=vision")
    expect(page.locator("#search-status")).to_have_text("4 papers.")
    choices = page.locator("details[data-facet='theme'] .choice")
    expect(choices).to_have_count(4)
    assert [text.split("\n")[0] for text in choices.all_inner_texts()] == ["Vision", "Seeing", "Looking", "Hearing"]
    lefts = choices.locator("input").evaluate_all("all => all.map(one => one.getBoundingClientRect().left)")
    assert lefts[0] == lefts[3] < lefts[1] < lefts[2]
    choices.nth(1).get_by_role("button", name="Exclude Seeing").click()
    expect(page.locator("#search-status")).to_have_text("2 of 4 papers.")


def test_the_list_of_a_theme_is_narrowed_to_a_part_of_it(page, site):
    page.goto(f"{site.as_uri()}/themes/vision.html?theme=seeing#papers")
    expect(page.locator("#filter-status")).to_have_text("2 of 4 papers.")
    page.goto(f"{site.as_uri()}/themes/hearing.html?theme=seeing#papers")
    expect(page.locator(".papers > li:visible")).to_have_count(2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_barriers(browser, site, scheme, width):
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    for path in ("index.html", "themes.html", "themes/vision.html", "themes/looking.html", "papers/one.html"):
        page.goto(f"{site.as_uri()}/{path}")
        said = barriers(page)
        assert said == [], f"{path}: {json.dumps(said, indent=2)}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()
