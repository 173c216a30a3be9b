"""Events by every filter, with who says so, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from dragoman import Actor, DateRange, Event, Ledger, Record, Report, Span
from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.questions.events import EventRow
from dragoman.records import Claim, Place

NOBODY = "0000000000000000"


def actor(text: str, words: str, country: str | None, **more: Any) -> Actor:
    start = text.index(words)
    more = {"name": words, "kind": "state", "sectors": ("GOV",)} | more
    return Actor(text=words, start=start, end=start + len(words), country=country, **more)


def record(
    text: str,
    published: str,
    *,
    publisher: str = "Gazette",
    sources: Any = (),
    targets: Any = (),
    says: Actor | None = None,
    day: str | None = "",
    **event: Any,
) -> Record:
    span = Span(text, 0, len(text))
    claims = ()
    if says is not None:
        cue = Span.of(text, text.index("said"), text.index("said") + 4)
        claims = (
            Claim(id="c1", speaker=says, cue=cue, content=span, direct=False, act="assert", about=("e1",)),
        )
    start = None if day is None else date.fromisoformat(day or published)
    told = Event(
        id="e1",
        sources=tuple(sources),
        targets=tuple(targets),
        date=DateRange(start, start, "day") if start else DateRange(),
        trigger=Span.of(text, 0, text.index(" ")),
        evidence=span,
        attributed_to="c1" if says else None,
        **{"type": "ACCUSE", "quad": "verbal conflict"} | event,
    )
    report = Report(text, date.fromisoformat(published), publisher=publisher, title=text[:20], source=text)
    return Record(report, events=(told,), claims=claims)


def _records() -> Iterator[Record]:
    a = "Peru accused Chile in Arica, a minister said."
    yield record(
        a,
        "2001-05-02",
        sources=[actor(a, "Peru", "PER")],
        targets=[actor(a, "Chile", "CHL")],
        says=actor(a, "a minister", "PER", name="Ana Soto", kind="person"),
        place=Place("Arica", "CHL", "Arica y Parinacota", -18.5, -70.3),
        mode="disapprove",
        contexts=("territory", "military"),
        confidence=0.9,
        day="2001-05-01",
    )
    b = "Chile attacked Peru."
    yield record(
        b,
        "2001-06-01",
        publisher="Herald",
        sources=[actor(b, "Chile", "CHL"), actor(b, "Chile", "CHL", name="Luis Vega", kind="person")],
        targets=[actor(b, "Peru", "PER")],
        type="ASSAULT",
        quad="material conflict",
        status="denied",
        hedge="doubted",
        confidence=0.4,
    )
    c = "Kenya praised Norway."
    yield record(
        c,
        "2001-07-01",
        sources=[actor(c, "Kenya", "KEN")],
        targets=[actor(c, "Norway", "NOR")],
        type="SUPPORT",
        quad="verbal cooperation",
        confidence=0.7,
        day=None,
    )
    d = "Nobody knows who shot at Luis Vega."
    yield record(
        d,
        "2001-08-01",
        targets=[actor(d, "Luis Vega", "CHL", kind="person")],
        type="ASSAULT",
        quad="material conflict",
        confidence=0.5,
    )


RECORDS = list(_records())
A, B, C, D = (f"{one.report.sha256[:16]}-e1" for one in RECORDS)


@pytest.fixture
def ledger(ledger_place: str) -> Iterator[Ledger]:
    with Ledger(ledger_place) as made:
        made.add(RECORDS)
        yield made


FILTERS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, [D, C, B, A]),
    ({"actor": "PER"}, [B, A]),
    ({"actor": "Chile"}, [D, B, A]),
    ({"actor": ["Chile", "KEN"]}, [D, C, B, A]),
    ({"actor": "Luis Vega"}, [D, B]),
    ({"source": "CHL"}, [B]),
    ({"source": "Luis Vega", "target": "PER"}, [B]),
    ({"source": "PER", "target": "CHL"}, [A]),
    ({"source": ["PER", "KEN"], "actor": "NOR"}, [C]),
    ({"target": "CHL"}, [D, A]),
    ({"country": "Chile"}, [A]),
    ({"type": "assault"}, [D, B]),
    ({"type": ["ASSAULT", "SUPPORT"]}, [D, C, B]),
    ({"mode": "disapprove"}, [A]),
    ({"quad": "Verbal-Conflict"}, [A]),
    ({"context": "military"}, [A]),
    ({"context": "territory"}, [A]),
    ({"status": "denied"}, [B]),
    ({"hedge": "doubted"}, [B]),
    ({"since": date(2001, 6, 1)}, [D, C, B]),
    ({"until": date(2001, 6, 1)}, [B, A]),
    ({"actor": "CHL", "since": date(2001, 6, 1), "until": date(2001, 6, 1)}, [B]),
    ({"place": "arica"}, [A]),
    ({"place": "Arica y  Parinacota"}, [A]),
    ({"near": (-18.0, -70.0, 100.0)}, [A]),
    ({"near": (-18.0, -70.0, 10.0)}, []),
    ({"near": (-18.5, 289.7 - 360, 1.0)}, [A]),
    ({"publisher": "herald"}, [B]),
    ({"publisher": ["HERALD", "gazette"]}, [D, C, B, A]),
    ({"min_confidence": 0.7}, [C, A]),
    ({"report": A[:16]}, [A]),
    ({"report": NOBODY}, []),
    ({"incident": NOBODY}, []),
    ({"order": "confidence"}, [A, C, D, B]),
    ({"limit": 2}, [D, C]),
    ({"limit": 2, "offset": 1}, [C, B]),
    ({"offset": 3}, [A]),
    ({"as_of": date(1990, 1, 1)}, []),
    ({"as_of": date(2999, 1, 1)}, [D, C, B, A]),
]
"""Filters, and the events that they find in their order."""


def test_filters(ledger: Ledger) -> None:
    for filters, found in FILTERS:
        assert [row.id for row in ledger.events(**filters)] == found, filters
        assert [row.id for row in ledger.each_event(**filters)] == found, filters


def test_all_that_a_row_tells(ledger: Ledger) -> None:
    (row,) = ledger.events(report=A[:16])
    text = RECORDS[0].report.text
    assert row == EventRow(
        id=A,
        day=date(2001, 5, 1),
        date_start=date(2001, 5, 1),
        date_end=date(2001, 5, 1),
        date_precision="day",
        type="ACCUSE",
        mode="disapprove",
        quad="verbal conflict",
        score=row.score,
        contexts=("territory", "military"),
        status="happened",
        hedge="certain",
        sources=("Peru",),
        targets=("Chile",),
        source_parties=("PER",),
        target_parties=("CHL",),
        place="Arica",
        place_country="CHL",
        place_admin1="Arica y Parinacota",
        latitude=-18.5,
        longitude=-70.3,
        evidence=text,
        evidence_start=0,
        evidence_end=len(text),
        trigger="Peru",
        trigger_start=0,
        trigger_end=4,
        confidence=0.9,
        says="Ana Soto",
        claim=f"{A[:16]}-c1",
        report=A[:16],
        title=text[:20],
        publisher="Gazette",
        url=None,
        published=date(2001, 5, 2),
        copies=1,
        incident=row.incident,
        revision=1,
    )
    assert [one.id for one in ledger.events(incident=row.incident or "")] == [A]


def test_a_side_names_each_party_once(ledger: Ledger) -> None:
    (row,) = ledger.events(report=B[:16])
    assert (row.sources, row.source_parties) == (("Chile", "Luis Vega"), ("CHL",))


MEANINGLESS: list[tuple[dict[str, Any], str]] = [
    ({"type": "WAR"}, "There are: AGREE, CONSULT"),
    ({"quad": "hot conflict"}, "verbal cooperation"),
    ({"status": "done"}, "happened, planned"),
    ({"hedge": "sure"}, "certain"),
    ({"context": "x"}, "military"),
    ({"mode": "x"}, "there is no mode"),
    ({"near": (100.0, 0.0, 1.0)}, "no place"),
    ({"order": "name"}, "day, confidence"),
    ({"actor": "Zyzzyva"}, "nobody is known"),
]


def test_what_means_nothing_is_said(ledger: Ledger) -> None:
    for filters, said in MEANINGLESS:
        with pytest.raises(LedgerError, match=said):
            ledger.events(**filters)


def test_a_type_of_your_own_is_one_when_the_ledger_has_it(ledger: Ledger) -> None:
    with ledger.store.writing() as connection:
        connection.execute(update(schema.events).where(schema.events.c.id == C).values(type="EMBRACE"))
    assert [row.id for row in ledger.events(type="EMBRACE")] == [C]


def test_what_is_changed_is_found_anew_and_the_past_stays(ledger: Ledger) -> None:
    ledger.change(A, {"targets": ["NOR"], "type": "THREATEN"}, by="Ana")
    assert [row.id for row in ledger.events(actor="NOR")] == [C, A]
    assert [row.id for row in ledger.events(target="CHL")] == [D]
    assert [(row.id, row.revision) for row in ledger.events(type="THREATEN")] == [(A, 2)]
    ledger.reject(B, by="Ana")
    assert [row.id for row in ledger.events()] == [D, C, A]


def test_an_empty_ledger_has_no_events(ledger_place: str) -> None:
    with Ledger(ledger_place) as ledger:
        assert len(ledger.events(actor="Zyzzyva", country="FRA", publisher="x")) == 0
        assert ledger.events().columns == EventRow.__struct_fields__


def test_all_rows_come_however_many_there_are(ledger_place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.ledger.questions.events.AT_ONCE", 3)
    with Ledger(ledger_place) as ledger:
        texts = [f"Peru accused Chile of deed number {number}." for number in range(10)]
        ledger.add(record(text, "2001-05-02", sources=[actor(text, "Peru", "PER")]) for text in texts)
        rows = list(ledger.each_event(actor="PER"))
    assert len({row.id for row in rows}) == len(rows) == len({row.report for row in rows})
    assert [row.id for row in rows] == sorted((row.id for row in rows), reverse=True)
