"""Where? The places that a report names, the country it plays in, and where an event happened."""

from __future__ import annotations

from dragoman.reading.where.events import event_place
from dragoman.reading.where.find import PlaceIndex, places, setting

__all__ = ["PlaceIndex", "event_place", "places", "setting"]
