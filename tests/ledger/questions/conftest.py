"""A ledger written by hand: contacts and events of two sides, each told by a report of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import insert

from dragoman import codebook
from dragoman.ledger import Ledger, schema
from dragoman.ledger.incidents.writing import note_in_pairs
from dragoman.ledger.rows import record_id, report_id
from dragoman.ledger.writing import add_copy, add_record
from dragoman.records import Actor, Contact, DateRange, Event, Record, Report, Span, StatedGap

BOOK = codebook.load()


def when(told: str | None) -> DateRange:
    """ "2024-04-03", "2024-04", "2024", "2024-04-01..2024-04-07" (a week); None is an unknown date."""
    from dragoman.ledger.questions.gaps import interval

    if told is None:
        return DateRange()
    first, _, last = told.partition("..")
    start, end = interval(first), interval(last or first)
    assert start is not None
    assert end is not None
    precision: Any = {4: "year", 7: "month", 10: "week" if last else "day"}[len(first)]
    return DateRange(start[0], end[1], precision, told)


class Written:
    """Writes into `ledger`. Every report has a text of its own; its evidence is the whole of it."""

    def __init__(self, place: str) -> None:
        self.ledger = Ledger(place)
        self._number = 0

    def contact(
        self,
        day: str | None,
        parties: Sequence[str] = ("FRA", "RUS"),
        *,
        published: str | None = "",
        publisher: str | None = "Gazette",
        copies: Sequence[str] = (),
        level: str | None = "ministers of defence",
        channel: Any = "phone",
        status: Any = "happened",
        names: Sequence[str] = (),
        since: str | None = None,
        words: str | None = None,
        again: Sequence[str] = (),
    ) -> str:
        """A report of one contact; gives the id of its event. `again` are days of more contacts of the same event."""
        text, report = self._report(published if published != "" else (day or "")[:10], publisher)
        span = Span.of(text, 0, len(text))
        event = self._event(text, "CONSULT", parties[:1], parties[1:], status, when(day), "e1")
        told = [
            Contact(
                id=f"k{number}",
                parties=tuple(parties),
                names=tuple(names),
                channel=channel,
                level=level,
                date=when(one),
                status=status,
                event="e1",
                first_since=StatedGap(since, words or f"first since {since}") if since else None,
                evidence=span,
            )
            for number, one in enumerate([day, *again], 1)
        ]
        self._add(Record(report, events=(event,), contacts=tuple(told)), copies)
        return record_id(report_id(report), "e1")

    def event(
        self,
        day: str | None,
        type: str = "ACCUSE",
        sources: Sequence[str] = ("FRA",),
        targets: Sequence[str] = ("RUS",),
        *,
        published: str | None = "",
        publisher: str | None = "Gazette",
        status: Any = "happened",
        times: int = 1,
    ) -> str:
        """A report of `times` events of one kind; gives the id of the first."""
        text, report = self._report(published if published != "" else (day or "")[:10], publisher)
        events = [
            self._event(text, type, sources, targets, status, when(day), f"e{number}")
            for number in range(1, times + 1)
        ]
        self._add(Record(report, events=tuple(events)))
        return record_id(report_id(report), "e1")

    def same(self, *events: str) -> None:
        """Let the events be one incident."""
        with self.ledger.store.writing() as connection:
            made = insert(schema.incidents).values(
                id=min(events), type="CONSULT", status="happened", reports=len(events)
            )
            key = connection.execute(made.returning(schema.incidents.c.key)).scalar_one()
            rows = [{"event_id": event, "incident_key": key} for event in events]
            connection.execute(insert(schema.incident_events), rows)
            note_in_pairs(connection, events, key)

    def _report(self, published: str | None, publisher: str | None) -> tuple[str, Report]:
        self._number += 1
        n = self._number
        text = " ".join(f"word{n}x{i}" for i in range(8)) + "."
        day = when(published).start if published else None
        url = f"https://news.example/{n}"
        return text, Report(text, published=day, publisher=publisher, url=url, source=f"{n}.txt")

    def _event(
        self,
        text: str,
        type: str,
        sources: Sequence[str],
        targets: Sequence[str],
        status: Any,
        dated: DateRange,
        own: str,
    ) -> Event:
        def actors(codes: Sequence[str]) -> tuple[Actor, ...]:
            return tuple(_actor(text, code) for code in codes)

        return Event(
            id=own,
            type=type,
            quad=BOOK.types[type].quad,
            sources=actors(sources),
            targets=actors(targets),
            status=status,
            date=dated,
            trigger=Span.of(text, 0, 4),
            evidence=Span.of(text, 0, len(text)),
        )

    def _add(self, record: Record, copies: Sequence[str] = ()) -> None:
        with self.ledger.store.writing() as connection:
            key = add_record(connection, record, BOOK)
            for number, publisher in enumerate(copies):
                copy = Report(record.report.text, publisher=publisher, source=f"copy{number}.txt")
                add_copy(connection, copy, key, "same", 1.0)


def _actor(text: str, code: str) -> Actor:
    if len(code) == 3 and code.isupper():
        return Actor(text[:4], 0, 4, name=code, kind="state", country=code)
    if code.isupper():
        return Actor(text[:4], 0, 4, name=code, kind="organisation", organisation=code)
    return Actor(text[:4], 0, 4, name=code, kind="group")


@pytest.fixture
def written(ledger_place: str) -> Iterator[Written]:
    """An empty ledger to write into, on each engine."""
    written = Written(ledger_place)
    yield written
    written.ledger.close()


@pytest.fixture
def make_written() -> type[Written]:
    """What writes into the ledger at a place, for tests that make several."""
    return Written
