"""What a sentence means, as a direction: alike sentences point alike.

The encoder is all-MiniLM-L6-v2 in eight bits, as training/sentences writes it: a folder with `model.onnx` and
`tokenizer.json`. Texts are read one at a time: the int8 arithmetic scales a whole batch alike, so in a batch a text's
direction would depend on the texts beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property
from os import PathLike
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dragoman.reading.model_folder import MODELS, ModelFolder

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

SENTENCES = MODELS / "sentences"
_MOST_TOKENS = 128
"""What the encoder was trained on; of a longer text the beginning is read."""
WIDTH = 384


class SentenceModel(ModelFolder):
    """Gives texts their directions; see ModelFolder for when it raises ModelError."""

    what = "the model of sentences"

    def __init__(self, folder: str | PathLike[str] = SENTENCES, threads: int = 1) -> None:
        super().__init__(folder, threads)

    @cached_property
    def _session(self) -> InferenceSession:
        return self._graph("model.onnx")

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The direction of each text, [texts, 384], every row of length 1. The same text is read once."""
        rows: dict[str, NDArray[np.float32]] = {}
        for text in texts:
            if text not in rows:
                ids = np.array([self._ids(text)], dtype=np.int64)
                (found,) = self._session.run(["vectors"], {"ids": ids, "mask": np.ones_like(ids)})
                rows[text] = found[0] / max(float(np.linalg.norm(found[0])), 1e-12)
        if not rows:
            return np.zeros((0, WIDTH), dtype=np.float32)
        return np.stack([rows[text] for text in texts]).astype(np.float32)

    def _ids(self, text: str) -> list[int]:
        """A text's word pieces between the two marks of its ends; of a longer one as many as the encoder knows."""
        ids: list[int] = self._tokenizer.encode(text).ids
        return ids if len(ids) <= _MOST_TOKENS else [*ids[: _MOST_TOKENS - 1], ids[-1]]


@cache
def shipped_model() -> SentenceModel:
    """The shipped encoder; it is loaded when it is first asked."""
    return SentenceModel()
