"""Write a trained attribution model as ONNX with what it needs."""

from __future__ import annotations

import json
import shutil
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from network import AttributionModel
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn

OPSET = 17


class Reading(nn.Module):
    """The first graph: a passage's word pieces and classes to the states of its tokens and the logits of cues."""

    def __init__(self, model: AttributionModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, words: Tensor, first: Tensor) -> tuple[Tensor, Tensor]:
        """[1, pieces], [1, features, pieces], [1, tokens] to [1, tokens, width], [1, tokens, labels]."""
        states = self.model.told(ids, torch.ones_like(ids), words)
        picked = states.gather(1, first[:, :, None].expand(-1, -1, states.shape[-1]))
        return picked, self.model.cues(picked, torch.ones_like(first).to(states.dtype))


class Sharing(nn.Module):
    """The second graph: states and cues to the logits of each token's part."""

    def __init__(self, model: AttributionModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, states: Tensor, low: Tensor, last: Tensor, pairs: Tensor) -> Tensor:
        """[1, tokens, width], [cues], [cues], [cues, features, tokens] to [cues, tokens, labels]."""
        ends = torch.cat([states[0, low], states[0, last]], -1)
        tokens = self.model.parts.token(states).expand(low.shape[0], -1, -1)
        here = torch.ones_like(pairs[:, 0]).to(states.dtype)
        out: Tensor = self.model.parts(tokens, ends, pairs, here)
        return out


def export(
    model: AttributionModel, tokenizer: Tokenizer, about: Mapping[str, Any], folder: Path, small: bool = True
) -> None:
    """Write the files into `folder`; with `small` the encoder's weights are of eight bits."""
    folder.mkdir(parents=True, exist_ok=True)
    model.eval()
    words, pairs, _ = model.sizes
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        # The tracer warns that the attention scale is a constant, which it is.
        warnings.simplefilter("ignore")
        plain = Path(scratch) / "plain.onnx"
        torch.onnx.export(
            Reading(model).eval(),
            (
                torch.ones((1, 7), dtype=torch.long),
                torch.zeros((1, len(words), 7), dtype=torch.long),
                torch.arange(5)[None],
            ),
            str(plain),
            input_names=["ids", "words", "first"],
            output_names=["states", "cues"],
            dynamic_axes={
                "ids": {1: "pieces"},
                "words": {2: "pieces"},
                "first": {1: "tokens"},
                "states": {1: "tokens"},
                "cues": {1: "tokens"},
            },
            opset_version=OPSET,
            dynamo=False,
        )
        if small:
            # Seven bits instead of eight: processors without VNNI overflow on products of full eight-bit weights.
            quantize_dynamic(
                plain,
                folder / "encoder.onnx",
                per_channel=True,
                reduce_range=True,
                weight_type=QuantType.QInt8,
                op_types_to_quantize=["MatMul", "Gemm", "Gather"],
                nodes_to_exclude=[],
            )
        else:
            shutil.copy(plain, folder / "encoder.onnx")
        torch.onnx.export(
            Sharing(model).eval(),
            (
                torch.zeros((1, 5, model.told.encoder.shape.width)),
                torch.tensor([1, 2]),
                torch.tensor([1, 3]),
                torch.zeros((2, len(pairs), 5), dtype=torch.long),
            ),
            str(folder / "parts.onnx"),
            input_names=["states", "low", "last", "pairs"],
            output_names=["parts"],
            dynamic_axes={
                "states": {1: "tokens"},
                "low": {0: "cues"},
                "last": {0: "cues"},
                "pairs": {0: "cues", 2: "tokens"},
                "parts": {0: "cues", 1: "tokens"},
            },
            opset_version=OPSET,
            dynamo=False,
        )
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "model.json").write_text(json.dumps(dict(about), indent=2) + "\n", encoding="utf-8")
