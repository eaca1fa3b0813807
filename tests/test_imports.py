"""The import law: a star around shared modules, joined in one place, without cycles and without hidden imports.

Whoever adds a module lists it here, which is the moment to decide what it is: shared by several stages, a stage of its
own (values in, values and problems out), part of a stage, or a place where stages are joined.
"""

from __future__ import annotations

import ast
import graphlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "site_builder"

SHARED = {
    "problems",
    "model",
    "catalogue",
    "dates",
    "text",
    "themes",
    "urls",
    "yaml_fields",
    "record_fields",
    "prose",
    "prose_citations",
    "prose_rules",
    "prose_signs",
    "data_papers",
    *("references", "references_bibtex", "references_csl", "references_names", "references_ris", "references_venue"),
    "resources",
    *("columns", "people", "reference_fields", "latex", "latex_macros", "bibtex_fields", "bibtex_values"),
    *("csl_fields", "dialects", "xml_kinds", "xml_nodes"),
    "legacy_text",
    "citation_styles",
    "divide",
    "staged",
    "alike",
    "locators",
    "facets",
    "corrections",
    "venues",
    "related",
    "slips",
    "terms",
    "titles",
    "versions",
}
"""The centre: every module may import these, and these import only each other."""

STAGES = {
    "read": set(),
    "sources": {
        *(
            "sources.listing",
            "sources.note",
            "sources.yaml_list",
            "sources.bibtex",
            "sources.tagged",
        ),
        *("sources.cff", "sources.csl_json", "sources.csv_table", "sources.markdown", "sources.xml_data"),
    },
    "survey": set(),
    "theme_files": set(),
    "facts": {"facts_appearances", "facts_settle"},
    "merge": {"merge_alike", "merge_evidence", "merge_issues", "merge_partition", "merge_reasons"},
    "ledger": {"ledger_match", "ledger_moves", "ledger_terms"},
    "given": {"given_lists"},
    "classify": {"classify_phrases"},
    "citations": set(),
    "formatted": {"formatted_cache", "formatted_make"},
    "text_links": set(),
    "pages": {
        *(
            "pages_data",
            "pages_findings",
            "pages_lists",
            "pages_moved",
            "pages_papers",
            "pages_people",
            "pages_search",
            "pages_terms",
            "pages_themes",
        ),
        *(
            "pages_views",
            "pages_wording",
            "pages_long",
            "pages_parts",
            "pages_courses",
            "pages_embeds",
            "pages_reading_list",
        ),
        *("pictures", "pictures_bars", "pictures_layout", "pictures_map", "pictures_timeline"),
    },
    "search": {
        "search_cards",
        "search_count",
        "search_packing",
        "search_pairs",
        "search_postings",
        "search_shards",
        "search_terms",
        "search_texts",
    },
    "render": set(),
    "offline": set(),
    "bundle": {"single_file", "single_file_links"},
    "check": {"check_page"},
    "check_metadata": set(),
    "published": set(),
    "write": {"write_swap"},
    "related_pages": set(),
    "metadata": {"metadata_feeds", "metadata_papers", "metadata_sitemap"},
    "serve": {"serve_http"},
    "diff": {"diff_words"},
    "explain": set(),
    "export": set(),
    "report": set(),
    "data_files": set(),
    "course": {"course_outline", "course_package", "course_syllabus"},
    "init": set(),
    "publishing": set(),
    "snapshot": set(),
}
"""Each stage with the modules that are parts of it; a stage imports shared modules and its own parts, never a stage."""

JOINTS = {
    "papers": {"sources", "facts", "merge", "ledger"},
    "build": {*STAGES, "papers"} - {"serve"},
    "cli": {*STAGES, "papers", "build", "cli_shared", ""} - {"serve"},
    "cli_init": {"cli_shared", "init", "publishing", "read", ""},
    "cli_serve": {"build", "cli_shared", "report", "serve"},
    "cli_diff": {"build", "cli_shared", "diff", "read"},
    "cli_snapshot": {"build", "cli_shared", "ledger", "render", "report", "snapshot", "write", "write_swap"},
    "cli_shared": {"build", "bundle", "read"},
    "__main__": {"cli"},
    "formatted_run": set(),
    "": set(),
}
"""The few modules that join stages, each with what it may join; the empty name is the package itself."""

