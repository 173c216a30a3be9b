"""The contact ledger of two sides: one row a contact, silences at each level, stated gaps checked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dragoman.errors import LedgerError
from dragoman.ledger.questions.gaps import Known, Stated, check, interval
from dragoman.ledger.questions.levels import rank_of

TODAY = date(2024, 4, 10)


def test_one_contact_of_three_reports_is_one_row(written: Any) -> None:
    one = written.contact("2024-04-03", published="2024-04-03", publisher="AFP", names=["Lecornu"])
    two = written.contact(
        "2024-04-01..2024-04-07", published="2024-04-04", publisher="Xinhua", names=["Shoigu", "Lecornu"]
    )
    three = written.contact("2024-04-03", published="2024-04-05", publisher=None, level=None, channel="talks")
    written.same(one, two)
    rows = {row.channel: row for row in written.ledger.contacts("FRA", "Russia", today=TODAY)}
    row, talks = rows["phone"], rows["talks"]
    assert (row.day, row.day_last, row.precision) == (date(2024, 4, 3), date(2024, 4, 3), "day")
    assert (row.incident, row.reports, row.publishers) == (min(one, two), 2, ("AFP", "Xinhua"))
    assert (row.names, row.parties) == (("Lecornu", "Shoigu"), ("FRA", "RUS"))
    assert (row.channel, row.level, row.rank) == ("phone", "ministers of defence", "ministers")
    assert [t.published for t in row.told] == [date(2024, 4, 3), date(2024, 4, 4)]
    assert row.url == "https://news.example/1"
    assert row.evidence.startswith("word1x0")
    # An event that belongs to no incident stands for itself.
    assert (talks.incident, talks.level, talks.publishers) == (three, None, ())


def test_copies_count_as_publishers_not_as_reports(written: Any) -> None:
    written.contact("2024-04-03", publisher="AFP", copies=["Le Monde", "AFP", "Die Zeit"])
    (row,) = written.ledger.contacts("FRA", "RUS", today=TODAY)
    assert (row.reports, row.publishers) == (1, ("AFP", "Die Zeit", "Le Monde"))


def test_what_most_reports_say_holds(written: Any) -> None:
    told = [
        written.contact("2024-04-03", level="ministers", channel="meeting"),
        written.contact("2024-04-03", level="ministers of defence", channel="summit"),
        written.contact("2024-04-02", level="ministers of defence", channel="meeting"),
    ]
    written.same(*told)
    (row,) = written.ledger.contacts("FRA", "RUS", today=TODAY)
    assert (row.day, row.level, row.channel, row.reports) == (
        date(2024, 4, 3),
        "ministers of defence",
        "meeting",
        3,
    )


def test_a_visit_and_the_talks_of_one_incident_are_two_contacts(written: Any) -> None:
    written.same(
        written.contact("2024-04-03", channel="visit"), written.contact("2024-04-03", channel="talks")
    )
    rows = written.ledger.contacts("FRA", "RUS", today=TODAY)
    assert {row.channel for row in rows} == {"visit", "talks"}
    assert len({row.incident for row in rows}) == 1


def test_a_report_that_tells_two_days_apart_is_believed(written: Any) -> None:
    twice = written.contact("2024-04-01", published="2024-04-05", again=["2024-04-04"])
    once = written.contact("2024-04-04", published="2024-04-05")
    written.same(twice, once)
    first, second = written.ledger.contacts("FRA", "RUS", today=TODAY)
    assert (first.day, first.reports) == (date(2024, 4, 1), 1)
    assert (second.day, second.reports, second.days_since_previous) == (date(2024, 4, 4), 2, 3)


def test_several_on_one_day(written: Any) -> None:
    written.contact("2024-04-03", level="heads of state")
    written.contact("2024-04-03", level="ministers", channel="meeting")
    one, two = written.ledger.contacts("FRA", "RUS", today=TODAY)
    assert (one.days_since_previous, two.days_since_previous) == (None, 0)


def test_silence_at_each_level(written: Any) -> None:
    written.contact("2024-01-01", level="heads of state")
    written.contact("2024-02-01", level="ministers of foreign affairs")
    written.contact("2024-03-01", level="ministers of defence")
    written.contact("2024-03-31", level=None)
    answer = written.ledger.contacts("FRA", "RUS", today=TODAY)
    assert [(one.level, one.days, one.contacts) for one in answer.levels] == [
        ("any", 10, 4),
        ("ministers", 40, 2),
        ("heads of state", 100, 1),
    ]
    assert [(b.level, b.days) for b in answer[-1].previous] == [
        ("any", 30),
        ("heads of state", 90),
        ("ministers", 30),
    ]
    # Narrowing the rows down leaves the silences as they are.
    narrow = written.ledger.contacts("FRA", "RUS", since=date(2024, 3, 15), today=TODAY)
    assert (len(narrow), list(narrow.levels)) == (1, list(answer.levels))
    assert narrow[0].days_since_previous == 30


def test_only_what_happened_breaks_a_silence(written: Any) -> None:
    written.contact("2024-03-01")
    written.contact("2024-03-20", status="cancelled", published="2024-03-19")
    written.contact("2024-05-01", status="planned", published="2024-04-01")
    answer = written.ledger.contacts("FRA", "RUS", today=TODAY)
    assert [row.status for row in answer] == ["happened"]
    assert answer.levels[0].days == 40
    everything = written.ledger.contacts("FRA", "RUS", status=(), today=TODAY)
    assert [(r.status, r.days_since_previous) for r in everything] == [
        ("happened", None),
        ("cancelled", 19),
        ("planned", 61),
    ]
    planned = written.ledger.contacts("FRA", "RUS", status=["planned"], today=TODAY)
    assert [row.status for row in planned] == ["planned"]


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ([("2024-03-01", "planned"), ("2024-03-05", "happened")], "happened"),
        ([("2024-03-01", "happened"), ("2024-03-05", "planned")], "happened"),
        ([("2024-03-01", "planned"), ("2024-03-05", "cancelled")], "cancelled"),
        ([("2024-03-01", "cancelled"), ("2024-03-05", "happened")], "happened"),
        ([("2024-03-01", "requested"), ("2024-03-05", "planned")], "planned"),
    ],
)
def test_the_latest_report_says_how_it_ended(written: Any, told: list[tuple[str, str]], status: str) -> None:
    events = [written.contact("2024-03-04", published=day, status=said) for day, said in told]
    written.same(*events)
    (row,) = written.ledger.contacts("FRA", "RUS", status=(), today=TODAY)
    assert row.status == status


@pytest.mark.parametrize(
    ("filters", "days"),
    [
        ({}, [1, 4, 8, 20]),
        ({"level": "ministers"}, [4, 8]),
        ({"level": "ministers of defence"}, [4]),
        ({"channel": "phone"}, [1, 4]),
        ({"since": date(2024, 3, 8)}, [8, 20]),
        ({"since": date(2024, 3, 7), "until": date(2024, 3, 7)}, []),
        # The third may have been on any day from the 8th to the 14th.
        ({"since": date(2024, 3, 12)}, [8, 20]),
        ({"until": date(2024, 3, 8)}, [1, 4, 8]),
    ],
)
def test_filters(written: Any, filters: dict[str, Any], days: list[int]) -> None:
    written.contact("2024-03-01", level="heads of state")
    written.contact("2024-03-04")
    written.contact("2024-03-08..2024-03-14", level="ministers", channel="visit")
    written.contact("2024-03-20", level=None, channel="talks")
    rows = written.ledger.contacts("FRA", "RUS", today=TODAY, **filters)
    assert [row.day.day for row in rows] == days


def test_a_date_that_is_not_known(written: Any) -> None:
    written.contact(None, published="2024-03-05")
    written.contact(None, published=None, channel="visit")
    dated, undated = written.ledger.contacts("FRA", "RUS", today=TODAY)
    assert (dated.day, dated.precision) == (date(2024, 3, 5), "unknown")
    assert (undated.day, undated.day_last, undated.precision) == (None, None, "unknown")
    assert undated.previous == ()
    assert written.ledger.contacts("FRA", "RUS", today=TODAY, since=date(2024, 1, 1))[-1] == dated


def test_more_than_two_parties_and_organisations(written: Any) -> None:
    written.contact("2024-03-01", ["FRA", "RUS", "DEU", "UKR"], channel="summit")
    written.contact("2024-03-09", ["NATO", "RUS"])
    written.contact("2024-03-10", ["Red Brigade", "FRA"], channel="talks")
    (four,) = written.ledger.contacts("UKR", "DEU", today=TODAY)
    assert four.parties == ("DEU", "FRA", "RUS", "UKR")
    assert len(written.ledger.contacts("nato", "Russia", today=TODAY)) == 1
    # A group goes by its name in contacts and by its id in events.
    assert len(written.ledger.contacts("red brigade", "FRA", today=TODAY)) == 1


def test_the_order_of_the_two_is_the_same(written: Any) -> None:
    written.contact("2024-03-01")
    assert list(written.ledger.contacts("FRA", "RUS", today=TODAY)) == list(
        written.ledger.contacts("RUS", "FRA", today=TODAY)
    )


def test_the_order_of_ingest_does_not_count(written: Any, tmp_path: Any) -> None:
    days = ["2024-03-01", "2024-03-09", "2024-03-02"]
    for day in days:
        written.contact(day)
    told = [row.day for row in written.ledger.contacts("FRA", "RUS", today=TODAY)]
    assert told == sorted(told)


@pytest.mark.parametrize(
    ("a", "b", "options", "words"),
    [
        ("FRA", "France", {}, "same side"),
        ("FRA", "Atlantis", {}, "nobody is known by the name 'Atlantis'"),
        ("FRA", "RUS", {"channel": "pigeon"}, "no channel 'pigeon'"),
        ("FRA", "RUS", {"status": ["rumoured"]}, "no status 'rumoured'"),
    ],
)
def test_questions_without_sense(written: Any, a: str, b: str, options: dict[str, Any], words: str) -> None:
    written.contact("2024-03-01")
    with pytest.raises(LedgerError, match=words):
        written.ledger.contacts(a, b, today=TODAY, **options)


def test_a_person_counts_on_a_country_s_side(written: Any) -> None:
    from sqlalchemy import insert

    from dragoman.ledger import schema

    written.contact("2024-03-01")
    with written.ledger.store.writing() as connection:
        row = {"id": "0123456789ab", "name": "Ane Lindahl", "kind": "person", "country": "NOR"}
        connection.execute(insert(schema.actors), row)
    with pytest.raises(LedgerError, match="counts on the side of NOR"):
        written.ledger.contacts("Ane Lindahl", "FRA", today=TODAY)


def test_an_empty_ledger(written: Any) -> None:
    answer = written.ledger.contacts("FRA", "Red Brigade", today=TODAY)
    assert (len(answer), len(answer.levels), answer.b.name) == (0, 0, "Red Brigade")
    assert answer.to_arrow().num_rows == 0


def test_as_of_a_day(written: Any) -> None:
    from sqlalchemy import update

    from dragoman.ledger import schema

    event = written.contact("2024-03-01")
    with written.ledger.store.writing() as connection:
        connection.execute(update(schema.contacts).values(recorded_at=date_time("2024-03-02")))
    (row,) = written.ledger.contacts("FRA", "RUS", today=TODAY)
    assert row.incident == event
    written.ledger.reject(row.id, by="A. Editor")
    assert len(written.ledger.contacts("FRA", "RUS", today=TODAY)) == 0
    assert len(written.ledger.contacts("FRA", "RUS", as_of=date(2024, 3, 1))) == 0
    earlier = written.ledger.contacts("FRA", "RUS", as_of=date(2024, 3, 11))
    assert (len(earlier), earlier.today, earlier.levels[0].days) == (1, date(2024, 3, 11), 10)


def date_time(day: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(f"{day}T12:00:00")


# Stated gaps

CALL = Known(
    "k9", date(2024, 4, 3), date(2024, 4, 3), "phone", "ministers of defence", "ministers", frozenset("z")
)


def known(
    day: str,
    channel: str = "phone",
    level: str | None = "ministers of defence",
    report: str = "a",
    dated: bool = True,
) -> Known:
    first, _, last = day.partition("..")
    start, end = interval(first), interval(last or first)
    assert start is not None
    assert end is not None
    return Known(f"k-{day}", start[0], end[1], channel, level, rank_of(level), frozenset({report}), dated)


OCTOBER = known("2022-10-28")
BETWEEN = known("2023-05-05")

OF_FOREIGN = known("2023-05-05", level="ministers of foreign affairs")
OF_PRESIDENTS = known("2023-05-05", level="heads of state")
OF_MINISTERS = known("2023-05-05", level="ministers")
OF_WHOM = known("2023-05-05", level=None)
MET = known("2022-10-28", "meeting")
MEETING = known("2023-05-05", "meeting")
UNDATED = known("2023-05-05", dated=False)
ITS_OWN = known("2023-05-05", report="z")
VISIT = known("2023-05-05", "visit")
SAME_DAY = known("2024-04-03", level=None, channel="talks")
TALKS = known("2023-05-05", "talks")
VISIT_2022 = known("2022-02-02", "visit")
TO_NOVEMBER = known("2022-10-28..2022-11-03")
ALL_ALONG = ["2022-09-01", "2023-05-01", "2024-04-03"]
EARLIER, LATER = OCTOBER.id, BETWEEN.id
YES, NO, OPEN = "agrees", "contradicted", "unknown"

GAPS: list[tuple[str, str, str, list[Known], list[str], str, str | None]] = [
    # what, stated, words, other contacts, days of reports, check, by
    ("the earlier one is there", "2022-10", "first since", [OCTOBER], [], YES, EARLIER),
    ("one between", "2022-10", "first since", [OCTOBER, BETWEEN], [], NO, LATER),
    ("the last of several between", "2022-10", "first since", [BETWEEN, known("2023-06-01")], [], NO, "k-2023-06-01"),
    ("only one between", "2022-10", "first since", [BETWEEN], [], NO, LATER),
    ("another ministry's does not count", "2022-10", "first since", [OCTOBER, OF_FOREIGN], [], YES, EARLIER),
    ("the presidents' do not count", "2022-10", "first since", [OCTOBER, OF_PRESIDENTS], [], YES, EARLIER),
    ("ministers unnamed may be these", "2022-10", "first since", [OCTOBER, OF_MINISTERS], [], OPEN, LATER),
    ("of no known level may be these", "2022-10", "first since", [OCTOBER, OF_WHOM], [], OPEN, LATER),
    ("a meeting is no call", "2022-10", "first call since", [OCTOBER, MEETING], [], YES, EARLIER),
    ("a meeting is a contact", "2022-10", "first contact since", [OCTOBER, MEETING], [], NO, LATER),
    ("a call is no meeting", "2022-10", "first meeting since", [MET, BETWEEN], [], YES, EARLIER),
    ("a visit is a meeting", "2022-10", "first meetings since", [VISIT], [], NO, LATER),
    ("talks are no visit", "2022", "first visit since", [TALKS, VISIT_2022], [], YES, "k-2022-02-02"),
    ("a week that ends later", "2022-10", "first since", [OCTOBER, TO_NOVEMBER], [], YES, "k-2022-10-28..2022-11-03"),
    ("a month between", "2022-10", "first since", [OCTOBER, known("2023-05")], [], NO, "k-2023-05"),
    ("a year that may be after", "2022-10", "first since", [OCTOBER, known("2024")], [], OPEN, "k-2024"),
    ("an undated one between", "2022-10", "first since", [OCTOBER, UNDATED], [], OPEN, LATER),
    ("on the same day", "2022-10", "first since", [OCTOBER, SAME_DAY], [], YES, EARLIER),
    ("on the stated day", "2022-10-28", "first since", [OCTOBER], [], YES, EARLIER),
    ("the year it was", "2022", "first in two years", [OCTOBER], [], YES, EARLIER),
    ("its own words are no witness", "2022-10", "first since", [known("2022-10-28", report="z")], [], OPEN, None),
    ("its own words are no contradiction", "2022-10", "first since", [OCTOBER, ITS_OWN], [], YES, EARLIER),
    ("nothing at all", "2022-10", "first since", [], [], OPEN, None),
    ("reports from later on", "2022-10", "first since", [], ["2023-05-01", "2024-04-03"], OPEN, None),
    ("reports before and between", "2022-10", "first since", [], ALL_ALONG, YES, None),
    ("reports before alone", "2022-10", "first since", [], ["2022-09-01", "2024-04-03"], OPEN, None),
    ("a date after the contact", "2025", "first since", [OCTOBER], ["2022-01-01"], OPEN, None),
    ("no date", "P3M", "first in a while", [OCTOBER], ["2022-01-01"], OPEN, None),
    ("a day that no month has", "2022-02-30", "first since", [OCTOBER], [], OPEN, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("stated", "words", "others", "published", "expected", "by"),
    [gap[1:] for gap in GAPS],
    ids=[gap[0] for gap in GAPS],
)
def test_a_stated_gap(
    stated: str, words: str, others: list[Known], published: list[str], expected: str, by: str | None
) -> None:
    days = [date.fromisoformat(day) for day in published]
    others = sorted(others, key=lambda one: (one.start, one.end, one.id))
    found = check(Stated(stated, words, frozenset("z")), CALL, others, days)
    assert (found.check, found.contact) == (expected, by)
    assert found.why
    assert (found.day is None) == (by is None)


def test_a_gap_of_a_contact_without_a_level_is_about_all(written: Any) -> None:
    written.contact("2019-05-01", level="experts", channel="talks")
    written.contact("2020-05-01", level=None, channel="talks", since="2017", words="first talks since 2017")
    (_, row) = written.ledger.contacts("FRA", "RUS", today=TODAY)
    assert row.check == "contradicted"
    assert row.gaps[0].why == "there was one on 2019-05-01"


def test_a_gap_in_the_ledger(written: Any) -> None:
    written.contact("2022-10-28", publisher="Xinhua")
    call = written.contact("2024-04-03", since="2022-10", words="first since October 2022")
    other = written.contact("2024-04-03", since="2022")
    written.same(call, other)
    (_, row) = written.ledger.contacts("FRA", "RUS", today=TODAY)
    assert (row.first_since, row.first_since_words) == ("2022-10", "first since October 2022")
    assert [(gap.stated, gap.check, gap.day) for gap in row.gaps] == [
        ("2022-10", "agrees", date(2022, 10, 28)),
        ("2022", "agrees", date(2022, 10, 28)),
    ]
    assert row.days_since_previous == 523


def test_a_ledger_that_does_not_reach_back_says_so(written: Any) -> None:
    written.event("2023-02-01", published="2023-02-02")
    written.contact("2024-04-03", since="2022-10")
    (row,) = written.ledger.contacts("FRA", "RUS", today=TODAY)
    assert row.check == "unknown"
    assert row.gaps[0].why == "the ledger does not reach back: its first report on the two is of 2023-02-02"


@pytest.mark.parametrize(
    ("level", "rank"),
    [
        ("ministers of defence", "ministers"),
        ("ministers", "ministers"),
        ("presidents", "heads of state"),
        ("heads of government", "heads of government"),
        ("deputy ministers of foreign affairs", "deputy ministers"),
        ("ambassadors", "envoys"),
        ("keepers of the lighthouse", "keepers of the lighthouse"),
        (None, None),
    ],
)
def test_the_rank_of_a_level(level: str | None, rank: str | None) -> None:
    assert rank_of(level) == rank


def test_every_row_becomes_a_table(written: Any) -> None:
    written.contact("2022-10-28")
    written.contact("2024-04-03", since="2022-10")
    answer = written.ledger.contacts("FRA", "RUS", today=TODAY)
    assert answer.to_pandas().shape[0] == 2
    assert answer.to_arrow().num_rows == 2
    assert answer.levels.to_pandas().shape[0] == 2
