"""The invented papers as each peer likes to be given them: ``python peers_write.py COUNT THEMES FOLDER``.

Every peer gets a Markdown file a paper with the same facts, and its templates from ``peer_sites/``. What a peer's own
ways would be slow or awkward at is done here, where it is not timed: Hugo finds the letters and the year of a paper in
its front matter, and mkdocs, which makes no lists but those of tags, finds its lists written out as pages.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml
from papers import InventedPaper, invent_papers, write_notes

HERE = Path(__file__).resolve().parent
SITES = HERE / "peer_sites"
STYLE = HERE.parent.parent / "static" / "style.css"
PAGE_LENGTH = 200
"""Papers on one page of a list."""

Theme = dict[str, str]
"""Its id, title and scope."""


def read_themes(folder: Path) -> list[Theme]:
    """The themes of the default survey, in its order."""
    fronts = [(yaml.safe_load(path.read_text("utf-8").split("---\n")[1]), path.stem) for path in folder.glob("*.md")]
    ordered = sorted(fronts, key=lambda pair: (pair[0]["order"], pair[1]))
    return [{"id": name, "title": front["title"], "scope": front["scope"]} for front, name in ordered]


def initial(author: str) -> str:
    """The letter that an author is filed under."""
    return author.rpartition(" ")[2][0].lower()


def anchor(author: str) -> str:
    """Where on the page of that letter the author stands."""
    return author.replace(". ", "-").lower()


def front_matter(paper: InventedPaper, **more: object) -> str:
    """A paper's facts as YAML between its rules, and its abstract; JSON is YAML in one line a key."""
    facts = {"title": paper.title, "authors": paper.authors, "date": paper.date, "themes": paper.themes, **more}
    # A date in quotes would be a text.
    lines = [f"{key}: {value if key == 'date' else json.dumps(value)}\n" for key, value in facts.items()]
    return f"---\n{''.join(lines)}---\n\n{paper.abstract}\n"


def write_hugo(papers: list[InventedPaper], themes: list[Theme], folder: Path) -> None:
    """Write content with taxonomies for themes, years, the letters of titles and those of authors."""
    (folder / "content" / "papers").mkdir(parents=True)
    for paper in papers:
        keys = {
            "years": [paper.date[:4]],
            "titles": [paper.title[0].lower()],
            "initials": sorted({initial(author) for author in paper.authors}),
        }
        path = folder / "content" / "papers" / f"paper-{paper.number}.md"
        path.write_text(front_matter(paper, **keys), "utf-8")
    for order, theme in enumerate(themes, 1):
        place = folder / "content" / "themes" / theme["id"]
        place.mkdir(parents=True)
        front = {"title": theme["title"], "description": theme["scope"], "weight": order}
        (place / "_index.md").write_text(f"---\n{yaml.safe_dump(front)}---\n", "utf-8")
    (folder / "content" / "search.md").write_text("---\ntitle: Search\nlayout: search\n---\n", "utf-8")
    (folder / "static" / "assets").mkdir(parents=True)
    shutil.copy(STYLE, folder / "static" / "assets")


def write_eleventy(papers: list[InventedPaper], themes: list[Theme], folder: Path) -> None:
    """Write content for collections."""
    for paper in papers:
        path = folder / "content" / "papers" / f"paper-{paper.number}.md"
        path.write_text(front_matter(paper, permalink=f"papers/paper-{paper.number}.html"), "utf-8")
    (folder / "content" / "_data").mkdir()
    data = {"themeList": themes, "themeTitles": {theme["id"]: theme["title"] for theme in themes}}
    for name, value in data.items():
        (folder / "content" / "_data" / f"{name}.json").write_text(json.dumps(value), "utf-8")
    (folder / "assets").mkdir()
    shutil.copy(STYLE, folder / "assets")


def write_pelican(papers: list[InventedPaper], themes: list[Theme], folder: Path) -> None:
    """Write articles whose tags are the themes."""
    (folder / "content").mkdir()
    for paper in papers:
        # A list needs its semicolon also where it has one member.
        head = f"Title: {paper.title}\nDate: {paper.date}\nTags: {'; '.join(paper.themes)};\n"
        head += f"Authors: {'; '.join(paper.authors)};\nSlug: paper-{paper.number}\n"
        (folder / "content" / f"paper-{paper.number}.md").write_text(f"{head}\n{paper.abstract}\n", "utf-8")
    (folder / "themes.json").write_text(json.dumps({theme["id"]: theme for theme in themes}), "utf-8")
    (folder / "content" / "assets").mkdir()
    shutil.copy(STYLE, folder / "content" / "assets")


