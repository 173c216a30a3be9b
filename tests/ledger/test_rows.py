"""What a record becomes in the ledger: names that last, parties, days, words with their places."""

from __future__ import annotations

from datetime import date

import pytest

from dragoman import codebook
from dragoman.ledger import rows
from dragoman.records import (
    Actor,
    Claim,
    Contact,
    DateRange,
    Event,
    Figure,
    Place,
    Position,
    Record,
    Report,
    Span,
    StatedGap,
)

TEXT = "France said 12 were hurt in Niger on Monday; Paris will not rule out talks with NATO."
REPORT = Report(TEXT, date(2020, 3, 4))
ID = REPORT.sha256[:16]
MONDAY = DateRange(date(2020, 3, 2), date(2020, 3, 2), "day", "on Monday")


def span(words: str) -> Span:
    return Span.of(TEXT, TEXT.index(words), TEXT.index(words) + len(words))


def actor(words: str = "France", name: str = "France", kind="state", country="FRA", **more) -> Actor:
    found = span(words)
    return Actor(found.text, found.start, found.end, name=name, kind=kind, country=country, **more)


FRANCE = actor()
NATO = actor("NATO", "NATO", "organisation", None, organisation="NATO")
NOBODY = actor("Paris", "", "state", "FRA")

ACTORS = [
    (FRANCE, "FRA", "FRA"),
    (NATO, "NATO", "NATO"),
    (actor(name="Emmanuel Macron", kind="person"), None, "FRA"),
    (actor(name="Jens Stoltenberg", kind="person", country=None, organisation="NATO"), None, "NATO"),
    (actor(name="Blue Shield", kind="group", country=None), None, None),
]


@pytest.mark.parametrize(("one", "name", "party"), ACTORS)
def test_who_an_actor_is_and_on_whose_side(one: Actor, name: str | None, party: str | None) -> None:
    found = rows.actor_id(one)
    assert found == name if name else len(found) == 12
    assert rows.party_of(one) == (party or found)


def test_an_actor_is_another_by_name_kind_country_or_organisation_alone() -> None:
    same = [
        actor(name="A", kind="person"),
        actor("Paris", "A", "person", office="minister", sectors=("GOV",)),
    ]
    others = [
        actor(name="B", kind="person"),
        actor(name="A", kind="group"),
        actor(name="A", kind="person", country="NER"),
        actor(name="A", kind="person", organisation="EU"),
    ]
    assert len({rows.actor_id(one) for one in same}) == 1
    assert len({rows.actor_id(one) for one in [same[0], *others]}) == 5


def test_a_state_without_a_name_has_its_code() -> None:
    assert rows.actor_row(NOBODY)["name"] == "FRA"


def test_an_event() -> None:
    event = Event(
        id="e1",
        type="ASSAULT",
        mode=None,
        contexts=("military", "human_rights"),
        quad="material conflict",
        sources=(FRANCE, actor("Paris", kind="office")),
        targets=(NATO, actor("Niger", "Niger", "state", "NER")),
        date=MONDAY,
        place=Place("Niger", "NER", None, 13.5, 2.1, 5),
        trigger=span("hurt"),
        evidence=span(TEXT),
        attributed_to="c1",
        confidence=0.5,
        why=("naïve",),
    )
    row = rows.event_row(event, Record(REPORT), codebook.load())
    assert row["id"] == f"{ID}-e1"
    assert row["claim_id"] == f"{ID}-c1"
    assert (row["day"], row["date_precision"], row["date_words"]) == (date(2020, 3, 2), "day", "on Monday")
    assert row["contexts"] == "military human_rights"
    assert row["score"] < 0
    assert TEXT[row["trigger_start"] : row["trigger_end"]] == row["trigger"] == "hurt"
    assert row["why"] == '["naïve"]'
    assert (row["place"], row["latitude"], row["geonames_id"]) == ("Niger", 13.5, 5)
    # Two French actors are one party.
    assert rows.event_pairs(event) == [("FRA", "NATO"), ("FRA", "NER")]
    assert set(rows.event_parties(event)) == {("source", "FRA"), ("target", "NATO"), ("target", "NER")}


