"""Pelican's settings: themes are tags; the letters of titles and authors, which it has no lists for, are a plugin."""

import json
from collections import defaultdict
from itertools import groupby
from pathlib import Path

from pelican import signals

SITENAME = "Invented papers"
SITEURL = ""
TIMEZONE = "UTC"
PATH = "content"
OUTPUT_PATH = "site"
THEME = "theme"
THEMES = json.loads(Path("themes.json").read_text("utf-8"))
DEFAULT_CATEGORY = "papers"
MARKDOWN = {"extensions": ["markdown.extensions.meta"], "output_format": "html5"}
STATIC_PATHS = ["assets"]
ARTICLE_EXCLUDES = ["assets"]
TYPOGRIFY = False

DIRECT_TEMPLATES = ["index", "tags", "years", "titles", "authors", "search"]
TAGS_SAVE_AS = "themes.html"
ARTICLE_URL = ARTICLE_SAVE_AS = "papers/{slug}.html"
TAG_URL = TAG_SAVE_AS = "themes/{slug}.html"
YEAR_ARCHIVE_URL = YEAR_ARCHIVE_SAVE_AS = "years/{date:%Y}.html"
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = DRAFT_SAVE_AS = ""
DEFAULT_PAGINATION = 200
PAGINATED_TEMPLATES = {"tag": None}
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None


def family(name: str) -> str:
    """The name that an author is filed under."""
    return name.rpartition(" ")[2]


JINJA_FILTERS = {
    "initial": lambda name: family(name)[0].lower(),
    "anchor": lambda name: name.replace(". ", "-").lower(),
    "by_letter": lambda articles: [
        (letter, list(members))
        for letter, members in groupby(sorted(articles, key=lambda one: one.title), lambda one: one.title[0])
    ],
}


def write_letters(generator, writer):
    """Write a page for each first letter of titles and of authors' families."""
    titles, people = defaultdict(list), defaultdict(list)
    for article in sorted(generator.articles, key=lambda one: one.title):
        titles[article.title[0].lower()].append(article)
    for author, articles in sorted(generator.authors, key=lambda pair: family(pair[0].name)):
        people[family(author.name)[0].lower()].append((author, articles))
    for kind, template, groups in (("titles", "title", titles), ("authors", "author", people)):
        for letter, members in groups.items():
            writer.write_file(
                f"{kind}/{letter}.html",
                generator.get_template(template),
                generator.context,
                letter=letter.upper(),
                members=members,
                url=f"{kind}/{letter}.html",
            )


class Letters:
    """The plugin, as Pelican takes one that is no module."""

    __name__ = "letters"

    @staticmethod
    def register():
        """Ask to be called when all articles are written."""
        signals.article_writer_finalized.connect(write_letters)


PLUGINS = [Letters]
