"""Charts as Vega-Lite specifications of our own, drawn to SVG, PNG or a page that needs no network.

Blue and orange stand for cooperation and conflict: people who can't tell red from green see them apart. Of each, the
light shade is verbal, the dark one material.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import typer

from dragoman.errors import OutputError
from dragoman.ledger.questions.timeline_rows import Period, Timeline

Chart = dict[str, Any]

ENDINGS = (".svg", ".png", ".html")

_WIDTH, _HEIGHT, _STRIP = 800, 300, 22
_FEWEST = 12
"""Periods that the time axis has room for at least, so that a single one is a bar and no wall."""
_EACH_NUMBER = 8
"""Incidents between the ends of the other axis up to which each whole number is marked."""
_DENSE = 4.0
"""Pixels of a period below which bars stand close and contacts are ticks, not dots."""
_SHARPNESS = 2.0
"""Pixels of a PNG for each of the chart's."""

_SHADES = {
    "verbal cooperation": "#8cbfe6",
    "material cooperation": "#1f5fa8",
    "verbal conflict": "#f7b267",
    "material conflict": "#b8500c",
}
_INK, _PALE, _GRID, _MARK = "#22262b", "#5d6670", "#e6e8eb", "#6b7280"
_FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"

_MS = 1000


def check_ending(path: Path) -> None:
    """Raises typer.BadParameter when the file's ending names no kind of chart."""
    if path.suffix.lower() not in ENDINGS:
        raise typer.BadParameter(f"{path} ends in none of {', '.join(ENDINGS)}", param_hint="--plot")


def write(chart: Chart, path: Path) -> None:
    """Draw the chart into a file, of the kind that its ending names.

    Raises typer.BadParameter for another ending, OutputError when the file can't be written.
    """
    check_ending(path)
    import vl_convert

    match path.suffix.lower():
        case ".svg":
            drawn = vl_convert.vegalite_to_svg(chart).encode()
        case ".png":
            drawn = vl_convert.vegalite_to_png(chart, scale=_SHARPNESS)
        case _:
            drawn = vl_convert.vegalite_to_html(chart, bundle=True).encode()
    try:
        path.write_bytes(drawn)
    except OSError as error:
        raise OutputError(
            f"can't write: {(error.strerror or str(error)).lower()}", where=str(path)
        ) from error


def timeline_chart(timeline: Timeline, ledger: str) -> Chart:
    """The timeline as bars of cooperation (up) and conflict (down), with the moving balance and marks for contacts.

    `ledger` is named in the note on the source.
    """
    periods = list(timeline)
    domain = _domain(periods)
    scale = {"type": "utc", "domain": domain}
    wide = _bar_pixels(periods, domain)
    mean = f"balance, mean of {timeline.window} {timeline.by}s" if timeline.window > 1 else "balance"
    line = f"; the line is their {mean}" if len(periods) > 1 else ""
    layers: list[Chart] = [_bars(periods, timeline.by, scale, wide), _zero()]
    if len(periods) > 1:
        layers.append(_balance(periods, timeline.by, scale, mean, wide))
    views: list[Chart] = [{"width": _WIDTH, "height": _HEIGHT, "layer": layers}]
    if any(period.contacts for period in periods):
        views.append(_contacts(periods, timeline.by, scale, wide))
    views.append(_note(timeline, ledger))
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": {
            "text": _heading(timeline),
            "subtitle": f"Incidents of cooperation (up) and of conflict (down) by {timeline.by}{line}",
            "anchor": "start",
            "frame": "group",
            "offset": 14,
        },
        "description": f"{_heading(timeline)}: incidents of cooperation and conflict by {timeline.by}",
        "background": "white",
        "padding": 16,
        "spacing": 8,
        "vconcat": views,
        "resolve": {"scale": {"color": "independent", "size": "independent"}},
        "config": _look(),
    }


