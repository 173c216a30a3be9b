"""A row of a table as a report: the same columns with the same meaning in JSONL, CSV and Parquet.

A row's text is taken exactly as it stands, so that offsets hold for the user's own copy of it too.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date as Date
from typing import Any, BinaryIO, cast

from dragoman.errors import BadRow, UnreadableText
from dragoman.records import Report
from dragoman.sources.dates import publication_date
from dragoman.sources.encoding import refuse_binary, western, wide_encoding
from dragoman.sources.reports import make_report

TEXT_FIELDS = ("text", "event_text", "body")
DATE_FIELDS = ("published", "date")
OTHER_FIELDS = ("id", "title", "publisher", "url", "language")
FIELDS = (*TEXT_FIELDS, *DATE_FIELDS, *OTHER_FIELDS)
"""The columns that a report is made of; all others are passed over."""

_HEAD = 512


def row_report(
    row: Mapping[str, Any], *, source: str, line: int, published: Date | None, form: str = ""
) -> Report:
    """The report of a row; `published` is its date when it carries none, `form` the word before a kind ("JSON ").

    Raises BadRow, BadDate, EmptyInput, TooLarge or UnsupportedLanguage.
    """
    # NaN, which pandas writes for nothing, differs from itself.
    given = {name: row[name] for name in TEXT_FIELDS if row.get(name) is not None and row[name] == row[name]}
    if not given:
        raise BadRow(f"the row has no text (it has {_listed(list(row))})", where=source, line=line)
    name, text = next(((name, value) for name, value in given.items() if value != ""), (TEXT_FIELDS[0], ""))
    if not isinstance(text, str):
        raise BadRow(f'"{name}" is a {form}{kind_of_value(text)}, not text', where=source, line=line)
    _check_storable(text, name, source, line)
    dates = (publication_date(row.get(name), where=source, line=line) for name in DATE_FIELDS)
    others = {name: _field(row, name, source, line, form) for name in OTHER_FIELDS}
    return make_report(
        text,
        source=source,
        line=line,
        published=next((day for day in dates if day), published),
        id=others["id"] or "",
        title=others["title"],
        publisher=others["publisher"],
        url=others["url"],
        language=others["language"],
    )


def columns(names: Sequence[str], *, source: str, line: int | None = None) -> dict[str, int]:
    """Where the columns of a report stand among the `names` in a table's header, whatever their case and blanks.

    Raises BadRow when none of them can hold a text, or one stands twice.
    """
    found: dict[str, int] = {}
    for index, given in enumerate(names):
        name = given.strip().lower().replace(" ", "_")
        if name not in FIELDS:
            continue
        if name in found:
            raise BadRow(f'the column "{name}" stands twice in the header', where=source, line=line)
        found[name] = index
    if not any(name in found for name in TEXT_FIELDS):
        raise BadRow(
            f"the table has no column of text (it has {_listed(names)})",
            where=source,
            line=line,
            next_step='Name the column that holds it "text" (or "event_text", or "body").',
        )
    return found


@contextmanager
def characters(stream: BinaryIO, *, source: str, newline: str) -> Iterator[io.TextIOWrapper]:
    """The stream as text, in the encoding that it begins with; it stays open and is the caller's to close.

    In UTF-8 a wrong byte comes through as a surrogate, so that one bad row does not end the file; `mended` deals
    with it. Raises NotText for a binary file.
    """
    buffered = (
        stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))
    )
    head = buffered.peek(_HEAD)[:_HEAD]
    refuse_binary(head, where=source)
    encoding = wide_encoding(head) or "utf-8"
    errors = "surrogateescape" if encoding.startswith("utf-8") else "strict"
    text = io.TextIOWrapper(buffered, encoding=encoding, errors=errors, newline=newline)
    try:
        yield text
    finally:
        text.detach()
        if buffered is not stream:
            buffered.detach()


def mended(text: str, *, source: str, line: int) -> str:
    """The text of a row, read as windows-1252 when its bytes are no UTF-8. Raises UnreadableText."""
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
        return text
    except UnicodeEncodeError:
        found = western(text.encode("utf-8", "surrogateescape"))
    if found is None:
        raise UnreadableText("the row is not in UTF-8, and no other encoding fits", where=source, line=line)
    return found


def broken_encoding(error: UnicodeDecodeError, *, source: str, line: int) -> UnreadableText:
    """What to tell of a stream whose encoding breaks off before `line`; nothing after it can be read."""
    return UnreadableText(
        f"from here on it is no {error.encoding.upper()} ({error.reason})", where=source, line=line
    )


def kind_of_value(value: object) -> str:
    """A value's kind in words for people."""
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
        case dict():
            return "object"
        case _:
            return type(value).__name__


def _listed(names: Sequence[str]) -> str:
    return ", ".join(name[:40] for name in names[:8]) or "no fields"


def _field(row: Mapping[str, Any], name: str, source: str, line: int, form: str) -> str | None:
    """A field beside the text: a number is taken as its digits, and NaN, which pandas writes for nothing, as None."""
    value = row.get(name)
    if value is None or value == "" or value != value:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadRow(f'"{name}" is a {form}{kind_of_value(value)}, not text', where=source, line=line)
    _check_storable(str(value), name, source, line)
    return str(value)


def _check_storable(text: str, name: str, source: str, line: int) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        half = f"\\u{ord(text[error.start]):04x}"
        raise BadRow(f'"{name}" holds half a character ({half})', where=source, line=line) from None
