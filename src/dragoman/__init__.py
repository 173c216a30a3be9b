"""dragoman reads news reports and keeps the record of who did what to whom, who says so and who disputes it.

import dragoman
reader = dragoman.Reader()
record = reader.read(dragoman.Report(text, published=date))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dragoman._version import __version__
from dragoman.errors import DragomanError
from dragoman.records import (
    Actor,
    Attribution,
    Claim,
    Contact,
    DateRange,
    Event,
    Figure,
    Pair,
    PairCode,
    Place,
    Position,
    Record,
    Report,
    Span,
    Time,
    json_schema,
)

if TYPE_CHECKING:
    from dragoman.engines import Reader
    from dragoman.ledger import Ledger

__all__ = [
    "Actor",
    "Attribution",
    "Claim",
    "Contact",
    "DateRange",
    "DragomanError",
    "Event",
    "Figure",
    "Ledger",
    "Pair",
    "PairCode",
    "Place",
    "Position",
    "Reader",
    "Record",
    "Report",
    "Span",
    "Time",
    "__version__",
    "json_schema",
]


def __getattr__(name: str) -> Any:
    """Import the reader and the ledger when they are first asked for: reading a record back needs neither."""
    if name == "Reader":
        from dragoman.engines import Reader

        return Reader
    if name == "Ledger":
        from dragoman.ledger import Ledger

        return Ledger
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
