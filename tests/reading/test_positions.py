"""Where does an actor stand? Stances and their issues, through the whole reader."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import dragoman
from dragoman.records import Position, Report

CASES = Path(__file__).with_name("cases") / "positions.toml"
PUBLISHED = date(2001, 6, 13)
RIGHT = 0.95
"""Share of the texts whose positions must all be right, with none besides; measured 1.00."""


def _cases() -> list[dict[str, Any]]:
    with CASES.open("rb") as file:
        cases: list[dict[str, Any]] = tomllib.load(file)["case"]
    return cases


def _positions(reader: dragoman.Reader, text: str) -> tuple[Position, ...]:
    return reader.read(Report(text, PUBLISHED)).positions


def _line(position: Position) -> str:
    actor = position.actor
    return f"{actor.country or actor.organisation or actor.name}: {position.stance}: {position.issue}"


def test_there_are_cases_enough() -> None:
    cases = _cases()
    assert sum(bool(case["positions"]) for case in cases) >= 60
    assert sum(not case["positions"] for case in cases) >= 20
    stances = {line.split(": ")[1] for case in cases for line in case["positions"]}
    assert stances == {"supports", "opposes", "undecided", "does_not_rule_out"}


def test_positions_are_right(reader: dragoman.Reader) -> None:
    cases = _cases()
    wrong = [
        (case["text"], case["positions"], found)
        for case in cases
        if (found := sorted(map(_line, _positions(reader, case["text"])))) != sorted(case["positions"])
    ]
    assert len(wrong) <= (1 - RIGHT) * len(cases), wrong


@pytest.mark.parametrize(
    "text",
    [
        "Washington urged Jordan to support the plan.",
        "Hungary may support the resolution.",
        "If Poland backs the treaty, it will pass.",
        "The court opposed nobody.",
    ],
)
def test_a_stance_that_is_only_asked_for_or_possible_is_none(reader: dragoman.Reader, text: str) -> None:
    assert not _positions(reader, text)


def test_a_position_has_the_date_of_its_sentence(reader: dragoman.Reader) -> None:
    (position,) = _positions(reader, "Turkey rejected the draft resolution on Monday.")
    assert position.date.start == date(2001, 6, 11)


def test_an_issue_has_no_article_clause_or_date(reader: dragoman.Reader) -> None:
    text = "Peru opposed the plan for a dam on Monday, saying it would harm fishermen."
    (position,) = _positions(reader, text)
    assert position.issue == "plan for a dam"


_WORDS = [
    "France",
    "Russia",
    "the",
    "a",
    "minister",
    "supports",
    "opposes",
    "opposed",
    "not",
    "to",
    "rule",
    "out",
    "did",
    "refused",
    "plan",
    "war",
    "of",
    "in",
    "against",
    "in",
    "favour",
    "and",
    ",",
    "is",
    "undecided",
    "on",
    "whether",
    "join",
    ".",
    "support",
    "for",
    "its",
    "voted",
    "peace",
    "by",
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.sampled_from(_WORDS), min_size=1, max_size=14))
def test_an_issue_always_stands_in_its_evidence(reader: dragoman.Reader, words: list[str]) -> None:
    for position in _positions(reader, " ".join(words)):
        assert position.issue
        assert position.issue in position.evidence.text
