"""Where? The places that a report names, the country it plays in, and where an event happened."""

from __future__ import annotations

from dragoman.reading.where.find import PlaceIndex, event_place, places, setting

__all__ = ["PlaceIndex", "event_place", "places", "setting"]
