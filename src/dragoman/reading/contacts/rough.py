"""A contact in the making, and what tells two of them apart."""

from __future__ import annotations

from dataclasses import dataclass, field

from dragoman.reading.what.draft import Draft
from dragoman.reading.who.mention import Mention
from dragoman.records import Channel, ContactStatus, DateRange, StatedGap


@dataclass(slots=True)
class Rough:
    """A contact in the making: `draft` is the event that tells of it first, `tokens` all the triggers that do.

    `refused` is True for one that a side won't have; `loose` for a visit that only "visiting" before a title tells of,
    whose date is that of something else done during it.
    """

    draft: Draft
    event: str
    parties: tuple[str, ...]
    people: list[Mention]
    channel: Channel
    date: DateRange
    status: ContactStatus
    tokens: list[int] = field(default_factory=list)
    gap: StatedGap | None = None
    refused: bool = False
    loose: bool = False


def other_people(one: Rough, other: Rough) -> bool:
    """Whether both name persons of one country and not one of them is the same: two meetings of other ministers."""
    for country in {m.actor.country for m in one.people} & {m.actor.country for m in other.people}:
        a, b = (
            {m.entity for m in r.people if m.actor.kind == "person" and m.actor.country == country}
            for r in (one, other)
        )
        if a and b and not a & b:
            return True
    return False


def dates_differ(one: DateRange, other: DateRange) -> bool:
    if one.start is None or other.start is None or one.end is None or other.end is None:
        return False
    return one.end < other.start or other.end < one.start
