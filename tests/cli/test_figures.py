"""`dragoman figures`: numbers as people read them, and series."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dragoman import Event, Figure, Ledger, Record, Report, Span


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / "ledger.db"
    text = "A blast in the port killed at least 1,200 people on Monday."
    start = text.index("at least")
    words = text[start : start + 14]
    figure = Figure(
        words, start, start + 14, id="f1", measure="dead", low=1200, high=None, unit="people", event="e1"
    )
    event = Event(
        id="e1", type="ASSAULT", quad="material conflict", trigger=Span.of(text, 2, 7),
        evidence=Span(text, 0, len(text)),
    )  # fmt: skip
    with Ledger(place) as ledger:
        ledger.add(
            [
                Record(
                    Report(text, date(2001, 1, 2), publisher="Gazette", source="a"),
                    events=(event,),
                    figures=(figure,),
                )
            ]
        )
    return place


def test_for_people_and_programs(dragoman: Any, place: Path) -> None:
    run = dragoman("figures", "--measure", "dead", "--ledger", place)
    assert (run.status, run.err) == (0, "")
    assert "1,200 or more people dead" in run.out
    assert "says Gazette" in run.out
    (row,) = dragoman("figures", "--json", "--ledger", place).records
    assert (row["low"], row["high"], row["given_by"]) == (1200, None, None)
    series = dragoman("figures", "--series", "--ledger", place).out
    assert "latest: 1,200 or more" in series
    (told,) = dragoman("figures", "--series", "--json", "--ledger", place).records
    assert (told["high"], told["open"], len(told["figures"])) == (1200, True, 1)


def test_wrong_usage(dragoman: Any, place: Path) -> None:
    run = dragoman("figures", "--measure", "hurt", "--ledger", place)
    assert run.status == 2
    assert "dead, injured" in " ".join(run.err.split())
