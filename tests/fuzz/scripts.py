"""What scripts of pages read, as targets: they run in Node.js, over an index made here; see scripts.js."""

from __future__ import annotations

from pathlib import Path

from searching import catalogue, paper, write_search, year

SCRIPT_TARGETS = {"query": "the language of the search box", "reading-list": "what is pasted into the reading list"}
"""Name, also of the folder of seeds and of the dictionary, to what is read."""
_TITLES = (
    "R-CNN and few-shot detection", "YOLOv4 in the kitchen", "ViT-B/16 on teapots", "Convolutional pots of Padé",
    "Pruning networks for the C++ of pots", "Pots without a lid", "Göedel sorts jugs", "The of and", "Pruned pots",
)  # fmt: skip


def write_index(folder: Path) -> Path:
    """Write the search files of a small survey; returns the folder with the manifest."""
    papers = [
        paper(title, authors=("Ada Jug", "Bo Pan-Lid"), date=year(2010 + number), abstract=f"We look at {title}. " * 3)
        for number, title in enumerate(_TITLES)
    ]
    return write_search(catalogue(papers), folder)
