"""The record of each report as it stands now: as it was read, with what people and later readings changed since."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from itertools import islice
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Table, select

from dragoman.exchange.revised import Revised, own_id
from dragoman.exchange.selection import Selection
from dragoman.ledger import schema
from dragoman.ledger.questions.asking import standing
from dragoman.records import RecordDocument

CHUNK = 200
"""Reports that are fetched at once."""

TABLES: Mapping[str, Table] = {
    "events": schema.events,
    "claims": schema.claims,
    "figures": schema.figures,
    "contacts": schema.contacts,
    "positions": schema.positions,
}


class Document(Struct, frozen=True):
    """A report: its `id` in the ledger, its text, its record as it stands, and the own ids of its selected events."""

    id: str
    text: str
    record: RecordDocument
    selected: frozenset[str]


_DECODER = msgspec.json.Decoder(RecordDocument)


def documents(connection: Connection, selection: Selection) -> Iterator[Document]:
    """The records of reports, by day of publication and id; with a selection, those that have a selected event."""
    keys = _keys(connection, selection)
    while chunk := list(islice(keys, CHUNK)):
        yield from _documents(connection, chunk, selection)


def _keys(connection: Connection, selection: Selection) -> Iterator[int]:
    table = schema.reports.c
    by_id = table.id.collate("C") if connection.dialect.name == "postgresql" else table.id
    for dated in (True, False):
        wanted = table.published.is_not(None) if dated else table.published.is_(None)
        asked = select(table.key).where(wanted).order_by(table.published, by_id)
        if selection.as_of is not None:
            asked = asked.where(table.recorded_at <= datetime.combine(selection.as_of, time.max))
        if selection.narrows:
            told = select(schema.events.c.report_key).where(*selection.conditions())
            asked = asked.where(table.key.in_(told))
        with connection.execution_options(yield_per=10 * CHUNK).execute(asked) as found:
            yield from found.scalars()


def _documents(connection: Connection, keys: Sequence[int], selection: Selection) -> Iterator[Document]:
    reports, readings = schema.reports.c, schema.readings.c
    asked = (
        select(reports.key, reports.id, reports.text, readings.record)
        .join_from(schema.reports, schema.readings, readings.report_key == reports.key)
        .where(reports.key.in_(keys), standing(schema.readings, selection.as_of))
        .order_by(readings.key)
    )
    # Of readings that overlap, which no one writer makes, the later holds.
    told = {row[0]: row[1:] for row in connection.execute(asked)}
    stand = _standing(connection, keys, selection)
    selected = _selected(connection, keys, selection)
    for key in keys:
        if key not in told:
            continue
        name, text, blob = told[key]
        record = _DECODER.decode(zlib.decompress(blob))
        if _changed(record, name, stand[key]):
            record = Revised(connection, name, record, stand[key]).record()
        yield Document(name, text, record, frozenset(own_id(name, one) for one in selected[key]))


Standing = dict[str, dict[str, tuple[int, int]]]
"""By table: a record's id, and the key and number of the revision that stands."""


def _standing(connection: Connection, keys: Sequence[int], selection: Selection) -> dict[int, Standing]:
    found: dict[int, Standing] = {key: {name: {} for name in TABLES} for key in keys}
    for name, table in TABLES.items():
        asked = select(table.c.report_key, table.c.id, table.c.key, table.c.revision)
        asked = asked.where(table.c.report_key.in_(keys), standing(table, selection.as_of))
        for report, own, key, revision in connection.execute(asked.order_by(table.c.key)):
            found[report][name][own] = (key, revision)
    return found


def _selected(connection: Connection, keys: Sequence[int], selection: Selection) -> dict[int, list[str]]:
    table = schema.events.c
    asked = select(table.report_key, table.id).where(table.report_key.in_(keys), *selection.conditions())
    found: dict[int, list[str]] = defaultdict(list)
    for report, own in connection.execute(asked):
        found[report].append(own)
    return found


def _changed(record: RecordDocument, report: str, stand: Standing) -> bool:
    """Whether something else stands than what was read."""
    for name, now in stand.items():
        if any(revision > 1 for _, revision in now.values()):
            return True
        read: Sequence[Any] = getattr(record, name)
        if name == "positions":
            if len(read) != len(now):
                return True
        elif {own_id(report, one) for one in now} != {one.id for one in read}:
            return True
    return False
