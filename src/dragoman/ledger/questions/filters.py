"""Which events are asked for: the filters that `events`, `figures` and `search` share, as SQL."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date as Date
from functools import cache
from typing import Any, TypedDict, get_args

from sqlalchemy import ColumnElement, Connection, FromClause, case, func, or_, select

from dragoman import codebook
from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.questions.asking import standing
from dragoman.ledger.questions.who import Named, OneOrMore, named, several
from dragoman.records import STATUSES, Hedge, Measure

KILOMETRES = 111.195
"""Of a degree of latitude, on a sphere of 6,371 km."""


class EventFilters(TypedDict, total=False):
    """What an event must have. Of several values of one filter any will do; all filters must hold.

    `actor` (either side), `source`, `target`: a country, an organisation, or an actor's name or id. `country`: of the
    place. `type`, `mode`, `quad`, `context`, `status`, `hedge`: codes. `since`, `until`: first and last day. `place`: a
    name. `near`: latitude, longitude (degrees) and kilometres. `publisher`: of the report or of a copy. `report`,
    `incident`: ids. `min_confidence`: 0 to 1. `as_of`: the ledger at the end of that day.
    """

    actor: OneOrMore
    source: OneOrMore
    target: OneOrMore
    country: OneOrMore
    type: OneOrMore
    mode: OneOrMore
    quad: OneOrMore
    context: OneOrMore
    status: OneOrMore
    hedge: OneOrMore
    since: Date | None
    until: Date | None
    place: OneOrMore
    near: tuple[float, float, float] | None
    publisher: OneOrMore
    min_confidence: float | None
    report: OneOrMore
    incident: OneOrMore
    as_of: Date | None


@cache
def codes(kind: str) -> tuple[str, ...]:
    """The codes that there are of a kind: type, mode, quad, context, status, hedge, measure."""
    book = codebook.load()
    every: dict[str, Callable[[], Iterable[str]]] = {
        "type": lambda: book.types,
        "mode": lambda: dict.fromkeys(mode for modes in book.modes_by_type.values() for mode in modes),
        "quad": lambda: book.quads,
        "context": lambda: book.contexts,
        "status": lambda: STATUSES,
        "hedge": lambda: get_args(Hedge),
        "measure": lambda: get_args(Measure),
    }
    return tuple(every[kind]())


def checked(connection: Connection, kind: str, values: OneOrMore | None) -> tuple[str, ...]:
    """The codes that the values are, however they are written ("Verbal-Conflict").

    Raises LedgerError for one that is none; a type or mode of your own is one when the ledger has it.
    """
    known = {_folded(code): code for code in codes(kind)}
    found = []
    for value in several(values):
        code = known.get(_folded(value))
        if code is None:
            if kind not in ("type", "mode") or not _has(connection, kind, value):
                raise LedgerError(
                    f"there is no {kind} {value!r}", next_step=f"There are: {', '.join(known.values())}."
                )
            code = value
        found.append(code)
    return tuple(found)


class Chosen:
    """The events that filters choose, as SQL: what to select from, the conditions, and the day to order by.

    The table that the question starts from is the one whose index holds the narrowest filter with the day.
    """

    def __init__(self, connection: Connection, filters: EventFilters) -> None:
        self._connection = connection
        self._filters = filters
        self.events = schema.events.alias("e")
        self.source: FromClause = self.events
        self.day: ColumnElement[Any] = self.events.c.day
        self.twice = False
        """Whether an event may be there more than once."""
        self.conditions: list[ColumnElement[bool]] = [_stands(self.events, filters.get("as_of"))]
        self._sides()
        self._codes()
        self._days()
        self._places()
        self._reports()

    def _sides(self) -> None:
        wanted = {
            side: [named(self._connection, words) for words in several(words)]
            for side, words in (
                ("", self._filters.get("actor")),
                ("source", self._filters.get("source")),
                ("target", self._filters.get("target")),
            )
        }
        ends = [wanted[side] for side in ("source", "target")]
        if all(len(whom) == 1 and _all_parties(whom) for whom in ends):
            self._start_from_pair(ends[0][0].code, ends[1][0].code)
            wanted = {"": wanted[""]}
            first = None
        else:
            first = next((side for side, whom in wanted.items() if whom and _all_parties(whom)), None)
        for side, whom in wanted.items():
            if not whom:
                continue
            if side == first:
                self._start_from(side, whom)
            else:
                self.conditions.append(self._has_side(side, whom))

    def _start_from_pair(self, source: str, target: str) -> None:
        pairs = schema.event_pairs.alias("p")
        self.source = pairs.join(self.events, self.events.c.key == pairs.c.event_key)
        self.day = pairs.c.day
        self.conditions += [pairs.c.source == source, pairs.c.target == target]

    def _start_from(self, side: str, whom: Sequence[Named]) -> None:
        parties = schema.event_parties.alias("p")
        self.source = parties.join(self.events, self.events.c.key == parties.c.event_key)
        self.day = parties.c.day
        self.conditions.append(_one_of(parties.c.party, [one.code for one in whom]))
        if side:
            self.conditions.append(parties.c.side == side)
        self.twice = not side or len(whom) > 1

    def _has_side(self, side: str, whom: Sequence[Named]) -> ColumnElement[bool]:
        parties, actors = schema.event_parties, schema.event_actors
        codes_of = [one.code for one in whom if one.keys is None]
        keys = [key for one in whom if one.keys is not None for key in one.keys]
        ways: list[ColumnElement[bool]] = []
        if codes_of or not keys:
            # Beside another party it is looked up for each event: as an expression, so that no engine starts from it.
            by_party = select(parties.c.event_key).where(
                parties.c.event_key == self.events.c.key, _one_of(parties.c.party + "", codes_of)
            )
            ways.append((by_party.where(parties.c.side == side) if side else by_party).exists())
        if keys:
            by_actor = select(actors.c.event_key).where(_one_of(actors.c.actor_key, keys))
            ways.append(self.events.c.key.in_(by_actor.where(actors.c.side == side) if side else by_actor))
        return or_(*ways)

    def _codes(self) -> None:
        for kind in ("type", "mode", "quad", "status", "hedge"):
            values: Any = self._filters.get(kind)
            if values:
                self.conditions.append(_one_of(self.events.c[kind], checked(self._connection, kind, values)))
        if contexts := checked(self._connection, "context", self._filters.get("context")):
            listed = " " + self.events.c.contexts + " "
            self.conditions.append(or_(*(listed.contains(f" {one} ", autoescape=True) for one in contexts)))
        if (least := self._filters.get("min_confidence")) is not None:
            self.conditions.append(self.events.c.confidence >= least)

    def _days(self) -> None:
        for name, holds in (("since", self.day.__ge__), ("until", self.day.__le__)):
            day: Any = self._filters.get(name)
            if day is not None:
                self.conditions.append(holds(day))

    def _places(self) -> None:
        event = self.events.c
        if countries := several(self._filters.get("country")):
            found = [named(self._connection, words).code for words in countries]
            self.conditions.append(_one_of(event.place_country, found))
        if names := several(self._filters.get("place")):
            same = (
                func.lower(column) == func.lower(" ".join(name.split()))
                for name in names
                for column in (event.place, event.place_admin1)
            )
            self.conditions.append(or_(*same))
        if (near := self._filters.get("near")) is not None:
            self.conditions += _near(event, *near)

    def _reports(self) -> None:
        event, reports = self.events.c, schema.reports.c
        if ids := several(self._filters.get("report")):
            self.conditions.append(event.report_key.in_(select(reports.key).where(reports.id.in_(ids))))
        if publishers := several(self._filters.get("publisher")):
            self.conditions.append(event.report_key.in_(published_by(self._connection, publishers)))
        if incidents := several(self._filters.get("incident")):
            members, all_of = schema.incident_events.c, schema.incidents.c
            of_it = (
                select(members.event_id)
                .join_from(schema.incident_events, schema.incidents, all_of.key == members.incident_key)
                .where(all_of.id.in_(incidents))
            )
            self.conditions.append(event.id.in_(of_it))


def published_by(connection: Connection, publishers: Sequence[str]) -> Any:
    """The keys of the reports that one of the publishers published, or a copy of it; capitals don't matter."""
    asked = {name.casefold() for name in publishers}
    reports, copies = schema.reports.c, schema.copies.c
    spelled = {
        name
        for column in (reports.publisher, copies.publisher)
        for name in connection.execute(select(column).where(column.is_not(None)).distinct()).scalars()
        if name.casefold() in asked
    }
    own = select(reports.key).where(reports.publisher.in_(spelled))
    return own.union(select(copies.report_key).where(copies.publisher.in_(spelled)))


