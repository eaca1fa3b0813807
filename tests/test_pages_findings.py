"""What pages show of papers' findings: names, gists, digests, tasks, data sets, figures, citations and methods."""

from __future__ import annotations

from dataclasses import replace

import pytest
from surveys import NO_ACCOUNT
from test_pages import ALWAYS, NOWHERE, catalogue, filed, paper, survey, theme, year

from site_builder.catalogue import Catalogue
from site_builder.ledger import record_terms
from site_builder.model import Findings, Result
from site_builder.pages import make_pages
from site_builder.pages_terms import compare, sort_terms
from site_builder.pages_wording import cited_as, common_unit, with_capital
from site_builder.prose_citations import Citation
from site_builder.terms import DATASET, TASK, gather_terms
from site_builder.themes import Step


def pages_of(*args, **kwargs):
    return {page.path: page for page in make_pages(catalogue(*args, **kwargs))}


def on(*datasets: str, **findings) -> Findings:
    return Findings(datasets=datasets, **findings)


def reports(*results: tuple[str, str, str | None] | tuple[str, str, str | None, str]) -> Findings:
    return Findings(results=tuple(Result(*result) for result in results))


def make_terms(papers, other_names=None):
    return sort_terms(record_terms(gather_terms(papers, other_names))[0].terms)


def compared(*papers):
    return compare(papers, make_terms(papers).dataset_by_name)


def test_names_that_differ_in_case_spaces_or_punctuation_are_one_term_named_as_most_write_it():
    written = ("CIFAR-10", "cifar 10", "CIFAR-10", "MNIST")
    terms = make_terms(paper(f"p-{n}", findings=on(name)) for n, name in enumerate(written))
    shown = [(term.name, term.path, [one.slug for one in term.papers]) for term in terms.datasets]
    assert shown == [("CIFAR-10", "datasets/cifar-10.html", ["p-0", "p-1", "p-2"]), ("MNIST", "", ["p-3"])]
    assert terms.dataset_by_name["cifar 10"] is terms.dataset_by_name["CIFAR-10"]


def test_a_data_set_that_only_a_result_names_counts_and_a_name_twice_on_a_paper_counts_once():
    both = Findings(datasets=("COCO",), results=(Result("AP", "50", "coco"),))
    (term,) = make_terms([paper("a", findings=both)]).datasets
    assert (len(term.papers), term.path) == (1, "")
    (term,) = make_terms([paper("a", findings=both), paper("b", findings=reports(("AP", "1", "COCO")))]).datasets
    assert [one.slug for one in term.papers] == ["a", "b"]


def test_terms_whose_names_give_the_same_address_keep_two():
    names = ("李 明", "里 明", "李 明", "里 明")
    terms = make_terms(paper(f"p-{n}", findings=on(name)) for n, name in enumerate(names))
    assert len({term.path for term in terms.datasets}) == 2


def test_what_two_papers_share_has_a_page_and_what_one_names_stands_in_the_overview():
    pages = pages_of(
        [
            paper("a", findings=Findings(tasks=("object detection", "counting"), datasets=("COCO",))),
            paper("b", findings=Findings(tasks=("Object detection",))),
        ]
    )
    found = {path for path in pages if path.startswith(("tasks", "datasets"))}
    assert found == {"tasks.html", "tasks/object-detection.html", "datasets.html"}
    overview = pages["tasks.html"].context
    assert [(term.title, term.path, term.count) for term in overview["shared_terms"]] == [
        ("Object detection", "tasks/object-detection.html", 2)
    ]
    assert [(term.title, line.slug) for term, line in overview["single"]] == [("Counting", "a")]
    shown = pages["papers/a.html"].context["paper"].findings
    assert [(term.title, term.path) for term in shown.tasks] == [
        ("Object detection", "tasks/object-detection.html"),
        ("Counting", ""),
    ]
    assert [(term.title, term.path) for term in shown.datasets] == [("COCO", "")]


def test_a_survey_without_findings_has_no_pages_of_them():
    assert not {path for path in pages_of([paper("a")]) if path.startswith(("tasks", "datasets", "methods"))}
    assert set(pages_of([], themes=())) == ALWAYS


def test_a_data_sets_page_has_a_table_for_each_measure_that_papers_share_and_lists_the_rest_by_paper():
    findings = [
        reports(("AP", "50", "COCO", "big"), ("AP", "48", "COCO"), ("speed", "5 fps", "COCO"), ("size", "3 MB", None)),
        reports(("ap", "40", "coco"), ("AP", "9", "VOC")),
        reports(("AR", "30", "COCO"), ("AP50", "60", "COCO"), ("AR", "31", "COCO", "large")),
    ]
    papers = [
        paper(slug, findings=replace(found, tasks=("detection",)), date=year(at))
        for slug, found, at in zip("abc", findings, (2020, 2018, 2016), strict=True)
    ]
    context = pages_of(papers)["datasets/coco.html"].context
    (table,) = context["comparisons"]
    assert (table.measure, table.has_settings) == ("AP", True)
    shown = [(row.line.slug, row.setting, row.value) for row in table.rows]
    assert shown == [("b", "", "40"), ("a", "big", "50"), ("a", "", "48")]
    alone = [(one.label, row.measure, row.setting, row.value) for one in context["alone"] for row in one.results]
    assert alone == [
        *(("C", "AR", "", "30"), ("C", "AP50", "", "60"), ("C", "AR", "large", "31")),
        ("A", "speed", "", "5 fps"),
    ]
    assert [(ref.title, ref.path, ref.count) for ref in context["related"]] == [
        ("Detection", "tasks/detection.html", 3)
    ]