def write_mkdocs(papers: list[InventedPaper], themes: list[Theme], folder: Path) -> None:
    """Write papers with tags, and all lists as pages; the plugin of tags fills those of themes."""
    docs = folder / "docs"
    for place in ("papers", "themes", "years", "titles", "authors"):
        (docs / place).mkdir(parents=True)
    titles = {theme["id"]: theme["title"] for theme in themes}
    for paper in papers:
        authors = ", ".join(f"[{name}](../authors/{initial(name)}.md#{anchor(name)})" for name in paper.authors)
        filed = ", ".join(f"[{titles[theme]}](../themes/{theme}.md)" for theme in paper.themes)
        facts = f"First appeared\n:   [{paper.date[:4]}](../years/{paper.date[:4]}.md), {paper.date}\n\n"
        text = f"# {paper.title}\n\n{authors}\n\n{paper.abstract}\n\n{facts}Themes\n:   {filed}\n"
        front = {"tags": [titles[theme] for theme in paper.themes], "authors": paper.authors, "date": paper.date}
        head = "".join(f"{key}: {json.dumps(value)}\n" for key, value in front.items())
        (docs / "papers" / f"paper-{paper.number}.md").write_text(f"---\n{head}---\n\n{text}", "utf-8")
    for theme in themes:
        tags = f"<!-- material/tags {{ include: [{json.dumps(theme['title'])}] }} -->"
        _write_list(docs / "themes" / f"{theme['id']}.md", theme["title"], f"{theme['scope']}\n\n{tags}\n")
    _write_lists(docs, "years", _grouped(papers, lambda paper: [paper.date[:4]]))
    _write_lists(docs, "titles", _grouped(papers, lambda paper: [paper.title[0].lower()]))
    _write_authors(docs, papers)
    _write_indexes(docs, papers, themes)


LIST_HEAD = "---\nhide: [toc]\nsearch:\n  exclude: true\n---\n\n"
"""Lists stay out of the search, as they do everywhere else."""


def _write_list(path: Path, title: str, text: str) -> None:
    path.write_text(f"{LIST_HEAD}# {title}\n\n{text}", "utf-8")


def _grouped(papers: list[InventedPaper], keys: Callable[[InventedPaper], list[str]]) -> dict[str, list[InventedPaper]]:
    found: dict[str, list[InventedPaper]] = defaultdict(list)
    for paper in papers:
        for key in keys(paper):
            found[key].append(paper)
    return {key: found[key] for key in sorted(found)}


def _line(paper: InventedPaper) -> str:
    others = " et al." if len(paper.authors) > 3 else ""
    said = f"{', '.join(paper.authors[:3])}{others} · {paper.date[:4]}"
    return f"- [{paper.title}](../papers/paper-{paper.number}.md)<br>{said}\n"


def _write_lists(docs: Path, kind: str, groups: dict[str, list[InventedPaper]]) -> None:
    """The papers of each year or letter, on as many pages as they need."""
    for key, members in groups.items():
        members.sort(key=lambda paper: paper.title if kind == "titles" else paper.date, reverse=kind == "years")
        pages = [members[at : at + PAGE_LENGTH] for at in range(0, len(members), PAGE_LENGTH)]
        names = [key if at == 0 else f"{key}-{at + 1}" for at in range(len(pages))]
        others = " · ".join(f"[{at}]({name}.md)" for at, name in enumerate(names, 1))
        for name, page in zip(names, pages, strict=True):
            _write_list(docs / kind / f"{name}.md", key.upper(), f"{others}\n\n{''.join(map(_line, page))}")


def _write_authors(docs: Path, papers: list[InventedPaper]) -> None:
    by_letter: dict[str, dict[str, list[InventedPaper]]] = defaultdict(dict)
    for name, members in _grouped(papers, lambda paper: list(paper.authors)).items():
        by_letter[initial(name)][name] = members
    for letter, names in by_letter.items():
        _write_list(docs / "authors" / f"{letter}.md", letter.upper(), "".join(_people(names)))


def _people(names: dict[str, list[InventedPaper]]) -> Iterator[str]:
    for name in sorted(names, key=lambda one: one.rpartition(" ")[2]):
        links = "<br>".join(f"[{one.title}](../papers/paper-{one.number}.md) · {one.date[:4]}" for one in names[name])
        yield f"**{name}**{{ #{anchor(name)} }}<br>{links}\n\n"


def _write_indexes(docs: Path, papers: list[InventedPaper], themes: list[Theme]) -> None:
    counts = {name: len(members) for name, members in _grouped(papers, lambda paper: list(paper.themes)).items()}
    lines = [
        f"- [{one['title']}](themes/{one['id']}.md) {counts.get(one['id'], 0)}: {one['scope']}\n" for one in themes
    ]
    newest = sorted(papers, key=lambda paper: paper.date, reverse=True)[:10]
    latest = "".join(_line(paper).replace("../", "") for paper in newest)
    _write_list(docs / "index.md", "Invented papers", f"{''.join(lines)}\n## The latest\n\n{latest}")
    _write_list(docs / "themes.md", "Themes", "".join(lines))
    for name, title in (("years", "Years"), ("titles", "A to Z"), ("authors", "Authors")):
        pages = sorted(path.stem for path in (docs / name).glob("*.md") if "-" not in path.stem)
        _write_list(docs / f"{name}.md", title, "".join(f"- [{page.upper()}]({name}/{page}.md)\n" for page in pages))


WRITERS: dict[str, Callable[[list[InventedPaper], list[Theme], Path], None]] = {
    "hugo": write_hugo,
    "eleventy": write_eleventy,
    "mkdocs": write_mkdocs,
    "pelican": write_pelican,
}


def main() -> None:
    """Write the papers in all forms, each in a folder of its own; ours are in ``notes``."""
    count, source, folder = int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    themes = read_themes(source)
    papers = list(invent_papers(count, sorted(theme["id"] for theme in themes)))
    write_notes(papers, source, folder / "notes")
    for name, write in WRITERS.items():
        shutil.copytree(SITES / name, folder / name, ignore=shutil.ignore_patterns("requirements.*", "package*.json"))
        write(papers, themes, folder / name)


if __name__ == "__main__":
    main()