def _stands(events: Any, as_of: Date | None) -> ColumnElement[bool]:
    return standing(events, as_of)


def _all_parties(whom: Sequence[Named]) -> bool:
    return all(one.keys is None for one in whom)


def _one_of(column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    return column == values[0] if len(values) == 1 else column.in_(values)


def _near(event: Any, latitude: float, longitude: float, kilometres: float) -> list[ColumnElement[bool]]:
    """Within so many kilometres, on a plane that touches the earth there: right to a few percent up to 1,000 km."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180 and kilometres > 0):
        raise LedgerError(
            "this is no place with a distance",
            next_step="Give latitude, longitude (degrees) and kilometres: 48.2,16.4,50.",
        )
    apart = func.abs(event.longitude - longitude)
    east = case((apart > 180, 360 - apart), else_=apart) * (KILOMETRES * math.cos(math.radians(latitude)))
    north = (event.latitude - latitude) * KILOMETRES
    reach = kilometres / KILOMETRES
    return [
        event.latitude.between(latitude - reach, latitude + reach),
        east * east + north * north <= kilometres * kilometres,
    ]


def _has(connection: Connection, kind: str, value: str) -> bool:
    events = schema.events.c
    return connection.execute(select(events.key).where(events[kind] == value).limit(1)).first() is not None


def _folded(value: str) -> str:
    return " ".join(value.casefold().replace("-", " ").replace("_", " ").split())
