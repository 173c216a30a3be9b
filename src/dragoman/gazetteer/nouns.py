"""Words that denote actors without naming them: "police", "foreign ministry", "gunmen", "villagers".

`data/actor_nouns.csv` holds them with the sector each stands for in the codebook.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from dragoman.gazetteer.names import Names, fold, plurals
from dragoman.gazetteer.rows import DATA, Row, load_rows, loader

KINDS = frozenset({"state", "office", "person", "force", "organisation", "group", "people"})
_NO_PLURAL = "-"


@dataclass(frozen=True, slots=True)
class ActorNoun:
    """A noun or noun phrase that denotes an actor.

    `sectors` are codebook codes, `kind` an actor's kind. `weak` is True for words that are actors only when something
    else says so ("people", "side"). `notes` say why a sector was chosen where the codebook leaves a choice.
    """

    noun: str
    plural: str
    sectors: tuple[str, ...]
    kind: str
    weak: bool
    notes: str


class ActorNouns:
    """All actor nouns, singular and plural."""

    def __init__(self, entries: Iterable[ActorNoun]) -> None:
        self._all = tuple(entries)
        self._names = Names((form, noun) for noun in self._all for form in _forms(noun))

    def __iter__(self) -> Iterator[ActorNoun]:
        return iter(self._all)

    @property
    def openings(self) -> AbstractSet[str]:
        """The pieces with which the names begin (names.opening)."""
        return self._names.openings

    def find(self, text: str) -> ActorNoun | None:
        """The noun that is the whole of `text`."""
        found = self._names.find(text)
        return found[0] if found else None

    def longest(self, words: Sequence[str], start: int = 0) -> tuple[int, ActorNoun] | None:
        """The longest actor noun that begins at `words[start]`, and how many words it takes.

        `words` stand as in the report, not as lemmas.
        """
        match = self._names.longest(words, start)
        return (match[0], match[1][0]) if match else None


def _forms(noun: ActorNoun) -> tuple[str, ...]:
    if noun.plural == _NO_PLURAL:
        return (noun.noun,)
    return (noun.noun, noun.plural) if noun.plural else (noun.noun, *plurals(noun.noun))


@loader
def load(extra: tuple[Path, ...] = ()) -> ActorNouns:
    """The shipped nouns with the user's `extra` files; a user's row replaces the one with its noun.

    Raises DataFileError for a malformed row.
    """
    columns = ("noun", "sectors", "kind")
    files = (DATA / "actor_nouns.csv", *extra)
    return ActorNouns(load_rows(files, columns, _make, lambda n: fold(n.noun)))


def _make(row: Row) -> ActorNoun:
    return ActorNoun(
        noun=row.required("noun"),
        plural=row.text("plural"),
        sectors=row.sectors(),
        kind=row.choice("kind", KINDS),
        weak=row.yes("weak"),
        notes=row.text("notes"),
    )
