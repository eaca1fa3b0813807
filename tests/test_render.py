"""Templates: what they see, how they escape, and what becomes of their faults."""

from __future__ import annotations

import pytest

from site_builder.catalogue import Page
from site_builder.problems import Origin
from site_builder.prose_citations import Citation
from site_builder.render import Templates, render_pages, tell_failures


def render(folder, templates: dict[str, str], *pages: Page):
    folder.mkdir(exist_ok=True)
    for name, text in templates.items():
        (folder / name).write_text(text, "utf-8")
    return made(pages, folder)


def made(pages, folder):
    rendered = render_pages(pages, Templates(folder))
    return rendered.pages, tell_failures(rendered.failures)


def one(folder, template: str, path: str = "index.html", **context) -> str:
    site, problems = render(folder, {"page.html": template}, Page(path, "page.html", context))
    assert problems == ()
    return site[path].decode("utf-8")


def test_values_are_escaped(tmp_path):
    html = one(tmp_path, '<p title="{{ title }}">{{ title }}</p>', title='<script>alert(1)</script> & "it\'s"')
    escaped = "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;it&#39;s&#34;"
    assert html == f'<p title="{escaped}">{escaped}</p>'


def test_prose_is_markup_once(tmp_path):
    html = one(tmp_path, "{{ a|markdown }}{{ b|plain }}", a="*x* <b>", b="<b> https://example.org")
    link = '<a href="https://example.org" rel="noopener">https://example.org</a>'
    assert html == f"<p><em>x</em> &lt;b&gt;</p>\n&lt;b&gt; {link}"


def test_citations_and_notes_lead_where_they_should_from_any_folder(tmp_path):
    cited = {"b": Citation("papers/b.html", "B", "B", "", "")}
    note = "[@b] and [c](c.html)"
    for path, folder in (("index.html", "papers/"), ("themes/t.html", "../papers/"), ("papers/x.html", "")):
        html = one(tmp_path, "{{ note|markdown(link, cited, 3, 'a') }}", path, note=note, cited=cited)
        assert f'<a href="{folder}b.html" aria-describedby="c-a--1">B</a>' in html
        assert f'<a href="{folder}c.html">c</a>' in html


def test_links_are_relative_to_the_page(tmp_path):
    targets = ("papers/a.html", "papers/b.html#x", "papers/a.html#x", "index.html")
    template = " ".join(f"{{{{ link('{target}') }}}}" for target in targets)
    assert one(tmp_path, template) == "papers/a.html papers/b.html#x papers/a.html#x index.html"
    assert one(tmp_path, template, "papers/a.html") == "a.html b.html#x #x ../index.html"


def test_links_of_two_pages_in_one_folder_do_not_mix(tmp_path):
    pages = [Page(f"papers/{name}.html", "page.html", {}) for name in "ab"]
    site, _ = render(tmp_path, {"page.html": "{{ link('papers/a.html#x') }} {{ link('papers/b.html#x') }}"}, *pages)
    assert site == {"papers/a.html": b"#x b.html#x", "papers/b.html": b"a.html#x #x"}


def test_a_page_with_a_base_links_by_full_addresses(tmp_path):
    html = one(tmp_path, "{{ link('themes.html') }}", "404.html", link_base="https://example.org/")
    assert html == "https://example.org/themes.html"


def test_a_shared_fragment_is_rendered_for_each_folder(tmp_path):
    templates = {
        "page.html": "{{ shared('nav.html', name) }}",
        "nav.html": "<a href=\"{{ link('a.html') }}\">{{ value }}</a>",
    }
    pages = [Page(path, "page.html", {"name": "A & B"}) for path in ("a.html", "b.html", "themes/c.html")]
    site, problems = render(tmp_path, templates, *pages)
    assert problems == ()
    assert [data.decode() for data in site.values()] == [
        '<a href="a.html">A &amp; B</a>',
        '<a href="a.html">A &amp; B</a>',
        '<a href="../a.html">A &amp; B</a>',
    ]


