"""Queries of the kinds that people put to a survey, taken from the words of its own pages."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from pathlib import Path

SAMPLE = 3_000
"""Pages that words are counted in, spread over all."""
PHRASE = '"object detection"'
"""Said by papers of the default survey, and strewn into the abstracts of invented ones."""
# Words that search leaves out or that every page may say.
_PLAIN = frozenset(
    [
        "about",
        "after",
        "these",
        "their",
        "there",
        "other",
        "where",
        "which",
        "while",
        "could",
        "would",
        "being",
        "based",
    ]
)


def invent_queries(site: Path) -> dict[str, str]:
    """A query of each kind, by its name; the same for the same site."""
    counts = _count_words(site)
    most = max(counts.values())
    falling = sorted(counts, key=lambda word: (-counts[word], word))
    titles = json.loads((site / "data" / "papers.json").read_text("utf-8"))
    title = sorted(str(paper["title"]) for paper in titles if len(paper["title"].split()) >= 6)
    common, second = falling[0], falling[len([word for word in falling if counts[word] > most / 4])]
    rare = [word for word in falling if counts[word] <= 2 and 6 <= len(word) <= 10]
    return {
        "rare word": rare[len(rare) // 2],
        "common word": common,
        "two words": f"{common} {second}",
        "title": title[len(title) // 2],
        "typo": f"{second[:2]}{second[3]}{second[2]}{second[4:]}",
        "phrase": PHRASE,
        "prefix": second[:4],
    }


def _count_words(site: Path) -> Counter[str]:
    """How many of the sampled pages say each word, without those that nearly all pages say."""
    pages = sorted((site / "papers").glob("*.html"))
    sampled = pages[:: max(1, len(pages) // SAMPLE)]
    counts: Counter[str] = Counter()
    for page in sampled:
        main = page.read_text("utf-8").partition("<main")[2].partition("</main>")[0]
        text = html.unescape(re.sub(r"<[^>]*>", " ", main)).lower()
        counts.update({word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 4 and word.isascii()} - _PLAIN)
    return Counter({word: count for word, count in counts.items() if count < 0.9 * len(sampled)})
