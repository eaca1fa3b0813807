"""The links in the editor's texts: where each stands, so that a faulty one is told there, and pictures among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from site_builder.catalogue import OwnText
from site_builder.problems import Origin, Problem, error
from site_builder.prose import find_links


def links_in_texts(texts: Iterable[OwnText]) -> Mapping[tuple[str, str], tuple[Origin, ...]]:
    """Page and address of each link, as the page will have it, to the places in the texts where it is written."""
    found: dict[tuple[str, str], list[Origin]] = {}
    for text in texts:
        for link in find_links(text.text):
            place = Origin(text.origin.path, text.origin.line + link.line)
            found.setdefault((text.page, link.address), []).append(place)
    return {key: tuple(places) for key, places in found.items()}


def check_pictures(texts: Iterable[OwnText]) -> tuple[Problem, ...]:
    """An error for each picture: the site does not carry its file, and would show a link after an exclamation mark."""
    hint = "Describe it in words, or link to it: take out the `!` and write the whole address."
    return tuple(
        error("picture", Origin(text.origin.path, text.origin.line + link.line), "pictures are not supported", hint)
        for text in texts
        for link in find_links(text.text)
        if link.is_picture
    )
