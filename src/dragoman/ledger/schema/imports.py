"""The table of events that others coded, to compare with ours."""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, Float, Index, Integer, Table, Text

from dragoman.ledger.schema.columns import key_column, metadata


def _side(side: str) -> list[Column[str | None]]:
    return [
        Column(f"{side}_name", Text, comment=f"Name of the {side}, as the row has it."),
        Column(f"{side}_country", Text, comment=f"Country of the {side}, alpha-3; empty for what is none."),
        Column(f"{side}_sectors", Text, comment=f"Sectors or types of the {side}, as the row has them."),
    ]


imported_events = Table(
    "imported_events",
    metadata,
    key_column("Number of this row."),
    Column("source", Text, nullable=False, comment="Whose event it is: polecat, icews or gdelt."),
    Column("id", Text, nullable=False, comment="The event's own id there."),
    Column("day", Date, comment="Day of the event."),
    Column("code", Text, nullable=False, comment="Code as given: a PLOVER type and mode, or a CAMEO code."),
    Column("type", Text, comment="PLOVER type of today; empty for what has none, such as statements."),
    Column("mode", Text, comment="PLOVER mode of today."),
    Column("intensity", Float, comment="Intensity or Goldstein value, as the row has it."),
    *_side("source"),
    *_side("target"),
    Column("place", Text, comment="Name of the place."),
    Column("place_country", Text, comment="Its country, alpha-3."),
    Column("latitude", Float, comment="Degrees north (WGS 84)."),
    Column("longitude", Float, comment="Degrees east (WGS 84)."),
    Column("publisher", Text, comment="Who published the report."),
    Column("url", Text, comment="Where the report stands on the web."),
    Column("file", Text, nullable=False, comment="Name of the file that it came from."),
    Column("line", Integer, nullable=False, comment="Its line there, from 1."),
    Column("recorded_at", DateTime, nullable=False, comment="When that import began (UTC)."),
    Index("imported_events_id", "source", "id", unique=True),
    Index("imported_events_pair", "source", "source_country", "target_country", "day"),
    Index("imported_events_day", "source", "day"),
    comment="Events that POLECAT, ICEWS or GDELT coded, to compare with ours; only the questions about them use it.",
)
