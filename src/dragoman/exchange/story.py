"""Whom and which places does a report name? From its reading, for the columns that describe the whole story."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, select

from dragoman.ledger import schema


class Story(Struct, frozen=True):
    """Names in a report, each once, in the order of the text."""

    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()


class _Actor(Struct):
    name: str
    kind: str


class _Place(Struct):
    name: str


class _Event(Struct):
    place: _Place | None = None


class _Reading(Struct):
    actors: list[_Actor] = []
    events: list[_Event] = []


_DECODER = msgspec.json.Decoder(_Reading)
_GROUPED = ("organisation", "group")


def stories(connection: Connection, report_keys: Iterable[int]) -> dict[int, Story]:
    """The stories of reports, by key; of several readings the latest."""
    table = schema.readings.c
    asked = select(table.report_key, table.record).where(table.report_key.in_(list(report_keys)))
    return {key: _story(record) for key, record in connection.execute(asked.order_by(table.key))}


def _story(record: bytes) -> Story:
    reading = _DECODER.decode(zlib.decompress(record))
    people = dict.fromkeys(actor.name for actor in reading.actors if actor.kind == "person")
    bodies = dict.fromkeys(actor.name for actor in reading.actors if actor.kind in _GROUPED)
    places = dict.fromkeys(event.place.name for event in reading.events if event.place)
    return Story(*(tuple(name for name in names if name) for names in (people, bodies, places)))
