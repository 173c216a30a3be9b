"""Where a ledger is kept: one SQLite file, or a PostgreSQL database by URL; opened, migrated, read and written.

SQLite runs in WAL mode: reading goes on while a writer writes. Of writers there is one at a time, on either engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from dragoman.errors import LedgerError
from dragoman.ledger import migrate, places

DEFAULT = "dragoman.db"
"""The ledger of a command that names none: a file in the current folder."""

_WAIT = 60.0
"""Seconds that a writer waits for another to finish its report."""

_ONE_WRITER = 0x6472_6167
"""The name of PostgreSQL's advisory lock that writers hold ("drag")."""

_WRITES = "dragoman_writes"

_STEPS = {
    "SQLITE_NOTADB": "Give a ledger, or a path where there is no file yet.",
    "SQLITE_CORRUPT": "Restore it from a copy, or ingest its reports into a new ledger.",
    "SQLITE_FULL": "Make room on the disk; what was written before is kept.",
    "SQLITE_CANTOPEN": "See whether you may read the file, and write into its folder.",
    "SQLITE_READONLY": "See whether you may write to the file and into its folder.",
    "3D000": "Make it first: createdb, or CREATE DATABASE in psql.",
    "28P01": "Check the user and the password in the URL (or PGPASSWORD).",
    "28000": "Check the user in the URL, and whether the server lets it in.",
    "42501": "Ask the database's owner for the right to it.",
}
"""What to do next, by the engine's code."""

_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03")


class Store:
    """An open ledger. `place` is a path or a URL (postgresql://user@host/database).

    With `make` a ledger that is not there is made; without it, it is taken for an empty one, and nothing is written
    (`missing` tells). A file that can't be written to is opened for questions. A writer waits `wait` seconds for
    another. Raises LedgerError when it can't be opened, is no ledger, or was made by a newer dragoman.
    """

    def __init__(
        self, place: str | PathLike[str] = DEFAULT, *, make: bool = True, wait: float = _WAIT
    ) -> None:
        self.place = fspath(place)
        self.missing = False
        self._wait = wait
        path = places.sqlite_path(self.place)
        if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
            what = "this is a folder" if path.is_dir() else "there is no such folder"
            raise LedgerError(what, where=self.shown)
        if path is not None and not path.exists() and not make:
            self._stand_in()
            return
        engine = places.postgresql(self.place) if path is None else places.sqlite(path, wait)
        self.engine = self._prepared(engine)
        try:
            self._begin_with(path, make)
        except BaseException:
            self.engine.dispose()
            raise

    @property
    def shown(self) -> str:
        """The place without a password."""
        return places.shown(self.place)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a SQLite file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees the ledger as it stands now, however long it is used; it can't write.

        Raises LedgerError when the ledger can't be read.
        """
        with self._told("read"), self._connection() as connection, connection.begin():
            if not self.is_sqlite:
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The writer's connection: all that is done with it is kept when the block ends, or nothing of it.

        Raises LedgerError when the ledger can't be written to, or another writer keeps it for too long.
        """
        with self._told("written to"), self._connection() as connection:
            connection = connection.execution_options(**{_WRITES: True})
            with connection.begin():
                if not self.is_sqlite:
                    connection.execute(text(f"SET LOCAL lock_timeout = {int(self._wait * 1000)}"))
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_WRITER})"))
                yield connection

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _begin_with(self, path: Path | None, make: bool) -> None:
        """Look what is there, and bring it to the newest shape."""
        with self.reading() as connection, self._named():
            number = migrate.version(connection)
        if number is None and not make:
            self.engine.dispose()
            self._stand_in()
            return
        if path is not None and not places.read_only(path):
            self._log_ahead()
        if number != migrate.NEWEST:
            with self.writing() as connection, self._named():
                migrate.to_newest(connection)

    def _stand_in(self) -> None:
        """Take an empty ledger in memory for the one that is not there."""
        self.missing = True
        self.engine = self._prepared(places.sqlite_in_memory())
        with self.writing() as connection:
            migrate.to_newest(connection)

    def _prepared(self, engine: Engine) -> Engine:
        if engine.dialect.name == "sqlite":
            event.listen(engine, "begin", _begin)
        else:
            event.listen(engine, "connect", _wait_for_answers)
        return engine

    def _log_ahead(self) -> None:
        """Turn on WAL mode, which the file keeps; a ledger that was copied by SQLite's own means may lack it."""
        with self._told("opened"):
            connection = self.engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute("PRAGMA journal_mode")
                if cursor.fetchone() != ("wal",):
                    cursor.execute("PRAGMA journal_mode = WAL")
                cursor.close()
            finally:
                connection.close()

    def _connection(self) -> Connection:
        try:
            return self.engine.connect()
        # Of what a failed encryption raises the driver makes no error of its own.
        except (DBAPIError, PoolTimeout, OSError) as error:
            raise self._trouble("opened", error) from error

    @contextmanager
    def _told(self, doing: str) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._trouble(doing, error) from error

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Say of which ledger an error speaks."""
        try:
            yield
        except LedgerError as error:
            raise LedgerError(error.what, where=self.shown, next_step=error.next_step) from error

    def _trouble(self, doing: str, error: DBAPIError | PoolTimeout | OSError) -> LedgerError:
        code = places.code(error)
        if code.startswith(_BUSY):
            return LedgerError(
                f"somebody else has it locked; waited {self._wait:g} seconds",
                where=self.shown,
                next_step="Try again when the other program has finished.",
            )
        if isinstance(error, PoolTimeout):
            return LedgerError("too many questions at once", where=self.shown, next_step="Try again.")
        step = next((step for start, step in _STEPS.items() if code.startswith(start)), None)
        if step is None and "://" in self.place and doing == "opened":
            step = "See whether the server runs, and whether the URL is right."
        return LedgerError(f"it can't be {doing}: {places.reason(error)}", where=self.shown, next_step=step)


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later could fail in between for another writer's sake.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _wait_for_answers(connection: Any, _: Any) -> None:
    # The driver has one time limit for letting us in and for every answer. The first must be short; an answer takes
    # its time, and so does waiting for another writer.
    connection._usock.settimeout(None)
