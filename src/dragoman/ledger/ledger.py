"""A ledger as Python has it: records go in, questions come back as answers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from os import PathLike
from types import TracebackType

from dragoman import codebook
from dragoman.codebook import Codebook
from dragoman.ledger.duplicates import Duplicates
from dragoman.ledger.store import DEFAULT, Store
from dragoman.ledger.writing import add_copy, add_record
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
                found = Duplicates(connection).find(record.report)
                if found is not None:
                    add_copy(connection, record.report, found.report_key, found.kind, found.likeness)
                    continue
                key = add_record(connection, record, self._book)
                Duplicates(connection).note(record.report, key)
                new += 1
        return new
