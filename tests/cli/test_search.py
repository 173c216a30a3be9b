"""`dragoman search`: hits marked so that nothing in a report looks like one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dragoman import Ledger, Record, Report

TEXT = "Wheat \x1b[31mis\x1b[0m ⟦dear⟧ in [bold]Lima[/bold]."


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / "ledger.db"
    with Ledger(place) as ledger:
        ledger.add(
            [Record(Report(TEXT, date(2001, 1, 2), title="On wheat", publisher="Gazette", source="a"))]
        )
    return place


def test_for_people(dragoman: Any, place: Path) -> None:
    run = dragoman("search", "wheat -rye", "--ledger", place)
    assert (run.status, run.err) == (0, "")
    assert "On ⟦wheat⟧" in run.out
    assert "⟦Wheat⟧  [31mis [0m [dear] in [bold]Lima[/bold]." in run.out
    assert "\x1b" not in run.out
    assert "No such report" in dragoman("search", "rye", "--ledger", place).out


def test_for_programs(dragoman: Any, place: Path) -> None:
    (row,) = dragoman("search", "wheat lima", "--json", "--ledger", place).records
    assert [TEXT[start:end] for start, end in row["hits"]] == ["Wheat", "Lima"]
    assert row["snippet"] == TEXT[row["snippet_start"] : row["snippet_end"]]


@pytest.mark.parametrize("typed", ["", "***", "-wheat"])
def test_wrong_usage(dragoman: Any, place: Path, typed: str) -> None:
    run = dragoman("search", "--ledger", place, "--", typed)
    assert run.status == 2
    assert "names nothing to look for" in " ".join(run.err.split())
