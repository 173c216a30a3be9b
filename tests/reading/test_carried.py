"""Dates that a report carries from one sentence to the next."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from dragoman.reading.reader import Reader
from dragoman.records import Report

CASES = Path(__file__).with_name("cases") / "carried_dates.csv"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def _rows() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _case(row: dict[str, str]) -> ParameterSet:
    return pytest.param(row, marks=pytest.mark.xfail(reason="known miss") if row["missed"] else ())


@pytest.mark.parametrize("row", [_case(row) for row in _rows()])
def test_a_date_is_carried_along_the_story(row: dict[str, str], reader: Reader) -> None:
    events = reader.read(Report(row["text"], date.fromisoformat(row["published"]))).events
    dated = [event.date for event in events if event.trigger.text == row["trigger"]]
    assert [(str(d.start or ""), d.text or "") for d in dated[:1]] == [(row["start"], row["words"])]


def test_the_table_of_cases_is_large_enough() -> None:
    rows = _rows()
    assert len(rows) >= 40
    assert sum(not row["missed"] for row in rows) >= 0.9 * len(rows)


def test_without_a_time_in_the_report_nothing_is_dated(reader: Reader) -> None:
    text = "The two presidents of Chile and Peru met in Lima. They agreed to reopen the border."
    events = reader.read(Report(text, date(1998, 8, 7))).events
    assert events
    assert {event.date.precision for event in events} == {"unknown"}


def test_without_a_day_of_publication_no_weekday_is_carried(reader: Reader) -> None:
    text = "The two presidents of Chile and Peru met in Lima on Friday. They agreed to reopen the border."
    assert {event.date.start for event in reader.read(Report(text)).events} == {None}


def test_a_day_to_come_is_not_carried(reader: Reader) -> None:
    text = "The presidents of Chile and Peru meet on Monday. Peru accused Chile of spying."
    events = reader.read(Report(text, date(1998, 8, 7))).events
    assert [e.date.start for e in events if e.type == "ACCUSE"] == [None]
