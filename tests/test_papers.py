"""The first half of a build: sources into papers, and the sum of records that must come out."""

from __future__ import annotations

import random

import yaml
from hypothesis import given
from hypothesis import strategies as st

from site_builder.model import Date, SourceText
from site_builder.papers import gather_papers

POTS = "We ask how a small network sorts pictures of teapots when half of the light is missing. " * 4
LAMPS = "Nine museums lent their lamps, and the method carries over to them without a single change. " * 4

NOTE = SourceText("papers/teapots.md", "---\ntitle: Teapots\nauthors: [Ada Jug]\ndate: 2014-03\n---\nA note.\n")
LISTING = SourceText("sources/a.txt", f"SubscribeTeapots\n{POTS}\n• 2 authors\n·\nMar 7\nLamps\n{LAMPS}\n")
AGAIN = SourceText("sources/b.txt", f"new\n\nDaily Papers\n\nLamps\n\n{LAMPS}\n")
LIST = SourceText("sources/c.yaml", "- title: Urns\n  exclude: not of our time\n- title: Lamps\n  arxiv: 1505.04597\n")
ALL = (NOTE, LISTING, AGAIN, LIST)


def test_sources_into_papers() -> None:
    gathered, problems = gather_papers(ALL, {"a.txt": Date("2014-12-01", 2014, 12, 1)})
    assert [(p.severity.value, str(p.origin), p.message) for p in problems] == [
        ("info", "sources/c.yaml:2", "“Urns” is left out: not of our time"),
        ("info", "sources/a.txt:1", "the number of authors is 2 here and 1 at papers/teapots.md:2, which is kept"),
    ]
    lamps, pots = gathered.papers
    assert (lamps.slug, lamps.arxiv, lamps.abstract) == ("lamps", "1505.04597", LAMPS.strip())
    assert list(map(str, lamps.origins)) == ["sources/c.yaml:3", "sources/a.txt:6", "sources/b.txt:5"]
    assert (pots.slug, pots.note, str(pots.note_origin)) == ("teapots", "A note.", "papers/teapots.md:6")
    assert (pots.abstract, pots.date.iso, pots.date.text) == (POTS.strip(), "2014-03-07", "Mar 7")
    assert [record.title for record in gathered.records] == ["Teapots", "Teapots", "Lamps", "Lamps", "Urns", "Lamps"]


def test_the_account() -> None:
    account = gather_papers(ALL, {})[0].account
    assert account.is_even
    assert (account.records, account.papers, account.merged, account.excluded) == (6, 2, 3, 1)
    assert account.merged_by_file == {"sources/a.txt": 2, "sources/b.txt": 1}
    assert {file.path: (file.kind, file.records, file.line_count) for file in account.files} == {
        "papers/teapots.md": ("note", 1, 6),
        "sources/a.txt": ("listing", 2, 7),
        "sources/b.txt": ("listing", 1, 7),
        "sources/c.yaml": ("yaml", 2, 4),
    }
    assert account.files[1].lines == {"abstract": 2, "metadata": 3, "title": 2}


def test_nothing_gives_nothing() -> None:
    gathered, problems = gather_papers((), {})
    assert (gathered.records, gathered.papers, gathered.ledger, gathered.redirects, problems) == ((), (), (), {}, ())
    assert gathered.account.is_even


def test_a_paper_that_its_only_source_excludes_is_counted() -> None:
    account = gather_papers([SourceText("papers/a.md", "---\ntitle: A\nexclude: off topic\n---\n")], {})[0].account
    assert (account.records, account.papers, account.merged, account.excluded) == (1, 0, 0, 1)


def test_faulty_sources_leave_the_good_ones() -> None:
    bad = (SourceText("a.pdf", "x"), SourceText("b.yaml", "- a: b: c"), SourceText("d.md", "---\ntitle: [A]\n---\n"))
    gathered, problems = gather_papers((*bad, NOTE), {})
    assert [paper.title for paper in gathered.papers] == ["Teapots"]
    assert [p.code for p in problems] == ["unknown-source", "malformed-yaml", "wrong-type"]
    assert gathered.account.is_even


TITLES = st.sampled_from(["Teapots", "teapots!", "Lamps", "Urns", "→"])
YAML_FILES = st.lists(
    st.fixed_dictionaries(
        {"title": TITLES},
        optional={
            "abstract": st.sampled_from([POTS, LAMPS]),
            "arxiv": st.sampled_from(["1505.00001", "1505.00002"]),
            "same_as": st.sampled_from(["Lamps", "arxiv:1505.00001"]),
            "distinct_from": st.just("Teapots"),
            "exclude": st.just("off topic"),
            "date": st.sampled_from(["2014", "soon"]),
        },
    ),
    min_size=1,
    max_size=4,
).map(yaml.safe_dump)
LISTINGS = st.lists(TITLES | st.sampled_from([POTS, LAMPS, "", "• 2 authors", "new"]), min_size=1, max_size=8).map(
    "\n".join
)
SOURCES = st.lists(
    YAML_FILES.map(lambda text: (".yaml", text))
    | LISTINGS.map(lambda text: (".txt", text))
    | TITLES.map(lambda title: (".md", f"---\ntitle: '{title}'\n---\nText.\n")),
    max_size=6,
).map(lambda files: [SourceText(f"s/file-{number}{suffix}", text) for number, (suffix, text) in enumerate(files)])


@given(SOURCES, st.randoms(use_true_random=False))
def test_the_sum_comes_out_and_the_order_of_files_does_not_matter(
    sources: list[SourceText], rng: random.Random
) -> None:
    gathered, problems = gather_papers(sources, {})
    account = gathered.account
    assert account.is_even
    assert account.records == len(gathered.records) == account.papers + account.merged + account.excluded
    assert account.papers == len(gathered.papers)
    assert sum(account.merged_by_file.values()) == account.merged
    assert sum(len(paper.origins) for paper in gathered.papers) == account.papers + account.merged
    shuffled, same = gather_papers(rng.sample(sources, len(sources)), {})
    assert (shuffled.papers, shuffled.ledger, set(same)) == (gathered.papers, gathered.ledger, set(problems))
