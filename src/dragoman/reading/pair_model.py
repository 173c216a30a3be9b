"""The learned type of a pair: a small encoder that reads one sentence with its source and target marked.

The model is a folder: `model.onnx`, `tokenizer.json`, and `model.json`, which names its labels, its markers and the
temperature that makes its probabilities hold. training/ makes it; its MODEL_CARD.md says from what.

Pairs are read one at a time: the int8 arithmetic scales a whole batch alike, so in a batch the answer for a pair would
depend on the pairs beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dragoman.reading.model_folder import MODELS, ModelFolder
from dragoman.records import Pair

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

SHIPPED = MODELS / "pairs"
"""Reads the type of a pair that is told."""
EVENTS = MODELS / "events"
"""Smaller; reads besides at which word the event stands, and often that there is none."""
NONE = "NONE"
"""The label of a pair with no event from source to target."""
YIELDING = ("CONCEDE", "RETREAT")
"""Yielding in words and in deeds: one type in CAMEO (08) and in the sentences that the models learned most from."""

# Words that a tokenizer takes for its own signs; in a report they are text.
_SIGNS = re.compile(r"\[(?=(?:unused\d+|CLS|SEP|MASK|PAD|UNK)\])|<(?=/?(?:s|t|e|pad|unk|mask)>)")


class About(Struct, frozen=True):
    """What model.json says. `markers` are the tokens that stand for <s>, </s>, <t>, </t>, and <e>, </e> in
    a model that reads triggers."""

    labels: tuple[str, ...]
    markers: dict[str, str]
    temperature: float
    max_tokens: int


class PairModel(ModelFolder):
    """Says of pairs which type is how likely; see ModelFolder for when it raises ModelError."""

    what = "the model of pairs"

    def __init__(self, folder: str | PathLike[str] = SHIPPED, threads: int = 1) -> None:
        super().__init__(folder, threads)

    @cached_property
    def about(self) -> About:
        """The labels, markers and settings."""
        return self._settings(About)

    @property
    def labels(self) -> tuple[str, ...]:
        """The types that it knows, and NONE, in the order of its probabilities."""
        return self.about.labels

    @cached_property
    def _session(self) -> InferenceSession:
        return self._graph("model.onnx")

    def chances(self, pairs: Sequence[Pair]) -> NDArray[np.float64]:
        """How likely each label is, [pairs, labels]; each row sums to 1."""
        return self._odds(self._run(pairs, "logits", len(self.labels)))

    def _odds(self, logits: NDArray[np.float64]) -> NDArray[np.float64]:
        logits = logits / self.about.temperature
        odds: NDArray[np.float64] = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf))
        odds /= odds.sum(axis=1, keepdims=True)
        return odds

    def vectors(self, pairs: Sequence[Pair]) -> NDArray[np.float64]:
        """What the encoder makes of each pair, [pairs, width], every row of length 1: alike pairs point alike."""
        states = self._run(pairs, "states", 0)
        states /= np.linalg.norm(states, axis=1, keepdims=True).clip(min=1e-12)
        return states

    def _run(self, pairs: Sequence[Pair], output: str, width: int) -> NDArray[np.float64]:
        rows = [self._outputs(pair, [output])[0] for pair in pairs]
        return np.concatenate(rows).astype(np.float64) if rows else np.zeros((0, width))

    def _outputs(self, pair: Pair, names: Sequence[str]) -> list[NDArray[np.float32]]:
        """The named outputs for one pair, each [1, width]."""
        ids = np.array([self._ids(pair)], dtype=np.int64)
        found: list[NDArray[np.float32]] = self._session.run(names, {"ids": ids, "mask": np.ones_like(ids)})
        return found

    def _ids(self, pair: Pair) -> list[int]:
        """The tokens of the marked sentence; of a long one those around the marks."""
        ids: list[int] = self._tokenizer.encode(self._marked(pair)).ids
        room = self.about.max_tokens
        if len(ids) <= room:
            return ids
        markers = {self._tokenizer.token_to_id(token) for token in self.about.markers.values()}
        places = [place for place, token in enumerate(ids) if token in markers] or [1]
        inside = room - 2
        start = max(1, min((places[0] + places[-1] - inside) // 2, len(ids) - 1 - inside))
        return [ids[0], *ids[start : start + inside], ids[-1]]

    def _marked(self, pair: Pair) -> str:
        edges: list[tuple[int, bool, str]] = []
        for side, span in (("s", pair.source), ("t", pair.target), ("e", pair.trigger)):
            if span is not None and f"<{side}>" in self.about.markers:
                edges += [
                    (span[0], True, self.about.markers[f"<{side}>"]),
                    (span[1], False, self.about.markers[f"</{side}>"]),
                ]
        pieces: list[str] = []
        last = 0
        for place, _, marker in sorted(edges):
            pieces += [_SIGNS.sub("(", pair.text[last:place]), f" {marker} "]
            last = place
        return "".join([*pieces, _SIGNS.sub("(", pair.text[last:])])
