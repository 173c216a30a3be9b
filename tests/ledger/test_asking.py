"""Whom do words mean, and what stood in the ledger on a day?"""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import insert, select

from dragoman import Ledger, errors
from dragoman.ledger import schema
from dragoman.ledger.questions.asking import party, party_name, standing
from dragoman.ledger.store import Store
from dragoman.records import Actor, Event, Record, Report, Span

PARTIES = [
    ("FRA", "FRA", "France"),
    ("fra", "FRA", "France"),
    ("France", "FRA", "France"),
    ("  france ", "FRA", "France"),
    ("the united  states", "USA", "United States"),
    ("uae", "ARE", "United Arab Emirates"),
    ("NATO", "NATO", "North Atlantic Treaty Organization"),
    ("nato", "NATO", "North Atlantic Treaty Organization"),
    ("European Union", "EU", "European Union"),
    ("european union", "EU", "European Union"),
    ("The European Union", "EU", "European Union"),
    ("EUROPEAN UNION", "EU", "European Union"),
    ("african union", "African Union", "African Union"),
    ("u.n.", "UN", "United Nations"),
    ("united nations", "UN", "United Nations"),
    ("Opec", "OPEC", "Organization of the Petroleum Exporting Countries"),
]


@pytest.mark.parametrize(("words", "code", "name"), PARTIES)
def test_countries_and_organisations_are_known_in_any_case(
    words: str, code: str, name: str, empty_store: Store
) -> None:
    with empty_store.reading() as connection:
        found = party(connection, words)
        assert (found.code, found.name) == (code, name)
        assert party_name(connection, code) == name


@pytest.fixture(scope="module")
def empty_store() -> Store:
    return Store("none.db", make=False)


def told(text: str, *actors: tuple[str, str, str | None]) -> Record:
    """A record with an event whose sources are these actors: words, kind, country."""
    found = tuple(
        Actor(
            words, text.index(words), text.index(words) + len(words), name=words, kind=kind, country=country
        )
        for words, kind, country in actors
    )
    event = Event(
        id="e1",
        type="CONSULT",
        quad="verbal cooperation",
        sources=found,
        trigger=Span.of(text, 0, 3),
        evidence=Span.of(text, 0, len(text)),
    )
    return Record(Report(text, date(2020, 3, 4)), actors=found, events=(event,))


RECORDS = [
    told(
        "Ana Ruiz and Zoé Élan met the Blue Shield rebels.",
        ("Ana Ruiz", "person", "ESP"),
        ("Blue Shield", "group", None),
    ),
    told("Again Ana Ruiz spoke, now in Lima with nobody else about.", ("Ana Ruiz", "person", "PER")),
    told("Once more did Ana Ruiz of Lima say what nobody wished to hear.", ("Ana Ruiz", "person", "PER")),
    told("Somewhere Zoé Élan was seen alone at the seaside.", ("Zoé Élan", "person", None)),
]


def test_actors_of_the_ledger_are_known_by_name_and_id(ledger_place: str) -> None:
    with Ledger(ledger_place) as ledger:
        assert ledger.add(RECORDS) == 4
        with ledger.store.reading() as connection:
            shield = party(connection, "blue shield")
            assert shield.name == party_name(connection, shield.code) == "Blue Shield"
            assert party(connection, shield.code) == shield
            assert party(connection, "Zoé Élan").name == "Zoé Élan"
            assert party(connection, "zoé Élan").name == "Zoé Élan"
            most_named = party(connection, "ana ruiz")
            country = select(schema.actors.c.country).where(schema.actors.c.id == most_named.code)
            assert connection.execute(country).scalar() == "PER"


@pytest.mark.parametrize("words", ["", "Nobody At All", "%", "' OR 1=1 --", "🦊"])
def test_nobody_is_told(words: str, ledger_place: str) -> None:
    with (
        Ledger(ledger_place) as ledger,
        ledger.store.reading() as connection,
        pytest.raises(errors.LedgerError, match="nobody is known"),
    ):
        party(connection, words)


STANDING = [
    (None, [2, 1]),
    (date(2020, 1, 1), []),
    (date(2020, 1, 2), [1, 1]),
    (date(2020, 1, 3), [1, 1]),
    (date(2020, 1, 4), [2, 1]),
    (date(2030, 1, 1), [2, 1]),
]


@pytest.mark.parametrize(("as_of", "revisions"), STANDING)
def test_what_stood_on_a_day(as_of: date | None, revisions: list[int], ledger_place: str) -> None:
    store = Store(ledger_place)
    first, later = datetime(2020, 1, 2, 23, 59, 59), datetime(2020, 1, 4, 0, 0, 0)
    with store.writing() as connection:
        report = connection.execute(
            insert(schema.reports).returning(schema.reports.c.key),
            {"id": "r", "sha256": "s", "text": "t", "recorded_at": first},
        ).scalar_one()
        reading = connection.execute(
            insert(schema.readings).returning(schema.readings.c.key),
            {"report_key": report, "reader": "1", "record": b"", "recorded_at": first},
        ).scalar_one()
        common = {
            "report_key": report,
            "reading_key": reading,
            "measure": "dead",
            "approximate": False,
            "words": "ten",
            "words_start": 0,
            "words_end": 3,
        }
        connection.execute(
            insert(schema.figures),
            [
                common | {"id": "f1", "revision": 1, "recorded_at": first, "replaced_at": later},
                common | {"id": "f1", "revision": 2, "recorded_at": later, "replaced_at": None},
                common | {"id": "f2", "revision": 1, "recorded_at": first, "replaced_at": None},
            ],
        )
    table = schema.figures
    with store.reading() as connection:
        asked = select(table.c.revision).where(standing(table, as_of)).order_by(table.c.id)
        assert list(connection.execute(asked).scalars()) == revisions
