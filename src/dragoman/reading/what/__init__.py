"""What happened? Events: a trigger of the lexicon, who does it to whom, whether it happened, told once."""

from __future__ import annotations

from dragoman.reading.what.filling import Filler
from dragoman.reading.what.find import EventFinder
from dragoman.reading.what.merging import Told, merge
from dragoman.reading.what.stated import stated_events

__all__ = ["EventFinder", "Filler", "Told", "merge", "stated_events"]
