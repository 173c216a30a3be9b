"""PLOVER JSON (manual, draft 2.0), one event a line, out and in again without loss.

What the manual has no field for stands in fields named `dragoman_...`: there the whole record is kept, so that
`read_plover` gives the same records back. A report without events has one line, with has_event false.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TextIO

import msgspec
from msgspec import Struct

from dragoman._version import __version__
from dragoman.codebook import Codebook
from dragoman.errors import SchemaError, SpanError
from dragoman.exchange.columns import Column, write
from dragoman.exchange.documents import Document, documents
from dragoman.exchange.format import Format, Job
from dragoman.gazetteer import organisations
from dragoman.ledger.questions.imported import PLEDGED
from dragoman.records import Actor, Event, Place, Record, RecordDocument

_SIZES = {"dead": "dead", "injured": "injured", "detained": "arrested"}


class Row(Struct, frozen=True):
    """One line: an event, or None for a report without one; `sequence` counts the lines of the report from 1."""

    document: Document
    event: Event | None
    sequence: int
    book: Codebook

    @property
    def pledged(self) -> bool:
        """Whether it is cooperation that is planned, which PLOVER calls AGREE."""
        return self.event is not None and self.event.status == "planned" and self.event.type in PLEDGED


def _id(row: Row) -> str:
    return f"{row.document.id}-{row.event.id}" if row.event else row.document.id


def _date(row: Row) -> Any:
    return (row.event.date.start if row.event else None) or row.document.record.report.published


def _enddate(row: Row) -> Any:
    when = row.event.date if row.event else None
    return when.end if when and when.end != when.start else None


def _entities(actors: Sequence[Actor]) -> list[dict[str, Any]]:
    return [_entity(actor) for actor in actors]


def _entity(actor: Actor) -> dict[str, Any]:
    found = organisations.load().by_code(actor.organisation) if actor.organisation else None
    return _filled(
        code=actor.country or (found.kind if found else None),
        # Three letters, or six with the second sector.
        sector="".join(actor.sectors[:2]),
        entity_text=actor.text,
        identifier_text=actor.name,
        office=actor.office,
        start=actor.start,
        end=actor.end,
        kind=actor.kind,
        organisation=actor.organisation,
    )


def _type(row: Row) -> Any:
    return ["AGREE"] if row.pledged else [row.event.type] if row.event else []


def _mode(row: Row) -> Any:
    return [row.event.mode] if row.event and row.event.mode and not row.pledged else None


def _context(row: Row) -> Any:
    if row.event is None:
        return None
    marks = (one.name for one in row.book.auxiliary.values() if one.status == row.event.status)
    return [*row.event.contexts, *(() if row.pledged else marks)] or None


def _quad(row: Row) -> Any:
    return row.book.quad_code(_type(row)[0]) if row.event else None


def _scale(row: Row) -> Any:
    return row.book.score(_type(row)[0], (_mode(row) or [None])[0]) if row.event else None


def _location(row: Row) -> Any:
    place: Place | None = row.event.place if row.event else None
    if place is None:
        return None
    return _filled(
        resolved_place=place.name,
        geonameid=place.geonames_id,
        lat=place.latitude,
        lon=place.longitude,
        province=place.admin1,
        country_code=place.country,
    )


def _size(row: Row) -> Any:
    if row.event is None:
        return None
    figures = {one.id: one for one in row.document.record.figures}
    told = [figures[name] for name in row.event.figures if name in figures]
    sizes = {_SIZES[one.measure]: {"low": one.low, "high": one.high} for one in told if one.measure in _SIZES}
    return sizes or None


def _text_info(row: Row) -> Any:
    sentence = row.event.evidence if row.event else None
    return _filled(
        sequence=row.sequence,
        start=sentence.start if sentence else None,
        end=sentence.end if sentence else None,
        text_story=row.document.text if row.sequence == 1 else None,
    )


def _cite_info(row: Row) -> Any:
    head = row.document.record.report
    return _filled(
        corpus=head.source,
        url=head.url,
        title=head.title,
        language=head.language,
        publication=head.publisher,
        codebook="PLOVER draft 2.0",
        version=__version__,
    )


def _rest(row: Row) -> Any:
    return msgspec.structs.replace(row.document.record, events=()) if row.sequence == 1 else None


FIELDS: tuple[Column[Row], ...] = (
    Column("id", "id of the event in the ledger; that of the report where it has no event", _id),
    Column("has_event", "false for a report without an event", lambda r: r.event is not None),
    Column("date", "first day, YYYY-MM-DD; the report's where it has none", _date),
    Column("enddate", "last day, where it is another", _enddate),
    Column(
        "actor",
        "sources: code (alpha-3, or UNO, EUR, IGO, ...), sector, entity_text (the report's words), "
        "identifier_text (resolved name), office; beside those start, end, kind, organisation",
        lambda r: _entities(r.event.sources) if r.event else [],
    ),
    Column(
        "recipient",
        "targets, with the same fields",
        lambda r: _entities(r.event.targets) if r.event else None,
    ),
    Column("event", "PLOVER type, a list of one; AGREE for cooperation that is planned", _type),
    Column("event_loc", "place: resolved_place, geonameid, lat, lon, province, country_code", _location),
    Column(
        "event_text",
        "the words that tell of the event, a list of one",
        lambda r: [r.event.trigger.text] if r.event else None,
    ),
    Column("quad_code", "number of the quad class, 1 to 4", _quad),
    Column("event_scale", "score of type and mode, -10 to 10", _scale),
    Column("mode", "PLOVER mode, a list of one", _mode),
    Column(
        "context",
        "PLOVER contexts, and the auxiliary mark of the status (future, negation, hypothetical)",
        _context,
    ),
    Column("size", "dead, injured, arrested, each with low and high (null for no bound)", _size),
    Column(
        "text", "the sentence that tells of the event", lambda r: r.event.evidence.text if r.event else None
    ),
    Column(
        "text_info",
        "sequence (number of the line in its report, from 1), start and end of the sentence, and on the "
        "report's first line text_story, its whole text",
        _text_info,
    ),
    Column("link", "address of the report", lambda r: r.document.record.report.url),
    Column(
        "cite_info",
        "corpus (where the report came from), url, title, language, publication, codebook, version",
        _cite_info,
    ),
    Column("coder", "dragoman and its version", lambda r: f"dragoman {__version__}"),
    Column(
        "dragoman_event",
        "the event as `read --json` has it: status, date with its bounds, offsets, hedge, claim, confidence",
        lambda r: r.event,
    ),
    Column(
        "dragoman_record", "on a report's first line: all that `read --json` has of it but its events", _rest
    ),
)
"""The manual's fields, and what more there is. A field without a value is left out, but for the required ones."""

