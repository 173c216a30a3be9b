"""What is a telling, the thing that is compared? One event as one report tells it, or a report as a whole.

A report as a whole is compared with events, never with another report: a report in which the reader found no event
of an incident may tell of it all the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cached_property

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dragoman.ledger.incidents.words import weight

WINDOW = 7
"""Days between the dates of two tellings of one incident, at most: reports err by a day, rarely by more."""
STEP = 20
"""Days between the entries under which a long date is looked up."""
UNDATED = 60
"""How many days before its report an event may have been when nothing tells when it was."""
NEEDED = 2
"""Marks that two tellings must share to be compared."""

RARE = 0.9
"""How much a name must tell to be enough alone."""

_HANDLE_BYTES = 8

Direction = NDArray[np.float64]


class Side(Struct, frozen=True, array_like=True):
    """One actor of an event: `party` as in table event_pairs, `id` and `kind` as in table actors, `name` in stems."""

    party: str
    id: str
    kind: str
    name: str


class Where(Struct, frozen=True, array_like=True):
    """The place of an event, as table events has it."""

    name: str
    country: str | None
    admin1: str | None
    geonames_id: int | None


class Count(Struct, frozen=True, array_like=True):
    """A figure: what is counted, from and to how many; None where there is no bound."""

    measure: str
    low: float | None
    high: float | None


class Telling(Struct, frozen=True, array_like=True, dict=True):
    """An event, or a report as a whole, by what it is compared with others by.

    `id` is the event's, or the report's. Days are proleptic Gregorian ordinals. `start` and `end` are None where the
    report does not date the event. `own` are the rarest words of the sentence that tells of it, `lead` those of the
    report's headline and beginning, `names` those of them that capitals begin, all as words.stem has them. `told_days`
    are the days that weekdays, "today" and the like name there. `meaning` is the direction of that sentence's words
    (384 signed bytes, as table claim_vectors has them), `report_meaning` that of the headline and beginning. A report
    as a whole has the types of all its events, parted by blanks.
    """

    id: str
    report: str
    published: int | None
    type: str = ""
    mode: str | None = None
    quad: str = ""
    status: str = ""
    start: int | None = None
    end: int | None = None
    sources: tuple[Side, ...] = ()
    targets: tuple[Side, ...] = ()
    place: Where | None = None
    figures: tuple[Count, ...] = ()
    own: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    again: bool = False
    told_days: tuple[int, ...] = ()
    meaning: bytes = b""
    report_meaning: bytes = b""

    @property
    def whole(self) -> bool:
        """Whether it is a report as a whole."""
        return self.id == self.report

    @cached_property
    def days(self) -> tuple[int, int] | None:
        """When it may have been, both days included; None where neither event nor report has a date."""
        if self.start is not None and self.end is not None:
            return self.start, self.end
        if self.published is None:
            return None
        return self.published - UNDATED, self.published

    @cached_property
    def marks(self) -> frozenset[str]:
        """Names, parties, parties with the event's type, and the place: two tellings compared share NEEDED of them.

        A rare name makes two: it is enough alone.
        """
        marks = {f"name {name}" for name in self.names}
        marks |= {f"rare {name}" for name in self.names if weight((name,)) >= RARE}
        for party in self.parties:
            marks |= {f"party {party}", f"party {party} {self.type}"}
        if self.place is not None:
            marks.add(f"place {self.place.name} {self.place.country}")
        return frozenset(marks)

    @cached_property
    def own_words(self) -> frozenset[str]:
        return frozenset(self.own)

    @cached_property
    def lead_words(self) -> frozenset[str]:
        return frozenset(self.lead)

    @cached_property
    def all_words(self) -> frozenset[str]:
        return self.own_words | self.lead_words

    @cached_property
    def all_names(self) -> frozenset[str]:
        return frozenset(self.names)

    @cached_property
    def direction(self) -> Direction:
        return _direction(self.meaning or self.report_meaning)

    @cached_property
    def report_direction(self) -> Direction:
        return _direction(self.report_meaning)

    @cached_property
    def source_parties(self) -> frozenset[str]:
        return frozenset(side.party for side in self.sources)

    @cached_property
    def target_parties(self) -> frozenset[str]:
        return frozenset(side.party for side in self.targets)

    @cached_property
    def parties(self) -> frozenset[str]:
        return self.source_parties | self.target_parties

    @cached_property
    def source_persons(self) -> frozenset[str]:
        return frozenset(side.name for side in self.sources if side.kind == "person")

    @cached_property
    def target_persons(self) -> frozenset[str]:
        return frozenset(side.name for side in self.targets if side.kind == "person")


def handles(told: Telling) -> list[int]:
    """What a telling is found by, as numbers of 64 bits; those of wholes differ from those of events."""
    kind = "whole" if told.whole else "event"
    return [_number(f"{kind} {mark}") for mark in sorted(told.marks)]


def sought(told: Telling) -> list[int]:
    """The handles of all that may be the same: of events, and for an event of reports as wholes too."""
    kinds = ("event",) if told.whole else ("event", "whole")
    return [_number(f"{kind} {mark}") for kind in kinds for mark in sorted(told.marks)]


def entries(told: Telling) -> Iterator[int]:
    """The days under which a telling is looked up: its first, and for a long one every STEP days."""
    if told.days is None:
        yield 0
        return
    start, end = told.days
    yield from range(start, end + 1, STEP)


def looked_up(told: Telling) -> tuple[int, int]:
    """First and last entry of all that may be the same."""
    if told.days is None:
        return 0, 0
    start, end = told.days
    return start - WINDOW - STEP, end + WINDOW


def near(one: Telling, other: Telling) -> bool:
    """Whether two tellings are near enough in time to be compared."""
    if one.days is None or other.days is None:
        return one.days is other.days
    return max(one.days[0], other.days[0]) - min(one.days[1], other.days[1]) <= WINDOW


def _direction(kept: bytes) -> Direction:
    whole = np.frombuffer(kept, dtype=np.int8).astype(np.float64)
    return whole / max(float(np.sqrt(np.dot(whole, whole))), 1.0)


def encoded(told: Telling) -> bytes:
    """A telling as the ledger keeps it."""
    return msgspec.json.encode(told)


_DECODER = msgspec.json.Decoder(Telling)


def decoded(kept: bytes) -> Telling:
    """A telling that the ledger kept."""
    return _DECODER.decode(kept)


def _number(word: str) -> int:
    digest = hashlib.blake2b(word.encode(), digest_size=_HANDLE_BYTES).digest()
    return int.from_bytes(digest, "little", signed=True)
