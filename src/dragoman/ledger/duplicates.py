"""Is this text in the ledger already, or nearly the same text? Wire copies are one report with several copies."""

from __future__ import annotations

from typing import Literal, NamedTuple

from sqlalchemy import Connection, select

from dragoman.ledger import schema
from dragoman.records import Report


class Duplicate(NamedTuple):
    """The report that a text is a copy of, and how alike the two are (0 to 1)."""

    report_key: int
    kind: Literal["same", "near"]
    likeness: float


class Duplicates:
    """Looks texts up in the ledger that `connection` sees."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, report: Report) -> Duplicate | None:
        """The report that this one is a copy of."""
        known = select(schema.reports.c.key).where(schema.reports.c.sha256 == report.sha256)
        key = self._connection.execute(known).scalar()
        return Duplicate(key, "same", 1.0) if key is not None else None

    def note(self, report: Report, report_key: int) -> None:
        """Remember a report's signature, so that near copies of it are known."""
