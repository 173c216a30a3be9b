"""Offices and titles: from "Lt. Gen." and "minister for foreign affairs" to one canonical office, sector and level.

`data/offices.csv` holds them. A row whose office has a "*" is a word that goes before another title and changes it:
"former", "*" being what follows, makes "former president" of "president".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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

    def longest(
        self, words: Sequence[str], start: int = 0, country: str | None = None
    ) -> tuple[int, Office] | None:
        """The longest title that begins at `words[start]`, and how many words it takes.

        `words` stand as in the report; plurals match too. `country` (alpha-3) is whose office it is, where known:
        "secretary of state" is the foreign minister of the USA and a junior minister elsewhere.
        """
        best: tuple[int, Office] | None = None
        for length, values in self._names.matches(words, start):
            plain = for_country([v for v in values if not v.changes_the_next], country)
            if plain and (best is None or length >= best[0]):
                best = length, plain
            for before in values:
                changed = self._changed(before, words, start + length, country)
                if changed and (best is None or changed[0] - start > best[0]):
                    best = changed[0] - start, changed[1]
        return best

    def find(self, text: str, country: str | None = None) -> Office | None:
        """The office that the whole of `text` names."""
        words = text.split()
        match = self.longest(words, 0, country)
        return match[1] if match and match[0] == len(words) else None

    def _changed(
        self, before: Office, words: Sequence[str], start: int, country: str | None
    ) -> tuple[int, Office] | None:
        """Where the title after `before` ends, and what the two make together."""
        if not before.changes_the_next:
            return None
        while start < len(words) and not pieces(words[start]):
            start += 1
        following = self.longest(words, start, country)
        if following is None:
            return None
        length, office = following
        return start + length, replace(
            office,
            phrase=f"{before.phrase} {office.phrase}",
            office=before.office.replace("*", office.office),
            sectors=before.sectors or office.sectors,
            # A deputy minister meets at the deputies' level; a deputy commander is still military.
            level=before.level if before.level and office.level == "ministers" else office.level,
        )


@loader
def load(extra: tuple[Path, ...] = ()) -> Offices:
    """The shipped titles with the user's `extra` files; a row replaces the one with its phrase and country.

    Raises DataFileError for a malformed row.
    """
    columns = ("phrase", "office", "sectors", "level")
    files = (DATA / "offices.csv", *extra)
    return Offices(load_rows(files, columns, _make, lambda o: (fold(o.phrase), o.country, o.changes_the_next)))


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
