"""A site that is too large to be held in memory: its files lie in the folder that is to become the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from site_builder.catalogue import Site


class StagedSite(Mapping[str, bytes]):
    """A site whose files are read when they are asked for, beside some that are held.

    Once the folder is put in its place the staged files cannot be read here any more; paths and sizes stay known.
    """

    __slots__ = ("folder", "held", "sizes")

    def __init__(self, folder: Path, sizes: Mapping[str, int], held: Mapping[str, bytes]) -> None:
        self.folder = folder
        self.sizes = sizes
        """Path of each staged file to its number of bytes."""
        self.held = held
        """The other files, which are yet to be written."""

    def __getitem__(self, path: str) -> bytes:
        if path in self.held:
            return self.held[path]
        if path not in self.sizes:
            raise KeyError(path)
        return (self.folder / path).read_bytes()

    def __iter__(self) -> Iterator[str]:
        yield from self.sizes
        yield from (path for path in self.held if path not in self.sizes)

    def __len__(self) -> int:
        return len(self.sizes) + sum(path not in self.sizes for path in self.held)

    def __contains__(self, path: object) -> bool:
        return path in self.held or path in self.sizes


def join_sites(parts: Iterable[Site]) -> Site:
    """All files of some parts of a site; where any part is staged, so is the whole."""
    held: dict[str, bytes] = {}
    sizes: dict[str, int] = {}
    folder: Path | None = None
    for part in parts:
        if isinstance(part, StagedSite):
            folder = part.folder
            sizes.update(part.sizes)
            held.update(part.held)
        else:
            held.update(part)
    return held if folder is None else StagedSite(folder, sizes, held)


def site_bytes(site: Site) -> int:
    """How many bytes a site has, also after it was put in its place."""
    if isinstance(site, StagedSite):
        return sum(site.sizes.values()) + sum(map(len, site.held.values()))
    return sum(len(content) for content in site.values())