_REQUIRED = frozenset({"id", "has_event", "date", "actor", "event"})


def _write(job: Job, files: Sequence[TextIO]) -> None:
    encoder = msgspec.json.Encoder()
    write(files[0], (encoder.encode(_line(row)).decode() + "\n" for row in _rows(job)))


def _line(row: Row) -> dict[str, Any]:
    values = ((column.name, column.value(row)) for column in FIELDS)
    return {name: value for name, value in values if value is not None or name in _REQUIRED}


def _rows(job: Job) -> Iterator[Row]:
    for document in documents(job.connection, job.selection):
        told = [event for event in document.record.events if event.id in document.selected]
        for sequence, event in enumerate(told or [None], 1):
            yield Row(document, event, sequence, job.book)


class _TextInfo(Struct):
    sequence: int = 0
    text_story: str | None = None


class _Line(Struct):
    """What reading back needs of a line."""

    text_info: _TextInfo
    has_event: bool = True
    dragoman_event: Event | None = None
    dragoman_record: RecordDocument | None = None


_DECODER = msgspec.json.Decoder(_Line)


def read_plover(lines: Iterable[str | bytes], where: str = "") -> Iterator[Record]:
    """The records of PLOVER JSON that dragoman wrote, one a report, in the order of the lines.

    Raises SchemaError, with the line, for a line that is no PLOVER JSON of dragoman's, or of another text.
    """
    head: tuple[RecordDocument, str, int] | None = None
    events: list[Event] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            read = _DECODER.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, SpanError) as error:
            raise SchemaError(f"no event of PLOVER JSON: {error}", where=where, line=number) from error
        if read.dragoman_record is not None and read.text_info.text_story is not None:
            if head is not None:
                yield _record(*head, events, where)
            head, events = (read.dragoman_record, read.text_info.text_story, number), []
        elif head is None or read.dragoman_event is None:
            raise SchemaError(
                "the line belongs to no report that stands before it",
                where=where,
                line=number,
                next_step="Only PLOVER JSON that dragoman wrote holds whole records.",
            )
        if read.dragoman_event is not None:
            events.append(read.dragoman_event)
    if head is not None:
        yield _record(*head, events, where)


def _record(rest: RecordDocument, text: str, line: int, events: Sequence[Event], where: str) -> Record:
    whole = msgspec.structs.replace(rest, events=tuple(events))
    try:
        return Record.from_json(msgspec.json.encode(whole), text)
    except (SchemaError, SpanError) as error:
        raise SchemaError(error.what, where=where, line=line) from error


def _filled(**fields: Any) -> dict[str, Any]:
    """The fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None and value != ""}


FORMAT = Format(
    "plover",
    "PLOVER JSON (manual, draft 2.0), one event a line, with the whole record in extra fields: `read_plover` gives the "
    "same records back. Events of every status are in it.",
    {"plover": FIELDS},
    _write,
    evidence=False,
)
