"""`dragoman positions`: one actor, and two."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dragoman import Actor, DateRange, Ledger, Position, Record, Report, Span


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / "ledger.db"
    with Ledger(place) as ledger:
        for day, name, code, stance in (
            (1, "Peru", "PER", "opposes"),
            (2, "Peru", "PER", "supports"),
            (3, "Chile", "CHL", "opposes"),
        ):
            text = f"{name} {stance} a truce."
            position = Position(
                actor=Actor(name, 0, len(name), name=name, kind="state", country=code, sectors=("GOV",)),
                issue="truce",
                stance=stance,  # type: ignore[arg-type]
                evidence=Span(text, 0, len(text)),
                date=DateRange(date(2001, 1, day), date(2001, 1, day), "day"),
            )
            ledger.add([Record(Report(text, date(2001, 1, day), source=text), positions=(position,))])
    return place


def test_one_actor(dragoman: Any, place: Path) -> None:
    run = dragoman("positions", "PER", "--ledger", place)
    assert (run.status, run.err) == (0, "")
    assert "Peru (PER) supports truce  changed: opposes until 2001-01-01" in run.out
    rows = dragoman("positions", "PER", "--json", "--ledger", place).records
    assert [row["changed_from"] for row in rows] == [None, "opposes"]


def test_two_actors(dragoman: Any, place: Path) -> None:
    run = dragoman("positions", "PER", "CHL", "--ledger", place)
    assert "truce  divergence since 2001-01-03" in run.out
    assert "“Chile opposes a truce.”" in run.out
    (row,) = dragoman("positions", "PER", "CHL", "--json", "--ledger", place).records
    assert (row["relation"], len(row["one"]), len(row["other"])) == ("divergence", 2, 1)
    assert dragoman("positions", "PER", "Peru", "--ledger", place).status == 1
