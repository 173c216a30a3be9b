"""The vocabulary as types: what dragoman knows of a report, each piece tied to the report's words.

All types are frozen and slotted. Offsets are characters of `Report.text`, end exclusive. A `Record` checks, when it
is made, that each `Span` in it holds exactly the words it claims: `report.text[span.start:span.end] == span.text`.
JSON leaves the text out (it carries its SHA-256); reading a record back therefore takes the text again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date as Date
from typing import Any, Literal, get_args

import msgspec
from msgspec import Struct

from dragoman.errors import SchemaError, SpanError

SCHEMA = "dragoman/1"

Kind = Literal["state", "office", "person", "force", "organisation", "group", "people"]
Status = Literal["happened", "planned", "requested", "threatened", "denied", "hypothetical", "habitual"]
Precision = Literal["day", "week", "month", "year", "unknown"]
Act = Literal[
    "assert",
    "deny",
    "accuse",
    "demand",
    "promise",
    "praise",
    "threaten",
    "propose",
    "confirm",
    "claim_responsibility",
    "other",
]
Hedge = Literal["certain", "probable", "possible", "doubted", "denied"]
Measure = Literal["dead", "injured", "missing", "detained", "displaced", "crowd", "troops", "money", "other"]
Channel = Literal["phone", "visit", "meeting", "talks", "letter", "summit", "video"]
ContactStatus = Literal[
    "happened", "planned", "requested", "threatened", "denied", "hypothetical", "habitual", "cancelled"
]
Stance = Literal["supports", "opposes", "undecided", "does_not_rule_out"]

STATUSES: tuple[str, ...] = get_args(Status)

_MARK = re.compile(r"<(/?)([st])>")


class Span(Struct, frozen=True):
    """Words of a report and where they stand: `report.text[start:end] == text`, never empty.

    Raises SpanError when the words and the offsets disagree in length.
    """

    text: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if self.start < 0 or not self.text or self.end - self.start != len(self.text):
            raise SpanError(f"a span of {len(self.text)} characters can't stand at {self.start}:{self.end}")

    @staticmethod
    def of(text: str, start: int, end: int) -> Span:
        """The span of `text` from `start` to `end` (characters, end exclusive)."""
        return Span(text[start:end], start, end)


class Report(Struct, frozen=True):
    """One news text with where and when it was published.

    `text` is kept as it is: every offset counts its characters. `id` is the caller's own name for the report;
    where it is empty, a record shows the first 16 hex digits of the text's SHA-256. `published` is a day.
    """

    text: str
    published: Date | None = None
    id: str = ""
    source: str | None = None
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None

    @property
    def sha256(self) -> str:
        """SHA-256 of the text in UTF-8, 64 hex digits."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


class Actor(Span, frozen=True, kw_only=True):
    """A mention in the report and whom it names.

    `name` is the resolved name ("Sébastien Lecornu" for "the minister"). `country` is ISO 3166-1 alpha-3 (KOS for
    Kosovo) or None. `sectors` are PLOVER sector codes, the first is primary. `organisation` is the short code of an
    international organisation ("EU", "UN", "NATO").
    """

    name: str
    kind: Kind
    country: str | None = None
    sectors: tuple[str, ...] = ()
    office: str | None = None
    organisation: str | None = None


class DateRange(Struct, frozen=True):
    """When: an interval of days, both ends included, and how exactly it is known.

    `start` and `end` are None when `precision` is "unknown". `text` holds the report's own words for the date.
    """

    start: Date | None = None
    end: Date | None = None
    precision: Precision = "unknown"
    text: str | None = None


UNDATED = DateRange()


class Place(Struct, frozen=True):
    """Where: a named place; coordinates in degrees (WGS 84) when the gazetteer knows them."""

    name: str
    country: str | None = None
    admin1: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geonames_id: int | None = None


