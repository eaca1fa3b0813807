"""Syllabus and course package: what they hold, that they say it in the formats' own rules, and always in one way."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from references_of import default_catalogue
from surveys import run, write_survey

from site_builder.build import Request, make_catalogue
from site_builder.catalogue import Catalogue
from site_builder.course import course_files
from site_builder.course_outline import make_outline
from site_builder.course_package import MANIFEST, MOST_PAPERS, course_package
from site_builder.prose import render_markdown
from site_builder.read import read_content

SCHEMAS = Path(__file__).resolve().parent / "fixtures" / "cartridge"
CARTRIDGE = "{http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1}"
LINK = "{http://www.imsglobal.org/xsd/imsccv1p3/imswl_v1p3}"
BASE = "https://example.org/survey/"
THEME = """\
---
title: Seeing & knowing
order: 1
scope: What networks see.
path:
  - paper: lamps
    why: Begin with lamps.
rules:
  pictures: 3
  lamps: 3
---
"""
LAMPS = """\
---
title: "Lamps [of] *many* kinds <b> & lamps_of_one"
authors: [Ada Jug, Søren Ørsted, Cy Dee, Eve Fox]
date: 2014-03
venue: ICLP 2014
arxiv: "1505.04597"
gist: Lamps sort shades.
---
"""


def catalogue_of(folder: Path, base: str | None = None, **files: str) -> Catalogue:
    texts = {"themes__seeing.md": THEME, "papers__lamps.md": LAMPS, **files}
    content, _ = read_content(write_survey(folder, **texts), ())
    return make_catalogue(content, Request(folder, base_url=base))[0]


@pytest.fixture(scope="module")
def published() -> Catalogue:
    """The default survey, as if it were published somewhere."""
    catalogue = default_catalogue()
    return replace(catalogue, survey=replace(catalogue.survey, base_url=BASE))


def opened(package: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(package))


def manifest_of(package: bytes) -> etree._Element:
    return etree.fromstring(opened(package).read(MANIFEST))


def test_without_an_address_there_is_a_syllabus_and_no_package(tmp_path: Path) -> None:
    files = course_files(catalogue_of(tmp_path))
    stems = ("data/syllabus", "data/syllabus/seeing")
    assert set(files) == {f"{stem}{suffix}" for stem in stems for suffix in (".md", ".csv")}


def test_the_markdown_has_the_path_in_order_with_its_reasons_and_the_other_papers_after_it(tmp_path: Path) -> None:
    text = course_files(catalogue_of(tmp_path))["data/syllabus.md"].decode()
    assert text == (
        "# Small survey\n\n"
        "Reading by theme, from [Small survey](../index.html), as of 2026-01-02.\n\n"
        "## 1. [Seeing \\& knowing](../themes/seeing.html)\n\nWhat networks see.\n\n"
        "### Reading path\n\n"
        "1. [Lamps \\[of\\] \\*many\\* kinds \\<b\\> \\& lamps\\_of\\_one](../papers/lamps.html)."
        " Ada Jug, Søren Ørsted, Cy Dee et al. ICLP 2014. Begin with lamps.\n\n"
        "### Further papers\n\n"
        "- [First paper about pictures](../papers/first-paper.html). 2020.\n"
    )


def test_the_markdown_of_a_theme_links_from_where_it_lies_or_to_where_the_site_is(tmp_path: Path) -> None:
    alone = course_files(catalogue_of(tmp_path / "a"))["data/syllabus/seeing.md"].decode()
    assert alone.startswith("# [Seeing \\& knowing](../../themes/seeing.html)\n")
    assert alone.endswith("From [Small survey](../../index.html), as of 2026-01-02.\n")
    hosted = course_files(catalogue_of(tmp_path / "b", BASE))["data/syllabus/seeing.md"].decode()
    assert f"]({BASE}papers/lamps.html)" in hosted
    assert f"[Small survey]({BASE})" in hosted


@pytest.mark.parametrize(
    "title", ["1. Begin *here*", "- a dash", "<script>alert(1)</script> & [x](y)", "`code` ~~no~~"]
)
def test_a_title_means_nothing_to_markdown(tmp_path: Path, title: str) -> None:
    note = f"---\ntitle: {json.dumps(title)}\nthemes: [seeing]\n---\n"
    text = course_files(catalogue_of(tmp_path, **{"papers__odd.md": note}))["data/syllabus.md"]
    line = next(line for line in text.decode().splitlines() if "papers/odd.html" in line)
    html = render_markdown(line)
    plain = etree.fromstring(f"<x>{html.replace('&quot;', '')}</x>")
    assert "".join(plain.itertext()).strip() == f"{title}."


def test_the_csv_has_a_line_for_each_paper_of_each_theme(tmp_path: Path) -> None:
    text = course_files(catalogue_of(tmp_path, BASE))["data/syllabus.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(row["module"], row["part"], row["position"]) for row in rows] == [
        ("1", "reading path", "1"),
        ("1", "papers", "1"),
    ]
    assert rows[0] == {
        **{"module": "1", "theme": "Seeing & knowing", "part": "reading path", "position": "1"},
        **{"title": "Lamps [of] *many* kinds <b> & lamps_of_one", "year": "2014", "venue": "ICLP 2014"},
        **{"authors": "Ada Jug; Søren Ørsted; Cy Dee; Eve Fox", "why": "Begin with lamps."},
        **{"arxiv": "https://arxiv.org/abs/1505.04597", "doi": "", "address": f"{BASE}papers/lamps.html"},
    }


def test_no_cell_of_the_csv_is_a_formula(tmp_path: Path) -> None:
    note = '---\ntitle: "=HYPERLINK(0)"\nthemes: [seeing]\nauthors: ["@ada"]\n---\n'
    text = course_files(catalogue_of(tmp_path, **{"papers__odd.md": note}))["data/syllabus.csv"].decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert "'=HYPERLINK(0)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_the_csv_is_a_source_that_can_be_read_back(monkeypatch, capsys, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_bytes(course_files(catalogue_of(tmp_path / "c", BASE))["data/syllabus.csv"])
    said = run(monkeypatch, capsys, "extract", tmp_path / "s.csv")
    records = json.loads(said.out)["records"]
    assert [record["title"] for record in records] == [
        "Lamps [of] *many* kinds & lamps_of_one",  # the parser takes the tag out
        "First paper about pictures",
    ]
    assert records[0]["authors"] == ["Ada Jug", "Søren Ørsted", "Cy Dee", "Eve Fox"]


def test_papers_without_a_theme_are_a_module_of_their_own(tmp_path: Path) -> None:
    note = "---\ntitle: Of nothing\n---\n"
    catalogue = catalogue_of(tmp_path, BASE, **{"papers__odd.md": note})
    last = make_outline(catalogue).modules[-1]
    assert (last.title, [reading.slug for reading in last.others]) == ("In no theme yet", ["odd"])
    names = opened(course_files(catalogue)["data/course.imscc"]).namelist()
    assert "links/paper.odd.xml" in names


def test_every_file_of_the_package_is_what_its_schema_asks_for(published: Catalogue) -> None:
    package = opened(course_files(published)["data/course.imscc"])
    assert package.testzip() is None
    manifest = etree.XMLSchema(file=str(SCHEMAS / "manifest.xsd"))
    link = etree.XMLSchema(file=str(SCHEMAS / "weblink.xsd"))
    for name in package.namelist():
        schema = manifest if name == MANIFEST else link
        schema.assertValid(etree.fromstring(package.read(name)))


def test_the_schema_refuses_what_is_wrong(published: Catalogue) -> None:
    schema = etree.XMLSchema(file=str(SCHEMAS / "manifest.xsd"))
    good = opened(course_files(published)["data/course.imscc"]).read(MANIFEST).decode()
    faults = {
        "a reference that leads nowhere": ('identifierref="link.survey"', 'identifierref="link.gone"'),
        "an identifier twice": ('identifier="course"', 'identifier="modules"'),
        "an identifier that is no name": ('identifier="course"', 'identifier="1 course"'),
        "an unknown type": ('type="imswl_xmlv1p3"', 'type="imswl_xmlv9p9"'),
        "another structure": ('structure="rooted-hierarchy"', 'structure="list"'),
        "another version": ("1.3.0", "1.2.0"),
        "no metadata of the course": ("lom:general", "lom:special"),
    }
    for told, (right, wrong) in faults.items():
        assert right in good, told
        assert not schema.validate(etree.fromstring(good.replace(right, wrong).encode())), told


def test_resources_are_web_links_with_one_file_that_there_is(published: Catalogue) -> None:
    package = opened(course_files(published)["data/course.imscc"])
    root = etree.fromstring(package.read(MANIFEST))
    resources = root.findall(f"{CARTRIDGE}resources/{CARTRIDGE}resource")
    files = [resource.findall(f"{CARTRIDGE}file") for resource in resources]
    assert {resource.get("type") for resource in resources} == {"imswl_xmlv1p3"}
    # The standard's own rules for web links: one file, no address and no dependency beside it.
    assert all(len(one) == 1 for one in files)
    assert not [resource for resource in resources if resource.get("href") or len(resource) != 1]
    named = [one[0].get("href") for one in files]
    assert sorted([MANIFEST, *named]) == sorted(package.namelist())
    assert package.namelist()[0] == MANIFEST
    used = {item.get("identifierref") for item in root.iter(f"{CARTRIDGE}item")} - {None}
    assert used == {resource.get("identifier") for resource in resources}


def test_an_item_that_is_a_link_holds_no_other(published: Catalogue) -> None:
    root = manifest_of(course_files(published)["data/course.imscc"])
    items = list(root.iter(f"{CARTRIDGE}item"))
    assert not [item for item in items if item.get("identifierref") and item.find(f"{CARTRIDGE}item") is not None]


def test_a_module_for_each_theme_has_its_path_in_order_and_all_its_papers(published: Catalogue) -> None:
    package = opened(course_files(published)["data/course.imscc"])
    root = etree.fromstring(package.read(MANIFEST))
    modules = root.findall(f"{CARTRIDGE}organizations/{CARTRIDGE}organization/{CARTRIDGE}item/{CARTRIDGE}item")[1:]
    assert [module.findtext(f"{CARTRIDGE}title") for module in modules] == [theme.title for theme in published.themes]
    for theme, module in zip(published.themes, modules, strict=True):
        inner = module.findall(f"{CARTRIDGE}item")
        path = next((part for part in inner if part.get("identifier") == f"path.{theme.id}"), None)
        slugs = [] if path is None else [slug_of(item) for item in path.findall(f"{CARTRIDGE}item")]
        assert slugs == [step.paper for step in theme.path]
        listed = [
            slug_of(item) for item in module.iter(f"{CARTRIDGE}item") if ".paper." in (item.get("identifierref") or "")
        ]
        papers = {paper.slug for paper in published.papers_by_theme[theme.id]}
        assert set(listed) == papers | set(slugs)
        assert len(listed) == len(set(listed))


def slug_of(item: etree._Element) -> str:
    return str(item.get("identifierref")).removeprefix("link.paper.")


def test_links_lead_to_pages_of_the_site_in_another_window(published: Catalogue) -> None:
    package = opened(course_files(published)["data/course.imscc"])
    links = {name: etree.fromstring(package.read(name)) for name in package.namelist() if name != MANIFEST}
    addresses = {name: link.find(f"{LINK}url").get("href") for name, link in links.items()}
    assert addresses["links/survey.xml"] == BASE
    assert addresses["links/theme.detection.xml"] == f"{BASE}themes/detection.html"
    assert {f"{BASE}papers/{paper.slug}.html" for paper in published.papers} < set(addresses.values())
    assert {link.find(f"{LINK}url").get("target") for link in links.values()} == {"_blank"}


def test_the_package_is_the_same_to_the_byte_and_carries_no_time(published: Catalogue) -> None:
    package = course_files(published)["data/course.imscc"]
    again = replace(published, papers=tuple(published.papers))
    assert course_files(again)["data/course.imscc"] == package
    entries = opened(package).infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {(entry.compress_type, entry.create_system) for entry in entries} == {(zipfile.ZIP_STORED, 3)}


def test_a_hostile_title_stays_text_and_a_long_one_is_cut(tmp_path: Path) -> None:
    long = f"]]></title><x/>\\u0007 {'very ' * 80}long"
    catalogue = catalogue_of(tmp_path, BASE, **{"papers__odd.md": f'---\ntitle: "{long}"\nthemes: [seeing]\n---\n'})
    package = opened(course_files(catalogue)["data/course.imscc"])
    title = etree.fromstring(package.read("links/paper.odd.xml")).findtext(f"{LINK}title")
    assert title.startswith("]]></title><x/> very")
    assert title.endswith("…")
    assert len(title) <= 250
    etree.XMLSchema(file=str(SCHEMAS / "manifest.xsd")).assertValid(
        manifest_of(course_files(catalogue)["data/course.imscc"])
    )


def test_a_survey_of_nothing_makes_a_valid_package(tmp_path: Path) -> None:
    folder = write_survey(tmp_path)
    for path in (*folder.glob("themes/*"), *folder.glob("papers/*")):
        path.unlink()
    content, _ = read_content(folder, ())
    catalogue = make_catalogue(content, Request(folder, base_url=BASE))[0]
    package = course_files(catalogue)["data/course.imscc"]
    etree.XMLSchema(file=str(SCHEMAS / "manifest.xsd")).assertValid(manifest_of(package))
    assert opened(package).namelist() == [MANIFEST, "links/survey.xml"]


def test_of_a_huge_theme_the_newest_papers_go_into_the_package(published: Catalogue) -> None:
    outline = make_outline(published)
    module = max(outline.modules, key=lambda module: len(module.others))
    many = tuple(replace(module.others[0], slug=f"p-{number}") for number in range(MOST_PAPERS + 50))
    package = course_package(replace(outline, modules=(replace(module, others=many),)))
    names = opened(package).namelist()
    assert f"links/paper.p-{MOST_PAPERS - 1}.xml" in names
    assert f"links/paper.p-{MOST_PAPERS}.xml" not in names
