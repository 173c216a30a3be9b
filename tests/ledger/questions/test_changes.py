"""Between whom things changed most of late."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dragoman.errors import LedgerError

TODAY = date(2024, 4, 30)


def test_the_last_days_against_those_before(written: Any) -> None:
    for day in ("2024-03-05", "2024-03-10", "2024-03-31"):
        written.event(day, "AID")
    for day in ("2024-04-01", "2024-04-30"):
        written.event(day, "ASSAULT", ["RUS"], ["FRA"])
    written.event("2024-03-01", "ASSAULT")
    written.event("2024-05-01", "ASSAULT")
    written.event("2024-04-10", "AID", ["CHL"], ["NOR"])
    written.event("2024-04-10", "ACCUSE", ["CHN"], ["CHN"])
    one, two = written.ledger.changes(30, today=TODAY)
    assert (one.a, one.b, one.a_name, one.since, one.until) == (
        "FRA",
        "RUS",
        "France",
        date(2024, 4, 1),
        TODAY,
    )
    assert (one.incidents_before, one.incidents, one.balance_before, one.balance) == (3, 2, 3, -2)
    assert (one.change, one.events) == (-5, 2)
    assert (two.a, two.b, two.change) == ("CHL", "NOR", 1)


def test_an_incident_counts_once_on_its_first_day(written: Any) -> None:
    told = [written.event(day, "ASSAULT") for day in ("2024-03-31", "2024-04-01", "2024-04-02")]
    written.same(*told)
    (one,) = written.ledger.changes(30, today=TODAY)
    assert (one.incidents_before, one.incidents, one.change, one.events) == (1, 0, 1, 0)


def test_no_change_no_row(written: Any) -> None:
    written.event("2024-03-10", "AID")
    written.event("2024-04-10", "AID")
    assert len(written.ledger.changes(30, today=TODAY)) == 0


def test_only_what_happened_and_stands(written: Any) -> None:
    written.event("2024-04-10", "AID", status="planned")
    written.ledger.reject(written.event("2024-04-10", "AID"), by="A. Editor")
    assert len(written.ledger.changes(today=TODAY)) == 0


def test_rows_and_order(written: Any) -> None:
    written.event("2024-04-10", "AID", ["CHL"], ["NOR"])
    written.event("2024-04-10", "AID", ["CHL"], ["PER"], times=3)
    written.event("2024-04-10", "ASSAULT", ["BOL"], ["PER"])
    assert [(c.a, c.b) for c in written.ledger.changes(today=TODAY)] == [
        ("CHL", "PER"),
        ("BOL", "PER"),
        ("CHL", "NOR"),
    ]
    assert len(written.ledger.changes(today=TODAY, rows=2)) == 2


def test_questions_without_sense(written: Any) -> None:
    with pytest.raises(LedgerError, match="nothing to compare"):
        written.ledger.changes(0)
    assert len(written.ledger.changes()) == 0
