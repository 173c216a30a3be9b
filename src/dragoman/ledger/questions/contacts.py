"""When were two sides in touch, at which level, who tells of it, and is a stated silence true?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date as Date
from functools import cache
from itertools import groupby
from typing import Any, get_args

from msgspec.structs import replace
from sqlalchemy import Connection, Select, func, select, union

from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.portions import in_parts
from dragoman.ledger.questions.asking import standing
from dragoman.ledger.questions.contact_rows import (
    ANY,
    Before,
    Contacts,
    GapCheck,
    LastContact,
    PairContact,
    Telling,
)
from dragoman.ledger.questions.gaps import Known, Stated, check
from dragoman.ledger.questions.levels import rank_of
from dragoman.ledger.questions.sides import Side, between, on_or_before, sides
from dragoman.reading.tables import load_toml
from dragoman.records import Channel, ContactStatus

Row = Mapping[str, Any]

STATUSES: tuple[str, ...] = get_args(ContactStatus)
CHANNELS: tuple[str, ...] = get_args(Channel)

HAPPENED = "happened"
_SETTLED = (HAPPENED, "cancelled", "denied")
"""Statuses that say how it ended; what a report planned or asked for says less than they do."""

_PRECISIONS = ("day", "week", "month", "year", "unknown")

_UNREAD = (
    "revision",
    "reading_key",
    "date_words",
    "evidence_start",
    "evidence_end",
    "recorded_at",
    "replaced_at",
)
"""Columns of a contact that no answer shows: turning moments into Python's own takes long."""


def contacts(
    connection: Connection,
    a: str,
    b: str,
    *,
    today: Date,
    since: Date | None = None,
    until: Date | None = None,
    level: str | None = None,
    channel: str | None = None,
    status: Collection[str] = (HAPPENED,),
    as_of: Date | None = None,
) -> Contacts:
    """The contacts of two sides that may have been on a day from `since` to `until`, the earliest first.

    `level` is a rank ("ministers") or a level ("ministers of defence"); `status` the statuses wanted, all of them when
    it is empty. Silences are counted up to `today`, among contacts that happened. `as_of` asks the ledger as it stood
    at the end of that day. Raises LedgerError when a side is unknown, both are the same, or a word is none of its kind.
    """
    _known("channel", [channel] if channel else [], CHANNELS)
    _known("status", status, STATUSES)
    one, other = sides(connection, a, b)
    rows = list(_rows(connection, one, other, as_of))
    known = _contacts(connection, rows)
    happened = [c for c in known if c.status == HAPPENED and on_or_before(c.day, today)]
    wanted = [
        c
        for c in _with_previous(known)
        if (not status or c.status in status)
        and (channel is None or c.channel == channel)
        and (level is None or level in (c.level, c.rank))
        and _within(c, since, until)
    ]
    published = _published(connection, one, other, as_of) if any(c.gaps for c in wanted) else []
    others = [_as_known(c) for c in happened]
    checked = [_checked(c, others, published) if c.gaps else c for c in wanted]
    return Contacts(tuple(checked), one, other, today, tuple(_last(happened, today)))


def _known(what: str, words: Iterable[str], allowed: Sequence[str]) -> None:
    for word in words:
        if word not in allowed:
            raise LedgerError(f"there is no {what} {word!r}", next_step=f"Take one of: {', '.join(allowed)}.")


# What the ledger has


def _rows(connection: Connection, one: Side, other: Side, as_of: Date | None) -> Iterator[Row]:
    """One row a telling: the contact of one report, with the report."""
    told, reports = schema.contacts, schema.reports
    links, incidents = schema.incident_events, schema.incidents
    asked = (
        select(
            *(column for column in told.c if column.name not in _UNREAD),
            func.coalesce(incidents.c.id, told.c.event_id).label("incident"),
            reports.c.id.label("report"),
            reports.c.url,
            reports.c.published,
        )
        .join(reports, reports.c.key == told.c.report_key)
        .outerjoin(links, links.c.event_id == told.c.event_id)
        .outerjoin(incidents, incidents.c.key == links.c.incident_key)
        .where(told.c.key.in_(_keys(one, other)), standing(told, as_of))
    )
    for row in connection.execute(asked).mappings():
        yield {**row}


def _keys(one: Side, other: Side) -> Select[Any]:
    """The keys of contacts between the two."""
    return select(schema.contact_pairs.c.contact_key).where(between(one, other))