@pytest.mark.parametrize(
    ("when", "published", "day"),
    [
        (MONDAY, date(2020, 3, 4), date(2020, 3, 2)),
        (DateRange(), date(2020, 3, 4), date(2020, 3, 4)),
        (DateRange(), None, None),
        (MONDAY, None, date(2020, 3, 2)),
    ],
)
def test_the_day_is_that_of_the_date_or_of_the_report(when, published, day) -> None:
    assert rows.day_of(when, Report("x", published)) == day


def test_a_figure_belongs_to_the_narrowest_claim_that_holds_it() -> None:
    def claim(name: str, content: str) -> Claim:
        return Claim(
            id=name, speaker=FRANCE, cue=span("said"), content=span(content), direct=False, act="assert"
        )

    twelve = span("12")
    figure = Figure(
        twelve.text, twelve.start, twelve.end, id="f1", measure="injured", low=12.0, high=12.0, event="e1"
    )
    wide, narrow, other = (
        claim("c1", "12 were hurt in Niger"),
        claim("c2", "12 were hurt"),
        claim("c3", "Paris"),
    )
    row = rows.figure_row(figure, Record(REPORT, claims=(wide, narrow, other)))
    assert (row["claim_id"], row["event_id"], row["low"]) == (f"{ID}-c2", f"{ID}-e1", 12.0)
    assert rows.figure_row(figure, Record(REPORT, claims=(other,)))["claim_id"] is None


def test_a_claim_with_what_it_is_about_and_who_disputes_it() -> None:
    claim = Claim(
        id="c1",
        speaker=None,
        cue=span("said"),
        content=span("12 were hurt"),
        direct=False,
        act="assert",
        about=("e1", "e2"),
        disputes=("c3",),
        disputed_by=(NATO, FRANCE),
        dispute_cues=(span("not"),),
        reason=span("on Monday"),
    )
    row = rows.claim_row(claim, Record(REPORT))
    assert (row["speaker"], row["speaker_start"], row["reason"]) == (None, None, "on Monday")
    assert [
        (one["kind"], one["place"], one["record_id"]) for one in rows.claim_links(claim, Record(REPORT))
    ] == [
        ("about", 0, f"{ID}-e1"),
        ("about", 1, f"{ID}-e2"),
        ("disputes", 0, f"{ID}-c3"),
    ]
    assert [rows.cue_of(claim, place)["cue"] for place in (0, 1)] == ["not", None]


def test_a_contact_with_a_stated_gap() -> None:
    contact = Contact(
        id="k1",
        parties=("FRA", "NATO"),
        names=("Élan",),
        channel="talks",
        level=None,
        date=DateRange(),
        status="planned",
        event="e1",
        first_since=StatedGap("2019-10", "since October"),
        evidence=span("talks"),
    )
    row = rows.contact_row(contact, Record(REPORT))
    assert (row["day"], row["event_id"], row["names"]) == (date(2020, 3, 4), f"{ID}-e1", '["Élan"]')
    assert (row["first_since"], row["first_since_words"]) == ("2019-10", "since October")


def test_positions_are_named_by_what_they_are_not_by_their_order() -> None:
    one = Position(
        actor=FRANCE, issue="talks", stance="does_not_rule_out", evidence=span("talks"), date=MONDAY
    )
    other = Position(actor=NATO, issue="talks", stance="supports", evidence=span("talks"), date=MONDAY)
    found = rows.position_rows(Record(REPORT, positions=(one, other, one)))
    assert len({row["id"] for _, row in found}) == len(found) == 2
    assert all(row["id"].startswith(f"{ID}-p") for _, row in found)
    again = rows.position_rows(Record(REPORT, positions=(other, one)))
    assert {row["id"] for _, row in again} == {row["id"] for _, row in found}
    assert found[0][1]["words"] == "France"


def test_every_actor_that_a_row_names_is_found_once() -> None:
    position = Position(
        actor=NATO, issue="talks", stance="supports", evidence=span("talks"), date=DateRange()
    )
    record = Record(REPORT, actors=(FRANCE, FRANCE), positions=(position,))
    assert list(rows.actors_of(record)) == ["FRA", "NATO"]
