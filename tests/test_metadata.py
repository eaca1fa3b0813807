"""What heads say to reference managers, search engines and link previews."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from heads import ADDRESS, Head, site_of, zotero_type
from heads import default_site as default
from surveys import write_survey

HOSTILE = r"""</script><script>alert(1)</script> <!-- & \"quoted\" 'single' {{ 7*7 }} ]]>\x01\u202e\uFFFE é 中 😀"""
HOSTILE_READ = """</script><script>alert(1)</script> <!-- & "quoted" 'single' {{ 7*7 }} ]]> é 中 😀"""


def paper(slug: str, base: str | None = None) -> Head:
    return Head(default(base)[f"papers/{slug}.html"])


def citation(head: Head) -> list[tuple[str, str]]:
    return [(name, content) for name, content in head.metas if name.startswith(("citation_", "DC."))]


def test_a_conference_paper_of_the_default_survey() -> None:
    assert citation(paper("deep-residual-learning-for-image-recognition")) == [
        ("citation_title", "Deep Residual Learning for Image Recognition"),
        *(("citation_author", name) for name in ("He, Kaiming", "Zhang, Xiangyu", "Ren, Shaoqing", "Sun, Jian")),
        ("citation_publication_date", "2016"),
        ("citation_online_date", "2015/12"),
        ("citation_conference_title", "CVPR"),
        ("citation_arxiv_id", "1512.03385"),
        ("citation_pdf_url", "https://arxiv.org/pdf/1512.03385"),
        ("citation_public_url", "https://arxiv.org/abs/1512.03385"),
    ]


def test_a_journal_paper_of_the_default_survey_has_volume_and_pages() -> None:
    tags = dict(citation(paper("cbnet-a-composite-backbone-network-architecture-for-object-detection")))
    assert tags["citation_journal_title"] == "IEEE Transactions on Image Processing"
    assert (tags["citation_volume"], tags["citation_firstpage"], tags["citation_lastpage"]) == ("31", "6893", "6906")
    assert (tags["citation_publication_date"], tags["citation_online_date"]) == ("2022", "2021/07")
    assert tags["citation_doi"] == "10.1109/tip.2022.3216771"


def test_a_lone_author_is_named_in_the_order_of_speech() -> None:
    assert paper("fast-r-cnn").all("citation_author") == ["Ross Girshick"]


def test_a_preprint_is_called_one_and_has_no_venue() -> None:
    head = paper("data-filtering-networks")
    slug = "adding-gradient-noise-improves-learning-for-very-deep-networks"
    assert zotero_type(head) == "conferencePaper"
    preprint = paper(slug)
    assert preprint.one("DC.type") == "preprint"
    assert zotero_type(preprint) == "preprint"
    assert not any("_title" in name for name, _ in citation(preprint)[1:])


def test_every_paper_of_the_default_survey_is_recognised_as_a_paper() -> None:
    types: dict[str, int] = {}
    for path, page in default(None).items():
        if not path.startswith("papers/"):
            continue
        head = Head(page)
        types[zotero_type(head)] = types.get(zotero_type(head), 0) + 1
        assert head.one("og:type") == "article"
        assert head.one("citation_title") == head.one("og:title") == head.data[0]["name"]
        assert all(content.strip() for _, content in head.metas), path
        # Zotero would take the name of the site for the journal.
        assert not head.all("og:site_name"), path
        named = [author["name"] for author in head.data[0].get("author", ())]
        assert len(named) == len(head.all("citation_author")), path
    assert sum(types.values()) == 294
    assert types["conferencePaper"] > 100
    assert types["journalArticle"] > 30
    assert types["preprint"] > 50


def test_json_ld_of_a_paper_says_what_is_known_and_nothing_else() -> None:
    assert paper("cbnet-a-composite-backbone-network-architecture-for-object-detection", ADDRESS).data == [
        {
            "@context": "https://schema.org",
            "@type": "ScholarlyArticle",
            "name": "CBNet: A Composite Backbone Network Architecture for Object Detection",
            "author": [
                {"@type": "Person", "name": name}
                for name in (
                    *("Tingting Liang", "Xiaojie Chu", "Yudong Liu", "Yongtao Wang", "Zhi Tang", "Wei Chu"),
                    *("Jingdong Chen", "Haibin Ling"),
                )
            ],
            "datePublished": "2022",
            "isPartOf": {
                "@type": "PublicationVolume",
                "volumeNumber": "31",
                "isPartOf": {"@type": "Periodical", "name": "IEEE Transactions on Image Processing"},
            },
            "pagination": "6893-6906",
            "identifier": ["doi:10.1109/tip.2022.3216771", "arXiv:2107.00420"],
            "url": "https://arxiv.org/abs/2107.00420",
            "sameAs": "https://doi.org/10.1109/tip.2022.3216771",
            "mainEntityOfPage": (
                f"{ADDRESS}papers/cbnet-a-composite-backbone-network-architecture-for-object-detection.html"
            ),
        }
    ]


