"""The event lexicon: which verbs and nouns tell of which PLOVER type, and where their source and target stand.

The rows are in `data/triggers/*.csv`, one file a quad class; docs/data-files.md describes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dragoman.codebook import Codebook
from dragoman.errors import DataFileError
from dragoman.gazetteer.tables import read_rows
from dragoman.reading.tables import DATA

TRIGGERS = DATA / "triggers"
COLUMNS = ("pos", "trigger", "type", "mode", "source", "target")
NONE = "NONE"
"""The type of a row that says: these words are no event, though a shorter row would fire."""

ANY = "*"
"""In braces: any object at all."""
PERSON = "@person"
"""In braces: a person by name, whom nobody calls anything ("called Smith", not "called Smith a liar")."""

_PIECES = re.compile(r"\{[^}]*\}|\([^)]*\)|[^\s{}()]+")
_PREPOSITIONS = frozenset(
    {"to", "of", "on", "for", "against", "with", "from", "in", "over", "at", "by", "between", "about"}
)
_POS = frozenset({"verb", "noun", "adj"})
_ROLE = re.compile("[a-z]+")


@dataclass(frozen=True, slots=True)
class Trigger:
    """A row of the lexicon.

    A verb fires when all `words` (particles, prepositions, in order) stand with it and, if `objects` is not empty, one
    of these lemmas heads its object. A noun fires when one lemma of each set in `modifiers` stands before it and all
    `words` (prepositions) after it.
    `source` and `target` are roles tried in order.
    """

    pos: str
    lemma: str
    words: tuple[str, ...]
    objects: frozenset[str]
    modifiers: tuple[frozenset[str], ...]
    type: str
    mode: str | None
    source: tuple[str, ...]
    target: tuple[str, ...]

    @property
    def specificity(self) -> int:
        """How much must stand with the lemma: the row that asks for more wins."""
        return (
            (1 if self.objects == {ANY} else 2 * bool(self.objects))
            + len(self.words)
            + 2 * len(self.modifiers)
        )


class _Index:
    """The rows of one lemma by a word without which they can't fire: what one looks up doesn't grow with the rows."""

    def __init__(self, rows: Sequence[Trigger]) -> None:
        self._rows = rows
        self._always: list[int] = []
        self._needing: dict[str, list[int]] = {}
        for rank, row in enumerate(rows):
            if row.objects and ANY not in row.objects:
                keys = row.objects
            elif row.words:
                keys = frozenset(row.words[-1:])
            elif row.modifiers:
                keys = row.modifiers[0]
            else:
                self._always.append(rank)
                continue
            for key in keys:
                self._needing.setdefault(key, []).append(rank)

    def within(self, words: AbstractSet[str]) -> list[Trigger]:
        found = set(self._always)
        for word in self._needing.keys() & words:
            found.update(self._needing[word])
        return [
            row
            for row in map(self._rows.__getitem__, sorted(found))
            if all(word in words for word in row.words)
        ]


class Lexicon:
    """All triggers, by part of speech and lemma, the most specific first."""

    def __init__(self, triggers: Sequence[Trigger]) -> None:
        self._indexes: dict[tuple[str, str], _Index] = {}
        self._by_lemma: dict[tuple[str, str], list[Trigger]] = {}
        for trigger in triggers:
            self._by_lemma.setdefault((trigger.pos, trigger.lemma), []).append(trigger)
        for rows in self._by_lemma.values():
            rows.sort(key=lambda t: -t.specificity)

    def __iter__(self) -> Iterator[Trigger]:
        for rows in self._by_lemma.values():
            yield from rows

    def __len__(self) -> int:
        return sum(map(len, self._by_lemma.values()))

    def rows(self, pos: str, lemma: str) -> Sequence[Trigger]:
        """The triggers of a lemma, the most specific first; `pos` is verb, noun or adj."""
        return self._by_lemma.get((pos, lemma), ())

    def within(self, pos: str, lemma: str, words: AbstractSet[str]) -> Sequence[Trigger]:
        """Those of `rows` whose words, objects and modifiers can be among `words`: forms in lower case, lemmas, and
        labels of names ("@gpe")."""
        key = pos, lemma
        index = self._indexes.get(key)
        if index is None:
            if key not in self._by_lemma:
                return ()
            index = self._indexes[key] = _Index(self._by_lemma[key])
        return index.within(words)


def load(extra: Sequence[Path] = (), book: Codebook | None = None) -> Lexicon:
    """The shipped lexicon; a user's `extra` files go before it: their row replaces the one with its words.

    Among the user's files the later wins. `book` is what their types and modes must be in.
    Raises DataFileError naming the file and line of a malformed row.
    """
    return _read(extra, book) if extra else _shipped()


@cache
def _shipped() -> Lexicon:
    return _read((), None)


def _read(extra: Sequence[Path], book: Codebook | None) -> Lexicon:
    rows: dict[tuple[object, ...], Trigger] = {}
    for path in (*reversed(extra), *sorted(TRIGGERS.glob("*.csv"))):
        for line, row in read_rows(path, COLUMNS):
            trigger = _parse(row, path, line)
            if book is not None and path in extra:
                _check(trigger, book, path, line)
            rows.setdefault(
                (trigger.pos, trigger.lemma, trigger.words, trigger.objects, trigger.modifiers), trigger
            )
    return Lexicon(list(rows.values()))


def _check(trigger: Trigger, book: Codebook, path: Path, line: int) -> None:
    type_, mode = trigger.type, trigger.mode
    if type_ != NONE and type_ not in book.types:
        known = ", ".join([*book.types, NONE])
        raise DataFileError(f"type: there is no {type_!r}; there are {known}", where=str(path), line=line)
    if mode and (type_ == NONE or not book.has_mode(type_, mode)):
        raise DataFileError(f"mode: {type_} has no mode {mode!r}", where=str(path), line=line)
    for role in (*trigger.source, *trigger.target):
        if not _ROLE.fullmatch(role):
            raise DataFileError(
                f"{role!r} is no role: roles are words in lower case", where=str(path), line=line
            )


def _parse(row: dict[str, str], path: Path, line: int) -> Trigger:
    pos, text = row["pos"].strip(), row["trigger"].strip()
    pieces = _PIECES.findall(text)
    plain = [p for p in pieces if p[0] not in "{("]
    if pos not in _POS or not plain or not row["type"].strip():
        raise DataFileError(f"not a trigger: {pos!r} {text!r}", where=str(path), line=line)
    if sum(p[0] == "{" for p in pieces) > 1:
        raise DataFileError(f"{text!r}: a trigger has one set in braces", where=str(path), line=line)
    objects = frozenset(word for p in pieces if p[0] == "{" for word in p[1:-1].split())
    sets = tuple(frozenset(p[1:-1].split()) for p in pieces if p[0] == "(")
    if pos == "noun":
        last = max((i for i, word in enumerate(plain) if word not in _PREPOSITIONS), default=0)
        lemma, words = plain[last], tuple(plain[last + 1 :])
        sets += tuple(frozenset({word}) for word in plain[:last])
    else:
        lemma, words = plain[0], tuple(plain[1:])
    return Trigger(
        pos=pos,
        lemma=lemma,
        words=words,
        objects=objects,
        modifiers=sets,
        type=row["type"].strip(),
        mode=row["mode"].strip() or None,
        source=tuple(row["source"].split()),
        target=tuple(row["target"].split()),
    )
