"""What a ledger says, as lines of text, and their SHA-256: two ledgers of the same content have the same.

A line is one row: its table and a JSON object of its columns. Numbers of rows and moments are left out, as they hang
on the order and time of writing; the number of another row gives way to the id of that row. Whether a record stands
or was replaced is kept, as true or false. Lines are sorted within their table.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date as Date
from typing import Any

from sqlalchemy import Connection, DateTime, Table, select

from dragoman.ledger.schema import metadata

_Names = Mapping[int, str]


def lines(connection: Connection) -> Iterator[str]:
    """The content, a line a row; the lines of one table are in memory at a time."""
    names: dict[str, _Names] = {}
    for table in metadata.sorted_tables:
        names[table.name] = _names(connection, table, names)
    for table in sorted(metadata.tables.values(), key=lambda table: table.name):
        told = (
            json.dumps(_told(table, row, names), ensure_ascii=False, sort_keys=True)
            for row in connection.execute(select(table)).mappings()
        )
        yield from (f"{table.name} {line}" for line in sorted(told))


def digest(connection: Connection) -> str:
    """SHA-256 of the lines, 64 hex digits."""
    found = hashlib.sha256()
    for line in lines(connection):
        found.update(line.encode() + b"\n")
    return found.hexdigest()


def _names(connection: Connection, table: Table, names: Mapping[str, _Names]) -> _Names:
    """What to call the rows of a table: their ids, with the revision where there are several, or whose they are."""
    if "key" not in table.c or not any(_refers(other, table) for other in metadata.tables.values()):
        return {}
    # The rows of a table without ids are numbered within what they belong to.
    so_far: dict[str, int] = {}
    found: dict[int, str] = {}
    for row in connection.execute(select(table).order_by(table.c.key)).mappings():
        name = "/".join(str(row[column]) for column in ("id", "revision") if column in row)
        if not name:
            told = _told(table, row, names)
            owners = [told[column.name] for column in table.columns if column.foreign_keys]
            name = "/".join(map(str, owners))
            so_far[name] = so_far.get(name, 0) + 1
            name = f"{name}/{so_far[name]}"
        found[row["key"]] = name
    return found


def _refers(one: Table, other: Table) -> bool:
    return any(key.column.table is other for key in one.foreign_keys)


def _told(table: Table, row: Mapping[Any, Any], names: Mapping[str, _Names]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for column in table.columns:
        value = row[column.name]
        if column.foreign_keys:
            (key,) = column.foreign_keys
            told[column.name] = None if value is None else names[key.column.table.name][value]
        elif isinstance(column.type, DateTime):
            if column.name == "replaced_at":
                told["replaced"] = value is not None
        # A key that refers to nothing repeats what another table has.
        elif column.name != "key" and not column.name.endswith("_key"):
            told[column.name] = _plain(value)
    return told


def _plain(value: object) -> object:
    match value:
        case bytes():
            return hashlib.sha256(value).hexdigest()
        case Date():
            return value.isoformat()
    return value