def test_a_paper_of_which_only_the_title_is_known_has_only_that(tmp_path: Path) -> None:
    note = "---\ntitle: Bare paper\nthemes: [seeing]\n---\n\nA note.\n"
    site = site_of(write_survey(tmp_path, **{"papers__bare-paper.md": note}))
    head = Head(site["papers/bare-paper.html"])
    assert citation(head) == [("citation_title", "Bare paper")]
    assert head.data == [{"@context": "https://schema.org", "@type": "ScholarlyArticle", "name": "Bare paper"}]
    references = Head(site["themes/seeing.html"]).references
    assert [pair for given in references for pair in given if pair[0].startswith("rft.")] == [
        *(("rft.genre", "article"), ("rft.atitle", "First paper about pictures"), ("rft.date", "2020-05")),
        *(("rft.genre", "article"), ("rft.atitle", "Bare paper")),
    ]


def test_an_abstract_that_the_survey_holds_is_given_whole(tmp_path: Path) -> None:
    note = '---\ntitle: Held\nabstract: |\n  One "line" &\n  another.\n---\n\nA note.\n'
    site = site_of(write_survey(tmp_path, **{"papers__held.md": note}))
    assert Head(site["papers/held.html"]).one("citation_abstract") == 'One "line" & another.'


def test_a_theme_page_offers_its_papers_to_zotero_as_several() -> None:
    head = Head(default(None)["themes/detection.html"])
    page = default(None)["themes/detection.html"].decode()
    assert len(head.references) == page.count(' id="p-') > 10
    found = {dict(pairs).get("rft.atitle") or dict(pairs)["rft.title"]: pairs for pairs in head.references}
    assert found["Fast R-CNN"] == [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:book"),
        ("rft.genre", "proceeding"),
        ("rft.atitle", "Fast R-CNN"),
        ("rft.btitle", "ICCV"),
        ("rft.au", "Girshick, Ross"),
        ("rft.date", "2015"),
        ("rft_id", "https://arxiv.org/abs/1504.08083"),
    ]
    assert not citation(head)
    (data,) = head.data
    assert (data["@type"], data["name"]) == ("CollectionPage", "Object detection")
    assert data["mainEntity"] == {"@type": "ItemList", "numberOfItems": len(head.references)}


def test_with_an_address_a_theme_lists_the_pages_of_its_papers() -> None:
    (data,) = Head(default(ADDRESS)["themes/detection.html"]).data
    listed = data["mainEntity"]["itemListElement"]
    assert len(listed) == data["mainEntity"]["numberOfItems"]
    assert [one["position"] for one in listed] == [*range(1, len(listed) + 1)]
    assert all(one["url"].removeprefix(ADDRESS) in default(ADDRESS) for one in listed)
    assert data["isPartOf"] == {"@type": "WebSite", "name": "Convolutional networks, read and sorted", "url": ADDRESS}


def test_the_home_page_is_a_website_and_with_an_address_a_data_set_too() -> None:
    (bare,) = Head(default(None)["index.html"]).data
    assert (bare["@type"], bare["dateModified"]) == ("WebSite", "2026-11-21")
    assert not {"url", "potentialAction", "editor", "license"} & bare.keys()
    (full,) = Head(default(ADDRESS)["index.html"]).data
    site, dataset = full["@graph"]
    assert site["potentialAction"]["target"]["urlTemplate"] == f"{ADDRESS}search.html?q={{search_term_string}}"
    assert dataset["@type"] == "Dataset"
    files = [one["contentUrl"].removeprefix(ADDRESS) for one in dataset["distribution"]]
    assert all(path in default(ADDRESS) for path in files), files


def test_without_an_address_no_page_names_one_of_its_own() -> None:
    for path, page in default(None).items():
        if path.endswith(".html"):
            head = Head(page)
            assert not head.all("og:url"), path
            assert not [url for url in head.link("canonical") if "://" in url], path
            assert not head.link("search") + head.link("alternate"), path
            assert not head.all("citation_abstract_html_url"), path