LATER = {
    "bundle": {"single_file"},
    "formatted": {"formatted_make"},
    "cli": {"cli_diff", "cli_init", "cli_serve", "cli_snapshot"},
    "sources": {
        *("sources.bibtex", "sources.tagged", "sources.cff", "sources.csl_json", "sources.csv_table"),
        *("sources.markdown", "sources.xml_data"),
    },
}
"""The only modules that import others when they are asked for, each with those others."""

THIRD_PARTY = {
    "bibtexparser": {"sources.bibtex"},
    "click": {"cli", "cli_diff", "cli_init", "cli_serve", "cli_shared", "cli_snapshot"},
    "jinja2": {"render"},
    "linkify_it": {"prose"},
    "lunr": {"search_terms"},
    "markdown_it": {"prose", "prose_rules"},
    "markupsafe": {"render"},
    "selectolax": {"single_file", "single_file_links"},
    "py_mini_racer": {"formatted_run"},
    "pylatexenc": {"latex_macros"},
    "slugify": {"text"},
    "watchfiles": {"serve"},
    "yaml": {"yaml_fields", "export"},
}
"""The only modules that may import each package from elsewhere."""

DISTRIBUTIONS = {
    "linkify_it": "linkify-it-py",
    "markdown_it": "markdown-it-py",
    "py_mini_racer": "mini-racer",
    "markupsafe": "jinja2",  # its companion, and part of what it gives to those who use it
    "slugify": "python-slugify",
    "yaml": "pyyaml",
}
"""Where a package comes from, where that has another name."""

LISTING = "list it in tests/test_imports.py, under SHARED, STAGES (as a stage or as a part of one) or JOINTS"

# "At most about 300" and "about 50" in the design: a tenth more is still about.
MOST_LINES = 330
MOST_LINES_OF_A_FUNCTION = 55


@cache
def modules() -> dict[str, Path]:
    """Each module of the package by its name within it: ``sources.listing``; the package itself has no name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if "_bundled" not in parts:
            found[".".join(parts).removesuffix("__init__").removesuffix(".")] = path
    return found


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text(encoding="utf-8"))


def is_import(node: ast.AST) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def imported(module: str) -> Iterator[str]:
    """The full names of all that a module imports, wherever the import stands."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def inner(module: str) -> set[str]:
    """The modules of the package that a module imports."""
    found = set()
    for name in imported(module):
        if name.split(".")[0] == "site_builder":
            within = name.removeprefix("site_builder").removeprefix(".")
            found.add(within if within in modules() else within.rpartition(".")[0])
    return found


def parts_of(stage: str) -> set[str]:
    return {stage, *STAGES[stage]}


def allowed(module: str) -> set[str]:
    if module in SHARED:
        return SHARED
    if module in JOINTS:
        return SHARED | JOINTS[module]
    if module.startswith("sources."):
        # One source knows nothing of another: only their table does.
        return SHARED
    return SHARED | next(parts_of(stage) for stage in STAGES if module in parts_of(stage))


def everywhere() -> list[str]:
    return sorted(modules())


def test_every_module_is_listed_once_and_exists() -> None:
    listed = [*SHARED, *JOINTS, *(part for stage in STAGES for part in parts_of(stage))]
    assert len(listed) == len(set(listed))
    unlisted = sorted(set(modules()) - set(listed))
    assert not unlisted, f"New modules: {', '.join(unlisted)}. For each, decide what it is and {LISTING}."
    gone = sorted(set(listed) - set(modules()))
    assert not gone, f"tests/test_imports.py lists modules that are gone: {', '.join(gone)}."


@pytest.mark.parametrize("module", everywhere())
def test_a_module_imports_only_what_its_place_in_the_star_allows(module: str) -> None:
    listed = {*SHARED, *JOINTS, *(part for stage in STAGES for part in parts_of(stage))}
    assert module in listed, f"{module} is new: {LISTING}."
    forbidden = inner(module) - allowed(module)
    assert not forbidden, (
        f"{module} imports {', '.join(sorted(forbidden))}. Stages know shared modules and their own parts only: "
        "hand the value over in build.py, or move what both need into a shared module."
    )


