"""How does a record come into the ledger? All its rows, in the caller's transaction."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Table, cast, func, insert, select, update
from sqlalchemy.dialects.postgresql import REGCLASS

from dragoman._version import __version__
from dragoman.codebook import Codebook
from dragoman.ledger import rows, schema
from dragoman.ledger.portions import in_parts
from dragoman.ledger.rows import Row
from dragoman.records import Record, Report

_COMPRESSION = 6
_COPY_ID = 16


def now() -> datetime:
    """This moment (UTC), as the ledger keeps it: without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def copy_id(report: Report) -> str:
    """The name of a copy: a hash of where it came from and of its text."""
    told = "\t".join((report.source or "", report.id, report.url or "", report.sha256))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:_COPY_ID]


def add_record(connection: Connection, record: Record, book: Codebook, at: datetime | None = None) -> int:
    """Write a record whose report is not in the ledger yet, with the copy that it came from; gives the report's key.

    `at` is the moment to note (UTC); now, without it.
    """
    return add_records(connection, [record], book, at)[0]


def add_records(
    connection: Connection, records: Sequence[Record], book: Codebook, at: datetime | None = None
) -> list[int]:
    """Write records of different reports as `add_record` writes one; gives the keys of the reports in their order."""
    at = at or now()
    report_keys = _keys(connection, schema.reports, len(records))
    reading_keys = _keys(connection, schema.readings, len(records))
    reports, copies, readings = [], [], []
    told: list[_Told] = []
    for record, report_key, reading_key in zip(records, report_keys, reading_keys, strict=True):
        report = record.report
        reports.append(
            {
                "key": report_key,
                "id": rows.report_id(report),
                "sha256": report.sha256,
                "title": report.title,
                "publisher": report.publisher,
                "url": report.url,
                "published": report.published,
                "language": report.language,
                "text": report.text,
                "recorded_at": at,
            }
        )
        copies.append(_copy_row(report, report_key, "first", 1.0, at))
        readings.append({"key": reading_key} | _reading_row(record, report_key, __version__, at))
        told.append((record, {"report_key": report_key, "reading_key": reading_key, "recorded_at": at}))
    insert_many(connection, schema.reports, reports)
    insert_many(connection, schema.copies, copies)
    insert_many(connection, schema.readings, readings)
    _Rows(connection, told, book, {}, {}).add()
    return report_keys


def add_reading(connection: Connection, record: Record, report_key: int, reader: str, at: datetime) -> int:
    """Keep a record as a reading of its report, which takes the place of the last one; gives its key."""
    table = schema.readings
    connection.execute(
        update(table)
        .where(table.c.report_key == report_key, table.c.replaced_at.is_(None))
        .values(replaced_at=at)
    )
    key: int = connection.execute(
        insert(table).returning(table.c.key), _reading_row(record, report_key, reader, at)
    ).scalar_one()
    return key


def _reading_row(record: Record, report_key: int, reader: str, at: datetime) -> Row:
    return {
        "report_key": report_key,
        "reader": reader,
        "record": zlib.compress(record.to_json().encode(), _COMPRESSION),
        "recorded_at": at,
    }


def add_rows(
    connection: Connection,
    record: Record,
    book: Codebook,
    common: Row,
    revisions: Mapping[str, int] | None = None,
) -> None:
    """Write the rows of a known report's events, claims, figures, contacts and positions.

    `common` is what all of them have: keys of report and reading, and the moment. `revisions` numbers, by id, those
    that are not the first.
    """
    report = rows.report_id(record.report)
    named = {rows.record_id(report, event.id) for event in record.events}
    named |= {rows.record_id(report, contact.event) for contact in record.contacts}
    incidents = incidents_of(connection, sorted(named))
    _Rows(connection, [(record, common)], book, revisions or {}, incidents).add()


def incidents_of(connection: Connection, events: Sequence[str]) -> dict[str, int]:
    """The keys of the incidents that events belong to, by the events' ids."""
    table = schema.incident_events
    found: dict[str, int] = {}
    for some in in_parts(events):
        asked = select(table.c.event_id, table.c.incident_key).where(table.c.event_id.in_(some))
        found.update((event, key) for event, key in connection.execute(asked))
    return found


