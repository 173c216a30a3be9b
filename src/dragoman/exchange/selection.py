"""Which events are handed on? Those that the filters of `dragoman events` choose, as conditions on the ledger."""

from __future__ import annotations

from datetime import date as Date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from dragoman.ledger import schema
from dragoman.ledger.questions.asking import standing
from dragoman.ledger.questions.filters import Chosen, EventFilters


class Selection:
    """What an export takes: all that stands, or what the filters leave of it.

    `as_of` is the day at whose end it stood (None: now), `narrows` tells whether other filters are set. Raises
    LedgerError for a name that nobody is known by, or a code that there is not.
    """

    def __init__(self, connection: Connection, filters: EventFilters | None = None) -> None:
        self.as_of: Date | None = (filters or {}).get("as_of")
        set_ones = {name for name, value in (filters or {}).items() if value not in (None, (), [], "")}
        self.narrows = bool(set_ones - {"as_of"})
        self._chosen: Select[Any] | None = None
        if self.narrows:
            chosen = Chosen(connection, filters or {})
            self._chosen = select(chosen.events.c.key).select_from(chosen.source).where(*chosen.conditions)

    def conditions(self) -> list[ColumnElement[bool]]:
        """The conditions on table events that all must hold."""
        found = [standing(schema.events, self.as_of)]
        if self._chosen is not None:
            found.append(schema.events.c.key.in_(self._chosen))
        return found
