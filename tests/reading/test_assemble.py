"""One record: ids, and the links between events, claims, figures and contacts."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman import Reader, Record, Report

CASES = Path(__file__).with_name("cases")
PUBLISHED = date(2004, 6, 15)


def read(reader: Reader, text: str) -> Record:
    return reader.read(Report(text, PUBLISHED))


def sentences() -> list[str]:
    found: list[str] = []
    for name in ("events.csv", "arguments.csv", "figures.csv", "disputes.csv", "attributions.csv"):
        with (CASES / name).open(encoding="utf-8") as lines:
            rows = csv.DictReader(line for line in lines if not line.startswith("#"))
            found += [row["text"] for row in rows if row.get("text")]
    return found


def check(record: Record, reader: Reader) -> None:
    """Every id is one record's, every link leads to a record and back."""
    ids = [one.id for part in (record.events, record.claims, record.figures, record.contacts) for one in part]
    assert len(ids) == len(set(ids))
    events = {event.id: event for event in record.events}
    claims = {claim.id: claim for claim in record.claims}
    figures = {figure.id: figure for figure in record.figures}
    for event in record.events:
        assert event.sources or event.targets
        assert 0 < event.confidence < 1
        assert event.why
        assert event.evidence.start <= event.trigger.start < event.trigger.end <= event.evidence.end
        assert all(figures[figure].event == event.id for figure in event.figures)
        assert event.quad == reader.codebook.quad_of(event.type)
        if event.attributed_to is not None:
            claim = claims[event.attributed_to]
            assert event.id in claim.about
            assert claim.content.start <= event.trigger.start < event.trigger.end <= claim.content.end
    for claim in record.claims:
        assert set(claim.about) <= set(events)
        assert set(claim.disputes) <= set(claims) - {claim.id}
    for figure in record.figures:
        assert figure.event is None or figure.id in events[figure.event].figures
    for contact in record.contacts:
        assert contact.parties
        assert contact.event in events
    assert [e.trigger.start for e in record.events] == sorted(e.trigger.start for e in record.events)
    listed = set(record.actors)
    assert all(actor in listed for event in record.events for actor in (*event.sources, *event.targets))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(sentences()), max_size=12), st.sampled_from([" ", "\n\n", "\n"]))
def test_every_link_leads_somewhere_and_back(reader: Reader, texts: list[str], between: str) -> None:
    check(read(reader, between.join(texts)), reader)


def test_a_report_read_twice_gives_the_same_record(reader: Reader) -> None:
    text = "\n\n".join(sentences()[:60])
    assert read(reader, text).to_json() == read(reader, text).to_json()


def test_a_record_survives_json(reader: Reader) -> None:
    text = "\n\n".join(sentences()[:60])
    record = read(reader, text)
    assert Record.from_json(record.to_json(), text) == record


# Figures


@pytest.mark.parametrize(
    ("text", "measure", "type_"),
    [
        ("A bomb killed 12 people in Karachi on Monday.", "dead", "ASSAULT"),
        ("Twelve people were injured when Israeli warplanes bombed Beirut.", "injured", "ASSAULT"),
        ("Turkish police arrested 30 Kurdish activists in Istanbul.", "detained", "COERCE"),
        ("About 20,000 people protested against the Italian government in Rome.", "crowd", "PROTEST"),
        ("Ethiopia deployed 500 troops in Somalia.", "troops", "MOBILIZE"),
        ("Japan gave Cambodia 20 million dollars in emergency aid.", "money", "AID"),
    ],
)
def test_a_figure_is_tied_to_what_it_counts_in(reader: Reader, text: str, measure: str, type_: str) -> None:
    record = read(reader, text)
    figure = next(figure for figure in record.figures if figure.measure == measure)
    event = next(event for event in record.events if event.id == figure.event)
    assert event.type == type_


def test_each_figure_of_a_sentence_goes_to_the_event_that_can_cause_it(reader: Reader) -> None:
    text = (
        "Israeli warplanes killed 12 people in Beirut and Israeli soldiers arrested 30 Lebanese men in Tyre."
    )
    record = read(reader, text)
    types = {event.id: event.type for event in record.events}
    assert {f.measure: types.get(f.event or "") for f in record.figures} == {
        "dead": "ASSAULT",
        "detained": "COERCE",
    }


@pytest.mark.parametrize(
    "text",
    [
        "Norway criticised Chile after 12 people died.",
        "Norway praised Chile for sheltering 12,000 people.",
        "Norwegian police arrested a Chilean diplomat who owned 12 million dollars.",
    ],
)
def test_no_event_takes_a_figure_that_it_can_not_cause(reader: Reader, text: str) -> None:
    record = read(reader, text)
    assert record.figures
    assert not any(event.figures for event in record.events)
    assert not any(figure.event for figure in record.figures)


def test_a_figure_of_a_retold_event_is_tied_to_it(reader: Reader) -> None:
    text = "A bomb exploded in Karachi, Pakistan, on Monday. The attack in Pakistan killed 12 people."
    record = read(reader, text)
    assert [event.type for event in record.events] == ["ASSAULT"]
    assert [figure.event for figure in record.figures] == [record.events[0].id]


# Claims


def test_an_event_inside_a_claim_rests_on_it(reader: Reader) -> None:
    record = read(reader, "Norway said that Peru had attacked Bolivia and that Kenya had bombed Ghana.")
    (claim,) = record.claims
    assert [(event.type, event.attributed_to) for event in record.events] == [("ASSAULT", claim.id)] * 2
    assert claim.about == tuple(event.id for event in record.events)


def test_the_event_that_tells_of_a_claim_does_not_rest_on_it(reader: Reader) -> None:
    record = read(reader, "Norway accused Chile of attacking Peru.")
    accuse = next(event for event in record.events if event.type == "ACCUSE")
    assert accuse.attributed_to is None


def test_what_nobody_says_rests_on_nobody(reader: Reader) -> None:
    assert [event.attributed_to for event in read(reader, "Norway bombed Chile.").events] == [None]


# Contacts


def test_a_contact_is_tied_to_its_event(reader: Reader) -> None:
    text = (
        "Norway criticised Chile. Norwegian Prime Minister Kjell Magne Bondevik telephoned "
        "Chilean President Ricardo Lagos on Monday."
    )
    record = read(reader, text)
    (contact,) = record.contacts
    event = next(event for event in record.events if event.id == contact.event)
    assert event.type == "CONSULT"
    assert (contact.date, contact.evidence) == (event.date, event.evidence)


# Actors


def test_actors_are_listed_once_a_mention_and_in_text_order(reader: Reader) -> None:
    record = read(reader, "Norway criticised Chile. Norway met Peru.")
    assert [(actor.text, actor.start) for actor in record.actors] == [
        ("Norway", 0),
        ("Chile", 18),
        ("Norway", 25),
        ("Peru", 36),
    ]
