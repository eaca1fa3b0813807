"""Which records are together so far, and which must stay apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


class Partition:
    """Which records are together, each group under its smallest number, and which groups must stay apart."""

    def __init__(self, identifiers: Iterable[set[str]], apart: Iterable[tuple[int, int]]) -> None:
        self._identifiers = list(identifiers)
        self._parent = list(range(len(self._identifiers)))
        self._foes: dict[int, set[int]] = defaultdict(set)
        for one, other in apart:
            self._foes[one].add(other)
            self._foes[other].add(one)

    def find(self, member: int) -> int:
        """The smallest number of the group that a member is in."""
        while self._parent[member] != member:
            self._parent[member] = self._parent[self._parent[member]]
            member = self._parent[member]
        return member

    def identifiers(self, member: int, kind: str = "") -> set[str]:
        """All identifiers of a group, or those of one kind."""
        return {name for name in self._identifiers[self.find(member)] if name.startswith(kind)}

    def foes(self, member: int) -> set[int]:
        """The groups that a group must stay apart from."""
        return self._foes.get(self.find(member), set())

    def is_forbidden(self, one: int, other: int) -> bool:
        """Whether the editor keeps the groups of two members apart."""
        return self.find(other) in self.foes(one)

    def unite(self, one: int, other: int) -> bool:
        """Put two groups together unless the editor forbids it; whether they are together now."""
        low, high = sorted((self.find(one), self.find(other)))
        if low == high:
            return True
        if self.is_forbidden(low, high):
            return False
        self._parent[high] = low
        self._identifiers[low] |= self._identifiers[high]
        for foe in self._foes.pop(high, ()):
            self._foes[foe].remove(high)
            self._foes[foe].add(low)
            self._foes[low].add(foe)
        return True
