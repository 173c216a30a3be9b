"""Offices and titles: from "Lt. Gen." and "minister for foreign affairs" to one canonical office, sector and level.

`data/offices.csv` holds them. A row whose office has a "*" is a word that goes before another title and changes it:
"former", "*" being what follows, makes "former president" of "president".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

from dragoman.gazetteer.names import Names, fold, for_country, pieces, plurals
from dragoman.gazetteer.rows import DATA, Row, load_rows, loader

LEVELS = frozenset(
    {
        "",
        "heads of state",
        "heads of government",
        "ministers",
        "deputy ministers",
        "envoys",
        "officials",
        "military",
        "lawmakers",
        "parties",
        "experts",
    }
)
"""At what level two sides meet, as a contact states it."""

_KINDS = frozenset({"person", "office"})
# "former acting deputy minister" has three; no title has more.
_MOST_CHANGES = 3


@dataclass(frozen=True, slots=True)
class Office:
    """What a title says of the person who bears it.

    `phrase` is the title as written, `office` its canonical name ("minister of foreign affairs"), `sectors` codebook
    codes, `level` one of `LEVELS`; `country` (alpha-3) is set where the title means this in one country only.
    """

    phrase: str
    office: str
    sectors: tuple[str, ...]
    level: str
    kind: str
    country: str | None

    @property
    def changes_the_next(self) -> bool:
        """Whether this is no office itself but changes the title that follows ("former", "deputy")."""
        return "*" in self.office


class Offices:
    """All titles, looked up by the words of a report."""

    def __init__(self, entries: Iterable[Office]) -> None:
        self._all = tuple(entries)
        self._names = Names(
            (phrase, office)
            for office in self._all
            for phrase in (office.phrase, *(() if office.changes_the_next else plurals(office.phrase)))
        )

    def __iter__(self) -> Iterator[Office]:
        return iter(self._all)

    @property
    def openings(self) -> AbstractSet[str]:
        """The pieces with which the names begin (names.opening)."""
        return self._names.openings

    def longest(
        self, words: Sequence[str], start: int = 0, country: str | None = None
    ) -> tuple[int, Office] | None:
        """The longest title that begins at `words[start]`, and how many words it takes.

        `words` stand as in the report; plurals match too. `country` (alpha-3) is whose office it is, where
        known: "secretary of state" is the foreign minister of the USA and a junior minister elsewhere. Whether
        a word is used as a title ("general" in "Secretary General", "general strike") is for the caller to see.
        """
        return self._longest(words, start, country, _MOST_CHANGES)

    def find(self, text: str, country: str | None = None) -> Office | None:
        """The office that the whole of `text` names."""
        words = text.replace("-", " ").split()
        match = self.longest(words, 0, country)
        return match[1] if match and match[0] == len(words) else None

    def _longest(
        self, words: Sequence[str], start: int, country: str | None, changes: int
    ) -> tuple[int, Office] | None:
        best: tuple[int, Office] | None = None
        for length, values in self._names.matches(words, start):
            plain = for_country([v for v in values if not v.changes_the_next], country)
            if plain and (best is None or length >= best[0]):
                best = length, plain
            before = next((v for v in values if v.changes_the_next), None)
            if before is None or not changes:
                continue
            next_start = start + length
            while next_start < len(words) and not pieces(words[next_start]):
                next_start += 1
            following = self._longest(words, next_start, country, changes - 1)
            if following and (best is None or next_start + following[0] - start > best[0]):
                best = next_start + following[0] - start, _changed(before, following[1])
        return best


def _changed(before: Office, office: Office) -> Office:
    """What `before` makes of the title that follows it."""
    return replace(
        office,
        phrase=f"{before.phrase} {office.phrase}",
        office=before.office.replace("*", office.office),
        sectors=before.sectors or office.sectors,
        level=_level(before, office),
    )


def _level(before: Office, office: Office) -> str:
    """Who has left office meets at no level; a deputy minister at the deputies', a deputy commander still
    at the military's."""
    if before.sectors:
        return ""
    return before.level if before.level and office.level == "ministers" else office.level


@loader
def load(extra: tuple[Path, ...] = ()) -> Offices:
    """The shipped titles with the user's `extra` files; a row replaces the one with its phrase and country.

    Raises DataFileError for a malformed row.
    """
    columns = ("phrase", "office", "sectors", "level")
    files = (DATA / "offices.csv", *extra)
    return Offices(
        load_rows(files, columns, _make, lambda o: (fold(o.phrase), o.country, o.changes_the_next))
    )


def _make(row: Row) -> Office:
    office = row.required("office")
    if office.count("*") > 1:
        raise row.error("office: at most one * may stand for the title that follows")
    return Office(
        phrase=row.required("phrase"),
        office=office,
        sectors=row.sectors(),
        level=row.choice("level", LEVELS),
        kind=row.choice("kind", _KINDS) if row.text("kind") else "person",
        country=row.country(),
    )
