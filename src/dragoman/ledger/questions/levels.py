"""At what level did two sides speak? A contact says "ministers of defence" or "ministers"; both are of one rank."""

from __future__ import annotations

from functools import cache

from dragoman.gazetteer import offices
from dragoman.gazetteer.names import plurals


def rank_of(level: str | None) -> str | None:
    """The rank of a level: "ministers" of "ministers of defence" (offices.csv); one that no office has is its own."""
    if level is None or level in offices.LEVELS:
        return level
    if (rank := _ranks().get(level)) is not None:
        return rank
    office = offices.load().find(level)
    return (office.level if office else "") or level


@cache
def _ranks() -> dict[str, str]:
    ranks: dict[str, str] = {}
    for office in offices.load():
        if office.level and not office.changes_the_next:
            for name in (office.office, *plurals(office.office)):
                ranks.setdefault(name, office.level)
    return ranks
