"""`dragoman timeline`: a table, JSON, CSV and a chart."""

from __future__ import annotations

import csv
import io
import re
import shlex
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import dragoman as package
from dragoman.ledger import Ledger

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"

TOLD = [
    ("2024-01-10", "Norway's foreign minister met his Chilean counterpart in Oslo on Tuesday."),
    ("2024-03-06", "Chile criticized Norway on Tuesday over its fishing quotas."),
    ("2024-03-20", "Chile condemned Norway on Tuesday. A spokesman in Santiago spoke of a breach of trust."),
]


@pytest.fixture(scope="module")
def place(reader: package.Reader, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("timeline") / "ledger.db"
    with Ledger(path) as ledger:
        ledger.add(
            reader.read(package.Report(text, date.fromisoformat(day), source=day)) for day, text in TOLD
        )
    return str(path)


def test_a_table_for_people(dragoman: Any, place: str) -> None:
    run = dragoman("timeline", "NOR", "CHL", "--ledger", place)
    assert (run.status, run.err) == (0, "")
    assert "Incidents between Norway and Chile, by month" in run.out
    rows = [line.split() for line in run.out.splitlines() if line.lstrip().startswith("2024-")]
    assert [row[0] for row in rows[:3]] == ["2024-01", "2024-02", "2024-03"]
    assert "2 verbal conflict" in run.out
    assert max(map(len, run.out.splitlines())) <= 100


def test_json_and_csv(dragoman: Any, place: str) -> None:
    run = dragoman("timeline", "NOR", "CHL", "--ledger", place, "--json")
    assert [(row["start"], row["incidents"], row["balance"]) for row in run.records] == [
        ("2024-01-01", 1, 1),
        ("2024-02-01", 0, 0),
        ("2024-03-01", 2, -2),
    ]
    run = dragoman("timeline", "NOR", "CHL", "--ledger", place, "--csv", "--by", "year")
    assert [row["reports"] for row in csv.DictReader(io.StringIO(run.out))] == ["3"]


@pytest.mark.parametrize(
    ("options", "incidents"),
    [
        (["--directed"], [1]),
        (["--since", "2024-02-01"], [0, 2]),
        (["--by", "week", "--since", "2024-03-05", "--until", "2024-03-12"], [1, 0]),
        (["--status", "planned"], []),
        (["--all", "--window", "1"], [1, 0, 2]),
        (["--as-of", "2020-01-01"], []),
    ],
)
def test_options(dragoman: Any, place: str, options: list[str], incidents: list[int]) -> None:
    run = dragoman("timeline", "NOR", "CHL", "--ledger", place, "--json", *options)
    assert run.status == 0
    assert [row["incidents"] for row in run.records] == incidents


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["NOR", "CHL", "--by", "decade"], "--by"),
        (["NOR", "CHL", "--plot", "chart.gif"], ".svg, .png, .html"),
        (["NOR", "CHL", "--window", "0"], "--window"),
        (["NOR", "CHL", "--since", "2024-02-01", "--until", "2024-01-01"], "--until"),
        (["NOR", "CHL", "--status", "rumoured"], "--status"),
        (["NOR", "Atlantis"], "nobody is known"),
        (["NOR", "CHL", "--json", "--csv"], "--json"),
    ],
)
def test_wrong_usage(dragoman: Any, place: str, arguments: list[str], told: str) -> None:
    run = dragoman("timeline", *arguments, "--ledger", place)
    assert run.status == 2
    assert told in run.err


@pytest.mark.parametrize(
    ("name", "begins"), [("t.svg", b"<svg"), ("t.PNG", b"\x89PNG"), ("t.html", b"<!DOCTYPE html>")]
)
def test_a_chart(dragoman: Any, place: str, tmp_path: Path, name: str, begins: bytes) -> None:
    run = dragoman("timeline", "NOR", "CHL", "--ledger", place, "--json", "--plot", tmp_path / name)
    assert (run.status, run.err) == (0, "")
    drawn = (tmp_path / name).read_bytes()
    assert drawn.lstrip().startswith(begins)
    if name == "t.svg":
        words = drawn.decode()
        assert "Norway and Chile" in words
        assert "Source: 3 incidents in 3 reports" in words
        assert "incidents per month" in words
    if name == "t.html":
        # It needs no network: every script stands in it.
        assert b"<script src=" not in drawn
        assert b"tooltip" in drawn


def test_a_chart_that_cant_be_written(dragoman: Any, place: str, tmp_path: Path) -> None:
    run = dragoman("timeline", "NOR", "CHL", "--ledger", place, "--plot", tmp_path / "none" / "t.svg")
    assert run.status == 1
    assert "[D601]" in run.err


def test_a_chart_of_nothing(dragoman: Any, tmp_path: Path) -> None:
    chart = tmp_path / "t.svg"
    run = dragoman("timeline", "NOR", "CHL", "--ledger", tmp_path / "none.db", "--plot", chart)
    assert run.status == 0
    assert "The ledger has no such event." in run.out
    assert "0 incidents in 0 reports" in chart.read_text()


EXAMPLES = re.findall(r"^    dragoman (timeline (?!\[).+)$", PAGE.read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_page(
    dragoman: Any, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example: str
) -> None:
    monkeypatch.chdir(tmp_path)
    run = dragoman(*shlex.split(example), "--ledger", place)
    assert (run.status, run.err) == (0, "")
    assert run.out


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 2
