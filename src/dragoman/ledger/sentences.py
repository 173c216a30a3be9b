"""What a sentence means, as a direction: alike sentences point alike.

The encoder is all-MiniLM-L6-v2 in eight bits, as training/sentences writes it: a folder with `model.onnx` and
`tokenizer.json`. Texts are read one at a time: the int8 arithmetic scales a whole batch alike, so in a batch a text's
direction would depend on the texts beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dragoman.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

SENTENCES = Path(__file__).parents[1] / "models" / "sentences"
_MOST_TOKENS = 128
"""What the encoder was trained on; of a longer text the beginning is read."""
WIDTH = 384


class SentenceModel:
    """Gives texts their directions. Loaded when first asked.

    `folder` holds the model; `threads` are the cores that one text may use.
    Raises ModelError when a part of it is missing or unfit.
    """

    def __init__(self, folder: str | PathLike[str] = SENTENCES, threads: int = 1) -> None:
        self.folder = Path(folder)
        self._threads = threads

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        except Exception as error:  # The library raises plain Exception for whatever is wrong with the file.
            raise self._unfit("tokenizer.json", error) from error
        tokenizer.no_padding()
        tokenizer.enable_truncation(_MOST_TOKENS)
        return tokenizer

    @cached_property
    def _session(self) -> InferenceSession:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        # Errors come as exceptions; warnings about the machine are nobody's business.
        options.log_severity_level = 3
        try:
            return onnxruntime.InferenceSession(
                str(self.folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's errors have no common base but Exception.
            raise self._unfit("model.onnx", error) from error

    def _unfit(self, part: str, error: Exception) -> ModelError:
        return ModelError(f"the model of sentences can't be loaded ({error})", where=str(self.folder / part))

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The direction of each text, [texts, 384], every row of length 1. The same text is read once."""
        rows: dict[str, NDArray[np.float32]] = {}
        for text in texts:
            if text not in rows:
                ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
                (found,) = self._session.run(["vectors"], {"ids": ids, "mask": np.ones_like(ids)})
                rows[text] = found[0] / max(float(np.linalg.norm(found[0])), 1e-12)
        if not rows:
            return np.zeros((0, WIDTH), dtype=np.float32)
        return np.stack([rows[text] for text in texts]).astype(np.float32)
