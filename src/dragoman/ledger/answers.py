"""What a question to the ledger gives: rows, each a typed struct, that become a table of any kind.

answer = ledger.contacts("FRA", "RUS")
answer[0].channel               # rows, like a list
answer.to_pandas()              # or .to_polars(), .to_arrow(); in Jupyter it shows itself
"""

from __future__ import annotations

import csv
import html
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any, Generic, Protocol, TypeVar, overload

import msgspec
from msgspec import Struct

from dragoman.errors import LedgerError
from dragoman.ledger import columns

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

R = TypeVar("R", bound=Struct)

_SHOWN = 20
"""Rows that Jupyter shows."""


class Writes(Protocol):
    """What words can be written to."""

    def write(self, words: str, /) -> object:
        """Write the words."""


class Answer(Sequence[R], Generic[R]):
    """The rows of an answer, in the question's order. `kind` is the struct that each row is; its fields are columns."""

    def __init__(self, kind: type[R], rows: Sequence[R]) -> None:
        self.kind = kind
        self._rows = tuple(rows)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> R: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[R]: ...
    def __getitem__(self, place: int | slice) -> R | Sequence[R]:
        return self._rows[place]

    def __iter__(self) -> Iterator[R]:
        return iter(self._rows)

    def __repr__(self) -> str:
        return f"<{len(self)} rows of {', '.join(self.columns)}>"

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.kind.__struct_fields__

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows as plain JSON values: days as ISO text, lists and structs as lists and objects."""
        return [msgspec.json.decode(msgspec.json.encode(row)) for row in self._rows]

    def to_json_lines(self) -> Iterator[str]:
        """One JSON object a row."""
        for row in self._rows:
            yield msgspec.json.encode(row).decode("utf-8")

    def write_csv(self, file: IO[str]) -> None:
        """The rows as CSV with a heading; lists of words are parted by "; ", what has parts of its own is JSON."""
        write_csv(self.kind, self._rows, file)

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas data frame: days and moments as datetime64, numbers that may be missing as Int64 or float64.

        Raises LedgerError when pandas is not installed.
        """
        _needed("pandas")
        import pandas

        rows = self._plain()
        kinds = columns.pandas_kinds(self.kind)
        return pandas.DataFrame(
            {
                name: pandas.Series([row[name] for row in rows], dtype=kinds[name], name=name)
                for name in self.columns
            }
        )

    def to_polars(self) -> polars.DataFrame:
        """A polars data frame. Raises LedgerError when polars is not installed."""
        _needed("polars")
        import polars

        frame = polars.from_arrow(self.to_arrow())
        assert isinstance(frame, polars.DataFrame), "a table makes a data frame"
        return frame

    def to_arrow(self) -> pyarrow.Table:
        """An Arrow table; an answer without rows has its columns, and their kinds, all the same."""
        import pyarrow

        rows = self._plain()
        return pyarrow.table(
            [[row[name] for row in rows] for name in self.columns], schema=columns.arrow_schema(self.kind)
        )

    def _plain(self) -> list[dict[str, Any]]:
        """The rows with days and moments as Python's own."""
        return [msgspec.to_builtins(row, builtin_types=_KEPT) for row in self._rows]

    def _repr_html_(self) -> str:
        """The first rows as a table for Jupyter. The words of reports are text there, never markup."""
        heads = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        shown = self.to_dicts()[:_SHOWN]
        lines = [
            "<tr>"
            + "".join(f"<td>{html.escape(str(_cell(row[name])))}</td>" for name in self.columns)
            + "</tr>"
            for row in shown
        ]
        more = len(self) - len(shown)
        rest = f"<caption>and {more:,} more</caption>" if more > 0 else ""
        return f"<table>{rest}<thead><tr>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def write_csv(kind: type[Struct], rows: Iterable[Struct], file: Writes) -> None:
    """Rows of a kind as CSV, as `Answer.write_csv` writes them, one after another."""
    writer = csv.writer(file, lineterminator="\n")
    columns = kind.__struct_fields__
    writer.writerow(columns)
    for row in rows:
        told = msgspec.to_builtins(row)
        writer.writerow([_cell(told[name]) for name in columns])


def _kept() -> tuple[type, ...]:
    from datetime import date, datetime

    return (date, datetime)


_KEPT = _kept()


def _cell(value: object) -> str | int | float | bool:
    match value:
        case None:
            return ""
        case str() | int() | float() | bool():
            return value
        case list() | tuple() if all(isinstance(one, str) for one in value):
            return "; ".join(value)
    return json.dumps(value, ensure_ascii=False)


def _needed(package: str) -> None:
    from importlib.util import find_spec

    if find_spec(package) is None:
        raise LedgerError(f"{package} is not installed", next_step=f"Install it: pip install {package}")
