"""The tables of a ledger: one schema for SQLite and PostgreSQL, each table and column with its meaning as a comment.

docs/ledger.md is made of these comments; a table or column without one fails the tests. Days are ISO dates, moments are
UTC. Offsets count characters of `reports.text`, end exclusive. Codes in lists are parted by blanks.

A record (event, claim, figure, contact, position) keeps its `id` for ever. What changes it adds a row with the next
`revision`; the row before it gets its `replaced_at`. What stands now has none, what stood on a day was recorded until
then and not yet replaced. Nothing is erased.
"""

from __future__ import annotations

from dragoman.ledger.schema.columns import metadata
from dragoman.ledger.schema.corrections import revisions
from dragoman.ledger.schema.describing import meanings
from dragoman.ledger.schema.findings import (
    claim_group_members,
    claim_groups,
    claim_marks,
    claim_pairs,
    claim_settings,
    claim_vectors,
    event_links,
    incident_events,
    incident_reports,
    incidents,
    judgements,
    telling_handles,
    tellings,
)
from dragoman.ledger.schema.imports import imported_events
from dragoman.ledger.schema.records import (
    actors,
    claim_disputers,
    claim_links,
    claims,
    contact_pairs,
    contact_parties,
    contacts,
    event_actors,
    event_pairs,
    event_parties,
    events,
    figures,
    positions,
)
from dragoman.ledger.schema.sources import copies, inputs, readings, reports, signature_bands, signatures
from dragoman.ledger.schema.watch import alert_facts, alert_posts, alert_rules, alerts, feeds

__all__ = [
    "actors",
    "alert_facts",
    "alert_posts",
    "alert_rules",
    "alerts",
    "claim_disputers",
    "claim_group_members",
    "claim_groups",
    "claim_links",
    "claim_marks",
    "claim_pairs",
    "claim_settings",
    "claim_vectors",
    "claims",
    "contact_pairs",
    "contact_parties",
    "contacts",
    "copies",
    "event_actors",
    "event_links",
    "event_pairs",
    "event_parties",
    "events",
    "feeds",
    "figures",
    "imported_events",
    "incident_events",
    "incident_reports",
    "incidents",
    "inputs",
    "judgements",
    "meanings",
    "metadata",
    "positions",
    "readings",
    "reports",
    "revisions",
    "signature_bands",
    "signatures",
    "telling_handles",
    "tellings",
]
