"""The tables of `dragoman watch`: how far each feed was followed, and which alerts were raised and passed on."""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, Index, Integer, Table, Text

from dragoman.ledger.schema.columns import key_column, key_of, metadata

feeds = Table(
    "feeds",
    metadata,
    Column("url", Text, primary_key=True, comment="Its address, as the list of feeds has it."),
    Column("etag", Text, comment="What the server calls the version that was taken in last (ETag)."),
    Column("last_modified", Text, comment="When the server says that version is from (Last-Modified)."),
    Column("fetched_at", DateTime, comment="When it last gave an answer that could be used (UTC)."),
    Column("due_at", DateTime, nullable=False, comment="When it is to be asked next (UTC)."),
    Column("ttl", Integer, nullable=False, comment="Seconds that it asks to be left between two requests."),
    Column("failures", Integer, nullable=False, comment="Times in a row that it could not be had."),
    Column("error", Text, comment="What was wrong the last time; empty when nothing was."),
    sqlite_with_rowid=False,
    comment="The feeds that are followed, and how far.",
)

alert_rules = Table(
    "alert_rules",
    metadata,
    Column("rule", Text, primary_key=True, comment="Name of the rule."),
    key_of(
        "reports",
        "The last report that it was applied to; empty when the ledger had none.",
        "report_key",
        nullable=True,
    ),
    sqlite_with_rowid=False,
    comment="The rules by which alerts are raised, and how far in the ledger each was applied.",
)

alerts = Table(
    "alerts",
    metadata,
    key_column("Number of the alert."),
    Column("id", Text, nullable=False, unique=True, comment="Hash of the rule and of the fact."),
    Column("rule", Text, nullable=False, comment="Name of the rule."),
    Column("kind", Text, nullable=False, comment="silence, event, dispute or toll."),
    Column("summary", Text, nullable=False, comment="What it tells, in a line."),
    Column("records", Text, nullable=False, comment="Ids of the records that raised it, a JSON list."),
    Column("sentence", Text, nullable=False, comment="The words of the report that raised it."),
    Column("day", Date, comment="Day of what it tells of."),
    key_of("reports", "The report that raised it.", index=True),
    Column("raised_at", DateTime, nullable=False, comment="When it was raised (UTC)."),
    Column("told_at", DateTime, index=True, comment="When it was shown and written down (UTC)."),
    comment="Alerts: what a rule was waiting for, each fact once for each rule.",
)

alert_facts = Table(
    "alert_facts",
    metadata,
    Column("rule", Text, primary_key=True, comment="Name of the rule."),
    Column(
        "fact",
        Text,
        primary_key=True,
        comment="Id of a record or report that tells of it, or two sides and the day their silence began.",
    ),
    key_of("alerts", "The alert."),
    sqlite_with_rowid=False,
    comment="What the facts are known by that a rule has raised an alert for, so that none raises another.",
)

alert_posts = Table(
    "alert_posts",
    metadata,
    key_of("alerts", "The alert.", primary_key=True),
    Column("webhook", Text, primary_key=True, comment="Name of the webhook."),
    Column("failures", Integer, nullable=False, comment="Times that it did not take the alert."),
    Column("due_at", DateTime, comment="When to post it next (UTC); empty when there is no more to do."),
    Column("posted_at", DateTime, comment="When the webhook took it (UTC); empty for one given up."),
    Index("alert_posts_due", "due_at"),
    sqlite_with_rowid=False,
    comment="Alerts on their way to webhooks.",
)
