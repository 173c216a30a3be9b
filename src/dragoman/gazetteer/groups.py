"""Groups and bodies of one country or none: rebels, parties, gangs; ministries, parliaments, armies, services.

`data/groups.csv` holds armed and political groups, `data/state_bodies.csv` the named parts of states ("the Pentagon",
"the Knesset", "the FSB"). Both have the same columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date as Date
from itertools import pairwise
from pathlib import Path

from dragoman.gazetteer.names import Names, fold, for_country
from dragoman.gazetteer.rows import DATA, Row, load_rows, loader

KINDS = frozenset({"group", "force", "office", "organisation"})


@dataclass(frozen=True, slots=True)
class Group:
    """A named group or state body.

    `country` is alpha-3, None for a transnational group; `sectors` are codebook codes, the primary one first; `start`
    and `end` bound the days on which it was known by that name (a year alone in the file means the whole year).
    """

    name: str
    aliases: tuple[str, ...]
    country: str | None
    sectors: tuple[str, ...]
    kind: str
    start: Date | None
    end: Date | None

    def existed(self, on: Date) -> bool:
        """Whether the group was there on that day, as far as the file says."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


class Groups:
    """All groups and state bodies, by name; a name may belong to several ("Socialist Party")."""

    def __init__(self, entries: Iterable[Group]) -> None:
        self._all = tuple(entries)
        self._names = Names((name, group) for group in self._all for name in (group.name, *group.aliases))

    def __iter__(self) -> Iterator[Group]:
        return iter(self._all)

    @property
    def openings(self) -> AbstractSet[str]:
        """The pieces with which the names begin (names.opening)."""
        return self._names.openings

    def find(self, text: str, country: str | None = None, on: Date | None = None) -> Group | None:
        """The group that the whole of `text` names.

        Of several of that name: those that existed `on` the day, then that of `country`, then one of no country. None
        when it stays open.
        """
        return _choose(self._names.find(text), country, on)

    def longest(
        self, words: Sequence[str], start: int = 0, country: str | None = None, on: Date | None = None
    ) -> tuple[int, Group] | None:
        """The group named from `words[start]` on, and how many words name it; chosen as in `find`."""
        match = self._names.longest(words, start)
        group = _choose(match[1], country, on) if match else None
        return (match[0], group) if match and group else None


def _choose(groups: tuple[Group, ...], country: str | None, on: Date | None) -> Group | None:
    """Reports write of groups long gone, so a day only decides between several of one name."""
    alive = tuple(group for group in groups if on and group.existed(on))
    chosen = for_country(alive or groups, country)
    return chosen or _last_of_one(alive or groups)


def _last_of_one(groups: tuple[Group, ...]) -> Group | None:
    """What a body has become that changed sides: rows of one name, each from where the one before ends."""
    ordered = sorted(groups, key=lambda g: g.start or Date.min)
    follow = all(a.end and b.start and a.end < b.start for a, b in pairwise(ordered))
    return ordered[-1] if ordered and follow and len({g.name for g in groups}) == 1 else None


@loader
def load(extra: tuple[Path, ...] = ()) -> Groups:
    """The shipped groups and state bodies with the user's `extra` files.

    A user's row replaces the one with its name, country and first day.

    Raises DataFileError for a malformed row.
    """
    columns = ("name", "aliases", "country", "sectors", "kind")
    files = (DATA / "groups.csv", DATA / "state_bodies.csv", *extra)
    return Groups(load_rows(files, columns, _make, lambda g: (fold(g.name), g.country, g.start)))


def _make(row: Row) -> Group:
    return Group(
        name=row.required("name"),
        aliases=row.many("aliases"),
        country=row.country(),
        sectors=row.sectors(),
        kind=row.choice("kind", KINDS),
        start=row.date("from", last=False),
        end=row.date("to", last=True),
    )
