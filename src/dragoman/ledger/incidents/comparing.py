"""How likely are two tellings the same incident, and why?"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp

from msgspec import Struct

from dragoman.ledger.incidents.features import Values, values
from dragoman.ledger.incidents.settings import Settings
from dragoman.ledger.incidents.shown import shown
from dragoman.ledger.incidents.telling import NEEDED, Telling, near


class Reason(Struct, frozen=True):
    """One piece of evidence: how much of it there is (0 to 1), what it weighs (log-odds), and what was compared."""

    name: str
    value: float
    weight: float
    compared: str = ""


class Link(Struct, frozen=True):
    """Two tellings that may be one incident: `score`, how likely (0 to 1), and why, what weighs most first."""

    one: str
    other: str
    score: float
    why: tuple[Reason, ...]


def compare(one: Telling, other: Telling, settings: Settings) -> Link | None:
    """The link of two tellings; None when they can't be one incident, or hardly are (`settings.stored`)."""
    if one.id > other.id:
        one, other = other, one
    if not comparable(one, other):
        return None
    found = values(one, other, settings)
    weights = settings.wholes if one.whole or other.whole else settings.events
    score = scored(found, weights)
    if score < settings.stored:
        return None
    reasons = [
        Reason(name, round(value, 3), round(value * weights[name], 2), shown(name, one, other))
        for name, value in found.items()
        if name in weights
    ]
    reasons.sort(key=lambda reason: (-abs(reason.weight), reason.name))
    return Link(one.id, other.id, round(score, 4), tuple(reasons))


def comparable(one: Telling, other: Telling) -> bool:
    """Whether two tellings are compared at all: not two reports as wholes, no report with its own event.

    They must stand near in time and share marks; this hangs on the two alone, so that their order doesn't matter.
    """
    if one.whole and (other.whole or one.report == other.report):
        return False
    if other.whole and one.report == other.report:
        return False
    return near(one, other) and len(one.marks & other.marks) >= NEEDED


def scored(found: Values, weights: Mapping[str, float]) -> float:
    """The probability that the evidence makes, 0 to 1."""
    odds = weights["always"] + sum(weights.get(name, 0.0) * value for name, value in found.items())
    return 1 / (1 + exp(-odds))
