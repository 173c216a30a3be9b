"""Which kind of record does an id name, and in which table does it stand?"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Table

from dragoman.errors import LedgerError
from dragoman.ledger import schema

KINDS: Mapping[str, tuple[str, Table]] = {
    "e": ("event", schema.events),
    "c": ("claim", schema.claims),
    "f": ("figure", schema.figures),
    "k": ("contact", schema.contacts),
    "p": ("position", schema.positions),
}
"""Kind and table of a record, by the letter that its own name begins with."""


def kind_of(record_id: str) -> tuple[str, Table]:
    """Kind and table of the record that has this id ("cf2c052722cbcd0f-e1"). Raises LedgerError where none can."""
    found = KINDS.get(record_id.rpartition("-")[2][:1])
    if found is None:
        raise no_record(record_id)
    return found


def no_record(record_id: str) -> LedgerError:
    """What to tell of an id that no record has."""
    return LedgerError(
        f"there is no record {record_id}", next_step="`dragoman events --json` shows the ids of events."
    )
