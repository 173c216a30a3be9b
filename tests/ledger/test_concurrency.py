"""Asking goes on, without an error and without half a report, while another writes: threads, and processes."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from dragoman import Ledger
from dragoman.ledger import schema
from dragoman.records import Actor, Contact, DateRange, Event, Record, Report, Span

READERS = 8
WRITTEN = 8
EVENTS = 3
"""Events of each report: a reader that sees another number of them has seen half a report."""


def records(start: int, count: int) -> Iterator[Record]:
    """Reports that are nothing alike, each with three calls of the same two presidents."""
    for number in range(start, start + count):
        named = " ".join(f"word{number * 37 + place * place}" for place in range(25))
        text = f"France called Russia. {named}"
        france, russia = (
            Actor(word, text.index(word), text.index(word) + 6, name=word, kind="state", country=code)
            for word, code in (("France", "FRA"), ("Russia", "RUS"))
        )
        day = date(2020, 1, 1) + timedelta(days=number)
        events = tuple(
            Event(
                id=f"e{place}",
                type="CONSULT",
                mode="phone",
                quad="verbal cooperation",
                sources=(france,),
                targets=(russia,),
                date=DateRange(day, day, "day", None),
                trigger=Span.of(text, 7, 13),
                evidence=Span.of(text, 0, 21),
            )
            for place in range(1, EVENTS + 1)
        )
        contact = Contact(
            id="k1",
            parties=("FRA", "RUS"),
            names=(),
            channel="phone",
            level=None,
            date=DateRange(day, day, "day", None),
            status="happened",
            event="e1",
            first_since=None,
            evidence=Span.of(text, 0, 21),
        )
        yield Record(Report(text, day), actors=(france, russia), events=events, contacts=(contact,))


def count(ledger: Ledger) -> int:
    """How many events there are; no report has a part of its events."""
    with ledger.store.reading() as connection:
        reports = connection.execute(select(func.count()).select_from(schema.reports)).scalar_one()
        events: int = connection.execute(select(func.count()).select_from(schema.events)).scalar_one()
    assert events == EVENTS * reports
    return events


def ask(ledger: Ledger, turn: int) -> None:
    """A question of another kind each turn."""
    match turn % 5:
        case 0:
            assert count(ledger) > 0
        case 1:
            assert len(ledger.events(actor="FRA", limit=10)) > 0
        case 2:
            assert len(ledger.search("france")) > 0
        case 3:
            assert len(ledger.contacts("FRA", "RUS", today=date(2021, 1, 1))) > 0
        case 4:
            assert len(ledger.timeline("FRA", "RUS")) > 0


def test_threads_ask_while_one_writes(ledger_place: str) -> None:
    with Ledger(ledger_place) as ledger:
        ledger.add(records(0, 2))
        done = threading.Event()
        failed: list[BaseException] = []
        asked: list[int] = []

        def read(turn: int) -> None:
            try:
                while not done.is_set():
                    ask(ledger, turn)
                    asked.append(turn)
                    turn += 1
                    # Eight that never rest would leave the writer's thread no time.
                    done.wait(0.1)
            except BaseException as error:
                failed.append(error)

        readers = [threading.Thread(target=read, args=(turn,)) for turn in range(READERS)]
        for reader in readers:
            reader.start()
        try:
            new = ledger.add(records(2, WRITTEN))
        finally:
            done.set()
            for reader in readers:
                reader.join()
        assert failed == []
        assert new == WRITTEN
        assert len(asked) >= READERS
        assert count(ledger) == EVENTS * (WRITTEN + 2)


def test_processes_ask_while_one_writes(ledger_place: str) -> None:
    with Ledger(ledger_place) as ledger:
        ledger.add(records(0, 2))
        asking = [
            subprocess.Popen([sys.executable, __file__, ledger_place], stderr=subprocess.PIPE)
            for _ in range(2)
        ]
        ledger.add(records(2, WRITTEN))
        said = [one.communicate(timeout=120)[1].decode() for one in asking]
        assert [(one.returncode, text) for one, text in zip(asking, said, strict=True)] == [(0, "")] * 2


@pytest.mark.parametrize("writers", [3])
def test_several_write_at_once(writers: int, ledger_place: str) -> None:
    with Ledger(ledger_place) as ledger:
        added: list[int] = []
        # All write the same reports: each comes in once, whoever is first.
        threads = [
            threading.Thread(target=lambda: added.append(ledger.add(records(0, 10)))) for _ in range(writers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(added) == 10
        assert count(ledger) == EVENTS * 10


def _process(place: str) -> None:
    with Ledger(place, make=False) as ledger:
        for turn in range(15):
            ask(ledger, turn)


if __name__ == "__main__":
    assert Path(sys.argv[0]).exists()
    _process(sys.argv[1])
