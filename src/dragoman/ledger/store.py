"""Where a ledger is kept: one SQLite file, or a PostgreSQL database by URL; opened, migrated, read and written.

SQLite runs in WAL mode: reading goes on while a writer writes. Of writers there is one at a time, on either engine.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError
from sqlalchemy.pool import StaticPool

from dragoman.errors import LedgerError
from dragoman.ledger import migrate

DEFAULT = "dragoman.db"
"""The ledger of a command that names none: a file in the current folder."""

_WAIT = 60_000
"""Milliseconds that a writer waits for another to finish its report."""

_CACHE = 64 * 1024
"""KiB of pages that SQLite keeps in memory for each connection."""

_ONE_WRITER = 0x6472_6167
"""The name of PostgreSQL's advisory lock that writers hold ("drag")."""

_WRITES = "dragoman_writes"


class Store:
    """An open ledger. `place` is a path or a URL (postgresql://user@host/database).

    With `make` a ledger that is not there is made; without it, it is taken for an empty one, and no file appears
    (`missing` tells). Raises LedgerError when it can't be opened, is no ledger, or was made by a newer dragoman.
    """

    def __init__(self, place: str | PathLike[str] = DEFAULT, *, make: bool = True) -> None:
        self.place = fspath(place)
        self.missing = False
        self.engine = self._opened(make)
        try:
            with self.reading() as connection:
                newest = migrate.is_newest(connection)
            if not newest:
                with self.writing() as connection:
                    migrate.to_newest(connection)
        except DatabaseError as error:
            self.engine.dispose()
            raise LedgerError(_reason(error), where=self.shown) from error

    @property
    def shown(self) -> str:
        """The place without a password."""
        return str(make_url(self.place)) if "://" in self.place else self.place

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a SQLite file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees the ledger as it stands now, however long it is used."""
        with self.engine.connect() as connection, connection.begin():
            if not self.is_sqlite:
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The writer's connection: all that is done with it is kept when the block ends, or nothing of it."""
        with self.engine.connect() as connection:
            connection = connection.execution_options(**{_WRITES: True})
            with connection.begin():
                if not self.is_sqlite:
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_WRITER})"))
                yield connection

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _opened(self, make: bool) -> Engine:
        if "://" not in self.place:
            return self._sqlite(Path(self.place), make)
        try:
            url = make_url(self.place)
            if url.get_backend_name() in ("postgresql", "postgres"):
                return create_engine(url.set(drivername="postgresql+pg8000"), pool_pre_ping=True)
            if url.get_backend_name() == "sqlite" and url.database:
                return self._sqlite(Path(url.database), make)
        except (ArgumentError, NoSuchModuleError) as error:
            raise LedgerError(f"this is no URL of a ledger: {error}", where=self.place) from error
        raise LedgerError(
            "a ledger is a file or a PostgreSQL database",
            where=self.shown,
            next_step="Give a path, or postgresql://user@host/database.",
        )

    def _sqlite(self, path: Path, make: bool) -> Engine:
        if path.is_dir() or not path.absolute().parent.is_dir():
            what = "this is a folder" if path.is_dir() else "there is no such folder"
            raise LedgerError(what, where=self.place)
        self.missing = not make and not path.exists()
        if self.missing:
            engine = create_engine(
                "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
            )
        else:
            engine = create_engine(URL.create("sqlite", database=str(path)))
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine


def _prepare(connection: sqlite3.Connection, _: Any) -> None:
    # Transactions are begun by us (_begin), not by the driver at the first writing statement.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {_WAIT}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        f"cache_size = -{_CACHE}",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later could fail in between for another writer's sake.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _reason(error: DatabaseError) -> str:
    return f"it can't be opened: {' '.join(str(error.orig).split())}"
