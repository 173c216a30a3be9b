"""Full text: what a reader types, on both engines alike."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman import Actor, Event, Ledger, Record, Report, Span
from dragoman.errors import LedgerError
from dragoman.ledger.questions import search as searching
from dragoman.ledger.questions.query import MOST_TERMS, parsed

TEXTS = {
    "a": "The governments signed a cease-fire in Erdoğan's palace. The WHO praised it.",
    "b": "A government spokesman spoke of a state of emergency, U.S. troops and 1,200 tents.",
    "c": "Sanctions hurt wheat farmers. <b>Nobody</b> & no government disputes that.",
    "d": "Peru accused Chile of firing over the state line in an emergency.",
}


def _record(name: str, text: str, day: int) -> Record:
    report = Report(
        text, date(2001, 1, day), publisher=f"Paper {name}", title=f"Title of {name}", source=f"{name}.txt"
    )
    if name != "d":
        return Record(report)
    peru = Actor(text=text[:4], start=0, end=4, name="Peru", kind="state", country="PER")
    event = Event(
        id="e1", type="ACCUSE", quad="verbal conflict", sources=(peru,), trigger=Span.of(text, 5, 12),
        evidence=Span(text, 0, len(text)),
    )  # fmt: skip
    return Record(report, events=(event,))


NAMES = {Report(text).sha256[:16]: name for name, text in TEXTS.items()}

QUERIES: list[tuple[str, str]] = [
    ("government", "abc"),
    ("GOVERNMENTS", "abc"),
    ("government -emergency", "ac"),
    ("government emergency", "b"),
    ("cease-fire", "a"),
    ("cease fire", "a"),
    ("ceasefire", ""),
    ("Erdogan", "a"),
    ("erdoğan's", "a"),
    ("WHO", "a"),
    ("U.S.", "b"),
    ("1,200", "b"),
    ('"state of emergency"', "b"),
    ("“state of emergency”", "b"),
    ("state emergency", "bd"),
    ('"state of emergency', "b"),
    ("sanct*", "c"),
    ("wheat OR palace", "ac"),
    ("wheat OR", "c"),
    ("OR wheat", "c"),
    ("-wheat OR palace", "a"),
    ("wheat farmers OR emergency -U.S.", "cd"),
    ('-"state of emergency" emergency', "d"),
    ("<b>nobody</b> & 'no'", "c"),
    ('nobody" OR "x', ""),
    ("title", "abcd"),
    ("NEAR(state emergency)", ""),
    ("text:wheat", ""),
    ("zebra", ""),
]
"""What is typed, and the reports that are found."""


def _filled(place: str) -> Ledger:
    ledger = Ledger(place)
    ledger.add(_record(name, text, day) for day, (name, text) in enumerate(TEXTS.items(), 1))
    return ledger


def _found(ledger: Ledger, text: str, **options: Any) -> str:
    return "".join(sorted(NAMES[row.report] for row in ledger.search(text, **options)))


def test_queries(ledger_place: str) -> None:
    with _filled(ledger_place) as ledger:
        for typed, found in QUERIES:
            assert _found(ledger, typed) == found, typed
            assert ledger.search(typed).reports == len(found), typed


def test_filters_and_rows(ledger_place: str) -> None:
    with _filled(ledger_place) as ledger:
        assert _found(ledger, "government", since=date(2001, 1, 2)) == "bc"
        assert _found(ledger, "government", until=date(2001, 1, 2)) == "ab"
        assert _found(ledger, "government", publisher=["paper A", "PAPER c"]) == "ac"
        assert _found(ledger, "emergency", actor="PER") == "d"
        assert _found(ledger, "emergency", actor="Chile") == ""
        assert _found(ledger, "government", as_of=date(1990, 1, 1)) == ""
        assert len(ledger.search("government", limit=2)) == 2
        assert len(ledger.search("government", limit=2, offset=2)) == 1
        (row,) = ledger.search('"state of emergency" -wheat')
        text = TEXTS["b"]
        assert [text[start:end] for start, end in row.hits] == ["state of emergency"]
        assert text[row.snippet_start : row.snippet_end] == row.snippet == text
        (row,) = ledger.search("title accused")
        assert [(row.title or "")[start:end] for start, end in row.title_hits] == ["Title"]
        assert [TEXTS["d"][start:end] for start, end in row.hits] == ["accused"]
        assert (row.events, row.copies, row.published) == (1, 1, date(2001, 1, 4))


def test_a_snippet_shows_where_most_stands_together(ledger_place: str) -> None:
    text = (
        "Wheat was dear. "
        + "Nothing else was said that day. " * 30
        + "Wheat, barley and fuel were sold at sea."
    )
    with Ledger(ledger_place) as ledger:
        ledger.add([Record(Report(text, date(2001, 1, 1), source="x"))])
        (row,) = ledger.search("wheat OR barley OR fuel")
    assert [text[start:end] for start, end in row.hits] == ["Wheat", "barley", "fuel"]
    assert text[row.snippet_start : row.snippet_end] == row.snippet
    assert len(row.snippet) <= searching.SNIPPET


def test_only_so_many_are_ranked_and_it_says_so(ledger_place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST_RANKED", 2)
    with _filled(ledger_place) as ledger:
        found = ledger.search("title")
        assert (found.reports, found.ranked, len(found)) == (4, 2, 2)


@pytest.mark.parametrize("typed", ["", " ", "-", "*", '""', "-wheat", "OR", "-a OR -b", "🌾", "\x00"])
def test_what_names_nothing_is_said(typed: str) -> None:
    with pytest.raises(LedgerError, match="names nothing to look for"):
        parsed(typed)


def test_a_query_has_a_longest_length() -> None:
    assert parsed("x " * MOST_TERMS)
    with pytest.raises(LedgerError, match="more than"):
        parsed("x " * (MOST_TERMS + 1))


PIECES = st.sampled_from(
    ['"', "*", "-", " OR ", " AND ", " NOT ", "(", ")", "'", ":", "^", "{", "\\", "+", " ", "NEAR(", "%"]
)
TYPED = st.lists(PIECES | st.text(max_size=6) | st.sampled_from(["wheat", "state", "U.S."]), max_size=12).map(
    "".join
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.data())
def test_whatever_is_typed_is_understood(ledger_place: str, data: st.DataObject) -> None:
    typed = data.draw(TYPED)
    try:
        parsed(typed)
    except LedgerError:
        return
    with Ledger(ledger_place) as ledger:
        if not ledger.reports():
            _filled(ledger_place).close()
        for row in ledger.search(typed):
            for start, end in row.hits:
                assert row.snippet_start <= start < end <= row.snippet_end


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=20))
def test_folding_leaves_letters_and_digits(typed: str) -> None:
    try:
        query = parsed(typed)
    except LedgerError:
        return
    for terms in query.alternatives:
        for term in terms:
            for word in term.words:
                assert word.isalnum()
                assert unicodedata.normalize("NFC", word) == word
