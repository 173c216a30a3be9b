"""Which reports does the ledger hold, and what is read in one of them?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Date
from datetime import datetime, time
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Table, func, select

from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.answers import Answer
from dragoman.ledger.questions.asking import standing
from dragoman.ledger.questions.events import EventRow, copies_of, events
from dragoman.ledger.questions.figures import FigureRow, figures
from dragoman.ledger.questions.filters import published_by
from dragoman.ledger.questions.who import OneOrMore, several


class ReportRow(Struct, frozen=True):
    """A report: `id` (the first 16 hex digits of its text's SHA-256), headline, publisher, address, day of publication,
    language (ISO 639-1), `characters` of its text, the places that carried it (`copies`), and how many events, claims,
    figures, contacts and positions are read in it."""

    id: str
    title: str | None
    publisher: str | None
    url: str | None
    published: Date | None
    language: str | None
    characters: int
    copies: int
    events: int
    claims: int
    figures: int
    contacts: int
    positions: int


class CopyRow(Struct, frozen=True):
    """A place that carried the report. `kind` is first (the one that was read), same or near; `likeness` (0 to 1) how
    alike the words are; `source` the path or URL it was taken from."""

    kind: str
    likeness: float
    source: str | None
    title: str | None
    publisher: str | None
    url: str | None
    published: Date | None


class ClaimOfReport(Struct, frozen=True):
    """A statement in the report: who speaks (None where nobody is named), the speech act (`act`), what is said, at
    these offsets of the text (end exclusive), and whether it is quoted (`direct`)."""

    id: str
    speaker: str | None
    act: str
    hedge: str
    direct: bool
    content: str
    content_start: int
    content_end: int


class WholeReport(Struct, frozen=True):
    """A report with its text, where it stood, and what is read in it, in the order of the text."""

    report: ReportRow
    text: str
    copies: tuple[CopyRow, ...]
    events: tuple[EventRow, ...]
    claims: tuple[ClaimOfReport, ...]
    figures: tuple[FigureRow, ...]


def reports(
    connection: Connection,
    *,
    since: Date | None = None,
    until: Date | None = None,
    publisher: OneOrMore | None = None,
    limit: int | None = None,
    offset: int = 0,
    as_of: Date | None = None,
) -> Answer[ReportRow]:
    """The reports, those published last first; `publisher` published one or a copy of it."""
    told = schema.reports.c
    conditions: list[ColumnElement[bool]] = []
    if since is not None:
        conditions.append(told.published >= since)
    if until is not None:
        conditions.append(told.published <= until)
    if publishers := several(publisher):
        conditions.append(told.key.in_(published_by(connection, publishers)))
    if as_of is not None:
        conditions.append(told.recorded_at <= datetime.combine(as_of, time.max))
    asked = (
        select(told.key)
        .where(*conditions)
        .order_by(told.published.is_(None), told.published.desc(), told.id)
        .limit(limit)
        .offset(offset or None)
    )
    return Answer(ReportRow, _rows(connection, connection.execute(asked).scalars().all(), as_of))


def report(connection: Connection, report_id: str, *, as_of: Date | None = None) -> WholeReport:
    """One report with all that belongs to it. Raises LedgerError when the ledger has none of this id."""
    told = schema.reports.c
    found = connection.execute(select(told.key, told.text).where(told.id == report_id)).first()
    if found is None:
        raise LedgerError(
            f"there is no report {report_id!r}", next_step="Give an id as `dragoman search --json` shows it."
        )
    read = events(connection, report=report_id, as_of=as_of)
    numbers = figures(connection, report=report_id, as_of=as_of)
    return WholeReport(
        report=_rows(connection, [found.key], as_of)[0],
        text=found.text,
        copies=_copies(connection, found.key),
        events=tuple(sorted(read, key=lambda row: (row.evidence_start, row.trigger_start, row.id))),
        claims=_claims(connection, found.key, as_of),
        figures=tuple(sorted(numbers, key=lambda row: (row.words_start, row.id))),
    )


def _rows(connection: Connection, keys: Sequence[int], as_of: Date | None) -> list[ReportRow]:
    if not keys:
        return []
    told = schema.reports.c
    some = told.key.in_(keys) if len(keys) <= _MOST_NAMED else told.key.between(min(keys), max(keys))
    asked = select(
        *(told[name] for name in ("key", "id", "title", "publisher", "url", "published", "language")),
        func.length(told.text).label("characters"),
    ).where(some)
    rows = {row.key: row for row in connection.execute(asked)}
    copies = copies_of(connection, keys)
    counts = [_counts(connection, table, keys, as_of) for table in _RECORDS]
    return [
        ReportRow(*rows[key][1:], copies.get(key, 0), *(counted.get(key, 0) for counted in counts))
        for key in keys
    ]


def _counts(connection: Connection, table: Table, keys: Sequence[int], as_of: Date | None) -> dict[int, int]:
    told = table.c.report_key
    some = told.in_(keys) if len(keys) <= _MOST_NAMED else told.between(min(keys), max(keys))
    asked = select(told, func.count()).where(some, standing(table, as_of)).group_by(told)
    return {row[0]: row[1] for row in connection.execute(asked)}


def _copies(connection: Connection, key: int) -> tuple[CopyRow, ...]:
    told = schema.copies.c
    asked = (
        select(*(told[name] for name in CopyRow.__struct_fields__))
        .where(told.report_key == key)
        .order_by(told.kind != "first", told.published, told.id)
    )
    return tuple(CopyRow(*row) for row in connection.execute(asked))


def _claims(connection: Connection, key: int, as_of: Date | None) -> tuple[ClaimOfReport, ...]:
    told, actors = schema.claims, schema.actors.c
    columns: list[Any] = [
        actors.name.label("speaker") if name == "speaker" else told.c[name]
        for name in ClaimOfReport.__struct_fields__
    ]
    asked = (
        select(*columns)
        .select_from(told.outerjoin(schema.actors, actors.key == told.c.speaker_key))
        .where(told.c.report_key == key, standing(told, as_of))
        .order_by(told.c.content_start, told.c.id)
    )
    return tuple(ClaimOfReport(*row) for row in connection.execute(asked))


_MOST_NAMED = 30_000
"""Keys that one question names; of more the whole range is taken."""
_RECORDS = (schema.events, schema.claims, schema.figures, schema.contacts, schema.positions)
