"""Reports and one report with all that is read in it; actors with their offices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from dragoman import Actor, Event, Ledger, Record, Report, Span
from dragoman.errors import LedgerError

TEXT = "Minister Ana Soto accused Chile."
OTHER = "Rain fell on the hills of the north all day."


@pytest.fixture
def ledger(ledger_place: str) -> Iterator[Ledger]:
    soto = Actor(
        text="Ana Soto", start=9, end=17, name="Ana Soto", kind="person", country="PER", office="minister of trade"
    )  # fmt: skip
    chile = Actor(text="Chile", start=26, end=31, name="Chile", kind="state", country="CHL")
    event = Event(
        id="e1", type="ACCUSE", quad="verbal conflict", sources=(soto,), targets=(chile,),
        trigger=Span.of(TEXT, 18, 25), evidence=Span(TEXT, 0, len(TEXT)),
    )  # fmt: skip
    with Ledger(ledger_place) as ledger:
        ledger.add(
            [
                Record(Report(TEXT, date(2001, 1, 2), publisher="Gazette", source="a"), events=(event,)),
                Record(Report(TEXT, date(2001, 1, 3), publisher="Herald", source="b")),
                Record(Report(OTHER, date(2001, 2, 1), publisher="Gazette", source="c")),
                Record(Report(OTHER.replace("Rain", "Heavy snow and hail") + " It was cold.", source="d")),
            ]
        )
        yield ledger


def test_reports(ledger: Ledger) -> None:
    assert [row.published for row in ledger.reports()] == [date(2001, 2, 1), date(2001, 1, 2), None]
    (row,) = ledger.reports(publisher="herald")
    assert (row.copies, row.events, row.characters) == (2, 1, len(TEXT))
    assert [row.published for row in ledger.reports(since=date(2001, 1, 3))] == [date(2001, 2, 1)]
    assert len(ledger.reports(until=date(2001, 1, 3))) == len(ledger.reports(limit=1, offset=2)) == 1
    assert len(ledger.reports(as_of=date(1990, 1, 1))) == 0


def test_one_report(ledger: Ledger) -> None:
    told = ledger.report(Report(TEXT).sha256[:16])
    assert told.text == TEXT
    assert [(copy.kind, copy.publisher) for copy in told.copies] == [("first", "Gazette"), ("same", "Herald")]
    assert [row.type for row in told.events] == ["ACCUSE"]
    with pytest.raises(LedgerError, match="no report"):
        ledger.report("0000")


def test_actors(ledger: Ledger) -> None:
    row = ledger.actor("ana soto")
    assert (row.party, row.as_source, row.as_target) == ("PER", 1, 0)
    assert [(one.office, one.first, one.mentions) for one in row.offices] == [
        ("minister of trade", date(2001, 1, 2), 1)
    ]
    assert ledger.actor(row.id) == row
    assert [one.name for one in ledger.actors(text="SOT")] == ["Ana Soto"]
    assert [one.id for one in ledger.actors(country="Chile")] == ["CHL"]
    with pytest.raises(LedgerError, match="no report of the ledger names"):
        ledger.actor("FRA")
