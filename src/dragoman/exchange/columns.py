"""A format's table: each column with how it is filled, and what every line-by-line format has in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Date
from typing import Any, Generic, Literal, TextIO, TypeVar

R = TypeVar("R", contravariant=True)

Kind = Literal["text", "number", "whole", "day", "list"]
Value = str | int | float | bool | Date | tuple[str, ...] | None

# Tabs, line breaks and the other characters that end a line somewhere or steer a terminal. Each becomes one blank, so
# that offsets into the words still hold.
_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column: its `name`, `how` it is filled (a sentence for docs/exchange.md), and what fills it.

    `kind` is its type where a format has types: text, number, whole, day or list (of texts).
    """

    name: str
    how: str
    value: Callable[[R], Any]
    kind: Kind = "text"


def nothing(_: object) -> None:
    """For a column that stays empty."""


def text(value: Value) -> str:
    """A value as a field has it: nothing is empty, a day is ISO, a truth 1 or 0, a list parted by "; "."""
    if value is None:
        return ""
    if isinstance(value, str):
        # Most words have nothing in them to replace.
        return value if value.isascii() and value.isprintable() else _BREAKS.sub(" ", value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, tuple):
        return "; ".join(text(one) for one in value)
    return str(value)


def quoted(field: str, separator: str) -> str:
    """A field as CSV has it: in quotation marks where it holds one, or the separator."""
    if '"' in field or separator in field:
        return '"' + field.replace('"', '""') + '"'
    return field


def guarded(value: Value) -> str:
    """A field that no spreadsheet takes for a formula: words that begin like one get an apostrophe in front."""
    field = text(value)
    formula = isinstance(value, str | tuple) and bool(field)
    raw = value if isinstance(value, str) else field
    return "'" + field if formula and raw.startswith(_FORMULA) else field


def lines(
    columns: Sequence[Column[R]],
    rows: Iterable[R],
    *,
    separator: str = "\t",
    heading: bool = True,
    shown: Callable[[Value], str] = text,
) -> Iterator[str]:
    """The lines of a table, each with its line break."""
    if heading:
        yield separator.join(quoted(column.name, separator) for column in columns) + "\n"
    # Columns that are always empty cost nothing this way; some formats have dozens.
    values = [None if column.value is nothing else column.value for column in columns]
    for row in rows:
        fields = ["" if value is None else shown(value(row)) for value in values]
        line = separator.join(fields)
        # Few rows have anything to put in quotation marks.
        if '"' in line or line.count(separator) != len(fields) - 1:
            line = separator.join([quoted(field, separator) for field in fields])
        yield line + "\n"


def write(target: TextIO, made: Iterable[str]) -> None:
    """Write lines, some thousand at a time."""
    held: list[str] = []
    for line in made:
        held.append(line)
        if len(held) >= 2000:
            target.write("".join(held))
            held.clear()
    target.write("".join(held))
