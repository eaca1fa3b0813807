"""The pages of tasks and data sets keep their addresses, whatever papers come to name."""

from __future__ import annotations

import json
from dataclasses import replace

from test_pages import paper

from site_builder.build import Request, make_site
from site_builder.catalogue import Departed
from site_builder.ledger import LedgerLine, parse_ledger, record_terms, render_ledger
from site_builder.model import Findings, SourceText
from site_builder.terms import DATASET, TASK, gather_terms


def on(*names: str, others=None, ledger=(), passing=()):
    """Record the data sets that papers name, one name each."""
    papers = [paper(f"p-{n}", findings=Findings(datasets=(name,))) for n, name in enumerate(names)]
    return record_terms(gather_terms(papers, {DATASET: others or {}}), ledger, frozenset(passing))


def paths(housed) -> dict[str, str]:
    return {term.name: term.path for term in housed.terms}


def recorded(housed) -> list[dict]:
    return [json.loads(line) for line in render_ledger(housed.ledger).splitlines()]


def test_what_papers_share_is_recorded_by_kind_and_read_back():
    shared = Findings(tasks=("tracking",), datasets=("COCO",))
    housed, problems = record_terms(gather_terms([paper("a", findings=shared), paper("b", findings=shared)]))
    assert problems == ()
    assert recorded(housed) == [
        {"slug": "coco", "kind": "data set", "title": "COCO"},
        {"slug": "tracking", "kind": "task", "title": "tracking"},
    ]
    ledger, problems = parse_ledger(SourceText("ledger.jsonl", render_ledger(housed.ledger)))
    assert (ledger, problems) == (housed.ledger, ())


def test_a_task_and_a_data_set_may_have_the_same_name():
    shared = Findings(tasks=("Places",), datasets=("places",))
    housed, _ = record_terms(gather_terms([paper("a", findings=shared), paper("b", findings=shared)]))
    assert [(term.kind, term.path) for term in housed.terms] == [
        (TASK, "tasks/places.html"),
        (DATASET, "datasets/places.html"),
    ]


def test_a_page_stays_while_one_paper_names_it_however_it_is_written():
    ledger = on("MNIST", "MNIST")[0].ledger
    housed, problems = on("mnist", ledger=ledger)
    assert (paths(housed), housed.ledger, problems) == ({"mnist": "datasets/mnist.html"}, ledger, ())
    assert paths(on("mnist")[0]) == {"mnist": ""}


def test_a_name_that_no_paper_has_any_more_leaves_a_page_that_says_so_and_comes_back_to_it():
    ledger = on("Places", "Places")[0].ledger
    gone, (problem,) = on("COCO", "COCO", ledger=ledger)
    assert gone.departed == {"datasets/places.html": Departed("Places", None)}
    assert gone.redirects == {}
    assert problem.code == "vanished-data-set"
    assert problem.severity.value == "info"
    assert "1 published data set is named by no paper any more: places" in problem.message
    assert "other_names" in problem.hint
    back, problems = on("places", ledger=gone.ledger)
    assert (paths(back)["places"], back.departed.keys()) == ("datasets/places.html", {"datasets/coco.html"})
    assert [problem.message[-4:] for problem in problems] == ["coco"]


def test_a_renamed_data_set_leads_from_its_old_page_to_its_new_one_for_good():
    ledger = on("Places", "Places")[0].ledger
    told = {"Places2": ("Places",)}
    housed, problems = on("Places2", others=told, ledger=ledger)
    assert (paths(housed), problems) == ({"Places2": "datasets/places2.html"}, ())
    assert housed.redirects == {"datasets/places.html": "datasets/places2.html"}
    assert on("Places2", ledger=housed.ledger)[0].redirects == housed.redirects, "once said is enough"
    apart, _ = on("Places2", "Places", ledger=housed.ledger)
    assert paths(apart) == {"Places2": "datasets/places2.html", "Places": "datasets/places.html"}
    assert apart.redirects == {}


def test_papers_under_either_name_share_a_page():
    housed, _ = on("ILSVRC", "imagenet", others={"ImageNet": ("ILSVRC",)})
    assert paths(housed) == {"ImageNet": "datasets/imagenet.html"}
    assert [one.slug for one in housed.terms[0].papers] == ["p-0", "p-1"]


def test_a_new_name_never_takes_a_published_address():
    first = on("李 明", "李 明")[0]
    assert paths(first) == {"李 明": "datasets/li-ming.html"}
    both, _ = on("李 明", "里 明", "里 明", ledger=first.ledger)
    assert paths(both)["李 明"] == "datasets/li-ming.html"
    assert paths(both)["里 明"].startswith("datasets/li-ming-")
    assert len(both.ledger) == 2


def test_what_is_shared_only_with_papers_that_the_ledger_is_not_to_know_has_a_page_and_is_not_recorded():
    housed, _ = on("COCO", "COCO", passing={"p-1"})
    assert (paths(housed), housed.ledger) == ({"COCO": "datasets/coco.html"}, ())
    again, _ = on("COCO", "COCO", "COCO", passing={"p-1"})
    assert [line.slug for line in again.ledger] == ["coco"]


def test_lines_of_papers_and_themes_stay_as_they_are():
    others = (LedgerLine("coco", "COCO", "2020-01-01"), LedgerLine("coco", "COCO", None, kind="theme"))
    housed, _ = on("COCO", "COCO", ledger=others)
    assert [line.kind for line in housed.ledger] == [None, "data set", "theme"]
    assert [line for line in housed.ledger if line.kind != DATASET] == list(others)


def test_a_line_that_sends_readers_nowhere_is_told():
    lost = replace(on("COCO", "COCO")[0].ledger[0], moved="nowhere")
    _, (problem,) = on("VOC", ledger=(lost,))
    assert (problem.code, "`nowhere`, which no data set ever had" in problem.message) == ("bad-move", True)


NOTE = "---\ntitle: {title}\ntasks: [{task}]\ndatasets: [Blue]\n---\nText.\n"


def build(folder, files, ledger):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    (folder / "ledger.jsonl").write_text(ledger, "utf-8")
    outcome = make_site(Request(folder), lambda stage: None)
    assert outcome.is_good, outcome.problems
    return outcome, render_ledger(outcome.ledger)


def test_old_pages_of_a_site_lead_on_or_tell(tmp_path):
    def notes(task):
        return {f"papers/{n}.md": NOTE.format(title=f"Paper {n}", task=task) for n in "ab"}

    survey = "title: A survey\n"
    first, ledger = build(tmp_path, {"survey.yaml": survey, **notes("seeing")}, "")
    assert {"tasks/seeing.html", "datasets/blue.html"} <= set(first.site)
    told = f"{survey}other_names:\n  tasks:\n    vision: [seeing]\n"
    renamed, kept = build(tmp_path, {"survey.yaml": told, **notes("vision")}, ledger)
    assert b'content="0; url=vision.html"' in renamed.site["tasks/seeing.html"]
    assert b"The task is now at" in renamed.site["tasks/seeing.html"]
    untold, _ = build(tmp_path, {"survey.yaml": survey, **notes("vision")}, ledger)
    assert b"This task was here once" in untold.site["tasks/seeing.html"]
    assert [problem.code for problem in untold.problems] == ["vanished-task"]
    later, _ = build(tmp_path, {"survey.yaml": survey, **notes("vision")}, kept)
    assert (later.site["tasks/seeing.html"], later.problems) == (renamed.site["tasks/seeing.html"], ())
