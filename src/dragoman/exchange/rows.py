"""What is there to hand on? The ledger's events in bulk, each with its actors, report, claim and incident.

The one source of rows of all formats. Events come in the order of their days, of one day by id: the order depends on
nothing but the records. Only some thousand are held at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date as Date
from itertools import islice
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, func, select

from dragoman.exchange.selection import Selection
from dragoman.ledger import schema

CHUNK = 1000
"""Events that are fetched at once."""

LEAD = 1500
"""Characters at the head of a report in which its first paragraph is looked for."""


class ToldActor(Struct, frozen=True, gc=False):
    """An actor on a side of an event. Without `words` (and offsets) where a person named it, not the report."""

    id: str
    name: str
    kind: str
    country: str | None
    organisation: str | None
    words: str | None
    start: int | None
    end: int | None
    office: str | None
    sectors: tuple[str, ...]


class ToldReport(Struct, frozen=True, gc=False):
    """A report without its text. `lead_end` is the offset after its first paragraph, `length` counts characters."""

    key: int
    id: str
    title: str | None
    publisher: str | None
    url: str | None
    published: Date | None
    language: str | None
    lead_end: int
    length: int
    reader: str


class ToldEvent(Struct, frozen=True, kw_only=True):
    """An event as it stands, with all that its rows need. Offsets count characters of the report.

    `incident` is the id of its incident, its own id where it is in none. `speaker` is who says it (name or words),
    where the report leaves it to somebody's word.
    """

    key: int
    id: str
    revision: int
    day: Date | None
    type: str
    mode: str | None
    quad: str
    score: float | None
    contexts: tuple[str, ...]
    status: str
    date_start: Date | None
    date_end: Date | None
    date_precision: str
    date_words: str | None
    place: str | None
    place_country: str | None
    place_admin1: str | None
    latitude: float | None
    longitude: float | None
    geonames_id: int | None
    trigger: str
    trigger_start: int
    evidence: str
    evidence_start: int
    evidence_end: int
    claim_id: str | None
    hedge: str
    confidence: float
    report: ToldReport
    sources: tuple[ToldActor, ...]
    targets: tuple[ToldActor, ...]
    incident: str
    speaker: str | None


_OWN = [
    schema.events.c[name]
    for name in ToldEvent.__struct_fields__
    if name not in ("report", "sources", "targets", "incident", "speaker")
]


def events(connection: Connection, selection: Selection) -> Iterator[ToldEvent]:
    """The selected events, by day and id; those without a day come last."""
    for keys in _chunks(_keys(connection, selection), CHUNK):
        yield from told(connection, keys, selection)


def told(connection: Connection, keys: Sequence[int], selection: Selection) -> list[ToldEvent]:
    """The events with these keys, in their order."""
    asked = select(*_OWN, schema.events.c.report_key).where(schema.events.c.key.in_(keys))
    rows = {row["key"]: row for row in map(dict, connection.execute(asked).mappings())}
    report_keys = list(dict.fromkeys(rows[key]["report_key"] for key in keys))
    reports = _reports(connection, report_keys)
    sides = _actors(connection, keys)
    speakers = _speakers(connection, {row["claim_id"] for row in rows.values()} - {None}, selection)
    incidents = _incidents(connection, [rows[key]["id"] for key in keys])
    made = []
    for key in keys:
        row = rows[key]
        row["contexts"] = tuple(row["contexts"].split())
        report = reports[row.pop("report_key")]
        made.append(
            ToldEvent(
                **row,
                report=report,
                sources=tuple(sides.get((key, "source"), ())),
                targets=tuple(sides.get((key, "target"), ())),
                incident=incidents.get(row["id"], row["id"]),
                speaker=speakers.get(row["claim_id"]),
            )
        )
    return made


def _keys(connection: Connection, selection: Selection) -> Iterator[int]:
    table = schema.events.c
    # Ids are plain ASCII; PostgreSQL would else sort them by the rules of a language.
    by_id = table.id.collate("C") if connection.dialect.name == "postgresql" else table.id
    for dated in (True, False):
        wanted = table.day.is_not(None) if dated else table.day.is_(None)
        asked = select(table.key).where(*selection.conditions(), wanted).order_by(table.day, by_id)
        with connection.execution_options(yield_per=10 * CHUNK).execute(asked) as found:
            yield from found.scalars()


def _chunks(keys: Iterator[int], size: int) -> Iterator[list[int]]:
    while chunk := list(islice(keys, size)):
        yield chunk


def _reports(connection: Connection, keys: Sequence[int]) -> dict[int, ToldReport]:
    table, readings = schema.reports.c, schema.readings.c
    asked = (
        select(
            table.key,
            table.id,
            table.title,
            table.publisher,
            table.url,
            table.published,
            table.language,
            func.substr(table.text, 1, LEAD),
            func.length(table.text),
            select(readings.reader)
            .where(readings.report_key == table.key)
            .order_by(readings.key.desc())
            .limit(1)
            .scalar_subquery(),
        )
    ).where(table.key.in_(keys))
    made = {}
    for row in connection.execute(asked):
        values: tuple[Any, ...] = (*row[:7], _lead_end(row[7]), *row[8:])
        made[row[0]] = ToldReport(*values)
    return made


def _lead_end(head: str) -> int:
    """Where the first paragraph ends: at a line break, or where the head does."""
    blank = len(head) - len(head.lstrip())
    end = head.find("\n", blank)
    return end if end >= 0 else len(head)


def _actors(connection: Connection, keys: Sequence[int]) -> dict[tuple[int, str], list[ToldActor]]:
    sides, actors = schema.event_actors.c, schema.actors.c
    asked = (
        select(
            sides.event_key,
            sides.side,
            actors.id,
            actors.name,
            actors.kind,
            actors.country,
            actors.organisation,
            sides.words,
            sides.words_start,
            sides.words_end,
            sides.office,
            sides.sectors,
        )
        .join_from(schema.event_actors, schema.actors, actors.key == sides.actor_key)
        .where(sides.event_key.in_(keys))
        .order_by(sides.event_key, sides.side, sides.place)
    )
    found: dict[tuple[int, str], list[ToldActor]] = defaultdict(list)
    for row in connection.execute(asked):
        values: tuple[Any, ...] = (*row[2:11], tuple((row[11] or "").split()))
        found[row[0], row[1]].append(ToldActor(*values))
    return found


def _speakers(connection: Connection, ids: set[str], selection: Selection) -> dict[str | None, str]:
    if not ids:
        return {}
    from dragoman.ledger.questions.asking import standing

    claims, actors = schema.claims.c, schema.actors.c
    asked = (
        select(claims.id, func.coalesce(actors.name, claims.speaker))
        .join_from(schema.claims, schema.actors, actors.key == claims.speaker_key, isouter=True)
        .where(claims.id.in_(sorted(ids)), standing(schema.claims, selection.as_of))
    )
    return {name: speaker for name, speaker in connection.execute(asked) if speaker}


def _incidents(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    members, incidents = schema.incident_events.c, schema.incidents.c
    asked = (
        select(members.event_id, incidents.id)
        .join_from(schema.incident_events, schema.incidents, incidents.key == members.incident_key)
        .where(members.event_id.in_(ids))
    )
    return {row[0]: row[1] for row in connection.execute(asked)}
