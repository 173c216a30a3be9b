"""What speaks for two tellings being one incident, and what against it? Named values; pure."""

from __future__ import annotations

from collections.abc import Iterator
from math import log1p

import numpy as np

from dragoman.ledger.incidents.settings import Settings
from dragoman.ledger.incidents.telling import WINDOW, Count, Direction, Side, Telling
from dragoman.ledger.incidents.words import overlap, weight

Values = dict[str, float]

_HAPPENED = frozenset({"happened", "planned"})
"""A planned meeting and the one that was held are one incident."""
_MANY_NAMES = 4.0
_LONG = 60
_GROWN = 3.0
"""A toll may grow so many times over; numbers further apart are two events'."""
_COUNTED = frozenset({"dead", "injured", "missing", "detained", "displaced", "crowd"})


def values(one: Telling, other: Telling, settings: Settings) -> Values:
    """The evidence on a pair: each kind of it that there is, with how much of it there is (0 to 1)."""
    found: Values = {}
    if one.whole or other.whole:
        whole, event = (one, other) if one.whole else (other, one)
        found.update(_told(whole, event, settings))
    else:
        found.update(_types(one, other, settings))
        found.update(_sides(one, other))
        found.update(_places(one, other))
        found["own words"] = overlap(one.own_words, other.own_words)
        if one.again != other.again:
            found["second"] = 1.0
    if one.report == other.report:
        found["same report"] = 1.0
    else:
        if not one.whole and not other.whole:
            found["own in report"] = (
                _share(one.own_words, other.all_words) + _share(other.own_words, one.all_words)
            ) / 2
        found["report words"] = overlap(one.lead_words, other.lead_words)
        found["report likeness"] = _alike(one.report_direction, other.report_direction)
        found["likeness"] = _alike(one.direction, other.direction)
        if one.told_days and other.told_days:
            shared = not set(one.told_days).isdisjoint(other.told_days)
            found["days shared" if shared else "no day shared"] = 1.0
        names = one.all_names & other.all_names
        found["names"] = min(weight(names), _MANY_NAMES) / _MANY_NAMES
    found.update(_dates(one, other))
    found.update(_told_days(one, other))
    found.update(_figures(one, other))
    return {name: value for name, value in found.items() if value}


def _told(whole: Telling, event: Telling, settings: Settings) -> Iterator[tuple[str, float]]:
    # A report with an event of this type that was not found to be the same rather tells of another.
    if any(kind == event.type or settings.near(kind, event.type) >= 0.5 for kind in whole.type.split()):
        yield "type in whole", 1.0
    yield "own in whole", _share(event.own_words, whole.all_words)
    persons = event.source_persons | event.target_persons
    if persons:
        told = any(set(name.split()) <= whole.all_words for name in persons)
        yield ("person in whole" if told else "person not in whole"), 1.0
    if event.place is not None and event.place.name:
        told = any(word in whole.all_words for word in _stems(event.place.name))
        yield ("place in whole" if told else "place not in whole"), 1.0


def _types(one: Telling, other: Telling, settings: Settings) -> Iterator[tuple[str, float]]:
    if one.type == other.type:
        yield "same type", 1.0
        if one.mode and other.mode:
            yield ("same mode" if one.mode == other.mode else "other mode"), 1.0
    else:
        near = settings.near(one.type, other.type)
        yield "near type", near
        yield "other type", 1.0 - near
    if one.status != other.status and not {one.status, other.status} <= _HAPPENED:
        yield "other status", 1.0


def _dates(one: Telling, other: Telling) -> Iterator[tuple[str, float]]:
    if one.days is None or other.days is None:
        return
    gap = max(one.days[0], other.days[0]) - min(one.days[1], other.days[1])
    if gap > 0:
        yield "days apart", min(gap, WINDOW) / WINDOW
    elif one.start == one.end and other.start == other.end and one.start is not None:
        if other.start is not None:
            yield "same day", 1.0
    elif one.start is not None and other.start is not None:
        yield "dates overlap", 1.0
    if one.published is not None and other.published is not None:
        yield "reports apart", min(log1p(abs(one.published - other.published)) / log1p(_LONG), 1.0)


