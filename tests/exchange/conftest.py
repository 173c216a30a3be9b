"""A ledger of 40 varied reports, and what is rare in news: an incident of two reports, copies, hostile words."""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import insert, select

from dragoman import Actor, DateRange, Event, Place, Record, Report, Span, codebook
from dragoman.ledger import schema
from dragoman.ledger.store import Store
from dragoman.ledger.writing import add_copy, add_record

HERE = Path(__file__).parent
AT = datetime(2024, 6, 1, 12)

# The ledgers of tests/ledger serve here too: folders of tests have no names to import by.
_spec = importlib.util.spec_from_file_location("ledger_places", HERE.parent / "ledger" / "conftest.py")
assert _spec is not None
assert _spec.loader is not None
_places = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_places)
ledger_place = _places.ledger_place
empty_sqlite = _places.empty_sqlite
postgresql = _places.postgresql


@pytest.fixture(scope="session")
def empty_postgresql(postgresql: str) -> Iterator[tuple[str, str]]:
    """A server, and the name of a ledger without a report there, another than that of tests/ledger."""
    template = f"dragoman_exchange_{os.getpid()}"
    _places._tell(postgresql, f"CREATE DATABASE {template} TEMPLATE template0")
    Store(_places._database(postgresql, template)).close()
    yield postgresql, template
    _places._tell(postgresql, f"DROP DATABASE {template} WITH (FORCE)")


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(words, start, start + len(words))


HOSTILE_TEXT = (
    '=HYPERLINK("x")\tsaid\nthe "king"\r\nof \u202eRTL\u202c attacked +1 @home; a|b, c\x07 in Paris.'
)


def hostile() -> Record:
    """A report whose every word tries to break a file."""
    text = HOSTILE_TEXT
    name = '=HYPERLINK("x")'
    source = Actor(name, 0, len(name), name=f"{name}\t\n", kind="group", sectors=("REB",), office="-office\r")
    two = text.index("+1")
    target = Actor(
        "+1 @home", two, two + 8, name="+1 @home", kind="person", country="FRA", sectors=("CVL", "MED")
    )
    event = Event(
        id="e1",
        type="ASSAULT",
        quad="material conflict",
        contexts=("military", "crime"),
        sources=(source,),
        targets=(target,),
        date=DateRange(date(2024, 4, 3), date(2024, 4, 4), "day", "\ttwo\ndays"),
        place=Place('"Paris"\t', "FRA", "Île-de-France", 48.85, 2.35, 2988507),
        trigger=span(text, "attacked"),
        evidence=Span(text, 0, len(text)),
        confidence=0.75,
    )
    report = Report(
        text,
        date(2024, 4, 4),
        id="hostile",
        source="a\tb.txt",
        title='@SUM(A1)\t"title"\n',
        publisher="-Agence\u200f\t",
        url='https://www.example.org/?q="a\tb"',
        language="en",
    )
    return Record(report, actors=(source, target), events=(event,))


def undated() -> Record:
    """A report without a date, a publisher, an address: half of the columns have nothing to hold."""
    text = "Chad denied that it had attacked Sudan."
    source = Actor("Chad", 0, 4, name="Chad", kind="state", country="TCD")
    common = {
        "quad": "material conflict",
        "trigger": span(text, "attacked"),
        "evidence": Span(text, 0, len(text)),
    }
    events = (
        Event(id="e1", type="ASSAULT", status="denied", sources=(source,), **common),
        Event(id="e2", type="ASSAULT", targets=(source,), **common),
    )
    return Record(Report(text), actors=(source,), events=events)


def eventless() -> Record:
    """A report that tells of no event."""
    return Record(Report("Nothing happened.", date(2020, 1, 1), title="Quiet"))


@pytest.fixture(scope="session")
def records() -> tuple[Record, ...]:
    """40 reports as the reader read them, and three made by hand."""
    with gzip.open(HERE / "data" / "records.jsonl.gz", "rt", encoding="utf-8") as lines:
        told = [json.loads(line) for line in lines]
    read = [Record.from_json(json.dumps(one["record"]), one["text"]) for one in told]
    return (*read, hostile(), undated(), eventless())


Fill = Callable[[Store], None]


@pytest.fixture(scope="session")
def fill(records: tuple[Record, ...]) -> Fill:
    """Put the records into a ledger; the two first happened events are one incident, its first report has a copy."""

    def fill(store: Store) -> None:
        book = codebook.load()
        with store.writing() as connection:
            keys = [add_record(connection, record, book, AT) for record in records]
            copied = msgspec.structs.replace(
                records[0].report, source="other.jsonl", publisher="Other", url="https://other.example/1"
            )
            add_copy(connection, copied, keys[0], "same", 1.0, AT)
            table = schema.events.c
            asked = select(table.id).where(table.status == "happened", table.report_key.in_(keys[:2]))
            ids = sorted(connection.execute(asked).scalars())
            pair = [next(one for one in ids if one.startswith(r.report.sha256[:16])) for r in records[:2]]
            row = {"id": min(pair), "type": "CONSULT", "status": "happened", "reports": 2}
            _join(connection, pair, row)

    return fill


def _join(connection: object, pair: list[str], row: dict[str, object]) -> None:
    from sqlalchemy import Connection

    assert isinstance(connection, Connection)
    needed = {
        column.name: 0
        for column in schema.incidents.columns
        if not column.nullable and not column.primary_key and column.name not in row
    }
    key = connection.execute(
        insert(schema.incidents).returning(schema.incidents.c.key), row | needed
    ).scalar_one()
    members = [{"event_id": one, "incident_key": key} for one in pair]
    connection.execute(insert(schema.incident_events), members)


@pytest.fixture(scope="session")
def store(fill: Fill, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The ledger, in a SQLite file that tests only read."""
    made = Store(tmp_path_factory.mktemp("exchange") / "ledger.db")
    fill(made)
    yield made
    made.close()