def end_record(connection: Connection, table: Table, record_id: str, at: datetime) -> None:
    """Let the row of a record that stands be replaced at this moment, wherever that is noted."""
    standing = select(table.c.key).where(table.c.id == record_id, table.c.replaced_at.is_(None))
    key = connection.execute(standing).scalar()
    connection.execute(update(table).where(table.c.key == key).values(replaced_at=at))
    for of, pairs, column in (
        (schema.events, schema.event_pairs, schema.event_pairs.c.event_key),
        (schema.contacts, schema.contact_pairs, schema.contact_pairs.c.contact_key),
    ):
        if table is of:
            connection.execute(update(pairs).where(column == key).values(replaced_at=at))


def add_copy(
    connection: Connection,
    report: Report,
    report_key: int,
    kind: Literal["first", "same", "near"],
    likeness: float,
    at: datetime | None = None,
) -> None:
    """Note that a report came from here too. Does nothing when the very copy is known."""
    known = select(schema.copies.c.key).where(schema.copies.c.id == copy_id(report))
    if connection.execute(known).first() is not None:
        return
    connection.execute(insert(schema.copies), _copy_row(report, report_key, kind, likeness, at or now()))


def _copy_row(report: Report, report_key: int, kind: str, likeness: float, at: datetime) -> Row:
    return {
        "id": copy_id(report),
        "report_key": report_key,
        "kind": kind,
        "likeness": likeness,
        "source": report.source,
        "given_id": report.id or None,
        "title": report.title,
        "publisher": report.publisher,
        "url": report.url,
        "published": report.published,
        "sha256": report.sha256,
        "text": report.text if kind == "near" else None,
        "recorded_at": at,
    }


_Told = tuple[Record, Row]
"""A record, and what all its rows have: keys of report and reading, and the moment."""


class _Rows:
    """Writes the rows of records, one statement a table however many they are; see `add_rows`."""

    def __init__(
        self,
        connection: Connection,
        told: Sequence[_Told],
        book: Codebook,
        revisions: Mapping[str, int],
        incidents: Mapping[str, int],
    ) -> None:
        self._connection = connection
        self._told = told
        self._book = book
        self._revisions = revisions
        self._incidents = incidents
        self._actors = self._actor_keys()

    def add(self) -> None:
        self._events()
        self._claims()
        self._insert(
            schema.figures,
            [
                self._row(common, rows.figure_row(figure, record))
                for record, common in self._told
                for figure in record.figures
            ],
        )
        self._contacts()
        self._insert(
            schema.positions,
            [
                self._row(common, row) | {"actor_key": self._key(position.actor)}
                for record, common in self._told
                for position, row in rows.position_rows(record)
            ],
        )

    def _events(self) -> None:
        told = [
            (event, self._row(common, rows.event_row(event, record, self._book)))
            for record, common in self._told
            for event in record.events
        ]
        self._insert_keyed(schema.events, [row for _, row in told])
        actors, pairs, parties = [], [], []
        for event, row in told:
            key = row["key"]
            for side, of_side in (("source", event.sources), ("target", event.targets)):
                actors += [
                    {"event_key": key, "side": side, "place": place, "actor_key": self._key(actor)}
                    | rows.mention(actor)
                    for place, actor in enumerate(of_side)
                ]
            pairs += pair_rows(row, rows.event_pairs(event), self._incidents.get(row["id"]))
            parties += [
                {"event_key": key, "side": side, "party": party, "day": row["day"]}
                for side, party in rows.event_parties(event)
            ]
        self._insert(schema.event_actors, actors)
        self._insert(schema.event_parties, parties)
        self._insert(schema.event_pairs, pairs)

    def _claims(self) -> None:
        told = [
            (
                claim,
                record,
                self._row(common, rows.claim_row(claim, record))
                | {"speaker_key": self._key(claim.speaker) if claim.speaker else None},
            )
            for record, common in self._told
            for claim in record.claims
        ]
        self._insert_keyed(schema.claims, [row for _, _, row in told])
        links, disputers = [], []
        for claim, record, row in told:
            key = row["key"]
            links += [{"claim_key": key} | link for link in rows.claim_links(claim, record)]
            disputers += [
                {"claim_key": key, "place": place, "actor_key": self._key(actor)}
                | rows.mention(actor)
                | rows.cue_of(claim, place)
                for place, actor in enumerate(claim.disputed_by)
            ]
        self._insert(schema.claim_links, links)
        self._insert(schema.claim_disputers, disputers)

    def _contacts(self) -> None:
        told = [
            (contact, self._row(common, rows.contact_row(contact, record)))
            for record, common in self._told
            for contact in record.contacts
        ]
        self._insert_keyed(schema.contacts, [row for _, row in told])
        parties, pairs = [], []
        for contact, row in told:
            parties += [
                {"contact_key": row["key"], "party": party, "day": row["day"]}
                for party in dict.fromkeys(contact.parties)
            ]
            pairs += contact_pair_rows(row, contact.parties, self._incidents.get(row["event_id"]))
        self._insert(schema.contact_parties, parties)
        self._insert(schema.contact_pairs, pairs)

    def _actor_keys(self) -> dict[str, int]:
        named: dict[str, Any] = {}
        for record, _ in self._told:
            named |= rows.actors_of(record)
        keys = self._known(list(named))
        new = [rows.actor_row(actor) for name, actor in named.items() if name not in keys]
        self._insert_keyed(schema.actors, new)
        keys.update((row["id"], row["key"]) for row in new)
        return keys

    def _known(self, ids: Sequence[str]) -> dict[str, int]:
        keys: dict[str, int] = {}
        table = schema.actors
        for some in in_parts(ids):
            asked = select(table.c.id, table.c.key).where(table.c.id.in_(some))
            keys.update((name, key) for name, key in self._connection.execute(asked))
        return keys

    def _key(self, actor: Any) -> int:
        return self._actors[rows.actor_id(actor)]

    def _row(self, common: Row, own: Row) -> Row:
        return common | own | {"revision": self._revisions.get(own["id"], 1)}

    def _insert(self, table: Table, told: Sequence[Row]) -> None:
        insert_many(self._connection, table, told)

    def _insert_keyed(self, table: Table, told: Sequence[Row]) -> None:
        """Give each row its key, and insert them."""
        for row, key in zip(told, _keys(self._connection, table, len(told)), strict=True):
            row["key"] = key
        self._insert(table, told)


