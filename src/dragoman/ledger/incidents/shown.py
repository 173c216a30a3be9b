"""What of two tellings was compared, in words for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date as Date

from dragoman.ledger.incidents.telling import Side, Telling

_Show = Callable[[Telling], str]


def shown(name: str, one: Telling, other: Telling) -> str:
    """The values that a piece of evidence rests on; empty where its name says all."""
    if name == "own words":
        return " ".join(sorted(one.own_words & other.own_words))
    if name == "report words":
        return " ".join(sorted(one.lead_words & other.lead_words))
    if name == "names":
        return " ".join(sorted(one.all_names & other.all_names))
    if name in ("own in report", "own in whole"):
        return " ".join(sorted((one.own_words & other.all_words) | (other.own_words & one.all_words)))
    for words, show in _SHOWN.items():
        if any(word in name.split() for word in words):
            return f"{show(one) or '-'} / {show(other) or '-'}"
    return ""


def _type(told: Telling) -> str:
    return told.type


def _mode(told: Telling) -> str:
    return told.mode or ""


def _status(told: Telling) -> str:
    return told.status


def _days(told: Telling) -> str:
    if told.days is None:
        return ""
    start, end = (Date.fromordinal(day).isoformat() for day in told.days)
    return start if start == end else f"{start}..{end}"


def _published(told: Telling) -> str:
    return "" if told.published is None else Date.fromordinal(told.published).isoformat()


def _sources(told: Telling) -> str:
    return _parties(told.sources)


def _targets(told: Telling) -> str:
    return _parties(told.targets)


def _both(told: Telling) -> str:
    return f"{_sources(told)} > {_targets(told)}" if told.sources or told.targets else ""


def _persons(told: Telling) -> str:
    return " ".join(sorted(told.source_persons | told.target_persons))


def _parties(sides: Iterable[Side]) -> str:
    return " ".join(dict.fromkeys(side.party for side in sides))


def _place(told: Telling) -> str:
    return "" if told.place is None else told.place.name


def _figures(told: Telling) -> str:
    return ", ".join(f"{one.measure} {_bound(one.low)}-{_bound(one.high)}" for one in told.figures)


def _bound(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


_SHOWN: Mapping[tuple[str, ...], _Show] = {
    ("type",): _type,
    ("mode",): _mode,
    ("status",): _status,
    ("reports",): _published,
    ("day", "days", "dates"): _days,
    ("source",): _sources,
    ("target",): _targets,
    ("person",): _persons,
    ("party", "sides", "actor"): _both,
    ("place", "country"): _place,
    ("figures",): _figures,
}
