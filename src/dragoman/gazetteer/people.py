"""Leaders and ministers by name, and the office each held on a given day.

`data/people.csv` holds one row an office held. A year alone means the whole of it, so that two people may hold one
office on a day; a report's own title decides then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path

from dragoman.gazetteer.names import Names, fold
from dragoman.gazetteer.rows import DATA, Row, load_rows, loader

FORMER_SECTORS = ("ELI",)
"""Sector of former officials (PLOVER manual 2.0, actor codes)."""


@dataclass(frozen=True, slots=True)
class Tenure:
    """A person in an office from `start` to `end` (both days included, None: open or not known).

    `country` is alpha-3; an official of an organisation has its code in `organisation` ("UN") instead.
    """

    name: str
    aliases: tuple[str, ...]
    country: str | None
    organisation: str | None
    office: str
    sectors: tuple[str, ...]
    start: Date | None
    end: Date | None

    def covers(self, on: Date) -> bool:
        """Whether the office was held on that day."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


@dataclass(frozen=True, slots=True)
class Person:
    """Who a name means on a day: `office` is the one held then, "former ..." after it, None before any.

    `organisation` is the code of the organisation served then, as in `Tenure`.
    """

    name: str
    country: str | None
    organisation: str | None
    office: str | None
    sectors: tuple[str, ...]


class People:
    """All people and their offices, by name."""

    def __init__(self, entries: Iterable[Tenure]) -> None:
        self._all = tuple(entries)
        self._of: dict[str, list[Tenure]] = {}
        for tenure in self._all:
            self._of.setdefault(tenure.name, []).append(tenure)
        for tenures in self._of.values():
            tenures.sort(key=lambda t: t.start or Date.min)
        self._names = Names((text, t.name) for t in self._all for text in (t.name, *t.aliases))

    def __iter__(self) -> Iterator[Tenure]:
        return iter(self._all)

    def opens(self, piece: str | None) -> bool:
        """Whether a name begins with this piece (names.opening)."""
        return piece in self._names.openings

    def find(self, name: str, on: Date | None = None) -> Person | None:
        """The person that the whole of `name` names, with the office held `on` that day.

        Without a day it is the last office of the file. A surname that several bear ("Bush") is the one's who held
        office on that day; None when it stays open.
        """
        return self._choose(self._names.find(name), on)

    def longest(
        self, words: Sequence[str], start: int = 0, on: Date | None = None
    ) -> tuple[int, Person] | None:
        """The person named from `words[start]` on, and how many words name them; chosen as in `find`."""
        match = self._names.longest(words, start)
        person = self._choose(match[1], on) if match else None
        return (match[0], person) if match and person else None

    def _choose(self, names: tuple[str, ...], on: Date | None) -> Person | None:
        if len(names) > 1:
            names = tuple(n for n in names if on and any(t.covers(on) for t in self._of[n]))
        return _at(self._of[names[0]], on) if len(names) == 1 else None


def _at(tenures: list[Tenure], on: Date | None) -> Person:
    """The person of these tenures (oldest first) as they stand on that day."""
    held = [t for t in tenures if on is None or t.covers(on)]
    if held:
        now = held[-1]
        return Person(now.name, now.country, now.organisation, now.office, now.sectors)
    past = [t for t in tenures if on and t.end and t.end < on]
    if past:
        last = max(past, key=lambda t: t.end or Date.min)
        return Person(last.name, last.country, last.organisation, f"former {last.office}", FORMER_SECTORS)
    first = tenures[0]
    return Person(first.name, first.country, None, None, ())


@loader
def load(extra: tuple[Path, ...] = ()) -> People:
    """The shipped people with the user's `extra` files.

    A user's row replaces the one with its name, office, country, organisation and first day.

    Raises DataFileError for a malformed row.
    """
    columns = ("name", "aliases", "country", "office", "sectors", "from", "to")
    files = (DATA / "people.csv", *extra)
    return People(
        load_rows(
            files, columns, _make, lambda t: (fold(t.name), t.office, t.country, t.organisation, t.start)
        )
    )


def _make(row: Row) -> Tenure:
    start, end = row.date("from", last=False), row.date("to", last=True)
    if start and end and end < start:
        raise row.error("to: the office ends before it begins")
    return Tenure(
        name=row.required("name"),
        aliases=row.many("aliases"),
        country=row.country(),
        organisation=row.text("organisation") or None,
        office=row.required("office"),
        sectors=row.sectors(),
        start=start,
        end=end,
    )
