"""docs/exchange.md's tables: each format's columns, and how each is filled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dragoman.exchange.columns import Column
from dragoman.exchange.evidence import EVIDENCE
from dragoman.exchange.formats import FORMATS

BEGIN = "<!-- What follows is made from the code: python -m dragoman.exchange docs/exchange.md -->"


def page(above: str) -> str:
    """The whole page: what is written by hand `above`, and the tables."""
    return f"{above.partition(BEGIN)[0]}{BEGIN}\n\n" + "\n".join(_tables())


def _tables() -> Iterator[str]:
    for form in FORMATS.values():
        for heading, columns in form.tables.items():
            yield f"## {heading}\n"
            if heading == form.name:
                yield f"{form.about}\n"
            yield from _table(columns)
    yield "## What --evidence adds\n"
    yield "The same columns at the end of each row of polecat, icews, gdelt, gdelt2, csv, parquet and geojson.\n"
    yield from _table(EVIDENCE)


def _table(columns: Sequence[Column[Any]]) -> Iterator[str]:
    yield "| | column | how it is filled |"
    yield "| --- | --- | --- |"
    for number, column in enumerate(columns, 1):
        yield f"| {number} | `{column.name}` | {column.how.replace('|', '/')} |"
    yield ""
