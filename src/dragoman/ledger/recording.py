"""How does one report come into the ledger? In one transaction: as a copy of a known one, or with all that it tells."""

from __future__ import annotations

from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, select

from dragoman.codebook import Codebook
from dragoman.ledger import schema
from dragoman.ledger.claim_groups import ClaimGroups
from dragoman.ledger.duplicates import Duplicates
from dragoman.ledger.incidents import link
from dragoman.ledger.sentences import SentenceModel
from dragoman.ledger.writing import add_copy, add_record, copy_id
from dragoman.records import Record, Report

Taken = Literal["new", "same", "near", "known"]
"""What became of a report: a report of its own, a copy of one (its very text, or nearly), or known from this source."""

S = TypeVar("S", bound=Struct)

_UNSTORABLE = dict.fromkeys((0, *range(0xD800, 0xE000)), "\N{REPLACEMENT CHARACTER}")


def record_report(
    connection: Connection, record: Record, book: Codebook, sentences: SentenceModel | None = None
) -> Taken:
    """Write one report and all that hangs on it, in the caller's transaction.

    A report whose text is known, or nearly, becomes a copy, and its record is left out. `sentences` compares the words
    of claims; without it the shipped encoder does.
    """
    record = storable(record)
    taken = take_copy(connection, record.report)
    if taken is not None:
        return taken
    report_key = add_record(connection, record, book)
    Duplicates(connection).note(record.report, report_key)
    # What links a report to those before it (incidents, groups of claims) is called here.
    ClaimGroups(connection, sentences).add(record)
    link(connection, report_key, sentences)
    return "new"


def take_copy(connection: Connection, report: Report) -> Taken | None:
    """Note a report that is a copy of one in the ledger, and tell which kind of copy; None for a report of its own."""
    report = storable(report)
    if is_known(connection, report):
        return "known"
    found = Duplicates(connection).find(report)
    if found is None:
        return None
    add_copy(connection, report, found.report_key, found.kind, found.likeness)
    return found.kind


def is_known(connection: Connection, report: Report) -> bool:
    """Whether this very text came from this very source before."""
    known = select(schema.copies.c.key).where(schema.copies.c.id == copy_id(report))
    return connection.execute(known).first() is not None


def storable(told: S) -> S:
    """A report or record without characters that a database refuses: NUL and halves of a pair become U+FFFD.

    One character takes the place of one, so that offsets hold. PostgreSQL stores no NUL and no engine a lone
    surrogate; both engines get the same, so that a ledger's content does not depend on where it is kept.
    """
    report = told.report if isinstance(told, Record) else told
    if all(_stores(getattr(report, name)) for name in report.__struct_fields__):
        return told
    mended: S = _mended(told)
    return mended


def _stores(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\0" not in value


def _mended(value: Any) -> Any:
    match value:
        case str():
            return value.translate(_UNSTORABLE)
        case tuple():
            return tuple(_mended(item) for item in value)
        case Struct():
            fields = {name: _mended(getattr(value, name)) for name in value.__struct_fields__}
            return msgspec.structs.replace(value, **fields)
    return value
