"""How many? Figures with their bounds, who gives them, and how the figures of one incident grew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date as Date
from itertools import groupby
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from dragoman.ledger import schema
from dragoman.ledger.answers import Answer
from dragoman.ledger.questions.asking import standing
from dragoman.ledger.questions.events import incidents_of
from dragoman.ledger.questions.filters import checked
from dragoman.ledger.questions.who import OneOrMore, named, several

_AROUND = 400
"""Characters read before and after a figure that no sentence of a record holds."""
RARE = 2_000
"""Events of an actor up to which all of them are listed; a more common one is looked for in each figure's event."""
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s+|\n")
_PEOPLE = frozenset({"", "people", "person", "persons"})
"""Units that name nobody in particular."""


class FigureRow(Struct, frozen=True):
    """A number of dead, injured, troops, ... as one report gives it.

    `measure` is the codebook's; `low` and `high` are the bounds, None where it is open on that side ("at least 144" is
    low 144, high None); `approximate` tells "about"; `unit` is what is counted. `words` are the report's, at these
    offsets of its text (end exclusive), `sentence` is where they stand. `given_by` is who speaks in the claim (`claim`)
    that gives the number, None where the report itself does. `day` is the report's. `event`, `event_type`, `event_day`,
    `place`, `place_country` are the event's that it belongs to; `incident` is that event as told by all reports.
    """

    id: str
    day: Date | None
    measure: str
    low: float | None
    high: float | None
    approximate: bool
    unit: str | None
    words: str
    words_start: int
    words_end: int
    sentence: str
    given_by: str | None
    claim: str | None
    event: str | None
    event_type: str | None
    event_day: Date | None
    place: str | None
    place_country: str | None
    incident: str | None
    report: str
    title: str | None
    publisher: str | None
    url: str | None
    published: Date | None


class SeriesRow(Struct, frozen=True):
    """How one measure of an incident grew, by the day of the reports, the earliest first.

    `unit` is what is counted, None for people. `low` is the lowest and `high` the highest number that any report gives,
    `open` whether one says "or more" of the highest. `latest` is the figure given last. `figures` are all of them.
    """

    incident: str
    event_type: str | None
    day: Date | None
    place: str | None
    measure: str
    unit: str | None
    low: float
    high: float
    open: bool
    latest: FigureRow
    figures: tuple[FigureRow, ...]


def figures(
    connection: Connection,
    *,
    measure: OneOrMore | None = None,
    since: Date | None = None,
    until: Date | None = None,
    country: OneOrMore | None = None,
    actor: OneOrMore | None = None,
    incident: OneOrMore | None = None,
    report: OneOrMore | None = None,
    limit: int | None = None,
    offset: int = 0,
    as_of: Date | None = None,
) -> Answer[FigureRow]:
    """The figures that the filters choose, the latest first.

    `since` and `until` bound the report's day, `country` is where the event took place, `actor` takes part in it.
    Raises LedgerError for a value that means nothing.
    """
    told = schema.figures
    event: Any = schema.events.alias("e")
    conditions: list[ColumnElement[bool]] = [standing(told, as_of)]
    if measures := checked(connection, "measure", measure):
        conditions.append(told.c.measure.in_(measures))
    if since is not None:
        conditions.append(told.c.day >= since)
    if until is not None:
        conditions.append(told.c.day <= until)
    if countries := several(country):
        codes = [named(connection, words).code for words in countries]
        conditions.append(event.c.place_country.in_(codes))
    if actors := several(actor):
        conditions.append(or_(*(_takes_part(connection, event, words) for words in actors)))
    if incidents := several(incident):
        members, known = schema.incident_events.c, schema.incidents.c
        of_it = (
            select(members.event_id)
            .join_from(schema.incident_events, schema.incidents, known.key == members.incident_key)
            .where(known.id.in_(incidents))
        )
        conditions.append(told.c.event_id.in_(of_it))
    if reports := several(report):
        keys = select(schema.reports.c.key).where(schema.reports.c.id.in_(reports))
        conditions.append(told.c.report_key.in_(keys))
    latest = told.c.day.desc()
    if connection.dialect.name == "postgresql":
        latest = latest.nulls_last()
    asked = (
        select(*_columns(event))
        .select_from(
            told.join(schema.reports, schema.reports.c.key == told.c.report_key)
            .outerjoin(event, and_(event.c.id == told.c.event_id, standing(event, as_of)))
            .outerjoin(
                schema.claims,
                and_(schema.claims.c.id == told.c.claim_id, standing(schema.claims, as_of)),
            )
            .outerjoin(schema.actors, schema.actors.c.key == schema.claims.c.speaker_key)
        )
        .where(*conditions)
        .order_by(latest, told.c.id.desc())
        .limit(limit)
        .offset(offset or None)
    )
    rows = connection.execute(asked).mappings().all()
    incidents_told = incidents_of(connection, [row["event"] for row in rows if row["event"]])
    return Answer(FigureRow, [_row(row, incidents_told.get(row["event"] or "")) for row in rows])


