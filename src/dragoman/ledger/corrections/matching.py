"""Which records of a new reading are those of the last one? They keep their ids, and what people said of them holds.

Two are the same when the same words tell of them; of several candidates the one with more in common comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from dragoman.records import Claim, Contact, Event, Figure, Record, Span

R = TypeVar("R", Event, Claim, Figure, Contact)

_SAME = 3.0
"""Added where the type, act, measure or channel is the same: more than any overlap of words, which is 2 at most."""


def renamed(old: Record, new: Record, taken: Iterable[str]) -> Record:
    """The new record with the ids of the old one where a record is the same, and else with ids that nobody had.

    `taken` are all ids that records of this report ever had ("e3").
    """
    names = _Names(taken)
    events = names.of("e", old.events, new.events, _event)
    claims = names.of("c", old.claims, new.claims, _claim)
    figures = names.of("f", old.figures, new.figures, _figure)
    contacts = names.of("k", old.contacts, new.contacts, _contact)
    return Record(
        new.report,
        actors=new.actors,
        events=tuple(
            msgspec.structs.replace(
                one,
                id=events[one.id],
                attributed_to=claims.get(one.attributed_to or ""),
                figures=tuple(figures[name] for name in one.figures),
            )
            for one in new.events
        ),
        claims=tuple(
            msgspec.structs.replace(
                one,
                id=claims[one.id],
                about=tuple(events[name] for name in one.about),
                disputes=tuple(claims[name] for name in one.disputes),
                confirms=tuple(claims[name] for name in one.confirms),
            )
            for one in new.claims
        ),
        figures=tuple(
            msgspec.structs.replace(one, id=figures[one.id], event=events.get(one.event or ""))
            for one in new.figures
        ),
        contacts=tuple(
            msgspec.structs.replace(one, id=contacts[one.id], event=events[one.event]) for one in new.contacts
        ),
        positions=new.positions,
        warnings=new.warnings,
    )


class _Names:
    """Gives out ids. Numbers that were taken before are not given again."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._last: dict[str, int] = {}
        for name in taken:
            if name[1:].isdigit():
                self._last[name[0]] = max(self._last.get(name[0], 0), int(name[1:]))

    def of(
        self, letter: str, old: Sequence[R], new: Sequence[R], alike: Callable[[R, R], float]
    ) -> Mapping[str, str]:
        """For each id of the new records the one that it gets."""
        scores = sorted(
            (
                (-alike(one, other), at, place)
                for at, one in enumerate(old)
                for place, other in enumerate(new)
            ),
        )
        given: dict[int, str] = {}
        used: set[int] = set()
        for score, at, place in scores:
            if score < 0 and at not in used and place not in given:
                used.add(at)
                given[place] = old[at].id
        for place in range(len(new)):
            if place not in given:
                self._last[letter] = self._last.get(letter, 0) + 1
                given[place] = f"{letter}{self._last[letter]}"
        return {one.id: given[place] for place, one in enumerate(new)}


def _event(one: Event, other: Event) -> float:
    alike = _overlap(one.trigger, other.trigger) + _overlap(one.evidence, other.evidence)
    same = one.type == other.type
    return alike + _SAME * same if _overlap(one.trigger, other.trigger) or (alike and same) else 0.0


def _claim(one: Claim, other: Claim) -> float:
    alike = _overlap(one.content, other.content)
    return alike + _overlap(one.cue, other.cue) + _SAME * (one.act == other.act) if alike else 0.0


def _figure(one: Figure, other: Figure) -> float:
    alike = _overlap(one, other)
    return alike + _SAME * (one.measure == other.measure) if alike else 0.0


def _contact(one: Contact, other: Contact) -> float:
    alike = _overlap(one.evidence, other.evidence)
    shared = set(one.parties) & set(other.parties)
    return alike + _SAME * (one.channel == other.channel) if alike and shared else 0.0


def _overlap(one: Span, other: Span) -> float:
    """Characters that two spans share, as a part of those that either has."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared / (max(one.end, other.end) - min(one.start, other.start)) if shared > 0 else 0.0