def test_there_are_no_cycles() -> None:
    graph = {module: inner(module) | LATER.get(module, set()) for module in modules()}
    order = list(graphlib.TopologicalSorter(graph).static_order())
    assert set(order) == set(modules())


@pytest.mark.parametrize("module", everywhere())
def test_packages_from_elsewhere_are_imported_where_they_belong(module: str) -> None:
    outer = {name.split(".")[0] for name in imported(module)} - {"site_builder"} - sys.stdlib_module_names
    for package in sorted(outer):
        assert package in THIRD_PARTY, f"{module} imports {package}: name it and its one module in THIRD_PARTY."
        assert module in THIRD_PARTY[package], (
            f"{package} belongs in {', '.join(THIRD_PARTY[package])}, not in {module}."
        )


def test_what_is_imported_is_what_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = {re.split(r"[<>=~!\[; ]", requirement)[0].lower() for requirement in project["dependencies"]}
    used = {package for package in THIRD_PARTY for module in modules() if f"{package}." in _dotted(module)}
    assert used == set(THIRD_PARTY), "THIRD_PARTY names a package that nothing imports."
    assert {DISTRIBUTIONS.get(package, package) for package in used} == required


def _dotted(module: str) -> str:
    """The imports of a module as one text in which each package is followed by a dot."""
    return " ".join(f"{name.split('.')[0]}." for name in imported(module))


@pytest.mark.parametrize("module", everywhere())
def test_imports_stand_at_the_top_and_nowhere_else(module: str) -> None:
    top = tree(module).body
    # One exception: what a system lacks can only be imported where it exists.
    for_one_system = [
        node
        for branch in top
        if isinstance(branch, ast.If) and ast.unparse(branch.test).startswith("sys.platform")
        for node in branch.body
    ]
    for node in ast.walk(tree(module)):
        if is_import(node):
            assert node in top or node in for_one_system, f"{module}, line {node.lineno}: an import within something"
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}, line {node.lineno}: a relative import"
            assert [alias.name for alias in node.names] != ["*"], f"{module}, line {node.lineno}: imports everything"
        if isinstance(node, ast.Name | ast.Attribute):
            name = ast.unparse(node)
            assert name not in ("TYPE_CHECKING", "typing.TYPE_CHECKING", "__import__"), name
            assert name != "importlib.import_module" or module in LATER, module


@pytest.mark.parametrize("module", sorted(LATER))
def test_what_is_imported_later_is_named_in_one_table_and_not_imported_before(module: str) -> None:
    calls = [node for node in ast.walk(tree(module)) if isinstance(node, ast.Call)]
    later = [node.args[0] for node in calls if ast.unparse(node.func) == "importlib.import_module"]
    assert [ast.unparse(argument).partition("[")[0] for argument in later] == ["_LATER"]
    tables = [node.value for node in tree(module).body if ast.unparse(node).startswith("_LATER = ")]
    named = {name.removeprefix("site_builder.") for table in tables for name in ast.literal_eval(table).values()}
    assert named == LATER[module]
    program = f"import sys, site_builder.{module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    for name in (*(f"site_builder.{late}" for late in named), "watchfiles", "http.server", "ssl", "multiprocessing"):
        assert name not in loaded.stdout.split(), f"{name} is imported at once, by {module} or by what it imports"


@pytest.mark.parametrize("module", everywhere())
def test_nothing_private_is_imported_from_another_module(module: str) -> None:
    for name in imported(module):
        if name.startswith("site_builder"):
            last = name.rpartition(".")[2]
            assert not last.startswith("_") or last.startswith("__"), f"{module} imports {name}"


@pytest.mark.parametrize("module", sorted(set(modules()) - {"cli", "cli_serve", "cli_shared", "__main__"}))
def test_only_the_command_line_talks_to_the_terminal(module: str) -> None:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Name | ast.Attribute):
            assert ast.unparse(node) not in ("print", "input", "sys.stdout", "sys.stderr", "sys.stdin"), module


@pytest.mark.parametrize("module", everywhere())
def test_modules_and_functions_are_short_enough_to_read(module: str) -> None:
    lines = len(modules()[module].read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES, f"{module} has {lines} lines: divide it by what its parts are about."
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= MOST_LINES_OF_A_FUNCTION, f"{module}.{node.name} has {length} lines."
