"""Which events of many reports are the same incident? Each merge with its reasons and its score."""

from __future__ import annotations

from dragoman.ledger.incidents.comparing import Link, Reason, compare
from dragoman.ledger.incidents.judging import Judgement, Verdict, judge
from dragoman.ledger.incidents.linking import again, link, relink

__all__ = ["Judgement", "Link", "Reason", "Verdict", "again", "compare", "judge", "link", "relink"]
