"""Which linked events are one incident? Pure, and the same for the same links whatever their order.

Events linked well enough stand in one component. Inside it the two clusters whose members are most alike on average
are joined, again and again, as long as that average is high enough: a chain of weak links joins nothing. What people
judged binds: "same" joins first, "different" keeps apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from heapq import heappop, heappush
from math import log

from dragoman.ledger.incidents.settings import Settings

Pair = tuple[str, str]
Verdicts = Mapping[Pair, bool]
"""What people judged of pairs, the smaller id first: True for the same, False for different."""

_SURE = 0.999


def components(
    ids: Iterable[str], links: Mapping[Pair, float], verdicts: Verdicts, floor: float
) -> list[list[str]]:
    """Events that hang together by links of at least `floor` or by a judgement; each sorted, by their first ids."""
    root: dict[str, str] = {one: one for one in ids}

    def top(one: str) -> str:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    joined = [pair for pair, score in links.items() if score >= floor and verdicts.get(pair, True)]
    joined += [pair for pair, same in verdicts.items() if same]
    for one, other in joined:
        if one in root and other in root:
            first, second = sorted((top(one), top(other)))
            root[second] = first
    found: dict[str, list[str]] = defaultdict(list)
    for one in sorted(root):
        found[top(one)].append(one)
    return [found[first] for first in sorted(found)]


def clusters(
    ids: Iterable[str], links: Mapping[Pair, float], verdicts: Verdicts, settings: Settings
) -> list[list[str]]:
    """The incidents among events: lists of ids, sorted, by their first ids."""
    return [
        cluster
        for component in components(ids, links, verdicts, settings.linked)
        for cluster in _split(component, links, verdicts, settings)
    ]


def _split(
    component: list[str], links: Mapping[Pair, float], verdicts: Verdicts, settings: Settings
) -> list[list[str]]:
    if len(component) == 1:
        return [component]
    inside = set(component)
    same = {pair: 1.0 for pair, verdict in verdicts.items() if verdict and inside.issuperset(pair)}
    groups = components(component, same, {}, 0.5) if same else [[one] for one in component]
    apart = {pair for pair, verdict in verdicts.items() if not verdict and inside.issuperset(pair)}
    return sorted(_Agglomeration(groups, links, apart, settings).run())


class _Agglomeration:
    """Average linkage in log-odds. `sums` are over the pairs of two groups that are linked; the others are unlinked."""

    def __init__(
        self, groups: list[list[str]], links: Mapping[Pair, float], apart: set[Pair], settings: Settings
    ) -> None:
        self._groups = dict(enumerate(groups))
        self._least = _odds(settings.joined)
        self._unlinked = _odds(settings.unlinked)
        place = {one: number for number, group in self._groups.items() for one in group}
        self._sums: dict[int, dict[int, int]] = defaultdict(dict)
        self._changes: dict[int, int] = defaultdict(int)
        self._offers: list[tuple[float, str, str, int, int, tuple[int, int]]] = []
        for (one, other), score in links.items():
            a, b = place.get(one), place.get(other)
            if a is not None and b is not None and a != b:
                self._add(a, b, _odds(score) - self._unlinked)
        self._apart: dict[int, set[int]] = defaultdict(set)
        for one, other in apart:
            a, b = place[one], place[other]
            self._apart[a].add(b)
            self._apart[b].add(a)

    def run(self) -> list[list[str]]:
        for a, row in self._sums.items():
            for b in row:
                if a < b:
                    self._offer(a, b)
        while self._offers:
            _, _, _, a, b, changes = heappop(self._offers)
            if changes == (self._changes[a], self._changes[b]) and b not in self._apart[a]:
                self._join(a, b)
        return [sorted(group) for group in self._groups.values()]

    def _offer(self, a: int, b: int) -> None:
        """Put two groups among those to be joined, the most alike first, if they are alike enough."""
        mean = self._unlinked + self._sums[a][b] / (len(self._groups[a]) * len(self._groups[b]))
        if mean >= self._least:
            # Of equals those that come first by their ids, so that numbering does not matter.
            first, second = sorted((self._groups[a][0], self._groups[b][0]))
            heappush(self._offers, (-mean, first, second, a, b, (self._changes[a], self._changes[b])))

    def _add(self, a: int, b: int, much: int) -> None:
        self._sums[a][b] = self._sums[a].get(b, 0) + much
        self._sums[b][a] = self._sums[b].get(a, 0) + much

    def _join(self, a: int, b: int) -> None:
        self._groups[a] = sorted(self._groups[a] + self._groups.pop(b))
        for c, total in self._sums.pop(b).items():
            del self._sums[c][b]
            if c != a:
                self._add(a, c, total)
        for c in self._apart.pop(b, set()):
            self._apart[c].discard(b)
            self._apart[c].add(a)
            self._apart[a].add(c)
        self._changes[a] += 1
        self._changes[b] += 1
        for c in self._sums[a]:
            self._offer(a, c)


def _odds(score: float) -> int:
    """Log-odds in millionths: whole numbers add up to the same whatever their order."""
    kept = min(max(score, 1 - _SURE), _SURE)
    return round(log(kept / (1 - kept)) * 1_000_000)
