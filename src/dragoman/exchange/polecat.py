"""POLECAT's 40 columns: a row for each source with each target of what happened. Tab-separated, with a heading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TextIO

from msgspec import Struct

from dragoman.exchange import actor_codes, rows
from dragoman.exchange.columns import Column, Value, lines, nothing, write
from dragoman.exchange.dyads import Dyad, dyads
from dragoman.exchange.evidence import evidence_of
from dragoman.exchange.format import Format, Job
from dragoman.exchange.geography import geography
from dragoman.exchange.rows import ToldActor, ToldEvent
from dragoman.exchange.story import Story, stories

_NAMES = {"country": "country", "province": "first-level region", "city": "city", "region": "region"}


class Row(Struct, frozen=True):
    """A pair of actors, and the story that it is from."""

    dyad: Dyad
    story: Story

    @property
    def event(self) -> ToldEvent:
        """The pair's event."""
        return self.dyad.event


def _country(actor: ToldActor | None) -> Value:
    return (actor.country or actor_codes.international(actor)) if actor else None


def _cow(actor: ToldActor | None) -> Value:
    country = geography().country(actor.country) if actor else None
    return country.cow_number if country else None


def _primary(actor: ToldActor | None) -> Value:
    return next(iter(actor_codes.sectors(actor)), None) if actor else None


def _side(word: str, own: str) -> tuple[Column[Row], ...]:
    """The eight columns of one side; `own` is the side of a pair in our words."""

    def of(row: Row) -> ToldActor | None:
        return row.dyad.source if own == "source" else row.dyad.target

    def field(name: str) -> Column[Row]:
        return Column(f"{word} {name}", _HOW[name].format(own), lambda row: _FILL[name](of(row)))

    return (
        *(field(name) for name in ("Name", "Country", "COW")),
        Column(f"Primary {word} Sector", f"first PLOVER sector of the {own}", lambda row: _primary(of(row))),
        *(field(name) for name in ("Sectors", "Title", "Name Raw")),
        Column(f"Wikipedia {word} ID", "empty: actors are not linked to Wikipedia", nothing),
    )


_HOW = {
    "Name": "resolved name of the {}; empty where nobody is named",
    "Country": "its country, alpha-3; UNO, EUR, IGO, NGO, MNC, ... for an international organisation",
    "COW": "Correlates of War number of that country",
    "Sectors": "all its PLOVER sectors, parted by '; '",
    "Title": "its office at the report's date",
    "Name Raw": "the report's words for it",
}
_FILL: Mapping[str, Callable[[ToldActor | None], Value]] = {
    "Name": lambda actor: actor.name if actor else None,
    "Country": _country,
    "COW": _cow,
    "Sectors": lambda actor: actor_codes.sectors(actor) if actor else None,
    "Title": lambda actor: actor.office if actor else None,
    "Name Raw": lambda actor: actor.words if actor else None,
}


def _at(level: str) -> Column[Row]:
    def value(row: Row) -> Value:
        return row.event.place if geography().level(row.event) == level else None

    return Column("City", f"name of the place where it is a {level}", value)


def _feature(row: Row) -> Value:
    level = geography().level(row.event)
    return _NAMES[level] if level else None


COLUMNS: tuple[Column[Row], ...] = (
    Column(
        "Event ID",
        "id of the event in the ledger, and the number of the pair where it has several",
        lambda r: r.dyad.id,
    ),
    Column(
        "Event Date",
        "first day of the event, YYYY-MM-DD; the report's where it has none",
        lambda r: r.event.day,
    ),
    Column("Event Type", "PLOVER type; AGREE for cooperation that is planned", lambda r: r.dyad.coded.type),
    Column("Event Mode", "PLOVER mode", lambda r: r.dyad.coded.mode),
    Column("Intensity", "score of type and mode, -10 to 10", lambda r: r.dyad.coded.score),
    Column(
        "Quad Code", "quad class in capitals, such as VERBAL CONFLICT", lambda r: r.dyad.coded.quad.upper()
    ),
    Column("Contexts", "PLOVER contexts, parted by '; '", lambda r: r.event.contexts),
    *_side("Actor", "source"),
    *_side("Recipient", "target"),
    Column("Placename", "name of the place", lambda r: r.event.place),
    _at("city"),
    Column("District", "empty: the ledger has no second-level regions", nothing),
    Column("Province", "first-level region of the place", lambda r: r.event.place_admin1),
    Column("Country", "country of the place, alpha-3", lambda r: r.event.place_country),
    Column("Latitude", "degrees north (WGS 84)", lambda r: r.event.latitude),
    Column("Longitude", "degrees east (WGS 84)", lambda r: r.event.longitude),
    Column("GeoNames ID", "GeoNames id of the place", lambda r: r.event.geonames_id),
    Column("Raw Placename", "empty: the ledger keeps the place's name as the gazetteer has it", nothing),
    Column("Feature Type", "city, first-level region, country or region", _feature),
    Column("Source", "publisher of the report", lambda r: r.event.report.publisher),
    Column("Publication Date", "day of publication, YYYY-MM-DD", lambda r: r.event.report.published),
    Column("Story People", "persons whom the report names, parted by '; '", lambda r: r.story.people),
    Column("Story Organizations", "organisations and groups that it names", lambda r: r.story.organisations),
    Column("Story Locations", "places of the events that it tells of", lambda r: r.story.locations),
    Column("Language", "ISO 639-1 code of the report's language", lambda r: r.event.report.language),
    Column(
        "Version",
        "'dragoman' and the version that read the report",
        lambda r: f"dragoman {r.event.report.reader}",
    ),
)


def _rows(job: Job, found: Iterable[Dyad]) -> Iterator[Row]:
    pending = iter(found)
    while chunk := list(islice(pending, rows.CHUNK)):
        told = stories(job.connection, {dyad.event.report.key for dyad in chunk})
        for dyad in chunk:
            yield Row(dyad, told[dyad.event.report.key])


def _write(job: Job, files: Sequence[TextIO]) -> None:
    found = dyads(rows.events(job.connection, job.selection), job.book, job.left, "POLECAT")
    columns = COLUMNS + (evidence_of(lambda row: row.event) if job.evidence else ())
    write(files[0], lines(columns, _rows(job, found)))
    job.leave_other_records()


FORMAT = Format(
    "polecat",
    "POLECAT's 40 columns: tab-separated, with a heading; a row for each source with each target.",
    {"polecat": COLUMNS},
    _write,
)
