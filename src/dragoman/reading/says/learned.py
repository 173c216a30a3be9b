"""The learned attributions: a small encoder that finds cues, and for each cue its source and its content.

The model is a folder: `encoder.onnx` gives the states of a passage's words and how likely each begins a cue,
`parts.onnx` says of each word beside a cue whether it is in the source or the content; `tokenizer.json`, and
`model.json`, which names the classes of words that it knows and what it must be sure of. training/attributions makes
it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dragoman.reading.model_folder import MODELS, ModelFolder
from dragoman.reading.parse import Parsed
from dragoman.reading.says.passages import Labels, Numbers, Passage, Passages

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

SHIPPED = MODELS / "attributions"

_BEGINS, _GOES_ON = 1, 2
_SOURCE, _CONTENT = slice(1, 3), slice(3, 5)
_GAP = 1
"""Tokens of doubt that a content may close over."""


class About(Struct, frozen=True):
    """What model.json says. `cue` is the least chance of a word looked at as a cue, `content` that of a word of a
    content, `source` that of a source; `least` is the least belief of an attribution."""

    tags: tuple[str, ...]
    deps: tuple[str, ...]
    entities: tuple[str, ...]
    cue: float
    content: float
    source: float
    least: float


@dataclass(frozen=True, slots=True)
class Seen:
    """An attribution as the model sees it, in tokens from and to (exclusive); `belief` is 0 to 1."""

    cue: tuple[int, int]
    source: tuple[int, int] | None
    content: list[tuple[int, int]]
    belief: float


class AttributionModel(ModelFolder):
    """Finds the attributions of a passage; see ModelFolder for when it raises ModelError."""

    what = "the model of attributions"

    def __init__(self, folder: str | PathLike[str] = SHIPPED, threads: int = 1) -> None:
        super().__init__(folder, threads)

    @cached_property
    def about(self) -> About:
        """The classes and settings."""
        return self._settings(About)

    @cached_property
    def labels(self) -> Labels:
        """The numbers of the classes that it knows."""
        return Labels.of(self.about.tags, self.about.deps, self.about.entities)

    @cached_property
    def _encoder(self) -> InferenceSession:
        return self._graph("encoder.onnx")

    @cached_property
    def _parts(self) -> InferenceSession:
        return self._graph("parts.onnx")

    def read(self, passages: Passages, heads: Sequence[int] | None = None) -> Iterator[Seen]:
        """The attributions of a report's passages, in the order of their cues.

        With `heads`, tokens, only of those passages in which one of them stands or something is quoted.
        """
        for passage in passages:
            if heads is None or passages.speaks(passage, heads):
                yield from self._passage(passages, passage)

    def _passage(self, passages: Passages, passage: Passage) -> Iterator[Seen]:
        ids, owner, first = pieces(self._tokenizer, passages.parsed, passage)
        words = np.where(owner >= 0, passage.words[:, owner.clip(min=0)], 0)
        states, logits = self._encoder.run(
            None, {"ids": ids[None], "words": words[None], "first": first[None]}
        )
        chances = _softmax(logits[0])
        cues = _cues(chances, self.about.cue)
        if not cues:
            return
        start = passage.start
        pairs = np.stack([passages.pairs(passage, (low + start, high + start)) for low, high in cues])
        low, last = (
            np.array(edge, dtype=np.int64) for edge in zip(*((a, b - 1) for a, b in cues), strict=True)
        )
        (parts,) = self._parts.run(None, {"states": states, "low": low, "last": last, "pairs": pairs})
        for (a, b), own in zip(cues, _softmax(parts), strict=True):
            content = _runs(own[:, _CONTENT].sum(1), self.about.content, (a, b))
            if not content:
                continue
            sure = max(float(own[x:y, _CONTENT].sum(1).max()) for x, y in content)
            belief = float(chances[a, _BEGINS]) * sure
            if belief < self.about.least:
                continue
            source = _best_run(own[:, _SOURCE].sum(1), self.about.source)
            yield Seen(
                (a + start, b + start),
                None if source is None else (source[0] + start, source[1] + start),
                [(x + start, y + start) for x, y in content],
                belief,
            )


def pieces(tokenizer: Tokenizer, parsed: Parsed, passage: Passage) -> tuple[Numbers, Numbers, Numbers]:
    """The word pieces of a passage, the token that each belongs to (-1: none), and the first piece of each token."""
    code = tokenizer.encode(parsed.text[passage.start : passage.end], is_pretokenized=True)
    owner = np.array([-1 if word is None else word for word in code.word_ids], dtype=np.int64)
    first = np.zeros(len(passage), dtype=np.int64)
    for place in range(len(owner) - 1, -1, -1):
        if owner[place] >= 0:
            first[owner[place]] = place
    return np.array(code.ids, dtype=np.int64), owner, first


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    odds: NDArray[np.float32] = np.exp(logits - logits.max(-1, keepdims=True))
    odds /= odds.sum(-1, keepdims=True)
    return odds


def _cues(chances: NDArray[np.float32], least: float) -> list[tuple[int, int]]:
    """Where cues may be, as tokens from and to."""
    found: list[tuple[int, int]] = []
    for start in np.flatnonzero(chances[:, _BEGINS] >= least).tolist():
        end = start + 1
        while end < len(chances) and chances[end].argmax() == _GOES_ON:
            end += 1
        found.append((start, end))
    return found


def _runs(chances: NDArray[np.float32], least: float, cue: tuple[int, int]) -> list[tuple[int, int]]:
    """The unbroken runs of likely tokens; gaps of a token are closed but over the cue."""
    runs: list[tuple[int, int]] = []
    for token in np.flatnonzero(chances >= least).tolist():
        if cue[0] <= token < cue[1]:
            continue
        if runs and token - runs[-1][1] <= _GAP and not runs[-1][1] <= cue[0] < token:
            runs[-1] = (runs[-1][0], token + 1)
        else:
            runs.append((token, token + 1))
    return runs


def _best_run(chances: NDArray[np.float32], least: float) -> tuple[int, int] | None:
    """The run of likely tokens around the likeliest."""
    best = int(chances.argmax())
    if chances[best] < least:
        return None
    low, high = best, best + 1
    while low > 0 and chances[low - 1] >= least:
        low -= 1
    while high < len(chances) and chances[high] >= least:
        high += 1
    return low, high
