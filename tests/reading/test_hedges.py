"""How sure: the hedge of a claim, and of the events that rest on it or on the report's own word."""

from __future__ import annotations

import csv
import re
from datetime import date as Date
from pathlib import Path

import pytest

from dragoman import Reader, Report
from dragoman.errors import DataFileError
from dragoman.reading.parse import Parser
from dragoman.reading.says import Hedges, load_hedges
from dragoman.reading.says.hedge_words import under
from dragoman.records import Record

CASES = Path(__file__).with_name("cases") / "hedges.csv"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def _read(reader: Reader, text: str) -> Record:
    return reader.read(Report(text, Date(2004, 5, 5)))


def test_the_hedges_of_claims(reader: Reader) -> None:
    """Written by somebody who had not seen the list; 60 of the 100 were right at the first try."""
    with CASES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wrong = []
    for row in rows:
        claims = _read(reader, row["text"]).claims
        widest = max(claims, key=lambda c: len(c.content.text), default=None)
        if widest is None or widest.hedge != row["hedge"]:
            wrong.append(row["text"])
    assert len(rows) >= 100
    assert 1 - len(wrong) / len(rows) >= 0.88, wrong


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("The army said Sudan attacked Chad.", "certain"),
        ("The army said Sudan may have attacked Chad.", "possible"),
        ("The army believed that Sudan had attacked Chad.", "probable"),
        ("The army denied that Sudan had attacked Chad.", "denied"),
        ("The army said Sudan had not attacked Chad.", "denied"),
        ("The army doubted that Sudan had attacked Chad.", "doubted"),
        ("Sudan attacked Chad.", "certain"),
        ("Sudan reportedly attacked Chad.", "probable"),
        ("The army said Sudanese troops who attacked Chad may have fled.", "certain"),
    ],
)
def test_an_event_is_as_sure_as_what_it_rests_on(reader: Reader, text: str, hedge: str) -> None:
    found = [e.hedge for e in _read(reader, text).events if e.trigger.text == "attacked"]
    assert found == [hedge]


def test_status_and_hedge_are_read_apart(reader: Reader) -> None:
    found = {}
    for text in ("The army doubted that Sudan had attacked Chad.", "Sudan reportedly attacked Chad."):
        for event in _read(reader, text).events:
            if event.trigger.text == "attacked":
                found[event.hedge] = event.status
    assert found["probable"] == "happened"
    assert found["doubted"] != "denied"


def test_an_event_that_only_dates_a_demand_does_not_rest_on_it(reader: Reader) -> None:
    record = _read(reader, "Norway urged Chad to hold talks after Sudan attacked Chad.")
    assert [e.attributed_to for e in record.events if e.trigger.text == "attacked"] == [None]


@pytest.mark.parametrize(
    ("outer", "inner", "both"),
    [
        ("certain", "doubted", "doubted"),
        ("probable", "possible", "possible"),
        ("possible", "denied", "doubted"),
        ("denied", "denied", "certain"),
        ("denied", "possible", "denied"),
        ("doubted", "certain", "doubted"),
    ],
)
def test_how_hedges_combine(outer: str, inner: str, both: str) -> None:
    assert under(outer, inner) == both  # type: ignore[arg-type]


def test_a_users_words_hedge_too(tmp_path: Path) -> None:
    own = tmp_path / "hedges.csv"
    own.write_text("word,pos,hedge,negated\ndubitably,adverb,possible,doubted\n", encoding="utf-8")
    parsed = Parser().parse(Report("The rebels dubitably fled."))
    verb = parsed.text.index("fled")
    assert Hedges(parsed, load_hedges()).of_event(verb, None) == "certain"
    assert Hedges(parsed, load_hedges([own])).of_event(verb, None) == "possible"


def test_a_malformed_row_is_named(tmp_path: Path) -> None:
    own = tmp_path / "hedges.csv"
    own.write_text("word,pos,hedge,negated\ndubitably,adverb,perhaps,doubted\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=re.escape(str(own))):
        load_hedges([own])
