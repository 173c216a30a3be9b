"""Whom does the ledger know, which offices did they hold when, and what does it tell of them?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date as Date
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, func, or_, select, union_all

from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.answers import Answer
from dragoman.ledger.portions import in_parts
from dragoman.ledger.questions.asking import standing
from dragoman.ledger.questions.who import named


class Office(Struct, frozen=True):
    """An office as reports name it, the first and the last day on which one does, and how often they do."""

    office: str
    first: Date | None
    last: Date | None
    mentions: int


class ActorRow(Struct, frozen=True):
    """An actor. `id` is alpha-3 of a state, the short name of an organisation, else a hash; `party` is the side that it
    counts for. `as_source` and `as_target` count events, `claims` what it says, `contacts` those of its party (0 for an
    actor that is no party), `positions` what it takes. `offices` are those that reports give it, the latest first."""

    id: str
    name: str
    kind: str
    country: str | None
    organisation: str | None
    party: str
    as_source: int
    as_target: int
    claims: int
    contacts: int
    positions: int
    offices: tuple[Office, ...]


def actors(
    connection: Connection,
    *,
    text: str | None = None,
    country: str | None = None,
    kind: str | None = None,
    limit: int | None = 50,
    offset: int = 0,
) -> Answer[ActorRow]:
    """Actors whose name holds `text`, of a country and a kind; those that most events name first."""
    told = schema.actors.c
    conditions = []
    if text is not None:
        conditions.append(func.lower(told.name).contains(text.lower(), autoescape=True))
    if country is not None:
        conditions.append(told.country == named(connection, country).code)
    if kind is not None:
        conditions.append(told.kind == kind)
    sides = schema.event_actors.c
    events = select(func.count()).where(sides.actor_key == told.key).scalar_subquery()
    asked = (
        select(told.key)
        .where(*conditions)
        .order_by(events.desc(), told.id)
        .limit(limit)
        .offset(offset or None)
    )
    return Answer(ActorRow, _rows(connection, connection.execute(asked).scalars().all(), None))


def actor(connection: Connection, words: str, *, as_of: Date | None = None) -> ActorRow:
    """The actor of this id, or the one that a name means. Raises LedgerError when the ledger knows nobody by it."""
    told = schema.actors.c
    key = connection.execute(select(told.key).where(told.id == words)).scalar()
    if key is None:
        who = named(connection, words)
        mine = or_(told.id == who.code, told.key.in_(who.keys or ()))
        key = connection.execute(select(told.key).where(mine).order_by(told.id != who.code, told.id)).scalar()
    if key is None:
        raise LedgerError(
            f"no report of the ledger names {words!r}", next_step="Give a name or id as the ledger has it."
        )
    return _rows(connection, [key], as_of)[0]


def _rows(connection: Connection, keys: Sequence[int], as_of: Date | None) -> list[ActorRow]:
    return [row for some in in_parts(keys) for row in _some(connection, some, as_of)]


def _some(connection: Connection, keys: Sequence[int], as_of: Date | None) -> list[ActorRow]:
    told, sides, events = schema.actors.c, schema.event_actors.c, schema.events
    rows = {row.key: row for row in connection.execute(select(schema.actors).where(told.key.in_(keys)))}
    by_side: dict[tuple[int, str], int] = {
        (row[0], row[1]): row[2]
        for row in connection.execute(
            select(sides.actor_key, sides.side, func.count(events.c.key.distinct()))
            .join_from(schema.event_actors, events, events.c.key == sides.event_key)
            .where(sides.actor_key.in_(keys), standing(events, as_of))
            .group_by(sides.actor_key, sides.side)
        )
    }
    claims = _counted(connection, schema.claims, "speaker_key", keys, as_of)
    positions = _counted(connection, schema.positions, "actor_key", keys, as_of)
    contacts = _contacts(connection, [rows[key].id for key in keys], as_of)
    offices = _offices(connection, keys, as_of)
    return [
        ActorRow(
            id=rows[key].id,
            name=rows[key].name,
            kind=rows[key].kind,
            country=rows[key].country,
            organisation=rows[key].organisation,
            party=rows[key].country or rows[key].organisation or rows[key].id,
            as_source=by_side.get((key, "source"), 0),
            as_target=by_side.get((key, "target"), 0),
            claims=claims.get(key, 0),
            contacts=contacts.get(rows[key].id, 0),
            positions=positions.get(key, 0),
            offices=tuple(offices.get(key, ())),
        )
        for key in keys
    ]


def _counted(
    connection: Connection, table: Any, column: str, keys: Sequence[int], as_of: Date | None
) -> dict[int, int]:
    asked = (
        select(table.c[column], func.count())
        .where(table.c[column].in_(keys), standing(table, as_of))
        .group_by(table.c[column])
    )
    return {row[0]: row[1] for row in connection.execute(asked)}


def _contacts(connection: Connection, parties: Sequence[str], as_of: Date | None) -> dict[str, int]:
    sides, contacts = schema.contact_parties.c, schema.contacts
    asked = (
        select(sides.party, func.count())
        .join_from(schema.contact_parties, contacts, contacts.c.key == sides.contact_key)
        .where(sides.party.in_(parties), standing(contacts, as_of))
        .group_by(sides.party)
    )
    return {row[0]: row[1] for row in connection.execute(asked)}


def _offices(connection: Connection, keys: Sequence[int], as_of: Date | None) -> dict[int, list[Office]]:
    sides, events, claims = schema.event_actors.c, schema.events, schema.claims
    mentions = union_all(
        select(sides.actor_key.label("actor"), sides.office.label("office"), events.c.day.label("day"))
        .join_from(schema.event_actors, events, events.c.key == sides.event_key)
        .where(sides.actor_key.in_(keys), sides.office.is_not(None), standing(events, as_of)),
        select(claims.c.speaker_key, claims.c.office, claims.c.day).where(
            claims.c.speaker_key.in_(keys), claims.c.office.is_not(None), standing(claims, as_of)
        ),
    ).subquery()
    asked = select(
        mentions.c.actor,
        mentions.c.office,
        func.min(mentions.c.day),
        func.max(mentions.c.day),
        func.count(),
    ).group_by(mentions.c.actor, mentions.c.office)
    found: dict[int, list[Office]] = defaultdict(list)
    for actor_key, office, first, last, number in connection.execute(asked):
        found[actor_key].append(Office(office, first, last, number))
    for offices in found.values():
        offices.sort(key=lambda one: one.office)
        offices.sort(key=lambda one: one.last or Date.min, reverse=True)
    return found
