"""`dragoman contacts`: the contacts of two sides, for people, as JSON and as CSV."""

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
    (
        "2021-02-10",
        "Oslo Daily",
        "Norway's foreign minister met his Chilean counterpart in Oslo on Tuesday. They dined at the port.",
    ),
    (
        "2024-03-05",
        "Valparaiso Post",
        "The foreign ministers of Norway and Chile spoke by telephone on Monday for the first time since "
        "February 2021, officials in Santiago said.",
    ),
    (
        "2024-03-20",
        "Oslo Daily",
        "The presidents of Chile and the prime minister of Norway will meet in Santiago in May.",
    ),
]


@pytest.fixture(scope="module")
def place(reader: package.Reader, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A ledger of three reports on Norway and Chile."""
    path = tmp_path_factory.mktemp("contacts") / "ledger.db"
    with Ledger(path) as ledger:
        ledger.add(
            reader.read(package.Report(text, date.fromisoformat(day), publisher=publisher, source=day))
            for day, publisher, text in TOLD
        )
    return str(path)


def test_a_table_for_people(dragoman: Any, place: str) -> None:
    run = dragoman("contacts", "NOR", "Chile", "--ledger", place, "--today", "2024-04-10")
    assert (run.status, run.err) == (0, "")
    assert "Norway and Chile: the silence at each level on 2024-04-10" in run.out
    assert "ministers" in run.out
    words = " ".join(run.out.split())
    assert "1,119 days after the last" in words
    assert "“first time since February 2021” the ledger agrees: it has that contact, on 2021-02-09" in words
    assert "planned" not in run.out
    assert max(map(len, run.out.splitlines())) <= 100


def test_json(dragoman: Any, place: str) -> None:
    run = dragoman("contacts", "CHL", "NOR", "--ledger", place, "--json")
    assert run.status == 0
    one, two = run.records
    assert (one["day"], one["channel"], one["first_since"]) == ("2021-02-09", "meeting", None)
    assert (two["day"], two["channel"], two["first_since"], two["check"]) == (
        "2024-03-04",
        "phone",
        "2021-02",
        "agrees",
    )
    assert two["gaps"][0]["contact"] == one["id"]
    assert two["told"][0]["publishers"] == ["Valparaiso Post"]


def test_csv(dragoman: Any, place: str) -> None:
    run = dragoman("contacts", "CHL", "NOR", "--ledger", place, "--csv")
    rows = list(csv.DictReader(io.StringIO(run.out)))
    assert [(row["day"], row["parties"], row["reports"]) for row in rows] == [
        ("2021-02-09", "CHL; NOR", "1"),
        ("2024-03-04", "CHL; NOR", "1"),
    ]


@pytest.mark.parametrize(
    ("options", "days"),
    [
        (["--all"], ["2021-02-09", "2024-03-04", "2024-05-01"]),
        (["--status", "planned"], ["2024-05-01"]),
        (["--channel", "phone"], ["2024-03-04"]),
        (["--level", "ministers", "--until", "2022-01-01"], ["2021-02-09"]),
        (["--since", "2024-03-04"], ["2024-03-04"]),
        (["--as-of", "2020-01-01"], []),
    ],
)
def test_options(dragoman: Any, place: str, options: list[str], days: list[str]) -> None:
    run = dragoman("contacts", "CHL", "NOR", "--ledger", place, "--json", *options)
    assert run.status == 0
    assert [row["day"] for row in run.records] == days


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["CHL", "NOR", "--channel", "pigeon"], "--channel"),
        (["CHL", "NOR", "--status", "rumoured"], "--status"),
        (["CHL", "NOR", "--all", "--status", "planned"], "--all"),
        (["CHL", "NOR", "--since", "soon"], "--since"),
        (["CHL", "NOR", "--json", "--csv"], "--json"),
        (["CHL", "Chile"], "same side"),
        (["CHL", "Atlantis"], "nobody is known"),
        (["CHL"], "B"),
    ],
)
def test_wrong_usage(dragoman: Any, place: str, arguments: list[str], told: str) -> None:
    run = dragoman("contacts", *arguments, "--ledger", place)
    assert (run.status, run.out) == (2, "")
    assert told in run.err


def test_no_ledger(dragoman: Any, tmp_path: Path) -> None:
    missing = tmp_path / "none.db"
    run = dragoman("contacts", "FRA", "RUS", "--ledger", missing)
    assert run.status == 0
    assert "The ledger has no such contact." in run.out
    assert not missing.exists()
    run = dragoman("contacts", "FRA", "RUS", "--ledger", missing, "--json")
    assert (run.status, run.out) == (0, "")


EXAMPLES = re.findall(r"^    dragoman (contacts (?!\[).+)$", PAGE.read_text(encoding="utf-8"), re.M)


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
