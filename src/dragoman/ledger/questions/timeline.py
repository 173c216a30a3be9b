"""How did two sides get on, period by period? Quiet periods are there too, as zeros."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date as Date
from datetime import timedelta
from typing import Any, get_args

from msgspec import Struct, field
from sqlalchemy import ColumnElement, Connection, Select, Text, and_, cast, func, or_, select, true

from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.questions.asking import standing
from dragoman.ledger.questions.contacts import HAPPENED
from dragoman.ledger.questions.sides import Side, Unit, first_day, side
from dragoman.ledger.questions.timeline_rows import QUADS, Period, Timeline
from dragoman.records import STATUSES

UNITS: tuple[Unit, ...] = get_args(Unit)
WINDOWS: dict[Unit, int] = {"day": 30, "week": 8, "month": 6, "year": 3}
"""Periods of the moving balance where none are named: long enough to be calm, short enough to turn."""
MOST_PERIODS = 20_000
"""Periods that a timeline may have: fifty years of days."""


class _Counts(Struct):
    """What was counted in one period; the dictionaries are by quad class."""

    incidents: dict[str, int] = field(default_factory=dict)
    reports: dict[str, int] = field(default_factory=dict)
    events: int = 0
    score: float = 0.0
    scored: int = 0
    all_reports: int = 0
    contacts: int = 0


def timeline(
    connection: Connection,
    a: str,
    b: str,
    *,
    by: Unit = "month",
    since: Date | None = None,
    until: Date | None = None,
    status: Collection[str] = (HAPPENED,),
    directed: bool = False,
    window: int | None = None,
    as_of: Date | None = None,
) -> Timeline:
    """The events between two sides by day, week, month or year; from `a` to `b` alone when `directed`.

    The periods run from that of `since`, or of the first event, to that of `until`, or of the last event; a country
    and itself is a pair too (what happened within it). `status` are the statuses wanted, all of them when it is empty.
    Raises LedgerError when a side is unknown, a word is none of its kind, or there would be more than `MOST_PERIODS`.
    """
    if by not in UNITS:
        raise LedgerError(f"there is no period {by!r}", next_step=f"Take one of: {', '.join(UNITS)}.")
    if unknown := set(status) - set(STATUSES):
        raise LedgerError(
            f"there is no status {min(unknown)!r}", next_step=f"Take one of: {', '.join(STATUSES)}."
        )
    window = WINDOWS[by] if window is None else window
    if window < 1:
        raise LedgerError("a mean is of one period at least", next_step="Ask for 1 period or more.")
    if since and until and until < since:
        raise LedgerError("the time asked for ends before it begins", next_step="Give the earlier day first.")
    one, other = side(connection, a), side(connection, b)
    ways = [(one, other)] if directed or one.code == other.code else [(one, other), (other, one)]
    told = connection.execute(_told(ways, status, since, until, as_of)).all()
    dated = [row for row in told if row.day is not None]
    counts = _counts(dated, by)
    starts = _starts(counts, by, since, until)
    # Contacts alone make no timeline: they are marks beside what is counted.
    for start, number in _contacts(connection, one, other, by, since, until, as_of) if starts else ():
        if starts[0] <= start <= starts[-1]:
            counts[start].contacts = number
    return Timeline(
        _periods(starts, counts, by, window),
        a=one,
        b=other,
        by=by,
        window=window,
        directed=directed,
        reports=len({row.report for row in dated}),
        undated=len(told) - len(dated),
    )


# Counting


def _told(
    ways: list[tuple[Side, Side]],
    status: Collection[str],
    since: Date | None,
    until: Date | None,
    as_of: Date | None,
) -> Select[Any]:
    """The events between the sides, each once, with the incident that it belongs to; those without a day too."""
    pairs, events, links = schema.event_pairs, schema.events, schema.incident_events
    keys = [
        select(pairs.c.event_key).where(
            pairs.c.source.in_(x.codes),
            pairs.c.target.in_(y.codes),
            or_(pairs.c.day.is_(None), and_(true(), *_between(pairs.c.day, since, until))),
            *([pairs.c.status.in_(status)] if status else []),
        )
        for x, y in ways
    ]
    wanted = keys[0].union(*keys[1:]).subquery()
    return (
        select(
            events.c.key,
            events.c.day,
            events.c.quad,
            events.c.score,
            events.c.report_key.label("report"),
            links.c.incident_key.label("incident"),
        )
        .join(wanted, wanted.c.event_key == events.c.key)
        .outerjoin(links, links.c.event_id == events.c.id)
        .where(standing(events, as_of))
    )


def _between(day: ColumnElement[Any], since: Date | None, until: Date | None) -> Iterator[Any]:
    if since:
        yield day >= since
    if until:
        yield day <= until


def _counts(dated: Sequence[Any], by: Unit) -> dict[Date, _Counts]:
    """What is counted in each period, by the period's first day.

    An incident is in the period of the first day that any of its events gives, and of the quad class that most give; of
    equally many the first by name.
    """
    # An event that belongs to no incident stands for itself: keys of the two are told apart by their sign.
    incidents: dict[int, list[Any]] = defaultdict(list)
    for row in dated:
        incidents[-row.key if row.incident is None else row.incident].append(row)
    counts: dict[Date, _Counts] = defaultdict(_Counts)
    reports: dict[tuple[Date, str], set[int]] = defaultdict(set)
    for events in incidents.values():
        start = _start_of(min(row.day for row in events), by)
        quads = Counter(row.quad for row in events)
        quad = min(quads, key=lambda quad: (-quads[quad], quad))
        one = counts[start]
        one.events += len(events)
        one.incidents[quad] = one.incidents.get(quad, 0) + 1
        scores = [row.score for row in events if row.score is not None]
        if scores:
            one.scored += 1
            one.score += sum(scores) / len(scores)
        reports[start, quad].update(row.report for row in events)
    for (start, quad), keys in reports.items():
        counts[start].reports[quad] = len(keys)
    for start, one in counts.items():
        one.all_reports = len(set().union(*(reports[start, quad] for quad in one.reports)))
    return counts


def _contacts(
    connection: Connection,
    one: Side,
    other: Side,
    by: Unit,
    since: Date | None,
    until: Date | None,
    as_of: Date | None,
) -> Iterator[tuple[Date, int]]:
    """How many contacts happened in each period: the period's first day, and their number."""
    told, parties, links = schema.contacts, schema.contact_parties, schema.incident_events
    p, q = parties.alias("p"), parties.alias("q")
    found = (
        select(func.min(told.c.day).label("day"))
        .join(p, p.c.contact_key == told.c.key)
        .join(q, q.c.contact_key == told.c.key)
        .outerjoin(links, links.c.event_id == told.c.event_id)
        .where(
            p.c.party.in_(one.codes),
            q.c.party.in_(other.codes),
            p.c.party != q.c.party,
            told.c.status == HAPPENED,
            told.c.day.is_not(None),
            standing(told, as_of),
            *_between(told.c.day, since, until),
        )
        .group_by(func.coalesce(cast(links.c.incident_key, Text), told.c.event_id))
        .subquery()
    )
    start = first_day(connection, found.c.day, by)
    inner = select(start.label("start")).subquery()
    for row in connection.execute(select(inner.c.start, func.count()).group_by(inner.c.start)):
        yield row[0], row[1]


