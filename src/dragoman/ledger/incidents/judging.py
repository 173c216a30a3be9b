"""What people decide about pairs of events: kept as it was decided, never erased, and binding for linking."""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct
from sqlalchemy import Connection, insert, select

from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.incidents.linking import again
from dragoman.ledger.writing import now

Verdict = Literal["same", "different"]


class Judgement(Struct, frozen=True):
    """`by` says that two events are the same incident, or different ones; of several on one pair the last holds."""

    one: str
    other: str
    verdict: Verdict
    by: str
    reason: str | None = None


def judge(
    connection: Connection, one: str, other: str, verdict: Verdict, *, by: str, reason: str | None = None
) -> Judgement:
    """Note what somebody decided about two events, and work out their incidents anew.

    "different" keeps the two apart, whatever links them: they never stand in one incident. Raises LedgerError for an
    unknown or rejected event, an unknown verdict, or a judgement about one event alone.
    """
    if verdict not in get_args(Verdict):
        raise LedgerError(f"{verdict!r} is no verdict", next_step="Say same or different.")
    if one == other:
        raise LedgerError(f"{one} was named twice", next_step="Name two events.")
    if not by.strip():
        raise LedgerError("nobody is named who judges", next_step="Say by whom.")
    first, second = sorted((one, other))
    known = select(schema.incident_events.c.event_id).where(
        schema.incident_events.c.event_id.in_((one, other))
    )
    found = set(connection.execute(known).scalars())
    for event in (one, other):
        if event not in found:
            raise LedgerError(
                f"there is no event {event}",
                next_step="`dragoman incidents show ID` shows the events of an incident.",
            )
    judged = Judgement(first, second, verdict, by, reason)
    row = {
        "one": first,
        "other": second,
        "verdict": verdict,
        "by": by,
        "reason": reason,
        "recorded_at": now(),
    }
    connection.execute(insert(schema.judgements), row)
    again(connection, {one, other})
    return judged
