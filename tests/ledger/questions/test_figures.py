"""How many, says who, and how an incident's figures grew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, insert

from dragoman import Actor, DateRange, Event, Ledger, Record, Report, Span
from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.records import Claim, Figure, Place

TEXT = "Fog lay on it. At least 60 people were killed in Lima, police said. Troops came."
LATER = "The dead in Lima number 133."
LAST = "In Lima 144 or more died."


def _figure(text: str, words: str, low: float | None, high: float | None, event: str | None = "e1") -> Figure:
    start = text.index(words)
    return Figure(words, start, start + len(words), id="f1", measure="dead", low=low, high=high, event=event)


def _record(
    text: str, day: int, figures: Sequence[Figure], *, says: bool = False, evidence: bool = True
) -> Record:
    peru = Actor(
        text="Lima",
        start=text.index("Lima"),
        end=text.index("Lima") + 4,
        name="Peru",
        kind="state",
        country="PER",
    )
    claims = ()
    if says:
        start, end = text.index("At least"), text.index(", police")
        police = Span.of(text, text.index("police"), text.index("police") + 6)
        claims = (
            Claim(
                id="c1",
                speaker=Actor(
                    police.text, police.start, police.end, name="police", kind="force", country="PER"
                ),
                cue=Span.of(text, text.index("said"), text.index("said") + 4),
                content=Span.of(text, start, end),
                direct=False,
                act="assert",
            ),
        )
    event = Event(
        id="e1",
        type="ASSAULT",
        quad="material conflict",
        targets=(peru,),
        date=DateRange(date(2001, 1, 1), date(2001, 1, 1), "day"),
        place=Place("Lima", "PER"),
        trigger=Span.of(text, 0, 2),
        evidence=Span.of(text, 0, len(text)) if evidence else Span.of(text, 0, 3),
    )
    report = Report(text, date(2001, 1, day), publisher=f"Paper {day}", source=str(day))
    return Record(report, events=(event,), claims=claims, figures=tuple(figures))


def _filled(place: str) -> Ledger:
    ledger = Ledger(place)
    records = [
        _record(TEXT, 2, [_figure(TEXT, "At least 60", 60, None)], says=True, evidence=False),
        _record(LATER, 3, [_figure(LATER, "133", 133, 133)]),
        _record(LAST, 5, [_figure(LAST, "144 or more", 144, None, None)], evidence=False),
    ]
    ledger.add(records)
    events = [f"{one.report.sha256[:16]}-e1" for one in records[:2]]
    with ledger.store.writing() as connection:
        connection.execute(delete(schema.incident_events))
        connection.execute(delete(schema.incidents))
        made = insert(schema.incidents).values(id=min(events), type="ASSAULT", status="happened", reports=2)
        key = connection.execute(made.returning(schema.incidents.c.key)).scalar_one()
        connection.execute(
            insert(schema.incident_events), [{"event_id": one, "incident_key": key} for one in events]
        )
    return ledger


FILTERS: list[tuple[dict[str, Any], list[float]]] = [
    ({}, [144, 133, 60]),
    ({"measure": "dead"}, [144, 133, 60]),
    ({"measure": ["injured", "Troops"]}, []),
    ({"since": date(2001, 1, 3)}, [144, 133]),
    ({"until": date(2001, 1, 3)}, [133, 60]),
    ({"country": "Peru"}, [133, 60]),
    ({"country": "FRA"}, []),
    ({"actor": "PER"}, [133, 60]),
    ({"actor": "FRA"}, []),
    ({"report": Report(LATER).sha256[:16]}, [133]),
    ({"incident": "none"}, []),
    ({"limit": 1}, [144]),
    ({"limit": 1, "offset": 1}, [133]),
    ({"as_of": date(1990, 1, 1)}, []),
]


def test_figures(ledger_place: str) -> None:
    with _filled(ledger_place) as ledger:
        for filters, found in FILTERS:
            assert [row.low for row in ledger.figures(**filters)] == found, filters
        last, later, first = ledger.figures()
        assert (first.given_by, first.sentence) == ("police", "At least 60 people were killed in Lima")
        assert (first.low, first.high, first.words) == (60, None, "At least 60")
        assert (first.event_type, first.event_day, first.place) == ("ASSAULT", date(2001, 1, 1), "Lima")
        assert (later.given_by, later.claim, later.sentence) == (None, None, LATER)
        assert (last.event, last.incident, last.sentence) == (None, None, LAST)
        with pytest.raises(LedgerError, match="dead, injured"):
            ledger.figures(measure="hurt")


def test_the_series_of_an_incident(ledger_place: str) -> None:
    with _filled(ledger_place) as ledger:
        (series,) = ledger.figure_series()
        assert [(row.low, row.high) for row in series.figures] == [(60, None), (133, 133)]
        assert (series.low, series.high, series.open, series.unit) == (60, 133, False, None)
        assert series.latest.publisher == "Paper 3"
        assert (series.event_type, series.day, series.place, series.measure) == (
            "ASSAULT",
            date(2001, 1, 1),
            "Lima",
            "dead",
        )
        (early,) = ledger.figure_series(until=date(2001, 1, 2))
        assert (early.low, early.high, early.open) == (60, 60, True)
        assert len(ledger.figure_series(incident="none")) == 0
        shown = [row.incident for row in ledger.figures(incident=series.incident)]
        assert shown == [series.incident] * 2


def test_an_empty_ledger(ledger_place: str) -> None:
    with Ledger(ledger_place) as ledger:
        assert len(ledger.figures(actor="Zyzzyva")) == len(ledger.figure_series()) == 0
