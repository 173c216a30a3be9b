"""How did two sides get on, period by period? Quiet periods are there too, as zeros."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date as Date
from datetime import timedelta
from typing import Any, get_args

from msgspec import Struct, field
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Text,
    and_,
    cast,
    func,
    or_,
    select,
    true,
    union_all,
)

from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.questions.asking import standing
from dragoman.ledger.questions.contacts import HAPPENED
from dragoman.ledger.questions.sides import Side, Unit, between, first_day, side
from dragoman.ledger.questions.timeline_rows import QUADS, Period, Timeline
from dragoman.records import STATUSES

UNITS: tuple[Unit, ...] = get_args(Unit)
WINDOWS: dict[Unit, int] = {"day": 30, "week": 8, "month": 6, "year": 3}
"""Periods of the moving balance where none are named: long enough to be calm, short enough to turn."""
MOST_PERIODS = 20_000
"""Periods that a timeline may have: fifty years of days."""


_EVENT, _DAY, _QUAD, _SCORE, _REPORT, _INCIDENT = range(6)
"""Places in a row of what is counted: by name they take half as long again."""


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
    # An event between both in both ways has a row for each.
    told = {row[0]: row for row in connection.execute(_told(ways, status, since, until, as_of))}
    dated = [row for row in told.values() if row.day is not None]
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
        reports=len({row[_REPORT] for row in dated}),
        undated=len(told) - len(dated),
    )


# Counting


def _told(
    ways: list[tuple[Side, Side]],
    status: Collection[str],
    since: Date | None,
    until: Date | None,
    as_of: Date | None,
) -> CompoundSelect[Any]:
    """The events between the sides, with the incident that each belongs to; those without a day too."""
    pairs, events = schema.event_pairs, schema.events
    asked = [
        select(
            pairs.c.event_key,
            pairs.c.day,
            pairs.c.quad,
            pairs.c.score,
            pairs.c.report_key,
            pairs.c.incident_key,
        ).where(
            pairs.c.source.in_(x.codes),
            pairs.c.target.in_(y.codes),
            *([pairs.c.status.in_(status)] if status else []),
        )
        for x, y in ways
    ]
    if since or until:
        within = or_(pairs.c.day.is_(None), and_(true(), *_between(pairs.c.day, since, until)))
        asked = [one.where(within) for one in asked]
    if as_of is None:
        # Nothing but the index of the pairs is read.
        asked = [one.where(standing(pairs)) for one in asked]
    else:
        asked = [
            one.join(events, events.c.key == pairs.c.event_key).where(standing(events, as_of))
            for one in asked
        ]
    return union_all(*asked)


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
    incidents: dict[int, list[Any]] = {}
    for row in dated:
        key, incident = row[_EVENT], row[_INCIDENT]
        if incident is None:
            incidents[-key] = [row]
        elif incident in incidents:
            incidents[incident].append(row)
        else:
            incidents[incident] = [row]
    counts: dict[Date, _Counts] = defaultdict(_Counts)
    reports: dict[tuple[Date, str], set[int]] = defaultdict(set)
    starts: dict[Date, Date] = {}
    for events in incidents.values():
        _, day, quad, score, report, _ = events[0]
        if len(events) > 1:
            day = min(row[_DAY] for row in events)
            quads = Counter(row[_QUAD] for row in events)
            quad = min(quads, key=lambda quad: (-quads[quad], quad))
            scores = [row[_SCORE] for row in events if row[_SCORE] is not None]
            score = sum(scores) / len(scores) if scores else None
        if day not in starts:
            starts[day] = _start_of(day, by)
        start = starts[day]
        one = counts[start]
        one.events += len(events)
        one.incidents[quad] = one.incidents.get(quad, 0) + 1
        if score is not None:
            one.scored += 1
            one.score += score
        reports[start, quad].add(report)
        if len(events) > 1:
            reports[start, quad].update(row[_REPORT] for row in events)
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
    pairs, told = schema.contact_pairs, schema.contacts
    asked = (
        select(func.min(pairs.c.day).label("day"))
        .where(between(one, other), pairs.c.status == HAPPENED, pairs.c.day.is_not(None))
        .where(*_between(pairs.c.day, since, until))
        .group_by(func.coalesce(cast(pairs.c.incident_key, Text), pairs.c.event_id))
    )
    if as_of is None:
        found = asked.where(standing(pairs)).subquery()
    else:
        found = asked.join(told, told.c.key == pairs.c.contact_key).where(standing(told, as_of)).subquery()
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
