"""What people decide about records: accept, change, reject, restore; each with a name and a reason, nothing erased."""

from __future__ import annotations

from dragoman.ledger.corrections.decisions import accept, change, history, reject, restore
from dragoman.ledger.corrections.fields import FIELDS
from dragoman.ledger.corrections.rereading import Reread, reread
from dragoman.ledger.corrections.revision import Revision

__all__ = ["FIELDS", "Reread", "Revision", "accept", "change", "history", "reject", "reread", "restore"]
