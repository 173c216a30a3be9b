"""What people decide about records: nothing is erased, every decision has a name, and the past can be asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Table, select

from dragoman import Ledger, Record, Report, Span
from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.corrections import FIELDS
from dragoman.ledger.questions.asking import standing
from dragoman.ledger.rows import position_rows
from dragoman.records import Actor, Claim, Contact, DateRange, Event, Figure, Position

TEXT = (
    "Norway's navy seized two Danish trawlers on Monday. Denmark denied that 12 sailors were hurt. "
    "Oslo opposes quotas."
)
DAY = date(2003, 3, 4)


def actor(words: str, country: str) -> Actor:
    start = TEXT.index(words)
    names = {"NOR": "Norway", "DNK": "Denmark"}
    return Actor(
        text=words,
        start=start,
        end=start + len(words),
        name=names[country],
        kind="state",
        country=country,
        sectors=("GOV",),
    )


def span(words: str) -> Span:
    return Span(words, TEXT.index(words), TEXT.index(words) + len(words))


def record() -> Record:
    norway, denmark = actor("Norway", "NOR"), actor("Denmark", "DNK")
    monday = DateRange(date(2003, 3, 3), date(2003, 3, 3), "day", "on Monday")
    event = Event(
        id="e1",
        type="COERCE",
        mode="seize",
        quad="material conflict",
        sources=(norway,),
        targets=(denmark,),
        date=monday,
        trigger=span("seized"),
        evidence=span("Norway's navy seized two Danish trawlers on Monday."),
    )
    claim = Claim(
        id="c1",
        speaker=denmark,
        cue=span("denied"),
        content=span("12 sailors were hurt"),
        direct=False,
        act="deny",
        about=("e1",),
        disputed_by=(norway,),
    )
    number = span("12 sailors")
    return Record(
        Report(TEXT, DAY, source="report.txt"),
        actors=(norway, denmark),
        events=(event,),
        claims=(claim,),
        figures=(
            Figure(
                text=number.text,
                start=number.start,
                end=number.end,
                id="f1",
                measure="injured",
                low=12,
                high=12,
                event="e1",
            ),
        ),
        contacts=(
            Contact(
                id="k1",
                parties=("DNK", "NOR"),
                names=(),
                channel="talks",
                level=None,
                date=monday,
                status="happened",
                event="e1",
                first_since=None,
                evidence=span("Oslo opposes quotas."),
            ),
        ),
        positions=(
            Position(
                actor=norway,
                issue="quotas",
                stance="opposes",
                evidence=span("Oslo opposes quotas."),
                date=DateRange(),
            ),
        ),
    )


@pytest.fixture
def ledger(ledger_place: str) -> Iterator[Ledger]:
    with Ledger(ledger_place) as made:
        made.add([record()])
        yield made


def name(own: str) -> str:
    if own == "p1":
        ((_, position),) = position_rows(record())
        return str(position["id"])
    return f"{record().report.sha256[:16]}-{own}"


def row(ledger: Ledger, own: str, as_of: date | None = None) -> dict[str, Any] | None:
    tables = {"e": "events", "c": "claims", "f": "figures", "k": "contacts", "p": "positions"}
    table = getattr(schema, tables[own[0]])
    with ledger.store.reading() as connection:
        asked = select(table).where(table.c.id == name(own), standing(table, as_of))
        found = connection.execute(asked).mappings().all()
    assert len(found) < 2, "of a record at most one revision stands"
    return dict(found[0]) if found else None


def pairs(ledger: Ledger, key: int) -> set[tuple[Any, ...]]:
    table = schema.event_pairs
    with ledger.store.reading() as connection:
        asked = select(table.c.source, table.c.target, table.c.quad, table.c.day).where(
            table.c.event_key == key
        )
        return {tuple(one) for one in connection.execute(asked)}


CHANGES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("e1", {"type": "assault"}, {"type": "ASSAULT", "mode": None, "score": -9.0}),
    ("e1", {"type": "AID", "mode": ""}, {"type": "AID", "mode": None, "quad": "material cooperation"}),
    ("e1", {"mode": "arrest"}, {"type": "COERCE", "mode": "arrest"}),
    ("e1", {"status": "planned", "hedge": "possible"}, {"status": "planned", "hedge": "possible"}),
    ("e1", {"contexts": "military; diplomatic"}, {"contexts": "military diplomatic"}),
    (
        "e1",
        {"date": "2003-02"},
        {"date_start": date(2003, 2, 1), "date_end": date(2003, 2, 28)},
    ),
    ("e1", {"date": date(2003, 3, 1)}, {"date_start": date(2003, 3, 1), "date_precision": "day"}),
    ("e1", {"date": "2003-03-01..2003-03-05"}, {"date_end": date(2003, 3, 5), "date_precision": "week"}),
    ("e1", {"date": None}, {"date_start": None, "date_precision": "unknown", "day": DAY}),
    ("e1", {"place": "North Sea", "latitude": "56.5"}, {"place": "North Sea", "latitude": 56.5}),
    ("e1", {"place_country": "norway"}, {"place_country": "NOR"}),
    ("c1", {"act": "assert", "via": "Radio"}, {"act": "assert", "via": "Radio"}),
    ("f1", {"high": "", "approximate": "true"}, {"low": 12.0, "high": None, "approximate": True}),
    ("k1", {"channel": "phone", "level": "ministers"}, {"channel": "phone", "level": "ministers"}),
    ("p1", {"issue": "fish  quotas", "stance": "supports"}, {"issue": "fish quotas", "stance": "supports"}),
]


@pytest.mark.parametrize(("own", "changes", "after"), CHANGES)
def test_a_change_makes_the_next_revision(
    ledger: Ledger, own: str, changes: dict[str, Any], after: dict[str, Any]
) -> None:
    before = row(ledger, own)
    made = ledger.change(name(own), changes, by="A. Editor", reason="read it again")
    now = row(ledger, own)
    assert before is not None
    assert now is not None
    assert {field: now[field] for field in after} == after
    assert (now["revision"], made.revision, made.decision) == (2, 2, "change")
    untouched = set(before) - set(after) - {"key", "revision", "recorded_at", "day", "quad", "score", "mode"}
    untouched -= {"date_start", "date_end", "date_precision"}
    assert {field: now[field] for field in untouched} == {field: before[field] for field in untouched}
    (told,) = ledger.history(name(own))
    assert told == made
    assert (told.by, told.reason) == ("A. Editor", "read it again")
    assert all(old != new for old, new in told.changes.values())


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("e1", {}, "nothing"),
    ("e1", {"colour": "red"}, "can't be changed"),
    ("e1", {"type": "WAR"}, "no value"),
    ("e1", {"mode": "phone"}, "no mode of COERCE"),
    ("e1", {"status": "maybe"}, "no value"),
    ("e1", {"date": "2003-02-30"}, "no date"),
    ("e1", {"date": "2003-03-05..2003-03-01"}, "before it begins"),
    ("e1", {"latitude": "north"}, "no number"),
    ("e1", {"sources": "nobody at all"}, "nobody is known"),
    ("e1", {"type": "COERCE"}, "is so already"),
    ("c1", {"speaker": "Norway; Denmark"}, "one actor"),
    ("p1", {"issue": "  "}, "can't be empty"),
    ("f1", {"approximate": "perhaps"}, "no value"),
    ("e9", {"type": "AID"}, "no record"),
]


def test_what_makes_no_sense_changes_nothing(ledger: Ledger) -> None:
    for own, changes, said in BAD:
        with pytest.raises(LedgerError, match=said):
            ledger.change(name(own), changes, by="A. Editor")
    for own in ("e1", "c1", "f1", "p1"):
        found = row(ledger, own)
        assert found is not None
        assert found["revision"] == 1
        assert not ledger.history(name(own))


def test_sides_are_changed_with_all_that_follows(ledger: Ledger) -> None:
    ledger.change(name("e1"), {"sources": ["NATO", "Sweden"], "date": "2003-03-02"}, by="A. Editor")
    now = row(ledger, "e1")
    assert now is not None
    assert pairs(ledger, now["key"]) == {
        ("NATO", "DNK", "material conflict", date(2003, 3, 2)),
        ("SWE", "DNK", "material conflict", date(2003, 3, 2)),
    }
    with ledger.store.reading() as connection:
        table = schema.event_pairs
        past = (
            connection.execute(select(table.c.source).where(table.c.event_key != now["key"])).scalars().all()
        )
    assert past == ["NOR"]
    (told,) = ledger.history(name("e1"))
    assert told.changes["sources"] == [["NOR"], ["NATO", "SWE"]]


def test_pairs_show_what_stands(ledger: Ledger) -> None:
    def told(table: Table, *columns: str) -> list[tuple[Any, ...]]:
        names = [*(table.c[name] for name in columns), table.c.replaced_at.is_(None)]
        with ledger.store.reading() as connection:
            return sorted(tuple(row) for row in connection.execute(select(*names)))

    before = told(schema.contact_pairs, "a", "b", "parties")
    assert len(before) == 1
    assert before[0][-1]
    ledger.change(name("k1"), {"parties": "NOR;SWE"}, by="A. Editor")
    ledger.reject(name("e1"), by="A. Editor")
    assert told(schema.contact_pairs, "a", "b", "parties") == sorted(
        [(*before[0][:-1], False), ("NOR", "SWE", 2, True)]
    )
    of_event = [row for row in told(schema.event_pairs, "source", "target") if row[0] == "NOR"]
    assert of_event == [("NOR", "DNK", False)]
    ledger.restore(name("e1"), by="A. Editor")
    of_event = [row for row in told(schema.event_pairs, "source", "target") if row[0] == "NOR"]
    assert of_event == [("NOR", "DNK", False), ("NOR", "DNK", True)]


def test_parties_of_a_contact_are_changed(ledger: Ledger) -> None:
    ledger.change(name("k1"), {"parties": "NOR;SWE", "date": "2003-01-05"}, by="A. Editor")
    now = row(ledger, "k1")
    assert now is not None
    table = schema.contact_parties
    with ledger.store.reading() as connection:
        found = connection.execute(
            select(table.c.party, table.c.day).where(table.c.contact_key == now["key"])
        )
        assert {tuple(one) for one in found} == {("NOR", date(2003, 1, 5)), ("SWE", date(2003, 1, 5))}


def test_speaker_and_holder_are_changed(ledger: Ledger) -> None:
    ledger.change(name("c1"), {"speaker": "Norway"}, by="A. Editor")
    ledger.change(name("p1"), {"actor": "Denmark"}, by="A. Editor")
    claim, position = row(ledger, "c1"), row(ledger, "p1")
    assert claim is not None
    assert position is not None
    table = schema.actors
    with ledger.store.reading() as connection:
        ids = dict(map(tuple, connection.execute(select(table.c.key, table.c.id))))
    assert (ids[claim["speaker_key"]], ids[position["actor_key"]]) == ("NOR", "DNK")


def test_a_rejected_record_stands_no_more_and_can_be_restored(ledger: Ledger) -> None:
    ledger.reject(name("e1"), by="A. Editor", reason="a metaphor")
    assert row(ledger, "e1") is None
    for decide in (ledger.accept, ledger.reject):
        with pytest.raises(LedgerError, match="rejected"):
            decide(name("e1"), by="B. Editor")
    with pytest.raises(LedgerError, match="rejected"):
        ledger.change(name("e1"), {"type": "AID"}, by="B. Editor")
    ledger.restore(name("e1"), by="B. Editor")
    now = row(ledger, "e1")
    assert now is not None
    assert now["revision"] == 2
    assert len(pairs(ledger, now["key"])) == 1
    with pytest.raises(LedgerError, match="stands"):
        ledger.restore(name("e1"), by="B. Editor")
    assert [(one.decision, one.by) for one in ledger.history(name("e1"))] == [
        ("reject", "A. Editor"),
        ("restore", "B. Editor"),
    ]


def test_accepting_changes_no_row(ledger: Ledger) -> None:
    before = row(ledger, "e1")
    ledger.accept(name("e1"), by="A. Editor")
    assert row(ledger, "e1") == before
    assert [one.decision for one in ledger.history(name("e1"))] == ["accept"]


def test_a_decision_needs_a_name(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="nobody is named"):
        ledger.reject(name("e1"), by="  ")
    assert row(ledger, "e1") is not None


def test_the_past_can_be_asked(ledger: Ledger) -> None:
    _date_back(ledger, days=10)
    ledger.change(name("e1"), {"type": "ASSAULT"}, by="A. Editor")
    today = date.today()
    past, now = row(ledger, "e1", today - timedelta(days=3)), row(ledger, "e1", today + timedelta(days=1))
    assert past is not None
    assert now is not None
    assert (past["type"], now["type"]) == ("COERCE", "ASSAULT")
    assert row(ledger, "e1", today - timedelta(days=20)) is None


def test_every_field_has_a_column_or_sides(ledger: Ledger) -> None:
    tables = {"event": schema.events, "claim": schema.claims, "figure": schema.figures}
    tables |= {"contact": schema.contacts, "position": schema.positions}
    elsewhere = {"date", "sources", "targets", "speaker", "parties", "actor"}
    for kind, fields in FIELDS.items():
        assert set(fields) - elsewhere <= set(tables[kind].c.keys())


def _date_back(ledger: Ledger, days: int) -> None:
    """Let all that is in the ledger have come so many days ago."""
    with ledger.store.writing() as connection:
        for table in (schema.reports, schema.events):
            moment = connection.execute(select(table.c.recorded_at)).scalars().first()
            assert moment is not None
            connection.execute(table.update().values(recorded_at=moment - timedelta(days=days)))


def other_reading() -> Record:
    """What another reader makes of the report: a denied attack, no figure, two new events."""
    first = record()
    (event,) = first.events
    (claim,) = first.claims
    extra = span("hurt")
    attack = replace(event, id="e1", type="ASSAULT", mode=None, trigger=extra, evidence=claim.content)
    seizure = replace(event, id="e2", confidence=0.9)
    opposed = replace(
        event, id="e3", type="REJECT", mode=None, trigger=span("opposes"), evidence=span("Oslo opposes")
    )
    return replace(
        first,
        events=(attack, seizure, opposed),
        claims=(replace(claim, id="c1", about=("e1",), content=span("that 12 sailors were hurt")),),
        figures=(),
        contacts=(replace(first.contacts[0], event="e2"),),
        positions=(),
    )


def test_another_reading_takes_the_place_of_the_last(ledger: Ledger) -> None:
    assert ledger.reread(other_reading()) == (2, 2, 2, 0)
    seizure, attack, opposed = (row(ledger, own) for own in ("e1", "e2", "e3"))
    assert seizure is not None
    assert attack is not None
    assert opposed is not None
    assert (seizure["type"], seizure["confidence"], seizure["revision"]) == ("COERCE", 0.9, 2)
    assert (attack["type"], attack["revision"], opposed["type"]) == ("ASSAULT", 1, "REJECT")
    assert row(ledger, "f1") is None
    assert row(ledger, "p1") is None
    claim, contact = row(ledger, "c1"), row(ledger, "k1")
    assert claim is not None
    assert contact is not None
    assert (claim["revision"], contact["revision"], contact["event_id"]) == (2, 1, name("e1"))
    links = schema.claim_links
    with ledger.store.reading() as connection:
        asked = select(links.c.record_id).where(links.c.claim_key == claim["key"])
        assert connection.execute(asked).scalars().all() == [name("e2")]
    assert [one.decision for one in ledger.history(name("f1"))] == ["reread"]


def test_the_same_reading_again_changes_nothing(ledger: Ledger) -> None:
    assert ledger.reread(record()) == (0, 0, 0, 0)
    assert ledger.reread(other_reading()) == (2, 2, 2, 0)
    assert ledger.reread(other_reading()) == (0, 0, 0, 0)
    # What came back after it was gone has a number of its own, or its old one with the next revision.
    assert ledger.reread(record()) == (2, 2, 2, 0)
    found = row(ledger, "p1")
    assert found is not None
    assert found["revision"] == 2
    assert row(ledger, "f2") is not None


def test_a_persons_word_stands_after_another_reading(ledger: Ledger) -> None:
    ledger.change(name("e1"), {"type": "SANCTION"}, by="A. Editor")
    ledger.accept(name("f1"), by="A. Editor")
    ledger.reject(name("c1"), by="A. Editor")
    ledger.reread(other_reading())
    event, figure = row(ledger, "e1"), row(ledger, "f1")
    assert event is not None
    assert figure is not None
    assert (event["type"], event["revision"]) == ("SANCTION", 2)
    assert figure["revision"] == 1
    assert row(ledger, "c1") is None
    assert row(ledger, "e2") is not None


def test_a_report_that_is_not_there_is_not_read_again(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="not in the ledger"):
        ledger.reread(Record(Report("Another text altogether.")))


def test_a_report_with_unstorable_characters_is_read_again(ledger_place: str) -> None:
    told = Record(Report("Talks\0 failed."))
    with Ledger(ledger_place) as ledger:
        ledger.add([told])
        assert ledger.reread(told) == (0, 0, 0, 0)
