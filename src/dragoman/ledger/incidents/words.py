"""Which words tell one incident from others? The rare ones: names above all.

Words are compared by their first letters, so that "bombed" and "bombing" are one. How rare a word is comes from a
table that is shipped: were it counted in the ledger, what is linked would depend on what came in before.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from dragoman.errors import DataFileError

FILE = "incident_words.csv"
STEM = 5
"""Letters of a word that tell it from others."""

_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 3

Weights = Mapping[str, float]


def stem(word: str) -> str:
    """What a word is compared by."""
    return word.casefold()[:STEM]


def stems(text: str) -> dict[str, bool]:
    """The words of a text as they are compared, in their order, each with whether a capital begins it."""
    found: dict[str, bool] = {}
    for match in _WORD.finditer(text):
        word = match[0]
        if len(word) < _SHORTEST and not word.isdigit():
            continue
        key = stem(word)
        found[key] = found.get(key, True) and word[0].isupper()
    return found


def rarest(words: Iterable[str], most: int) -> tuple[str, ...]:
    """The rarest of the words, at most so many, in the order of the alphabet."""
    known = load()
    ranked = sorted(dict.fromkeys(words), key=lambda word: (-known.get(word, 1.0), word))
    return tuple(sorted(ranked[:most]))


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of their weight two sets of words share, 0 to 1 (the cosine of their weights' roots)."""
    shared = weight(one & other)
    return shared / (weight(one) * weight(other)) ** 0.5 if shared else 0.0


def weight(words: Iterable[str]) -> float:
    """How much the words tell, together."""
    known = load()
    return sum(known.get(word, 1.0) for word in words)


@cache
def load() -> Weights:
    """How much a word tells, 0 to 1, by its first letters; a word that is not in the table tells 1.

    Raises DataFileError when the table can't be read.
    """
    path = Path(__file__).parents[1] / "data" / FILE
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            return {row["stem"]: float(row["weight"]) for row in csv.DictReader(lines)}
    except (OSError, KeyError, ValueError) as error:
        raise DataFileError(f"not readable as a table of words ({error})", where=str(path)) from error
