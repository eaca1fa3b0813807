"""Versions of content: they change with what pages say of a theme, and with nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from surveys import write_survey

from site_builder.build import Request, make_catalogue
from site_builder.catalogue import Catalogue
from site_builder.read import read_content
from site_builder.versions import survey_version, theme_versions

NOTES = {
    "themes__seeing.md": "---\ntitle: Seeing\norder: 1\nscope: S.\nrules:\n  pictures: 3\n---\n\nText.\n",
    "themes__hearing.md": "---\ntitle: Hearing\norder: 2\nscope: H.\nrules:\n  sounds: 3\n---\n",
    "papers__a.md": "---\ntitle: Of pictures\ndate: 2020\n---\n\nA note.\n",
    "papers__b.md": "---\ntitle: Of sounds\ndate: 2021\n---\n\nAnother.\n",
    "papers__c.md": "---\ntitle: Of neither\n---\n",
}


def versions(folder: Path, base: str | None = None, **files: str) -> tuple[str, dict[str, str]]:
    catalogue = catalogue_of(folder, base, **files)
    themes = theme_versions(catalogue)
    return survey_version(catalogue, themes), dict(themes)


def catalogue_of(folder: Path, base: str | None = None, **files: str) -> Catalogue:
    content, _ = read_content(write_survey(folder, **{**NOTES, **files}), ())
    return make_catalogue(content, Request(folder, base_url=base))[0]


def test_versions_are_known_and_equal_everywhere(tmp_path: Path) -> None:
    # Whoever changes these changes the version of every page that is cited: never without need.
    assert versions(tmp_path) == ("26cca75b52f1", {"seeing": "a92ec40fcd17", "hearing": "c2435af80646"})


def test_neither_folder_nor_address_nor_day_is_part_of_a_version(tmp_path: Path) -> None:
    first = versions(tmp_path / "one")
    moved = {"survey.yaml": "title: Small survey\nupdated: 2027-05-05\n"}
    assert versions(tmp_path / "two", "https://example.org/", **moved) == first


@pytest.mark.parametrize(
    ("file", "text", "changed"),
    [
        ("papers__a.md", "---\ntitle: Of pictures\ndate: 2020\n---\n\nA changed note.\n", {"seeing"}),
        ("papers__a.md", "---\ntitle: Of pictures\ndate: 2019\n---\n\nA note.\n", {"seeing"}),
        ("papers__b.md", "---\ntitle: Of sounds\ndate: 2021\nvenue: ICA\n---\n\nAnother.\n", {"hearing"}),
        ("papers__b.md", "---\ntitle: Of sounds\ndate: 2021\ngist: G.\n---\n\nAnother.\n", {"hearing"}),
        ("papers__d.md", "---\ntitle: More pictures\n---\n", {"seeing"}),
        ("papers__c.md", "---\ntitle: Of neither of them\n---\n", set()),
        ("themes__seeing.md", NOTES["themes__seeing.md"].replace("Text.", "Texts."), {"seeing"}),
        ("themes__hearing.md", NOTES["themes__hearing.md"].replace("H.", "I."), {"hearing"}),
    ],
)
def test_a_change_shows_in_the_themes_it_concerns_and_in_the_survey(
    tmp_path: Path, file: str, text: str, changed: set[str]
) -> None:
    before, themes = versions(tmp_path / "one")
    after, now = versions(tmp_path / "two", **{file: text})
    assert after != before
    assert {theme for theme in now if now[theme] != themes[theme]} == changed


def test_an_abstract_is_part_of_the_survey_and_of_no_theme(tmp_path: Path) -> None:
    catalogue = catalogue_of(tmp_path)
    with_abstract = replace(
        catalogue, papers=(replace(catalogue.papers[0], abstract="It is so."), *catalogue.papers[1:])
    )
    themes = theme_versions(catalogue)
    assert theme_versions(with_abstract) == themes
    assert survey_version(with_abstract, themes) != survey_version(catalogue, themes)


def test_values_do_not_run_into_each_other(tmp_path: Path) -> None:
    one = {"papers__a.md": "---\ntitle: Of pictures\ntasks: [ab, c]\n---\n"}
    two = {"papers__a.md": "---\ntitle: Of pictures\ntasks: [a, bc]\n---\n"}
    assert versions(tmp_path / "one", **one) != versions(tmp_path / "two", **two)