@pytest.mark.parametrize(
    ("template", "line", "words"),
    [
        ("one\n{{ missing }}\n", 2, "'missing' is undefined"),
        ("one\ntwo\n{{ page.missing }}\n", 3, "has no attribute 'missing'"),
        ("one\n{% if %}\n", 2, "Expected an expression"),
        ("{% for x in y %}\n", 1, "Unexpected end of template"),
        ("\n\n{{ 1 + 'a' }}\n", 3, "unsupported operand"),
        ("\n{{ 1 // 0 }}\n", 2, "by zero"),
        ("\n{{ 'x'|nofilter }}\n", 2, "No filter named 'nofilter'"),
    ],
)
def test_a_fault_in_a_template_is_a_problem_with_its_line(tmp_path, template, line, words):
    site, problems = render(tmp_path, {"page.html": template}, Page("index.html", "page.html", {"page": "text"}))
    assert site == {}
    (problem,) = problems
    assert problem.code == "template-error"
    assert problem.origin == Origin("templates/page.html", line)
    assert words in problem.message


def test_the_template_that_is_to_blame_is_named_when_another_includes_it(tmp_path):
    templates = {
        "page.html": "{% extends 'base.html' %}{% from 'macros.html' import f %}{% block a %}{{ f(1) }}{% endblock %}",
        "base.html": "\n{% block a %}{% endblock %}",
        "macros.html": "\n\n{% macro f(x) %}\n{{ x.missing }}\n{% endmacro %}",
    }
    _, (problem,) = render(tmp_path, templates, Page("index.html", "page.html", {}))
    assert problem.origin == Origin("templates/macros.html", 4)


def test_a_syntax_error_in_a_base_is_placed_there(tmp_path):
    templates = {"page.html": "{% extends 'base.html' %}", "base.html": "one\n{% nonsense %}"}
    _, (problem,) = render(tmp_path, templates, Page("index.html", "page.html", {}))
    assert problem.origin == Origin("templates/base.html", 2)


def test_a_missing_template_is_named_once_for_all_its_pages(tmp_path):
    site, problems = render(tmp_path, {}, Page("a.html", "gone.html", {}), Page("b.html", "gone.html", {}))
    assert site == {}
    assert [(problem.code, problem.origin, problem.message) for problem in problems] == [
        ("template-missing", Origin("templates/gone.html", 0), "there is no template gone.html")
    ]


def test_a_missing_base_is_placed_where_it_is_asked_for(tmp_path):
    _, (problem,) = render(tmp_path, {"page.html": "\n{% extends 'gone.html' %}"}, Page("a.html", "page.html", {}))
    assert problem.origin == Origin("templates/page.html", 2)
    assert "gone.html" in problem.message


def test_a_template_that_is_not_utf8_is_a_problem(tmp_path):
    (tmp_path / "page.html").write_bytes(b"\xff\xfe")
    site, (problem,) = made([Page("a.html", "page.html", {})], tmp_path)
    assert site == {}
    assert problem.origin == Origin("templates/page.html", 0)


def test_a_fault_of_ours_is_not_blamed_on_a_template(tmp_path):
    def broken() -> str:
        raise ValueError("ours")

    with pytest.raises(ValueError, match="ours"):
        render(tmp_path, {"page.html": "{{ broken() }}"}, Page("a.html", "page.html", {"broken": broken}))


def test_a_changed_template_is_seen_at_once(tmp_path):
    assert one(tmp_path, "one") == "one"
    assert one(tmp_path, "two") == "two"


def test_text_that_has_no_utf8_form_does_not_stop_a_build(tmp_path):
    assert one(tmp_path, "{{ title }}", title="a\ud800b") == "a?b"


def test_a_fault_on_many_pages_is_told_once_with_their_number(tmp_path):
    pages = [Page(f"papers/{n}.html", "page.html", {"n": n}) for n in range(594)]
    _, (problem,) = render(tmp_path, {"page.html": "line\n{{ nobody }}"}, *pages)
    assert problem.origin == Origin("templates/page.html", 2)
    assert problem.message.endswith("'nobody' is undefined (on papers/0.html and 593 more pages)")
    _, problems = render(tmp_path, {"page.html": "{% if n %}{{ one }}{% else %}{{ two }}{% endif %}"}, *pages[:3])
    assert [problem.message.partition(" (")[2] for problem in problems] == [
        "on papers/1.html and 1 more page)",
        "on papers/0.html)",
    ]