def pair_rows(event: Row, pairs: Iterable[tuple[str, str]], incident: int | None) -> list[Row]:
    """The rows of table event_pairs for the row of an event that stands."""
    known = {name: event[name] for name in ("day", "quad", "score", "status", "report_key")}
    known |= {"event_key": event["key"], "incident_key": incident, "replaced_at": None}
    return [{"source": source, "target": target} | known for source, target in pairs]


def contact_pair_rows(contact: Row, parties: Iterable[str], incident: int | None) -> list[Row]:
    """The rows of table contact_pairs for the row of a contact that stands."""
    named = set(parties)
    known = {name: contact[name] for name in ("event_id", "day", "status")}
    known |= {"contact_key": contact["key"], "contact_id": contact["id"], "parties": len(named)}
    known |= {"incident_key": incident, "replaced_at": None}
    return [{"a": a, "b": b} | known for a, b in rows.contact_pairs(named)]


def _keys(connection: Connection, table: Table, number: int) -> list[int]:
    """Keys for so many new rows, in ascending order. The writer is alone, so that nobody else takes them."""
    if not number:
        return []
    if connection.dialect.name == "sqlite":
        last = connection.execute(select(func.coalesce(func.max(table.c.key), 0))).scalar_one()
        return list(range(last + 1, last + 1 + number))
    sequence = func.pg_get_serial_sequence(table.name, "key")
    asked = select(func.nextval(cast(sequence, REGCLASS))).select_from(func.generate_series(1, number))
    return sorted(connection.execute(asked).scalars())


def insert_many(connection: Connection, table: Table, told: Sequence[Row]) -> None:
    """Insert rows, of which there may be none."""
    if not told:
        return
    wanted = insert(table)
    if connection.dialect.name != "sqlite":
        # PostgreSQL's driver sends rows one by one; asked for something back, SQLAlchemy sends them together.
        connection.execute(wanted.returning(*table.primary_key.columns), told).close()
    else:
        connection.execute(wanted, told)
