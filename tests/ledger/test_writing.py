"""A record comes into the ledger whole: what was read stands in its rows, and its sources are kept."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import pytest
from sqlalchemy import func, select

import dragoman
from dragoman import Ledger, codebook
from dragoman.ledger import schema
from dragoman.ledger.store import Store
from dragoman.ledger.writing import add_copy, add_record
from dragoman.records import Actor, Event, Record, Report, Span

TEXT = (
    "French President Emmanuel Macron said on Tuesday that 12 soldiers were killed in Niger by rebels. "
    "The rebels denied it. Macron spoke by telephone with Niger's president, the first call since October 2019, "
    "and opposes the withdrawal of troops."
)


@pytest.fixture(scope="module")
def record(reader: dragoman.Reader) -> Record:
    return reader.read(
        Report(
            TEXT,
            date(2020, 3, 4),
            id="7",
            source="a.jsonl",
            title="Call",
            publisher="AFP",
            url="https://a.example",
        )
    )


def count(store: Store, name: str) -> int:
    table = schema.metadata.tables[name]
    with store.reading() as connection:
        found: int = connection.execute(select(func.count()).select_from(table)).scalar_one()
    return found


def add(store: Store, record: Record) -> int:
    with store.writing() as connection:
        return add_record(connection, record, codebook.load(), datetime(2020, 3, 5))


def test_all_of_a_record_stands_in_rows(record: Record, ledger_place: str) -> None:
    store = Store(ledger_place)
    add(store, record)
    told = {
        name: len(getattr(record, name)) for name in ("events", "claims", "figures", "contacts", "positions")
    }
    assert {name: count(store, name) for name in told} == told
    assert min(told["events"], told["claims"], told["figures"], told["contacts"]) > 0
    assert count(store, "event_actors") == sum(len((*e.sources, *e.targets)) for e in record.events)
    assert count(store, "contact_parties") == sum(len(set(c.parties)) for c in record.contacts)
    with store.reading() as connection:
        report = connection.execute(select(schema.reports)).mappings().one()
        copy = connection.execute(select(schema.copies)).mappings().one()
        event = connection.execute(select(schema.events).order_by(schema.events.c.key)).mappings().first()
    assert (report["text"], report["published"], report["publisher"]) == (TEXT, date(2020, 3, 4), "AFP")
    assert (copy["kind"], copy["given_id"], copy["source"], copy["text"]) == ("first", "7", "a.jsonl", None)
    assert event is not None
    assert report["text"][event["trigger_start"] : event["trigger_end"]] == event["trigger"]
    assert (event["revision"], event["replaced_at"]) == (1, None)


def test_the_reading_is_kept_as_it_was(record: Record, ledger_place: str) -> None:
    import zlib

    store = Store(ledger_place)
    add(store, record)
    with store.reading() as connection:
        kept = connection.execute(select(schema.readings.c.record)).scalar_one()
    again = Record.from_json(zlib.decompress(kept), TEXT)
    assert (again.events, again.claims, again.contacts) == (record.events, record.claims, record.contacts)


def test_an_actor_of_several_reports_is_one(record: Record, ledger_place: str) -> None:
    store = Store(ledger_place)
    add(store, record)
    before = count(store, "actors")
    later = msgspec.structs.replace(record.report, text=TEXT + " It ended there.")
    add(store, msgspec.structs.replace(record, report=later))
    assert (count(store, "reports"), count(store, "actors")) == (2, before)


def test_a_copy_is_noted_once(record: Record, ledger_place: str) -> None:
    store = Store(ledger_place)
    key = add(store, record)
    copy = msgspec.structs.replace(record.report, source="b.jsonl", publisher="Xinhua")
    for _ in range(2):
        with store.writing() as connection:
            add_copy(connection, copy, key, "same", 1.0)
    assert count(store, "copies") == 2


def test_a_record_of_nothing_is_a_report(ledger_place: str) -> None:
    with Ledger(ledger_place) as ledger:
        assert ledger.add([Record(Report("Nothing happened anywhere."))]) == 1
        assert (count(ledger.store, "reports"), count(ledger.store, "events")) == (1, 0)


def test_a_report_of_very_many_actors_and_events(ledger_place: str) -> None:
    # More values than an engine takes at once.
    names = [f"General Number{number:05}" for number in range(1200)]
    text = " ".join(names)
    actors, start = [], 0
    for name in names:
        actors.append(Actor(name, start, start + len(name), name=name, kind="person", country="FRA"))
        start += len(name) + 1
    trigger = Span.of(text, 0, 7)
    events = tuple(
        Event(
            id=f"e{number}",
            type="CONSULT",
            quad="verbal cooperation",
            sources=(one,),
            targets=tuple(actors[:3]),
            trigger=trigger,
            evidence=trigger,
        )
        for number, one in enumerate(actors, 1)
    )
    store = Store(ledger_place)
    add(store, Record(Report(text, date(2020, 3, 4)), actors=tuple(actors), events=events))
    assert (count(store, "actors"), count(store, "events")) == (1200, 1200)
    with store.reading() as connection:
        asked = select(schema.actors.c.name).join(
            schema.event_actors, schema.event_actors.c.actor_key == schema.actors.c.key
        )
        sources = asked.join(schema.events, schema.events.c.key == schema.event_actors.c.event_key).where(
            schema.events.c.id.like("%-e700"), schema.event_actors.c.side == "source"
        )
        assert connection.execute(sources).scalar_one() == names[699]
