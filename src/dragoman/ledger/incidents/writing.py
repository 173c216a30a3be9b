"""How do incidents stand in the ledger? Which events they have, and a summary of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date as Date
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from dragoman.ledger import schema
from dragoman.ledger.incidents import kept


def write(
    connection: Connection, groups: Sequence[Sequence[str]], gone: Collection[str], fresh: bool
) -> None:
    """Let the groups of events be incidents in place of what stood there; events that are `gone` are in none.

    With `fresh` no event of the groups is part of an incident yet.
    """
    before = (
        {} if fresh and not gone else kept.incidents_of(connection, {*gone, *chain.from_iterable(groups)})
    )
    standing = {tuple(events) for events in kept.members_of(connection, set(before.values())).values()}
    groups = [group for group in groups if tuple(sorted(group)) not in standing]
    if not groups and not gone:
        return
    told = _events(connection, set(chain.from_iterable(groups)))
    # An event may have been rejected since its report was linked.
    gone = {*gone, *(event for event in chain.from_iterable(groups) if event not in told)}
    groups = [left for group in groups if (left := [event for event in group if event in told])]
    by_id = _keys(connection, set(before.values()))
    rows = {summary["id"]: (summary, group) for summary, group in (_summary(g, told) for g in groups)}
    _remove(connection, gone)
    table = schema.incidents
    new = [summary for name, (summary, _) in rows.items() if name not in by_id]
    for name, (summary, _) in rows.items():
        if name in by_id:
            connection.execute(update(table).where(table.c.key == by_id[name]).values(summary))
    if new:
        wanted = insert(table).returning(table.c.key, sort_by_parameter_order=True)
        keys = connection.execute(wanted, new).scalars()
        by_id.update((summary["id"], key) for summary, key in zip(new, keys, strict=True))
    place = {event: by_id[name] for name, (_, group) in rows.items() for event in group}
    _move(connection, place, before)
    _drop_empty(connection, set(before.values()) - set(place.values()))


def _move(connection: Connection, place: dict[str, int], before: dict[str, int]) -> None:
    table = schema.incident_events
    fresh = [{"event_id": event, "incident_key": key} for event, key in place.items() if event not in before]
    if fresh:
        connection.execute(insert(table), fresh)
    for event, key in place.items():
        if event in before and before[event] != key:
            connection.execute(update(table).where(table.c.event_id == event).values(incident_key=key))
    by_key: dict[int, list[str]] = {}
    for event, key in place.items():
        if before.get(event) != key:
            by_key.setdefault(key, []).append(event)
    for key, events in by_key.items():
        note_in_pairs(connection, events, key)


def note_in_pairs(connection: Connection, events: Collection[str], key: int | None) -> None:
    """Repeat the incident of events where pairs of parties are looked up, in all revisions."""
    pairs, contacts = schema.event_pairs, schema.contact_pairs
    told, talks = schema.events, schema.contacts
    for part in kept.portions(events):
        of_events = select(told.c.key).where(told.c.id.in_(part))
        connection.execute(update(pairs).where(pairs.c.event_key.in_(of_events)).values(incident_key=key))
        of_talks = select(talks.c.key).where(talks.c.event_id.in_(part))
        connection.execute(
            update(contacts).where(contacts.c.contact_key.in_(of_talks)).values(incident_key=key)
        )


def _remove(connection: Connection, gone: Collection[str]) -> None:
    table = schema.incident_events
    for part in kept.portions(gone):
        connection.execute(delete(table).where(table.c.event_id.in_(part)))
    note_in_pairs(connection, gone, None)


def _drop_empty(connection: Connection, keys: Iterable[int]) -> None:
    events, told = schema.incident_events, schema.incident_reports
    for part in kept.portions(keys):
        used = set(
            connection.execute(select(events.c.incident_key).where(events.c.incident_key.in_(part))).scalars()
        )
        empty = [key for key in part if key not in used]
        if empty:
            connection.execute(delete(told).where(told.c.incident_key.in_(empty)))
            connection.execute(delete(schema.incidents).where(schema.incidents.c.key.in_(empty)))


def _keys(connection: Connection, keys: Iterable[int]) -> dict[str, int]:
    table = schema.incidents
    found: dict[str, int] = {}
    for part in kept.portions(keys):
        asked = select(table.c.id, table.c.key).where(table.c.key.in_(part))
        found.update((row.id, row.key) for row in connection.execute(asked))
    return found


def _events(connection: Connection, ids: Iterable[str]) -> dict[str, Any]:
    events, reports = schema.events, schema.reports
    found: dict[str, Any] = {}
    for part in kept.portions(ids):
        asked = (
            select(
                events.c.id,
                events.c.type,
                events.c.status,
                events.c.date_start,
                events.c.date_end,
                events.c.place,
                events.c.place_country,
                events.c.place_admin1,
                events.c.latitude,
                events.c.longitude,
                reports.c.published,
            )
            .join(reports, reports.c.key == events.c.report_key)
            .where(events.c.id.in_(part), events.c.replaced_at.is_(None))
        )
        for row in connection.execute(asked).all():
            found[str(row.id)] = row
    return found


def _summary(group: Sequence[str], told: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The row of table incidents, and the events in the order of their reports' days, then of their ids."""
    rows = sorted((told[event] for event in group), key=lambda row: (row.published or Date.max, row.id))
    kinds = Counter(row.type for row in rows)
    last = max(row.published or Date.min for row in rows)
    latest = Counter(row.status for row in rows if (row.published or Date.min) == last)
    first_day, last_day = _days(rows)
    place = _place(rows)
    summary = {
        "id": rows[0].id,
        "type": min(kinds, key=lambda kind: (-kinds[kind], kind)),
        "status": min(latest, key=lambda status: (-latest[status], status)),
        "day_first": first_day,
        "day_last": last_day,
        "place": place.place if place else None,
        "place_country": place.place_country if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "reports": len({kept.report_of(row.id) for row in rows}),
    }
    return summary, [row.id for row in rows]


def _days(rows: Sequence[Row[Any]]) -> tuple[Date | None, Date | None]:
    """The days that those reports give that date it most exactly."""
    dated = [row for row in rows if row.date_start is not None and row.date_end is not None]
    if not dated:
        return None, None
    least = min(row.date_end - row.date_start for row in dated)
    exact = [row for row in dated if row.date_end - row.date_start == least]
    return min(row.date_start for row in exact), max(row.date_end for row in exact)


def _place(rows: Sequence[Row[Any]]) -> Row[Any] | None:
    """The place that most reports give, of those that are most exact."""
    placed = [row for row in rows if row.place is not None]
    if not placed:
        return None
    many = Counter(row.place for row in placed)

    def rank(row: Row[Any]) -> tuple[bool, bool, int, str]:
        known = row.latitude is not None
        within = row.place not in (row.place_admin1, row.place_country)
        return (not known, not within, -many[row.place], row.place)

    return min(placed, key=rank)
