"""Which shape has this ledger, and how does it get the newest? Numbered steps (migrations/versions), run by Alembic."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from dragoman.errors import LedgerError

NEWEST = "0001"
"""The number of the newest step."""

_STEPS = Path(__file__).with_name("migrations")


def to_newest(connection: Connection) -> None:
    """Bring the ledger to the newest shape; an empty database becomes an empty ledger.

    Raises LedgerError when the database holds other tables, or a newer ledger.
    """
    number = version(connection)
    if number == NEWEST:
        return
    if number is not None and number > NEWEST:
        raise LedgerError(
            f"a newer dragoman made this ledger (its shape is {number}, the newest known here {NEWEST})",
            next_step="Install the newer dragoman.",
        )
    if number is None and inspect(connection).get_table_names():
        raise LedgerError(
            "this database holds tables of something else", next_step="Give it a database of its own."
        )
    # Alembic is imported only where there is something to do: it takes its time.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def is_newest(connection: Connection) -> bool:
    """Whether there is nothing to do."""
    return version(connection) == NEWEST


def version(connection: Connection) -> str | None:
    """The number of the ledger's shape; None where it has none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found
