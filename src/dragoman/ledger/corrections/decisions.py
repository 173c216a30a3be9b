"""How is a record accepted, changed, rejected or brought back? By a new row and a note, in the caller's transaction.

`by` and `reason` are kept with each decision. A rejected record stands no more, but stays, with all its revisions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date as Date
from datetime import datetime
from itertools import product
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, delete, insert, select, update

from dragoman.codebook import Codebook
from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.answers import Answer
from dragoman.ledger.corrections.fields import Checked, Checker
from dragoman.ledger.corrections.kinds import kind_of, no_record
from dragoman.ledger.corrections.revision import Decision, Revision
from dragoman.ledger.writing import (
    contact_pair_rows,
    end_record,
    incidents_of,
    insert_many,
    now,
    pair_rows,
)

Row = dict[str, Any]

_BELONGING: Mapping[str, tuple[tuple[Table, str], ...]] = {
    "event": ((schema.event_actors, "event_key"),),
    "claim": ((schema.claim_links, "claim_key"), (schema.claim_disputers, "claim_key")),
    "contact": ((schema.contact_parties, "contact_key"),),
}
"""Rows of other tables that belong to a record, and the column that names it there."""


class _Standing(NamedTuple):
    kind: str
    table: Table
    row: Row
    stands: bool


def accept(connection: Connection, record_id: str, *, by: str, reason: str | None = None) -> Revision:
    """Note that the record as it stands is right. Raises LedgerError when there is none, or it was rejected."""
    found = _standing(connection, record_id)
    return _note(connection, found, found.row["revision"], "accept", by, reason, {})


def reject(connection: Connection, record_id: str, *, by: str, reason: str | None = None) -> Revision:
    """Let the record stand no more. Raises LedgerError when there is none, or it was rejected before."""
    found = _standing(connection, record_id)
    at = now()
    end_record(connection, found.table, record_id, at)
    return _note(connection, found, found.row["revision"], "reject", by, reason, {}, at)


def restore(connection: Connection, record_id: str, *, by: str, reason: str | None = None) -> Revision:
    """Let a rejected record stand again. Raises LedgerError when there is none, or it stands."""
    found = _latest(connection, record_id)
    if found.stands:
        raise LedgerError(f"{record_id} stands", next_step="Only a rejected record can be brought back.")
    at = now()
    revision = _replace(connection, found, {}, at)
    return _note(connection, found, revision, "restore", by, reason, {}, at)


def change(
    connection: Connection,
    record_id: str,
    changes: Mapping[str, Any],
    book: Codebook,
    *,
    by: str,
    reason: str | None = None,
) -> Revision:
    """Change fields of the record (see `FIELDS`). Raises LedgerError for a bad field or value, having done nothing."""
    found = _standing(connection, record_id)
    if not changes:
        raise LedgerError("nothing is to be changed", next_step="Name a field and its new value.")
    checked = Checker(connection, book, found.kind, found.row).check(changes)
    told = _told(connection, found, checked)
    if not told:
        raise LedgerError(
            f"{record_id} is so already", next_step="`accept` says that it is right as it stands."
        )
    at = now()
    revision = _replace(connection, found, checked.columns, at, checked)
    return _note(connection, found, revision, "change", by, reason, told, at)


def history(connection: Connection, record_id: str) -> Answer[Revision]:
    """All decisions about a record, the earliest first. Raises LedgerError when there is no such record."""
    _latest(connection, record_id)
    table = schema.revisions
    asked = select(table).where(table.c.record_id == record_id).order_by(table.c.key)
    return Answer(
        Revision,
        [
            Revision(
                record_id=row.record_id,
                kind=row.kind,
                revision=row.revision,
                decision=row.decision,
                by=row.by,
                reason=row.reason,
                changes=json.loads(row.changes),
                at=row.recorded_at,
            )
            for row in connection.execute(asked)
        ],
    )


def _latest(connection: Connection, record_id: str) -> _Standing:
    kind, table = kind_of(record_id)
    asked = select(table).where(table.c.id == record_id).order_by(table.c.revision.desc()).limit(1)
    row = connection.execute(asked).mappings().first()
    if row is None:
        raise no_record(record_id)
    return _Standing(kind, table, dict(row), row["replaced_at"] is None)


def _standing(connection: Connection, record_id: str) -> _Standing:
    found = _latest(connection, record_id)
    if not found.stands:
        raise LedgerError(f"{record_id} was rejected", next_step="Restore it first.")
    return found


def _replace(
    connection: Connection, found: _Standing, columns: Row, at: datetime, checked: Checked | None = None
) -> int:
    """Write the next revision, with all that belongs to it; gives its number."""
    if found.stands:
        end_record(connection, found.table, found.row["id"], at)
    row = {name: value for name, value in found.row.items() if name != "key"}
    row |= columns | {"revision": found.row["revision"] + 1, "recorded_at": at, "replaced_at": None}
    sides = checked.sides if checked else {}
    for side, name in (("speaker", "speaker_key"), ("actor", "actor_key")):
        if side in sides:
            row[name] = next(iter(_actor_keys(connection, sides[side])), None)
    key: int = connection.execute(insert(found.table).returning(found.table.c.key), row).scalar_one()
    for table, column in _BELONGING.get(found.kind, ()):
        rows = connection.execute(select(table).where(table.c[column] == found.row["key"])).mappings()
        copies = [dict(one) | {column: key} for one in rows]
        if copies:
            connection.execute(insert(table), copies)
    row["key"] = key
    if found.kind == "event":
        _set_sides(connection, row, sides)
    elif found.kind == "contact":
        _set_parties(connection, row, sides)
    return int(row["revision"])


def _set_sides(connection: Connection, row: Row, sides: Mapping[str, list[str]]) -> None:
    """Write the sources and targets anew where they were changed, and the pairs that follow from them."""
    key, actors = row["key"], schema.event_actors
    for name in ("sources", "targets"):
        if name in sides:
            side = name.removesuffix("s")
            connection.execute(delete(actors).where(actors.c.event_key == key, actors.c.side == side))
            told = [
                {"event_key": key, "side": side, "place": place, "actor_key": actor}
                for place, actor in enumerate(_actor_keys(connection, sides[name]))
            ]
            if told:
                connection.execute(insert(actors), told)
    named = schema.actors
    asked = (
        select(actors.c.side, named.c.country, named.c.organisation, named.c.id)
        .join(named, named.c.key == actors.c.actor_key)
        .where(actors.c.event_key == key)
        .order_by(actors.c.side, actors.c.place)
    )
    parties: dict[str, dict[str, None]] = {"source": {}, "target": {}}
    for side, country, organisation, actor in connection.execute(asked):
        parties[side][country or organisation or actor] = None
    by_party = [
        {"event_key": key, "side": side, "party": party, "day": row["day"]}
        for side, names in parties.items()
        for party in names
    ]
    insert_many(connection, schema.event_parties, by_party)
    incident = incidents_of(connection, [row["id"]]).get(row["id"])
    pairs = product(parties["source"], parties["target"])
    insert_many(connection, schema.event_pairs, pair_rows(row, pairs, incident))


def _set_parties(connection: Connection, row: Row, sides: Mapping[str, list[str]]) -> None:
    key, table = row["key"], schema.contact_parties
    if "parties" in sides:
        connection.execute(delete(table).where(table.c.contact_key == key))
        told = [{"contact_key": key, "party": party, "day": row["day"]} for party in sides["parties"]]
        insert_many(connection, table, told)
    else:
        connection.execute(update(table).where(table.c.contact_key == key).values(day=row["day"]))
    parties = connection.execute(select(table.c.party).where(table.c.contact_key == key)).scalars()
    incident = incidents_of(connection, [row["event_id"]]).get(row["event_id"])
    insert_many(connection, schema.contact_pairs, contact_pair_rows(row, parties, incident))


def _actor_keys(connection: Connection, ids: list[str]) -> list[int]:
    """The keys of actors named by id; a state or organisation that no report has named yet is added."""
    from dragoman.ledger.questions.asking import party_name

    table = schema.actors
    keys = []
    for name in ids:
        key = connection.execute(select(table.c.key).where(table.c.id == name)).scalar()
        if key is None:
            state = len(name) == 3 and name.isupper() and party_name(connection, name) != name
            row = {
                "id": name,
                "name": party_name(connection, name),
                "kind": "state" if state else "organisation",
                "country": name if state else None,
                "organisation": None if state else name,
            }
            key = connection.execute(insert(table).returning(table.c.key), row).scalar_one()
        keys.append(key)
    return keys


def _told(connection: Connection, found: _Standing, checked: Checked) -> dict[str, list[Any]]:
    """What changes, column by column: before and after, as JSON has it."""
    told = {
        name: [_plain(found.row[name]), _plain(value)]
        for name, value in checked.columns.items()
        if found.row[name] != value
    }
    for name, after in checked.sides.items():
        before = _named(connection, found, name)
        if before != after:
            told[name] = [before, after]
    return told


def _named(connection: Connection, found: _Standing, name: str) -> list[str]:
    """Whom the record names on a side now, by their ids."""
    actors, key = schema.actors, found.row["key"]
    if name == "parties":
        table = schema.contact_parties
        return sorted(connection.execute(select(table.c.party).where(table.c.contact_key == key)).scalars())
    if name in ("speaker", "actor"):
        column = f"{name}_key"
        asked = select(actors.c.id).where(actors.c.key == found.row[column])
    else:
        sides = schema.event_actors
        asked = (
            select(actors.c.id)
            .join(sides, sides.c.actor_key == actors.c.key)
            .where(sides.c.event_key == key, sides.c.side == name.removesuffix("s"))
            .order_by(sides.c.place)
        )
    return list(connection.execute(asked).scalars())


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, Date) else value


def _note(
    connection: Connection,
    found: _Standing,
    revision: int,
    decision: Decision,
    by: str,
    reason: str | None,
    changes: dict[str, list[Any]],
    at: datetime | None = None,
) -> Revision:
    name = " ".join(by.split())
    if not name:
        raise LedgerError("nobody is named who decides", next_step="Give a name.")
    made = Revision(
        record_id=found.row["id"],
        kind=found.kind,
        revision=revision,
        decision=decision,
        by=name,
        reason=reason,
        changes=changes,
        at=at or now(),
    )
    connection.execute(
        insert(schema.revisions),
        {
            "record_id": made.record_id,
            "kind": made.kind,
            "revision": made.revision,
            "decision": made.decision,
            "by": made.by,
            "reason": made.reason,
            "changes": json.dumps(changes, ensure_ascii=False),
            "recorded_at": made.at,
        },
    )
    return made
