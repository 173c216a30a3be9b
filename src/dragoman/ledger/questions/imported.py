"""What did others code, and how often did they and we tell of a pair? About the events that `import` took in."""

from __future__ import annotations

from collections import Counter
from datetime import date as Date
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, and_, extract, func, or_, select

from dragoman.ledger import schema
from dragoman.ledger.answers import Answer
from dragoman.ledger.questions.asking import party, standing

PLEDGED = ("CONSULT", "SUPPORT", "COOPERATE", "AID", "AGREE")
"""Cooperation that is planned is AGREE where there is no status (PLOVER manual 2.0, AGREE: promised cooperation)."""


class ImportedEvent(Struct, frozen=True, kw_only=True):
    """An event that somebody else coded.

    `source` is polecat, icews or gdelt, `id` its own id there. `code` is the code as given, `type` and `mode` are
    today's PLOVER (empty where there is none). `intensity` is that of the source. Countries are alpha-3. `file` and
    `line` tell where it came from.
    """

    source: str
    id: str
    day: Date | None
    code: str
    type: str | None
    mode: str | None
    intensity: float | None
    source_name: str | None
    source_country: str | None
    source_sectors: str | None
    target_name: str | None
    target_country: str | None
    target_sectors: str | None
    place: str | None
    place_country: str | None
    latitude: float | None
    longitude: float | None
    publisher: str | None
    url: str | None
    file: str
    line: int


class Comparison(Struct, frozen=True, kw_only=True):
    """Events of one month from one country towards another (alpha-3): how many they have, and how many we have.

    `month` is YYYY-MM. `theirs` counts imported events with a PLOVER type; `ours` counts events that happened, and
    pledged cooperation.
    """

    month: str
    source_country: str
    target_country: str
    theirs: int
    ours: int


def imported(
    connection: Connection,
    source: str,
    *,
    since: Date | None = None,
    until: Date | None = None,
    pair: tuple[str, str] | None = None,
    type: str | None = None,
    limit: int | None = None,
) -> Answer[ImportedEvent]:
    """The imported events of a source (polecat, icews, gdelt), by day and id.

    `since` and `until` are days, both included; `pair` are the countries of source and target, by name or code.
    Raises LedgerError for a country that nobody knows.
    """
    table = schema.imported_events.c
    asked = select(*(table[name] for name in ImportedEvent.__struct_fields__)).where(
        table.source == source, *_between(table.day, since, until)
    )
    if pair is not None:
        one, other = (party(connection, words).code for words in pair)
        asked = asked.where(table.source_country == one, table.target_country == other)
    if type is not None:
        asked = asked.where(table.type == type.upper())
    found = connection.execute(asked.order_by(table.day, table.id).limit(limit)).mappings()
    return Answer(ImportedEvent, [ImportedEvent(**row) for row in found])


def compare_imported(
    connection: Connection,
    source: str,
    *,
    since: Date | None = None,
    until: Date | None = None,
    pair: tuple[str, str] | None = None,
    as_of: Date | None = None,
) -> Answer[Comparison]:
    """How often they and we tell of each pair of different countries in each month, by month and pair.

    Without `pair` only pairs are told that the source has too. Raises LedgerError for a country that nobody knows.
    """
    two = tuple(party(connection, words).code for words in pair) if pair else None
    table, pairs, events = schema.imported_events.c, schema.event_pairs.c, schema.events.c
    theirs = _counts(
        connection,
        (table.day, table.source_country, table.target_country),
        [table.source == source, table.type.is_not(None), *_between(table.day, since, until)],
        two,
    )
    told = or_(pairs.status == "happened", and_(pairs.status == "planned", events.type.in_(PLEDGED)))
    stands = [
        pairs.event_key == events.key,
        standing(schema.events, as_of),
        told,
        *_between(pairs.day, since, until),
    ]
    if two is None:
        known = select(table.key).where(
            table.source == source,
            table.source_country == pairs.source,
            table.target_country == pairs.target,
        )
        stands.append(known.exists())
    ours = _counts(connection, (pairs.day, pairs.source, pairs.target), stands, two)
    keys = sorted(theirs.keys() | ours.keys())
    return Answer(
        Comparison,
        [
            Comparison(
                month=f"{year:04}-{month:02}",
                source_country=one,
                target_country=other,
                theirs=theirs[year, month, one, other],
                ours=ours[year, month, one, other],
            )
            for year, month, one, other in keys
        ],
    )


def _counts(
    connection: Connection,
    columns: tuple[ColumnElement[Any], ColumnElement[Any], ColumnElement[Any]],
    conditions: list[ColumnElement[bool]],
    two: tuple[str, ...] | None,
) -> Counter[tuple[int, int, str, str]]:
    day, one, other = columns
    parts = (extract("year", day), extract("month", day), one, other)
    asked = select(*parts, func.count()).where(
        *conditions, day.is_not(None), one.is_not(None), other.is_not(None)
    )
    if two is None:
        asked = asked.where(one != other)
    else:
        asked = asked.where(one == two[0], other == two[1])
    rows = connection.execute(asked.group_by(*parts))
    return Counter({(int(year), int(month), a, b): number for year, month, a, b, number in rows})


def _between(day: Any, since: Date | None, until: Date | None) -> list[ColumnElement[bool]]:
    found = []
    if since is not None:
        found.append(day >= since)
    if until is not None:
        found.append(day <= until)
    return found