def test_with_an_address_every_page_names_its_own() -> None:
    for path, page in default(ADDRESS).items():
        if path.startswith("embed/"):
            assert Head(page).link("canonical") == [f"{ADDRESS}themes/{path.removeprefix('embed/')}"]
        elif path.endswith(".html"):
            head = Head(page)
            own = [] if path == "404.html" else [ADDRESS if path == "index.html" else f"{ADDRESS}{path}"]
            assert head.link("canonical") == head.all("og:url") == own, path
            assert head.one("og:title"), path
            assert head.one("og:description") == head.one("description"), path
            assert head.all("og:site_name") or path.startswith("papers/"), path


def test_a_retired_address_names_the_page_that_took_its_place(tmp_path: Path) -> None:
    theme = "---\ntitle: Looking\norder: 1\nscope: What is seen.\nformerly: [seeing]\nrules: {pictures: 3}\n---\n"
    content = write_survey(tmp_path, **{"themes__looking.md": theme})
    (content / "themes/seeing.md").unlink()
    (content / "ledger.jsonl").write_text('{"slug": "seeing", "kind": "theme", "title": "Seeing"}\n')
    moved = Head(site_of(content, ADDRESS)["themes/seeing.html"])
    assert moved.link("canonical") == [f"{ADDRESS}themes/looking.html"]


@pytest.mark.parametrize("base", [None, ADDRESS])
def test_hostile_texts_stay_texts(tmp_path: Path, base: str | None) -> None:
    note = (
        f'---\ntitle: "{HOSTILE}"\nauthors: ["{HOSTILE}", "Ann & <b>Bo</b>"]\nvenue: "{HOSTILE}"\ngist: "{HOSTILE}"\n'
        'themes: [seeing]\nslug: hostile\ndoi: 10.1000/<a>&"b"\n---\n\nA note.\n'
    )
    survey = f'title: "{HOSTILE}"\ndescription: "{HOSTILE}"\neditors: ["{HOSTILE}"]\nlicence: "{HOSTILE}"\n'
    theme = f'---\ntitle: "{HOSTILE}"\norder: 1\nscope: "{HOSTILE}"\n---\n'
    files = {"papers__hostile.md": note, "survey.yaml": f"{survey}updated: 2026-01-02\n", "themes__seeing.md": theme}
    site = site_of(write_survey(tmp_path, **files), base)
    plain = Head(site_of(write_survey(tmp_path / "plain"), base)["papers/first-paper.html"])
    head = Head(site["papers/hostile.html"])
    assert head.scripts == plain.scripts
    assert head.one("citation_title") == HOSTILE_READ
    assert head.data[0]["name"] == HOSTILE_READ
    assert head.data[0]["author"][1]["name"] == "Ann & <b>Bo</b>"
    assert head.one("citation_doi") == '10.1000/<a>&"b"'
    (given,) = Head(site["themes/seeing.html"]).references
    assert dict(given)["rft.atitle"] == HOSTILE_READ
    assert dict(given)["rft_id"].startswith(("info:doi/10.1000/<a>", "https://doi.org/10.1000/"))
    (home,) = Head(site["index.html"]).data
    about = home["@graph"][0] if base else home
    assert (about["name"], about["editor"][0]["name"]) == (HOSTILE_READ, HOSTILE_READ)
    for path, data in site.items():
        if path.endswith((".html", ".xml", ".json", ".bib", ".ris")):
            text = data.decode()
            assert not {"\x01", "\u202e", "\ufffe"} & set(text), path
            assert "<script>alert" not in text or path.startswith("data/"), path


def test_a_licence_that_is_an_address_is_given_as_one(tmp_path: Path) -> None:
    licence = "https://creativecommons.org/licenses/by/4.0/"
    survey = f"title: Small\nupdated: 2026-01-02\nlicence: {licence}\n"
    site = site_of(write_survey(tmp_path, **{"survey.yaml": survey}))
    assert Head(site["index.html"]).data[0]["license"] == licence


@pytest.mark.parametrize("base", [None, ADDRESS])
def test_heads_keep_pages_small(base: str | None) -> None:
    site = default(base)
    papers = {path: len(gzip.compress(page)) for path, page in site.items() if path.startswith("papers/")}
    assert max(papers.values()) < 10_000, max(papers, key=lambda path: papers[path])
    home = site["index.html"]
    head = home[: home.index(b"</head>")]
    assert len(gzip.compress(head)) < 1_300


def test_a_page_of_what_is_gone_holds_no_control_character_of_the_ledger(tmp_path: Path) -> None:
    content = write_survey(tmp_path)
    (content / "ledger.jsonl").write_text('{"slug": "gone", "title": "Go\\u0001ne\\u202e"}\n')
    page = site_of(content, ADDRESS)["papers/gone.html"].decode()
    assert "<h1>Gone</h1>" in page
    assert not {"\x01", "\u202e"} & set(page)