class Event(Struct, frozen=True, kw_only=True):
    """Who did what to whom. `type`, `mode`, `contexts` and `quad` are PLOVER's; `evidence` is the sentence.

    `attributed_to` is the id of the claim on whose word the event rests. `hedge` tells how sure whoever tells of it is
    that it happened or will: the claim's speaker, or the report itself. `confidence` (0 to 1), how sure the reading is,
    has its reasons in `why`.
    """

    id: str
    type: str
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    quad: str
    sources: tuple[Actor, ...] = ()
    targets: tuple[Actor, ...] = ()
    status: Status = "happened"
    date: DateRange = UNDATED
    place: Place | None = None
    trigger: Span
    evidence: Span
    attributed_to: str | None = None
    hedge: Hedge = "certain"
    figures: tuple[str, ...] = ()
    confidence: float = 0.5
    why: tuple[str, ...] = ()


class Claim(Struct, frozen=True, kw_only=True):
    """Somebody's attributed statement.

    `about` are event ids; `disputes` are ids of claims that this one contests, `confirms` of claims that it bears out.
    `dispute_cues[i]` are the words by which `disputed_by[i]` disputes it. `hedge` tells how sure the speaker is.
    """

    id: str
    speaker: Actor | None
    cue: Span
    content: Span
    direct: bool
    act: Act
    about: tuple[str, ...] = ()
    disputes: tuple[str, ...] = ()
    disputed_by: tuple[Actor, ...] = ()
    reason: Span | None = None
    via: str | None = None
    dispute_cues: tuple[Span, ...] = ()
    confirms: tuple[str, ...] = ()
    hedge: Hedge = "certain"


class Figure(Span, frozen=True, kw_only=True):
    """A number of dead, injured, troops, ... "at least 144" is low 144, high None. `unit` names what is counted."""

    id: str
    measure: Measure
    low: float | None
    high: float | None
    approximate: bool = False
    unit: str | None = None
    event: str | None = None


class StatedGap(Struct, frozen=True):
    """A silence that the report itself states ("first since October 2022"): `stated` is the earlier date (ISO day,
    month or year), `text` the report's words."""

    stated: str
    text: str


class Contact(Struct, frozen=True, kw_only=True):
    """A call, visit, meeting, letter, summit or talks. `parties` are alpha-3 codes or organisations' names."""

    id: str
    parties: tuple[str, ...]
    names: tuple[str, ...]
    channel: Channel
    level: str | None
    date: DateRange
    status: ContactStatus
    event: str
    first_since: StatedGap | None
    evidence: Span


class Position(Struct, frozen=True, kw_only=True):
    """An actor's stance on an issue, with the words that show it."""

    actor: Actor
    issue: str
    stance: Stance
    evidence: Span
    date: DateRange


class Time(Struct, frozen=True, kw_only=True):
    """A time expression. `value` is a TIMEX3 value ("2024-04-03", "2022-10", "P3M", "PRESENT_REF").

    `start` and `end` are the days it covers (both included), None when it names no interval of the calendar.
    """

    span: Span
    value: str
    start: Date | None
    end: Date | None
    precision: Precision


class Attribution(Struct, frozen=True, kw_only=True):
    """Who says what, as words: `source` is None when nobody is named; `direct` when the content is quoted.

    `content` runs from its first to its last word; where the cue interrupts it ("..., he said, ..."), `pieces` are
    its parts.
    """

    source: Span | None
    cue: Span
    content: Span
    direct: bool
    pieces: tuple[Span, ...] = ()


class Pair(Struct, frozen=True):
    """A sentence with two marked actors: character offsets into `text`, end exclusive; None for one it doesn't name.

    `trigger` is the word that tells what the source does; without it the whole sentence is asked.
    """

    text: str
    source: tuple[int, int] | None
    target: tuple[int, int] | None = None
    trigger: tuple[int, int] | None = None

    @staticmethod
    def marked(text: str) -> Pair:
        """The pair of a sentence written "<s>Chad</s> attacked <t>Sudan</t>."; a side without a mark is None.

        Of a side marked more than once the first mark counts. Raises ValueError when marks are nested or not closed.
        """
        plain, last = "", 0
        edges: dict[str, list[int]] = {"s": [], "t": []}
        for mark in _MARK.finditer(text):
            plain += text[last : mark.start()]
            last = mark.end()
            edge = edges[mark[2]]
            if len(edge) % 2 != bool(mark[1]):
                raise ValueError(f"{mark[0]} stands where it closes or opens nothing")
            edge.append(len(plain))
        if any(len(edge) % 2 for edge in edges.values()):
            raise ValueError("a mark is not closed")
        source, target = ((edge[0], edge[1]) if edge else None for edge in edges.values())
        return Pair(plain + text[last:], source, target)


