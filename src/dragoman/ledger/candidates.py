"""Which claims are worth comparing? Those that share a key and stand near in time.

A key is a name, a word, or all the parties to a claim. Under a key the claims stand by day; each is compared with so
many of its neighbours on either side. Whether two claims are compared depends on the set of claims alone, not on the
order in which they came; a ledger, which takes them one at a time, comes to the same pairs.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from dragoman.ledger.propositions import Proposition


class Limits(NamedTuple):
    """What bounds the comparisons: `window` in days, `neighbours` on either side, `keys` of one claim."""

    window: int
    neighbours: int
    keys: int
    common: frozenset[str]

    @staticmethod
    def of(lists: Mapping[str, Any]) -> Limits:
        """The limits in the table claim_groups.toml."""
        told, stem = lists["candidates"], int(lists["words"]["stem"])
        common = frozenset(word[:stem] for word in told["common"])
        return Limits(int(told["window"]), int(told["neighbours"]), int(told["keys"]), common)


def keys_of(one: Proposition, limits: Limits) -> list[int]:
    """What a proposition is looked up under, as 63-bit numbers: its parties, its names, then its words.

    Of many words those are taken whose hashes are least, so that two claims with words in common take the same.
    """
    words = sorted(_hash(f"word {stem}") for stem in one.stems - limits.common)
    names = sorted(_hash(f"name {name}") for name in one.names)
    parties = _hash(" ".join(["parties", *sorted(one.sides)]))
    return list(dict.fromkeys([parties, *names, *words]))[: limits.keys]


def marks_of(words: Iterable[str], lists: Mapping[str, Any]) -> list[int]:
    """Under what a claim with these words (in lower case) may be looked up: as words, and as names."""
    little, stem = frozenset(lists["words"]["little"]), int(lists["words"]["stem"])
    own = [word for word in dict.fromkeys(words) if word not in little]
    return [_hash(f"name {word}") for word in own] + [_hash(f"word {word[:stem]}") for word in own]


def days_of(one: Proposition, limits: Limits) -> list[int]:
    """The days under which a proposition is looked up, as numbers: that of its report; that of what it looks back on.

    A day that is near the report's adds nothing. 0 stands for the unknown.
    """
    days = [] if one.published is None else [one.published]
    if one.days is not None and not any(
        abs(one.days[0] - day) < timedelta(limits.window // 4) for day in days
    ):
        days.append(one.days[0])
    return [day.toordinal() for day in days] or [0]


def pairs(propositions: Sequence[Proposition], limits: Limits) -> Iterator[tuple[int, int]]:
    """The places of the propositions to compare, the lower first, each pair once."""
    blocks: defaultdict[int, list[tuple[int, str, int]]] = defaultdict(list)
    for place, one in enumerate(propositions):
        days = days_of(one, limits)
        for key in keys_of(one, limits):
            blocks[key] += [(day, one.name, place) for day in days]
    told: set[tuple[int, int]] = set()
    for rows in blocks.values():
        rows.sort()
        for at, (day, _, place) in enumerate(rows):
            for later, _, other in rows[at + 1 : at + 1 + limits.neighbours]:
                if later - day > limits.window:
                    break
                if other != place:
                    told.add((place, other) if place < other else (other, place))
    yield from sorted(told)


def stated(propositions: Sequence[Proposition]) -> Iterator[tuple[int, int]]:
    """The places of claims and of those that their own report says they dispute."""
    places = {one.key: place for place, one in enumerate(propositions)}
    for place, one in enumerate(propositions):
        for disputed in one.disputes:
            other = places.get((*one.key[:3], disputed))
            if other is not None and other != place:
                yield min(place, other), max(place, other)


def crossing(before: Sequence[str], after: Sequence[str], neighbours: int) -> Collection[tuple[str, str]]:
    """The pairs that cease to be neighbours when a row comes between them: `before` and `after`, the nearest first."""
    found = set()
    for far, one in enumerate(before[:neighbours]):
        place = neighbours - 1 - far
        if place < len(after) and after[place] != one:
            found.add((one, after[place]) if one < after[place] else (after[place], one))
    return found


def _hash(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big") >> 1
