"""`dragoman silences`: who fell silent, and whose silence was broken."""

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
    ("2021-02-10", "Norway's foreign minister met his Chilean counterpart in Oslo on Tuesday."),
    ("2024-03-05", "The foreign ministers of Norway and Chile spoke by telephone on Monday about cod."),
]


@pytest.fixture(scope="module")
def place(reader: package.Reader, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("silences") / "ledger.db"
    with Ledger(path) as ledger:
        ledger.add(
            reader.read(package.Report(text, date.fromisoformat(day), source=day)) for day, text in TOLD
        )
    return str(path)


def test_two_tables_for_people(dragoman: Any, place: str) -> None:
    run = dragoman("silences", "--ledger", place, "--today", "2024-05-04")
    assert (run.status, run.err) == (0, "")
    still, broken = run.out.split("Silences that were broken")
    assert "Chile and Norway" in still
    assert " 61 " in still
    assert " 1,119 " in broken
    assert max(map(len, run.out.splitlines())) <= 100


def test_json_and_csv(dragoman: Any, place: str) -> None:
    run = dragoman("silences", "--ledger", place, "--today", "2024-05-04", "--json")
    assert [(row["kind"], row["a"], row["b"], row["days"], row["until"]) for row in run.records] == [
        ("open", "CHL", "NOR", 61, None),
        ("broken", "CHL", "NOR", 1119, "2024-03-04"),
    ]
    run = dragoman("silences", "--ledger", place, "--today", "2024-05-04", "--csv")
    assert [row["kind"] for row in csv.DictReader(io.StringIO(run.out))] == ["open", "broken"]


@pytest.mark.parametrize(
    ("options", "kinds"),
    [
        (["--min-days", "62"], ["broken"]),
        (["--min-days", "2000"], []),
        (["--since", "2024-04-01"], ["open"]),
        (["--pair", "Norway", "CHL"], ["open", "broken"]),
        (["--pair", "Norway", "FRA"], []),
    ],
)
def test_options(dragoman: Any, place: str, options: list[str], kinds: list[str]) -> None:
    run = dragoman("silences", "--ledger", place, "--today", "2024-05-04", "--json", *options)
    assert run.status == 0
    assert [row["kind"] for row in run.records] == kinds


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--min-days", "0"], "--min-days"),
        (["--pair", "CHL", "Chile"], "--pair"),
        (["--today", "soon"], "--today"),
        (["--json", "--csv"], "--json"),
    ],
)
def test_wrong_usage(dragoman: Any, place: str, options: list[str], told: str) -> None:
    run = dragoman("silences", "--ledger", place, *options)
    assert (run.status, run.out) == (2, "")
    assert told in run.err


def test_no_ledger(dragoman: Any, tmp_path: Path) -> None:
    run = dragoman("silences", "--ledger", tmp_path / "none.db")
    assert run.status == 0
    assert "Nobody has fallen silent for so long." in run.out
    run = dragoman("silences", "--ledger", tmp_path / "none.db", "--csv")
    assert (run.status, run.out.count("\n")) == (0, 1)


EXAMPLES = re.findall(r"^    dragoman (silences (?!\[).+)$", PAGE.read_text(encoding="utf-8"), re.M)


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
