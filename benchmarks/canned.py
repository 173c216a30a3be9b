"""A reader that reads nothing: it gives each report a record made up from its words, in a moment, always the same.

For benchmarks and tests of what comes after reading. No command can be told to use it. benchmarks/kills.py kills the
processes that run the functions at the end.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Generator, Iterable
from datetime import timedelta

from dragoman.cli.main import main
from dragoman.engines.ingest import ingest
from dragoman.errors import ReadingError
from dragoman.ledger.store import Store
from dragoman.records import Actor, Claim, Contact, DateRange, Event, Figure, Position, Record, Report, Span

UNREADABLE = "UNREADABLE"
"""A report with this word can't be read."""

MOST = 4
"""Sentences of a report that something is made up for."""

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_NAME = re.compile(r"\b[A-Z][a-z]+\b")
_NUMBER = re.compile(r"\b\d{1,6}\b")
_STATES = ("FRA", "RUS", "CHN", "USA", "DEU", "NOR", "CHL", "PER", "IND", "PAK")
_TYPES = (("CONSULT", "verbal cooperation"), ("ACCUSE", "verbal conflict"), ("ASSAULT", "material conflict"))


class CannedReader:
    """Gives records; `seconds` is what each takes. `read` counts the reports it was given."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.read = 0

    def outcomes(
        self, reports: Iterable[Report], workers: int = 1
    ) -> Generator[Record | ReadingError, None, None]:
        """What `dragoman.Reader.outcomes` gives, without reading; reports are taken in batches like there."""
        batch: list[Report] = []
        for report in reports:
            batch.append(report)
            if len(batch) == 16 * workers:
                yield from map(self._outcome, batch)
                batch.clear()
        yield from map(self._outcome, batch)

    def _outcome(self, report: Report) -> Record | ReadingError:
        self.read += 1
        time.sleep(self.seconds)
        if UNREADABLE in report.text:
            return ReadingError("reading failed: it says so", where=report.source or "")
        return canned(report)


def canned(report: Report) -> Record:
    """The record that is made up for a report: events and what hangs on them, from its sentences with two names."""
    events, claims, figures, contacts, positions = [], [], [], [], []
    for number, sentence in enumerate(_SENTENCE.finditer(report.text), 1):
        names = [_actor(report.text, sentence.start() + m.start(), m[0]) for m in _NAME.finditer(sentence[0])]
        if len(names) < 2 or number > MOST:
            continue
        evidence = Span.of(report.text, *sentence.span())
        # Few: invented claims of few actors are all alike, and comparing them would take longer than all else.
        claimed = number == 1 and len(report.text) % 4 == 0
        kind, quad = _TYPES[number % len(_TYPES)]
        day = report.published and report.published - timedelta(days=number % 3)
        date = DateRange(day, day, "day") if day else DateRange()
        counted = _NUMBER.search(sentence[0])
        if counted:
            place = sentence.start() + counted.start()
            span = Span.of(report.text, place, place + len(counted[0]))
            figure = Figure(
                span.text,
                span.start,
                span.end,
                id=f"f{len(figures) + 1}",
                measure="dead",
                low=float(counted[0]),
                high=None,
                event=f"e{len(events) + 1}",
            )
            figures.append(figure)
        events.append(
            Event(
                id=f"e{len(events) + 1}",
                type=kind,
                quad=quad,
                sources=(names[0],),
                targets=(names[1],),
                date=date,
                trigger=Span.of(report.text, names[0].start, names[0].end),
                evidence=evidence,
                attributed_to="c1" if claimed else None,
                figures=(figures[-1].id,) if counted else (),
            )
        )
        event = events[-1].id
        if claimed:
            cue = Span.of(report.text, names[1].start, names[1].end)
            claims.append(
                Claim(
                    id="c1",
                    speaker=names[0],
                    cue=cue,
                    content=evidence,
                    direct=False,
                    act="assert",
                    about=(event,),
                )
            )
        if kind == "CONSULT":
            parties = (names[0].country or names[0].name, names[1].country or names[1].name)
            contacts.append(
                Contact(
                    id=f"k{len(contacts) + 1}",
                    parties=parties,
                    names=(names[0].name, names[1].name),
                    channel="meeting",
                    level="ministers",
                    date=date,
                    status="happened",
                    event=event,
                    first_since=None,
                    evidence=evidence,
                )
            )
        elif kind == "ACCUSE":
            positions.append(
                Position(actor=names[0], issue=names[1].name, stance="opposes", evidence=evidence, date=date)
            )
    actors = tuple({event.sources[0].name: event.sources[0] for event in events}.values())
    return Record(
        report, actors, tuple(events), tuple(claims), tuple(figures), tuple(contacts), tuple(positions)
    )


def _actor(text: str, start: int, name: str) -> Actor:
    code = sum(map(ord, name))
    # Few states: invented events of the same few would all be compared with one another.
    state = code % 17 == 0
    return Actor(
        name,
        start,
        start + len(name),
        name=name,
        kind="state" if state else "person",
        country=_STATES[code % len(_STATES)] if state else None,
        sectors=("GOV",) if code % 2 else (),
    )


def ingest_canned(place: str, path: str, seconds: float = 0.0) -> None:
    """Ingest a file with the canned reader, each report taking so many seconds."""
    store = Store(place)
    ingest([path], store, CannedReader(seconds))
    store.close()


def ingest_real(place: str, path: str) -> None:
    """Ingest a file with `dragoman ingest` as it is."""
    with open(os.devnull, "w", encoding="utf-8") as nothing:
        sys.stderr = nothing
        sys.argv = ["dragoman", "ingest", path, "--ledger", place]
        main()
