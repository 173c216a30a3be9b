"""When? Every time expression of a report, with its TIMEX3 value and the days it covers, and the date of an event."""

from __future__ import annotations

from dragoman.reading.when.carried import Happening, carried_dates
from dragoman.reading.when.event import event_date
from dragoman.reading.when.find import times

__all__ = ["Happening", "carried_dates", "event_date", "times"]