def _told_days(one: Telling, other: Telling) -> Iterator[tuple[str, float]]:
    """Is the day of the one among those whose weekdays the other's report names?"""
    if one.report == other.report:
        return
    named = unnamed = 0
    for dated, told in ((one, other), (other, one)):
        if dated.start is None or dated.start != dated.end or told.start is not None or not told.told_days:
            continue
        if dated.start in told.told_days:
            named += 1
        else:
            unnamed += 1
    if named:
        yield "day named", 1.0
    elif unnamed:
        yield "other days named", 1.0


def _sides(one: Telling, other: Telling) -> Iterator[tuple[str, float]]:
    if one.source_parties & other.source_parties:
        yield "same source", 1.0
    elif one.sources and other.sources:
        yield "other source", 1.0
    if one.target_parties & other.target_parties:
        yield "same target", 1.0
    elif one.targets and other.targets:
        yield "other target", 1.0
    if one.source_parties & other.target_parties and one.target_parties & other.source_parties:
        yield "sides swapped", 1.0
    if one.parties and other.parties and not one.parties & other.parties:
        yield "no party shared", 1.0
    persons = one.source_persons | one.target_persons, other.source_persons | other.target_persons
    if persons[0] & persons[1]:
        yield "same person", 1.0
    elif (one.source_persons and other.source_persons) or (one.target_persons and other.target_persons):
        yield "other person", 1.0
    shared = {_actor(side) for side in one.sources + one.targets} & {
        _actor(side) for side in other.sources + other.targets
    }
    if shared:
        yield "same actor", 1.0


def _actor(side: Side) -> str:
    return side.id


def _places(one: Telling, other: Telling) -> Iterator[tuple[str, float]]:
    here, there = one.place, other.place
    if here is None or there is None:
        told = here or there
        if told is not None and told.name:
            words = set(_stems(told.name))
            if words & (other.all_words if here is not None else one.all_words):
                yield "place named", 1.0
        return
    if (here.geonames_id is not None and here.geonames_id == there.geonames_id) or here.name == there.name:
        yield "same place", 1.0
    elif here.country != there.country:
        yield "other country", 1.0
    elif _holds(here.name, there.admin1, there.country) or _holds(there.name, here.admin1, here.country):
        yield "place within", 1.0
    else:
        yield "other place", 1.0


def _holds(name: str, admin1: str | None, country: str | None) -> bool:
    """Whether the place of that name is the region, or no place inside the country is named at all."""
    return name in (admin1, country)


def _figures(one: Telling, other: Telling) -> Iterator[tuple[str, float]]:
    agree = grow = differ = 0
    for count in one.figures:
        if count.measure not in _COUNTED:
            agree += any(count == it for it in other.figures)
            continue
        for it in other.figures:
            if it.measure != count.measure:
                continue
            if _overlap(count, it):
                agree += 1
            elif _near(count, it):
                grow += 1
            else:
                differ += 1
    if agree:
        yield "figures agree", 1.0
    elif grow:
        yield "figures near", 1.0
    elif differ:
        yield "figures differ", 1.0


def _bounds(count: Count) -> tuple[float, float]:
    low = count.low if count.low is not None else 0.0
    return low, count.high if count.high is not None else max(low * _GROWN, low)


def _overlap(one: Count, other: Count) -> bool:
    return max(_bounds(one)[0], _bounds(other)[0]) <= min(_bounds(one)[1], _bounds(other)[1])


def _near(one: Count, other: Count) -> bool:
    less, more = sorted((_bounds(one), _bounds(other)))
    return more[0] <= _GROWN * max(less[1], 1.0)


def _share(some: frozenset[str], of: frozenset[str]) -> float:
    told = weight(some)
    return weight(some & of) / told if told else 0.0


def _alike(one: Direction, other: Direction) -> float:
    """How alike two directions are, 0 to 1; rounded, for the last digits hang on the machine."""
    if not one.size or one.size != other.size:
        return 0.0
    return max(round(float(np.dot(one, other)), 4), 0.0)


def _stems(name: str) -> Iterator[str]:
    from dragoman.ledger.incidents.words import stems

    yield from stems(name)
