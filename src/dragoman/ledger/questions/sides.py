"""Whom a question about two sides is about, and days as each engine reckons with them."""

from __future__ import annotations

from datetime import date as Date
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Integer, and_, cast, false, func, or_, select
from sqlalchemy import Date as DateType

from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.questions.asking import Party, party

Unit = Literal["day", "week", "month", "year"]

_STARTS: dict[Unit, tuple[str, ...]] = {
    "day": (),
    # The Monday: six days before the next Sunday, or before the day itself where it is one.
    "week": ("weekday 0", "-6 days"),
    "month": ("start of month",),
    "year": ("start of year",),
}


class Side(Struct, frozen=True):
    """One of two sides. `codes` are all that the ledger may call it by: groups go by their name in contacts."""

    code: str
    name: str

    @property
    def codes(self) -> tuple[str, ...]:
        return (self.code,) if self.code == self.name else (self.code, self.name)


def side(connection: Connection, words: str) -> Side:
    """The side that the words mean: a state, an organisation, a group.

    Raises LedgerError when nobody is known by them, or when they mean a person, who counts on a country's side.
    In a ledger without a single actor any name is one that it has nothing of.
    """
    try:
        found = party(connection, words)
    except LedgerError:
        if connection.execute(select(schema.actors.c.key).limit(1)).first() is None:
            name = " ".join(words.split())
            return Side(name, name)
        raise
    _refuse_part(connection, found)
    return Side(found.code, found.name)


def sides(connection: Connection, one: str, other: str) -> tuple[Side, Side]:
    """Two sides, which must not be the same. Raises LedgerError when they are, or when one is unknown."""
    a, b = side(connection, one), side(connection, other)
    if a.code == b.code:
        raise LedgerError(
            f"{one!r} and {other!r} are the same side, {a.name}", next_step="Name two different sides."
        )
    return a, b


def between(one: Side, other: Side) -> ColumnElement[bool]:
    """The rows of table contact_pairs that are of these two sides."""
    pairs = schema.contact_pairs.c
    ways = [
        and_(pairs.a == a, pairs.b == b)
        for a, b in sorted({tuple(sorted((x, y))) for x in one.codes for y in other.codes if x != y})
    ]
    return or_(false(), *ways)


def _refuse_part(connection: Connection, found: Party) -> None:
    actors = schema.actors
    asked = select(actors.c.country, actors.c.organisation).where(actors.c.id == found.code)
    row = connection.execute(asked).first()
    whole = row and (row.country or row.organisation)
    if whole and whole != found.code:
        raise LedgerError(
            f"{found.name} counts on the side of {whole}",
            next_step=f"Ask for {whole}.",
        )


def days_between(connection: Connection, later: ColumnElement[Any], earlier: ColumnElement[Any]) -> Any:
    """The days from one day to another, as the connection's engine reckons them."""
    if connection.dialect.name == "sqlite":
        return cast(func.round(func.julianday(later) - func.julianday(earlier)), Integer)
    return later - earlier


def first_day(connection: Connection, day: ColumnElement[Any], unit: Unit) -> Any:
    """The first day of the period that a day is in; weeks begin on Monday (ISO 8601)."""
    if unit == "day":
        return day
    if connection.dialect.name == "sqlite":
        return func.date(day, *_STARTS[unit], type_=DateType)
    return cast(func.date_trunc(unit, day), DateType)


def on_or_before(day: Date | None, end: Date) -> bool:
    """Whether a day is known and not after another."""
    return day is not None and day <= end
