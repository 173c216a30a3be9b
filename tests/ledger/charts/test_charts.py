"""Charts of answers made by hand: what is drawn where, and that they can be drawn at all."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import LedgerError, OutputError
from dragoman.ledger.charts import Chart, contact_chart, timeline_chart, toll_chart
from dragoman.ledger.charts.look import spread, time_axis
from dragoman.ledger.questions.contact_rows import Before, Contacts, LastContact, PairContact
from dragoman.ledger.questions.figures import FigureRow, SeriesRow
from dragoman.ledger.questions.incidents import Incident, IncidentRow
from dragoman.ledger.questions.sides import Side
from dragoman.ledger.questions.timeline_rows import Period, Timeline

NOR, CHL = Side("NOR", "Norway"), Side("CHL", "Chile")


def figure(
    day: date | None, low: float | None, high: float | None, who: str | None = None, **more: Any
) -> FigureRow:
    empty = dict.fromkeys(FigureRow.__struct_fields__)
    told = {"id": "f", "measure": "dead", "approximate": False, "words": "some", "report": str(day)}
    given = {"low": low, "high": high, "given_by": who, "published": day}
    return FigureRow(**{**empty, **told, **given, **more})  # type: ignore[arg-type]


def series(*figures: FigureRow, measure: str = "dead", unit: str | None = None) -> SeriesRow:
    return SeriesRow(
        "i", "ASSAULT", date(2023, 7, 3), "Oslo", measure, unit, 0, 0, False, figures[-1], figures
    )


def incident(*some: SeriesRow) -> Incident:
    empty = dict.fromkeys(IncidentRow.__struct_fields__)
    return Incident(IncidentRow(**empty), (), (), (), some)  # type: ignore[arg-type]


def contact(
    day: date | None,
    rank: str | None = "ministers",
    *,
    status: str = "happened",
    previous: tuple[Before, ...] = (),
    channel: str = "phone",
) -> PairContact:
    empty = dict.fromkeys(PairContact.__struct_fields__)
    told = {
        "id": str(day),
        "day": day,
        "precision": "day",
        "channel": channel,
        "rank": rank,
        "status": status,
    }
    rest = {"names": ("minister",), "reports": 1, "evidence": "words", "previous": previous, "told": ()}
    return PairContact(**{**empty, **told, **rest})  # type: ignore[arg-type]


def period(start: date, end: date, **counts: int) -> Period:
    numbers = dict.fromkeys(Period.__struct_fields__, 0)
    return Period(**{**numbers, "start": start, "end": end, "intensity": None, **counts})  # type: ignore[arg-type]


def layers(chart: Chart) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = chart.specification["vconcat"][0]["layer"]
    return found


def values(chart: Chart, mark: str) -> list[dict[str, Any]]:
    """What the first layer with a mark of the kind is drawn from."""
    layer = next(one for one in layers(chart) if one["mark"]["type"] == mark)
    found: list[dict[str, Any]] = layer["data"]["values"]
    return found


TOLL = series(
    figure(date(2023, 7, 4), 4, None, "police"),
    figure(date(2023, 7, 5), 9, 12, "health ministry"),
    figure(date(2023, 7, 5), None, 15, publisher="Andean Wire"),
    figure(date(2023, 7, 9), 16, 16, "police", approximate=True),
)


def test_a_toll_has_its_bounds_and_who_gives_them() -> None:
    told = values(toll_chart(TOLL), "point")
    assert [(one["number"], one["low"], one["high"], one["open"], one["giver"]) for one in told] == [
        ("≥4", 4, 4, "up", "police"),
        ("9–12", 9, 12, "", "health ministry"),
        ("≤15", 15, 15, "down", "Andean Wire"),
        ("~16", 16, 16, "", "police"),
    ]


def test_the_band_is_what_the_last_day_with_figures_gave() -> None:
    band = values(toll_chart(TOLL), "rect")
    assert [(one["low"], one["high"]) for one in band] == [(4, 4), (9, 15), (16, 16)]
    assert [one["end"] for one in band[:-1]] == [one["start"] for one in band[1:]]


def test_a_toll_says_what_it_is() -> None:
    chart = toll_chart(TOLL, ledger="norway.db")
    drawn = chart.svg()
    assert chart.description == "Number of dead: Oslo, 3 July 2023, as 3 reports give it"
    for words in ("Number of dead: Oslo, 3 July 2023", "dead (people)", "the event", "police", "≥4"):
        assert words in drawn
    assert "Source: 4 figures in 3 reports, 2023-07-04 to 2023-07-09; ledger norway.db" in drawn


def test_an_incident_has_the_longest_series_of_the_measure() -> None:
    short = series(figure(date(2023, 7, 4), 3, 3), unit="civilians")
    hurt = series(figure(date(2023, 7, 4), 20, 20), measure="injured")
    told = incident(short, hurt, TOLL)
    assert len(values(toll_chart(told), "point")) == 4
    assert "Number of injured" in toll_chart(told, "injured").svg()
    with pytest.raises(LedgerError, match="no report of the incident gives a number of troops") as caught:
        toll_chart(told, "troops")
    assert "dead, injured" in caught.value.next_step


def test_figures_without_a_day_are_left_out() -> None:
    assert len(values(toll_chart(series(figure(None, 1, 1), figure(date(2023, 7, 4), 2, 2))), "point")) == 1
    with pytest.raises(LedgerError, match="a number and a day"):
        toll_chart(series(figure(None, 1, 1)))


def test_many_who_give_figures() -> None:
    told = [figure(date(2023, 7, 4) + timedelta(n), n, n, f"source {n}") for n in range(1, 10)]
    chart = toll_chart(series(*told))
    points = next(one for one in layers(chart) if one["mark"]["type"] == "point")
    kinds = points["encoding"]["color"]["scale"]["domain"]
    assert len(kinds) == len(points["encoding"]["shape"]["scale"]["range"]) == 7
    assert kinds[-1] == "others"
    assert "others" in chart.svg()


def contacts(*rows: PairContact, today: date = date(2024, 3, 1)) -> Contacts:
    happened = [one for one in rows if one.status == "happened" and one.day]
    levels = []
    for level in ("any", "heads of state", "ministers"):
        some = [one for one in happened if level in ("any", one.rank)]
        if some:
            last = some[-1]
            assert last.day
            days = (today - last.day).days
            levels.append(LastContact(level, last.id, last.day, days, last.channel, last.names, len(some)))
    return Contacts(rows, NOR, CHL, today, tuple(levels))


FIRST, SECOND = date(2023, 1, 10), date(2023, 6, 1)
BEFORE = (Before("any", "x", FIRST, 142), Before("ministers", "x", FIRST, 142))


def test_silences_are_bands() -> None:
    chart = contact_chart(contacts(contact(FIRST), contact(SECOND, previous=BEFORE)))
    assert [(one["level"], one["days"], one["to"]) for one in values(chart, "bar")] == [
        ("any level", "142 days", "1 June 2023"),
        ("ministers", "142 days", "1 June 2023"),
        ("any level", "274 days", "1 March 2024"),
        ("ministers", "274 days", "1 March 2024"),
    ]
    assert {one["days"] for one in values(contact_chart(contacts(contact(FIRST)), 500), "bar")} == set()


def test_a_contact_that_did_not_happen_is_hollow_and_breaks_no_silence() -> None:
    chart = contact_chart(contacts(contact(FIRST), contact(SECOND, status="cancelled", previous=BEFORE)))
    filled, hollow = [one for one in layers(chart) if one["mark"]["type"] == "point"]
    assert [one["status"] for one in filled["data"]["values"]] == ["happened"]
    assert [one["status"] for one in hollow["data"]["values"]] == ["cancelled"]
    assert not hollow["mark"]["filled"]
    assert {one["days"] for one in values(chart, "bar")} == {"416 days"}
    assert "hollow: not known to have happened" in chart.svg()


def test_contacts_of_a_day_stand_beside_each_other() -> None:
    rows = [contact(FIRST, channel=channel) for channel in ("phone", "talks")]
    rows += [contact(FIRST, "heads of state"), contact(None), contact(SECOND, None)]
    chart = contact_chart(contacts(*rows))
    told = values(chart, "point")
    assert len({(one["level"], one["middle"]) for one in told}) == len(told) == 4
    drawn = chart.svg()
    for words in (
        "Norway and Chile: contacts by level",
        "heads of state",
        "level unknown",
        "Source: 4 contacts",
    ):
        assert words in drawn


def test_no_contacts() -> None:
    assert "Source: 0 contacts in 0 reports" in contact_chart(contacts()).svg()


def timeline(*periods: Period) -> Timeline:
    return Timeline(
        list(periods), a=NOR, b=CHL, by="month", window=6, directed=False, reports=len(periods), undated=0
    )


def test_bars_stand_on_each_other() -> None:
    january = period(
        date(2024, 1, 1), date(2024, 1, 31), verbal_cooperation=1, material_cooperation=2, contacts=1
    )
    chart = timeline_chart(timeline(january, period(date(2024, 2, 1), date(2024, 2, 29), verbal_conflict=2)))
    assert [(bar["low"], bar["high"], bar["kind"]) for bar in values(chart, "rect")] == [
        (0, 1, "verbal cooperation"),
        (1, 3, "material cooperation"),
        (0, -2, "verbal conflict"),
    ]
    marks = chart.specification["vconcat"][1]["data"]["values"]
    assert [mark["contacts"] for mark in marks] == [1]


@pytest.mark.parametrize("ledger", [None, "norway.db"])
def test_a_timeline_names_its_ledger_where_it_has_one(ledger: str | None) -> None:
    assert ("ledger norway.db" in timeline_chart(timeline(), ledger).svg()) == (ledger is not None)


def test_a_chart_shows_and_saves_itself(tmp_path: Path) -> None:
    chart = timeline_chart(timeline())
    assert repr(chart) == "<chart: Norway and Chile: incidents of cooperation and conflict by month>"
    assert chart._repr_svg_() == chart.svg()
    assert chart.save(tmp_path / "t.SVG").read_text() == chart.svg()
    assert chart.save(str(tmp_path / "t.png")).read_bytes().startswith(b"\x89PNG")
    assert len(chart.png(1)) < len(chart.png(3))
    with pytest.raises(OutputError, match=r"\.svg, \.png, \.html"):
        chart.save(tmp_path / "t.gif")
    with pytest.raises(OutputError, match="can't write"):
        chart.save(tmp_path / "none" / "t.svg")


@pytest.mark.parametrize(
    ("days", "unit"), [(10, "day"), (60, "week"), (400, "month"), (5000, None)], ids=lambda one: str(one)
)
def test_the_time_axis_names_what_there_is_room_for(days: int, unit: str | None) -> None:
    ticks = time_axis(FIRST, FIRST + timedelta(days))["tickCount"]
    assert (ticks["interval"] if isinstance(ticks, dict) else None) == unit


@given(st.lists(st.integers(0, 30)), st.integers(1, 20))
def test_places_are_spread(places: list[int], room: int) -> None:
    ordered = sorted(map(float, places))
    made = spread(ordered, room)
    assert made == sorted(made)
    assert len(set(made)) == len(made) == len(ordered)
    # The first of each place stays where it is.
    assert set(ordered) <= set(made)


def test_an_event_far_from_its_reports_is_not_drawn() -> None:
    late = figure(date(2025, 7, 4), 4, 4)
    assert "the event" not in toll_chart(series(late)).svg()
