"""Many reports, one record: the ledger, what one can ask it, and claims across reports."""

from __future__ import annotations

from dragoman.ledger.answers import Answer
from dragoman.ledger.claims import ClaimGroup, ClaimMember, Conflict, Told, Voice, group_claims
from dragoman.ledger.ledger import Ledger
from dragoman.ledger.propositions import Stance
from dragoman.ledger.sentences import SentenceModel
from dragoman.ledger.standpoints import Why

__all__ = [
    "Answer",
    "ClaimGroup",
    "ClaimMember",
    "Conflict",
    "Ledger",
    "SentenceModel",
    "Stance",
    "Told",
    "Voice",
    "Why",
    "group_claims",
]
