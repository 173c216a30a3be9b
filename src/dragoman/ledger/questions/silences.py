"""Who was in touch and fell silent, and which contacts broke a silence?"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Sequence
from datetime import date as Date
from itertools import groupby
from statistics import median
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, Select, Text, and_, case, cast, func, or_, select

from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.answers import Answer
from dragoman.ledger.questions.asking import party_name, standing
from dragoman.ledger.questions.contacts import HAPPENED
from dragoman.ledger.questions.sides import Side, between, days_between, sides

GATHERING = 6
"""Parties from which on a contact is a gathering, which tells little of any two of those who came."""

MIN_DAYS = 30
RECENT_DAYS = 365


class Silence(Struct, frozen=True, kw_only=True):
    """A time without contact between two sides.

    `kind` is "open" when it still lasts, "broken" when a contact ended it. `a` and `b` are codes, `a_name` and
    `b_name` names. `since` is the day of the last contact before, `since_contact` its id; `until` and `until_contact`
    are those of the contact that broke it, empty for an open one. `days` is how long it lasts or lasted. Of the
    contacts up to its beginning: `contacts` counts them, `first` is the day of the first, `usual_days` is the median
    of the days from one to the next (empty where there is one alone), `longest_days` the longest such time.

    `chance` (0 to 1) tells how unusual the silence is, a low one being most so: (T / (T + days)) ** n for n times of
    silence that were T days in all. It is the chance of no contact in as many days, were contacts to go on as often as
    before, at random; with few contacts before, little is unusual. With a single one it is 1.
    """

    kind: Literal["open", "broken"]
    a: str
    b: str
    a_name: str
    b_name: str
    since: Date
    since_contact: str
    until: Date | None
    until_contact: str | None
    days: int
    contacts: int
    first: Date
    usual_days: float | None
    longest_days: int | None
    chance: float


def silences(
    connection: Connection,
    *,
    today: Date,
    min_days: int = MIN_DAYS,
    since: Date | None = None,
    pair: tuple[str, str] | None = None,
    as_of: Date | None = None,
) -> Answer[Silence]:
    """Silences of at least `min_days` days: first those that last, the most unusual first, then those that were broken.

    Open ones last up to the day `today`; contacts after it are left out. Broken ones are those that ended on `since` or
    later (a year before `today`, without it), the latest first. `pair` asks for two sides alone. Contacts of
    `GATHERING` parties and more do not count, but for a pair asked for. Raises LedgerError for a pair that is none, or
    a number of days below 1.
    """
    if min_days < 1:
        raise LedgerError("a silence lasts a day at least", next_step="Ask for 1 day or more.")
    two = sides(connection, *pair) if pair else None
    since = since or Date.fromordinal(max(1, today.toordinal() - RECENT_DAYS))
    rows = connection.execute(_steps(connection, today, min_days, since, two, as_of))
    found = [
        silence
        for (a, b), steps in groupby(rows, key=lambda row: (row.a, row.b))
        for silence in _of_pair(a, b, list(steps), today, min_days, since)
    ]
    found.sort(key=_order)
    names: dict[str, str] = {}
    return Answer(Silence, [_named(connection, one, names) for one in found])


def _steps(
    connection: Connection,
    today: Date,
    min_days: int,
    since: Date,
    two: tuple[Side, Side] | None,
    as_of: Date | None,
) -> Select[Any]:
    """Each contact of each pair that has a silence to tell of, with the days since the one before: one pass."""
    contacts = _pair_contacts(today, two, as_of).cte("pair_contacts")
    pair = (contacts.c.a, contacts.c.b)
    before = func.lag(contacts.c.day).over(partition_by=pair, order_by=(contacts.c.day, contacts.c.contact))
    steps = select(
        contacts,
        days_between(connection, contacts.c.day, before).label("days"),
        func.max(contacts.c.day).over(partition_by=pair).label("last"),
    ).cte("steps")
    breaks = case((and_(steps.c.days >= min_days, steps.c.day >= since), 1), else_=0)
    marked = select(
        steps, func.max(breaks).over(partition_by=(steps.c.a, steps.c.b)).label("broken")
    ).subquery("marked")
    silent_since = Date.fromordinal(max(1, today.toordinal() - min_days))
    return (
        select(marked.c.a, marked.c.b, marked.c.day, marked.c.contact, marked.c.days)
        .where(or_(marked.c.last <= silent_since, marked.c.broken == 1))
        .order_by(marked.c.a, marked.c.b, marked.c.day, marked.c.contact)
    )


def _pair_contacts(today: Date, two: tuple[Side, Side] | None, as_of: Date | None) -> Select[Any]:
    """Every pair's contacts that happened. One told by several reports is one, on the first day that any gives."""
    told, pairs = schema.contacts, schema.contact_pairs
    asked = (
        select(
            pairs.c.a,
            pairs.c.b,
            func.min(pairs.c.day).label("day"),
            func.min(pairs.c.contact_id).label("contact"),
        )
        .where(pairs.c.status == HAPPENED, pairs.c.day <= today)
        .group_by(pairs.c.a, pairs.c.b, func.coalesce(cast(pairs.c.incident_key, Text), pairs.c.event_id))
    )
    if as_of is None:
        asked = asked.where(standing(pairs))
    else:
        asked = asked.join(told, told.c.key == pairs.c.contact_key).where(standing(told, as_of))
    return asked.where(between(*two) if two else pairs.c.parties < GATHERING)


def _of_pair(
    a: str, b: str, steps: Sequence[Any], today: Date, min_days: int, since: Date
) -> Iterator[Silence]:
    """The silences of one pair; `steps` are its contacts in the order of their days."""
    gaps: list[int] = []
    for number, step in enumerate(steps, 1):
        if step.days is not None:
            insort(gaps, step.days)
        after = steps[number] if number < len(steps) else None
        days = after.days if after else (today - step.day).days
        if days < min_days or (after and after.day < since):
            continue
        span = max(1, (step.day - steps[0].day).days)
        yield Silence(
            kind="broken" if after else "open",
            a=a,
            b=b,
            a_name="",
            b_name="",
            since=step.day,
            since_contact=step.contact,
            until=after.day if after else None,
            until_contact=after.contact if after else None,
            days=days,
            contacts=number,
            first=steps[0].day,
            usual_days=median(gaps) if gaps else None,
            longest_days=gaps[-1] if gaps else None,
            chance=round((span / (span + days)) ** len(gaps), 6),
        )


def _order(one: Silence) -> tuple[bool, float, int, str, str]:
    if one.until is not None:
        return True, -one.until.toordinal(), -one.days, one.a, one.b
    return False, one.chance, -one.days, one.a, one.b


def _named(connection: Connection, one: Silence, names: dict[str, str]) -> Silence:
    for code in (one.a, one.b):
        if code not in names:
            names[code] = party_name(connection, code)
    return replace(one, a_name=names[one.a], b_name=names[one.b])
