"""International organisations: their names, what kind they are, and the members they stand for.

`data/organisations.csv` holds them. Membership is that of 2025 or, for a body that is no more, its last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from dragoman.gazetteer.names import Names, fold
from dragoman.gazetteer.rows import DATA, Row, load_rows, loader

KINDS = frozenset({"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"})
"""What stands in a country's place for a body above states (PLOVER manual 2.0, actor codes)."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """An international organisation.

    `code` is what a contact calls the party ("UN", "African Union"); `kind` is one of `KINDS`; `parent` is the code of
    the organisation it is part of; `members` are alpha-3 codes or codes of organisations; `seats` are the places whose
    name may stand for it.
    """

    code: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    sectors: tuple[str, ...]
    parent: str | None
    members: tuple[str, ...]
    seats: tuple[str, ...]


class Organisations:
    """All organisations, by code, name and seat."""

    def __init__(self, entries: Iterable[Organisation]) -> None:
        self._by_code = {o.code: o for o in entries}
        self._names = Names((name, o) for o in self for name in (o.code, o.name, *o.aliases))
        self._seats: dict[str, tuple[Organisation, ...]] = {}
        for organisation in self:
            for seat in map(fold, organisation.seats):
                self._seats[seat] = (*self._seats.get(seat, ()), organisation)

    def __iter__(self) -> Iterator[Organisation]:
        return iter(self._by_code.values())

    @property
    def openings(self) -> AbstractSet[str]:
        """The pieces with which the names begin (names.opening)."""
        return self._names.openings

    def by_code(self, code: str) -> Organisation | None:
        """The organisation with this code."""
        return self._by_code.get(code)

    def find(self, text: str) -> Organisation | None:
        """The organisation that the whole of `text` names."""
        found = self._names.find(text)
        return found[0] if found else None

    def longest(self, words: Sequence[str], start: int = 0) -> tuple[int, Organisation] | None:
        """The organisation named from `words[start]` on, and how many words name it."""
        match = self._names.longest(words, start)
        return (match[0], match[1][0]) if match else None

    def seated_in(self, place: str) -> tuple[Organisation, ...]:
        """The organisations that `place` may stand for ("Brussels": the EU, NATO)."""
        return self._seats.get(fold(place), ())

    def roof(self, organisation: Organisation) -> Organisation:
        """The organisation at the top of the one given: the UN for UNHCR, itself where it has no parent."""
        seen = {organisation.code}
        while organisation.parent and (above := self._by_code.get(organisation.parent)):
            if above.code in seen:
                break
            seen.add(above.code)
            organisation = above
        return organisation


@loader
def load(extra: tuple[Path, ...] = ()) -> Organisations:
    """The shipped organisations with the user's `extra` files; a user's row replaces the one with its code.

    Raises DataFileError for a malformed row.
    """
    columns = ("code", "name", "aliases", "kind")
    files = (DATA / "organisations.csv", *extra)
    return Organisations(load_rows(files, columns, _make, lambda o: o.code))


def _make(row: Row) -> Organisation:
    code = row.required("code")
    parent = row.text("parent") or None
    if parent == code:
        raise row.error("parent: an organisation can't be part of itself")
    return Organisation(
        code=code,
        name=row.required("name"),
        aliases=row.many("aliases"),
        kind=row.choice("kind", KINDS),
        sectors=row.sectors(),
        parent=parent,
        members=row.many("members"),
        seats=row.many("seats"),
    )
