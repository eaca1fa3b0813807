"""Filters in a real Chromium, from disk and over http: on the search page, in the lists of themes, and in addresses."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys

import pytest
from browsing import watch
from npm_ci import barriers
from playwright.sync_api import expect
from surveys import write_survey

from site_builder.pages_search import SEARCH_SCRIPTS
from site_builder.resources import ENGINE, static_folder

KINDS = ("method", "study", "survey")
TASKS = tuple(f"task {letter}" for letter in "abcdefghijkl")
COUNT = 36


def note(number: int) -> str:
    """A paper of one of three kinds, of 2010 to 2015, every third with code, every second on pruning."""
    lines = [
        f"title: Paper {number} about {'pruning' if number % 2 else 'vision'} nets",
        f"date: {2010 + number % 6}",
        f"kind: {KINDS[number % 3]}",
        f"tasks: [{TASKS[number % 4]}, {TASKS[4 + number % 8]}]",
        f"datasets: [Set {'A' if number < 20 else 'B'}]",
        f"themes: [{'seeing' if number < 30 else 'small, seeing'}]",
        f'keywords: ["data_type:{("graph", "Time series")[number % 4 == 1]}", nets, "https://example.org/{number}"]',
        *(["links:", f"  - Code: https://github.com/x/{number}"] if number % 3 == 0 else []),
    ]
    return "---\n" + "\n".join(lines) + "\n---\n\nA note that tells of nets.\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("facets")
    files = {f"papers__p{number:02}.md": note(number) for number in range(COUNT)}
    files["themes__small.md"] = "---\ntitle: Less of it\norder: 2\nscope: What goes.\nrules:\n  prunable: 3\n---\n"
    content = write_survey(folder / "content", **files)
    (content / "papers" / "first-paper.md").unlink()
    command = [sys.executable, "-m", "site_builder", "build", "--content", content, "--output", folder / "site"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder / "site"


def facet(page, name, value):
    """The line of a value in the filters."""
    return page.locator(f"details[data-facet='{name}'] .choice[data-value='{value}']")


def count_of(page, name, value):
    return facet(page, name, value).locator(".count")


def status(page):
    return page.locator("#search-status")


def test_counts_are_those_of_the_papers_found(page, address):
    page.goto(address + "search.html?q=pruning")
    expect(status(page)).to_have_text("18 papers.")
    expect(count_of(page, "kind", "method")).to_have_text("6 papers")
    expect(count_of(page, "code", "yes")).to_have_text("6 papers")
    expect(count_of(page, "dataset", "Set A")).to_have_text("10 papers")


def test_a_value_is_included_excluded_and_taken_back(page, address):
    page.goto(address + "search.html?q=pruning")
    facet(page, "kind", "method").locator("input").check()
    expect(status(page)).to_have_text("6 of 18 papers.")
    expect(page.locator("#results > li")).to_have_count(6)
    assert "kind=method" in page.url
    # What else could be chosen keeps its count; other facets count what is left.
    expect(count_of(page, "kind", "study")).to_have_text("6 papers")
    expect(count_of(page, "theme", "small")).to_have_text("1 paper")
    facet(page, "kind", "method").get_by_role("button", name="Exclude Method").click()
    expect(status(page)).to_have_text("12 of 18 papers.")
    expect(facet(page, "kind", "method").locator("input")).not_to_be_checked()
    expect(facet(page, "kind", "method").locator("button")).to_have_attribute("aria-pressed", "true")
    assert "not-kind=method" in page.url
    page.get_by_role("button", name="Remove the filter Not kind: Method").click()
    expect(status(page)).to_have_text("18 papers.")
    assert "kind" not in page.url


def test_two_values_of_a_facet_widen_and_two_facets_narrow(page, address):
    page.goto(address + "search.html?q=pruning&kind=method&kind=study")
    expect(status(page)).to_have_text("12 of 18 papers.")
    facet(page, "dataset", "Set A").locator("input").check()
    expect(status(page)).to_have_text("7 of 18 papers.")
    page.get_by_role("button", name="Clear all").click()
    expect(status(page)).to_have_text("18 papers.")


def test_filters_alone_list_papers_in_the_order_asked_for(page, address):
    page.goto(address + "search.html?code=yes&from=2010&to=2014&sort=oldest")
    expect(status(page)).to_have_text("12 of 36 papers.")
    years = [re.findall(r"20\d\d", text)[0] for text in page.locator(".result-meta").all_inner_texts()]
    assert years == ["2010"] * 6 + ["2013"] * 4
    page.locator("#search-sort").select_option("newest")
    expect(page.locator(".result-meta").first).to_contain_text("2013")
    page.goto(address + "search.html?code=no")
    expect(status(page)).to_have_text("24 of 36 papers.")
    expect(page.locator("#filters-chips")).to_contain_text("Without code")


def test_years_are_chosen_by_lists_or_by_their_bars(page, address):
    page.goto(address + "search.html?q=nets")
    years = page.locator("details[data-facet='year']")
    years.get_by_label("From year").select_option("2014")
    expect(status(page)).to_have_text("12 of 36 papers.")
    years.get_by_label("To year").select_option("2012")
    expect(page.locator("#filters-chips")).to_contain_text("Year: 2012–2014")
    expect(status(page)).to_have_text("18 of 36 papers.")
    years.locator("g[data-year='2010']").click()
    expect(page.locator("#filters-chips")).to_contain_text("Year: 2010")
    expect(status(page)).to_have_text("6 of 36 papers.")


def test_the_address_holds_all_and_the_back_button_goes_step_by_step(page, address):
    page.goto(address + "search.html")
    page.locator("#search-input").fill("pruning")
    expect(status(page)).to_have_text("18 papers.")
    facet(page, "kind", "study").locator("input").check()
    expect(status(page)).to_have_text("6 of 18 papers.")
    page.locator("#search-sort").select_option("oldest")
    facet(page, "code", "yes").locator("button").click()
    expect(page.locator("#filters-chips li")).to_have_count(3)
    slugs = page.locator("#results > li").evaluate_all("items => items.map(item => item.dataset.paper)")
    url = page.url
    page.go_back()
    expect(page.locator("#filters-chips li")).to_have_count(1)
    page.go_back()
    expect(page.locator("#search-sort")).to_have_value("")
    page.go_back()
    expect(status(page)).to_have_text("18 papers.")
    page.goto(url)
    expect(page.locator("#filters-chips li")).to_have_count(3)
    assert slugs == page.locator("#results > li").evaluate_all("items => items.map(item => item.dataset.paper)")


def test_showing_more_keeps_the_place_also_after_coming_back(page, address):
    page.goto(address + "search.html?q=nets")
    expect(page.locator("#results > li")).to_have_count(10)
    page.get_by_role("button", name="Show 20 more").click()
    expect(page.locator("#results > li")).to_have_count(30)
    expect(page.locator("#results > li").nth(10).locator("a")).to_be_focused()
    page.locator("#results > li").nth(25).scroll_into_view_if_needed()
    page.wait_for_timeout(400)
    before = page.evaluate("scrollY")
    assert before > 0
    page.locator("#results > li").nth(25).locator("a").click()
    expect(page.locator("h1")).to_contain_text("Paper")
    page.go_back()
    expect(page.locator("#results > li")).to_have_count(30)
    page.wait_for_function(f"Math.abs(scrollY - {before}) < 5")


def test_long_facets_show_the_first_and_lead_to_all(page, address):
    page.goto(address + "search.html?q=nets")
    tasks = page.locator("details[data-facet='task']")
    expect(tasks.locator(".choice")).to_have_count(7)
    every = tasks.get_by_role("button", name="All 12 tasks")
    every.click()
    expect(tasks.locator(".choice")).to_have_count(12)
    tasks.get_by_role("button", name="Fewer").press("Enter")
    expect(tasks.locator(".choice")).to_have_count(7)


def test_results_are_said_to_those_who_hear_the_page(page, address):
    page.goto(address + "search.html")
    expect(status(page)).to_have_attribute("role", "status")
    page.locator("#search-input").press_sequentially("prun")
    expect(status(page)).to_have_text("18 papers.")
    page.locator("#search-input").fill("pruning zzzzzz")
    expect(status(page)).to_contain_text("18 papers.")


def test_filters_that_hold_back_everything_say_so_and_can_be_cleared(page, address):
    page.goto(address + "search.html?q=pruning&theme=nowhere")
    expect(status(page)).to_contain_text("The filters hold back all 18 papers found.")
    page.get_by_role("button", name="Clear the filters").click()
    expect(status(page)).to_have_text("18 papers.")


def test_an_example_runs_when_clicked(page, address):
    page.goto(address + "search.html")
    example = page.locator("#search-start a").first
    query = example.inner_text()
    example.click()
    expect(page.locator("#search-input")).to_have_value(query)
    expect(page.locator("#search-input")).to_be_focused()
    expect(page).to_have_url(re.compile(r"\?q="))


def test_filters_fold_away_on_a_phone(page, address):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address + "search.html?q=nets&kind=study")
    opener = page.locator("#filters-opener")
    expect(opener).to_have_text("Filters 1 set")
    expect(page.locator("#filters")).to_be_hidden()
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")
    facet(page, "dataset", "Set B").locator("label").click()
    page.get_by_role("button", name="Show 5 papers").click()
    expect(page.locator("#filters")).to_be_hidden()
    expect(opener).to_be_focused()
    expect(status(page)).to_have_text("5 of 36 papers.")
    opener.click()
    page.keyboard.press("Escape")
    expect(page.locator("#filters")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


# ---- The lists of themes.


def test_a_theme_is_filtered_in_place(page, address):
    page.goto(address + "themes/seeing.html")
    papers = page.locator(".papers > li:visible")
    expect(papers).to_have_count(36)
    page.locator("#filter-input").press_sequentially("pruning")
    expect(page.locator("#filter-status")).to_have_text("18 of 36 papers.")
    expect(papers).to_have_count(18)
    expect(page.locator(".shelf:visible")).to_have_count(3)
    expect(page.locator(".letters li:visible")).to_have_count(3)
    page.locator("#filters-opener").click()
    facet(page, "kind", "study").locator("input").check()
    expect(page.locator("#filter-status")).to_have_text("6 of 36 papers.")
    expect(papers).to_have_count(6)
    assert "kind=study" in page.url
    page.go_back()
    expect(papers).to_have_count(18)
    page.locator("#filter-input").fill("")
    expect(papers).to_have_count(36)
    expect(page.locator(".letters li:visible")).to_have_count(6)


def test_a_filtered_theme_has_an_address(page, address):
    page.goto(address + "themes/seeing.html?q=pruning&not-kind=survey&from=2013#papers")
    expect(page.locator("#filter-status")).to_have_text("6 of 36 papers.")
    expect(page.locator("#filter-input")).to_have_value("pruning")
    expect(page.locator("#filters-chips li")).to_have_count(3)


def test_a_theme_that_has_changed_since_says_so(page, site, address):
    page.goto(address + "themes/seeing.html")
    page.evaluate("document.getElementById('theme-filter').dataset.order = 'another'")
    page.locator("#filter-input").fill("pruning")
    expect(page.locator("#filter-status")).to_contain_text("reload the page")
    expect(page.locator("#filter-status a")).to_have_attribute("href", "../titles.html")
    expect(page.locator(".papers > li:visible")).to_have_count(36)


# ---- Facets that keywords make.


def test_keywords_make_a_facet_of_the_search_page(page, address):
    page.goto(address + "search.html?q=pruning")
    data_type = page.locator("details[data-facet='data_type']")
    expect(data_type.locator("summary")).to_have_text("Data type")
    expect(count_of(page, "data_type", "graph")).to_have_text("9 papers")
    facet(page, "data_type", "time series").locator("input").check()
    expect(status(page)).to_have_text("9 of 18 papers.")
    expect(page.locator("#filters-chips")).to_contain_text("Data type: Time series")
    assert "data_type=time+series" in page.url
    facet(page, "data_type", "time series").get_by_role("button", name="Exclude Time series").click()
    expect(page.locator("#filters-chips")).to_contain_text("Not data type: Time series")
    assert "not-data_type=time+series" in page.url
    page.reload()
    expect(status(page)).to_have_text("9 of 18 papers.")
    expect(count_of(page, "kind", "method")).to_have_text("3 papers")


def test_a_fact_of_a_paper_leads_to_the_papers_that_share_it(page, address):
    page.goto(address + "papers/p05.html")
    page.get_by_role("complementary", name="Facts").get_by_role("link", name="Time series").click()
    expect(status(page)).to_have_text("9 of 36 papers.")
    expect(page.locator("#filters-chips")).to_contain_text("Data type: Time series")


def test_a_theme_is_filtered_by_such_a_facet_too(page, address):
    page.goto(address + "themes/small.html?data_type=graph")
    expect(page.locator("#filter-status")).to_have_text("5 of 6 papers.")
    page.locator("#filters-opener").click()
    facet(page, "data_type", "time series").locator("input").check()
    expect(page.locator(".papers > li:visible")).to_have_count(6)


# ---- What loads after the results: the filters, and what takes papers away.

LATER = "**/assets/search-panel.js"


def hold(page, script="search-panel.js"):
    """Let one of the scripts that come later wait until its route is continued, which the list comes to hold."""
    held = []

    def keep(route):
        held.append(route)

    page.route(f"**/assets/{script}", keep)
    return held


def test_results_wait_neither_for_the_filters_nor_for_their_columns(page, hosted):
    held = hold(page)
    page.goto(hosted + "search.html?q=pruning")
    expect(page.locator("#results > li")).to_have_count(10)
    expect(page.locator("#filters")).to_be_visible()
    columns = "performance.getEntriesByType('resource').filter(one => /columns/.test(one.name)).length"
    assert page.evaluate(columns) == 0
    top = page.locator("#results").bounding_box()
    page.wait_for_function("() => performance.getEntriesByType('resource').some(one => /export/.test(one.name))")
    assert len(held) == 1
    held[0].continue_()
    expect(count_of(page, "kind", "method")).to_have_text("6 papers")
    assert page.locator("#results").bounding_box() == top


def test_filters_of_an_address_are_shown_with_the_results_so_that_nothing_moves(page, hosted):
    held = hold(page)
    page.goto(hosted + "search.html?q=pruning&kind=method", wait_until="commit")
    page.wait_for_function("() => performance.getEntriesByType('resource').some(one => /export/.test(one.name))")
    assert page.locator("#results > li").count() == 0
    held[0].continue_()
    expect(page.locator("#results > li")).to_have_count(6)
    expect(page.get_by_role("button", name="Remove the filter Kind: Method")).to_be_visible()


def test_on_a_phone_filters_open_with_the_first_touch(browser, hosted):
    page = browser.new_page(viewport={"width": 360, "height": 700})
    found = watch(page)
    page.goto(hosted + "search.html")
    page.locator("#filters-opener").click()
    expect(page.locator("#filters")).to_be_visible()
    expect(count_of(page, "dataset", "Set A")).to_have_text("20 papers")
    page.close()
    assert found == []


@pytest.mark.parametrize(
    ("first", "last"), [("search-panel.js", "search-export.js"), ("search-export.js", "search-panel.js")]
)
def test_what_is_asked_of_a_button_before_all_scripts_are_there_is_done_then(page, hosted, first, last):
    held = hold(page, last)
    page.goto(hosted + "search.html?q=pruning")
    page.wait_for_function(f"() => performance.getEntriesByType('resource').some(one => /{first}/.test(one.name))")
    page.wait_for_timeout(100)
    page.get_by_role("button", name="Take away").click()
    expect(page.locator("#search-export")).to_be_hidden()
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator("#search-export")).to_be_visible()
    expect(count_of(page, "kind", "method")).to_have_text("6 papers")
    expect(page.locator("#search-export")).to_be_visible()


def test_filters_that_do_not_load_leave_the_results_and_are_tried_again(browser, hosted):
    page = browser.new_page()
    page.route(LATER, lambda route: route.abort())
    page.goto(hosted + "search.html?q=pruning")
    expect(page.locator("#filters-list")).to_contain_text("did not load")
    expect(page.locator("#results > li")).to_have_count(10)
    page.unroute(LATER)
    page.locator("#search-input").fill("pruning nets")
    expect(count_of(page, "kind", "method")).to_have_text("6 papers")
    page.close()


@pytest.mark.parametrize(
    ("script", "query", "said"),
    [("search-correct.js", "prunnig", "showing “pruning”. 18 papers."), ("search-operators.js", "prun*", "18 papers.")],
)
def test_what_few_queries_need_comes_with_them_and_is_tried_again_where_it_fails(browser, hosted, script, query, said):
    page = browser.new_page()
    page.route(f"**/{script}", lambda route: route.abort())
    page.goto(hosted + "search.html?q=pruning")
    expect(count_of(page, "kind", "method")).to_have_text("6 papers")  # by then that script has been asked for
    page.locator("#search-input").fill(query)
    expect(status(page)).to_have_text("A part of the search did not load. Every paper is listed from A to Z.")
    page.unroute(f"**/{script}")
    page.locator("#search-input").press("Enter")
    expect(status(page)).to_contain_text(said)
    page.goto(hosted + "index.html")  # the box of any page brings it too
    page.locator("#site-query").fill(query)
    expect(page.get_by_role("option").last).to_contain_text("All 18 results")
    page.close()


# ---- The box of every page.


def test_the_box_of_any_page_offers_results_as_one_types(page, address):
    page.goto(address + "themes/seeing.html")
    assert page.evaluate("performance.getEntriesByType('resource').filter(one => /lunr/.test(one.name)).length") == 0
    page.keyboard.press("/")
    page.keyboard.type("pruning")
    box = page.get_by_role("combobox")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("option")).to_have_count(7)
    expect(page.get_by_role("option").last).to_have_text("All 18 results for “pruning”")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "site-found-0")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option")).to_have_count(7)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"search\.html\?q=pruning$"))
    expect(status(page)).to_have_text("18 papers.")


def test_a_paper_chosen_in_the_box_is_opened(page, address):
    page.goto(address + "papers/p05.html")
    page.keyboard.press("/")
    page.keyboard.type("paper 7 about")
    expect(page.get_by_role("option").first).to_contain_text("Paper 7 about pruning nets")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"papers/p07\.html$"))


def test_programs_can_ask_on_every_page(page, address):
    for path in ("index.html", "papers/p05.html", "search.html", "themes/seeing.html"):
        page.goto(address + path)
        answer = page.evaluate("surveySearch('Paper 7 about pruning nets', {limit: 3})")
        assert answer["results"][0]["id"] == "p07", path


def test_the_box_and_the_search_page_load_the_same_search():
    text = (static_folder() / "search-box.js").read_text("utf-8")
    assert re.search(r'ENGINE = "([^"]*)"', text)[1] == ENGINE
    assert f"assets/{ENGINE}" == SEARCH_SCRIPTS[0]


# ---- Without JavaScript, and when something is missing.


def test_without_javascript_the_box_leads_to_all_titles_and_no_filter_is_shown(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "themes/seeing.html")
    expect(page.locator("#theme-filter")).to_be_hidden()
    page.locator("#site-query").fill("pruning")
    page.locator("#site-query").press("Enter")
    expect(page.locator("h1")).to_have_text("A to Z")
    page.goto(address + "search.html?q=pruning")
    expect(page.locator(".notice a").first).to_have_attribute("href", "titles.html")
    expect(page.locator("#filters")).to_be_hidden()
    context.close()


TOLD = re.compile(r"did not load|is damaged|of another build|Reload")


def answer(route, body):
    route.fulfill(body=body, content_type="text/javascript")


BROKEN = {
    "a part that is missing": ("**/terms/*.js", lambda route: route.abort()),
    "a part that is cut off": ("**/terms/*.js", lambda route: answer(route, 'surveySearchPart("')),
    "a part that is nonsense": ("**/terms/*.js", lambda route: answer(route, 'surveySearchPart("x","terms/0",[1,2]);')),
    "cards that are missing": ("**/search/*/papers/*.js", lambda route: route.abort()),
    "no manifest": ("**/manifest.js", lambda route: route.abort()),
    "a manifest of another kind": (
        "**/manifest.js",
        lambda route: answer(route, 'surveySearchManifest({"format":0});'),
    ),
    "scripts that are missing": ("**/search-engine.js", lambda route: route.abort()),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_broken_is_told_and_leaves_a_way_to_all_papers(browser, hosted, case):
    page = browser.new_page()
    page.route(*BROKEN[case])
    page.goto(hosted + "search.html?q=pruning")
    expect(status(page)).to_contain_text(TOLD)
    expect(page.locator("#results > li")).to_have_count(0)
    page.locator("#search-status").get_by_role("link", name="A to Z").click()
    expect(page.locator("h1")).to_have_text("A to Z")
    page.goto(hosted + "index.html")
    page.keyboard.press("/")
    page.keyboard.type("pruning")
    expect(page.get_by_role("option")).to_contain_text(TOLD)
    page.goto(hosted + "themes/seeing.html")
    page.locator("#filter-input").fill("pruning")
    if "cards" not in case:
        expect(page.locator("#filter-status")).to_contain_text(TOLD)
        expect(page.locator(".papers > li:visible")).to_have_count(36)
    page.close()


def test_a_manifest_from_before_a_rebuild_is_told_or_replaced(browser, hosted, site):
    """The old manifest names parts that are no longer there."""
    text = (site / "assets" / "search" / "manifest.js").read_text("utf-8")
    build = re.search(r'"build":"(\w+)"', text)[1]
    page = browser.new_page()
    page.route("**/manifest.js*", lambda route: answer(route, text.replace(build, "0123456789")))
    page.goto(hosted + "search.html?q=pruning")
    expect(status(page)).to_contain_text("A to Z")
    expect(page.locator("#results > li")).to_have_count(0)
    page.close()


def test_filters_that_do_not_load_leave_the_results(browser, hosted):
    page = browser.new_page()
    page.route("**/columns/*.js", lambda route: route.abort())
    page.goto(hosted + "search.html?q=pruning")
    expect(status(page)).to_have_text("18 papers.")
    expect(page.locator("#filters-list .notice")).to_contain_text("did not load")
    page.close()


# ---- No barriers, in both schemes.

DOINGS = {
    "search.html?q=pruning&not-kind=study&theme=seeing": "0",
    "search.html": "document.querySelector('#search-input').focus()",
    "themes/seeing.html?kind=study": "document.querySelector('#filters-opener').click()",
    "index.html": "document.querySelector('#site-query').focus()",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_barriers(browser, site, scheme, width):
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    for path, doing in DOINGS.items():
        page.goto(f"{site.as_uri()}/{path}")
        page.wait_for_timeout(500)
        page.evaluate(doing)
        if path == "index.html":
            page.keyboard.type("pruning")
        if width == 360 and path.startswith("search.html?"):
            page.locator("#filters-opener").click()
        page.wait_for_timeout(1500 if path == "search.html" else 500)
        said = barriers(page)
        assert said == [], f"{path}: {json.dumps(said, indent=2)}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


# ---- The functions behind it.


@pytest.fixture(scope="module")
def functions(browser, site):
    page = browser.new_page()
    page.goto(f"{site.as_uri()}/search.html")
    page.wait_for_function("() => window.surveySearch && surveySearch.facets && surveySearch.facets.narrow")
    yield page
    page.close()


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        ("", ""),
        ("?q=", ""),
        ("?q=a+b&utm=1", "?q=a+b"),
        ("?theme=b&theme=a&theme=a", "?theme=a&theme=b"),
        ("?kind=x&not-kind=x&not-kind=y", "?kind=x&not-kind=y"),
        ("?code=yes&code=no", "?code=yes"),
        ("?code=no", "?code=no"),
        ("?from=1999&to=soon&sort=sideways", "?from=1999"),
        ("?task=a%26b%20%2B&dataset=%C3%A9", "?task=a%26b+%2B&dataset=%C3%A9"),
        ("?q=x&spelling=kept", "?q=x&spelling=kept"),
        (
            "?data_type=Time-S%C3%A9ries&data_type=time_series&not-data_type=GRAPH",
            "?data_type=time+series&not-data_type=graph",
        ),
    ],
)
def test_addresses_are_read_and_written_in_one_form(functions, given, canonical):
    write = "given => surveySearch.facets.writeState(surveySearch.facets.readState(given))"
    assert functions.evaluate(write, given) == canonical
    assert functions.evaluate(write, canonical) == canonical


NARROW = """async ({columns, state, places}) => {
  const { facets } = surveySearch;
  const tidy = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name,
    name === "year" ? facets.tidyYears(column, [2000, 2009]) : facets.tidyColumn(name, column)]));
  const found = await facets.narrow(places, facets.readState(state), tidy);
  return {places: [...found.places], kind: [...found.counts.kind], task: [...found.counts.task],
    code: [...found.counts.code], years: [...found.years]};
}"""


def passes(paper, chosen, ruled_out, but=None):
    for name in ("kind", "task", "code", "year"):
        if name == but:
            continue
        if chosen.get(name) and not set(paper[name]) & set(chosen[name]):
            return False
        if set(paper[name]) & set(ruled_out.get(name, ())):
            return False
    return True


@pytest.mark.parametrize("seed", range(8))
def test_counts_equal_those_of_counting_one_by_one(functions, seed):
    chance = random.Random(seed)
    tasks = [f"t{number}" for number in range(6)]
    papers = [
        {
            "kind": chance.sample(KINDS, chance.choice([0, 1])),
            "task": chance.sample(tasks, chance.randint(0, 3)),
            "code": chance.choice([[], ["yes"]]),
            "year": chance.choice([[], [chance.randint(2000, 2009)]]),
        }
        for _ in range(5000)
    ]
    columns = {
        "kind": {"names": KINDS, "values": [KINDS.index(p["kind"][0]) if p["kind"] else -1 for p in papers]},
        "task": {"names": tasks, "values": [[tasks.index(task) for task in p["task"]] for p in papers]},
        "code": {"names": [], "values": [len(p["code"]) for p in papers]},
        "year": {"names": [], "values": [(p["year"] or [0])[0] for p in papers]},
    }
    chosen = {"task": chance.sample(tasks, chance.randint(0, 2)), "kind": chance.sample(KINDS, chance.randint(0, 1))}
    ruled_out = {"task": [task for task in chance.sample(tasks, 1) if task not in chosen["task"]]}
    first, last = sorted(chance.sample(range(2000, 2010), 2))
    state = "&".join([f"{name}={value}" for name, values in chosen.items() for value in values])
    state += "".join(f"&not-task={task}" for task in ruled_out["task"]) + f"&from={first}&to={last}"
    chosen["year"] = range(first, last + 1)
    places = chance.sample(range(len(papers)), 4000)
    found = functions.evaluate(NARROW, {"columns": columns, "state": f"?{state}", "places": places})
    assert found["places"] == [place for place in places if passes(papers[place], chosen, ruled_out)]
    for name, values in (("kind", KINDS), ("code", ["yes"]), ("year", range(2000, 2010))):
        left = [papers[place] for place in places if passes(papers[place], chosen, ruled_out, but=name)]
        counts = [sum(value in paper[name] for paper in left) for value in values]
        assert found["years" if name == "year" else name] == counts, name
    without = [papers[place] for place in places if passes(papers[place], {**chosen, "task": []}, ruled_out)]
    counts = [sum(task in paper["task"] for paper in without) for task in tasks]
    shown = [0 if task in ruled_out["task"] else number for task, number in zip(tasks, found["task"], strict=True)]
    assert shown == counts


def test_a_hundred_thousand_papers_are_counted_in_slices(functions):
    turns = functions.evaluate("""async () => {
      const count = 100000;
      const lists = Array.from({length: count}, (_, at) => [at % 25, (at * 7) % 24]);
      const { facets } = surveySearch;
      const names = Array.from({length: 25}, (_, at) => `${at}`);
      const columns = {};
      for (const name of ["task", "dataset"]) columns[name] = facets.tidyColumn(name, {names, values: lists});
      columns.theme = facets.tidyColumn("theme", {names: names.map((name) => [name, name]), values: lists});
      let [turns, longest, last, isOver] = [0, 0, performance.now(), false];
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        const now = performance.now();
        longest = Math.max(longest, now - last);
        [turns, last] = [turns + 1, now];
        if (!isOver) channel.port2.postMessage(0);
      };
      channel.port2.postMessage(0);
      const places = Int32Array.from({length: count}, (_, place) => place);
      await facets.narrow(places, facets.readState("?not-theme=3&task=4&task=5"), columns);
      isOver = true;
      return [turns, longest];
    }""")
    assert turns[0] >= 1, "nothing else had its turn"
    assert turns[1] < 200, turns  # 50 ms on a machine that is not busy with other tests
