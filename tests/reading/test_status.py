"""Did it happen? The status of an event from the words around its trigger."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from dragoman.reading.parse import Parsed, Parser
from dragoman.reading.tables import load_toml
from dragoman.reading.what.arguments import Arguments
from dragoman.reading.what.status import Reading, StatusReader, future
from dragoman.reading.who.mention import Mentions
from dragoman.records import STATUSES, UNDATED, DateRange, Report, Status

CASES = Path(__file__).with_name("cases") / "status.csv"
RIGHT = 0.97
"""Share of the cases that must be right; measured 0.99."""


def _rows() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _read(parsed: Parsed, word: str) -> Reading:
    trigger = parsed.text.index(word)
    args = Arguments(parsed, Mentions([]), load_toml("what.toml"))
    light = args.light_verb(trigger) if parsed.pos[trigger] in ("NOUN", "PROPN") else None
    return StatusReader(parsed, load_toml("status.toml")).read(trigger, light)


def _status(parser: Parser, sentence: str, word: str) -> Reading:
    return _read(parser.parse(Report(sentence)), word)


def test_there_are_cases_of_every_status() -> None:
    count = Counter(row["status"] for row in _rows())
    assert sum(count.values()) >= 250
    assert set(count) == set(STATUSES)
    assert min(count.values()) >= 15


def test_statuses_are_right(parser: Parser) -> None:
    rows = _rows()
    parsed = parser.parse_many(Report(row["sentence"]) for row in rows)
    wrong = [
        (row["sentence"], row["trigger"], row["status"], found)
        for row, one in zip(rows, parsed, strict=True)
        if (found := _read(one, row["trigger"]).status) != row["status"]
    ]
    assert len(wrong) <= (1 - RIGHT) * len(rows), wrong


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("The minister cancelled a visit to Oslo.", "visit"),
        ("The visit was postponed because of the flooding.", "visit"),
        ("Egypt called off the talks.", "talks"),
        ("The talks were to open on Monday but were called off.", "talks"),
    ],
)
def test_what_is_called_off_is_cancelled(parser: Parser, sentence: str, word: str) -> None:
    reading = _status(parser, sentence, word)
    assert (reading.status, reading.cancelled) == ("denied", True)


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("The army denied an attack on the village.", "attack"),
        ("No talks were held on Thursday.", "talks"),
        ("He refused to rule out a strike.", "strike"),
        ("The two leaders met in Geneva.", "met"),
    ],
)
def test_what_is_denied_or_done_is_not_cancelled(parser: Parser, sentence: str, word: str) -> None:
    assert not _status(parser, sentence, word).cancelled


def test_a_reading_names_the_words_that_decided_it(parser: Parser) -> None:
    parsed = parser.parse(Report("The president refused to rule out sending troops."))
    reading = _read(parsed, "sending")
    assert [parsed.text[token] for token in reading.words] == ["rule", "refused"]


@pytest.mark.parametrize(
    ("word", "deciding"),
    [("refused", True), ("plans", True), ("threatened", True), ("met", False), ("said", False)],
)
def test_some_verbs_decide_the_status_of_what_they_govern(parser: Parser, word: str, deciding: bool) -> None:
    sentences = {
        "refused": "He refused a seat.",
        "plans": "She plans a visit.",
        "threatened": "They threatened a strike.",
        "met": "He met the king.",
        "said": "He said so.",
    }
    parsed = parser.parse(Report(sentences[word]))
    reader = StatusReader(parsed, load_toml("status.toml"))
    assert reader.is_operator(parsed.text.index(word)) is deciding


PUBLISHED = date(2001, 6, 13)
_DAY = DateRange(date(2001, 6, 14), date(2001, 6, 14), "day", "Thursday")
_TODAY = DateRange(PUBLISHED, PUBLISHED, "day", "Wednesday")
_MONTH = DateRange(date(2001, 6, 1), date(2001, 6, 30), "month", "June")
_NEXT_YEAR = DateRange(date(2002, 1, 1), date(2002, 12, 31), "year", "2002")


@pytest.mark.parametrize(
    ("status", "when", "published", "expected"),
    [
        ("happened", _DAY, PUBLISHED, "planned"),
        ("habitual", _DAY, PUBLISHED, "planned"),
        ("happened", _NEXT_YEAR, PUBLISHED, "planned"),
        ("happened", _TODAY, PUBLISHED, "happened"),
        ("happened", _MONTH, PUBLISHED, "happened"),
        ("happened", UNDATED, PUBLISHED, "happened"),
        ("happened", _DAY, None, "happened"),
        ("denied", _DAY, PUBLISHED, "denied"),
        ("requested", _DAY, PUBLISHED, "requested"),
        ("hypothetical", _NEXT_YEAR, PUBLISHED, "hypothetical"),
    ],
)
def test_what_lies_after_publication_is_planned(
    status: Status, when: DateRange, published: date | None, expected: Status
) -> None:
    assert future(status, when, published) == expected
