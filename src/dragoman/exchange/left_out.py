"""What an export leaves out, and why, in counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from dragoman.exchange.selection import Selection
from dragoman.ledger import schema
from dragoman.ledger.questions.asking import standing

NO_OTHER_RECORDS = "the format holds events only; jsonl and plover hold all"

_KINDS = {
    "claims": schema.claims,
    "figures": schema.figures,
    "contacts": schema.contacts,
    "positions": schema.positions,
}


class LeftOut:
    """Counts of what was left out: of events by reason, of other records by kind."""

    def __init__(self) -> None:
        self.events: Counter[str] = Counter()
        self.others: dict[str, int] = {}

    def __iter__(self) -> Iterator[str]:
        """A sentence for each reason: "12 events of status denied: POLECAT holds what happened"."""
        for reason, count in sorted(self.events.items(), key=lambda one: (-one[1], one[0])):
            yield f"{_counted(count, 'events')} {reason}"
        told = [_counted(count, kind) for kind, count in self.others.items() if count]
        if told:
            yield f"{', '.join(told)}: {NO_OTHER_RECORDS}"

    def event(self, reason: str) -> None:
        """Count an event; `reason` goes on from "12 events" ("of status denied: ...")."""
        self.events[reason] += 1

    def other_records(self, connection: Connection, selection: Selection) -> None:
        """Count the claims, figures, ... of the reports with selected events, for a format that holds events only."""
        for kind, table in _KINDS.items():
            asked = select(func.count()).select_from(table).where(standing(table, selection.as_of))
            if selection.narrows:
                told = select(schema.events.c.report_key).where(*selection.conditions())
                asked = asked.where(table.c.report_key.in_(told))
            self.others[kind] = connection.execute(asked).scalar_one()


def _counted(count: int, things: str) -> str:
    return f"{count:,} {things if count != 1 else things.removesuffix('s')}"
