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
from dragoman.ledger.schema.findings import (
    claim_group_members,
    claim_groups,
    claim_vectors,
    event_links,
    incident_events,
    incidents,
    judgements,
)
from dragoman.ledger.schema.records import (
    actors,
    claim_disputers,
    claim_links,
    claims,
    contact_parties,
    contacts,
    event_actors,
    event_pairs,
    events,
    figures,
    positions,
)
from dragoman.ledger.schema.sources import copies, inputs, readings, reports, signature_bands, signatures

__all__ = [
    "actors",
    "claim_disputers",
    "claim_group_members",
    "claim_groups",
    "claim_links",
    "claim_vectors",
    "claims",
    "contact_parties",
    "contacts",
    "copies",
    "event_actors",
    "event_links",
    "event_pairs",
    "events",
    "figures",
    "incident_events",
    "incidents",
    "inputs",
    "judgements",
    "metadata",
    "positions",
    "readings",
    "reports",
    "revisions",
    "signature_bands",
    "signatures",
]
