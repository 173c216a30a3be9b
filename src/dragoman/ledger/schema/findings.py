"""The tables of what many reports tell together: incidents, groups of claims, and what they rest on."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from dragoman.ledger.schema.columns import (
    key_column,
    key_of,
    metadata,
)

incidents = Table(
    "incidents",
    metadata,
    key_column("Number of the incident."),
    Column("id", Text, nullable=False, unique=True, comment="Id of its first event."),
    Column("type", Text, nullable=False, comment="PLOVER type that most of its events have."),
    Column("status", Text, nullable=False, comment="Status that its latest events have."),
    Column("day_first", Date, comment="First day on which it may have been."),
    Column("day_last", Date, comment="Last day on which it may have been."),
    Column("place", Text, comment="Its place, as exactly as a report has it."),
    Column("place_country", Text, comment="Country of the place, alpha-3."),
    Column("latitude", Float, comment="Degrees north (WGS 84)."),
    Column("longitude", Float, comment="Degrees east (WGS 84)."),
    Column("reports", Integer, nullable=False, comment="Reports that tell of it."),
    Index("incidents_day", "day_first"),
    comment="The same event as told by several reports.",
)

incident_events = Table(
    "incident_events",
    metadata,
    Column("event_id", Text, primary_key=True, comment="The event."),
    key_of("incidents", "Its incident.", index=True),
    sqlite_with_rowid=False,
    comment="Which events are one incident; every event belongs to exactly one.",
)

event_links = Table(
    "event_links",
    metadata,
    Column("one", Text, primary_key=True, comment="The event or report whose id sorts first."),
    Column("other", Text, primary_key=True, index=True, comment="The other event or report."),
    Column("score", Float, nullable=False, comment="How likely they are the same, 0 to 1."),
    Column("why", Text, nullable=False, comment="What was compared and what it weighed, a JSON object."),
    sqlite_with_rowid=False,
    comment="Pairs that were compared and may be the same: two events, or an event and a report as a whole.",
)

tellings = Table(
    "tellings",
    metadata,
    key_column("Number of the telling."),
    Column("id", Text, nullable=False, unique=True, comment="The event, or the report as a whole."),
    key_of("reports", "The report that tells.", index=True),
    Column("traits", LargeBinary, nullable=False, comment="What it is compared by, a JSON list."),
    comment="Events, and reports as wholes, as they are compared with others to find incidents.",
)

telling_handles = Table(
    "telling_handles",
    metadata,
    Column("handle", BigInteger, primary_key=True, comment="Hash of a name, a party or a place."),
    Column("day", Integer, primary_key=True, comment="Day, counted from 0001-01-01 as day 1; 0 for none."),
    key_of("tellings", "The telling.", primary_key=True),
    sqlite_with_rowid=False,
    comment="Index of tellings: those that share handles near in time are compared.",
)

incident_reports = Table(
    "incident_reports",
    metadata,
    key_of("incidents", "The incident.", primary_key=True),
    key_of("reports", "The report.", primary_key=True, index=True),
    Column("score", Float, nullable=False, comment="How likely it tells of the incident, 0 to 1."),
    sqlite_with_rowid=False,
    comment="Reports that tell of an incident by their words, without an event that is part of it.",
)

judgements = Table(
    "judgements",
    metadata,
    key_column("Number of the judgement."),
    Column("one", Text, nullable=False, index=True, comment="The event whose id sorts first."),
    Column("other", Text, nullable=False, index=True, comment="The other event."),
    Column("verdict", Text, nullable=False, comment="same or different."),
    Column("by", Text, nullable=False, comment="Who judged."),
    Column("reason", Text, comment="Why."),
    Column(
        "recorded_at", DateTime, nullable=False, comment="When (UTC); of several on one pair the last holds."
    ),
    comment="What people decided about pairs of events; linking respects it.",
)

claim_vectors = Table(
    "claim_vectors",
    metadata,
    Column("claim_id", Text, primary_key=True, comment="The claim."),
    Column("vector", LargeBinary, nullable=False, comment="Direction of its words: 384 signed bytes."),
    Column(
        "proposition",
        Text,
        nullable=False,
        comment="What it says of the world and how it stands to it, a JSON object.",
    ),
    sqlite_with_rowid=False,
    comment="What claims are compared by.",
)

claim_settings = Table(
    "claim_settings",
    metadata,
    Column("report_id", Text, primary_key=True, comment="The report."),
    Column("names", Text, nullable=False, comment="Names and parties in it, in lower case, a JSON list."),
    sqlite_with_rowid=False,
    comment="What the reports of claims name beside the claims.",
)

claim_marks = Table(
    "claim_marks",
    metadata,
    Column(
        "mark",
        BigInteger,
        primary_key=True,
        comment="63-bit hash of a word or name of the claim, or of its parties.",
    ),
    Column("day", Integer, primary_key=True, comment="Its day, counted from 1 January of the year 1; or 0."),
    Column("claim_id", Text, primary_key=True, comment="The claim."),
    sqlite_with_rowid=False,
    comment="What claims are looked up by: claims that share a mark and are near in time are compared.",
)

claim_pairs = Table(
    "claim_pairs",
    metadata,
    Column("one", Text, primary_key=True, comment="The claim whose id sorts first."),
    Column("other", Text, primary_key=True, index=True, comment="The other claim."),
    Column("chance", Float, nullable=False, comment="How likely they are about the same thing, 0 to 1."),
    sqlite_with_rowid=False,
    comment="Pairs of claims that were compared and may be about the same thing: what groups are joined by.",
)

claim_groups = Table(
    "claim_groups",
    metadata,
    key_column("Number of the group."),
    Column("id", Text, nullable=False, unique=True, comment="Id of its first claim."),
    Column(
        "about", Text, nullable=False, comment="What it is about, in the words of the most typical member."
    ),
    Column("since", Date, comment="First day on which a report told of it."),
    Column("until", Date, comment="Last day on which a report told of it."),
    Column(
        "disputed",
        Boolean,
        nullable=False,
        index=True,
        comment="Whether somebody denies what somebody else says.",
    ),
    Column("reports", Integer, nullable=False, comment="Reports that tell of it."),
    Index("claim_groups_until", "until"),
    comment="Claims about the same thing.",
)

claim_group_members = Table(
    "claim_group_members",
    metadata,
    Column("claim_id", Text, primary_key=True, comment="The claim."),
    Column(
        "place",
        Integer,
        primary_key=True,
        comment="0 for its speaker, then those who dispute it in the same report.",
    ),
    key_of("claim_groups", "Its group.", "group_key", index=True),
    Column("stance", Text, nullable=False, comment="asserts, denies, confirms, doubts, demands or proposes."),
    key_of("actors", "Whose stance it is; empty where nobody is named.", nullable=True, index=True),
    Column("why", Text, comment="What joined it to the group, a JSON object; empty for a group of one."),
    sqlite_with_rowid=False,
    comment="Which claims are about the same thing, and who takes which stance.",
)