def _published(connection: Connection, one: Side, other: Side, as_of: Date | None) -> list[Date]:
    """The days, in order, on which reports were published that tell of the two."""
    pairs, events, told, reports = schema.event_pairs, schema.events, schema.contacts, schema.reports
    ways = []
    for x, y in ((one, other), (other, one)):
        of_events = select(pairs.c.report_key).where(pairs.c.source.in_(x.codes), pairs.c.target.in_(y.codes))
        if as_of is not None:
            of_events = of_events.join(events, events.c.key == pairs.c.event_key)
        ways.append(of_events.where(standing(pairs if as_of is None else events, as_of)))
    ways.append(select(told.c.report_key).where(told.c.key.in_(_keys(one, other)), standing(told, as_of)))
    keys = union(*ways).subquery()
    asked = (
        select(reports.c.published)
        .join(keys, keys.c.report_key == reports.c.key)
        .where(reports.c.published.is_not(None))
        .order_by(reports.c.published)
    )
    return list(connection.execute(asked).scalars())


def _per_key(connection: Connection, column: Any, value: Any, keys: Iterable[int]) -> dict[int, list[str]]:
    """The values of a column for each of many keys, sorted."""
    found: dict[int, set[str]] = {}
    for some in in_parts(sorted(set(keys))):
        asked = select(column, value).where(column.in_(some), value.is_not(None))
        for key, one in connection.execute(asked):
            found.setdefault(key, set()).add(one)
    return {key: sorted(values) for key, values in found.items()}


# One contact, told by several reports


def _contacts(connection: Connection, rows: Sequence[Row]) -> list[PairContact]:
    """The contacts that the tellings come to, in the order of their days; those without any day come last."""
    parties = schema.contact_parties
    copies = schema.copies
    sides_of = _per_key(connection, parties.c.contact_key, parties.c.party, (r["key"] for r in rows))
    by = _per_key(connection, copies.c.report_key, copies.c.publisher, (r["report_key"] for r in rows))
    ordered = sorted(rows, key=lambda r: (r["incident"], _family(r["channel"])))
    made = []
    for _, group in groupby(ordered, key=lambda r: (r["incident"], _family(r["channel"]))):
        for told in _told_apart(list(group)):
            made.append(_contact(told, sides_of, by))
    return sorted(made, key=lambda c: (c.day is None, c.day or Date.max, c.day_last or Date.max, c.id))


def _told_apart(rows: list[Row]) -> list[list[Row]]:
    """Contacts of one incident that a report itself tells apart ("met on Monday and again on Thursday").

    The report that tells most of them apart says how many there are; each other telling goes to the nearest day.
    """
    if len(rows) == 1:
        return [rows]
    of_report: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda r: (r["day"] or Date.max, r["id"])):
        of_report.setdefault(row["report"], []).append(row)
    seeds = max(of_report.values(), key=lambda own: (len(own), [own[0]["id"]]))
    days = {row["day"] for row in seeds}
    if len(days) < 2 or None in days:
        return [rows]
    groups: dict[Date, list[Row]] = {day: [] for day in sorted(days)}
    for row in rows:
        day = row["day"]
        nearest = min(groups, key=lambda own: (abs((own - day).days) if day else 0, own))
        groups[nearest].append(row)
    return list(groups.values())


def _contact(
    rows: Sequence[Row], parties: Mapping[int, list[str]], publishers: Mapping[int, list[str]]
) -> PairContact:
    rows = sorted(rows, key=lambda r: (r["published"] or Date.max, r["id"]))
    day, day_last, precision = _when(rows)
    level = _level(rows)
    # The more exact date first: "since October 2022" says more than "since 2022".
    stating = sorted((r for r in rows if r["first_since"]), key=lambda r: -len(r["first_since"]))
    shown = (stating or rows)[0]
    named = dict.fromkeys(name for row in rows for name in json.loads(row["names"]))
    return PairContact(
        id=min(row["id"] for row in rows),
        incident=rows[0]["incident"],
        day=day,
        day_last=day_last,
        precision=precision,
        parties=tuple(sorted({party for row in rows for party in parties.get(row["key"], ())})),
        channel=_channel(rows),
        level=level,
        rank=rank_of(level),
        status=_status(rows),
        names=tuple(named),
        reports=len({row["report"] for row in rows}),
        publishers=tuple(dict.fromkeys(p for row in rows for p in publishers.get(row["report_key"], ()))),
        evidence=shown["evidence"],
        url=shown["url"],
        first_since=stating[0]["first_since"] if stating else None,
        first_since_words=stating[0]["first_since_words"] if stating else None,
        check=None,
        days_since_previous=None,
        previous=(),
        gaps=tuple(_unchecked(stating)),
        told=tuple(
            Telling(
                report=row["report"],
                contact=row["id"],
                publishers=tuple(publishers.get(row["report_key"], ())),
                url=row["url"],
                published=row["published"],
                channel=row["channel"],
                level=row["level"],
                status=row["status"],
                first_since=row["first_since"],
                evidence=row["evidence"],
            )
            for row in rows
        ),
    )


