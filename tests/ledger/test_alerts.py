"""Alerts: what each rule waits for, what it does not, and that a fact raises one alert for ever."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from dragoman import Record, Report
from dragoman.ledger import Ledger, alerts, schema
from dragoman.ledger.alert_rules import DisputeRule, EventRule, Rule, SilenceRule, TollRule
from dragoman.ledger.alerts import Alert
from dragoman.records import Actor, Claim, Contact, DateRange, Event, Figure, Span, StatedGap

FEED = "http://wire.example/feed"
NOW = datetime(2024, 3, 20, 12, 0)
DAY = date(2024, 3, 5)


@contextmanager
def opened(place: str | Path) -> Iterator[Ledger]:
    """A ledger that follows a feed."""
    with Ledger(place) as made:
        with made.store.writing() as connection:
            row = {"url": FEED, "due_at": NOW, "ttl": 0, "failures": 0}
            connection.execute(insert(schema.feeds), row)
        yield made


@pytest.fixture
def ledger(ledger_place: str) -> Iterator[Ledger]:
    with opened(ledger_place) as made:
        yield made


@pytest.fixture
def file_ledger(tmp_path: Path) -> Iterator[Ledger]:
    """For tables of cases: SQLite alone."""
    with opened(tmp_path / "ledger.db") as made:
        yield made


def checked(ledger: Ledger, *rules: Rule) -> list[Alert]:
    """The alerts that the rules raise now."""
    with ledger.store.writing() as connection:
        raised = alerts.raise_alerts(connection, rules, NOW)
        found = alerts.untold(connection)
        alerts.note_told(connection, found, NOW)
    assert raised == len(found)
    return found


def begin(ledger: Ledger, *rules: Rule) -> None:
    with ledger.store.writing() as connection:
        alerts.begin(connection, rules)


def actor(text: str, code: str) -> Actor:
    start = text.index(code)
    return Actor(code, start, start + len(code), name=code, kind="state", country=code)


def report(text: str, day: date = DAY, source: str = FEED) -> Report:
    return Report(text, day, source=source, url=f"http://wire.example/{abs(hash(text)) % 1000}")


def contact(text: str, day: date, *, since: str | None = None, source: str = FEED, **more: Any) -> Record:
    """A call of the sides whose codes begin the text."""
    codes = [word for word in text.split() if word.isupper()]
    sides = tuple(actor(text, code) for code in codes)
    whole = Span.of(text, 0, len(text))
    when = DateRange(day, day, "day")
    event = Event(
        id="e1",
        type="CONSULT",
        quad="verbal cooperation",
        sources=sides[:1],
        targets=sides[1:],
        date=when,
        trigger=whole,
        evidence=whole,
        **more,
    )
    called = Contact(
        id="k1",
        parties=tuple(codes),
        names=(),
        channel="phone",
        level=None,
        date=when,
        status=more.get("status", "happened"),
        event="e1",
        first_since=StatedGap(since, text.split()[0]) if since else None,
        evidence=whole,
    )
    return Record(report(text, day, source), sides, (event,), contacts=(called,))


def event(text: str, type: str = "ASSAULT", day: date = DAY, **more: Any) -> Record:
    """The first code in the text does it to the second."""
    one, other = (actor(text, word) for word in text.split() if word.isupper())
    whole = Span.of(text, 0, len(text))
    when = DateRange(day, day, "day")
    quad = "material conflict"
    told = Event(
        id="e1",
        type=type,
        quad=quad,
        sources=(one,),
        targets=(other,),
        date=when,
        trigger=whole,
        evidence=whole,
        **more,
    )
    return Record(report(text, day), (one, other), (told,))


def toll(
    text: str, low: float | None, *, high: float | None = None, measure: Any = "dead", **more: Any
) -> Record:
    """A figure of an event where "status" is given, else of none."""
    record = event(text, **more) if more else Record(report(text))
    told = Figure(text[:4], 0, 4, id="f1", measure=measure, low=low, high=high, event="e1" if more else None)
    return Record(record.report, record.actors, record.events, figures=(told,))


SILENCE = SilenceRule(name="talks", days=90)
OLD, NEW = date(2023, 1, 10), date(2024, 3, 4)


@pytest.mark.parametrize(
    ("before", "new", "rule", "fires"),
    [
        ([("NOR and CHL spoke of fish", OLD)], ("CHL rang NOR about boats", NEW), SILENCE, True),
        (
            [("NOR and CHL spoke of fish", date(2024, 1, 10))],
            ("CHL rang NOR about boats", NEW),
            SILENCE,
            False,
        ),
        ([("NOR and PER spoke of fish", OLD)], ("CHL rang NOR about boats", NEW), SILENCE, False),
        ([], ("CHL rang NOR about boats", NEW), SILENCE, False),
        # A late report of something long past is no news.
        (
            [("NOR and CHL spoke of fish", OLD), ("NOR and CHL spoke of ships", NEW)],
            ("CHL rang NOR about boats", date(2023, 9, 1)),
            SILENCE,
            False,
        ),
        # A gathering tells little of any two.
        (
            [("NOR and CHL spoke of fish", OLD)],
            ("CHL NOR PER FRA ITA DEU met on climate", NEW),
            SILENCE,
            False,
        ),
        (
            [("NOR and CHL spoke of fish", OLD)],
            ("CHL NOR PER FRA ITA DEU met on climate", NEW),
            SilenceRule(name="two", days=90, between=("Norway", "Chile")),
            True,
        ),
        (
            [("NOR and CHL spoke of fish", OLD)],
            ("CHL rang NOR about boats", NEW),
            SilenceRule(name="others", days=90, between=("Norway", "Peru")),
            False,
        ),
        (
            [("NOR and CHL spoke of fish", OLD)],
            ("CHL rang NOR about boats", NEW),
            SilenceRule(name="nobody", days=90, between=("Norway", "the Free Herring Front")),
            False,
        ),
    ],
)
def test_silences(file_ledger: Ledger, before: list[Any], new: Any, rule: SilenceRule, fires: bool) -> None:
    file_ledger.add(contact(text, day, source="archive") for text, day in before)
    begin(file_ledger, rule)
    file_ledger.add([contact(*new)])
    found = checked(file_ledger, rule)
    assert len(found) == fires
    if fires:
        assert "in touch again on 2024-03-04 (phone), after 419 days" in found[0].summary
        assert (found[0].sentence, found[0].day, found[0].kind) == (new[0], NEW, "silence")


def test_a_silence_that_the_report_states(ledger: Ledger) -> None:
    begin(ledger, SILENCE)
    ledger.add([contact("CHL rang NOR about boats", NEW, since="2019-05")])
    (found,) = checked(ledger, SILENCE)
    assert found.summary.endswith("the first since 2019-05, the report says")


def test_a_silence_is_broken_once(ledger: Ledger) -> None:
    ledger.add([contact("NOR and CHL spoke of fish", OLD, source="archive")])
    begin(ledger, SILENCE)
    ledger.add([contact("CHL rang NOR about boats", NEW)])
    assert len(checked(ledger, SILENCE)) == 1
    ledger.add([contact("NOR thanked CHL for its letter on whales", NEW)])
    ledger.add([contact("CHL answered NOR two days later on squid", date(2024, 3, 6))])
    assert checked(ledger, SILENCE) == []


RAIDS = EventRule(name="raids", types=("ASSAULT", "COERCE"), source="RUS", target="Ukraine")


@pytest.mark.parametrize(
    ("record", "rule", "fires"),
    [
        (event("RUS shelled UKR"), RAIDS, True),
        (event("RUS seized UKR ships", "COERCE"), RAIDS, True),
        (event("UKR shelled RUS"), RAIDS, False),
        (event("UKR shelled RUS"), EventRule(name="both", types=("ASSAULT",), between=("RUS", "UKR")), True),
        (event("RUS shelled GEO"), RAIDS, False),
        (event("RUS thanked UKR", "SUPPORT"), RAIDS, False),
        (event("RUS would shell UKR", status="threatened"), RAIDS, False),
        (
            event("RUS would shell UKR", status="threatened"),
            EventRule(name="threats", types=("ASSAULT",), source="RUS", status=("threatened",)),
            True,
        ),
        (
            event("RUS shelled UKR"),
            EventRule(name="sure", types=("ASSAULT",), source="RUS", min_confidence=0.9),
            False,
        ),
        (event("RUS shelled UKR"), EventRule(name="who", types=("ASSAULT",), source="Herring Front"), False),
    ],
)
def test_events(file_ledger: Ledger, record: Record, rule: EventRule, fires: bool) -> None:
    begin(file_ledger, rule)
    file_ledger.add([record])
    found = checked(file_ledger, rule)
    assert [one.sentence for one in found] == [record.report.text] * fires
    assert checked(file_ledger, rule) == []


DEAD = TollRule(name="many", above=100)


@pytest.mark.parametrize(
    ("record", "rule", "fires"),
    [
        (toll("1440 died in the flood", 144), DEAD, True),
        (toll("1000 died in the flood", 100, high=100), DEAD, False),
        (toll("0000 to 200 died in the flood", None, high=200), DEAD, False),
        (toll("1440 hurt in the flood", 144, measure="injured"), DEAD, False),
        (
            toll("1440 hurt in the flood", 144, measure="injured"),
            TollRule(name="i", above=9, measures=("injured",)),
            True,
        ),
        (toll("1440 died when RUS shelled UKR", 144, status="happened"), DEAD, True),
        (toll("1440 would die if RUS shelled UKR", 144, status="hypothetical"), DEAD, False),
        (toll("1440 died in the flood", 144), TollRule(name="there", above=9, countries=("Chile",)), False),
    ],
)
def test_tolls(file_ledger: Ledger, record: Record, rule: TollRule, fires: bool) -> None:
    begin(file_ledger, rule)
    file_ledger.add([record])
    assert len(checked(file_ledger, rule)) == fires


def test_a_toll_of_one_incident_is_one_fact(ledger: Ledger) -> None:
    begin(ledger, DEAD)
    first = toll("1440 died when RUS shelled the harbour of UKR", 144, status="happened")
    ledger.add([first])
    assert [one.summary for one in checked(ledger, DEAD)] == ["144 or more dead on 2024-03-05: above 100"]
    later = toll("1610 are dead, rescuers count, where RUS fired on an UKR port", 161, status="happened")
    ledger.add([later])
    with ledger.store.reading() as connection:
        ids = sorted(connection.execute(select(schema.events.c.id)).scalars())
    ledger.judge(*ids, "same", by="Ada")
    assert checked(ledger, DEAD) == []
    third = toll("1700 lost their lives, says the mayor, in what RUS did to UKR", 170, status="happened")
    ledger.add([third])
    # What the later report made known of the fact counts too.
    assert len(checked(ledger, DEAD)) <= 1


def test_disputes(ledger: Ledger) -> None:
    text = "FRA said that the treaty on herring was broken by ITA in May. Rome denies it."
    one, other = actor(text, "FRA"), actor(text, "ITA")
    cue = Span.of(text, 4, 8)
    denied = Span.of(text, text.index("denies"), text.index("denies") + 6)
    content = Span.of(text, text.index("the treaty"), text.index(". Rome"))
    claim = Claim(
        id="c1",
        speaker=one,
        cue=cue,
        content=content,
        direct=False,
        act="assert",
        disputed_by=(other,),
        dispute_cues=(denied,),
    )
    rules = (
        DisputeRule(name="all"),
        DisputeRule(name="its", actors=("Italy",)),
        DisputeRule(name="theirs", actors=("Norway",)),
        DisputeRule(name="fish", words=("Herring", "cod")),
        DisputeRule(name="meat", words=("beef",)),
    )
    begin(ledger, *rules)
    ledger.add([Record(report(text), (one, other), claims=(claim,))])
    found = checked(ledger, *rules)
    assert [alert.rule for alert in found] == ["all", "its", "fish"]
    assert found[0].summary == f"ITA disputes: {content.text}"


def test_only_what_feeds_bring_from_now_on(ledger: Ledger) -> None:
    ledger.add([event("RUS shelled UKR")])
    begin(ledger, RAIDS)
    assert checked(ledger, RAIDS) == []
    by_hand = event("RUS fired at UKR from the sea")
    ledger.add([Record(report(by_hand.report.text, source="archive.jsonl"), by_hand.actors, by_hand.events)])
    assert checked(ledger, RAIDS) == []
    ledger.add([event("RUS bombed a bridge in UKR again")])
    assert len(checked(ledger, RAIDS)) == 1
    # A rule that is new begins today.
    begin(ledger, DEAD, RAIDS)
    assert checked(ledger, DEAD, RAIDS) == []


def test_posts(ledger: Ledger) -> None:
    begin(ledger, RAIDS, DEAD)
    ledger.add([event("RUS bombed a bridge in UKR again")])
    hooks = {"desk": (), "deaths": ("many",), "raids": ("raids",)}
    with ledger.store.writing() as connection:
        alerts.raise_alerts(connection, (RAIDS, DEAD), NOW, hooks)
        due = alerts.posts_due(connection, list(hooks), NOW, 10)
        assert [(post.webhook, post.failures, post.alert.rule) for post in due] == [
            ("desk", 0, "raids"),
            ("raids", 0, "raids"),
        ]
        again = datetime(2024, 3, 20, 12, 5)
        alerts.note_refused(connection, due[0], again, last=False)
        alerts.note_posted(connection, due[1], NOW)
        assert alerts.posts_due(connection, list(hooks), NOW, 10) == []
        assert alerts.next_post(connection, list(hooks)) == again
        (post,) = alerts.posts_due(connection, list(hooks), again, 10)
        assert post.failures == 1
        alerts.note_refused(connection, post, again, last=True)
        assert alerts.next_post(connection, list(hooks)) is None
