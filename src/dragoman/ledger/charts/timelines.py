"""The timeline of two sides as a chart: cooperation up, conflict down; of each, the light shade is verbal, the dark one
material."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from dragoman.ledger.charts.chart import Chart, Spec
from dragoman.ledger.charts.look import INK, MARK, WIDTH, counted, framed, ms, note, read_from, time_axis
from dragoman.ledger.questions.timeline_rows import Period, Timeline

_HEIGHT, _STRIP = 300, 22
_FEWEST = 12
"""Periods that the time axis has room for at least, so that a single one is a bar and no wall."""
_EACH_NUMBER = 8
"""Incidents between the ends of the other axis up to which each whole number is marked."""
_DENSE = 4.0
"""Pixels of a period below which bars stand close and contacts are ticks, not dots."""

_SHADES = {
    "verbal cooperation": "#8cbfe6",
    "material cooperation": "#1f5fa8",
    "verbal conflict": "#f7b267",
    "material conflict": "#b8500c",
}


def timeline_chart(timeline: Timeline, ledger: str | None = None) -> Chart:
    """The timeline as bars of cooperation (up) and conflict (down), with the moving balance and marks for contacts.

    `ledger` is named in the note on the source, where it is given.
    """
    periods = list(timeline)
    domain = _domain(periods)
    scale = {"type": "utc", "domain": domain}
    wide = _bar_pixels(periods, domain)
    mean = f"balance, mean of {timeline.window} {timeline.by}s" if timeline.window > 1 else "balance"
    line = f"; the line is their {mean}" if len(periods) > 1 else ""
    layers: list[Spec] = [_bars(periods, timeline.by, scale, wide), _zero()]
    if len(periods) > 1:
        layers.append(_balance(periods, timeline.by, scale, mean, wide))
    views: list[Spec] = [{"width": WIDTH, "height": _HEIGHT, "layer": layers}]
    if any(period.contacts for period in periods):
        views.append(_contacts(periods, timeline.by, scale, wide))
    views.append(_note(timeline, ledger))
    return Chart(
        framed(
            _heading(timeline),
            f"Incidents of cooperation (up) and of conflict (down) by {timeline.by}{line}",
            f"{_heading(timeline)}: incidents of cooperation and conflict by {timeline.by}",
            views,
        )
    )


def _bars(periods: list[Period], by: str, scale: Mapping[str, Any], wide: float) -> Spec:
    values = [value for period in periods for value in _stack(period, by, wide)]
    low = min([-1, *(value["high"] for value in values)])
    high = max([1, *(value["high"] for value in values)])
    return {
        "data": {"values": values},
        # Bars of less than a pixel would vanish; the outline keeps them to be seen.
        "mark": {"type": "rect", "strokeWidth": max(0.0, 1.4 - wide), "tooltip": True},
        "encoding": {
            "x": {"field": "start", "type": "temporal", "scale": scale, "axis": time_axis()},
            "x2": {"field": "end"},
            "y": {
                "field": "low",
                "type": "quantitative",
                "title": f"incidents per {by}",
                "axis": _number_axis(low, high),
                "scale": {"domain": [low, high], "nice": high - low > _EACH_NUMBER},
            },
            "y2": {"field": "high"},
            "color": _classes("fill"),
            "stroke": _classes("stroke"),
            "tooltip": [
                {"field": "period", "type": "nominal", "title": by},
                {"field": "kind", "type": "nominal", "title": "class"},
                {"field": "incidents", "type": "quantitative", "title": "incidents"},
                {"field": "reports", "type": "quantitative", "title": "reports"},
                {"field": "balance", "type": "quantitative", "title": "balance", "format": "+d"},
            ],
        },
    }


def _classes(channel: str) -> Spec:
    legend = {"title": None, "orient": "top", "columns": 4} if channel == "fill" else None
    return {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": list(_SHADES), "range": list(_SHADES.values())},
        "legend": legend,
    }


def _stack(period: Period, by: str, wide: float) -> list[Spec]:
    """The rectangles of one period: verbal next to the zero line, material beyond."""
    start, end = ms(period.start), ms(period.end + timedelta(days=1))
    inset = (end - start) * 0.08 if wide > _DENSE else 0
    made = []
    for side, sign in (("cooperation", 1), ("conflict", -1)):
        reached = 0
        for class_ in ("verbal", "material"):
            number = getattr(period, f"{class_}_{side}")
            if number:
                made.append(
                    {
                        "start": start + inset,
                        "end": end - inset,
                        "low": sign * reached,
                        "high": sign * (reached + number),
                        "kind": f"{class_} {side}",
                        "period": _called(period, by),
                        "incidents": number,
                        "reports": getattr(period, f"{class_}_{side}_reports"),
                        "balance": period.balance,
                    }
                )
                reached += number
    return made


def _zero() -> Spec:
    return {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "color": INK, "strokeWidth": 1},
        "encoding": {"y": {"datum": 0}},
    }


def _balance(periods: list[Period], by: str, scale: Mapping[str, Any], called: str, wide: float) -> Spec:
    values = [
        {
            "middle": (ms(period.start) + ms(period.end + timedelta(days=1))) / 2,
            "mean": period.moving_balance,
            "period": _called(period, by),
        }
        for period in periods
    ]
    return {
        "data": {"values": values},
        "mark": {"type": "line", "color": INK, "strokeWidth": 1.8 if wide > _DENSE else 1.1},
        "encoding": {
            "x": {"field": "middle", "type": "temporal", "scale": scale},
            "y": {"field": "mean", "type": "quantitative"},
            "tooltip": [
                {"field": "period", "type": "nominal", "title": by},
                {"field": "mean", "type": "quantitative", "title": called, "format": "+.1f"},
            ],
        },
    }


def _contacts(periods: list[Period], by: str, scale: Mapping[str, Any], wide: float) -> Spec:
    """A strip below the bars: a dot for each period with contacts, the larger the more; ticks where it is dense."""
    values = [
        {
            "middle": (ms(period.start) + ms(period.end + timedelta(days=1))) / 2,
            "contacts": period.contacts,
            "period": _called(period, by),
        }
        for period in periods
        if period.contacts
    ]
    most = max(period.contacts for period in periods)
    size = {
        "size": {
            "field": "contacts",
            "type": "quantitative",
            "scale": {"domain": [0, most], "range": [0, 40 if most == 1 else 170]},
            "legend": None,
        }
    }
    return {
        "width": WIDTH,
        "height": _STRIP,
        "data": {"values": values},
        "mark": {"type": "circle", "color": MARK, "opacity": 0.75}
        if wide > _DENSE
        else {"type": "tick", "color": MARK, "opacity": 0.5, "thickness": 1, "height": 12},
        "encoding": {
            "x": {"field": "middle", "type": "temporal", "scale": scale, "axis": None},
            "y": {
                "datum": "contacts",
                "type": "nominal",
                "title": None,
                "axis": {"domain": False, "ticks": False, "labelPadding": 8, "grid": False},
            },
            **(size if wide > _DENSE else {}),
            "tooltip": [
                {"field": "period", "type": "nominal", "title": by},
                {"field": "contacts", "type": "quantitative", "title": "contacts"},
            ],
        },
    }


def _note(timeline: Timeline, ledger: str | None) -> Spec:
    told = f"{counted(sum(period.incidents for period in timeline), 'incident')} in "
    told += counted(timeline.reports, "report")
    span = f", {timeline[0].start} to {timeline[-1].end}" if timeline else ""
    return note(f"Source: {told}{span}{read_from(ledger)}")


def _heading(timeline: Timeline) -> str:
    if timeline.directed:
        return f"What {timeline.a.name} did to {timeline.b.name}"
    if timeline.a.code == timeline.b.code:
        return f"Within {timeline.a.name}"
    return f"{timeline.a.name} and {timeline.b.name}"


def _number_axis(low: int, high: int) -> Spec:
    """Whole numbers of incidents, to either side of zero."""
    axis: Spec = {"labelExpr": "format(abs(datum.value), ',d')", "tickCount": 6}
    return axis | ({} if high - low > _EACH_NUMBER else {"values": list(range(low, high + 1))})


def _domain(periods: list[Period]) -> list[float]:
    """The ends of the time axis, in milliseconds."""
    if not periods:
        return [ms(date(2000, 1, 1)), ms(date(2001, 1, 1))]
    start, end = ms(periods[0].start), ms(periods[-1].end + timedelta(days=1))
    room = (_FEWEST - len(periods)) / 2 * (end - start) / len(periods)
    return [start - max(0.0, room), end + max(0.0, room)]


def _bar_pixels(periods: list[Period], domain: list[float]) -> float:
    if not periods:
        return 0.0
    length = ms(periods[0].end + timedelta(days=1)) - ms(periods[0].start)
    return WIDTH * length / (domain[1] - domain[0])


def _called(period: Period, by: str) -> str:
    match by:
        case "day":
            return f"{period.start:%-d %B %Y}"
        case "week":
            return f"week of {period.start:%-d %B %Y}"
        case "month":
            return f"{period.start:%B %Y}"
    return f"{period.start:%Y}"