# Periods


def _starts(counts: Mapping[Date, _Counts], by: Unit, since: Date | None, until: Date | None) -> list[Date]:
    """The first days of all periods. Raises LedgerError when they are too many."""
    if not counts:
        return []
    start = _start_of(since, by) if since else min(counts)
    end = _start_of(until, by) if until else max(counts)
    days = {"day": 1, "week": 7, "month": 30, "year": 365}[by]
    if (end - start).days // days > MOST_PERIODS:
        raise LedgerError(
            f"from {start} to {end} there are more than {MOST_PERIODS:,} {by}s",
            next_step="Ask for longer periods, or for a shorter time with since and until.",
        )
    starts = [start]
    while starts[-1] < end:
        starts.append(_after(starts[-1], by))
    return starts


def _start_of(day: Date, by: Unit) -> Date:
    match by:
        case "week":
            return day - timedelta(days=day.weekday()) if day.toordinal() > day.weekday() else day
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)
    return day


def _after(start: Date, by: Unit) -> Date:
    """The first day of the next period."""
    match by:
        case "day":
            return start + timedelta(days=1)
        case "week":
            return start + timedelta(days=7)
        case "month":
            return (start + timedelta(days=31)).replace(day=1)
    return start.replace(year=start.year + 1)


def _periods(starts: list[Date], counts: Mapping[Date, _Counts], by: Unit, window: int) -> list[Period]:
    none = _Counts()
    periods: list[Period] = []
    balances: list[int] = []
    for start in starts:
        one = counts.get(start, none)
        number = {quad: one.incidents.get(quad, 0) for quad in QUADS}
        balance = (
            number["verbal cooperation"]
            + number["material cooperation"]
            - number["verbal conflict"]
            - number["material conflict"]
        )
        before = balances[-window:]
        balances.append(balance)
        recent = balances[-window:]
        periods.append(
            Period(
                start=start,
                end=_after(start, by) - timedelta(days=1),
                incidents=sum(number.values()),
                events=one.events,
                reports=one.all_reports,
                contacts=one.contacts,
                **{quad.replace(" ", "_"): number[quad] for quad in QUADS},
                **{f"{quad.replace(' ', '_')}_reports": one.reports.get(quad, 0) for quad in QUADS},
                intensity=round(one.score / one.scored, 3) if one.scored else None,
                balance=balance,
                moving_balance=round(sum(recent) / len(recent), 3),
                shift=round(balance - sum(before) / len(before), 3) if before else None,
            )
        )
    return periods
