"""Take in the events that others coded: POLECAT, ICEWS and GDELT files, each event as one of that source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, insert, select

from dragoman.exchange import gdelt_in, icews_in, polecat_in
from dragoman.exchange.incoming import Row, Unread, lines
from dragoman.ledger import schema
from dragoman.ledger.portions import in_parts
from dragoman.ledger.store import Store
from dragoman.ledger.writing import now

CHUNK = 5_000
"""Events that come in together, in one transaction."""


SOURCES: Mapping[str, Callable[[Iterator[tuple[int, list[str]]], str], Iterator[Row | Unread]]] = {
    "polecat": polecat_in.rows,
    "icews": icews_in.rows,
    "gdelt": gdelt_in.rows,
}
"""What reads the rows of each source."""


class Imported(Struct):
    """What became of a file.

    `new` events came in, `known` were in the ledger before, `doubled` have an id that an earlier line of the file has,
    and are not kept twice. `untyped` of the new ones have no PLOVER type (CAMEO's statements). `unread` lines could not
    be read.
    """

    new: int = 0
    known: int = 0
    doubled: int = 0
    untyped: int = 0
    unread: int = 0


def import_events(
    store: Store, source: str, path: Path, tell: Callable[[Unread], None] = lambda _: None
) -> Imported:
    """Take in the file at `path`, whose rows are those of `source` (polecat, icews or gdelt).

    Lines that can't be read are given to `tell`, the rest comes in; the same file again changes nothing. A file may
    be packed (.gz, or .zip with one file in it). Raises NotFound, BrokenFile for what is no such file at all, and
    LedgerError when the ledger can't be written.
    """
    result = Imported()
    at = now()

    def readable() -> Iterator[Row]:
        for one in SOURCES[source](lines(path), path.name):
            if isinstance(one, Unread):
                result.unread += 1
                tell(one)
            else:
                yield one | {"source": source, "file": path.name, "recorded_at": at}

    found = readable()
    while chunk := list(islice(found, CHUNK)):
        with store.writing() as connection:
            new = _new(connection, source, chunk, at, result)
            if new:
                connection.execute(insert(schema.imported_events), new)
        result.new += len(new)
        result.untyped += sum(row["type"] is None for row in new)
    return result


def _new(
    connection: Connection, source: str, chunk: Iterable[Row], at: datetime, result: Imported
) -> list[dict[str, Any]]:
    """The rows whose ids are not in the ledger yet, each id once."""
    rows: dict[str, Row] = {}
    for row in chunk:
        if row["id"] in rows:
            result.doubled += 1
        else:
            rows[row["id"]] = row
    table = schema.imported_events.c
    # Rows are taken out on the way, so their ids are listed first.
    for some in in_parts(list(rows)):
        asked = select(table.id, table.recorded_at).where(table.source == source, table.id.in_(some))
        for name, recorded in connection.execute(asked):
            del rows[name]
            # What this very import wrote has an id that came up before in the file.
            if recorded == at:
                result.doubled += 1
            else:
                result.known += 1
    return list(rows.values())
