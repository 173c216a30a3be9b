"""The learned contexts: what an event is about, by the words of its sentence and by the event model's view of it.

A table gives each word its weight for each context, in log-odds; a sentence's weight is the sum over its words,
divided by the root of their number, so that long sentences prove no more than short ones. Where the event model has
read the sentence, its state is weighed as well; no encoder runs for it again. training/contexts makes the model.
"""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from os import PathLike

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dragoman.reading.model_folder import MODELS, ModelFolder

SHIPPED = MODELS / "contexts"

_WORD = re.compile(r"[a-z]+(?:[-'][a-z]+)*")


class Least(Struct, frozen=True):
    """The chance from which a context is given: `alone` where no cue proves another one, `beside` where one does,
    `cue` where a weak cue of the context itself stands in the sentence."""

    alone: float
    beside: float
    cue: float


class About(Struct, frozen=True):
    """What model.json says. `share` is the weight of the event model's state; the words have the rest."""

    labels: tuple[str, ...]
    share: float
    words: Least
    both: Least


class _Arrays(Struct, frozen=True):
    rows: Mapping[str, int]
    words: NDArray[np.float32]
    word_bias: NDArray[np.float32]
    state: NDArray[np.float32]
    state_bias: NDArray[np.float32]


def table_words(text: str) -> Iterator[str]:
    """The words of a text as the table spells them, each once: lower case, without a genitive's 's."""
    found = (word.removesuffix("'s") for word in _WORD.findall(text.lower()))
    return iter(dict.fromkeys(found))


class ContextModel(ModelFolder):
    """Says how likely each context is (`model.json`, `model.npz`); see ModelFolder for when it raises ModelError."""

    what = "the model of contexts"

    def __init__(self, folder: str | PathLike[str] = SHIPPED) -> None:
        super().__init__(folder)

    @cached_property
    def about(self) -> About:
        """The contexts it knows, and its settings."""
        return self._settings(About)

    @cached_property
    def _arrays(self) -> _Arrays:
        try:
            with np.load(self.folder / "model.npz") as found:
                spelled = found["spelled"].tobytes().decode("utf-8").split("\n")
                return _Arrays(
                    {word: row for row, word in enumerate(spelled)},
                    found["words"].astype(np.float32) * found["word_scale"],
                    found["word_bias"],
                    found["state"].astype(np.float32),
                    found["state_bias"],
                )
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise self._unfit("model.npz", error) from error

    def by_words(self, text: Iterable[str]) -> dict[str, float]:
        """How likely each context is, 0 to 1, by the words of a sentence (see `table_words`)."""
        return self._chances(self._words(text))

    def by_both(self, text: Iterable[str], state: NDArray[np.float64]) -> dict[str, float]:
        """How likely each context is by the words and by the event model's state, [width]."""
        arrays, share = self._arrays, self.about.share
        seen = state[-len(arrays.state) :] @ arrays.state + arrays.state_bias
        return self._chances((1 - share) * self._words(text) + share * seen)

    def _words(self, text: Iterable[str]) -> NDArray[np.float32]:
        arrays = self._arrays
        rows = [row for word in text if (row := arrays.rows.get(word)) is not None]
        if not rows:
            return arrays.word_bias
        total: NDArray[np.float32] = arrays.words[rows].sum(axis=0) / math.sqrt(len(rows)) + arrays.word_bias
        return total

    def _chances(self, odds: NDArray[np.float64] | NDArray[np.float32]) -> dict[str, float]:
        return dict(zip(self.about.labels, (1 / (1 + np.exp(-odds))).tolist(), strict=True))
