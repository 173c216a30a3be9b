"""JSONL: a report a line. A bad row is an error of its own, with its line, and the rows after it are read.

A row's text is taken exactly as it stands, so that offsets hold for the user's own copy of it too.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date as Date
from typing import Any, BinaryIO, cast

from dragoman.errors import BadRow, EmptyInput, InputError, TooLarge, UnreadableText
from dragoman.records import Report
from dragoman.sources.dates import publication_date
from dragoman.sources.encoding import marked_encoding, refuse_binary, western
from dragoman.sources.limits import MAX_ROW
from dragoman.sources.reports import make_report

TEXT_FIELDS = ("text", "event_text", "body")
DATE_FIELDS = ("published", "date")

_HEAD = 512


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
            yield _report(_fields(line, source, number), source, number, published)
        except InputError as error:
            yield error
    if rows == 0:
        raise EmptyInput("there is no row in it", where=source)


def _lines(stream: BinaryIO, source: str, max_row: int) -> Iterator[tuple[int, str | InputError]]:
    """Numbered lines that are not blank, from 1; a line that is too long is passed over piece by piece."""
    buffered = (
        stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))
    )
    head = buffered.peek(_HEAD)[:_HEAD]
    refuse_binary(head, where=source)
    encoding = marked_encoding(head) or "utf-8"
    # In UTF-8 a wrong byte comes through as a surrogate, so that one bad row does not end the file.
    errors = "surrogateescape" if encoding.startswith("utf-8") else "strict"
    text = io.TextIOWrapper(buffered, encoding=encoding, errors=errors, newline="\n")
    number = 0
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
        yield (
            number + 1,
            UnreadableText(
                f"from here on it is no {encoding.upper()} ({error.reason})", where=source, line=number + 1
            ),
        )
    finally:
        # The stream is the caller's to close.
        text.detach()
        if buffered is not stream:
            buffered.detach()


def _fields(line: str, source: str, number: int) -> dict[str, Any]:
    if not line.isascii():
        line = _utf8(line, source, number)
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
        raise BadRow(f"the row is a JSON {_kind(row)}, not an object", where=source, line=number)
    return row


def _utf8(line: str, source: str, number: int) -> str:
    """The line, mended when its bytes are windows-1252."""
    try:
        line.encode("utf-8")
        return line
    except UnicodeEncodeError:
        mended = western(line.encode("utf-8", "surrogateescape"))
    if mended is None:
        raise UnreadableText("the row is not in UTF-8, and no other encoding fits", where=source, line=number)
    return mended


def _report(row: dict[str, Any], source: str, number: int, published: Date | None) -> Report:
    # NaN, which pandas writes for nothing, differs from itself.
    given = {name: row[name] for name in TEXT_FIELDS if row.get(name) is not None and row[name] == row[name]}
    if not given:
        have = ", ".join(list(row)[:8]) or "no fields"
        raise BadRow(f"the row has no text (it has {have})", where=source, line=number)
    name, text = next(((name, value) for name, value in given.items() if value != ""), (TEXT_FIELDS[0], ""))
    if not isinstance(text, str):
        raise BadRow(f'"{name}" is a JSON {_kind(text)}, not text', where=source, line=number)
    _check_storable(text, name, source, number)
    dates = (publication_date(row.get(name), where=source, line=number) for name in DATE_FIELDS)
    return make_report(
        text,
        source=source,
        line=number,
        published=next((day for day in dates if day), published),
        id=_field(row, "id", source, number) or "",
        title=_field(row, "title", source, number),
        publisher=_field(row, "publisher", source, number),
        url=_field(row, "url", source, number),
        language=_field(row, "language", source, number),
    )


def _field(row: dict[str, Any], name: str, source: str, number: int) -> str | None:
    """A field beside the text: a number is taken as its digits, and NaN, which pandas writes for nothing, as None."""
    value = row.get(name)
    if value is None or value == "" or value != value:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadRow(f'"{name}" is a JSON {_kind(value)}, not text', where=source, line=number)
    _check_storable(str(value), name, source, number)
    return str(value)


def _check_storable(text: str, name: str, source: str, number: int) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        half = f"\\u{ord(text[error.start]):04x}"
        raise BadRow(f'"{name}" holds half a character ({half})', where=source, line=number) from None


def _kind(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "list"
        case _:
            return "object"
