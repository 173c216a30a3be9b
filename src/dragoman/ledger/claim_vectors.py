"""What claims of a ledger are compared by: propositions and the directions of their words, read and written."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Delete, Select, Table, bindparam, delete, insert, select

from dragoman.ledger import schema
from dragoman.ledger.portions import in_parts
from dragoman.ledger.propositions import Proposition

SOME = "some"
"""The parameter of `chosen` and `without`."""

T = TypeVar("T")


class ClaimVectors:
    """The tables claim_vectors and claim_settings; what was read once is not read again."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._vectors: dict[str, NDArray[np.int8]] = {}
        self._propositions: dict[str, Proposition] = {}
        self._settings: dict[str, frozenset[str]] = {}

    def vectors(self, names: Sequence[str]) -> NDArray[np.int8]:
        """The directions of these claims, [claims, 384]."""
        table = schema.claim_vectors.c
        for own in in_parts([name for name in names if name not in self._vectors]):
            rows = self._connection.execute(
                chosen((table.claim_id, table.vector), table.claim_id), {SOME: own}
            )
            self._vectors.update((name, np.frombuffer(bytes(told), dtype=np.int8)) for name, told in rows)
        return np.stack([self._vectors[name] for name in names]) if names else np.zeros((0, 1), dtype=np.int8)

    def known(self, names: Sequence[str], settings: bool = True) -> dict[str, Proposition]:
        """The propositions of the claims that are kept; without `settings`, without what their reports name."""
        table = schema.claim_vectors.c
        for own in in_parts([name for name in names if name not in self._propositions]):
            asked = chosen((table.claim_id, table.proposition), table.claim_id)
            for name, stored in self._connection.execute(asked, {SOME: own}):
                self._propositions[name] = msgspec.json.decode(stored, type=Proposition)
        found = {name: self._propositions[name] for name in names if name in self._propositions}
        if not settings:
            return found
        told = schema.claim_settings.c
        missing = sorted({one.key[2] for one in found.values()} - set(self._settings))
        for own in in_parts(missing):
            rows = self._connection.execute(chosen((told.report_id, told.names), told.report_id), {SOME: own})
            self._settings.update((report, frozenset(json.loads(listed))) for report, listed in rows)
        return {
            name: msgspec.structs.replace(one, setting=self._settings.get(one.key[2], frozenset()))
            for name, one in found.items()
        }

    def keep(self, new: Sequence[Proposition], vectors: NDArray[np.int8]) -> None:
        """Write claims, all of one report, with their directions [claims, 384]."""
        bare = [msgspec.structs.replace(one, setting=frozenset()) for one in new]
        rows = [
            {
                "claim_id": one.name,
                "vector": vector.tobytes(),
                "proposition": msgspec.json.encode(one, order="sorted").decode(),
            }
            for one, vector in zip(bare, vectors, strict=True)
        ]
        self._connection.execute(insert(schema.claim_vectors), rows)
        self._vectors.update((one.name, vector) for one, vector in zip(new, vectors, strict=True))
        self._propositions.update((one.name, one) for one in bare)
        report, setting = new[0].key[2], new[0].setting
        if self._settings.get(report) != setting:
            self.forget_setting(report)
            told = {"report_id": report, "names": json.dumps(sorted(setting), ensure_ascii=False)}
            self._connection.execute(insert(schema.claim_settings), told)
            self._settings[report] = setting

    def forget(self, old: Mapping[str, Proposition]) -> None:
        """Delete claims."""
        table = schema.claim_vectors
        for own in in_parts(sorted(old)):
            self._connection.execute(without(table, table.c.claim_id), {SOME: own})
        for name in old:
            self._vectors.pop(name, None)
            self._propositions.pop(name, None)

    def forget_setting(self, report: str) -> None:
        """Delete what a report names."""
        table = schema.claim_settings
        self._connection.execute(without(table, table.c.report_id), {SOME: [report]})
        self._settings.pop(report, None)


@cache
def chosen(columns: tuple[Any, ...], column: Any) -> Select[Any]:
    """The columns of the rows whose `column` is one of SOME; made once, for making it takes longer than asking."""
    return select(*columns).where(column.in_(bindparam(SOME, expanding=True)))


@cache
def without(table: Table, column: Any) -> Delete:
    """Delete the rows whose `column` is one of SOME."""
    return delete(table).where(column.in_(bindparam(SOME, expanding=True)))
