"""Who fell silent, and whose silence was broken."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dragoman.errors import LedgerError

TODAY = date(2024, 4, 10)


def weekly(written: Any, parties: list[str], last: date, number: int, days: int = 7) -> None:
    for back in reversed(range(number)):
        written.contact((last - timedelta(days=days * back)).isoformat(), parties)


def test_the_most_unusual_silence_comes_first(written: Any) -> None:
    weekly(written, ["FRA", "RUS"], date(2024, 1, 1), 8)
    weekly(written, ["DEU", "RUS"], date(2023, 6, 1), 3, days=200)
    written.contact("2022-01-01", ["CHL", "NOR"])
    weekly(written, ["CHN", "USA"], date(2024, 4, 1), 4)
    answer = [one for one in written.ledger.silences(today=TODAY) if one.kind == "open"]
    found = [(one.a, one.b, one.days, one.usual_days, one.contacts) for one in answer]
    assert found == [
        ("FRA", "RUS", 100, 7, 8),
        ("DEU", "RUS", 314, 200, 3),
        ("CHL", "NOR", 830, None, 1),
    ]
    assert [one.chance for one in answer] == [
        round((49 / 149) ** 7, 6),
        round((400 / 714) ** 2, 6),
        1.0,
    ]
    first = answer[0]
    assert (first.kind, first.since, first.until, first.a_name) == ("open", date(2024, 1, 1), None, "France")
    assert (first.first, first.longest_days) == (date(2023, 11, 13), 7)


def test_a_contact_that_broke_a_silence(written: Any) -> None:
    one = written.contact("2022-10-28")
    two = written.contact("2024-04-03")
    (broken,) = written.ledger.silences(today=TODAY)
    assert (broken.kind, broken.days, broken.since, broken.until) == (
        "broken",
        523,
        date(2022, 10, 28),
        date(2024, 4, 3),
    )
    assert broken.since_contact == one.replace("-e1", "-k1")
    assert broken.until_contact == two.replace("-e1", "-k1")


def test_a_contact_told_thrice_breaks_one_silence(written: Any) -> None:
    written.contact("2023-01-01")
    told = [
        written.contact("2024-03-01"),
        written.contact("2024-03-02"),
        written.contact("2024-03-01", channel="talks"),
    ]
    written.same(*told)
    answer = written.ledger.silences(today=TODAY)
    assert [(one.kind, one.days, one.contacts) for one in answer] == [("open", 40, 2), ("broken", 425, 1)]


@pytest.mark.parametrize(("days", "number"), [(39, 2), (40, 2), (41, 1), (425, 1), (426, 0)])
def test_how_long_is_a_silence(written: Any, days: int, number: int) -> None:
    written.contact("2023-01-01")
    written.contact("2024-03-01")
    assert len(written.ledger.silences(today=TODAY, min_days=days)) == number


def test_which_broken_ones(written: Any) -> None:
    for day in ("2020-01-01", "2021-01-01", "2022-01-01", "2024-04-09"):
        written.contact(day)
    assert [one.until for one in written.ledger.silences(today=TODAY)] == [date(2024, 4, 9)]
    answer = written.ledger.silences(today=TODAY, since=date(2021, 1, 1))
    assert [(one.until.year, one.usual_days, one.contacts) for one in answer] == [
        (2024, 365.5, 3),
        (2022, 366, 2),
        (2021, None, 1),
    ]


def test_gatherings_count_only_for_a_pair_asked_for(written: Any) -> None:
    written.contact("2023-01-01", ["FRA", "RUS", "DEU", "USA", "CHN", "GBR"], channel="summit")
    assert len(written.ledger.silences(today=TODAY)) == 0
    (one,) = written.ledger.silences(today=TODAY, pair=("Russia", "France"))
    assert (one.a, one.b, one.days) == ("FRA", "RUS", 465)
    written.contact("2023-02-01", ["NATO", "SRB", "HUN"])
    found = {(one.a, one.b) for one in written.ledger.silences(today=TODAY)}
    assert found == {("HUN", "NATO"), ("HUN", "SRB"), ("NATO", "SRB")}


def test_what_did_not_happen_or_has_no_day_does_not_count(written: Any) -> None:
    written.contact("2023-01-01")
    written.contact("2024-04-01", status="planned")
    written.contact("2024-04-01", status="cancelled")
    written.contact(None, published=None)
    written.contact("2024-05-01")
    (one,) = written.ledger.silences(today=TODAY)
    assert (one.kind, one.days, one.contacts) == ("open", 465, 1)


def test_several_on_one_day(written: Any) -> None:
    written.contact("2023-01-01")
    written.contact("2023-01-01", channel="visit")
    (one,) = written.ledger.silences(today=TODAY)
    assert (one.contacts, one.usual_days, one.longest_days) == (2, 0, 0)
    assert 0 < one.chance < 0.01


def test_questions_without_sense(written: Any) -> None:
    with pytest.raises(LedgerError, match="a day at least"):
        written.ledger.silences(min_days=0)
    written.contact("2023-01-01")
    with pytest.raises(LedgerError, match="same side"):
        written.ledger.silences(pair=("FRA", "France"))


def test_an_empty_ledger(written: Any) -> None:
    assert list(written.ledger.silences(today=TODAY)) == []
    assert list(written.ledger.silences(today=TODAY, pair=("FRA", "RUS"))) == []


def test_as_of_a_day_before_anything_was_read(written: Any) -> None:
    written.contact("2023-01-01")
    assert len(written.ledger.silences(as_of=date(2024, 1, 1))) == 0
