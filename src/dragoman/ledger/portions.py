"""How many values can one question to the database name? Longer lists are asked about in portions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

AT_ONCE = 500
"""Values that one question names, well below what the engines take: SQLite 32,766, PostgreSQL's driver 32,767."""

T = TypeVar("T")


def in_parts(values: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """The values in lists of `size`, the last one shorter; no more than one of them in memory."""
    left = iter(values)
    while part := list(islice(left, size)):
        yield part
