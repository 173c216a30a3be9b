"""One decision about a record, as the history of the record shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

Decision = Literal["accept", "change", "reject", "restore", "reread"]


class Revision(Struct, frozen=True, kw_only=True):
    """Who decided what about a record, when and why.

    `kind` is event, claim, figure, contact or position. `revision` is the number that was accepted, made or rejected;
    1 is the record as it was read. `changes` gives for each column its value before and after. `at` is UTC.
    """

    record_id: str
    kind: str
    revision: int
    decision: Decision
    by: str
    reason: str | None
    changes: dict[str, list[Any]]
    at: datetime
