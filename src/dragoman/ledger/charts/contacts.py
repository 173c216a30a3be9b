"""The contact ledger of two sides as a chart: who was in touch at which level, and how long each was silent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dragoman.ledger.charts.chart import Chart, Spec
from dragoman.ledger.charts.look import (
    BAND,
    DAY,
    GRID,
    KINDS,
    MARK,
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
from dragoman.ledger.questions.contact_rows import ANY, Contacts, PairContact
from dragoman.ledger.questions.contacts import CHANNELS, HAPPENED

_ROW = 48
"""Pixels between two levels."""
_ROOM = 13.0
"""Pixels between contacts of one day."""
_NARROW = 62.0
"""Pixels below which a silence has no words in it."""
_SILENCE = 30
"""Days of silence that are drawn, without more words."""
_UNKNOWN = "level unknown"
_EVERY = "any level"
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right")
_OPEN = "#fbe3c6"


def contact_chart(contacts: Contacts, min_days: int = _SILENCE, ledger: str | None = None) -> Chart:
    """The contacts as marks, a row for each level, and silences of at least `min_days` days as bands with their length.

    The silence that lasts until `contacts.today` is orange. What did not happen (planned, cancelled, denied) is hollow.
    Contacts without a day are left out. `ledger` is named in the note on the source, where it is given.
    """
    known = [(one.day, one) for one in contacts if one.day]
    known.sort(key=lambda pair: (pair[0], pair[1].id))
    first = known[0][0] if known else contacts.today.replace(month=1, day=1)
    last = max([contacts.today, *(day for day, _ in known)])
    pad = max(1, round((last - first).days * 0.02))
    domain = [ms(first - pad * DAY), ms(last + pad * DAY)]
    scale: Spec = {"type": "utc", "domain": domain}
    pixel = (domain[1] - domain[0]) / WIDTH
    levels = _levels(contacts, [one for _, one in known])
    y: Spec = {
        "field": "level",
        "type": "nominal",
        "title": None,
        "scale": {"domain": levels},
        "axis": {"domain": False, "ticks": False, "labelPadding": 10, "grid": False, "labelFontSize": 12},
    }
    axis = time_axis(first - pad * DAY, last + pad * DAY)
    layers = _silences(contacts, [one for _, one in known], levels, min_days, scale, axis, first, pixel, y)
    layers += [*_marks(known, scale, pixel, y), _together(known, scale, y)]
    title = f"{contacts.a.name} and {contacts.b.name}: contacts by level"
    reports = {telling.report for _, one in known for telling in one.told}
    source = f"Source: {counted(len(known), 'contact')} in {counted(len(reports), 'report')}"
    span = f", {first} to {known[-1][0]}" if known else ""
    hollow = "; hollow: not known to have happened" if any(one.status != HAPPENED for _, one in known) else ""
    return Chart(
        framed(
            title,
            f"Bands: silences of {min_days} days and more; orange: until {called(contacts.today)}{hollow}",
            title,
            [
                {
                    "width": WIDTH,
                    "height": _ROW * len(levels),
                    "layer": layers,
                    "resolve": {"scale": {"color": "shared", "shape": "shared"}},
                },
                note(source + span + read_from(ledger)),
            ],
        )
    )


def _levels(contacts: Contacts, known: Sequence[PairContact]) -> list[str]:
    """The rows: each level that there is, the highest first, then all of them together."""
    ranks = [one.level for one in contacts.levels if one.level != ANY]
    ranks += sorted({one.rank for one in known if one.rank} - set(ranks))
    if any(one.rank is None for one in known):
        ranks.append(_UNKNOWN)
    return [*ranks, _EVERY]


def _silences(
    contacts: Contacts,
    known: Sequence[PairContact],
    levels: Sequence[str],
    min_days: int,
    scale: Spec,
    axis: Spec,
    first: date,
    pixel: float,
    y: Spec,
) -> list[Spec]:
    """A line for each level, and bands for its silences: each contact knows those before it, whatever was asked."""
    lines = [{"level": level, "start": ms(first), "end": ms(contacts.today)} for level in levels]
    told = []
    for one in known:
        for before in one.previous if one.status == HAPPENED else ():
            if one.day and before.level in (ANY, one.rank):
                told.append((before.level, before.day, one.day, before.days, BAND))
    told += [(one.level, one.day, contacts.today, one.days, _OPEN) for one in contacts.levels]
    bands = [
        {
            "level": _EVERY if level == ANY else level,
            "start": ms(max(start, first)),
            "end": ms(end),
            "middle": (ms(max(start, first)) + ms(end)) / 2,
            "days": f"{days:,} days",
            "words": f"{days:,} days" if (ms(end) - ms(max(start, first))) / pixel > _NARROW else "",
            "colour": colour,
            "from": called(start),
            "to": called(end),
        }
        for level, start, end, days, colour in told
        if days >= min_days and end > first
    ]
    x: Spec = {"field": "start", "type": "temporal", "scale": scale}
    return [
        {
            "data": {"values": lines},
            "mark": {"type": "rule", "color": GRID, "strokeWidth": 1.5},
            "encoding": {"x": x | {"axis": axis}, "x2": {"field": "end"}, "y": y},
        },
        {
            "data": {"values": bands},
            "mark": {"type": "bar", "height": 24, "cornerRadius": 3},
            "encoding": {
                "x": x,
                "x2": {"field": "end"},
                "y": y,
                "fill": {"field": "colour", "type": "nominal", "scale": None, "legend": None},
                "tooltip": [
                    {"field": "days", "type": "nominal", "title": "silence"},
                    {"field": "from", "type": "nominal"},
                    {"field": "to", "type": "nominal"},
                ],
            },
        },
        {
            "data": {"values": bands},
            "mark": {"type": "text", "fontSize": 11, "color": PALE, "baseline": "middle"},
            "encoding": {
                "x": {"field": "middle", "type": "temporal", "scale": scale},
                "y": y,
                "text": {"field": "words", "type": "nominal"},
            },
        },
    ]


def _marks(known: Sequence[tuple[date, PairContact]], scale: Spec, pixel: float, y: Spec) -> list[Spec]:
    channels = [channel for channel in CHANNELS if any(one.channel == channel for _, one in known)]
    values = [value for rows in _by_level(known) for value in _placed(rows, pixel)]
    ranges = {
        "color": [KINDS[CHANNELS.index(channel)] for channel in channels],
        "shape": [_SHAPES[CHANNELS.index(channel)] for channel in channels],
    }
    legend = {"title": None, "orient": "top", "columns": 7, "symbolSize": 90}
    by_kind: Spec = {
        channel: {
            "field": "channel",
            "type": "nominal",
            "scale": {"domain": channels, "range": ranges[channel]},
            "legend": legend if channels else None,
        }
        for channel in ("color", "shape")
    }
    tooltip = [
        {"field": name, "type": "nominal"}
        for name in ("day", "channel", "level", "status", "names", "reports", "gap", "sentence")
    ]
    return [
        {
            "data": {"values": [value for value in values if (value["status"] == HAPPENED) == filled]},
            "mark": {"type": "point", "filled": filled, "size": 110, "opacity": 1, "strokeWidth": 1.8},
            "encoding": {
                "x": {"field": "middle", "type": "temporal", "scale": scale},
                "y": y,
                "tooltip": tooltip,
                **by_kind,
            },
        }
        for filled in (True, False)
    ]


def _together(known: Sequence[tuple[date, PairContact]], scale: Spec, y: Spec) -> Spec:
    """The row of all levels: a small mark a contact that happened."""
    values = [{"day": ms(day), "level": _EVERY} for day, one in known if one.status == HAPPENED]
    return {
        "data": {"values": values},
        "mark": {"type": "circle", "size": 45, "opacity": 1, "color": MARK},
        "encoding": {"x": {"field": "day", "type": "temporal", "scale": scale}, "y": y},
    }


def _by_level(known: Sequence[tuple[date, PairContact]]) -> list[list[tuple[date, PairContact]]]:
    ranks = dict.fromkeys(one.rank for _, one in known)
    return [[(day, one) for day, one in known if one.rank == rank] for rank in ranks]


def _placed(rows: Sequence[tuple[date, PairContact]], pixel: float) -> list[Spec]:
    places = spread([ms(day) for day, _ in rows], _ROOM * pixel)
    return [
        {
            "middle": place,
            "level": one.rank or _UNKNOWN,
            "day": called(day) if one.precision == "day" else f"{called(day)} ({one.precision})",
            "channel": one.channel,
            "status": one.status,
            "names": ", ".join(one.names),
            "reports": str(one.reports),
            "gap": f"{one.first_since} ({one.check})" if one.first_since else "",
            "sentence": one.evidence,
        }
        for (day, one), place in zip(rows, places, strict=True)
    ]
