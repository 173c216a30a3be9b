"""Which name is meant by a misspelt word: "Phillipine", "Columbian", "Lybian", "Ahmedinejad".

Only long names are guessed at, and only where one reading is nearest: countries' names and adjectives of six letters
and more, surnames of world leaders of eight and more. A word that the gazetteer knows as it stands is never changed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from dragoman.gazetteer.names import KEPT, fold

SHORTEST = 6
"""Letters that a word must have before a guess is safe."""
_LONG, _VERY_LONG = 8, 11
"""Letters from which on one and two slips are allowed; shorter words must sound alike, or have two letters swapped."""
_ALIKE = 0.5
"""How far apart two words are that sound alike: nearer than one slip."""

_SOUNDS = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        ("ph", "f"),
        ("(?<=[bdgktz])h", ""),
        ("[yj]", "i"),
        ("[qk]", "c"),
        (r"(.)\1", r"\1"),
    )
)


@dataclass(slots=True)
class _Near:
    """The names of one first letter and length: folded, as they sound, and each as written with what it stands for."""

    folded: list[str] = field(default_factory=list)
    sounds: list[str] = field(default_factory=list)
    meant: list[tuple[str, str]] = field(default_factory=list)


class Spellings:
    """The words that a misspelt word may be meant for.

    `names` are words as written, with what each stands for: a country's code or a person's name. A guess is only made
    when all nearest words stand for one thing. What `is_known` knows is right as it stands.
    """

    def __init__(self, names: Iterable[tuple[str, str]], is_known: Callable[[str], bool]) -> None:
        self._is_known = is_known
        self._near: dict[tuple[str, int], _Near] = defaultdict(_Near)
        self._guess = lru_cache(KEPT)(self._nearest)
        for word, meaning in names:
            folded = fold(word)
            if len(folded) >= SHORTEST and folded.isalpha() and word[:1].isupper():
                near = self._near[folded[0], len(folded)]
                near.folded.append(folded)
                near.sounds.append(_sound(folded))
                near.meant.append((word, meaning))

    def meant(self, word: str) -> str:
        """The name that `word`, a capitalised word of a report, is a slip for; `word` itself when it is none."""
        if len(word) < SHORTEST or not word[0].isupper() or not word.isalpha():
            return word
        return self._guess(word)

    def _nearest(self, word: str) -> str:
        folded = fold(word)
        if not folded.isalpha() or self._is_known(word):
            return word
        most = 2 if len(folded) >= _VERY_LONG else 1
        sound = _sound(folded)
        found: list[tuple[float, str, str]] = []
        for length in range(len(folded) - most, len(folded) + most + 1):
            near = self._near.get((folded[0], length))
            if near is None:
                continue
            slips = process.extract_iter(folded, near.folded, scorer=OSA.distance, score_cutoff=most)
            apart: dict[int, float] = {
                at: slip for name, slip, at in slips if len(folded) >= _LONG or sorted(folded) == sorted(name)
            }
            apart.update((at, _ALIKE) for at, its in enumerate(near.sounds) if its == sound)
            found.extend((apart[at], *near.meant[at]) for at in sorted(apart))
        if not found:
            return word
        nearest = min(found)[0]
        best = [(written, meaning) for apart, written, meaning in found if apart == nearest]
        return best[0][0] if len({meaning for _, meaning in best}) == 1 else word


def _sound(word: str) -> str:
    for pattern, letter in _SOUNDS:
        word = pattern.sub(letter, word)
    return word
