"""The table of what people and later readings decided about records."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Integer, Table, Text

from dragoman.ledger.schema.columns import key_column, metadata

revisions = Table(
    "revisions",
    metadata,
    key_column("Number of the decision, in the order in which they were made."),
    Column("record_id", Text, nullable=False, index=True, comment="The record."),
    Column("kind", Text, nullable=False, comment="event, claim, figure, contact or position."),
    Column("revision", Integer, nullable=False, comment="The revision that was accepted, made or rejected."),
    Column(
        "decision",
        Text,
        nullable=False,
        index=True,
        comment="accept, change, reject, restore (a rejected record) or reread (by another reader).",
    ),
    Column("by", Text, nullable=False, comment="Who decided: a person's name, or the reader's version."),
    Column("reason", Text, comment="Why."),
    Column(
        "changes", Text, nullable=False, comment="What was changed, a JSON object: column to [before, after]."
    ),
    Column("recorded_at", DateTime, nullable=False, comment="When (UTC)."),
    comment="Every decision about a record, by whom and why; a record without any stands as it was read.",
)
