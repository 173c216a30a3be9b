"""`dragoman events`: its output for people and programs, wrong usage, and the examples of its page."""

from __future__ import annotations

import csv
import re
import shlex
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dragoman import Actor, DateRange, Event, Ledger, Record, Report, Span

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
TEXT = "Peru \x1b[31maccused\x1b[0m [red]Chile[/red] of \u202eevil."


def _record(number: int) -> Record:
    text = f"{TEXT} Report {number}."
    start = text.index("Chile")
    peru = Actor(text="Peru", start=0, end=4, name="Peru", kind="state", country="PER")
    chile = Actor(text="Chile", start=start, end=start + 5, name="Chile", kind="state", country="CHL")
    day = date(2001, 1, 1 + number % 28)
    event = Event(
        id="e1",
        type="ACCUSE",
        quad="verbal conflict",
        sources=(peru,),
        targets=(chile,),
        date=DateRange(day, day, "day"),
        trigger=Span.of(text, 10, 17),
        evidence=Span(text, 0, len(text)),
    )
    return Record(Report(text, day, publisher="\x1b]0;x\x07Gazette", source=str(number)), events=(event,))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / "ledger.db"
    with Ledger(place) as ledger, ledger.store.writing() as connection:
        from dragoman import codebook
        from dragoman.ledger.writing import add_record

        for number in range(52):
            add_record(connection, _record(number), codebook.load())
    return place


def test_for_people(dragoman: Any, place: Path) -> None:
    run = dragoman("events", "--actor", "PER", "--ledger", place)
    assert (run.status, run.err) == (0, "")
    assert run.out.count("ACCUSE  Peru → Chile") == 50
    assert "--offset 50" in run.out
    assert "[red]Chile[/red]" in run.out
    assert not set(run.out) & set("\x1b\x07\u202e")
    assert all(len(line) <= 100 for line in run.out.splitlines())
    assert "There are more" not in dragoman("events", "--offset", "2", "--ledger", place).out


def test_for_programs(dragoman: Any, place: Path) -> None:
    rows = dragoman("events", "--json", "--ledger", place).records
    assert len(rows) == 52
    assert (rows[0]["sources"], rows[0]["target_parties"]) == (["Peru"], ["CHL"])
    assert rows[0]["evidence"].startswith(TEXT)
    run = dragoman("events", "--csv", "--limit", "3", "--ledger", place)
    table = list(csv.DictReader(run.out.splitlines()))
    assert [row["source_parties"] for row in table] == ["PER"] * 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--type", "WAR"], "There are: AGREE"),
        (["--status", "done"], "happened, planned"),
        (["--quad", "x"], "verbal cooperation"),
        (["--since", "May"], "write 2024-03-22"),
        (["--near", "1,2"], "LATITUDE,LONGITUDE,KILOMETRES"),
        (["--near", "91,2,3"], "beyond the earth"),
        (["--order", "name"], "neither day nor confidence"),
        (["--min-confidence", "2"], "--min-confidence"),
        (["--limit", "-1"], "--limit"),
        (["--json", "--csv"], "exclude each other"),
    ],
)
def test_wrong_usage(dragoman: Any, place: Path, arguments: list[str], said: str) -> None:
    run = dragoman("events", *arguments, "--ledger", place)
    assert run.status == 2
    assert said in " ".join(run.err.split())


def test_nobody_known_by_the_name(dragoman: Any, place: Path) -> None:
    run = dragoman("events", "--actor", "Zyzzyva", "--ledger", place)
    assert run.status == 1
    assert "nobody is known" in run.err


@pytest.mark.parametrize("command", ["events", "search", "figures", "positions"])
def test_examples_of_the_page_and_a_missing_ledger(dragoman: Any, tmp_path: Path, command: str) -> None:
    section = PAGE.split(f"## dragoman {command}\n")[1].split("\n## ")[0]
    examples = re.findall(rf"^    dragoman ({command} [^\[\n]+)$", section, re.M)
    assert examples
    for example in examples:
        run = dragoman(*shlex.split(example), "--ledger", tmp_path / "none.db")
        assert run.status == 0
        assert "there is no ledger" in run.err
    assert not (tmp_path / "none.db").exists()
