"""Peoples, faiths and creeds that are no state: "Kurdish", "Tamils", "Sunni", "Islamist".

`data/ethnic_religious.csv` holds them, each word as it is written in reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from dragoman.gazetteer.names import Names, fold
from dragoman.gazetteer.rows import DATA, Row, load_rows, loader

KINDS = frozenset({"ethnic", "religious", "ideological"})


@dataclass(frozen=True, slots=True)
class Community:
    """A people, faith or creed; `country` is the state meant when no other is named (alpha-3), often None.

    `rebels` is the state against which armed groups of this people fight, where `country` leaves it open ("Tamil").
    """

    text: str
    kind: str
    country: str | None
    rebels: str | None = None


class Communities:
    """All communities, by the adjective or noun that names them."""

    def __init__(self, entries: Iterable[Community]) -> None:
        self._all = tuple(entries)
        self._names = Names((community.text, community) for community in self._all)

    def __iter__(self) -> Iterator[Community]:
        return iter(self._all)

    @property
    def openings(self) -> AbstractSet[str]:
        """The pieces with which the names begin (names.opening)."""
        return self._names.openings

    def find(self, text: str) -> Community | None:
        """The community that the whole of `text` names."""
        found = self._names.find(text)
        return found[0] if found else None

    def longest(self, words: Sequence[str], start: int = 0) -> tuple[int, Community] | None:
        """The community named from `words[start]` on, and how many words name it."""
        match = self._names.longest(words, start)
        return (match[0], match[1][0]) if match else None


@loader
def load(extra: tuple[Path, ...] = ()) -> Communities:
    """The shipped communities with the user's `extra` files; a user's row replaces the one with its text.

    Raises DataFileError for a malformed row.
    """
    columns = ("text", "kind", "country")
    files = (DATA / "ethnic_religious.csv", *extra)
    return Communities(load_rows(files, columns, _make, lambda c: fold(c.text)))


def _make(row: Row) -> Community:
    return Community(row.required("text"), row.choice("kind", KINDS), row.country(), row.country("rebels"))
