"""`dragoman correct`: a person's word on a record."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dragoman import Actor, DateRange, Event, Ledger, Record, Report, Span

TEXT = "Peru expelled a Chilean diplomat."


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A ledger of one event."""
    peru = Actor(text="Peru", start=0, end=4, name="Peru", kind="state", country="PER", sectors=("GOV",))
    event = Event(
        id="e1",
        type="SANCTION",
        quad="material conflict",
        sources=(peru,),
        date=DateRange(date(1999, 5, 1), date(1999, 5, 1), "day"),
        trigger=Span.of(TEXT, 5, 13),
        evidence=Span(TEXT, 0, len(TEXT)),
    )
    place = tmp_path / "ledger.db"
    with Ledger(place) as ledger:
        ledger.add([Record(Report(TEXT, date(1999, 5, 2)), actors=(peru,), events=(event,))])
    return place


@pytest.fixture
def event(place: Path) -> str:
    return f"{Report(TEXT).sha256[:16]}-e1"


def test_decisions_and_their_history(dragoman: Any, place: Path, event: str) -> None:
    run = dragoman("correct", "accept", event, "--by", "Ana", "--ledger", place)
    assert (run.status, run.err) == (0, "")
    settings = ["--set", "targets=Chile", "--set", "date=1999-04"]
    run = dragoman(
        "correct", "change", event, *settings, "--by", "Ana", "--reason", "see p. 2", "--ledger", place
    )
    assert (run.status, run.err) == (0, "")
    assert "targets: nobody → CHL" in run.out
    assert dragoman("correct", "reject", event, "--by", "Bo", "--ledger", place).status == 0
    assert dragoman("correct", "restore", event, "--by", "Ana", "--ledger", place).status == 0
    told = dragoman("correct", "history", event, "--json", "--ledger", place).records
    assert [(one["decision"], one["by"], one["revision"]) for one in told] == [
        ("accept", "Ana", 1),
        ("change", "Ana", 2),
        ("reject", "Bo", 2),
        ("restore", "Ana", 3),
    ]
    shown = dragoman("correct", "history", event, "--ledger", place).out
    assert "see p. 2" in shown
    table = dragoman("correct", "history", event, "--csv", "--ledger", place).out.splitlines()
    assert table[0].startswith("record_id,kind,revision,decision,by")
    assert len(table) == 5


def test_a_record_that_nobody_touched(dragoman: Any, place: Path, event: str) -> None:
    run = dragoman("correct", "history", event, "--ledger", place)
    assert run.status == 0
    assert "stands as it was read" in run.out


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["accept", "0000000000000000-e1", "--by", "Ana"], 1, "no record"),
        (["change", "EVENT", "--set", "type", "--by", "Ana"], 2, "FIELD=VALUE"),
        (["change", "EVENT", "--set", "type=WAR", "--by", "Ana"], 1, "There are: AGREE"),
        (["reject", "EVENT"], 2, "--by"),
        (["reject", "EVENT", "--by", " "], 1, "nobody is named"),
    ],
)
def test_what_makes_no_sense(
    dragoman: Any, place: Path, event: str, arguments: list[str], status: int, said: str
) -> None:
    run = dragoman("correct", *(event if one == "EVENT" else one for one in arguments), "--ledger", place)
    assert run.status == status
    assert said in run.err
