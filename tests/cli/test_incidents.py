"""`dragoman incidents`: what is listed and shown, and judgements."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dragoman import Actor, DateRange, Event, Ledger, Record, Report, Span

TEXTS = (
    "Rebels in Peru attacked the army post of Puerto Lucerna on Tuesday, killing two soldiers.",
    "The rebel attack on the army post of Puerto Lucerna in Peru killed two soldiers.",
)
DAY = date(1999, 5, 4)


def record(text: str) -> Record:
    at = text.index("Peru")
    peru = Actor(
        text="Peru", start=at, end=at + 4, name="Peru", kind="state", country="PER", sectors=("GOV",)
    )
    event = Event(
        id="e1",
        type="ASSAULT",
        quad="material conflict",
        targets=(peru,),
        date=DateRange(DAY, DAY, "day"),
        trigger=Span.of(text, 0, 6),
        evidence=Span(text, 0, len(text)),
    )
    return Record(Report(text, date(1999, 5, 5), publisher="Andean\x1b[31m Wire"), events=(event,))


def event_of(text: str) -> str:
    return f"{Report(text).sha256[:16]}-e1"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A ledger of one incident told twice."""
    place = tmp_path / "ledger.db"
    with Ledger(place) as ledger:
        ledger.add(map(record, TEXTS))
    return place


def test_list(dragoman: Any, place: Path) -> None:
    (row,) = dragoman("incidents", "--json", "--ledger", place).records
    assert (row["type"], row["reports"], row["events"], row["targets"]) == ("ASSAULT", 2, 2, ["PER"])
    shown = dragoman("incidents", "--reports", "2", "--ledger", place)
    assert (shown.status, shown.err) == (0, "")
    assert row["id"] in shown.out
    assert "No such incident" in dragoman("incidents", "--type", "AID", "--ledger", place).out
    assert dragoman("incidents", "--csv", "--ledger", place).out.startswith("id,type,status")


def test_show(dragoman: Any, place: Path) -> None:
    shown = dragoman("incidents", "show", event_of(TEXTS[1]), "--ledger", place)
    assert (shown.status, shown.err) == (0, "")
    assert "report words" in shown.out
    assert "\x1b" not in shown.out
    (row,) = dragoman("incidents", "show", event_of(TEXTS[1]), "--json", "--ledger", place).records
    assert len(row["tellings"]) == 2
    assert row["links"][0]["score"] > 0.5


def test_judgements(dragoman: Any, place: Path) -> None:
    events = [event_of(text) for text in TEXTS]
    run = dragoman(
        "incidents", "different", *events, "--by", "Ana", "--reason", "two posts", "--ledger", place
    )
    assert (run.status, run.err) == (0, "")
    assert len(dragoman("incidents", "--json", "--ledger", place).records) == 2
    assert "says Ana: two posts" in dragoman("incidents", "show", events[0], "--ledger", place).out
    dragoman("incidents", "same", *events, "--by", "Bo", "--ledger", place)
    assert len(dragoman("incidents", "--json", "--ledger", place).records) == 1


def test_nothing_there(dragoman: Any, tmp_path: Path) -> None:
    run = dragoman("incidents", "--ledger", tmp_path / "none.db")
    assert run.status == 0
    assert "No such incident" in run.out
    assert not (tmp_path / "none.db").exists()


def test_wrong_usage(dragoman: Any, place: Path) -> None:
    for wrong in (
        ["--since", "May"],
        ["--type", "NONSENSE"],
        ["same", "x-e1", "y-e1", "--by", "Ana"],
        ["same", "x-e1", "y-e1"],
    ):
        assert dragoman("incidents", *wrong, "--ledger", place).status == 2, wrong
    assert dragoman("incidents", "show", "x-e1", "--ledger", place).status == 1
