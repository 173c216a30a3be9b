"""Source and target by syntax: passives, relative clauses, coordination, light verbs, nouns, participles."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from dragoman import Actor, Event, Reader, Report

CASES = Path(__file__).with_name("cases") / "arguments.csv"
PUBLISHED = date(2004, 6, 15)
EITHER_WAY = frozenset({"CONSULT", "AGREE", "COOPERATE"})


def cases() -> list[tuple[str, str]]:
    with CASES.open(encoding="utf-8") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        return [(row["text"], row["events"]) for row in rows]


def events(reader: Reader, text: str) -> tuple[Event, ...]:
    return reader.read(Report(text, PUBLISHED)).events


def codes(actors: Iterable[Actor]) -> set[str]:
    return {value for a in actors for value in (a.country, a.organisation) if value} or {"-"}


def holds(event: Event, type_: str, source: str, target: str) -> bool:
    here, there = codes(event.sources), codes(event.targets)
    return event.type == type_ and source in here and target in there


NOT_YET = {
    "Among those who condemned Zimbabwe was Botswana.": "'those who' is not tied to the subject behind it",
}
"""What reading gets wrong, and why. A case that comes right fails here, so that it is taken off the list."""


def marked() -> list[object]:
    return [
        pytest.param(text, events, marks=[pytest.mark.xfail(reason=NOT_YET[text])] if text in NOT_YET else [])
        for text, events in cases()
    ]


@pytest.mark.parametrize(("text", "wanted"), marked())
def test_who_does_it_to_whom(reader: Reader, text: str, wanted: str) -> None:
    found = events(reader, text)
    shown = [(e.type, sorted(codes(e.sources)), sorted(codes(e.targets))) for e in found]
    listed = set(wanted.split("; "))
    for one in listed:
        type_, pair = one.split()
        source, target = pair.split(">")
        straight = any(holds(event, type_, source, target) for event in found)
        back = any(holds(event, type_, target, source) for event in found)
        assert straight or (back and type_ in EITHER_WAY), shown
        if type_ not in EITHER_WAY and f"{type_} {target}>{source}" not in listed:
            assert not back, shown
