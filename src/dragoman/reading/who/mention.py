"""What a mention is: words of the report that name an actor, and the index the later stages look them up in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dragoman.records import Actor


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens `start` to `end` (exclusive) that name `actor`; `head` is the token that governs the others.

    Mentions of one and the same actor share their `entity` number. `modifies` is True for a name that only qualifies
    another noun ("French" in "French support", "Ukraine's" is not one). `weak` is True for words that are an actor
    only when they take part in an event ("the group", "people", a city that may be just a place). `place` is True for
    the name of a country or town itself, not for its adjective: the "Moscow attack" happened there.
    `named` is True when the report or the gazetteer gives the actor a name of its own.
    """

    start: int
    end: int
    head: int
    entity: int
    actor: Actor
    modifies: bool = False
    weak: bool = False
    place: bool = False
    named: bool = False

    @property
    def identified(self) -> bool:
        """Whether one can tell who this is: by country, organisation or name."""
        return self.named or self.takes_a_side

    @property
    def takes_a_side(self) -> bool:
        """Whether the actor belongs to a country or an organisation."""
        return self.actor.country is not None or self.actor.organisation is not None


class Mentions:
    """The mentions of one report, in text order, and by the token that heads them."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self._all = sorted(mentions, key=lambda m: (m.start, -m.end))
        self._by_head: dict[int, list[Mention]] = {}
        self._covering: dict[int, Mention] = {}
        for mention in self._all:
            self._by_head.setdefault(mention.head, []).append(mention)
            for token in range(mention.start, mention.end):
                self._covering[token] = mention
        self._starts = [mention.start for mention in self._all]

    def __iter__(self) -> Iterator[Mention]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def headed_by(self, token: int) -> Mention | None:
        """The mention whose head is `token`; the first where the words name several ("the two leaders")."""
        return next(iter(self._by_head.get(token, ())), None)

    def all_headed_by(self, token: int) -> Sequence[Mention]:
        """All mentions whose head is `token`."""
        return self._by_head.get(token, ())

    def covering(self, token: int) -> Mention | None:
        """The innermost mention that holds `token`."""
        return self._covering.get(token)

    def within(self, start: int, end: int) -> list[Mention]:
        """The mentions that lie wholly within the tokens `start` to `end` (exclusive)."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [m for m in self._all[first:last] if m.end <= end]

    def of(self, entity: int) -> list[Mention]:
        """All mentions of one actor."""
        return [m for m in self._all if m.entity == entity]
