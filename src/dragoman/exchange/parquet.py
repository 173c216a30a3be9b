"""Events as Parquet: a folder with a file a year (year=2024/part-0.parquet), typed, in our own columns.

pandas, polars, DuckDB, pyarrow and R's arrow open the folder as one table, with the year as one column more; it
is 0 for events without a day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date as Date
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.exchange import rows
from dragoman.exchange.columns import Column
from dragoman.exchange.evidence import EVIDENCE
from dragoman.exchange.format import Format, Job
from dragoman.exchange.rows import ToldEvent
from dragoman.exchange.table import COLUMNS

if TYPE_CHECKING:
    import pyarrow

AT_ONCE = 20_000
"""Rows of a row group."""

NO_YEAR = "0"
"""The year of events without a day: with Hive's own name for none, pandas opens no such folder."""


def _schema(columns: Sequence[Column[ToldEvent]]) -> pyarrow.Schema:
    import pyarrow

    types = {
        "text": pyarrow.string(),
        "number": pyarrow.float64(),
        "whole": pyarrow.int64(),
        "day": pyarrow.date32(),
        "list": pyarrow.list_(pyarrow.string()),
    }
    return pyarrow.schema(
        [pyarrow.field(c.name, types[c.kind], metadata={"comment": c.how}) for c in columns]
    )


def _year(event: ToldEvent) -> str:
    day: Date | None = event.day
    return str(day.year) if day else NO_YEAR


def _write(job: Job, folder: Path) -> None:
    columns = COLUMNS + (EVIDENCE if job.evidence else ())
    schema = _schema(columns)
    # Events come by day, those without one last, so that each year comes once.
    empty = True
    for year, events in groupby(rows.events(job.connection, job.selection), key=_year):
        _write_year(folder / f"year={year}", columns, schema, events)
        empty = False
    if empty:
        _write_year(folder / f"year={NO_YEAR}", columns, schema, iter(()))
    job.leave_other_records()


def _write_year(
    folder: Path, columns: Sequence[Column[ToldEvent]], schema: pyarrow.Schema, events: Iterator[ToldEvent]
) -> None:
    import pyarrow
    from pyarrow import parquet

    folder.mkdir()
    with parquet.ParquetWriter(folder / "part-0.parquet", schema, compression="zstd") as writer:
        while chunk := list(islice(events, AT_ONCE)):
            arrays = [
                pyarrow.array([column.value(event) for event in chunk], type=field.type)
                for column, field in zip(columns, schema, strict=True)
            ]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))


FORMAT = Format(
    "parquet",
    "Events in our own columns as Parquet: a folder with a file a year (year=2024, 0 for events without a day); "
    "a row an event.",
    {"parquet": COLUMNS},
    folder=_write,
)
