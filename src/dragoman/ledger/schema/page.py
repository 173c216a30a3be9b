"""The tables of a ledger as a part of docs/ledger.md, made from the schema's comments so that the two can't part."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Float, Integer, LargeBinary
from sqlalchemy.types import TypeEngine

from dragoman.ledger.schema.columns import metadata
from dragoman.ledger.schema.views import VIEWS

START = "<!-- From here on made by: python -m dragoman.ledger.schema docs/ledger.md -->"
"""The line of the page after which this part stands."""

_KINDS: tuple[tuple[type[TypeEngine[object]] | type, str], ...] = (
    (Boolean, "yes or no"),
    (DateTime, "moment"),
    (Date, "day"),
    (BigInteger, "number"),
    (Integer, "number"),
    (Float, "decimal"),
    (LargeBinary, "bytes"),
)


def page_part() -> str:
    """Every view and table with its columns, as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from (START, "", "## Views", "")
    for view in VIEWS:
        yield from (f"### {view.name}", "", view.comment, "", "| column | meaning |", "| --- | --- |")
        yield from (f"| `{name}` | {_cell(comment)} |" for name, _, comment in view.columns)
        yield ""
    yield from ("## Tables", "")
    for table in metadata.sorted_tables:
        yield from (f"### {table.name}", "", str(table.comment), "")
        yield from ("| column | kind | meaning |", "| --- | --- | --- |")
        yield from (
            f"| `{column.name}` | {_kind(column)} | {_cell(column.comment)} |" for column in table.columns
        )
        yield ""
    yield "PostgreSQL has one column more, `reports.search`: the words that `search` looks for. SQLite keeps them in"
    yield "`report_search` and the tables whose names begin so. `alembic_version` holds the number of the shape."


def _kind(column: Column[object]) -> str:
    kind = next((words for of, words in _KINDS if isinstance(column.type, of)), "text")
    pointed = next((key.target_fullname for key in column.foreign_keys), None)
    if pointed:
        kind = f"→ `{pointed}`"
    return f"{kind}, may be empty" if column.nullable else kind


def _cell(words: str | None) -> str:
    return (words or "").replace("|", "\\|")