def test_the_measure_that_most_papers_share_comes_first_on_a_data_sets_page():
    findings = [reports(("AP", "1", "COCO"), ("speed", "5 fps", "COCO"))] * 2 + [reports(("speed", "6 fps", "COCO"))]
    pages = pages_of([paper(f"p-{n}", findings=one) for n, one in enumerate(findings)])
    context = pages["datasets/coco.html"].context
    assert [(table.measure, table.unit) for table in context["comparisons"]] == [("Speed", "fps"), ("AP", "")]
    assert context["alone"] == ()


def test_settings_have_a_column_only_where_there_are_any():
    findings = {"a": reports(("AP", "1", None)), "b": reports(("AP", "2", None, "large"))}
    pages = pages_of([paper(slug, findings=found) for slug, found in findings.items()])
    shown = {slug: pages[f"papers/{slug}.html"].context["paper"].findings.has_settings for slug in findings}
    assert shown == {"a": False, "b": True}


def test_other_names_of_the_survey_are_one_term_with_the_name_it_gives():
    told = {DATASET: {"MS COCO": ("COCO", "Common Objects")}, TASK: {"object detection": ("detection",)}}
    papers = [
        paper("a", findings=Findings(tasks=("detection",), datasets=("COCO",), results=(Result("AP", "1", "coco"),))),
        paper("b", findings=Findings(tasks=("Detection", "object detection"), results=(Result("AP", "2", "MS COCO"),))),
    ]
    pages = pages_of(papers, {"a": ["seeing"], "b": ["seeing"]}, survey=replace(survey(), other_names=told))
    assert [ref.title for ref in pages["papers/b.html"].context["paper"].findings.tasks] == ["Object detection"]
    page = pages["datasets/ms-coco.html"].context
    assert (page["term"].title, page["term"].count, page["others"]) == ("MS COCO", 2, ("COCO", "Common Objects"))
    (table,) = pages["themes/seeing.html"].context["comparisons"]
    assert (table.dataset.title, [row.value for row in table.rows]) == ("MS COCO", ["1", "2"])


@pytest.mark.parametrize(
    ("first", "second", "tables"),
    [
        (("AP", "1", "Co Co"), ("ap", "2", "Co-co"), [("AP", "Co Co", ["1", "2"])]),
        (("AP", "1", "COCO"), ("AP", "2", "VOC"), []),
        (("AP", "1", "COCO"), ("mAP", "2", "COCO"), []),
        (("AP", "1", None), ("AP", "2", None), []),
    ],
)
def test_figures_are_compared_when_measure_and_data_set_are_the_same(first, second, tables):
    found, others = compared(paper("a", findings=reports(first)), paper("b", findings=reports(second)))
    assert [(one.measure, one.dataset.name, [row.result.value for row in one.rows]) for one in found] == tables
    assert len(others) == (0 if tables else 2)


def test_two_figures_of_one_paper_are_no_comparison():
    found, others = compared(paper("a", findings=reports(("AP", "1", "COCO"), ("AP", "2", "COCO"))))
    assert found == ()
    assert [one.result.value for one in others] == ["1", "2"]


def test_a_themes_tables_hold_its_own_papers_only_the_earliest_first():
    findings = reports(("top-1 accuracy", "80%", "ImageNet"))
    papers = [paper(slug, findings=findings, date=year(at)) for slug, at in (("a", 2020), ("b", 2018), ("c", 2019))]
    pages = pages_of(papers, {"a": ["seeing"], "b": ["pruning", "seeing"], "c": ["pruning"]})
    (table,) = pages["themes/seeing.html"].context["comparisons"]
    assert (table.measure, table.dataset.title) == ("Top-1 accuracy", "ImageNet")
    assert [(row.line.slug, row.line.year) for row in table.rows] == [("b", "2018"), ("a", "2020")]


@pytest.mark.parametrize(
    ("values", "unit"),
    [
        (("62.9", "57.6%", "50.8"), "%"),
        (("90.2 ± 0.3%", "91.5%"), "%"),
        (("5 fps", "1,000 fps"), "fps"),
        (("5 fps", "3 ms"), ""),
        (("0.62", "57.6%"), ""),
        (("about 9%", "up to 5%", "> 2%", "~4"), "%"),
        (("9% to 12%", "5%"), ""),
        (("1", "2"), ""),
    ],
)
def test_a_unit_that_figures_share_stands_in_the_heading_and_not_beside_each(values, unit):
    assert common_unit(values) == unit
    papers = [paper(f"p-{n}", findings=reports(("AP", value, "COCO"))) for n, value in enumerate(values)]
    filing = {one.slug: ["seeing"] for one in papers}
    (table,) = pages_of(papers, filing)["themes/seeing.html"].context["comparisons"]
    assert table.unit == unit
    assert [row.value for row in table.rows] == [value.removesuffix(unit).rstrip() for value in values]


