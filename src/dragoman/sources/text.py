"""A plain text file is one report; nothing is taken out of it, and no line of it is held to be its title."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as Date
from typing import BinaryIO

from dragoman.records import Report
from dragoman.sources.encoding import decode
from dragoman.sources.limits import MAX_TEXT_BYTES
from dragoman.sources.reports import make_report
from dragoman.sources.streams import read_all


def read_text(stream: BinaryIO, *, source: str, published: Date | None = None) -> Iterator[Report]:
    """The one report of a text file. Raises InputError."""
    text = decode(read_all(stream, MAX_TEXT_BYTES, where=source), where=source)
    yield make_report(text, source=source, published=published)