def _when(rows: Sequence[Row]) -> tuple[Date | None, Date | None, str]:
    """The narrowest interval that a report gives, of equally narrow ones the one that most give, then the earliest."""
    if len(rows) == 1 and rows[0]["date_start"]:
        return rows[0]["date_start"], rows[0]["date_end"], rows[0]["date_precision"]
    given = Counter(
        (row["date_start"], row["date_end"], row["date_precision"]) for row in rows if row["date_start"]
    )
    if not given:
        day = min((row["day"] for row in rows if row["day"]), default=None)
        return day, day, "unknown"

    def better(one: tuple[Date, Date, str]) -> tuple[int, int, int, Date]:
        start, end, precision = one
        return _PRECISIONS.index(precision), (end - start).days, -given[one], start

    start, end, precision = min(given, key=better)
    return start, end, precision


def _level(rows: Sequence[Row]) -> str | None:
    """The level that most reports tell; of equally many the more exact one."""
    if len(rows) == 1:
        return rows[0]["level"] or None
    told = Counter(row["level"] for row in rows if row["level"])
    return min(told, key=lambda level: (-told[level], level == rank_of(level), level), default=None)


def _channel(rows: Sequence[Row]) -> str:
    found: str
    if len(rows) == 1:
        found = rows[0]["channel"]
        return found
    told = Counter(row["channel"] for row in rows)
    found = min(told, key=lambda channel: (-told[channel], _telling().index(channel)))
    return found


def _status(rows: Sequence[Row]) -> str:
    """What the latest reports say of how it ended; where none does, what the latest say."""
    found: str
    if len(rows) == 1:
        found = rows[0]["status"]
        return found
    settled = [row for row in rows if row["status"] in _SETTLED] or rows
    latest = max(row["published"] or Date.min for row in settled)
    told = Counter(row["status"] for row in settled if (row["published"] or Date.min) == latest)
    found = min(told, key=lambda status: (-told[status], STATUSES.index(status)))
    return found


def _unchecked(stating: Sequence[Row]) -> Iterator[GapCheck]:
    """The gaps that reports state, each date once."""
    words: dict[str, str] = {}
    for row in stating:
        words.setdefault(row["first_since"], row["first_since_words"])
    for stated, told in words.items():
        yield GapCheck(stated, told, "unknown", None, None, "")


@cache
def _telling() -> tuple[str, ...]:
    return tuple(load_toml("contacts.toml")["families"]["rank"])


@cache
def _families() -> dict[str, int]:
    families = load_toml("contacts.toml")["families"]["same"]
    return {channel: number for number, same in enumerate(families) for channel in same}


def _family(channel: str) -> int:
    return _families()[channel]


# Silences


def _within(contact: PairContact, since: Date | None, until: Date | None) -> bool:
    if contact.day is None or contact.day_last is None:
        return since is None and until is None
    return (since is None or contact.day_last >= since) and (until is None or contact.day <= until)


def _as_known(contact: PairContact) -> Known:
    return Known(
        contact.id,
        contact.day or Date.max,
        contact.day_last or Date.max,
        contact.channel,
        contact.level,
        contact.rank,
        frozenset(telling.report for telling in contact.told),
        contact.precision != "unknown",
    )


def _checked(contact: PairContact, others: Sequence[Known], published: Sequence[Date]) -> PairContact:
    """The contact with its gaps checked."""
    own = _as_known(contact) if contact.day else None
    gaps = []
    for gap in contact.gaps:
        reports = frozenset(t.report for t in contact.told if t.first_since == gap.stated)
        gaps.append(check(Stated(gap.stated, gap.words, reports), own, others, published))
    return replace(contact, gaps=tuple(gaps), check=gaps[0].check)


def _with_previous(contacts: Sequence[PairContact]) -> Iterator[PairContact]:
    """The contacts, each with those before that happened: the last of any level, and of each rank.

    They come in the order of their days; on one day the order is that of the rows.
    """
    last: dict[str, tuple[str, Date]] = {}
    for one in contacts:
        if one.day is None:
            yield one
            continue
        before = tuple(
            Before(level, *last[level], (one.day - last[level][1]).days)
            for level in sorted(last, key=lambda level: (level != ANY, level))
        )
        days = before[0].days if before else None
        yield replace(one, previous=before, days_since_previous=days)
        if one.status == HAPPENED:
            last |= {level: (one.id, one.day) for level in (ANY, one.rank) if level}


def _last(happened: Sequence[PairContact], today: Date) -> Iterator[LastContact]:
    """The last contact of all and at each rank, the latest first."""
    levels: dict[str, list[PairContact]] = {ANY: list(happened)} if happened else {}
    for one in happened:
        if one.rank:
            levels.setdefault(one.rank, []).append(one)
    found = []
    for level, own in levels.items():
        last = own[-1]
        assert last.day is not None, "contacts that happened have a day"
        days = (today - last.day).days
        found.append(LastContact(level, last.id, last.day, days, last.channel, last.names, len(own)))
    yield from sorted(found, key=lambda one: (one.level != ANY, one.days, one.level))
