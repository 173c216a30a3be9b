"""Write a trained pair classifier as int8 ONNX with what it needs: model.onnx, tokenizer.json, model.json."""

from __future__ import annotations

import json
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from encoders import MARKERS
from model import PairModel, Shipped, batch
from onnxruntime.quantization import QuantType, quantize_dynamic
from rows import LABELS, MAX_TOKENS, YIELD
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F

OPSET = 17


def export(model: PairModel, tokenizer: Tokenizer, temperature: float, folder: Path) -> None:
    """Write the three files into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    model.eval()
    pad = model.encoder.shape.pad
    first, *others = model.marks
    ids, mask = batch([[0, first, 5, 6, *others, 7], [0, first, 5, 6]], pad)
    used = {
        tag: token
        for tag, token in MARKERS.items()
        if tokenizer.token_to_id(MARKERS[tag.replace("/", "")]) in model.marks
    }
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        free = {0: "batch", 1: "length"}
        with warnings.catch_warnings():
            # The tracer warns that the attention scale is a constant, which it is.
            warnings.simplefilter("ignore")
            torch.onnx.export(
                Shipped(model).eval(),
                (ids, mask),
                str(plain),
                input_names=["ids", "mask"],
                output_names=["logits", "states"],
                dynamic_axes={"ids": free, "mask": free, "logits": {0: "batch"}, "states": {0: "batch"}},
                opset_version=OPSET,
                dynamo=False,
            )
        # Seven bits instead of eight: processors without VNNI overflow on products of full eight-bit weights.
        quantize_dynamic(
            plain,
            folder / "model.onnx",
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        )
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    about = {
        "labels": LABELS,
        "temperature": round(temperature, 4),
        "max_tokens": MAX_TOKENS,
        "pad_id": pad,
        "markers": used,
        "inputs": ["ids", "mask"],
        "outputs": ["logits", "states"],
        "pooling": "in the graph: last layer at the opening markers and the first token, mean of the layer before; "
        "a missing marker counts as zeros",
    }
    (folder / "model.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")


def onnx_logits(folder: Path, rows: Sequence[list[int]], pad: int, size: int = 32) -> Tensor:
    """Logits [rows, labels] of the exported model on one thread, rows of like length together."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(folder / "model.onnx", options, providers=["CPUExecutionProvider"])
    out = np.zeros((len(rows), len(LABELS)), dtype=np.float32)
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    for start in range(0, len(order), size):
        chosen = order[start : start + size]
        ids, mask = batch([rows[i] for i in chosen], pad)
        out[chosen] = session.run(["logits"], {"ids": ids.numpy(), "mask": mask.numpy()})[0]
    return torch.from_numpy(out)


def fit_temperature(logits: Tensor, labels: Sequence[str]) -> float:
    """The temperature with the least negative log-likelihood on rows the model was not trained on."""
    candidates = torch.linspace(0.3, 3.0, 109)
    losses = [float(_likelihood(logits / heat, labels)) for heat in candidates]
    return float(candidates[int(np.argmin(losses))])


def _likelihood(logits: Tensor, labels: Sequence[str]) -> Tensor:
    logs = F.log_softmax(logits, 1)
    total = torch.zeros(())
    for row, label in zip(logs, labels, strict=True):
        names = YIELD if label == "YIELD" else (label,)
        total = total - torch.logsumexp(row[[LABELS.index(name) for name in names]], 0)
    return total / len(labels)