def test_comparisons_of_one_theme_have_anchors_of_their_own():
    findings = reports(("AP at 0.5", "1", "COCO"), ("AP at 0,5!", "1", "COCO"), ("AP", "1", "COCO"))
    papers = [paper(slug, findings=findings) for slug in "ab"]
    tables = pages_of(papers, {"a": ["seeing"], "b": ["seeing"]})["themes/seeing.html"].context["comparisons"]
    assert len({table.anchor for table in tables}) == len(tables) == 2


def test_a_theme_shows_digests_of_its_primary_papers_and_no_long_note():
    long = "First part.\n\n" + "word " * 400
    papers = [
        paper("a", note="Short."),
        paper("b", note="Short."),
        paper("c", note=long),
        paper("d", note=long, findings=Findings(gist="In brief.")),
    ]
    filing = {"a": ["seeing"], "b": ["pruning", "seeing"], "c": ["seeing"], "d": ["seeing"]}
    placings = pages_of(papers, filing)["themes/seeing.html"].context["placings"]
    assert {slug: placing.digest for slug, placing in placings.items()} == {
        **{"a": "Short.", "b": "", "c": "First part.", "d": ""}
    }


def test_a_reading_path_follows_retired_addresses():
    steps = (Step("old", "First.", NOWHERE), Step("b", "Then.", NOWHERE))
    shelf = replace(theme("seeing", 1), path=steps)
    filed_here = {"a": filed("seeing"), "b": ()}
    found = Catalogue(survey(), (shelf,), (paper("a"), paper("b")), filed_here, NO_ACCOUNT, redirects={"old": "a"})
    (page,) = [page for page in make_pages(found) if page.path == "themes/seeing.html"]
    assert [(step.line.slug, step.why) for step in page.context["steps"]] == [("a", "First."), ("b", "Then.")]


@pytest.mark.parametrize(
    ("name", "title", "shown"),
    [("SENet", "Squeezing", "SENet"), ("CBAM", "CBAM: Blocks", ""), ("UIEC²-Net", "UIEC^2-Net: Images", "")],
)
def test_a_name_stands_beside_a_title_that_does_not_hold_it(name, title, shown):
    pages = pages_of([paper("a", title=title, findings=Findings(name=name, gist="In brief."))])
    (line,) = pages["titles.html"].context["groups"][0].lines
    assert (line.name, line.gist) == (shown, "In brief.")


@pytest.mark.parametrize(
    ("facts", "label"),
    [
        ({"findings": Findings(name="SENet"), "date": year(2017), "authors": ("Jie Hu",)}, "SENet, 2017"),
        ({"date": year(2017), "authors": ("Jie Hu", "Li Shen", "Gang Sun")}, "Hu et al., 2017"),
        ({"date": year(2017), "authors": ("Jie Hu", "Li Shen")}, "Hu and Shen, 2017"),
        ({"date": year(2017), "authors": ("Jie Hu",)}, "Hu, 2017"),
        ({"date": year(2017), "authors": ("Jie Hu",), "author_count": 5}, "Hu et al., 2017"),
        ({"authors": ("Jie Hu",)}, "Hu"),
        ({"title": "A net", "date": year(2017)}, "A net, 2017"),
    ],
)
def test_a_citation_without_words_names_the_paper(facts, label):
    assert cited_as(paper("a", **facts)) == label


def test_pages_know_the_papers_that_their_texts_cite_and_no_others():
    note = "As in [@b], unlike [the old one](@old) and [@nobody]."
    known = paper("b", title="B^2", authors=("Ada L",), date=year(2014), findings=Findings(gist="In brief."))
    pages = pages_of([paper("a", note=note), known, paper("c")], redirects={"old": "c"})
    cited = pages["papers/a.html"].context["citations"]
    assert set(cited) == {"b", "old"}
    assert cited["b"] == Citation("papers/b.html", "L, 2014", "B²", "Ada L · 2014", "In brief.")
    assert cited["old"].path == "papers/c.html"
    assert pages["papers/b.html"].context["citations"] == {}


def test_methods_have_a_page_when_there_is_a_text():
    told = replace(survey(), methods="From [@a].", about="See [@a].", home="[@a]")
    pages = pages_of([paper("a")], survey=told)
    for path in ("methods.html", "about.html", "index.html"):
        assert set(pages[path].context["citations"]) == {"a"}
        assert pages[path].context["site"].has_methods


@pytest.mark.parametrize(
    ("words", "shown"), [("object detection", "Object detection"), ("mIoU", "mIoU"), ("FLOPs", "FLOPs"), ("", "")]
)
def test_a_capital_is_given_to_plain_words_only(words, shown):
    assert with_capital(words) == shown
