"""A record made anew from the ledger's tables, where something else stands than what was read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Table, select

from dragoman.ledger import schema
from dragoman.ledger.questions.asking import party_name
from dragoman.records import (
    Actor,
    Claim,
    Contact,
    DateRange,
    Event,
    Figure,
    Place,
    Position,
    RecordDocument,
    Span,
    StatedGap,
)

T = TypeVar("T", Event, Claim, Figure, Contact)


def own_id(report: str, name: str) -> str:
    """What a record is called inside its report: "e1"."""
    return name.removeprefix(f"{report}-")


class Revised:
    """One report's record. `stand` gives, for each table, the records' ids with key and revision of what stands."""

    def __init__(
        self,
        connection: Connection,
        report: str,
        read: RecordDocument,
        stand: Mapping[str, Mapping[str, tuple[int, int]]],
    ) -> None:
        self._connection = connection
        self._report = report
        self._read = read
        self._stand = stand

    def record(self) -> RecordDocument:
        """The record as it stands. What nobody changed is as it was read.

        An actor that a person added has no words in the report: it takes those that tell of the event, claim, ...
        """
        figures = self._merged(self._read.figures, "figures", self._figure)
        events = self._merged(self._read.events, "events", self._event)
        told = {event.id: tuple(f.id for f in figures if f.event == event.id) for event in events}
        events = tuple(msgspec.structs.replace(event, figures=told[event.id]) for event in events)
        return msgspec.structs.replace(
            self._read,
            events=events,
            claims=self._merged(self._read.claims, "claims", self._claim),
            figures=figures,
            contacts=self._merged(self._read.contacts, "contacts", self._contact),
            positions=self._positions(),
        )

    def _merged(self, read: Sequence[T], name: str, make: Any) -> tuple[T, ...]:
        stand = {own_id(self._report, one): found for one, found in self._stand[name].items()}
        made: dict[str, T] = {}
        for one in read:
            if one.id in stand:
                made[one.id] = one if stand[one.id][1] == 1 else make(stand[one.id][0])
        # What a later reading added comes last.
        for own, (key, _) in stand.items():
            if own not in made:
                made[own] = make(key)
        return tuple(made.values())

    def _positions(self) -> tuple[Position, ...]:
        # Positions have no ids of their own in a record: the ledger numbers them.
        read = {f"p{number}": position for number, position in enumerate(self._read.positions, 1)}
        made = []
        for name, (key, revision) in self._stand["positions"].items():
            own = read.get(own_id(self._report, name))
            made.append(own if own is not None and revision == 1 else self._position(key))
        return tuple(made)

    def _event(self, key: int) -> Event:
        row = self._row(schema.events, key)
        trigger = _span(row, "trigger")
        assert trigger is not None, "the table requires it"
        sides = self._actors(schema.event_actors, schema.event_actors.c.event_key == key)
        return Event(
            id=own_id(self._report, row["id"]),
            type=row["type"],
            mode=row["mode"],
            contexts=tuple(row["contexts"].split()),
            quad=row["quad"],
            sources=tuple(_actor(one, trigger) for one in sides if one["side"] == "source"),
            targets=tuple(_actor(one, trigger) for one in sides if one["side"] == "target"),
            status=row["status"],
            date=_date(row),
            place=self._place(row),
            trigger=trigger,
            evidence=_needed(row, "evidence"),
            attributed_to=self._own(row["claim_id"]),
            hedge=row["hedge"],
            confidence=row["confidence"],
            why=tuple(json.loads(row["why"])),
        )

    def _claim(self, key: int) -> Claim:
        row = self._row(schema.claims, key)
        cue = _needed(row, "cue")
        links = schema.claim_links
        asked = select(links.c.kind, links.c.record_id).where(links.c.claim_key == key)
        linked: dict[str, list[str]] = {"about": [], "disputes": [], "confirms": []}
        for kind, name in self._connection.execute(asked.order_by(links.c.kind, links.c.place)):
            linked[kind].append(own_id(self._report, name))
        disputers = self._actors(schema.claim_disputers, schema.claim_disputers.c.claim_key == key)
        return Claim(
            id=own_id(self._report, row["id"]),
            speaker=self._speaker(row, cue),
            cue=cue,
            content=_needed(row, "content"),
            direct=row["direct"],
            act=row["act"],
            disputed_by=tuple(_actor(one, cue) for one in disputers),
            dispute_cues=tuple(span for one in disputers if (span := _span(one, "cue")) is not None),
            reason=_span(row, "reason"),
            via=row["via"],
            hedge=row["hedge"],
            **{kind: tuple(names) for kind, names in linked.items()},
        )

    def _speaker(self, row: Mapping[str, Any], cue: Span) -> Actor | None:
        if row["speaker_key"] is None:
            return None
        actor = self._row(schema.actors, row["speaker_key"])
        words = {f"words{end}": row[f"speaker{end}"] for end in ("", "_start", "_end")}
        return _actor({**actor, **words, "office": row["office"], "sectors": row["sectors"]}, cue)

    def _figure(self, key: int) -> Figure:
        row = self._row(schema.figures, key)
        words = _needed(row, "words")
        return Figure(
            words.text,
            words.start,
            words.end,
            id=own_id(self._report, row["id"]),
            measure=row["measure"],
            low=row["low"],
            high=row["high"],
            approximate=row["approximate"],
            unit=row["unit"],
            event=self._own(row["event_id"]),
        )

    def _contact(self, key: int) -> Contact:
        row = self._row(schema.contacts, key)
        own = own_id(self._report, row["id"])
        table = schema.contact_parties.c
        asked = select(table.party).where(table.contact_key == key).order_by(table.party)
        parties = tuple(self._connection.execute(asked).scalars())
        # The table has no order; where the parties are those that were read, theirs holds.
        read = next((one.parties for one in self._read.contacts if one.id == own), ())
        stated = row["first_since"]
        return Contact(
            id=own,
            parties=read if set(read) == set(parties) else parties,
            names=tuple(json.loads(row["names"])),
            channel=row["channel"],
            level=row["level"],
            date=_date(row),
            status=row["status"],
            event=own_id(self._report, row["event_id"]),
            first_since=StatedGap(stated, row["first_since_words"] or "") if stated else None,
            evidence=_needed(row, "evidence"),
        )

    def _position(self, key: int) -> Position:
        row = self._row(schema.positions, key)
        evidence = _needed(row, "evidence")
        actor = {**self._row(schema.actors, row["actor_key"]), **row}
        return Position(
            actor=_actor(actor, evidence),
            issue=row["issue"],
            stance=row["stance"],
            evidence=evidence,
            date=_date(row),
        )

    def _place(self, row: Mapping[str, Any]) -> Place | None:
        country = row["place_country"]
        if row["place"] is None and country is None:
            return None
        # A person may have named the country alone.
        name = row["place"] or party_name(self._connection, country)
        return Place(
            name, country, row["place_admin1"], row["latitude"], row["longitude"], row["geonames_id"]
        )

    def _own(self, name: str | None) -> str | None:
        return own_id(self._report, name) if name else None

    def _row(self, table: Table, key: int) -> Mapping[str, Any]:
        return dict(self._connection.execute(select(table).where(table.c.key == key)).mappings().one())

    def _actors(self, table: Table, wanted: Any) -> Sequence[Mapping[str, Any]]:
        """The actors of a record: the rows of `table` that are `wanted`, each with the actor's own columns."""
        named = schema.actors.c
        own = (named.name, named.kind, named.country, named.organisation)
        asked = select(table, *own).join(schema.actors, named.key == table.c.actor_key).where(wanted)
        return [dict(row) for row in self._connection.execute(asked.order_by(table.c.place)).mappings()]


def _actor(row: Mapping[str, Any], instead: Span) -> Actor:
    words = _span(row, "words") or instead
    return Actor(
        words.text,
        words.start,
        words.end,
        name=row["name"],
        kind=row["kind"],
        country=row["country"],
        sectors=tuple((row["sectors"] or "").split()),
        office=row["office"],
        organisation=row["organisation"],
    )


def _date(row: Mapping[str, Any]) -> DateRange:
    return DateRange(row["date_start"], row["date_end"], row["date_precision"], row["date_words"])


def _span(row: Mapping[str, Any], name: str) -> Span | None:
    return Span(row[name], row[f"{name}_start"], row[f"{name}_end"]) if row[name] else None


def _needed(row: Mapping[str, Any], name: str) -> Span:
    span = _span(row, name)
    assert span is not None, "the table requires it"
    return span
