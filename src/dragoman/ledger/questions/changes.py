"""Between whom did things change most of late? The last days against as many days before them."""

from __future__ import annotations

from datetime import date as Date
from datetime import timedelta

from msgspec import Struct
from sqlalchemy import Connection, Text, case, cast, func, select

from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.answers import Answer
from dragoman.ledger.questions.asking import party_name, standing
from dragoman.ledger.questions.contacts import HAPPENED

DAYS = 30
ROWS = 20


class Change(Struct, frozen=True, kw_only=True):
    """How two sides got on lately and before: `since` is the first of the last days, `until` the last one.

    `a` and `b` are codes, in the order of the alphabet, `a_name` and `b_name` names. `incidents` were counted from
    `since` to `until`, `incidents_before` in as many days before; `balance` and `balance_before` are those of
    cooperation less those of conflict, and `change` is the one less the other: below 0 for the worse. `events` counts
    what reports tell of the late ones, an incident in three reports three times.
    """

    a: str
    b: str
    a_name: str
    b_name: str
    since: Date
    until: Date
    incidents_before: int
    incidents: int
    balance_before: int
    balance: int
    change: int
    events: int


def changes(
    connection: Connection, *, today: Date, days: int = DAYS, rows: int = ROWS, as_of: Date | None = None
) -> Answer[Change]:
    """The pairs whose balance changed most in the last `days` days up to `today` against the `days` before.

    An incident counts once, in the time of its first day, and for cooperation or conflict as most of its events do.
    At most `rows` pairs, the largest change first; pairs without a change are left out. Raises LedgerError for fewer
    than 1 day.
    """
    if days < 1 or rows < 1:
        raise LedgerError("there is nothing to compare", next_step="Ask for 1 day and 1 row or more.")
    since = today - timedelta(days=days - 1)
    start = since - timedelta(days=days)
    events, pairs, links = schema.events, schema.event_pairs, schema.incident_events
    one = case((pairs.c.source < pairs.c.target, pairs.c.source), else_=pairs.c.target)
    other = case((pairs.c.source < pairs.c.target, pairs.c.target), else_=pairs.c.source)
    good = case((events.c.quad.in_(("verbal cooperation", "material cooperation")), 1), else_=-1)
    incidents = (
        select(
            one.label("a"),
            other.label("b"),
            func.min(events.c.day).label("day"),
            func.sum(good).label("sum"),
            func.count(events.c.key.distinct()).label("events"),
        )
        .join(pairs, pairs.c.event_key == events.c.key)
        .outerjoin(links, links.c.event_id == events.c.id)
        .where(
            events.c.day.between(start, today),
            events.c.status == HAPPENED,
            pairs.c.source != pairs.c.target,
            standing(events, as_of),
        )
        .group_by(one, other, func.coalesce(cast(links.c.incident_key, Text), events.c.id))
        .subquery("incidents")
    )
    late = incidents.c.day >= since
    sign = case((incidents.c.sum > 0, 1), (incidents.c.sum < 0, -1), else_=0)
    sums = (
        select(
            incidents.c.a,
            incidents.c.b,
            func.sum(case((late, 0), else_=1)).label("incidents_before"),
            func.sum(case((late, 1), else_=0)).label("incidents"),
            func.sum(case((late, 0), else_=sign)).label("balance_before"),
            func.sum(case((late, sign), else_=0)).label("balance"),
            func.sum(case((late, incidents.c.events), else_=0)).label("events"),
        )
        .group_by(incidents.c.a, incidents.c.b)
        .subquery("sums")
    )
    change = sums.c.balance - sums.c.balance_before
    number = sums.c.incidents + sums.c.incidents_before
    asked = (
        select(sums, change.label("change"))
        .where(change != 0)
        .order_by(func.abs(change).desc(), number.desc(), sums.c.a, sums.c.b)
        .limit(rows)
    )
    return Answer(
        Change,
        [
            Change(
                a=row.a,
                b=row.b,
                a_name=party_name(connection, row.a),
                b_name=party_name(connection, row.b),
                since=since,
                until=today,
                incidents_before=int(row.incidents_before),
                incidents=int(row.incidents),
                balance_before=int(row.balance_before),
                balance=int(row.balance),
                change=int(row.change),
                events=int(row.events),
            )
            for row in connection.execute(asked)
        ],
    )
