"""References in citation styles: by hand what the styles' manuals ask for, then what is kept between builds."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from references_of import default_catalogue, paper
from surveys import NO_ACCOUNT, files_of, write_survey

from site_builder import formatted_cache, formatted_make
from site_builder.build import Request, build
from site_builder.catalogue import Catalogue
from site_builder.citation_styles import ITALIC, LABELS, LESS, ROMAN, Formatted, parse_marked
from site_builder.formatted import STAGE, add_formatted
from site_builder.formatted_run import bare_style
from site_builder.model import Date, Link, SourceText
from site_builder.resources import style_path, terms_path
from site_builder.survey import parse_survey

FOUR = ("apa", "ieee", "modern-language-association", "chicago-author-date")
COOKS = tuple(f"Anna {letter}ell" for letter in "ABCDEFGHIJKLMNOPQRSTUVW")

# Every text but the address is that of a real paper's first page, or of a paper that nobody wrote.
PAPERS = {
    "conference": {
        "title": "Deep Residual Learning for Image Recognition",
        "authors": ("Kaiming He", "Xiangyu Zhang", "Shaoqing Ren", "Jian Sun"),
        "date": Date("2015-12", 2015, 12),
        "venue": "CVPR 2016 (pages 770-778)",
        "arxiv": "1512.03385",
        "doi": "10.1109/CVPR.2016.90",
    },
    "journal": {
        "title": "A fast learning algorithm for deep belief nets",
        "authors": ("Geoffrey E. Hinton", "Simon Osindero", "Yee-Whye Teh"),
        "date": Date("2006", 2006),
        "venue": "Neural Computation 18(7) (2006) 1527-1554",
        "doi": "10.1162/neco.2006.18.7.1527",
    },
    "without-volume": {
        "title": "Pots and their lids",
        "authors": ("Ann Potter",),
        "date": Date("2021", 2021),
        "venue": "Pattern Recognition",
        "doi": "10.1234/lids",
    },
    "arxiv-only": {
        "title": "Adam: A Method for Stochastic Optimization",
        "authors": ("Diederik P. Kingma", "Jimmy Ba"),
        "date": Date("2014-12-22", 2014, 12, 22),
        "arxiv": "1412.6980",
    },
    "no-date": {
        "title": "Pots seen from above",
        "authors": ("Ann Potter",),
        "links": (Link("Page", "https://example.org/above"),),
    },
    "many-authors": {
        "title": "Pots of many cooks",
        "authors": COOKS,
        "date": Date("2020", 2020),
        "venue": "Pattern Recognition 5(2) (2020) 1-9",
    },
    "some-authors-named": {
        "title": "Pots of more cooks",
        "authors": ("Ann Potter", "Bo Pan"),
        "author_count": 5,
        "date": Date("2020", 2020),
        "arxiv": "2001.00001",
    },
    "one-name": {
        "title": "Pots by one name",
        "authors": ("Aristotle",),
        "date": Date("2021-03", 2021, 3),
        "arxiv": "2103.00001",
    },
    "particle": {
        "title": "Visualizing data using t-SNE",
        "authors": ("Laurens van der Maaten", "Geoffrey Hinton"),
        "date": Date("2008", 2008),
        "venue": "Journal of Machine Learning Research 9 (2008) 2579-2605",
    },
    "nobody": {"title": "Pots by nobody", "date": Date("2021", 2021), "arxiv": "2103.00003"},
}

# Italics stand between asterisks.
EXPECTED = {
    "conference": (
        "He, K., Zhang, X., Ren, S., & Sun, J. (2016). Deep Residual Learning for Image Recognition. *CVPR*, 770–778. "
        "https://doi.org/10.1109/CVPR.2016.90",
        "K. He, X. Zhang, S. Ren, and J. Sun, “Deep Residual Learning for Image Recognition,” in *CVPR*, 2016, "
        "pp. 770–778. doi: 10.1109/CVPR.2016.90.",
        "He, Kaiming, et al. “Deep Residual Learning for Image Recognition.” *CVPR*, 2016, pp. 770–78, "
        "https://doi.org/10.1109/CVPR.2016.90.",
        "He, Kaiming, Xiangyu Zhang, Shaoqing Ren, and Jian Sun. 2016. “Deep Residual Learning for Image "
        "Recognition.” *CVPR*, 770–78. https://doi.org/10.1109/CVPR.2016.90.",
    ),
    "journal": (
        "Hinton, G. E., Osindero, S., & Teh, Y.-W. (2006). A fast learning algorithm for deep belief nets. "
        "*Neural Computation*, *18*(7), 1527–1554. https://doi.org/10.1162/neco.2006.18.7.1527",
        "G. E. Hinton, S. Osindero, and Y.-W. Teh, “A fast learning algorithm for deep belief nets,” "
        "*Neural Computation*, vol. 18, no. 7, pp. 1527–1554, 2006, doi: 10.1162/neco.2006.18.7.1527.",
        "Hinton, Geoffrey E., et al. “A Fast Learning Algorithm for Deep Belief Nets.” *Neural Computation*, vol. 18, "
        "no. 7, 2006, pp. 1527–54, https://doi.org/10.1162/neco.2006.18.7.1527.",
        "Hinton, Geoffrey E., Simon Osindero, and Yee-Whye Teh. 2006. “A Fast Learning Algorithm for Deep Belief "
        "Nets.” *Neural Computation* 18 (7): 1527–54. https://doi.org/10.1162/neco.2006.18.7.1527.",
    ),
    "without-volume": (
        "Potter, A. (2021). Pots and their lids. *Pattern Recognition*. https://doi.org/10.1234/lids",
        "A. Potter, “Pots and their lids,” *Pattern Recognition*, 2021, doi: 10.1234/lids.",
        "Potter, Ann. “Pots and Their Lids.” *Pattern Recognition*, 2021, https://doi.org/10.1234/lids.",
        "Potter, Ann. 2021. “Pots and Their Lids.” *Pattern Recognition*. https://doi.org/10.1234/lids.",
    ),
    "arxiv-only": (
        "Kingma, D. P., & Ba, J. (2014). *Adam: A Method for Stochastic Optimization* (arXiv:1412.6980). arXiv. "
        "https://arxiv.org/abs/1412.6980",
        "D. P. Kingma and J. Ba, “Adam: A Method for Stochastic Optimization,” Dec. 22, 2014, *arXiv*: "
        "arXiv:1412.6980. [Online]. Available: https://arxiv.org/abs/1412.6980",
        "Kingma, Diederik P., and Jimmy Ba. “Adam: A Method for Stochastic Optimization.” arXiv:1412.6980, arXiv, "
        "22 Dec. 2014, https://arxiv.org/abs/1412.6980.",
        "Kingma, Diederik P., and Jimmy Ba. 2014. “Adam: A Method for Stochastic Optimization.” arXiv:1412.6980. "
        "Preprint, arXiv, December 22. https://arxiv.org/abs/1412.6980.",
    ),
    "no-date": (
        "Potter, A. (n.d.). *Pots seen from above*. https://example.org/above",
        "A. Potter, “Pots seen from above.” [Online]. Available: https://example.org/above",
        "Potter, Ann. “Pots Seen from Above.” https://example.org/above.",
        "Potter, Ann. n.d. “Pots Seen from Above.” https://example.org/above.",
    ),
    "many-authors": (
        "Aell, A., Bell, A., Cell, A., Dell, A., Eell, A., Fell, A., Gell, A., Hell, A., Iell, A., Jell, A., Kell, A., "
        "Lell, A., Mell, A., Nell, A., Oell, A., Pell, A., Qell, A., Rell, A., Sell, A., … Well, A. (2020). Pots of "
        "many cooks. *Pattern Recognition*, *5*(2), 1–9.",
        "A. Aell *et al.*, “Pots of many cooks,” *Pattern Recognition*, vol. 5, no. 2, pp. 1–9, 2020.",
        "Aell, Anna, et al. “Pots of Many Cooks.” *Pattern Recognition*, vol. 5, no. 2, 2020, pp. 1–9.",
        "Aell, Anna, Anna Bell, Anna Cell, et al. 2020. “Pots of Many Cooks.” *Pattern Recognition* 5 (2): 1–9.",
    ),
    "some-authors-named": (
        "Potter, A., Pan, B., et al. (2020). *Pots of more cooks* (arXiv:2001.00001). arXiv. "
        "https://arxiv.org/abs/2001.00001",
        "A. Potter, B. Pan, et al., “Pots of more cooks,” 2020, *arXiv*: arXiv:2001.00001. [Online]. Available: "
        "https://arxiv.org/abs/2001.00001",
        "Potter, Ann, et al. “Pots of More Cooks.” arXiv:2001.00001, arXiv, 2020, https://arxiv.org/abs/2001.00001.",
        "Potter, Ann, Bo Pan, et al. 2020. “Pots of More Cooks.” arXiv:2001.00001. Preprint, arXiv. "
        "https://arxiv.org/abs/2001.00001.",
    ),
    "one-name": (
        "Aristotle. (2021). *Pots by one name* (arXiv:2103.00001). arXiv. https://arxiv.org/abs/2103.00001",
        "Aristotle, “Pots by one name,” Mar. 2021, *arXiv*: arXiv:2103.00001. [Online]. Available: "
        "https://arxiv.org/abs/2103.00001",
        "Aristotle. “Pots by One Name.” arXiv:2103.00001, arXiv, Mar. 2021, https://arxiv.org/abs/2103.00001.",
        "Aristotle. 2021. “Pots by One Name.” arXiv:2103.00001. Preprint, arXiv, March. "
        "https://arxiv.org/abs/2103.00001.",
    ),
    "particle": (
        "van der Maaten, L., & Hinton, G. (2008). Visualizing data using t-SNE. *Journal of Machine Learning "
        "Research*, *9*, 2579–2605.",
        "L. van der Maaten and G. Hinton, “Visualizing data using t-SNE,” *Journal of Machine Learning Research*, "
        "vol. 9, pp. 2579–2605, 2008.",
        "van der Maaten, Laurens, and Geoffrey Hinton. “Visualizing Data Using t-SNE.” *Journal of Machine Learning "
        "Research*, vol. 9, 2008, pp. 2579–605.",
        "Maaten, Laurens van der, and Geoffrey Hinton. 2008. “Visualizing Data Using t-SNE.” *Journal of Machine "
        "Learning Research* 9: 2579–605.",
    ),
    "nobody": (
        "*Pots by nobody* (arXiv:2103.00003). (2021). arXiv. https://arxiv.org/abs/2103.00003",
        "“Pots by nobody,” 2021, *arXiv*: arXiv:2103.00003. [Online]. Available: https://arxiv.org/abs/2103.00003",
        "“Pots by Nobody.” arXiv:2103.00003, arXiv, 2021, https://arxiv.org/abs/2103.00003.",
        "“Pots by Nobody.” 2021. arXiv:2103.00003. Preprint, arXiv. https://arxiv.org/abs/2103.00003.",
    ),
}


def survey(*styles: str, **facts: str):
    lines = {"title": "Pots and pans", "citation_styles": f"[{', '.join(styles or FOUR)}]", **facts}
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return parse_survey(SourceText("survey.yaml", text))


def catalogue_of(papers: dict[str, dict], *styles: str, **facts: str) -> Catalogue:
    made, problems = survey(*styles, **facts)
    assert not problems
    listed = tuple(paper(slug, **known) for slug, known in sorted(papers.items()))
    return Catalogue(made, (), listed, {each.slug: () for each in listed}, NO_ACCOUNT)


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch, tmp_path):
    monkeypatch.setenv(formatted_cache.VARIABLE, str(tmp_path / "cache"))


def formatted(catalogue: Catalogue, content: Path = Path("content"), jobs: int = 1):
    stages: list[str] = []
    made, problems = add_formatted(catalogue, content, jobs, stages.append)
    return made.formatted, problems, stages


@cache
def four_styles():
    made, problems, _ = formatted(catalogue_of(PAPERS))
    assert not problems
    return made


def starred(reference: Formatted) -> str:
    return "".join(f"*{part}*" if place % 2 else part for place, part in enumerate(reference.parts))


@pytest.mark.parametrize("style", FOUR)
@pytest.mark.parametrize("slug", PAPERS)
def test_a_reference_is_what_the_manual_of_its_style_asks_for(slug, style):
    found = {reference.style: starred(reference) for reference in four_styles()[slug]}
    assert found[style] == EXPECTED[slug][FOUR.index(style)]


def test_the_survey_itself_is_formatted():
    facts = {"updated": "2026-01-02", "base_url": "https://example.org/pots/", "subtitle": "What we cook in"}
    made, _, _ = formatted(catalogue_of({}, editors="[Ann Potter, Jan van der Pan]", **facts))
    assert [starred(reference) for reference in made[""]] == [
        "Potter, A., & van der Pan, J. (2026, January 2). *Pots and pans: What we cook in*. https://example.org/pots/",
        "A. Potter and J. van der Pan, “Pots and pans: What we cook in.” [Online]. Available: "
        "https://example.org/pots/",
        "Potter, Ann, and Jan van der Pan. *Pots and Pans: What We Cook In*. 2 Jan. 2026, https://example.org/pots/.",
        "Potter, Ann, and Jan van der Pan. 2026. “Pots and Pans: What We Cook In.” January 2. "
        "https://example.org/pots/.",
    ]


def test_a_survey_in_another_language_is_cited_in_its_words():
    made, _, _ = formatted(catalogue_of({"no-date": PAPERS["no-date"]}, "apa", language="de"))
    assert made["no-date"][0].text.startswith("Potter, A. (o.\u00a0J.). ")
    assert terms_path("pt-BR").name == "locales-pt-BR.xml"
    assert terms_path("sv").name == "locales-sv-SE.xml"
    assert terms_path("tlh").name == terms_path("en").name == "locales-en-US.xml"


def test_markup_in_what_is_known_of_a_paper_stays_text():
    title = f"<i>Pots</i> & <script>alert(1)</script> where 1 < 2 {ITALIC}and{ROMAN} {LESS}b>pans"
    made, _, _ = formatted(
        catalogue_of({"odd": {"title": title, "authors": ("<b>Ann</b> Potter",), "date": Date("2020", 2020)}}, *LABELS)
    )
    for reference in made["odd"]:
        shown = reference.text.lower()
        assert "<i>pots</i> & <script>alert(1)</script> where 1 < 2 and b>pans" in shown, reference
        assert not re.search("[\ue000-\uf8ff]", reference.text)


def test_no_style_leaves_numbers_or_marks_behind():
    made, problems, _ = formatted(catalogue_of(PAPERS, *LABELS))
    assert not problems
    for slug, references in made.items():
        assert [reference.style for reference in references] == list(LABELS)
        for reference in references:
            known = PAPERS[slug]["title"].lower() if slug else "pots and pans"
            assert known in reference.text.lower()
            assert re.match(r"[“\w]", reference.text), reference.text
            assert not re.match(r"(?:1\b|\[1\])", reference.text), reference.text
            assert not re.search(r"[\ue000-\uf8ff]|  |undefined|<|ahead of print|published online", reference.text)


def test_a_paper_is_formatted_as_if_there_were_no_other():
    twins = {f"twin-{number}": PAPERS["one-name"] for number in range(3)}
    made, _, _ = formatted(catalogue_of(twins))
    for number in range(3):
        assert tuple(map(starred, made[f"twin-{number}"])) == EXPECTED["one-name"]


@pytest.mark.parametrize("style", FOUR)
def test_a_style_without_what_one_reference_does_not_need_says_the_same(style, monkeypatch, tmp_path):
    """The whole style, against the one without citations and order, on the papers of the default survey."""
    some = default_catalogue().papers[::12]
    catalogue = replace(
        default_catalogue(), papers=some, survey=replace(default_catalogue().survey, citation_styles=(style,))
    )
    bare, _, _ = formatted(catalogue)
    program = (Path(formatted_make.__file__).parent / "formatted_run.py").read_text("utf-8")
    assert program.count("style = bare_style(") == 1
    package = tmp_path / "site_builder"
    shutil.copytree(Path(formatted_make.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    changed = program.replace('style = bare_style(Path(task["style"]).read_bytes())', "style = whole(task)")
    changed = changed.replace(
        "def bare_style", "def whole(task):\n    return Path(task['style']).read_text()\n\n\ndef bare_style"
    )
    (package / "formatted_run.py").write_text(changed, "utf-8")
    monkeypatch.setattr(formatted_make, "__file__", str(package / "formatted_make.py"))
    monkeypatch.setenv(formatted_cache.VARIABLE, "")
    whole, problems, _ = formatted(catalogue)
    assert not problems
    unclaimed = {slug: re.sub(r"^\[1\] ?|, ahead of print", "", refs[0].text) for slug, refs in whole.items()}
    assert unclaimed == {slug: refs[0].text for slug, refs in bare.items()}


def test_a_bare_style_is_still_one():
    assert bare_style(style_path("ieee").read_bytes()).startswith("<style xmlns=")
    assert 'variable="citation-number"' in bare_style(style_path("ieee").read_bytes())
    assert "<sort" not in bare_style(style_path("apa").read_bytes())


def test_marks_become_parts_in_turns():
    assert parse_marked("plain") == ("plain",)
    assert parse_marked(f"{ITALIC}first{ROMAN} then") == ("", "first", " then")
    assert parse_marked(f"a {ITALIC}b {ROMAN}c{ITALIC} d{ROMAN}.") == ("a ", "b ", "c", " d", ".")
    assert parse_marked(f"a {ITALIC}b{ROMAN}{ITALIC}c{ROMAN}") == ("a ", "bc")
    assert parse_marked(f"1 {LESS} 2") == ("1 < 2",)
    assert Formatted("apa", ("", "first", " then")).pairs == (("", "first"), (" then", ""))


# What is kept between builds


def test_the_second_time_nothing_is_formatted(tmp_path):
    catalogue = catalogue_of(PAPERS)
    first, _, stages = formatted(catalogue, tmp_path)
    assert stages[0] == STAGE
    second, _, stages = formatted(catalogue, tmp_path)
    assert stages == []
    assert second == first


def test_only_what_has_changed_is_formatted_again(tmp_path, monkeypatch):
    asked: list[int] = []
    format_all = formatted_make.format_all
    monkeypatch.setattr(
        formatted_make, "format_all", lambda refs, *more: asked.append(len(refs)) or format_all(refs, *more)
    )
    formatted(catalogue_of(PAPERS), tmp_path)
    changed = {**PAPERS, "one-name": {**PAPERS["one-name"], "title": "Pots by two names"}}
    made, _, _ = formatted(catalogue_of(changed), tmp_path)
    assert "Pots by two names" in made["one-name"][0].text
    formatted(catalogue_of(PAPERS), tmp_path)  # the old title was kept as well
    formatted(catalogue_of(PAPERS, "apa"), tmp_path)  # another choice of styles
    assert asked == [len(PAPERS) + 1, 1, len(PAPERS) + 1]


def kept_file(tmp_path: Path, content: Path) -> Path:
    file = formatted_cache.cache_file(content)
    assert file is not None
    assert file.is_relative_to(tmp_path / "cache")
    return file


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"{}", b'[1, "x"]', b'{"a": 5}', b"\xff\xfe\x00"])
@pytest.mark.parametrize("is_signed", [True, False])
def test_a_damaged_cache_is_none(tmp_path, damage, is_signed):
    catalogue = catalogue_of({"one-name": PAPERS["one-name"]}, "apa")
    first, _, _ = formatted(catalogue, tmp_path)
    signature = formatted_cache.hashlib.sha256(damage).hexdigest().encode() + b"\n" if is_signed else b""
    kept_file(tmp_path, tmp_path).write_bytes(signature + damage)
    again, problems, _ = formatted(catalogue, tmp_path)
    assert again == first
    assert not problems


def test_a_text_that_was_changed_in_the_cache_is_not_believed(tmp_path):
    catalogue = catalogue_of({"one-name": PAPERS["one-name"]}, "apa")
    first, _, _ = formatted(catalogue, tmp_path)
    file = kept_file(tmp_path, tmp_path)
    file.write_bytes(file.read_bytes().replace(b"Aristotle", b"Diogenes!"))
    assert formatted(catalogue, tmp_path)[0] == first


def test_a_cache_that_cannot_be_written_does_no_harm(tmp_path, monkeypatch):
    (tmp_path / "cache").write_text("a file where the folder should be", "utf-8")
    made, problems, _ = formatted(catalogue_of({"one-name": PAPERS["one-name"]}), tmp_path)
    assert tuple(map(starred, made["one-name"])) == EXPECTED["one-name"]
    assert not problems
    monkeypatch.setenv(formatted_cache.VARIABLE, "")
    assert formatted_cache.cache_file(tmp_path) is None


def test_nothing_but_the_cache_is_left_in_its_folder(tmp_path):
    formatted(catalogue_of({"one-name": PAPERS["one-name"]}, "apa"), tmp_path)
    file = kept_file(tmp_path, tmp_path)
    assert [path for path in (tmp_path / "cache").rglob("*") if path.is_file()] == [file]


def test_what_is_used_no_more_is_forgotten_in_time(tmp_path):
    file = tmp_path / "kept"
    old = {f"old-{number}": (("text",),) for number in range(9)}
    formatted_cache.write_kept(file, {"new": (("text",),), **old}, frozenset(["new"]))
    assert formatted_cache.read_kept(file, 1) == {"new": (("text",),), "old-0": (("text",),)}
    assert formatted_cache.read_kept(file, 2) == {}


def test_the_cache_lies_where_the_system_keeps_such_things(monkeypatch):
    monkeypatch.delenv(formatted_cache.VARIABLE)
    monkeypatch.setenv("XDG_CACHE_HOME", "/var/cache/ann")
    monkeypatch.setenv("HOME", "/home/ann")
    for platform, folder in (("linux", "/var/cache/ann"), ("darwin", "/home/ann/Library/Caches")):
        monkeypatch.setattr(formatted_cache.sys, "platform", platform)
        assert formatted_cache.cache_file(Path("content")).parent == Path(folder) / "site-builder" / "citations"


# Within a build


def test_processes_share_the_work_and_the_result_is_the_same(monkeypatch):
    some = replace(default_catalogue(), papers=default_catalogue().papers[::3], survey=survey("ieee", "nature")[0])
    monkeypatch.setenv(formatted_cache.VARIABLE, "")
    monkeypatch.setattr(formatted_make, "_AT_ONCE", 20)
    monkeypatch.setattr(formatted_make, "_WORTH_A_PROCESS", 50)
    alone, _, _ = formatted(some)
    shared, _, _ = formatted(some, jobs=3)
    assert shared == alone
    assert len(shared) == len(some.papers) + 1


def test_a_site_is_the_same_with_and_without_what_was_kept(tmp_path, monkeypatch):
    yaml = f"title: Small survey\nupdated: 2026-01-02\ncitation_styles: [{', '.join(FOUR)}]\n"
    content = write_survey(tmp_path / "content", **{"survey.yaml": yaml})
    sites = []
    for name, kept in (("cold", "cache"), ("warm", "cache"), ("none", "")):
        monkeypatch.setenv(formatted_cache.VARIABLE, str(tmp_path / kept) if kept else "")
        assert build(Request(content), tmp_path / name, lambda stage: None).is_good
        sites.append(files_of(tmp_path / name))
    assert sites[0] == sites[1] == sites[2]
    page = sites[0]["papers/first-paper.html"].decode()
    assert "<dt>Chicago</dt>" in page
    assert 'data-copy="#cite-ieee" hidden>Copy IEEE</button>' in page
    assert '<dd id="cite-apa" class="cite"><em>First paper about pictures</em>. (2020, May).</dd>' in page
    assert 'id="cite-apa"' in sites[0]["about.html"].decode()


def test_without_the_key_nothing_is_formatted(tmp_path):
    content = write_survey(tmp_path / "content")
    assert build(Request(content), tmp_path / "site", lambda stage: None).is_good
    assert "cite-apa" not in (tmp_path / "site" / "papers" / "first-paper.html").read_text("utf-8")
    assert not (tmp_path / "cache").exists()


def test_styles_are_named_as_people_name_them_and_each_once():
    made, problems = survey("MLA", "apa", "modern-language-association", "Harvard")
    assert made.citation_styles == ("modern-language-association", "apa", "harvard-cite-them-right")
    assert not problems


def test_a_style_that_there_is_not_is_told_with_the_nearest():
    made, problems = survey("apa", "chicago-author-dates", "mine")
    assert made.citation_styles == ("apa",)
    assert [(problem.code, problem.hint) for problem in problems] == [
        ("unknown-style", "Did you mean `chicago-author-date`?"),
        ("unknown-style", f"Those that there are: {', '.join(LABELS)}."),
    ]


def test_a_processor_that_does_not_run_is_a_warning_and_the_site_is_made(monkeypatch):
    monkeypatch.setattr(formatted_make, "_PROGRAM", "site_builder.no_such_program")
    made, problems, _ = formatted(catalogue_of({"one-name": PAPERS["one-name"]}))
    assert made == {}
    assert [(problem.code, problem.severity.name) for problem in problems] == [("no-citation-styles", "WARNING")]
    assert "No module named site_builder.no_such_program" in problems[0].message


def test_a_folder_for_temporary_files_that_is_full_is_told_as_well(monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(formatted_make.tempfile, "mkdtemp", full)
    made, problems, _ = formatted(catalogue_of({"one-name": PAPERS["one-name"]}))
    assert made == {}
    assert [(problem.code, problem.message.rpartition(": ")[2]) for problem in problems] == [
        ("no-citation-styles", "No space left on device")
    ]


def test_a_style_that_has_no_form_for_a_reference_is_left_out_and_told_in_every_build(tmp_path):
    catalogue = catalogue_of({"little": {"authors": ("Ann Potter",)}}, "Chicago (notes)", "apa")
    for _ in range(2):
        made, problems, _ = formatted(catalogue, tmp_path)
        assert [starred(reference) for reference in made["little"]] == ["Potter, A. (n.d.). *Little*."]
        assert [str(problem).partition(": ")[2] for problem in problems] == [
            "info unformatted: Chicago (notes) has no form for what is known of a reference, such as `little`\n"
            "    Other styles and formats have them."
        ]


def test_every_style_that_can_be_named_came_with_the_tool():
    folder = style_path("apa").parent
    assert {path.stem for path in folder.glob("*.csl")} == set(LABELS)
    for name in LABELS:
        assert 'rel="independent-parent"' not in style_path(name).read_text("utf-8"), name
