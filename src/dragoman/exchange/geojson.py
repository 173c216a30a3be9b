"""Events with coordinates as GeoJSON (RFC 7946): one FeatureCollection, a point an event, WGS 84."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TextIO

import msgspec

from dragoman.exchange import rows
from dragoman.exchange.evidence import EVIDENCE
from dragoman.exchange.format import Format, Job
from dragoman.exchange.rows import ToldEvent
from dragoman.exchange.table import COLUMNS

# A feature's id and its place on the map have members of their own.
PROPERTIES = tuple(column for column in COLUMNS if column.name not in ("id", "latitude", "longitude"))


def _write(job: Job, files: Sequence[TextIO]) -> None:
    columns = PROPERTIES + (EVIDENCE if job.evidence else ())
    encoder = msgspec.json.Encoder()
    files[0].write('{"type":"FeatureCollection","features":[')
    between = "\n"
    for event in rows.events(job.connection, job.selection):
        point = _point(event)
        if point is None:
            job.left.event("without coordinates: GeoJSON holds places on the map")
            continue
        feature: dict[str, Any] = {
            "type": "Feature",
            "id": event.id,
            "geometry": {"type": "Point", "coordinates": point},
            "properties": {column.name: column.value(event) for column in columns},
        }
        files[0].write(between + encoder.encode(feature).decode())
        between = ",\n"
    files[0].write("\n]}\n")
    job.leave_other_records()


def _point(event: ToldEvent) -> tuple[float, float] | None:
    """Longitude before latitude; None where there is none, or none that is on the globe."""
    latitude, longitude = event.latitude, event.longitude
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return longitude, latitude


FORMAT = Format(
    "geojson",
    "Events with coordinates as GeoJSON (RFC 7946), a point each, with these properties.",
    {"geojson": PROPERTIES},
    _write,
)
