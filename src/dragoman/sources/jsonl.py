"""JSONL: a report a line. A bad row is an error of its own, with its line, and the rows after it are read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date as Date
from typing import Any, BinaryIO

from dragoman.errors import BadRow, EmptyInput, InputError, TooLarge
from dragoman.records import Report
from dragoman.sources.limits import MAX_ROW
from dragoman.sources.rows import broken_encoding, characters, kind_of_value, mended, row_report


def read_jsonl(
    stream: BinaryIO, *, source: str, published: Date | None = None, max_row: int = MAX_ROW
) -> Iterator[Report | InputError]:
    """The rows of the stream in order, one in memory at a time; `published` dates the rows that carry no date.

    Blank lines are skipped. Raises EmptyInput when there is no row at all, NotText for a binary file.
    """
    rows = 0
    for number, line in _lines(stream, source, max_row):
        rows += 1
        if isinstance(line, InputError):
            yield line
            continue
        try:
            row = _fields(line, source, number)
            yield row_report(row, source=source, line=number, published=published, form="JSON ")
        except InputError as error:
            yield error
    if rows == 0:
        raise EmptyInput("there is no row in it", where=source)


def _lines(stream: BinaryIO, source: str, max_row: int) -> Iterator[tuple[int, str | InputError]]:
    """Numbered lines that are not blank, from 1; a line that is too long is passed over piece by piece."""
    number = 0
    with characters(stream, source=source, newline="\n") as text:
        try:
            while line := text.readline(max_row + 1):
                number += 1
                if len(line) > max_row and not line.endswith("\n"):
                    yield (
                        number,
                        TooLarge(f"the row has more than {max_row:,} characters", where=source, line=number),
                    )
                    while line and not line.endswith("\n"):
                        line = text.readline(max_row)
                elif line.strip():
                    yield number, line
        except UnicodeDecodeError as error:
            yield number + 1, broken_encoding(error, source=source, line=number + 1)


def _fields(line: str, source: str, number: int) -> dict[str, Any]:
    line = mended(line, source=source, line=number)
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        reason = error.msg.lower().removesuffix(" at")
        if error.pos >= len(line.rstrip()) or (
            error.msg.startswith("Unterminated") and not line.endswith("\n")
        ):
            raise BadRow(
                f"the row ends too early to be JSON ({reason})",
                where=source,
                line=number,
                next_step="It may not have been saved whole.",
            ) from None
        raise BadRow(
            f"the row is no JSON: {reason} at column {error.colno}", where=source, line=number
        ) from None
    except (ValueError, RecursionError) as error:
        # A number of thousands of digits, or brackets nested beyond reason.
        raise BadRow(f"the row is no JSON that can be read: {error}", where=source, line=number) from None
    if not isinstance(row, dict):
        raise BadRow(f"the row is a JSON {kind_of_value(row)}, not an object", where=source, line=number)
    return row
