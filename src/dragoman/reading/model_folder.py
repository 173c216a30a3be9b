"""A learned model on disk: a folder of ONNX graphs, a tokenizer, and a model.json that says how to use them.

training/ makes such folders; the MODEL_CARD.md in each shipped one says from what.
"""

from __future__ import annotations

from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

import msgspec

from dragoman.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MODELS = Path(__file__).parents[1] / "models"

_Form = TypeVar("_Form")


class ModelFolder:
    """The parts of a model, each loaded when first asked.

    `folder` holds it; `threads` are the cores that one answer may use. Everything that loads a part raises ModelError
    when the part is missing or unfit.
    """

    what: ClassVar[str] = "the model"
    """What messages call it."""

    def __init__(self, folder: str | PathLike[str], threads: int = 1) -> None:
        self.folder = Path(folder)
        self._threads = threads

    def _settings(self, form: type[_Form]) -> _Form:
        return self._json("model.json", form)

    def _json(self, part: str, form: type[_Form]) -> _Form:
        try:
            return msgspec.json.decode((self.folder / part).read_bytes(), type=form)
        except (OSError, msgspec.DecodeError) as error:
            raise self._unfit(part, error) from error

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        except Exception as error:  # The library raises plain Exception for whatever is wrong with the file.
            raise self._unfit("tokenizer.json", error) from error
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    def _graph(self, part: str) -> InferenceSession:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        # Errors come as exceptions; warnings about the machine are nobody's business.
        options.log_severity_level = 3
        try:
            return onnxruntime.InferenceSession(
                str(self.folder / part), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's errors have no common base but Exception.
            raise self._unfit(part, error) from error

    def _unfit(self, part: str, error: Exception) -> ModelError:
        return ModelError(f"{self.what} can't be loaded ({error})", where=str(self.folder / part))
