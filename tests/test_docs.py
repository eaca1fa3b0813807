"""The documents say what is so: commands, options, keys, files and counts."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from site_builder.classify import FIRST, FURTHER, SHARE
from site_builder.cli import cli
from site_builder.ledger import FILE_NAME
from site_builder.model import SourceText
from site_builder.record_fields import parse_record
from site_builder.sources import SOURCE_KINDS
from site_builder.survey import parse_survey
from site_builder.theme_files import parse_theme
from site_builder.yaml_fields import FieldReader

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
COMMANDS = {name: cli.get_command(click.Context(cli), name) for name in cli.list_commands(click.Context(cli))}
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def test_the_readme_names_every_command_and_no_other():
    named = set(re.findall(r"^\| `site-builder (\w+)", README, re.MULTILINE))
    assert named == set(COMMANDS)


@pytest.mark.parametrize("document", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_make_targets_that_are_named_exist(document):
    targets = set(re.findall(r"^(\w+):", MAKEFILE, re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make (\w+)", document, re.MULTILINE))
    assert {"site", "test"} <= named <= targets


@pytest.mark.parametrize("document", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_options_that_are_named_exist(document):
    known = {
        name
        for command in COMMANDS.values()
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for name in parameter.opts
    }
    lines = [line for line in document.splitlines() if "site-builder" in line or line.startswith("`--")]
    assert set(re.findall(r"--[a-z-]+", "\n".join(lines))) <= known


def test_every_command_has_help_that_says_what_it_does():
    for name, command in COMMANDS.items():
        assert command.help and command.help.strip().endswith("."), name
        assert all(p.help for p in command.params if isinstance(p, click.Option) and p.name != "form"), name


def test_the_keys_of_a_note_are_all_explained_and_no_other():
    reader = FieldReader(None, "note.md")
    parse_record(reader, "note")
    table = CONTRIBUTING.partition("## The keys of a note")[2].partition("\n## ")[0]
    named = {
        key for row in table.splitlines() if row.startswith("| `") for key in re.findall(r"`(\w+)`", row.split("|")[1])
    }
    assert named == reader.known


def keys_explained(of: str) -> set[str]:
    table = CONTRIBUTING.partition(f"## The keys of {of}\n")[2].partition("\n## ")[0]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    return {key for row in rows for key in re.findall(r"`(\w+)`", row)}


@pytest.fixture
def readers(monkeypatch):
    """The readers of fields that parsing a survey's files makes."""
    made: list[FieldReader] = []

    class Watched(FieldReader):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            made.append(self)

    for module in ("survey", "theme_files"):
        monkeypatch.setattr(f"site_builder.{module}.FieldReader", Watched)
    return made


def test_the_keys_of_a_survey_are_all_explained_and_no_other(readers):
    parse_survey(SourceText("survey.yaml", "title: A\n"))
    assert keys_explained("survey.yaml") == readers[0].known


def test_the_keys_of_a_theme_are_all_explained_and_no_other(readers):
    parse_theme(SourceText("themes/a.md", "---\ntitle: A\nscope: B.\n---\n"))
    assert keys_explained("a theme") == readers[0].known


@pytest.mark.parametrize("path", ["CONTRIBUTING.md", "site_builder/starter/themes/recognition.md"])
def test_the_points_that_themes_need_are_those_of_the_rules(path):
    text = re.sub(r"[\s#]+", " ", (ROOT / path).read_text("utf-8"))
    said = re.search(r"strongest theme needs (\d+) points, any further one (\d+) and a (\w+) of the strongest", text)
    assert said
    assert (float(said[1]), float(said[2]), {"fifth": 0.2}[said[3]]) == (FIRST, FURTHER, SHARE)


def test_the_commands_of_a_new_survey_are_those_that_init_names():
    assert "--content my-survey --output my-survey-site" in README


def test_folders_and_files_that_the_map_names_exist():
    tree = CONTRIBUTING.partition("```\n")[2].partition("```")[0]
    top = [line.split()[0].rstrip("/") for line in tree.splitlines() if not line.startswith(" ")]
    assert top
    assert all((ROOT / name).is_dir() for name in top)
    assert FILE_NAME in tree


def test_modules_that_are_named_exist():
    shared = re.search(r"Shared modules \(([^)]*)\)", CONTRIBUTING)
    assert shared
    for name in re.findall(r"`(\w+)`", shared[1]):
        assert (ROOT / "site_builder" / f"{name}.py").is_file(), name
    for path in re.findall(r"`((?:site_builder|tests)/[\w/]+\.py)`", CONTRIBUTING):
        assert (ROOT / path).is_file(), path


def test_every_kind_of_source_is_named_where_editors_look():
    text = (ROOT / "content" / "sources" / "README.md").read_text("utf-8") + README
    for kind in SOURCE_KINDS:
        assert kind.name in text.lower() or kind.suffixes[0] in text


def test_pictures_and_links_in_the_documents_exist():
    for document in (README, CONTRIBUTING):
        for target in re.findall(r"\]\(([^)#]+)\)", document):
            assert target.startswith(("https://", "@")) or (ROOT / target).is_file(), target


def test_the_changelog_has_an_unreleased_block():
    assert re.search(r"^## Unreleased$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)


def test_the_default_survey_has_as_many_papers_and_themes_as_the_readme_says():
    said = re.search(r"(\d+) papers on convolutional networks in (\d+) themes", README)
    assert said
    assert int(said[1]) == len(list((ROOT / "content" / "papers").glob("*.md")))
    assert int(said[2]) == len(list((ROOT / "content" / "themes").glob("*.md")))


def test_ci_runs_what_the_readme_says():
    assert "make test" in README
    assert re.search(r"^exec make test$", (ROOT / ".ci" / "run").read_text("utf-8"), re.MULTILINE)
