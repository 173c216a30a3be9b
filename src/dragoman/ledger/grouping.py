"""Which propositions belong together? Candidates by shared actors and words, judged pair by pair, then joined.

The outcome depends on the propositions alone, not on their order: they are sorted first, and ties go by their keys.
The cost is bounded: a proposition is looked up under its rarest keys, compared under each with so many neighbours in
time, and judged against the most alike of them in wording.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date as Date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.ledger.likeness import Likeness, chance_of, gap, odds
from dragoman.ledger.propositions import Proposition

_AT_ONCE = 65536
"""Pairs whose wording is compared in one go: 200 MB at most."""

Pairs = NDArray[np.int64]


class Grouping:
    """Groups propositions. `vectors` [propositions, width] are the directions of their words, of length 1.

    `propositions` are sorted by key. `lists` is the table claim_groups.toml.
    """

    def __init__(
        self, propositions: Sequence[Proposition], vectors: NDArray[np.float32], lists: Mapping[str, Any]
    ) -> None:
        self._all = propositions
        self._vectors = vectors
        self.likeness = Likeness(lists["weights"])
        limits = lists["candidates"]
        self._window = int(limits["window"])
        self._neighbours = int(limits["neighbours"])
        self._keys = int(limits["keys"])
        self._floor = float(limits["least_likeness"])
        self._judged = int(limits["judged"])
        self._least = float(lists["grouping"]["least"])
        self._speakers = int(lists["grouping"]["speakers"])
        self._chances: dict[tuple[int, int], float] = {}

    def groups(self) -> list[list[int]]:
        """The places of the propositions that belong together, each group in order, every proposition in one."""
        group_of = list(range(len(self._all)))
        members = {place: [place] for place in group_of}
        refused: set[tuple[int, int, int, int]] = set()
        edges = [(-self.chance(one, other), one, other) for one, other in self._candidates()]
        for chance, one, other in sorted(edges):
            if -chance < self._least:
                break
            low, high = sorted((group_of[one], group_of[other]))
            tried = (low, high, len(members[low]), len(members[high]))
            if low == high or tried in refused:
                continue
            if self._linked(members[low], members[high]) < self._least:
                refused.add(tried)
                continue
            for place in members[high]:
                group_of[place] = low
            members[low] = sorted([*members[low], *members.pop(high)])
        return [members[place] for place in sorted(members)]

    def cosine(self, one: int, other: int) -> float:
        """How alike two propositions are worded, -1 to 1."""
        return float(np.dot(self._vectors[one], self._vectors[other]))

    def nearest(self, place: int, places: Sequence[int]) -> int | None:
        """Of the places of a group the one that `place` is most surely with, itself left out; None where it is alone.

        Of a large group those most alike in wording are asked.
        """
        others = np.array([other for other in places if other != place], dtype=np.int64)
        if len(others) > self._judged:
            alike = self._vectors[others] @ self._vectors[place]
            others = others[np.lexsort((others, -alike))[: self._judged]]
        return max(others.tolist(), key=lambda other: (self.chance(place, other), -other), default=None)

    def middling(self, places: Sequence[int]) -> NDArray[np.float32]:
        """How alike each of the places is to all of them in wording, on average."""
        vectors = self._vectors[np.array(places, dtype=np.int64)]
        alike: NDArray[np.float32] = vectors @ vectors.mean(axis=0)
        return alike

    def chance(self, one: int, other: int) -> float:
        """How likely two propositions are about the same thing, 0 to 1."""
        pair = (one, other) if one < other else (other, one)
        found = self._chances.get(pair)
        if found is None:
            first, second = self._all[pair[0]], self._all[pair[1]]
            if self.is_stated(first, second):
                found = 1.0
            else:
                found = self.likeness.chance(first, second, self.cosine(pair[0], pair[1]))
            self._chances[pair] = found
        return found

    @staticmethod
    def is_stated(one: Proposition, other: Proposition) -> bool:
        """Whether the report itself says that one claim disputes the other."""
        if one.key[:3] != other.key[:3]:
            return False
        return other.claim.id in one.claim.disputes or one.claim.id in other.claim.disputes

    def _linked(self, ones: Sequence[int], others: Sequence[int]) -> float:
        """How likely two groups are about the same thing: the mean log-odds over the first members of each."""
        pairs = [(a, b) for a in ones[: self._speakers] for b in others[: self._speakers]]
        return chance_of(sum(odds(self.chance(a, b)) for a, b in pairs) / len(pairs))

    # Candidates

    def _candidates(self) -> Iterator[tuple[int, int]]:
        """Pairs worth judging, the lower place first, in order."""
        pairs, cosines = self._alike(self._neighbouring())
        order = np.lexsort((pairs[:, 1], pairs[:, 0], -cosines))
        taken = [0] * len(self._all)
        chosen = set(self._stated())
        for one, other in pairs[order].tolist():
            if taken[one] < self._judged and taken[other] < self._judged:
                taken[one] += 1
                taken[other] += 1
                chosen.add((one, other))
        for one, other in sorted(chosen):
            apart = gap(self._all[one], self._all[other])
            if apart is None or apart <= self._window:
                yield one, other

    def _stated(self) -> Iterator[tuple[int, int]]:
        places = {one.key: place for place, one in enumerate(self._all)}
        for place, one in enumerate(self._all):
            for disputed in one.claim.disputes:
                other = places.get((*one.key[:3], disputed))
                if other is not None and other != place:
                    yield min(place, other), max(place, other)

    def _neighbouring(self) -> Pairs:
        """Pairs that share a key and stand near in time, [pairs, 2], each once."""
        count = len(self._all)
        found: list[Pairs] = []
        for days, places in self._blocks():
            for at, place in enumerate(places):
                end = min(bisect_left(days, days[at] + self._window + 1, lo=at), at + 1 + self._neighbours)
                near = np.array(places[at + 1 : end], dtype=np.int64)
                near = near[near != place]
                found.append(np.minimum(near, place) * count + np.maximum(near, place))
        codes = np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
        return np.stack([codes // max(count, 1), codes % max(count, 1)], axis=1)

    def _blocks(self) -> Iterator[tuple[list[int], list[int]]]:
        """The propositions under each key, by day: the days as numbers, and the places beside them."""
        blocks: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        having: defaultdict[str, int] = defaultdict(int)
        keys = [sorted(_keys(one)) for one in self._all]
        for own in keys:
            for key in own:
                having[key] += 1
        for place, (one, own) in enumerate(zip(self._all, keys, strict=True)):
            for key in sorted(own, key=lambda key: (having[key], key))[: self._keys]:
                blocks[key] += [(day, place) for day in self._days(one)]
        for key in sorted(blocks):
            rows = sorted(blocks[key])
            yield [day for day, _ in rows], [place for _, place in rows]

    def _days(self, one: Proposition) -> list[int]:
        """The days under which a proposition is looked up: that of its report, that of what it is about."""
        days: list[Date] = [] if one.published is None else [one.published]
        if one.days is not None and one.days[0] not in days:
            days.append(one.days[0])
        return [day.toordinal() for day in days] or [0]

    def _alike(self, pairs: Pairs) -> tuple[Pairs, NDArray[np.float32]]:
        """The pairs that are alike in wording, and how much."""
        kept, cosines = [pairs[:0]], [np.zeros(0, dtype=np.float32)]
        for start in range(0, len(pairs), _AT_ONCE):
            part = pairs[start : start + _AT_ONCE]
            values = np.einsum("ij,ij->i", self._vectors[part[:, 0]], self._vectors[part[:, 1]])
            kept.append(part[values >= self._floor])
            cosines.append(values[values >= self._floor])
        return np.concatenate(kept), np.concatenate(cosines)


def _keys(one: Proposition) -> set[str]:
    """What a proposition is looked up under: whom it speaks of or comes from, its names and its words."""
    sides = set(one.states) if one.side is None else {*one.states, one.side}
    return {f"state {state}" for state in sides} | set(one.names) | {f"word {stem}" for stem in one.stems}