def _bars(periods: list[Period], by: str, scale: Mapping[str, Any], wide: float) -> Chart:
    values = [value for period in periods for value in _stack(period, by, wide)]
    low = min([-1, *(value["high"] for value in values)])
    high = max([1, *(value["high"] for value in values)])
    return {
        "data": {"values": values},
        # Bars of less than a pixel would vanish; the outline keeps them to be seen.
        "mark": {"type": "rect", "strokeWidth": max(0.0, 1.4 - wide), "tooltip": True},
        "encoding": {
            "x": {"field": "start", "type": "temporal", "scale": scale, "axis": _time_axis()},
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


def _classes(channel: str) -> Chart:
    legend = {"title": None, "orient": "top", "columns": 4} if channel == "fill" else None
    return {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": list(_SHADES), "range": list(_SHADES.values())},
        "legend": legend,
    }


def _stack(period: Period, by: str, wide: float) -> list[Chart]:
    """The rectangles of one period: verbal next to the zero line, material beyond."""
    start, end = _ms(period.start), _ms(period.end + timedelta(days=1))
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


def _zero() -> Chart:
    return {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "color": _INK, "strokeWidth": 1},
        "encoding": {"y": {"datum": 0}},
    }


def _balance(periods: list[Period], by: str, scale: Mapping[str, Any], called: str, wide: float) -> Chart:
    values = [
        {
            "middle": (_ms(period.start) + _ms(period.end + timedelta(days=1))) / 2,
            "mean": period.moving_balance,
            "period": _called(period, by),
        }
        for period in periods
    ]
    return {
        "data": {"values": values},
        "mark": {"type": "line", "color": _INK, "strokeWidth": 1.8 if wide > _DENSE else 1.1},
        "encoding": {
            "x": {"field": "middle", "type": "temporal", "scale": scale},
            "y": {"field": "mean", "type": "quantitative"},
            "tooltip": [
                {"field": "period", "type": "nominal", "title": by},
                {"field": "mean", "type": "quantitative", "title": called, "format": "+.1f"},
            ],
        },
    }


def _contacts(periods: list[Period], by: str, scale: Mapping[str, Any], wide: float) -> Chart:
    """A strip below the bars: a dot for each period with contacts, the larger the more; ticks where it is dense."""
    values = [
        {
            "middle": (_ms(period.start) + _ms(period.end + timedelta(days=1))) / 2,
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
        "width": _WIDTH,
        "height": _STRIP,
        "data": {"values": values},
        "mark": {"type": "circle", "color": _MARK, "opacity": 0.75}
        if wide > _DENSE
        else {"type": "tick", "color": _MARK, "opacity": 0.5, "thickness": 1, "height": 12},
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


def _note(timeline: Timeline, ledger: str) -> Chart:
    number = _number(sum(period.incidents for period in timeline), "incident")
    told = f"{number} in {_number(timeline.reports, 'report')}"
    span = f", {timeline[0].start} to {timeline[-1].end}" if timeline else ""
    return {
        "width": _WIDTH,
        "height": 12,
        "data": {"values": [{"note": f"Source: {told}{span}; ledger {ledger}, read by dragoman"}]},
        "mark": {"type": "text", "align": "left", "x": 0, "color": _PALE, "fontSize": 10.5, "limit": _WIDTH},
        "encoding": {"text": {"field": "note", "type": "nominal"}},
    }


def _number(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _heading(timeline: Timeline) -> str:
    if timeline.directed:
        return f"What {timeline.a.name} did to {timeline.b.name}"
    if timeline.a.code == timeline.b.code:
        return f"Within {timeline.a.name}"
    return f"{timeline.a.name} and {timeline.b.name}"


def _number_axis(low: int, high: int) -> Chart:
    """Whole numbers of incidents, to either side of zero."""
    axis: Chart = {"labelExpr": "format(abs(datum.value), ',d')", "tickCount": 6}
    return axis | ({} if high - low > _EACH_NUMBER else {"values": list(range(low, high + 1))})


def _time_axis() -> Chart:
    return {"title": None, "grid": False, "labelFlush": False, "tickCount": 10, "labelOverlap": True}


def _domain(periods: list[Period]) -> list[float]:
    """The ends of the time axis, in milliseconds."""
    if not periods:
        return [_ms(date(2000, 1, 1)), _ms(date(2001, 1, 1))]
    start, end = _ms(periods[0].start), _ms(periods[-1].end + timedelta(days=1))
    room = (_FEWEST - len(periods)) / 2 * (end - start) / len(periods)
    return [start - max(0.0, room), end + max(0.0, room)]


def _bar_pixels(periods: list[Period], domain: list[float]) -> float:
    if not periods:
        return 0.0
    length = _ms(periods[0].end + timedelta(days=1)) - _ms(periods[0].start)
    return _WIDTH * length / (domain[1] - domain[0])


def _ms(day: date) -> float:
    return datetime.combine(day, time.min, UTC).timestamp() * _MS


def _called(period: Period, by: str) -> str:
    match by:
        case "day":
            return f"{period.start:%-d %B %Y}"
        case "week":
            return f"week of {period.start:%-d %B %Y}"
        case "month":
            return f"{period.start:%B %Y}"
    return f"{period.start:%Y}"


def _look() -> Chart:
    return {
        "font": _FONT,
        # Marks without a description of their own each: the chart has one.
        "aria": False,
        "view": {"stroke": None},
        "title": {
            "fontSize": 18,
            "fontWeight": 600,
            "color": _INK,
            "subtitleFontSize": 12.5,
            "subtitleColor": _PALE,
            "subtitlePadding": 5,
        },
        "axis": {
            "labelColor": _PALE,
            "titleColor": _PALE,
            "labelFontSize": 11,
            "titleFontSize": 11.5,
            "titleFontWeight": "normal",
            "titlePadding": 10,
            "gridColor": _GRID,
            "domainColor": "#b8bec5",
            "tickColor": "#b8bec5",
        },
        "axisY": {"domain": False, "ticks": False, "labelPadding": 6},
        "legend": {
            "labelColor": _INK,
            "labelFontSize": 11.5,
            "symbolType": "square",
            "symbolStrokeWidth": 0,
            "rowPadding": 4,
            "columnPadding": 14,
        },
    }
