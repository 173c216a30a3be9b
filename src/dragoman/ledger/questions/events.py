"""Which events does the ledger hold? Filtered, each with who did it to whom, who says so, and its report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date as Date
from typing import Any, Literal, Unpack

from msgspec import Struct
from sqlalchemy import Connection, Select, func, select

from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.answers import Answer
from dragoman.ledger.portions import AT_ONCE, in_parts
from dragoman.ledger.questions.asking import standing
from dragoman.ledger.questions.filters import Chosen, EventFilters

Order = Literal["day", "confidence"]


class EventRow(Struct, frozen=True):
    """Who did what to whom, as one report tells it.

    `day` is the first day of its date, or the day of the report where it has none; `date_start` to `date_end` is the
    date (both included), `date_precision` how exactly it is known. `type`, `mode`, `contexts`, `quad` are PLOVER's,
    `score` the intensity from -10 (conflict) to 10 (cooperation). `hedge` tells how sure whoever tells of it is.
    `sources` and `targets` are names, `source_parties` and `target_parties` the codes of their sides (alpha-3, an
    organisation's short name, an actor's id). `latitude` and `longitude` are degrees (WGS 84). `evidence` is the
    sentence, `trigger` the words in it that tell of the event; offsets count characters of the report's text, end
    exclusive. `confidence` (0 to 1) is how sure the reading is. `says` is who speaks in the claim (`claim`) on whose
    word the event rests, None where the report itself says so. `report` to `published` are the report's, `copies` is
    the number of places that carried it. `incident` is the event as told by all reports. `revision` is 1 as read.
    """

    id: str
    day: Date | None
    date_start: Date | None
    date_end: Date | None
    date_precision: str
    type: str
    mode: str | None
    quad: str
    score: float | None
    contexts: tuple[str, ...]
    status: str
    hedge: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    source_parties: tuple[str, ...]
    target_parties: tuple[str, ...]
    place: str | None
    place_country: str | None
    place_admin1: str | None
    latitude: float | None
    longitude: float | None
    evidence: str
    evidence_start: int
    evidence_end: int
    trigger: str
    trigger_start: int
    trigger_end: int
    confidence: float
    says: str | None
    claim: str | None
    report: str
    title: str | None
    publisher: str | None
    url: str | None
    published: Date | None
    copies: int
    incident: str | None
    revision: int


def events(
    connection: Connection,
    *,
    limit: int | None = None,
    offset: int = 0,
    order: Order = "day",
    **filters: Unpack[EventFilters],
) -> Answer[EventRow]:
    """The events that the filters choose, the latest first (undated ones last), or the surest first.

    Raises LedgerError for a filter's value that means nothing.
    """
    return Answer(EventRow, list(each_event(connection, limit=limit, offset=offset, order=order, **filters)))


def each_event(
    connection: Connection,
    *,
    limit: int | None = None,
    offset: int = 0,
    order: Order = "day",
    **filters: Unpack[EventFilters],
) -> Iterator[EventRow]:
    """The same one after another, never more than some hundreds in memory."""
    asked = _asked(connection, limit, offset, order, filters)
    # As an option of the connection it would hold for all that comes after, and PostgreSQL has no cursor of an INSERT.
    keys = connection.execute(asked, execution_options={"yield_per": AT_ONCE}).scalars()
    for some in in_parts(keys, AT_ONCE):
        yield from rows_of(connection, some, filters.get("as_of"))


def count(connection: Connection, **filters: Unpack[EventFilters]) -> int:
    """How many events the filters choose."""
    chosen = Chosen(connection, filters)
    key = chosen.events.c.key
    wanted = select(func.count(key.distinct()) if chosen.twice else func.count())
    found: int = connection.execute(wanted.select_from(chosen.source).where(*chosen.conditions)).scalar_one()
    return found


def rows_of(connection: Connection, keys: Sequence[int], as_of: Date | None = None) -> Iterator[EventRow]:
    """The rows of the events with these keys, in their order; at most `AT_ONCE` keys."""
    events, reports = schema.events, schema.reports.c
    joined = events.join(schema.reports, reports.key == events.c.report_key)
    asked = select(events, *_OF_REPORT).select_from(joined).where(events.c.key.in_(keys))
    by_key = {row["key"]: row for row in connection.execute(asked).mappings()}
    found = [by_key[key] for key in keys]
    sides = _sides(connection, keys)
    speakers = _speakers(connection, [row["claim_id"] for row in found if row["claim_id"]], as_of)
    incidents = incidents_of(connection, [row["id"] for row in found])
    copies = copies_of(connection, {row["report_key"] for row in found})
    for row in found:
        sources, targets = (_Side.of(sides.get((row["key"], side), ())) for side in ("source", "target"))
        yield EventRow(
            contexts=tuple(row["contexts"].split()),
            sources=sources.names,
            targets=targets.names,
            source_parties=sources.parties,
            target_parties=targets.parties,
            says=speakers.get(row["claim_id"]),
            claim=row["claim_id"],
            report=row["report_id"],
            copies=copies.get(row["report_key"], 0),
            incident=incidents.get(row["id"]),
            **{name: row[name] for name in _AS_IT_IS},
        )


def incidents_of(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """The incident of each event, by the event's id."""
    members, incidents = schema.incident_events.c, schema.incidents.c
    asked = select(members.event_id, incidents.id).join_from(
        schema.incident_events, schema.incidents, incidents.key == members.incident_key
    )
    found: dict[str, str] = {}
    for some in in_parts(ids, AT_ONCE):
        found.update(
            (event, incident)
            for event, incident in connection.execute(asked.where(members.event_id.in_(some)))
        )
    return found


