"""Are two claims about the same thing? The evidence, feature by feature, and what it adds up to.

Each piece of evidence has a weight, in log-odds, learned from annotated claims (`[weights]` in claim_groups.toml). The
sum gives how likely the two are about the same thing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date as Date

from dragoman.ledger.propositions import Proposition

_SLACK = 1
"""Days by which two reports' dates of one event may differ: news dates an event of the night either way."""
_NEAR = 30.0
"""Kilometres within which two places may be one: a town and its suburb."""
_SUREST = 6.0
"""Log-odds beyond which nothing gets surer: one pair must not outweigh a group."""
_EARTH = 6371.0
"""The radius of the earth in kilometres."""


class Likeness:
    """Weighs the evidence for pairs of propositions. `weights` are in log-odds, by the name of the evidence."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = weights

    def evidence(self, one: Proposition, other: Proposition, cosine: float) -> dict[str, float]:
        """What speaks for or against the two being about the same thing; the likeness of wording is `cosine`."""
        return {name: value for name, value in self._evidence(one, other, cosine) if value}

    def chance(self, one: Proposition, other: Proposition, cosine: float) -> float:
        """How likely two propositions are about the same thing, 0 to 1."""
        weights = self._weights
        evidence = self._evidence(one, other, cosine)
        return chance_of(sum(weights.get(name, 0.0) * value for name, value in evidence))

    def _evidence(self, one: Proposition, other: Proposition, cosine: float) -> Iterator[tuple[str, float]]:
        yield "always", 1.0
        yield "likeness", cosine
        yield from self._names(one, other)
        yield from self._states(one, other)
        yield from _dates(one, other)
        yield from _places(one, other)
        if one.numbers & other.numbers:
            yield "number", 1.0
        if one.key[:3] == other.key[:3]:
            # A report seldom tells one thing twice, and its own names are no evidence for either claim.
            yield "same report", 1.0

    @staticmethod
    def _names(one: Proposition, other: Proposition) -> Iterator[tuple[str, float]]:
        if one.names & other.names:
            yield "name", 1.0
        elif one.key[:3] == other.key[:3]:
            return
        elif one.names and other.names:
            apart = not (one.names & other.setting or other.names & one.setting)
            yield ("other names" if apart else "name in the report"), 1.0
        elif one.names & other.setting or other.names & one.setting:
            yield "name in the report", 1.0

    @staticmethod
    def _states(one: Proposition, other: Proposition) -> Iterator[tuple[str, float]]:
        ones, others = one.sides, other.sides
        if ones and others:
            yield "actors", len(ones & others) / len(ones | others)
        if one.states and other.states and not one.states & other.states:
            yield "other actors", 1.0
        for answer, charge in ((one, other), (other, one)):
            if answer.sign != charge.sign and answer.side is not None and answer.side in charge.states:
                yield "answer", 1.0
                break


def chance_of(odds: float) -> float:
    """The probability of log-odds."""
    return 1 / (1 + math.exp(-max(-_SUREST, min(_SUREST, odds))))


def odds(chance: float) -> float:
    """The log-odds of a probability, between -6 and 6: no comparison of wordings is surer than that."""
    return math.log(chance / (1 - chance)) if chance < 1 else _SUREST


def shared(one: Proposition, other: Proposition) -> list[str]:
    """The states, organisations and names that both propositions speak of or come from, in order."""
    return sorted((one.sides & other.sides) | (one.names & other.names))


def days_apart(one: tuple[Date, Date], other: tuple[Date, Date]) -> int:
    """Days between two stretches of days, 0 where they touch."""
    return max(0, (other[0] - one[1]).days, (one[0] - other[1]).days)


def _dates(one: Proposition, other: Proposition) -> Iterator[tuple[str, float]]:
    apart = gap(one, other)
    if apart is not None:
        yield "days between", math.log1p(apart)
    if one.days is not None and other.days is not None:
        between = days_apart(one.days, other.days)
        yield ("date", 1.0) if between <= _SLACK else ("other date", math.log(between))
    else:
        for dated, undated in ((one, other), (other, one)):
            if dated.days is not None and undated.published is not None and undated.published < dated.days[0]:
                yield "before it", 1.0
                break


def _places(one: Proposition, other: Proposition) -> Iterator[tuple[str, float]]:
    if one.places and other.places:
        nearest = min(_kilometres(a, b) for a in one.places for b in other.places)
        if nearest > _NEAR:
            yield "other place", 1.0


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The way between two places (degrees north and east) along the earth."""
    low, high = math.radians(one[0]), math.radians(other[0])
    east = math.radians(other[1] - one[1])
    bend = math.sin((high - low) / 2) ** 2 + math.cos(low) * math.cos(high) * math.sin(east / 2) ** 2
    return 2 * _EARTH * math.asin(min(1.0, math.sqrt(bend)))


def gap(one: Proposition, other: Proposition) -> int | None:
    """Days between what two propositions are about; None when that of one of them can't be told.

    Where both reports date it, these days count. Where one does, the other report may have told of it when it came out.
    """
    if one.days is not None and other.days is not None:
        return days_apart(one.days, other.days)
    ones, others = _anchors(one), _anchors(other)
    return min((days_apart(a, b) for a in ones for b in others), default=None)


def _anchors(one: Proposition) -> list[tuple[Date, Date]]:
    told = [] if one.published is None else [(one.published, one.published)]
    return told if one.days is None else [*told, one.days]
