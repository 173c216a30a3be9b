"""A ledger as Python has it: records go in, questions come back as answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from os import PathLike
from types import TracebackType
from typing import Any

from dragoman import codebook
from dragoman._version import __version__
from dragoman.codebook import Codebook
from dragoman.ledger import corrections
from dragoman.ledger.answers import Answer
from dragoman.ledger.corrections import Reread, Revision
from dragoman.ledger.recording import record_report
from dragoman.ledger.store import DEFAULT, Store
from dragoman.records import Record


class Ledger:
    """Many reports, one record. `place` is a SQLite file, which is made where it is not there, or a PostgreSQL URL.

        with dragoman.Ledger("ledger.db") as ledger:
            ledger.add(reader.read_many(reports))
            ledger.contacts("FRA", "RUS").to_pandas()

    Raises LedgerError when it can't be opened.
    """

    def __init__(self, place: str | PathLike[str] = DEFAULT, *, make: bool = True) -> None:
        self.store = Store(place, make=make)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the ledger; it can't be asked any more."""
        self.store.close()

    @cached_property
    def _book(self) -> Codebook:
        return codebook.load()

    def add(self, records: Iterable[Record]) -> int:
        """Write records, each with all that belongs to it or not at all; gives how many reports were new.

        A report whose text is known, or nearly, becomes a copy of the known one, and its record is left out.
        """
        new = 0
        for record in records:
            with self.store.writing() as connection:
                new += record_report(connection, record, self._book) == "new"
        return new

    def accept(self, record_id: str, *, by: str, reason: str | None = None) -> Revision:
        """Note that a record is right as it stands. Raises LedgerError when there is none, or it was rejected."""
        with self.store.writing() as connection:
            return corrections.accept(connection, record_id, by=by, reason=reason)

    def change(
        self, record_id: str, changes: Mapping[str, Any], *, by: str, reason: str | None = None
    ) -> Revision:
        """Change fields of a record: `{"type": "COERCE", "sources": ["FRA"], "date": "2024-04"}`.

        `corrections.FIELDS` lists the fields of each kind of record. Raises LedgerError for a bad field or value.
        """
        with self.store.writing() as connection:
            return corrections.change(connection, record_id, changes, self._book, by=by, reason=reason)

    def reject(self, record_id: str, *, by: str, reason: str | None = None) -> Revision:
        """Let a record stand no more; it stays in the ledger, with its history."""
        with self.store.writing() as connection:
            return corrections.reject(connection, record_id, by=by, reason=reason)

    def restore(self, record_id: str, *, by: str, reason: str | None = None) -> Revision:
        """Let a rejected record stand again."""
        with self.store.writing() as connection:
            return corrections.restore(connection, record_id, by=by, reason=reason)

    def reread(self, record: Record, reader: str = __version__) -> Reread:
        """Let a new record of a known report take the place of its last reading; what people decided stands.

        `reader` names the reader. Raises LedgerError when the report is not in the ledger.
        """
        with self.store.writing() as connection:
            return corrections.reread(connection, record, self._book, reader)

    def history(self, record_id: str) -> Answer[Revision]:
        """Who decided what about a record, when and why, the earliest first; empty when nobody did."""
        with self.store.reading() as connection:
            return corrections.history(connection, record_id)
