"""What all charts look like: one width, one hand of writing, colours that colour-blind people tell apart.

Blue and orange stand for cooperation and conflict. Where more kinds are told apart, the colours are those that Okabe
and Ito chose (2008, "Color Universal Design"), and each kind has a shape of its own beside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from dragoman.ledger.charts.chart import Spec

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
WIDTH = 800
"""Pixels between the ends of the time axis."""

INK, PALE, GRID, MARK = "#22262b", "#5d6670", "#e6e8eb", "#6b7280"
BAND = "#dde5ee"
"""Behind the marks: what lasts for some time."""
KINDS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#1a1a1a")
OTHERS = "#8a9199"
"""The colour of all kinds that have none of their own."""
FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"

DAY = timedelta(days=1)
_MS = 1000
_EACH_DAY, _EACH_WEEK, _EACH_MONTH = 14, 90, 550
"""Days of the time axis up to which each day, week or month is named."""


def framed(title: str, subtitle: str, description: str, views: Sequence[Spec]) -> Spec:
    """The views below each other under a title."""
    return {
        "$schema": SCHEMA,
        "title": {"text": title, "subtitle": subtitle, "anchor": "start", "frame": "group", "offset": 14},
        "description": description,
        "background": "white",
        "padding": 16,
        "spacing": 8,
        "vconcat": list(views),
        "resolve": {"scale": {"color": "independent", "size": "independent", "shape": "independent"}},
        "config": _look(),
    }


def note(words: str) -> Spec:
    """The line at the foot of a chart that says what it is made from."""
    return {
        "width": WIDTH,
        "height": 12,
        "data": {"values": [{"note": words}]},
        "mark": {"type": "text", "align": "left", "x": 0, "color": PALE, "fontSize": 10.5, "limit": WIDTH},
        "encoding": {"text": {"field": "note", "type": "nominal"}},
    }


def read_from(ledger: str | None) -> str:
    """The end of the note: which ledger, and who read the reports."""
    return f"; ledger {ledger}, read by dragoman" if ledger else "; read by dragoman"


def counted(count: int, what: str) -> str:
    """ "1 report", "2,000 reports"."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def called(day: date) -> str:
    """ "3 July 2023"."""
    return f"{day.day} {day:%B} {day.year}"


def ms(day: date) -> float:
    """The beginning of a day as Vega reckons time: milliseconds since 1970 (UTC)."""
    return datetime.combine(day, time.min, UTC).timestamp() * _MS


def time_axis(first: date | None = None, last: date | None = None) -> Spec:
    """The axis of time; with its ends, each day or month is named where they are few, and the year below the first."""
    axis: Spec = {"title": None, "grid": False, "labelFlush": False, "tickCount": 10, "labelOverlap": True}
    if first is None or last is None or (last - first).days > _EACH_MONTH:
        return axis
    # The year stands below the first tick that is named and where it begins.
    if (last - first).days <= _EACH_DAY:
        unit, form, begins = "day", "%-d %b", "utcmonth(datum.value) == 0 && utcdate(datum.value) == 1"
    elif (last - first).days <= _EACH_WEEK:
        unit, form, begins = "week", "%-d %b", "utcmonth(datum.value) == 0 && utcdate(datum.value) <= 7"
    else:
        unit, form, begins = "month", "%b", "utcmonth(datum.value) == 0"
    year = f"datum.index == 0 || {begins}"
    label = f"[utcFormat(datum.value, '{form}'), {year} ? utcFormat(datum.value, '%Y') : '']"
    return axis | {"tickCount": {"interval": unit, "step": 1}, "labelExpr": label}


def spread(places: Sequence[float], room: float) -> list[float]:
    """Places in ascending order; of equal ones each stands `room` after the other, or closer, before the next place."""
    often = Counter(places)
    after = dict(pairwise(often))
    made = []
    for place, many in often.items():
        step = min(room, (after[place] - place) / many) if place in after else room
        made += [place + n * step for n in range(many)]
    return made


def _look() -> Spec:
    return {
        "font": FONT,
        # Marks without a description of their own each: the chart has one.
        "aria": False,
        "view": {"stroke": None},
        "title": {
            "fontSize": 18,
            "fontWeight": 600,
            "color": INK,
            "subtitleFontSize": 12.5,
            "subtitleColor": PALE,
            "subtitlePadding": 5,
        },
        "axis": {
            "labelColor": PALE,
            "titleColor": PALE,
            "labelFontSize": 11,
            "titleFontSize": 11.5,
            "titleFontWeight": "normal",
            "titlePadding": 10,
            "gridColor": GRID,
            "domainColor": "#b8bec5",
            "tickColor": "#b8bec5",
        },
        "axisY": {"domain": False, "ticks": False, "labelPadding": 6},
        "legend": {
            "labelColor": INK,
            "labelFontSize": 11.5,
            "symbolType": "square",
            "symbolStrokeWidth": 0,
            "rowPadding": 4,
            "columnPadding": 14,
        },
    }
