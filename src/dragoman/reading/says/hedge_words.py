"""The words that tell how sure somebody is: data/hedges.csv, looked up by word and way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast, get_args

from dragoman.gazetteer.rows import Row, load_rows
from dragoman.reading.tables import DATA, OwnFile, own_files
from dragoman.records import Hedge

FILE = "hedges.csv"

_COLUMNS = ("word", "pos", "hedge", "negated")
_HEDGES = frozenset(get_args(Hedge))
_SAYING = frozenset({"seeming", "verb", "passive", "adjective", "noun", "adverb", "modal"})
_LISTED = frozenset({"occurring", "perceiving", "scant"})


@dataclass(frozen=True, slots=True)
class Word:
    """One row: a word (or words), how sure it leaves what it governs, and how sure it does so when negated.

    `pos` is the way it hedges; of "occurring" and "perceiving" verbs and "scant" words only the word counts.
    """

    word: str
    pos: str
    hedge: Hedge
    negated: Hedge


class HedgeWords:
    """The rows, by way and lemma."""

    def __init__(self, rows: Sequence[Word]) -> None:
        self._rows = {(row.pos, row.word): row for row in rows}
        # The lemmatizer makes "hop" of "hoped": know the word by this form too.
        for row in rows:
            if row.pos in ("verb", "passive") and row.word.endswith("e"):
                self._rows.setdefault((row.pos, row.word[:-1]), row)
        phrases = [row for row in rows if row.pos == "adverb" and " " in row.word]
        self.phrases = tuple((tuple(row.word.split()), row) for row in phrases)

    def get(self, pos: str, word: str) -> Word | None:
        """The row of a word; `pos` is one of the ways of hedges.csv."""
        return self._rows.get((pos, word))


def load_hedges(extra: Sequence[Path] = ()) -> HedgeWords:
    """The shipped rows, with those of the user's own `hedges.csv` among `extra` in place of the same key or added.

    Raises DataFileError naming the file and line of a malformed row.
    """
    return _read(own_files(FILE, extra))


@cache
def _read(own: tuple[OwnFile, ...]) -> HedgeWords:
    files = (DATA / FILE, *(file.path for file in own))
    return HedgeWords(load_rows(files, _COLUMNS, _make, lambda row: (row.word, row.pos)))


def _make(row: Row) -> Word:
    pos = row.choice("pos", _SAYING | _LISTED)
    if pos in _LISTED:
        return Word(row.required("word"), pos, "certain", "certain")
    hedge, negated = (cast(Hedge, row.choice(name, _HEDGES)) for name in ("hedge", "negated"))
    return Word(row.required("word"), pos, hedge, negated)


_UNDER: Mapping[Hedge, Mapping[Hedge, Hedge]] = {
    "certain": {level: level for level in cast("tuple[Hedge, ...]", get_args(Hedge))},
    "probable": {
        "certain": "probable",
        "probable": "probable",
        "possible": "possible",
        "doubted": "doubted",
        "denied": "doubted",
    },
    "possible": {
        "certain": "possible",
        "probable": "possible",
        "possible": "possible",
        "doubted": "doubted",
        "denied": "doubted",
    },
    "doubted": {
        "certain": "doubted",
        "probable": "doubted",
        "possible": "doubted",
        "doubted": "possible",
        "denied": "possible",
    },
    "denied": {
        "certain": "denied",
        "probable": "doubted",
        "possible": "denied",
        "doubted": "probable",
        "denied": "certain",
    },
}


def under(outer: Hedge, inner: Hedge) -> Hedge:
    """How sure one is of what is `inner` by itself and is said with `outer`: "doubts" over "may" leaves a doubt."""
    return _UNDER[outer][inner]
