"""Which incidents are there, who tells of them, and why are their events one?"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date as Date
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select

from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.answers import Answer
from dragoman.ledger.incidents import Judgement, Link, Reason
from dragoman.ledger.portions import in_parts
from dragoman.ledger.questions.asking import party
from dragoman.ledger.questions.figures import SeriesRow, figure_series
from dragoman.ledger.questions.filters import checked


class IncidentRow(Struct, frozen=True):
    """The same event as told by several reports.

    `id` is that of its first event, `type` the PLOVER type that most of its events have, `status` that of the latest.
    `day_first` and `day_last` bound when it was, by the reports that date it most exactly. `place` is as exact as a
    report has it, `place_country` alpha-3. `sources` and `targets` are parties (alpha-3, an organisation's short name,
    or an actor's id), most often named first. `events` counts its events, `reports` the reports that tell of it, with
    those that do so by their words alone; `publishers` are theirs.
    """

    id: str
    type: str
    status: str
    day_first: Date | None
    day_last: Date | None
    place: str | None
    place_country: str | None
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    events: int
    reports: int
    publishers: tuple[str, ...]


class IncidentTelling(Struct, frozen=True):
    """How one report tells of an incident: by an `event`, or by its words alone (`event` is None).

    `score` is how likely a report without an event tells of it, 0 to 1; None for one with an event. `evidence` is the
    sentence that tells of the event, or the headline of the report.
    """

    report: str
    publisher: str | None
    published: Date | None
    title: str | None
    url: str | None
    event: str | None
    type: str | None
    status: str | None
    evidence: str | None
    score: float | None


class Incident(Struct, frozen=True):
    """An incident with all that is told of it.

    `tellings` are in the order of the reports' days. `links` tell why the events are one: pairs of them that were
    compared, with score and reasons. `judgements` are what people decided about its events. `figures` are series: how
    each measure grew from report to report, who gives each number, and the lowest and highest.
    """

    summary: IncidentRow
    tellings: tuple[IncidentTelling, ...]
    links: tuple[Link, ...]
    judgements: tuple[Judgement, ...]
    figures: tuple[SeriesRow, ...]


def incidents(
    connection: Connection,
    *,
    type: str | None = None,
    status: str | None = None,
    since: Date | None = None,
    until: Date | None = None,
    actor: str | None = None,
    country: str | None = None,
    reports: int = 1,
    limit: int | None = None,
) -> Answer[IncidentRow]:
    """The incidents that the filters choose, the latest first; `limit` so many at most.

    `since` and `until` bound the days on which it may have been; `actor` takes part in one of its events; `country` is
    where it was; at least `reports` reports tell of it. Raises LedgerError for a value that means nothing.
    """
    table = schema.incidents
    conditions: list[ColumnElement[bool]] = [table.c.reports >= reports]
    for kind, value in (("type", type), ("status", status)):
        if codes := checked(connection, kind, value):
            conditions.append(table.c[kind].in_(codes))
    if country is not None:
        conditions.append(table.c.place_country == party(connection, country).code)
    if since is not None:
        conditions.append(table.c.day_last >= since)
    if until is not None:
        conditions.append(table.c.day_first <= until)
    if actor is not None:
        conditions.append(table.c.key.in_(_of_party(party(connection, actor).code)))
    asked = select(table).where(*conditions).order_by(table.c.day_first.desc().nulls_last(), table.c.id)
    return Answer(IncidentRow, _rows(connection, connection.execute(asked.limit(limit)).all()))


def incident(connection: Connection, event: str) -> Incident:
    """The incident that an event is part of. Raises LedgerError when there is no such event in the ledger."""
    table, of = schema.incidents, schema.incident_events
    asked = select(table).join(of, of.c.incident_key == table.c.key).where(of.c.event_id == event)
    row = connection.execute(asked).first()
    if row is None:
        raise LedgerError(f"there is no event {event}", next_step="`dragoman incidents` shows the ids.")
    members = connection.execute(select(of.c.event_id).where(of.c.incident_key == row.key)).scalars().all()
    return Incident(
        _rows(connection, [row])[0],
        tuple(_tellings(connection, row.key, members)),
        tuple(_links(connection, set(members))),
        tuple(_judgements(connection, members)),
        tuple(figure_series(connection, incident=row.id)),
    )


def _of_party(code: str) -> Any:
    of, events, parties = schema.incident_events, schema.events, schema.event_parties
    return (
        select(of.c.incident_key)
        .join(events, and_(events.c.id == of.c.event_id, events.c.replaced_at.is_(None)))
        .join(parties, parties.c.event_key == events.c.key)
        .where(parties.c.party == code)
    )


def _rows(connection: Connection, rows: Sequence[Row[Any]]) -> list[IncidentRow]:
    found: list[IncidentRow] = []
    for part in in_parts(rows):
        keys = [row.key for row in part]
        sides, events = _sides(connection, keys)
        publishers = _publishers(connection, keys)
        found += [
            IncidentRow(
                id=row.id,
                type=row.type,
                status=row.status,
                day_first=row.day_first,
                day_last=row.day_last,
                place=row.place,
                place_country=row.place_country,
                sources=_often(sides[row.key, "source"]),
                targets=_often(sides[row.key, "target"]),
                events=len(events[row.key]),
                reports=row.reports,
                publishers=tuple(sorted(publishers[row.key])),
            )
            for row in part
        ]
    return found


def _sides(
    connection: Connection, keys: Sequence[int]
) -> tuple[dict[tuple[int, str], dict[str, int]], dict[int, set[str]]]:
    """How often each party stands on each side, and the events."""
    of, events, parties = schema.incident_events, schema.events, schema.event_parties
    asked = (
        select(of.c.incident_key, of.c.event_id, parties.c.side, parties.c.party)
        .join(events, and_(events.c.id == of.c.event_id, events.c.replaced_at.is_(None)))
        .outerjoin(parties, parties.c.event_key == events.c.key)
        .where(of.c.incident_key.in_(keys))
    )
    sides: dict[tuple[int, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    told: dict[int, set[str]] = defaultdict(set)
    for row in connection.execute(asked):
        told[row.incident_key].add(row.event_id)
        if row.party is not None:
            sides[row.incident_key, row.side][row.party] += 1
    return sides, told


def _often(counted: dict[str, int]) -> tuple[str, ...]:
    return tuple(sorted(counted, key=lambda code: (-counted[code], code)))


def _publishers(connection: Connection, keys: Sequence[int]) -> dict[int, set[str]]:
    of, events, reports, told = (
        schema.incident_events,
        schema.events,
        schema.reports,
        schema.incident_reports,
    )
    by_event = (
        select(of.c.incident_key, reports.c.publisher)
        .join(events, and_(events.c.id == of.c.event_id, events.c.replaced_at.is_(None)))
        .join(reports, reports.c.key == events.c.report_key)
        .where(of.c.incident_key.in_(keys))
    )
    by_words = (
        select(told.c.incident_key, reports.c.publisher)
        .join(reports, reports.c.key == told.c.report_key)
        .where(told.c.incident_key.in_(keys))
    )
    found: dict[int, set[str]] = defaultdict(set)
    for asked in (by_event, by_words):
        for row in connection.execute(asked):
            if row.publisher:
                found[row.incident_key].add(row.publisher)
    return found


def _tellings(connection: Connection, key: int, members: Sequence[str]) -> list[IncidentTelling]:
    events, reports, told = schema.events, schema.reports, schema.incident_reports
    of_report = (reports.c.id, reports.c.publisher, reports.c.published, reports.c.title, reports.c.url)
    by_event = (
        select(*of_report, events.c.id.label("event"), events.c.type, events.c.status, events.c.evidence)
        .join(events, events.c.report_key == reports.c.key)
        .where(events.c.id.in_(members), events.c.replaced_at.is_(None))
    )
    by_words = (
        select(*of_report, told.c.score)
        .join(told, told.c.report_key == reports.c.key)
        .where(told.c.incident_key == key)
    )
    found = [
        IncidentTelling(*row[:5], row.event, row.type, row.status, row.evidence, None)
        for row in connection.execute(by_event)
    ]
    found += [
        IncidentTelling(*row[:5], None, None, None, row.title, row.score)
        for row in connection.execute(by_words)
    ]
    return sorted(found, key=lambda one: (one.published or Date.max, one.report, one.event or ""))


def _links(connection: Connection, members: Collection[str]) -> list[Link]:
    table = schema.event_links
    asked = select(table).where(table.c.one.in_(members), table.c.other.in_(members))
    found = [
        Link(row.one, row.other, row.score, tuple(msgspec.convert(json.loads(row.why), list[Reason])))
        for row in connection.execute(asked)
    ]
    return sorted(found, key=lambda link: (-link.score, link.one, link.other))


def _judgements(connection: Connection, members: Collection[str]) -> list[Judgement]:
    table = schema.judgements
    asked = (
        select(table).where(or_(table.c.one.in_(members), table.c.other.in_(members))).order_by(table.c.key)
    )
    return [
        Judgement(row.one, row.other, row.verdict, row.by, row.reason) for row in connection.execute(asked)
    ]
