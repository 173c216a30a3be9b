"""What each table, view and column means, inside the database: a table on both engines, and PostgreSQL's comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Column, Connection, Table, Text, delete, insert, text

from dragoman.ledger.schema.columns import metadata
from dragoman.ledger.schema.views import VIEWS

meanings = Table(
    "meanings",
    metadata,
    Column("table_name", Text, primary_key=True, comment="A table or view."),
    Column("column_name", Text, primary_key=True, comment="One of its columns; empty for the table itself."),
    Column("meaning", Text, nullable=False, comment="What it holds."),
    sqlite_with_rowid=False,
    comment="What each table, view and column of this database means.",
)


class Meaning(NamedTuple):
    """What a table, a view or (where `column` is not empty) a column of it means."""

    table: str
    column: str
    meaning: str
    is_view: bool = False


def all_meanings() -> Iterator[Meaning]:
    """Every table with its columns in their order, then every view. A table or column without a comment has ""."""
    for table in metadata.sorted_tables:
        yield Meaning(table.name, "", table.comment or "")
        for column in table.columns:
            yield Meaning(table.name, column.name, column.comment or "")
    for view in VIEWS:
        yield Meaning(view.name, "", view.comment, True)
        for name, _, comment in view.columns:
            yield Meaning(view.name, name, comment, True)


def describe(connection: Connection) -> None:
    """Write the meanings into a ledger of the newest shape, in place of what stands there."""
    connection.execute(delete(meanings))
    connection.execute(
        insert(meanings),
        [
            {"table_name": one.table, "column_name": one.column, "meaning": one.meaning}
            for one in all_meanings()
        ],
    )
    if connection.dialect.name != "postgresql":
        return
    for one in all_meanings():
        kind = "COLUMN" if one.column else "VIEW" if one.is_view else "TABLE"
        named = f'"{one.table}"."{one.column}"' if one.column else f'"{one.table}"'
        # COMMENT takes no parameters; the words are our own.
        words = one.meaning.replace("'", "''").replace(":", r"\:")
        connection.execute(text(f"COMMENT ON {kind} {named} IS '{words}'"))
