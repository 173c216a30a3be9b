"""What `dragoman watch` keeps: feeds, rules, alerts and where they go. What the columns mean stands in the schema."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Date, DateTime, ForeignKey, Integer, Text

revision = "0002"
down_revision = "0001"

Key = BigInteger().with_variant(Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "feeds",
        Column("url", Text, primary_key=True),
        Column("etag", Text),
        Column("last_modified", Text),
        Column("fetched_at", DateTime),
        Column("due_at", DateTime, nullable=False),
        Column("ttl", Integer, nullable=False),
        Column("failures", Integer, nullable=False),
        Column("error", Text),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "alert_rules",
        Column("rule", Text, primary_key=True),
        Column("report_key", Key, ForeignKey("reports.key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "alerts",
        Column("key", Key, primary_key=True, autoincrement=True),
        Column("id", Text, nullable=False, unique=True),
        Column("rule", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("summary", Text, nullable=False),
        Column("records", Text, nullable=False),
        Column("sentence", Text, nullable=False),
        Column("day", Date),
        Column("report_key", Key, ForeignKey("reports.key"), nullable=False),
        Column("raised_at", DateTime, nullable=False),
        Column("told_at", DateTime),
    )
    op.create_index("ix_alerts_report_key", "alerts", ["report_key"])
    op.create_index("ix_alerts_told_at", "alerts", ["told_at"])
    op.create_table(
        "alert_facts",
        Column("rule", Text, primary_key=True),
        Column("fact", Text, primary_key=True),
        Column("alert_key", Key, ForeignKey("alerts.key"), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "alert_posts",
        Column("alert_key", Key, ForeignKey("alerts.key"), primary_key=True),
        Column("webhook", Text, primary_key=True),
        Column("failures", Integer, nullable=False),
        Column("due_at", DateTime),
        Column("posted_at", DateTime),
        sqlite_with_rowid=False,
    )
    op.create_index("alert_posts_due", "alert_posts", ["due_at"])
