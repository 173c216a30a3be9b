"""How does a record come into the ledger? All its rows, in the caller's transaction."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Table, insert, select, update

from dragoman._version import __version__
from dragoman.codebook import Codebook
from dragoman.ledger import rows, schema
from dragoman.ledger.rows import Row
from dragoman.records import Record, Report

_COMPRESSION = 6
_COPY_ID = 16
_AT_ONCE = 500
"""Values that one question names: SQLite takes 32,766, PostgreSQL's driver 32,767."""


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
    at = at or now()
    report = record.report
    report_key = _one(
        connection,
        schema.reports,
        {
            "id": rows.report_id(report),
            "sha256": report.sha256,
            "title": report.title,
            "publisher": report.publisher,
            "url": report.url,
            "published": report.published,
            "language": report.language,
            "text": report.text,
            "recorded_at": at,
        },
    )
    add_copy(connection, report, report_key, "first", 1.0, at)
    reading_key = add_reading(connection, record, report_key, __version__, at)
    common = {"report_key": report_key, "reading_key": reading_key, "recorded_at": at}
    add_rows(connection, record, book, common)
    return report_key


def add_reading(connection: Connection, record: Record, report_key: int, reader: str, at: datetime) -> int:
    """Keep a record as a reading of its report, which takes the place of the last one; gives its key."""
    table = schema.readings
    connection.execute(
        update(table)
        .where(table.c.report_key == report_key, table.c.replaced_at.is_(None))
        .values(replaced_at=at)
    )
    return _one(
        connection,
        table,
        {
            "report_key": report_key,
            "reader": reader,
            "record": zlib.compress(record.to_json().encode(), _COMPRESSION),
            "recorded_at": at,
        },
    )


def add_rows(
    connection: Connection,
    record: Record,
    book: Codebook,
    common: Row,
    revisions: Mapping[str, int] | None = None,
) -> None:
    """Write the rows of a record's events, claims, figures, contacts and positions.

    `common` is what all of them have: keys of report and reading, and the moment. `revisions` numbers, by id, those
    that are not the first.
    """
    _Rows(connection, record, book, common, revisions or {}).add()


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
    connection.execute(
        insert(schema.copies),
        {
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
            "recorded_at": at or now(),
        },
    )


class _Rows:
    """Writes the rows of one record; see `add_rows`."""

    def __init__(
        self,
        connection: Connection,
        record: Record,
        book: Codebook,
        common: Row,
        revisions: Mapping[str, int],
    ) -> None:
        self._connection = connection
        self._record = record
        self._book = book
        self._common = common
        self._revisions = revisions
        self._actors = self._actor_keys()

    def add(self) -> None:
        self._events()
        self._claims()
        self._insert(
            schema.figures, [self._row(rows.figure_row(f, self._record)) for f in self._record.figures]
        )
        self._contacts()
        self._insert(
            schema.positions,
            [
                self._row(row) | {"actor_key": self._key(position.actor)}
                for position, row in rows.position_rows(self._record)
            ],
        )

    def _events(self) -> None:
        events = self._record.events
        told = [self._row(rows.event_row(event, self._record, self._book)) for event in events]
        keys = self._insert_keyed(schema.events, told)
        actors, pairs, parties = [], [], []
        for event, row, key in zip(events, told, keys, strict=True):
            for side, of_side in (("source", event.sources), ("target", event.targets)):
                actors += [
                    {"event_key": key, "side": side, "place": place, "actor_key": self._key(actor)}
                    | rows.mention(actor)
                    for place, actor in enumerate(of_side)
                ]
            known = {name: row[name] for name in ("day", "quad", "score", "status")}
            pairs += [
                {"event_key": key, "source": source, "target": target} | known
                for source, target in rows.event_pairs(event)
            ]
            parties += [
                {"event_key": key, "side": side, "party": party, "day": row["day"]}
                for side, party in rows.event_parties(event)
            ]
        self._insert(schema.event_actors, actors)
        self._insert(schema.event_parties, parties)
        self._insert(schema.event_pairs, pairs)

    def _claims(self) -> None:
        claims = self._record.claims
        told = [
            self._row(rows.claim_row(claim, self._record))
            | {"speaker_key": self._key(claim.speaker) if claim.speaker else None}
            for claim in claims
        ]
        keys = self._insert_keyed(schema.claims, told)
        links, disputers = [], []
        for claim, key in zip(claims, keys, strict=True):
            links += [{"claim_key": key} | row for row in rows.claim_links(claim, self._record)]
            disputers += [
                {"claim_key": key, "place": place, "actor_key": self._key(actor)}
                | rows.mention(actor)
                | rows.cue_of(claim, place)
                for place, actor in enumerate(claim.disputed_by)
            ]
        self._insert(schema.claim_links, links)
        self._insert(schema.claim_disputers, disputers)

    def _contacts(self) -> None:
        contacts = self._record.contacts
        told = [self._row(rows.contact_row(contact, self._record)) for contact in contacts]
        keys = self._insert_keyed(schema.contacts, told)
        self._insert(
            schema.contact_parties,
            [
                {"contact_key": key, "party": party, "day": row["day"]}
                for contact, row, key in zip(contacts, told, keys, strict=True)
                for party in dict.fromkeys(contact.parties)
            ],
        )

    def _actor_keys(self) -> dict[str, int]:
        named = rows.actors_of(self._record)
        keys = self._known(list(named))
        new = [rows.actor_row(actor) for name, actor in named.items() if name not in keys]
        for row, key in zip(new, self._insert_keyed(schema.actors, new), strict=True):
            keys[row["id"]] = key
        return keys

    def _known(self, ids: Sequence[str]) -> dict[str, int]:
        keys: dict[str, int] = {}
        table = schema.actors
        for start in range(0, len(ids), _AT_ONCE):
            asked = select(table.c.id, table.c.key).where(table.c.id.in_(ids[start : start + _AT_ONCE]))
            keys.update((name, key) for name, key in self._connection.execute(asked))
        return keys

    def _key(self, actor: Any) -> int:
        return self._actors[rows.actor_id(actor)]

    def _row(self, own: Row) -> Row:
        return self._common | own | {"revision": self._revisions.get(own["id"], 1)}

    def _insert(self, table: Table, told: Sequence[Row]) -> None:
        insert_many(self._connection, table, told)

    def _insert_keyed(self, table: Table, told: Sequence[Row]) -> list[int]:
        """Insert, and give the keys of the rows in their order."""
        if not told:
            return []
        wanted = insert(table).returning(table.c.key, sort_by_parameter_order=True)
        return list(self._connection.execute(wanted, told).scalars())


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


def _one(connection: Connection, table: Table, row: Row) -> int:
    key: int = connection.execute(insert(table).returning(table.c.key), row).scalar_one()
    return key
