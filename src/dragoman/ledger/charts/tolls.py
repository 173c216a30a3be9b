"""How a toll grew, as a chart: each figure that a report gives, with its bounds and whoever gives it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import groupby

from dragoman.errors import LedgerError
from dragoman.ledger.charts.chart import Chart, Spec
from dragoman.ledger.charts.look import (
    BAND,
    DAY,
    INK,
    KINDS,
    MARK,
    OTHERS,
    PALE,
    WIDTH,
    called,
    counted,
    framed,
    ms,
    note,
    read_from,
    spread,
    time_axis,
)
from dragoman.ledger.questions.figures import FigureRow, SeriesRow
from dragoman.ledger.questions.incidents import Incident

_HEIGHT = 320
_NAMED = 6
"""Of those who give figures, so many have a colour of their own; the rest are "others"."""
_LABELLED = 24
"""Figures up to which each has its number beside it."""
_ROOM = 24.0
"""Pixels between figures of one day."""
_BEFORE = 30
"""Days between the event and the first figure up to which the event's day is shown too."""
_OTHERS = "others"
_SHAPES = ("circle", "square", "diamond", "triangle-up", "triangle-right", "cross", "triangle-down")


def toll_chart(toll: Incident | SeriesRow, measure: str = "dead", ledger: str | None = None) -> Chart:
    """The figures of an incident by the day of the reports: a dot is an exact number, a bar a range, an arrow tells
    that it is open on that side ("at least 15"). The band spans what the last day with figures gave.

    `toll` is an incident, of which `measure` names the figures, or one of its series. `ledger` is named in the note on
    the source, where it is given. Raises LedgerError when the incident has no such figures.
    """
    series = _series(toll, measure) if isinstance(toll, Incident) else toll
    told = sorted((one for one in series.figures if _day(one)), key=lambda one: (_day(one), one.id))
    told = [one for one in told if one.low is not None or one.high is not None]
    if not told:
        raise LedgerError("no figure of the series has a number and a day")
    days = [day for one in told if (day := _day(one))]
    event = series.day if series.day and days[0] - _BEFORE * DAY <= series.day <= days[-1] else None
    begin = min(days[0], event) if event else days[0]
    pad = max(1, round((days[-1] - begin).days * 0.06))
    domain = [ms(begin - pad * DAY), ms(days[-1] + pad * DAY)]
    scale = {"type": "utc", "domain": domain}
    most = max(bound for one in told for bound in _bounds(one))
    axis = time_axis(begin - pad * DAY, days[-1] + pad * DAY)
    layers = [_band(told, scale, axis, domain[1], series, most)]
    if event:
        layers += _event(event, scale)
    layers += _figures(told, days, scale, domain)
    what = f"{series.measure} ({series.unit})" if series.unit else series.measure
    place = f": {series.place}" if series.place else ""
    when = f", {called(series.day)}" if series.day else ""
    reports = counted(len({one.report for one in told}), "report")
    source = f"Source: {counted(len(told), 'figure')} in {reports}, {days[0]} to {days[-1]}"
    return Chart(
        framed(
            f"Number of {what}{place}{when}",
            "By the day of the report, and who gives it. "
            "Dot: exact; bar: from–to; arrow: at least or at most. Band: what the latest day's reports say",
            f"Number of {what}{place}{when}, as {reports} give it",
            [
                {
                    "width": WIDTH,
                    "height": _HEIGHT,
                    "layer": layers,
                    "resolve": {"scale": {"color": "shared", "shape": "shared"}},
                },
                note(source + read_from(ledger)),
            ],
        )
    )


def _series(incident: Incident, measure: str) -> SeriesRow:
    """The longest series of the measure: people are told of more often than "civilians" or "others"."""
    some = [one for one in incident.figures if one.measure == measure]
    if not some:
        there = sorted({one.measure for one in incident.figures})
        raise LedgerError(
            f"no report of the incident gives a number of {measure}",
            next_step=f"Take one of: {', '.join(there)}." if there else "Ask for another incident.",
        )
    return max(some, key=lambda one: (len(one.figures), not one.unit))


def _day(one: FigureRow) -> date | None:
    return one.published or one.day


def _bounds(one: FigureRow) -> list[float]:
    return [bound for bound in (one.low, one.high) if bound is not None]


def _giver(one: FigureRow) -> str:
    return one.given_by or one.publisher or "the report itself"


def _words(one: FigureRow) -> str:
    about = "~" if one.approximate else ""
    match one.low, one.high:
        case None, high:
            return f"≤{about}{high:,.0f}"
        case low, None:
            return f"≥{about}{low:,.0f}"
        case low, high if low == high:
            return f"{about}{low:,.0f}"
    return f"{about}{one.low:,.0f}–{one.high:,.0f}"


