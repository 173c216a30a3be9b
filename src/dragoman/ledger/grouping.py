"""Which propositions belong together? Pairs are judged one by one, then joined.

The outcome depends on the propositions and their links alone, not on their order: they are sorted first, and ties go by
their keys. Vectors are whole numbers, so that a likeness is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from dragoman.ledger.likeness import Likeness, chance_of, gap, odds
from dragoman.ledger.propositions import Proposition

_AT_ONCE = 65536
"""Pairs whose wording is compared in one go: 200 MB at most."""

_TOP = 127
"""The greatest part of a stored direction."""

Link = tuple[int, int, float]
"""The places of two propositions, the lower first, and how likely they are about the same thing."""

T = TypeVar("T", bound=Hashable)


def whole(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Directions in eight bits a part, [n, width]: each as long as eight bits allow."""
    most = np.abs(vectors).max(axis=1, keepdims=True).clip(min=1e-12)
    rounded: NDArray[np.int8] = np.rint(vectors * (_TOP / most)).astype(np.int8)
    return rounded


class Grouping:
    """Judges and joins propositions. `vectors` [propositions, width] are the directions of their words, from `whole`.

    `propositions` are sorted by key. `lists` is the table claim_groups.toml.
    """

    def __init__(
        self, propositions: Sequence[Proposition], vectors: NDArray[np.int8], lists: Mapping[str, Any]
    ) -> None:
        self._all = propositions
        # Sums of products of bytes are exact in these floats, in whatever order they are added.
        self._vectors = vectors.astype(np.float32)
        self._lengths = np.sqrt((self._vectors.astype(np.float64) ** 2).sum(axis=1)).clip(min=1e-12)
        self.likeness = Likeness(lists["weights"])
        self._window = int(lists["candidates"]["window"])
        self._floor = float(lists["candidates"]["least_likeness"])
        self._asked = int(lists["grouping"]["asked"])
        self.least = float(lists["grouping"]["least"])
        self._speakers = int(lists["grouping"]["speakers"])
        self._chances: dict[tuple[int, int], float] = {}

    def links(self, candidates: Iterable[tuple[int, int]]) -> Iterator[Link]:
        """Of pairs of places, those that may be about the same thing, with how likely they are."""
        pairs = np.array(list(candidates), dtype=np.int64).reshape(-1, 2)
        for start in range(0, len(pairs), _AT_ONCE):
            part = pairs[start : start + _AT_ONCE]
            dots = np.einsum("ij,ij->i", self._vectors[part[:, 0]], self._vectors[part[:, 1]])
            cosines = dots / (self._lengths[part[:, 0]] * self._lengths[part[:, 1]])
            for one, other in part[cosines >= self._floor].tolist():
                apart = gap(self._all[one], self._all[other])
                if apart is not None and apart > self._window:
                    continue
                chance = self.chance(one, other)
                if chance >= self.least:
                    yield one, other, chance

    def groups(self, links: Iterable[Link], places: Iterable[int]) -> list[list[int]]:
        """The places that belong together, each group in order, every place in one."""
        group_of = {place: place for place in places}
        members = {place: [place] for place in group_of}
        refused: set[tuple[int, int, int, int]] = set()
        for _, one, other in sorted((-chance, one, other) for one, other, chance in links):
            low, high = sorted((group_of[one], group_of[other]))
            tried = (low, high, len(members[low]), len(members[high]))
            if low == high or tried in refused:
                continue
            if self._linked(members[low], members[high]) < self.least:
                refused.add(tried)
                continue
            for place in members[high]:
                group_of[place] = low
            members[low] = sorted([*members[low], *members.pop(high)])
        return [members[place] for place in sorted(members)]

    def cosine(self, one: int, other: int) -> float:
        """How alike two propositions are worded, -1 to 1."""
        dot = float(np.dot(self._vectors[one], self._vectors[other]))
        return dot / float(self._lengths[one] * self._lengths[other])

    def nearest(self, place: int, places: Sequence[int]) -> int | None:
        """Of the places of a group the one that `place` is most surely with, itself left out; None where it is alone.

        Of a large group those most alike in wording are asked.
        """
        others = np.array([other for other in places if other != place], dtype=np.int64)
        if len(others) > self._asked:
            alike = (self._vectors[others] @ self._vectors[place]) / self._lengths[others]
            others = others[np.lexsort((others, -alike))[: self._asked]]
        return max(others.tolist(), key=lambda other: (self.chance(place, other), -other), default=None)

    def middling(self, places: Sequence[int]) -> NDArray[np.float64]:
        """How alike each of the places is to all of them in wording, on average."""
        rows = np.array(places, dtype=np.int64)
        vectors = self._vectors[rows] / self._lengths[rows, None]
        alike: NDArray[np.float64] = vectors @ vectors.mean(axis=0)
        return alike

    def chance(self, one: int, other: int) -> float:
        """How likely two propositions are about the same thing, 0 to 1."""
        pair = (one, other) if one < other else (other, one)
        found = self._chances.get(pair)
        if found is None:
            first, second = self._all[pair[0]], self._all[pair[1]]
            if is_stated(first, second):
                found = 1.0
            else:
                found = self.likeness.chance(first, second, self.cosine(pair[0], pair[1]))
            self._chances[pair] = found
        return found

    def _linked(self, ones: Sequence[int], others: Sequence[int]) -> float:
        """How likely two groups are about the same thing: the mean log-odds over the first members of each."""
        pairs = [(a, b) for a in ones[: self._speakers] for b in others[: self._speakers]]
        return chance_of(sum(odds(self.chance(a, b)) for a, b in pairs) / len(pairs))


def is_stated(one: Proposition, other: Proposition) -> bool:
    """Whether the report itself says that one claim disputes the other."""
    if one.key[:3] != other.key[:3]:
        return False
    return other.claim in one.disputes or one.claim in other.disputes


def domain(
    start: T, linked: Callable[[Collection[T], float], Iterable[T]], levels: Sequence[float], most: int
) -> frozenset[T]:
    """What is joined apart from all others: whatever hangs together with `start` by links of some chance.

    `linked` gives the ends of the links of at least this chance that start at one of these. The first of the `levels`
    counts by which no more than `most` hang together; beyond the last level everything stands alone. Two that are in
    one domain find the same domain, from whichever one starts.
    """
    for level in levels:
        found, edge = {start}, {start}
        while edge and len(found) <= most:
            edge = {one for one in linked(edge, level) if one not in found}
            found |= edge
        if len(found) <= most:
            return frozenset(found)
    return frozenset([start])
