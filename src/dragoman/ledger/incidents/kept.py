"""How are tellings and links kept in the ledger and found again?"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, delete, func, insert, or_, select

from dragoman.ledger import schema
from dragoman.ledger.incidents.cluster import Pair
from dragoman.ledger.incidents.comparing import Link
from dragoman.ledger.incidents.telling import (
    NEEDED,
    Telling,
    decoded,
    encoded,
    entries,
    handles,
    looked_up,
    sought,
)
from dragoman.ledger.portions import in_parts


def portions(values: Iterable[Any]) -> Iterator[list[Any]]:
    """The values, sorted, in portions that one question can name."""
    return in_parts(sorted(values))


def stored(connection: Connection, report_key: int) -> dict[str, bytes]:
    """The tellings of a report that the ledger keeps."""
    table = schema.tellings
    asked = select(table.c.id, table.c.traits).where(table.c.report_key == report_key)
    return {row.id: row.traits for row in connection.execute(asked)}


def store(connection: Connection, report_key: int, told: Sequence[Telling]) -> None:
    """Keep tellings, and what they are found by."""
    table = schema.tellings
    wanted = insert(table).returning(table.c.key, sort_by_parameter_order=True)
    rows = [{"id": one.id, "report_key": report_key, "traits": encoded(one)} for one in told]
    keys = connection.execute(wanted, rows).scalars().all()
    found = [
        {"handle": handle, "day": day, "telling_key": key}
        for one, key in zip(told, keys, strict=True)
        for handle in handles(one)
        for day in entries(one)
    ]
    if found:
        connection.execute(insert(schema.telling_handles), found)


def forget(connection: Connection, ids: Collection[str]) -> set[str]:
    """Take tellings and their links away; gives what they were linked with."""
    former = {one for pair, _ in links(connection, ids) for one in pair} - set(ids)
    table, link = schema.tellings, schema.event_links
    for part in portions(ids):
        keys = select(table.c.key).where(table.c.id.in_(part)).scalar_subquery()
        connection.execute(
            delete(schema.telling_handles).where(schema.telling_handles.c.telling_key.in_(keys))
        )
        connection.execute(delete(table).where(table.c.id.in_(part)))
        connection.execute(delete(link).where(or_(link.c.one.in_(part), link.c.other.in_(part))))
    return former


def candidates(connection: Connection, told: Sequence[Telling], report_key: int) -> list[Telling]:
    """The tellings of other reports that may be one with some of these."""
    wanted = {handle for one in told for handle in sought(one)}
    if not wanted:
        return []
    spans = [looked_up(one) for one in told]
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    table, by = schema.tellings, schema.telling_handles
    alike = (
        select(by.c.telling_key)
        .where(by.c.handle.in_(sorted(wanted)), by.c.day.between(first, last))
        .group_by(by.c.telling_key)
        .having(func.count(by.c.handle.distinct()) >= NEEDED)
        .subquery()
    )
    asked = (
        select(table.c.traits)
        .join(alike, alike.c.telling_key == table.c.key)
        .where(table.c.report_key != report_key)
        .order_by(table.c.id)
    )
    return [decoded(kept) for kept in connection.execute(asked).scalars()]


def add_links(connection: Connection, found: Sequence[Link]) -> None:
    """Keep links."""
    if found:
        rows = [
            {
                "one": link.one,
                "other": link.other,
                "score": link.score,
                "why": json.dumps(msgspec.to_builtins(link.why), ensure_ascii=False),
            }
            for link in found
        ]
        connection.execute(insert(schema.event_links), rows)


def links(connection: Connection, ids: Iterable[str]) -> list[tuple[Pair, float]]:
    """The links that any of these have, each once."""
    table: Table = schema.event_links
    found: dict[Pair, float] = {}
    for part in portions(ids):
        asked = select(table.c.one, table.c.other, table.c.score).where(
            or_(table.c.one.in_(part), table.c.other.in_(part))
        )
        found.update(((row.one, row.other), row.score) for row in connection.execute(asked))
    return sorted(found.items())


def incidents_of(connection: Connection, events: Iterable[str]) -> dict[str, int]:
    """The incidents that events are part of, by their keys."""
    table = schema.incident_events
    found: dict[str, int] = {}
    for part in portions(events):
        asked = select(table.c.event_id, table.c.incident_key).where(table.c.event_id.in_(part))
        found.update((row.event_id, row.incident_key) for row in connection.execute(asked))
    return found


def members_of(connection: Connection, incidents: Iterable[int]) -> dict[int, list[str]]:
    """The events of incidents, sorted."""
    table = schema.incident_events
    found: dict[int, list[str]] = {}
    for part in portions(incidents):
        asked = select(table.c.event_id, table.c.incident_key).where(table.c.incident_key.in_(part))
        for row in connection.execute(asked.order_by(table.c.event_id)):
            found.setdefault(row.incident_key, []).append(row.event_id)
    return found


def is_whole(telling_id: str) -> bool:
    """Whether an id is that of a report as a whole; events have a part of their own after the report's."""
    return "-" not in telling_id


def report_of(telling_id: str) -> str:
    """The id of the report that a telling belongs to."""
    return telling_id.partition("-")[0]
