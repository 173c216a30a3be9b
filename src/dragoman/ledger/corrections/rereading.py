"""How does a newer reading of a report take the place of the last one? What people decided stands."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, insert, select

from dragoman._version import __version__
from dragoman.codebook import Codebook
from dragoman.errors import LedgerError
from dragoman.ledger import rows, schema
from dragoman.ledger.corrections.kinds import KINDS, kind_of
from dragoman.ledger.corrections.matching import renamed
from dragoman.ledger.recording import storable
from dragoman.ledger.writing import add_reading, add_rows, end_record, now
from dragoman.records import Record


class Reread(NamedTuple):
    """What a new reading did: how many records are new, were revised, stand no more, had been settled by people."""

    new: int
    revised: int
    ended: int
    settled: int


def reread(
    connection: Connection,
    record: Record,
    book: Codebook,
    reader: str = __version__,
    at: datetime | None = None,
) -> Reread:
    """Let a new record of a known report take the place of its last reading.

    A record that somebody accepted, changed, rejected or restored stays as that person left it. Of the others, those
    that the new reading has too keep their ids, with a revision where they differ; the rest stand no more. `reader`
    names the reader. Raises LedgerError when the report is not in the ledger.
    """
    at = at or now()
    record = storable(record)
    table = schema.reports
    asked = select(table.c.key).where(table.c.sha256 == record.report.sha256)
    report_key = connection.execute(asked).scalar()
    if report_key is None:
        raise LedgerError("this report is not in the ledger", next_step="`dragoman ingest` takes it in.")
    old = _last_reading(connection, report_key, record)
    known = _revisions(connection, report_key)
    prefix = len(rows.record_id(rows.report_id(record.report), ""))
    new = renamed(old, record, (name[prefix:] for name in known))
    settled = _settled(connection, known)
    before, after = dict(_records(old)), dict(_records(new))
    ended = {name for name in before if name not in after} - settled
    revised = {name for name in after if name in before and before[name] != after[name]} - settled
    added = {name for name in after if name not in before} - settled
    for name in sorted(ended | revised):
        kind, told = kind_of(name)
        end_record(connection, told, name, at)
        _note(connection, kind, name, known[name] + (name in revised), reader, at)
    reading_key = add_reading(connection, new, report_key, reader, at)
    add_rows(
        connection,
        _only(new, added | revised),
        book,
        {"report_key": report_key, "reading_key": reading_key, "recorded_at": at},
        {name: known[name] + 1 for name in revised | (added & set(known))},
    )
    return Reread(len(added), len(revised), len(ended), len(settled & (set(before) | set(after))))


def _last_reading(connection: Connection, report_key: int, record: Record) -> Record:
    table = schema.readings
    asked = select(table.c.record).where(table.c.report_key == report_key, table.c.replaced_at.is_(None))
    packed: bytes = connection.execute(asked).scalar_one()
    return Record.from_json(zlib.decompress(packed), record.report.text)


def _revisions(connection: Connection, report_key: int) -> dict[str, int]:
    """Every record that the report ever had, with its latest revision."""
    found: dict[str, int] = {}
    for _, table in KINDS.values():
        asked = (
            select(table.c.id, table.c.revision)
            .where(table.c.report_key == report_key)
            .order_by(table.c.revision)
        )
        found.update((name, revision) for name, revision in connection.execute(asked))
    return found


def _settled(connection: Connection, known: Mapping[str, int]) -> set[str]:
    """The records that a person has decided about."""
    table = schema.revisions
    asked = select(table.c.record_id).where(table.c.record_id.in_(list(known)), table.c.decision != "reread")
    return set(connection.execute(asked).scalars())


def _records(record: Record) -> Iterator[tuple[str, Any]]:
    """Every record of a report, by its id in the ledger."""
    report = rows.report_id(record.report)
    for kind in ("events", "claims", "figures", "contacts"):
        for one in getattr(record, kind):
            yield rows.record_id(report, one.id), one
    for position, row in rows.position_rows(record):
        yield row["id"], position


def _only(record: Record, names: set[str]) -> Record:
    """The record with those of its records alone that are named."""
    kept = {id(one) for name, one in _records(record) if name in names}
    parts = {
        kind: tuple(one for one in getattr(record, kind) if id(one) in kept)
        for kind in ("events", "claims", "figures", "contacts", "positions")
    }
    return msgspec.structs.replace(record, **parts)


def _note(connection: Connection, kind: str, name: str, revision: int, reader: str, at: datetime) -> None:
    connection.execute(
        insert(schema.revisions),
        {
            "record_id": name,
            "kind": kind,
            "revision": revision,
            "decision": "reread",
            "by": f"dragoman {reader}",
            "reason": None,
            "changes": json.dumps({}),
            "recorded_at": at,
        },
    )
