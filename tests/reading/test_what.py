"""Events: the case table of a trained coder, and how an event hangs together with the rest of its record."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman import Actor, Event, Reader, Record, Report

CASES = Path(__file__).with_name("cases") / "events.csv"
PUBLISHED = date(2004, 6, 15)
EITHER_WAY = frozenset({"CONSULT", "AGREE", "COOPERATE"})


def cases() -> list[tuple[str, str]]:
    with CASES.open(encoding="utf-8") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        return [(row["text"], row["events"]) for row in rows]


def read(reader: Reader, text: str) -> Record:
    return reader.read(Report(text, PUBLISHED))


def names(actors: tuple[Actor, ...]) -> set[str]:
    found = {value for a in actors for value in (a.country, a.organisation, a.name) if value}
    return found or {"-"}


def matches(event: Event, wanted: str) -> bool:
    type_, sides, *rest = wanted.split()
    source, target = sides.replace("_", " ").split(">")
    if event.type != type_ or event.status != (rest[0] if rest else "happened"):
        return False
    here, there = names(event.sources), names(event.targets)
    straight = source in here and (target in there or target == "-")
    return straight or (type_ in EITHER_WAY and source in there and target in here)


@pytest.mark.parametrize(("text", "events"), cases())
def test_the_events_of_a_sentence(reader: Reader, text: str, events: str) -> None:
    found = read(reader, text).events
    if events == "none":
        assert found == ()
    for wanted in events.split("; ") if events != "none" else ():
        assert any(matches(event, wanted) for event in found), [
            (e.type, names(e.sources), e.status) for e in found
        ]


def test_an_event_points_to_its_words_and_says_why(reader: Reader) -> None:
    text = "Norway criticised Chile on Monday. The weather was fine."
    event = read(reader, text).events[0]
    assert event.trigger.text == "criticised"
    assert event.evidence.text == "Norway criticised Chile on Monday."
    assert event.date.start == date(2004, 6, 14)
    assert (event.type, event.mode, event.quad) == ("ACCUSE", "disapprove", "verbal conflict")
    assert 0 < event.confidence <= 1
    assert event.why


def test_an_event_told_twice_is_one_event(reader: Reader) -> None:
    text = (
        "A bomb killed 12 people in Karachi on Monday. The attack in Karachi was the worst this year, "
        "police said. Pakistan condemned Iran."
    )
    record = read(reader, text)
    assault = [e for e in record.events if e.type == "ASSAULT"]
    assert len(assault) == 1
    assert any("told again" in reason for reason in assault[0].why)
    assert record.figures[0].event == assault[0].id
    assert assault[0].figures == (record.figures[0].id,)


def test_an_event_inside_a_claim_says_on_whose_word_it_rests(reader: Reader) -> None:
    record = read(reader, "Kenya said on Monday that Ethiopian troops had attacked a Somali village.")
    assault = next(e for e in record.events if e.type == "ASSAULT")
    claim = next(c for c in record.claims if c.id == assault.attributed_to)
    assert claim.speaker is not None
    assert claim.speaker.country == "KEN"
    assert assault.id in claim.about


def test_a_demand_takes_in_what_is_demanded(reader: Reader) -> None:
    events = read(reader, "Norway demanded that Chile release two Swedish journalists.").events
    assert [(e.type, e.mode) for e in events] == [("REQUEST", "yield")]


def test_fighting_of_two_sides_is_an_event_each_way(reader: Reader) -> None:
    events = read(reader, "Troops of Uganda and Rwanda clashed on Monday.").events
    assert {(e.type, e.sources[0].country, e.targets[0].country) for e in events} == {
        ("ASSAULT", "UGA", "RWA"),
        ("ASSAULT", "RWA", "UGA"),
    }


def test_a_target_that_the_sentence_leaves_open_is_marked_as_inferred(reader: Reader) -> None:
    text = "Norwegian Prime Minister Kjell Bondevik met Chile's president in Oslo. Norway called for calm."
    event = next(e for e in read(reader, text).events if e.type == "REQUEST")
    assert event.targets[0].country == "CHL"
    assert any(reason.startswith("target:") for reason in event.why)
    explicit = next(e for e in read(reader, text).events if e.type == "CONSULT")
    assert event.confidence < explicit.confidence


def test_calling_off_a_meeting_is_a_refusal_and_a_cancelled_contact(reader: Reader) -> None:
    record = read(reader, "Turkey called off a visit to Greece on Monday.")
    assert [e.type for e in record.events] == ["REJECT"]
    assert [(c.parties, c.channel, c.status) for c in record.contacts] == [
        (("TUR", "GRC"), "visit", "cancelled")
    ]


def test_modes_and_types_are_the_codebooks(reader: Reader) -> None:
    text = " ".join(text for text, _ in cases())
    for event in read(reader, text).events:
        assert event.type in reader.codebook.types
        assert event.mode is None or reader.codebook.has_mode(event.type, event.mode)
        assert event.quad == reader.codebook.quad_of(event.type)


VOCABULARY = """
the of by with which who that and but to not will France Russian minister attack attacked talks said , . " ( )
troops called for on between refused killed was claim 12 Monday its they had been
"""
WORDS = st.lists(st.sampled_from(VOCABULARY.split()), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@given(WORDS)
def test_no_row_of_words_is_too_odd_to_read(words: list[str]) -> None:
    record = _shared().read(Report(" ".join(words), PUBLISHED))
    assert all(record.report.text[s.start : s.end] == s.text for s in record.spans())


def _shared(made: list[Reader] = []) -> Reader:  # noqa: B006
    """One reader for all examples; hypothesis can't be given a fixture."""
    if not made:
        made.append(Reader())
    return made[0]
