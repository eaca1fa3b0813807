"""Why each record belongs to its paper, in words for the editor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from site_builder.merge_alike import Alike
from site_builder.merge_evidence import identifiers
from site_builder.model import Record
from site_builder.problems import Origin
from site_builder.titles import compact_title

_WORDS = {"arxiv": "arXiv id", "doi": "DOI", "preprint": "DOI"}


class Reasons:
    """Tells why records belong together: by identifier, by title, by likeness, or by the editor's word."""

    def __init__(self, clusters: Mapping[int, Sequence[Record]], alike: Sequence[Alike]) -> None:
        self._clusters = clusters
        self._alike: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for pair in alike:
            self._alike[pair.one].append((pair.other, pair.because))
            self._alike[pair.other].append((pair.one, pair.because))
        self._cluster_of = {id(record): root for root in self._alike for record in clusters[root]}

    def of(self, group: Sequence[Record]) -> tuple[str, ...]:
        """The reason for each record of a paper; empty for the first."""
        if len(group) == 1:
            return ("",)
        by_name: dict[str, Origin] = {}
        seen: set[int] = set()
        reasons: list[str] = []
        for record in group:
            names = (*identifiers(record), f"title:{compact_title(record.title)}")
            cluster = self._cluster_of.get(id(record), -1)
            shared = next((name for name in names if name in by_name), None)
            if not reasons:
                reasons.append("")
            elif shared is not None:
                kind = _WORDS.get(shared.partition(":")[0], "title")
                reasons.append(f"the same {kind} as {by_name[shared]}")
            else:
                reasons.append(self._likeness(cluster, seen))
            seen.add(cluster)
            for name in names:
                by_name.setdefault(name, record.origin)
        return tuple(reasons)

    def _likeness(self, cluster: int, seen: set[int]) -> str:
        likest = sorted(self._alike.get(cluster, ()), key=lambda found: found[0] not in seen)
        if not likest or cluster in seen:
            return "`same_as` says so"
        root, because = likest[0]
        return f"like {self._clusters[root][0].origin}: {because}"
