"""Which shape has this ledger, and how does it get the newest? Numbered steps (migrations/versions), run by Alembic."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from dragoman.errors import LedgerError

NEWEST = "0002"
"""The number of the newest step."""

_STEPS = Path(__file__).with_name("migrations")
_NUMBER = re.compile(r"\d{4}")


def to_newest(connection: Connection) -> None:
    """Bring the ledger to the newest shape; an empty database becomes an empty ledger.

    Raises LedgerError when the database holds other tables, or a newer ledger.
    """
    if version(connection) == NEWEST:
        return
    # Alembic is imported only where there is something to do: it takes its time.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def version(connection: Connection) -> str | None:
    """The number of the ledger's shape; None for an empty database.

    Raises LedgerError when the database holds other tables, or a newer ledger.
    """
    there = set(inspect(connection).get_table_names())
    number = None
    if "alembic_version" in there:
        number = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    # Alembic counts the steps of other programs too, but not with our numbers; and they have no readings.
    if there and not (number and _NUMBER.fullmatch(number) and {"reports", "readings"} <= there):
        raise LedgerError(
            "this database holds tables of something else", next_step="Give it a database of its own."
        )
    if number is not None and number > NEWEST:
        raise LedgerError(
            f"a newer dragoman made this ledger (its shape is {number}, the newest known here {NEWEST})",
            next_step="Install the newer dragoman.",
        )
    return number