def copies_of(connection: Connection, reports: Iterable[int]) -> dict[int, int]:
    """In how many places each report stood, by its key."""
    copies = schema.copies.c
    found: dict[int, int] = {}
    for some in in_parts(reports, AT_ONCE):
        asked = (
            select(copies.report_key, func.count())
            .where(copies.report_key.in_(some))
            .group_by(copies.report_key)
        )
        found.update((key, number) for key, number in connection.execute(asked))
    return found


def _asked(
    connection: Connection, limit: int | None, offset: int, order: Order, filters: EventFilters
) -> Select[Any]:
    if order not in ("day", "confidence"):
        raise LedgerError(f"there is no order {order!r}", next_step="There are: day, confidence.")
    chosen = Chosen(connection, filters)
    event = chosen.events.c
    wanted = [event.key, chosen.day, event.id, event.confidence]
    asked = select(*wanted).select_from(chosen.source).where(*chosen.conditions)
    if chosen.twice:
        asked = asked.distinct()
    latest = chosen.day.desc()
    if connection.dialect.name == "postgresql":
        latest = latest.nulls_last()
    first = (event.confidence.desc(),) if order == "confidence" else ()
    return asked.order_by(*first, latest, event.id.desc()).limit(limit).offset(offset or None)


class _Side(Struct, frozen=True):
    names: tuple[str, ...]
    parties: tuple[str, ...]

    @staticmethod
    def of(actors: Iterable[tuple[str, str]]) -> _Side:
        told = list(actors)
        return _Side(
            tuple(dict.fromkeys(name for name, _ in told)), tuple(dict.fromkeys(party for _, party in told))
        )


def _sides(connection: Connection, keys: Sequence[int]) -> Mapping[tuple[int, str], list[tuple[str, str]]]:
    sides, actors = schema.event_actors.c, schema.actors.c
    asked = (
        select(
            sides.event_key,
            sides.side,
            actors.name,
            func.coalesce(actors.country, actors.organisation, actors.id),
        )
        .join_from(schema.event_actors, schema.actors, actors.key == sides.actor_key)
        .where(sides.event_key.in_(keys))
        .order_by(sides.event_key, sides.side, sides.place)
    )
    found: dict[tuple[int, str], list[tuple[str, str]]] = defaultdict(list)
    for key, side, name, party in connection.execute(asked):
        found[key, side].append((name, party))
    return found


def _speakers(connection: Connection, ids: Sequence[str], as_of: Date | None) -> dict[str, str]:
    """Who speaks in each claim, by its id; one without a speaker is left out."""
    claims, actors = schema.claims, schema.actors.c
    if not ids:
        return {}
    asked = (
        select(claims.c.id, actors.name)
        .join_from(claims, schema.actors, actors.key == claims.c.speaker_key)
        .where(claims.c.id.in_(set(ids)), standing(claims, as_of))
    )
    return {row.id: row.name for row in connection.execute(asked)}


_OF_REPORT = (
    schema.reports.c.id.label("report_id"),
    schema.reports.c.title,
    schema.reports.c.publisher,
    schema.reports.c.url,
    schema.reports.c.published,
)
_AS_IT_IS = tuple(
    name
    for name in EventRow.__struct_fields__
    if (name in schema.events.c and name != "contexts") or name in ("title", "publisher", "url", "published")
)
