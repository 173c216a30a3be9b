"""Records beside gold records: what matches, and what it costs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dragoman import Actor, Claim, Contact, Event, Figure, Record, Report, Span
from dragoman.errors import BadRow, EmptyInput, NotFound
from dragoman.evaluation import GoldRecord, load_gold, score_records
from dragoman.evaluation.gold import GoldActor, GoldClaim, GoldContact, GoldEvent, GoldFigure
from dragoman.records import DateRange

TEXT = "Chad attacked Sudan. Sudan said 12 people died. The two will meet."
REPORT = Report(TEXT, id="one", source="folder/story.txt")


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(words, start, start + len(words))


def actor(words: str, country: str | None, name: str = "") -> Actor:
    at = span(words)
    return Actor(at.text, at.start, at.end, name=name or words, kind="state", country=country)


CHAD, SUDAN = actor("Chad", "TCD"), actor("Sudan", "SDN")


def event(type_: str = "ASSAULT", **fields: Any) -> Event:
    given = {"sources": (CHAD,), "targets": (SUDAN,), "quad": "material conflict"} | fields
    return Event(
        id="e1", type=type_, trigger=span("attacked"), evidence=span("Chad attacked Sudan."), **given
    )


def gold(**parts: Any) -> GoldRecord:
    return GoldRecord(id="one", **parts)


THEY_MET = GoldEvent("CONSULT", [GoldActor("Chad", "TCD")], [GoldActor("Sudan", "SDN")])
CHAD_HIT_SUDAN = GoldEvent("ASSAULT", [GoldActor("Chad", "TCD")], [GoldActor("Sudan", "SDN")])


@pytest.mark.parametrize(
    ("wanted", "found", "right"),
    [
        (CHAD_HIT_SUDAN, event(), True),
        (CHAD_HIT_SUDAN, event("COERCE"), False),
        (GoldEvent("COERCE", alt_types=["ASSAULT"]), event(), True),
        (CHAD_HIT_SUDAN, event(sources=(SUDAN,), targets=(CHAD,)), False),
        (THEY_MET, event("CONSULT", sources=(SUDAN,), targets=(CHAD,)), True),
        (GoldEvent("ASSAULT", [GoldActor("rebels in Chad", None)]), event(), True),
        (GoldEvent("ASSAULT", [GoldActor("the African Union", "IGO")]), event(), False),
        (GoldEvent("ASSAULT", [GoldActor("Chad", "NGA")]), event(), False),
    ],
)
def test_an_event_matches_by_type_and_sides(wanted: GoldEvent, found: Event, right: bool) -> None:
    score = score_records([gold(events=[wanted])], [Record(REPORT, events=(found,))]).parts["events"]
    assert (score.right, score.missed, score.extra) == ((1, 0, 0) if right else (0, 1, 1))


def test_an_optional_record_costs_nothing_and_counts_when_it_is_found() -> None:
    optional = GoldEvent("ASSAULT", optional=True)
    assert score_records([gold(events=[optional])], [Record(REPORT)]).parts["events"].f1 == 1.0
    found = score_records([gold(events=[optional])], [Record(REPORT, events=(event(),))]).parts["events"]
    assert (found.right, found.missed, found.extra, found.granted) == (0, 0, 0, 1)


def test_key_events_status_and_date_are_told_apart() -> None:
    import datetime

    day = DateRange(datetime.date(2024, 4, 3), datetime.date(2024, 4, 3), "day", "on Wednesday")
    wanted = [
        GoldEvent("ASSAULT", status="happened", date="2024-04"),
        GoldEvent("COERCE", key=False),
        GoldEvent("AID", key=True),
    ]
    scores = score_records(
        [gold(events=wanted)], [Record(REPORT, events=(event(date=day, status="planned"),))]
    )
    assert (scores.key_events.right, scores.key_events.missed) == (1, 1)
    assert (scores.status, scores.date) == ((0, 1), (1, 1))


def test_claims_figures_and_contacts_match() -> None:
    claim = Claim(
        id="c1", speaker=SUDAN, cue=span("said"), content=span("12 people died"), direct=False, act="assert"
    )
    at = span("12 people")
    figure = Figure(at.text, at.start, at.end, id="f1", measure="dead", low=12, high=12)
    contact = Contact(
        id="k1", parties=("TCD", "SDN"), names=("Chad", "Sudan"), channel="meeting", level=None, date=DateRange(),
        status="planned", event="e1", first_since=None, evidence=span("The two will meet."),
    )  # fmt: skip
    record = Record(REPORT, claims=(claim,), figures=(figure,), contacts=(contact,))
    wanted = gold(
        claims=[GoldClaim("12 people died", "Sudan", "SDN"), GoldClaim("12 people died", "Chad", "TCD")],
        figures=[GoldFigure("dead", 12, 12), GoldFigure("dead", 13, 13), GoldFigure("injured", 12, 12)],
        contacts=[GoldContact(["TCD", "SDN"], "meeting", "planned"), GoldContact(["TCD", "NGA"])],
    )
    scores = score_records([wanted], [record]).parts
    assert {part: (s.right, s.missed, s.extra) for part, s in scores.items()} == {
        "events": (0, 0, 0), "contacts": (1, 1, 0), "claims": (1, 1, 0), "figures": (1, 2, 0),
    }  # fmt: skip


def test_a_report_is_known_by_its_id_or_the_stem_of_its_file() -> None:
    for name in ("one", "story", "folder/story.txt"):
        wanted = GoldRecord(id=name, events=[CHAD_HIT_SUDAN])
        assert score_records([wanted], [Record(REPORT, events=(event(),))]).parts["events"].right == 1
    assert (
        score_records([GoldRecord(id="other", events=[CHAD_HIT_SUDAN])], [Record(REPORT)])
        .parts["events"]
        .missed
        == 1
    )


def test_gold_records_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    with pytest.raises(NotFound):
        load_gold(file)
    file.write_text("\n", encoding="utf-8")
    with pytest.raises(EmptyInput):
        load_gold(file)
    file.write_bytes(b'{"id": "a"}\n{"id": "b", "events": [{"type": 3}]}\n')
    with pytest.raises(BadRow, match=r"gold.jsonl:2: .*events\[0\].type"):
        load_gold(file)
    file.write_bytes(b'{"id": "a"}\n\xff\n')
    with pytest.raises(BadRow, match=r"gold.jsonl:2:"):
        load_gold(file)


def test_fields_that_are_not_known_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text(
        json.dumps({"id": "a", "coder": "x", "events": [{"type": "AID", "mood": "good"}]}), encoding="utf-8"
    )
    assert load_gold(file) == [GoldRecord(id="a", events=[GoldEvent("AID")])]
