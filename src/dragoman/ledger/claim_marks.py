"""Which claims of a ledger are near a new one? The pairs of `candidates.pairs`, found one claim at a time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    CompoundSelect,
    Connection,
    Integer,
    Select,
    Text,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    tuple_,
    union_all,
)

from dragoman.ledger import schema
from dragoman.ledger.candidates import Limits, crossing, days_of, keys_of
from dragoman.ledger.propositions import Proposition

Pair = tuple[str, str]
"""The ids of two claims, the one that sorts first before the other."""

_NONE = -1
"""A mark that no claim has."""


class ClaimMarks:
    """The table claim_marks, seen as rows in order under each mark."""

    def __init__(self, connection: Connection, limits: Limits) -> None:
        self._connection = connection
        self._limits = limits

    def place(self, one: Proposition) -> tuple[set[Pair], set[Pair]]:
        """Enter a claim; gives the pairs to compare that it is in, and those that it may have parted."""
        near: set[Pair] = set()
        parted: set[Pair] = set()
        for day, marks in self._rows(one):
            for before, after in self._neighbours(one.name, day, marks):
                near |= {pair(one.name, other) for other in (*before, *after) if other != one.name}
                parted |= set(crossing(before, after, self._limits.neighbours))
            self._connection.execute(
                insert(schema.claim_marks),
                [{"mark": mark, "day": day, "claim_id": one.name} for mark in marks],
            )
        return near, parted

    def lift(self, one: Proposition) -> set[Pair]:
        """Take a claim out; gives the pairs that may have come near each other."""
        met: set[Pair] = set()
        table = schema.claim_marks.c
        for day, marks in self._rows(one):
            self._connection.execute(
                delete(schema.claim_marks).where(
                    table.mark.in_(marks), table.day == day, table.claim_id == one.name
                )
            )
            for before, after in self._neighbours(one.name, day, marks):
                met |= set(crossing(before, after, self._limits.neighbours))
        return met

    def are_near(self, one: Proposition, other: Proposition) -> bool:
        """Whether two claims that are entered are to be compared."""
        shared = set(keys_of(one, self._limits)) & set(keys_of(other, self._limits))
        return any(
            abs(day - another) <= self._limits.window
            and self._between(mark, (day, one.name), (another, other.name)) < self._limits.neighbours
            for day in days_of(one, self._limits)
            for another in days_of(other, self._limits)
            for mark in sorted(shared)
        )

    def _rows(self, one: Proposition) -> Iterator[tuple[int, list[int]]]:
        marks = keys_of(one, self._limits)
        for day in days_of(one, self._limits):
            yield day, marks

    def _between(self, mark: int, *ends: tuple[int, str]) -> int:
        table, (low, high) = schema.claim_marks.c, sorted(ends)
        place = tuple_(table.day, table.claim_id)
        within = select(table.day).where(
            table.mark == mark, place > tuple_(*_bound(low)), place < tuple_(*_bound(high))
        )
        asked = select(func.count()).select_from(within.limit(self._limits.neighbours).subquery())
        return self._connection.execute(asked).scalar_one()

    def _neighbours(self, name: str, day: int, marks: list[int]) -> Iterator[tuple[list[str], list[str]]]:
        """Under each mark the claims before and after a place, the nearest first."""
        values: dict[str, Any] = {f"mark{number}": _NONE for number in range(self._limits.keys)}
        values |= {f"mark{number}": mark for number, mark in enumerate(marks)}
        values |= {"day": day, "name": name, "first": day - self._limits.window}
        values |= {"last": day + self._limits.window}
        found: dict[tuple[int, int], list[tuple[int, str]]] = {}
        for number, side, at, other in self._connection.execute(_around(self._limits), values):
            found.setdefault((number, side), []).append((at, other))
        for number in range(len(marks)):
            before = sorted(found.get((number, 0), ()), reverse=True)
            after = sorted(found.get((number, 1), ()))
            yield [other for _, other in before], [other for _, other in after]


def pair(one: str, other: str) -> Pair:
    """Two ids in order."""
    return (one, other) if one < other else (other, one)


def _bound(end: tuple[int, str]) -> tuple[Any, Any]:
    return bindparam(None, end[0], type_=Integer), bindparam(None, end[1], type_=Text)


@cache
def _around(limits: Limits) -> CompoundSelect[Any]:
    """The rows before and after a place under each of so many marks."""
    return union_all(
        *(_side(number, after, limits.neighbours) for number in range(limits.keys) for after in (False, True))
    )


def _side(number: int, after: bool, most: int) -> Select[Any]:
    table = schema.claim_marks.c
    here = tuple_(bindparam("day", type_=Integer), bindparam("name", type_=Text))
    place = tuple_(table.day, table.claim_id)
    asked = select(
        literal_column(str(number)).label("number"),
        literal_column(str(int(after))).label("side"),
        table.day,
        table.claim_id,
    ).where(table.mark == bindparam(f"mark{number}", type_=BigInteger))
    if after:
        asked = asked.where(place > here, table.day <= bindparam("last", type_=Integer))
        asked = asked.order_by(table.day, table.claim_id)
    else:
        asked = asked.where(place < here, table.day >= bindparam("first", type_=Integer))
        asked = asked.order_by(table.day.desc(), table.claim_id.desc())
    return select(asked.limit(most).subquery())
