"""How two sides got on, period by period."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.errors import LedgerError
from dragoman.ledger.questions import timeline as module
from dragoman.ledger.questions.timeline_rows import QUADS


def test_incidents_and_reports_are_counted_apart(written: Any) -> None:
    one = written.event("2024-03-02")
    two = written.event("2024-03-05")
    written.same(one, two)
    written.event("2024-03-09", "AID", times=2)
    written.event("2024-03-31", "CONSULT", ["RUS"], ["FRA"])
    (march,) = written.ledger.timeline("FRA", "RUS")
    assert (march.start, march.end) == (date(2024, 3, 1), date(2024, 3, 31))
    assert (march.incidents, march.events, march.reports) == (4, 5, 4)
    assert (march.verbal_conflict, march.material_cooperation, march.verbal_cooperation) == (1, 2, 1)
    assert (march.verbal_conflict_reports, march.material_cooperation_reports) == (2, 1)
    assert march.material_conflict == march.material_conflict_reports == 0
    # ACCUSE -3, AID 10 and 10, CONSULT 2.5
    assert march.intensity == pytest.approx((-3 + 10 + 10 + 2.5) / 4, abs=1e-3)
    assert (march.balance, march.moving_balance, march.shift) == (2, 2, None)


def test_an_incident_is_in_the_period_of_its_first_day_and_of_the_class_that_most_give_it(
    written: Any,
) -> None:
    told = [
        written.event("2024-04-01", "ASSAULT"),
        written.event("2024-03-31", "THREATEN"),
        written.event("2024-04-02", "ASSAULT"),
    ]
    written.same(*told)
    (march,) = written.ledger.timeline("FRA", "RUS")
    assert (march.start, march.material_conflict, march.verbal_conflict) == (date(2024, 3, 1), 1, 0)
    assert (march.events, march.reports, march.material_conflict_reports) == (3, 3, 3)


def test_quiet_periods_are_there(written: Any) -> None:
    written.event("2024-01-15")
    written.event("2024-04-15", "AID")
    answer = written.ledger.timeline("FRA", "RUS", window=2)
    assert [(p.start.month, p.incidents, p.balance, p.moving_balance, p.shift) for p in answer] == [
        (1, 1, -1, -1.0, None),
        (2, 0, 0, -0.5, 1.0),
        (3, 0, 0, 0.0, 0.5),
        (4, 1, 1, 0.5, 1.0),
    ]
    assert [p.intensity for p in answer] == [-3.0, None, None, 10.0]
    # Of equal shifts the earlier comes first.
    assert [p.start.month for p in answer.changes] == [2, 4, 3]


@pytest.mark.parametrize(
    ("by", "starts"),
    [
        ("day", ["2023-12-31", "2024-01-01"]),
        ("week", ["2023-12-25", "2024-01-01"]),
        ("month", ["2023-12-01", "2024-01-01"]),
        ("year", ["2023-01-01", "2024-01-01"]),
    ],
)
def test_periods(written: Any, by: Any, starts: list[str]) -> None:
    written.event("2023-12-31")
    written.event("2024-01-01")
    answer = written.ledger.timeline("FRA", "RUS", by=by)
    assert [p.start.isoformat() for p in answer] == starts
    assert [p.incidents for p in answer] == [1, 1]
    assert answer[0].end + timedelta(days=1) == answer[1].start
    assert answer.window == module.WINDOWS[by]


def test_a_time_asked_for_has_all_its_periods(written: Any) -> None:
    written.event("2024-02-10")
    written.event("2024-05-10")
    answer = written.ledger.timeline("FRA", "RUS", since=date(2024, 1, 20), until=date(2024, 3, 1))
    assert [(p.start.month, p.incidents) for p in answer] == [(1, 0), (2, 1), (3, 0)]


def test_directed(written: Any) -> None:
    written.event("2024-02-10", sources=["FRA"], targets=["RUS"])
    written.event("2024-02-11", "AID", sources=["RUS"], targets=["FRA"])
    both = ["FRA", "RUS"]
    written.event("2024-02-12", "CONSULT", both, both)
    assert [p.incidents for p in written.ledger.timeline("FRA", "RUS")] == [3]
    assert [p.events for p in written.ledger.timeline("FRA", "RUS")] == [3]
    (one,) = written.ledger.timeline("FRA", "RUS", directed=True)
    assert (one.incidents, one.verbal_conflict, one.material_cooperation) == (2, 1, 0)


def test_status(written: Any) -> None:
    written.event("2024-02-10")
    written.event("2024-02-10", "THREATEN", status="planned")
    assert [p.incidents for p in written.ledger.timeline("FRA", "RUS")] == [1]
    assert [p.incidents for p in written.ledger.timeline("FRA", "RUS", status=())] == [2]
    assert [p.incidents for p in written.ledger.timeline("FRA", "RUS", status=["planned"])] == [1]


def test_contacts_of_a_period(written: Any) -> None:
    same = [written.contact("2024-02-10"), written.contact("2024-02-11")]
    written.same(*same)
    written.contact("2024-02-20", channel="visit")
    written.contact("2024-02-25", status="planned")
    (one,) = written.ledger.timeline("FRA", "RUS")
    assert (one.contacts, one.incidents) == (2, 2)


def test_organisations_many_parties_and_a_country_with_itself(written: Any) -> None:
    written.event("2024-02-10", "COERCE", ["RUS", "NATO"], ["FRA", "DEU", "RUS"])
    assert [p.incidents for p in written.ledger.timeline("NATO", "Germany")] == [1]
    assert [p.incidents for p in written.ledger.timeline("RUS", "RUS")] == [1]
    assert len(written.ledger.timeline("FRA", "DEU")) == 0


def test_events_without_a_day_are_counted_apart(written: Any) -> None:
    written.event(None, published=None)
    written.event(None, published="2024-02-10")
    answer = written.ledger.timeline("FRA", "RUS")
    assert (answer.undated, [p.incidents for p in answer], answer.reports) == (1, [1], 1)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"by": "decade"}, "no period 'decade'"),
        ({"status": ["rumoured"]}, "no status 'rumoured'"),
        ({"window": 0}, "one period at least"),
        ({"since": date(2024, 2, 1), "until": date(2024, 1, 1)}, "ends before it begins"),
        ({"by": "day", "since": date(1900, 1, 1), "until": date(2024, 1, 1)}, "more than 20,000 days"),
    ],
)
def test_questions_without_sense(written: Any, options: dict[str, Any], words: str) -> None:
    written.event("2024-02-10" if "until" not in options else "1990-01-01")
    with pytest.raises(LedgerError, match=words):
        written.ledger.timeline("FRA", "RUS", **options)


def test_nobody_of_that_name(written: Any) -> None:
    written.event("2024-02-10")
    with pytest.raises(LedgerError, match="nobody is known by the name"):
        written.ledger.timeline("FRA", "Atlantis")


def test_an_empty_ledger(written: Any) -> None:
    answer = written.ledger.timeline("FRA", "RUS")
    assert (len(answer), len(answer.changes), answer.reports) == (0, 0, 0)


def test_what_was_rejected_is_gone_but_not_as_of_then(written: Any) -> None:
    event = written.event("2024-02-10")
    written.ledger.reject(event, by="A. Editor")
    assert len(written.ledger.timeline("FRA", "RUS")) == 0
    assert len(written.ledger.timeline("FRA", "RUS", as_of=date(2020, 1, 1))) == 0


EVENT = st.tuples(
    st.dates(date(2023, 11, 1), date(2024, 3, 31)),
    st.sampled_from(["AID", "CONSULT", "ACCUSE", "ASSAULT"]),
    st.booleans(),
    st.integers(0, 3),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EVENT, min_size=1, max_size=8))
def test_periods_sum_to_the_events(
    make_written: Any,
    empty_sqlite: Path,
    tmp_path_factory: pytest.TempPathFactory,
    told: list[tuple[date, str, bool, int]],
) -> None:
    import shutil

    place = shutil.copy(empty_sqlite, tmp_path_factory.mktemp("timeline") / "ledger.db")
    written = make_written(str(place))
    incidents: dict[int, list[str]] = {}
    for day, kind, way, incident in told:
        sides = (["FRA"], ["RUS"]) if way else (["RUS"], ["FRA"])
        incidents.setdefault(incident, []).append(written.event(day.isoformat(), kind, *sides))
    for events in incidents.values():
        written.same(*events)
    for by in module.UNITS:
        answer = written.ledger.timeline("FRA", "RUS", by=by)
        assert sum(p.events for p in answer) == len(told)
        assert sum(p.incidents for p in answer) == len(incidents)
        by_class = Counter({quad: sum(getattr(p, quad.replace(" ", "_")) for p in answer) for quad in QUADS})
        assert by_class.total() == len(incidents)
        assert all(a.end + timedelta(days=1) == b.start for a, b in pairwise(answer))
        assert all(p.start <= p.end for p in answer)
    written.ledger.close()
