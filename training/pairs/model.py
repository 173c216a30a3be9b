"""The classifier: an encoder, and one linear layer over the states at the markers and the mean of all states."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from encoders import Encoder, Shape
from rows import LABELS, YIELD
from torch import Tensor, nn
from torch.nn import functional as F


class PairModel(nn.Module):
    """Word ids and mask [batch, length] to logits [batch, labels].

    The last layer is computed at a few places only: the opening markers (`marks` are their word ids: source and
    target, and of the event classifier the trigger) and the first token. A row that lacks one has zeros for that state.
    """

    def __init__(self, encoder: Encoder, marks: Sequence[int], dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        self.marks = tuple(marks)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear((len(self.marks) + 2) * encoder.shape.width, len(LABELS))
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """See the class."""
        logits: Tensor = self.head(self.dropout(self.states(ids, mask)))
        return logits

    def states(self, ids: Tensor, mask: Tensor) -> Tensor:
        """What the head sees of each row, [batch, (marks + 2) * width]: at the markers, the first token, the mean."""
        marks = torch.stack([ids == mark for mark in self.marks], 1).to(mask.dtype)
        at = torch.cat([marks.argmax(2), torch.zeros_like(ids[:, :1])], 1)
        before, after = self.encoder(ids, mask, at)
        has = marks.amax(2)[:, :, None].to(after.dtype)
        ends = (after[:, :-1] * has).flatten(1)
        weights = mask.to(before.dtype)[:, :, None]
        mean = (before * weights).sum(1) / weights.sum(1)
        return torch.cat([ends, after[:, -1], mean], 1)


class Shipped(nn.Module):
    """The model as it is shipped: logits, and the states that they come from, by which pairs can be compared."""

    def __init__(self, model: PairModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Word ids and mask [batch, length] to logits [batch, labels] and states [batch, (marks + 2) * width]."""
        states = self.model.states(ids, mask)
        return self.model.head(states), states


def save(model: PairModel, path: Path, **about: Any) -> None:
    """Write the weights and what is needed to build the model again."""
    shape = {name: getattr(model.encoder.shape, name) for name in Shape.__slots__}
    torch.save(
        {
            "shape": shape,
            "ids": model.marks,
            "weights": model.state_dict(),
            "about": about,
        },
        path,
    )


def restore(path: Path, dropout: float = 0.1) -> PairModel:
    """The model that `save` wrote."""
    kept = torch.load(path, weights_only=True)
    model = PairModel(Encoder(Shape(**kept["shape"]), dropout), kept["ids"], dropout)
    model.load_state_dict(kept["weights"])
    return model


def mean_of(paths: Sequence[Path]) -> PairModel:
    """The model whose weights are the means of those that `save` wrote."""
    models = [restore(path) for path in paths]
    weights = [model.state_dict() for model in models]
    mean = {
        name: torch.stack([one[name] for one in weights]).mean(0) if first.is_floating_point() else first
        for name, first in weights[0].items()
    }
    models[0].load_state_dict(mean)
    return models[0]


def batch(rows: Sequence[list[int]], pad: int) -> tuple[Tensor, Tensor]:
    """Rows of word ids as padded ids and mask, [batch, longest]."""
    longest = max(map(len, rows))
    ids = torch.tensor([[*row, *[pad] * (longest - len(row))] for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
    return ids, mask


def merge_yield(log_probabilities: Tensor) -> Tensor:
    """[batch, labels] log-probabilities with CONCEDE's and RETREAT's replaced by that of either."""
    first, second = (LABELS.index(name) for name in YIELD)
    either = torch.logaddexp(log_probabilities[:, first], log_probabilities[:, second])
    merged = log_probabilities.clone()
    merged[:, first] = merged[:, second] = either
    return merged


def logits_of(model: PairModel, rows: Sequence[list[int]], size: int = 32) -> Tensor:
    """Logits [rows, labels] in the order of the rows, without gradients."""
    model.eval()
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    out = torch.zeros(len(rows), len(LABELS))
    with torch.inference_mode():
        for start in range(0, len(order), size):
            chosen = order[start : start + size]
            out[chosen] = model(*batch([rows[i] for i in chosen], model.encoder.shape.pad))
    return out


def hard_loss(logits: Tensor, labels: Sequence[str], smoothing: float) -> Tensor:
    """Cross entropy [batch] with label smoothing; a YIELD row is right with CONCEDE or RETREAT."""
    logs = F.log_softmax(logits, 1)
    right = [LABELS.index(YIELD[0] if label == "YIELD" else label) for label in labels]
    either = torch.tensor([label == "YIELD" for label in labels])[:, None]
    gold = torch.where(either, merge_yield(logs), logs).gather(1, torch.tensor(right)[:, None])[:, 0]
    return -(1 - smoothing) * gold - smoothing * logs.mean(1)
