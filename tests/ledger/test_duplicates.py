"""Copies of a text: exact ones, near ones, and what looks like one and is a report of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from dragoman import Ledger, Record, Report
from dragoman.ledger import schema
from dragoman.ledger.copied import compared
from dragoman.ledger.duplicates import Waiting, signature
from dragoman.ledger.wording import wording

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "copies.jsonl").read_text(encoding="utf-8").splitlines()
]

TEXT = CASES[0]["known"]


def day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def kinds(ledger: Ledger) -> list[str]:
    with ledger.store.reading() as connection:
        return list(connection.execute(select(schema.copies.c.kind).order_by(schema.copies.c.key)).scalars())


def add(ledger: Ledger, *reports: Report) -> list[str]:
    ledger.add(map(Record, reports))
    return kinds(ledger)


# The cases


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_copies_are_told_from_reports_of_their_own(case: dict[str, Any]) -> None:
    known = Waiting()
    known.add(Report(case["known"], day(case["known_published"])))
    assert known.has_original_of(Report(case["new"], day(case["new_published"]))) == case["copy"]


def test_the_ledger_finds_what_is_at_hand(ledger_place: str) -> None:
    with Ledger(ledger_place) as ledger:
        for number, case in enumerate(CASES):
            # Each case in a year of its own, as the texts of several are the same.
            moved = [
                Report(f"{case[name]}\nCase {number}.", source=f"{number}-{name}")
                for name in ("known", "new")
            ]
            years = [day(case[f"{name}_published"]) for name in ("known", "new")]
            if None in years:
                continue
            reports = [
                Report(
                    report.text,
                    when.replace(year=1900 + 3 * number + when.year - years[0].year),
                    source=report.source,
                )
                for report, when in zip(moved, years, strict=True)
            ]
            before = Counter(kinds(ledger))
            after = Counter(add(ledger, *reports))
            assert (after - before)["near"] == case["copy"], case["name"]


def test_there_are_enough_cases() -> None:
    counted = Counter(case["copy"] for case in CASES)
    assert sum(counted.values()) >= 40
    assert min(counted.values()) >= 15


# Looking up


def test_the_same_text_is_one_report(ledger_place: str) -> None:
    with Ledger(ledger_place) as ledger:
        first, second = (Report(TEXT, date(2009, 5, 12), source=name) for name in ("a.txt", "b.txt"))
        assert add(ledger, first, second, first) == ["first", "same"]


def test_a_copy_of_a_copy_is_the_reports(ledger_place: str) -> None:
    near = TEXT + "\n\nCopyright 2009 The Courier"
    with Ledger(ledger_place) as ledger:
        reports = [Report(text, source=str(n)) for n, text in enumerate((TEXT, near, near))]
        assert add(ledger, *reports) == ["first", "near", "near"]


def test_the_most_alike_is_the_original(ledger_place: str) -> None:
    other = TEXT.replace("at least 14 people", "at least 17 people")
    copy = other.replace("still looking for", "still searching for")
    with Ledger(ledger_place) as ledger:
        assert add(ledger, *(Report(text, source=text[:3]) for text in (TEXT, other, copy))) == [
            "first",
            "first",
            "near",
        ]
        with ledger.store.reading() as connection:
            table = schema.copies
            texts = select(schema.reports.c.text).join(table, table.c.report_key == schema.reports.c.key)
            assert connection.execute(texts.where(table.c.kind == "near")).scalar() == other


def test_what_cannot_be_stored_is_replaced_one_for_one(ledger_place: str) -> None:
    with Ledger(ledger_place) as ledger:
        add(ledger, Report("A \0 and \ud800 half.", source="a", title="\0"))
        with ledger.store.reading() as connection:
            row = connection.execute(select(schema.reports.c.text, schema.reports.c.title)).one()
    assert row.text == "A \N{REPLACEMENT CHARACTER} and \N{REPLACEMENT CHARACTER} half."
    assert row.title == "\N{REPLACEMENT CHARACTER}"


# Signatures


def test_signatures_stay_as_they_are() -> None:
    """Ledgers hold signatures of years ago: another library, or another version of it, must give the same."""
    found = signature(TEXT)
    assert (len(found.values), len(found.bands())) == (120, 40)
    assert found.values[:3] == PINNED_VALUES
    assert found.bands()[0] == PINNED_BAND


PINNED_VALUES = (819984664, 373905213, 1063995779)
PINNED_BAND = -2972017501913885841


def test_signatures_are_the_same_in_every_process() -> None:
    code = (
        "import json, sys; from dragoman.ledger.duplicates import signature; "
        "print(json.dumps(signature(sys.stdin.read()).values))"
    )
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", code],
            input=TEXT,
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
        )
        assert tuple(json.loads(run.stdout)) == signature(TEXT).values


@given(st.text(max_size=400))
def test_any_text_has_a_signature_and_is_its_own_copy(text: str) -> None:
    assert len(signature(text).bands()) == 40
    assert compared(wording(text), wording(text)).copy


@given(
    st.lists(
        st.sampled_from(["a", "12", "Karvane", "not", "twelve", "million", "rose.", "3,4.5", "—", "“x”"]),
        max_size=60,
    )
)
def test_any_two_texts_can_be_compared(words: list[str]) -> None:
    verdict = compared(wording(TEXT), wording(" ".join(words)))
    assert 0 <= verdict.likeness <= 1
