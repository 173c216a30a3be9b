"""What has been resolved so far in one report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from dragoman.reading.parse import Parsed
from dragoman.reading.who.coreference import Entity, Registry
from dragoman.reading.who.phrases import Phrase

Resolve = Callable[[int], list[Entity]]
"""The actors that the phrase headed by a token means."""


@dataclass(slots=True)
class Walk:
    """One walk over a report. `found` are the actors and `phrases` the phrases by head token, in the order in which
    they were resolved; `weak` are heads that are actors only when they take part in an event (see Mention)."""

    parsed: Parsed
    registry: Registry
    found: dict[int, list[Entity]] = field(default_factory=dict)
    phrases: dict[int, Phrase] = field(default_factory=dict)
    weak: set[int] = field(default_factory=set)