def _band(
    told: Sequence[FigureRow],
    scale: Spec,
    axis: Spec,
    end: float,
    series: SeriesRow,
    most: float,
) -> Spec:
    """From the lowest to the highest number of each day's reports, until the next day with figures."""
    days = [(day, list(some)) for day, some in groupby(told, key=_day) if day]
    ends = [ms(day) for day, _ in days[1:]] + [end]
    values = [
        {
            "start": ms(day),
            "end": until,
            "low": min(bound for one in some for bound in _bounds(one)),
            "high": max(bound for one in some for bound in _bounds(one)),
        }
        for (day, some), until in zip(days, ends, strict=True)
    ]
    title = series.measure + (
        f" ({series.unit})" if series.unit else " (people)" if _of_people(series) else ""
    )
    top = {"domain": [0, most * 1.12 or 1], "nice": False}
    whole: Spec = {"format": ",d", "tickMinStep": 1, "tickCount": 6}
    return {
        "data": {"values": values},
        # A day whose reports agree has a band of one line, which the outline keeps to be seen.
        "mark": {"type": "rect", "color": BAND, "stroke": BAND, "strokeWidth": 5, "strokeJoin": "round"},
        "encoding": {
            "x": {"field": "start", "type": "temporal", "scale": scale, "axis": axis},
            "x2": {"field": "end"},
            "y": {"field": "low", "type": "quantitative", "title": title, "axis": whole, "scale": top},
            "y2": {"field": "high"},
        },
    }


def _of_people(series: SeriesRow) -> bool:
    return series.measure not in ("money", "other")


def _event(day: date, scale: Spec) -> list[Spec]:
    data = {"values": [{"day": ms(day), "words": "the event"}]}
    x = {"field": "day", "type": "temporal", "scale": scale}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "color": MARK, "strokeDash": [3, 3]},
            "encoding": {"x": x},
        },
        {
            "data": data,
            "mark": {"type": "text", "align": "left", "dx": 5, "y": 8, "color": PALE, "fontSize": 11},
            "encoding": {"x": x, "text": {"field": "words", "type": "nominal"}},
        },
    ]


def _figures(
    told: Sequence[FigureRow], days: Sequence[date], scale: Spec, domain: Sequence[float]
) -> list[Spec]:
    pixel = (domain[1] - domain[0]) / WIDTH
    places = spread([ms(day) for day in days], _ROOM * pixel)
    often = Counter(_giver(one) for one in told)
    # Those who give most figures, in the order in which they first give one.
    top = {name for name, _ in often.most_common(_NAMED if len(often) > _NAMED + 1 else _NAMED + 1)}
    kinds = [name for name in dict.fromkeys(map(_giver, told)) if name in top]
    colours, shapes = list(KINDS[: len(kinds)]), list(_SHAPES[: len(kinds)])
    if len(kinds) < len(often):
        kinds, colours, shapes = [*kinds, _OTHERS], [*colours, OTHERS], [*shapes, "circle"]
    values = [
        {
            "day": place,
            "low": min(_bounds(one)),
            "high": max(_bounds(one)),
            "ends": sorted(set(_bounds(one))),
            "open": "up" if one.high is None else "down" if one.low is None else "",
            "number": _words(one),
            "who": _giver(one) if _giver(one) in top else _OTHERS,
            "giver": _giver(one),
            "published": called(day),
            "publisher": one.publisher or "",
            "words": one.words,
        }
        for one, day, place in zip(told, days, places, strict=True)
    ]
    data = {"values": values}
    x = {"field": "day", "type": "temporal", "scale": scale}
    high = {"field": "high", "type": "quantitative"}
    legend = {"title": None, "orient": "top", "columns": 4, "symbolSize": 90, "symbolOpacity": 1}
    colour, shape = (
        {
            "field": "who",
            "type": "nominal",
            "scale": {"domain": kinds, "range": range_},
            "legend": legend,
        }
        for range_ in (colours, shapes)
    )
    tooltip = [
        {"field": name, "type": "nominal", "title": title}
        for name, title in (
            ("words", "words"),
            ("giver", "given by"),
            ("published", "report of"),
            ("publisher", "publisher"),
        )
    ]
    layers: list[Spec] = [
        {
            "data": data,
            "mark": {"type": "rule", "strokeWidth": 5, "strokeCap": "round", "opacity": 0.55},
            "encoding": {
                "x": x,
                "y": {"field": "low", "type": "quantitative"},
                "y2": {"field": "high"},
                "color": colour,
            },
        },
        {
            "data": data,
            "transform": [{"flatten": ["ends"]}],
            "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
            "encoding": {
                "x": x,
                "y": {"field": "ends", "type": "quantitative"},
                "color": colour,
                "shape": shape,
                "tooltip": tooltip,
            },
        },
    ]
    for way, sign, field in (("up", -1, "high"), ("down", 1, "low")):
        layers.append(
            {
                "data": data,
                "transform": [{"filter": f"datum.open == '{way}'"}],
                "mark": {
                    "type": "text",
                    "text": "↑" if way == "up" else "↓",
                    "dy": sign * 14,
                    "fontSize": 19,
                    "fontWeight": "bold",
                },
                "encoding": {"x": x, "y": {"field": field, "type": "quantitative"}, "color": colour},
            }
        )
    if len(told) <= _LABELLED:
        layers.append(
            {
                "data": data,
                "mark": {
                    "type": "text",
                    "dy": {"expr": "datum.open == 'up' ? -30 : -13"},
                    "color": INK,
                    "fontSize": 11,
                },
                "encoding": {"x": x, "y": high, "text": {"field": "number", "type": "nominal"}},
            }
        )
    return layers
