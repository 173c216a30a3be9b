"""ICEWS' 20 columns: a row for each source with each target of what happened. Tab-separated, with a heading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from dragoman.codebook import load
from dragoman.exchange import actor_codes, rows
from dragoman.exchange.columns import Column, Value, lines, nothing, write
from dragoman.exchange.dyads import Dyad, dyads
from dragoman.exchange.evidence import evidence_of
from dragoman.exchange.format import Format, Job
from dragoman.exchange.geography import geography
from dragoman.exchange.rows import ToldActor


def cameo_code(dyad: Dyad) -> str:
    """The CAMEO code of the pair's type and mode, with its leading zero."""
    return load().to_cameo(dyad.coded.type, dyad.coded.mode)


def _label(dyad: Dyad) -> Value:
    return load().cameo[cameo_code(dyad)].label


def _sectors(actor: ToldActor | None) -> Value:
    return ",".join(actor_codes.icews_sectors(actor)) if actor else None


def _country(actor: ToldActor | None) -> Value:
    return geography().name(actor.country) if actor else None


def _name(actor: ToldActor | None) -> Value:
    return actor.name if actor else None


def _city(dyad: Dyad) -> Value:
    return dyad.event.place if geography().level(dyad.event) == "city" else None


COLUMNS: tuple[Column[Dyad], ...] = (
    Column(
        "Event ID",
        "id of the event in the ledger, and the number of the pair where it has several",
        lambda d: d.id,
    ),
    Column(
        "Event Date",
        "first day of the event, YYYY-MM-DD; the report's where it has none",
        lambda d: d.event.day,
    ),
    Column(
        "Source Name", "resolved name of the source; empty where nobody is named", lambda d: _name(d.source)
    ),
    Column("Source Sectors", "ICEWS' words for its sectors, parted by commas", lambda d: _sectors(d.source)),
    Column("Source Country", "name of its country", lambda d: _country(d.source)),
    Column("Event Text", "what the CAMEO code means, in our words", _label),
    Column("CAMEO Code", "CAMEO code of type and mode, with its leading zero", cameo_code),
    Column("Intensity", "PLOVER's score of type and mode, -10 to 10", lambda d: d.coded.score),
    Column(
        "Target Name", "resolved name of the target; empty where nobody is named", lambda d: _name(d.target)
    ),
    Column("Target Sectors", "ICEWS' words for its sectors, parted by commas", lambda d: _sectors(d.target)),
    Column("Target Country", "name of its country", lambda d: _country(d.target)),
    Column("Story ID", "id of the report in the ledger", lambda d: d.event.report.id),
    Column("Sentence Number", "empty: the ledger keeps offsets, which --evidence adds", nothing),
    Column("Publisher", "publisher of the report", lambda d: d.event.report.publisher),
    Column("City", "name of the place where it is a city", _city),
    Column("District", "empty: the ledger has no second-level regions", nothing),
    Column("Province", "first-level region of the place", lambda d: d.event.place_admin1),
    Column("Country", "name of the country of the place", lambda d: geography().name(d.event.place_country)),
    Column("Latitude", "degrees north (WGS 84)", lambda d: d.event.latitude),
    Column("Longitude", "degrees east (WGS 84)", lambda d: d.event.longitude),
)


def _write(job: Job, files: Sequence[TextIO]) -> None:
    found = dyads(rows.events(job.connection, job.selection), job.book, job.left, "ICEWS")
    columns = COLUMNS + (evidence_of(lambda dyad: dyad.event) if job.evidence else ())
    write(files[0], lines(columns, found))
    job.leave_other_records()


FORMAT = Format(
    "icews",
    "ICEWS' 20 columns: tab-separated, with a heading; a row for each source with each target.",
    {"icews": COLUMNS},
    _write,
)
