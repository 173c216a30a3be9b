"""What columns of several tables have in common."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Text,
)

metadata = MetaData()

# SQLite gives keys by itself only to a column of its own type INTEGER.
Key = BigInteger().with_variant(Integer(), "sqlite")


def key_column(comment: str) -> Column[Any]:
    return Column("key", Key, primary_key=True, autoincrement=True, comment=comment)


def key_of(table: str, comment: str, name: str = "", **options: Any) -> Column[Any]:
    """A column that holds a key of another table."""
    return Column(
        name or f"{table.removesuffix('s')}_key",
        Key,
        ForeignKey(f"{table}.key"),
        comment=comment,
        nullable=options.pop("nullable", False),
        **options,
    )


def words(name: str, comment: str, *, needed: bool = True) -> list[Column[Any]]:
    """Words of the report and where they stand."""
    return [
        Column(name, Text, nullable=not needed, comment=comment),
        Column(
            f"{name}_start", Integer, nullable=not needed, comment=f"Offset of the first character of {name}."
        ),
        Column(
            f"{name}_end", Integer, nullable=not needed, comment=f"Offset after the last character of {name}."
        ),
    ]


def record(kind: str) -> list[Column[Any]]:
    """What every record has."""
    return [
        key_column(f"Number of this row; a revised {kind} has several."),
        Column(
            "id",
            Text,
            nullable=False,
            comment=f"Name of the {kind}, the same in all its revisions: the report's, and its own.",
        ),
        Column(
            "revision",
            Integer,
            nullable=False,
            server_default="1",
            comment="1 as it was read; each change adds one.",
        ),
        key_of("reports", f"The report that tells of the {kind}."),
        key_of("readings", f"The reading that found the {kind}."),
        Column(
            "day",
            Date,
            comment="Its day: the first day of its date, or the day of the report where it has none.",
        ),
        Column("recorded_at", DateTime, nullable=False, comment="When this row came into the ledger (UTC)."),
        Column(
            "replaced_at",
            DateTime,
            comment="When a later revision took its place (UTC); empty for what stands.",
        ),
    ]


def when(comment: str) -> list[Column[Any]]:
    return [
        Column("date_start", Date, comment=f"First day {comment}; empty where unknown."),
        Column("date_end", Date, comment=f"Last day {comment}, included."),
        Column("date_precision", Text, nullable=False, comment="day, week, month, year or unknown."),
        Column("date_words", Text, comment="The report's own words for the date."),
    ]


def record_indices(kind: str) -> list[Index]:
    return [
        Index(f"{kind}_id", "id", "revision", unique=True),
        Index(f"{kind}_report", "report_key"),
        Index(f"{kind}_day", "day"),
    ]


def mention(nullable: bool = False) -> list[Column[Any]]:
    """An actor as a record has it: who, by which words, in which office."""
    return [
        key_of("actors", "Who it is.", nullable=nullable, index=True),
        *words("words", "The report's words for the actor; empty for one that a person added.", needed=False),
        Column("office", Text, comment="Office held at the report's date."),
        Column("sectors", Text, comment="PLOVER sector codes, the primary one first."),
    ]
