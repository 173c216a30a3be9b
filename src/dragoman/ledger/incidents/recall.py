"""What does a report of the ledger tell? Its events as they stand, and the report as a whole, as tellings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set
from datetime import date as Date
from typing import Any

from sqlalchemy import Connection, Row, func, select

from dragoman.ledger import schema
from dragoman.ledger.grouping import whole as whole_numbers
from dragoman.ledger.incidents.settings import Settings
from dragoman.ledger.incidents.telling import Count, Side, Telling, Where
from dragoman.ledger.incidents.words import rarest, stem, stems
from dragoman.ledger.sentences import SentenceModel, shipped_model

_LEAD = 700
"""Characters from the beginning of a text that tell what it is about; later ones tell of other things too."""
_ENCODED = 500
"""Characters of it whose direction is compared."""
_SENTENCE = 400
_OWN, _WHOLE, _NAMES = 16, 48, 14
"""Rarest words of a sentence, of a report's beginning, and of its names that are compared."""


def tellings(
    connection: Connection, report_key: int, settings: Settings, sentences: SentenceModel | None = None
) -> list[Telling]:
    """The report as a whole, then its events in the order of their ids.

    `sentences` gives words their directions; without it the shipped encoder does.
    """
    reports, events = schema.reports, schema.events
    report = connection.execute(
        select(
            reports.c.id,
            reports.c.title,
            reports.c.published,
            func.substr(reports.c.text, 1, _LEAD).label("lead"),
        ).where(reports.c.key == report_key)
    ).one()
    lead = f"{report.title or ''}\n{report.lead}"
    found = stems(lead)
    common = {
        "told_days": _days(set(found), _ordinal(report.published), settings),
        "report": report.id,
        "published": _ordinal(report.published),
        "lead": rarest(found, _WHOLE),
        "names": rarest((word for word, capital in found.items() if capital), _NAMES),
    }
    asked = select(events).where(events.c.report_key == report_key, events.c.replaced_at.is_(None))
    rows = sorted(connection.execute(asked).all(), key=lambda row: str(row.id))
    sides = _sides(connection, [row.key for row in rows])
    figures = _figures(connection, report_key)
    texts = [lead[:_ENCODED], *(row.evidence[:_SENTENCE] for row in rows)]
    means = [vector.tobytes() for vector in whole_numbers((sentences or shipped_model()).vectors(texts))]
    common["report_meaning"] = means[0]
    whole = Telling(
        id=report.id,
        type=" ".join(sorted({row.type for row in rows})),
        figures=tuple(count for _, count in sorted(figures, key=_order)),
        **common,
    )
    return [whole] + [
        _event(
            row,
            sides,
            [count for event, count in figures if event == row.id],
            {**common, "meaning": meaning},
            settings,
        )
        for row, meaning in zip(rows, means[1:], strict=True)
    ]


def _event(
    row: Row[Any],
    sides: dict[tuple[int, str], list[Side]],
    figures: Sequence[Count],
    common: dict[str, Any],
    settings: Settings,
) -> Telling:
    own = stems(row.evidence[:_SENTENCE])
    return Telling(
        id=row.id,
        type=row.type,
        mode=row.mode,
        quad=row.quad,
        status=row.status,
        start=_ordinal(row.date_start),
        end=_ordinal(row.date_end),
        sources=tuple(sides.get((row.key, "source"), ())),
        targets=tuple(sides.get((row.key, "target"), ())),
        place=Where(row.place, row.place_country, row.place_admin1, row.geonames_id) if row.place else None,
        figures=tuple(sorted(figures, key=str)),
        own=rarest(own, _OWN),
        again=not settings.again.isdisjoint(own),
        **common,
    )


def _sides(connection: Connection, keys: Sequence[int]) -> dict[tuple[int, str], list[Side]]:
    found: dict[tuple[int, str], list[Side]] = defaultdict(list)
    if not keys:
        return found
    named, actors = schema.event_actors, schema.actors
    asked = (
        select(
            named.c.event_key,
            named.c.side,
            actors.c.id,
            actors.c.name,
            actors.c.kind,
            actors.c.country,
            actors.c.organisation,
        )
        .join(actors, actors.c.key == named.c.actor_key)
        .where(named.c.event_key.in_(keys))
        .order_by(named.c.event_key, named.c.side, named.c.place)
    )
    for row in connection.execute(asked):
        found[row.event_key, row.side].append(
            Side(
                row.country or row.organisation or row.id,
                row.id,
                row.kind,
                # Other kinds of actors have several names, of which the ledger keeps the one that came first.
                _name(row.name) if row.kind == "person" else "",
            )
        )
    return found


def _figures(connection: Connection, report_key: int) -> list[tuple[str | None, Count]]:
    figures = schema.figures
    asked = select(figures.c.event_id, figures.c.measure, figures.c.low, figures.c.high).where(
        figures.c.report_key == report_key, figures.c.replaced_at.is_(None)
    )
    return [(row.event_id, Count(row.measure, row.low, row.high)) for row in connection.execute(asked)]


def _order(told: tuple[str | None, Count]) -> str:
    return str(told[1])


def _name(name: str) -> str:
    """The last part of a person's name; the same person is told with the first name and without."""
    last = name.split()[-1] if name.split() else name
    return stem(last)


def _days(found: Set[str], published: int | None, settings: Settings) -> tuple[int, ...]:
    """The days that weekdays, "today" and the like in the report name, none after it."""
    if published is None:
        return ()
    named = [settings.weekdays[word] for word in found if word in settings.weekdays]
    # Day 1 was a Monday.
    days = {published - (published - 1 - number) % 7 for number in named}
    days |= {published - settings.ago[word] for word in found if word in settings.ago}
    return tuple(sorted(days))


def _ordinal(day: Date | None) -> int | None:
    return None if day is None else day.toordinal()
