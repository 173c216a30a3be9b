"""What a format is: its name, its columns, and what writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Connection

from dragoman.codebook import Codebook
from dragoman.exchange.columns import Column
from dragoman.exchange.left_out import LeftOut
from dragoman.exchange.selection import Selection


@dataclass(frozen=True, slots=True)
class Job:
    """One export: from where, what, and how. `left` counts what is left out."""

    connection: Connection
    selection: Selection
    book: Codebook
    evidence: bool = False
    excel: bool = False
    left: LeftOut = field(default_factory=LeftOut)

    def leave_other_records(self) -> None:
        """Count what is no event."""
        self.left.other_records(self.connection, self.selection)


@dataclass(frozen=True, slots=True)
class Format:
    """One format. `tables` are its columns (or fields), by the heading that docs/exchange.md gives them.

    `write` takes a text file for each name of `beside`, the first for OUT itself; each other name is put before OUT's
    ending ("events.csv", "events.mentions.csv"). A format with `folder` writes a folder of files instead.
    """

    name: str
    about: str
    tables: Mapping[str, Sequence[Column[Any]]]
    write: Callable[[Job, Sequence[TextIO]], None] | None = None
    folder: Callable[[Job, Path], None] | None = None
    beside: tuple[str, ...] = ("",)
    evidence: bool = True