def figure_series(connection: Connection, **filters: Any) -> Answer[SeriesRow]:
    """The same figures by incident and measure; figures of no incident are left out, and `filters` are those of
    `figures`. The incident that the latest report tells of comes first."""
    rows = [row for row in figures(connection, **filters) if row.incident]
    series = [
        _series(list(some))
        for _, some in groupby(sorted(rows, key=_series_key), key=lambda row: _series_key(row)[:3])
    ]
    latest = sorted(series, key=lambda one: (one.incident, one.measure, one.unit or ""))
    latest.sort(key=lambda one: _newest(one, series), reverse=True)
    return Answer(SeriesRow, latest)


def _newest(one: SeriesRow, series: Iterable[SeriesRow]) -> tuple[Date, str]:
    days = [other.latest.published or Date.min for other in series if other.incident == one.incident]
    return max(days), one.incident


def _series_key(row: FigureRow) -> tuple[str, str, str, Date, str]:
    unit = (row.unit or "").casefold()
    unit = "" if unit in _PEOPLE else unit
    return row.incident or "", row.measure, unit, row.published or Date.min, row.id


def _series(rows: Sequence[FigureRow]) -> SeriesRow:
    last = rows[-1]
    lows = [bound for row in rows for bound in (row.low, row.high) if bound is not None]
    highest = max(lows, default=0.0)
    dated = [row.event_day for row in rows if row.event_day]
    return SeriesRow(
        incident=last.incident or "",
        event_type=next((row.event_type for row in rows if row.event_type), None),
        day=min(dated, default=None),
        place=next((row.place for row in rows if row.place), None),
        measure=last.measure,
        unit=_series_key(last)[2] or None,
        low=min(lows, default=0.0),
        high=highest,
        open=any(row.high is None and row.low == highest for row in rows),
        latest=last,
        figures=tuple(rows),
    )


def _takes_part(connection: Connection, event: Any, words: str) -> ColumnElement[bool]:
    who = named(connection, words)
    sides, parties = schema.event_actors.c, schema.event_parties.c
    if who.keys is None:
        theirs = select(parties.event_key).where(parties.party == who.code)
    else:
        theirs = select(sides.event_key).where(sides.actor_key.in_(who.keys))
    some = theirs.limit(RARE + 1).subquery()
    if connection.execute(select(func.count()).select_from(some)).scalar_one() <= RARE:
        listed = select(schema.events.c.id).where(schema.events.c.key.in_(theirs))
        return and_(schema.figures.c.event_id.in_(listed), event.c.key.in_(theirs))
    if who.keys is None:
        by = select(parties.event_key).where(parties.event_key == event.c.key, parties.party + "" == who.code)
    else:
        by = select(sides.event_key).where(
            sides.event_key == event.c.key, (sides.actor_key + 0).in_(who.keys)
        )
    return by.exists()


def _columns(event: Any) -> Iterator[ColumnElement[Any]]:
    told, report = schema.figures.c, schema.reports.c
    yield from (told[name] for name in FigureRow.__struct_fields__[:10])
    yield told.claim_id.label("claim")
    yield told.event_id.label("event")
    yield schema.actors.c.name.label("given_by")
    yield schema.claims.c.content
    yield schema.claims.c.content_start
    yield from (event.c[name] for name in ("evidence", "evidence_start", "place", "place_country"))
    yield event.c.type.label("event_type")
    yield event.c.day.label("event_day")
    yield report.id.label("report")
    yield from (report[name] for name in ("title", "publisher", "url", "published"))
    yield _around(told, report).label("around")


def _around(told: Any, report: Any) -> ColumnElement[Any]:
    """The text before and after the figure; it begins at `words_start - _AROUND`, or at the text's beginning."""
    start = case((told.words_start > _AROUND, told.words_start - _AROUND + 1), else_=1)
    return func.substr(report.text, start, 2 * _AROUND)


def _row(row: Any, incident: str | None) -> FigureRow:
    named_alike = {name: row[name] for name in FigureRow.__struct_fields__ if name in row}
    return FigureRow(**named_alike, sentence=_sentence(row), incident=incident)


def _sentence(row: Any) -> str:
    """The event's sentence or the claim's content that holds the words, or what the marks around bound."""
    start, end = row["words_start"], row["words_end"]
    for name in ("evidence", "content"):
        first = row[f"{name}_start"]
        if first is not None and first <= start and end <= first + len(row[name]):
            return str(row[name])
    around, offset = row["around"], max(0, start - _AROUND)
    here = start - offset
    before = max((found.end() for found in _SENTENCE_END.finditer(around, 0, here)), default=0)
    after = _SENTENCE_END.search(around, min(len(around), end - offset))
    return str(around[before : after.end() if after else None]).strip()
