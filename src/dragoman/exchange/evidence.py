"""The columns that `--evidence` adds at the end of each row: where it stands, who says so, how sure it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from dragoman.exchange.columns import Column
from dragoman.exchange.rows import ToldEvent

R = TypeVar("R")

EVIDENCE: tuple[Column[ToldEvent], ...] = (
    Column("evidence_url", "address of the report", lambda e: e.report.url),
    Column("evidence_report", "id of the report in the ledger", lambda e: e.report.id),
    Column("evidence_sentence", "the sentence that tells of the event", lambda e: e.evidence),
    Column(
        "evidence_start", "offset of its first character in the report", lambda e: e.evidence_start, "whole"
    ),
    Column("evidence_end", "offset after its last character", lambda e: e.evidence_end, "whole"),
    Column("evidence_speaker", "on whose word the event rests, if on anybody's", lambda e: e.speaker),
    Column("evidence_status", "status of the event in the ledger", lambda e: e.status),
    Column("evidence_confidence", "how sure the reading is, 0 to 1", lambda e: e.confidence, "number"),
)


def evidence_of(event: Callable[[R], ToldEvent]) -> tuple[Column[R], ...]:
    """The same columns for rows that hold their event."""

    def column(of: Column[ToldEvent]) -> Column[R]:
        return Column(of.name, of.how, lambda row: of.value(event(row)), of.kind)

    return tuple(column(of) for of in EVIDENCE)
