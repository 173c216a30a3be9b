"""Many reports, one record. Now: claims across reports."""

from __future__ import annotations

from dragoman.ledger.claims import ClaimGroup, ClaimMember, Conflict, Told, Voice, Why, group_claims
from dragoman.ledger.propositions import Stance
from dragoman.ledger.sentences import SentenceModel

__all__ = [
    "ClaimGroup",
    "ClaimMember",
    "Conflict",
    "SentenceModel",
    "Stance",
    "Told",
    "Voice",
    "Why",
    "group_claims",
]