class PairCode(Struct, frozen=True):
    """The PLOVER type of a pair; `scores` gives each type's probability (they sum to 1)."""

    type: str
    scores: dict[str, float]


class ReportHead(Struct, frozen=True):
    """A report without its text, as JSON carries it."""

    id: str
    source: str | None
    title: str | None
    publisher: str | None
    url: str | None
    published: Date | None
    language: str | None
    sha256: str


class RecordDocument(Struct, frozen=True):
    """The JSON of one report, as `dragoman read --json` prints it."""

    schema: str
    report: ReportHead
    actors: tuple[Actor, ...]
    events: tuple[Event, ...]
    claims: tuple[Claim, ...]
    figures: tuple[Figure, ...]
    contacts: tuple[Contact, ...]
    positions: tuple[Position, ...]
    warnings: tuple[str, ...]


class Record(Struct, frozen=True):
    """All that one report says, as records. Raises SpanError when a span does not hold the report's words."""

    report: Report
    actors: tuple[Actor, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    figures: tuple[Figure, ...] = ()
    contacts: tuple[Contact, ...] = ()
    positions: tuple[Position, ...] = ()
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        text = self.report.text
        for span in self.spans():
            if text[span.start : span.end] != span.text:
                found = text[span.start : span.end]
                raise SpanError(f"{span.text!r} is not what stands at {span.start}:{span.end} ({found!r})")

    def spans(self) -> Iterator[Span]:
        """Every span of the record, actors and figures among them."""
        for part in (self.actors, self.events, self.claims, self.figures, self.contacts, self.positions):
            yield from _spans(part)

    def to_json(self) -> str:
        """The record as one line of JSON, without the report's text."""
        report = self.report
        head = ReportHead(
            id=report.id or report.sha256[:16],
            source=report.source,
            title=report.title,
            publisher=report.publisher,
            url=report.url,
            published=report.published,
            language=report.language,
            sha256=report.sha256,
        )
        parts = (
            self.actors,
            self.events,
            self.claims,
            self.figures,
            self.contacts,
            self.positions,
            self.warnings,
        )
        return msgspec.json.encode(RecordDocument(SCHEMA, head, *parts)).decode("utf-8")

    @staticmethod
    def from_json(line: str | bytes, text: str) -> Record:
        """The record that `line` holds, of the report whose text is `text`.

        Raises SchemaError when the line is no record or belongs to another text, SpanError when a span is off.
        """
        try:
            document = msgspec.json.decode(line, type=RecordDocument)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise SchemaError(f"not a record: {error}") from error
        if document.schema != SCHEMA:
            raise SchemaError(f"schema {document.schema!r} is not {SCHEMA!r}")
        head = document.report
        own_id = "" if head.id == head.sha256[:16] else head.id
        report = Report(
            text, head.published, own_id, head.source, head.title, head.publisher, head.url, head.language
        )
        if report.sha256 != head.sha256:
            raise SchemaError(f"record {head.id!r} belongs to another text (its SHA-256 differs)")
        return Record(
            report,
            document.actors,
            document.events,
            document.claims,
            document.figures,
            document.contacts,
            document.positions,
            document.warnings,
        )


def json_schema() -> dict[str, Any]:
    """The JSON schema (2020-12) of one line of `dragoman read --json`."""
    schema = msgspec.json.schema(RecordDocument)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": SCHEMA, **schema}


def _spans(value: object) -> Iterator[Span]:
    if isinstance(value, tuple):
        for item in value:
            yield from _spans(item)
    elif isinstance(value, Struct):
        if isinstance(value, Span):
            yield value
        for name in value.__struct_fields__:
            inner = getattr(value, name)
            if isinstance(inner, (tuple, Struct)):
                yield from _spans(inner)
