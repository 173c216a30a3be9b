"""Formats whose row is an incident: each with its first event and all its mentions, in bulk."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date as Date
from datetime import datetime, time
from itertools import islice
from urllib.parse import urlsplit

from msgspec import Struct
from sqlalchemy import select

from dragoman.exchange import rows
from dragoman.exchange.dyads import Coded, Dyad, coded, happened, leave, pairs
from dragoman.exchange.format import Job
from dragoman.exchange.rows import ToldEvent
from dragoman.ledger import schema

_ID_DIGITS = 15
"""Hex digits of a hash that make an id: below 2**60, so that it fits a signed 64-bit number."""


class Copy(Struct, frozen=True, gc=False):
    """One place that a report came from. `source` is its web domain, or else its publisher, or else its file."""

    id: str
    source: str
    url: str | None
    title: str | None
    published: Date | None


class Mention(Struct, frozen=True):
    """One event of an incident, in one copy of its report."""

    event: ToldEvent
    copy: Copy


class IncidentDyad(Struct, frozen=True):
    """A source and a target of the first event of an incident, and all mentions of the incident."""

    incident: str
    dyad: Dyad
    mentions: tuple[Mention, ...]

    @property
    def event(self) -> ToldEvent:
        """The incident's first event."""
        return self.dyad.event

    @property
    def number(self) -> int:
        """The row's id: made of the incident's id and the number of the pair alone."""
        told = f"{self.incident}\t{self.dyad.number}"
        return int(hashlib.sha256(told.encode()).hexdigest()[:_ID_DIGITS], 16)

    @property
    def added(self) -> Date | None:
        """The day on which the first report of it was published."""
        days = [mention.copy.published for mention in self.mentions if mention.copy.published]
        return min(days, default=self.event.day)

    @property
    def sources(self) -> int:
        """Distinct sources that tell of it."""
        return len({mention.copy.source for mention in self.mentions})

    @property
    def articles(self) -> int:
        """Distinct copies of reports that tell of it."""
        return len({mention.copy.id for mention in self.mentions})


def incidents(job: Job, name: str) -> Iterator[IncidentDyad]:
    """The incidents that happened, in the order of their first events; what has no place in the format is counted."""
    found = _happened(job, name)
    while chunk := list(islice(found, rows.CHUNK)):
        known = {event.key: event for event, _ in chunk}
        members = _members(job, [event for event, _ in chunk])
        wanted = [key for keys in members.values() for key in keys if key not in known]
        for start in range(0, len(wanted), rows.CHUNK):
            more = rows.told(job.connection, wanted[start : start + rows.CHUNK], job.selection)
            known.update((event.key, event) for event in more)
        copies = _copies(job, {event.report.key for event in known.values()})
        for event, code in chunk:
            keys = members.get(event.incident, [event.key])
            # Each incident comes up once for each of its events; it is told at the first.
            if keys[0] != event.key:
                continue
            told = (known[key] for key in keys)
            mentions = tuple(Mention(one, copy) for one in told for copy in copies[one.report.key])
            for dyad in pairs(event, code):
                yield IncidentDyad(event.incident, dyad, mentions)


def _happened(job: Job, name: str) -> Iterator[tuple[ToldEvent, Coded]]:
    for event in rows.events(job.connection, job.selection):
        code = coded(event, job.book)
        if code is None:
            leave(event, job.left, name)
        else:
            yield event, code


def _members(job: Job, events: Sequence[ToldEvent]) -> dict[str, list[int]]:
    """The keys of the selected events of each incident, the first one first; those that are in no incident lack."""
    table, members, named = schema.events.c, schema.incident_events.c, schema.incidents.c
    ids = list(dict.fromkeys(event.incident for event in events))
    asked = (
        select(named.id, table.key, table.day, table.id, table.status, table.type)
        .select_from(schema.incidents)
        .join(schema.incident_events, members.incident_key == named.key)
        .join(schema.events, table.id == members.event_id)
        .where(named.id.in_(ids), *job.selection.conditions())
    )
    found: dict[str, list[tuple[tuple[bool, Date, str], int]]] = defaultdict(list)
    for incident, key, day, own, status, kind in job.connection.execute(asked):
        if happened(status, kind):
            found[incident].append(((day is None, day or Date.max, own), key))
    return {incident: [key for _, key in sorted(keys)] for incident, keys in found.items()}


def _copies(job: Job, report_keys: Iterable[int]) -> dict[int, list[Copy]]:
    table = schema.copies.c
    asked = select(
        table.report_key,
        table.id,
        table.publisher,
        table.url,
        table.source,
        table.title,
        table.published,
    ).where(table.report_key.in_(list(report_keys)))
    if job.selection.as_of is not None:
        asked = asked.where(table.recorded_at <= datetime.combine(job.selection.as_of, time.max))
    found: dict[int, list[Copy]] = defaultdict(list)
    for key, own, publisher, url, source, title, published in job.connection.execute(asked):
        name = _domain(url) or publisher or source or own
        found[key].append(Copy(own, name, url, title, published))
    for copies in found.values():
        copies.sort(key=lambda copy: (copy.published or Date.max, copy.id))
    return found


def _domain(url: str | None) -> str:
    try:
        host = (urlsplit(url).hostname if url else None) or ""
    except ValueError:
        # An address as a report gives it may be none.
        return ""
    return host.removeprefix("www.")
