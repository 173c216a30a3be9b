"""The words that attribute: data/cues.csv, looked up by lemma and pattern."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast, get_args

from dragoman.gazetteer.rows import Row, load_rows
from dragoman.reading.tables import DATA, OwnFile, own_files
from dragoman.records import Act

FILE = "cues.csv"
ANY = "*"
"""The lemma of a row that holds for every word that has no row of its own."""

_COLUMNS = ("lemma", "pos", "frames", "act", "claim")
_ACTS = frozenset(get_args(Act))
_POS = frozenset({"verb", "light", "noun", "adjective"})
_FRAME = re.compile(r"(be done )?(that|to do|doing|X|Y|as|quote|X (Y|to do|doing|[a-z]+)|[a-z]+ X)|be done")


@dataclass(frozen=True, slots=True)
class Cue:
    """One row: a word, the patterns (frames.py) in which it attributes, the speech act, and whether that is a claim."""

    lemma: str
    pos: str
    frames: tuple[str, ...]
    act: Act
    claim: bool


class Cues:
    """The rows, by lemma, part of speech and frame."""

    def __init__(self, rows: Sequence[Cue]) -> None:
        self._rows: dict[tuple[str, str], dict[str, Cue]] = {}
        for row in rows:
            own = self._rows.setdefault((row.lemma, row.pos), {})
            own.update(dict.fromkeys(row.frames, row))
        self._frames = {key: frozenset(own) for key, own in self._rows.items()}
        self._any = {pos: self._frames.get((ANY, pos)) for pos in _POS}
        self._add_slips()

    @property
    def light(self) -> frozenset[str]:
        """Verbs that only carry a noun of speech: "made the claim that ..."."""
        return frozenset(lemma for lemma, pos in self._rows if pos == "light")

    def _add_slips(self) -> None:
        """The lemmatizer makes "hop" of "hoped" and "retweete" of "retweeted": know the word by these forms too."""
        for (lemma, pos), own in list(self._rows.items()):
            other = lemma[:-1] if lemma.endswith("e") else lemma + "e"
            if pos == "verb" and (other, pos) not in self._rows:
                self._rows[other, pos] = own
                self._frames[other, pos] = frozenset(own)

    def frames(self, lemma: str, pos: str) -> frozenset[str] | None:
        """The patterns in which the word attributes; None when it never does."""
        return self._frames.get((lemma, pos)) or self._any.get(pos)

    def entry(self, lemma: str, pos: str, frame: str) -> Cue | None:
        """The row for a word in a pattern."""
        own = self._rows.get((lemma, pos)) or self._rows.get((ANY, pos))
        return own.get(frame) if own else None


def load_cues(extra: Sequence[Path] = ()) -> Cues:
    """The shipped rows, with those of the user's own `cues.csv` among `extra` in place of the same key or added.

    Raises DataFileError naming the file and line of a malformed row.
    """
    return _read(own_files(FILE, extra))


@cache
def _read(own: tuple[OwnFile, ...]) -> Cues:
    files = (DATA / FILE, *(file.path for file in own))
    return Cues(load_rows(files, _COLUMNS, _make, lambda cue: (cue.lemma, cue.pos, cue.frames)))


def _make(row: Row) -> Cue:
    frames = row.many("frames")
    for frame in frames:
        if not _FRAME.fullmatch(frame):
            raise row.error(f"frames: {frame!r} is no pattern")
    if not frames:
        raise row.error("frames is empty")
    return Cue(
        lemma=row.required("lemma"),
        pos=row.choice("pos", _POS),
        frames=frames,
        act=cast(Act, row.choice("act", _ACTS)),
        claim=row.yes("claim"),
    )
